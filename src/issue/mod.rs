//! What is said about a document: takes findings with their places, gives issues with code, severity, path and message.

use std::borrow::Cow;
use std::mem;

use serde::{Deserialize, Serialize};

use crate::path::{Path, Place};
use crate::text::sort;
use crate::text::write_decimal;

/// How much an issue weighs.
///
/// - `error`: keeps a body from being sent.
/// - `warning`: probably a mistake, or forbidden by the platform's fuller description only.
/// - `info`: worth knowing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Severity {
    /// It keeps a body from being sent.
    Error,
    /// Probably a mistake; it keeps nothing from being sent.
    Warning,
    /// Worth knowing.
    Info,
}

/// What a rule is set to: a severity, or not to be reported at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported as worth knowing.
    Info,
    /// Reported as a probable mistake.
    Warning,
    /// Reported, and the body is not sent.
    Error,
}

impl Level {
    /// The level of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "off" => Some(Self::Off),
            "info" => Some(Self::Info),
            "warning" => Some(Self::Warning),
            "error" => Some(Self::Error),
            _ => None,
        }
    }

    const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// Declares every code once: its help (the doc comment), its name, its level by default and under `strict`,
/// and its message, in which `{name}` stands for a param.
macro_rules! issue_codes {
    ($($(#[doc = $help:literal])+ $variant:ident = $name:literal, $default:ident, $strict:ident, $message:literal;)+) => {
        /// What an issue is about. Codes are stable: a later version may add codes, but never renames one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum IssueCode {
            $($(#[doc = $help])+ #[serde(rename = $name)] $variant,)+
        }

        // Tsify leaves out the comments of such a union's members.
        #[cfg(target_arch = "wasm32")]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const ISSUE_CODE: &str = concat!(
            "/** What an issue is about. Codes are stable: a later version may add codes, but never renames one. */\n",
            "export type IssueCode =",
            $("\n  | /**", $($help,)+ " */ \"", $name, "\"",)+
            ";\n",
        );

        impl IssueCode {
            /// Every code, in the order in which they are declared.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code as it is written, such as `missing-field`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What the code weighs unless a rule says otherwise.
            #[must_use]
            pub const fn default_level(self) -> Level {
                match self { $(Self::$variant => Level::$default,)+ }
            }

            /// What the code weighs under the strict rules.
            #[must_use]
            pub const fn strict_level(self) -> Level {
                match self { $(Self::$variant => Level::$strict,)+ }
            }

            /// The message, with `{name}` where a param goes.
            #[must_use]
            pub const fn template(self) -> &'static str {
                match self { $(Self::$variant => $message,)+ }
            }

            /// A line for each code, in the order in which they are declared: its name and, after a space, its message.
            pub(crate) const LINES: &str = concat!($($name, " ", $message, "\n",)+).trim_ascii_end();

            /// A paragraph of help.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Self::$variant => concat!($($help,)+).trim_ascii(),)+ }
            }
        }
    };
}

