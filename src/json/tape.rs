//! The tape: a flat list of nodes over a JSON text, in the order of the text.

use super::error::MAX_BYTES;
use crate::text::escape;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Tag {
    Null,
    True,
    False,
    /// Payload: length in bytes.
    Number,
    /// Payload: length in bytes between the quotes; no escapes inside.
    PlainString,
    /// Payload: length in bytes between the quotes; escapes inside.
    EscapedString,
    /// Payload: the distance in nodes to its `End`.
    Array,
    /// Payload: the distance in nodes to its `End`. Between them, keys and values alternate.
    Object,
    /// Closes an array or object. Payload: its number of items or members.
    End,
}

/// One entry of the tape: the offset of a token, then 4 bits of tag and 28 bits of payload.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    start: u32,
    meta: u32,
}

/// The largest payload.
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

    /// Returns the number of nodes of the value.
    #[inline(always)]
    pub(super) const fn node_count(self) -> u32 {
        match self.tag() {
            Tag::Array | Tag::Object => self.payload() + 1,
            _ => 1,
        }
    }

    /// Returns the offset and length of a string or key without escapes.
    #[inline(always)]
    pub(super) const fn plain_range(self) -> Option<(u32, u32)> {
        match self.tag() {
            Tag::PlainString => Some((self.start, self.payload())),
            _ => None,
        }
    }
}

/// A part of a well-formed text that would lose data: a violation of I-JSON (RFC 7493).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IJsonViolation {
    /// The kind of violation.
    pub kind: ViolationKind,
    /// The index of its node.
    pub(super) node: u32,
}

/// The kinds of I-JSON violations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViolationKind {
    /// An object has the same key twice (RFC 7493, section 2.3). Reported at the later one.
    DuplicateKey,
    /// A string or key contains half of a surrogate pair (RFC 7493, section 2.1).
    LoneSurrogate,
}

/// A JSON text and the tape over it. Borrows the text; only strings with escapes are copied, decoded.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) nodes: Vec<Node>,
    pub(super) violations: Vec<IJsonViolation>,
    pub(super) decoded: DecodedStrings,
}

/// The strings with escapes, decoded, in the order of the text.
#[derive(Clone, Debug, Default)]
pub(super) struct DecodedStrings {
    /// Of each string, its offset in the text and its end in `strings`.
    ranges: Vec<(u32, u32)>,
    strings: String,
}

impl DecodedStrings {
    pub(super) const EMPTY: Self = Self { ranges: Vec::new(), strings: String::new() };

    /// Adds the string at an offset. Offsets must increase.
    #[cold]
    pub(super) fn add(&mut self, start: u32, raw: &str) {
        escape::decode_into(raw, &mut self.strings);
        self.ranges.push((start, self.strings.len() as u32));
    }

    /// Returns the string at an offset.
    #[inline(never)]
    pub(super) fn get(&self, start: u32) -> &str {
        let at = self.ranges.partition_point(|(other, _)| *other < start);
        let end_of = |at: usize| self.ranges.get(at).map_or(0, |(_, end)| *end as usize);
        self.strings.get(at.checked_sub(1).map_or(0, end_of)..end_of(at)).unwrap_or_default()
    }
}

impl<'a> Document<'a> {
    /// Returns the text as it was read.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// Returns the I-JSON violations, in the order of the text.
    #[must_use]
    pub fn violations(&self) -> &[IJsonViolation] {
        &self.violations
    }

    /// Returns the node at an index, or a closing one if there is none.
    #[inline(always)]
    pub(super) fn node_at(&self, at: u32) -> Node {
        self.nodes.get(at as usize).copied().unwrap_or(Node::new(Tag::End, 0, 0))
    }

    /// Returns the index of the node that is added next.
    #[inline(always)]
    pub(super) fn next_node_index(&self) -> u32 {
        self.nodes.len() as u32
    }
}
