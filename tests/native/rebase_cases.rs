//! Conflicts of a rebase, case by case: their kinds, messages and paths, and the changes that are left.

use std::num::NonZeroU32;

use connection_update::operations::rebase::{Conflict, ConflictKind};
use connection_update::path::Path;
use connection_update::{Options, Rebased, rebase};
use serde_json::{Value, json};

use crate::parts::{api_key, variables};

fn key(id: &str, scheme_name: &str) -> Value {
    json!({ "id": id, "authSchemeConfig": api_key(scheme_name) })
}

fn environment(id: &str, variables: Value, action: &[Value]) -> Value {
    json!({ "id": id, "name": id, "credentials": { "action": action }, "variables": variables })
}

/// Returns the connection that both sides edit.
fn base() -> Value {
    json!({
        "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example",
        "environmentVariables": variables("A=1 B=2"),
        "environments": [
            environment("live", variables("A=1 B=own"), &[key("k1", "X"), key("k2", "Y"), key("k3", "Z")]),
            environment("test", variables("A=1 B=2"), &[]),
            environment("dev", variables("A=1 B=2"), &[]),
        ],
    })
}

fn rebased(base: &Value, mine: &Value, latest: &Value) -> Rebased {
    let [base, mine, latest] = [base, mine, latest].map(Value::to_string);
    rebase(base.as_bytes(), mine.as_bytes(), latest.as_bytes(), &Options::default()).unwrap()
}

/// Returns kind, message, and the paths in the base, the changes and the latest connection. A missing path is empty.
fn describe(conflict: &Conflict) -> [String; 5] {
    assert_eq!(Some(&conflict.path), conflict.latest.as_ref().or(conflict.base.as_ref()));
    let kind = serde_json::to_value(conflict.kind).unwrap().as_str().unwrap().to_owned();
    let path = |path: &Option<Path>| path.as_ref().map(Path::to_string).unwrap_or_default();
    [kind, conflict.message(), path(&conflict.base), path(&conflict.mine), path(&conflict.latest)]
}

