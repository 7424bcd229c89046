//! What crosses the boundary: inputs as bytes in reserved memory, issues as numbers and one text.
//!
//! Options come in as JSON text too and are read by the crate's own reader; building them from JavaScript objects
//! member by member would cost more, in time and in size. Issues go out packed for the same reason.

use std::borrow::Cow;
use std::cell::RefCell;

use js_sys::{Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::issue::{Finding, Issue, IssueCode, Level, Param, Rules, Severity};
use crate::json::{Document, Limits, Value, WriteJson, Writer};
use crate::path::{Path, Segment};
use crate::request::Target;
use crate::validate::Options;

/// Where inputs are: documents in slots 0, 1 and 4, options in slot 2, findings in slot 3.
const SLOTS: usize = 5;

/// The slot of options.
pub(super) const OPTIONS: usize = 2;
/// The slot of findings: their own, as they are worded while a document waits in its slot.
pub(super) const FINDINGS: usize = 3;

/// The slot of a third document.
pub(super) const LATEST: usize = 4;

thread_local! {
    /// Memory that the glue writes inputs into. It is kept from call to call, so that repeated calls need no more of it.
    static INPUTS: RefCell<[Vec<u8>; SLOTS]> = const { RefCell::new([const { Vec::new() }; SLOTS]) };
}

/// Makes room for `len` bytes of one input, keeps what is there, and says where it is.
pub(super) fn reserve(slot: usize, len: usize) -> *const u8 {
    INPUTS.with_borrow_mut(|inputs| match inputs.get_mut(slot) {
        Some(input) => {
            if input.len() < len {
                input.resize(len, 0);
            }
            input.as_ptr()
        }
        None => std::ptr::null(),
    })
}

/// Lends inputs to a verb, each a slot and a length. All are taken out meanwhile: should the verb trap, the next call
/// finds the slots free.
pub(super) fn with_inputs<const N: usize, R>(asked: [(usize, usize); N], verb: impl FnOnce([&[u8]; N]) -> R) -> R {
    let inputs = INPUTS.take();
    let view = |(slot, len): (usize, usize)| inputs.get(slot).and_then(|input| input.get(..len)).unwrap_or_default();
    let result = verb(asked.map(view));
    INPUTS.set(inputs);
    result
}

/// Reads an object that the glue wrote.
fn read(text: &[u8]) -> Result<Document<'_>, JsValue> {
    Document::parse(text, Limits::default()).map_err(|_| type_error("options: they cannot be read"))
}

fn number(value: Value<'_>) -> Option<u32> {
    value.raw().parse().ok()
}

/// Reads options: `{ strict, levels: { code: level }, maxBytes?, maxDepth? }`; no text is no options.
///
/// # Errors
/// A `TypeError` that names the option.
pub(super) fn read_options(text: &[u8]) -> Result<Options, JsValue> {
    if text.is_empty() {
        return Ok(Options::default());
    }
    let document = read(text)?;
    let root = document.root();
    let is_strict = root.get("strict").is_some_and(|value| value.raw() == "true");
    let mut rules = if is_strict { Rules::STRICT } else { Rules::DEFAULT };
    for member in root.get("levels").into_iter().flat_map(Value::members) {
        let name = member.name();
        let code = IssueCode::from_name(&name)
            .ok_or_else(|| type_error(&["options.rules: `", &name, "` is not an issue code"].concat()))?;
        let level =
            member.value.text().and_then(|level| Level::from_name(&level)).ok_or_else(|| {
                type_error(&["options.rules: `", &name, "` takes off, info, warning or error"].concat())
            })?;
        rules = rules.with(code, level);
    }
    let limits = Limits::default();
    let limits = Limits {
        max_bytes: root.get("maxBytes").and_then(number).unwrap_or(limits.max_bytes),
        max_depth: root.get("maxDepth").and_then(number).unwrap_or(limits.max_depth),
    };
    Ok(Options { rules, limits })
}

/// Reads what the glue found in a JavaScript value: `[code, path, [[name, value]]][]`.
pub(super) fn read_findings(text: &[u8]) -> Result<Vec<Finding>, JsValue> {
    let document = read(text)?;
    let finding = |value: Value<'_>| {
        let mut parts = value.items();
        let code = IssueCode::from_name(&parts.next()?.text()?)?;
        let segment = |value: Value<'_>| match value.text() {
            Some(key) => Segment::from(key.into_owned()),
            None => Segment::Index(number(value).unwrap_or_default()),
        };
        let path = Path(parts.next()?.items().map(segment).collect());
        let param = |pair: Value<'_>| {
            let mut pair = pair.items();
            let (name, value) = (pair.next()?.text()?, pair.next()?);
            let param = match value.text() {
                Some(text) => Param::from(text.into_owned()),
                None => Param::from(number(value).unwrap_or(u32::MAX)),
            };
            Some((Cow::Owned(name.into_owned()), param))
        };
        let params = parts.next()?.items().filter_map(param).collect();
        Some(Finding { code, path, params })
    };
    Ok(document.root().items().filter_map(finding).collect())
}

