//! Reads inputs from the slots, which are buffers in the module's memory. Encodes issues as numbers and one string.
//!
//! Options are passed as JSON text and issues as numbers. Passing JavaScript objects member by member would be slower, and the
//! module would be larger.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use wasm_bindgen::JsValue;

use crate::issue::{Issue, IssueCode, IssueRef, IssueSink, Level, Param, ParamRef, Params, Rules, Severity, Source};
use crate::json::{Document, Limits, Value, Writer};
use crate::path::{Path, Segment, SegmentRef, is_identifier};
use crate::text;
use crate::text::sort;
use crate::validate::Options;

/// The slots: buffers that the JavaScript package writes inputs to. `Slot` in js/core/slots.ts must be the same list.
#[derive(Clone, Copy, Debug)]
pub enum Slot {
    /// The main document of an operation: a body, changes, the next connection, or a response.
    Body,
    /// The stored connection. For the call that builds a request, the destination instead: base URL, ids, headers and
    /// credentials mode.
    Current,
    /// The options.
    Options,
    /// Findings of the JavaScript package. Their slot is separate, because the other slots can contain inputs that a later call
    /// still reads.
    Findings,
    /// The connection to rebase onto.
    Latest,
}

/// The number of slots. The vectors of five slots have 60 bytes. With a sixth slot they would have more than 64 bytes, and
/// copying more than 64 bytes calls a function outside the module.
const SLOT_COUNT: usize = Slot::Latest as usize + 1;

thread_local! {
    /// The buffer of each slot. All calls reuse the buffers, so that repeated calls do not grow the memory.
    static INPUTS: RefCell<[Vec<u8>; SLOT_COUNT]> = const { RefCell::new([const { Vec::new() }; SLOT_COUNT]) };
}

/// Makes a slot at least `len` bytes long, without changing its contents. Returns its address, or null if the slot is unknown.
pub(super) fn reserve(slot: usize, len: usize) -> *const u8 {
    INPUTS.with_borrow_mut(|inputs| match inputs.get_mut(slot) {
        Some(input) => {
            if input.len() < len {
                // Reserve no extra capacity: inputs can be large, and most later inputs are not longer.
                input.reserve_exact(len - input.len());
                input.resize(len, 0);
            }
            input.as_ptr()
        }
        None => std::ptr::null(),
    })
}

/// The inputs of the current call. The inputs are moved out of the slots until the call returns, so that the slots can still be
/// used if the call traps.
pub(super) struct Inputs([Vec<u8>; SLOT_COUNT]);

impl Inputs {
    /// Moves the inputs out of the slots.
    pub(super) fn take() -> Self {
        Self(INPUTS.take())
    }

    /// Returns the first `len` bytes of a slot.
    pub(super) fn get(&self, slot: Slot, len: usize) -> &[u8] {
        self.0.get(slot as usize).and_then(|input| input.get(..len)).unwrap_or_default()
    }

    /// Reads the options from the first `len` bytes of their slot.
    ///
    /// # Errors
    /// Returns a `TypeError` that names the invalid option.
    pub(super) fn options(&self, len: usize) -> Result<Options, JsValue> {
        read_options(self.get(Slot::Options, len))
    }

    /// Parses JSON without limits. The JavaScript package must have written or validated the JSON before.
    ///
    /// # Errors
    /// Returns a `TypeError` if the text is not JSON.
    #[cfg(feature = "operations")]
    pub(super) fn document(&self, slot: Slot, len: usize) -> Result<Document<'_>, JsValue> {
        let invalid_document = |_| type_error("a document of this package cannot be read");
        Document::parse(self.get(slot, len), Limits::NONE).map_err(invalid_document)
    }
}

impl Drop for Inputs {
    fn drop(&mut self) {
        INPUTS.set(std::mem::take(&mut self.0));
    }
}

/// Parses JSON that the JavaScript package wrote, within the default limits.
///
/// # Errors
/// Returns a `TypeError` if the text cannot be read.
pub(super) fn read_object(text: &[u8]) -> Result<Document<'_>, JsValue> {
    Document::parse(text, Limits::default()).map_err(|_| type_error("options: they cannot be read"))
}

fn parse_number(value: Value<'_>) -> Option<u32> {
    text::parse_digits(value.raw().as_bytes(), 10)
}

