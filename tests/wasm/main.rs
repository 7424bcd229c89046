//! Tests the crate as WebAssembly, in Node and in browsers: the same rules as natively, and the boundary as the package uses it.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails may panic")]

#[path = "../fixtures/mod.rs"]
mod fixtures;

use connection_update::wasm::exports::{self, Slot};
use js_sys::{Array, Reflect, Uint8Array, Uint32Array, WebAssembly};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

const BODY: &str = include_str!("../fixtures/page-example.json");

/// Writes an input as the package does; returns its length.
fn write(slot: Slot, bytes: &[u8]) -> usize {
    let address = exports::reserve(slot as usize, bytes.len()) as u32;
    let memory = wasm_bindgen::memory().unchecked_into::<WebAssembly::Memory>();
    Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), address, bytes.len() as u32).copy_from(bytes);
    bytes.len()
}

/// Converts a JavaScript value to JSON.
fn json_of(value: &JsValue) -> Value {
    let text = js_sys::JSON::stringify(value).unwrap().as_string().unwrap();
    serde_json::from_str(&text).unwrap()
}

fn options(value: &Value) -> usize {
    write(Slot::Options, value.to_string().as_bytes())
}

/// Decodes issues as the package does: the code, severity, path and params of each.
fn decode(address: usize) -> Vec<Value> {
    if address == 0 {
        return Vec::new();
    }
    let buffer = wasm_bindgen::memory().unchecked_into::<WebAssembly::Memory>().buffer();
    let bytes = |at: u32, len: u32| {
        String::from_utf8(Uint8Array::new_with_byte_offset_and_length(&buffer, at, len).to_vec()).unwrap()
    };
    let at = |index: u32| Uint32Array::new_with_byte_offset(&buffer, address as u32).get_index(index);
    let (end, text) = (at(0), bytes(at(1), at(2)));
    let units: Vec<_> = text.encode_utf16().collect();
    let slice = |start: u32, len: u32| String::from_utf16(&units[start as usize..(start + len) as usize]).unwrap();
    let mut numbers = (3..end).map(at);
    let mut number = || numbers.next();
    let mut has_strings = false;
    let mut value = |number: &mut dyn FnMut() -> Option<u32>| {
        let (head, value) = (number().unwrap(), number().unwrap());
        let len = head >> 2;
        has_strings |= head & 1 == 1;
        match head & 3 {
            0 => json!(value),
            1 => json!(slice(value, len)),
            2 => json!(bytes(value, len)),
            _ => {
                let (pointer, field) = (number().unwrap(), number().unwrap());
                let after = value + len;
                json!([slice(value, len), slice(after, pointer), slice(after + pointer, field)])
            }
        }
    };
    let mut issues = Vec::new();
    let texts = exports::issue_texts();
    let names: Vec<_> = texts.lines().map(|line| line.split(' ').next().unwrap()).collect();
    let mut have_strings = Vec::new();
    while let Some(head) = number() {
        let (code, severity, params) = (head & 0xff, head >> 8 & 3, head >> 10 & 0xff);
        have_strings.push(head >> 18 == 1);
        let path: Vec<_> = (0..number().unwrap()).map(|_| value(&mut number)).collect();
        let params = (0..params).map(|_| (value(&mut number).as_str().unwrap().to_owned(), value(&mut number)));
        issues.push(json!([names[code as usize], severity, path, params.collect::<serde_json::Map<_, _>>()]));
    }
    assert_eq!(have_strings.contains(&true), has_strings);
    issues
}

/// Decodes the issues in a result.
fn decode_in(result: &Array, index: u32) -> Vec<Value> {
    decode(result.get(index).as_f64().unwrap() as usize)
}

fn destination() -> Value {
    json!({
        "baseUrl": "http://127.0.0.1:9/api", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02",
        "connectionId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "headers": { "x-csrf-token": "t" }, "credentials": "include"
    })
}

fn update(body: &str, destination: &Value) -> Result<Array, JsValue> {
    let len = write(Slot::Body, body.as_bytes());
    exports::build_request(Some(len), false, write(Slot::Current, destination.to_string().as_bytes()), 0, None)
}

#[wasm_bindgen_test]
fn validation_is_the_same_as_natively() {
    fixtures::check_validation();
}

#[wasm_bindgen_test]
fn merging_is_the_same_as_natively() {
    fixtures::check_merging();
}

