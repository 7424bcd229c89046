//! Represents a path in a document as a list of segments, and converts it to a JSON Pointer and to its dotted form.
//!
//! ```
//! use connection_update::path::{Path, Segment};
//!
//! let path = Path::root().join("environments").join(0).join("name");
//! assert_eq!((path.to_string(), path.pointer()), ("environments[0].name".to_owned(), "/environments/0/name".to_owned()));
//! assert_eq!((path.len(), path.last()), (3, Some(&Segment::from("name"))));
//! assert_eq!(path.segments()[1], &Segment::Index(0));
//! assert!(Path::root().is_empty());
//! ```

mod node;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

#[cfg(feature = "serde")]
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) use node::PathNode;
#[cfg(target_arch = "wasm32")]
pub(crate) use node::SegmentRef;

use crate::text::{escape, parse_digits, split_before};

/// One step from a value to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize, Deserialize), serde(untagged))]
pub enum Segment {
    /// The index of an array item, from 0.
    Index(u32),
    /// The key of a member.
    Key(Cow<'static, str>),
}

impl From<&str> for Segment {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned().into())
    }
}

impl From<String> for Segment {
    fn from(key: String) -> Self {
        Self::Key(key.into())
    }
}

impl From<u32> for Segment {
    fn from(index: u32) -> Self {
        Self::Index(index)
    }
}

/// The segments from the root of a document to a value in the document. The path of the root is empty.
///
/// Paths share their segments: a path refers to the path of its parent. So the paths of many values in one object need little
/// memory, even if a key on the way to the object is long.
#[derive(Clone, Default)]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), tsify(type = "(string | number)[]"))]
pub struct Path(Option<Arc<Step>>);

/// The last segment of a path.
struct Step {
    parent: Path,
    segment: Segment,
    /// The number of segments of the path.
    len: usize,
}

impl Path {
    /// Returns the path of the root.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Returns this path with one more segment at the end.
    #[must_use]
    pub fn join(self, segment: impl Into<Segment>) -> Self {
        self.join_segment(segment.into())
    }

    #[inline(never)]
    pub(crate) fn join_segment(self, segment: Segment) -> Self {
        let len = self.len() + 1;
        Self(Some(Arc::new(Step { parent: self, segment, len })))
    }

