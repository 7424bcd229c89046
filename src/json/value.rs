//! Provides cursors over a tape, the flat list of nodes of a document: values, members and items.

use std::fmt;

use super::kind::Kind;
use super::strings::StringIndex;
use super::tape::{DecodedStrings, Document, Node, Tag};
use crate::path::{Path, Segment};

/// An empty document, for [`Value::MISSING`].
static EMPTY: Document<'static> =
    Document { text: "", nodes: Vec::new(), violations: Vec::new(), decoded: DecodedStrings::EMPTY };

impl Document<'_> {
    /// Returns the outermost value.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        self.value_at(0)
    }

    /// Returns the value or key whose first node has this index.
    pub(super) fn value_at(&self, at: u32) -> Value<'_> {
        Value { document: self, at }
    }
}

/// A value in a document. It is a cursor that is cheap to copy.
///
/// ```
/// use connection_update::json::{Document, Kind, Limits};
/// use connection_update::path::Path;
///
/// let text = br#"{ "name": "Shop", "size": 1.50, "tags": ["a", "b"] }"#;
/// let document = Document::parse(text, Limits::default())?;
/// let root = document.root();
/// assert_eq!((root.kind(), root.len(), root.is_empty()), (Kind::Object, 3, false));
/// assert!(root.get("name").is_some_and(|name| name.is_str("Shop") && name.as_str() == Some("Shop")));
/// assert_eq!(root.get("size").map(|size| (size.raw(), size.offset())), Some(("1.50", 26)));
///
/// // Members that are missing or have another type read as empty.
/// assert_eq!((root.get_str("name"), root.get_str("size"), root.get_str("absent")), ("Shop", "", ""));
/// assert_eq!((root.get_items("tags").count(), root.get_items("name").count()), (2, 0));
/// assert!(root.get_array("tags").is_some() && root.get_array("name").is_none());
///
/// // Members and items are iterators, and a path leads to a value inside.
/// assert_eq!(root.members().map(|member| member.name()).collect::<Vec<_>>(), ["name", "size", "tags"]);
/// let last = root.get("tags").and_then(|tags| tags.items().last());
/// let at = root.at(&Path::root().join("tags").join(1));
/// assert!(last.zip(at).is_some_and(|(last, at)| last.same_str(at) && last.same_as(at)));
/// # Ok::<(), connection_update::json::SyntaxError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    /// The index of the first node of the value.
    at: u32,
}

/// Writes the value as it is spelled in the text.
impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.raw())
    }
}

impl<'d> Value<'d> {
    /// A value of kind [`Kind::Null`] that belongs to no document.
    pub(crate) const MISSING: Self = Self { document: &EMPTY, at: 0 };

    #[inline(always)]
    pub(super) fn node(self) -> Node {
        self.document.node_at(self.at)
    }

    /// Returns the position of the value in its document. Later values have higher positions.
    pub(super) const fn position(self) -> u32 {
        self.at
    }

    /// Returns the value at a position of the same document.
    pub(super) const fn at_position(self, position: u32) -> Self {
        Self { at: position, ..self }
    }

    /// Returns the kind of the value.
    #[must_use]
    #[inline(always)]
    pub fn kind(self) -> Kind {
        match self.node().tag() {
            Tag::Null | Tag::End => Kind::Null,
            Tag::True | Tag::False => Kind::Boolean,
            Tag::Number => Kind::Number,
            Tag::PlainString | Tag::EscapedString => Kind::String,
            Tag::Array => Kind::Array,
            Tag::Object => Kind::Object,
        }
    }

    /// Returns the byte offset of the value. For a string, this is the offset after its opening quote.
    #[must_use]
    pub fn offset(self) -> u32 {
        self.node().start()
    }

    #[inline(always)]
    fn slice(self, start: u32, end: u32) -> &'d str {
        self.document.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Returns the node that closes an array or object.
    fn closing_node(self) -> Node {
        self.document.node_at(self.at + self.node().payload())
    }