issue_codes! {
    // Reading
    /// The text is not JSON (RFC 8259). `params`: `problem`, `offset` in bytes, `line` and `column` from 1, the column in UTF-16 units.
    InvalidJson = "invalid-json", Error, Error, "this is not JSON: {problem} at line {line}, column {column}";
    /// The bytes are not UTF-8, the only encoding of JSON on the wire. `params`: `offset` in bytes.
    InvalidUtf8 = "invalid-utf8", Error, Error, "these bytes are not UTF-8 from byte {offset} on";
    /// The text is longer than the limit, 16 MiB unless `maxBytes` says otherwise; a previewed connection may have 256 MiB.
    /// `params`: `bytes`, `limit`.
    TooLarge = "too-large", Error, Error, "this is larger than the limit of {limit} bytes";
    /// Arrays and objects are nested deeper than the limit, 128 unless `maxDepth` says otherwise. `params`: `limit`.
    TooDeep = "too-deep", Error, Error, "this is nested deeper than the limit of {limit} levels";
    /// An object has the same key twice. Readers disagree on which one counts, so neither is taken. `params`: `key`.
    DuplicateKey = "duplicate-key", Error, Error, "the key `{key}` stands twice in this object; remove one of the two";
    /// A string holds half of a UTF-16 surrogate pair. It has no UTF-8 form: on the wire, different strings would become equal.
    LoneSurrogate = "lone-surrogate", Error, Error, "this text holds half of a surrogate pair, which UTF-8 cannot carry; remove it";
    /// The value is `undefined`, or an array holds `undefined` or a hole, which would be sent as `null`.
    UndefinedValue = "undefined-value", Error, Error, "this is undefined; give a value or leave it out";
    /// A function, a symbol, or an object whose content is not in enumerable properties (a `Map`, a `Set`, …): JSON has no form for it. `params`: `type`.
    NoJsonForm = "no-json-form", Error, Error, "a value of type `{type}` has no JSON form; convert it to plain data first";
    /// A `bigint` has no JSON form of its own.
    BigintValue = "bigint-value", Error, Error, "a bigint has no JSON form; give a number or a string, or pass the body as JSON text";
    /// A number is `NaN` or infinite and would be sent as `null`.
    NonFiniteNumber = "non-finite-number", Error, Error, "this number is not finite and would be sent as null";
    /// An object holds itself.
    CyclicValue = "cyclic-value", Error, Error, "this object holds itself, which JSON cannot express";
    /// A getter, a proxy or a `toJSON` method threw while the value was read.
    UnreadableValue = "unreadable-value", Error, Error, "reading this value threw an error";
    /// An instance of a class. Its enumerable properties are sent; accessors, private fields and methods are not. `params`: `type`.
    ClassInstance = "class-instance", Warning, Warning, "this is an instance of `{type}`; only its own enumerable properties are sent";

    /// There are more issues than anybody reads: the first 10,000 errors that were found are listed, and as many others. It
    /// weighs as much as the worst of those that are not, whatever the rules say. `params`: `count`.
    MoreIssues = "more-issues", Warning, Warning, "{count} more issues are not listed";
    /// The rules themselves failed on this input, which is a defect of this package. The next call is not affected.
    Internal = "internal", Error, Error, "the rules failed on this input; please report it";

    // Shape: what the page says
    /// The value is of another kind than the field takes. `params`: `expected`, `actual`.
    WrongKind = "wrong-kind", Error, Error, "expected {expected}, found {actual}";
    /// `null` is not a list. A list that is left out stays as it is; an empty list empties it. `params`: `field`.
    NullList = "null-list", Error, Error, "null is not a list; leave `{field}` out to keep what is stored, or send [] to empty it";
    /// A required field is not there. `params`: `field`.
    MissingField = "missing-field", Error, Error, "`{field}` is required";
    /// The value is none of those that the field takes. `params`: `options`.
    UnknownOption = "unknown-option", Error, Error, "expected one of {options}";
    /// The contract has no such field here. In a body it is kept and sent; the platform may ignore it. `params`: `field`, `shape`.
    UnknownField = "unknown-field", Warning, Warning, "`{field}` is not a known field of {shape}";
    /// The field belongs to responses; the platform ignores it in a request. `params`: `field`.
    ResponseOnlyField = "response-only-field", Warning, Warning, "`{field}` belongs to responses; the platform ignores it here";

    // Shape: what only the fuller description says
    /// The value is of another kind than the platform's fuller description gives. `params`: `expected`, `actual`.
    DescribedKind = "described-kind", Warning, Error, "expected {expected}, found {actual}";
    /// A field that the platform's fuller description asks for is not there. `params`: `field`.
    DescribedMissing = "described-missing", Warning, Error, "`{field}` is expected here";
    /// The value is none of those that the platform's fuller description names. `params`: `options`.
    DescribedOption = "described-option", Warning, Error, "expected one of {options}";
    /// One of several fields must hold something. `params`: `fields`.
    DescribedEmpty = "described-empty", Warning, Error, "{fields} must hold something";
    /// The type is none of those known to this version: a later version of the platform may have added it. It is kept and sent whole. `params`: `options`.
    UnknownType = "unknown-type", Warning, Warning, "this type is not known to this version; expected one of {options}";
    /// The field has no meaning for this protocol. `params`: `field`, `protocol`.
    MisplacedField = "misplaced-field", Warning, Error, "`{field}` has no meaning for a connection of protocol `{protocol}`";

    // Fields
    /// A name is empty or only white space.
    BlankName = "blank-name", Error, Error, "a name cannot be blank";
    /// The name of an environment or of a credential is empty or only white space: nobody could tell it from others.
    BlankLabel = "blank-label", Warning, Error, "this name is blank, and people know it by nothing else";
    /// White space stands around the text.
    OuterSpace = "outer-space", Warning, Warning, "this begins or ends with white space, which is sent with it";
    /// The id is not a ULID (26 characters of Crockford's base 32, the first at most 7).
    NotAUlid = "not-a-ulid", Warning, Error, "this is not a ULID, as the platform's ids are";
    /// The text cannot be read as an absolute `http:` or `https:` URL. `params`: `problem`.
    InvalidUrl = "invalid-url", Error, Error, "this is not an absolute http or https URL: {problem}";
    /// The text cannot be read as an absolute `http:` or `https:` URL, where only the fuller description asks for one. `params`: `problem`.
    DescribedUrl = "described-url", Warning, Error, "this is not an absolute http or https URL: {problem}";
    /// The URL holds a template: what will be put there cannot be checked.
    TemplateUrl = "template-url", Warning, Warning, "this URL holds a template, so it cannot be checked";
    /// The URL carries a part that does not belong in a base URL. `params`: `part`.
    UrlPart = "url-part", Warning, Warning, "a base URL should not carry {part}";
    /// The URL is plain `http:` to a host that is not this machine.
    InsecureUrl = "insecure-url", Warning, Warning, "plain http sends credentials unprotected; use https";
    /// A BigQuery dataset is written `<project_id>.<dataset_name>`.
    DatasetForm = "dataset-form", Warning, Error, "expected `<project_id>.<dataset_name>`";
    /// A time is written as RFC 3339 has it, such as `2026-11-07T05:31:56Z`.
    TimeForm = "time-form", Warning, Error, "expected a time such as `2026-11-07T05:31:56Z`";
    /// Another item of the list has the same value in this field. `params`: `field`, `first` (the position of the earlier one).
    Repeated = "repeated", Error, Error, "another item of this list has the same `{field}`";

    // Against the current connection
    /// The field cannot change on a stored connection. `params`: `field`.
    ImmutableField = "immutable-field", Error, Error, "`{field}` of a stored connection cannot change";
    /// The connection has no environment of this id. Were it sent, the environment that was meant would be deleted. For a new environment, leave the id out.
    UnknownEnvironment = "unknown-environment", Error, Error, "the connection has no environment of this id; a new one has none";
    /// An existing environment is edited, which this request cannot do. `params`: `id`, `name` (of the environment), `member`, `operation` (the one that can).
    EditedEnvironment = "edited-environment", Error, Error, "`{member}` of the environment `{name}` cannot be edited here; use the {operation} operation";
    /// The type of an existing credential's auth scheme can never change. `params`: `name` (of the environment).
    ImmutableSchemeType = "immutable-scheme-type", Error, Error, "the auth scheme of a credential of the environment `{name}` cannot change its type; create another credential";
    /// The list leaves out an environment that is stored: it will be deleted. `params`: `id`, `name`.
    DroppedEnvironment = "dropped-environment", Warning, Warning, "the environment `{name}` will be deleted, as this list leaves it out";
    /// An environment, stored or new, holds variables that the list changes or leaves out: what they hold will be lost. `params`: `id` (of a stored one), `name`, `names` (of the variables).
    OverwrittenVariables = "overwritten-variables", Warning, Warning, "the environment `{name}` will lose what {names} held";
    /// An environment keeps the copy of an auth scheme that the new list no longer has. To change it, update its credential. `params`: `id`, `name`.
    StaleSchemeCopy = "stale-scheme-copy", Info, Info, "the environment `{name}` keeps an older copy of an auth scheme; update its credential to change that";

    // Changes and merging
    /// The connection to change cannot be read, or lacks what a body needs. The issue's place is in the connection. `params`: `problem`.
    InvalidCurrent = "invalid-current", Error, Error, "the current connection cannot be used: {problem}";
    /// A change is of another kind than it can be, so that it cannot be merged. `params`: `expected`, `actual`.
    InvalidChange = "invalid-change", Error, Error, "expected {expected}, found {actual}";
    /// The same variable is both set and removed. `params`: `name`.
    ConflictingEdit = "conflicting-edit", Error, Error, "the variable `{name}` is both set and removed";
    /// The order must name every environment that stays, each once, by its id. `params`: `missing` (how many it leaves out).
    InvalidOrder = "invalid-order", Error, Error, "the order must name each environment that stays exactly once";
    /// The variable to remove is not there. `params`: `name`.
    NothingToRemove = "nothing-to-remove", Warning, Warning, "there is no variable `{name}` to remove";

    // Request and response
    /// An id holds characters that could leave its place in the URL. `params`: `field`.
    UnsafeId = "unsafe-id", Error, Error, "`{field}` may hold only letters, digits, `-`, `_`, `.` and `~`, and cannot be `.` or `..`";
    /// The body's id is not that of the address. `params`: `field`, `target`.
    IdMismatch = "id-mismatch", Error, Error, "`{field}` must equal `{target}` of the address";
    /// The platform refused the field; the message is the platform's own. `params`: `message`.
    Rejected = "rejected", Error, Error, "{message}";
}

