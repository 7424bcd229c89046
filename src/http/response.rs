//! Reads a response from its status, content type and body: returns the connection or the environment as a document, or an
//! error.

use std::fmt;

#[cfg(feature = "serde")]
use serde::Serialize;

use crate::issue::{Collector, Issue, IssueCode, ParamRef, Rules};
use crate::json::{Document, Kind, Limits, Value};
use crate::path::{Path, Segment, parse_index};
use crate::text;

/// The error of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
pub struct ResponseError {
    /// The kind of error.
    pub kind: ResponseErrorKind,
    /// The platform's own code, if the response has one.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub code: Option<String>,
    /// One sentence in English. It can contain the status of the response, but never text from the body.
    pub message: String,
    /// One issue for each field that the platform rejected, at the path of the field. If the response names no field but has a
    /// message, there is one issue at the root with this message. The message of an issue quotes the platform.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub issues: Vec<Issue>,
}

/// Writes the message.
impl fmt::Display for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ResponseError {}

/// The kind of error of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize), serde(rename_all = "lowercase"))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
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
/// The messages of an error response become issues. Four formats are read: `message` and `fields` of the platform, problem
/// details (RFC 9457) with `errors`, a list in `detail`, and plain text, of which the first 1,024 bytes count.
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
        return Err(read_error_response(request, status, content_type, body, limits));
    }
    let decode_error = |problem| {
        let message = ["the platform returned ", &u32::from(status).to_string(), problem].concat();
        ResponseError { kind: ResponseErrorKind::Decode, code: None, message, issues: Vec::new() }
    };
    let is_json = content_type.is_none_or(|value| {
        let essence = media_type(value);
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

/// Returns a content type without its parameters.
fn media_type(content_type: &str) -> &[u8] {
    text::split_before(content_type, b";").0.as_bytes().trim_ascii()
}

/// Reads a response whose status is not a success. Accepts any body.
fn read_error_response(
    request: RequestKind,
    status: u16,
    content_type: Option<&str>,
    body: &[u8],
    limits: Limits,
) -> ResponseError {
    let document = Document::parse(body, limits).ok();
    let root = document.as_ref().map_or(Value::MISSING, Document::root);
    let sentence = match (status, request) {
        (304, _) => "the platform reports that nothing has changed since an earlier request, and sent no content",
        // If a browser does not follow a redirect, it reports the status 0.
        (0 | 300..400, _) => "the platform returned a redirect, which is never followed",
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
        code: get_text(root, "code").map(str::to_owned),
        message: match status {
            0 => sentence.to_owned(),
            _ => [sentence, " (", &u32::from(status).to_string(), ")"].concat(),
        },
        issues: collect_rejections(root, content_type, body),
    }
}

/// Returns the text of a member that is a string. Returns a number as the response spells it.
#[inline(never)]
fn get_text<'d>(object: Value<'d>, name: &str) -> Option<&'d str> {
    let value = object.get(name)?;
    match value.kind() {
        Kind::String => value.as_str(),
        Kind::Number => Some(value.raw()),
        _ => None,
    }
}

/// Collects the messages of the platform as issues. `root` is the document of the body, or `null` if the body is not JSON.
fn collect_rejections(root: Value<'_>, content_type: Option<&str>, body: &[u8]) -> Vec<Issue> {
    let rules = Rules::DEFAULT;
    let mut found = Collector::new(&rules);
    let mut names_fields = false;
    for name in ["fields", "errors", "detail"] {
        let list = root.get(name).unwrap_or(Value::MISSING);
        for item in list.items() {
            let message = item.as_str().or_else(|| find_member(item, MESSAGE_NAMES).as_str());
            push_rejection(&mut found, find_member(item, FIELD_NAMES), message, item.offset());
            names_fields = true;
        }
        if name == "detail" {
            break;
        }
        // An object has a key for each field, whose value is a message or a list of messages.
        for member in list.members() {
            let mut messages = member.value.items().to_vec();
            if messages.is_empty() {
                messages.push(member.value);
            }
            for message in messages {
                push_rejection(&mut found, member.key, message.as_str(), message.offset());
                names_fields = true;
            }
        }
    }
    if !names_fields {
        let joined;
        let words = match (get_text(root, "message"), get_text(root, "title"), get_text(root, "detail")) {
            (None, Some(title), Some(detail)) => {
                joined = [title, ": ", detail].concat();
                &joined
            }
            (message, title, detail) => match (message.or(title).or(detail).or(root.as_str()), root.kind()) {
                (Some(text), _) => text,
                (None, Kind::Object | Kind::Array) => "",
                (None, _) => read_plain_text(content_type, body),
            },
        };
        if !words.is_empty() {
            found.push_at(IssueCode::Rejected, 0, Path::root(), &[("message", ParamRef::Str(words))]);
        }
    }
    found.finish().issues
}

