//! Merges, compares, rebases and plans, and validates drafts.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::issue::{Issue, Report};
use crate::json::to_json;
use crate::operations::drift::Expected;
use crate::operations::merge::merge_into_body;
use crate::operations::plan::{plan_documents, plan_onto, plan_without_effects, resume};
use crate::operations::unsupported::IndexedEdits;
use crate::validate::{Options, read, read_current};
use crate::wasm::effects::EncodedEffects;
use crate::wasm::interop::{Inputs, Slot, encode_issues, read_path};
use crate::wasm::plan::{EncodedEdit, EncodedPlan, Texts, plan_options};

#[wasm_bindgen(typescript_custom_section)]
const ENCODED_RESULT: &str = r"
/** The result of an operation: its issues, a document, and a list as JSON. Without document and list if an issue is an error. */
export type EncodedResult = [issues: EncodedIssues, document: Uint8Array<ArrayBuffer> | undefined, list: string | undefined];
";

/// Validates a draft, or a part of it. Compares it with the same part of the stored connection: see
/// [`validate_draft`](crate::validate::validate_draft).
#[wasm_bindgen(js_name = validateDraft, unchecked_return_type = "EncodedIssues")]
pub fn validate_draft(draft: usize, current: usize, options: usize) -> Result<usize, JsValue> {
    let inputs = Inputs::take();
    let options = inputs.options(options)?;
    let draft = match read(inputs.get(Slot::Body, draft), &options) {
        Ok(draft) => draft,
        Err(report) => return Ok(encode_issues(&report.issues)),
    };
    let current = inputs.document(Slot::Current, current)?;
    Ok(encode_issues(&crate::validate::validate_draft(&draft, &current, &options.rules).issues))
}

/// An `EncodedResult`, or a `TypeError` if an option is invalid.
type EncodedResult = Result<Array, JsValue>;

#[inline(never)]
fn encode_success(issues: &[Issue], document: &str, list: JsValue) -> Array {
    Array::of3(&encode_issues(issues).into(), &Uint8Array::from(document.as_bytes()), &list)
}

