//! Merging: cases first, then laws under random input.

use connection_update::{IssueCode, Options, Rules, Severity, merge, validate};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::runs::cases;

#[test]
fn every_case_has_exactly_its_body_and_its_issues() {
    crate::fixtures::check_merging();
}

fn merged(current: &str, changes: &Json) -> Result<String, Vec<(IssueCode, String)>> {
    merge(current.as_bytes(), changes.to_string().as_bytes(), &Options::default())
        .map(|merged| merged.body)
        .map_err(|report| report.issues.into_iter().map(|issue| (issue.code, issue.pointer())).collect())
}

#[test]
fn unchanged_values_keep_their_spelling() {
    let current = r#"{"later":{"big":12345678901234567890.50,"e":1E+2},"id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C01","organisationId":"01J9ZK8Q4T7W3X5Y6Z8A9B0C02","name":"Caf\u00e9","protocol":"http","baseUrl":"https:\/\/a.example","environmentVariables":[{"name":"A","value":"\u0031","x":1.0},{"name":"B","value":"2"}],"updatedAt":"t"}"#;
    let body = merged(current, &json!({ "environmentVariables": { "set": { "B": "3" } } })).unwrap();
    assert_eq!(
        body,
        r#"{"later":{"big":12345678901234567890.50,"e":1E+2},"id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C01","organisationId":"01J9ZK8Q4T7W3X5Y6Z8A9B0C02","name":"Caf\u00e9","protocol":"http","baseUrl":"https:\/\/a.example","environmentVariables":[{"name":"A","value":"\u0031","x":1.0},{"name":"B","value":"3"}]}"#
    );
}

#[test]
fn an_unusable_current_connection_is_reported_at_its_path() {
    for (current, at) in [
        ("nonsense", ""),
        ("[]", ""),
        (r#"{"id":"a","organisationId":"b","protocol":"http"}"#, "/name"),
        (r#"{"id":"a","organisationId":"b","name":"c","protocol":"http","x":{"y":1,"y":2}}"#, "/x/y"),
        (
            r#"{"id":"a","organisationId":"b","name":"c","protocol":"http","environmentVariables":{}}"#,
            "/environmentVariables",
        ),
    ] {
        let issues = merged(current, &json!({})).unwrap_err();
        assert_eq!(issues[0], (IssueCode::InvalidCurrent, at.to_owned()), "{current}");
    }
}

#[test]
fn stored_environments_with_the_same_id_are_not_edited_by_id() {
    let id = "01J9ZK8Q4T7W3X5Y6Z8A9B0C10";
    let environment = |name: &str| json!({ "id": id, "name": name });
    let current = json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://a.example", "environments": [environment("One"), environment("Two")],
    });
    let issues = merged(&current.to_string(), &json!({ "environments": { "remove": [id] } })).unwrap_err();
    let duplicate = (IssueCode::InvalidCurrent, "/environments/1/id".to_owned());
    assert!(issues.contains(&duplicate), "{issues:?}");
    let update = |changes: Json| merged(&current.to_string(), &json!({ "environments": { "update": changes } }));
    let issues = update(json!({ id: { "name": "Three" } })).unwrap_err();
    assert!(issues.contains(&duplicate), "{issues:?}");
    assert!(update(json!({})).is_ok());
    assert!(merged(&current.to_string(), &json!({ "name": "Renamed" })).is_ok());
}

#[test]
fn an_added_environment_with_an_id_is_compared_even_if_only_errors_are_reported() {
    let id = "01J9ZK8Q4T7W3X5Y6Z8A9B0C10";
    let current = json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://a.example", "environments": [{ "id": id, "name": "One" }],
    });
    let new = |name: &str| json!({ "name": name, "credentials": {}, "variables": [] });
    let other = json!({ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "name": "Two" });
    for (add, expected) in [
        (json!([new("New")]), None),
        (json!([new("New"), other]), Some("unknown-environment /environments/2/id")),
        (json!([other]), Some("unknown-environment /environments/1/id")),
    ] {
        let changes = json!({ "environments": { "add": add } }).to_string();
        for rules in [Rules::DEFAULT, Rules::DEFAULT.errors_only()] {
            let options = Options { rules, ..Options::default() };
            let issues = merge(current.to_string().as_bytes(), changes.as_bytes(), &options)
                .map_or_else(|report| report.issues, |merged| merged.issues);
            let errors = issues.iter().filter(|issue| issue.severity == Severity::Error);
            let errors: Vec<_> = errors.map(|issue| format!("{} {}", issue.code.name(), issue.pointer())).collect();
            assert_eq!(errors, expected.into_iter().collect::<Vec<_>>(), "{changes}");
        }
    }
}

