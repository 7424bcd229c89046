//! Builds a request for a connection or an environment: returns its method, URL and headers, or the issues that prevent
//! sending it.

pub use super::error::{BaseUrlError, HeaderError};
use crate::issue::{Collector, IssueCode, Report, Rules};
use crate::json::Limits;
use crate::path::PathNode;
use crate::text;
use crate::url;
use crate::validate::{self, Options, SentIds, UpdateOperation, ValidBody, read_ids};

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

/// The three ids in the URL of an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvironmentRef<'t> {
    /// The id of the organisation, a ULID.
    pub organisation_id: &'t str,
    /// The id of the connection, a ULID.
    pub connection_id: &'t str,
    /// The id of the environment, a ULID.
    pub environment_id: &'t str,
}

/// The connection or the environment that a request is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'t> {
    pub(crate) connection: ConnectionRef<'t>,
    /// The id of the environment. `None` if the request is for the connection.
    pub(crate) environment_id: Option<&'t str>,
}

impl<'t> From<ConnectionRef<'t>> for Target<'t> {
    fn from(connection: ConnectionRef<'t>) -> Self {
        Self { connection, environment_id: None }
    }
}

impl<'t> From<EnvironmentRef<'t>> for Target<'t> {
    fn from(EnvironmentRef { organisation_id, connection_id, environment_id }: EnvironmentRef<'t>) -> Self {
        let connection = ConnectionRef { organisation_id, connection_id };
        Self { connection, environment_id: Some(environment_id) }
    }
}

/// An id in a URL.
struct UrlId<'t> {
    /// The name of the id in the target, such as `connectionId`.
    name: &'static str,
    /// The field of the body that contains the same id. `None` if the body does not contain the id.
    field: Option<&'static str>,
    id: &'t str,
}

impl<'t> Target<'t> {
    /// Returns the operation that updates the target.
    pub(crate) const fn operation(self) -> UpdateOperation {
        match self.environment_id {
            None => UpdateOperation::UpdateConnection,
            Some(_) => UpdateOperation::UpdateEnvironment,
        }
    }

    fn ids(self) -> Vec<UrlId<'t>> {
        let ConnectionRef { organisation_id, connection_id } = self.connection;
        let id = |name, field, id| UrlId { name, field, id };
        match self.environment_id {
            None => vec![
                id("organisationId", Some("organisationId"), organisation_id),
                id("connectionId", Some("id"), connection_id),
            ],
            Some(environment_id) => vec![
                id("organisationId", None, organisation_id),
                id("connectionId", None, connection_id),
                id("environmentId", Some("id"), environment_id),
            ],
        }
    }
}

