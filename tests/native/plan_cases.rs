//! Plans of single cases: the places of issues, names that two environments would have, and what is left after some steps.

use connection_update::json::{Document, Limits};
use connection_update::operations::drift::{Expected, drift};
use connection_update::operations::effect::EffectKind;
use connection_update::operations::plan::{OwnValues, PlanOptions, locate, plan, plan_documents, plan_onto, resume};
use connection_update::path::Path;
use connection_update::{Options, merge};
use serde_json::{Value, json};

const LIVE: &str = "01J9ZK8Q4T7W3X5Y6Z8A9B0C11";
const TEST: &str = "01J9ZK8Q4T7W3X5Y6Z8A9B0C12";

fn current() -> Value {
    let environment = |id: &str, name: &str, variables: Value| json!({ "id": id, "name": name, "credentials": {}, "variables": variables });
    json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://shop.example.com", "colour": "red", "authSchemeConfigs": [],
        "environmentVariables": [{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }],
        "environments": [
            environment(LIVE, "Live", json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "own" }])),
            environment(TEST, "Test", json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }])),
        ],
    })
}

fn options(own_values: OwnValues) -> PlanOptions {
    PlanOptions { own_values, ..PlanOptions::default() }
}

/// Returns code, path and environment of each issue of a plan.
fn issues(changes: &Value, own_values: OwnValues) -> Vec<String> {
    issues_of(&current(), changes, own_values)
}

/// Does the same for another connection.
fn issues_of(current: &Value, changes: &Value, own_values: OwnValues) -> Vec<String> {
    let planned = plan(current.to_string().as_bytes(), changes.to_string().as_bytes(), &options(own_values));
    let issues = planned.map(|plan| plan.issues).unwrap_or_else(|report| report.issues);
    let describe = |issue: &connection_update::Issue| {
        let name = issue.params.iter().find(|(name, _)| name == "name").and_then(|(_, name)| name.as_str());
        format!("{} {} {}", issue.code.name(), issue.field(), name.unwrap_or_default()).trim().to_owned()
    };
    issues.iter().map(describe).collect()
}

fn new(name: &str) -> Value {
    json!({ "name": name, "credentials": {}, "variables": [{ "name": "B", "value": "own" }] })
}

#[test]
fn issues_of_the_update_of_the_connection_are_at_their_edits() {
    let region = json!({ "set": { "B": "3" } });
    let edited = json!({ LIVE: { "variables": { "set": { "C": "x" } } } });
    for (changes, overwriting, keeping) in [
        (
            json!({ "environmentVariables": region }),
            vec!["unknown-field colour", "overwritten-variables environmentVariables Live"],
            vec!["unknown-field colour"],
        ),
        // Another request sets the variables of the environment, so that they are not lost.
        (
            json!({ "environmentVariables": region, "environments": { "update": edited } }),
            vec!["unknown-field colour"],
            vec!["unknown-field colour"],
        ),
        // So are those of a new environment.
        (
            json!({ "environmentVariables": [{ "name": "A", "value": "1" }], "environments": { "add": [new("New")] } }),
            vec![
                "unknown-field colour",
                "overwritten-variables environmentVariables Live",
                "empty-value environments.add[0].credentials",
            ],
            vec!["unknown-field colour", "empty-value environments.add[0].credentials"],
        ),
        (
            json!({ "name": " Shop", "environments": { "add": [new("New ")] } }),
            vec![
                "surrounding-whitespace name",
                "unknown-field colour",
                "surrounding-whitespace environments.add[0].name",
                "empty-value environments.add[0].credentials",
            ],
            vec![
                "surrounding-whitespace name",
                "unknown-field colour",
                "surrounding-whitespace environments.add[0].name",
                "empty-value environments.add[0].credentials",
            ],
        ),
        (
            json!({ "environments": { "update": { TEST: { "name": "Test ", "variables": { "set": { "C": "***" } } } } } }),
            vec![
                "surrounding-whitespace environments.update[\"01J9ZK8Q4T7W3X5Y6Z8A9B0C12\"].name",
                "masked-value environments.update[\"01J9ZK8Q4T7W3X5Y6Z8A9B0C12\"].variables.set.C",
            ],
            vec![
                "surrounding-whitespace environments.update[\"01J9ZK8Q4T7W3X5Y6Z8A9B0C12\"].name",
                "masked-value environments.update[\"01J9ZK8Q4T7W3X5Y6Z8A9B0C12\"].variables.set.C",
            ],
        ),
        (
            json!({ "environments": { "remove": [TEST], "update": { LIVE: { "name": "Test" } } } }),
            vec!["unknown-field colour", "deletes-environment environments Test"],
            vec!["unknown-field colour", "deletes-environment environments Test"],
        ),
    ] {
        assert_eq!(issues(&changes, OwnValues::Overwrite), overwriting, "{changes}");
        assert_eq!(issues(&changes, OwnValues::Keep), keeping, "{changes}");
    }
}

