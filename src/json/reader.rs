//! The reader: takes UTF-8 bytes, gives the tape over them, or the first place where they stop being JSON.

use super::scanner::{Scanner, Step, Text};
use super::strings::{Met, TextIndex, surely_differ};
use super::tape::{Document, Escaped, Flaw, FlawKind, Kind, MAX_PAYLOAD, Node, Tag};
use crate::path::Path;
use crate::text::sort;

/// How much a text may ask of its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest text, in bytes of UTF-8; 16 MiB unless told, 256 MiB at most.
    pub max_bytes: u32,
    /// How many arrays and objects may be open at once; 128 unless told, 1,024 at most.
    pub max_depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 16 << 20, max_depth: 128 }
    }
}

impl Limits {
    /// The largest text that is read, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.max_bytes.min(MAX_PAYLOAD) as usize
    }

    /// The deepest nesting that is read. Walks that compare values recurse this deep.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.max_depth.min(1024) as usize
    }
}

/// Why a text was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub fault: SyntaxFault,
    /// Where the text stops being JSON, in bytes from its start.
    pub offset: usize,
    /// The innermost value whose reading stopped.
    pub path: Path,
}

/// Why a text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxFault {
    /// The text is longer than [`Limits::max_bytes`].
    TooLarge {
        /// The length of the text.
        bytes: usize,
    },
    /// More arrays and objects are open than [`Limits::max_depth`].
    TooDeep,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// There is nothing but white space.
    Empty,
    /// The text ends inside a value.
    Unfinished,
    /// A byte stands where the grammar has no place for it. The text says what was expected.
    Unexpected(&'static str),
    /// A string holds a control character that must be escaped.
    ControlCharacter,
    /// A backslash is followed by something that is no escape.
    BadEscape,
    /// Something follows the outermost value.
    TrailingText,
}

/// Reads a whole text.
pub(super) fn read(bytes: &[u8], limits: Limits) -> Result<Document<'_>, SyntaxError> {
    let text = text_within(bytes, limits)?;
    let mut reader = Reader::new(Scanner::new(text), limits.depth(), bytes.len() / 6 + 8);
    let mut done = match reader.scanner.peek() {
        Some(_) => reader.value(),
        None => reader.scanner.stop(SyntaxFault::Empty, bytes.len()),
    };
    if done.is_ok() && reader.scanner.peek().is_some() {
        done = reader.scanner.stop(SyntaxFault::TrailingText, reader.scanner.at());
    }
    if done.is_ok() {
        return Ok(reader.finish());
    }
    let (fault, offset) = reader.scanner.stopped();
    Err(SyntaxError { fault, offset, path: reader.document.path_of_next() })
}

/// Checks that bytes are UTF-8 and no more of them than the limits allow.
pub(crate) fn text_within(bytes: &[u8], limits: Limits) -> Result<&str, SyntaxError> {
    let at_root = |fault, offset| SyntaxError { fault, offset, path: Path::root() };
    if bytes.len() > limits.bytes() {
        return Err(at_root(SyntaxFault::TooLarge { bytes: bytes.len() }, limits.bytes()));
    }
    simdutf8::basic::from_utf8(bytes).map_err(|_| {
        let sound = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        at_root(SyntaxFault::NotUtf8, sound)
    })
}

/// Reads the value that is next, at most `max_depth` deep, and leaves the scanner behind it.
pub(crate) fn read_next<'t>(scanner: &mut Scanner<'t>, max_depth: usize) -> Step<Document<'t>> {
    let mut reader = Reader::new(scanner.clone(), max_depth, 8);
    let done = reader.value();
    scanner.clone_from(&reader.scanner);
    done.map(|()| reader.finish())
}

/// An array or object that is not closed yet.
struct Open {
    node: u32,
    count: u32,
    is_object: bool,
    keys: Met,
    /// Whether a key may stand twice.
    may_repeat: bool,
    /// The node that the next one is probably like, 0 for none: objects of one list mostly have the same keys.
    like: u32,
}

struct Reader<'t> {
    scanner: Scanner<'t>,
    max_depth: usize,
    open: Vec<Open>,
    document: Document<'t>,
}

impl<'t> Reader<'t> {
    fn new(scanner: Scanner<'t>, max_depth: usize, nodes: usize) -> Self {
        let document = Document {
            text: scanner.text(),
            nodes: Vec::with_capacity(nodes),
            flaws: Vec::new(),
            escaped: Escaped::default(),
        };
        Self { scanner, max_depth, open: Vec::new(), document }
    }