/// A valid base URL. Its scheme is `https`, or `http` if its host is this machine. It has no user, query or fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Parses a base URL. Removes slashes at its end, removes a default port, and converts the host to lower case. The scheme must
    /// be `https:`, or the host must be this machine.
    ///
    /// ```
    /// use connection_update::http::request::BaseUrl;
    ///
    /// assert_eq!(BaseUrl::parse("https://Platform.Example:443/api/").unwrap().as_str(), "https://platform.example/api");
    /// assert!(BaseUrl::parse("http://platform.example").is_err(), "it must be https, except on this machine");
    /// ```
    ///
    /// # Errors
    /// Returns the first reason why the text is not a base URL.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        Self::parse_with(text, false)
    }

    /// Parses a base URL whose scheme can be `http:` on every host. The network can then read and change what is sent.
    ///
    /// ```
    /// use connection_update::http::request::BaseUrl;
    ///
    /// assert_eq!(BaseUrl::parse_insecure("http://platform.example:80/api").unwrap().as_str(), "http://platform.example/api");
    /// ```
    ///
    /// # Errors
    /// Returns the first reason why the text is not a base URL.
    pub fn parse_insecure(text: &str) -> Result<Self, BaseUrlError> {
        Self::parse_with(text, true)
    }

    fn parse_with(text: &str, allows_insecure: bool) -> Result<Self, BaseUrlError> {
        let invalid = |problem| BaseUrlError(IssueCode::InvalidUrl.phrase(problem).unwrap_or(problem));
        let url = url::parse(text).map_err(invalid)?;
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/[]!$&'()*+,;=@".contains(&b);
        let rest =
            text::split_before(text, b":").1.strip_prefix("://").ok_or(BaseUrlError("`://` must follow its scheme"))?;
        let (authority, path) = text::split_before(rest, b"/");
        let len = path.bytes().rposition(|byte| byte != b'/').map_or(0, |last| last + 1);
        let path = path.get(..len).unwrap_or_default();
        if url.has_user {
            Err(BaseUrlError("it contains a user or password"))
        } else if url.has_query || url.has_fragment {
            Err(BaseUrlError("it contains a query or a fragment"))
        } else if !url.is_https && !url.is_loopback && !allows_insecure {
            Err(BaseUrlError("it must be https, except on this machine"))
        } else if authority.is_empty() || !text.bytes().all(is_plain) {
            Err(BaseUrlError("it contains a character that a base URL does not need"))
        } else if path
            .as_bytes()
            .split(|byte| *byte == b'/')
            .skip(1)
            .any(|segment| matches!(segment, b"" | b"." | b".."))
        {
            Err(BaseUrlError("its path contains an empty segment, `.` or `..`"))
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

    /// Returns the URL of a target. The caller must first check its ids with [`check_ids`].
    fn url_of(&self, Target { connection, environment_id }: Target<'_>) -> String {
        let ConnectionRef { organisation_id, connection_id } = connection;
        let (segment, environment_id) = environment_id.map_or(("", ""), |id| ("/environments/", id));
        [&self.0, "/o/", organisation_id, "/connections/", connection_id, segment, environment_id].concat()
    }
}

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<'b> {
    /// `GET` or `PUT`.
    pub method: &'static str,
    /// The URL of the connection or the environment.
    pub url: String,
    /// The names and values of the headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body, or `None` for `GET`. It is the validated text, byte for byte, but without a byte order mark.
    pub body: Option<&'b [u8]>,
    /// True if sending the request twice has the same effect as sending it once. False if the request creates environments.
    pub is_idempotent: bool,
}

/// Builds the request that reads a connection.
///
/// ```
/// use connection_update::http::request::{BaseUrl, ConnectionRef, DEFAULT_BASE_URL, read};
///
/// let base = BaseUrl::parse(DEFAULT_BASE_URL).unwrap();
/// let request = read(&base, ConnectionRef { organisation_id: "o", connection_id: "c" }).unwrap();
/// assert_eq!((request.method, request.url), ("GET", format!("{DEFAULT_BASE_URL}/o/o/connections/c")));
/// assert!(read(&base, ConnectionRef { organisation_id: "..", connection_id: "c" }).is_err());
/// ```
///
/// # Errors
/// Returns an issue for each id that is unsafe in a URL.
pub fn read(base: &BaseUrl, target: ConnectionRef<'_>) -> Result<Request<'static>, Report> {
    let report = check_target(target.into(), &Vec::new());
    if !report.is_ok() {
        return Err(report);
    }
    Ok(Request {
        method: "GET",
        url: base.url_of(target.into()),
        headers: &[("accept", "application/json")],
        body: None,
        is_idempotent: true,
    })
}

/// Builds the request that updates a connection. The body must come from [`ValidBody::connection`], from a merge or from a plan.
///
/// ```
/// use connection_update::Options;
/// use connection_update::http::request::{BaseUrl, ConnectionRef, read, update};
/// use connection_update::validate::ValidBody;
///
/// let base = BaseUrl::parse("https://platform.example/api").unwrap();
/// let target = ConnectionRef { organisation_id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E", connection_id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D" };
/// let text = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com" }"#;
/// let body = ValidBody::connection(text, None, &Options::default()).unwrap();
/// let request = update(&base, target, &body).unwrap();
/// assert_eq!((request.method, request.body), ("PUT", Some(&text[..])));
/// assert!(request.is_idempotent, "it creates no environment");
/// assert_eq!(request.url, read(&base, target).unwrap().url);
/// ```
///
/// # Errors
/// Returns an issue for each id of the body that differs from that of `target`, and for each id that is unsafe in a URL.
pub fn update<'b>(base: &BaseUrl, target: ConnectionRef<'_>, body: &'b ValidBody<'_>) -> Result<Request<'b>, Report> {
    put(base, target.into(), body)
}

