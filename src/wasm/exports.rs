//! The exports: each takes inputs that the glue has written, calls one verb and gives its result.
//!
//! Documents are in slots 0, 1 and 4, options in slot 2, findings in slot 3. Options of length 0 are no options.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::interop::{
    self, Exchange, FINDINGS, Inputs, LATEST, pack, pack_told, plain, read_findings, read_object, text, type_error,
};
use crate::http::request::{self, BaseUrl};
use crate::http::response;
use crate::issue::{Collector, Issue, IssueCode, Report};
use crate::operations::drift::Expected;
use crate::operations::merge::merge_body;
use crate::text;
use crate::validate::{Options, in_one_pass, over_tape, read, read_current};

#[wasm_bindgen(typescript_custom_section)]
const PACKED: &str = r"
/** Issues as they cross the boundary: the address of numbers, good until the next call, or 0 for none. */
export type PackedIssues = number;
/** What a verb gives: a document, and a list in JSON; neither where an issue is an error. */
export type PackedOutcome = [issues: PackedIssues, document: Uint8Array<ArrayBuffer> | undefined, list: string | undefined];
";

/// Makes room for `len` bytes of the input in `slot`; gives the address to write them to.
#[wasm_bindgen]
pub fn reserve(slot: usize, len: usize) -> *const u8 {
    interop::reserve(slot, len)
}

/// Validates a body, against the connection in slot 1 where its length is given.
#[wasm_bindgen(unchecked_return_type = "PackedIssues")]
pub fn validate(body: usize, current: Option<usize>, options: usize) -> Result<usize, JsValue> {
    let inputs = Inputs::take();
    let (body, options) = (inputs.get(0, body), inputs.options(options)?);
    if let Some(current) = current {
        return Ok(pack(&crate::validate_against(body, inputs.get(1, current), &options).issues));
    }
    let told = pack_told(|packed| in_one_pass(body, &options, Collector::telling(&options.rules, packed)).is_some());
    Ok(told.unwrap_or_else(|| pack(&over_tape(body, &options).issues)))
}

/// Words what the glue found where a JavaScript value has no JSON text.
#[wasm_bindgen(unchecked_return_type = "PackedIssues")]
pub fn word(findings: usize, options: usize) -> Result<usize, JsValue> {
    let inputs = Inputs::take();
    let findings = read_findings(inputs.get(FINDINGS, findings))?;
    Ok(pack(&Report::of(findings, &inputs.options(options)?.rules).issues))
}

/// What a verb gives: its issues and, where none is an error, a document and a list of what is to know about it.
type Outcome = Result<Array, JsValue>;

#[inline(never)]
fn outcome(issues: &[Issue], document: &str, list: JsValue) -> Array {
    Array::of3(&pack(issues).into(), &Uint8Array::from(document.as_bytes()), &list)
}