/// Where and how a request goes.
pub(super) struct Exchange<'d> {
    pub(super) base_url: Cow<'d, str>,
    organisation_id: Cow<'d, str>,
    connection_id: Cow<'d, str>,
    pub(super) headers: Vec<(Cow<'d, str>, Cow<'d, str>)>,
    pub(super) credentials: Cow<'d, str>,
}

impl Exchange<'_> {
    /// Reads `{ baseUrl, organisationId, connectionId, headers: { name: value }, credentials }` and lends it.
    pub(super) fn with<R>(text: &[u8], work: impl FnOnce(Exchange<'_>) -> Result<R, JsValue>) -> Result<R, JsValue> {
        let document = read(text)?;
        let root = document.root();
        let headers = root.get("headers").into_iter().flat_map(Value::members);
        work(Exchange {
            base_url: root.text_of("baseUrl"),
            organisation_id: root.text_of("organisationId"),
            connection_id: root.text_of("connectionId"),
            headers: headers.map(|member| (member.name(), member.value.text().unwrap_or_default())).collect(),
            credentials: root.text_of("credentials"),
        })
    }

    pub(super) fn target(&self) -> Target<'_> {
        Target { organisation_id: &self.organisation_id, connection_id: &self.connection_id }
    }
}

/// Issues as `[numbers, text]`, or `undefined` where there are none.
///
/// Each issue is: code, severity, the path, the params, and the lengths of pointer, field and message. A path is its
/// length and its segments; a segment is `0, index` or `1, length`. The params are their number and, for each, the
/// length of its name and `0, number` or `1, length`. Lengths are in UTF-16 units of the text, which holds all parts in
/// the order in which they are counted.
pub(super) fn pack(issues: &[Issue]) -> JsValue {
    if issues.is_empty() {
        return JsValue::UNDEFINED;
    }
    // As much as an issue mostly takes.
    let mut packed =
        Packed { numbers: Vec::with_capacity(issues.len() * 24), text: String::with_capacity(issues.len() * 192) };
    for issue in issues {
        packed.issue(issue);
    }
    let numbers = Uint32Array::from(packed.numbers.as_slice());
    Array::of2(&numbers, &JsValue::from_str(&packed.text)).into()
}

struct Packed {
    numbers: Vec<u32>,
    text: String,
}

impl Packed {
    fn issue(&mut self, issue: &Issue) {
        let severity = match issue.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        };
        self.numbers.extend([issue.code as u32, severity, issue.path.0.len() as u32]);
        for segment in &issue.path.0 {
            match segment {
                Segment::Index(index) => self.numbers.extend([0, *index]),
                Segment::Key(key) => {
                    self.numbers.push(1);
                    self.text(key);
                }
            }
        }
        self.numbers.push(issue.params.len() as u32);
        for (name, param) in &issue.params {
            self.text(name);
            match param {
                Param::Number(number) => self.numbers.extend([0, *number]),
                Param::Text(text) => {
                    self.numbers.push(1);
                    self.text(text);
                }
            }
        }
        self.write(|text| issue.path.write_pointer(text));
        self.write(|text| issue.path.write_field(text));
        self.write(|text| issue.write_message(text));
    }

    fn text(&mut self, text: &str) {
        self.write(|out| out.push_str(text));
    }

    /// Adds a text and counts it.
    fn write(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        let text = self.text.get(start..).unwrap_or_default();
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        self.numbers.push(units as u32);
    }
}

/// A list of results as JSON text: a verb can have thousands, and a caller mostly wants to know of a few.
pub(super) fn text<T: WriteJson>(values: &Vec<T>) -> String {
    let mut out = Writer::default();
    values.write_json(&mut out);
    out.finish()
}

/// A small result as a plain object.
pub(super) fn plain<T: Serialize + ?Sized>(value: &T) -> JsValue {
    // Serializing our own plain structs cannot fail; the glue would notice `undefined`.
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::UNDEFINED)
}

pub(super) fn type_error(message: &str) -> JsValue {
    js_sys::TypeError::new(message).into()
}
