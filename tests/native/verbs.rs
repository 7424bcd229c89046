//! Merging, comparing and rebasing, case by case; the same cases are read by the tests in JavaScript.

use connection_update::json::{Document, Limits};
use connection_update::operations::drift::{Expected, drift};
use connection_update::operations::effect::Effect;
use connection_update::{Issue, Options, Severity, diff, merge, preview, rebase};
use serde_json::{Map, Value, json};

fn cases(verb: &str) -> (Value, Vec<Value>) {
    let mut all: Value = serde_json::from_str(include_str!("../fixtures/verbs.json")).unwrap();
    let cases = all[verb].take().as_array().unwrap().clone();
    assert!(cases.len() >= 5);
    (all["current"].take(), cases)
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn told(issues: &[Issue]) -> Vec<String> {
    let severity = |issue: &Issue| match issue.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    issues.iter().map(|issue| format!("{} {} {}", severity(issue), issue.code.name(), issue.pointer())).collect()
}

fn words(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

fn effects_told(effects: &[Effect]) -> Vec<String> {
    let told = |effect: &Effect| {
        let kind = serde_json::to_value(effect.kind).unwrap();
        let environment = effect.environment.as_ref().map_or("", |environment| &environment.name);
        let names = effect.names.as_ref().map(|names| names.join(",")).unwrap_or_default();
        let destructive = if effect.destructive { "!" } else { "" };
        words(&[kind.as_str().unwrap(), &effect.path.pointer(), environment, &names, destructive])
    };
    effects.iter().map(told).collect()
}

#[test]
fn merging_gives_the_environments_the_issues_and_the_effects_of_every_case() {
    let (current, cases) = cases("merge");
    let current = current.to_string();
    for case in cases {
        let name = &case["name"];
        let merged = match merge(current.as_bytes(), case["changes"].to_string().as_bytes(), &Options::default()) {
            Ok(merged) => merged,
            Err(report) => {
                assert_eq!(told(&report.issues), texts(&case["issues"]), "{name}");
                continue;
            }
        };
        assert_eq!(told(&merged.issues), texts(&case["issues"]), "{name}");
        let body: Value = serde_json::from_str(&merged.body).unwrap();
        let names = body["environments"].as_array().map(|list| list.iter().map(|item| item["name"].clone()).collect());
        assert_eq!(names, case.get("environments").cloned(), "{name}");
        assert_eq!(effects_told(&merged.effects), texts(&case["effects"]), "{name}");
        let previewed = preview(current.as_bytes(), merged.body.as_bytes(), &Options::default()).unwrap();
        assert_eq!(previewed.effects, merged.effects, "{name}");
    }
}

#[test]
fn comparing_gives_the_smallest_changes_and_the_unsupported_edits() {
    let (current, cases) = cases("diff");
    for case in cases {
        let name = &case["name"];
        match diff(current.to_string().as_bytes(), case["next"].to_string().as_bytes(), &Options::default()) {
            Ok(diff) => {
                assert_eq!(told(&diff.issues), texts(&case["issues"]), "{name}");
                assert_eq!(serde_json::from_str::<Value>(&diff.changes).unwrap(), case["changes"], "{name}");
                let unsupported: Vec<_> = diff
                    .unsupported
                    .iter()
                    .map(|edit| {
                        let operation = serde_json::to_value(edit.operation).unwrap();
                        words(&[
                            operation.as_str().unwrap(),
                            &edit.path.pointer(),
                            &edit.environment.name,
                            &edit.fields.join(","),
                        ])
                    })
                    .collect();
                assert_eq!(unsupported, texts(&case["unsupported"]), "{name}");
            }
            Err(report) => {
                assert_eq!((told(&report.issues), &case["changes"]), (texts(&case["issues"]), &Value::Null), "{name}")
            }
        }
    }
}

/// The stored connection of the cases with other environments, each known by the last letter of its id.
fn of_environments(letters: &str) -> String {
    let environment = |letter| json!({ "id": id_of(letter), "name": letter, "credentials": {}, "variables": [] });
    let (mut connection, _) = cases("rebase");
    connection["environments"] = letters.chars().map(environment).collect();
    connection.to_string()
}

fn id_of(letter: char) -> String {
    format!("01J9ZK8Q4T7W3X5Y6Z8A9B0C1{letter}")
}

/// The environments that come of rebasing `mine`, by letters; `?` is a new one.
fn rebased_environments(base: &str, mine: &Value, latest: &str) -> (String, usize) {
    let (base, latest) = (of_environments(base), of_environments(latest));
    let mine = json!({ "environments": mine }).to_string();
    let rebased = rebase(base.as_bytes(), mine.as_bytes(), latest.as_bytes(), &Options::default()).unwrap();
    let merged = merge(latest.as_bytes(), rebased.changes.as_bytes(), &Options::default()).unwrap();
    let held = preview(latest.as_bytes(), merged.body.as_bytes(), &Options::default()).unwrap();
    let held: Value = serde_json::from_str(&held.connection).unwrap();
    let letter = |environment: &Value| environment["id"].as_str().map_or('?', |id| id.chars().last().unwrap());
    (held["environments"].as_array().unwrap().iter().map(letter).collect(), rebased.conflicts.len())
}

#[test]
fn an_order_that_moves_nothing_leaves_theirs() {
    let ids = |letters: &str| letters.chars().map(id_of).collect::<Vec<_>>();
    for (base, mine, latest, expected) in [
        ("ABC", json!({ "remove": ids("B"), "order": ids("AC") }), "ZABC", "ZAC"),
        ("AB", json!({ "order": ids("AB") }), "ZAB", "ZAB"),
        ("AB", json!({ "order": ids("AB") }), "BA", "BA"),
        // Of what is left, neither moved anything that the other did.
        ("ABC", json!({ "order": ids("BAC") }), "CA", "CA"),
        ("ABC", json!({ "order": ids("CAB") }), "AB", "AB"),
        ("ABC", json!({ "order": ids("CAB") }), "ABCZ", "CABZ"),
    ] {
        assert_eq!(rebased_environments(base, &mine, latest), (expected.to_owned(), 0), "{base} {mine} {latest}");
    }
}

#[test]
fn what_belongs_to_responses_is_nobodys_edit() {
    let (base, mine) = (of_environments("A"), br#"{ "updatedAt": "2026-01-05T00:00:00Z", "name": "X" }"#);
    let mut latest: Value = serde_json::from_str(&base).unwrap();
    latest["updatedAt"] = json!("2026-01-04T00:00:00Z");
    let latest = latest.to_string();
    let rebased = rebase(base.as_bytes(), mine, latest.as_bytes(), &Options::default()).unwrap();
    assert_eq!((rebased.changes.as_str(), rebased.conflicts.as_slice()), (r#"{"name":"X"}"#, &[][..]));
}

#[test]
fn a_new_environment_follows_the_one_that_it_followed() {
    let list = |letters: &str| -> Value {
        let item = |letter| match letter {
            '?' => json!({ "name": "new", "credentials": {}, "variables": [] }),
            letter => json!({ "id": id_of(letter), "name": letter }),
        };
        letters.chars().map(item).collect()
    };
    for (base, mine, latest, expected) in [
        ("AB", "A?B", "ZAB", "ZA?B"),
        ("AB", "?AB", "AZB", "?AZB"),
        ("ABC", "AB?C", "AC", "A?C"),
        ("ABC", "A?BC", "CAB", "CA?B"),
        ("AB", "AB?", "ABZ", "ABZ?"),
    ] {
        assert_eq!(rebased_environments(base, &list(mine), latest), (expected.to_owned(), 0), "{base} {mine} {latest}");
    }
}

#[test]
fn every_edit_of_credentials_is_told_of() {
    let (current, _) = cases("diff");
    let differing = |edit: &dyn Fn(&mut Value)| {
        let mut next = current.clone();
        edit(&mut next["environments"][0]["credentials"]);
        let diff = diff(current.to_string().as_bytes(), next.to_string().as_bytes(), &Options::default()).unwrap();
        assert_eq!(diff.changes, "{}");
        diff.unsupported.iter().map(|edit| (edit.path.pointer(), edit.fields.join(" "))).collect::<Vec<_>>()
    };
    let whole = vec![("/environments/0".to_owned(), "credentials".to_owned())];
    assert_eq!(differing(&|_| {}), []);
    assert_eq!(differing(&|credentials| credentials["action"][0]["note"] = json!("y")), whole);
    assert_eq!(differing(&|credentials| credentials["poll"] = json!([2])), whole);
    assert_eq!(differing(&|credentials| *credentials = Value::Null), whole);
    assert_eq!(differing(&|credentials| credentials["action"] = json!([])), whole);
    let both = differing(&|credentials| {
        let mut other = credentials["action"][0].clone();
        other["id"] = json!(id_of('X'));
        credentials["action"][0]["credential"]["name"] = json!("renamed");
        credentials["action"].as_array_mut().unwrap().insert(0, other);
    });
    let renamed = ("/environments/0/credentials/action/1/credential".to_owned(), "name".to_owned());
    assert_eq!(both, [renamed, whole[0].clone()]);
}

#[test]
fn rebasing_keeps_what_only_one_side_changed_and_tells_conflicts() {
    let (current, cases) = cases("rebase");
    for case in cases {
        let name = &case["name"];
        let mut latest: Map<String, Value> = current.as_object().unwrap().clone();
        latest.extend(case["latest"].as_object().unwrap().clone());
        let latest = Value::Object(latest).to_string();
        let mine = case["mine"].to_string();
        let rebased =
            rebase(current.to_string().as_bytes(), mine.as_bytes(), latest.as_bytes(), &Options::default()).unwrap();
        let conflicts: Vec<_> = rebased.conflicts.iter().map(|conflict| conflict.path.pointer()).collect();
        assert_eq!(conflicts, texts(&case["conflicts"]), "{name}");
        assert_eq!(serde_json::from_str::<Value>(&rebased.changes).unwrap(), case["changes"], "{name}");
        assert!(merge(latest.as_bytes(), rebased.changes.as_bytes(), &Options::default()).is_ok(), "{name}");
    }
}

#[test]
fn changes_that_cannot_be_merged_are_refused_whatever_the_other_side_did() {
    let (current, cases) = cases("refused");
    let mut moved = current.clone();
    moved["environments"].as_array_mut().unwrap().reverse();
    moved["environmentVariables"] = Value::Array(Vec::new());
    for case in cases {
        let mine = case["mine"].to_string();
        for latest in [&current, &moved] {
            let (base, latest) = (current.to_string(), latest.to_string());
            let refused = rebase(base.as_bytes(), mine.as_bytes(), latest.as_bytes(), &Options::default());
            assert_eq!(told(&refused.unwrap_err().issues), texts(&case["issues"]), "{}", case["name"]);
        }
    }
}

/// Sets or adds what stands at a place; nothing is set where something is to be removed.
fn edit(root: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match (root.pointer_mut(parent).unwrap(), value) {
        (Value::Object(object), Some(value)) => drop(object.insert(key.to_owned(), value)),
        (Value::Object(object), None) => assert!(object.remove(key).is_some()),
        (Value::Array(list), Some(value)) => match list.get_mut(key.parse::<usize>().unwrap()) {
            Some(item) => *item = value,
            None => list.push(value),
        },
        (Value::Array(list), None) => drop(list.remove(key.parse().unwrap())),
        _ => unreachable!(),
    }
}

#[test]
fn drift_is_told_from_a_connection_and_from_what_was_sent() {
    let (current, cases) = cases("drift");
    for case in cases {
        let mut actual = current.clone();
        for (pointer, value) in case["set"].as_object().unwrap() {
            edit(&mut actual, pointer, Some(value.clone()));
        }
        for pointer in texts(&case["remove"]) {
            edit(&mut actual, &pointer, None);
        }
        let sent = case.get("sent");
        let (expected, actual) = (sent.unwrap_or(&current).to_string(), actual.to_string());
        let document = |text| Document::parse(text, Limits::default()).unwrap();
        let (expected, actual) = (document(expected.as_bytes()), document(actual.as_bytes()));
        let kind = if sent.is_some() { Expected::AtLeast } else { Expected::Exact };
        let effects = drift(kind(expected.root()), actual.root());
        assert_eq!(effects_told(&effects), texts(&case["effects"]), "{}", case["name"]);
    }
}
