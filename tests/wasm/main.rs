//! The crate in WebAssembly, in Node and in browsers: the same rules as natively, and the boundary as the glue uses it.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails may panic")]

#[path = "../fixtures/mod.rs"]
mod fixtures;

use connection_update::wasm::exports;
use js_sys::{Array, Reflect, Uint8Array, WebAssembly};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

const BODY: &str = include_str!("../fixtures/page-example.json");

/// Writes an input as the glue does; gives its length.
fn write(slot: usize, bytes: &[u8]) -> usize {
    let address = exports::reserve(slot, bytes.len()) as u32;
    let memory = wasm_bindgen::memory().unchecked_into::<WebAssembly::Memory>();
    Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), address, bytes.len() as u32).copy_from(bytes);
    bytes.len()
}

/// A JavaScript value from JSON.
fn js<T: From<JsValue>>(value: &Value) -> T {
    js_sys::JSON::parse(&value.to_string()).unwrap().into()
}

/// A JavaScript value as JSON.
fn json_of(value: &JsValue) -> Value {
    let text = js_sys::JSON::stringify(value).unwrap().as_string().unwrap();
    serde_json::from_str(&text).unwrap()
}

fn options(value: &Value) -> Option<tsify::Ts<connection_update::wasm::RawOptions>> {
    Some(tsify::Ts::new_unchecked(js(value)))
}

fn exchange() -> Value {
    json!({
        "baseUrl": "http://127.0.0.1:9/api", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02",
        "connectionId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "headers": [["x-csrf-token", "t"]], "credentials": "include"
    })
}

fn update(body: &str, exchange: &Value) -> Result<Array, JsValue> {
    let len = write(0, body.as_bytes());
    exports::update_request(len, &tsify::Ts::new_unchecked(js(exchange)), None, None)
}

#[wasm_bindgen_test]
fn every_case_of_validation_is_as_it_is_natively() {
    fixtures::check_validation();
}

#[wasm_bindgen_test]
fn every_case_of_merging_is_as_it_is_natively() {
    fixtures::check_merging();
}

