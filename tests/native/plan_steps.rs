//! The requests of single plans: their order, the members of their bodies and their effects, and the connection that is wanted
//! after some of them.

use connection_update::IssueCode;
use connection_update::operations::effect::EffectKind;
use connection_update::operations::plan::{OwnValues, Plan, PlanOptions, PlanStep, plan};
use connection_update::operations::unsupported::Operation;
use connection_update::path::Path;
use serde_json::{Value, json};

use crate::parts::{api_key, variables};

const LIVE: &str = "01J9ZK8Q4T7W3X5Y6Z8A9B0C11";
const TEST: &str = "01J9ZK8Q4T7W3X5Y6Z8A9B0C12";
const OLD: &str = "01J9ZK8Q4T7W3X5Y6Z8A9B0C13";
const KEY: &str = "01J9ZK8Q4T7W3X5Y6Z8A9B0C21";
const OTHER_KEY: &str = "01J9ZK8Q4T7W3X5Y6Z8A9B0C22";

fn current() -> Value {
    let environment = |id: &str, name: &str, credentials: Value, pairs: &str| json!({ "id": id, "name": name, "credentials": credentials, "variables": variables(pairs) });
    let action = json!([
        { "id": KEY, "authSchemeConfig": api_key("X-Key") },
        { "id": OTHER_KEY, "authSchemeConfig": { "schemeType": "none" } },
    ]);
    json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://shop.example.com", "authSchemeConfigs": [api_key("X-Key")],
        "environmentVariables": variables("A=1 B=2"),
        "environments": [
            environment(LIVE, "Live", json!({ "action": action }), "A=1 B=own"),
            environment(TEST, "Test", json!({}), "A=1 B=2"),
            environment(OLD, "Old", json!({}), ""),
        ],
    })
}

/// Returns a new environment. Without pairs, it has no list of variables.
fn new(name: &str, pairs: Option<&str>) -> Value {
    let credential = json!({ "authSchemeConfig": { "schemeType": "none" }, "credential": { "id": OTHER_KEY } });
    let mut environment = json!({ "name": name, "credentials": { "action": [credential] } });
    if let Some(pairs) = pairs {
        environment["variables"] = variables(pairs);
    }
    environment
}

fn planned(changes: &Value, options: &PlanOptions) -> Plan {
    plan(current().to_string().as_bytes(), changes.to_string().as_bytes(), options).unwrap()
}

fn options(own_values: OwnValues, restate: bool) -> PlanOptions {
    PlanOptions { own_values, restate, ..PlanOptions::default() }
}

/// Replaces ids by the names that this file gives them.
fn with_names(text: &str) -> String {
    [(LIVE, "LIVE"), (TEST, "TEST"), (OLD, "OLD")]
        .iter()
        .fold(text.to_owned(), |text, (id, name)| text.replace(id, name))
}

/// Returns the target of a request, the members of its body that not every body has, and `once` if a second request does more. Then
/// returns its effects, with `!` if they are destructive.
fn describe(step: &PlanStep) -> Vec<String> {
    let target = step.environment.as_ref().map_or("connection", |environment| &environment.name);
    let body = step.body.as_ref().map(|body| serde_json::from_str::<Value>(body.as_str()).unwrap());
    let fixed = ["id", "organisationId", "name", "protocol", "baseUrl", "credentials"];
    let members = body.iter().filter_map(Value::as_object).flat_map(serde_json::Map::keys);
    let members: Vec<_> = members.map(String::as_str).filter(|name| !fixed.contains(name)).collect();
    let repeats = if step.body.as_ref().is_some_and(|body| !body.is_idempotent()) { ", once" } else { "" };
    let effects = step.effects.iter().map(|effect| {
        let names = effect.names.as_ref().map(|names| format!(" [{}]", names.join(","))).unwrap_or_default();
        let lost = if effect.destructive { " !" } else { "" };
        with_names(&format!("{}: {}{names}{lost}", effect.path, effect.summary))
    });
    [format!("> {target}: {}{repeats}", members.join(" "))].into_iter().chain(effects).collect()
}

