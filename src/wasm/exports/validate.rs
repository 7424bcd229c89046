//! Validates bodies, and returns the messages and the JSON Schema. Every build contains these functions.

use wasm_bindgen::prelude::*;

use crate::issue::{Collector, IssueCode};
use crate::validate::{validate_streaming, validate_with_tape};
use crate::wasm::interop::{self, Inputs, Slot, encode_issues, encode_streaming, read_findings};

#[wasm_bindgen(typescript_custom_section)]
const ENCODED_ISSUES: &str = r"
/** The address of the encoded issues, or 0 if there are no issues. The memory at the address is valid until the next call. */
export type EncodedIssues = number;
";

/// Reserves `len` bytes in a slot, and returns the address of the slot.
#[wasm_bindgen]
pub fn reserve(slot: usize, len: usize) -> *const u8 {
    interop::reserve(slot, len)
}

/// Validates the body. If `current` is a length, also compares the body with the stored connection.
#[wasm_bindgen(unchecked_return_type = "EncodedIssues")]
pub fn validate(body: usize, current: Option<usize>, options: usize) -> Result<usize, JsValue> {
    let inputs = Inputs::take();
    let (body, options) = (inputs.get(Slot::Body, body), inputs.options(options)?);
    if let Some(current) = current {
        let current = inputs.get(Slot::Current, current);
        return Ok(encode_issues(&crate::validate_against(body, current, &options).issues));
    }
    let streamed = encode_streaming(|encoder| {
        validate_streaming(body, &options, Collector::with_sink(&options.rules, encoder)).is_some()
    });
    Ok(streamed.unwrap_or_else(|| encode_issues(&validate_with_tape(body, &options).issues)))
}

/// Converts findings of the JavaScript package to issues. An issue also has a severity and a message.
#[wasm_bindgen(js_name = issuesFromFindings, unchecked_return_type = "EncodedIssues")]
pub fn issues_from_findings(findings: usize, options: usize) -> Result<usize, JsValue> {
    let inputs = Inputs::take();
    let rules = inputs.options(options)?.rules;
    Ok(encode_issues(&read_findings(inputs.get(Slot::Findings, findings), &rules)?))
}

/// Returns one line for each issue code, in the order of the numbers of the codes. A line is the name of the code, a space, and
/// the message. A call replaces `{name}` in the message with the param `name`.
#[wasm_bindgen(js_name = issueTexts)]
pub fn issue_texts() -> String {
    IssueCode::MESSAGE_LINES.to_owned()
}

/// Returns the JSON Schema of the body, as JSON text.
#[wasm_bindgen(js_name = jsonSchema)]
pub fn json_schema(strict: bool) -> String {
    crate::contract::json_schema::json_schema(strict)
}
