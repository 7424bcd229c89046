//! Validation: takes a document and the rules, gives every issue at once in the order of the document.

mod format;
mod shape;
mod update;

use crate::connection::environments::items;
use crate::contract::table::{CONNECTION, CONNECTION_UPDATE, Kind as FieldKind, Presence};
use crate::issue::{Collector, Detail, IssueCode, Level, Report, Rules};
use crate::json::{self, Document, FlawKind, Kind, Limits, SyntaxError, SyntaxFault};
use crate::path::{Path, Place, Segment};
use crate::text;
use shape::MayHoldMore;

/// How a body is validated.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How much each issue weighs.
    pub rules: Rules,
    /// How large and how deep a text may be.
    pub limits: Limits,
}

/// Validates the body of an Update Connection request given as JSON text.
///
/// Bad input of any kind is an issue in the report, never a panic.
///
/// ```
/// use connection_update::{Options, validate};
///
/// let report = validate(br#"{ "id": 7 }"#, &Options::default());
/// assert!(!report.is_ok());
/// let id = report.issues.iter().find(|issue| issue.pointer() == "/id").unwrap();
/// assert_eq!(id.message(), "expected string, found number");
/// ```
#[must_use]
pub fn validate(body: &[u8], options: &Options) -> Report {
    let found = Collector::new(&options.rules);
    in_one_pass(body, options, found).unwrap_or_else(|| over_tape(body, options))
}

/// Validates a body by its tape.
pub(crate) fn over_tape(body: &[u8], options: &Options) -> Report {
    match read(body, options) {
        Ok(document) => validate_document(&document, None, &options.rules),
        Err(report) => report,
    }
}

/// Validates a body without a tape; `None` where only a tape tells all, and what was told until then is worth nothing.
#[inline(never)]
pub(crate) fn in_one_pass(body: &[u8], options: &Options, found: Collector<'_>) -> Option<Report> {
    of_shape(json::text_within(body, options.limits).ok()?, options, found)
}

/// What is wrong with the shape of a body; `None` where only a tape tells all.
fn of_shape(text: &str, options: &Options, mut found: Collector<'_>) -> Option<Report> {
    match shape::check(&CONNECTION_UPDATE, text, options.limits.depth(), &mut found) {
        Ok(MayHoldMore(false)) => Some(found.finish()),
        _ => None,
    }
}

/// Validates what merging `changes` into the stored connection made.
pub(crate) fn validate_merged(body: &str, current: &Document<'_>, changes: &Document<'_>, options: &Options) -> Report {
    if !update::may_find(changes.root(), &Collector::new(&options.rules))
        && body.len() <= options.limits.bytes()
        && let Some(report) = of_shape(body, options, Collector::new(&options.rules))
    {
        return report;
    }
    match read(body.as_bytes(), options) {
        Ok(body) => validate_document(&body, Some(current), &options.rules),
        Err(report) => report,
    }
}

/// Reads JSON text within the limits.
///
/// # Errors
/// One issue: where and why the text cannot be read.
pub fn read<'t>(text: &'t [u8], options: &Options) -> Result<Document<'t>, Report> {
    Document::parse(text, options.limits).map_err(|error| syntax_report(text, &error, options))
}

/// Validates a body as [`validate`] does, and against the stored connection that it would change: what cannot change,
/// what the platform would refuse, and what would be deleted or overwritten.
///
/// ```
/// use connection_update::{IssueCode, Options, validate_against};
///
/// let stored = br#"{ "id": "c", "environments": [{ "id": "e", "name": "Production" }] }"#;
/// let report = validate_against(br#"{ "id": "c", "environments": [] }"#, stored, &Options::default());
/// assert!(report.issues.iter().any(|issue| issue.code == IssueCode::DroppedEnvironment));
/// ```
#[must_use]
pub fn validate_against(body: &[u8], current: &[u8], options: &Options) -> Report {
    match (read(body, options), read_current(current, options)) {
        (Ok(body), Ok(current)) => validate_document(&body, Some(&current), &options.rules),
        (Ok(body), Err(mut report)) => {
            report.issues.extend(validate_document(&body, None, &options.rules).issues);
            report
        }
        (Err(report), _) => report,
    }
}

/// Validates a body that was read already, against the stored connection where it is given.
#[must_use]
pub fn validate_document(body: &Document<'_>, current: Option<&Document<'_>>, rules: &Rules) -> Report {
    let mut found = Collector::new(rules);
    report_flaws(body, &mut found);
    shape::check_document(&CONNECTION_UPDATE, body, &mut found);
    update::overwritten_in_new(body.root(), &mut found);
    if let Some(current) = current {
        update::check(body.root(), current.root(), &mut found);
    }
    found.finish()
}

/// Checks a body against the stored connection alone.
pub(crate) fn refused_against(body: &Document<'_>, current: &Document<'_>, rules: &Rules) -> Report {
    let mut found = Collector::new(rules);
    update::check(body.root(), current.root(), &mut found);
    found.finish()
}

/// Checks what the platform answered: warnings where it is not as expected, and nothing about fields that it adds.
#[must_use]
pub fn validate_answer(answer: &Document<'_>) -> Report {
    let rules = Rules::DEFAULT.with(IssueCode::UnknownField, Level::Off).with(IssueCode::WrongKind, Level::Warning);
    let mut found = Collector::new(&rules);
    shape::check_document(&CONNECTION, answer, &mut found);
    found.finish()
}

