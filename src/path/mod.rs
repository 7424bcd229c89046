//! Where a value stands: takes segments, gives the array, JSON Pointer and dotted forms of one place.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::json::{WriteJson, Writer};
use crate::text::{decimal, number, split_before, write_decimal};

/// One step from a value to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Segment {
    /// The position of an array item, from 0.
    Index(u32),
    /// The name of an object's member.
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

/// Segments from the root of a document to a value in it; empty for the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(type = "(string | number)[]"))]
pub struct Path(pub Vec<Segment>);

impl Path {
    /// The root of a document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// This path, one step further.
    #[must_use]
    pub fn join(mut self, segment: impl Into<Segment>) -> Self {
        self.0.push(segment.into());
        self
    }

    /// The JSON Pointer of this place (RFC 6901), such as `/environments/0/name`; empty for the root.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut out = String::new();
        self.write_pointer(&mut out);
        out
    }

    pub(crate) fn write_pointer(&self, out: &mut String) {
        for segment in &self.0 {
            out.push('/');
            match segment {
                Segment::Index(index) => write_decimal(*index, out),
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

    pub(crate) fn write_field(&self, out: &mut String) {
        for (depth, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => {
                    out.push('[');
                    write_decimal(*index, out);
                    out.push(']');
                }
                Segment::Key(key) if is_word(key) => {
                    if depth > 0 {
                        out.push('.');
                    }
                    out.push_str(key);
                }
                Segment::Key(key) => {
                    out.push('[');
                    crate::json::write_string(key, out);
                    out.push(']');
                }
            }
        }
    }

    /// Reads the dotted form that the platform uses in its own errors, such as
    /// `environments[0].credentials.action[1].id`; `None` where the text is not of that form.
    ///
    /// A key that is not a plain word stands in brackets as a JSON string: `set["a.b"]`.
    #[must_use]
    pub fn parse_field(field: &str) -> Option<Self> {
        let mut path = Self::root();
        let mut rest = field;
        while !rest.is_empty() {
            let (segment, after) = if let Some(inner) = rest.strip_prefix('[') {
                bracketed(inner)?
            } else {
                let word = match rest.strip_prefix('.') {
                    Some(word) if !path.0.is_empty() => word,
                    None if path.0.is_empty() => rest,
                    _ => return None,
                };
                let (key, after) = split_before(word, b".[");
                if !is_word(key) {
                    return None;
                }
                (Segment::from(key), after)
            };
            path.0.push(segment);
            rest = after;
        }
        Some(path)
    }
}

impl WriteJson for Path {
    fn write_json(&self, out: &mut Writer) {
        out.begin_array();
        for segment in &self.0 {
            match segment {
                Segment::Index(index) => out.raw(&decimal(*index)),
                Segment::Key(key) => out.string(key),
            }
        }
        out.end_array();
    }
}

/// The dotted form, such as `environments[0].name`; empty for the root.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut field = String::new();
        self.write_field(&mut field);
        f.write_str(&field)
    }
}

/// Whether a key stands bare in the dotted form.
pub(crate) fn is_word(key: &str) -> bool {
    let mut bytes = key.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_' || b == b'$')
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'-'))
}

/// Reads what follows an opening bracket, up to and with its closing one.
fn bracketed(inner: &str) -> Option<(Segment, &str)> {
    if inner.starts_with('"') {
        let (key, after) = crate::json::read_string_prefix(inner)?;
        return Some((Segment::from(key), after.strip_prefix(']')?));
    }
    let (digits, after) = split_before(inner, b"]");
    let is_plain = matches!(digits.as_bytes(), [b'0'] | [b'1'..=b'9', ..]);
    let index = number(digits.as_bytes(), 10).filter(|_| is_plain)?;
    Some((Segment::Index(index), after.strip_prefix(']')?))
}

/// A place during a walk: a chain on the stack that costs nothing until an issue needs its path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step<'p>,
}

/// The last step to a place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<'p> {
    Root,
    /// A field of the contract.
    Field(&'static str),
    Key(&'p str),
    Index(u32),
}

impl<'p> From<&'p Segment> for Step<'p> {
    fn from(segment: &'p Segment) -> Self {
        match segment {
            Segment::Index(index) => Self::Index(*index),
            Segment::Key(Cow::Borrowed(name)) => Self::Field(name),
            Segment::Key(Cow::Owned(key)) => Self::Key(key),
        }
    }
}

impl<'p> Place<'p> {
    pub(crate) const ROOT: Self = Self { parent: None, step: Step::Root };
    pub(crate) const ENVIRONMENTS: Self = Self { parent: Some(&Place::ROOT), step: Step::Field("environments") };
    pub(crate) const VARIABLES: Self = Self { parent: Some(&Place::ROOT), step: Step::Field("environmentVariables") };

    pub(crate) fn field(&self, name: &'static str) -> Place<'_> {
        Place { parent: Some(self), step: Step::Field(name) }
    }

    pub(crate) fn key<'c>(&'c self, key: &'c str) -> Place<'c> {
        Place { parent: Some(self), step: Step::Key(key) }
    }

    pub(crate) fn index(&self, index: u32) -> Place<'_> {
        Place { parent: Some(self), step: Step::Index(index) }
    }

    /// Takes the steps from the root to here.
    pub(crate) fn walk(&self, take: &mut impl FnMut(Step<'p>)) {
        if let Some(parent) = self.parent {
            parent.walk(take);
            take(self.step);
        }
    }

    #[inline(never)]
    pub(crate) fn path(&self) -> Path {
        let mut segments = Vec::new();
        self.walk(&mut |step| match step {
            Step::Root => {}
            Step::Field(name) => segments.push(Segment::Key(Cow::Borrowed(name))),
            Step::Key(key) => segments.push(Segment::from(key)),
            Step::Index(index) => segments.push(Segment::Index(index)),
        });
        Path(segments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_name_the_same_place() {
        let path = Path::root().join("environments").join(0).join("a/b~c").join("x.y");
        assert_eq!(path.pointer(), "/environments/0/a~1b~0c/x.y");
        assert_eq!(path.to_string(), r#"environments[0]["a/b~c"]["x.y"]"#);
        assert_eq!(Path::parse_field(&path.to_string()), Some(path));
    }

    #[test]
    fn the_platforms_own_form_is_read() {
        let path = Path::parse_field("environments[0].credentials.action[1].id");
        assert_eq!(path.map(|p| p.pointer()).as_deref(), Some("/environments/0/credentials/action/1/id"));
        assert_eq!(Path::parse_field(""), Some(Path::root()));
    }

    #[test]
    fn what_is_not_a_path_is_refused() {
        for text in
            [".name", "name.", "a..b", "a[", "a[x]", "a[-1]", "a[01]", "a b", "a[99999999999]", "a[\"b]", "[0]x"]
        {
            assert_eq!(Path::parse_field(text), None, "{text}");
        }
    }
}