/// Parses options: `{ strict, levels: { code: level }, maxBytes?, maxDepth? }`. Returns the default options if the text is empty.
/// A code in `levels` can have the prefix `published:`, see [`Rules::with_published`].
///
/// # Errors
/// Returns a `TypeError` that names the invalid option.
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
        max_bytes: root.get("maxBytes").and_then(parse_number).unwrap_or(limits.max_bytes),
        max_depth: root.get("maxDepth").and_then(parse_number).unwrap_or(limits.max_depth),
    };
    Ok(Options { rules, limits })
}

/// Parses findings, `[code, path, [[name, value]]][]`, and returns them as issues. Skips findings with an unknown code.
///
/// # Errors
/// Returns a `TypeError` if the text is not JSON.
pub(super) fn read_findings(text: &[u8], rules: &Rules) -> Result<Vec<Issue>, JsValue> {
    let document = Document::parse(text, Limits::NONE).map_err(|_| type_error("findings: they cannot be read"))?;
    let mut issues = Vec::new();
    for value in document.root().items() {
        issues.extend(read_finding(value, rules));
    }
    Ok(issues)
}

/// Reads a path from a list of its segments.
pub(super) fn read_path(segments: Value<'_>) -> Path {
    segments.items().fold(Path::root(), |path, segment| {
        path.join(match segment.as_str() {
            Some(key) => Segment::from(key),
            None => Segment::Index(parse_number(segment).unwrap_or_default()),
        })
    })
}

fn read_finding(value: Value<'_>, rules: &Rules) -> Option<Issue> {
    let mut parts = value.items();
    let code = IssueCode::from_name(parts.next()?.as_str()?)?;
    let path = read_path(parts.next()?);
    let mut params = Params::new();
    for pair in parts.next()?.items() {
        let mut pair = pair.items();
        let (name, value) = (pair.next()?.as_str()?, pair.next()?);
        let param = match value.as_str() {
            Some(text) => Param::from(text.to_owned()),
            None => Param::from(parse_number(value).unwrap_or(u32::MAX)),
        };
        params.push((Cow::Owned(name.to_owned()), param));
    }
    Issue::from_finding(code, path, params, rules)
}

thread_local! {
    /// The encoder of issues. Its memory contains the issues of one call until the next call overwrites these issues.
    static ENCODER: RefCell<IssueEncoder> = const { RefCell::new(IssueEncoder::EMPTY) };
}

/// Encodes issues. Returns the address of the numbers, or 0 if there are no issues.
pub(super) fn encode_issues(issues: &[Issue]) -> usize {
    ENCODER.with_borrow_mut(|encoder| {
        encoder.clear();
        let mut previous = Vec::new();
        for issue in issues {
            encoder.begin_issue(0);
            let segments = issue.path.segments();
            // Paths of one document share their segments, so that equal segments have equal addresses.
            let is_same = |(one, other): &(&&Segment, &&Segment)| std::ptr::eq(**one, **other);
            let shared = segments.iter().zip(&previous).take(MAX_SHARED).take_while(is_same).count();
            let shared = if is_worth_sharing(segments.get(..shared).unwrap_or_default()) { shared } else { 0 };
            encoder.skip_segments(shared as u32);
            for segment in segments.iter().skip(shared) {
                encoder.push_segment((*segment).into());
            }
            previous = segments;
            for (name, param) in &issue.params {
                encoder.push_value(name.into());
                encoder.push_value(param.into());
            }
            encoder.end_issue(issue.code, issue.severity, issue.source, issue.params.len());
        }
        encoder.finish()
    })
}

/// The number of segments that issues can share. Documents have fewer levels.
const MAX_SHARED: usize = 0xFFF;

/// Returns true if the first segments of a path are not encoded again: if there are many of them, or if they are long. At least one
/// of these segments must be a key of the document. JavaScript takes issues without such keys from a cache, and keeps no segments
/// of a cached issue.
fn is_worth_sharing(segments: &[&Segment]) -> bool {
    let key_lengths = || {
        segments.iter().filter_map(|segment| match segment {
            Segment::Key(Cow::Owned(key)) => Some(key.len()),
            _ => None,
        })
    };
    key_lengths().any(|len| len >= 64) || segments.len() >= 8 && key_lengths().next().is_some()
}

/// Runs `validate`, and encodes the issues that it emits. If `validate` returns false, discards the issues and returns `None`.
pub(super) fn encode_streaming(validate: impl FnOnce(&mut IssueEncoder) -> bool) -> Option<usize> {
    ENCODER.with_borrow_mut(|encoder| {
        encoder.clear();
        validate(encoder).then(|| encoder.finish())
    })
}

