//! Checks the constraints between the fields of one object: reports fields that are missing or empty, or that do not apply.

use std::borrow::Cow;

use super::seen_fields::{SeenFields, report_missing};
use crate::contract::table::{Constraint, Source};
use crate::issue::{Collector, IssueCode};
use crate::json::{KnownKey, Scanner};
use crate::path::PathNode;

/// Checks a constraint on one object, and reports an issue if the object violates the constraint. Returns true if the check
/// needs the whole body.
pub(super) fn check_constraint(
    constraint: Constraint,
    object: &SeenFields,
    start: u32,
    json: &Scanner<'_>,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) -> bool {
    match constraint {
        Constraint::AddressByProtocol => check_address(object, start, json, path, found),
        Constraint::AnyCredential => {
            let has_items = |key| object.offset_of(key).is_some_and(|start| json.has_items_at(start));
            if !has_items(const { &KnownKey::new("action") }) && !has_items(const { &KnownKey::new("trigger") }) {
                report_empty("`action`, `trigger`", start, path, found);
            }
        }
        Constraint::AnyFlow => {
            if object.offset_of(const { &KnownKey::new("clientCredentials") }).is_none()
                && object.offset_of(const { &KnownKey::new("authorizationCode") }).is_none()
            {
                report_empty("`clientCredentials`, `authorizationCode`", start, path, found);
            }
        }
        Constraint::OwnVariables => return true,
    }
    false
}

/// Reports an object in which none of `fields` has a value. At least one of the fields must have a value.
fn report_empty(fields: &'static str, start: u32, path: &PathNode<'_>, found: &mut Collector<'_>) {
    found.push(IssueCode::EmptyValue, start, path, &[("fields", fields.into())]);
}

/// Checks `baseUrl` and `datasetId`. The published page requires `baseUrl` in every connection. The archived description
/// requires `datasetId` instead of `baseUrl` in BigQuery connections.
fn check_address(object: &SeenFields, start: u32, json: &Scanner<'_>, path: &PathNode<'_>, found: &mut Collector<'_>) {
    let protocol = object.string_of(const { &KnownKey::new("protocol") });
    let protocol = protocol.map_or(Cow::default(), |text| json.decode(text));
    let (base_url, dataset) = (
        object.offset_of(const { &KnownKey::new("baseUrl") }),
        object.offset_of(const { &KnownKey::new("datasetId") }),
    );
    let mut report = |source, name| report_missing(source, name, start, path, found);
    match (protocol.as_ref(), base_url, dataset) {
        ("bigquery", None, None) => report(Source::Published, "datasetId"),
        ("bigquery", Some(_), None) => report(Source::Archived, "datasetId"),
        ("bigquery", _, Some(_)) => {}
        ("http", base_url, dataset) => {
            if base_url.is_none() {
                report(Source::Published, "baseUrl");
            }
            if let Some(start) = dataset {
                let params = [("field", "datasetId".into()), ("protocol", "http".into())];
                found.push(IssueCode::InapplicableField, start as u32, &path.field("datasetId"), &params);
            }
        }
        // Another check reports the missing or unknown protocol. Such a connection needs `baseUrl` or `datasetId`, but it is
        // not known which.
        (_, None, None) => report(Source::Published, "baseUrl"),
        _ => {}
    }
}
