//! Validates request bodies: reports every issue, in the order of the document.

mod body;
mod constraints;
mod environment;
mod format;
mod inputs;
mod options;
mod read;
mod seen_fields;
mod shape;
mod stored;
mod update;

use crate::contract::table::{CONNECTION, CONNECTION_UPDATE, IMMUTABLE};
use crate::issue::{Collector, Issue, IssueCode, Level, Report, Rules};
use crate::json::{self, Document};
use shape::NeedsTape;
use stored::StoredComparison;

pub(crate) use body::{SentIds, read_ids};
pub use body::{UpdateOperation, ValidBody};
pub(crate) use environment::validate_planned_environment;
pub(crate) use inputs::{report_i_json_violations, validate_changes, validate_current};
pub use options::Options;
pub use read::{read, read_current};

/// Validates the body of an Update Connection request, given as JSON text.
///
/// Accepts any input. Text that is not valid JSON is an issue in the report, and never causes a panic.
///
/// ```
/// use connection_update::{Options, validate};
///
/// let report = validate(br#"{ "id": 7 }"#, &Options::default());
/// assert!(!report.is_ok());
/// let id = report.issues.iter().find(|issue| issue.pointer() == "/id").unwrap();
/// assert_eq!(id.message(), "expected string, found number");
/// ```
#[must_use]
pub fn validate(body: &[u8], options: &Options) -> Report {
    let found = Collector::new(&options.rules);
    validate_streaming(body, options, found).unwrap_or_else(|| validate_with_tape(body, options))
}

/// Validates a body with a tape: first parses the whole body into a [`Document`]. Finds every issue.
pub(crate) fn validate_with_tape(body: &[u8], options: &Options) -> Report {
    match read(body, options) {
        Ok(document) => validate_document(&document, None, &options.rules),
        Err(report) => report,
    }
}

/// Validates a body in one pass, without parsing it into a [`Document`]. Returns `None` if this fast check is not enough. The
/// caller must then discard the issues that `found` has received, and call [`validate_with_tape`].
#[inline(never)]
pub(crate) fn validate_streaming(body: &[u8], options: &Options, found: Collector<'_>) -> Option<Report> {
    validate_shape(json::check_text_limits(body, options.limits).ok()?, options, found)
}

/// Validates the shape of a body without parsing it into a [`Document`]. Returns `None` if this fast check is not enough: the
/// caller must then parse the body.
fn validate_shape(text: &str, options: &Options, mut found: Collector<'_>) -> Option<Report> {
    match shape::check_text(&CONNECTION_UPDATE, text, Some(options.limits.depth()), &mut found) {
        Ok(NeedsTape(false)) => Some(found.finish()),
        _ => None,
    }
}

/// Validates a body that is the result of merging `changes` into the stored connection.
pub(crate) fn validate_merged(body: &str, current: &Document<'_>, changes: &Document<'_>, options: &Options) -> Report {
    if !update::needs_current(changes.root(), &Collector::new(&options.rules))
        && body.len() <= options.limits.bytes()
        && let Some(report) = validate_shape(body, options, Collector::new(&options.rules))
        && !report.issues.iter().any(Issue::depends_on_stored_value)
    {
        return report;
    }
    match read(body.as_bytes(), options) {
        Ok(body) => validate_document(&body, Some(current), &options.rules),
        Err(report) => report,
    }
}

/// Validates a body as [`validate`] does, and compares it with the stored connection.
///
/// Compared with [`validate`], also reports changes to fields that cannot change, edits that the platform would refuse,
/// environments that would be deleted, and variables that would be overwritten. A judgement of this package about a value that
/// is stored already is a warning instead of an error.
///
/// ```
/// use connection_update::{IssueCode, Options, validate_against};
///
/// let stored = br#"{ "id": "c", "environments": [{ "id": "e", "name": "Production" }] }"#;
/// let report = validate_against(br#"{ "id": "c", "environments": [] }"#, stored, &Options::default());
/// assert!(report.issues.iter().any(|issue| issue.code == IssueCode::DeletesEnvironment));
/// ```
#[must_use]
pub fn validate_against(body: &[u8], current: &[u8], options: &Options) -> Report {
    match (read(body, options), read_current(current, options)) {
        (Ok(body), Ok(current)) => validate_document(&body, Some(&current), &options.rules),
        (Ok(body), Err(mut report)) => {
            report.append(validate_document(&body, None, &options.rules));
            report
        }
        (Err(report), _) => report,
    }
}