/// The members of a rejected field that can contain its message.
const MESSAGE_NAMES: &[&str] = &["message", "detail", "msg", "title"];

/// The members of a rejected field that can contain its path.
const FIELD_NAMES: &[&str] = &["field", "pointer", "path", "name", "loc"];

/// Returns the first member of an object that is a string or an array.
fn find_member<'d>(object: Value<'d>, names: &[&str]) -> Value<'d> {
    for name in names {
        if let Some(value) = object.get(name)
            && matches!(value.kind(), Kind::String | Kind::Array)
        {
            return value;
        }
    }
    Value::MISSING
}

/// Adds an issue for a rejected field. If `field` is a text that is not a path, the message begins with this text.
#[inline(never)]
fn push_rejection(found: &mut Collector<'_>, field: Value<'_>, message: Option<&str>, offset: u32) {
    let message = message.filter(|text| !text.is_empty()).unwrap_or("refused");
    let path = read_path(field);
    let prefixed;
    let message = match (&path, field.as_str()) {
        (None, Some(text)) => {
            prefixed = [text, ": ", message].concat();
            &prefixed
        }
        _ => message,
    };
    found.push_at(IssueCode::Rejected, offset, path.unwrap_or_default(), &[("message", ParamRef::Str(message))]);
}

/// Reads the path of a rejected field: a dotted path, a JSON Pointer that may begin with `#`, or a list of keys and indices that
/// may begin with `body`. Returns `None` if the value has none of these forms.
fn read_path(field: Value<'_>) -> Option<Path> {
    if let Some(text) = field.as_str() {
        let pointer = text.strip_prefix('#').unwrap_or(text);
        return Path::parse_pointer(pointer).or_else(|| Path::parse_field(text));
    }
    let mut path = Path::root();
    for (at, item) in field.items().enumerate() {
        let segment = match item.as_str() {
            Some("body") if at == 0 => continue,
            Some(key) => Segment::from(key),
            None => Segment::Index(parse_index(item.raw())?),
        };
        path = path.join_parsed(segment)?;
    }
    Some(path)
}

/// The limit on the plain text that is kept from a response.
const MAX_PLAIN_TEXT_BYTES: usize = 1_024;

