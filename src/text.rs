//! Texts put together and taken apart: takes parts and numbers, gives texts, and the other way round. The standard library's
//! ways are made for more, and weigh more than most of the rules.

use std::mem;

/// Parts one after the other.
#[inline(never)]
pub(crate) fn join(parts: &[&str]) -> String {
    let mut out = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        out.push_str(part);
    }
    out
}

/// Names in backticks, with commas between them.
#[inline(never)]
pub(crate) fn quoted(names: &mut dyn Iterator<Item = &str>) -> String {
    let mut out = String::new();
    for name in names {
        out.push_str(if out.is_empty() { "`" } else { ", `" });
        out.push_str(name);
        out.push('`');
    }
    out
}

/// A number in decimal.
pub(crate) fn decimal(number: u32) -> String {
    let mut out = String::new();
    write_decimal(number, &mut out);
    out
}

/// Writes a number in decimal: issues hold many, and the standard library's way takes long for small ones.
#[inline(never)]
pub(crate) fn write_decimal(number: u32, out: &mut String) {
    if number >= 10 {
        write_decimal(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// A number of digits alone; without any, it is 0.
#[inline(never)]
pub(crate) fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let mut number = 0u32;
    for byte in digits {
        number = number.checked_mul(radix)?.checked_add(char::from(*byte).to_digit(radix)?)?;
    }
    Some(number)
}

/// The text before the first of some ASCII marks, and the rest from the mark on; all of it where there is none.
#[inline(never)]
pub(crate) fn split_before<'t>(text: &'t str, marks: &[u8]) -> (&'t str, &'t str) {
    let at = text.bytes().position(|byte| marks.contains(&byte)).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// How many UTF-16 units a text in UTF-8 takes: the first byte of a character counts for all of it, and for two units where
/// the character stands beyond the basic plane.
#[inline(never)]
pub(crate) fn utf16_len(text: &[u8]) -> usize {
    let units = |byte: &u8| match byte {
        0x80..0xC0 => 0,
        0xF0.. => 2,
        _ => 1,
    };
    text.iter().map(units).sum()
}

/// Sorts; what is equal keeps its order.
#[inline(never)]
pub(crate) fn sort<T: Copy + PartialOrd>(items: &mut Vec<T>) {
    let mut merged = Vec::with_capacity(items.len());
    let mut width = 1;
    while width < items.len() {
        merged.clear();
        for pair in items.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at_checked(width).unwrap_or((pair, &[]));
            while let ([one, more_left @ ..], [other, more_right @ ..]) = (left, right) {
                if other < one {
                    merged.push(*other);
                    right = more_right;
                } else {
                    merged.push(*one);
                    left = more_left;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        mem::swap(items, &mut merged);
        width *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sorted_is_in_order_and_holds_the_same() {
        let mut seed = 7u64;
        for len in (0..70).chain([1000]) {
            let next = |_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 56) % 50
            };
            let items: Vec<_> = (0..len).map(next).collect();
            let mut expected = items.clone();
            expected.sort_unstable();
            let mut sorted = items;
            sort(&mut sorted);
            assert_eq!(sorted, expected);
        }
    }
}