#[test]
fn a_name_that_another_environment_has_is_an_error_at_the_rename() {
    let field = |id: &str| format!("duplicate-value environments.update[\"{id}\"].name");
    for (update, added, expected) in [
        (json!({ TEST: { "name": "Live" } }), json!([]), vec![field(TEST)]),
        (json!({ LIVE: { "name": "Test" } }), json!([]), vec![field(LIVE)]),
        (json!({ LIVE: { "name": "Same" }, TEST: { "name": "Same" } }), json!([]), vec![field(TEST)]),
        (json!({ LIVE: { "name": "Test" }, TEST: { "name": "Other" } }), json!([]), vec![]),
        (json!({ LIVE: { "name": "New" } }), json!([new("New")]), vec![field(LIVE)]),
        // A new environment has the name of one that is not renamed.
        (
            json!({ TEST: { "name": "Other" } }),
            json!([new("Live")]),
            vec!["duplicate-value environments.add[0].name".to_owned()],
        ),
        // The name that is given twice is reported once, and that of the new environment at its own place.
        (
            json!({ LIVE: { "name": "Test" } }),
            json!([new("Test")]),
            vec![field(LIVE), "duplicate-value environments.add[0].name".to_owned()],
        ),
    ] {
        let changes = json!({ "environments": { "update": update, "add": added } });
        let mut found = issues(&changes, OwnValues::Overwrite);
        found.retain(|issue| issue.starts_with("duplicate-value"));
        assert_eq!(found, expected, "{changes}");
    }
}

#[test]
fn issues_of_the_update_of_an_environment_are_at_its_edits() {
    let edits = |edits: Value| json!({ "environments": { "update": { LIVE: edits } } });
    let at = |code: &str, rest: &str| format!("{code} environments.update[\"{LIVE}\"]{rest}");
    let stored = |action: Value| {
        let mut current = current();
        current["environments"][0]["credentials"] = json!({ "action": action });
        current
    };
    let scheme = json!({ "schemeType": "api-key", "name": "X-Key", "in": "header" });
    let [first, second] = ["01J9ZK8Q4T7W3X5Y6Z8A9B0C21", "01J9ZK8Q4T7W3X5Y6Z8A9B0C22"];
    let credential = |id: &str| json!({ "id": id, "authSchemeConfig": scheme });
    let without_scheme = stored(json!([{ "id": first }, credential(second)]));
    let without_name = json!({ "schemeType": "api-key", "in": "header" });
    let repeated = json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }, { "name": "A", "value": "3" }]);
    for (current, edits, expected) in [
        (current(), edits(json!({ "name": " Live" })), vec![at("surrounding-whitespace", ".name")]),
        (current(), edits(json!({ "name": " " })), vec![at("blank-name", ".name")]),
        // Of two variables with one name, the later one is meant.
        (current(), edits(json!({ "variables": repeated })), vec![at("duplicate-value", ".variables[2].name")]),
        (
            current(),
            edits(json!({ "variables": { "set": { "C": "***", "B": "own" } } })),
            vec![at("masked-value", ".variables.set.C")],
        ),
        (
            stored(json!([credential(first), credential(second)])),
            edits(json!({ "credentials": { "action": [
                { "id": second }, { "id": first, "authSchemeConfig": without_name },
            ] } })),
            vec![at("missing-field", ".credentials.action[1].authSchemeConfig.name")],
        ),
        // A warning about a stored value that the changes do not contain is left out, but not an error.
        (without_scheme, edits(json!({ "name": "EU" })), vec![]),
        (
            stored(json!([{ "id": first, "authSchemeConfig": 7 }])),
            edits(json!({ "name": "EU" })),
            vec![at("invalid-type", "")],
        ),
    ] {
        assert_eq!(issues_of(&current, &edits, OwnValues::Overwrite), expected, "{edits}");
    }
}

