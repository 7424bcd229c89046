//! Merging: takes the current connection and the changes to it, gives the body of the request that makes them.
//!
//! The body holds the required fields and only the lists that the changes set, each of them complete, because a list
//! that is sent overwrites the stored one. What is not changed is copied from the current connection as it is spelled.

use crate::connection::edits::{EnvironmentEdits, VariableEdits};
use crate::connection::environments::{all, items_of};
use crate::connection::read_only::{field, holds_nothing, write_sendable, write_stored};
use crate::contract::table::{CONNECTION_UPDATE, Field, Kind, List, Presence};
use crate::issue::{Collector, Issue, IssueCode, Report, Severity};
use crate::json::{self, Document, TextIndex, Value, Writer};
use crate::operations::preview::{Effect, effects};
use crate::path::Place;
use crate::validate::{self, Options, validate_changes, validate_current};

/// A body that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The body of the request, as JSON text.
    pub body: String,
    /// What the body would do, in its order.
    pub effects: Vec<Effect>,
    /// Warnings and information; no errors. Those about the edits themselves have places in the changes, those about what
    /// the edits lead to have places in the body.
    pub issues: Vec<Issue>,
}

/// Merges changes into the current connection.
///
/// `changes` is an object; what it leaves out stays as it is. `name`, `baseUrl` and `datasetId` replace,
/// `authSchemeConfigs` is a whole list; `environments` is a whole list or `{ "add": [environment], "remove": [id],
/// "order": [id] }`, and `environmentVariables` one or `{ "set": { name: value }, "remove": [name] }`. An edit by id or
/// by name that changes nothing sends nothing.
/// The merged body is validated against the current connection before it is given.
///
/// Both are JSON text; [`merge_documents`] takes what was read already.
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
/// Every issue, where one of them is an error: in the changes, in the current connection, or in the merged body.
pub fn merge(current: &[u8], changes: &[u8], options: &Options) -> Result<Merged, Report> {
    let current = validate::read_current(current, options)?;
    merge_documents(&current, &validate::read(changes, options)?, options)
}

/// Merges changes that were read already, as [`merge`] does.
///
/// # Errors
/// Every issue, where one of them is an error.
pub fn merge_documents(current: &Document<'_>, changes: &Document<'_>, options: &Options) -> Result<Merged, Report> {
    let (body, issues) = merge_body(current, changes, options)?;
    let read = validate::read(body.as_bytes(), options)?;
    let effects = effects(current.root(), read.root());
    Ok(Merged { effects, issues, body })
}

/// The merged body and its issues, without the effects.
pub(crate) fn merge_body(
    current: &Document<'_>,
    changes: &Document<'_>,
    options: &Options,
) -> Result<(String, Vec<Issue>), Report> {
    let mut report = validate_current(current, &options.rules);
    report.issues.extend(validate_changes(changes, &options.rules).issues);
    if !report.is_ok() {
        return Err(report);
    }
    let mut found = Collector::new(&options.rules);
    // An edit that cannot be made is left out, so that the rest of the body can be checked.
    let body = write_body(current.root(), changes.root(), &mut found);
    report.issues.extend(found.finish().issues);
    report.issues.extend(validate::validate_merged(&body, current, changes, options).issues);
    if report.is_ok() { Ok((body, report.issues)) } else { Err(report) }
}

/// What is wrong with the edits themselves, on the connection that they were made on; what they put there is not looked at.
pub(crate) fn check_edits(current: &Document<'_>, changes: &Document<'_>, options: &Options) -> Report {
    let mut found = Collector::new(&options.rules);
    let body = write_body(current.root(), changes.root(), &mut found);
    let mut report = found.finish();
    if let Ok(body) = validate::read(body.as_bytes(), options) {
        let refused = validate::refused_against(&body, current, &options.rules);
        report.issues.extend(refused.issues.into_iter().filter(|issue| issue.severity == Severity::Error));
    }
    report
}

/// Writes the body that changes make, whether or not it may be sent; edits that cannot be made are left out.
pub(crate) fn write_body(current: Value<'_>, changes: Value<'_>, found: &mut Collector<'_>) -> String {
    let mut out = Writer::with_capacity(current.raw().len() + changes.raw().len());
    out.begin_object();
    for member in current.members() {
        let changed = changes.get(member.name());
        match (field(&CONNECTION_UPDATE, member.name()), changed) {
            (Some(Field { presence: Presence::ResponseOnly, .. }), _) => {}
            (Some(field), Some(changed)) => write_change(field, Some(member.value), changed, &mut out, found),
            // A list that is not set stays as it is.
            (Some(Field { kind: Kind::List(_), .. }), None) => {}
            (Some(field), None) if holds_nothing(field, member.value) => {}
            (_, changed) => out.copy_with(member, changed.unwrap_or(member.value).raw()),
        }
    }
    for member in changes.members() {
        let is_new = current.get(member.name()).is_none();
        match field(&CONNECTION_UPDATE, member.name()) {
            Some(Field { presence: Presence::ResponseOnly, key, .. }) => {
                let (place, name) = (Place::ROOT.field(key.name()), key.name());
                found.push(IssueCode::ResponseOnlyField, member.value.offset(), &place, &[("field", name.into())]);
            }
            Some(field) if is_new => write_change(field, None, member.value, &mut out, found),
            None if is_new => out.copy(member),
            _ => {}
        }
    }
    out.end_object();
    out.finish()
}

