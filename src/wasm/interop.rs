//! Reads inputs from reserved memory, and encodes issues as numbers and one string.
//!
//! Options are read as JSON by the crate's own reader, because reading JavaScript objects member by member would be slower and
//! larger. Issues are encoded for the same reason.

use std::borrow::Cow;
use std::cell::RefCell;

use wasm_bindgen::JsValue;

use crate::http::request::ConnectionRef;
use crate::issue::{Issue, IssueCode, IssueRef, IssueSink, Level, Param, ParamRef, Params, Rules, Severity, Source};
use crate::json::{Document, Limits, Members, Value};
use crate::path::{Path, Segment, SegmentRef, is_identifier};
use crate::text;
use crate::text::sort;
use crate::validate::Options;

/// Slots for inputs; `Slot` in js/core/slots.ts is the same list.
#[derive(Clone, Copy, Debug)]
pub enum Slot {
    /// The document that an operation is about: a body, changes, the next connection, a response.
    Body,
    /// The stored connection; for a request, its destination.
    Current,
    /// The options.
    Options,
    /// Findings, in a separate slot, because a document may be waiting in its slot.
    Findings,
    /// The connection to rebase onto.
    Latest,
}

/// Number of slots. Five vectors are 60 bytes: engines leave the module to copy more than 64.
const SLOTS: usize = Slot::Latest as usize + 1;

thread_local! {
    /// Memory that the package writes inputs to. Reused by all calls, so that repeated calls do not grow it.
    static INPUTS: RefCell<[Vec<u8>; SLOTS]> = const { RefCell::new([const { Vec::new() }; SLOTS]) };
}

/// Reserves `len` bytes in a slot without changing those that are there; returns their address, or null for an unknown slot.
pub(super) fn reserve(slot: usize, len: usize) -> *const u8 {
    INPUTS.with_borrow_mut(|inputs| match inputs.get_mut(slot) {
        Some(input) => {
            if input.len() < len {
                // No more than needed: inputs can be large, and most later ones are not longer.
                input.reserve_exact(len - input.len());
                input.resize(len, 0);
            }
            input.as_ptr()
        }
        None => std::ptr::null(),
    })
}

/// The inputs of a running call. They are taken out of the slots until it returns, so that the slots are free after a trap.
pub(super) struct Inputs([Vec<u8>; SLOTS]);

impl Inputs {
    /// Takes the inputs out of the slots.
    pub(super) fn take() -> Self {
        Self(INPUTS.take())
    }

    /// Returns the first `len` bytes of a slot.
    pub(super) fn get(&self, slot: Slot, len: usize) -> &[u8] {
        self.0.get(slot as usize).and_then(|input| input.get(..len)).unwrap_or_default()
    }

    /// Reads the options, of `len` bytes.
    ///
    /// # Errors
    /// A `TypeError` that names the option, if one is invalid.
    pub(super) fn options(&self, len: usize) -> Result<Options, JsValue> {
        read_options(self.get(Slot::Options, len))
    }

    /// Parses JSON that the package has written or validated before, without limits.
    ///
    /// # Errors
    /// A `TypeError` if it is not JSON.
    pub(super) fn document(&self, slot: Slot, len: usize) -> Result<Document<'_>, JsValue> {
        let limits = Limits { max_bytes: u32::MAX, max_depth: u32::MAX };
        let unread = |_| type_error("a document of this package cannot be read");
        Document::parse(self.get(slot, len), limits).map_err(unread)
    }
}

impl Drop for Inputs {
    fn drop(&mut self) {
        INPUTS.set(std::mem::take(&mut self.0));
    }
}

/// Parses an object that the package wrote.
///
/// # Errors
/// A `TypeError` if it is not JSON.
pub(super) fn read_object(text: &[u8]) -> Result<Document<'_>, JsValue> {
    Document::parse(text, Limits::default()).map_err(|_| type_error("options: they cannot be read"))
}

fn number(value: Value<'_>) -> Option<u32> {
    text::parse_digits(value.raw().as_bytes(), 10)
}

/// Parses options: `{ strict, levels: { code: level }, maxBytes?, maxDepth? }`; empty text is the defaults. A code in `levels` may
/// have the prefix `published:`.
///
/// # Errors
/// A `TypeError` that names the option, if one is invalid.
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

/// Reads the findings in a JavaScript value, `[code, path, [[name, value]]][]`, as issues. Skips unknown codes.
///
/// # Errors
/// A `TypeError` if they are not JSON.
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

/// The destination of a request, with its headers.
pub(super) struct Destination<'d> {
    pub(super) base_url: &'d str,
    pub(super) target: ConnectionRef<'d>,
    /// Headers of the caller.
    pub(super) headers: Option<Members<'d>>,
    pub(super) credentials: &'d str,
}