impl IssueCode {
    /// Whether this is an error whatever the rules say: there would be nothing sound to send, or no safe place to
    /// send it to.
    #[must_use]
    pub const fn is_fixed(self) -> bool {
        matches!(
            self,
            Self::InvalidJson
                | Self::DuplicateKey
                | Self::LoneSurrogate
                | Self::InvalidChange
                | Self::InvalidUtf8
                | Self::TooLarge
                | Self::TooDeep
                | Self::UndefinedValue
                | Self::NoJsonForm
                | Self::BigintValue
                | Self::NonFiniteNumber
                | Self::CyclicValue
                | Self::UnreadableValue
                | Self::Internal
                | Self::InvalidCurrent
                | Self::InvalidOrder
                | Self::ConflictingEdit
                | Self::UnsafeId
                | Self::IdMismatch
                | Self::Rejected
        )
    }

    /// The code of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        // Names are asked of the lines, so that the WebAssembly module need not hold them twice.
        let mut lines = Self::LINES.as_bytes().split(|byte| *byte == b'\n');
        let at = lines.position(|line| line.split(|byte| *byte == b' ').next() == Some(name.as_bytes()))?;
        Self::ALL.get(at).copied()
    }
}

/// A detail of an issue, for front ends that word messages themselves. Never a value that may be secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Param {
    /// A count, a position or a limit.
    Number(u32),
    /// A name or another text.
    Text(Cow<'static, str>),
}

