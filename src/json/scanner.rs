//! Scans UTF-8 text token by token, and stops at the first byte that is not JSON.
//!
//! Both the tape reader and the streaming validator use this scanner, so that the JSON grammar is implemented once.

use std::borrow::Cow;
use std::num::NonZeroU64;

use super::error::SyntaxErrorKind;
use super::kind::Kind;
use super::known_key::KnownKey;
use crate::text::escape::{self, ScannedString, StringErrorKind};

/// The error of a failed scan. It is empty, so that a [`ScanResult`] fits in a register: [`Scanner::error`] returns the reason.
#[derive(Debug)]
pub(crate) struct ScanError;

/// The result of a scan.
pub(crate) type ScanResult<T = ()> = Result<T, ScanError>;

/// The position of a string or key in the text, without its quotes.
///
/// All fields are packed into one number that is never zero, so that an optional token fits in a register. The fields, from the
/// lowest bit:
/// - 1 bit that is always set
/// - 1 bit that is set if the string contains escapes
/// - 1 bit that is set if an escape is a lone surrogate
/// - 29 bits for the length
/// - 32 bits for the start
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StringToken(NonZeroU64);

impl StringToken {
    #[inline(always)]
    fn new(start: usize, ScannedString { len, has_escapes, has_lone_surrogate }: ScannedString) -> Self {
        let flags = u64::from(has_escapes) << 1 | u64::from(has_lone_surrogate) << 2;
        Self(NonZeroU64::MIN | flags | (len as u64) << 3 | (start as u64) << 32)
    }

    /// Returns the offset of the byte after the opening quote.
    #[inline(always)]
    pub(crate) const fn start(self) -> u32 {
        (self.0.get() >> 32) as u32
    }

    /// Returns the number of bytes between the quotes.
    #[inline(always)]
    pub(crate) const fn len(self) -> u32 {
        self.0.get() as u32 >> 3
    }

    /// Returns true if the string contains escapes.
    #[inline(always)]
    pub(crate) const fn has_escapes(self) -> bool {
        self.0.get() & 2 != 0
    }

    /// Returns true if an escape is half of a surrogate pair without the other half.
    #[inline(always)]
    pub(crate) const fn has_lone_surrogate(self) -> bool {
        self.0.get() & 4 != 0
    }
}

/// A cursor in JSON text.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'t> {
    text: &'t str,
    /// The offset of the next byte.
    at: usize,
    /// The error that stopped the scan, and the offset of the error.
    error: Option<(SyntaxErrorKind, usize)>,
}

