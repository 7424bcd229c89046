//! The reader: takes UTF-8 bytes, gives the tape over them, or the first place where they stop being JSON.

use super::string::{self, StringFault};
use super::tape::{Document, Flaw, FlawKind, MAX_PAYLOAD, Node, Tag, Value};
use super::texts::TextIndex;
use crate::path::Path;

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
    pub fault: SyntaxFault,
    /// Where the text stops being JSON, in bytes from its start.
    pub offset: usize,
    /// The innermost value whose reading stopped.
    pub path: Path,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxFault {
    /// The text is longer than [`Limits::max_bytes`].
    TooLarge { bytes: usize },
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
    let at_root = |fault, offset| SyntaxError { fault, offset, path: Path::root() };
    if bytes.len() > limits.bytes() {
        return Err(at_root(SyntaxFault::TooLarge { bytes: bytes.len() }, limits.bytes()));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| at_root(SyntaxFault::NotUtf8, e.valid_up_to()))?;
    let nodes = Vec::with_capacity(bytes.len() / 16 + 8);
    let mut reader = Reader {
        bytes,
        at: 0,
        max_depth: limits.depth(),
        open: Vec::new(),
        document: Document { text, nodes, flaws: Vec::new() },
        stop: None,
    };
    let done = reader.document();
    match reader.stop {
        None if done.is_ok() => {
            // Duplicate keys are found when their object closes, after the flaws inside it.
            reader.document.flaws.sort_unstable_by_key(|flaw| flaw.node);
            Ok(reader.document)
        }
        stop => {
            let (fault, offset) = stop.unwrap_or((SyntaxFault::Unfinished, bytes.len()));
            Err(SyntaxError { fault, offset, path: reader.document.path_of_next() })
        }
    }
}

/// Reading has stopped; why stands in the reader. A result this small stays in a register on the way up.
struct Stopped;

type Step = Result<(), Stopped>;

/// An array or object that is not closed yet.
struct Open {
    node: u32,
    count: u32,
    is_object: bool,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    max_depth: usize,
    open: Vec<Open>,
    document: Document<'a>,
    /// Why and where reading stopped.
    stop: Option<(SyntaxFault, usize)>,
}

