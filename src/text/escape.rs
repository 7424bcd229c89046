//! Scans, decodes and writes JSON strings.

use super::split_before;

/// The reason why a string cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StringErrorKind {
    Unterminated,
    ControlCharacter,
    InvalidEscape,
}

/// A scanned string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScannedString {
    /// The number of bytes before the closing quote.
    pub(crate) len: usize,
    /// True if the string contains escapes.
    pub(crate) has_escapes: bool,
    /// True if an escape is half of a surrogate pair without the other half.
    pub(crate) has_lone_surrogate: bool,
}

/// Scans a string from the byte after its opening quote to its closing quote.
///
/// # Errors
/// The reason, and the offset at which the scan stopped.
pub(crate) fn scan_string(bytes: &[u8]) -> Result<ScannedString, (StringErrorKind, usize)> {
    let mut scanned = ScannedString { len: 0, has_escapes: false, has_lone_surrogate: false };
    loop {
        scanned.len += find_special(bytes.get(scanned.len..).unwrap_or_default());
        match bytes.get(scanned.len) {
            Some(b'"') => return Ok(scanned),
            Some(b'\\') => {
                scanned.has_escapes = true;
                let rest = bytes.get(scanned.len..).unwrap_or_default();
                let (len, escape) = read_escape(rest).ok_or((StringErrorKind::InvalidEscape, scanned.len))?;
                scanned.len += len;
                scanned.has_lone_surrogate |= escape == Escape::LoneSurrogate;
            }
            Some(_) => return Err((StringErrorKind::ControlCharacter, scanned.len)),
            None => return Err((StringErrorKind::Unterminated, scanned.len)),
        }
    }
}

/// Searches the first block of bytes, and returns the offset of the first quote, backslash or control character. Returns `None`
/// if the block has no such byte, or if the text is shorter than a block.
#[inline(always)]
pub(crate) fn find_special_in_block(bytes: &[u8]) -> Option<usize> {
    bytes.first_chunk().and_then(block::find_special)
}

/// Returns the number of bytes before the first quote, backslash or control character.
pub(crate) fn find_special(bytes: &[u8]) -> usize {
    let (blocks, rest) = bytes.as_chunks::<{ block::LEN }>();
    let mut len = 0;
    for block in blocks {
        if let Some(at) = block::find_special(block) {
            return len + at;
        }
        len += block::LEN;
    }
    len + rest.iter().position(|&b| b < 0x20 || b == b'"' || b == b'\\').unwrap_or(rest.len())
}

/// Returns true if the first `len` bytes of two texts are equal. Compares whole blocks, at most two of each text. Returns
/// false if `len` exceeds two blocks, or if a text ends inside a block.
#[inline(always)]
pub(crate) fn has_common_prefix(one: &[u8], other: &[u8], len: usize) -> bool {
    let block = |bytes: &[u8], at: usize| bytes.get(at..)?.first_chunk().copied();
    let common_len = |at| match (block(one, at), block(other, at)) {
        (Some(one), Some(other)) => block::common_prefix_len(&one, &other),
        _ => 0,
    };
    match len.checked_sub(block::LEN) {
        None => common_len(0) >= len,
        Some(last) => last <= block::LEN && common_len(0) == block::LEN && common_len(last) == block::LEN,
    }
}

/// Blocks of bytes that are compared at once.
#[cfg(target_feature = "simd128")]
mod block {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128, v128_or};

    pub(super) const LEN: usize = 16;

    #[inline(always)]
    fn load(block: &[u8; LEN]) -> v128 {
        let word = u128::from_le_bytes(*block);
        u64x2(word as u64, (word >> 64) as u64)
    }

    /// Returns the offset of the first quote, backslash or control character of a block.
    #[inline(always)]
    pub(super) fn find_special(block: &[u8; LEN]) -> Option<usize> {
        let bytes = load(block);
        let quotes = u8x16_eq(bytes, u8x16_splat(b'"'));
        let slashes = u8x16_eq(bytes, u8x16_splat(b'\\'));
        let controls = u8x16_lt(bytes, u8x16_splat(0x20));
        let hits = u8x16_bitmask(v128_or(v128_or(quotes, slashes), controls));
        (hits != 0).then(|| hits.trailing_zeros() as usize)
    }

    /// Returns the length of the common prefix of two blocks.
    #[inline(always)]
    pub(super) fn common_prefix_len(one: &[u8; LEN], other: &[u8; LEN]) -> usize {
        u8x16_bitmask(u8x16_eq(load(one), load(other))).trailing_ones() as usize
    }
}

