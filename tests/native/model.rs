//! The typed model beside the rules: what it writes is sound, and it reads what the platform answers.

use connection_update::contract::model::{
    AuthSchemeConfig, Changes, Connection, ConnectionUpdate, EnvironmentOfUpdate,
};
use connection_update::{Options, merge, validate};
use serde_json::json;

#[test]
fn the_example_of_the_page_is_read_and_written_the_same() {
    let text = include_str!("../fixtures/page-example.json");
    let typed: ConnectionUpdate = serde_json::from_str(text).unwrap();
    assert!(matches!(typed.environments.as_deref(), Some([EnvironmentOfUpdate::Existing(_)])));
    let written = serde_json::to_value(&typed).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(text).unwrap());
}

#[test]
fn a_type_of_a_later_version_is_read_and_written_whole() {
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
        base_url: None,
        dataset_id: None,
        auth_scheme_configs: Some(vec![AuthSchemeConfig::BasicAuth]),
        environments: None,
        environment_variables: None,
    };
    let (current, changes) = (serde_json::to_vec(&current).unwrap(), serde_json::to_vec(&changes).unwrap());
    let merged = merge(&current, &changes, &Options::default()).unwrap();
    let body: ConnectionUpdate = serde_json::from_str(&merged.body).unwrap();
    assert_eq!(body.name, "Shop EU");
    assert_eq!(body.auth_scheme_configs, Some(vec![AuthSchemeConfig::BasicAuth]));
    assert!(validate(merged.body.as_bytes(), &Options::default()).is_ok());
}
