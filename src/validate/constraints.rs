//! Checks the constraints between the fields of one object: reports fields that are missing or empty, or that do not apply.

use std::borrow::Cow;

use super::seen_fields::{SeenFields, report_missing};
use crate::contract::table::{Constraint, Source};
use crate::issue::{Collector, IssueCode, ParamRef, collect_list};
use crate::json::{KnownKey, Scanner};
use crate::path::PathNode;

/// An object whose members were read.
pub(super) struct CheckedObject<'s> {
    /// The fields of its shape that the object has.
    pub(super) seen: &'s SeenFields,
    /// True if the object has members that are not in its shape.
    pub(super) has_unknown: bool,
    /// The offset of the object in the text.
    pub(super) start: u32,
}

/// Checks a constraint on one object, and reports an issue if the object violates the constraint. Returns true if the check
/// needs the whole body.
pub(super) fn check_constraint(
    constraint: Constraint,
    object: &CheckedObject<'_>,
    json: &Scanner<'_>,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) -> bool {
    match constraint {
        Constraint::AddressByProtocol => return check_address(object, json, path, found),
        Constraint::AnyCredential => {
            let has_items = |key| object.seen.offset_of(key).is_some_and(|start| json.has_items_at(start));
            if !has_items(const { &KnownKey::new("action") }) && !has_items(const { &KnownKey::new("trigger") }) {
                report_empty(None, &["action", "trigger"], object.start, path, found);
            }
        }
        Constraint::AnyFlow => {
            let is_known = object.seen.has(const { &KnownKey::new("clientCredentials") })
                || object.seen.has(const { &KnownKey::new("authorizationCode") });
            if !is_known && !object.has_unknown {
                let fields = &["clientCredentials", "authorizationCode"];
                report_empty(Some(Source::Archived), fields, object.start, path, found);
            }
        }
        Constraint::OwnVariables => return true,
    }
    false
}

/// Reports an object in which none of `fields` has a value. At least one of the fields must have a value.
fn report_empty(source: Option<Source>, fields: &[&str], start: u32, path: &PathNode<'_>, found: &mut Collector<'_>) {
    let fields = collect_list(&mut fields.iter().copied());
    found.push_with_source(source, IssueCode::EmptyValue, start, path, &[("fields", ParamRef::List(&fields))]);
}

/// Checks `baseUrl` and `datasetId`. The published page requires `baseUrl` in every connection. The archived description
/// requires `datasetId` instead of `baseUrl` in BigQuery connections, which have no variables. Returns true if the object can
/// have variables that do not apply.
fn check_address(
    object: &CheckedObject<'_>,
    json: &Scanner<'_>,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) -> bool {
    let seen = object.seen;
    let protocol = seen.string_of(const { &KnownKey::new("protocol") });
    let protocol = protocol.map_or(Cow::default(), |text| json.decode(text));
    let has_base_url = seen.has(const { &KnownKey::new("baseUrl") });
    let dataset = seen.offset_of(const { &KnownKey::new("datasetId") });
    let mut report = |source, name| report_missing(Some(source), name, object.start, path, found);
    match (protocol.as_ref(), has_base_url, dataset) {
        ("bigquery", false, None) => report(Source::Published, "datasetId"),
        ("bigquery", true, None) => report(Source::Archived, "datasetId"),
        ("bigquery", _, Some(_)) => {}
        ("http", _, dataset) => {
            if !has_base_url {
                report(Source::Published, "baseUrl");
            }
            if let Some(start) = dataset {
                report_inapplicable("datasetId", "http", start as u32, path, found);
            }
        }
        // Another check reports the missing or unknown protocol. Such a connection needs `baseUrl` or `datasetId`, but it is
        // not known which.
        (_, false, None) => report(Source::Published, "baseUrl"),
        _ => {}
    }
    protocol == "bigquery" && seen.has(const { &KnownKey::new("environmentVariables") })
}

/// Reports a field that does not apply to the protocol.
pub(super) fn report_inapplicable(
    name: &'static str,
    protocol: &'static str,
    start: u32,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) {
    let params = [("field", name.into()), ("protocol", protocol.into())];
    found.push(IssueCode::InapplicableField, start, &path.field(name), &params);
}