    /// Returns the number of segments.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |step| step.len)
    }

    /// Returns true for the path of the root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Returns the last segment, or `None` for the path of the root.
    #[must_use]
    pub fn last(&self) -> Option<&Segment> {
        self.0.as_ref().map(|step| &step.segment)
    }

    /// Returns the segments, from the root on.
    #[must_use]
    #[inline(never)]
    pub fn segments(&self) -> Vec<&Segment> {
        let mut segments = Vec::with_capacity(self.len());
        let mut path = self;
        while let Some(step) = &path.0 {
            segments.push(&step.segment);
            path = &step.parent;
        }
        segments.reverse();
        segments
    }

    /// Returns the JSON Pointer (RFC 6901), such as `/environments/0/name`. The pointer of the root is empty.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut out = String::new();
        self.write_pointer(&mut out);
        out
    }

    pub(crate) fn write_pointer(&self, out: &mut String) {
        for segment in self.segments() {
            out.push('/');
            match segment {
                Segment::Index(index) => _ = write!(out, "{index}"),
                Segment::Key(key) => {
                    let (mut plain, mut rest) = split_before(key, b"~/");
                    out.push_str(plain);
                    while let Some(mark) = rest.bytes().next() {
                        out.push_str(if mark == b'~' { "~0" } else { "~1" });
                        (plain, rest) = split_before(rest.get(1..).unwrap_or_default(), b"~/");
                        out.push_str(plain);
                    }
                }
            }
        }
    }

    /// Appends the dotted form to `out`.
    pub(crate) fn write_field(&self, out: &mut String) {
        for (depth, segment) in self.segments().into_iter().enumerate() {
            match segment {
                Segment::Index(index) => {
                    _ = write!(out, "[{index}]");
                }
                Segment::Key(key) if is_identifier(key) => {
                    if depth > 0 {
                        out.push('.');
                    }
                    out.push_str(key);
                }
                Segment::Key(key) => {
                    out.push('[');
                    escape::write_string(key, out);
                    out.push(']');
                }
            }
        }
    }

    /// Parses a path in the dotted form of the platform's errors, such as `environments[0].credentials.action[1].id`.
    /// Returns `None` if the text does not have that form, or has more than 1,048,575 segments.
    ///
    /// A key that is not an identifier is written in brackets as a JSON string: `set["a.b"]`.
    ///
    /// ```
    /// use connection_update::path::Path;
    ///
    /// let path = Path::parse_field("environments[0].name").unwrap();
    /// assert_eq!(path.pointer(), "/environments/0/name");
    /// assert_eq!(path.to_string(), "environments[0].name");
    /// ```
    #[must_use]
    pub fn parse_field(field: &str) -> Option<Self> {
        let mut path = Self::root();
        let mut rest = field;
        while !rest.is_empty() {
            let (segment, after) = if let Some(inner) = rest.strip_prefix('[') {
                parse_bracketed(inner)?
            } else {
                let name = match rest.strip_prefix('.') {
                    Some(name) if !path.is_empty() => name,
                    None if path.is_empty() => rest,
                    _ => return None,
                };
                let (key, after) = split_before(name, b".[");
                if !is_identifier(key) {
                    return None;
                }
                (Segment::from(key), after)
            };
            path = path.join_parsed(segment)?;
            rest = after;
        }
        Some(path)
    }

    /// Parses a JSON Pointer (RFC 6901), such as `/environments/0/name`. Returns `None` if the text is not a pointer, or has more
    /// than 1,048,575 segments.
    ///
    /// A segment that can be an index is read as an index, although it could be a key too.
    ///
    /// ```
    /// use connection_update::path::Path;
    ///
    /// let path = Path::parse_pointer("/environments/0/name").unwrap();
    /// assert_eq!(path.to_string(), "environments[0].name");
    /// ```
    #[must_use]
    pub fn parse_pointer(pointer: &str) -> Option<Self> {
        let mut path = Self::root();
        let mut rest = pointer;
        while !rest.is_empty() {
            let (token, after) = split_before(rest.strip_prefix('/')?, b"/");
            let segment = match parse_index(token) {
                Some(index) => Segment::Index(index),
                None => Segment::from(unescape_token(token)?),
            };
            path = path.join_parsed(segment)?;
            rest = after;
        }
        Some(path)
    }

    /// Joins a segment of a text. Returns `None` if the path has too many segments.
    pub(crate) fn join_parsed(self, segment: Segment) -> Option<Self> {
        (self.len() < MAX_PARSED_SEGMENTS).then(|| self.join_segment(segment))
    }
}

impl Drop for Path {
    /// Frees the segments one after the other, because a recursion could exhaust the stack.
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(step) = next {
            next = Arc::into_inner(step).and_then(|mut step| step.parent.0.take());
        }
    }
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.segments() == other.segments()
    }
}

impl Eq for Path {}

impl PartialOrd for Path {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Path {
    fn cmp(&self, other: &Self) -> Ordering {
        self.segments().cmp(&other.segments())
    }
}

impl Hash for Path {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.segments().hash(state);
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.segments()).finish()
    }
}

#[cfg(feature = "serde")]
impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.segments().serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let segments = Vec::<Segment>::deserialize(deserializer)?;
        Ok(segments.into_iter().fold(Self::root(), Self::join_segment))
    }
}

/// The limit on the number of segments of a text that is parsed as a path.
const MAX_PARSED_SEGMENTS: usize = 1_048_575;

/// Writes the dotted form, such as `environments[0].name`. Writes nothing for the root.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut field = String::new();
        self.write_field(&mut field);
        f.write_str(&field)
    }
}

/// Returns true if a key does not need brackets in the dotted form of a path.
pub(crate) fn is_identifier(key: &str) -> bool {
    let mut bytes = key.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_' || b == b'$')
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'-'))
}

/// Parses a segment in brackets. `inner` begins after the opening bracket. Returns the segment and the text after the closing
/// bracket.
fn parse_bracketed(inner: &str) -> Option<(Segment, &str)> {
    if inner.starts_with('"') {
        let (key, after) = escape::read_leading_string(inner)?;
        return Some((Segment::from(key), after.strip_prefix(']')?));
    }
    let (digits, after) = split_before(inner, b"]");
    Some((Segment::Index(parse_index(digits)?), after.strip_prefix(']')?))
}

/// Parses an index in the only spelling that JSON Pointer allows: digits without leading zeros.
pub(crate) fn parse_index(digits: &str) -> Option<u32> {
    let is_plain = matches!(digits.as_bytes(), [b'0'] | [b'1'..=b'9', ..]);
    parse_digits(digits.as_bytes(), 10).filter(|_| is_plain)
}