fn update(edits: Value) -> Value {
    json!({ "environments": { "update": edits } })
}

#[test]
fn each_request_has_the_effects_of_its_edits() {
    let reordered = json!({ "action": [{ "id": OTHER_KEY }, { "id": KEY }] });
    let edited = json!({ "action": [{ "id": KEY, "authSchemeConfig": api_key("X-New") }, { "id": OTHER_KEY }] });
    let set = |edits: Value| json!({ "set": edits });
    let chain = json!({
        LIVE: { "name": "Test", "credentials": reordered, "variables": set(json!({ "B": "x" })) },
        TEST: { "name": "Next", "variables": set(json!({ "B": "3" })) },
    });
    let names = json!({ LIVE: { "name": "Test", "credentials": reordered }, TEST: { "name": "Old" } });
    let cases: [(Value, OwnValues, &[&str]); 13] = [
        (update(json!({})), OwnValues::Overwrite, &[]),
        (
            json!({ "authSchemeConfigs": [], "name": "EU", "environmentVariables": variables("B=2 A=0") }),
            OwnValues::Overwrite,
            &[
                "> connection: authSchemeConfigs environmentVariables",
                "name: `name` changes",
                "authSchemeConfigs: `authSchemeConfigs` is emptied !",
                "authSchemeConfigs: the environment `Live` keeps an older copy of an auth scheme",
                "environmentVariables: `environmentVariables` is replaced by a list of 2 [A]",
                "environmentVariables: the environment `Live` loses its own value of 1 variable [B] !",
                "environmentVariables: the environment `Test` gets the variables of the connection []",
                "environmentVariables: the environment `Old` gets the variables of the connection []",
            ],
        ),
        (
            update(json!({ LIVE: { "credentials": reordered } })),
            OwnValues::Overwrite,
            &[
                "> Live: ",
                "environments.update[\"LIVE\"].credentials: the credentials of the environment `Live` get another order",
            ],
        ),
        (
            update(json!({ LIVE: { "credentials": edited } })),
            OwnValues::Overwrite,
            &[
                "> Live: ",
                "environments.update[\"LIVE\"].credentials: an auth scheme of the environment `Live` changes; it then differs from that of the connection",
            ],
        ),
        // A request sets the variables together with the name if the update of the connection does not overwrite them.
        (
            update(chain.clone()),
            OwnValues::Overwrite,
            &[
                "> Test: variables",
                "environments.update[\"TEST\"].name: the environment `Test` is renamed to `Next`; other products may refer to it by its name",
                "environments.update[\"TEST\"].variables: the variables of the environment `Test` change [B]",
                "> Live: variables",
                "environments.update[\"LIVE\"].name: the environment `Live` is renamed to `Test`; other products may refer to it by its name",
                "environments.update[\"LIVE\"].credentials: the credentials of the environment `Live` get another order",
                "environments.update[\"LIVE\"].variables: the variables of the environment `Live` change [B]",
            ],
        ),
        (
            json!({ "environmentVariables": set(json!({ "A": "5" })), "environments": { "update": chain } }),
            OwnValues::Overwrite,
            &[
                "> Test: ",
                "environments.update[\"TEST\"].name: the environment `Test` is renamed to `Next`; other products may refer to it by its name",
                "> connection: environmentVariables",
                "environmentVariables: `environmentVariables` is replaced by a list of 2 [A]",
                "environmentVariables: the environment `Old` gets the variables of the connection []",
                "> Live: variables",
                "environments.update[\"LIVE\"].name: the environment `Live` is renamed to `Test`; other products may refer to it by its name",
                "environments.update[\"LIVE\"].credentials: the credentials of the environment `Live` get another order",
                "environments.update[\"LIVE\"].variables: the variables of the environment `Live` change [B]",
                "environmentVariables: the environment `Live` keeps its own values of 2 variables; until its own request is done, it has the variables of the connection [A,B]",
                "> Test: variables",
                "environments.update[\"TEST\"].variables: the variables of the environment `Test` change [B]",
                "environmentVariables: the environment `Test` keeps its own values of 2 variables; until its own request is done, it has the variables of the connection [A,B]",
            ],
        ),
        (
            json!({ "environmentVariables": set(json!({ "A": "5" })) }),
            OwnValues::Keep,
            &[
                "> connection: environmentVariables",
                "environmentVariables: `environmentVariables` is replaced by a list of 2 [A]",
                "environmentVariables: the environment `Test` gets the variables of the connection []",
                "> Live: variables",
                "environmentVariables: the environment `Live` keeps its own value of 1 variable; until its own request is done, it has the variables of the connection [B]",
                "> Old: variables",
                "environmentVariables: the environment `Old` keeps its own list of variables; until its own request is done, it has the variables of the connection []",
            ],
        ),
        // The platform overwrites the variables of new environments, too. Only a list that differs needs a request.
        (
            json!({
                "environmentVariables": set(json!({ "A": "5" })),
                "environments": { "remove": [LIVE, TEST, OLD], "add": [
                    new("None", Some("A=5 B=2")), new("One", Some("A=5 B=x")), new("Absent", None), new("Two", Some("A=8 B=9")),
                ] },
            }),
            OwnValues::Overwrite,
            &[
                "> connection: environmentVariables environments, once",
                "environmentVariables: `environmentVariables` is replaced by a list of 2 [A]",
                "environmentVariables: the environment `Absent` gets the variables of the connection []",
                "environments.add[0]: the environment `None` is created",
                "environments.add[1]: the environment `One` is created",
                "environments.add[2]: the environment `Absent` is created",
                "environments.add[3]: the environment `Two` is created",
                "environments: the environment `Live` is deleted !",
                "environments: the environment `Test` is deleted !",
                "environments: the environment `Old` is deleted !",
                "> One: ",
                "environmentVariables: the environment `One` keeps its own value of 1 variable; until its own request is done, it has the variables of the connection [B]",
                "> Two: ",
                "environmentVariables: the environment `Two` keeps its own values of 2 variables; until its own request is done, it has the variables of the connection [A,B]",
            ],
        ),
        (
            json!({ "environments": { "add": [new("New", Some("A=5 B=2"))] } }),
            OwnValues::Overwrite,
            &["> connection: environments, once", "environments.add[0]: the environment `New` is created"],
        ),
        // The update of the connection deletes an environment. Only then are its name, and the names that follow, free.
        (
            json!({ "environments": { "remove": [OLD], "update": names } }),
            OwnValues::Overwrite,
            &[
                "> connection: environments",
                "environments: the environment `Old` is deleted !",
                "> Test: ",
                "environments.update[\"TEST\"].name: the environment `Test` is renamed to `Old`; other products may refer to it by its name",
                "> Live: ",
                "environments.update[\"LIVE\"].name: the environment `Live` is renamed to `Test`; other products may refer to it by its name",
                "environments.update[\"LIVE\"].credentials: the credentials of the environment `Live` get another order",
            ],
        ),
        (
            json!({ "environments": { "remove": [OLD], "order": [TEST, LIVE], "update": names } }),
            OwnValues::Overwrite,
            &[
                "> connection: environments",
                "environments: the environments get another order",
                "environments: the environment `Old` is deleted !",
                "> Test: ",
                "environments.update[\"TEST\"].name: the environment `Test` is renamed to `Old`; other products may refer to it by its name",
                "> Live: ",
                "environments.update[\"LIVE\"].name: the environment `Live` is renamed to `Test`; other products may refer to it by its name",
                "environments.update[\"LIVE\"].credentials: the credentials of the environment `Live` get another order",
            ],
        ),
        // Edits that no request makes are in no request.
        (update(json!({ LIVE: { "name": "Test" }, TEST: { "name": "Live" } })), OwnValues::Overwrite, &[]),
        (update(json!({ LIVE: { "credentials": { "action": [] } } })), OwnValues::Overwrite, &[]),
    ];
    for (changes, own_values, expected) in cases {
        let steps = planned(&changes, &options(own_values, false)).steps;
        assert_eq!(steps.iter().flat_map(describe).collect::<Vec<_>>(), expected, "{changes}");
    }
}

