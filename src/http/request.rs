//! Builds a request for a connection: returns its method, URL and headers, or the issues that prevent sending it.

use crate::connection::environments::is_new;
use crate::issue::{Collector, Issue, IssueCode, Report};
use crate::json::{Document, Value, strip_byte_order_mark};
use crate::path::PathNode;
use crate::text;
use crate::url;
use crate::validate::{self, Options, validate_document};

/// The default base URL, which is the URL of the platform's API.
pub const DEFAULT_BASE_URL: &str = "https://platform.versori.com/api/connect/v1alpha1";

/// The two ids in the URL of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionRef<'t> {
    /// The id of the organisation, a ULID.
    pub organisation_id: &'t str,
    /// The id of the connection, a ULID.
    pub connection_id: &'t str,
}

/// A valid base URL. Its scheme is `https`, or `http` if its host is this machine. It has no user, query or fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Parses a base URL. Removes slashes at its end, removes a default port, and converts the host to lower case.
    ///
    /// ```
    /// use connection_update::http::request::BaseUrl;
    ///
    /// assert_eq!(BaseUrl::parse("https://Platform.Example:443/api/").unwrap().as_str(), "https://platform.example/api");
    /// assert_eq!(BaseUrl::parse("http://platform.example"), Err("it must be https, except on this machine"));
    /// ```
    ///
    /// # Errors
    /// Returns the first error, as text that the caller puts into a sentence about the URL.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = url::parse(text)?;
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/[]!$&'()*+,;=@".contains(&b);
        let rest = text::split_before(text, b":").1.strip_prefix("://").ok_or("`://` must follow its scheme")?;
        let (authority, path) = text::split_before(rest, b"/");
        let len = path.bytes().rposition(|byte| byte != b'/').map_or(0, |last| last + 1);
        let path = path.get(..len).unwrap_or_default();
        if url.has_user {
            Err("it contains a user or password")
        } else if url.has_query || url.has_fragment {
            Err("it contains a query or a fragment")
        } else if !url.is_https && !url.is_loopback {
            Err("it must be https, except on this machine")
        } else if authority.is_empty() || !text.bytes().all(is_plain) {
            Err("it contains a character that a base URL does not need")
        } else if path
            .as_bytes()
            .split(|byte| *byte == b'/')
            .skip(1)
            .any(|segment| matches!(segment, b"" | b"." | b".."))
        {
            Err("its path contains an empty segment, `.` or `..`")
        } else {
            let (scheme, default_port) = if url.is_https { ("https", ":443") } else { ("http", ":80") };
            let authority = authority.to_ascii_lowercase();
            let authority = authority.strip_suffix(default_port).unwrap_or(&authority);
            Ok(Self([scheme, "://", authority, path].concat()))
        }
    }

    /// Returns the base URL without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the URL of a connection. The caller must first check the ids in `target` with [`check_ids`].
    fn connection_url(&self, target: ConnectionRef<'_>) -> String {
        [&self.0, "/o/", target.organisation_id, "/connections/", target.connection_id].concat()
    }
}

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<'b> {
    /// `GET` or `PUT`.
    pub method: &'static str,
    /// The URL of the connection.
    pub url: String,
    /// The names and values of the headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body, or `None` for `GET`. It is the validated text, byte for byte, but without a byte order mark.
    pub body: Option<&'b [u8]>,
    /// True if sending the request twice has the same effect as sending it once. False if the request creates environments.
    pub is_idempotent: bool,
    /// Warnings and infos about the body, but no errors.
    pub issues: Vec<Issue>,
}