/// Decodes a segment of a JSON Pointer. Returns `None` if it contains an invalid escape.
fn unescape_token(token: &str) -> Option<String> {
    let mut key = String::new();
    let mut rest = token;
    loop {
        let (plain, after) = split_before(rest, b"~");
        key.push_str(plain);
        let mut bytes = after.bytes().skip(1);
        key.push(match bytes.next() {
            Some(b'0') => '~',
            Some(b'1') => '/',
            None if after.is_empty() => break,
            _ => return None,
        });
        rest = after.get(2..).unwrap_or_default();
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_its_segments() {
        let path = Path::root().join("a").join(1);
        assert_eq!(Path::root().last(), None);
        assert_eq!(path.last(), Some(&Segment::from(1)));
        assert_ne!(path, Path::root().join("a").join(2));
        assert_ne!(path, Path::root().join("a"));
        assert_eq!(path.partial_cmp(&Path::root().join("b")), Some(Ordering::Less));
        assert_eq!(path.partial_cmp(&Path::root()), Some(Ordering::Greater));
        let distinct: std::collections::HashSet<_> = [path.clone(), path.clone(), Path::root()].into_iter().collect();
        assert_eq!(distinct.len(), 2);
        let hash_of = |path: &Path| {
            let mut hasher = std::hash::DefaultHasher::new();
            path.hash(&mut hasher);
            hasher.finish()
        };
        assert_ne!(hash_of(&path), hash_of(&Path::root()));
        assert_eq!(format!("{path:?}"), format!("{:?}", path.segments()));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_path_is_read_from_its_json() {
        let path = Path::root().join("a").join(1).join("b.c");
        let text = serde_json::to_string(&path).unwrap();
        assert_eq!(text, r#"["a",1,"b.c"]"#);
        assert_eq!(serde_json::from_str::<Path>(&text).unwrap(), path);
    }

    #[test]
    fn only_an_identifier_is_written_without_brackets() {
        for key in ["a", "_a", "$a", "a-b", "a1", "a$_"] {
            assert_eq!(Path::root().join(key).to_string(), key);
        }
        for key in ["", "1a", "-a", "a.b", "a b", "\u{e9}"] {
            assert_eq!(Path::root().join(key).to_string(), format!("[\"{key}\"]"));
        }
    }

    #[test]
    fn the_three_forms_of_a_path_agree() {
        let path = Path::root().join("environments").join(0).join("a/b~c").join("x.y");
        assert_eq!(path.pointer(), "/environments/0/a~1b~0c/x.y");
        assert_eq!(path.to_string(), r#"environments[0]["a/b~c"]["x.y"]"#);
        assert_eq!(Path::parse_field(&path.to_string()), Some(path));
    }

    #[test]
    fn the_dotted_form_of_the_platform_is_parsed() {
        let path = Path::parse_field("environments[0].credentials.action[1].id");
        assert_eq!(path.map(|p| p.pointer()).as_deref(), Some("/environments/0/credentials/action/1/id"));
        assert_eq!(Path::parse_field(""), Some(Path::root()));
    }

    #[test]
    fn a_pointer_is_parsed() {
        for (pointer, field) in [
            ("", ""),
            ("/environments/0/name", "environments[0].name"),
            ("/a~1b~0c~01/x.y", r#"["a/b~c~1"]["x.y"]"#),
            ("/", r#"[""]"#),
            ("/a/01/-/99999999999", r#"a["01"]["-"]["99999999999"]"#),
        ] {
            let path = Path::parse_pointer(pointer).unwrap();
            assert_eq!(path.to_string(), field);
            assert_eq!(path.pointer(), pointer);
        }
        for text in ["a", "#", "#/a", "/~", "/a~2", "/~é", "name"] {
            assert_eq!(Path::parse_pointer(text), None, "{text}");
        }
        assert_eq!(Path::parse_pointer(&"/a".repeat(MAX_PARSED_SEGMENTS + 1)), None);
    }

    #[test]
    fn a_path_of_a_million_segments_is_freed() {
        let path = Path::parse_field(&["a"; 1_000_000].join(".")).unwrap();
        assert_eq!(path.len(), 1_000_000);
        drop(path.clone().join(7));
        drop(path);
    }

    #[test]
    fn other_text_is_not_a_path() {
        for text in
            [".name", "name.", "a..b", "a[", "a[x]", "a[-1]", "a[01]", "a b", "a[99999999999]", "a[\"b]", "[0]x"]
        {
            assert_eq!(Path::parse_field(text), None, "{text}");
        }
    }
}
