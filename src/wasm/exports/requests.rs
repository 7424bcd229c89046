//! Builds requests and reads responses.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::http::request::{self, BaseUrl};
use crate::http::response::{self, RequestKind};
use crate::issue::Report;
use crate::json::to_json;
use crate::operations::drift::{Expected, drift_environment};
use crate::validate::ValidBody;
use crate::wasm::effects::EncodedEffects;
use crate::wasm::interop::{Inputs, Slot, encode_issues, read_object, type_error};
use crate::wasm::request::{Destination, build};

/// Builds a request to the destination in [`Slot::Current`]. If there is a body, builds the PUT request that sends it unchanged.
/// If `is_planned` is false, first validates the body. If there is no body, builds the GET request. Also returns true if the
/// request is idempotent.
#[wasm_bindgen(js_name = buildRequest, unchecked_return_type = "[issues: EncodedIssues, request: Request | undefined, isIdempotent: boolean]")]
pub fn build_request(
    body: Option<usize>,
    is_planned: bool,
    destination: usize,
    options: usize,
    signal: Option<web_sys::AbortSignal>,
) -> Result<Array, JsValue> {
    let inputs = Inputs::take();
    let options = inputs.options(options)?;
    let document = read_object(inputs.get(Slot::Current, destination))?;
    let destination = Destination::from_document(&document);
    // The client has checked the scheme.
    let base = BaseUrl::parse_insecure(destination.base_url).map_err(|error| type_error(error.reason()))?;
    let validate = |len| {
        let text = inputs.get(Slot::Body, len);
        if is_planned {
            request::read_planned(destination.target, text)
        } else {
            request::validate_for(destination.target, text, &options)
        }
    };
    let body = match body.map(validate).transpose() {
        Ok(body) => body,
        Err(report) => return Ok(encode_refusal(&report)),
    };
    let request = match &body {
        Some(body) => request::put(&base, destination.target, body),
        None => request::read(&base, destination.target.connection),
    };
    match request {
        Ok(request) => {
            let built = build(&request, &destination, signal.as_ref())?;
            let issues = encode_issues(body.as_ref().map_or(&[], ValidBody::issues));
            Ok(Array::of3(&issues.into(), built.as_ref(), &request.is_idempotent.into()))
        }
        Err(report) => Ok(encode_refusal(&report)),
    }
}

/// Returns the result of a request that cannot be sent.
#[inline(never)]
fn encode_refusal(report: &Report) -> Array {
    Array::of3(&encode_issues(&report.issues).into(), &JsValue::UNDEFINED, &JsValue::FALSE)
}

/// Reads the response in [`Slot::Body`]. `kind` is the kind of the request: 0 for a read, 1 for an update of a connection, 2 for
/// one with the header `If-Match`, and 3 for an update of an environment. Returns the error as JSON text, the rejected fields as
/// issues, and the differences from the expected value in [`Slot::Current`] as a list of effects in JSON text. If `is_body` is
/// true, that slot contains the body that was sent.
#[wasm_bindgen(
    js_name = readResponse,
    unchecked_return_type = "[error: string | undefined, issues: EncodedIssues, drift: string | undefined]"
)]
pub fn read_response(
    body: usize,
    expected: Option<usize>,
    is_body: bool,
    options: usize,
    status: u16,
    content_type: Option<String>,
    kind: u8,
) -> Result<Array, JsValue> {
    let inputs = Inputs::take();
    let limits = inputs.options(options)?.limits;
    let request = match kind {
        0 => RequestKind::Read,
        1 => RequestKind::Update,
        2 => RequestKind::ConditionalUpdate,
        _ => RequestKind::UpdateEnvironment,
    };
    let document = match response::read(request, status, content_type.as_deref(), inputs.get(Slot::Body, body), limits)
    {
        Ok(document) => document,
        Err(error) => {
            return Ok(Array::of3(&to_json(&error).into(), &encode_issues(&error.issues).into(), &JsValue::UNDEFINED));
        }
    };
    let expected = expected.map(|len| inputs.document(Slot::Current, len)).transpose()?;
    let drift = expected.map_or(JsValue::UNDEFINED, |expected| {
        let expected = if is_body { Expected::AtLeast } else { Expected::Planned }(expected.root());
        let is_environment = request == RequestKind::UpdateEnvironment;
        let find_drift = if is_environment { drift_environment } else { crate::drift };
        to_json(&EncodedEffects::new(&find_drift(expected, document.root()))).into()
    });
    Ok(Array::of3(&JsValue::UNDEFINED, &encode_issues(&[]).into(), &drift))
}

/// Checks a base URL, and returns it in normal form: see [`BaseUrl::parse`] and [`BaseUrl::parse_insecure`].
#[wasm_bindgen(js_name = baseUrl)]
pub fn base_url(text: &str, allows_insecure: bool) -> Result<String, JsValue> {
    let parse = if allows_insecure { BaseUrl::parse_insecure } else { BaseUrl::parse };
    match parse(text) {
        Ok(base) => Ok(base.as_str().to_owned()),
        Err(error) => {
            let remedy = if !allows_insecure && BaseUrl::parse_insecure(text).is_ok() {
                ", or on the host of the page; `allowInsecure: true` allows it"
            } else if !text.contains(':') {
                ", or with `/` for a path on the host of the page"
            } else {
                ""
            };
            Err(type_error(&["options.baseUrl is refused: ", error.reason(), remedy].concat()))
        }
    }
}

/// Returns the default base URL, which is the URL of the platform's API.
#[wasm_bindgen(js_name = defaultBaseUrl)]
pub fn default_base_url() -> String {
    request::DEFAULT_BASE_URL.to_owned()
}

/// Returns the problem with a header of the caller, or `undefined` if the header is valid.
#[wasm_bindgen(js_name = headerProblem)]
pub fn header_problem(name: &str, value: &str) -> Option<String> {
    request::check_header(name, value).err().map(|error| error.reason().to_owned())
}
