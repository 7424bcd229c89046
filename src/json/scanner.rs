//! The tokens of JSON: takes UTF-8 text, steps over it token by token, and stops where it is not JSON.
//!
//! The tape's reader and the validator's single pass both read through it, so that the grammar stands here once.

use std::borrow::Cow;
use std::num::NonZeroU64;

use super::escape::{self, Scan, StringFault};
use super::reader::SyntaxFault;
use super::tape::Kind;

/// Reading has stopped; why stands in the scanner. A result this small stays in a register on the way up.
#[derive(Debug)]
pub(crate) struct Stopped;

pub(crate) type Step<T = ()> = Result<T, Stopped>;

/// A string or key: where it stands between its quotes, and how it is spelled.
///
/// Packed into one number that is never zero, so that an optional one travels in a register: from its lowest bit on,
/// one that is always set, whether there are escapes, whether one of them is half of a surrogate pair; then 29 bits of
/// length and 32 bits of start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text(NonZeroU64);

impl Text {
    #[inline(always)]
    fn new(start: usize, Scan { len, escaped, lone_surrogate }: Scan) -> Self {
        let flags = u64::from(escaped) << 1 | u64::from(lone_surrogate) << 2;
        Self(NonZeroU64::MIN | flags | (len as u64) << 3 | (start as u64) << 32)
    }

    /// The byte after the opening quote.
    #[inline(always)]
    pub(crate) const fn start(self) -> u32 {
        (self.0.get() >> 32) as u32
    }

    /// How many bytes stand before the closing quote.
    #[inline(always)]
    pub(crate) const fn len(self) -> u32 {
        self.0.get() as u32 >> 3
    }

    #[inline(always)]
    pub(crate) const fn is_escaped(self) -> bool {
        self.0.get() & 2 != 0
    }

    /// Whether an escape is half of a surrogate pair.
    #[inline(always)]
    pub(crate) const fn has_lone_surrogate(self) -> bool {
        self.0.get() & 4 != 0
    }
}

/// A key as it is mostly spelled, in quotes and with its colon, ready to be compared eight bytes at once.
#[derive(Clone, Copy, Debug, Eq)]
pub struct Key {
    name: &'static str,
    /// The first eight bytes of the spelling, or all of it with zeros behind.
    head: u64,
    /// Which bits of `head` count.
    mask: u64,
    /// The last eight bytes of the spelling, where it has more than eight.
    tail: u64,
}

impl Key {
    /// Makes a name ready.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        let mut key = Self { name, head: 0, mask: 0, tail: 0 };
        let mut at = 0;
        while at < 8 && at < key.len() {
            key.head |= (key.byte(at) as u64) << (8 * at);
            key.mask |= 0xFF << (8 * at);
            at += 1;
        }
        while at >= 8 && at < 16 && !key.is_short() {
            key.tail |= (key.byte(key.len() + at - 16) as u64) << (8 * (at - 8));
            at += 1;
        }
        key
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The length of the spelling.
    #[inline(always)]
    const fn len(&self) -> usize {
        self.name.len() + 3
    }

    /// One byte of the spelling.
    #[expect(
        clippy::indexing_slicing,
        reason = "within the name by the arms before; a constant could not be made else"
    )]
    const fn byte(&self, at: usize) -> u8 {
        match at {
            0 => b'"',
            at if at <= self.name.len() => self.name.as_bytes()[at - 1],
            at if at == self.name.len() + 1 => b'"',
            _ => b':',
        }
    }

    #[inline(always)]
    const fn is_short(&self) -> bool {
        self.len() <= 8
    }

    /// Whether a text begins with the spelling.
    #[inline(always)]
    pub(super) fn begins(&self, text: &[u8]) -> bool {
        match text.first_chunk() {
            Some(head) if (u64::from_le_bytes(*head) ^ self.head) & self.mask == 0 => {
                self.is_short() || self.ends(text)
            }
            _ => false,
        }
    }

    /// Whether a text that begins with the head goes on with the rest of the spelling.
    #[inline(always)]
    fn ends(&self, text: &[u8]) -> bool {
        let tail = text.get(self.len() - 8..).and_then(<[u8]>::first_chunk);
        let between = 8..self.len().saturating_sub(8).max(8);
        tail.is_some_and(|tail| u64::from_le_bytes(*tail) == self.tail)
            && between.into_iter().all(|at| text.get(at).is_some_and(|byte| *byte == self.byte(at)))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.head == other.head && self.len() == other.len() && (self.is_short() || self.name == other.name)
    }
}

