//! Shows a check in a back end: validates a body against the stored connection, and prints the issues and effects of the body.
//!
//! Run it with `cargo run --example back_end`.

use connection_update::{Options, preview, validate_against};

const STORED: &[u8] = br#"{
    "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
    "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com",
    "environments": [
        { "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F", "name": "Production", "credentials": {}, "variables": [] },
        { "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1G", "name": "Test", "credentials": {}, "variables": [] }
    ]
}"#;

const BODY: &[u8] = br#"{
    "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
    "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com/v2",
    "environments": [{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F", "name": "Production" }]
}"#;

fn main() {
    let options = Options::default();
    let report = validate_against(BODY, STORED, &options);
    for issue in &report.issues {
        println!("{}: {issue}", issue.severity);
    }
    match preview(STORED, BODY, &options) {
        Ok(preview) => {
            for effect in &preview.effects {
                println!("{} {}", if effect.destructive { "!" } else { "-" }, effect.summary);
            }
        }
        Err(report) => println!("not stored: {report}"),
    }
}
