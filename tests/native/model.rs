//! The typed model: it writes valid bodies, and reads responses of the platform.

use connection_update::contract::model::{
    AuthSchemeConfig, Changes, Connection, ConnectionUpdate, EnvironmentListChanges, EnvironmentOfUpdate,
    EnvironmentOrderItem,
};
use connection_update::contract::table::{CONNECTION, FieldType, Format, Presence, Shape};
use connection_update::json::{Document, Limits};
use connection_update::validate::validate_response;
use connection_update::{IssueCode, Options, PlanOptions, Severity, diff, merge, plan, validate};
use serde_json::{Value, json};

#[test]
fn the_example_of_the_published_page_is_read_and_written_unchanged() {
    let text = include_str!("../fixtures/page-example.json");
    let typed: ConnectionUpdate = serde_json::from_str(text).unwrap();
    assert!(matches!(typed.environments.as_deref(), Some([EnvironmentOfUpdate::Existing(_)])));
    let written = serde_json::to_value(&typed).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(text).unwrap());
}

#[test]
fn an_unknown_scheme_type_is_read_and_written_whole() {
    let later = json!({ "schemeType": "mtls", "certificate": { "serial": 12 } });
    let typed: AuthSchemeConfig = serde_json::from_value(later.clone()).unwrap();
    assert_eq!(serde_json::to_value(typed).unwrap(), later);
}

#[test]
fn typed_changes_merge_into_a_typed_body() {
    let current = json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [],
        "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"
    });
    let current: Connection = serde_json::from_value(current).unwrap();
    let changes = Changes {
        name: Some("Shop EU".to_owned()),
        auth_scheme_configs: Some(vec![AuthSchemeConfig::BasicAuth]),
        ..Changes::default()
    };
    let (current, changes) = (serde_json::to_vec(&current).unwrap(), serde_json::to_vec(&changes).unwrap());
    let merged = merge(&current, &changes, &Options::default()).unwrap();
    let body: ConnectionUpdate = serde_json::from_str(&merged.body).unwrap();
    assert_eq!(body.name, "Shop EU");
    assert_eq!(body.auth_scheme_configs, Some(vec![AuthSchemeConfig::BasicAuth]));
    assert!(validate(merged.body.as_bytes(), &Options::default()).is_ok());
}

/// Returns a connection with two environments. The first has two credentials and a variable.
fn connection_with_environments() -> Value {
    let credential = |id: &str, parameter: &str| {
        let scheme = json!({ "schemeType": "api-key", "name": parameter, "in": "header" });
        json!({ "id": id, "authSchemeConfig": scheme, "credential": { "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C30" } })
    };
    let environment = |id: &str, name: &str, action: Value| {
        let variables = json!([{ "name": "REGION", "value": "us" }]);
        json!({ "id": id, "name": name, "credentials": { "action": action }, "variables": variables })
    };
    let action =
        [credential("01J9ZK8Q4T7W3X5Y6Z8A9B0C21", "X-Key"), credential("01J9ZK8Q4T7W3X5Y6Z8A9B0C22", "X-Sign")];
    json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://shop.example.com",
        "environments": [
            environment("01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "Production", json!(action)),
            environment("01J9ZK8Q4T7W3X5Y6Z8A9B0C12", "Staging", json!([])),
        ],
    })
}

#[test]
fn the_typed_changes_are_exactly_what_diff_writes_and_plan_reads() {
    let current = connection_with_environments();
    let mut next = current.clone();
    let environment = &mut next["environments"][0];
    environment["name"] = json!("Live");
    environment["variables"] = json!([{ "name": "TIER", "value": "gold" }]);
    environment["credentials"]["action"].as_array_mut().unwrap().reverse();
    environment["credentials"]["action"][0]["authSchemeConfig"]["name"] = json!("X-Signature");
    let added = json!({ "name": "New", "credentials": { "action": [] }, "variables": [] });
    next["environments"].as_array_mut().unwrap().insert(0, added);
    let (current, next) = (current.to_string(), next.to_string());
    let changes = diff(current.as_bytes(), next.as_bytes(), &Options::default()).unwrap().changes;

    let typed: Changes = serde_json::from_str(&changes).unwrap();
    let written = serde_json::to_value(&typed).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(&changes).unwrap(), "no member is lost");
    let Some(EnvironmentListChanges::Edits(edits)) = typed.environments else { unreachable!("diff writes edits") };
    assert_eq!(edits.order.unwrap()[0], EnvironmentOrderItem::New(0));
    let update = &edits.update.unwrap()["01J9ZK8Q4T7W3X5Y6Z8A9B0C11"];
    assert_eq!(update.name.as_deref(), Some("Live"));
    let schemes = update.credentials.as_ref().unwrap().action.as_ref().unwrap();
    let edited: Vec<_> = schemes.iter().map(|credential| credential.auth_scheme_config.is_some()).collect();
    assert_eq!(edited, [true, false], "only an edited scheme is written");

    let planned = plan(current.as_bytes(), written.to_string().as_bytes(), &PlanOptions::default()).unwrap();
    assert!(planned.unsupported.is_empty() && planned.issues.iter().all(|issue| issue.severity != Severity::Error));
    assert_eq!(planned.steps.len(), 2);
}

