//! Checks the formats of strings: reports blank names, and invalid ids, URLs and times.

use crate::contract::table::{Format, Source};
use crate::issue::{Collector, IssueCode};
use crate::path::PathNode;
use crate::url;

/// Reports a string that does not have its format.
#[inline(never)]
pub(super) fn check_format(format: Format, text: &str, offset: u32, path: &PathNode<'_>, found: &mut Collector<'_>) {
    let mut report = |code| found.push(code, offset, path, &[]);
    match format {
        Format::Free => {}
        Format::Name if text.chars().all(is_space) => report(IssueCode::BlankName),
        Format::Label if text.chars().all(is_space) => {
            found.push_with_source(Some(Source::Archived), IssueCode::BlankName, offset, path, &[]);
        }
        Format::Name | Format::Label if text.starts_with(is_space) || text.ends_with(is_space) => {
            report(IssueCode::SurroundingWhitespace);
        }
        Format::Name | Format::Label => {}
        Format::Ulid if !is_ulid(text) => report(IssueCode::InvalidUlid),
        Format::Ulid => {}
        Format::Dataset if !is_dataset_id(text) => report(IssueCode::InvalidDatasetId),
        Format::Dataset => {}
        Format::Time if !is_time(text) => report(IssueCode::InvalidTime),
        Format::Time => {}
        Format::BaseUrl => check_base_url(text, offset, path, found),
        Format::Url => {
            if let Err(problem) = url::parse(text) {
                let params = [("problem", problem.into())];
                found.push_with_source(Some(Source::Archived), IssueCode::InvalidUrl, offset, path, &params);
            }
        }
    }
}

/// Returns true for a white space character that JavaScript's `trim` removes.
fn is_space(c: char) -> bool {
    c.is_whitespace() && c != '\u{85}' || c == '\u{feff}'
}

/// Returns true for an [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) timestamp. Checks digits and separators. Does not
/// check that the date exists.
fn is_time(text: &str) -> bool {
    const PATTERN: &[u8] = b"0000-00-00T00:00:00";
    let Some((start, mut rest)) = text.as_bytes().split_at_checked(PATTERN.len()) else { return false };
    let matches_pattern = |(given, pattern): (&u8, &u8)| match pattern {
        b'0' => given.is_ascii_digit(),
        b'T' => matches!(given, b'T' | b't' | b' '),
        pattern => given == pattern,
    };
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return false;
        }
        rest = fraction.get(digits..).unwrap_or_default();
    }
    let is_offset = match rest {
        [b'z' | b'Z'] => true,
        [b'+' | b'-', a, b, b':', c, d] => [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    is_offset && start.iter().zip(PATTERN).all(matches_pattern)
}

/// Returns true for a [ULID](https://github.com/ulid/spec): 26 digits of Crockford's base 32. The first digit is at most `7`.
fn is_ulid(text: &str) -> bool {
    let is_digit = |byte: &u8| BASE_32.get(usize::from(*byte)).copied().unwrap_or_default();
    matches!(text.as_bytes(), [b'0'..=b'7', ..] if text.len() == 26) && text.as_bytes().iter().all(is_digit)
}

/// True at the index of each byte that is a digit of Crockford's base 32, in upper or lower case.
#[expect(clippy::indexing_slicing, reason = "a byte is below 256; constants cannot use `get`")]
const BASE_32: [bool; 256] = {
    let mut digits = [false; 256];
    let mut rest: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz";
    while let [digit, more @ ..] = rest {
        digits[*digit as usize] = true;
        rest = more;
    }
    digits
};

/// Returns true for a BigQuery dataset id: two parts without white space, and one dot between them.
fn is_dataset_id(text: &str) -> bool {
    let dots = text.bytes().filter(|byte| *byte == b'.').count();
    dots == 1 && !text.starts_with('.') && !text.ends_with('.') && !text.chars().any(char::is_whitespace)
}

/// Reports a base URL that cannot be parsed, contains a placeholder, is insecure, or has a part that a base URL must not have.
fn check_base_url(text: &str, offset: u32, path: &PathNode<'_>, found: &mut Collector<'_>) {
    let is_template = url::has_placeholder(text);
    if is_template {
        found.push(IssueCode::TemplateUrl, offset, path, &[]);
    }
    let url = match url::parse(text) {
        Ok(url) => url,
        // The error may come from the placeholder, which is already reported.
        Err(_) if is_template => return,
        Err(problem) => {
            return found.push(IssueCode::InvalidUrl, offset, path, &[("problem", problem.into())]);
        }
    };
    let parts = [(url.has_user, "a user or password"), (url.has_query, "a query"), (url.has_fragment, "a fragment")];
    for (_, part) in parts.into_iter().filter(|(is_present, _)| *is_present) {
        found.push(IssueCode::UnexpectedUrlPart, offset, path, &[("part", part.into())]);
    }
    if !url.is_https && !url.is_loopback {
        found.push(IssueCode::InsecureUrl, offset, path, &[]);
    }
}
