//! Bodies of the Update Environment request: alone, and against the stored connection.

use connection_update::json::{Document, Limits};
use connection_update::operations::drift::{Expected, drift_environment};
use connection_update::operations::merge::merge_into_valid_body;
use connection_update::validate::{UpdateOperation, ValidBody};
use connection_update::{IssueCode, Options, Rules, merge};
use serde_json::{Value, json};

const ID: &str = "01J9ZK8Q4T7W3X5Y6Z8A9B0C10";

/// The stored connection of `against.json`.
fn stored() -> Value {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/against.json")).unwrap();
    fixture["current"].clone()
}

/// Returns the issues of a body: code, pointer and severity, and `stored` for an issue about a stored value.
fn issues(body: &Value, connection: Option<&Value>, rules: Rules) -> Vec<String> {
    let text = body.to_string();
    let connection = connection.map(Value::to_string);
    let limits = Limits::default();
    let connection = connection.as_ref().map(|text| Document::parse(text.as_bytes(), limits).unwrap());
    let issues = match ValidBody::environment(text.as_bytes(), connection.as_ref(), &Options { rules, limits }) {
        Ok(body) => body.issues().to_vec(),
        Err(report) => report.issues,
    };
    let describe = |issue: &connection_update::Issue| {
        let stored = if issue.params.iter().any(|(name, _)| name == "stored") { " stored" } else { "" };
        format!("{} {} {:?}{stored}", issue.code.name(), issue.pointer(), issue.severity).to_lowercase()
    };
    issues.iter().map(describe).collect()
}

#[test]
fn a_body_has_the_issues_of_its_shape() {
    let cases = [
        (json!({ "id": ID, "name": "Test" }), vec![]),
        (json!({ "id": ID, "name": "Test", "credentials": {}, "variables": [{ "name": "A", "value": "" }] }), vec![]),
        (json!(7), vec!["invalid-type  error"]),
        (json!({}), vec!["missing-field /id error", "missing-field /name error"]),
        (json!({ "id": 7, "name": [] }), vec!["invalid-type /id error", "invalid-type /name error"]),
        (json!({ "id": "e", "name": " " }), vec!["invalid-ulid /id warning", "blank-name /name warning"]),
        (json!({ "id": ID, "name": "T", "variables": null }), vec!["null-list /variables error"]),
        (
            json!({ "id": ID, "name": "T", "variables": [
                { "name": "A", "value": "1" }, { "name": "A", "value": "***" }, { "name": "", "value": 1 }, {},
            ] }),
            vec![
                "duplicate-value /variables/1/name error",
                "masked-value /variables/1/value warning",
                "blank-name /variables/2/name error",
                "invalid-type /variables/2/value error",
                "missing-field /variables/3/name error",
                "missing-field /variables/3/value error",
            ],
        ),
        (
            json!({ "id": ID, "name": "T", "updatedAt": "t", "later": 1, "credentials": { "action": [
                { "id": ID, "authSchemeConfig": { "schemeType": "none" }, "credential": {} },
                { "id": ID, "authSchemeConfig": {} }, { "authSchemeConfig": { "schemeType": "later" } },
            ], "trigger": 7 } }),
            vec![
                "read-only-field /credentials/action/0/credential warning",
                "duplicate-value /credentials/action/1/id error",
                "missing-field /credentials/action/1/authschemeconfig/schemetype error",
                "missing-field /credentials/action/2/id error",
                "unknown-type /credentials/action/2/authschemeconfig/schemetype warning",
                "invalid-type /credentials/trigger error",
                "unknown-field /later warning",
                "read-only-field /updatedat warning",
            ],
        ),
    ];
    for (body, mut expected) in cases {
        let mut found = issues(&body, None, Rules::DEFAULT);
        // The order of members is not the order above, because `json!` sorts them.
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{body}");
    }
}