/// Edits of the other side, mine, the rebased changes, and the described conflicts.
type Case<'c> = (fn(&mut Value), Value, Value, &'c [[&'c str; 5]]);

fn check(cases: &[Case<'_>]) {
    assert!(!cases.is_empty());
    for (edit, mine, changes, conflicts) in cases {
        let mut latest = base();
        edit(&mut latest);
        let rebased = rebased(&base(), mine, &latest);
        let found: Vec<_> = rebased.conflicts.iter().map(describe).collect();
        assert_eq!(found, *conflicts, "{mine} onto {latest}");
        assert_eq!(serde_json::from_str::<Value>(&rebased.changes).unwrap(), *changes, "{mine} onto {latest}");
    }
}

fn update(id: &str, changes: Value) -> Value {
    json!({ "environments": { "update": { id: changes } } })
}

fn action(list: Value) -> Value {
    update("live", json!({ "credentials": { "action": list } }))
}

/// Edits the auth scheme of the first credential, and returns the list of credentials.
fn edit_k1(latest: &mut Value) -> &mut Vec<Value> {
    let list = latest["environments"][0]["credentials"]["action"].as_array_mut().unwrap();
    list[0] = key("k1", "Theirs");
    list
}

fn reverse_environments(latest: &mut Value) {
    latest["environments"].as_array_mut().unwrap().reverse();
}

fn rename_dev(latest: &mut Value) {
    latest["environments"][2]["name"] = json!("theirs");
}

#[test]
fn both_sides_change_the_connection() {
    check(&[
        (
            |latest| latest["name"] = json!("Theirs"),
            json!({ "name": "Mine", "baseUrl": "https://mine.example" }),
            json!({ "baseUrl": "https://mine.example" }),
            &[["value", "both sides changed `name`", "name", "name", "name"]],
        ),
        (
            |latest| latest["environmentVariables"] = variables("A=theirs B=2"),
            json!({ "environmentVariables": { "set": { "A": "mine", "C": "3" } } }),
            json!({ "environmentVariables": { "set": { "C": "3" } } }),
            &[[
                "value",
                "both sides changed the variable `A`",
                "environmentVariables[0].value",
                "environmentVariables.set.A",
                "environmentVariables[0].value",
            ]],
        ),
        (
            |latest| latest["environmentVariables"] = variables("N=1 A=theirs B=2"),
            json!({ "environmentVariables": variables("A=mine B=2") }),
            json!({}),
            &[[
                "value",
                "both sides changed the variable `A`",
                "environmentVariables[0].value",
                "environmentVariables",
                "environmentVariables[1].value",
            ]],
        ),
        (
            |latest| latest["environmentVariables"] = variables("A=1 B=theirs"),
            json!({ "environmentVariables": { "remove": ["A", "B"] } }),
            json!({ "environmentVariables": { "remove": ["A"] } }),
            &[[
                "edited",
                "the other side changed the variable `B`, which these changes remove",
                "environmentVariables[1].value",
                "environmentVariables.remove[1]",
                "environmentVariables[1].value",
            ]],
        ),
        (
            |latest| latest["environmentVariables"] = variables("A=1"),
            json!({ "environmentVariables": { "set": { "B": "mine" } } }),
            json!({}),
            &[[
                "deleted",
                "the other side removed the variable `B`, which these changes edit",
                "environmentVariables[1].value",
                "environmentVariables.set.B",
                "",
            ]],
        ),
        (
            |latest| latest["environmentVariables"] = variables("A=1 B=2 C=theirs"),
            json!({ "environmentVariables": { "set": { "C": "mine" } } }),
            json!({}),
            &[[
                "value",
                "both sides changed the variable `C`",
                "",
                "environmentVariables.set.C",
                "environmentVariables[2].value",
            ]],
        ),
        (
            |latest| latest["environmentVariables"] = variables("A=1 B=theirs"),
            json!({ "environmentVariables": variables("B=2 A=1") }),
            json!({}),
            &[[
                "list",
                "both sides changed the list of variables",
                "environmentVariables",
                "environmentVariables",
                "environmentVariables",
            ]],
        ),
    ]);
}

#[test]
fn both_sides_change_the_environments() {
    let new = || json!({ "name": "new", "credentials": {}, "variables": [] });
    check(&[
        (
            |latest| latest["environments"].as_array_mut().unwrap().insert(0, environment("new", json!([]), &[])),
            json!({ "environments": { "add": [new()] } }),
            json!({}),
            &[[
                "same-name",
                "an environment has the name `new` now, which these changes give to a new one",
                "",
                "environments.add[0]",
                "environments[0]",
            ]],
        ),
        (
            rename_dev,
            update("live", json!({ "name": "theirs" })),
            json!({}),
            &[[
                "same-name",
                "an environment has the name `theirs` now, which these changes give to another one",
                "environments[2].name",
                "environments.update.live.name",
                "environments[2].name",
            ]],
        ),
        (
            |latest| {
                rename_dev(latest);
                reverse_environments(latest);
            },
            update("dev", json!({ "name": "mine" })),
            json!({}),
            &[[
                "value",
                "both sides renamed the environment `theirs`",
                "environments[2].name",
                "environments.update.dev.name",
                "environments[0].name",
            ]],
        ),
        (rename_dev, update("dev", json!({ "name": "dev" })), json!({}), &[]),
        (
            |latest| drop(latest["environments"].as_array_mut().unwrap().remove(0)),
            update("live", json!({ "name": "mine" })),
            json!({}),
            &[[
                "deleted",
                "the other side deleted the environment `live`, which these changes edit",
                "environments[0]",
                "environments.update.live",
                "",
            ]],
        ),
        // They added a member, of which the base knows nothing.
        (
            |latest| latest["environments"][0]["later"] = json!(1),
            json!({ "environments": { "remove": ["test", "live"] } }),
            json!({ "environments": { "remove": ["test"] } }),
            &[[
                "edited",
                "the other side changed the environment `live`, which these changes delete",
                "environments[0]",
                "environments.remove[1]",
                "environments[0]",
            ]],
        ),
        (
            reverse_environments,
            json!({ "environments": { "order": ["dev", "live", "test"] } }),
            json!({}),
            &[[
                "order",
                "both sides put the environments in another order",
                "environments",
                "environments",
                "environments",
            ]],
        ),
        (
            reverse_environments,
            json!({ "environments": null }),
            json!({}),
            &[["list", "both sides changed the environments", "environments", "environments", "environments"]],
        ),
        // A whole list, from which `dev` is removed.
        (
            |latest| {
                rename_dev(latest);
                latest["environments"].as_array_mut().unwrap().push(environment("new", json!([]), &[]));
            },
            json!({ "environments": [{ "id": "live" }, new(), { "id": "test" }] }),
            json!({}),
            &[
                [
                    "edited",
                    "the other side changed the environment `theirs`, which these changes delete",
                    "environments[2]",
                    "environments",
                    "environments[2]",
                ],
                [
                    "same-name",
                    "an environment has the name `new` now, which these changes give to a new one",
                    "",
                    "environments[1]",
                    "environments[3]",
                ],
            ],
        ),
    ]);
}

#[test]
fn both_sides_change_the_variables_of_an_environment() {
    check(&[
        (
            |latest| {
                latest["environments"][0]["variables"] = variables("A=theirs B=own");
                reverse_environments(latest);
            },
            update("live", json!({ "variables": { "set": { "A": "mine" } } })),
            json!({}),
            &[[
                "value",
                "both sides changed the variable `A` in the environment `live`",
                "environments[0].variables[0].value",
                "environments.update.live.variables.set.A",
                "environments[2].variables[0].value",
            ]],
        ),
        (
            |latest| latest["environments"][0]["variables"] = variables("A=theirs B=own"),
            update("live", json!({ "variables": variables("B=own A=1") })),
            json!({}),
            &[[
                "list",
                "both sides changed the variables of the environment `live`",
                "environments[0].variables",
                "environments.update.live.variables",
                "environments[0].variables",
            ]],
        ),
    ]);
}

#[test]
fn variables_that_both_sides_change_conflict_with_the_variables_of_an_environment_only_if_they_are_sent() {
    const OVERWRITTEN: [&str; 5] = [
        "overwritten",
        "the other side changed the variables of the environment `test`, which these changes overwrite",
        "environments[1].variables",
        "environmentVariables",
        "environments[1].variables",
    ];
    fn edit_test(latest: &mut Value) {
        latest["environments"][1]["variables"] = variables("A=theirs");
    }
    fn edit_both(latest: &mut Value) {
        edit_test(latest);
        latest["environmentVariables"] = variables("A=theirs B=2 C=3");
    }
    let mine = |changes: Value| json!({ "environmentVariables": changes });
    let set = |name: &str, value: &str| mine(json!({ "set": { name: value } }));
    check(&[
        // Changes that are sent.
        (edit_test, set("A", "mine"), json!({}), &[OVERWRITTEN]),
        (edit_test, mine(json!({ "remove": ["A"] })), json!({}), &[OVERWRITTEN]),
        (edit_test, mine(variables("A=1 B=2")), json!({}), &[OVERWRITTEN]),
        (edit_both, set("A", "mine"), json!({}), &[OVERWRITTEN]),
        (edit_both, set("B", "mine"), json!({}), &[OVERWRITTEN]),
        (edit_both, mine(json!({ "remove": ["A"] })), json!({}), &[OVERWRITTEN]),
        (edit_both, mine(variables("A=mine B=2")), json!({}), &[OVERWRITTEN]),
        // Changes that the other side made too, or that change nothing.
        (edit_test, set("A", "1"), set("A", "1"), &[]),
        (edit_both, set("A", "theirs"), json!({}), &[]),
        (edit_both, set("C", "3"), json!({}), &[]),
        (edit_both, set("A", "1"), json!({}), &[]),
        (edit_both, mine(variables("A=1 B=2")), json!({}), &[]),
        // The other side created an environment.
        (
            |latest| latest["environments"].as_array_mut().unwrap().push(environment("new", variables("N=1"), &[])),
            set("A", "mine"),
            json!({}),
            &[[
                "overwritten",
                "the other side changed the variables of the environment `new`, which these changes overwrite",
                "",
                "environmentVariables",
                "environments[3].variables",
            ]],
        ),
        (
            |latest| latest["environments"].as_array_mut().unwrap().push(environment("new", json!([]), &[])),
            set("A", "mine"),
            set("A", "mine"),
            &[],
        ),
    ]);
}

#[test]
fn both_sides_change_credentials() {
    let both_changed = |base, mine, latest| {
        ["value", "both sides changed an auth scheme of the environment `live`", base, mine, latest]
    };
    const CREDENTIALS: [&str; 5] = [
        "value",
        "both sides changed the credentials of the environment `live`",
        "environments[0].credentials.action",
        "environments.update.live.credentials.action",
        "environments[0].credentials.action",
    ];
    let id = |id: &str| json!({ "id": id });
    let (k1, k2, k3) = (|| id("k1"), || id("k2"), || id("k3"));
    let edited_k1 = || action(json!([key("k1", "Mine"), k2(), k3()]));
    // No request can create the credential `k9`.
    let edited_and_unsupported = || action(json!([key("k1", "Mine"), k2(), k3(), id("k9")]));
    let only_unsupported = || action(json!([k1(), k2(), k3(), id("k9")]));
    check(&[
        // One side.
        (rename_dev, action(json!([key("k1", "Mine"), key("k2", "Y"), k3()])), edited_k1(), &[]),
        (rename_dev, edited_and_unsupported(), edited_and_unsupported(), &[]),
        (|latest| _ = edit_k1(latest), only_unsupported(), only_unsupported(), &[]),
        (
            |latest| edit_k1(latest).push(key("k4", "New")),
            action(json!([k3(), k2(), k1()])),
            action(json!([k3(), k2(), k1(), id("k4")])),
            &[],
        ),
        // The same auth scheme.
        (
            |latest| _ = edit_k1(latest),
            edited_k1(),
            json!({}),
            &[both_changed(
                "environments[0].credentials.action[0].authSchemeConfig",
                "environments.update.live.credentials.action[0].authSchemeConfig",
                "environments[0].credentials.action[0].authSchemeConfig",
            )],
        ),
        (
            |latest| edit_k1(latest).swap(0, 1),
            edited_k1(),
            json!({}),
            &[both_changed(
                "environments[0].credentials.action[0].authSchemeConfig",
                "environments.update.live.credentials.action[0].authSchemeConfig",
                "environments[0].credentials.action[1].authSchemeConfig",
            )],
        ),
        (
            |latest| {
                edit_k1(latest);
                reverse_environments(latest);
            },
            edited_k1(),
            json!({}),
            &[both_changed(
                "environments[0].credentials.action[0].authSchemeConfig",
                "environments.update.live.credentials.action[0].authSchemeConfig",
                "environments[2].credentials.action[0].authSchemeConfig",
            )],
        ),
        // The list.
        (|latest| _ = edit_k1(latest), edited_and_unsupported(), json!({}), &[CREDENTIALS]),
        (|latest| drop(edit_k1(latest).remove(2)), edited_and_unsupported(), json!({}), &[CREDENTIALS]),
        (
            |latest| latest["environments"][0]["credentials"] = json!({}),
            edited_and_unsupported(),
            json!({}),
            &[CREDENTIALS],
        ),
        (
            |latest| drop(edit_k1(latest).remove(0)),
            edited_k1(),
            json!({}),
            &[[
                "deleted",
                "the other side changed the credentials of the environment `live`, which these changes edit",
                "environments[0].credentials.action",
                "environments.update.live.credentials.action",
                "environments[0].credentials.action",
            ]],
        ),
        (
            |latest| edit_k1(latest).swap(0, 1),
            action(json!([k3(), k1(), k2()])),
            json!({}),
            &[[
                "order",
                "both sides put the credentials of the environment `live` in another order",
                "environments[0].credentials.action",
                "environments.update.live.credentials.action",
                "environments[0].credentials.action",
            ]],
        ),
    ]);
}

#[test]
fn a_last_conflict_represents_those_beyond_20_000() {
    let list = |count: u32, value: &str| -> Value {
        (0..count).map(|n| json!({ "name": format!("V{n}"), "value": value })).collect()
    };
    for (count, more) in [(20_000, None), (20_001, NonZeroU32::new(1)), (20_002, NonZeroU32::new(2))] {
        let side = |value: &str| {
            let mut connection = base();
            connection["environmentVariables"] = list(count, value);
            connection
        };
        let mine = json!({ "environmentVariables": list(count, "mine") });
        let conflicts = rebased(&side("1"), &mine, &side("theirs")).conflicts;
        assert_eq!(conflicts.len(), 20_000 + usize::from(more.is_some()));
        assert!(conflicts.iter().take(20_000).all(|conflict| conflict.kind == ConflictKind::Value));
        if let Some(more) = more {
            let last = conflicts.last().unwrap();
            assert_eq!((last.kind, last.count, &last.path), (ConflictKind::More, Some(more), &Path::root()));
            assert_eq!(last.message(), format!("both sides changed {more} more values"));
        }
    }
}