#[test]
fn an_order_names_each_environment_that_stays() {
    let [first, second] = ["01J9ZK8Q4T7W3X5Y6Z8A9B0C10", "01J9ZK8Q4T7W3X5Y6Z8A9B0C11"];
    let current = json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://a.example",
        "environments": [{ "id": first, "name": "One" }, { "id": second, "name": "Two" }],
    });
    for (order, is_complete) in
        [(json!([second]), true), (json!([first]), false), (json!([first, second]), false), (json!([]), false)]
    {
        let changes = json!({ "environments": { "remove": [first], "order": order } });
        let issues = merged(&current.to_string(), &changes).err().unwrap_or_default();
        let at_order = (IssueCode::InvalidOrder, "/environments/order".to_owned());
        assert_eq!(!issues.contains(&at_order), is_complete, "{changes}: {issues:?}");
    }
}

#[test]
fn white_space_before_a_colon_does_not_hide_a_read_only_field_and_is_kept_in_other_members() {
    let [first, second] = ["01J9ZK8Q4T7W3X5Y6Z8A9B0C10", "01J9ZK8Q4T7W3X5Y6Z8A9B0C11"];
    let current = format!(
        r#"{{"id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C01","organisationId":"01J9ZK8Q4T7W3X5Y6Z8A9B0C02","name":"Shop","protocol":"http",
            "baseUrl":"https://a.example","environments":[{{"id":"{first}","name" : "One","createdAt" : "t"}},
            {{"id":"{second}","name":"Two","createdAt"
            :"t"}}]}}"#
    );
    let body = merged(&current, &json!({ "environments": { "order": [second, first] } })).unwrap();
    assert!(!body.contains("createdAt") && body.contains(r#""name" : "One""#), "{body}");
}

#[test]
fn only_the_id_of_a_stored_credential_is_sent_and_every_unknown_member_of_other_objects() {
    let id = "01J9ZK8Q4T7W3X5Y6Z8A9B0C10";
    let current = json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://a.example", "environments": [],
    });
    let scheme = |application: Json| {
        json!({
            "schemeType": "oauth2", "authorizeUrl": "https://a.example", "tokenUrl": "https://a.example", "scopes": [],
            "flows": { "authorizationCode": { "applicationCredential": application, "later": 1 } }, "later": 2,
        })
    };
    let new = |credential: Json| {
        let entry = json!({ "authSchemeConfig": { "schemeType": "none" }, "credential": credential, "later": 3 });
        json!({ "name": "New", "credentials": { "action": [entry], "later": 4 }, "variables": [], "later": 5 })
    };
    let sent = |schemes: &Json, environment: &Json| {
        let changes = json!({ "authSchemeConfigs": [schemes], "environments": { "add": [environment] } });
        let body: Json = serde_json::from_str(&merged(&current.to_string(), &changes).unwrap()).unwrap();
        (body["authSchemeConfigs"][0].clone(), body["environments"][0].clone())
    };
    let whole = json!({ "id": id, "name": "Key", "type": "string", "data": {}, "createdAt": "t", "later": 6 });
    let reference = json!({ "id": id });
    assert_eq!(sent(&scheme(whole.clone()), &new(whole)), (scheme(reference.clone()), new(reference)));
    // Without an id, it is a credential to create.
    let created = json!({ "name": "Key", "type": "string", "data": { "value": "1" }, "later": 6 });
    assert_eq!(sent(&scheme(created.clone()), &new(created.clone())), (scheme(created.clone()), new(created)));
}