#[test]
fn a_field_that_is_set_to_its_stored_value_is_validated() {
    let unknown = "unknown-field colour";
    for (changes, expected) in [
        (json!({}), vec![]),
        (json!({ "environments": {} }), vec![]),
        (json!({ "environments": { "update": { LIVE: { "name": "Live" } } } }), vec![]),
        (json!({ "name": "Shop" }), vec![unknown]),
        (json!({ "environmentVariables": { "set": { "A": "1" } } }), vec![unknown]),
        (json!({ "environments": current()["environments"] }), vec![unknown]),
        (json!({ "environments": { "order": [LIVE, TEST] } }), vec![unknown]),
    ] {
        assert_eq!(issues(&changes, OwnValues::Overwrite), expected, "{changes}");
    }
}

#[test]
fn a_removed_environment_is_in_no_circle_of_names() {
    let update = json!({ LIVE: { "name": "Test" }, TEST: { "name": "Live" } });
    let changes = json!({ "environments": { "remove": [TEST], "update": update } });
    let found = issues(&changes, OwnValues::Overwrite);
    assert!(found.contains(&format!("unknown-environment environments.update[\"{TEST}\"]")), "{found:?}");
    assert!(!found.iter().any(|issue| issue.starts_with("unsupported-edit")), "{found:?}");
}

#[test]
fn a_name_that_two_stored_environments_have_is_no_issue_of_another_rename() {
    let mut current = current();
    let mut third = current["environments"][0].clone();
    third["id"] = json!("01J9ZK8Q4T7W3X5Y6Z8A9B0C13");
    current["environments"].as_array_mut().unwrap().push(third);
    let changes = json!({ "environments": { "update": { TEST: { "name": "Other" } } } });
    assert_eq!(issues_of(&current, &changes, OwnValues::Overwrite), [] as [&str; 0]);
}

/// Returns the path with this JSON Pointer.
fn path_of(pointer: &str) -> Path {
    pointer.split('/').skip(1).fold(Path::root(), |path, segment| match segment.parse::<u32>() {
        Ok(index) => path.join(index),
        Err(_) => path.join(segment),
    })
}

#[test]
fn several_paths_in_the_body_of_a_step_are_located_independently() {
    let mut current = current();
    let credential = |id: &str| json!({ "id": id, "authSchemeConfig": { "schemeType": "none" } });
    let [first, second] = ["01J9ZK8Q4T7W3X5Y6Z8A9B0C21", "01J9ZK8Q4T7W3X5Y6Z8A9B0C22"];
    current["environments"][0]["credentials"]["trigger"] = json!([credential(first), credential(second)]);
    let changes = json!({
        "environmentVariables": { "set": { "A": "5" } },
        "environments": { "order": [TEST, LIVE], "update": {
            LIVE: { "credentials": { "trigger": [{ "id": second }, { "id": first }] } }, TEST: { "name": "Staging" },
        } },
    });
    let (current, changes) = (current.to_string(), changes.to_string());
    let [current, changes] =
        [&current, &changes].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
    let [live, test] = [LIVE, TEST].map(|id| format!("/environments/update/{id}"));
    for (step, paths) in [
        (
            0,
            vec![
                ("/environments/0/name", format!("{test}/name")),
                ("/environments/1/name", format!("{live}/name")),
                ("/environments/1/later", format!("{live}/later")),
                ("/environments/0/later", format!("{test}/later")),
                ("/baseUrl", "/baseUrl".to_owned()),
            ],
        ),
        (
            1,
            vec![
                ("/credentials/trigger/1/id", format!("{live}/credentials/trigger/1/id")),
                // The body has no such credentials.
                ("/credentials/later/1/id", format!("{live}/credentials/later/1/id")),
                ("/credentials/action/1/id", format!("{live}/credentials/action/1/id")),
                // The changes do not set the variables, but the request does, to keep the own value.
                ("/variables/1/value", format!("{live}/variables/set/B")),
                ("/later/1/value", format!("{live}/later/1/value")),
                ("", live.clone()),
            ],
        ),
    ] {
        let refused: Vec<_> = paths.iter().map(|(pointer, _)| path_of(pointer)).collect();
        let located = locate(&current, &changes, step, &refused, &options(OwnValues::Keep));
        let expected: Vec<_> = paths.iter().map(|(_, expected)| expected.as_str()).collect();
        assert_eq!(located.iter().map(Path::pointer).collect::<Vec<_>>(), expected, "step {step}");
    }
}

