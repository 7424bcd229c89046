//! Parts of connections for the tables of cases.

use serde_json::{Value, json};

/// Returns a list of variables from pairs such as `A=1 B=2`.
pub(crate) fn variables(pairs: &str) -> Value {
    let pairs = pairs.split_whitespace().map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

/// Returns an auth scheme that sends a key in a header.
pub(crate) fn api_key(name: &str) -> Value {
    json!({ "schemeType": "api-key", "in": "header", "name": name })
}
