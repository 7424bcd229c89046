//! Reads a response from its status, content type and body: returns the connection or the environment as a document, or an
//! error.

use serde::Serialize;

use crate::issue::{Collector, Issue, IssueCode, ParamRef, Rules};
use crate::json::{Document, Kind, Limits, Value};
use crate::path::Path;
use crate::text;

/// The error of a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ResponseError {
    /// The kind of error.
    pub kind: ResponseErrorKind,
    /// The platform's own code, if the response has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// One sentence in English. It can contain the status of the response, but never text from the body.
    pub message: String,
    /// One issue for each field that the platform rejected, at the path of the field. If the response names no field but has a
    /// message, there is one issue at the root with this message.
    #[serde(skip)]
    pub issues: Vec<Issue>,
}

/// The kind of error of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum ResponseErrorKind {
    /// The status is not a success.
    Http,
    /// The status is a success, but the body is not a connection or an environment.
    Decode,
}

/// The kind of request that a response belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// A `GET` request for a connection.
    Read,
    /// A `PUT` request for a connection, without the header `If-Match`.
    Update,
    /// A `PUT` request for a connection, with the header `If-Match`.
    ConditionalUpdate,
    /// A `PUT` request for an environment.
    UpdateEnvironment,
}

/// Reads a response and returns its connection, or its environment if the request updated one. Every JSON object with a string
/// `id` counts.
///
/// `content_type` is the value of the `content-type` header. If it is `None`, the body is read as JSON.
///
/// ```
/// use connection_update::json::Limits;
/// use connection_update::http::response::{RequestKind, ResponseErrorKind, read};
///
/// let rejected = br#"{ "message": "no", "fields": [{ "field": "environments[0].name", "message": "taken" }] }"#;
/// let failure = read(RequestKind::Update, 400, Some("application/json"), rejected, Limits::default()).unwrap_err();
/// assert!(matches!(failure.kind, ResponseErrorKind::Http));
/// assert_eq!(failure.issues[0].pointer(), "/environments/0/name");
/// ```
///
/// # Errors
/// Returns an error if the status is not a success, or the body is not a connection or an environment.
pub fn read<'b>(
    request: RequestKind,
    status: u16,
    content_type: Option<&str>,
    body: &'b [u8],
    limits: Limits,
) -> Result<Document<'b>, ResponseError> {
    if !(200..300).contains(&status) {
        return Err(read_error_response(request, status, body, limits));
    }
    let decode_error = |problem| {
        let message = ["the platform answered ", &u32::from(status).to_string(), problem].concat();
        ResponseError { kind: ResponseErrorKind::Decode, code: None, message, issues: Vec::new() }
    };
    let is_json = content_type.is_none_or(|value| {
        let essence = text::split_before(value, b";").0.as_bytes().trim_ascii();
        let suffix = essence.get(essence.len().saturating_sub(5)..).unwrap_or_default();
        essence.eq_ignore_ascii_case(b"application/json") || suffix.eq_ignore_ascii_case(b"+json")
    });
    if !is_json {
        return Err(decode_error(" with something that is not JSON"));
    }
    if body.is_empty() {
        return Err(decode_error(" with an empty body"));
    }
    let document =
        Document::parse(body, limits).map_err(|_| decode_error(" with a body that cannot be read as JSON"))?;
    let has_id = document.root().get("id").is_some_and(|id| id.kind() == Kind::String);
    match request {
        _ if has_id => Ok(document),
        RequestKind::UpdateEnvironment => Err(decode_error(" without an environment")),
        _ => Err(decode_error(" without a connection")),
    }
}

/// Reads a response whose status is not a success. Accepts any body.
fn read_error_response(request: RequestKind, status: u16, body: &[u8], limits: Limits) -> ResponseError {
    let document = Document::parse(body, limits).ok();
    let root = document.as_ref().map_or(Value::MISSING, Document::root);
    let text = |name| root.get(name).and_then(read_text);
    let rules = Rules::DEFAULT;
    let mut found = Collector::new(&rules);
    for field in root.get_items("fields") {
        let path = field.get_str("field");
        let message = field.get("message").and_then(Value::as_str).unwrap_or("refused");
        // If the platform names a field by a text that is not a path, the message begins with this text.
        let (path, message) = match Path::parse_field(path) {
            Some(path) => (path, message.to_owned()),
            None => (Path::root(), [path, ": ", message].concat()),
        };
        found.push_at(IssueCode::Rejected, field.offset(), path, &[("message", ParamRef::Str(&message))]);
    }
    if let (None, Some(message)) = (root.get_items("fields").next(), text("message")) {
        found.push_at(IssueCode::Rejected, 0, Path::root(), &[("message", ParamRef::Str(message))]);
    }
    let sentence = match (status, request) {
        (304, _) => "the platform reports that nothing has changed since an earlier request, and sent no content",
        // If a browser does not follow a redirect, it reports the status 0.
        (0 | 300..400, _) => "the platform answered with a redirect, which is never followed",
        (400, RequestKind::Update | RequestKind::ConditionalUpdate | RequestKind::UpdateEnvironment) => {
            "the platform refused the body"
        }
        (401, _) => "the session has ended or was never opened; log in and try again",
        (403, _) => "this session has no permission for this connection",
        (404, RequestKind::UpdateEnvironment) => "there is no such environment",
        (404, _) => "there is no such connection",
        (412, RequestKind::ConditionalUpdate) => "the connection was changed after it was read",
        // Without `If-Match`, 412 has the same meaning as 409. Deleting an environment that is in use is refused with 412.
        (409 | 412, RequestKind::Update) | (409, RequestKind::ConditionalUpdate) => {
            "the platform refused the update, for example because an environment is in use"
        }
        (409 | 412, RequestKind::UpdateEnvironment) => "the platform refused the update",
        (429, _) => "the platform asks to wait before trying again",
        (500.., _) => "the platform failed to answer",
        _ => "the platform refused the request",
    };
    ResponseError {
        kind: ResponseErrorKind::Http,
        code: text("code").map(str::to_owned),
        message: match status {
            0 => sentence.to_owned(),
            _ => [sentence, " (", &u32::from(status).to_string(), ")"].concat(),
        },
        issues: found.finish().issues,
    }
}

