//! The tape and its cursor: takes the nodes that the reader laid down, gives values, members and items over the text.

use std::borrow::Cow;

use super::reader::{self, Limits, SyntaxError};
use super::string;
use crate::path::{Path, Segment};

/// The six kinds of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
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
    /// Payload: index of its `End`.
    Array,
    /// Payload: index of its `End`; inside, a key and a value in turn.
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
    pub(super) const fn new(tag: Tag, start: u32, payload: u32) -> Self {
        Self { start, meta: (tag as u32) << 28 | payload & MAX_PAYLOAD }
    }

    pub(super) const fn start(self) -> u32 {
        self.start
    }

    const fn payload(self) -> u32 {
        self.meta & MAX_PAYLOAD
    }

    const fn tag(self) -> Tag {
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
}

/// Something well-formed that would still lose data, found while reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    pub kind: FlawKind,
    pub(super) node: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlawKind {
    /// A key that an earlier member of the same object has.
    DuplicateKey,
    /// A string or key with half of a surrogate pair.
    LoneSurrogate,
}

/// A JSON text and the tape over it. Borrows the text; nothing is copied.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) nodes: Vec<Node>,
    pub(super) flaws: Vec<Flaw>,
}

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
    pub const fn root(&self) -> Value<'_> {
        Value { document: self, at: 0 }
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
                track.step(self, *node);
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
        for node in &self.nodes {
            track.step(self, *node);
        }
        track.path_of_next()
    }

    pub(super) fn node(&self, at: u32) -> Node {
        self.nodes.get(at as usize).copied().unwrap_or(Node::new(Tag::End, 0, 0))
    }

    /// The index of the node after the value at `at`.
    fn after(&self, at: u32) -> u32 {
        let node = self.node(at);
        match node.tag() {
            Tag::Array | Tag::Object => node.payload() + 1,
            _ => at + 1,
        }
    }

    pub(super) fn text_at(&self, at: u32) -> Cow<'_, str> {
        let node = self.node(at);
        let raw = self.slice(node.start, node.start + node.payload());
        if node.tag() == Tag::Escaped { string::decode(raw) } else { Cow::Borrowed(raw) }
    }

    /// Whether a string node says `text`.
    fn text_is(&self, at: u32, text: &str) -> bool {
        let node = self.node(at);
        if node.tag() == Tag::Escaped { self.text_at(at) == text } else { self.bytes_of(node) == text.as_bytes() }
    }

    /// Whether two string nodes say the same.
    pub(super) fn same_text(&self, a: u32, b: u32) -> bool {
        let (first, second) = (self.node(a), self.node(b));
        if first.tag() == Tag::Plain && second.tag() == Tag::Plain {
            let (first, second) = (self.bytes_of(first), self.bytes_of(second));
            // Names of one list often have the same beginning; their ends tell them apart sooner.
            return first.len() == second.len() && first.last() == second.last() && first == second;
        }
        self.text_at(a) == self.text_at(b)
    }

    fn bytes_of(&self, node: Node) -> &[u8] {
        let start = node.start as usize;
        self.text.as_bytes().get(start..start + node.payload() as usize).unwrap_or_default()
    }

    fn slice(&self, start: u32, end: u32) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The key nodes of the object at `at`.
    pub(super) fn keys(&self, at: u32, end: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = at + 1;
        std::iter::from_fn(move || {
            let key = next;
            next = self.after(key + 1);
            (key < end).then_some(key)
        })
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
    fn step(&mut self, document: &Document<'_>, node: Node) {
        if node.tag() == Tag::End {
            self.open.pop();
            return;
        }
        match self.open.last_mut() {
            Some(Open::Array(items)) => *items += 1,
            Some(Open::Object(_, awaits_value @ true)) => *awaits_value = false,
            Some(Open::Object(key, awaits_value)) => {
                let raw = document.slice(node.start, node.start + node.payload());
                *key = Some(string::decode(raw).into_owned());
                *awaits_value = true;
                return;
            }
            None => {}
        }
        match node.tag() {
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
#[derive(Clone, Copy, Debug)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    at: u32,
}

impl<'d> Value<'d> {
    #[must_use]
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

    fn node(self) -> Node {
        self.document.node(self.at)
    }

    /// Where the value starts in the text, in bytes; for a string, the byte after its opening quote.
    #[must_use]
    pub fn offset(self) -> u32 {
        self.node().start
    }

    /// The value as it is spelled in the text.
    #[must_use]
    pub fn raw(self) -> &'d str {
        let node = self.node();
        let (start, end) = match node.tag() {
            Tag::Null | Tag::True => (node.start, node.start + 4),
            Tag::False => (node.start, node.start + 5),
            Tag::Number => (node.start, node.start + node.payload()),
            Tag::Plain | Tag::Escaped => (node.start - 1, node.start + node.payload() + 1),
            Tag::Array | Tag::Object => (node.start, self.document.node(node.payload()).start + 1),
            Tag::End => (0, 0),
        };
        self.document.slice(start, end)
    }

    /// The decoded text of a string; `None` for another kind. A lone surrogate reads as U+FFFD.
    #[must_use]
    pub fn text(self) -> Option<Cow<'d, str>> {
        (self.kind() == Kind::String).then(|| self.document.text_at(self.at))
    }

    /// Whether two strings say the same.
    #[must_use]
    pub fn same_text(self, other: Value<'d>) -> bool {
        if std::ptr::eq(self.document, other.document) {
            self.document.same_text(self.at, other.at)
        } else {
            self.text() == other.text()
        }
    }

    /// How many items or members an array or object holds; 0 for another kind.
    #[must_use]
    pub fn len(self) -> u32 {
        match self.node().tag() {
            Tag::Array | Tag::Object => self.document.node(self.node().payload()).payload(),
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
        let node = self.node();
        let end = if node.tag() == Tag::Array { node.payload() } else { 0 };
        Items { document: self.document, at: self.at + 1, end }
    }

    /// The members of an object in order; none for another kind.
    #[must_use]
    pub fn members(self) -> Members<'d> {
        let node = self.node();
        let end = if node.tag() == Tag::Object { node.payload() } else { 0 };
        Members { document: self.document, at: self.at + 1, end }
    }

    /// The value of an object's member; `None` where there is no such member.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        let node = self.node();
        if node.tag() != Tag::Object {
            return None;
        }
        let (mut at, end) = (self.at + 1, node.payload());
        while at < end {
            if self.document.text_is(at, key) {
                return Some(Self { document: self.document, at: at + 1 });
            }
            at = self.document.after(at + 1);
        }
        None
    }

    /// Whether two values say the same: spelling of numbers counts, white space, escapes and order of members do not.
    #[must_use]
    pub fn same_as(self, other: Value<'_>) -> bool {
        if self.kind() != other.kind() || self.len() != other.len() {
            return false;
        }
        match self.kind() {
            Kind::String => self.text() == other.text(),
            Kind::Array => self.items().zip(other.items()).all(|(a, b)| a.same_as(b)),
            Kind::Object => {
                self.members().all(|member| other.get(&member.key).is_some_and(|there| member.value.same_as(there)))
            }
            Kind::Null | Kind::Boolean | Kind::Number => self.raw() == other.raw(),
        }
    }
}

/// One member of an object.
#[derive(Clone, Debug)]
pub struct Member<'d> {
    /// The decoded key.
    pub key: Cow<'d, str>,
    pub value: Value<'d>,
}

/// The members of an object, in the order of the text.
#[derive(Clone, Debug)]
pub struct Members<'d> {
    document: &'d Document<'d>,
    at: u32,
    end: u32,
}

impl<'d> Iterator for Members<'d> {
    type Item = Member<'d>;

    fn next(&mut self) -> Option<Member<'d>> {
        if self.at >= self.end {
            return None;
        }
        let value = Value { document: self.document, at: self.at + 1 };
        let member = Member { key: self.document.text_at(self.at), value };
        self.at = self.document.after(self.at + 1);
        Some(member)
    }
}

/// The items of an array, in order.
#[derive(Clone, Debug)]
pub struct Items<'d> {
    document: &'d Document<'d>,
    at: u32,
    end: u32,
}

impl<'d> Iterator for Items<'d> {
    type Item = Value<'d>;

    fn next(&mut self) -> Option<Value<'d>> {
        (self.at < self.end).then(|| {
            let value = Value { document: self.document, at: self.at };
            self.at = self.document.after(self.at);
            value
        })
    }
}