#[test]
fn an_edit_that_no_request_makes_is_reported_with_its_environment() {
    for (edits, expected) in [
        (
            json!({ LIVE: { "name": "Test" }, TEST: { "name": "Live" } }),
            [
                r#"Live name-cycle environments.update["LIVE"].name"#,
                r#"Test name-cycle environments.update["TEST"].name"#,
            ]
            .as_slice(),
        ),
        (
            json!({ LIVE: { "credentials": { "action": [] } } }),
            &[r#"Live entries environments.update["LIVE"].credentials.action"#],
        ),
    ] {
        let plan = planned(&update(edits.clone()), &PlanOptions::default());
        let found = plan.unsupported.iter().map(|edit| {
            let name = edit.environment.as_ref().map_or("", |environment| &environment.name);
            with_names(&format!("{name} {} {}", edit.reason.name(), edit.path))
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{edits}");
        let paths: Vec<_> = plan.issues.iter().map(|issue| (issue.code, &issue.path)).collect();
        let unsupported = plan.unsupported.iter().map(|edit| (IssueCode::UnsupportedEdit, &edit.path));
        assert_eq!(paths, unsupported.collect::<Vec<_>>(), "{edits}");
    }
}

#[test]
fn an_effect_has_the_paths_of_its_value_in_the_stored_and_the_new_connection() {
    let edits =
        json!({ "name": "EU", "credentials": { "action": [{ "id": OTHER_KEY }, { "id": KEY }] }, "variables": [] });
    for (environments, shared, expected) in [
        (json!({ "update": { LIVE: edits } }), None, ["environments[0]", "environments[0]"]),
        (
            json!({ "update": { LIVE: edits }, "order": [TEST, OLD, LIVE] }),
            Some(json!({ "set": { "A": "5" } })),
            ["environments[0]", "environments[2]"],
        ),
    ] {
        let mut changes = json!({ "environments": environments });
        let mut members = vec!["name", "credentials", "variables"];
        if let Some(shared) = shared {
            changes["environmentVariables"] = shared;
            // The environment also keeps its own list.
            members.push("variables");
        }
        let steps = planned(&changes, &PlanOptions::default()).steps;
        let paths = |path: &Option<Path>| path.as_ref().map(Path::to_string).unwrap_or_default();
        let found = steps.last().unwrap().effects.iter().map(|effect| [paths(&effect.before), paths(&effect.after)]);
        let expected = members.iter().map(|member| expected.map(|environment| format!("{environment}.{member}")));
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{changes}");
    }
}

#[test]
fn an_effect_names_the_environment_that_keeps_its_own_values() {
    let changes = json!({ "environmentVariables": { "set": { "A": "5" } } });
    let plan = planned(&changes, &options(OwnValues::Keep, false));
    let kept = plan.effects().filter(|effect| effect.kind == EffectKind::Kept);
    let named = kept.map(|effect| effect.environment.as_ref().map(|named| (named.id.as_deref(), named.name.as_str())));
    assert_eq!(named.collect::<Vec<_>>(), [Some((Some(LIVE), "Live")), Some((Some(OLD), "Old"))]);
}

/// Returns the name and the variables of each environment of a connection.
fn environments(connection: &str) -> Vec<String> {
    let connection: Value = serde_json::from_str(connection).unwrap();
    let describe = |environment: &Value| {
        let variables = environment["variables"].as_array().unwrap().iter();
        let pairs =
            variables.map(|pair| format!(" {}={}", pair["name"].as_str().unwrap(), pair["value"].as_str().unwrap()));
        [environment["name"].as_str().unwrap().to_owned()].into_iter().chain(pairs).collect()
    };
    connection["environments"].as_array().unwrap().iter().map(describe).collect()
}

#[test]
fn before_the_update_of_the_connection_its_overwritten_variables_are_not_wanted() {
    let renames = json!({ LIVE: { "name": "Test" }, TEST: { "name": "Next", "variables": { "set": { "A": "5" } } } });
    let shared = json!({ "set": { "A": "5" } });
    for (changes, own_values, before, after) in [
        // The variables of `Next` are edited, but need no request: they equal those of the connection.
        (
            json!({ "environmentVariables": shared, "environments": { "update": renames } }),
            OwnValues::Overwrite,
            ["Test A=1 B=own", "Next A=5 B=2", "Old"],
            ["Test A=5 B=2", "Next A=5 B=2", "Old A=5 B=2"],
        ),
        (
            json!({ "environmentVariables": shared, "environments": { "update": renames } }),
            OwnValues::Keep,
            ["Test A=5 B=own", "Next A=5 B=2", "Old"],
            ["Test A=5 B=own", "Next A=5 B=2", "Old"],
        ),
        // No request is before the update.
        (
            json!({ "environmentVariables": shared }),
            OwnValues::Overwrite,
            ["Live A=5 B=2", "Test A=5 B=2", "Old A=5 B=2"],
            ["Live A=5 B=2", "Test A=5 B=2", "Old A=5 B=2"],
        ),
        // The update sets no variables.
        (
            json!({ "name": "EU", "environments": { "update": renames } }),
            OwnValues::Overwrite,
            ["Test A=1 B=own", "Next A=5 B=2", "Old"],
            ["Test A=1 B=own", "Next A=5 B=2", "Old"],
        ),
    ] {
        let plan = planned(&changes, &options(own_values, false));
        let update = plan.steps.iter().position(|step| step.operation == Operation::UpdateConnection).unwrap();
        assert_eq!(environments(&plan.connection), after, "{changes}");
        for done in 0..=plan.steps.len() {
            let expected = if done <= update { before } else { after };
            assert_eq!(environments(plan.wanted(done)), expected, "{changes}: {done} requests are done");
        }
    }
}

#[test]
fn a_request_repeats_the_stored_lists_that_the_changes_do_not_set() {
    let restated = ": the request repeats the stored lists; an environment that someone adds meanwhile is deleted";
    let name = "name: `name` changes";
    for (changes, expected) in [
        (json!({ "name": "EU" }), ["> connection: authSchemeConfigs environments", name, restated].as_slice()),
        (
            json!({ "name": "EU", "authSchemeConfigs": current()["authSchemeConfigs"] }),
            &["> connection: authSchemeConfigs environments", name, restated],
        ),
        (
            json!({ "name": "EU", "authSchemeConfigs": current()["authSchemeConfigs"], "environments": current()["environments"] }),
            &["> connection: authSchemeConfigs environments", name],
        ),
        // There is no request.
        (json!({ "name": "Shop" }), &[]),
    ] {
        let steps = planned(&changes, &options(OwnValues::Overwrite, true)).steps;
        assert_eq!(steps.iter().flat_map(describe).collect::<Vec<_>>(), expected, "{changes}");
    }
}

#[test]
fn unchanged_text_is_copied() {
    let [id, organisation_id] = ["01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "01J9ZK8Q4T7W3X5Y6Z8A9B0C02"];
    let credentials = r#""credentials": { "action" : [ ] }"#;
    let live = format!(r#"{{ "id": "{LIVE}", "name": "Live", {credentials}, "variables": [ ] }}"#);
    let test = format!(r#"{{ "id": "{TEST}", "name": "Test", {credentials} }}"#);
    let list = format!("[ {live} , {test} ]");
    let current = format!(
        r#"{{ "id": "{id}", "organisationId": "{organisation_id}", "name": "Shop", "protocol": "http",
            "baseUrl": "https://shop.example.com", "environments": {list} }}"#
    );
    let options = PlanOptions::default();
    let planned = |changes: Value| plan(current.as_bytes(), changes.to_string().as_bytes(), &options).unwrap();
    let renamed = planned(json!({ "name": "EU" }));
    assert!(renamed.connection.contains(&list), "{}", renamed.connection);
    let edited = planned(update(json!({ LIVE: { "name": "EU" } })));
    assert!(edited.connection.contains(&test), "{}", edited.connection);
    assert!(edited.steps[0].expected.contains(credentials), "{}", edited.steps[0].expected);
}
