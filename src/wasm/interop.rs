//! What crosses the boundary: inputs as bytes in reserved memory, issues as numbers and what these measure out.
//!
//! Options come in as JSON text too and are read by the crate's own reader; building them from JavaScript objects
//! member by member would cost more, in time and in size. Issues go out packed for the same reason.

use std::borrow::Cow;
use std::cell::RefCell;

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::http::request::ConnectionRef;
use crate::issue::{Issue, IssueCode, IssueRef, IssueSink, Level, Param, ParamRef, Params, Rules, Severity, Source};
use crate::json::{Document, Limits, Members, Value, WriteJson, Writer};
use crate::path::{Path, Segment, SegmentRef, is_identifier};
use crate::text;
use crate::text::sort;
use crate::validate::Options;

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
    text::parse_digits(value.raw().as_bytes(), 10)
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
            let (name, is_published) = match member.name().strip_prefix("published:") {
                Some(name) => (name, true),
                None => (member.name(), false),
            };
            let refused = |problem| type_error(&["options.rules: `", name, problem].concat());
            let code = IssueCode::from_name(name).ok_or_else(|| refused("` is not an issue code"))?;
            let level = member.value.as_str().and_then(Level::from_name);
            let level = level.ok_or_else(|| refused("` takes off, info, warning or error"))?;
            rules = if is_published { rules.with_published(code, level) } else { rules.with(code, level) };
        }
    }
    let limits = Limits::default();
    let limits = Limits {
        max_bytes: root.get("maxBytes").and_then(number).unwrap_or(limits.max_bytes),
        max_depth: root.get("maxDepth").and_then(number).unwrap_or(limits.max_depth),
    };
    Ok(Options { rules, limits })
}

/// Reads issues that the glue found in a JavaScript value: `[code, path, [[name, value]]][]`.
pub(super) fn read_findings(text: &[u8], rules: &Rules) -> Result<Vec<Issue>, JsValue> {
    let document = read_object(text)?;
    let mut issues = Vec::new();
    for value in document.root().items() {
        issues.extend(read_finding(value, rules));
    }
    Ok(issues)
}

fn read_finding(value: Value<'_>, rules: &Rules) -> Option<Issue> {
    let mut parts = value.items();
    let code = IssueCode::from_name(parts.next()?.as_str()?)?;
    let mut path = Path::root();
    for segment in parts.next()?.items() {
        path.0.push(match segment.as_str() {
            Some(key) => Segment::from(key),
            None => Segment::Index(number(segment).unwrap_or_default()),
        });
    }
    let mut params = Params::new();
    for pair in parts.next()?.items() {
        let mut pair = pair.items();
        let (name, value) = (pair.next()?.as_str()?, pair.next()?);
        let param = match value.as_str() {
            Some(text) => Param::from(text.to_owned()),
            None => Param::from(number(value).unwrap_or(u32::MAX)),
        };
        params.push((Cow::Owned(name.to_owned()), param));
    }
    Issue::from_finding(code, path, params, rules)
}

/// Where and how a request goes.
pub(super) struct Exchange<'d> {
    pub(super) base_url: &'d str,
    pub(super) target: ConnectionRef<'d>,
    /// Names and values.
    pub(super) headers: Option<Members<'d>>,
    pub(super) credentials: &'d str,
}

impl<'d> Exchange<'d> {
    /// Reads `{ baseUrl, organisationId, connectionId, headers: { name: value }, credentials }`.
    pub(super) fn of(document: &'d Document<'_>) -> Self {
        let root = document.root();
        let target = ConnectionRef {
            organisation_id: root.get_str("organisationId"),
            connection_id: root.get_str("connectionId"),
        };
        Self {
            base_url: root.get_str("baseUrl"),
            target,
            headers: root.get("headers").map(Value::members),
            credentials: root.get_str("credentials"),
        }
    }
}

thread_local! {
    /// The issues that were packed last. They stay where they are until others are packed.
    static PACKED: RefCell<Packed> = const { RefCell::new(Packed::NOTHING) };
}

/// Packs issues for the glue; gives the address of the numbers, or 0 where there is no issue.
pub(super) fn pack(issues: &[Issue]) -> usize {
    PACKED.with_borrow_mut(|packed| {
        packed.clear();
        for issue in issues {
            packed.open(0);
            for segment in &issue.path.0 {
                packed.step(segment.into());
            }
            for (name, param) in &issue.params {
                packed.word(name.into());
                packed.word(param.into());
            }
            packed.close(issue.code, issue.severity, issue.source, issue.params.len());
        }
        packed.finish()
    })
}

/// Packs what a validation tells, as [`pack`] does; `None` where that is worth nothing.
pub(super) fn pack_told(validate: impl FnOnce(&mut Packed) -> bool) -> Option<usize> {
    PACKED.with_borrow_mut(|packed| {
        packed.clear();
        validate(packed).then(|| packed.finish())
    })
}