impl From<&'static str> for Param {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<u32> for Param {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

/// A detail as a rule tells it, before anybody knows whether it is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Detail<'t> {
    /// A count, a position or a limit.
    Number(u32),
    /// A text of the contract.
    Own(&'static str),
    /// A text of the document.
    Text(&'t str),
}

impl From<&'static str> for Detail<'_> {
    fn from(text: &'static str) -> Self {
        Self::Own(text)
    }
}

impl From<u32> for Detail<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

impl<'p> From<&'p Cow<'static, str>> for Detail<'p> {
    fn from(text: &'p Cow<'static, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::Own(text),
            Cow::Owned(text) => Self::Text(text),
        }
    }
}

impl<'p> From<&'p Param> for Detail<'p> {
    fn from(param: &'p Param) -> Self {
        match param {
            Param::Number(number) => Self::Number(*number),
            Param::Text(text) => text.into(),
        }
    }
}

impl From<Detail<'_>> for Param {
    fn from(detail: Detail<'_>) -> Self {
        match detail {
            Detail::Number(number) => Self::Number(number),
            Detail::Own(text) => Self::Text(Cow::Borrowed(text)),
            Detail::Text(text) => Self::Text(Cow::Owned(text.to_owned())),
        }
    }
}

/// The details of an issue by name.
pub type Params = Vec<(Cow<'static, str>, Param)>;

/// One thing that is wrong with a document, or worth knowing about it.
///
/// Serialized, it also holds the forms of its place and its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What the issue is about.
    pub code: IssueCode,
    /// How much it weighs, under the rules in force.
    pub severity: Severity,
    /// Where it is, from the root of the document.
    pub path: Path,
    /// The details of the message, for those who word it themselves.
    pub params: Params,
}

