//! Checks the contract line by line, in both directions: a valid body has no issue, and an invalid one has an issue of the
//! severity that the contract states.

use connection_update::contract::json_schema::json_schema;
use connection_update::issue::Level;
use connection_update::{IssueCode, Options, Rules, Severity, validate, validate_against};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Contract {
    base: Map<String, Value>,
    current: Value,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    line: String,
    /// True if the line is about the stored connection.
    #[serde(default)]
    stored: bool,
    valid: Vec<Change>,
    invalid: Vec<Invalid>,
}

/// The difference between a body and the base.
#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    with: Map<String, Value>,
    #[serde(default)]
    without: Vec<String>,
}

#[derive(Deserialize)]
struct Invalid {
    #[serde(flatten)]
    change: Change,
    at: String,
    severity: Severity,
    /// The severity under the strict rules, if it is different.
    strict: Option<Severity>,
}

#[test]
fn every_line_of_the_contract_is_checked_in_both_directions() {
    let Contract { base, current, lines } = serde_json::from_str(include_str!("../fixtures/contract.json")).unwrap();
    assert!(lines.len() >= 40);
    let current = current.to_string();
    for Line { line, stored, valid, invalid } in lines {
        assert!(!valid.is_empty() || !invalid.is_empty(), "{line}");
        let check = |change: &Change, rules: Rules| {
            let mut body = base.clone();
            body.extend(change.with.clone());
            body.retain(|key, _| !change.without.contains(key));
            let (body, options) = (Value::Object(body).to_string(), Options { rules, ..Options::default() });
            let report = match stored {
                true => validate_against(body.as_bytes(), current.as_bytes(), &options),
                false => validate(body.as_bytes(), &options),
            };
            (body, report.issues.into_iter().map(|issue| (issue.pointer(), issue.severity)).collect::<Vec<_>>())
        };
        for change in &valid {
            let (body, issues) = check(change, Rules::STRICT);
            // Information is allowed.
            let objections: Vec<_> = issues.iter().filter(|(_, severity)| *severity != Severity::Info).collect();
            assert!(objections.is_empty(), "{line}: {body}: {objections:?}");
        }
        for Invalid { change, at, severity, strict } in &invalid {
            for (rules, expected) in [(Rules::DEFAULT, *severity), (Rules::STRICT, strict.unwrap_or(*severity))] {
                let (body, issues) = check(change, rules);
                assert!(issues.contains(&(at.clone(), expected)), "{line}: {body}: {issues:?}");
                let is_worst = issues.iter().all(|(_, other)| *other >= expected);
                assert!(is_worst, "{line}: no issue is worse: {body}: {issues:?}");
            }
        }
    }
}

/// A code is an error by default only if the published page forbids the body, if data would be lost or corrupted, or if the
/// contract calls a judgement of this package an error. A new code belongs in one of these groups.
#[test]
fn only_these_codes_are_errors_by_default() {
    let unreadable = ["invalid-json", "invalid-utf8", "too-large", "too-deep", "out-of-memory", "internal"];
    let lost = [
        "duplicate-key",
        "lone-surrogate",
        "undefined-value",
        "not-serializable",
        "bigint-value",
        "non-finite-number",
        "cyclic-value",
        "unreadable-value",
        "unknown-environment",
    ];
    let published = ["invalid-type", "missing-field", "invalid-value", "environment-not-editable"];
    let immutable = ["immutable-field", "immutable-scheme-type"];
    let judged = ["null-list", "blank-name", "invalid-url", "duplicate-value", "missing-list"];
    let unsendable = [
        "invalid-current",
        "invalid-change",
        "invalid-order",
        "conflicting-edit",
        "unsafe-id",
        "id-mismatch",
        "rejected",
        "unknown-outcome",
    ];
    let mut expected: Vec<&str> = [&unreadable[..], &lost, &published, &immutable, &judged, &unsendable].concat();
    let mut errors: Vec<_> =
        IssueCode::ALL.iter().filter(|code| code.default_level(None) == Level::Error).map(|code| code.name()).collect();
    expected.sort_unstable();
    errors.sort_unstable();
    assert_eq!(errors, expected);
}

#[test]
fn the_strict_schema_asserts_what_only_the_archived_description_states() {
    let [usual, strict] = [false, true].map(|strict| serde_json::from_str::<Value>(&json_schema(strict)).unwrap());
    for (text, in_usual) in [
        ("\"minProperties\":1", false),
        ("\"additionalProperties\":false", false),
        ("\"additionalProperties\":{\"type\":\"string\"}", false),
        ("\"readOnly\":true", true),
        ("\"required\":[\"id\",\"organisationId\",\"name\",\"protocol\"", true),
        ("\"then\":{\"required\":[\"baseUrl\"]", true),
    ] {
        let found = [&usual, &strict].map(|schema| schema.to_string().contains(text));
        assert_eq!(found, [in_usual, true], "{text}");
    }
    assert_eq!(usual["properties"]["datasetId"], json!({}));
    assert_eq!(strict["properties"]["datasetId"]["type"], "string");
    for (pointer, in_usual) in [
        ("/properties/name/pattern", true),
        ("/$defs/EnvironmentVariable/properties/name/pattern", true),
        ("/properties/id/pattern", false),
        ("/properties/datasetId/pattern", false),
        ("/$defs/AuthSchemeConfig/required", true),
        ("/$defs/CredentialCreate/required", false),
    ] {
        let found = [&usual, &strict].map(|schema| schema.pointer(pointer).is_some());
        assert_eq!(found, [in_usual, true], "{pointer}");
    }
    for schema in [usual, strict] {
        let properties = schema["$defs"]["CredentialCreate"]["properties"].as_object().unwrap();
        assert_eq!(properties.keys().collect::<Vec<_>>(), ["type", "name", "data"], "one type for every credential");
        assert_eq!(properties["name"]["type"], "string");
    }
}