#[test]
fn a_path_in_the_body_of_a_step_becomes_the_path_of_its_edit() {
    let changes = json!({
        "environmentVariables": { "set": { "B": "3" } },
        "environments": { "add": [new("New")], "order": [TEST, 0, LIVE], "update": {
            LIVE: { "name": "Production", "variables": { "set": { "C": "x" } } },
        } },
    });
    let (current, changes) = (current().to_string(), changes.to_string());
    let [current, changes] =
        [&current, &changes].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
    let steps = plan_documents(&current, &changes, &PlanOptions::default()).unwrap().steps;
    let names = steps.iter().map(|step| step.environment.as_ref().map_or("", |environment| &environment.name));
    assert_eq!(names.collect::<Vec<_>>(), ["", "New", "Live"]);
    let located = |step: usize, pointer: &str| {
        locate(&current, &changes, step, &[path_of(pointer)], &PlanOptions::default()).remove(0).pointer()
    };
    for (step, refused, expected) in [
        (0, "/name", "/name".to_owned()),
        (0, "/environmentVariables/1/value", "/environmentVariables/set/B".to_owned()),
        (0, "/environmentVariables/0/value", "/environmentVariables".to_owned()),
        (0, "/environments/1/name", "/environments/add/0/name".to_owned()),
        (0, "/environments/2/name", format!("/environments/update/{LIVE}/name")),
        (0, "/environments/0/name", format!("/environments/update/{TEST}/name")),
        (2, "/name", format!("/environments/update/{LIVE}/name")),
        (2, "/variables/2/value", format!("/environments/update/{LIVE}/variables/set/C")),
        // The environment does not exist yet, so that the step has no body.
        (1, "/name", "/name".to_owned()),
        // There is no such step.
        (7, "/name", "/name".to_owned()),
    ] {
        assert_eq!(located(step, refused), expected, "step {step}: {refused}");
    }
}

/// Returns the environments of the update that is left if these new environments were sent, and the response has these.
fn left(sent: &[&str], stored: &[&str]) -> Vec<String> {
    let mut expected = current();
    let mut wanted = current();
    let mut actual = current();
    for name in sent {
        let environment = |variables: Value| json!({ "name": name, "credentials": {}, "variables": variables });
        expected["environments"].as_array_mut().unwrap().push(environment(json!([])));
        wanted["environments"].as_array_mut().unwrap().push(environment(json!([{ "name": "FOR", "value": name }])));
    }
    for (at, name) in stored.iter().enumerate() {
        let id = format!("01J9ZK8Q4T7W3X5Y6Z8A9B0C2{at}");
        let environment = json!({ "id": id, "name": name, "credentials": {}, "variables": [] });
        actual["environments"].as_array_mut().unwrap().push(environment);
    }
    let texts = [expected, wanted, actual].map(|connection| connection.to_string());
    let [expected, wanted, actual] =
        [&texts[0], &texts[1], &texts[2]].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
    let resumed = resume(&expected, &wanted, &actual, &PlanOptions::default()).unwrap();
    let changes: Value = serde_json::from_str(&resumed.changes).unwrap();
    let update = changes["environments"]["update"].as_object().cloned().unwrap_or_default();
    let describe = |(id, edits): (String, Value)| {
        format!("{} {}", id.trim_start_matches("01J9ZK8Q4T7W3X5Y6Z8A9B0C2"), edits["variables"]["set"]["FOR"])
    };
    update.into_iter().map(describe).collect()
}