#[wasm_bindgen_test]
fn issues_cross_as_plain_objects() {
    let len = write(0, br#"{ "environments": [{ "name": 1 }] }"#);
    let issues = json_of(&exports::validate(len, None, None).unwrap());
    let issue = issues.as_array().unwrap().iter().find(|issue| issue["code"] == "wrong-kind").unwrap();
    assert_eq!(
        *issue,
        json!({
            "code": "wrong-kind", "severity": "error", "path": ["environments", 0, "name"],
            "pointer": "/environments/0/name", "field": "environments[0].name",
            "message": "expected string, found number", "params": { "expected": "string", "actual": "number" }
        })
    );
}

#[wasm_bindgen_test]
fn options_cross_and_a_wrong_one_is_a_type_error() {
    let len = write(0, br#"{ "id": "c1" }"#);
    let weigh = |levels: Value, strict: bool| {
        let issues = json_of(&exports::validate(len, None, options(&json!({ "strict": strict, "levels": levels })))?);
        let issues = issues.as_array().unwrap().clone();
        Ok::<_, JsValue>(issues.into_iter().find(|i| i["code"] == "not-a-ulid").map(|i| i["severity"].clone()))
    };
    assert_eq!(weigh(json!([]), false).unwrap(), Some(json!("warning")));
    assert_eq!(weigh(json!([]), true).unwrap(), Some(json!("error")));
    assert_eq!(weigh(json!([["not-a-ulid", "info"]]), true).unwrap(), Some(json!("info")));
    assert_eq!(weigh(json!([["not-a-ulid", "off"]]), true).unwrap(), None);
    for (levels, message) in [
        (json!([["no-such-code", "off"]]), "options.rules: `no-such-code` is not an issue code"),
        (json!([["not-a-ulid", "loud"]]), "options.rules: `not-a-ulid` takes off, info, warning or error"),
    ] {
        let error: js_sys::TypeError = weigh(levels, false).unwrap_err().dyn_into().unwrap();
        assert_eq!(String::from(error.message()), message);
    }
}

#[wasm_bindgen_test]
fn a_merged_body_crosses_as_bytes() {
    let (current, changes) = (write(0, BODY.as_bytes()), write(1, br#"{ "name": "Caf\u00e9 \ud83d\ude00" }"#));
    let merged = exports::merge(current, changes, None).unwrap();
    assert_eq!(json_of(&merged.get(0)), json!([]));
    let body: Value = serde_json::from_slice(&merged.get(1).unchecked_into::<Uint8Array>().to_vec()).unwrap();
    assert_eq!(body["name"], "Café 😀");

    let changes = write(1, b"{ ");
    let refused = exports::merge(current, changes, None).unwrap();
    assert_eq!(json_of(&refused.get(0))[0]["code"], "invalid-json");
    assert!(refused.get(1).is_undefined());
}

#[wasm_bindgen_test]
async fn a_request_carries_the_very_bytes_and_the_cookies_and_follows_no_redirect() {
    let body = format!(" {BODY}\n");
    let answer = update(&body, &exchange()).unwrap();
    let request: web_sys::Request = answer.get(1).unchecked_into();
    assert_eq!(request.method(), "PUT");
    let url = "http://127.0.0.1:9/api/o/01J9ZK8Q4T7W3X5Y6Z8A9B0C02/connections/01J9ZK8Q4T7W3X5Y6Z8A9B0C01";
    assert_eq!(request.url(), url);
    let text_of = |key: &str| Reflect::get(&request, &key.into()).unwrap().as_string();
    assert_eq!(text_of("credentials").as_deref(), Some("include"));
    assert_eq!(text_of("redirect").as_deref(), Some("manual"));
    let headers = json_of(&Array::from(&Reflect::get(&request, &"headers".into()).unwrap()));
    let expected = json!([["accept", "application/json"], ["content-type", "application/json"], ["x-csrf-token", "t"]]);
    assert_eq!(headers, expected);
    let sent = JsFuture::from(request.array_buffer().unwrap()).await.unwrap();
    assert_eq!(Uint8Array::new(&sent).to_vec(), body.as_bytes());
}

#[wasm_bindgen_test]
fn a_body_with_an_error_makes_no_request() {
    let answer = update(r#"{ "id": "other" }"#, &exchange()).unwrap();
    assert!(answer.get(1).is_undefined());
    let issues = json_of(&answer.get(0));
    let codes: Vec<_> = issues.as_array().unwrap().iter().map(|issue| issue["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"id-mismatch") && codes.contains(&"missing-field"), "{codes:?}");
}

#[wasm_bindgen_test]
fn answers_are_read() {
    let read = |status, body: &str| {
        let len = write(0, body.as_bytes());
        exports::read_response(len, status, Some("application/json".to_owned()))
    };
    assert!(read(200, r#"{ "id": "c1" }"#).is_undefined());
    let refused =
        read(400, r#"{ "code": "x", "message": "no", "fields": [{ "field": "name", "message": "is taken" }] }"#);
    let refused = json_of(&refused);
    assert_eq!((&refused["kind"], &refused["code"]), (&json!("http"), &json!("x")));
    assert_eq!(refused["issues"][0]["pointer"], "/name");
}

#[wasm_bindgen_test]
fn base_urls_and_headers_are_checked_by_name() {
    assert_eq!(exports::base_url("https://Example.com/").unwrap(), "https://example.com");
    let message = |error: JsValue| String::from(error.unchecked_into::<js_sys::TypeError>().message());
    let refused = message(exports::base_url("http://example.com").unwrap_err());
    assert_eq!(refused, "options.baseUrl is refused: it must be https, except on this machine");
    let refused = message(exports::check_header("x-token", "s3cr3t\n").unwrap_err());
    assert!(refused.contains("x-token") && !refused.contains("s3cr3t"), "{refused}");
}

#[wasm_bindgen_test]
fn memory_is_flat_once_it_is_warm() {
    let memory = wasm_bindgen::memory().unchecked_into::<WebAssembly::Memory>();
    let pages = || memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length();
    let bad = r#"{ "environments": [{}, 7, { "variables": null }] }"#;
    let mut warm = 0;
    for round in 0..2_000 {
        let len = write(0, bad.as_bytes());
        assert!(!exports::validate(len, None, None).unwrap().is_undefined());
        if round == 100 {
            warm = pages();
        }
    }
    assert_eq!(pages(), warm);
}
