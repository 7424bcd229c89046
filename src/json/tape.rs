//! The tape and its cursor: takes the nodes that the reader laid down, gives values, members and items over the text.

use std::fmt;

use super::escape;
use super::reader::{self, Limits, SyntaxError};
use super::scanner::Key;
use super::strings::TextIndex;
use crate::path::{Path, Segment};

/// The six kinds of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A text.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// The name of the kind as JSON Schema writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Tag {
    Null,
    True,
    False,
    /// Payload: length in bytes.
    Number,
    /// Payload: length in bytes between the quotes; no escapes inside.
    Plain,
    /// Payload: length in bytes between the quotes; escapes inside.
    Escaped,
    /// Payload: how many nodes after it its `End` stands.
    Array,
    /// Payload: how many nodes after it its `End` stands; between them, a key and a value in turn.
    Object,
    /// Closes an array or object. Payload: how many items or members it holds.
    End,
}

/// One entry of the tape: where a token starts, and 4 bits of tag with 28 bits of payload.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    start: u32,
    meta: u32,
}

/// The largest payload, and so the largest text in bytes that a tape can index.
pub(super) const MAX_PAYLOAD: u32 = (1 << 28) - 1;

impl Node {
    #[inline(always)]
    pub(super) const fn new(tag: Tag, start: u32, payload: u32) -> Self {
        Self { start, meta: (tag as u32) << 28 | payload & MAX_PAYLOAD }
    }

    pub(super) const fn start(self) -> u32 {
        self.start
    }

    #[inline(always)]
    const fn payload(self) -> u32 {
        self.meta & MAX_PAYLOAD
    }

    #[inline(always)]
    pub(super) const fn tag(self) -> Tag {
        match self.meta >> 28 {
            0 => Tag::Null,
            1 => Tag::True,
            2 => Tag::False,
            3 => Tag::Number,
            4 => Tag::Plain,
            5 => Tag::Escaped,
            6 => Tag::Array,
            7 => Tag::Object,
            _ => Tag::End,
        }
    }

    /// How many nodes the value takes.
    #[inline(always)]
    pub(super) const fn span(self) -> u32 {
        match self.tag() {
            Tag::Array | Tag::Object => self.payload() + 1,
            _ => 1,
        }
    }

    /// Where a string or key without escapes starts, and its length.
    #[inline(always)]
    pub(super) const fn plain(self) -> Option<(u32, u32)> {
        match self.tag() {
            Tag::Plain => Some((self.start, self.payload())),
            _ => None,
        }
    }
}

/// Something well-formed that would still lose data, found while reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong.
    pub kind: FlawKind,
    pub(super) node: u32,
}

/// What can be wrong with a value that is JSON all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlawKind {
    /// A key that an earlier member of the same object has.
    DuplicateKey,
    /// A string or key with half of a surrogate pair.
    LoneSurrogate,
}

/// A JSON text and the tape over it. Borrows the text; of it, only strings with escapes are copied, decoded.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) nodes: Vec<Node>,
    pub(super) flaws: Vec<Flaw>,
    pub(super) escaped: Escaped,
}

/// What the strings with escapes say, in the order of the text.
#[derive(Clone, Debug, Default)]
pub(super) struct Escaped {
    /// Where each starts in the text, and where it ends in `decoded`.
    places: Vec<(u32, u32)>,
    decoded: String,
}

impl Escaped {
    /// Adds the string at an offset, after all that were added before.
    #[cold]
    pub(super) fn add(&mut self, start: u32, raw: &str) {
        escape::decode_into(raw, &mut self.decoded);
        self.places.push((start, self.decoded.len() as u32));
    }

    #[inline(never)]
    fn get(&self, start: u32) -> &str {
        let at = self.places.partition_point(|(other, _)| *other < start);
        let end_of = |at: usize| self.places.get(at).map_or(0, |(_, end)| *end as usize);
        self.decoded.get(at.checked_sub(1).map_or(0, end_of)..end_of(at)).unwrap_or_default()
    }
}

/// A document of nothing, for cursors that stand nowhere.
static NOTHING: Document<'static> = Document {
    text: "",
    nodes: Vec::new(),
    flaws: Vec::new(),
    escaped: Escaped { places: Vec::new(), decoded: String::new() },
};

