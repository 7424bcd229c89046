//! Reads JSON text into documents, and reports text that is too large, too deep or not JSON.

use super::options::Options;
use crate::issue::{Collector, IssueCode, Report};
use crate::json::{Document, Kind, SyntaxError, SyntaxErrorKind, strip_byte_order_mark};
use crate::path::Path;
use crate::text::utf16_len;

/// Reads JSON text within the limits of the options.
///
/// ```
/// use connection_update::Options;
/// use connection_update::validate::read;
///
/// let options = Options::default();
/// assert_eq!(read(br#"{ "name": "Shop" }"#, &options)?.root().get_str("name"), "Shop");
/// let report = read(b"[1 2]", &options).unwrap_err();
/// assert_eq!(report.issues[0].message(), "invalid JSON: expected `,` or the end of the list at line 1, column 4");
/// # Ok::<(), connection_update::Report>(())
/// ```
///
/// # Errors
/// Returns one issue, with the position in the text and the reason.
pub fn read<'t>(text: &'t [u8], options: &Options) -> Result<Document<'t>, Report> {
    Document::parse(text, options.limits).map_err(|error| report_syntax_error(text, &error, options))
}

/// Reads the stored connection within the limits of the options.
///
/// ```
/// use connection_update::validate::read_current;
/// use connection_update::{IssueCode, Options};
///
/// let report = read_current(b"[]", &Options::default()).unwrap_err();
/// assert_eq!(report.issues[0].code, IssueCode::InvalidCurrent);
/// ```
///
/// # Errors
/// Returns one issue, [`IssueCode::InvalidCurrent`], if the text is not a JSON object or exceeds the limits.
pub fn read_current<'t>(text: &'t [u8], options: &Options) -> Result<Document<'t>, Report> {
    let invalid = |path: Path, problem: &'static str| {
        let mut found = Collector::new(&options.rules);
        found.push_at(IssueCode::InvalidCurrent, 0, path, &[("problem", problem.into())]);
        found.finish()
    };
    match Document::parse(text, options.limits) {
        Ok(document) if document.root().kind() == Kind::Object => Ok(document),
        Ok(_) => Err(invalid(Path::root(), "not-object")),
        Err(error) => Err(invalid(error.path, "not-json")),
    }
}

/// Returns a report with the issue of a syntax error.
fn report_syntax_error(text: &[u8], error: &SyntaxError, options: &Options) -> Report {
    let mut found = Collector::new(&options.rules);
    let path = error.path.clone();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).into();
    match error.kind {
        SyntaxErrorKind::TooLarge { bytes } => {
            let limit = number(options.limits.bytes());
            found.push_at(IssueCode::TooLarge, 0, path, &[("bytes", number(bytes)), ("limit", limit)]);
        }
        SyntaxErrorKind::TooDeep => {
            found.push_at(IssueCode::TooDeep, 0, path, &[("limit", number(options.limits.depth()))]);
        }
        SyntaxErrorKind::NotUtf8 => {
            found.push_at(IssueCode::InvalidUtf8, 0, path, &[("offset", number(error.offset))]);
        }
        kind => {
            let (line, column) = line_and_column(strip_byte_order_mark(text), error.offset);
            let problem = match kind {
                SyntaxErrorKind::Empty => "empty-input",
                SyntaxErrorKind::Unexpected(problem) => problem,
                SyntaxErrorKind::ControlCharacter => "control-character",
                SyntaxErrorKind::InvalidEscape => "invalid-escape",
                SyntaxErrorKind::TrailingText => "trailing-text",
                _ => "unexpected-end",
            };
            let params = [
                ("problem", problem.into()),
                ("offset", number(error.offset)),
                ("line", number(line)),
                ("column", number(column)),
            ];
            found.push_at(IssueCode::InvalidJson, 0, path, &params);
        }
    }
    found.finish()
}

/// Returns the line and the column of an offset. Both count from 1. The column counts UTF-16 code units, as web editors do.
fn line_and_column(text: &[u8], offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    (line, utf16_len(before.get(start..).unwrap_or_default()) + 1)
}
