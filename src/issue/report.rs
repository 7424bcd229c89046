//! Defines issues and reports, and writes the message of an issue.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

#[cfg(feature = "serde")]
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::codes::IssueCode;
use super::level::{Severity, Source};
use super::rules::Rules;
use crate::path::{Path, PathNode};
use crate::text::join_in_backticks;

/// A detail of an issue, for callers that write their own messages. It never contains a value that may be secret.
///
/// ```
/// use connection_update::issue::Param;
/// use connection_update::{IssueCode, Options, validate};
///
/// let report = validate(b"{", &Options::default());
/// let issue = &report.issues[0];
/// let param = |name| issue.params.iter().find(|(known, _)| known == name).map(|(_, param)| param);
/// assert_eq!(param("problem").and_then(Param::as_str), Some("unexpected-end"));
/// assert_eq!(param("column"), Some(&Param::Number(2)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize), serde(untagged))]
pub enum Param {
    /// A count, an index or a limit.
    Number(u32),
    /// A constant string of this crate.
    Static(&'static str),
    /// A name or another string of the document. Issues about one value share the string.
    String(#[cfg_attr(feature = "serde", serde(serialize_with = "serialize_shared"))] Arc<str>),
    /// A fact.
    Boolean(bool),
    /// Names or other strings. Issues about one value share the list.
    List(#[cfg_attr(feature = "serde", serde(serialize_with = "serialize_list"))] Arc<[Box<str>]>),
}

#[cfg(feature = "serde")]
fn serialize_shared<S: Serializer>(string: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(string)
}

#[cfg(feature = "serde")]
fn serialize_list<S: Serializer>(list: &Arc<[Box<str>]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(list.iter())
}

/// Collects strings for a [`Param::List`].
#[inline(never)]
pub(crate) fn collect_list(strings: &mut dyn Iterator<Item = &str>) -> Arc<[Box<str>]> {
    strings.map(Box::from).collect()
}

impl Param {
    /// Returns the string, or `None` for a number, a fact or a list.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Static(string) => Some(string),
            Self::String(string) => Some(string),
            Self::Number(_) | Self::Boolean(_) | Self::List(_) => None,
        }
    }
}

impl From<&'static str> for Param {
    fn from(string: &'static str) -> Self {
        Self::Static(string)
    }
}

impl From<String> for Param {
    fn from(string: String) -> Self {
        Self::String(string.into())
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
    /// A constant string of this crate.
    Static(&'static str),
    /// A string that is copied.
    Str(&'t str),
    /// A string of a document, which exists at least as long as the collector. Issues share one copy of a long string.
    Shared(&'t str),
    /// A fact.
    Boolean(bool),
    /// Names or other strings. Issues share the list.
    List(&'t Arc<[Box<str>]>),
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
            Param::Static(string) => ParamRef::Static(string),
            Param::String(string) => ParamRef::Shared(string),
            Param::Boolean(fact) => ParamRef::Boolean(*fact),
            Param::List(list) => ParamRef::List(list),
        }
    }
}

/// The details of an issue: pairs of name and value.
pub type Params = Vec<(Cow<'static, str>, Param)>;

/// A problem in a document, or useful information about the document.
///
/// The serialized form also contains the pointer, the dotted path and the message of the issue.
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
    /// The severity under the rules in the options.
    pub severity: Severity,
    /// The document that states the rule. `None` for a judgement of this package.
    pub source: Option<Source>,
    /// The path from the root of the document.
    pub path: Path,
    /// The details in the message, for callers that write their own messages.
    pub params: Params,
}

impl Issue {
    /// Returns the path as a JSON Pointer (RFC 6901), such as `/environments/0/name`.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.path.pointer()
    }

    /// Returns the path in the platform's dotted form, such as `environments[0].name`. It is empty at the root.
    #[must_use]
    pub fn field(&self) -> String {
        self.path.to_string()
    }

    /// Returns the message, in English. It never contains a value that may be secret.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = String::new();
        self.write_text(self.code.template(), true, &mut message);
        message
    }

    /// Writes a template with the params, or with the phrases for their values.
    fn write_text(&self, mut template: &'static str, has_phrases: bool, out: &mut String) {
        while let Some((text, name, after)) = split_at_param(template) {
            out.push_str(text);
            match self.params.iter().find(|(known, _)| known == name) {
                Some((_, Param::Number(number))) => _ = write!(out, "{number}"),
                Some((_, Param::List(list))) => {
                    out.push_str(&join_in_backticks(&mut list.iter().map(AsRef::as_ref)));
                }
                Some((_, param)) => {
                    let value = param.as_str().unwrap_or_default();
                    match self.code.phrase(value).filter(|_| has_phrases) {
                        Some(phrase) => self.write_text(phrase, false, out),
                        None => out.push_str(value),
                    }
                }
                None => {}
            }
            template = after;
        }
        out.push_str(template);
    }
}

/// Splits a message template at its first `{param}`. Returns the text before the param, the name of the param, and
/// the text after the param.
fn split_at_param(template: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (text, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((text, name, after))
}

#[cfg(feature = "serde")]
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

/// Serializes params as an object.
#[cfg(feature = "serde")]
struct SerializedParams<'p>(&'p Params);

#[cfg(feature = "serde")]
impl Serialize for SerializedParams<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, param)| (name, param)))
    }
}