impl Issue {
    /// The place as a JSON Pointer, such as `/environments/0/name`.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.path.pointer()
    }

    /// The place as the platform writes it, such as `environments[0].name`; empty at the root.
    #[must_use]
    pub fn field(&self) -> String {
        self.path.to_string()
    }

    /// One sentence in English. It never holds a value that may be secret.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = String::new();
        self.write_message(&mut message);
        message
    }

    /// Puts the params into the template.
    pub(crate) fn write_message(&self, out: &mut String) {
        let mut rest = self.code.template();
        while let Some((text, name, after)) = next_param(rest) {
            out.push_str(text);
            match self.params.iter().find(|(known, _)| known == name) {
                Some((_, Param::Text(text))) => out.push_str(text),
                Some((_, Param::Number(number))) => write_decimal(*number, out),
                None => {}
            }
            rest = after;
        }
        out.push_str(rest);
    }
}

impl Serialize for Issue {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = written::Issue {
            code: self.code,
            severity: self.severity,
            path: &self.path,
            pointer: self.pointer(),
            field: self.field(),
            message: self.message(),
            params: &self.params,
        };
        written.serialize(serializer)
    }
}

/// An issue as others read it, with everything that it says.
mod written {
    use serde::{Serialize, Serializer};

    use super::{IssueCode, Params, Severity};
    use crate::path::Path;

    /// One thing that is wrong with a document, or worth knowing about it.
    #[derive(Serialize)]
    #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
    pub(super) struct Issue<'i> {
        /// What the issue is about.
        pub(super) code: IssueCode,
        /// How much it weighs, under the rules in force.
        pub(super) severity: Severity,
        /// Where it is, from the root of the document.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "Path"))]
        pub(super) path: &'i Path,
        /// The same place as a JSON Pointer, such as `/environments/0/name`.
        pub(super) pointer: String,
        /// The same place as the platform writes it, such as `environments[0].name`; empty at the root.
        pub(super) field: String,
        /// One sentence in English. It never holds a value that may be secret.
        pub(super) message: String,
        /// The details of the message, for those who word it themselves.
        #[serde(serialize_with = "as_map", skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, unknown>"))]
        pub(super) params: &'i Params,
    }

    fn as_map<S: Serializer>(params: &Params, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(params.iter().map(|(name, param)| (name, param)))
    }
}

/// What each code weighs: the defaults, the strict rules, or either with levels of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    strict: bool,
    own: Vec<(IssueCode, Level)>,
    errors_only: bool,
}

impl Rules {
    /// The levels as the codes declare them.
    pub const DEFAULT: Self = Self { strict: false, own: Vec::new(), errors_only: false };

    /// What only the platform's fuller description forbids is an error too.
    pub const STRICT: Self = Self { strict: true, own: Vec::new(), errors_only: false };

    /// The same rules with another level for one code.
    #[must_use]
    pub fn with(mut self, code: IssueCode, level: Level) -> Self {
        self.own.retain(|(known, _)| *known != code);
        self.own.push((code, level));
        self
    }

    /// The same rules without what keeps nothing from being sent: to know that quickly.
    #[must_use]
    pub fn errors_only(mut self) -> Self {
        self.errors_only = true;
        self
    }

    /// What the code weighs under these rules; `None` where it is off.
    #[must_use]
    pub fn severity(&self, code: IssueCode) -> Option<Severity> {
        if code.is_fixed() {
            return Some(Severity::Error);
        }
        let own = self.own.iter().find(|(known, _)| *known == code).map(|(_, level)| *level);
        let level = own.unwrap_or(if self.strict { code.strict_level() } else { code.default_level() });
        level.severity().filter(|severity| !self.errors_only || *severity == Severity::Error)
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Issues in the order of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// In the order of the document.
    pub issues: Vec<Issue>,
}

impl Report {
    /// Whether nothing forbids going on: no issue is an error.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.issues.iter().all(|issue| issue.severity != Severity::Error)
    }
}

/// What was found outside any document, such as in a value that has no JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What the issue is about.
    pub code: IssueCode,
    /// Where it stands.
    pub path: Path,
    /// What the message is made with.
    pub params: Params,
}

impl Report {
    /// Words findings as issues.
    #[must_use]
    pub fn of(findings: Vec<Finding>, rules: &Rules) -> Self {
        let issue = |Finding { code, path, params }: Finding| {
            Some(Issue { code, severity: rules.severity(code)?, path, params })
        };
        Self { issues: findings.into_iter().filter_map(issue).collect() }
    }
}

