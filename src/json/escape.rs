//! The inside of JSON strings: takes raw text between quotes, gives its length, its soundness and its decoded form.

use crate::text::split_before;

/// Why a string cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StringFault {
    Unterminated,
    Control,
    Escape,
}

/// What a scan over one string found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scan {
    /// Bytes before the closing quote.
    pub(super) len: usize,
    pub(super) escaped: bool,
    pub(super) lone_surrogate: bool,
}

/// Scans from just after an opening quote to its closing one.
///
/// On a fault, the offset of the offending byte is given with it.
pub(super) fn scan(bytes: &[u8]) -> Result<Scan, (StringFault, usize)> {
    let mut found = Scan { len: 0, escaped: false, lone_surrogate: false };
    loop {
        found.len += plain_len(bytes.get(found.len..).unwrap_or_default());
        match bytes.get(found.len) {
            Some(b'"') => return Ok(found),
            Some(b'\\') => {
                found.escaped = true;
                let rest = bytes.get(found.len..).unwrap_or_default();
                let (len, unit) = escape(rest).ok_or((StringFault::Escape, found.len))?;
                found.len += len;
                found.lone_surrogate |= unit == Unit::Lone;
            }
            Some(_) => return Err((StringFault::Control, found.len)),
            None => return Err((StringFault::Unterminated, found.len)),
        }
    }
}

/// How many bytes stand before the first quote, backslash or control character, where it stands in the first block.
#[inline(always)]
pub(super) fn short_len(bytes: &[u8]) -> Option<usize> {
    bytes.first_chunk().and_then(block::first_special)
}

/// How many bytes stand before the first quote, backslash or control character.
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    let (blocks, rest) = bytes.as_chunks::<{ block::LEN }>();
    let mut len = 0;
    for block in blocks {
        if let Some(at) = block::first_special(block) {
            return len + at;
        }
        len += block::LEN;
    }
    len + rest.iter().position(|&b| b < 0x20 || b == b'"' || b == b'\\').unwrap_or(rest.len())
}

/// Whether two texts begin with the same `len` bytes, told by two blocks of each; `false` where these do not reach.
#[inline(always)]
pub(super) fn begin_alike(one: &[u8], other: &[u8], len: usize) -> bool {
    let block = |bytes: &[u8], at: usize| bytes.get(at..)?.first_chunk().copied();
    let alike = |at| match (block(one, at), block(other, at)) {
        (Some(one), Some(other)) => block::common(&one, &other),
        _ => 0,
    };
    match len.checked_sub(block::LEN) {
        None => alike(0) >= len,
        Some(last) => last <= block::LEN && alike(0) == block::LEN && alike(last) == block::LEN,
    }
}

/// Blocks of bytes that are looked at together.
#[cfg(target_feature = "simd128")]
mod block {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128, v128_or};

    pub(super) const LEN: usize = 16;

    #[inline(always)]
    fn load(block: &[u8; LEN]) -> v128 {
        let word = u128::from_le_bytes(*block);
        u64x2(word as u64, (word >> 64) as u64)
    }

    /// Where the first quote, backslash or control character of a block stands.
    #[inline(always)]
    pub(super) fn first_special(block: &[u8; LEN]) -> Option<usize> {
        let bytes = load(block);
        let quotes = u8x16_eq(bytes, u8x16_splat(b'"'));
        let slashes = u8x16_eq(bytes, u8x16_splat(b'\\'));
        let controls = u8x16_lt(bytes, u8x16_splat(0x20));
        let hits = u8x16_bitmask(v128_or(v128_or(quotes, slashes), controls));
        (hits != 0).then(|| hits.trailing_zeros() as usize)
    }

    /// How many bytes two blocks begin with alike.
    #[inline(always)]
    pub(super) fn common(one: &[u8; LEN], other: &[u8; LEN]) -> usize {
        u8x16_bitmask(u8x16_eq(load(one), load(other))).trailing_ones() as usize
    }
}

/// Blocks of bytes that are looked at together.
#[cfg(not(target_feature = "simd128"))]
mod block {
    pub(super) const LEN: usize = 8;

    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;