/// A place in a text, before the next token.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// Why and where reading stopped.
    stop: Option<(SyntaxFault, usize)>,
}

impl<'t> Scanner<'t> {
    /// Stands before a text that is short enough for its offsets to be `u32`.
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, stop: None }
    }

    pub(crate) const fn text(&self) -> &'t str {
        self.text
    }

    /// The byte that stands next.
    #[inline(always)]
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// Goes back to where the scanner stood before.
    #[inline(always)]
    pub(crate) fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// Why and where reading stopped; the end of the text where nothing else is known.
    pub(crate) fn stopped(&self) -> (SyntaxFault, usize) {
        self.stop.unwrap_or((SyntaxFault::Unfinished, self.text.len()))
    }

    #[cold]
    pub(crate) fn stop<T>(&mut self, fault: SyntaxFault, offset: usize) -> Step<T> {
        self.stop = Some((fault, offset));
        Err(Stopped)
    }

    /// Stops at the next byte, which is not what the grammar expects.
    #[cold]
    pub(crate) fn unexpected<T>(&mut self, expected: &'static str) -> Step<T> {
        let fault = match self.byte() {
            Some(_) => SyntaxFault::Unexpected(expected),
            None => SyntaxFault::Unfinished,
        };
        self.stop(fault, self.at)
    }

    #[inline(always)]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space; the scanner stands at it.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.peek_past_space(),
        }
    }

    fn peek_past_space(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    /// Steps over the byte that was peeked at.
    #[inline(always)]
    pub(crate) fn bump(&mut self) {
        self.at += 1;
    }

    /// Steps over the byte where it is next.
    #[inline(always)]
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Steps over the colon between a key and its value.
    #[inline(always)]
    pub(crate) fn colon(&mut self) -> Step {
        if self.take(b':') { Ok(()) } else { self.unexpected("`:`") }
    }

    /// Steps over a key and its colon where they are next, spelled without escapes or white space.
    #[inline(always)]
    pub(crate) fn take_key(&mut self, key: &Key) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_next = key.begins(rest);
        self.at += if is_next { key.len() } else { 0 };
        is_next
    }

    /// Steps over a key.
    #[inline(always)]
    pub(crate) fn key(&mut self) -> Step<Text> {
        match self.peek() {
            Some(b'"') => self.string(),
            _ => self.unexpected("a key in double quotes"),
        }
    }

    /// Steps over a string where an earlier one stands again, from its opening quote: one without escapes.
    ///
    /// Comparing with what is known is quicker than finding the closing quote: where to go on does not depend on what was
    /// read, and engines run ahead.
    #[inline(always)]
    pub(super) fn take_again(&mut self, start: u32, len: u32) -> Option<Text> {
        let len = len as usize;
        self.peek();
        let from = |at: usize| self.text.as_bytes().get(at..);
        if !escape::begin_alike(from(self.at)?, from(start as usize - 1)?, len + 2) {
            return None;
        }
        Some(self.step_over(len))
    }

    /// Steps over a string, from its opening quote.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Step<Text> {
        match self.short_string() {
            Some(text) => Ok(text),
            None => self.any_string(self.at + 1),
        }
    }

    /// Steps over a string where one is next that is short and has no escapes, as most are.
    #[inline(always)]
    pub(crate) fn short_string(&mut self) -> Option<Text> {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(self.at..).and_then(|rest| rest.strip_prefix(b"\""))?;
        let len = escape::short_len(rest)?;
        (rest.get(len) == Some(&b'"')).then(|| self.step_over(len))
    }

    /// Steps over a string of this length without escapes, from its opening quote.
    #[inline(always)]
    fn step_over(&mut self, len: usize) -> Text {
        let start = self.at + 1;
        self.at = start + len + 1;
        Text::new(start, Scan { len, escaped: false, lone_surrogate: false })
    }

    #[inline(never)]
    fn any_string(&mut self, start: usize) -> Step<Text> {
        match escape::scan(self.text.as_bytes().get(start..).unwrap_or_default()) {
            Ok(found) => {
                self.at = start + found.len + 1;
                Ok(Text::new(start, found))
            }
            Err((fault, offset)) => {
                let fault = match fault {
                    StringFault::Unterminated => SyntaxFault::Unfinished,
                    StringFault::Control => SyntaxFault::ControlCharacter,
                    StringFault::Escape => SyntaxFault::BadEscape,
                };
                self.stop(fault, start + offset)
            }
        }
    }

    /// Whether an array stands at a byte that the scanner has passed, with nothing in it; so is what is no array.
    pub(crate) fn is_empty_list(&self, start: usize) -> bool {
        let mut there = Self { text: self.text, at: start, stop: None };
        !there.take(b'[') || there.take(b']')
    }

    /// A string as it is spelled between its quotes.
    #[inline(always)]
    pub(super) fn raw(&self, text: Text) -> &'t str {
        self.text.get(text.start() as usize..(text.start() + text.len()) as usize).unwrap_or_default()
    }

    /// The first and the last byte of a string without escapes that is not empty.
    #[inline(always)]
    pub(crate) fn ends(&self, text: Text) -> Option<(u8, u8)> {
        let bytes = self.text.as_bytes();
        let start = text.start() as usize;
        match text.len() as usize {
            len @ 1.. if !text.is_escaped() => Some((*bytes.get(start)?, *bytes.get(start + len - 1)?)),
            _ => None,
        }
    }

    /// The text of a string without escapes.
    #[inline(always)]
    pub(crate) fn plain(&self, text: Text) -> Option<&'t str> {
        (!text.is_escaped()).then(|| self.raw(text))
    }

    /// The decoded text of a string.
    #[inline(always)]
    pub(crate) fn decoded(&self, text: Text) -> Cow<'t, str> {
        if text.is_escaped() { Cow::Owned(escape::decode(self.raw(text))) } else { Cow::Borrowed(self.raw(text)) }
    }

    /// Steps over a number, `true`, `false` or `null`, from its first byte; gives its kind.
    pub(crate) fn scalar(&mut self) -> Step<Kind> {
        match self.byte() {
            Some(b't') => self.literal("true").map(|()| Kind::Boolean),
            Some(b'f') => self.literal("false").map(|()| Kind::Boolean),
            Some(b'n') => self.literal("null").map(|()| Kind::Null),
            Some(b'-' | b'0'..=b'9') => self.number().map(|()| Kind::Number),
            _ => self.unexpected("a value"),
        }
    }

    fn literal(&mut self, word: &'static str) -> Step {
        for (offset, expected) in word.bytes().enumerate() {
            match self.text.as_bytes().get(self.at + offset) {
                Some(byte) if *byte == expected => {}
                _ => {
                    self.at += offset;
                    return self.unexpected("`true`, `false` or `null`");
                }
            }
        }
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Step {
        self.take_now(b'-');
        if !self.take_now(b'0') {
            self.digits()?;
        }
        if self.take_now(b'.') {
            self.digits()?;
        }
        if self.take_now(b'e') || self.take_now(b'E') {
            let _ = self.take_now(b'+') || self.take_now(b'-');
            self.digits()?;
        }
        Ok(())
    }

    /// Steps over the byte where it stands next, with no white space before it.
    fn take_now(&mut self, byte: u8) -> bool {
        let is_next = self.byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// At least one digit.
    fn digits(&mut self) -> Step {
        let start = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { self.unexpected("a digit") }
    }
}