/// How many errors are listed at most, and how many other issues.
const LISTED: usize = 10_000;

/// Puts issues into the order of their keys, each of which tells in its lower half where its issue stands.
#[inline(never)]
fn put_in_order(issues: &mut [Issue], mut keys: Vec<u64>) {
    sort(&mut keys);
    for start in 0..keys.len() {
        let mut at = start;
        // From each place to that where its issue stands, until the first issue of the round is met; what is done stands where
        // it is.
        while let Some(key) = keys.get_mut(at) {
            let next = mem::replace(key, at as u64) as u32 as usize;
            if next == start {
                break;
            }
            issues.swap(at, next);
            at = next;
        }
    }
}

/// The text before the next param of a template, its name, and the text after it.
fn next_param(template: &str) -> Option<(&str, &str, &str)> {
    let at = |text: &str, mark| text.bytes().position(|byte| byte == mark);
    let (text, rest) = template.split_at_checked(at(template, b'{')?)?;
    let (name, after) = rest.split_at_checked(at(rest, b'}')?)?;
    Some((text, name.get(1..)?, after.get(1..)?))
}

/// One finding as a rule tells it.
pub(crate) struct Told<'f> {
    pub(crate) code: IssueCode,
    pub(crate) severity: Severity,
    /// The byte of the document that decides its order.
    pub(crate) offset: u32,
    pub(crate) place: &'f Place<'f>,
    pub(crate) params: &'f [(&'static str, Detail<'f>)],
}

/// Takes findings as they are told, for those who have another use for them than as issues.
pub(crate) trait Listener {
    fn hear(&mut self, told: &Told<'_>);
}

/// Gathers findings under a set of rules.
pub(crate) struct Collector<'r> {
    rules: &'r Rules,
    found: Vec<Issue>,
    /// By issue: its offset in the upper half, where it stands in the lower.
    keys: Vec<u64>,
    /// Who is told of findings in the place of the list.
    listener: Option<&'r mut dyn Listener>,
    /// How many errors are listed.
    errors: usize,
    /// How many others are.
    others: usize,
    /// What was found after the list was full: how often, and the worst of it.
    more: Option<(u32, Severity)>,
}

impl<'r> Collector<'r> {
    pub(crate) const fn new(rules: &'r Rules) -> Self {
        Self { rules, found: Vec::new(), keys: Vec::new(), listener: None, errors: 0, others: 0, more: None }
    }

