//! What crosses the boundary: inputs as bytes in reserved memory, issues as numbers and what these measure out.
//!
//! Options come in as JSON text too and are read by the crate's own reader; building them from JavaScript objects
//! member by member would cost more, in time and in size. Issues go out packed for the same reason.

use std::borrow::Cow;
use std::cell::RefCell;

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::issue::{Finding, Issue, IssueCode, Level, Param, Params, Rules, Severity};
use crate::json::{Document, Limits, Members, Value, WriteJson, Writer};
use crate::path::{Path, Segment, is_word};
use crate::request::Target;
use crate::validate::Options;
use crate::words;

/// Where inputs are: documents in slots 0, 1 and 4, options in slot 2, findings in slot 3.
const SLOTS: usize = 5;

/// The slot of options.
const OPTIONS: usize = 2;
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
                // No more than that: inputs can be large, and the next is as long as this or shorter.
                input.reserve_exact(len - input.len());
                input.resize(len, 0);
            }
            input.as_ptr()
        }
        None => std::ptr::null(),
    })
}

/// Inputs while a verb works on them. They are taken out of their slots meanwhile: should the verb trap, the next call finds
/// the slots free.
pub(super) struct Inputs([Vec<u8>; SLOTS]);

impl Inputs {
    pub(super) fn take() -> Self {
        Self(INPUTS.take())
    }

    /// The first `len` bytes of a slot.
    pub(super) fn get(&self, slot: usize, len: usize) -> &[u8] {
        self.0.get(slot).and_then(|input| input.get(..len)).unwrap_or_default()
    }

    /// The options, of so many bytes.
    ///
    /// # Errors
    /// A `TypeError` that names the option.
    pub(super) fn options(&self, len: usize) -> Result<Options, JsValue> {
        read_options(self.get(OPTIONS, len))
    }

    /// What the package has made or read before; no limit holds for it.
    ///
    /// # Errors
    /// A `TypeError` where it is something else.
    pub(super) fn document(&self, slot: usize, len: usize) -> Result<Document<'_>, JsValue> {
        let limits = Limits { max_bytes: u32::MAX, max_depth: u32::MAX };
        let unread = |_| type_error("what this package made cannot be read");
        Document::parse(self.get(slot, len), limits).map_err(unread)
    }
}

impl Drop for Inputs {
    fn drop(&mut self) {
        INPUTS.set(std::mem::take(&mut self.0));
    }
}

/// Reads an object that the glue wrote.
pub(super) fn read_object(text: &[u8]) -> Result<Document<'_>, JsValue> {
    Document::parse(text, Limits::default()).map_err(|_| type_error("options: they cannot be read"))
}

fn number(value: Value<'_>) -> Option<u32> {
    words::number(value.raw().as_bytes(), 10)
}

/// Reads options: `{ strict, levels: { code: level }, maxBytes?, maxDepth? }`; no text is no options.
///
/// # Errors
/// A `TypeError` that names the option.
#[inline(never)]
fn read_options(text: &[u8]) -> Result<Options, JsValue> {
    if text.is_empty() {
        return Ok(Options::default());
    }
    let document = read_object(text)?;
    let root = document.root();
    let is_strict = root.get("strict").is_some_and(|value| value.raw() == "true");
    let mut rules = if is_strict { Rules::STRICT } else { Rules::DEFAULT };
    if let Some(levels) = root.get("levels") {
        for member in levels.members() {
            let name = member.name();
            let refused = |problem| type_error(&words::join(&["options.rules: `", name, problem]));
            let code = IssueCode::from_name(name).ok_or_else(|| refused("` is not an issue code"))?;
            let level = member.value.text().and_then(Level::from_name);
            rules = rules.with(code, level.ok_or_else(|| refused("` takes off, info, warning or error"))?);
        }
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
    let document = read_object(text)?;
    let mut findings = Vec::new();
    for value in document.root().items() {
        findings.extend(finding(value));
    }
    Ok(findings)
}

fn finding(value: Value<'_>) -> Option<Finding> {
    let mut parts = value.items();
    let code = IssueCode::from_name(parts.next()?.text()?)?;
    let mut path = Path::root();
    for segment in parts.next()?.items() {
        path.0.push(match segment.text() {
            Some(key) => Segment::from(key),
            None => Segment::Index(number(segment).unwrap_or_default()),
        });
    }
    let mut params = Params::new();
    for pair in parts.next()?.items() {
        let mut pair = pair.items();
        let (name, value) = (pair.next()?.text()?, pair.next()?);
        let param = match value.text() {
            Some(text) => Param::from(text.to_owned()),
            None => Param::from(number(value).unwrap_or(u32::MAX)),
        };
        params.push((Cow::Owned(name.to_owned()), param));
    }
    Some(Finding { code, path, params })
}

/// Where and how a request goes.
pub(super) struct Exchange<'d> {
    pub(super) base_url: &'d str,
    pub(super) target: Target<'d>,
    /// Names and values.
    pub(super) headers: Option<Members<'d>>,
    pub(super) credentials: &'d str,
}

impl<'d> Exchange<'d> {
    /// Reads `{ baseUrl, organisationId, connectionId, headers: { name: value }, credentials }`.
    pub(super) fn of(document: &'d Document<'_>) -> Self {
        let root = document.root();
        let target =
            Target { organisation_id: root.text_of("organisationId"), connection_id: root.text_of("connectionId") };
        Self {
            base_url: root.text_of("baseUrl"),
            target,
            headers: root.get("headers").map(Value::members),
            credentials: root.text_of("credentials"),
        }
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
        self.all(&[0; 3]);
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
        self.all(&[issue.code as u32, severity, issue.path.0.len() as u32]);
        for segment in &issue.path.0 {
            match segment {
                Segment::Index(index) => self.all(&[0, *index]),
                Segment::Key(Cow::Owned(key)) if !is_word(key) => self.odd_key(key),
                Segment::Key(key) => self.text(key),
            }
        }
        self.numbers.push(issue.params.len() as u32);
        for (name, param) in &issue.params {
            self.text(name);
            match param {
                Param::Number(number) => self.all(&[0, *number]),
                Param::Text(text) => self.text(text),
            }
        }
    }

    fn all(&mut self, numbers: &[u32]) {
        self.numbers.extend_from_slice(numbers);
    }

    #[cold]
    fn odd_key(&mut self, key: &str) {
        let alone = Path::root().join(key);
        let mut field = String::new();
        alone.write_field(&mut field);
        self.numbers.push(3);
        self.slice(key);
        self.slice(&alone.pointer());
        self.slice(&field);
    }

    #[expect(clippy::ptr_arg, reason = "whether the text is the module's own is what counts")]
    fn text(&mut self, text: &Cow<'static, str>) {
        match text {
            Cow::Borrowed(own) => self.all(&[2, own.as_ptr() as u32, own.len() as u32]),
            Cow::Owned(text) => {
                self.numbers.push(1);
                self.slice(text);
            }
        }
    }

    /// Adds to the text, and counts what was added.
    #[inline(never)]
    fn slice(&mut self, text: &str) {
        self.numbers.push(words::utf16_len(text.as_bytes()) as u32);
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