/// Validates a document. If `current` is the stored connection, does the same as [`validate_against`]. If `current` is `None`,
/// does the same as [`validate`].
///
/// ```
/// use connection_update::json::{Document, Limits};
/// use connection_update::validate::validate_document;
/// use connection_update::{IssueCode, Rules};
///
/// let read = |text| Document::parse(text, Limits::default()).unwrap();
/// let (body, stored) = (read(br#"{ "id": "b" }"#), read(br#"{ "id": "a" }"#));
/// let report = validate_document(&body, Some(&stored), &Rules::DEFAULT);
/// assert!(report.issues.iter().any(|issue| issue.code == IssueCode::ImmutableField));
/// ```
#[must_use]
pub fn validate_document(body: &Document<'_>, current: Option<&Document<'_>>, rules: &Rules) -> Report {
    let Some(current) = current else {
        let mut found = Collector::new(rules);
        validate_body(body, &mut found);
        update::report_deletion_of_all(body.root(), None, &mut found);
        return found.finish();
    };
    let mut stored = StoredComparison::new(body.root(), current.root(), false);
    let mut found = Collector::with_stored(rules, &mut stored);
    validate_body(body, &mut found);
    update::validate_update(body.root(), current.root(), &mut found);
    found.finish()
}

/// Validates a draft, or a part of it. Compares it with the stored connection, or with the same part of that connection. This
/// comparison finds no edits: it only decides the severity of judgements about stored values. Ignores optional values that are
/// stored as `null`, because a draft does not send them.
#[cfg_attr(
    not(any(test, all(target_arch = "wasm32", feature = "operations"))),
    expect(dead_code, reason = "only the JavaScript package has drafts")
)]
pub(crate) fn validate_draft(draft: &Document<'_>, current: &Document<'_>, rules: &Rules) -> Report {
    let mut stored = StoredComparison::new(draft.root(), current.root(), true);
    let mut found = Collector::with_stored(rules, &mut stored);
    validate_body(draft, &mut found);
    update::report_deletion_of_all(draft.root(), Some(current.root()), &mut found);
    found.finish()
}

/// Validates a body without the comparison with the stored connection.
fn validate_body(body: &Document<'_>, found: &mut Collector<'_>) {
    report_i_json_violations(body, found);
    shape::check_document(&CONNECTION_UPDATE, body, found);
    update::report_inapplicable_variables(body.root(), found);
    update::report_overwritten_in_new_environments(body.root(), found);
}

/// Returns true if [`validate_against_current_only`] can find an error in the body that results from merging `changes`.
pub(crate) fn has_edits_to_compare(changes: &Document<'_>) -> bool {
    let fields = IMMUTABLE.iter().chain(&["environments"]);
    fields.copied().any(|name| changes.root().get(name).is_some())
}

/// Compares a body with the stored connection, and reports the issues of this comparison. Does not check the body itself.
pub(crate) fn validate_against_current_only(body: &Document<'_>, current: &Document<'_>, rules: &Rules) -> Report {
    let mut found = Collector::new(rules);
    update::validate_update(body.root(), current.root(), &mut found);
    found.finish()
}