    /// A collector that tells a listener of what it finds, in the order in which it is found.
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "only the WebAssembly module listens"))]
    pub(crate) fn telling(rules: &'r Rules, listener: &'r mut dyn Listener) -> Self {
        Self { listener: Some(listener), ..Self::new(rules) }
    }

    /// Whether a code is looked for at all.
    pub(crate) fn wants(&self, code: IssueCode) -> bool {
        self.rules.severity(code).is_some()
    }

    /// Notes one finding at the byte `offset` of the document, which decides its order only.
    // Not inlined: it is called from many places, and rarely runs.
    #[inline(never)]
    pub(crate) fn push(
        &mut self,
        code: IssueCode,
        offset: u32,
        place: &Place<'_>,
        params: &[(&'static str, Detail<'_>)],
    ) {
        if let Some(severity) = self.listed(code) {
            self.tell(&Told { code, severity, offset, place, params });
        }
    }

    /// Notes one finding at a place that is known as a path.
    #[inline(never)]
    pub(crate) fn push_at(&mut self, code: IssueCode, offset: u32, path: Path, params: &[(&'static str, Detail<'_>)]) {
        if let Some(severity) = self.listed(code) {
            self.keep(code, severity, offset, path, params);
        }
    }

    /// What a finding weighs; `None` where it is not looked for, or the list is full.
    #[inline(never)]
    fn listed(&mut self, code: IssueCode) -> Option<Severity> {
        let severity = self.rules.severity(code)?;
        let listed = if severity == Severity::Error { &mut self.errors } else { &mut self.others };
        if *listed < LISTED {
            *listed += 1;
            return Some(severity);
        }
        let (count, worst) = self.more.unwrap_or((0, severity));
        self.more = Some((count + 1, worst.min(severity)));
        None
    }

    /// Tells the listener, or else lists what is told.
    fn tell(&mut self, told: &Told<'_>) {
        match &mut self.listener {
            Some(listener) => listener.hear(told),
            None => self.keep(told.code, told.severity, told.offset, told.place.path(), told.params),
        }
    }

    #[inline(never)]
    fn keep(
        &mut self,
        code: IssueCode,
        severity: Severity,
        offset: u32,
        path: Path,
        params: &[(&'static str, Detail<'_>)],
    ) {
        let mut owned = Params::with_capacity(params.len());
        for (name, detail) in params {
            owned.push((Cow::Borrowed(*name), (*detail).into()));
        }
        self.keys.push(u64::from(offset) << 32 | self.found.len() as u64);
        self.found.push(Issue { code, severity, path, params: owned });
    }

    /// Tells of what is not listed, which follows all that is.
    fn conclude(&mut self) {
        if let Some((count, severity)) = self.more.take() {
            let params = [("count", count.into())];
            let (code, place) = (IssueCode::MoreIssues, &Place::ROOT);
            self.tell(&Told { code, severity, offset: u32::MAX, place, params: &params });
        }
    }

    /// The issues in the order of the document; those of one place in the order in which they were found.
    pub(crate) fn finish(mut self) -> Report {
        self.conclude();
        // What one pass over a text finds mostly is in order.
        if !self.keys.is_sorted() {
            put_in_order(&mut self.found, self.keys);
        }
        Report { issues: self.found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_kebab_case_and_documented() {
        assert!(!IssueCode::ALL.is_empty());
        for (at, code) in IssueCode::ALL.iter().enumerate() {
            let name = code.name();
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
            assert!(code.help().ends_with('.'), "{name}: {}", code.help());
            // In every message, braces are around names of params and nothing else.
            let mut parts = code.template().split('{');
            assert!(!parts.next().unwrap().contains('}'), "{name}");
            for part in parts {
                let (param, text) = part.split_once('}').unwrap();
                assert!(code.help().contains(&format!("`{param}`")), "{name}: {param}");
                assert!(!text.contains('}'), "{name}");
            }
            assert_eq!(IssueCode::from_name(name), Some(*code));
            assert_eq!(IssueCode::from_name(&[name, code.template()].join(" ")), None);
            assert_eq!(IssueCode::ALL.iter().position(|c| c.name() == name), Some(at), "{name}");
        }
    }

    #[test]
    fn issues_are_in_the_order_of_their_offsets_and_those_of_one_as_they_were_found() {
        for offsets in [
            vec![],
            vec![3, 1, 2],
            vec![5, 4, 3, 2, 1],
            vec![2, 0, 2, 1, 0, 2],
            (0..500).map(|n| n * 7919 % 97).collect(),
        ] {
            let rules = Rules::DEFAULT;
            let mut found = Collector::new(&rules);
            for (at, offset) in (0..).zip(&offsets) {
                found.push(IssueCode::WrongKind, *offset, &Place::ROOT.index(at), &[]);
            }
            let mut expected: Vec<_> = (0..).zip(offsets).map(|(at, offset)| (offset, at)).collect();
            expected.sort_unstable();
            let expected: Vec<_> = expected.into_iter().map(|(_, at)| Path::root().join(at)).collect();
            let issues: Vec<_> = found.finish().issues.into_iter().map(|issue| issue.path).collect();
            assert_eq!(issues, expected);
        }
    }

    #[test]
    fn strict_never_weighs_less() {
        for code in IssueCode::ALL {
            let weight = |level| match level {
                Level::Off => 0,
                Level::Info => 1,
                Level::Warning => 2,
                Level::Error => 3,
            };
            assert!(weight(code.strict_level()) >= weight(code.default_level()), "{}", code.name());
        }
    }

    #[test]
    fn a_rule_can_silence_a_code_or_change_its_severity() {
        let rules = Rules::STRICT.with(IssueCode::WrongKind, Level::Off).with(IssueCode::NotAUlid, Level::Info);
        assert_eq!(rules.severity(IssueCode::WrongKind), None);
        assert_eq!(rules.severity(IssueCode::NotAUlid), Some(Severity::Info));
        assert_eq!(rules.severity(IssueCode::DescribedKind), Some(Severity::Error));
        assert_eq!(Rules::DEFAULT.severity(IssueCode::DescribedKind), Some(Severity::Warning));
    }
}
