//! Merges changes into the current connection: returns the body of the request that makes the changes.
//!
//! The body contains the required fields. It contains a list if the changes set that list. Each list is complete, because a
//! list in the body overwrites the stored list. Unchanged values are copied byte for byte from the current connection.

use super::apply::{Updates, write_body};
use super::effect::{Effect, find_effects};
use crate::issue::{Collector, Issue, Report};
use crate::json::Document;
use crate::validate::{self, Options, ValidBody, validate_changes, validate_current};

/// The result of a merge: a body that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The body of the request, as JSON text.
    pub body: String,
    /// The effects of the body, in the order of the body's members.
    pub effects: Vec<Effect>,
    /// Warnings and infos, but no errors. The path of an issue about an edit is a path in the changes. The paths of all other
    /// issues are paths in the body.
    pub issues: Vec<Issue>,
}

/// Merges changes into the current connection.
///
/// `changes` is an object. All its members are optional. A field that `changes` does not contain keeps its stored value.
///
/// | member | value |
/// | --- | --- |
/// | `name`, `baseUrl`, `datasetId` | the new value |
/// | `authSchemeConfigs` | the whole list |
/// | `environments` | the whole list, or `{ "add": [environment], "remove": [id], "order": [id or index in "add"] }` |
/// | `environmentVariables` | the whole list, or `{ "set": { name: value }, "remove": [name] }` |
///
/// This request cannot edit stored environments: a member `update` of `environments` is an error. [`plan`](crate::plan()) accepts
/// it. If the edits of a list by id or by name change nothing, the body does not contain that list. The merged body is validated,
/// and compared with the current connection.
///
/// Both inputs are JSON text; [`merge_documents`] takes documents.
///
/// ```
/// use connection_update::{Options, merge};
///
/// let current = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com",
///     "environments": [], "updatedAt": "2026-01-01T00:00:00Z" }"#;
/// let merged = merge(current, br#"{ "name": "Shop EU" }"#, &Options::default()).unwrap();
/// assert!(merged.body.contains(r#""name":"Shop EU""#));
/// assert!(!merged.body.contains("environments"), "a list that is not set is not sent");
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error. The error can be in the changes, the current connection or the merged body.
pub fn merge(current: &[u8], changes: &[u8], options: &Options) -> Result<Merged, Report> {
    let current = validate::read_current(current, options)?;
    merge_documents(&current, &validate::read(changes, options)?, options)
}

/// Merges documents, as [`merge`] does.
///
/// ```
/// use connection_update::json::{Document, Limits};
/// use connection_update::operations::merge::merge_documents;
/// use connection_update::Options;
///
/// let read = |text| Document::parse(text, Limits::default()).unwrap();
/// let current = read(br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [] }"#);
/// let merged = merge_documents(&current, &read(br#"{ "name": "Shop EU" }"#), &Options::default()).unwrap();
/// assert_eq!(merged.effects[0].summary, "`name` changes");
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn merge_documents(current: &Document<'_>, changes: &Document<'_>, options: &Options) -> Result<Merged, Report> {
    let (body, issues) = merge_into_body(current, changes, options)?;
    let read = validate::read(body.as_bytes(), options)?;
    let effects = find_effects(current.root(), read.root());
    Ok(Merged { effects, issues, body })
}

/// Merges documents, and returns a body that can be sent without validating it again. Does not find the effects.
///
/// ```
/// use connection_update::http::request::{BaseUrl, ConnectionRef, DEFAULT_BASE_URL, update};
/// use connection_update::json::{Document, Limits};
/// use connection_update::operations::merge::merge_into_valid_body;
/// use connection_update::Options;
///
/// let read = |text| Document::parse(text, Limits::default()).unwrap();
/// let current = read(br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [] }"#);
/// let body = merge_into_valid_body(&current, &read(br#"{ "name": "Shop EU" }"#), &Options::default()).unwrap();
/// let target = ConnectionRef { organisation_id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E", connection_id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D" };
/// assert!(update(&BaseUrl::parse(DEFAULT_BASE_URL).unwrap(), target, &body).is_ok());
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn merge_into_valid_body(
    current: &Document<'_>,
    changes: &Document<'_>,
    options: &Options,
) -> Result<ValidBody<'static>, Report> {
    let (body, issues) = merge_into_body(current, changes, options)?;
    Ok(ValidBody::from_merge(body, issues, current.root(), changes.root()))
}

/// Returns the merged body and its issues. Does not find the effects.
pub(crate) fn merge_into_body(
    current: &Document<'_>,
    changes: &Document<'_>,
    options: &Options,
) -> Result<(String, Vec<Issue>), Report> {
    let mut report = validate_current(current, &options.rules);
    report.append(validate_changes(changes, &options.rules));
    if !report.is_ok() {
        return Err(report);
    }
    let mut found = Collector::new(&options.rules);
    // Edits that cannot be applied are left out, so that the other parts of the body can still be checked.
    let body = write_body(current.root(), changes.root(), Updates::Refuse, &mut found);
    report.append(found.finish());
    report.append(validate::validate_merged(&body, current, changes, options));
    if report.is_ok() { Ok((body, report.issues)) } else { Err(report) }
}