/// Writes one field that the changes set.
fn write_change(
    field: &'static Field,
    current: Option<Value<'_>>,
    changed: Value<'_>,
    out: &mut Writer,
    found: &mut Collector<'_>,
) {
    match (changed.kind(), field.name()) {
        (json::Kind::Object, "environments") => edit_environments(field, current, changed, out, found),
        (json::Kind::Object, "environmentVariables") => edit_variables(field, current, changed, out, found),
        _ => {
            out.key(field.name());
            write_sendable(&field.kind, changed, out);
        }
    }
}

/// Applies `{ add, remove, order }` to the current list of environments, and writes it where that changes anything.
#[inline(never)]
fn edit_environments(
    field: &'static Field,
    current: Option<Value<'_>>,
    edits: Value<'_>,
    out: &mut Writer,
    found: &mut Collector<'_>,
) {
    let Kind::List(List { item, .. }) = &field.kind else { return };
    EnvironmentEdits::check(edits, found);
    let edits = EnvironmentEdits::read(edits);
    let stored = all(items_of(current));
    let by_id = TextIndex::of_members(&stored, "id");
    let removed = positions("remove", edits.remove, &by_id, found);
    let mut stays = vec![true; stored.len()];
    for at in &removed {
        stays.get_mut(*at as usize).into_iter().for_each(|stays| *stays = false);
    }
    let mut before = Vec::new();
    for (at, _) in (0..).zip(&stays).filter(|(_, stays)| **stays) {
        before.push(at);
    }
    let after = match edits.order {
        None => before.clone(),
        Some(order) => {
            let after = positions("order", edits.order, &by_id, found);
            let placed = after.iter().filter(|at| stays.get(**at as usize) == Some(&true)).count();
            let missing = before.len().saturating_sub(placed);
            if missing > 0 || after.len() != before.len() {
                let place = Place::ENVIRONMENTS.field("order");
                let params = [("missing", (missing as u32).into())];
                found.push(IssueCode::InvalidOrder, order.offset(), &place, &params);
            }
            after
        }
    };
    if removed.is_empty() && after == before && edits.add.is_none_or(Value::is_empty) {
        return;
    }
    for (later, _) in by_id.repeats() {
        let place = Place::ENVIRONMENTS.index(later);
        let problem = "another environment has the same id, and edits by id cannot tell the two apart";
        found.push(IssueCode::InvalidCurrent, 0, &place.field("id"), &[("problem", problem.into())]);
    }
    out.key(field.name());
    out.begin_array();
    for environment in after.iter().filter_map(|at| stored.get(*at as usize)) {
        write_stored(item, *environment, out);
    }
    for environment in items_of(edits.add) {
        write_sendable(item, environment, out);
    }
    out.end_array();
}

/// Where the environments of these ids stand; reports an id that is not there, and one that stands twice.
#[inline(never)]
fn positions(part: &'static str, ids: Option<Value<'_>>, by_id: &TextIndex<'_>, found: &mut Collector<'_>) -> Vec<u32> {
    let mut first_use = vec![None; by_id.len()];
    let mut positions = Vec::new();
    let place = Place::ENVIRONMENTS.field(part);
    for (id, index) in items_of(ids).zip(0..) {
        let Some(text) = id.text() else { continue };
        let place = place.index(index);
        match by_id.get(text).and_then(|at| Some((at, first_use.get_mut(at as usize)?))) {
            None => found.push(IssueCode::UnknownEnvironment, id.offset(), &place, &[]),
            Some((_, Some(first))) => {
                let params = [("field", "id".into()), ("first", u32::into(*first))];
                found.push(IssueCode::Repeated, id.offset(), &place, &params);
            }
            Some((at, unused)) => {
                *unused = Some(index);
                positions.push(at);
            }
        }
    }
    positions
}

/// Applies `{ set, remove }` to the current list of variables, and writes it where that changes anything.
#[inline(never)]
fn edit_variables(
    field: &'static Field,
    current: Option<Value<'_>>,
    edits: Value<'_>,
    out: &mut Writer,
    found: &mut Collector<'_>,
) {
    VariableEdits::check(edits, found);
    let edits = VariableEdits::read(edits);
    edits.check_removed(current, found);
    if let Some(list) = edits.applied_to(current) {
        out.member(field.name(), &list);
    }
}