/// Builds the request that reads a connection.
///
/// # Errors
/// Returns an issue for each id that is unsafe in a URL.
pub fn read(base: &BaseUrl, target: ConnectionRef<'_>, options: &Options) -> Result<Request<'static>, Report> {
    let mut found = Collector::new(&options.rules);
    check_ids(target, &mut found);
    let report = found.finish();
    if !report.is_ok() {
        return Err(report);
    }
    Ok(Request {
        method: "GET",
        url: base.connection_url(target),
        headers: &[("accept", "application/json")],
        body: None,
        is_idempotent: true,
        issues: report.issues,
    })
}

/// Validates a body and builds the request that updates a connection with it. If `current` is the stored connection, also
/// compares the body with it, as [`validate_against`](crate::validate_against) does.
///
/// ```
/// use connection_update::Options;
/// use connection_update::http::request::{BaseUrl, ConnectionRef, read, update};
///
/// let base = BaseUrl::parse("https://platform.example/api").unwrap();
/// let target = ConnectionRef { organisation_id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E", connection_id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D" };
/// let body = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com" }"#;
/// let request = update(&base, target, body, None, &Options::default()).unwrap();
/// assert_eq!((request.method, request.body), ("PUT", Some(&body[..])));
/// assert!(request.is_idempotent, "it creates no environment");
/// assert_eq!(request.url, read(&base, target, &Options::default()).unwrap().url);
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error: the body is invalid, its ids are not those of `target`, or an id is unsafe in
/// a URL.
pub fn update<'b>(
    base: &BaseUrl,
    target: ConnectionRef<'_>,
    body: &'b [u8],
    current: Option<&Document<'_>>,
    options: &Options,
) -> Result<Request<'b>, Report> {
    let mut found = Collector::new(&options.rules);
    check_ids(target, &mut found);
    let bytes = strip_byte_order_mark(body);
    let body = validate::read(bytes, options);
    let mut is_idempotent = true;
    if let Ok(body) = &body {
        is_idempotent = !body.root().get_items("environments").any(is_new);
        check_id_matches("id", "connectionId", body.root(), target.connection_id, &mut found);
        check_id_matches("organisationId", "organisationId", body.root(), target.organisation_id, &mut found);
    }
    let mut report = found.finish();
    let body_report = body.map_or_else(|report| report, |body| validate_document(&body, current, &options.rules));
    report.append(body_report);
    if !report.is_ok() {
        return Err(report);
    }
    Ok(Request {
        method: "PUT",
        url: base.connection_url(target),
        headers: &[("accept", "application/json"), ("content-type", "application/json")],
        body: Some(bytes),
        is_idempotent,
        issues: report.issues,
    })
}

/// Reports an id that is unsafe in a URL, because such an id could change other parts of the URL. A safe id is not empty, and
/// is not `.` or `..`. All its characters are unreserved characters of
/// [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
fn check_ids(target: ConnectionRef<'_>, found: &mut Collector<'_>) {
    let ids =
        [("organisationId", "organisationId", target.organisation_id), ("id", "connectionId", target.connection_id)];
    for (field, name, id) in ids {
        let is_safe = id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b));
        if !is_safe || matches!(id, "" | "." | "..") {
            found.push(IssueCode::UnsafeId, 0, &PathNode::ROOT.field(field), &[("field", name.into())]);
        }
    }
}

/// Reports an id in the body that differs from the id in the URL.
fn check_id_matches(field: &'static str, name: &'static str, body: Value<'_>, id: &str, found: &mut Collector<'_>) {
    let Some(value) = body.get(field) else { return };
    if value.as_str().is_none_or(|text| text != id) {
        let params = [("field", field.into()), ("target", name.into())];
        found.push(IssueCode::IdMismatch, value.offset(), &PathNode::ROOT.field(field), &params);
    }
}