#[inline(never)]
fn refusal(report: &Report) -> Array {
    Array::of3(&pack(&report.issues).into(), &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}

/// Merges the changes in slot 1 into the connection in slot 0; gives the body, whose effects are asked for by themselves,
/// and so are its issues where `brief`.
#[wasm_bindgen(unchecked_return_type = "PackedOutcome")]
pub fn merge(current: usize, changes: usize, options: usize, brief: bool) -> Outcome {
    let inputs = Inputs::take();
    let (current, changes) = (inputs.get(0, current), inputs.get(1, changes));
    ask(&inputs.options(options)?, brief, &mut |options| {
        let current = read_current(current, options)?;
        let (body, issues) = merge_body(&current, &read(changes, options)?, options)?;
        Ok(outcome(&issues, &body, JsValue::UNDEFINED))
    })
}

/// Previews the body in slot 1 on the connection in slot 0; gives the connection and the effects. The issues of a sound body
/// are asked for by themselves where `brief`.
#[wasm_bindgen(unchecked_return_type = "PackedOutcome")]
pub fn preview(current: usize, body: usize, options: usize, brief: bool) -> Outcome {
    let inputs = Inputs::take();
    let (current, body) = (inputs.get(0, current), inputs.get(1, body));
    ask(&inputs.options(options)?, brief, &mut |options| {
        let preview = crate::preview(current, body, options)?;
        Ok(outcome(&preview.issues, &preview.connection, text(&preview.effects).into()))
    })
}

/// Does what a verb does. Where `brief`, without looking for what keeps it from nothing; what refuses is told whole.
fn ask(options: &Options, brief: bool, verb: &mut dyn FnMut(&Options) -> Result<Array, Report>) -> Outcome {
    if brief {
        let brief = Options { rules: options.rules.clone().errors_only(), limits: options.limits };
        if let Ok(done) = verb(&brief) {
            return Ok(done);
        }
    }
    Ok(verb(options).unwrap_or_else(|report| refusal(&report)))
}

/// The effects of the sound body in slot 1 on the connection in slot 0, as JSON.
#[wasm_bindgen]
pub fn effects(current: usize, body: usize) -> Result<String, JsValue> {
    let inputs = Inputs::take();
    let (current, body) = (inputs.document(0, current)?, inputs.document(1, body)?);
    Ok(text(&crate::operations::preview::effects(current.root(), body.root())))
}

/// Compares the connection in slot 0 with the one in slot 1; gives the changes, and the unsupported edits.
#[wasm_bindgen(unchecked_return_type = "PackedOutcome")]
pub fn diff(current: usize, next: usize, options: usize) -> Outcome {
    let inputs = Inputs::take();
    Ok(match crate::diff(inputs.get(0, current), inputs.get(1, next), &inputs.options(options)?) {
        Ok(diff) => outcome(&diff.issues, &diff.changes, text(&diff.unsupported).into()),
        Err(report) => refusal(&report),
    })
}

/// Rebases the changes in slot 1 from the connection in slot 0 onto that in slot 4; gives the changes, and the conflicts.
#[wasm_bindgen(unchecked_return_type = "PackedOutcome")]
pub fn rebase(base: usize, mine: usize, latest: usize, options: usize) -> Outcome {
    let inputs = Inputs::take();
    let (base, mine, latest) = (inputs.get(0, base), inputs.get(1, mine), inputs.get(LATEST, latest));
    Ok(match crate::rebase(base, mine, latest, &inputs.options(options)?) {
        Ok(rebased) => outcome(&rebased.issues, &rebased.changes, text(&rebased.conflicts).into()),
        Err(report) => refusal(&report),
    })
}

/// Tells how the connection in slot 1 differs from what was expected, in slot 0: a whole connection, or a body that was
/// sent. Both are sound JSON already. Gives effects, as JSON.
#[wasm_bindgen]
pub fn drift(expected: usize, actual: usize, is_body: bool) -> Result<String, JsValue> {
    let inputs = Inputs::take();
    let (expected, actual) = (inputs.document(0, expected)?, inputs.document(1, actual)?);
    let expected = if is_body { Expected::Body } else { Expected::Connection }(expected.root());
    Ok(text(&crate::drift(expected, actual.root())))
}

/// Gives the connection in slot 0 with the changes in slot 1 made to it, whether or not those may be sent.
#[wasm_bindgen]
pub fn apply(current: usize, changes: usize) -> Result<String, JsValue> {
    let inputs = Inputs::take();
    Ok(crate::operations::preview::apply(&inputs.document(0, current)?, &inputs.document(1, changes)?))
}

/// Validates the body in slot 0 and builds the PUT that carries it, byte for byte, to where slot 1 says; without a body,
/// builds the GET of the same address. Tells besides whether sending the request twice would do no more than once.
#[wasm_bindgen(js_name = buildRequest, unchecked_return_type = "[issues: PackedIssues, request: Request | undefined, isIdempotent: boolean]")]
pub fn build_request(
    body: Option<usize>,
    exchange: usize,
    options: usize,
    signal: Option<web_sys::AbortSignal>,
) -> Result<Array, JsValue> {
    let inputs = Inputs::take();
    let options = inputs.options(options)?;
    let body = body.map(|len| inputs.get(0, len));
    let document = read_object(inputs.get(1, exchange))?;
    let exchange = Exchange::of(&document);
    let base = BaseUrl::parse(exchange.base_url).map_err(type_error)?;
    let request = match body {
        Some(body) => request::update(&base, exchange.target, body, &options),
        None => request::read(&base, exchange.target, &options),
    };
    match request {
        Ok(request) => {
            let built = super::request::build(&request, &exchange, body, signal.as_ref())?;
            Ok(Array::of3(&pack(&request.issues).into(), built.as_ref(), &request.is_idempotent.into()))
        }
        Err(report) => Ok(Array::of3(&pack(&report.issues).into(), &JsValue::UNDEFINED, &JsValue::FALSE)),
    }
}

/// Reads the answer in slot 0; gives what is wrong with it and the fields refused, or nothing where it is a connection.
#[wasm_bindgen(js_name = readResponse, unchecked_return_type = "[failure: Failure, issues: PackedIssues] | undefined")]
pub fn read_response(
    body: usize,
    options: usize,
    status: u16,
    content_type: Option<String>,
) -> Result<JsValue, JsValue> {
    let inputs = Inputs::take();
    let limits = inputs.options(options)?.limits;
    Ok(match response::read(status, content_type.as_deref(), inputs.get(0, body), limits) {
        Ok(_) => JsValue::UNDEFINED,
        Err(failure) => Array::of2(&plain(&failure), &pack(&failure.issues).into()).into(),
    })
}

/// Checks a base URL and gives its normal form.
#[wasm_bindgen(js_name = baseUrl)]
pub fn base_url(text: &str) -> Result<String, JsValue> {
    match BaseUrl::parse(text) {
        Ok(base) => Ok(base.as_str().to_owned()),
        Err(problem) => Err(type_error(&text::join(&["options.baseUrl is refused: ", problem]))),
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

/// Every issue code in the order of its number, a line each: its name and, after a space, its message, with `{name}` where a
/// param goes.
#[wasm_bindgen(js_name = issueTexts)]
pub fn issue_texts() -> String {
    IssueCode::LINES.to_owned()
}

/// The JSON Schema of the body, as JSON text.
#[wasm_bindgen(js_name = jsonSchema)]
pub fn json_schema(strict: bool) -> String {
    crate::contract::json_schema::json_schema(strict)
}