fn connection() -> impl Strategy<Value = Json> {
    let variables = prop::collection::hash_map("[A-D]", "[a-c]{0,2}", 0..5);
    (prop::option::of(variables), "[a-z]{1,8}").prop_map(|(variables, name)| {
        let mut connection = json!({
            "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": name,
            "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [], "updatedAt": "t"
        });
        if let Some(variables) = variables {
            let list = variables.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
            connection["environmentVariables"] = Json::Array(list);
        }
        connection
    })
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn no_changes_send_the_required_fields_and_no_list(current in connection()) {
        let body: Json = serde_json::from_str(&merged(&current.to_string(), &json!({})).unwrap()).unwrap();
        let mut keys: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        prop_assert_eq!(keys, ["baseUrl", "id", "name", "organisationId", "protocol"]);
        prop_assert!(body.as_object().unwrap().iter().all(|(key, value)| current[key] == *value));
    }

    #[test]
    fn edits_by_name_have_the_result_of_edits_of_a_map(
        current in connection(),
        set in prop::collection::btree_map("[A-F]", "[a-c]{0,2}", 0..4),
        removed in prop::collection::btree_set("[A-F]", 0..3),
    ) {
        let remove: Vec<_> = removed.into_iter().filter(|name| !set.contains_key(name)).collect();
        let edit = json!({ "environmentVariables": { "set": set, "remove": remove } });
        let text = merged(&current.to_string(), &edit).unwrap();
        prop_assert!(validate(text.as_bytes(), &Options::default()).is_ok());
        let body: Json = serde_json::from_str(&text).unwrap();
        let pairs = |list: &Json| -> Vec<(String, String)> {
            let text = |value: &Json| value.as_str().unwrap().to_owned();
            list.as_array().into_iter().flatten().map(|v| (text(&v["name"]), text(&v["value"]))).collect()
        };
        let before = pairs(&current["environmentVariables"]);
        let mut expected: Vec<_> = before.iter().filter(|(name, _)| !remove.contains(name)).cloned().collect();
        for (name, value) in &set {
            match expected.iter_mut().find(|(known, _)| known == name) {
                Some(known) => known.1.clone_from(value),
                None => expected.push((name.clone(), value.clone())),
            }
        }
        if expected == before {
            prop_assert!(body.get("environmentVariables").is_none(), "an edit that changes nothing sends nothing");
        } else {
            prop_assert_eq!(pairs(&body["environmentVariables"]), expected);
        }
    }
}

#[test]
fn null_in_the_stored_connection_is_not_sent() {
    let current = r#"{"id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C01","organisationId":"01J9ZK8Q4T7W3X5Y6Z8A9B0C02","name":"Sales",
        "protocol":"bigquery","baseUrl":null,"datasetId":"p.d","authSchemeConfigs":null,"environmentVariables":null,
        "environments":[]}"#;
    let body = merged(current, &json!({ "environmentVariables": { "set": { "A": "1" } } })).unwrap();
    assert!(body.ends_with(r#""datasetId":"p.d","environmentVariables":[{"name":"A","value":"1"}]}"#), "{body}");
}

#[test]
fn null_in_a_stored_environment_is_not_sent() {
    let [first, second] = ["01J9ZK8Q4T7W3X5Y6Z8A9B0C03", "01J9ZK8Q4T7W3X5Y6Z8A9B0C04"];
    let stored = |id, name| json!({ "id": id, "name": name, "credentials": { "action": [], "trigger": null }, "variables": null });
    let current = json!({ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Sales",
        "protocol": "http", "baseUrl": "https://a.example", "environments": [stored(first, "One"), stored(second, "Two")] });
    let body = merged(&current.to_string(), &json!({ "environments": { "order": [second, first] } })).unwrap();
    let sent = |id, name| json!({ "id": id, "name": name, "credentials": { "action": [] } });
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["environments"], json!([sent(second, "Two"), sent(first, "One")]));
    // In the changes, `null` is an error.
    let rejected =
        merged(&current.to_string(), &json!({ "environments": { "add": [{ "name": "New", "variables": null }] } }));
    assert!(rejected.is_err());
}

#[test]
fn keys_keep_their_spelling() {
    let current = r#"{"id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C01","organisationId":"01J9ZK8Q4T7W3X5Y6Z8A9B0C02","name":"Shop",
        "protocol":"http","baseUrl":"https://a.example","x\/y":1,
        "environmentVariables":[{"n\u0061me":"A","value":"1","x\/y":1.0}],"environments":[]}"#;
    let body = merged(current, &json!({ "environmentVariables": { "set": { "A": "2" } } })).unwrap();
    assert!(body.contains(r#","x\/y":1,"#) && body.contains(r#"{"n\u0061me":"A","value":"2","x\/y":1.0}"#), "{body}");
}