/// Validates a response of the platform against the archived API description.
///
/// Reports values of the wrong type as warnings. Ignores unknown fields, because later versions of the platform can add them.
///
/// ```
/// use connection_update::IssueCode;
/// use connection_update::json::{Document, Limits};
/// use connection_update::validate::validate_response;
///
/// let response = Document::parse(br#"{ "id": 7, "later": true }"#, Limits::default()).unwrap();
/// let report = validate_response(&response);
/// assert!(report.is_ok());
/// assert!(report.issues.iter().any(|issue| issue.code == IssueCode::InvalidType && issue.field() == "id"));
/// ```
#[must_use]
pub fn validate_response(response: &Document<'_>) -> Report {
    let rules = Rules::DEFAULT.with(IssueCode::UnknownField, Level::Off).with(IssueCode::InvalidType, Level::Warning);
    let mut found = Collector::new(&rules);
    shape::check_document(&CONNECTION, response, &mut found);
    found.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    /// Returns code and path of each issue of a draft whose members are all stored.
    fn issues_of_stored_draft(members: &str) -> Vec<String> {
        issues_of_draft(members, members)
    }

    /// Returns code and path of each issue of a draft. Both lists of members follow the required fields.
    fn issues_of_draft(members: &str, stored: &str) -> Vec<String> {
        let required = r#""id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C01","organisationId":"01J9ZK8Q4T7W3X5Y6Z8A9B0C02","name":"Shop",
            "protocol":"http","baseUrl":"https://a.example""#;
        let texts = [members, stored].map(|members| format!("{{{required},{members}}}"));
        let [draft, current] =
            texts.each_ref().map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
        let report = validate_draft(&draft, &current, &Rules::DEFAULT);
        report.issues.iter().map(|issue| format!("{} {}", issue.code.name(), issue.pointer())).collect()
    }

    #[test]
    fn a_stored_null_is_no_issue_of_a_draft_except_in_an_auth_scheme() {
        let oauth = r#"{"schemeType":"oauth2","authorizeUrl":"https://a.example","tokenUrl":"https://a.example",
            "scopes":[{"name":"read","description":null}],"flows":{"clientCredentials":{}}}"#;
        let environment = |action: &str| {
            format!(
                r#""environments":[{{"id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C11","name":"Live","variables":null,
                    "credentials":{{"action":{action},"trigger":null}}}}]"#
            )
        };
        let credential = format!(r#"[{{"id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C12","authSchemeConfig":{oauth}}}]"#);
        for (members, expected) in [
            (r#""authSchemeConfigs":null,"environmentVariables":null"#.to_owned(), vec![]),
            (environment("null"), vec![]),
            (
                format!(r#""authSchemeConfigs":[{oauth}]"#),
                vec!["invalid-type /authSchemeConfigs/0/scopes/0/description"],
            ),
            (
                environment(&credential),
                vec!["invalid-type /environments/0/credentials/action/0/authSchemeConfig/scopes/0/description"],
            ),
        ] {
            assert_eq!(issues_of_stored_draft(&members), expected, "{members}");
        }
    }

    #[test]
    fn a_stored_null_hides_no_other_value_and_no_required_null() {
        let list = |variables: &str| format!(r#""environmentVariables":{variables}"#);
        let variable = |value: &str| list(&format!(r#"[{{"name":"A","value":{value}}}]"#));
        for (members, stored, expected) in [
            (list("null"), list("null"), vec![]),
            (list("null"), list("[]"), vec!["null-list /environmentVariables"]),
            (list("7"), list("null"), vec!["invalid-type /environmentVariables"]),
            (variable("7"), list("null"), vec!["invalid-type /environmentVariables/0/value"]),
            (variable("null"), variable("null"), vec!["invalid-type /environmentVariables/0/value"]),
        ] {
            assert_eq!(issues_of_draft(&members, &stored), expected, "{members} {stored}");
        }
    }

    #[test]
    fn a_value_that_is_skipped_hides_nothing_of_the_rest_with_or_without_a_tape() {
        let values = [
            "null",
            "true",
            "7",
            r#""x""#,
            "[]",
            "{}",
            "[[]]",
            r#"{"a":{}}"#,
            r#"[1,"]",null]"#,
            r#"{"a":["}",{"b":1}]}"#,
            r#"[{"a":[[2],{"\"{":"\\"}],"b":-1.5e3},[],{}]"#,
        ];
        for value in values {
            let nested = format!(r#"{{"id":{value},"later":{value}}}"#);
            let text = format!(
                r#"{{"id":{value},"later":{value},"environments":[{{"id":"e","name":{value},"credentials":{value}}},
                    {nested}],"protocol":"later"}}"#
            );
            let mut options = Options::default();
            let collector = Collector::new(&options.rules);
            let streamed = validate_streaming(text.as_bytes(), &options, collector).unwrap();
            assert_eq!(streamed.issues.last().unwrap().field(), "protocol", "{text}");
            assert_eq!(streamed, validate_with_tape(text.as_bytes(), &options), "{text}");
            for max_depth in 1..8 {
                options.limits.max_depth = max_depth;
                let report = validate_with_tape(text.as_bytes(), &options);
                assert_eq!(validate(text.as_bytes(), &options), report, "{max_depth}: {text}");
            }
        }
    }
}
