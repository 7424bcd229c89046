//! The errors of public functions: each is a standard error with a useful text, and no text contains a secret.

use std::error::Error;

use connection_update::http::request::{BaseUrl, ConnectionRef, DEFAULT_BASE_URL, EnvironmentRef, check_header};
use connection_update::http::response::{self, RequestKind};
use connection_update::http::{request, response::ResponseErrorKind};
use connection_update::json::{Document, Limits};
use connection_update::operations::plan::{PlanOptions, plan};
use connection_update::validate::ValidBody;
use connection_update::{Options, diff, diff_draft, merge, preview, rebase, validate};

type Boxed = Box<dyn Error + Send + Sync>;

/// Returns the text of an error that `?` has converted.
fn text_of<T>(call: impl FnOnce() -> Result<T, Boxed>) -> String {
    call().err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn the_question_mark_works_for_every_error() {
    let options = Options::default();
    let not_json = "1 error: invalid JSON: expected a value at line 1, column 1";
    let invalid_current = "1 error: the current connection cannot be used: it cannot be read as JSON";
    for (text, expected) in [
        (text_of(|| Ok(validate(b"?", &options).into_result()?)), not_json),
        (text_of(|| Ok(ValidBody::connection(b"?", None, &options)?)), not_json),
        (text_of(|| Ok(ValidBody::environment(b"?", None, &options)?)), not_json),
        (text_of(|| Ok(connection_update::validate::read(b"?", &options)?)), not_json),
        (text_of(|| Ok(merge(b"?", b"{}", &options)?)), invalid_current),
        (text_of(|| Ok(preview(b"?", b"{}", &options)?)), invalid_current),
        (text_of(|| Ok(diff(b"?", b"{}", &options)?)), invalid_current),
        (text_of(|| Ok(diff_draft(b"?", b"{}", &options)?)), invalid_current),
        (text_of(|| Ok(rebase(b"?", b"{}", b"{}", &options)?)), invalid_current),
        (text_of(|| Ok(plan(b"?", b"{}", &PlanOptions::default())?)), invalid_current),
        (text_of(|| Ok(Document::parse(b"?", Limits::default())?)), "expected value at byte 0"),
        (
            text_of(|| Ok(BaseUrl::parse("http://a.example")?)),
            "the base URL is refused: it must be https, except on this machine",
        ),
        (
            text_of(|| Ok(BaseUrl::parse_insecure("ftp://a.example")?)),
            "the base URL is refused: it must begin with `https://`",
        ),
        (text_of(|| Ok(check_header("host", "a")?)), "the header is refused: the client sets it itself"),
    ] {
        assert_eq!(text, expected);
    }
}

#[test]
fn the_reason_of_a_refused_url_or_header_is_in_its_text() {
    let url = BaseUrl::parse("http://a.example").unwrap_err();
    assert_eq!(url.to_string(), format!("the base URL is refused: {}", url.reason()));
    let header = check_header("host", "a").unwrap_err();
    assert_eq!(header.to_string(), format!("the header is refused: {}", header.reason()));
}

#[test]
fn the_errors_of_requests_and_responses_say_what_is_wrong() {
    let base = BaseUrl::parse(DEFAULT_BASE_URL).unwrap();
    let unsafe_id = ConnectionRef { organisation_id: "o/..", connection_id: "c" };
    let text = text_of(|| Ok(request::read(&base, unsafe_id)?));
    assert!(text.starts_with("1 error: `organisationId`: "), "{text}");

    let body = ValidBody::environment(br#"{ "id": "e", "name": "Test" }"#, None, &Options::default()).unwrap();
    let other = EnvironmentRef { organisation_id: "o", connection_id: "c", environment_id: "other" };
    let text = text_of(|| Ok(request::update_environment(&base, other, &body)?));
    assert!(text.starts_with("1 error: `id`: "), "{text}");

    let text = text_of(|| Ok(response::read(RequestKind::Read, 404, None, b"no such thing", Limits::default())?));
    assert_eq!(text, "there is no such connection (404)");
    let error = response::read(RequestKind::Read, 200, None, b"", Limits::default()).unwrap_err();
    assert_eq!((error.kind, error.to_string()), (ResponseErrorKind::Decode, error.message.clone()));
}

#[test]
fn a_syntax_error_says_what_is_wrong_and_where() {
    let text = |json: &[u8], limits| Document::parse(json, limits).unwrap_err().to_string();
    let small = Limits { max_bytes: 4, max_depth: 1 };
    for (json, limits, expected) in [
        (&b"[1, 2]"[..], small, "a text of 6 bytes is too large"),
        (b"[[]]", small, "arrays and objects are nested too deep at byte 1"),
        (b"\xff", Limits::default(), "invalid UTF-8 at byte 0"),
        (b" ", Limits::default(), "empty input at byte 1"),
        (b"[1", Limits::default(), "the text ends too early at byte 2"),
        (b"{1", Limits::default(), "expected key at byte 1"),
        (b"{\"a\": nuLl}", Limits::default(), "expected literal at byte 8"),
        (b"{\"a\": nul", Limits::default(), "the text ends too early at byte 9"),
        (b"[1 2]", Limits::default(), "expected comma or bracket at byte 3"),
        (b"\"\n\"", Limits::default(), "a control character in a string is not escaped at byte 1"),
        (br#""\x""#, Limits::default(), "a backslash does not begin an escape at byte 1"),
        (b"1 2", Limits::default(), "unexpected text after the value at byte 2"),
    ] {
        assert_eq!(text(json, limits), expected);
    }
}

/// A body with a mistake at each value that can be secret.
const SECRETS: &str = r#"{
    "id": "s3cr3t", "organisationId": "s3cr3t", "name": "s3cr3t", "protocol": "s3cr3t", "baseUrl": "s3cr3t://s3cr3t",
    "environments": [{ "name": "Test", "variables": [{ "name": "A", "value": ["s3cr3t"] }, { "name": "A", "value": "s3cr3t" }],
        "credentials": { "action": [{ "authSchemeConfig": { "schemeType": "api-key", "in": "s3cr3t", "name": 7 },
            "credential": { "name": "Key", "type": "string", "data": { "value": { "value": "s3cr3t" } } } }] } }]
}"#;

#[test]
fn no_text_of_a_report_contains_a_value_of_the_body() {
    let report = validate(SECRETS.as_bytes(), &Options::default());
    assert!(report.issues.len() > 3, "{report}");
    assert!(!report.to_string().contains("s3cr3t"), "{report}");
    for issue in &report.issues {
        assert!(!issue.to_string().contains("s3cr3t"), "{issue}");
    }
    let broken = SECRETS.replace("]\n}", "] s3cr3t }");
    let error = Document::parse(broken.as_bytes(), Limits::default()).unwrap_err();
    assert!(!error.to_string().contains("s3cr3t"), "{error}");
}