impl<'a> Document<'a> {
    /// Reads JSON text (RFC 8259) within the limits.
    ///
    /// # Errors
    /// The first place where the bytes stop being JSON, or pass a limit.
    pub fn parse(bytes: &'a [u8], limits: Limits) -> Result<Self, SyntaxError> {
        reader::read(bytes, limits)
    }

    /// The text as it was read.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// The outermost value.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        self.value_at(0)
    }

    /// What is well-formed here but would lose data, in the order of the text.
    #[must_use]
    pub fn flaws(&self) -> &[Flaw] {
        &self.flaws
    }

    /// The place and the byte offset of every flaw, in the order of the text.
    #[must_use]
    pub fn flaw_places(&self) -> Vec<(FlawKind, Path, u32)> {
        let mut out = Vec::with_capacity(self.flaws.len());
        let mut flaws = self.flaws.iter().peekable();
        if flaws.peek().is_some() {
            let mut track = Track::default();
            for (index, node) in (0u32..).zip(&self.nodes) {
                track.step(self.value_at(index));
                while let Some(flaw) = flaws.next_if(|flaw| flaw.node == index) {
                    out.push((flaw.kind, track.path(), node.start));
                }
            }
        }
        out
    }

    /// The path of the value that would come next after the tape so far.
    pub(super) fn path_of_next(&self) -> Path {
        let mut track = Track::default();
        for index in 0..self.nodes.len() as u32 {
            track.step(self.value_at(index));
        }
        track.path_of_next()
    }

    /// The node at an index; one that closes, where there is none.
    #[inline(always)]
    pub(super) fn node_at(&self, at: u32) -> Node {
        self.nodes.get(at as usize).copied().unwrap_or(Node::new(Tag::End, 0, 0))
    }

    /// The index of the node that is laid down next.
    #[inline(always)]
    pub(super) fn next_node(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// The value or key at an index.
    pub(super) fn value_at(&self, at: u32) -> Value<'_> {
        Value { document: self, at }
    }
}

/// Follows a walk over the tape from its start, so that the path at any node is known.
#[derive(Default)]
struct Track {
    open: Vec<Open>,
}

enum Open {
    /// How many items were taken.
    Array(u32),
    /// The key taken last, and whether its value is still to come.
    Object(Option<String>, bool),
}

impl Track {
    fn step(&mut self, value: Value<'_>) {
        let tag = value.node().tag();
        if tag == Tag::End {
            self.open.pop();
            return;
        }
        match self.open.last_mut() {
            Some(Open::Array(items)) => *items += 1,
            Some(Open::Object(_, awaits_value @ true)) => *awaits_value = false,
            Some(Open::Object(key, awaits_value)) => {
                *key = value.text().map(str::to_owned);
                *awaits_value = true;
                return;
            }
            None => {}
        }
        match tag {
            Tag::Array => self.open.push(Open::Array(0)),
            Tag::Object => self.open.push(Open::Object(None, false)),
            _ => {}
        }
    }

    /// The path of the node taken last; a key has the path of its value.
    fn path(&self) -> Path {
        Path(self.open.iter().filter_map(Open::segment).collect())
    }

    /// The path of the value that comes next, or of the object whose next key comes next.
    fn path_of_next(&self) -> Path {
        let Some((last, outer)) = self.open.split_last() else {
            return Path::root();
        };
        let next = match last {
            Open::Array(items) => Some(Segment::Index(*items)),
            Open::Object(_, true) => last.segment(),
            Open::Object(_, false) => None,
        };
        Path(outer.iter().filter_map(Open::segment).chain(next).collect())
    }
}

impl Open {
    fn segment(&self) -> Option<Segment> {
        match self {
            Self::Array(items) => items.checked_sub(1).map(Segment::Index),
            Self::Object(key, _) => key.as_deref().map(Segment::from),
        }
    }
}

/// A value in a document: a cursor that is free to copy.
#[derive(Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    at: u32,
}

/// The value as it is spelled.
impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.raw())
    }
}

impl<'d> Value<'d> {
    /// A value that stands nowhere and holds nothing, as `null` does.
    pub(crate) const NOTHING: Self = Self { document: &NOTHING, at: 0 };

    #[inline(always)]
    fn node(self) -> Node {
        self.document.node_at(self.at)
    }

