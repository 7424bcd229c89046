//! What single texts and sibling fields owe the contract: takes values of the right kind, finds blank names, odd ids and URLs.

use std::borrow::Cow;

use super::shape::{Members, missing};
use crate::contract::table::{Format, Rule};
use crate::issue::{Collector, IssueCode};
use crate::json::{Key, Scanner};
use crate::path::Place;
use crate::url;

/// Checks a text against its format.
#[inline(never)]
pub(super) fn text(format: Format, text: &str, offset: u32, place: &Place<'_>, found: &mut Collector<'_>) {
    let mut note = |code| found.push(code, offset, place, &[]);
    match format {
        Format::Free => {}
        Format::Name if text.chars().all(is_space) => note(IssueCode::BlankName),
        Format::Label if text.chars().all(is_space) => note(IssueCode::BlankLabel),
        Format::Name | Format::Label if text.starts_with(is_space) || text.ends_with(is_space) => {
            note(IssueCode::OuterSpace);
        }
        Format::Name | Format::Label => {}
        Format::Ulid if !is_ulid(text) => note(IssueCode::NotAUlid),
        Format::Ulid => {}
        Format::Dataset if !is_dataset(text) => note(IssueCode::DatasetForm),
        Format::Dataset => {}
        Format::Time if !is_time(text) => note(IssueCode::TimeForm),
        Format::Time => {}
        Format::BaseUrl => base_url(text, offset, place, found),
        Format::Url => match url::read(text) {
            Ok(_) => {}
            Err(problem) => found.push(IssueCode::DescribedUrl, offset, place, &[("problem", problem.into())]),
        },
    }
}

/// White space as JavaScript's `trim` takes it.
fn is_space(c: char) -> bool {
    c.is_whitespace() && c != '\u{85}' || c == '\u{feff}'
}

/// A date and a time of day with an offset, as RFC 3339 writes them; whether that day exists is not asked.
fn is_time(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00:00";
    let Some((start, mut rest)) = text.as_bytes().split_at_checked(FORM.len()) else { return false };
    let fits = |(given, form): (&u8, &u8)| match form {
        b'0' => given.is_ascii_digit(),
        b'T' => matches!(given, b'T' | b't' | b' '),
        form => given == form,
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
    is_offset && start.iter().zip(FORM).all(fits)
}

/// 26 characters of Crockford's base 32; the first carries only three bits.
fn is_ulid(text: &str) -> bool {
    let is_digit = |byte: &u8| BASE_32.get(usize::from(*byte)).copied().unwrap_or_default();
    matches!(text.as_bytes(), [b'0'..=b'7', ..] if text.len() == 26) && text.as_bytes().iter().all(is_digit)
}

/// The digits of Crockford's base 32, in both cases.
#[expect(clippy::indexing_slicing, reason = "a byte is within 256; a constant could not be made else")]
const BASE_32: [bool; 256] = {
    let mut digits = [false; 256];
    let mut rest: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz";
    while let [digit, more @ ..] = rest {
        digits[*digit as usize] = true;
        rest = more;
    }
    digits
};

/// Two words with a dot between them.
fn is_dataset(text: &str) -> bool {
    let dots = text.bytes().filter(|byte| *byte == b'.').count();
    dots == 1 && !text.starts_with('.') && !text.ends_with('.') && !text.chars().any(char::is_whitespace)
}

fn base_url(text: &str, offset: u32, place: &Place<'_>, found: &mut Collector<'_>) {
    let is_template = url::holds_template(text);
    if is_template {
        found.push(IssueCode::TemplateUrl, offset, place, &[]);
    }
    let url = match url::read(text) {
        Ok(url) => url,
        // What will be put there may make a URL of it.
        Err(_) if is_template => return,
        Err(problem) => {
            return found.push(IssueCode::InvalidUrl, offset, place, &[("problem", problem.into())]);
        }
    };
    let parts = [(url.has_user, "a user or password"), (url.has_query, "a query"), (url.has_fragment, "a fragment")];
    for (_, part) in parts.into_iter().filter(|(there, _)| *there) {
        found.push(IssueCode::UrlPart, offset, place, &[("part", part.into())]);
    }
    if !url.is_https && !url.is_loopback {
        found.push(IssueCode::InsecureUrl, offset, place, &[]);
    }
}

/// Checks what the fields of one object owe each other; says whether there is more to look for in the whole body.
pub(super) fn rule(
    rule: Rule,
    object: &Members,
    start: u32,
    json: &Scanner<'_>,
    place: &Place<'_>,
    found: &mut Collector<'_>,
) -> bool {
    match rule {
        Rule::BaseOfProtocol => base_of_protocol(object, start, json, place, found),
        Rule::SomeCredential => {
            let holds = |key| object.start_of(key).is_some_and(|start| !json.is_empty_list(start));
            if !holds(const { &Key::new("action") }) && !holds(const { &Key::new("trigger") }) {
                empty("`action` or `trigger`", start, place, found);
            }
        }
        Rule::SomeFlow => {
            if object.start_of(const { &Key::new("clientCredentials") }).is_none()
                && object.start_of(const { &Key::new("authorizationCode") }).is_none()
            {
                empty("`clientCredentials` or `authorizationCode`", start, place, found);
            }
        }
        Rule::OwnVariables => return true,
    }
    false
}

fn empty(fields: &'static str, start: u32, place: &Place<'_>, found: &mut Collector<'_>) {
    found.push(IssueCode::DescribedEmpty, start, place, &[("fields", fields.into())]);
}

/// The page asks every connection for `baseUrl`; the fuller description asks a BigQuery one for `datasetId` instead.
fn base_of_protocol(object: &Members, start: u32, json: &Scanner<'_>, place: &Place<'_>, found: &mut Collector<'_>) {
    let protocol = object.text_of(const { &Key::new("protocol") });
    let protocol = protocol.map_or(Cow::default(), |text| json.decoded(text));
    let (base_url, dataset) =
        (object.start_of(const { &Key::new("baseUrl") }), object.start_of(const { &Key::new("datasetId") }));
    let mut lacks = |code, name| missing(code, name, start, place, found);
    match (protocol.as_ref(), base_url, dataset) {
        ("bigquery", None, None) => lacks(IssueCode::MissingField, "datasetId"),
        ("bigquery", Some(_), None) => lacks(IssueCode::DescribedMissing, "datasetId"),
        ("bigquery", _, Some(_)) => {}
        ("http", base_url, dataset) => {
            if base_url.is_none() {
                lacks(IssueCode::MissingField, "baseUrl");
            }
            if let Some(start) = dataset {
                let params = [("field", "datasetId".into()), ("protocol", "http".into())];
                found.push(IssueCode::MisplacedField, start as u32, &place.field("datasetId"), &params);
            }
        }
        // The protocol has an issue of its own; without it, either field may be the right one.
        (_, None, None) => lacks(IssueCode::MissingField, "baseUrl"),
        _ => {}
    }
}
