//! The exports: each takes inputs that the glue has written, calls one verb and gives its result.

use js_sys::{Array, Uint8Array};
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::crossing::{self, Exchange, RawOptions, plain, read_options, type_error, with_inputs};
use super::fetch;
use crate::issue::{Finding, IssueCode, Report};
use crate::json::Limits;
use crate::request::{self, BaseUrl};
use crate::response;

/// Makes room for `len` bytes of the input in `slot`; gives the address to write them to.
#[wasm_bindgen]
pub fn reserve(slot: usize, len: usize) -> *const u8 {
    crossing::reserve(slot, len)
}

/// Validates the body in slot 0, against the connection in slot 1 where its length is given.
#[wasm_bindgen(unchecked_return_type = "Issue[]")]
pub fn validate(len: usize, current: Option<usize>, options: Option<Ts<RawOptions>>) -> Result<JsValue, JsValue> {
    let options = read_options(options)?;
    Ok(with_inputs([len, current.unwrap_or(0)], |[body, stored]| match current {
        None => plain(&crate::validate(body, &options).issues),
        Some(_) => plain(&crate::validate_against(body, stored, &options).issues),
    }))
}

/// Words what the glue found where a JavaScript value has no JSON text.
#[wasm_bindgen(unchecked_return_type = "Issue[]")]
pub fn word(findings: Vec<Ts<Finding>>, options: Option<Ts<RawOptions>>) -> Result<JsValue, JsValue> {
    let options = read_options(options)?;
    let findings = findings.iter().map(crossing::read).collect::<Result<_, _>>()?;
    Ok(plain(&Report::of(findings, &options.rules).issues))
}

/// Merges the changes in slot 1 into the connection in slot 0.
#[wasm_bindgen(unchecked_return_type = "[issues: Issue[], body: Uint8Array<ArrayBuffer> | undefined]")]
pub fn merge(current: usize, changes: usize, options: Option<Ts<RawOptions>>) -> Result<Array, JsValue> {
    let options = read_options(options)?;
    Ok(with_inputs([current, changes], |[current, changes]| match crate::merge(current, changes, &options) {
        Ok(merged) => Array::of2(&plain(&merged.issues), &Uint8Array::from(merged.body.as_bytes())),
        Err(report) => Array::of2(&plain(&report.issues), &JsValue::UNDEFINED),
    }))
}

/// Validates the body in slot 0 and builds the PUT that carries it, byte for byte.
#[wasm_bindgen(js_name = updateRequest, unchecked_return_type = "[issues: Issue[], request: Request | undefined]")]
pub fn update_request(
    len: usize,
    exchange: &Ts<Exchange>,
    signal: Option<web_sys::AbortSignal>,
    options: Option<Ts<RawOptions>>,
) -> Result<Array, JsValue> {
    let options = read_options(options)?;
    let exchange: Exchange = crossing::read(exchange)?;
    let base = BaseUrl::parse(&exchange.base_url).map_err(type_error)?;
    with_inputs([len, 0], |[body, _]| match request::update(&base, exchange.target(), body, &options) {
        Ok(request) => {
            Ok(Array::of2(&plain(&request.issues), fetch::build(&request, &exchange, body, signal.as_ref())?.as_ref()))
        }
        Err(report) => Ok(Array::of2(&plain(&report.issues), &JsValue::UNDEFINED)),
    })
}

/// Reads the answer in slot 0; gives what is wrong with it, or nothing where it is a connection.
#[wasm_bindgen(js_name = readResponse, unchecked_return_type = "Failure | undefined")]
pub fn read_response(len: usize, status: u16, content_type: Option<String>) -> JsValue {
    with_inputs([len, 0], |[body, _]| match response::read(status, content_type.as_deref(), body, Limits::default()) {
        Ok(_) => JsValue::UNDEFINED,
        Err(failure) => plain(&failure),
    })
}

/// Checks a base URL and gives its normal form.
#[wasm_bindgen(js_name = baseUrl)]
pub fn base_url(text: &str) -> Result<String, JsValue> {
    match BaseUrl::parse(text) {
        Ok(base) => Ok(base.as_str().to_owned()),
        Err(problem) => Err(type_error(&format!("options.baseUrl is refused: {problem}"))),
    }
}

/// Where the platform's API stands unless told otherwise.
#[wasm_bindgen(js_name = defaultBaseUrl)]
pub fn default_base_url() -> String {
    request::DEFAULT_BASE_URL.to_owned()
}

/// Checks a header of the caller's. Its value is never named.
#[wasm_bindgen(js_name = checkHeader)]
pub fn check_header(name: &str, value: &str) -> Result<(), JsValue> {
    request::check_header(name, value)
        .map_err(|problem| type_error(&format!("options.headers: `{}` is refused: {problem}", name.escape_debug())))
}

/// Every issue code.
#[wasm_bindgen(js_name = issueCodes, unchecked_return_type = "IssueCode[]")]
pub fn issue_codes() -> JsValue {
    plain(IssueCode::ALL)
}

/// The JSON Schema of the body, as JSON text.
#[wasm_bindgen(js_name = jsonSchema)]
pub fn json_schema(strict: bool) -> String {
    crate::contract::json_schema::json_schema(strict)
}
