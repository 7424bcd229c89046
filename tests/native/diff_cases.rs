//! Differences of single cases: edits that no request makes, lists of another type, and members that `diff` does not know.

use connection_update::{Options, diff, diff_draft, merge};
use serde_json::{Value, json};

fn current() -> Value {
    let application = json!({ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C71", "name": "Shop app", "data": { "clientId": "c" } });
    let oauth = json!({
        "schemeType": "oauth2", "authorizeUrl": "https://a.example", "tokenUrl": "https://t.example", "scopes": [],
        "flows": { "authorizationCode": { "applicationCredential": application } },
    });
    let credential = |id: &str, name: &str| {
        json!({
            "id": id, "authSchemeConfig": { "schemeType": "none" }, "createdAt": "2026-01-01T00:00:00Z",
            "credential": { "id": format!("{}9", &id.trim_end_matches(char::is_numeric)), "type": "string", "name": name },
        })
    };
    let action =
        json!([credential("01J9ZK8Q4T7W3X5Y6Z8A9B0C61", "one"), credential("01J9ZK8Q4T7W3X5Y6Z8A9B0D62", "two")]);
    json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://shop.example.com", "createdAt": "2026-01-01T00:00:00Z",
        "authSchemeConfigs": [oauth], "environmentVariables": [{ "name": "A", "value": "1" }],
        "environments": [{
            "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "name": "Live", "createdAt": "2026-01-01T00:00:00Z",
            "variables": [{ "name": "A", "value": "1" }], "credentials": { "action": action, "trigger": [], "later": 1 },
        }],
    })
}

/// Sets the value at a pointer, and returns what `diff` finds: the changes and the edits that no request makes, or the errors.
fn edited(pointer: &str, value: Value, is_draft: bool) -> String {
    let (current, mut next) = (current(), current());
    match next.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            next.pointer_mut(parent).unwrap()[name] = value;
        }
    }
    let compare = if is_draft { diff_draft } else { diff };
    match compare(current.to_string().as_bytes(), next.to_string().as_bytes(), &Options::default()) {
        Ok(found) => {
            let reasons =
                found.unsupported.iter().map(|edit| format!("{} {}", edit.reason.name(), edit.path.pointer()));
            [vec![found.changes], reasons.collect()].concat().join(" | ")
        }
        Err(report) => {
            let codes = report.issues.iter().map(|issue| format!("{} {}", issue.code.name(), issue.pointer()));
            codes.collect::<Vec<_>>().join(" | ")
        }
    }
}