/// Issues as numbers, and the texts that these measure out.
///
/// The first three numbers are how many there are, and the address and length of the texts. Then each issue is: a number of
/// its code (8 bits), its severity (2), how many params it has (8) and whether it has texts (1), its source (2); how long its path is; the
/// segments of the path, and the names and values of the params. Each of these is two numbers, the first of which holds
/// in its lowest two bits what it is:
///
/// - 0: the second is a number;
/// - 1: a text, with its length above the two bits; the second is where it starts;
/// - 2: a text of the module's own, which always stands where it is: its length, and its address;
/// - 3: a key that is no plain word, as a text; two more numbers are the lengths of its form in a pointer and of its form
///   in a dotted path, which follow.
///
/// Places and lengths of texts are in UTF-16 units. The forms of the path and the message are left to the glue: it joins
/// texts in less time than they take to cross.
pub(super) struct Packed {
    numbers: Vec<u32>,
    text: String,
    /// How long the text is in UTF-16 units, and how long it was before the last issue.
    units: u32,
    units_before: u32,
    /// How long the path of the last issue is so far.
    depth: u32,
    /// Where each issue starts.
    starts: Vec<u32>,
    /// The offset that decides the place of each, and which it is in the lower half.
    order: Vec<u64>,
}

impl Packed {
    const NOTHING: Self = Self {
        numbers: Vec::new(),
        text: String::new(),
        units: 0,
        units_before: 0,
        depth: 0,
        starts: Vec::new(),
        order: Vec::new(),
    };
    const HEADER: usize = 3;

    fn clear(&mut self) {
        self.numbers.clear();
        self.numbers.resize(Self::HEADER, 0);
        self.text.clear();
        self.units = 0;
        self.starts.clear();
        self.order.clear();
    }

    /// Begins an issue whose place in the order is decided by `offset`.
    fn open(&mut self, offset: u32) {
        self.order.push(u64::from(offset) << 32 | self.starts.len() as u64);
        self.starts.push(self.numbers.len() as u32);
        self.numbers.push(0);
        self.numbers.push(0);
        self.depth = 0;
        self.units_before = self.units;
    }

    fn step(&mut self, step: SegmentRef<'_>) {
        self.depth += 1;
        match step {
            SegmentRef::Root => {}
            SegmentRef::Index(index) => self.word(ParamRef::Number(index)),
            SegmentRef::Field(name) => self.word(ParamRef::Static(name)),
            SegmentRef::Key(key) if is_identifier(key) => self.word(ParamRef::Str(key)),
            SegmentRef::Key(key) => self.odd_key(key),
        }
    }

    /// Ends the issue that was begun last, when its path and its params were added.
    fn close(&mut self, code: IssueCode, severity: Severity, source: Option<Source>, params: usize) {
        let severity = match severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        };
        let source = match source {
            None => 0,
            Some(Source::Published) => 1,
            Some(Source::Archived) => 2,
        };
        let has_text = u32::from(self.units > self.units_before);
        let head = [code as u32 | severity << 8 | (params as u32) << 10 | has_text << 18 | source << 19, self.depth];
        let start = self.starts.last().map_or(0, |start| *start as usize);
        if let Some(first) = self.numbers.get_mut(start..).and_then(<[u32]>::first_chunk_mut) {
            *first = head;
        }
    }

    fn word(&mut self, word: ParamRef<'_>) {
        let (what, which) = match word {
            ParamRef::Number(number) => (0, number),
            ParamRef::Static(own) => ((own.len() as u32) << 2 | 2, own.as_ptr() as u32),
            ParamRef::Str(text) => {
                let start = self.units;
                (self.add(text) << 2 | 1, start)
            }
        };
        self.numbers.push(what);
        self.numbers.push(which);
    }

    #[cold]
    fn odd_key(&mut self, key: &str) {
        let alone = Path::root().join(key);
        let mut field = String::new();
        alone.write_field(&mut field);
        let start = self.units;
        for number in [self.add(key) << 2 | 3, start, self.add(&alone.pointer()), self.add(&field)] {
            self.numbers.push(number);
        }
    }

    /// Adds to the text; gives how long what was added is.
    #[inline(never)]
    fn add(&mut self, text: &str) -> u32 {
        let units = text::utf16_len(text.as_bytes()) as u32;
        self.units += units;
        self.text.push_str(text);
        units
    }

    fn finish(&mut self) -> usize {
        if self.order.is_empty() {
            return 0;
        }
        if !self.order.is_sorted() {
            self.sort();
        }
        let header = [self.numbers.len() as u32, self.text.as_ptr() as u32, self.text.len() as u32];
        if let Some(first) = self.numbers.first_chunk_mut() {
            *first = header;
        }
        self.numbers.as_ptr() as usize
    }

    /// Puts the issues into the order of the document.
    #[cold]
    fn sort(&mut self) {
        sort(&mut self.order);
        let mut numbers = vec![0; Self::HEADER];
        for key in &self.order {
            let index = *key as u32 as usize;
            let bound = |index: usize| self.starts.get(index).map_or(self.numbers.len(), |start| *start as usize);
            numbers.extend_from_slice(self.numbers.get(bound(index)..bound(index + 1)).unwrap_or_default());
        }
        self.numbers = numbers;
    }
}

impl IssueSink for Packed {
    fn emit(&mut self, told: &IssueRef<'_>) {
        self.open(told.offset);
        told.path.for_each_segment(&mut |step| self.step(step));
        for (name, value) in told.params {
            self.word(ParamRef::Static(name));
            self.word(*value);
        }
        self.close(told.code, told.severity, told.source, told.params.len());
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
