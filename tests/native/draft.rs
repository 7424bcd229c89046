//! The differences of drafts: members that an edit has removed.

use connection_update::{Options, diff, diff_draft};
use serde_json::{Value, json};

fn current() -> Value {
    json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://shop.example.com", "datasetId": "project.data", "colour": "red",
        "authSchemeConfigs": [], "environmentVariables": [], "createdAt": "2026-01-01T00:00:00Z", "note": null,
        "environments": [{
            "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "name": "Live", "variables": [], "createdAt": "2026-01-01T00:00:00Z",
            "credentials": { "action": [], "trigger": [] }
        }]
    })
}

/// Removes the member at a path, and returns what `diff_draft` reports: its errors, or its unsupported edits.
fn removed(current: &Value, path: &[&str]) -> String {
    let mut next = current.clone();
    let (name, parents) = path.split_last().unwrap();
    let mut parent = &mut next;
    for segment in parents {
        parent = match segment.parse::<usize>() {
            Ok(index) => &mut parent[index],
            Err(_) => &mut parent[*segment],
        };
    }
    parent.as_object_mut().unwrap().remove(*name).unwrap();
    let (current, next) = (current.to_string(), next.to_string());
    // Without a draft, an absent member is not an edit.
    assert!(diff(current.as_bytes(), next.as_bytes(), &Options::default()).is_ok());
    match diff_draft(current.as_bytes(), next.as_bytes(), &Options::default()) {
        Ok(found) => {
            let reasons = found.unsupported.iter().map(|edit| {
                let reason = serde_json::to_value(edit.reason).unwrap();
                format!("{} {}", reason.as_str().unwrap(), edit.path.pointer())
            });
            reasons.collect::<Vec<_>>().join(", ")
        }
        Err(report) => {
            let codes = report.issues.iter().map(|issue| format!("{} {}", issue.code.name(), issue.pointer()));
            codes.collect::<Vec<_>>().join(", ")
        }
    }
}

#[test]
fn a_removed_member_is_an_error_or_an_edit_that_no_request_makes() {
    for (path, expected) in [
        (["name"].as_slice(), "missing-field /name"),
        (&["baseUrl"], "missing-field /baseUrl"),
        (&["datasetId"], "removal /datasetId"),
        (&["colour"], "removal /colour"),
        (&["note"], ""),
        (&["authSchemeConfigs"], "missing-list /authSchemeConfigs"),
        (&["environmentVariables"], "missing-list /environmentVariables"),
        (&["environments"], "missing-list /environments"),
        (&["createdAt"], "read-only /createdAt"),
        (&["environments", "0", "name"], "missing-field /environments/0/name"),
        (&["environments", "0", "variables"], "missing-list /environments/0/variables"),
        (&["environments", "0", "createdAt"], "read-only /environments/0/createdAt"),
        (&["environments", "0", "credentials"], "removal /environments/0/credentials"),
        (&["environments", "0", "credentials", "action"], "missing-list /environments/0/credentials/action"),
    ] {
        assert_eq!(removed(&current(), path), expected, "{path:?}");
    }
}

#[test]
fn a_base_url_is_required_for_http_only() {
    let mut current = current();
    current["protocol"] = json!("bigquery");
    assert_eq!(removed(&current, &["baseUrl"]), "removal /baseUrl");
    // The archived description requires the dataset, which is a warning.
    assert_eq!(removed(&current, &["datasetId"]), "removal /datasetId");
}

#[test]
fn a_removed_auth_scheme_of_a_credential_is_an_edit_that_no_request_makes() {
    let mut current = current();
    current["environments"][0]["credentials"]["action"] =
        json!([{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C61", "authSchemeConfig": { "schemeType": "none" } }]);
    let path = ["environments", "0", "credentials", "action", "0", "authSchemeConfig"];
    // Only the archived description requires it.
    assert_eq!(removed(&current, &path), "removal /environments/0/credentials/action/0/authSchemeConfig");
}
