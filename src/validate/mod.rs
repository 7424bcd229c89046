//! Validation: takes a document and the rules, gives every issue at once in the order of the document.

mod fields;
mod shape;

use crate::contract::table::CONNECTION_UPDATE;
use crate::issue::{Collector, IssueCode, Report, Rules};
use crate::json::{Document, FlawKind, Limits, SyntaxError, SyntaxFault};
use crate::path::{Place, Segment};

/// How a body is validated.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub rules: Rules,
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
/// let id = report.issues.iter().find(|issue| issue.pointer == "/id").unwrap();
/// assert_eq!(id.message, "expected string, found number");
/// ```
#[must_use]
pub fn validate(body: &[u8], options: &Options) -> Report {
    match read(body, options) {
        Ok(document) => validate_document(&document, &options.rules),
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

/// Validates the body of an Update Connection request that was read already.
#[must_use]
pub fn validate_document(body: &Document<'_>, rules: &Rules) -> Report {
    let mut found = Collector::new(rules);
    report_flaws(body, &mut found);
    shape::object(&CONNECTION_UPDATE, body.root(), &Place::ROOT, &mut found);
    found.finish()
}

/// Reports what is well-formed in a document but would lose data.
pub(crate) fn report_flaws(document: &Document<'_>, found: &mut Collector<'_>) {
    for (kind, path, offset) in document.flaw_places() {
        match kind {
            FlawKind::DuplicateKey => {
                let key = match path.0.last() {
                    Some(Segment::Key(key)) => key.clone(),
                    _ => String::new(),
                };
                found.push(IssueCode::DuplicateKey, offset, || path, [("key", key.into())]);
            }
            FlawKind::LoneSurrogate => found.push(IssueCode::LoneSurrogate, offset, || path, []),
        }
    }
}

/// Reports a text that could not be read.
fn syntax_report(text: &[u8], error: &SyntaxError, options: &Options) -> Report {
    let mut found = Collector::new(&options.rules);
    let path = || error.path.clone();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).into();
    match error.fault {
        SyntaxFault::TooLarge { bytes } => {
            let limit = number(options.limits.bytes());
            found.push(IssueCode::TooLarge, 0, path, [("bytes", number(bytes)), ("limit", limit)]);
        }
        SyntaxFault::TooDeep => {
            found.push(IssueCode::TooDeep, 0, path, [("limit", number(options.limits.depth()))]);
        }
        SyntaxFault::NotUtf8 => {
            found.push(IssueCode::InvalidUtf8, 0, path, [("offset", number(error.offset))]);
        }
        fault => {
            let (line, column) = line_and_column(text, error.offset);
            let problem = match fault {
                SyntaxFault::Empty => "there is no text".to_owned(),
                SyntaxFault::Unexpected(expected) => format!("expected {expected}"),
                SyntaxFault::ControlCharacter => "a control character in a string must be escaped".to_owned(),
                SyntaxFault::BadEscape => "a backslash must begin an escape".to_owned(),
                SyntaxFault::TrailingText => "something follows the value".to_owned(),
                _ => "the text ends too early".to_owned(),
            };
            let params = [
                ("problem", problem.into()),
                ("offset", number(error.offset)),
                ("line", number(line)),
                ("column", number(column)),
            ];
            found.push(IssueCode::InvalidJson, 0, path, params);
        }
    }
    found.finish()
}

/// Line and column from 1, the column in UTF-16 units as editors of the web count.
fn line_and_column(text: &[u8], offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let last = String::from_utf8_lossy(before.get(start..).unwrap_or_default());
    (line, last.encode_utf16().count() + 1)
}
