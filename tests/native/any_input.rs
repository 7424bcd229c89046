//! No public function panics, whatever bytes, text or JSON it gets.

use connection_update::http::request::{self, BaseUrl, ConnectionRef, DEFAULT_BASE_URL, EnvironmentRef, check_header};
use connection_update::issue::Level;
use connection_update::json::{Document, Limits, MemberIndex, Writer, strip_byte_order_mark};
use connection_update::operations::diff::diff_documents;
use connection_update::operations::drift::{Expected, drift, drift_environment};
use connection_update::operations::merge::{merge_documents, merge_into_valid_body};
use connection_update::operations::plan::{
    OwnValues, PlanOptions, locate, plan, plan_documents, plan_onto, resume, splice,
};
use connection_update::operations::preview::preview_documents;
use connection_update::operations::rebase::rebase_documents;
use connection_update::path::Path;
use connection_update::validate::{ValidBody, read, read_current, validate_document, validate_response};
use connection_update::{
    IssueCode, Options, Report, Rules, diff, diff_draft, merge, preview, rebase, validate, validate_against,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::runs::cases;

/// The names of members that operations look for.
const NAMES: &[&str] = &[
    "id",
    "organisationId",
    "name",
    "protocol",
    "baseUrl",
    "datasetId",
    "authSchemeConfigs",
    "environments",
    "environmentVariables",
    "variables",
    "credentials",
    "action",
    "trigger",
    "authSchemeConfig",
    "credential",
    "schemeType",
    "flows",
    "type",
    "data",
    "value",
    "add",
    "remove",
    "order",
    "update",
    "set",
    "updatedAt",
    "note",
];

/// Strings that mean something to an operation.
const STRINGS: &[&str] = &[
    "",
    "a",
    "b",
    "http",
    "bigquery",
    "https://a.example",
    "none",
    "oauth2",
    "api-key",
    "***",
    "{x}",
    "\u{200b}",
    "\0",
];

/// Returns any JSON that consists of the names and strings of the contract, in any order and of any type.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        select(STRINGS).prop_map(Value::from),
        select(vec![Value::Null, Value::from(true), Value::from(0), Value::from(-1.5e300)]),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((select(NAMES), inner), 0..8)
                .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

/// Returns any JSON, or an object that is a valid connection except for the members that are random.
fn any_connection() -> impl Strategy<Value = Value> {
    let stored =
        json!({ "id": "c", "organisationId": "o", "name": "a", "protocol": "http", "baseUrl": "https://a.example" });
    let members = prop::collection::vec((select(NAMES), any_json()), 0..3);
    let connection = members.prop_map(move |members| {
        let mut stored = stored.clone();
        members.into_iter().for_each(|(name, value)| stored[name] = value);
        stored
    });
    prop_oneof![1 => any_json(), 4 => connection]
}

/// Returns any bytes, or the bytes of any JSON.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..64),
        4 => any_connection().prop_map(|json| json.to_string().into_bytes()),
    ]
}

/// Writes a report in each form.
fn write(report: &Report) {
    assert!(!report.to_string().is_empty());
    for issue in &report.issues {
        assert!(!issue.message().is_empty());
        assert!(Path::parse_pointer(&issue.pointer()).is_some());
        assert_eq!(Path::parse_field(&issue.field()).as_ref(), Some(&issue.path));
    }
}