/// Builds the request that updates one environment of a connection. The body must come from [`ValidBody::environment`] or from a
/// plan.
///
/// ```
/// use connection_update::Options;
/// use connection_update::http::request::{BaseUrl, EnvironmentRef, update_environment};
/// use connection_update::validate::ValidBody;
///
/// let base = BaseUrl::parse("https://platform.example/api").unwrap();
/// let target = EnvironmentRef {
///     organisation_id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     connection_id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D",
///     environment_id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F",
/// };
/// let text = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F", "name": "Production" }"#;
/// let body = ValidBody::environment(text, None, &Options::default()).unwrap();
/// let request = update_environment(&base, target, &body).unwrap();
/// assert!(request.url.ends_with("/connections/01J9ZK8Q4T7W3X5Y6Z8A9B0C1D/environments/01J9ZK8Q4T7W3X5Y6Z8A9B0C1F"));
/// ```
///
/// # Errors
/// Returns an issue if the id of the body differs from that of `target`, and for each id that is unsafe in a URL.
pub fn update_environment<'b>(
    base: &BaseUrl,
    target: EnvironmentRef<'_>,
    body: &'b ValidBody<'_>,
) -> Result<Request<'b>, Report> {
    put(base, target.into(), body)
}

/// Builds the request that updates a target with a body.
///
/// # Errors
/// Returns every issue of the ids.
pub(crate) fn put<'b>(base: &BaseUrl, target: Target<'_>, body: &'b ValidBody<'_>) -> Result<Request<'b>, Report> {
    // A body of another operation contains no id of this target.
    let no_ids = vec![("id", None)];
    let report = check_target(target, if body.operation() == target.operation() { body.ids() } else { &no_ids });
    if !report.is_ok() {
        return Err(report);
    }
    Ok(Request {
        method: "PUT",
        url: base.url_of(target),
        headers: &[("accept", "application/json"), ("content-type", "application/json")],
        body: Some(body.as_bytes()),
        is_idempotent: body.is_idempotent(),
    })
}

/// Validates a body for a target. If the body is invalid, also reports every issue of the ids, so that all issues are reported
/// together.
///
/// # Errors
/// Returns every issue if one of them is an error.
#[cfg_attr(
    not(all(target_arch = "wasm32", feature = "operations")),
    expect(dead_code, reason = "only the module validates and builds in one call")
)]
pub(crate) fn validate_for<'b>(target: Target<'_>, text: &'b [u8], options: &Options) -> Result<ValidBody<'b>, Report> {
    let body = match target.operation() {
        UpdateOperation::UpdateConnection => ValidBody::connection(text, None, options),
        UpdateOperation::UpdateEnvironment => ValidBody::environment(text, None, options),
    };
    body.map_err(|errors| {
        let ids = validate::read(text, options).map(|body| read_ids(&|name| body.root().get(name)));
        let mut report = check_target(target, &ids.unwrap_or_default());
        report.append(errors);
        report
    })
}

/// Reads a body that a plan has validated.
///
/// # Errors
/// Returns the syntax error of a text that is not from a plan.
#[cfg_attr(
    not(any(test, all(target_arch = "wasm32", feature = "operations"))),
    expect(dead_code, reason = "only the module gives bodies to JavaScript and gets them back")
)]
pub(crate) fn read_planned<'b>(target: Target<'_>, text: &'b [u8]) -> Result<ValidBody<'b>, Report> {
    let rules = Rules::DEFAULT;
    let options = Options { rules, limits: Limits::NONE };
    validate::read(text, &options).map(|body| ValidBody::from_validated(&body, target.operation()))
}