#[test]
fn every_member_of_the_typed_changes_is_known_to_plan() {
    let variables = [json!([{ "name": "A", "value": "1" }]), json!({ "set": { "A": "1" }, "remove": ["REGION"] })];
    for variables in variables {
        let changes = json!({ "environments": { "remove": ["01J9ZK8Q4T7W3X5Y6Z8A9B0C12"], "update": {
            "01J9ZK8Q4T7W3X5Y6Z8A9B0C11": {
                "name": "Live", "variables": variables,
                "credentials": { "action": [{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C22" }, { "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C21" }] },
            },
        } } });
        let typed: Changes = serde_json::from_value(changes.clone()).unwrap();
        assert_eq!(serde_json::to_value(&typed).unwrap(), changes);
        let (current, changes) = (connection_with_environments().to_string(), changes.to_string());
        let planned = plan(current.as_bytes(), changes.as_bytes(), &PlanOptions::default()).unwrap();
        let codes: Vec<_> = planned.issues.iter().map(|issue| issue.code).collect();
        assert_eq!(codes, [IssueCode::DeletesEnvironment]);
        let issues = merge(current.as_bytes(), changes.as_bytes(), &Options::default()).unwrap_err().issues;
        assert!(issues.iter().any(|issue| issue.code == IssueCode::EnvironmentNotEditable), "merge refuses `update`");
    }
}

/// Returns a value with every field of the table.
fn sample(field_type: &FieldType) -> Value {
    match field_type {
        FieldType::Any => Value::Null,
        FieldType::Boolean => json!(true),
        FieldType::String(Format::Ulid) => json!("01J9ZK8Q4T7W3X5Y6Z8A9B0C01"),
        FieldType::String(Format::Time) => json!("2026-11-07T05:31:56.25+01:00"),
        FieldType::String(_) => json!("text"),
        FieldType::Choice(options) => json!(options[0]),
        FieldType::List(list) => json!([sample(&list.item)]),
        FieldType::Object(shape) => sample_of(shape),
        FieldType::Union(_) => unreachable!("the table of the response has no unions"),
    }
}

fn sample_of(shape: &Shape) -> Value {
    shape.fields.iter().map(|field| (field.name().to_owned(), sample(&field.field_type))).collect()
}

/// Calls `visit` for every field below a shape, with the pointer of its object, its name, and true if it is optional.
fn each_field(shape: &Shape, pointer: &str, visit: &mut impl FnMut(&str, &str, bool)) {
    for field in shape.fields {
        visit(pointer, field.name(), field.presence == Presence::Optional);
        let inside = format!("{pointer}/{}", field.name());
        match &field.field_type {
            FieldType::Object(shape) => each_field(shape, &inside, visit),
            FieldType::List(list) => {
                if let FieldType::Object(shape) = list.item {
                    each_field(shape, &format!("{inside}/0"), visit);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn the_table_and_the_types_of_the_response_require_the_same_fields() {
    let whole = sample_of(&CONNECTION);
    let typed: Connection = serde_json::from_value(whole.clone()).unwrap();
    assert_eq!(serde_json::to_value(typed).unwrap(), whole, "no field is lost, and none is added");
    let mut count = 0;
    each_field(&CONNECTION, "", &mut |object, name, is_optional| {
        let mut without = whole.clone();
        without.pointer_mut(object).unwrap().as_object_mut().unwrap().remove(name).unwrap();
        let typed = serde_json::from_value::<Connection>(without.clone()).is_ok();
        // serde reads a missing `Option` as `None`, and a scheme of any form as an unknown one.
        assert!(typed == is_optional || ["publishedAt", "schemeType"].contains(&name), "{object}/{name}");
        let text = without.to_string();
        let issues = validate_response(&Document::parse(text.as_bytes(), Limits::default()).unwrap()).issues;
        let expected: Vec<_> = (!is_optional).then(|| format!("{object}/{name}")).into_iter().collect();
        assert_eq!(issues.iter().map(|issue| issue.pointer()).collect::<Vec<_>>(), expected);
        count += 1;
    });
    assert!(count > 60, "{count}");
}

#[test]
fn a_response_of_a_later_platform_has_only_warnings() {
    let mut response = sample_of(&CONNECTION);
    response["protocol"] = json!("grpc");
    response["added"] = json!({ "later": true });
    response["environments"][0]["createdAt"] = json!("yesterday");
    response["environments"][0]["credentials"]["action"][0]["credential"]["type"] = json!("passkey");
    let text = response.to_string();
    let report = validate_response(&Document::parse(text.as_bytes(), Limits::default()).unwrap());
    assert!(report.is_ok());
    let codes: Vec<_> = report.issues.iter().map(|issue| issue.code).collect();
    assert_eq!(codes, [IssueCode::InvalidValue, IssueCode::InvalidTime]);
}