    /// Returns the content of an array if `tag` is `Array`, or of an object if `tag` is `Object`. For any other value, returns
    /// an empty iterator.
    #[inline(always)]
    fn items_of(self, tag: Tag) -> Items<'d> {
        let node = self.node();
        let distance = if node.tag() == tag { node.payload() } else { 0 };
        Items { next: Self { at: self.at + 1, ..self }, end: self.at + distance }
    }

    /// Returns the byte offset of the value. For a string, this is the offset of its opening quote.
    #[inline(always)]
    fn start_offset(self) -> u32 {
        let node = self.node();
        node.start() - u32::from(matches!(node.tag(), Tag::PlainString | Tag::EscapedString))
    }

    /// Returns the byte offset after the last byte of the value.
    #[inline(always)]
    fn end_offset(self) -> u32 {
        let node = self.node();
        match node.tag() {
            Tag::Null | Tag::True => node.start() + 4,
            Tag::False => node.start() + 5,
            Tag::Number => node.start() + node.payload(),
            Tag::PlainString | Tag::EscapedString => node.start() + node.payload() + 1,
            Tag::Array | Tag::Object => self.closing_node().start() + 1,
            Tag::End => node.start(),
        }
    }

    /// Returns the value as it is spelled in the text.
    #[must_use]
    pub fn raw(self) -> &'d str {
        self.slice(self.start_offset(), self.end_offset())
    }

    /// Returns the decoded string, or `None` if the value is not a string. A lone surrogate becomes U+FFFD.
    #[must_use]
    #[inline(never)]
    pub fn as_str(self) -> Option<&'d str> {
        let node = self.node();
        match node.tag() {
            Tag::PlainString => self.plain_str(),
            Tag::EscapedString => Some(self.document.decoded.get(node.start())),
            _ => None,
        }
    }

    /// Returns a string without escapes, or `None` for any other value.
    #[inline(always)]
    pub(super) fn plain_str(self) -> Option<&'d str> {
        self.node().plain_range().map(|(start, len)| self.slice(start, start + len))
    }

    /// Returns true if the value is a string that equals `expected`.
    #[must_use]
    #[inline(always)]
    pub fn is_str(self, expected: &str) -> bool {
        match self.node().plain_range() {
            // Compares the length and the first byte first, because the keys of one object usually differ in these.
            Some((start, len)) => {
                len as usize == expected.len()
                    && expected
                        .bytes()
                        .next()
                        .is_none_or(|first| self.document.text.as_bytes().get(start as usize) == Some(&first))
                    && self.plain_str() == Some(expected)
            }
            None => self.as_str() == Some(expected),
        }
    }

    /// Returns true if the decoded strings are equal, or if neither value is a string.
    #[must_use]
    #[inline(never)]
    pub fn same_str(self, other: Value<'_>) -> bool {
        self.as_str() == other.as_str()
    }

    /// Returns the number of items or members, or 0 if the value is not an array or object.
    #[must_use]
    pub fn len(self) -> u32 {
        match self.node().tag() {
            Tag::Array | Tag::Object => self.closing_node().payload(),
            _ => 0,
        }
    }

    /// Returns true if the value has no items or members.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns the items of an array in order, or no items if the value is not an array.
    #[must_use]
    pub fn items(self) -> Items<'d> {
        self.items_of(Tag::Array)
    }

    /// Returns the members of an object in order, or no members if the value is not an object.
    #[must_use]
    pub fn members(self) -> Members<'d> {
        Members(self.items_of(Tag::Object))
    }

    /// Returns the value of the member with this key, or `None` if the object lacks the key.
    #[must_use]
    #[inline(never)]
    pub fn get(self, key: &str) -> Option<Self> {
        self.members().find(|member| member.key.is_str(key)).map(|member| member.value)
    }

    /// Returns the array in a member, or `None` if the member is missing or not an array.
    #[must_use]
    #[inline(never)]
    pub fn get_array(self, key: &str) -> Option<Self> {
        self.get(key).filter(|value| value.kind() == Kind::Array)
    }

    /// Returns the items of the array in a member, or no items if the member is missing or not an array.
    #[must_use]
    #[inline(never)]
    pub fn get_items(self, key: &str) -> Items<'d> {
        Items::from_optional(self.get(key))
    }

    /// Returns the decoded string in a member, or an empty string if the member is missing or not a string.
    #[must_use]
    #[inline(never)]
    pub fn get_str(self, key: &str) -> &'d str {
        self.get(key).and_then(Self::as_str).unwrap_or_default()
    }

    /// Returns the value at a path that begins at this value, or `None` if the path does not exist.
    #[must_use]
    pub fn at(self, path: &Path) -> Option<Self> {
        path.segments().into_iter().try_fold(self, |value, segment| match segment {
            Segment::Index(index) => value.items().nth(*index as usize),
            Segment::Key(key) => value.get(key),
        })
    }

    /// Returns true if two values are equal. Differences in white space, escapes and the order of members are ignored. Numbers
    /// are equal only if they are spelled equally.
    #[must_use]
    pub fn same_as(self, other: Value<'_>) -> bool {
        if self.kind() != other.kind() || self.len() != other.len() {
            return false;
        }
        // Most equal values have the same spelling.
        let (own, others) = (self.raw(), other.raw());
        #[cfg(test)]
        crate::text::steps::add(own.len());
        if own == others {
            return true;
        }
        match self.kind() {
            Kind::String => self.same_str(other),
            Kind::Array => self.items().zip(other.items()).all(|(a, b)| a.same_as(b)),
            Kind::Object => self.has_same_members(other),
            Kind::Null | Kind::Boolean | Kind::Number => false,
        }
    }
}