    /// The kind of the value.
    #[must_use]
    #[inline(always)]
    pub fn kind(self) -> Kind {
        match self.node().tag() {
            Tag::Null | Tag::End => Kind::Null,
            Tag::True | Tag::False => Kind::Boolean,
            Tag::Number => Kind::Number,
            Tag::Plain | Tag::Escaped => Kind::String,
            Tag::Array => Kind::Array,
            Tag::Object => Kind::Object,
        }
    }

    /// Where the value starts in the text, in bytes; for a string, the byte after its opening quote.
    #[must_use]
    pub fn offset(self) -> u32 {
        self.node().start
    }

    #[inline(always)]
    fn slice(self, start: u32, end: u32) -> &'d str {
        self.document.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The node that closes an array or object.
    fn end(self) -> Node {
        self.document.node_at(self.at + self.node().payload())
    }

    /// The nodes between the brackets of an array or object.
    #[inline(always)]
    fn inside(self, tag: Tag) -> Items<'d> {
        let node = self.node();
        let end = if node.tag() == tag { self.at + node.payload() } else { self.at + 1 };
        Items { next: Self { at: self.at + 1, ..self }, end }
    }

    /// Where the value starts in the text, with its quote where it is a string.
    #[inline(always)]
    fn start(self) -> u32 {
        let node = self.node();
        node.start - u32::from(matches!(node.tag(), Tag::Plain | Tag::Escaped))
    }

    /// Where the value has ended in the text.
    #[inline(always)]
    fn end_offset(self) -> u32 {
        let node = self.node();
        match node.tag() {
            Tag::Null | Tag::True => node.start + 4,
            Tag::False => node.start + 5,
            Tag::Number => node.start + node.payload(),
            Tag::Plain | Tag::Escaped => node.start + node.payload() + 1,
            Tag::Array | Tag::Object => self.end().start + 1,
            Tag::End => node.start,
        }
    }

    /// The value as it is spelled in the text.
    #[must_use]
    pub fn raw(self) -> &'d str {
        self.slice(self.start(), self.end_offset())
    }

    /// The decoded text of a string; `None` for another kind. A lone surrogate reads as U+FFFD.
    #[must_use]
    #[inline(never)]
    pub fn text(self) -> Option<&'d str> {
        let node = self.node();
        match node.tag() {
            Tag::Plain => self.plain(),
            Tag::Escaped => Some(self.document.escaped.get(node.start)),
            _ => None,
        }
    }

    /// The text of a string without escapes; `None` for any other value.
    #[inline(always)]
    pub(super) fn plain(self) -> Option<&'d str> {
        self.node().plain().map(|(start, len)| self.slice(start, start + len))
    }

    /// Whether this is a string that says `text`.
    #[must_use]
    #[inline(always)]
    pub fn is_text(self, text: &str) -> bool {
        match self.node().plain() {
            // Keys of one object mostly differ in length or in their first byte.
            Some((start, len)) => {
                len as usize == text.len()
                    && text
                        .bytes()
                        .next()
                        .is_none_or(|first| self.document.text.as_bytes().get(start as usize) == Some(&first))
                    && self.plain() == Some(text)
            }
            None => self.text() == Some(text),
        }
    }

    /// Whether two strings say the same.
    #[must_use]
    #[inline(never)]
    pub fn same_text(self, other: Value<'_>) -> bool {
        self.text() == other.text()
    }

    /// How many items or members an array or object holds; 0 for another kind.
    #[must_use]
    pub fn len(self) -> u32 {
        match self.node().tag() {
            Tag::Array | Tag::Object => self.end().payload(),
            _ => 0,
        }
    }

    /// Whether there is nothing inside.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items of an array in order; none for another kind.
    #[must_use]
    pub fn items(self) -> Items<'d> {
        self.inside(Tag::Array)
    }

    /// The members of an object in order; none for another kind.
    #[must_use]
    pub fn members(self) -> Members<'d> {
        Members(self.inside(Tag::Object))
    }

    /// The value of an object's member; `None` where there is no such member.
    #[must_use]
    #[inline(never)]
    pub fn get(self, key: &str) -> Option<Self> {
        self.members().find(|member| member.key.is_text(key)).map(|member| member.value)
    }

    /// The value at a place inside this one; `None` where there is none.
    #[must_use]
    pub fn at(self, path: &Path) -> Option<Self> {
        path.0.iter().try_fold(self, |value, segment| match segment {
            Segment::Index(index) => value.items().nth(*index as usize),
            Segment::Key(key) => value.get(key),
        })
    }

    /// The text of an object's member; empty where there is no such member, or it is no string.
    #[must_use]
    #[inline(never)]
    pub fn text_of(self, key: &str) -> &'d str {
        self.get(key).and_then(Self::text).unwrap_or_default()
    }

    /// Whether two values say the same: spelling of numbers counts, white space, escapes and order of members do not.
    #[must_use]
    pub fn same_as(self, other: Value<'_>) -> bool {
        if self.kind() != other.kind() || self.len() != other.len() {
            return false;
        }
        // What was copied is spelled alike.
        let (own, others) = (self.raw(), other.raw());
        if own.len() == others.len() && own == others {
            return true;
        }
        match self.kind() {
            Kind::String => self.same_text(other),
            Kind::Array => self.items().zip(other.items()).all(|(a, b)| a.same_as(b)),
            Kind::Object => self.same_members(other),
            Kind::Null | Kind::Boolean | Kind::Number => self.raw() == other.raw(),
        }
    }
}

