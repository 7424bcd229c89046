//! The contract, line by line and in both directions: what keeps a line gives no issue, and what breaks it gives one, of
//! the weight that the contract states.

use connection_update::issue::Level;
use connection_update::{IssueCode, Options, Rules, Severity, validate, validate_against};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Contract {
    base: Map<String, Value>,
    current: Value,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    line: String,
    /// Whether the line is about the stored connection.
    #[serde(default)]
    against: bool,
    sound: Vec<Change>,
    broken: Vec<Break>,
}

/// How a body differs from the base.
#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    with: Map<String, Value>,
    #[serde(default)]
    without: Vec<String>,
}

#[derive(Deserialize)]
struct Break {
    #[serde(flatten)]
    change: Change,
    at: String,
    severity: Severity,
    /// The severity under the strict rules, where it is another.
    strict: Option<Severity>,
}

#[test]
fn every_line_of_the_contract_holds_in_both_directions() {
    let Contract { base, current, lines } = serde_json::from_str(include_str!("../fixtures/contract.json")).unwrap();
    assert!(lines.len() >= 40);
    let current = current.to_string();
    for Line { line, against, sound, broken } in lines {
        assert!(!sound.is_empty() || !broken.is_empty(), "{line}");
        let check = |change: &Change, rules: Rules| {
            let mut body = base.clone();
            body.extend(change.with.clone());
            body.retain(|key, _| !change.without.contains(key));
            let (body, options) = (Value::Object(body).to_string(), Options { rules, ..Options::default() });
            let report = match against {
                true => validate_against(body.as_bytes(), current.as_bytes(), &options),
                false => validate(body.as_bytes(), &options),
            };
            (body, report.issues.into_iter().map(|issue| (issue.pointer(), issue.severity)).collect::<Vec<_>>())
        };
        for change in &sound {
            let (body, issues) = check(change, Rules::STRICT);
            // Information is no objection.
            let objections: Vec<_> = issues.iter().filter(|(_, severity)| *severity != Severity::Info).collect();
            assert!(objections.is_empty(), "{line}: {body}: {objections:?}");
        }
        for Break { change, at, severity, strict } in &broken {
            for (rules, expected) in [(Rules::DEFAULT, *severity), (Rules::STRICT, strict.unwrap_or(*severity))] {
                let (body, issues) = check(change, rules);
                assert!(issues.contains(&(at.clone(), expected)), "{line}: {body}: {issues:?}");
                let worst = |severity: Severity| issues.iter().all(|(_, other)| *other >= severity);
                assert!(worst(expected), "{line}: nothing weighs more: {body}: {issues:?}");
            }
        }
    }
}

/// What may block: what the published page forbids, what would lose or corrupt data, and our own judgements that the
/// contract calls errors. Whoever adds a code to this list says under which of them it falls.
#[test]
fn nothing_else_blocks() {
    let unreadable = ["invalid-json", "invalid-utf8", "too-large", "too-deep", "internal"];
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
    let page = ["invalid-type", "missing-field", "invalid-value", "environment-not-editable"];
    let described_for_stored_connections = ["immutable-field", "immutable-scheme-type"];
    let judged = ["null-list", "blank-name", "invalid-url", "duplicate-value"];
    let unsendable = [
        "invalid-current",
        "invalid-change",
        "invalid-order",
        "conflicting-edit",
        "unsafe-id",
        "id-mismatch",
        "rejected",
    ];
    let mut may: Vec<&str> =
        [&unreadable[..], &lost, &page, &described_for_stored_connections, &judged, &unsendable].concat();
    let mut do_block: Vec<_> =
        IssueCode::ALL.iter().filter(|code| code.default_level(None) == Level::Error).map(|code| code.name()).collect();
    may.sort_unstable();
    do_block.sort_unstable();
    assert_eq!(do_block, may);
}