#[wasm_bindgen_test]
fn issues_are_encoded_as_numbers_and_strings() {
    let validate = |body: String| decode(exports::validate(write(Slot::Body, body.as_bytes()), None, 0).unwrap());
    let found = validate(BODY.replace("\"Production\"", "[\"é😀\"]"));
    let params = json!({ "expected": "string", "actual": "array" });
    assert_eq!(found, [json!(["invalid-type", 0, ["environments", 0, "name"], params])]);

    let found = validate(BODY.replacen('{', "{\"plain\": 1, \"é😀\": 1, \"a/b\": {},", 1));
    let unknown =
        |path: Value, field| json!(["unknown-field", 1, [path], { "field": field, "shape": "ConnectionUpdate" }]);
    let expected = [
        unknown(json!("plain"), "plain"),
        unknown(json!(["é😀", "/é😀", "[\"é😀\"]"]), "é😀"),
        unknown(json!(["a/b", "/a~1b", "[\"a/b\"]"]), "a/b"),
    ];
    assert_eq!(found, expected);

    // A missing field is found at the end of its object, and sorted to its start.
    let found = validate(BODY.replacen("\"name\"", "\"plain\": 1, \"nom\"", 1));
    let codes: Vec<_> = found.iter().map(|issue| (issue[0].as_str().unwrap(), issue[2][0].as_str().unwrap())).collect();
    assert_eq!(codes, [("missing-field", "name"), ("unknown-field", "plain"), ("unknown-field", "nom")]);
}