impl Value<'_> {
    fn same_members(self, other: Value<'_>) -> bool {
        let mut others = other.members();
        let mut index = None;
        self.members().all(|member| {
            // Objects that say the same mostly say it in one order.
            if let Some(next) = others.next()
                && next.key.same_text(member.key)
            {
                return member.value.same_as(next.value);
            }
            let (texts, values) = index.get_or_insert_with(|| {
                let mut texts = TextIndex::filling();
                let mut values = Vec::new();
                for (there, at) in other.members().zip(0..) {
                    texts.add(there.name(), at);
                    values.push(there.value);
                }
                (texts.finish(), values)
            });
            let there = texts.get(member.name()).and_then(|at| values.get(at as usize));
            there.is_some_and(|there| member.value.same_as(*there))
        })
    }
}

/// One member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member<'d> {
    /// The key: a string.
    pub key: Value<'d>,
    /// The value of the member.
    pub value: Value<'d>,
}

impl<'d> Member<'d> {
    /// How many nodes the member takes.
    pub(super) fn span(self) -> u32 {
        1 + self.value.node().span()
    }

    /// The member as it is spelled in the text: its key, the colon and its value.
    #[must_use]
    pub fn raw(self) -> &'d str {
        self.key.slice(self.key.node().start - 1, self.value.end_offset())
    }

    /// Whether the member has this key.
    #[inline(always)]
    pub(crate) fn has(self, key: &Key) -> bool {
        let bytes = self.key.document.text.as_bytes();
        match self.key.node().plain() {
            // As keys are mostly spelled: without escapes, and with no white space before the colon.
            Some((start, len)) if bytes.get((start + len) as usize + 1) == Some(&b':') => {
                bytes.get(start as usize - 1..).is_some_and(|spelled| key.begins(spelled))
            }
            _ => self.key.is_text(key.name()),
        }
    }

    /// The decoded key.
    #[must_use]
    pub fn name(self) -> &'d str {
        self.key.text().unwrap_or_default()
    }
}

/// The members of an object, in the order of the text.
#[derive(Clone, Debug)]
pub struct Members<'d>(Items<'d>);

impl<'d> Iterator for Members<'d> {
    type Item = Member<'d>;

    #[inline(always)]
    fn next(&mut self) -> Option<Member<'d>> {
        let Items { next: key, end } = self.0;
        if key.at >= end {
            return None;
        }
        let value = Value { at: key.at + 1, ..key };
        self.0.next.at = value.at + value.node().span();
        Some(Member { key, value })
    }
}

/// The items of an array, in order.
#[derive(Clone, Copy, Debug)]
pub struct Items<'d> {
    next: Value<'d>,
    /// The node that closes the array.
    end: u32,
}

impl Items<'_> {
    /// No items.
    pub(crate) const NONE: Self = Self { next: Value::NOTHING, end: 0 };
}

impl<'d> Iterator for Items<'d> {
    type Item = Value<'d>;

    #[inline(always)]
    fn next(&mut self) -> Option<Value<'d>> {
        let value = self.next;
        if value.at >= self.end {
            return None;
        }
        self.next.at = value.at + value.node().span();
        Some(value)
    }
}