impl Reader<'_> {
    #[cold]
    fn stop(&mut self, fault: SyntaxFault, offset: usize) -> Step {
        self.stop = Some((fault, offset));
        Err(Stopped)
    }

    fn document(&mut self) -> Step {
        if self.peek().is_none() {
            return self.stop(SyntaxFault::Empty, self.at);
        }
        self.value()?;
        while let Some(open) = self.open.last_mut() {
            let first = open.count == 0;
            let is_object = open.is_object;
            let closing = if is_object { b'}' } else { b']' };
            match self.peek() {
                Some(byte) if byte == closing => {
                    self.close();
                    continue;
                }
                Some(b',') if !first => self.at += 1,
                Some(_) if first => {}
                Some(_) => {
                    let expected = if is_object { "`,` or `}`" } else { "`,` or `]`" };
                    return self.stop(SyntaxFault::Unexpected(expected), self.at);
                }
                None => return self.stop(SyntaxFault::Unfinished, self.at),
            }
            if let Some(open) = self.open.last_mut() {
                open.count += 1;
            }
            if is_object {
                self.key()?;
            }
            self.value()?;
        }
        match self.peek() {
            None => Ok(()),
            Some(_) => self.stop(SyntaxFault::TrailingText, self.at),
        }
    }

    /// The next byte that is not white space; the reader stands at it.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                next => return next.copied(),
            }
        }
    }

    fn push(&mut self, tag: Tag, start: usize, payload: usize) {
        // The text is at most MAX_PAYLOAD bytes long, so every offset and length fits.
        self.document.nodes.push(Node::new(tag, start as u32, payload as u32));
    }

    fn next_node(&self) -> u32 {
        self.document.nodes.len() as u32
    }

    /// Reads one scalar, or the opening of one array or object.
    fn value(&mut self) -> Step {
        let start = match self.peek() {
            None => return self.stop(SyntaxFault::Unfinished, self.at),
            Some(b'"') => return self.string(),
            Some(b'{') => return self.open(Tag::Object),
            Some(b'[') => return self.open(Tag::Array),
            Some(_) => self.at,
        };
        match self.bytes.get(start) {
            Some(b't') => self.literal(Tag::True, b"true"),
            Some(b'f') => self.literal(Tag::False, b"false"),
            Some(b'n') => self.literal(Tag::Null, b"null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.stop(SyntaxFault::Unexpected("a value"), start),
        }
    }

    fn literal(&mut self, tag: Tag, word: &'static [u8]) -> Step {
        for (offset, expected) in word.iter().enumerate() {
            match self.bytes.get(self.at + offset) {
                Some(byte) if byte == expected => {}
                Some(_) => return self.stop(SyntaxFault::Unexpected("`true`, `false` or `null`"), self.at + offset),
                None => return self.stop(SyntaxFault::Unfinished, self.at + offset),
            }
        }
        self.push(tag, self.at, 0);
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Step {
        let start = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        if self.bytes.get(self.at) == Some(&b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        self.push(Tag::Number, start, self.at - start);
        Ok(())
    }

    /// At least one digit.
    fn digits(&mut self) -> Step {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        match self.bytes.get(self.at) {
            _ if self.at > start => Ok(()),
            Some(_) => self.stop(SyntaxFault::Unexpected("a digit"), self.at),
            None => self.stop(SyntaxFault::Unfinished, self.at),
        }
    }

    /// Reads a string from its opening quote.
    fn string(&mut self) -> Step {
        let start = self.at + 1;
        let rest = self.bytes.get(start..).unwrap_or_default();
        // Most strings hold no escape: their first special byte is the closing quote.
        let plain = string::plain_len(rest);
        if rest.get(plain) == Some(&b'"') {
            self.push(Tag::Plain, start, plain);
            self.at = start + plain + 1;
            return Ok(());
        }
        let scan = match string::scan(rest) {
            Ok(scan) => scan,
            Err((fault, offset)) => {
                let fault = match fault {
                    StringFault::Unterminated => SyntaxFault::Unfinished,
                    StringFault::Control => SyntaxFault::ControlCharacter,
                    StringFault::Escape => SyntaxFault::BadEscape,
                };
                return self.stop(fault, start + offset);
            }
        };
        if scan.lone_surrogate {
            self.document.flaws.push(Flaw { kind: FlawKind::LoneSurrogate, node: self.next_node() });
        }
        self.push(if scan.escaped { Tag::Escaped } else { Tag::Plain }, start, scan.len);
        self.at = start + scan.len + 1;
        Ok(())
    }

    /// Reads a key and its colon.
    fn key(&mut self) -> Step {
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(_) => return self.stop(SyntaxFault::Unexpected("a key in double quotes"), self.at),
            None => return self.stop(SyntaxFault::Unfinished, self.at),
        }
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(())
            }
            Some(_) => self.stop(SyntaxFault::Unexpected("`:`"), self.at),
            None => self.stop(SyntaxFault::Unfinished, self.at),
        }
    }

    fn open(&mut self, tag: Tag) -> Step {
        if self.open.len() >= self.max_depth {
            return self.stop(SyntaxFault::TooDeep, self.at);
        }
        self.open.push(Open { node: self.next_node(), count: 0, is_object: tag == Tag::Object });
        self.push(tag, self.at, 0);
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let end = self.next_node();
        let tag = if open.is_object { Tag::Object } else { Tag::Array };
        if let Some(node) = self.document.nodes.get_mut(open.node as usize) {
            *node = Node::new(tag, node.start(), end - open.node);
        }
        self.push(Tag::End, self.at, open.count as usize);
        self.at += 1;
        if open.is_object && open.count > 1 {
            self.duplicate_keys(open.node, open.count as usize);
        }
    }

    /// Notes every key of a closed object that an earlier member has.
    fn duplicate_keys(&mut self, object: u32, count: usize) {
        /// Up to so many keys, comparing each with each is quicker than sorting them.
        const FEW: usize = 12;
        let members = self.document.value_at(object).members();
        // By position; empty where no key is repeated.
        let mut repeated = Vec::new();
        if count <= FEW {
            let mut keys = [None; FEW];
            for (later, member) in members.clone().enumerate() {
                let is_same = |earlier: &Option<Value<'_>>| earlier.is_some_and(|key| key.same_text(member.key));
                let is_repeated = keys.iter().take(later).any(is_same);
                keys.get_mut(later).into_iter().for_each(|slot| *slot = Some(member.key));
                if is_repeated {
                    repeated.resize(count, false);
                    repeated.get_mut(later).into_iter().for_each(|flag| *flag = true);
                }
            }
        } else {
            let texts = members.clone().zip(0..).map(|(member, at)| (member.name(), at));
            for (later, _) in TextIndex::new(texts).repeats() {
                repeated.resize(count, false);
                repeated.get_mut(later as usize).into_iter().for_each(|flag| *flag = true);
            }
        }
        let mut node = object + 1;
        let mut flaws = Vec::new();
        for (member, is_repeated) in members.zip(repeated) {
            if is_repeated {
                flaws.push(Flaw { kind: FlawKind::DuplicateKey, node });
            }
            node += member.span();
        }
        self.document.flaws.append(&mut flaws);
    }
}
