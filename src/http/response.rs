//! The answer: takes status, content type and bytes, gives the connection as a document or what went wrong.

use serde::Serialize;

use crate::connection::environments::items;
use crate::issue::{Collector, Detail, Issue, IssueCode, Rules};
use crate::json::{Document, Kind, Limits, Value};
use crate::path::Path;
use crate::text;

/// What went wrong with an exchange that brought an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Failure {
    /// What went wrong.
    pub kind: FailureKind,
    /// The platform's own code, where its answer has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// One sentence, which holds nothing of the answer but its status.
    pub message: String,
    /// The fields that the platform refused, as issues at the same places; where it names none, what it says at the root.
    #[serde(skip)]
    pub issues: Vec<Issue>,
}

/// What went wrong with an exchange that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum FailureKind {
    /// The status says no.
    Http,
    /// The status says yes, but the answer is not a connection.
    Decode,
}

/// Reads an answer; where it is a success, gives its connection.
///
/// ```
/// use connection_update::json::Limits;
/// use connection_update::http::response::{FailureKind, read};
///
/// let refused = br#"{ "message": "no", "fields": [{ "field": "environments[0].name", "message": "taken" }] }"#;
/// let failure = read(400, Some("application/json"), refused, Limits::default()).unwrap_err();
/// assert!(matches!(failure.kind, FailureKind::Http));
/// assert_eq!(failure.issues[0].pointer(), "/environments/0/name");
/// ```
///
/// # Errors
/// What went wrong, with the fields that the platform refused.
pub fn read<'b>(
    status: u16,
    content_type: Option<&str>,
    body: &'b [u8],
    limits: Limits,
) -> Result<Document<'b>, Failure> {
    if !(200..300).contains(&status) {
        return Err(refusal(status, body, limits));
    }
    let decode = |problem| {
        let message = text::join(&["the platform answered ", &text::decimal(status.into()), problem]);
        Failure { kind: FailureKind::Decode, code: None, message, issues: Vec::new() }
    };
    let is_json = content_type.is_none_or(|value| {
        let essence = text::split_before(value, b";").0.as_bytes().trim_ascii();
        let suffix = essence.get(essence.len().saturating_sub(5)..).unwrap_or_default();
        essence.eq_ignore_ascii_case(b"application/json") || suffix.eq_ignore_ascii_case(b"+json")
    });
    if !is_json {
        return Err(decode(" with something that is not JSON"));
    }
    if body.is_empty() {
        return Err(decode(" with an empty body"));
    }
    let document = Document::parse(body, limits).map_err(|_| decode(" with a body that cannot be read as JSON"))?;
    let has_id = document.root().get("id").is_some_and(|id| id.kind() == Kind::String);
    if has_id { Ok(document) } else { Err(decode(" without a connection")) }
}

/// Reads an answer whose status says no; any body will do.
fn refusal(status: u16, body: &[u8], limits: Limits) -> Failure {
    let document = Document::parse(body, limits).ok();
    let root = document.as_ref().map_or(Value::NOTHING, Document::root);
    let text = |name| root.get(name).and_then(word);
    let rules = Rules::DEFAULT;
    let mut found = Collector::new(&rules);
    for field in items(root, "fields") {
        let place = field.text_of("field");
        let message = field.get("message").and_then(Value::text).unwrap_or("refused");
        // What cannot be placed is named, at least.
        let (path, message) = match Path::parse_field(place) {
            Some(path) => (path, message.to_owned()),
            None => (Path::root(), text::join(&[place, ": ", message])),
        };
        found.push_at(IssueCode::Rejected, field.offset(), path, &[("message", Detail::Text(&message))]);
    }
    if let (None, Some(message)) = (items(root, "fields").next(), text("message")) {
        found.push_at(IssueCode::Rejected, 0, Path::root(), &[("message", Detail::Text(message))]);
    }
    let stated = match status {
        // Browsers show a redirect that is not followed as status 0.
        0 | 300..400 => "the platform answered with a redirect, which is never followed",
        400 => "the platform refused the body",
        401 => "the session has ended or was never opened; log in and try again",
        403 => "this session has no permission for this connection",
        404 => "there is no such connection",
        412 => "the connection was changed after it was read",
        429 => "the platform asks to wait before trying again",
        500.. => "the platform failed to answer",
        _ => "the platform refused the request",
    };
    Failure {
        kind: FailureKind::Http,
        code: text("code").map(str::to_owned),
        message: match status {
            0 => stated.to_owned(),
            _ => text::join(&[stated, " (", &text::decimal(status.into()), ")"]),
        },
        issues: found.finish().issues,
    }
}

/// A text, or a number as it is spelled.
fn word(value: Value<'_>) -> Option<&str> {
    match value.kind() {
        Kind::String => value.text(),
        Kind::Number => Some(value.raw()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, content_type: Option<&str>, body: &str) -> Failure {
        read(status, content_type, body.as_bytes(), Limits::default()).unwrap_err()
    }

    #[test]
    fn a_connection_is_given_as_it_came() {
        let body = br#"{ "id": "c1", "later": 1e400 }"#;
        let document = read(200, Some("application/json; charset=utf-8"), body, Limits::default()).unwrap();
        assert_eq!(document.text().as_bytes(), body);
    }

    #[test]
    fn refused_fields_become_issues_at_their_places() {
        let body = r#"{ "code": "invalid", "message": "no", "fields": [
            { "field": "environments[0].credentials.action[1].id", "message": "is unknown" },
            { "field": "?!", "message": "lost" }, { "field": 7 }, 7 ] }"#;
        let failure = failure(400, Some("application/json"), body);
        assert_eq!((failure.kind, failure.code.as_deref()), (FailureKind::Http, Some("invalid")));
        assert_eq!(failure.message, "the platform refused the body (400)");
        let places: Vec<_> = failure.issues.iter().map(|i| i.pointer() + ": " + &i.message()).collect();
        assert_eq!(
            places,
            ["/environments/0/credentials/action/1/id: is unknown", ": ?!: lost", ": refused", ": refused"]
        );
    }

    #[test]
    fn what_a_refusal_says_as_a_whole_stands_at_the_root() {
        let failure = failure(403, None, r#"{ "code": "forbidden", "message": "no seat left" }"#);
        let told: Vec<_> = failure.issues.iter().map(|i| i.pointer() + ": " + &i.message()).collect();
        assert_eq!(told, [": no seat left"]);
        assert!(!failure.message.contains("seat"), "{}", failure.message);
    }

    #[test]
    fn answers_that_are_no_connection_are_told_apart() {
        for (body, content_type, words) in [
            ("", None, "empty body"),
            ("<html>", Some("text/html"), "not JSON"),
            ("{\"id\":\"c", Some("application/json"), "cannot be read"),
            ("[]", Some("application/json"), "without a connection"),
        ] {
            let failure = failure(200, content_type, body);
            assert_eq!(failure.kind, FailureKind::Decode);
            assert!(failure.message.contains(words), "{}", failure.message);
        }
        assert_eq!(failure(502, Some("text/html"), "<html>").message, "the platform failed to answer (502)");
    }
}