#[test]
fn a_created_environment_is_found_by_its_name_and_then_by_its_place() {
    let cases: [(&[&str], &[&str], &[&str]); 8] = [
        (&["A", "B"], &["A", "B"], &[r#"0 "A""#, r#"1 "B""#]),
        (&["A", "B"], &["B", "A"], &[r#"0 "B""#, r#"1 "A""#]),
        // The platform has changed a name: the other one is found first.
        (&["A", "B"], &["B", "x"], &[r#"0 "B""#, r#"1 "A""#]),
        (&["A", "B"], &["x", "y"], &[r#"0 "A""#, r#"1 "B""#]),
        // With another number of environments, places say nothing. Only a similar name does.
        (&["A", "B"], &["b"], &[r#"0 "B""#]),
        (&[" A ", "B"], &["a"], &[r#"0 " A ""#]),
        (&["A", "B"], &["x"], &[]),
        // Two names are equal without their case, so that it is unknown which one is stored.
        (&["A", "a", "B"], &["x", "B"], &[r#"1 "B""#]),
    ];
    for (sent, stored, expected) in cases {
        let mut found = left(sent, stored);
        found.sort();
        assert_eq!(found, expected, "{sent:?} stored as {stored:?}");
    }
}

#[test]
fn repeated_names_are_found_by_their_place_only() {
    assert_eq!(left(&["A", "A"], &["A", "A"]), [r#"0 "A""#, r#"1 "A""#]);
    assert_eq!(left(&["A", "A"], &["A"]), [] as [&str; 0]);
    assert_eq!(left(&["A"], &["A", "A"]), [] as [&str; 0]);
    assert_eq!(left(&["A", "B"], &["a", "A", "B"]), [r#"1 "A""#, r#"2 "B""#]);
}

#[test]
fn an_unknown_field_is_sent_once() {
    let (current, changes) = (current().to_string(), json!({ "colour": "blue", "size": 3 }).to_string());
    let merged = merge(current.as_bytes(), changes.as_bytes(), &Options::default()).unwrap();
    assert_eq!(merged.body.matches("colour").count(), 1);
    let body: Value = serde_json::from_str(&merged.body).unwrap();
    assert_eq!((&body["colour"], &body["size"]), (&json!("blue"), &json!(3)));
}

#[test]
fn new_environments_with_equal_names_are_in_no_other_order() {
    let environments = |list: Value| json!({ "environments": list }).to_string();
    let sent = environments(json!([{ "name": "A" }, { "name": "A" }, { "name": "B" }]));
    let stored = environments(json!([{ "id": LIVE, "name": "A" }, { "id": TEST, "name": "B" }]));
    let [sent, stored] = [&sent, &stored].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
    let kinds = drift(Expected::AtLeast(sent.root()), stored.root()).into_iter().map(|effect| effect.summary);
    assert_eq!(kinds.collect::<Vec<_>>(), [] as [&str; 0]);
}

#[test]
fn an_environment_with_the_variables_of_the_connection_is_only_renamed() {
    let changes = json!({
        "environmentVariables": { "set": { "B": "3" } }, "environments": { "update": { TEST: { "name": "Staging" } } },
    });
    let (current, changes) = (current().to_string(), changes.to_string());
    let steps = plan(current.as_bytes(), changes.as_bytes(), &PlanOptions::default()).unwrap().steps;
    let rename = steps.last().unwrap();
    let body: Value = serde_json::from_str(rename.body.as_ref().unwrap().as_str()).unwrap();
    assert_eq!((&body["name"], body.get("variables")), (&json!("Staging"), None));
    assert_eq!(rename.effects.iter().map(|effect| effect.kind).collect::<Vec<_>>(), [EffectKind::Renamed]);
}

#[test]
fn own_values_are_kept_in_the_environments_of_a_whole_list() {
    let stored = |id: &str, name: &str| json!({ "id": id, "name": name });
    let list = json!([stored(TEST, "Test"), new("New"), stored(LIVE, "Live")]);
    let changes = json!({ "environmentVariables": { "set": { "B": "3" } }, "environments": list });
    let (current, changes) = (current().to_string(), changes.to_string());
    let steps = plan(current.as_bytes(), changes.as_bytes(), &options(OwnValues::Keep)).unwrap().steps;
    let names = steps.iter().map(|step| step.environment.as_ref().map_or("", |environment| &environment.name));
    assert_eq!(names.collect::<Vec<_>>(), ["", "New", "Live"]);
}

#[test]
fn a_variable_that_an_environment_does_not_have_cannot_be_removed() {
    let changes = json!({ "environments": { "update": { LIVE: { "variables": { "remove": ["B", "Z"] } } } } });
    let expected = format!("nothing-to-remove environments.update[\"{LIVE}\"].variables.remove[1] Z");
    assert_eq!(issues(&changes, OwnValues::Overwrite), [expected]);
}

#[test]
fn what_the_same_change_of_the_connection_has_overwritten_is_set_again() {
    let variables = |values: &[(&str, &str)]| -> Value {
        values.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
    };
    let mut latest = current();
    let shared = variables(&[("A", "1"), ("B", "3")]);
    latest["environmentVariables"] = shared.clone();
    for environment in latest["environments"].as_array_mut().unwrap() {
        environment["variables"] = shared.clone();
    }
    let update = |update: Value| json!({ "environments": { "update": update } });
    let live = |values: &[(&str, &str)]| json!({ LIVE: { "variables": variables(values) } });
    for (edits, own_values, expected) in [
        (json!({}), OwnValues::Overwrite, json!({})),
        (json!({}), OwnValues::Keep, update(live(&[("A", "1"), ("B", "own")]))),
        (
            update(json!({ LIVE: { "variables": { "set": { "C": "x" } } } })),
            OwnValues::Overwrite,
            update(live(&[("A", "1"), ("B", "own"), ("C", "x")])),
        ),
        (update(live(&[("C", "x")])), OwnValues::Overwrite, update(live(&[("C", "x")]))),
        // The edit of one environment does not hide that another one was overwritten.
        (
            update(json!({ TEST: { "name": "Staging" } })),
            OwnValues::Keep,
            update(json!({ TEST: { "name": "Staging" }, LIVE: live(&[("A", "1"), ("B", "own")])[LIVE] })),
        ),
        // An environment that mine deletes needs no variables.
        (
            json!({ "environments": { "remove": [LIVE] } }),
            OwnValues::Keep,
            json!({ "environments": { "remove": [LIVE] } }),
        ),
    ] {
        let mut mine = edits.clone();
        mine["environmentVariables"] = json!({ "set": { "B": "3" } });
        let texts = [current(), mine, latest.clone()].map(|value| value.to_string());
        let [base, mine, latest] =
            [&texts[0], &texts[1], &texts[2]].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
        let (rebased, _) = plan_onto(&base, &mine, &latest, &options(own_values)).unwrap();
        assert_eq!(rebased.conflicts, [], "{edits}");
        assert_eq!(serde_json::from_str::<Value>(&rebased.changes).unwrap(), expected, "{edits}");
    }
}

#[test]
fn what_another_change_of_the_connection_has_overwritten_is_not_set_again() {
    let mut latest = current();
    let theirs = json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "theirs" }]);
    for environment in latest["environments"].as_array_mut().unwrap() {
        environment["variables"] = theirs.clone();
    }
    latest["environmentVariables"] = theirs;
    let mine = json!({ "environmentVariables": { "set": { "B": "mine" } } });
    let texts = [current(), mine, latest].map(|value| value.to_string());
    let [base, mine, latest] =
        [&texts[0], &texts[1], &texts[2]].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
    let (rebased, _) = plan_onto(&base, &mine, &latest, &options(OwnValues::Keep)).unwrap();
    let paths: Vec<_> = rebased.conflicts.iter().map(|conflict| conflict.path.to_string()).collect();
    assert_eq!((rebased.changes.as_str(), paths), ("{}", vec!["environmentVariables[1].value".to_owned()]));
}
