//! Creates bodies that may be sent: takes the text of a body, and returns it with its warnings if it is valid.

use std::borrow::Cow;

#[cfg(feature = "serde")]
use serde::Serialize;

use super::environment::validate_environment;
use super::options::Options;
use super::read::read;
use super::validate_document;
use crate::connection::environments::is_new;
use crate::issue::{Issue, Report};
use crate::json::{Document, Value};

/// A body that may be sent. Only validation creates it, so that no other text can become a request.
///
/// ```
/// use connection_update::Options;
/// use connection_update::validate::{UpdateOperation, ValidBody};
///
/// let text = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F", "name": "Test" }"#;
/// let body = ValidBody::environment(text, None, &Options::default()).unwrap();
/// assert_eq!((body.as_bytes(), body.operation()), (&text[..], UpdateOperation::UpdateEnvironment));
/// assert_eq!((body.as_str().len(), body.issues(), body.is_idempotent()), (text.len(), &[][..], true));
/// assert!(ValidBody::connection(text, None, &Options::default()).is_err(), "a connection has more fields");
///
/// let kept: ValidBody<'static> = body.into_owned();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidBody<'b> {
    text: Cow<'b, str>,
    operation: UpdateOperation,
    ids: SentIds,
    is_idempotent: bool,
    issues: Vec<Issue>,
}

/// An operation that takes a [`ValidBody`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub enum UpdateOperation {
    /// Replaces a connection.
    UpdateConnection,
    /// Replaces one environment of a connection.
    UpdateEnvironment,
}

/// The ids in a body, by their fields. An id is `None` if it is not a string.
pub(crate) type SentIds = Vec<(&'static str, Option<String>)>;

impl<'b> ValidBody<'b> {
    /// Validates the body of an Update Connection request. If `current` is the stored connection, also compares the body with it,
    /// as [`validate_against`](crate::validate_against) does.
    ///
    /// # Errors
    /// Returns every issue if one of them is an error.
    pub fn connection(text: &'b [u8], current: Option<&Document<'_>>, options: &Options) -> Result<Self, Report> {
        let body = read(text, options)?;
        let report = validate_document(&body, current, &options.rules);
        Self::from_report(&body, UpdateOperation::UpdateConnection, report)
    }

    /// Validates the body of an Update Environment request. If `connection` is the stored connection, also compares the body with
    /// its environment of the same id, and with the names of its other environments. An error that is a judgement of this package
    /// is only a warning if the value is stored already.
    ///
    /// ```
    /// use connection_update::json::{Document, Limits};
    /// use connection_update::validate::ValidBody;
    /// use connection_update::{IssueCode, Options};
    ///
    /// let stored = br#"{ "environments": [{ "id": "e1", "name": "Test" }, { "id": "e2", "name": "Live" }] }"#;
    /// let stored = Document::parse(stored, Limits::default()).unwrap();
    /// let renamed = br#"{ "id": "e1", "name": "Live" }"#;
    /// let report = ValidBody::environment(renamed, Some(&stored), &Options::default()).unwrap_err();
    /// assert!(report.issues.iter().any(|issue| issue.code == IssueCode::DuplicateValue));
    /// ```
    ///
    /// # Errors
    /// Returns every issue if one of them is an error.
    pub fn environment(text: &'b [u8], connection: Option<&Document<'_>>, options: &Options) -> Result<Self, Report> {
        let body = read(text, options)?;
        let report = validate_environment(&body, connection, &options.rules);
        Self::from_report(&body, UpdateOperation::UpdateEnvironment, report)
    }

    fn from_report(body: &Document<'b>, operation: UpdateOperation, report: Report) -> Result<Self, Report> {
        if !report.is_ok() {
            return Err(report);
        }
        Ok(Self {
            text: Cow::Borrowed(body.text()),
            operation,
            ids: read_ids(&|name| body.root().get(name)),
            is_idempotent: !body.root().get_items("environments").any(is_new),
            issues: report.issues,
        })
    }

    /// Returns the text, without a byte order mark.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the UTF-8 text, without a byte order mark.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Returns the operation that the body was validated for.
    #[must_use]
    pub const fn operation(&self) -> UpdateOperation {
        self.operation
    }

    /// Returns true if sending the body twice has the same effect as sending it once. Returns false if the body creates
    /// environments.
    #[must_use]
    pub const fn is_idempotent(&self) -> bool {
        self.is_idempotent
    }

    /// Returns the warnings and infos about the body. None of them is an error.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Copies the text, so that the body borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> ValidBody<'static> {
        ValidBody { text: Cow::Owned(self.text.into_owned()), ..self }
    }

    /// Creates a body from the text of a document that a plan has validated.
    pub(crate) fn from_validated(body: &Document<'b>, operation: UpdateOperation) -> Self {
        let is_idempotent = !body.root().get_items("environments").any(is_new);
        let ids = read_ids(&|name| body.root().get(name));
        Self { text: Cow::Borrowed(body.text()), operation, ids, is_idempotent, issues: Vec::new() }
    }

    pub(crate) fn ids(&self) -> &SentIds {
        &self.ids
    }
}

impl ValidBody<'static> {
    /// Creates a body from a text that a plan has written and validated. `ids` are the ids in the text.
    pub(crate) fn from_plan(mut text: String, operation: UpdateOperation, ids: SentIds, is_idempotent: bool) -> Self {
        text.shrink_to_fit();
        Self { text: Cow::Owned(text), operation, ids, is_idempotent, issues: Vec::new() }
    }

    /// Creates a body from the text and the issues of a merge, which has validated the text. `current` and `changes` are the
    /// merged connection and the changes to it.
    pub(crate) fn from_merge(text: String, issues: Vec<Issue>, current: Value<'_>, changes: Value<'_>) -> Self {
        let environments = changes.get("environments");
        let added = environments.and_then(|edits| edits.get("add")).or(environments);
        Self {
            text: Cow::Owned(text),
            operation: UpdateOperation::UpdateConnection,
            ids: read_ids(&|name| changes.get(name).or(current.get(name))),
            is_idempotent: !added.is_some_and(|list| list.items().any(is_new)),
            issues,
        }
    }
}

/// Reads the ids of a body. `get` returns a member of the body.
pub(crate) fn read_ids<'d>(get: &dyn Fn(&str) -> Option<Value<'d>>) -> SentIds {
    let id = |name| get(name).map(|id| (name, id.as_str().map(str::to_owned)));
    let mut ids: SentIds = ["id", "organisationId"].into_iter().filter_map(id).collect();
    ids.shrink_to_fit();
    ids
}