#[wasm_bindgen_test]
fn options_are_read_and_an_invalid_one_is_a_type_error() {
    let body = BODY.replace("01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "org");
    let len = write(Slot::Body, body.as_bytes());
    let severity = |levels: Value, strict: bool| {
        let options = options(&json!({ "strict": strict, "levels": levels }));
        Ok::<_, JsValue>(decode(exports::validate(len, None, options)?).first().and_then(|issue| issue[1].as_u64()))
    };
    assert_eq!(severity(json!({}), false).unwrap(), Some(1));
    assert_eq!(severity(json!({}), true).unwrap(), Some(0));
    assert_eq!(severity(json!({ "invalid-ulid": "info" }), true).unwrap(), Some(2));
    assert_eq!(severity(json!({ "invalid-ulid": "off" }), true).unwrap(), None);
    for (levels, message) in [
        (json!({ "no-such-code": "off" }), "options.rules: `no-such-code` is not an issue code"),
        (json!({ "invalid-ulid": "loud" }), "options.rules: `invalid-ulid` takes off, info, warning or error"),
    ] {
        let error: js_sys::TypeError = severity(levels, false).unwrap_err().dyn_into().unwrap();
        assert_eq!(String::from(error.message()), message);
    }
}

#[wasm_bindgen_test]
fn findings_become_issues() {
    let findings =
        json!([["not-serializable", ["a", 3], [["type", "Map"]]], ["too-large", [], [["bytes", 9], ["limit", 5]]]]);
    let expected = [
        json!(["not-serializable", 0, ["a", 3], { "type": "Map" }]),
        json!(["too-large", 0, [], { "bytes": 9, "limit": 5 }]),
    ];
    assert_eq!(
        decode(exports::issues_from_findings(write(Slot::Findings, findings.to_string().as_bytes()), 0).unwrap()),
        expected
    );
}

#[wasm_bindgen_test]
fn a_merged_body_is_returned_as_bytes() {
    for errors_only in [false, true] {
        let (current, changes) =
            (write(Slot::Current, BODY.as_bytes()), write(Slot::Body, br#"{ "name": "Caf\u00e9 \ud83d\ude00" }"#));
        let merged = exports::merge(current, changes, 0, errors_only).unwrap();
        assert_eq!(decode_in(&merged, 0), [] as [Value; 0]);
        let body: Value = serde_json::from_slice(&merged.get(1).unchecked_into::<Uint8Array>().to_vec()).unwrap();
        assert_eq!(body["name"], "Café 😀");

        let changes = write(Slot::Body, b"{ ");
        let refused = exports::merge(current, changes, 0, errors_only).unwrap();
        assert_eq!(decode_in(&refused, 0)[0][0], "invalid-json");
        assert!(refused.get(1).is_undefined());
    }
}

#[wasm_bindgen_test]
fn a_merge_that_reports_errors_only_omits_warnings() {
    let (current, changes) = (write(Slot::Current, BODY.as_bytes()), write(Slot::Body, br#"{ "colour": "red" }"#));
    let whole = exports::merge(current, changes, 0, false).unwrap();
    assert_eq!(decode_in(&whole, 0)[0][0], "unknown-field");
    let errors_only = exports::merge(current, changes, 0, true).unwrap();
    assert_eq!(decode_in(&errors_only, 0), [] as [Value; 0]);
    let bytes = |result: &Array| result.get(1).unchecked_into::<Uint8Array>().to_vec();
    assert_eq!(bytes(&errors_only), bytes(&whole));
}

#[wasm_bindgen_test]
fn preview_diff_and_rebase_return_bytes_and_a_list() {
    let document = |result: &Array| -> Value {
        serde_json::from_slice(&result.get(1).unchecked_into::<Uint8Array>().to_vec()).unwrap()
    };
    let list = |result: &Array| -> Value { serde_json::from_str(&result.get(2).as_string().unwrap()).unwrap() };
    let mut next: Value = serde_json::from_str(BODY).unwrap();
    next["name"] = json!("Orders");
    let next = next.to_string();
    let (base, other) = (write(Slot::Current, BODY.as_bytes()), write(Slot::Body, next.as_bytes()));
    let preview = exports::preview(base, other, 0, false).unwrap();
    assert_eq!(
        (&document(&preview)["name"], &list(&preview)["effects"][0]["kind"]),
        (&json!("Orders"), &json!("replaced"))
    );
    assert_eq!(exports::effects(base, other).unwrap(), preview.get(2).as_string().unwrap());
    assert_eq!(document(&exports::diff(base, other, 0, false).unwrap()), json!({ "name": "Orders" }));

    let (mine, latest) = (write(Slot::Body, br#"{ "name": "Shop" }"#), write(Slot::Latest, next.as_bytes()));
    let rebased = exports::rebase(base, mine, latest, 0).unwrap();
    assert_eq!((document(&rebased), list(&rebased)[0]["path"].clone()), (json!({}), json!(["name"])));
}

#[wasm_bindgen_test]
fn a_plan_is_returned_as_texts_and_their_lengths() {
    let (current, changes) = (write(Slot::Current, BODY.as_bytes()), write(Slot::Body, br#"{ "name": "Orders" }"#));
    let planned = exports::plan(current, changes, 0, false, false, false).unwrap();
    assert_eq!(decode_in(&planned, 0), [] as [Value; 0]);
    let texts = planned.get(1).unchecked_into::<Uint8Array>().to_vec();
    let list: Value = serde_json::from_str(&planned.get(2).as_string().unwrap()).unwrap();
    assert_eq!(list["steps"].as_array().unwrap().len(), 1);
    let step = &list["steps"][0];
    assert_eq!(
        (&step["operation"], &step["effects"]["effects"][0]["path"]),
        (&json!("UpdateConnection"), &json!(["name"]))
    );
    let (connection, body) = (list["connection"].as_u64().unwrap() as usize, step["body"].as_u64().unwrap() as usize);
    for text in [&texts[..connection], &texts[connection..connection + body]] {
        assert_eq!(serde_json::from_slice::<Value>(text).unwrap()["name"], "Orders");
    }
    let refused = write(Slot::Body, br#"{ "name": "" }"#);
    assert!(exports::plan(current, refused, 0, false, false, false).unwrap().get(1).is_undefined());
}

#[wasm_bindgen_test]
async fn a_request_has_the_validated_bytes_and_cookies_and_follows_no_redirect() {
    let body = format!(" {BODY}\n");
    let response = update(&body, &destination()).unwrap();
    let request: web_sys::Request = response.get(1).unchecked_into();
    assert_eq!(request.method(), "PUT");
    let url = "http://127.0.0.1:9/api/o/01J9ZK8Q4T7W3X5Y6Z8A9B0C02/connections/01J9ZK8Q4T7W3X5Y6Z8A9B0C01";
    assert_eq!(request.url(), url);
    let get_str = |key: &str| Reflect::get(&request, &key.into()).unwrap().as_string();
    assert_eq!(get_str("credentials").as_deref(), Some("include"));
    assert_eq!(get_str("redirect").as_deref(), Some("manual"));
    let headers = json_of(&Array::from(&Reflect::get(&request, &"headers".into()).unwrap()));
    let expected = json!([["accept", "application/json"], ["content-type", "application/json"], ["x-csrf-token", "t"]]);
    assert_eq!(headers, expected);
    let sent = JsFuture::from(request.array_buffer().unwrap()).await.unwrap();
    assert_eq!(Uint8Array::new(&sent).to_vec(), body.as_bytes());
}

#[wasm_bindgen_test]
fn a_request_without_a_body_is_a_get() {
    let destination = write(Slot::Current, destination().to_string().as_bytes());
    let response = exports::build_request(None, false, destination, 0, None).unwrap();
    let request: web_sys::Request = response.get(1).unchecked_into();
    assert_eq!((request.method(), response.get(2).as_bool()), ("GET".to_owned(), Some(true)));
}

#[wasm_bindgen_test]
fn drift_is_returned_as_json() {
    let (sent, stored) =
        (write(Slot::Body, br#"{ "name": "A" }"#), write(Slot::Current, br#"{ "name": "B", "baseUrl": "x" }"#));
    let drift = |is_body| exports::drift(sent, stored, is_body).unwrap().matches("\"kind\"").count();
    assert_eq!((drift(true), drift(false)), (1, 2));
}

#[wasm_bindgen_test]
fn a_body_with_an_error_builds_no_request() {
    let response = update(r#"{ "id": "other" }"#, &destination()).unwrap();
    assert!(response.get(1).is_undefined());
    let found = decode_in(&response, 0);
    let mismatch = json!(["id-mismatch", 0, ["id"], { "field": "id", "target": "connectionId" }]);
    let missing = json!(["missing-field", 0, ["name"], { "field": "name" }]);
    assert!(found.contains(&mismatch) && found.contains(&missing), "{found:?}");
}

#[wasm_bindgen_test]
fn responses_are_read() {
    let read = |status, body: &str, expected: Option<&str>| {
        let len = write(Slot::Body, body.as_bytes());
        let expected = expected.map(|text| write(Slot::Current, text.as_bytes()));
        let content_type = Some("application/json".to_owned());
        exports::read_response(len, expected, false, 0, status, content_type, 1).unwrap()
    };
    let accepted = read(200, r#"{ "id": "c1" }"#, None);
    assert!(accepted.get(0).is_undefined() && accepted.get(2).is_undefined());
    assert_eq!(decode_in(&accepted, 1), [] as [Value; 0]);
    let other = read(200, r#"{ "id": "c1", "name": "B" }"#, Some(r#"{ "id": "c1", "name": "A" }"#));
    let drift: Value = serde_json::from_str(&other.get(2).as_string().unwrap()).unwrap();
    assert_eq!(drift["effects"].as_array().map(Vec::len), Some(1));
    assert_eq!(drift["effects"][0]["path"], json!(["name"]));
    assert_eq!(drift["values"], json!([{ "before": ["name"], "after": ["name"] }]));
    let refused =
        read(400, r#"{ "code": "x", "message": "no", "fields": [{ "field": "name", "message": "is taken" }] }"#, None);
    let message = "the platform refused the body (400)";
    let error: Value = serde_json::from_str(&refused.get(0).as_string().unwrap()).unwrap();
    assert_eq!(error, json!({ "kind": "http", "code": "x", "message": message }));
    assert_eq!(decode_in(&refused, 1), [json!(["rejected", 0, ["name"], { "message": "is taken" }])]);
}

#[wasm_bindgen_test]
fn base_urls_and_headers_are_checked() {
    assert_eq!(exports::base_url("https://Example.com/", false).unwrap(), "https://example.com");
    let message = |error: JsValue| String::from(error.unchecked_into::<js_sys::TypeError>().message());
    assert_eq!(exports::base_url("http://example.com/", true).unwrap(), "http://example.com");
    let refused = |text| message(exports::base_url(text, false).unwrap_err());
    let remedy = "or on the host of the page; `allowInsecure: true` allows it";
    let problem = "options.baseUrl is refused: it must be https, except on this machine, ";
    assert_eq!(refused("http://example.com"), [problem, remedy].concat());
    let remedy = "or with `/` for a path on the host of the page";
    assert_eq!(refused("api"), ["options.baseUrl is refused: it must begin with `https://`, ", remedy].concat());
    let refused = exports::header_problem("x-token", "s3cr3t\n").unwrap();
    assert_eq!(refused, "its value contains a control character or one beyond Latin-1");
}

#[wasm_bindgen_test]
fn memory_does_not_grow_after_warm_up() {
    let memory = wasm_bindgen::memory().unchecked_into::<WebAssembly::Memory>();
    let pages = || memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length();
    let bad = r#"{ "environments": [{}, 7, { "variables": null }] }"#;
    let mut warm = 0;
    for round in 0..2_000 {
        let len = write(Slot::Body, bad.as_bytes());
        assert_ne!(exports::validate(len, None, 0).unwrap(), 0);
        if round == 100 {
            warm = pages();
        }
    }
    assert_eq!(pages(), warm);
}