impl Value<'_> {
    fn has_same_members(self, other: Value<'_>) -> bool {
        let mut others = other.members();
        let mut index = None;
        self.members().all(|member| {
            // Equal objects usually have their members in the same order.
            if let Some(next) = others.next()
                && next.key.same_str(member.key)
            {
                return member.value.same_as(next.value);
            }
            let index = index.get_or_insert_with(|| {
                let mut names = StringIndex::builder(other.len() as usize);
                other.members().for_each(|counterpart| names.add(counterpart.name(), counterpart.value.position()));
                names.build()
            });
            let counterpart = index.get(member.name()).map(|position| other.at_position(position));
            counterpart.is_some_and(|counterpart| member.value.same_as(counterpart))
        })
    }
}

/// One member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member<'d> {
    /// The key, a string.
    pub key: Value<'d>,
    /// The value of the member.
    pub value: Value<'d>,
}

impl<'d> Member<'d> {
    /// Returns the number of nodes of the key and the value.
    pub(super) fn node_count(self) -> u32 {
        1 + self.value.node().node_count()
    }

    /// Returns the member as it is spelled in the text: its key, the colon and its value.
    #[must_use]
    pub fn raw(self) -> &'d str {
        self.key.slice(self.key.node().start() - 1, self.value.end_offset())
    }

    /// Returns the decoded key.
    #[must_use]
    pub fn name(self) -> &'d str {
        self.key.as_str().unwrap_or_default()
    }
}

/// The members of an object, in the order of the text.
#[derive(Clone, Debug)]
pub struct Members<'d>(Items<'d>);

impl<'d> Iterator for Members<'d> {
    type Item = Member<'d>;

    #[inline(always)]
    fn next(&mut self) -> Option<Member<'d>> {
        #[cfg(test)]
        crate::text::steps::add(1);
        let Items { next: key, end } = self.0;
        if key.at >= end {
            return None;
        }
        let value = Value { at: key.at + 1, ..key };
        self.0.next.at = value.at + value.node().node_count();
        Some(Member { key, value })
    }
}

/// The items of an array, in order.
#[derive(Clone, Copy, Debug)]
pub struct Items<'d> {
    next: Value<'d>,
    /// The index of the node that closes the array. If there are no items, any index that is not after `next`.
    end: u32,
}

impl<'d> Items<'d> {
    /// An iterator without items.
    pub(crate) const NONE: Self = Self { next: Value::MISSING, end: 0 };

    /// Returns the items of the array, or no items if the list is missing or not an array.
    pub(crate) fn from_optional(list: Option<Value<'d>>) -> Self {
        list.map_or(Items::NONE, Value::items)
    }

    /// Collects the items. All callers use this one function, because the compiler would copy `collect` into each caller.
    #[inline(never)]
    pub(crate) fn to_vec(self) -> Vec<Value<'d>> {
        if self.next.at >= self.end {
            return Vec::new();
        }
        let count = self.next.document.node_at(self.end).payload();
        let mut items = Vec::with_capacity(count as usize);
        for item in self {
            items.push(item);
        }
        items
    }
}

impl<'d> Iterator for Items<'d> {
    type Item = Value<'d>;

    #[inline(always)]
    fn next(&mut self) -> Option<Value<'d>> {
        #[cfg(test)]
        crate::text::steps::add(1);
        let value = self.next;
        if value.at >= self.end {
            return None;
        }
        self.next.at = value.at + value.node().node_count();
        Some(value)
    }
}