/// Returns the start of a body of plain text. Returns an empty string for any other body, and for HTML in spite of its type.
fn read_plain_text<'b>(content_type: Option<&str>, body: &'b [u8]) -> &'b str {
    if !content_type.is_some_and(|value| media_type(value).eq_ignore_ascii_case(b"text/plain")) {
        return "";
    }
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body).trim_ascii();
    let start = body.get(..MAX_PLAIN_TEXT_BYTES).unwrap_or(body);
    // Ends before a character that is cut, and before bytes that are not UTF-8.
    let len = str::from_utf8(start).map_or_else(|error| error.valid_up_to(), str::len);
    match start.get(..len).map(str::from_utf8) {
        Some(Ok(text)) if !text.starts_with('<') => text,
        _ => "",
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
    fn a_code_is_a_string_or_a_number() {
        for (body, expected) in [
            (r#"{ "code": "taken" }"#, Some("taken")),
            (r#"{ "code": 4.10 }"#, Some("4.10")),
            (r#"{ "code": true }"#, None),
            (r#"{ "code": null }"#, None),
            ("{}", None),
        ] {
            assert_eq!(failure(409, None, body).code.as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn a_message_without_fields_is_at_the_root() {
        let failure = failure(403, None, r#"{ "code": "forbidden", "message": "no seat left" }"#);
        let messages: Vec<_> = failure.issues.iter().map(|i| i.pointer() + ": " + &i.message()).collect();
        assert_eq!(messages, [": no seat left"]);
        assert!(!failure.message.contains("seat"), "{}", failure.message);
    }

    /// Returns the pointer and the message of each issue.
    fn found(content_type: &str, body: impl AsRef<[u8]>) -> Vec<String> {
        let failure = read(RequestKind::Update, 400, Some(content_type), body.as_ref(), Limits::default()).unwrap_err();
        assert_eq!(failure.message, "the platform refused the body (400)");
        failure.issues.iter().map(|i| i.pointer() + ": " + &i.message()).collect()
    }

    #[test]
    fn problem_details_become_issues() {
        for (body, expected) in [
            (r#"{ "title": "Bad" }"#, vec![": Bad"]),
            (r#"{ "detail": "no seat" }"#, vec![": no seat"]),
            (r#"{ "title": "Bad", "detail": "no seat", "errors": [] }"#, vec![": Bad: no seat"]),
            (r#"{ "title": "Bad", "detail": "no seat", "message": "full" }"#, vec![": full"]),
            (
                r##"{ "title": "Bad", "errors": [
                    { "detail": "taken", "pointer": "#/environments/0/name" },
                    { "message": "too long", "field": "environments[1].name" },
                    { "detail": "blank", "path": "/a~1b" }, { "detail": "odd", "name": "baseUrl" },
                    { "detail": "lost", "pointer": "#/a~2" }, { "detail": "all of it", "pointer": "#" },
                    { "title": "nowhere" }, "plain", "", 7, null, {} ] }"##,
                vec![
                    "/environments/0/name: taken",
                    "/environments/1/name: too long",
                    "/a~1b: blank",
                    "/baseUrl: odd",
                    ": #/a~2: lost",
                    ": all of it",
                    ": nowhere",
                    ": plain",
                    ": refused",
                    ": refused",
                    ": refused",
                    ": refused",
                ],
            ),
            (
                r#"{ "errors": { "name": ["taken", "too long"], "environments[0].name": "blank", "/baseUrl": [],
                    "the name": [7] } }"#,
                vec![
                    "/name: taken",
                    "/name: too long",
                    "/environments/0/name: blank",
                    "/baseUrl: refused",
                    ": the name: refused",
                ],
            ),
        ] {
            assert_eq!(found("application/problem+json", body), expected, "{body}");
        }
    }

    #[test]
    fn a_list_in_detail_becomes_issues() {
        let body = r#"{ "detail": [
            { "loc": ["body", "environments", 0, "name"], "msg": "field required", "type": "missing" },
            { "loc": ["body"], "msg": "not an object" }, { "loc": ["query", "body"], "msg": "unknown" },
            { "loc": ["environments", -1], "msg": "odd" }, { "loc": [null], "msg": "odd" }, "plain" ] }"#;
        let expected = [
            "/environments/0/name: field required",
            ": not an object",
            "/query/body: unknown",
            ": odd",
            ": odd",
            ": plain",
        ];
        assert_eq!(found("application/json", body), expected);
        assert_eq!(found("application/json", r#"{ "detail": { "msg": "x" } }"#), Vec::<String>::new());
    }

    #[test]
    fn plain_text_is_kept_up_to_its_limit() {
        let plain = "text/plain; charset=utf-8";
        for (content_type, body, expected) in [
            (plain, " no seat left\n", ": no seat left"),
            ("Text/Plain", "\u{feff}42", ": 42"),
            (plain, r#"{ "message": "no" }"#, ": no"),
            (plain, r#""gone""#, ": gone"),
            ("application/json", r#""gone""#, ": gone"),
            (plain, " <html>s3cr3t", ""),
            (plain, "{}", ""),
            (plain, "", ""),
            ("text/html", "no seat left", ""),
            ("application/json", "no seat left", ""),
        ] {
            let expected: Vec<_> = Some(expected).filter(|text| !text.is_empty()).into_iter().collect();
            assert_eq!(found(content_type, body), expected, "{content_type} {body}");
        }
        // The limit is in the middle of the last character.
        let text = ["x".repeat(1_023).as_str(), "\u{e9} and more"].concat();
        assert_eq!(found(plain, &text), [[": ", &"x".repeat(1_023)].concat()]);
        assert_eq!(found(plain, b"caf\xe9 latte"), [": caf"]);
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
            (RequestKind::Update, 302, "the platform returned a redirect, which is never followed"),
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
        assert_eq!(read(b"{}").unwrap_err().message, "the platform returned 200 without an environment");
        assert!(read(br#"{ "id": "e1" }"#).is_ok());
    }
}