/// Reports the ids of a target that are unsafe in a URL, and the ids of a body that differ from them. No rule changes the level
/// of these issues.
fn check_target(target: Target<'_>, sent: &SentIds) -> Report {
    let (ids, rules) = (target.ids(), Rules::DEFAULT);
    let mut found = Collector::new(&rules);
    check_ids(&ids, &mut found);
    for (field, value) in sent {
        let Some(expected) = ids.iter().find(|id| id.field == Some(field)) else { continue };
        if value.as_deref() != Some(expected.id) {
            let params = [("field", (*field).into()), ("target", expected.name.into())];
            found.push(IssueCode::IdMismatch, 0, &PathNode::ROOT.field(field), &params);
        }
    }
    found.finish()
}

/// Reports an id that is unsafe in a URL, because such an id could change other parts of the URL. A safe id is not empty, and
/// is not `.` or `..`. All its characters are unreserved characters of
/// [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
fn check_ids(ids: &[UrlId<'_>], found: &mut Collector<'_>) {
    for UrlId { name, field, id } in ids {
        let is_safe = id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b));
        if !is_safe || matches!(*id, "" | "." | "..") {
            let path = field.map_or(PathNode::ROOT, |field| PathNode::ROOT.field(field));
            found.push(IssueCode::UnsafeId, 0, &path, &[("field", (*name).into())]);
        }
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
/// assert!(check_header("Content-Type", "text/plain").is_err(), "the client sets it itself");
/// ```
///
/// # Errors
/// Returns the first reason why the header cannot be added.
pub fn check_header(name: &str, value: &str) -> Result<(), HeaderError> {
    let is_token_byte = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(is_token_byte) {
        Err(HeaderError("its name is not an HTTP token"))
    } else if RESERVED_HEADERS.iter().any(|reserved| name.eq_ignore_ascii_case(reserved)) {
        Err(HeaderError("the client sets it itself"))
    } else if !value.chars().all(|c| c == '\t' || (' '..='\u{ff}').contains(&c) && c != '\u{7f}') {
        Err(HeaderError("its value contains a control character or one beyond Latin-1"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Level, Severity};
    use crate::json::{Document, Limits};

    const ID: &str = "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D";
    const TARGET: ConnectionRef<'_> = ConnectionRef { organisation_id: "org-1", connection_id: ID };
    const ENVIRONMENT: EnvironmentRef<'_> =
        EnvironmentRef { organisation_id: "org-1", connection_id: "c-1", environment_id: ID };

    fn base() -> BaseUrl {
        BaseUrl::parse(DEFAULT_BASE_URL).unwrap()
    }

    fn valid(text: &str) -> ValidBody<'_> {
        ValidBody::connection(text.as_bytes(), None, &Options::default()).unwrap()
    }

    /// Returns the codes and the fields of the issues of a request for a target.
    fn issues(target: impl Into<Target<'static>>, body: &ValidBody<'_>) -> Vec<(IssueCode, String)> {
        let report = put(&base(), target.into(), body).unwrap_err();
        report.issues.into_iter().map(|issue| (issue.code, issue.field())).collect()
    }

    fn body(id: &str, organisation_id: &str) -> String {
        format!(
            r#"{{ "id": {id}, "organisationId": {organisation_id}, "name": "Shop", "protocol": "http", "baseUrl": "https://a.example" }}"#
        )
    }

    #[test]
    fn a_put_has_the_url_of_the_contract() {
        let text = body(&format!("\"{ID}\""), "\"org-1\"");
        let body = valid(&text);
        let request = update(&base(), TARGET, &body).unwrap();
        assert_eq!(request.method, "PUT");
        assert_eq!(request.url, format!("https://platform.versori.com/api/connect/v1alpha1/o/org-1/connections/{ID}"));
        assert!(request.headers.contains(&("content-type", "application/json")));
    }

    #[test]
    fn a_put_of_an_environment_has_the_url_of_the_contract() {
        let text = format!(r#"{{ "id": "{ID}", "name": "Test", "variables": [], "later": 1 }}"#);
        let body = ValidBody::environment(text.as_bytes(), None, &Options::default()).unwrap();
        let request = update_environment(&base(), ENVIRONMENT, &body).unwrap();
        assert_eq!(request.url, format!("{DEFAULT_BASE_URL}/o/org-1/connections/c-1/environments/{ID}"));
        assert_eq!((request.method, request.body), ("PUT", Some(text.as_bytes())));
        assert!(request.is_idempotent);
        assert_eq!(body.issues().iter().map(|issue| issue.code).collect::<Vec<_>>(), [IssueCode::UnknownField]);
    }

    #[test]
    fn a_byte_order_mark_is_not_sent() {
        let body = body(&format!("\"{ID}\""), "\"org-1\"");
        let marked = ["\u{feff}", &body].concat();
        assert_eq!(update(&base(), TARGET, &valid(&marked)).unwrap().body, Some(body.as_bytes()));
    }

    #[test]
    fn a_value_that_is_stored_already_does_not_prevent_an_update() {
        let body = body(&format!("\"{ID}\""), "\"org-1\"").replace("https://a.example", "a.example");
        let stored = body.replace("Shop", "Store");
        let stored = Document::parse(stored.as_bytes(), Limits::default()).unwrap();
        let issues = |current| match ValidBody::connection(body.as_bytes(), current, &Options::default()) {
            Ok(body) => update(&base(), TARGET, &body).map(|_| body.issues().to_vec()).unwrap(),
            Err(report) => report.issues,
        };
        let severities = |current| issues(current).iter().map(|issue| issue.severity).collect::<Vec<_>>();
        let other: Vec<_> = vec![Severity::Warning];
        assert_eq!(severities(Some(&stored)), [other.clone(), vec![Severity::Warning]].concat());
        assert_eq!(severities(None), [other, vec![Severity::Error]].concat());
    }

    #[test]
    fn a_get_has_the_same_url_and_no_body() {
        let base = base();
        let request = read(&base, TARGET).unwrap();
        assert_eq!((request.method, request.is_idempotent), ("GET", true));
        assert_eq!(request.url, format!("{DEFAULT_BASE_URL}/o/org-1/connections/{ID}"));
        assert!(read(&base, ConnectionRef { organisation_id: "..", ..TARGET }).is_err());
    }

    #[test]
    fn a_body_that_creates_environments_is_not_idempotent() {
        let text = body(&format!("\"{ID}\""), "\"org-1\"");
        for (environments, is_idempotent) in [
            ("[]", true),
            (r#"[{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "name": "A" }]"#, true),
            (r#"[{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "name": "A" }, { "name": "B" }]"#, false),
        ] {
            let text = text.replacen('{', &format!(r#"{{ "environments": {environments}, "#), 1);
            let planned = read_planned(TARGET.into(), text.as_bytes()).unwrap();
            for body in [&valid(&text), &planned] {
                assert_eq!(update(&base(), TARGET, body).unwrap().is_idempotent, is_idempotent, "{environments}");
            }
        }
    }

    #[test]
    fn ids_of_url_and_body_must_match() {
        let mismatch = |field: &str| (IssueCode::IdMismatch, field.to_owned());
        assert_eq!(issues(TARGET, &valid(&body("\"other\"", "\"o\""))), [mismatch("id"), mismatch("organisationId")]);
        let environment =
            |text: &'static str| ValidBody::environment(text.as_bytes(), None, &Options::default()).unwrap();
        assert_eq!(issues(ENVIRONMENT, &environment(r#"{ "id": "other", "name": "Test" }"#)), [mismatch("id")]);
    }

    #[test]
    fn an_id_that_is_not_a_string_matches_no_url() {
        let rules = Rules::DEFAULT.with_published(IssueCode::InvalidType, Level::Warning);
        let text = body("7", "\"org-1\"");
        let body = ValidBody::connection(text.as_bytes(), None, &Options { rules, ..Options::default() }).unwrap();
        let target = ConnectionRef { connection_id: "7", ..TARGET };
        assert_eq!(issues(target, &body), [(IssueCode::IdMismatch, "id".to_owned())]);
    }

    #[test]
    fn a_body_of_another_operation_is_refused() {
        let text = body(&format!("\"{ID}\""), "\"org-1\"");
        let mismatch = [(IssueCode::IdMismatch, "id".to_owned())];
        assert_eq!(issues(ENVIRONMENT, &valid(&text)), mismatch);
        let text = format!(r#"{{ "id": "{ID}", "name": "Test" }}"#);
        let environment = ValidBody::environment(text.as_bytes(), None, &Options::default()).unwrap();
        assert_eq!(issues(TARGET, &environment), mismatch);
    }

    #[test]
    fn an_id_cannot_leave_its_segment_of_the_url() {
        let text = body("\"x\"", "\"org-1\"");
        let body = valid(&text);
        let text = r#"{ "id": "x", "name": "Test" }"#;
        let environment = ValidBody::environment(text.as_bytes(), None, &Options::default()).unwrap();
        for id in ["", ".", "..", "a/b", "a\\b", "%2e%2e", "a?b", "a#b", "a b", "a\nb", "a\0", "é", "a;b", "../../x"] {
            let unsafe_id = |field: &str| (IssueCode::UnsafeId, field.to_owned());
            for target in
                [ConnectionRef { connection_id: id, ..TARGET }, ConnectionRef { organisation_id: id, ..TARGET }]
            {
                let field = if target.connection_id == id { "id" } else { "organisationId" };
                assert!(issues(target, &body).contains(&unsafe_id(field)), "{id:?}");
            }
            for (target, field) in [
                (EnvironmentRef { organisation_id: id, ..ENVIRONMENT }, ""),
                (EnvironmentRef { connection_id: id, ..ENVIRONMENT }, ""),
                (EnvironmentRef { environment_id: id, ..ENVIRONMENT }, "id"),
            ] {
                assert!(issues(target, &environment).contains(&unsafe_id(field)), "{id:?}");
            }
        }
    }

    #[test]
    fn no_rule_allows_an_unsafe_url() {
        let rules = Rules::DEFAULT.with(IssueCode::UnsafeId, Level::Off).with(IssueCode::IdMismatch, Level::Off);
        let options = Options { rules, ..Options::default() };
        let target = ConnectionRef { connection_id: "a?b", ..TARGET };
        let text = body("\"c\"", "\"org-1\"");
        let body = ValidBody::connection(text.as_bytes(), None, &options).unwrap();
        let issues = update(&base(), target, &body).unwrap_err().issues;
        let errors = issues.iter().filter(|issue| issue.severity == Severity::Error).map(|issue| issue.code);
        assert_eq!(errors.collect::<Vec<_>>(), [IssueCode::UnsafeId, IssueCode::IdMismatch]);
        assert!(read(&base(), target).is_err());
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
    fn the_first_reason_against_a_base_url_is_reported() {
        for (text, reason) in [
            ("https://u@example.com?x", "it contains a user or password"),
            ("https://example.com?x", "it contains a query or a fragment"),
            ("https://example.com#x", "it contains a query or a fragment"),
            ("http://example.com/a b", "it must be https, except on this machine"),
            ("https://example.com/\u{e4}", "it contains a character that a base URL does not need"),
            ("https://example.com/a/../b", "its path contains an empty segment, `.` or `..`"),
        ] {
            assert_eq!(BaseUrl::parse(text), Err(BaseUrlError(reason)), "{text}");
        }
    }

    #[test]
    fn an_insecure_base_url_has_all_other_rules() {
        for (text, normal) in [
            ("http://Api:8080/v1/", "http://api:8080/v1"),
            ("http://192.168.1.5:80", "http://192.168.1.5"),
            ("https://platform.example", "https://platform.example"),
        ] {
            assert_eq!(BaseUrl::parse_insecure(text).map(|b| b.as_str().to_owned()), Ok(normal.to_owned()), "{text}");
        }
        for text in
            ["ftp://api", "/api", "http://u@api", "http://api?x", "http://api/a/../b", "http:///api", "http://a b"]
        {
            assert!(BaseUrl::parse_insecure(text).is_err(), "{text}");
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