    fn finish(mut self) -> Document<'t> {
        // Duplicate keys are found when their object closes, after the flaws inside it.
        let flaws = &mut self.document.flaws;
        let mut order = Vec::new();
        for flaw in flaws.iter() {
            order.push(u64::from(flaw.node) << 1 | flaw.kind as u64);
        }
        sort(&mut order);
        for (flaw, key) in flaws.iter_mut().zip(order) {
            let kind = if key & 1 == 0 { FlawKind::DuplicateKey } else { FlawKind::LoneSurrogate };
            *flaw = Flaw { kind, node: (key >> 1) as u32 };
        }
        self.document
    }

    /// Reads one whole value; arrays and objects are kept on a stack of our own, so that no depth can overflow ours.
    fn value(&mut self) -> Step {
        self.token(0)?;
        while let Some(open) = self.open.last_mut() {
            let first = open.count == 0;
            let is_object = open.is_object;
            let closing = if is_object { b'}' } else { b']' };
            match self.scanner.peek() {
                Some(byte) if byte == closing => {
                    self.close();
                    continue;
                }
                Some(b',') if !first => self.scanner.bump(),
                Some(_) if first => {}
                _ => return self.scanner.unexpected(if is_object { "`,` or `}`" } else { "`,` or `]`" }),
            }
            open.count += 1;
            let mut like = open.like;
            if is_object {
                let known = self.document.node_at(like).plain();
                let key = match known.and_then(|(start, len)| self.scanner.take_again(start, len)) {
                    Some(key) => {
                        like += 1;
                        open.like = like + self.document.node_at(like).span();
                        key
                    }
                    None => {
                        like = 0;
                        self.scanner.key()?
                    }
                };
                open.may_repeat |= key.is_escaped() || !open.keys.is_new(self.scanner.ends(key), key.len() as usize);
                self.text(key);
                self.scanner.colon()?;
            } else {
                open.like = self.document.next_node();
            }
            self.token(like)?;
        }
        Ok(())
    }

    #[inline(always)]
    fn push(&mut self, tag: Tag, start: usize, payload: usize) {
        // The text is at most MAX_PAYLOAD bytes long, so every offset and length fits.
        self.document.nodes.push(Node::new(tag, start as u32, payload as u32));
    }

    /// Reads one scalar, or the opening of one array or object, which is probably like the node `like`.
    #[inline(always)]
    fn token(&mut self, like: u32) -> Step {
        let first = self.scanner.peek();
        let start = self.scanner.at();
        match first {
            Some(b'"') => {
                let text = self.scanner.string()?;
                self.text(text);
                return Ok(());
            }
            Some(b'{') => return self.open(Tag::Object, like),
            Some(b'[') => return self.open(Tag::Array, like),
            _ => {}
        }
        let tag = match (self.scanner.scalar()?, first) {
            (Kind::Boolean, Some(b't')) => Tag::True,
            (Kind::Boolean, _) => Tag::False,
            (Kind::Null, _) => Tag::Null,
            _ => Tag::Number,
        };
        let len = if tag == Tag::Number { self.scanner.at() - start } else { 0 };
        self.push(tag, start, len);
        Ok(())
    }

    #[inline(always)]
    fn text(&mut self, text: Text) {
        if text.has_lone_surrogate() {
            self.document.flaws.push(Flaw { kind: FlawKind::LoneSurrogate, node: self.document.next_node() });
        }
        let tag = if text.is_escaped() {
            self.document.escaped.add(text.start(), self.scanner.raw(text));
            Tag::Escaped
        } else {
            Tag::Plain
        };
        self.push(tag, text.start() as usize, text.len() as usize);
    }

    fn open(&mut self, tag: Tag, like: u32) -> Step {
        if self.open.len() >= self.max_depth {
            return self.scanner.stop(SyntaxFault::TooDeep, self.scanner.at());
        }
        let (node, is_object) = (self.document.next_node(), tag == Tag::Object);
        let like = if like > 0 && self.document.node_at(like).tag() == tag { like + 1 } else { 0 };
        self.open.push(Open { node, count: 0, is_object, keys: Met::default(), may_repeat: false, like });
        self.push(tag, self.scanner.at(), 0);
        self.scanner.bump();
        Ok(())
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let end = self.document.next_node();
        let tag = if open.is_object { Tag::Object } else { Tag::Array };
        if let Some(node) = self.document.nodes.get_mut(open.node as usize) {
            *node = Node::new(tag, node.start(), end - open.node);
        }
        self.push(Tag::End, self.scanner.at(), open.count as usize);
        self.scanner.bump();
        if open.may_repeat {
            self.duplicate_keys(open.node);
        }
    }

    /// Notes every key of a closed object that an earlier member has.
    #[cold]
    fn duplicate_keys(&mut self, object: u32) {
        let members = self.document.value_at(object).members();
        if surely_differ(members.clone().map(|member| member.key.plain())) {
            return;
        }
        let mut texts = TextIndex::filling();
        for (member, at) in members.clone().zip(0..) {
            texts.add(member.name(), at);
        }
        let texts = texts.finish();
        let mut node = object + 1;
        let mut flaws = Vec::new();
        for (member, at) in members.zip(0..) {
            if texts.get(member.name()) != Some(at) {
                flaws.push(Flaw { kind: FlawKind::DuplicateKey, node });
            }
            node += member.span();
        }
        self.document.flaws.append(&mut flaws);
    }
}
