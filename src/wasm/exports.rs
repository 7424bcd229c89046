//! The exports: each takes inputs that the glue has written, calls one verb and gives its result.
//!
//! Documents are in slots 0 and 1, options in slot 2, findings in slot 3. Options of length 0 are no options.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::crossing::{
    self, Exchange, FINDINGS, OPTIONS, pack, plain, read_findings, read_options, type_error, with_inputs,
};
use super::fetch;
use crate::issue::{IssueCode, Report};
use crate::request::{self, BaseUrl};
use crate::response;

#[wasm_bindgen(typescript_custom_section)]
const PACKED: &str = r"
/** Issues as they cross the boundary: numbers, and the text that they measure out. */
export type PackedIssues = [numbers: Uint32Array, text: string] | undefined;
";

/// Makes room for `len` bytes of the input in `slot`; gives the address to write them to.
#[wasm_bindgen]
pub fn reserve(slot: usize, len: usize) -> *const u8 {
    crossing::reserve(slot, len)
}

/// Validates a body, against the connection in slot 1 where its length is given.
#[wasm_bindgen(unchecked_return_type = "PackedIssues")]
pub fn validate(body: usize, current: Option<usize>, options: usize) -> Result<JsValue, JsValue> {
    with_inputs([(0, body), (1, current.unwrap_or(0)), (OPTIONS, options)], |[body, stored, options]| {
        let options = read_options(options)?;
        let report = match current {
            None => crate::validate(body, &options),
            Some(_) => crate::validate_against(body, stored, &options),
        };
        Ok(pack(&report.issues))
    })
}

/// Words what the glue found where a JavaScript value has no JSON text.
#[wasm_bindgen(unchecked_return_type = "PackedIssues")]
pub fn word(findings: usize, options: usize) -> Result<JsValue, JsValue> {
    with_inputs([(FINDINGS, findings), (OPTIONS, options)], |[findings, options]| {
        let options = read_options(options)?;
        Ok(pack(&Report::of(read_findings(findings)?, &options.rules).issues))
    })
}

/// Merges the changes in slot 1 into the connection in slot 0.
#[wasm_bindgen(unchecked_return_type = "[issues: PackedIssues, body: Uint8Array<ArrayBuffer> | undefined]")]
pub fn merge(current: usize, changes: usize, options: usize) -> Result<Array, JsValue> {
    with_inputs([(0, current), (1, changes), (OPTIONS, options)], |[current, changes, options]| {
        let options = read_options(options)?;
        Ok(match crate::merge(current, changes, &options) {
            Ok(merged) => Array::of2(&pack(&merged.issues), &Uint8Array::from(merged.body.as_bytes())),
            Err(report) => Array::of2(&pack(&report.issues), &JsValue::UNDEFINED),
        })
    })
}

/// Validates the body in slot 0 and builds the PUT that carries it, byte for byte, to where slot 1 says.
#[wasm_bindgen(js_name = updateRequest, unchecked_return_type = "[issues: PackedIssues, request: Request | undefined]")]
pub fn update_request(
    body: usize,
    exchange: usize,
    options: usize,
    signal: Option<web_sys::AbortSignal>,
) -> Result<Array, JsValue> {
    with_inputs([(0, body), (1, exchange), (OPTIONS, options)], |[body, exchange, options]| {
        let options = read_options(options)?;
        Exchange::with(exchange, |exchange| {
            let base = BaseUrl::parse(&exchange.base_url).map_err(type_error)?;
            match request::update(&base, exchange.target(), body, &options) {
                Ok(request) => {
                    let built = fetch::build(&request, &exchange, body, signal.as_ref())?;
                    Ok(Array::of2(&pack(&request.issues), built.as_ref()))
                }
                Err(report) => Ok(Array::of2(&pack(&report.issues), &JsValue::UNDEFINED)),
            }
        })
    })
}

/// Reads the answer in slot 0; gives what is wrong with it and the fields refused, or nothing where it is a connection.
#[wasm_bindgen(js_name = readResponse, unchecked_return_type = "[failure: Failure, issues: PackedIssues] | undefined")]
pub fn read_response(
    body: usize,
    options: usize,
    status: u16,
    content_type: Option<String>,
) -> Result<JsValue, JsValue> {
    with_inputs([(0, body), (OPTIONS, options)], |[body, options]| {
        let limits = read_options(options)?.limits;
        Ok(match response::read(status, content_type.as_deref(), body, limits) {
            Ok(_) => JsValue::UNDEFINED,
            Err(failure) => Array::of2(&plain(&failure), &pack(&failure.issues)).into(),
        })
    })
}

/// Checks a base URL and gives its normal form.
#[wasm_bindgen(js_name = baseUrl)]
pub fn base_url(text: &str) -> Result<String, JsValue> {
    match BaseUrl::parse(text) {
        Ok(base) => Ok(base.as_str().to_owned()),
        Err(problem) => Err(type_error(&["options.baseUrl is refused: ", problem].concat())),
    }
}

/// Where the platform's API stands unless told otherwise.
#[wasm_bindgen(js_name = defaultBaseUrl)]
pub fn default_base_url() -> String {
    request::DEFAULT_BASE_URL.to_owned()
}

/// What is wrong with a header of the caller's, or nothing.
#[wasm_bindgen(js_name = headerProblem)]
pub fn header_problem(name: &str, value: &str) -> Option<String> {
    request::check_header(name, value).err().map(str::to_owned)
}

/// Every issue code in the order of its number, separated by spaces.
#[wasm_bindgen(js_name = issueCodes)]
pub fn issue_codes() -> String {
    let names: Vec<_> = IssueCode::ALL.iter().map(|code| code.name()).collect();
    names.join(" ")
}

/// The JSON Schema of the body, as JSON text.
#[wasm_bindgen(js_name = jsonSchema)]
pub fn json_schema(strict: bool) -> String {
    crate::contract::json_schema::json_schema(strict)
}