impl<'d> Destination<'d> {
    /// Reads `{ baseUrl, organisationId, connectionId, headers: { name: value }, credentials }`.
    pub(super) fn from_document(document: &'d Document<'_>) -> Self {
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
    /// The encoder, whose memory contains the issues of the last call until the next one.
    static ENCODER: RefCell<IssueEncoder> = const { RefCell::new(IssueEncoder::EMPTY) };
}

/// Encodes issues; returns the address of the numbers, or 0 if there are no issues.
pub(super) fn encode_issues(issues: &[Issue]) -> usize {
    ENCODER.with_borrow_mut(|encoder| {
        encoder.clear();
        for issue in issues {
            encoder.begin_issue(0);
            for segment in &issue.path.0 {
                encoder.segment(segment.into());
            }
            for (name, param) in &issue.params {
                encoder.value(name.into());
                encoder.value(param.into());
            }
            encoder.end_issue(issue.code, issue.severity, issue.source, issue.params.len());
        }
        encoder.finish()
    })
}

/// Encodes the issues of a streaming validation; returns `None` if it returns false, and discards them.
pub(super) fn encode_streamed(validate: impl FnOnce(&mut IssueEncoder) -> bool) -> Option<usize> {
    ENCODER.with_borrow_mut(|encoder| {
        encoder.clear();
        validate(encoder).then(|| encoder.finish())
    })
}

/// Encodes issues as numbers, with their strings in one text.
///
/// The first three numbers are the count of numbers, and the address and length in bytes of the text. Then follows each issue:
///
/// 1. its code (8 bits, from the lowest on), its severity (2), its number of params (8), whether it has strings in the text (1),
///    its source (2);
/// 2. the length of its path;
/// 3. the segments of its path, then the name and the value of each param, each as one value.
///
/// A value is two numbers. The two lowest bits of the first are a tag:
///
/// - 0: the second number is the value;
/// - 1: a string in the text; the higher bits are its length, the second number is its offset, both in UTF-16 units;
/// - 2: a static string of the module; the higher bits are its length in bytes, the second number is its address;
/// - 3: a key that has to be escaped; like 1, followed by two more numbers, the lengths of its JSON Pointer and of its dotted
///   form, which come after it in the text.
///
/// Pointer, dotted path and message are built in JavaScript, which is cheaper than copying them out of the module.
pub(super) struct IssueEncoder {
    numbers: Vec<u32>,
    text: String,
    /// Length of the text in UTF-16 units, now and before the current issue.
    units: u32,
    units_before: u32,
    /// Length of the path of the current issue.
    depth: u32,
    /// Index of the first number of each issue.
    starts: Vec<u32>,
    /// Sort key of each issue: the offset that decides its order, and its index in the lower 32 bits.
    order: Vec<u64>,
}

impl IssueEncoder {
    const EMPTY: Self = Self {
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

    /// Begins an issue. Issues are sorted by `offset`.
    fn begin_issue(&mut self, offset: u32) {
        self.order.push(u64::from(offset) << 32 | self.starts.len() as u64);
        self.starts.push(self.numbers.len() as u32);
        self.numbers.push(0);
        self.numbers.push(0);
        self.depth = 0;
        self.units_before = self.units;
    }

    fn segment(&mut self, segment: SegmentRef<'_>) {
        self.depth += 1;
        match segment {
            SegmentRef::Root => {}
            SegmentRef::Index(index) => self.value(ParamRef::Number(index)),
            SegmentRef::Field(name) => self.value(ParamRef::Static(name)),
            SegmentRef::Key(key) if is_identifier(key) => self.value(ParamRef::Str(key)),
            SegmentRef::Key(key) => self.escaped_key(key),
        }
    }

    /// Ends the current issue, after its path and its params were added.
    fn end_issue(&mut self, code: IssueCode, severity: Severity, source: Option<Source>, params: usize) {
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
        let has_strings = u32::from(self.units > self.units_before);
        let flags = severity << 8 | (params as u32) << 10 | has_strings << 18 | source << 19;
        let head = [code as u32 | flags, self.depth];
        let start = self.starts.last().map_or(0, |start| *start as usize);
        if let Some(first) = self.numbers.get_mut(start..).and_then(<[u32]>::first_chunk_mut) {
            *first = head;
        }
    }

    fn value(&mut self, value: ParamRef<'_>) {
        let (head, value) = match value {
            ParamRef::Number(number) => (0, number),
            ParamRef::Static(name) => ((name.len() as u32) << 2 | 2, name.as_ptr() as u32),
            ParamRef::Str(string) => {
                let start = self.units;
                (self.push_str(string) << 2 | 1, start)
            }
        };
        self.numbers.push(head);
        self.numbers.push(value);
    }

    #[cold]
    fn escaped_key(&mut self, key: &str) {
        let path = Path::root().join(key);
        let mut field = String::new();
        path.write_field(&mut field);
        let start = self.units;
        for number in [self.push_str(key) << 2 | 3, start, self.push_str(&path.pointer()), self.push_str(&field)] {
            self.numbers.push(number);
        }
    }

    /// Appends a string to the text; returns its length in UTF-16 units.
    #[inline(never)]
    fn push_str(&mut self, string: &str) -> u32 {
        let units = text::utf16_len(string.as_bytes()) as u32;
        self.units += units;
        self.text.push_str(string);
        units
    }

    /// Sorts the issues and writes the header; returns the address of the numbers, or 0 if there are no issues.
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

    /// Sorts the issues in the order of the document.
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

impl IssueSink for IssueEncoder {
    fn emit(&mut self, issue: &IssueRef<'_>) {
        self.begin_issue(issue.offset);
        issue.path.for_each_segment(&mut |step| self.segment(step));
        for (name, value) in issue.params {
            self.value(ParamRef::Static(name));
            self.value(*value);
        }
        self.end_issue(issue.code, issue.severity, issue.source, issue.params.len());
    }
}

/// Returns a `TypeError`.
pub(super) fn type_error(message: &str) -> JsValue {
    js_sys::TypeError::new(message).into()
}