#[test]
fn an_edit_is_a_change_an_error_or_an_edit_that_no_request_makes() {
    let environment = "/environments/0";
    let application = "/authSchemeConfigs/0/flows/authorizationCode/applicationCredential";
    for (pointer, value, expected) in [
        ("/name", json!("Shop"), "{}".to_owned()),
        ("/name", json!("Other"), r#"{"name":"Other"}"#.to_owned()),
        ("/environments", json!({}), "invalid-type /environments".to_owned()),
        // The validation of the changes reports it.
        ("/environments", json!(null), r#"{"environments":null}"#.to_owned()),
        ("/environmentVariables", json!("A"), "invalid-type /environmentVariables".to_owned()),
        ("/environments/0/variables", json!({}), "invalid-type /environments/0/variables".to_owned()),
        ("/createdAt", json!("2027-01-01T00:00:00Z"), "{} | read-only /createdAt".to_owned()),
        ("/environments/0/createdAt", json!("x"), "{} | read-only /environments/0/createdAt".to_owned()),
        ("/environments/0/credentials", json!([]), "{} | entries /environments/0/credentials".to_owned()),
        ("/environments/0/credentials/later", json!(1), "{}".to_owned()),
        ("/environments/0/credentials/later", json!(2), "{} | entries /environments/0/credentials/later".to_owned()),
        ("/environments/0/credentials/action", json!({}), "{} | entries /environments/0/credentials/action".to_owned()),
    ] {
        assert_eq!(edited(pointer, value.clone(), false), expected, "{pointer}: {value}");
    }
    let name = [application, "/name"].concat();
    assert_eq!(edited(&name, json!("Shop app"), false), "{}");
    assert!(edited(&name, json!("Other app"), false).ends_with(&format!(" | credential {application}")));
    let first = [environment, "/credentials/action/0"].concat();
    for (member, value, expected) in [
        ("credential/name", json!("other"), Some("credential")),
        ("credential/id", json!("01J9ZK8Q4T7W3X5Y6Z8A9B0C99"), Some("entries")),
        ("credential/name", json!("one"), None),
        ("createdAt", json!("x"), Some("read-only")),
    ] {
        let path = match member.split_once('/') {
            Some((object, _)) => format!("{first}/{object}"),
            None => format!("{first}/{member}"),
        };
        let expected = expected.map_or("{}".to_owned(), |reason| format!("{{}} | {reason} {path}"));
        assert_eq!(edited(&format!("{first}/{member}"), value, false), expected, "{member}");
    }
}

#[test]
fn variables_are_edited_by_name_only_if_the_result_is_the_wanted_list() {
    let variable = |name: Value, value: Value| json!({ "name": name, "value": value });
    let text = |name: &str, value: &str| variable(json!(name), json!(value));
    let stored = text("A", "1");
    let later = |value: &str| json!({ "name": "A", "value": value, "later": 1 });
    for (stored_variable, next, edits) in [
        (&stored, json!([text("A", "2")]), Some(json!({ "set": { "A": "2" } }))),
        (&stored, json!([stored, text("B", "2")]), Some(json!({ "set": { "B": "2" } }))),
        (&stored, json!([]), Some(json!({ "remove": ["A"] }))),
        // As a key of an object in JavaScript, `1` is before all other names.
        (&stored, json!([stored, text("1", "x")]), Some(json!({ "set": { "1": "x" } }))),
        (&stored, json!([stored, text("B", "x"), text("1", "x")]), None),
        (&stored, json!([stored, text("B", "x"), text("C", "x"), text("1", "x")]), None),
        (&stored, json!([stored, text("B", "x"), text("C", "x")]), Some(json!({ "set": { "B": "x", "C": "x" } }))),
        // Edits by name add new variables at the end.
        (&stored, json!([text("B", "2"), stored]), None),
        (&stored, json!([stored, stored]), None),
        (&stored, json!([variable(json!("A"), json!(2))]), None),
        (&stored, json!([stored, variable(json!(2), json!("2"))]), None),
        (&stored, json!([stored, variable(json!(2), json!(2))]), None),
        (&stored, json!([stored, { "name": "B" }]), None),
        (&later("1"), json!([stored]), None),
        (&later("1"), json!([later("2")]), None),
        (&variable(json!(2), json!("2")), json!([]), None),
    ] {
        let [before, after] = [json!([stored_variable]), next.clone()].map(|variables| {
            let mut connection = current();
            connection["environmentVariables"] = variables;
            connection.to_string()
        });
        let found = diff(before.as_bytes(), after.as_bytes(), &Options::default()).unwrap();
        let expected = json!({ "environmentVariables": edits.unwrap_or_else(|| next.clone()) });
        assert_eq!(found.changes, expected.to_string(), "{next}");
    }
}

#[test]
fn a_draft_that_leaves_out_a_part_of_a_credential_has_removed_it() {
    let credential = "/environments/0/credentials/action/1/credential";
    let partial = json!({ "type": "string", "name": "two" });
    assert_eq!(edited(credential, partial.clone(), false), "{}");
    assert_eq!(edited(credential, partial, true), format!("{{}} | credential {credential}"));
}

#[test]
fn a_credential_is_compared_with_the_stored_one_of_its_id() {
    let stored = current();
    let action = stored["environments"][0]["credentials"]["action"].as_array().unwrap().clone();
    let (mut first, second) = (action[0].clone(), action[1].clone());
    let list = "/environments/0/credentials/action";
    let order = |list: &[&Value]| list.iter().map(|one| json!({ "id": one["id"] })).collect::<Vec<_>>();
    let swapped = edited(list, json!([second, first]), false);
    let expected = json!({ "environments": { "update": {
        "01J9ZK8Q4T7W3X5Y6Z8A9B0C11": { "credentials": { "action": order(&[&second, &first]) } },
    } } });
    assert_eq!(swapped, expected.to_string());
    first["createdAt"] = json!("x");
    let moved = edited(list, json!([second, first]), false);
    assert_eq!(moved, format!("{expected} | read-only {list}/1/createdAt"));
}

#[test]
fn new_environments_are_named_by_their_index_and_others_by_their_id() {
    let stored = current();
    let id = stored["environments"][0]["id"].clone();
    let new = |name: &str| json!({ "name": name, "credentials": { "action": [] }, "variables": [] });
    let merged = |order: Value| {
        let changes = json!({ "environments": { "add": [new("A"), new("B")], "order": order } });
        match merge(stored.to_string().as_bytes(), changes.to_string().as_bytes(), &Options::default()) {
            Ok(merged) => {
                let body: Value = serde_json::from_str(&merged.body).unwrap();
                let names = body["environments"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap());
                names.collect::<Vec<_>>().join(" ")
            }
            Err(report) => {
                let found = report.issues.iter().map(|issue| format!("{} {}", issue.code.name(), issue.pointer()));
                found.filter(|issue| issue.contains("order")).collect::<Vec<_>>().join(" | ")
            }
        }
    };
    for (order, expected) in [
        (json!([1, id, 0]), "B Live A"),
        (json!([id]), "Live A B"),
        (json!([1, id]), "B Live A"),
        (json!([0, 1]), "invalid-order /environments/order"),
        (json!([id, 2]), "invalid-order /environments/order/1"),
        (json!([id, 0, 0]), "duplicate-value /environments/order/2"),
        (json!([id, id]), "duplicate-value /environments/order/1"),
        (json!([id, "x"]), "unknown-environment /environments/order/1"),
    ] {
        assert_eq!(merged(order.clone()), expected, "{order}");
    }
}

#[test]
fn a_row_key_is_left_out_with_a_warning() {
    for (pointer, name, value, changes) in [
        ("/environments/0", "rowKey", json!(7), "{}"),
        ("/environments/0", "rowKeys", json!([{ "rowKey": 7 }]), "{}"),
        // A variable that has no name and no value yet.
        ("/environmentVariables/0", "rowKey", json!(7), r#"{"environmentVariables":[{}]}"#),
    ] {
        let mut next = current();
        let item = next.pointer_mut(pointer).unwrap();
        if pointer == "/environmentVariables/0" {
            *item = json!({});
        }
        item[name] = value;
        let found = diff(current().to_string().as_bytes(), next.to_string().as_bytes(), &Options::default()).unwrap();
        assert_eq!((found.changes.as_str(), found.unsupported.as_slice()), (changes, &[][..]), "{pointer}/{name}");
        let codes = found.issues.iter().map(|issue| format!("{} {}", issue.code.name(), issue.pointer()));
        assert_eq!(codes.collect::<Vec<_>>(), [format!("unknown-field {pointer}/{name}")]);
    }
}

#[test]
fn beside_a_row_key_null_does_not_become_an_empty_list() {
    for (name, list) in [
        ("environments", "environmentVariables"),
        ("authSchemeConfigs", "environmentVariables"),
        ("environmentVariables", "environments"),
    ] {
        let mut next = current();
        next[name] = json!(null);
        next[list][0]["rowKey"] = json!(7);
        let found = diff(current().to_string().as_bytes(), next.to_string().as_bytes(), &Options::default()).unwrap();
        assert_eq!(found.changes, json!({ name: null }).to_string());
        let codes = found.issues.iter().map(|issue| format!("{} {}", issue.code.name(), issue.pointer()));
        assert_eq!(codes.collect::<Vec<_>>(), [format!("unknown-field /{list}/0/rowKey")]);
    }
}

#[test]
fn of_many_edits_that_no_request_makes_the_first_10_000_are_listed() {
    let read_only = ("read-only", "only the platform sets this value");
    let more = ("more", "more edits are not sent");
    for (count, last) in [(10_000, read_only), (10_001, more), (10_002, more)] {
        let [before, after] = ["1", "2"].map(|value| {
            let mut connection = current();
            let environment = connection["environments"][0].as_object_mut().unwrap();
            environment.extend((0..count).map(|at| (format!("unknown{at}"), json!(value))));
            connection.to_string()
        });
        let found = diff(before.as_bytes(), after.as_bytes(), &Options::default()).unwrap().unsupported;
        let edit = found.last().unwrap();
        assert_eq!((found.len(), (edit.reason.name(), edit.message)), (count.min(10_001), last), "{count} edits");
        assert_eq!(found[9_999].path.pointer(), "/environments/0/unknown9999");
        assert_eq!(found.iter().skip(10_000).map(|edit| edit.path.pointer()).collect::<String>(), "");
    }
}

#[test]
fn no_request_changes_the_order_of_an_unknown_list_of_credentials() {
    let mut current = current();
    let credentials = &mut current["environments"][0]["credentials"];
    credentials["later"] = credentials["action"].clone();
    let mut next = current.clone();
    next["environments"][0]["credentials"]["later"].as_array_mut().unwrap().reverse();
    let found = diff(current.to_string().as_bytes(), next.to_string().as_bytes(), &Options::default()).unwrap();
    let reasons = found.unsupported.iter().map(|edit| format!("{} {}", edit.reason.name(), edit.path.pointer()));
    assert_eq!(found.changes, "{}");
    assert_eq!(reasons.collect::<Vec<_>>(), ["entries /environments/0/credentials/later"]);
}
