//! Defines the tape: a flat list of nodes, one for each token of a JSON text, in text order.

use super::error::MAX_BYTES;
use crate::text::escape;

/// The type of a node. It decides the meaning of the node's payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Tag {
    Null,
    True,
    False,
    /// A number. The payload is the length in bytes.
    Number,
    /// A string or key without escapes. The payload is the number of bytes between the quotes.
    PlainString,
    /// A string or key with escapes. The payload is the number of bytes between the quotes.
    EscapedString,
    /// The start of an array. The payload is the distance in nodes to the `End` node.
    Array,
    /// The start of an object. The payload is the distance in nodes to the `End` node. Keys and values alternate between
    /// the two nodes.
    Object,
    /// The end of an array or object. The payload is the number of items or members.
    End,
}

/// One entry of the tape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// The byte offset of the token in the text. For a string or key, this is the offset after the opening quote.
    start: u32,
    /// The tag in the upper 4 bits, the payload in the lower 28 bits.
    meta: u32,
}

/// The largest payload: 28 bits.
const MAX_PAYLOAD: u32 = MAX_BYTES;

impl Node {
    #[inline(always)]
    pub(super) const fn new(tag: Tag, start: u32, payload: u32) -> Self {
        Self { start, meta: (tag as u32) << 28 | payload & MAX_PAYLOAD }
    }

    pub(super) const fn start(self) -> u32 {
        self.start
    }

    #[inline(always)]
    pub(super) const fn payload(self) -> u32 {
        self.meta & MAX_PAYLOAD
    }

    #[inline(always)]
    pub(super) const fn tag(self) -> Tag {
        match self.meta >> 28 {
            0 => Tag::Null,
            1 => Tag::True,
            2 => Tag::False,
            3 => Tag::Number,
            4 => Tag::PlainString,
            5 => Tag::EscapedString,
            6 => Tag::Array,
            7 => Tag::Object,
            _ => Tag::End,
        }
    }

    /// Returns the number of nodes of the value that begins with this node.
    #[inline(always)]
    pub(super) const fn node_count(self) -> u32 {
        match self.tag() {
            Tag::Array | Tag::Object => self.payload() + 1,
            _ => 1,
        }
    }

    /// Returns the offset and length of a string or key without escapes, or `None` for any other node.
    #[inline(always)]
    pub(super) const fn plain_range(self) -> Option<(u32, u32)> {
        match self.tag() {
            Tag::PlainString => Some((self.start, self.payload())),
            _ => None,
        }
    }
}

/// A violation of I-JSON (RFC 7493): a part of well-formed JSON text that some parsers read differently or lose.
///
/// ```
/// use connection_update::json::{Document, Limits, ViolationKind};
///
/// let document = Document::parse(br#"{ "a": 1, "a": 2 }"#, Limits::default()).unwrap();
/// let kinds: Vec<_> = document.violations().iter().map(|violation| violation.kind).collect();
/// assert_eq!(kinds, [ViolationKind::DuplicateKey]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IJsonViolation {
    /// The kind of violation.
    pub kind: ViolationKind,
    /// The index of the node that violates I-JSON.
    pub(super) node: u32,
}

/// The kinds of I-JSON violations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViolationKind {
    /// An object has the same key twice (RFC 7493, section 2.3). The violation is reported at the later key.
    DuplicateKey,
    /// A string or key contains half of a surrogate pair (RFC 7493, section 2.1).
    LoneSurrogate,
}

/// A JSON text and its tape, a flat index over the text. The document borrows the text. Strings with escapes are copied,
/// because they must be decoded.
///
/// ```
/// use connection_update::json::{Document, Limits};
///
/// let document = Document::parse("\u{feff}{ \"name\": \"Shop\" }".as_bytes(), Limits::default()).unwrap();
/// assert_eq!(document.text(), r#"{ "name": "Shop" }"#, "without the byte order mark");
/// assert_eq!(document.root().get_str("name"), "Shop");
/// ```
#[derive(Clone, Debug)]
pub struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) nodes: Vec<Node>,
    pub(super) violations: Vec<IJsonViolation>,
    pub(super) decoded: DecodedStrings,
}

/// The strings of a document that have escapes in the text. They are decoded, and in text order.
#[derive(Clone, Debug, Default)]
pub(super) struct DecodedStrings {
    /// For each string: its offset in the text, and its end offset in `strings`.
    ranges: Vec<(u32, u32)>,
    /// The decoded strings without separators.
    strings: String,
}

impl DecodedStrings {
    pub(super) const EMPTY: Self = Self { ranges: Vec::new(), strings: String::new() };

    /// Decodes and adds the string at an offset of the text. Offsets must be added in ascending order.
    #[cold]
    pub(super) fn add(&mut self, start: u32, raw: &str) {
        escape::decode_into(raw, &mut self.strings);
        self.ranges.push((start, self.strings.len() as u32));
    }

    /// Returns the decoded string at an offset of the text.
    #[inline(never)]
    pub(super) fn get(&self, start: u32) -> &str {
        let at = self.ranges.partition_point(|(other, _)| *other < start);
        let end_of = |at: usize| self.ranges.get(at).map_or(0, |(_, end)| *end as usize);
        self.strings.get(at.checked_sub(1).map_or(0, end_of)..end_of(at)).unwrap_or_default()
    }
}

impl<'a> Document<'a> {
    /// Returns the whole text.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the I-JSON violations, in text order.
    #[must_use]
    pub fn violations(&self) -> &[IJsonViolation] {
        &self.violations
    }

    /// Returns the node at an index, or an `End` node if the index is out of range.
    #[inline(always)]
    pub(super) fn node_at(&self, at: u32) -> Node {
        self.nodes.get(at as usize).copied().unwrap_or(Node::new(Tag::End, 0, 0))
    }

    /// Returns the index that the next added node will have.
    #[inline(always)]
    pub(super) fn next_node_index(&self) -> u32 {
        self.nodes.len() as u32
    }
}
