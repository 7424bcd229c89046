//! Checks the formats of strings: reports blank names, masked secrets, and invalid ids, URLs and times.

use crate::contract::table::{Format, Source};
use crate::issue::{Collector, IssueCode, ParamRef};
use crate::path::PathNode;
use crate::text::split_before;
use crate::url;

/// Reports a string that does not have its format.
#[inline(never)]
pub(super) fn check_format(format: Format, text: &str, offset: u32, path: &PathNode<'_>, found: &mut Collector<'_>) {
    let mut report = |code| found.push(code, offset, path, &[]);
    match format {
        Format::Free => {}
        Format::Value if is_masked(text) => report(IssueCode::MaskedValue),
        Format::Value => {}
        Format::Name if !text.chars().any(is_visible) => report(IssueCode::BlankName),
        Format::Label if !text.chars().any(is_visible) => {
            found.push_as_warning(IssueCode::BlankName, offset, path, &[]);
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
        Format::BaseUrl => check_url(None, text, offset, path, found),
        Format::Url => check_url(Some(Source::Archived), text, offset, path, found),
    }
}

/// Returns true if people can see a character. Invisible characters are white space and the [default ignorable
/// characters](https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point) up to U+FFFF, such as the soft hyphen and
/// the zero-width space.
fn is_visible(c: char) -> bool {
    !is_space(c)
        && !matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fff8}'
        )
}

/// Returns true for a text that programs show in place of a secret.
fn is_masked(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some(first @ ('*' | '•' | '●')) => text.len() >= 3 * first.len_utf8() && chars.all(|c| c == first),
        _ => matches!(text, "<redacted>" | "[redacted]"),
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

/// Returns true for a BigQuery dataset id: the project and the dataset, with a dot between them. A project can begin with a
/// domain and a colon, such as `example.com:project`.
fn is_dataset_id(text: &str) -> bool {
    let (start, rest) = split_before(text, b":");
    // Returns the number of parts, or 0 if a part is empty.
    let count_parts = |name: &str| {
        let mut parts = name.as_bytes().split(|byte| *byte == b'.');
        if parts.clone().any(<[u8]>::is_empty) { 0 } else { parts.by_ref().count() }
    };
    let (domain, id) =
        if rest.is_empty() { ("example.com", start) } else { (start, rest.get(1..).unwrap_or_default()) };
    count_parts(domain) >= 2
        && count_parts(id) == 2
        && !id.bytes().any(|byte| byte == b':')
        && !text.chars().any(is_space)
}

/// Reports a URL that cannot be parsed, contains a placeholder, is insecure, is not written correctly, or has a part that does
/// not belong in it. `source` is the document that requires a URL, or `None` for a judgement of this package.
fn check_url(source: Option<Source>, text: &str, offset: u32, path: &PathNode<'_>, found: &mut Collector<'_>) {
    let is_template = url::has_placeholder(text);
    if is_template {
        found.push(IssueCode::TemplateUrl, offset, path, &[]);
    }
    let url = match url::parse(text) {
        Ok(url) => url,
        // The error may come from the placeholder, which is already reported.
        Err(_) if is_template => return,
        Err(problem) => {
            let params = [("problem", problem.into())];
            return found.push_with_source(source, IssueCode::InvalidUrl, offset, path, &params);
        }
    };
    if let Some(repaired) = url::repair(text) {
        found.push(IssueCode::RepairedUrl, offset, path, &[("repaired", ParamRef::Str(&repaired))]);
    }
    let parts = [(url.has_user, "user"), (url.has_query, "query"), (url.has_fragment, "fragment")];
    for (_, part) in parts.into_iter().filter(|(is_present, _)| *is_present) {
        found.push(IssueCode::UnexpectedUrlPart, offset, path, &[("part", part.into())]);
    }
    if !url.is_https && !url.is_loopback {
        found.push(IssueCode::InsecureUrl, offset, path, &[]);
    }
}