/// Blocks of bytes that are compared at once.
#[cfg(not(target_feature = "simd128"))]
mod block {
    pub(super) const LEN: usize = 8;

    const LOW_BITS: u64 = 0x0101_0101_0101_0101;
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

    /// Returns the offset of the first quote, backslash or control character of a block.
    #[inline(always)]
    pub(super) fn find_special(block: &[u8; LEN]) -> Option<usize> {
        let word = u64::from_le_bytes(*block);
        let zero_bytes = |word: u64| word.wrapping_sub(LOW_BITS) & !word & HIGH_BITS;
        // A mask can have false hits, but only after its first true hit. So the lowest hit of all masks is true.
        let hits = zero_bytes(word ^ (LOW_BITS * b'"' as u64))
            | zero_bytes(word ^ (LOW_BITS * b'\\' as u64))
            | (word.wrapping_sub(LOW_BITS * 0x20) & !word & HIGH_BITS);
        (hits != 0).then(|| (hits.trailing_zeros() / 8) as usize)
    }

    /// Returns the length of the common prefix of two blocks.
    #[inline(always)]
    pub(super) fn common_prefix_len(one: &[u8; LEN], other: &[u8; LEN]) -> usize {
        ((u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other)).trailing_zeros() / 8) as usize
    }
}

/// The meaning of one escape sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    Char(char),
    /// Half of a surrogate pair without the other half.
    LoneSurrogate,
}

/// Reads the escape at the start of `bytes`. Returns the length of the escape in bytes, and its meaning. A surrogate pair
/// counts as one escape.
fn read_escape(bytes: &[u8]) -> Option<(usize, Escape)> {
    let simple = |c| Some((2, Escape::Char(c)));
    match bytes.get(1)? {
        b'"' => simple('"'),
        b'\\' => simple('\\'),
        b'/' => simple('/'),
        b'b' => simple('\u{8}'),
        b'f' => simple('\u{c}'),
        b'n' => simple('\n'),
        b'r' => simple('\r'),
        b't' => simple('\t'),
        b'u' => {
            let first = parse_hex(bytes.get(2..6)?)?;
            if let Some(c) = char::from_u32(first) {
                return Some((6, Escape::Char(c)));
            }
            let second = match bytes.get(6..12) {
                Some([b'\\', b'u', digits @ ..]) => parse_hex(digits),
                _ => None,
            };
            match second {
                Some(low @ 0xDC00..=0xDFFF) if first < 0xDC00 => {
                    let code = 0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00);
                    Some((12, char::from_u32(code).map_or(Escape::LoneSurrogate, Escape::Char)))
                }
                _ => Some((6, Escape::LoneSurrogate)),
            }
        }
        _ => None,
    }
}

fn parse_hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |code, &digit| Some(code * 16 + char::from(digit).to_digit(16)?))
}

/// Decodes a scanned string and appends it to `out`. A lone surrogate becomes U+FFFD.
pub(crate) fn decode_into(raw: &str, out: &mut String) {
    let mut rest = raw;
    loop {
        let (plain, escaped) = split_before(rest, b"\\");
        out.push_str(plain);
        if escaped.is_empty() {
            return;
        }
        let Some((len, escape)) = read_escape(escaped.as_bytes()) else { return };
        out.push(match escape {
            Escape::Char(c) => c,
            Escape::LoneSurrogate => char::REPLACEMENT_CHARACTER,
        });
        rest = escaped.get(len..).unwrap_or_default();
    }
}

/// Decodes a scanned string.
#[cold]
pub(crate) fn decode_string(raw: &str) -> String {
    let mut out = String::new();
    decode_into(raw, &mut out);
    out
}