/// Returns the text of a string. Returns a number as the response spells it.
fn read_text(value: Value<'_>) -> Option<&str> {
    match value.kind() {
        Kind::String => value.as_str(),
        Kind::Number => Some(value.raw()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, content_type: Option<&str>, body: &str) -> ResponseError {
        read(RequestKind::Update, status, content_type, body.as_bytes(), Limits::default()).unwrap_err()
    }

    #[test]
    fn a_connection_is_returned_byte_for_byte() {
        let body = br#"{ "id": "c1", "later": 1e400 }"#;
        let document =
            read(RequestKind::Read, 200, Some("application/json; charset=utf-8"), body, Limits::default()).unwrap();
        assert_eq!(document.text().as_bytes(), body);
    }

    #[test]
    fn rejected_fields_become_issues_at_their_paths() {
        let body = r#"{ "code": "invalid", "message": "no", "fields": [
            { "field": "environments[0].credentials.action[1].id", "message": "is unknown" },
            { "field": "?!", "message": "lost" }, { "field": 7 }, 7 ] }"#;
        let failure = failure(400, Some("application/json"), body);
        assert_eq!((failure.kind, failure.code.as_deref()), (ResponseErrorKind::Http, Some("invalid")));
        assert_eq!(failure.message, "the platform refused the body (400)");
        let found: Vec<_> = failure.issues.iter().map(|i| i.pointer() + ": " + &i.message()).collect();
        assert_eq!(
            found,
            ["/environments/0/credentials/action/1/id: is unknown", ": ?!: lost", ": refused", ": refused"]
        );
    }

    #[test]
    fn a_message_without_fields_is_at_the_root() {
        let failure = failure(403, None, r#"{ "code": "forbidden", "message": "no seat left" }"#);
        let messages: Vec<_> = failure.issues.iter().map(|i| i.pointer() + ": " + &i.message()).collect();
        assert_eq!(messages, [": no seat left"]);
        assert!(!failure.message.contains("seat"), "{}", failure.message);
    }

    #[test]
    fn a_status_is_described_for_the_kind_of_request() {
        let message = |request, status| read(request, status, None, b"", Limits::default()).unwrap_err().message;
        let in_use = "the platform refused the update, for example because an environment is in use";
        for (request, status, expected) in [
            (RequestKind::Read, 400, "the platform refused the request"),
            (RequestKind::Read, 409, "the platform refused the request"),
            (RequestKind::Read, 412, "the platform refused the request"),
            (RequestKind::Update, 400, "the platform refused the body"),
            (RequestKind::Update, 409, in_use),
            (RequestKind::Update, 412, in_use),
            (RequestKind::ConditionalUpdate, 400, "the platform refused the body"),
            (RequestKind::ConditionalUpdate, 409, in_use),
            (RequestKind::ConditionalUpdate, 412, "the connection was changed after it was read"),
            (RequestKind::UpdateEnvironment, 400, "the platform refused the body"),
            (RequestKind::UpdateEnvironment, 404, "there is no such environment"),
            (RequestKind::UpdateEnvironment, 409, "the platform refused the update"),
            (RequestKind::UpdateEnvironment, 412, "the platform refused the update"),
            (RequestKind::Update, 302, "the platform answered with a redirect, which is never followed"),
            (
                RequestKind::Update,
                304,
                "the platform reports that nothing has changed since an earlier request, and sent no content",
            ),
        ] {
            assert_eq!(message(request, status), format!("{expected} ({status})"), "{request:?}");
        }
    }

    #[test]
    fn responses_without_a_connection_are_distinguished() {
        for (body, content_type, expected) in [
            ("", None, "empty body"),
            ("<html>", Some("text/html"), "not JSON"),
            ("{\"id\":\"c", Some("application/json"), "cannot be read"),
            ("[]", Some("application/json"), "without a connection"),
        ] {
            let failure = failure(200, content_type, body);
            assert_eq!(failure.kind, ResponseErrorKind::Decode);
            assert!(failure.message.contains(expected), "{}", failure.message);
        }
        assert_eq!(failure(502, Some("text/html"), "<html>").message, "the platform failed to answer (502)");
        let read = |body| read(RequestKind::UpdateEnvironment, 200, None, body, Limits::default());
        assert_eq!(read(b"{}").unwrap_err().message, "the platform answered 200 without an environment");
        assert!(read(br#"{ "id": "e1" }"#).is_ok());
    }
}
