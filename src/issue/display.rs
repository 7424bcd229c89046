//! Writes issues and reports as text, for logs and for errors. The text contains no value that may be secret.

use std::fmt;

use super::codes::IssueCode;
use super::level::Severity;
use super::report::{Issue, Report};

/// Writes the name, such as `warning`.
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        })
    }
}

/// Writes the name, such as `missing-field`.
impl fmt::Display for IssueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Writes the path in the dotted form and the message. Leaves out the path of the root.
impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}`: ", self.path)?;
        }
        f.write_str(&self.message())
    }
}

/// The number of errors that the text of a report lists.
const SHOWN_ERRORS: usize = 3;

/// Writes the number of errors in one line, and the first three of them with their paths and messages.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_error = |issue: &&Issue| issue.severity == Severity::Error;
        let is_cut = |issue: &&Issue| issue.code == IssueCode::MoreIssues;
        let (cut, errors): (Vec<_>, Vec<_>) = self.issues.iter().filter(is_error).partition(is_cut);
        match (errors.len(), cut.len()) {
            (0, 0) => return f.write_str("no errors"),
            (1, 0) => f.write_str("1 error: ")?,
            (count, 0) => write!(f, "{count} errors: ")?,
            (count, _) => write!(f, "more than {count} errors: ")?,
        }
        for (index, error) in errors.iter().take(SHOWN_ERRORS).enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            error.fmt(f)?;
        }
        match errors.len().checked_sub(SHOWN_ERRORS) {
            Some(more) if more > 0 => write!(f, "; and {more} more"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Report {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Params;
    use crate::path::Path;

    fn issue(code: IssueCode, severity: Severity, field: &str) -> Issue {
        let path = Path::parse_field(field).unwrap();
        Issue { code, severity, source: None, path, params: Params::new() }
    }

    #[test]
    fn a_report_is_one_line_with_its_first_three_errors() {
        let error = |field| issue(IssueCode::BlankName, Severity::Error, field);
        let warning = issue(IssueCode::InsecureUrl, Severity::Warning, "baseUrl");
        let text = |issues: &[Issue]| Report { issues: issues.to_vec() }.to_string();
        assert_eq!(text(&[]), "no errors");
        assert_eq!(text(std::slice::from_ref(&warning)), "no errors");
        assert_eq!(text(&[warning, error("name")]), "1 error: `name`: a name cannot be blank");
        assert_eq!(text(&[error("")]), "1 error: a name cannot be blank");
        let errors = ["a", "b[0]", "c", "d", "e"].map(error);
        let first = "`a`: a name cannot be blank; `b[0]`: a name cannot be blank; `c`: a name cannot be blank";
        assert_eq!(text(&errors[..3]), format!("3 errors: {first}"));
        assert_eq!(text(&errors), format!("5 errors: {first}; and 2 more"));
    }

    #[test]
    fn a_report_that_leaves_errors_out_says_so() {
        let cut = |severity| issue(IssueCode::MoreIssues, severity, "");
        let error = issue(IssueCode::BlankName, Severity::Error, "name");
        let text = |cut| Report { issues: vec![error.clone(), cut] }.to_string();
        assert_eq!(text(cut(Severity::Error)), "more than 1 errors: `name`: a name cannot be blank");
        assert_eq!(text(cut(Severity::Warning)), "1 error: `name`: a name cannot be blank");
    }

    #[test]
    fn names_are_those_of_the_json_form() {
        assert_eq!(
            [Severity::Error, Severity::Warning, Severity::Info].map(|s| s.to_string()),
            ["error", "warning", "info"]
        );
        assert_eq!(IssueCode::MissingField.to_string(), "missing-field");
    }
}