#[inline(never)]
fn encode_failure(report: &Report) -> Array {
    Array::of3(&encode_issues(&report.issues).into(), &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}

/// Merges the changes in [`Slot::Body`] into the stored connection. Returns the body, and no list. If `errors_only` is true, a
/// result without errors contains no warnings and no infos.
#[wasm_bindgen(unchecked_return_type = "EncodedResult")]
pub fn merge(current: usize, changes: usize, options: usize, errors_only: bool) -> EncodedResult {
    let inputs = Inputs::take();
    let (current, changes) = (inputs.get(Slot::Current, current), inputs.get(Slot::Body, changes));
    run_operation(&inputs.options(options)?, errors_only, &mut |options| {
        let current = read_current(current, options)?;
        let (body, issues) = merge_into_body(&current, &read(changes, options)?, options)?;
        Ok(encode_success(&issues, &body, JsValue::UNDEFINED))
    })
}

/// Previews the body on the stored connection. Returns the new connection and the effects. If `errors_only` is true, a result
/// without errors contains no warnings and no infos.
#[wasm_bindgen(unchecked_return_type = "EncodedResult")]
pub fn preview(current: usize, body: usize, options: usize, errors_only: bool) -> EncodedResult {
    let inputs = Inputs::take();
    let (current, body) = (inputs.get(Slot::Current, current), inputs.get(Slot::Body, body));
    run_operation(&inputs.options(options)?, errors_only, &mut |options| {
        let preview = crate::preview(current, body, options)?;
        Ok(encode_success(&preview.issues, &preview.connection, to_json(&EncodedEffects::new(&preview.effects)).into()))
    })
}

/// Runs an operation. If `errors_only` is true, first runs it without warnings and infos, which is faster. If that run fails,
/// runs the operation again to report every issue.
fn run_operation(
    options: &Options,
    errors_only: bool,
    operation: &mut dyn FnMut(&Options) -> Result<Array, Report>,
) -> EncodedResult {
    if errors_only {
        let options = Options { rules: options.rules.clone().errors_only(), limits: options.limits };
        if let Ok(done) = operation(&options) {
            return Ok(done);
        }
    }
    Ok(operation(options).unwrap_or_else(|report| encode_failure(&report)))
}

/// Returns the effects of a valid body on the stored connection, as JSON.
#[wasm_bindgen]
pub fn effects(current: usize, body: usize) -> Result<String, JsValue> {
    let inputs = Inputs::take();
    let (current, body) = (inputs.document(Slot::Current, current)?, inputs.document(Slot::Body, body)?);
    Ok(to_json(&EncodedEffects::new(&crate::operations::effect::find_effects(current.root(), body.root()))))
}

/// Compares the stored connection with the next connection in [`Slot::Body`]. Returns the changes and the unsupported edits. If
/// `is_draft` is true, reports the members that the next connection does not contain.
#[wasm_bindgen(unchecked_return_type = "EncodedResult")]
pub fn diff(current: usize, next: usize, options: usize, is_draft: bool) -> EncodedResult {
    let inputs = Inputs::take();
    let (current, next) = (inputs.get(Slot::Current, current), inputs.get(Slot::Body, next));
    let compare = if is_draft { crate::diff_draft } else { crate::diff };
    Ok(match compare(current, next, &inputs.options(options)?) {
        Ok(diff) => encode_success(&diff.issues, &diff.changes, to_json(&IndexedEdits::new(&diff.unsupported)).into()),
        Err(report) => encode_failure(&report),
    })
}

/// Rebases the changes in [`Slot::Body`], which were made to the connection in [`Slot::Current`], onto the connection in
/// [`Slot::Latest`]. Returns the rebased changes and the conflicts.
#[wasm_bindgen(unchecked_return_type = "EncodedResult")]
pub fn rebase(base: usize, mine: usize, latest: usize, options: usize) -> EncodedResult {
    let inputs = Inputs::take();
    let (base, mine) = (inputs.get(Slot::Current, base), inputs.get(Slot::Body, mine));
    let latest = inputs.get(Slot::Latest, latest);
    Ok(match crate::rebase(base, mine, latest, &inputs.options(options)?) {
        Ok(rebased) => encode_success(&rebased.issues, &rebased.changes, to_json(&rebased.conflicts).into()),
        Err(report) => encode_failure(&report),
    })
}

/// Compares the stored connection with the expected connection in [`Slot::Body`]. If `is_body` is true, that slot contains a
/// body that was sent, and not a connection. Both inputs must be valid. Returns the differences as a list of effects in JSON
/// text.
#[wasm_bindgen]
pub fn drift(expected: usize, actual: usize, is_body: bool) -> Result<String, JsValue> {
    let inputs = Inputs::take();
    let (expected, actual) = (inputs.document(Slot::Body, expected)?, inputs.document(Slot::Current, actual)?);
    let expected = if is_body { Expected::AtLeast } else { Expected::Exact }(expected.root());
    Ok(to_json(&EncodedEffects::new(&crate::drift(expected, actual.root()))))
}

/// Plans the changes in [`Slot::Body`] to the stored connection. Returns the texts of the plan as the document, and an
/// `EncodedPlan` as the list. If `errors_only` is true, the list contains no effects.
#[wasm_bindgen(unchecked_return_type = "EncodedResult")]
pub fn plan(
    current: usize,
    changes: usize,
    options: usize,
    errors_only: bool,
    keeps_own_values: bool,
    restate: bool,
) -> EncodedResult {
    let inputs = Inputs::take();
    let (current, changes) = (inputs.get(Slot::Current, current), inputs.get(Slot::Body, changes));
    run_operation(&inputs.options(options)?, errors_only, &mut |options| {
        let (current, changes) = (read_current(current, options)?, read(changes, options)?);
        let make_plan = if errors_only { plan_without_effects } else { plan_documents };
        let plan = make_plan(&current, &changes, &plan_options(options.clone(), keeps_own_values, restate))?;
        let mut texts = Texts::default();
        let list = to_json(&EncodedPlan::new(&plan, false, &mut texts));
        Ok(encode_success(&plan.issues, &texts.0, list.into()))
    })
}

/// Rebases changes onto the latest connection in [`Slot::Latest`], and plans them. [`Slot::Current`] contains the base, and
/// [`Slot::Body`] the changes. If `is_resumed` is true, [`Slot::Current`] contains the connection that the done steps of a plan
/// should have left, and [`Slot::Body`] the connection that the plan leads to. Returns the texts as the document, and an
/// `EncodedEdit` as the list.
#[wasm_bindgen(js_name = planEdit, unchecked_return_type = "EncodedResult")]
pub fn plan_edit(
    base: usize,
    changes: usize,
    latest: usize,
    options: usize,
    keeps_own_values: bool,
    restate: bool,
    is_resumed: bool,
) -> EncodedResult {
    let inputs = Inputs::take();
    let options = plan_options(inputs.options(options)?, keeps_own_values, restate);
    let read_inputs = || {
        let base = read_current(inputs.get(Slot::Current, base), &options.options)?;
        let latest = read_current(inputs.get(Slot::Latest, latest), &options.options)?;
        let changes = read(inputs.get(Slot::Body, changes), &options.options)?;
        let drift = crate::drift(Expected::Exact(base.root()), latest.root());
        if !is_resumed {
            let (rebased, plan) = plan_onto(&base, &changes, &latest, &options)?;
            return Ok((rebased, plan, drift, String::new(), String::new()));
        }
        let resumed = resume(&base, &changes, &latest, &options)?;
        Ok((resumed.rebased, resumed.plan, drift, resumed.base, resumed.changes))
    };
    Ok(match read_inputs() {
        Ok((rebased, plan, drift, base, changes)) => {
            let mut texts = Texts::default();
            let list = to_json(&EncodedEdit::new(plan.as_ref(), &rebased, &drift, [&base, &changes], &mut texts));
            let issues = plan.as_ref().map_or(&rebased.issues, |plan| &plan.issues);
            encode_success(issues, &texts.0, list.into())
        }
        Err(report) => encode_failure(&report),
    })
}

/// Translates paths in the body of a step of a plan to paths in the changes. The inputs are those of `plan`, the index of the
/// step, and the paths in [`Slot::Findings`]. Returns the paths as JSON text.
#[wasm_bindgen]
pub fn locate(
    current: usize,
    changes: usize,
    paths: usize,
    options: usize,
    keeps_own_values: bool,
    restate: bool,
    step: usize,
) -> Result<String, JsValue> {
    let inputs = Inputs::take();
    let (current, changes) = (inputs.document(Slot::Current, current)?, inputs.document(Slot::Body, changes)?);
    let paths = inputs.document(Slot::Findings, paths)?;
    let paths: Vec<_> = paths.root().items().map(read_path).collect();
    let options = plan_options(inputs.options(options)?, keeps_own_values, restate);
    Ok(to_json(&crate::operations::plan::locate(&current, &changes, step, &paths, &options)))
}

/// Replaces the environments of the connection in [`Slot::Current`] by those with the same ids in the list in [`Slot::Body`].
#[wasm_bindgen]
pub fn splice(connection: usize, environments: usize) -> Result<String, JsValue> {
    let inputs = Inputs::take();
    let (connection, list) = (inputs.document(Slot::Current, connection)?, inputs.document(Slot::Body, environments)?);
    Ok(crate::operations::plan::splice(&connection, list.root().items()))
}

/// Applies the changes in [`Slot::Body`] to the stored connection, and returns the connection as JSON text. Validates neither
/// input.
#[wasm_bindgen]
pub fn apply(current: usize, changes: usize) -> Result<String, JsValue> {
    let inputs = Inputs::take();
    let (current, changes) = (inputs.document(Slot::Current, current)?, inputs.document(Slot::Body, changes)?);
    Ok(crate::operations::preview::apply(&current, &changes))
}