// JavaScript builds its issues from encoded numbers, so these types have no Rust types.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
const ISSUE: &str = r#"
/** The name of a JSON type. */
export type JsonType = "null" | "boolean" | "number" | "string" | "array" | "object";

/** A problem in a document, or useful information about the document. A test of `code` also gives the type of `params`. */
export type Issue = { [Code in IssueCode]: IssueOf<Code> }[IssueCode];

/**
 * An issue with one code. `params` are the details, for callers that write their own messages. They are absent if the code has none.
 * `stored` is true if the issue would be an error, but is a warning because the value is stored already.
 */
export type IssueOf<Code extends IssueCode> = IssueFacts<Code> &
    ({} extends IssueParams[Code]
        ? { params?: IssueParams[Code] & { stored?: true } }
        : { params: IssueParams[Code] & { stored?: true } });

/** The members that all issues have. */
export interface IssueFacts<Code extends IssueCode> {
    /** The code of the issue. */
    code: Code;
    /** The severity under the rules in the options. */
    severity: Severity;
    /** The path from the root of the document. */
    path: Path;
    /** The path as a JSON Pointer (RFC 6901), such as `/environments/0/name`. */
    pointer: string;
    /** The path in the platform's dotted form, such as `environments[0].name`. It is empty at the root. */
    field: string;
    /** The message, in English or from `messages` of the options. It never contains a value that may be secret. */
    message: string;
    /** The document that states the rule. Absent for a judgement of this package. */
    source?: Source;
}
"#;

/// A borrowed [`Issue`], before it is stored or encoded.
pub(crate) struct IssueRef<'i> {
    pub(crate) code: IssueCode,
    pub(crate) severity: Severity,
    pub(crate) source: Option<Source>,
    /// The byte offset in the document, which decides the order of issues.
    pub(crate) offset: u32,
    pub(crate) path: &'i PathNode<'i>,
    pub(crate) params: &'i [(&'static str, ParamRef<'i>)],
}

/// The issues of a document. As an error, its text has the number of errors, and the paths and messages of the first three.
///
/// ```
/// use connection_update::{Options, validate};
///
/// let report = validate(br#"{ "id": 7 }"#, &Options::default());
/// assert!(!report.is_ok());
/// assert!(report.to_string().starts_with("5 errors: `organisationId`: `organisationId` is required; "), "{report}");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The issues in document order.
    pub issues: Vec<Issue>,
}

impl Report {
    /// Returns true if no issue is an error.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.issues.iter().all(|issue| issue.severity != Severity::Error)
    }

    /// Returns the warnings and infos, or the report as an error if one of its issues is an error.
    ///
    /// ```
    /// use connection_update::{Options, validate};
    ///
    /// fn count_warnings(body: &[u8]) -> Result<usize, Box<dyn std::error::Error>> {
    ///     Ok(validate(body, &Options::default()).into_result()?.len())
    /// }
    ///
    /// assert!(count_warnings(b"{").unwrap_err().to_string().starts_with("1 error: invalid JSON"));
    /// ```
    ///
    /// # Errors
    /// Returns the whole report, with its warnings and infos.
    pub fn into_result(self) -> Result<Vec<Issue>, Self> {
        if self.is_ok() { Ok(self.issues) } else { Err(self) }
    }

    /// Appends the issues of another report, within the limits of a report.
    #[inline(never)]
    pub(crate) fn append(&mut self, other: Self) {
        self.issues.extend(other.issues);
        if self.issues.len() > MAX_ISSUES {
            self.enforce_limits();
        }
    }

    /// Removes the issues beyond the limits. A last issue counts them, and those that the report did not list before.
    #[cold]
    fn enforce_limits(&mut self) {
        let (mut errors, mut others, mut left_out) = (0, 0, None);
        let mut leave_out = |count, severity: Severity| {
            let (before, worst) = left_out.unwrap_or((0, severity));
            left_out = Some((before + count, worst.min(severity)));
        };
        self.issues.retain(|issue| {
            if issue.code == IssueCode::MoreIssues {
                let count = issue.params.iter().find_map(|(_, param)| match param {
                    Param::Number(count) => Some(*count),
                    _ => None,
                });
                leave_out(count.unwrap_or_default(), issue.severity);
                return false;
            }
            let count = if issue.severity == Severity::Error { &mut errors } else { &mut others };
            *count += 1;
            let is_listed = *count <= MAX_ISSUES;
            if !is_listed {
                leave_out(1, issue.severity);
            }
            is_listed
        });
        if let Some((count, severity)) = left_out {
            let params = vec![(Cow::Borrowed("count"), Param::Number(count))];
            let path = Path::root();
            self.issues.push(Issue { code: IssueCode::MoreIssues, severity, source: None, path, params });
        }
    }
}