#[test]
fn a_body_is_compared_with_its_stored_environment() {
    let none = || json!({ "schemeType": "none" });
    let [first, second, third] = ["20", "21", "22"].map(|end| format!("01J9ZK8Q4T7W3X5Y6Z8A9B0C{end}"));
    let key = json!({ "schemeType": "api-key", "name": "other", "in": "query" });
    let credentials = |action: Value, trigger: Value| json!({ "id": ID, "name": "Production", "credentials": { "action": action, "trigger": trigger } });
    let entry = |id: &str, scheme: Value| json!({ "id": id, "authSchemeConfig": scheme });
    let all = [entry(&first, key.clone()), entry(&second, none())];
    let trigger = json!([entry(&third, none())]);
    let cases = [
        (json!({ "id": ID, "name": "Renamed", "variables": [] }), vec![]),
        (json!({ "id": ID, "name": "Staging" }), vec!["duplicate-value /name error"]),
        (json!({ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C99", "name": "Staging" }), vec!["unknown-environment /id error"]),
        // The order and the members of a scheme can change.
        (credentials(json!([all[1], all[0]]), trigger.clone()), vec![]),
        (
            credentials(json!([entry(&first, none()), all[1]]), trigger.clone()),
            vec!["immutable-scheme-type /credentials/action/0/authschemeconfig/schemetype error"],
        ),
        // The credential is one of `trigger`.
        (
            credentials(json!([all[0], all[1], entry(&third, none())]), json!([])),
            vec!["invalid-value /credentials/action/2/id error", "missing-field /credentials/trigger warning"],
        ),
        (
            json!({ "id": ID, "name": "Production", "credentials": { "action": [all[0]] } }),
            vec!["missing-field /credentials/action warning", "missing-field /credentials/trigger warning"],
        ),
        (
            json!({ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C12", "name": "Dev", "credentials": { "action": [all[0]] } }),
            vec!["invalid-value /credentials/action error"],
        ),
    ];
    for (body, mut expected) in cases {
        for rules in [Rules::DEFAULT, Rules::STRICT] {
            let mut found = issues(&body, Some(&stored()), rules);
            found.sort();
            expected.sort_unstable();
            assert_eq!(found, expected, "{body}");
        }
    }
}

#[test]
fn an_issue_about_credentials_names_the_stored_ones() {
    let body = json!({ "id": ID, "name": "Production", "credentials": { "action": [{ "id": "other" }] } }).to_string();
    let connection = stored().to_string();
    let connection = Document::parse(connection.as_bytes(), Limits::default()).unwrap();
    let report = ValidBody::environment(body.as_bytes(), Some(&connection), &Options::default()).unwrap_err();
    let messages: Vec<_> = report.issues.iter().map(connection_update::Issue::message).collect();
    for expected in [
        "expected one of `01J9ZK8Q4T7W3X5Y6Z8A9B0C20`, `01J9ZK8Q4T7W3X5Y6Z8A9B0C21`",
        "`01J9ZK8Q4T7W3X5Y6Z8A9B0C20` is required",
    ] {
        assert!(messages.iter().any(|message| message == expected), "{messages:?}");
    }
}

#[test]
fn judgements_about_stored_values_are_warnings() {
    let twice = json!([{ "name": "A", "value": "1" }, { "name": "A", "value": "***" }]);
    let mut connection = stored();
    let [first, second] = [0, 1].map(|at| format!("/environments/{at}"));
    connection.pointer_mut(&first).unwrap()["variables"] = twice.clone();
    connection.pointer_mut(&first).unwrap()["name"] = "Staging".into();
    assert_eq!(connection.pointer(&second).unwrap()["name"], "Staging");
    let body = json!({ "id": ID, "name": "Staging", "variables": twice });
    let expected = ["duplicate-value /name warning stored", "duplicate-value /variables/1/name warning stored"];
    assert_eq!(issues(&body, Some(&connection), Rules::DEFAULT), expected);
    assert_eq!(issues(&body, Some(&connection), Rules::STRICT), expected);
    let raised = Rules::DEFAULT.with(IssueCode::DuplicateValue, connection_update::issue::Level::Error);
    assert!(issues(&body, Some(&connection), raised)[0].contains("error"));
}

#[test]
fn a_merged_body_is_sent_without_validating_it_again() {
    let current = stored().to_string();
    let new = json!({ "name": "New", "credentials": {}, "variables": [] });
    let cases = [
        (json!({ "name": "Renamed" }), true),
        (json!({ "environments": { "remove": [ID] } }), true),
        (json!({ "environments": { "add": [] } }), true),
        (json!({ "environments": { "add": [new] } }), false),
        (json!({ "environments": [new] }), false),
        (json!({ "environments": [{ "id": ID, "name": "Production" }] }), true),
    ];
    for (changes, is_idempotent) in cases {
        let changes = changes.to_string();
        let merged = merge(current.as_bytes(), changes.as_bytes(), &Options::default()).unwrap();
        let [current, changes] = [&current, &changes].map(|text| Document::parse(text.as_bytes(), Limits::default()));
        let (current, changes) = (current.unwrap(), changes.unwrap());
        let body = merge_into_valid_body(&current, &changes, &Options::default()).unwrap();
        let validated = ValidBody::connection(merged.body.as_bytes(), Some(&current), &Options::default()).unwrap();
        assert_eq!(body, validated.into_owned(), "{}", changes.text());
        assert_eq!(body.operation(), UpdateOperation::UpdateConnection);
        assert_eq!(body.is_idempotent(), is_idempotent, "{}", changes.text());
    }
}

#[test]
fn a_response_is_compared_with_the_body_that_was_sent() {
    let scheme = |credential: Value| {
        let flows = json!({ "authorizationCode": { "applicationCredential": credential } });
        json!({ "schemeType": "oauth2", "scopes": [], "flows": flows })
    };
    let environment = |name: &str, credential: Value, value: &str| {
        json!({
            "id": ID, "name": name, "variables": [{ "name": "A", "value": value }, { "name": "B", "value": "2" }],
            "credentials": { "action": [{ "id": "c1", "authSchemeConfig": scheme(credential) }] },
        })
    };
    let sent = environment("Test", json!({ "id": "k1" }), "1");
    let whole = json!({ "id": "k1", "name": "Key", "data": {} });
    let mut plain = environment("Test", whole.clone(), "1");
    plain["credentials"]["action"][0]["authSchemeConfig"] = json!({ "schemeType": "none" });
    let mut more = environment("Test", whole.clone(), "1");
    more["credentials"]["action"][0]["authSchemeConfig"]["flows"]["clientCredentials"] = json!({});
    let cases = [
        (sent.clone(), environment("Test", whole.clone(), "1"), vec![]),
        (sent.clone(), environment("test", whole.clone(), "3"), vec!["/name", "/variables"]),
        (sent.clone(), environment("Test", json!({ "id": "k2" }), "1"), vec!["/credentials"]),
        (sent.clone(), environment("Test", json!(null), "1"), vec!["/credentials"]),
        (sent.clone(), plain, vec!["/credentials"]),
        (sent.clone(), more, vec!["/credentials"]),
        (sent, json!({ "id": ID }), vec!["/name", "/credentials", "/variables"]),
        // The body says nothing about the rest.
        (json!({ "id": ID, "name": "Test" }), environment("Test", whole, "1"), vec![]),
        (json!({ "id": ID, "name": "Test", "variables": [] }), json!({ "id": ID, "name": "Test" }), vec![]),
    ];
    for (sent, response, expected) in cases {
        let [sent, response] = [sent, response].map(|value| value.to_string());
        let [body, actual] =
            [&sent, &response].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
        let drift = drift_environment(Expected::AtLeast(body.root()), actual.root());
        let found: Vec<_> = drift.iter().map(|effect| effect.path.pointer()).collect();
        assert_eq!(found, expected, "{response}");
    }
}
