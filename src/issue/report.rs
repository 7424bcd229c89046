//! An issue: one thing that is wrong with a document, or worth knowing about it.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};

use super::codes::IssueCode;
use super::level::{Severity, Source};
use super::rules::Rules;
use crate::path::{Path, PathNode};

/// A detail of an issue, as data, for callers that write their own messages. It never contains a value that may be secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Param {
    /// A count, an index or a limit.
    Number(u32),
    /// A name or another string.
    String(Cow<'static, str>),
}

impl From<&'static str> for Param {
    fn from(string: &'static str) -> Self {
        Self::String(Cow::Borrowed(string))
    }
}

impl From<String> for Param {
    fn from(string: String) -> Self {
        Self::String(Cow::Owned(string))
    }
}

impl From<u32> for Param {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

/// A borrowed [`Param`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum ParamRef<'t> {
    /// A count, an index or a limit.
    Number(u32),
    /// A string of this crate.
    Static(&'static str),
    /// A string of the document.
    Str(&'t str),
}

impl From<&'static str> for ParamRef<'_> {
    fn from(string: &'static str) -> Self {
        Self::Static(string)
    }
}

impl From<u32> for ParamRef<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

impl<'p> From<&'p Cow<'static, str>> for ParamRef<'p> {
    fn from(string: &'p Cow<'static, str>) -> Self {
        match string {
            Cow::Borrowed(string) => Self::Static(string),
            Cow::Owned(string) => Self::Str(string),
        }
    }
}

impl<'p> From<&'p Param> for ParamRef<'p> {
    fn from(param: &'p Param) -> Self {
        match param {
            Param::Number(number) => Self::Number(*number),
            Param::String(string) => string.into(),
        }
    }
}

impl From<ParamRef<'_>> for Param {
    fn from(param: ParamRef<'_>) -> Self {
        match param {
            ParamRef::Number(number) => Self::Number(number),
            ParamRef::Static(string) => Self::String(Cow::Borrowed(string)),
            ParamRef::Str(string) => Self::String(Cow::Owned(string.to_owned())),
        }
    }
}

/// The details of an issue by name.
pub type Params = Vec<(Cow<'static, str>, Param)>;

/// One thing that is wrong with a document, or worth knowing about it.
///
/// Serialized, it also contains its pointer, its dotted path and its message.
///
/// ```
/// use connection_update::{Options, validate};
///
/// let report = validate(br#"{ "environments": [{ "id": 7 }] }"#, &Options::default());
/// let issue = report.issues.iter().find(|issue| issue.field() == "environments[0].id").unwrap();
/// assert_eq!(issue.pointer(), "/environments/0/id");
/// assert_eq!(issue.message(), "expected string, found number");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The code of the issue.
    pub code: IssueCode,
    /// The severity under the rules of the options.
    pub severity: Severity,
    /// The document that states the rule. `None` for a judgement of this package.
    pub source: Option<Source>,
    /// The path from the root of the document.
    pub path: Path,
    /// The details of the message, as data, for callers that write their own.
    pub params: Params,
}

impl Issue {
    /// Returns the path as a JSON Pointer (RFC 6901), such as `/environments/0/name`.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.path.pointer()
    }

    /// Returns the path as the platform writes it, such as `environments[0].name`; empty at the root.
    #[must_use]
    pub fn field(&self) -> String {
        self.path.to_string()
    }

    /// Returns one sentence in English. It never contains a value that may be secret.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = String::new();
        let mut rest = self.code.template();
        while let Some((text, name, after)) = split_at_param(rest) {
            message.push_str(text);
            match self.params.iter().find(|(known, _)| known == name) {
                Some((_, Param::String(string))) => message.push_str(string),
                Some((_, Param::Number(number))) => _ = write!(message, "{number}"),
                None => {}
            }
            rest = after;
        }
        message.push_str(rest);
        message
    }
}

/// Splits a template before its next param: the text before it, its name, and the text after it.
fn split_at_param(template: &str) -> Option<(&str, &str, &str)> {
    let (text, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((text, name, after))
}

impl Serialize for Issue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", &self.code)?;
        map.serialize_entry("severity", &self.severity)?;
        map.serialize_entry("path", &self.path)?;
        map.serialize_entry("pointer", &self.pointer())?;
        map.serialize_entry("field", &self.field())?;
        map.serialize_entry("message", &self.message())?;
        if !self.params.is_empty() {
            map.serialize_entry("params", &SerializedParams(&self.params))?;
        }
        if let Some(source) = &self.source {
            map.serialize_entry("source", source)?;
        }
        map.end()
    }
}

/// Params as an object.
struct SerializedParams<'p>(&'p Params);

impl Serialize for SerializedParams<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, param)| (name, param)))
    }
}

// JavaScript builds its issues from encoded numbers, so that no Rust type has this shape.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
const ISSUE: &str = r"
/** One thing that is wrong with a document, or worth knowing about it. */
export interface Issue {
    /** The code of the issue. */
    code: IssueCode;
    /** The severity under the rules of the options. */
    severity: Severity;
    /** The path from the root of the document. */
    path: Path;
    /** The path as a JSON Pointer (RFC 6901), such as `/environments/0/name`. */
    pointer: string;
    /** The path as the platform writes it, such as `environments[0].name`; empty at the root. */
    field: string;
    /** One sentence in English. It never contains a value that may be secret. */
    message: string;
    /** The details of the message, as data, for callers that write their own. */
    params?: Record<string, unknown>;
    /** The document that states the rule. Absent for a judgement of this package. */
    source?: Source;
}
";

/// A borrowed [`Issue`], as a rule reports it.
pub(crate) struct IssueRef<'i> {
    pub(crate) code: IssueCode,
    pub(crate) severity: Severity,
    pub(crate) source: Option<Source>,
    /// The byte offset in the document. It decides the order of issues.
    pub(crate) offset: u32,
    pub(crate) path: &'i PathNode<'i>,
    pub(crate) params: &'i [(&'static str, ParamRef<'i>)],
}

/// The issues of a document, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// In the order of the document.
    pub issues: Vec<Issue>,
}

impl Report {
    /// Returns true if no issue is an error.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.issues.iter().all(|issue| issue.severity != Severity::Error)
    }
}

impl Issue {
    /// Creates an issue that was found outside of any document, or `None` if its code is off.
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "only JavaScript values have such issues"))]
    pub(crate) fn from_finding(code: IssueCode, path: Path, params: Params, rules: &Rules) -> Option<Self> {
        let source = code.source();
        Some(Self { code, severity: rules.severity(code, source)?, source, path, params })
    }
}
