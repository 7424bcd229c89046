//! What crosses the boundary: inputs as bytes in reserved memory, issues as numbers and what these measure out.
//!
//! Options come in as JSON text too and are read by the crate's own reader; building them from JavaScript objects
//! member by member would cost more, in time and in size. Issues go out packed for the same reason.

use std::borrow::Cow;
use std::cell::RefCell;

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::issue::{Finding, Issue, IssueCode, Level, Param, Rules, Severity};
use crate::json::{Document, Limits, Value, WriteJson, Writer};
use crate::path::{Path, Segment, is_word};
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

thread_local! {
    /// The issues that were packed last. They stay where they are until others are packed.
    static PACKED: RefCell<Packed> = const { RefCell::new(Packed { numbers: Vec::new(), text: String::new() }) };
}

/// Packs issues for the glue; gives the address of the numbers, or 0 where there is no issue.
///
/// The first three numbers are how many there are, and the address and length of a text. Then each issue is: its code, its
/// severity, its path, its params. A path is its length and its segments; params are how many they are and, for each, a name
/// and a value. A segment, name or value is, by its first number:
///
/// - 0, and a number;
/// - 1, and the length of a text;
/// - 2, and the address and length of a text of the module's own, which always stands there;
/// - 3, and three lengths: a key that is no plain word, its form in a pointer, its form in a dotted path.
///
/// Texts follow each other in the one text, and their lengths are in UTF-16 units. The forms of the path and the message are
/// left to the glue: it joins texts in less time than they take to cross.
pub(super) fn pack(issues: &[Issue]) -> usize {
    if issues.is_empty() {
        return 0;
    }
    PACKED.with_borrow_mut(|packed| packed.fill(issues))
}

struct Packed {
    numbers: Vec<u32>,
    text: String,
}

impl Packed {
    fn fill(&mut self, issues: &[Issue]) -> usize {
        self.numbers.clear();
        self.text.clear();
        self.numbers.extend([0; 3]);
        for issue in issues {
            self.issue(issue);
        }
        let header = [self.numbers.len() as u32, self.text.as_ptr() as u32, self.text.len() as u32];
        if let Some(first) = self.numbers.first_chunk_mut() {
            *first = header;
        }
        self.numbers.as_ptr() as usize
    }

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
                Segment::Key(Cow::Owned(key)) if !is_word(key) => self.odd_key(key),
                Segment::Key(key) => self.text(key),
            }
        }
        self.numbers.push(issue.params.len() as u32);
        for (name, param) in &issue.params {
            self.text(name);
            match param {
                Param::Number(number) => self.numbers.extend([0, *number]),
                Param::Text(text) => self.text(text),
            }
        }
    }

    #[cold]
    fn odd_key(&mut self, key: &str) {
        let alone = Path::root().join(key);
        self.numbers.push(3);
        self.slice(key);
        self.slice(&alone.pointer());
        self.slice(&alone.to_string());
    }

    #[expect(clippy::ptr_arg, reason = "whether the text is the module's own is what counts")]
    fn text(&mut self, text: &Cow<'static, str>) {
        match text {
            Cow::Borrowed(own) => self.numbers.extend([2, own.as_ptr() as u32, own.len() as u32]),
            Cow::Owned(text) => {
                self.numbers.push(1);
                self.slice(text);
            }
        }
    }

    /// Adds to the text, and counts what was added.
    #[inline(never)]
    fn slice(&mut self, text: &str) {
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        self.numbers.push(units as u32);
        self.text.push_str(text);
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