/// Headers that a caller cannot add. The client sets some of these headers, and the network layer sets the rest.
const RESERVED_HEADERS: &[&str] = &[
    "accept",
    "connection",
    "content-length",
    "content-type",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Checks a header that a caller wants to add to every request.
///
/// ```
/// use connection_update::http::request::check_header;
///
/// assert_eq!(check_header("x-csrf-token", "abc"), Ok(()));
/// assert_eq!(check_header("Content-Type", "text/plain"), Err("the client sets it itself"));
/// ```
///
/// # Errors
/// Returns the first error, as text that the caller puts into a sentence about the header. The text never contains the header's
/// value.
pub fn check_header(name: &str, value: &str) -> Result<(), &'static str> {
    let is_token_byte = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(is_token_byte) {
        Err("its name is not an HTTP token")
    } else if RESERVED_HEADERS.iter().any(|reserved| name.eq_ignore_ascii_case(reserved)) {
        Err("the client sets it itself")
    } else if !value.chars().all(|c| c == '\t' || (' '..='\u{ff}').contains(&c) && c != '\u{7f}') {
        Err("its value contains a control character or one beyond Latin-1")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Level, Rules, Severity};

    const ID: &str = "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D";
    const TARGET: ConnectionRef<'_> = ConnectionRef { organisation_id: "org-1", connection_id: ID };

    fn request<'b>(target: ConnectionRef<'_>, body: &'b str) -> Result<Request<'b>, Vec<(IssueCode, String)>> {
        let base = BaseUrl::parse(DEFAULT_BASE_URL).unwrap();
        update(&base, target, body.as_bytes(), None, &Options::default())
            .map_err(|report| report.issues.into_iter().map(|issue| (issue.code, issue.field())).collect())
    }

    fn body(id: &str, organisation_id: &str) -> String {
        format!(
            r#"{{ "id": {id}, "organisationId": {organisation_id}, "name": "Shop", "protocol": "http", "baseUrl": "https://a.example" }}"#
        )
    }

    #[test]
    fn a_put_has_the_url_of_the_contract() {
        let body = body(&format!("\"{ID}\""), "\"org-1\"");
        let request = request(TARGET, &body).unwrap();
        assert_eq!(request.method, "PUT");
        assert_eq!(request.url, format!("https://platform.versori.com/api/connect/v1alpha1/o/org-1/connections/{ID}"));
        assert!(request.headers.contains(&("content-type", "application/json")));
    }

    #[test]
    fn a_byte_order_mark_is_not_sent() {
        let body = body(&format!("\"{ID}\""), "\"org-1\"");
        let marked = ["\u{feff}", &body].concat();
        assert_eq!(request(TARGET, &marked).unwrap().body, Some(body.as_bytes()));
    }

    #[test]
    fn a_value_that_is_stored_already_does_not_prevent_an_update() {
        let base = BaseUrl::parse(DEFAULT_BASE_URL).unwrap();
        let body = body(&format!("\"{ID}\""), "\"org-1\"").replace("https://a.example", "a.example");
        let stored = body.replace("Shop", "Store");
        let stored = Document::parse(stored.as_bytes(), crate::json::Limits::default()).unwrap();
        let codes = |current| match update(&base, TARGET, body.as_bytes(), current, &Options::default()) {
            Ok(request) => request.issues,
            Err(report) => report.issues,
        };
        let severities = |current| codes(current).iter().map(|issue| issue.severity).collect::<Vec<_>>();
        let other: Vec<_> = vec![Severity::Warning];
        assert_eq!(severities(Some(&stored)), [other.clone(), vec![Severity::Warning]].concat());
        assert_eq!(severities(None), [other, vec![Severity::Error]].concat());
    }

    #[test]
    fn a_get_has_the_same_url_and_no_body() {
        let base = BaseUrl::parse(DEFAULT_BASE_URL).unwrap();
        let request = read(&base, TARGET, &Options::default()).unwrap();
        assert_eq!((request.method, request.is_idempotent), ("GET", true));
        assert_eq!(request.url, format!("{DEFAULT_BASE_URL}/o/org-1/connections/{ID}"));
        assert!(read(&base, ConnectionRef { organisation_id: "..", ..TARGET }, &Options::default()).is_err());
    }

    #[test]
    fn a_body_that_creates_environments_is_not_idempotent() {
        let valid = body(&format!("\"{ID}\""), "\"org-1\"");
        for (environments, is_idempotent) in [
            ("[]", true),
            (r#"[{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "name": "A" }]"#, true),
            (r#"[{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "name": "A" }, { "name": "B" }]"#, false),
        ] {
            let body = valid.replacen('{', &format!(r#"{{ "environments": {environments}, "#), 1);
            assert_eq!(request(TARGET, &body).unwrap().is_idempotent, is_idempotent, "{environments}");
        }
    }

    #[test]
    fn ids_of_url_and_body_must_match() {
        let issues = request(TARGET, &body("\"other\"", "1")).unwrap_err();
        for field in ["id", "organisationId"] {
            assert!(issues.contains(&(IssueCode::IdMismatch, field.to_owned())), "{issues:?}");
        }
    }

    #[test]
    fn an_id_cannot_leave_its_segment_of_the_url() {
        for id in ["", ".", "..", "a/b", "a\\b", "%2e%2e", "a?b", "a#b", "a b", "a\nb", "a\0", "é", "a;b", "../../x"] {
            let target = ConnectionRef { connection_id: id, ..TARGET };
            let issues = request(target, &body("\"x\"", "\"org-1\"")).unwrap_err();
            assert!(issues.contains(&(IssueCode::UnsafeId, "id".to_owned())), "{id:?}: {issues:?}");
        }
    }

    #[test]
    fn no_rule_allows_an_unsafe_url() {
        let rules = Rules::DEFAULT.with(IssueCode::UnsafeId, Level::Off).with(IssueCode::IdMismatch, Level::Off);
        let options = Options { rules, ..Options::default() };
        let base = BaseUrl::parse(DEFAULT_BASE_URL).unwrap();
        let target = ConnectionRef { connection_id: "a?b", ..TARGET };
        let body = body("\"c\"", "\"org-1\"");
        let codes: Vec<_> = update(&base, target, body.as_bytes(), None, &options).unwrap_err().issues;
        let errors = codes.iter().filter(|issue| issue.severity == Severity::Error).map(|issue| issue.code);
        assert_eq!(errors.collect::<Vec<_>>(), [IssueCode::UnsafeId, IssueCode::IdMismatch]);
    }

    #[test]
    fn only_https_and_loopback_base_urls_are_accepted() {
        for (text, normal) in [
            ("https://platform.versori.com/api/", "https://platform.versori.com/api"),
            ("HTTPS://Example.COM:443", "https://example.com"),
            ("http://127.0.0.1:4400/api/connect/v1alpha1", "http://127.0.0.1:4400/api/connect/v1alpha1"),
            ("http://localhost:80/", "http://localhost"),
            ("http://[::1]:4400", "http://[::1]:4400"),
        ] {
            assert_eq!(BaseUrl::parse(text).map(|b| b.as_str().to_owned()), Ok(normal.to_owned()), "{text}");
        }
        for text in [
            "",
            "/api",
            "http://example.com",
            "https://u@example.com",
            "https://u:p@example.com",
            "https://example.com?x",
            "https://example.com#x",
            "https://example.com/a/../b",
            "https://example.com/%2e%2e/b",
            "https:example.com",
            "https:///example.com",
            "https:\\\\example.com",
            " https://example.com",
            "https://example.com/a b",
            "ftp://localhost",
            "https://exämple.com",
            "javascript:alert(1)",
            "https://example.com//b",
            "http://localhost.example.com",
        ] {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn headers_that_could_break_the_request_are_rejected() {
        assert_eq!(check_header("x-csrf-token", "a b\tc"), Ok(()));
        assert_eq!(check_header("cookie", "session=1"), Ok(()));
        for (name, value) in [
            ("", "v"),
            ("a b", "v"),
            ("a:", "v"),
            ("x", "a\r\nb"),
            ("x", "a\0"),
            ("x", "€"),
            ("Content-Type", "text/plain"),
            ("host", "x"),
        ] {
            assert!(check_header(name, value).is_err(), "{name}: {value:?}");
        }
    }
}