    /// Where the first quote, backslash or control character of a block stands.
    #[inline(always)]
    pub(super) fn first_special(block: &[u8; LEN]) -> Option<usize> {
        let word = u64::from_le_bytes(*block);
        let zero_bytes = |word: u64| word.wrapping_sub(LOW) & !word & HIGH;
        // Each mask is exact up to its own first hit, so the lowest bit of their union is exact.
        let hits = zero_bytes(word ^ (LOW * b'"' as u64))
            | zero_bytes(word ^ (LOW * b'\\' as u64))
            | (word.wrapping_sub(LOW * 0x20) & !word & HIGH);
        (hits != 0).then(|| (hits.trailing_zeros() / 8) as usize)
    }

    /// How many bytes two blocks begin with alike.
    #[inline(always)]
    pub(super) fn common(one: &[u8; LEN], other: &[u8; LEN]) -> usize {
        ((u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other)).trailing_zeros() / 8) as usize
    }
}

/// What one escape sequence stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Char(char),
    /// Half of a surrogate pair without the other half.
    Lone,
}

/// Reads one escape from its backslash; gives its length in bytes, both halves of a pair as one.
fn escape(bytes: &[u8]) -> Option<(usize, Unit)> {
    let simple = |c| Some((2, Unit::Char(c)));
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
            let first = hex4(bytes.get(2..6)?)?;
            if let Some(c) = char::from_u32(first) {
                return Some((6, Unit::Char(c)));
            }
            let second = match bytes.get(6..12) {
                Some([b'\\', b'u', digits @ ..]) => hex4(digits),
                _ => None,
            };
            match second {
                Some(low @ 0xDC00..=0xDFFF) if first < 0xDC00 => {
                    let code = 0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00);
                    Some((12, char::from_u32(code).map_or(Unit::Lone, Unit::Char)))
                }
                _ => Some((6, Unit::Lone)),
            }
        }
        _ => None,
    }
}

fn hex4(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |code, &digit| Some(code * 16 + char::from(digit).to_digit(16)?))
}

/// Adds the decoded form of a scanned string; a lone surrogate becomes U+FFFD.
pub(super) fn decode_into(raw: &str, out: &mut String) {
    let mut rest = raw;
    loop {
        let (plain, escaped) = split_before(rest, b"\\");
        out.push_str(plain);
        if escaped.is_empty() {
            return;
        }
        let Some((len, unit)) = escape(escaped.as_bytes()) else { return };
        out.push(match unit {
            Unit::Char(c) => c,
            Unit::Lone => char::REPLACEMENT_CHARACTER,
        });
        rest = escaped.get(len..).unwrap_or_default();
    }
}

/// The decoded form of a scanned string.
#[cold]
pub(super) fn decode(raw: &str) -> String {
    let mut out = String::new();
    decode_into(raw, &mut out);
    out
}

/// Reads one JSON string at the start of `text`; gives it decoded, and what follows it.
pub(crate) fn read_string_prefix(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let found = scan(inner.as_bytes()).ok()?;
    let (raw, after) = inner.split_at_checked(found.len)?;
    Some((decode(raw), after.strip_prefix('"')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_run_ends_at_the_first_special_byte_wherever_it_stands() {
        for special in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for at in 0..40 {
                let mut bytes = vec![b'a'; 40];
                for (i, b) in bytes.iter_mut().enumerate().skip(at) {
                    *b = if i == at { special } else { 0 };
                }
                assert_eq!(plain_len(&bytes), at, "{special} at {at}");
            }
        }
        assert_eq!(plain_len("é€😀 \u{7f}~!#[]".as_bytes()), "é€😀 \u{7f}~!#[]".len());
    }

    #[test]
    fn texts_begin_alike_where_all_bytes_asked_for_are_the_same() {
        let one: Vec<u8> = (b'0'..=b'z').collect();
        for len in 0..=one.len() {
            assert_eq!(begin_alike(&one, &one, len), len <= 2 * block::LEN, "{len}");
            for at in 0..len {
                let mut other = one.clone();
                other[at] = b' ';
                assert!(!begin_alike(&one, &other, len), "{len} with another byte at {at}");
            }
        }
    }

    #[test]
    fn pairs_are_joined_and_lone_halves_are_seen() {
        let lone = |raw: &str| scan(format!("{raw}\"").as_bytes()).map(|s| s.lone_surrogate);
        assert_eq!(decode(r"a\ud83d\ude00b\n"), "a😀b\n");
        assert_eq!(lone(r"\ud83d\ude00"), Ok(false));
        for raw in [r"\ud83d", r"\ude00", r"\ud83dx", r"\ud83d\n", r"\ud83d\ud83d\ude00", r"\ude00\ud83d"] {
            assert_eq!(lone(raw), Ok(true), "{raw}");
        }
    }
}
