//! Merge, diff, rebase and drift, case by case. The tests in JavaScript read the same cases.

use connection_update::json::{Document, Limits};
use connection_update::operations::drift::{Expected, drift};
use connection_update::operations::effect::Effect;
use connection_update::{Issue, Options, Severity, diff, merge, preview, rebase};
use serde_json::{Map, Value, json};

/// Returns the stored connection and the cases of an operation.
fn cases(operation: &str) -> (Value, Vec<Value>) {
    let mut all: Value = serde_json::from_str(include_str!("../fixtures/verbs.json")).unwrap();
    let cases = all[operation].take().as_array().unwrap().clone();
    assert!(cases.len() >= 5);
    (all["current"].take(), cases)
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|string| string.as_str().unwrap().to_owned()).collect()
}

/// Returns severity, code and path of each issue.
fn describe_issues(issues: &[Issue]) -> Vec<String> {
    let severity = |issue: &Issue| match issue.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    issues.iter().map(|issue| format!("{} {} {}", severity(issue), issue.code.name(), issue.pointer())).collect()
}

fn join_words(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// Returns kind, path, environment and names of each effect, with `!` if it is destructive.
fn describe_effects(effects: &[Effect]) -> Vec<String> {
    let describe = |effect: &Effect| {
        let kind = serde_json::to_value(effect.kind).unwrap();
        let environment = effect.environment.as_ref().map_or("", |environment| &environment.name);
        let names = effect.names.as_ref().map(|names| names.join(",")).unwrap_or_default();
        let destructive = if effect.destructive { "!" } else { "" };
        join_words(&[kind.as_str().unwrap(), &effect.path.pointer(), environment, &names, destructive])
    };
    effects.iter().map(describe).collect()
}

#[test]
fn merging_returns_the_environments_issues_and_effects_of_every_case() {
    let (current, cases) = cases("merge");
    let current = current.to_string();
    for case in cases {
        let name = &case["name"];
        let merged = match merge(current.as_bytes(), case["changes"].to_string().as_bytes(), &Options::default()) {
            Ok(merged) => merged,
            Err(report) => {
                assert_eq!(describe_issues(&report.issues), strings(&case["issues"]), "{name}");
                continue;
            }
        };
        assert_eq!(describe_issues(&merged.issues), strings(&case["issues"]), "{name}");
        let body: Value = serde_json::from_str(&merged.body).unwrap();
        let names = body["environments"].as_array().map(|list| list.iter().map(|item| item["name"].clone()).collect());
        assert_eq!(names, case.get("environments").cloned(), "{name}");
        assert_eq!(describe_effects(&merged.effects), strings(&case["effects"]), "{name}");
        let previewed = preview(current.as_bytes(), merged.body.as_bytes(), &Options::default()).unwrap();
        assert_eq!(previewed.effects, merged.effects, "{name}");
    }
}

#[test]
fn comparing_returns_the_smallest_changes_and_the_unsupported_edits() {
    let (current, cases) = cases("diff");
    for case in cases {
        let name = &case["name"];
        match diff(current.to_string().as_bytes(), case["next"].to_string().as_bytes(), &Options::default()) {
            Ok(diff) => {
                assert_eq!(describe_issues(&diff.issues), strings(&case["issues"]), "{name}");
                assert_eq!(serde_json::from_str::<Value>(&diff.changes).unwrap(), case["changes"], "{name}");
                let unsupported: Vec<_> = diff
                    .unsupported
                    .iter()
                    .map(|edit| {
                        let environment = edit.environment.as_ref().map_or("", |environment| &environment.name);
                        join_words(&[edit.reason.name(), &edit.path.pointer(), environment])
                    })
                    .collect();
                assert_eq!(unsupported, strings(&case["unsupported"]), "{name}");
            }
            Err(report) => {
                assert_eq!(
                    (describe_issues(&report.issues), &case["changes"]),
                    (strings(&case["issues"]), &Value::Null),
                    "{name}"
                )
            }
        }
    }
}

/// Returns the stored connection with other environments, each identified by the last letter of its id.
fn connection_with(letters: &str) -> String {
    let environment = |letter| json!({ "id": id_of(letter), "name": letter, "credentials": {}, "variables": [] });
    let (mut connection, _) = cases("rebase");
    connection["environments"] = letters.chars().map(environment).collect();
    connection.to_string()
}

fn id_of(letter: char) -> String {
    format!("01J9ZK8Q4T7W3X5Y6Z8A9B0C1{letter}")
}

/// Rebases `mine`, and returns the letters of the resulting environments and the number of conflicts. `?` is a new environment.
fn rebased_environments(base: &str, mine: &Value, latest: &str) -> (String, usize) {
    let (base, latest) = (connection_with(base), connection_with(latest));
    let mine = json!({ "environments": mine }).to_string();
    let rebased = rebase(base.as_bytes(), mine.as_bytes(), latest.as_bytes(), &Options::default()).unwrap();
    let merged = merge(latest.as_bytes(), rebased.changes.as_bytes(), &Options::default()).unwrap();
    let previewed = preview(latest.as_bytes(), merged.body.as_bytes(), &Options::default()).unwrap();
    let connection: Value = serde_json::from_str(&previewed.connection).unwrap();
    let letter = |environment: &Value| environment["id"].as_str().map_or('?', |id| id.chars().last().unwrap());
    (connection["environments"].as_array().unwrap().iter().map(letter).collect(), rebased.conflicts.len())
}

#[test]
fn my_order_that_moves_nothing_keeps_their_order() {
    let ids = |letters: &str| letters.chars().map(id_of).collect::<Vec<_>>();
    for (base, mine, latest, expected) in [
        ("ABC", json!({ "remove": ids("B"), "order": ids("AC") }), "ZABC", "ZAC"),
        ("AB", json!({ "order": ids("AB") }), "ZAB", "ZAB"),
        ("AB", json!({ "order": ids("AB") }), "BA", "BA"),
        // Of the environments that are left, no two were moved by both sides.
        ("ABC", json!({ "order": ids("BAC") }), "CA", "CA"),
        ("ABC", json!({ "order": ids("CAB") }), "AB", "AB"),
        ("ABC", json!({ "order": ids("CAB") }), "ABCZ", "CABZ"),
    ] {
        assert_eq!(rebased_environments(base, &mine, latest), (expected.to_owned(), 0), "{base} {mine} {latest}");
    }
}

#[test]
fn changed_times_are_not_an_edit() {
    let (base, mine) = (connection_with("A"), br#"{ "updatedAt": "2026-01-05T00:00:00Z", "name": "X" }"#);
    let mut latest: Value = serde_json::from_str(&base).unwrap();
    latest["updatedAt"] = json!("2026-01-04T00:00:00Z");
    let latest = latest.to_string();
    let rebased = rebase(base.as_bytes(), mine, latest.as_bytes(), &Options::default()).unwrap();
    assert_eq!((rebased.changes.as_str(), rebased.conflicts.as_slice()), (r#"{"name":"X"}"#, &[][..]));
}

#[test]
fn a_new_environment_follows_the_same_environment_as_in_mine() {
    let list = |letters: &str| -> Value {
        let item = |letter| match letter {
            '?' => json!({ "name": "new", "credentials": {}, "variables": [] }),
            letter => json!({ "id": id_of(letter), "name": letter }),
        };
        letters.chars().map(item).collect()
    };
    let new = || json!([{ "name": "new", "credentials": {}, "variables": [] }]);
    for (base, mine, latest, expected) in [
        ("AB", list("A?B"), "ZAB", "ZA?B"),
        ("AB", list("?AB"), "AZB", "?AZB"),
        ("ABC", list("AB?C"), "AC", "A?C"),
        ("ABC", list("A?BC"), "CAB", "CA?B"),
        ("AB", list("AB?"), "ABZ", "AB?Z"),
        ("AB", json!({ "add": new(), "order": [id_of('A'), 0, id_of('B')] }), "ZAB", "ZA?B"),
        ("AB", json!({ "add": new(), "order": [0, id_of('B'), id_of('A')] }), "ABZ", "?BAZ"),
        ("AB", json!({ "add": new(), "order": [id_of('A'), id_of('B'), 0] }), "ABZ", "AB?Z"),
        // Without an order, it is the last one.
        ("AB", json!({ "add": new() }), "ABZ", "ABZ?"),
        ("AB", json!({ "add": new(), "order": [id_of('B'), id_of('A')] }), "ABZ", "BAZ?"),
    ] {
        assert_eq!(rebased_environments(base, &mine, latest), (expected.to_owned(), 0), "{base} {mine} {latest}");
    }
}

#[test]
fn every_edit_of_credentials_is_reported_or_becomes_a_change() {
    let (current, _) = cases("diff");
    let differing = |edit: &dyn Fn(&mut Value)| {
        let mut next = current.clone();
        edit(&mut next["environments"][0]["credentials"]);
        let diff = diff(current.to_string().as_bytes(), next.to_string().as_bytes(), &Options::default()).unwrap();
        assert_eq!(diff.changes, "{}");
        assert_eq!(diff.issues.len(), diff.unsupported.len());
        diff.unsupported.iter().map(|edit| format!("{} {}", edit.reason.name(), edit.path)).collect::<Vec<_>>()
    };
    let path = "environments[0].credentials";
    assert!(differing(&|_| {}).is_empty());
    assert_eq!(differing(&|all| all["action"][0]["note"] = json!("y")), [format!("read-only {path}.action[0].note")]);
    assert_eq!(differing(&|all| all["poll"] = json!([2])), [format!("entries {path}.poll")]);
    assert_eq!(differing(&|all| *all = Value::Null), [format!("entries {path}")]);
    assert_eq!(differing(&|all| all["action"] = json!([])), [format!("entries {path}.action")]);
    let both = differing(&|credentials| {
        let mut other = credentials["action"][0].clone();
        other["id"] = json!(id_of('X'));
        credentials["action"][0]["credential"]["name"] = json!("renamed");
        credentials["action"].as_array_mut().unwrap().insert(0, other);
    });
    assert_eq!(both, [format!("entries {path}.action"), format!("credential {path}.action[1].credential")]);
}

#[test]
fn rebasing_applies_changes_of_one_side_and_reports_conflicts() {
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
        assert_eq!(conflicts, strings(&case["conflicts"]), "{name}");
        assert_eq!(serde_json::from_str::<Value>(&rebased.changes).unwrap(), case["changes"], "{name}");
        assert!(merge(latest.as_bytes(), rebased.changes.as_bytes(), &Options::default()).is_ok(), "{name}");
    }
}

#[test]
fn changes_that_cannot_be_merged_are_rejected_whatever_the_other_side_changed() {
    let (current, cases) = cases("refused");
    let mut moved = current.clone();
    moved["environments"].as_array_mut().unwrap().reverse();
    moved["environmentVariables"] = Value::Array(Vec::new());
    for case in cases {
        let mine = case["mine"].to_string();
        for latest in [&current, &moved] {
            let (base, latest) = (current.to_string(), latest.to_string());
            let refused = rebase(base.as_bytes(), mine.as_bytes(), latest.as_bytes(), &Options::default());
            assert_eq!(describe_issues(&refused.unwrap_err().issues), strings(&case["issues"]), "{}", case["name"]);
        }
    }
}

/// Sets or adds the value at a pointer, or removes it if there is no new value.
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
fn drift_is_found_from_a_connection_and_from_a_sent_body() {
    let (current, cases) = cases("drift");
    for case in cases {
        let mut actual = current.clone();
        for (pointer, value) in case["set"].as_object().unwrap() {
            edit(&mut actual, pointer, Some(value.clone()));
        }
        for pointer in strings(&case["remove"]) {
            edit(&mut actual, &pointer, None);
        }
        let sent = case.get("sent");
        let (expected, actual) = (sent.unwrap_or(&current).to_string(), actual.to_string());
        let document = |text| Document::parse(text, Limits::default()).unwrap();
        let (expected, actual) = (document(expected.as_bytes()), document(actual.as_bytes()));
        let kind = if sent.is_some() { Expected::AtLeast } else { Expected::Exact };
        let effects = drift(kind(expected.root()), actual.root());
        assert_eq!(describe_effects(&effects), strings(&case["effects"]), "{}", case["name"]);
    }
}

#[test]
fn the_effect_of_a_changed_field_has_the_paths_of_its_values() {
    for (before, after, expected) in [
        (json!({ "name": "Shop" }), json!({ "name": "Store" }), [Some("name"), Some("name")]),
        (json!({}), json!({ "name": "Store" }), [None, Some("name")]),
        (json!({ "x": [1] }), json!({}), [Some("x"), None]),
        (json!({ "environmentVariables": [{ "name": "A" }] }), json!({}), [Some("environmentVariables"), None]),
        (json!({ "authSchemeConfigs": [{}] }), json!({}), [Some("authSchemeConfigs"), None]),
    ] {
        let [before, after] = [before, after].map(|connection| connection.to_string());
        let [was, is] = [&before, &after].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
        let effects = drift(Expected::Exact(was.root()), is.root());
        let [effect] = &effects[..] else { panic!("{effects:?}") };
        let paths = [&effect.before, &effect.after].map(|path| path.as_ref().map(ToString::to_string));
        assert_eq!(paths.each_ref().map(Option::as_deref), expected, "{before} {after}");
    }
}

#[test]
fn equal_lists_of_a_connection_are_no_drift() {
    let application = |credential: Value| json!([{ "schemeType": "oauth2", "flows": { "authorizationCode": { "applicationCredential": credential } } }]);
    let [key, whole] = [json!({ "id": "k" }), json!({ "id": "k", "name": "Key", "data": {} })].map(application);
    for (name, one, two, are_equal) in [
        ("authSchemeConfigs", Some(json!([])), None, true),
        ("authSchemeConfigs", Some(json!([])), Some(json!(null)), true),
        ("authSchemeConfigs", None, Some(json!([{ "schemeType": "none" }])), false),
        ("authSchemeConfigs", Some(key.clone()), Some(whole), true),
        ("authSchemeConfigs", Some(key), Some(application(json!({ "id": "l" }))), false),
        ("environmentVariables", Some(json!([])), None, true),
        ("environmentVariables", Some(json!([{ "name": "A", "value": "" }])), None, false),
        ("name", Some(json!("")), None, false),
    ] {
        let text = |value: &Option<Value>| value.as_ref().map_or(json!({}), |value| json!({ name: value })).to_string();
        let texts = [text(&one), text(&two)];
        let [one, two] = texts.each_ref().map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
        for (one, two) in [(&one, &two), (&two, &one)] {
            let drift = drift(Expected::Exact(one.root()), two.root());
            assert_eq!(drift.is_empty(), are_equal, "{} {}", one.text(), two.text());
        }
    }
}

#[test]
fn the_effect_of_overwritten_variables_has_the_path_of_the_stored_list() {
    let environment = |id: &str, value: &str| json!({ "id": id, "name": id, "credentials": {}, "variables": [{ "name": "A", "value": value }] });
    let current = json!({
        "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example",
        "environmentVariables": [{ "name": "A", "value": "1" }],
        "environments": [environment("live", "1"), environment("test", "own")],
    });
    let changes = json!({ "environmentVariables": { "set": { "A": "2" } } });
    let merged = merge(current.to_string().as_bytes(), changes.to_string().as_bytes(), &Options::default()).unwrap();
    let overwritten = merged.effects.iter().filter(|effect| effect.path.to_string() != "name");
    let paths = overwritten.map(|effect| effect.before.as_ref().map(ToString::to_string).unwrap_or_default());
    let expected = ["environmentVariables", "environments[0].variables", "environments[1].variables"];
    assert_eq!(paths.collect::<Vec<_>>(), expected, "{:?}", merged.effects);
}

#[test]
fn a_list_that_a_request_should_have_emptied_is_lost_only_if_the_request_is_known() {
    let read = |value: &Value| Document::parse(value.to_string().leak().as_bytes(), Limits::default()).unwrap();
    let expected = json!({ "authSchemeConfigs": [], "environmentVariables": [], "environments": [{ "id": "e", "name": "Test", "variables": [] }] });
    let variables = json!([{ "name": "A", "value": "1" }]);
    let actual = json!({
        "authSchemeConfigs": [{ "schemeType": "none" }], "environmentVariables": variables,
        "environments": [{ "id": "e", "name": "Test", "variables": variables }, { "id": "f", "name": "Added" }],
    });
    let (expected, actual) = (read(&expected), read(&actual));
    let changes = [
        "replaced /authSchemeConfigs",
        "replaced /environmentVariables A",
        "overwritten /environments/0/variables Test A",
        "created /environments/1 Added",
    ];
    let planned = [
        "replaced /authSchemeConfigs none !",
        "replaced /environmentVariables A !",
        "overwritten /environments/0/variables Test A !",
        "created /environments/1 Added",
    ];
    assert_eq!(describe_effects(&drift(Expected::Exact(expected.root()), actual.root())), changes);
    assert_eq!(describe_effects(&drift(Expected::Planned(expected.root()), actual.root())), planned);
    // What the response lacks is lost in both cases.
    let without = read(&json!({}));
    for kind in [Expected::Exact, Expected::Planned] {
        let lost = [
            "replaced /authSchemeConfigs none !",
            "replaced /environmentVariables A !",
            "deleted /environments Test !",
            "deleted /environments Added !",
        ];
        assert_eq!(describe_effects(&drift(kind(actual.root()), without.root()))[..], lost);
    }
}

#[test]
fn the_sentence_about_other_variables_counts_them() {
    let read = |value: Value| Document::parse(value.to_string().leak().as_bytes(), Limits::default()).unwrap();
    let with =
        |variables: Value| read(json!({ "environments": [{ "id": "e", "name": "Test", "variables": variables }] }));
    let expected = with(json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }]));
    for (actual, sentences) in [
        (json!([{ "name": "B", "value": "2" }, { "name": "A", "value": "1" }]), [].as_slice()),
        (
            json!([{ "name": "A", "value": "0" }, { "name": "B", "value": "2" }]),
            &["1 variable of the environment `Test` differs"],
        ),
        (json!([{ "name": "A", "value": "0" }]), &["2 variables of the environment `Test` differ"]),
    ] {
        let effects = drift(Expected::Exact(expected.root()), with(actual).root());
        assert_eq!(effects.iter().map(|effect| effect.summary.as_str()).collect::<Vec<_>>(), sentences);
    }
}