/// Reads the JSON string at the start of `text`. Returns the decoded string and the text after its closing quote.
pub(crate) fn read_leading_string(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let scanned = scan_string(inner.as_bytes()).ok()?;
    let (raw, after) = inner.split_at_checked(scanned.len)?;
    Some((decode_string(raw), after.strip_prefix('"')?))
}

/// Appends `text` to `out` as a JSON string in quotes. Escapes only the characters that JSON requires to be escaped.
pub(crate) fn write_string(text: &str, out: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    if find_special(text.as_bytes()) == text.len() {
        out.push('"');
        out.push_str(text);
        return out.push('"');
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let code = c as usize;
                out.push_str("\\u00");
                out.extend([HEX.get(code >> 4), HEX.get(code & 15)].into_iter().flatten());
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_has_the_offset_of_its_first_special_byte() {
        let mut bytes = [b'a'; block::LEN];
        assert_eq!(find_special_in_block(&bytes), None);
        assert_eq!(find_special_in_block(bytes.get(1..).unwrap()), None);
        for at in (0..block::LEN).rev() {
            *bytes.get_mut(at).unwrap() = b'"';
            assert_eq!(find_special_in_block(&bytes), Some(at));
        }
    }

    #[test]
    fn an_escape_is_a_character_or_half_of_a_surrogate_pair() {
        for (text, expected) in [
            (r"\n", Some((2, Escape::Char('\n')))),
            (r"\u0041", Some((6, Escape::Char('A')))),
            (r"\uD83D\uDE00", Some((12, Escape::Char('\u{1F600}')))),
            (r"\uDBFF\uDFFF", Some((12, Escape::Char('\u{10FFFF}')))),
            (r"\uD83D", Some((6, Escape::LoneSurrogate))),
            (r"\uD83D\u0041", Some((6, Escape::LoneSurrogate))),
            (r"\uDC00\uDC00", Some((6, Escape::LoneSurrogate))),
            (r"\uDE00\uDE00", Some((6, Escape::LoneSurrogate))),
            (r"\u00", None),
            (r"\x", None),
        ] {
            assert_eq!(read_escape(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn the_first_special_byte_is_found_at_any_offset() {
        for special in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for at in 0..40 {
                let mut bytes = vec![b'a'; 40];
                for (i, b) in bytes.iter_mut().enumerate().skip(at) {
                    *b = if i == at { special } else { 0 };
                }
                assert_eq!(find_special(&bytes), at, "{special} at {at}");
            }
        }
        assert_eq!(find_special("é€😀 \u{7f}~!#[]".as_bytes()), "é€😀 \u{7f}~!#[]".len());
    }

    #[test]
    fn a_common_prefix_is_found_at_any_length() {
        let one: Vec<u8> = (b'0'..=b'z').collect();
        for len in 0..=one.len() {
            assert_eq!(has_common_prefix(&one, &one, len), len <= 2 * block::LEN, "{len}");
            for at in 0..len {
                let mut other = one.clone();
                other[at] = b' ';
                assert!(!has_common_prefix(&one, &other, len), "{len} with another byte at {at}");
            }
        }
    }

    #[test]
    fn only_characters_that_must_be_escaped_are_escaped() {
        for (text, expected) in [
            ("", r#""""#),
            ("a b/é\u{7f}", "\"a b/é\u{7f}\""),
            ("a \"b\"", r#""a \"b\"""#),
            ("\\ \n\r\t", r#""\\ \n\r\t""#),
            ("\0\u{1} \u{f}\u{10}\u{1f}", r#""\u0000\u0001 \u000f\u0010\u001f""#),
        ] {
            let mut out = String::new();
            write_string(text, &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn pairs_are_joined_and_lone_surrogates_are_found() {
        let lone = |raw: &str| scan_string(format!("{raw}\"").as_bytes()).map(|s| s.has_lone_surrogate);
        assert_eq!(decode_string(r"a\ud83d\ude00b\n"), "a😀b\n");
        assert_eq!(lone(r"\ud83d\ude00"), Ok(false));
        for raw in [r"\ud83d", r"\ude00", r"\ud83dx", r"\ud83d\n", r"\ud83d\ud83d\ude00", r"\ude00\ud83d"] {
            assert_eq!(lone(raw), Ok(true), "{raw}");
        }
    }
}