/// Asserts that a result is a value, or a report with an error.
fn check<T>(result: Result<T, Report>) -> Option<T> {
    let report = match result {
        Ok(value) => return Some(value),
        Err(report) => report,
    };
    assert!(!report.is_ok());
    write(&report);
    None
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn functions_of_bytes_accept_any_bytes(
        one in any_bytes(), two in any_bytes(), three in any_bytes(), is_strict in any::<bool>(),
    ) {
        let rules = if is_strict { Rules::STRICT } else { Rules::DEFAULT };
        let options = Options { rules, limits: Limits { max_bytes: 400, max_depth: 5 } };
        assert!(one.ends_with(strip_byte_order_mark(&one)));
        write(&validate(&one, &options));
        write(&validate_against(&one, &two, &options));
        check(validate(&one, &options).into_result());
        check(read(&one, &options));
        check(merge(&one, &two, &options));
        check(preview(&one, &two, &options));
        check(diff(&one, &two, &options));
        check(diff_draft(&one, &two, &options));
        check(rebase(&one, &two, &three, &options));
        check(plan(&one, &two, &PlanOptions { options: options.clone(), own_values: OwnValues::Keep, restate: is_strict }));
        let stored = check(read_current(&two, &options));
        check(ValidBody::connection(&one, stored.as_ref(), &options));
        if let Some(body) = check(ValidBody::environment(&one, stored.as_ref(), &options)) {
            let target = EnvironmentRef { organisation_id: "o", connection_id: "c", environment_id: "a" };
            check(request::update_environment(&BaseUrl::parse(DEFAULT_BASE_URL).unwrap(), target, &body));
        }
    }

    #[test]
    fn functions_of_documents_accept_any_json(
        one in any_connection(), two in any_connection(), three in any_connection(), restate in any::<bool>(),
    ) {
        let [one, two, three] = [one, two, three].map(|json| json.to_string());
        let [one, two, three] = [&one, &two, &three].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
        let options = Options::default();
        write(&validate_document(&one, Some(&two), &Rules::STRICT));
        write(&validate_response(&one));
        check(merge_documents(&one, &two, &options));
        check(merge_into_valid_body(&one, &two, &options));
        check(preview_documents(&one, &two, &options));
        check(diff_documents(&one, &two, &options));
        let rebased = check(rebase_documents(&one, &two, &three, &options));
        for conflict in rebased.iter().flat_map(|rebased| &rebased.conflicts) {
            assert!(!conflict.message().is_empty());
            let _ = conflict.values(&one, &two, &three);
        }
        let options = PlanOptions { options, own_values: OwnValues::Keep, restate };
        if let Some(plan) = check(plan_documents(&one, &two, &options)) {
            assert!((0..=plan.steps.len()).all(|done| !plan.wanted(done).is_empty()));
        }
        check(plan_onto(&one, &two, &three, &options));
        // Without an error, the report of an impossible case is empty.
        let _ = resume(&one, &two, &three, &options);
        let _ = locate(&one, &two, 0, &[Path::root().join("environments").join(0).join("name")], &options);
        let spliced = splice(&one, two.root().get_items("environments"));
        assert!(Document::parse(spliced.as_bytes(), Limits::default()).is_ok());
        for expected in [Expected::Exact(one.root()), Expected::Planned(one.root()), Expected::AtLeast(one.root())] {
            let _ = (drift(expected, two.root()), drift_environment(expected, two.root()));
        }
        assert!(MemberIndex::new(one.root()).get("absent").is_none());
    }

    #[test]
    fn functions_of_text_accept_any_text(text in any::<String>(), other in any::<String>()) {
        for path in [Path::parse_field(&text), Path::parse_pointer(&text)].into_iter().flatten() {
            assert_eq!(Path::parse_field(&path.to_string()), Some(path));
        }
        for text in [&text, &format!("https://{text}"), &format!("https://a.example/{text}")] {
            for base in [BaseUrl::parse(text), BaseUrl::parse_insecure(text)] {
                match base {
                    Ok(base) => assert_eq!(BaseUrl::parse_insecure(base.as_str()), Ok(base)),
                    Err(error) => assert!(!error.to_string().is_empty()),
                }
            }
        }
        if let Err(error) = check_header(&text, &other) {
            assert!(!error.to_string().is_empty());
        }
        let target = ConnectionRef { organisation_id: &text, connection_id: &other };
        check(request::read(&BaseUrl::parse(DEFAULT_BASE_URL).unwrap(), target));
        assert!(IssueCode::from_name(&text).is_none_or(|code| code.name() == text));
        assert!(IssueCode::InvalidUrl.phrase(&text).is_none_or(|phrase| !phrase.is_empty()));
        assert!(Level::from_name(&text).is_none() || text.len() <= 7);
        let mut out = Writer::default();
        out.begin_object();
        out.key(&text);
        out.string(&other);
        out.end_object();
        let written = out.finish();
        let document = Document::parse(written.as_bytes(), Limits::default()).unwrap();
        assert_eq!(document.root().get_str(&text), other);
    }
}