/// The limit on the number of errors in a report. A separate limit of the same size applies to all other issues.
pub(super) const MAX_ISSUES: usize = 10_000;

impl Issue {
    /// Returns true if a comparison with the stored connection can change the severity of the issue, or remove the issue.
    pub(crate) fn depends_on_stored_value(&self) -> bool {
        self.source.is_none() && self.code.depends_on_stored_value()
    }

    /// Creates an issue from a finding, which is a problem that the JavaScript package found. Returns `None` if the rules turn
    /// the code off.
    #[cfg_attr(
        not(any(test, target_arch = "wasm32")),
        expect(dead_code, reason = "only JavaScript values have such issues")
    )]
    pub(crate) fn from_finding(code: IssueCode, path: Path, params: Params, rules: &Rules) -> Option<Self> {
        let source = code.source();
        Some(Self { code, severity: rules.severity(code, source)?, source, path, params })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Collector, Level};

    /// Codes whose default levels are error, warning and info.
    const CODES: [IssueCode; 3] = [IssueCode::InvalidType, IssueCode::UnknownField, IssueCode::StaleSchemeCopy];

    /// Adds issues of each code. `counts` are the numbers of errors, warnings and infos.
    fn push_all(found: &mut Collector<'_>, counts: [u32; 3]) {
        for (code, count) in CODES.into_iter().zip(counts) {
            (0..count).for_each(|at| found.push(code, 0, &PathNode::ROOT.index(at), &[]));
        }
    }

    #[test]
    fn reports_that_are_appended_list_and_count_the_same_issues_as_one_report() {
        for parts in [
            vec![],
            vec![[1, 2, 3], [0, 0, 0], [2, 1, 0]],
            vec![[5_000, 5_000, 0], [5_000, 4_000, 1_000]],
            vec![[10_000, 0, 0], [0, 10_000, 0]],
            vec![[9_999, 0, 0], [1, 0, 0], [1, 0, 0]],
            vec![[0, 6_000, 3_000], [0, 2_000, 3_000]],
            vec![[0, 0, 6_000], [0, 0, 6_000], [1, 0, 0]],
            vec![[0, 0, 10_001], [0, 3, 0], [0, 0, 5]],
            vec![[10_003, 0, 0], [10_007, 10_005, 0]],
            vec![[0, 10_000, 2], [2, 1, 0], [10_000, 0, 0]],
        ] {
            let rules = Rules::DEFAULT;
            let mut all = Collector::new(&rules);
            let mut report = Report::default();
            for counts in &parts {
                push_all(&mut all, *counts);
                let mut found = Collector::new(&rules);
                push_all(&mut found, *counts);
                report.append(found.finish());
            }
            assert!(report == all.finish(), "{parts:?}: {:?}", report.issues.last());
        }
    }

    #[test]
    fn a_finding_becomes_the_issue_that_a_collector_reports() {
        for code in IssueCode::ALL.iter().copied() {
            for rules in [Rules::DEFAULT, Rules::STRICT, Rules::DEFAULT.with(code, Level::Off)] {
                let mut found = Collector::new(&rules);
                found.push(code, 0, &PathNode::ROOT.field("name"), &[("limit", 7.into())]);
                let params = vec![(Cow::Borrowed("limit"), Param::from(7))];
                let issue = Issue::from_finding(code, Path::root().join("name"), params, &rules);
                assert_eq!(issue.into_iter().collect::<Vec<_>>(), found.finish().issues, "{}", code.name());
            }
        }
    }
}
