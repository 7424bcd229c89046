//! The answer: takes status, content type and bytes, gives the connection as a document or what went wrong.

use serde::Serialize;

use crate::issue::{Collector, Issue, IssueCode, Rules};
use crate::json::{Document, Kind, Limits, Value};
use crate::path::Path;

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
/// use connection_update::response::{FailureKind, read};
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
    let decode = |message: String| Failure { kind: FailureKind::Decode, code: None, message, issues: Vec::new() };
    let is_json = content_type.is_none_or(|value| {
        let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        essence == "application/json" || essence.ends_with("+json")
    });
    if !is_json {
        return Err(decode(format!("the platform answered {status} with something that is not JSON")));
    }
    if body.is_empty() {
        return Err(decode(format!("the platform answered {status} with an empty body")));
    }
    let document = Document::parse(body, limits)
        .map_err(|_| decode(format!("the platform answered {status} with a body that cannot be read as JSON")))?;
    let has_id = document.root().get("id").is_some_and(|id| id.kind() == Kind::String);
    if has_id { Ok(document) } else { Err(decode(format!("the platform answered {status} without a connection"))) }
}

/// Reads an answer whose status says no; any body will do.
fn refusal(status: u16, body: &[u8], limits: Limits) -> Failure {
    let document = Document::parse(body, limits).ok();
    let root = document.as_ref().map(Document::root);
    let text = |name| root.and_then(|root| root.get(name)).and_then(word);
    let rules = Rules::DEFAULT;
    let mut found = Collector::new(&rules);
    for field in root.and_then(|root| root.get("fields")).into_iter().flat_map(Value::items) {
        let place = field.text_of("field");
        let mut message = field.get("message").and_then(Value::text).unwrap_or("refused".into()).into_owned();
        let path = Path::parse_field(&place).unwrap_or_else(|| {
            // What cannot be placed is named, at least.
            message = [place.as_ref(), ": ", &message].concat();
            Path::root()
        });
        found.push_at(IssueCode::Rejected, field.offset(), path, &[("message", message.into())]);
    }
    if let (None, Some(message)) = (root.and_then(|root| root.get("fields")?.items().next()), text("message")) {
        found.push_at(IssueCode::Rejected, 0, Path::root(), &[("message", message.into())]);
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
        code: text("code"),
        message: if status == 0 { stated.to_owned() } else { format!("{stated} ({status})") },
        issues: found.finish().issues,
    }
}

/// A text, or a number as it is spelled.
fn word(value: Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::String => value.text().map(|text| text.into_owned()),
        Kind::Number => Some(value.raw().to_owned()),
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