/// The two numbers of a value.
type EncodedValue = (u32, u32);

/// Encodes issues as numbers, with their strings in one text.
///
/// The first three numbers are the count of all numbers, the address of the text, and the length of the text in bytes. After them,
/// each issue is encoded as:
///
/// 1. one number of bit fields, from the lowest bit: the code (8 bits), the severity (2), the number of params (8), a flag that
///    is 1 if the issue refers to the text or to the previous issue (1), and the source (2);
/// 2. one number of bit fields: the number of segments that follow (20 bits), and the number of segments before them that equal
///    those of the previous issue (12);
/// 3. one value for each segment that follows, and two values for each param: its name and its value.
///
/// Long paths and long strings that several issues have are encoded once, so that the size is at most a small multiple of the size
/// of the input.
///
/// A value is two numbers. The two lowest bits of the first number are a tag, which is the kind of the value:
///
/// - 0: the second number is the value;
/// - 1: a string in the text. The higher bits are its length, and the second number is its offset. Both count UTF-16 units;
/// - 2: a static string of the module. The higher bits are its length in bytes, and the second number is its address;
/// - 3, in a path: a key that must be escaped. It is encoded as with tag 1. Two more numbers follow: the length of its JSON
///   Pointer and the length of its dotted form. In the text, the JSON Pointer and the dotted form follow the key;
/// - 3, in a param: a boolean if the higher bits are 0. The second number is 1 for true. Otherwise, a list of strings. It is a JSON
///   array, encoded as with tag 1.
///
/// JavaScript builds the pointer, the dotted path and the message of each issue, because copying these strings out of the
/// module is slower.
pub(super) struct IssueEncoder {
    numbers: Vec<u32>,
    text: String,
    /// Length of the text in UTF-16 units.
    units: u32,
    /// True if the current issue refers to the text or to the previous issue.
    has_strings: bool,
    /// The number of segments of the current issue that follow, and in the upper 12 bits the number of shared segments.
    depth: u32,
    /// For each issue, the index of its first number in `numbers`.
    starts: Vec<u32>,
    /// The sort key of each issue: its offset in the document in the upper 32 bits, and its index in the lower 32 bits.
    order: Vec<u64>,
    /// The last strings of params that issues can share: their addresses, and the numbers of their values.
    shared: [Option<(*const str, EncodedValue)>; 2],
    /// The last list, which issues can share, and the numbers of its value.
    list: Option<(Arc<[Box<str>]>, EncodedValue)>,
}

impl IssueEncoder {
    const EMPTY: Self = Self {
        numbers: Vec::new(),
        text: String::new(),
        units: 0,
        has_strings: false,
        depth: 0,
        starts: Vec::new(),
        order: Vec::new(),
        shared: [None; 2],
        list: None,
    };
    /// The length of the header, which is the count of numbers before the first issue.
    const HEADER_LEN: usize = 3;

    fn clear(&mut self) {
        self.numbers.clear();
        self.numbers.resize(Self::HEADER_LEN, 0);
        self.text.clear();
        self.units = 0;
        self.starts.clear();
        self.order.clear();
        self.shared = [None; 2];
        self.list = None;
    }

    /// Begins an issue. `finish` sorts the issues by `offset`.
    fn begin_issue(&mut self, offset: u32) {
        self.order.push(u64::from(offset) << 32 | self.starts.len() as u64);
        self.starts.push(self.numbers.len() as u32);
        self.numbers.push(0);
        self.numbers.push(0);
        self.depth = 0;
        self.has_strings = false;
    }

    /// Leaves out the first segments of the path, because the previous issue has them too.
    fn skip_segments(&mut self, count: u32) {
        self.depth = count << 20;
        // The issue is not complete without the previous one.
        self.has_strings |= count > 0;
    }

    fn push_segment(&mut self, segment: SegmentRef<'_>) {
        self.depth += 1;
        match segment {
            SegmentRef::Root | SegmentRef::Shared(_) => {}
            SegmentRef::Index(index) => self.push_value(ParamRef::Number(index)),
            SegmentRef::Field(name) => self.push_value(ParamRef::Static(name)),
            SegmentRef::Key(key) if is_identifier(key) => self.push_value(ParamRef::Str(key)),
            SegmentRef::Key(key) => self.push_escaped_key(key),
        }
    }