impl<'t> Scanner<'t> {
    /// Creates a scanner at the beginning of a text. The length of the text must fit in a `u32`.
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, error: None }
    }

    /// Returns the whole text.
    pub(crate) const fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the offset of the next byte.
    #[inline(always)]
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// Moves back to an earlier offset.
    #[inline(always)]
    pub(crate) fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// Returns the recorded error and its offset. If no error was recorded, returns [`SyntaxErrorKind::Unfinished`].
    pub(crate) fn error(&self) -> (SyntaxErrorKind, usize) {
        self.error.unwrap_or((SyntaxErrorKind::Unfinished, self.text.len()))
    }

    /// Records an error and returns [`ScanError`].
    #[cold]
    pub(crate) fn fail<T>(&mut self, kind: SyntaxErrorKind, offset: usize) -> ScanResult<T> {
        self.error = Some((kind, offset));
        Err(ScanError)
    }

    /// Records an error: the next byte is not the expected token, or the text has ended.
    #[cold]
    pub(crate) fn fail_unexpected<T>(&mut self, expected: &'static str) -> ScanResult<T> {
        let kind = match self.next_byte() {
            Some(_) => SyntaxErrorKind::Unexpected(expected),
            None => SyntaxErrorKind::Unfinished,
        };
        self.fail(kind, self.at)
    }

    #[inline(always)]
    fn next_byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips white space and returns the next byte without consuming it.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        #[cfg(test)]
        crate::text::steps::add(1);
        match self.next_byte() {
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.peek_after_space(),
        }
    }

    fn peek_after_space(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.next_byte() {
            self.at += 1;
        }
        self.next_byte()
    }

    /// Consumes the byte that [`peek`](Self::peek) returned.
    #[inline(always)]
    pub(crate) fn bump(&mut self) {
        self.at += 1;
    }

    /// Skips white space, then consumes the next byte if it equals `byte`. Returns true if it was consumed.
    #[inline(always)]
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Consumes the colon between a key and its value.
    #[inline(always)]
    pub(crate) fn scan_colon(&mut self) -> ScanResult {
        if self.eat(b':') { Ok(()) } else { self.fail_unexpected("expected-colon") }
    }

    /// Consumes the key of a field with its colon, spelled `"name":`. Returns false, and consumes nothing, if the text does not
    /// continue with that spelling.
    #[inline(always)]
    pub(crate) fn eat_key(&mut self, key: &KnownKey) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_next = key.is_prefix_of(rest);
        self.at += if is_next { key.spelled_len() } else { 0 };
        is_next
    }

    /// Scans a key.
    #[inline(always)]
    pub(crate) fn scan_key(&mut self) -> ScanResult<StringToken> {
        match self.peek() {
            Some(b'"') => self.scan_string(),
            _ => self.fail_unexpected("expected-key"),
        }
    }

    /// Consumes the next key if it equals an earlier key without escapes. `start` and `len` locate the earlier key.
    ///
    /// This comparison is faster than a search for the closing quote. The position after the key does not depend on a load, so
    /// the CPU can speculate.
    #[inline(always)]
    pub(super) fn eat_predicted_key(&mut self, start: u32, len: u32) -> Option<StringToken> {
        let len = len as usize;
        self.peek();
        let from = |at: usize| self.text.as_bytes().get(at..);
        if !escape::has_common_prefix(from(self.at)?, from(start as usize - 1)?, len + 2) {
            return None;
        }
        Some(self.consume_plain_string(len))
    }

    /// Scans a string.
    #[inline(always)]
    pub(crate) fn scan_string(&mut self) -> ScanResult<StringToken> {
        match self.scan_short_string() {
            Some(token) => Ok(token),
            None => self.scan_long_string(self.at + 1),
        }
    }

    /// Scans a short string without escapes, as most strings are. Returns `None` if the next token is anything else.
    #[inline(always)]
    pub(crate) fn scan_short_string(&mut self) -> Option<StringToken> {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(self.at..).and_then(|rest| rest.strip_prefix(b"\""))?;
        let len = escape::find_special_in_block(rest)?;
        (rest.get(len) == Some(&b'"')).then(|| self.consume_plain_string(len))
    }

    /// Consumes a string without escapes, of `len` bytes between its quotes.
    #[inline(always)]
    fn consume_plain_string(&mut self, len: usize) -> StringToken {
        let start = self.at + 1;
        self.at = start + len + 1;
        StringToken::new(start, ScannedString { len, has_escapes: false, has_lone_surrogate: false })
    }

    #[inline(never)]
    fn scan_long_string(&mut self, start: usize) -> ScanResult<StringToken> {
        match escape::scan_string(self.text.as_bytes().get(start..).unwrap_or_default()) {
            Ok(found) => {
                self.at = start + found.len + 1;
                Ok(StringToken::new(start, found))
            }
            Err((kind, offset)) => {
                let kind = match kind {
                    StringErrorKind::Unterminated => SyntaxErrorKind::Unfinished,
                    StringErrorKind::ControlCharacter => SyntaxErrorKind::ControlCharacter,
                    StringErrorKind::InvalidEscape => SyntaxErrorKind::InvalidEscape,
                };
                self.fail(kind, start + offset)
            }
        }
    }

    /// Returns true if a non-empty array begins at `start`, an offset that the scanner has passed.
    pub(crate) fn has_items_at(&self, start: usize) -> bool {
        let mut scanner = Self { text: self.text, at: start, error: None };
        scanner.eat(b'[') && !scanner.eat(b']')
    }

    /// Returns the text between the quotes of a string, with its escapes.
    #[inline(always)]
    pub(super) fn raw_str(&self, token: StringToken) -> &'t str {
        self.text.get(token.start() as usize..(token.start() + token.len()) as usize).unwrap_or_default()
    }

    /// Returns the first and the last byte of a string, or `None` if it is empty or contains escapes.
    #[inline(always)]
    pub(crate) fn first_and_last_byte(&self, token: StringToken) -> Option<(u8, u8)> {
        let bytes = self.text.as_bytes();
        let start = token.start() as usize;
        match token.len() as usize {
            len @ 1.. if !token.has_escapes() => Some((*bytes.get(start)?, *bytes.get(start + len - 1)?)),
            _ => None,
        }
    }

    /// Returns a string, or `None` if it contains escapes.
    #[inline(always)]
    pub(crate) fn plain_str(&self, token: StringToken) -> Option<&'t str> {
        (!token.has_escapes()).then(|| self.raw_str(token))
    }

    /// Decodes a string.
    #[inline(always)]
    pub(crate) fn decode(&self, token: StringToken) -> Cow<'t, str> {
        if token.has_escapes() {
            Cow::Owned(escape::decode_string(self.raw_str(token)))
        } else {
            Cow::Borrowed(self.raw_str(token))
        }
    }

    /// Scans a number, `true`, `false` or `null`, and returns its kind.
    pub(crate) fn scan_scalar(&mut self) -> ScanResult<Kind> {
        match self.next_byte() {
            Some(b't') => self.scan_literal("true").map(|()| Kind::Boolean),
            Some(b'f') => self.scan_literal("false").map(|()| Kind::Boolean),
            Some(b'n') => self.scan_literal("null").map(|()| Kind::Null),
            Some(b'-' | b'0'..=b'9') => self.scan_number().map(|()| Kind::Number),
            _ => self.fail_unexpected("expected-value"),
        }
    }

    fn scan_literal(&mut self, literal: &'static str) -> ScanResult {
        for (offset, expected) in literal.bytes().enumerate() {
            match self.text.as_bytes().get(self.at + offset) {
                Some(byte) if *byte == expected => {}
                _ => {
                    self.at += offset;
                    return self.fail_unexpected("expected-literal");
                }
            }
        }
        self.at += literal.len();
        Ok(())
    }

    fn scan_number(&mut self) -> ScanResult {
        self.eat_byte(b'-');
        if !self.eat_byte(b'0') {
            self.scan_digits()?;
        }
        if self.eat_byte(b'.') {
            self.scan_digits()?;
        }
        if self.eat_byte(b'e') || self.eat_byte(b'E') {
            let _ = self.eat_byte(b'+') || self.eat_byte(b'-');
            self.scan_digits()?;
        }
        Ok(())
    }

    /// Consumes the next byte if it equals `byte`. Does not skip white space.
    fn eat_byte(&mut self, byte: u8) -> bool {
        let is_next = self.next_byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Scans one or more digits.
    fn scan_digits(&mut self) -> ScanResult {
        let start = self.at;
        while matches!(self.next_byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { self.fail_unexpected("expected-digit") }
    }
}