/// Reads the stored connection.
///
/// # Errors
/// One issue, [`IssueCode::InvalidCurrent`], where it is not an object in JSON.
pub fn read_current<'t>(text: &'t [u8], options: &Options) -> Result<Document<'t>, Report> {
    let refuse = |path: Path, problem: &'static str| {
        let mut found = Collector::new(&options.rules);
        found.push_at(IssueCode::InvalidCurrent, 0, path, &[("problem", problem.into())]);
        found.finish()
    };
    match Document::parse(text, options.limits) {
        Ok(document) if document.root().kind() == Kind::Object => Ok(document),
        Ok(_) => Err(refuse(Path::root(), "it is not an object")),
        Err(error) => Err(refuse(error.path, "it cannot be read as JSON")),
    }
}

/// Checks that the stored connection holds what every body needs, and nothing that would be lost on the way.
pub(crate) fn validate_current(current: &Document<'_>, rules: &Rules) -> Report {
    let mut found = Collector::new(rules);
    let root = current.root();
    let mut refuse = |place: &Place<'_>, problem: &'static str| {
        found.push(IssueCode::InvalidCurrent, 0, place, &[("problem", problem.into())]);
    };
    for field in CONNECTION_UPDATE.fields {
        let value = root.get(field.name());
        match (&field.presence, &field.kind) {
            (Presence::Required(_), _) if value.is_none_or(|value| value.kind() != Kind::String) => {
                refuse(&Place::ROOT.field(field.name()), "it lacks a field that every connection has");
            }
            (_, FieldKind::List(_)) if value.is_some_and(|list| !matches!(list.kind(), Kind::Array | Kind::Null)) => {
                refuse(&Place::ROOT.field(field.name()), "this is not a list");
            }
            _ => {}
        }
    }
    for (environment, index) in items(root, "environments").zip(0..) {
        for name in ["id", "name"] {
            if environment.get(name).is_none_or(|value| value.kind() != Kind::String) {
                let place = Place::ENVIRONMENTS;
                refuse(&place.index(index).field(name), "it lacks a field that every environment has");
            }
        }
    }
    for (_, path, _) in current.flaw_places() {
        let problem = "it holds a repeated key or half of a surrogate pair";
        found.push_at(IssueCode::InvalidCurrent, 0, path, &[("problem", problem.into())]);
    }
    found.finish()
}

/// Checks that changes are an object in which nothing would be lost on the way. What they change is not looked at.
pub(crate) fn validate_changes(changes: &Document<'_>, rules: &Rules) -> Report {
    let mut found = Collector::new(rules);
    report_flaws(changes, &mut found);
    let kind = changes.root().kind();
    if kind != Kind::Object {
        let params = [("expected", "object".into()), ("actual", kind.name().into())];
        found.push_at(IssueCode::InvalidChange, 0, Path::root(), &params);
    }
    found.finish()
}

/// Reports what is well-formed in a document but would lose data.
pub(crate) fn report_flaws(document: &Document<'_>, found: &mut Collector<'_>) {
    for (kind, path, offset) in document.flaw_places() {
        match kind {
            FlawKind::DuplicateKey => {
                let key = match path.0.last() {
                    Some(Segment::Key(key)) => key.as_ref().to_owned(),
                    _ => String::new(),
                };
                found.push_at(IssueCode::DuplicateKey, offset, path, &[("key", Detail::Text(&key))]);
            }
            FlawKind::LoneSurrogate => found.push_at(IssueCode::LoneSurrogate, offset, path, &[]),
        }
    }
}

/// Reports a text that could not be read.
fn syntax_report(text: &[u8], error: &SyntaxError, options: &Options) -> Report {
    let mut found = Collector::new(&options.rules);
    let path = error.path.clone();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).into();
    match error.fault {
        SyntaxFault::TooLarge { bytes } => {
            let limit = number(options.limits.bytes());
            found.push_at(IssueCode::TooLarge, 0, path, &[("bytes", number(bytes)), ("limit", limit)]);
        }
        SyntaxFault::TooDeep => {
            found.push_at(IssueCode::TooDeep, 0, path, &[("limit", number(options.limits.depth()))]);
        }
        SyntaxFault::NotUtf8 => {
            found.push_at(IssueCode::InvalidUtf8, 0, path, &[("offset", number(error.offset))]);
        }
        fault => {
            let (line, column) = line_and_column(text, error.offset);
            let expected;
            let problem = match fault {
                SyntaxFault::Empty => "there is no text",
                SyntaxFault::Unexpected(what) => {
                    expected = text::join(&["expected ", what]);
                    &expected
                }
                SyntaxFault::ControlCharacter => "a control character in a string must be escaped",
                SyntaxFault::BadEscape => "a backslash must begin an escape",
                SyntaxFault::TrailingText => "something follows the value",
                _ => "the text ends too early",
            };
            let params = [
                ("problem", Detail::Text(problem)),
                ("offset", number(error.offset)),
                ("line", number(line)),
                ("column", number(column)),
            ];
            found.push_at(IssueCode::InvalidJson, 0, path, &params);
        }
    }
    found.finish()
}

/// Line and column from 1, the column in UTF-16 units as editors of the web count.
fn line_and_column(text: &[u8], offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    (line, text::utf16_len(before.get(start..).unwrap_or_default()) + 1)
}