    /// Ends the current issue. Its path and its params must already be encoded.
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
        let has_strings = u32::from(self.has_strings);
        let flags = severity << 8 | (params as u32) << 10 | has_strings << 18 | source << 19;
        let head = [code as u32 | flags, self.depth];
        let start = self.starts.last().map_or(0, |start| *start as usize);
        if let Some(first) = self.numbers.get_mut(start..).and_then(<[u32]>::first_chunk_mut) {
            *first = head;
        }
    }

    fn push_value(&mut self, value: ParamRef<'_>) {
        let (head, value) = match value {
            ParamRef::Number(number) => (0, number),
            ParamRef::Boolean(fact) => (3, u32::from(fact)),
            ParamRef::Static(name) => ((name.len() as u32) << 2 | 2, name.as_ptr() as u32),
            ParamRef::Str(string) => self.push_string(string),
            ParamRef::List(list) => self.push_list(list),
            ParamRef::Shared(string) => {
                self.has_strings = true;
                let known = self.shared.iter().flatten().find(|(known, _)| std::ptr::eq(*known, string));
                known.map(|(_, encoded)| *encoded).unwrap_or_else(|| {
                    let encoded = self.push_string(string);
                    let [newest, _] = self.shared;
                    self.shared = [Some((std::ptr::from_ref(string), encoded)), newest];
                    encoded
                })
            }
        };
        self.numbers.push(head);
        self.numbers.push(value);
    }

    /// Appends a string to the text. Returns the two numbers of the value.
    fn push_string(&mut self, string: &str) -> EncodedValue {
        let start = self.units;
        (self.push_str(string) << 2 | 1, start)
    }

    /// Appends a list to the text as a JSON array. Returns the two numbers of the value.
    #[cold]
    fn push_list(&mut self, list: &Arc<[Box<str>]>) -> EncodedValue {
        self.has_strings = true;
        if let Some((_, encoded)) = self.list.as_ref().filter(|(known, _)| Arc::ptr_eq(known, list)) {
            return *encoded;
        }
        let start = self.units;
        let encoded = (self.push_str(&write_list(list)) << 2 | 3, start);
        self.list = Some((Arc::clone(list), encoded));
        encoded
    }

    #[cold]
    fn push_escaped_key(&mut self, key: &str) {
        let path = Path::root().join(key);
        let mut field = String::new();
        path.write_field(&mut field);
        let start = self.units;
        for number in [self.push_str(key) << 2 | 3, start, self.push_str(&path.pointer()), self.push_str(&field)] {
            self.numbers.push(number);
        }
    }

    /// Appends a string to the text, and returns its length in UTF-16 units.
    #[inline(never)]
    fn push_str(&mut self, string: &str) -> u32 {
        self.has_strings = true;
        let units = text::utf16_len(string.as_bytes()) as u32;
        self.units += units;
        self.text.push_str(string);
        units
    }

    /// Sorts the issues and writes the header. Returns the address of the numbers, or 0 if there are no issues.
    fn finish(&mut self) -> usize {
        if self.order.is_empty() {
            return 0;
        }
        if !self.order.is_sorted() {
            self.sort_issues();
        }
        let header = [self.numbers.len() as u32, self.text.as_ptr() as u32, self.text.len() as u32];
        if let Some(first) = self.numbers.first_chunk_mut() {
            *first = header;
        }
        self.numbers.as_ptr() as usize
    }

    /// Moves the issues into the order of the document.
    #[cold]
    fn sort_issues(&mut self) {
        sort(&mut self.order);
        let mut numbers = vec![0; Self::HEADER_LEN];
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
        issue.path.for_each_segment(&mut |step| self.push_segment(step));
        for (name, value) in issue.params {
            self.push_value(ParamRef::Static(name));
            self.push_value(*value);
        }
        self.end_issue(issue.code, issue.severity, issue.source, issue.params.len());
    }
}

/// Returns a list of strings as a JSON array.
fn write_list(list: &[Box<str>]) -> String {
    let mut out = Writer::default();
    out.begin_array();
    list.iter().for_each(|string| out.string(string));
    out.end_array();
    out.finish()
}

/// Creates a JavaScript `TypeError`.
pub(super) fn type_error(message: &str) -> JsValue {
    js_sys::TypeError::new(message).into()
}
