//! Provides helpers for strings and lists: joining names, parsing digits, measuring UTF-16 length, JSON escapes and sorting.

pub(crate) mod escape;
mod sort;
#[cfg(test)]
pub(crate) mod steps;

pub(crate) use sort::sort;

/// Returns the names, each in backticks, with commas between them.
#[inline(never)]
pub(crate) fn join_in_backticks(names: &mut dyn Iterator<Item = &str>) -> String {
    let mut out = String::new();
    for name in names {
        out.push_str(if out.is_empty() { "`" } else { ", `" });
        out.push_str(name);
        out.push('`');
    }
    out
}

/// Parses digits without a sign. Returns 0 for empty input. Returns `None` for other text, or if a `u32` cannot contain the
/// number.
#[inline(never)]
pub(crate) fn parse_digits(digits: &[u8], radix: u32) -> Option<u32> {
    match digits {
        [] => Some(0),
        [b'+', ..] => None,
        _ => u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok(),
    }
}

/// Splits a text before the first occurrence of any ASCII character in `marks`. If none occurs, the second part is empty.
#[inline(never)]
pub(crate) fn split_before<'t>(text: &'t str, marks: &[u8]) -> (&'t str, &'t str) {
    let at = text.bytes().position(|byte| marks.contains(&byte)).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// Returns the length of UTF-8 text in UTF-16 code units.
#[inline(never)]
pub(crate) fn utf16_len(text: &[u8]) -> usize {
    // Counts the first byte of each character: as two units if the character needs a surrogate pair, or else as one.
    let units = |byte: &u8| match byte {
        0x80..0xC0 => 0,
        0xF0.. => 2,
        _ => 1,
    };
    text.iter().map(units).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_have_no_sign() {
        for (digits, expected) in [("", Some(0)), ("12", Some(12)), ("+1", None), ("-1", None), ("a", None)] {
            assert_eq!(parse_digits(digits.as_bytes(), 10), expected, "{digits}");
        }
        assert_eq!(parse_digits(b"ff", 16), Some(255));
        assert_eq!(parse_digits(b"100000000", 16), None);
    }
}
