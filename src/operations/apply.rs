//! Applies changes to a connection: checks edits by id and by name, and writes the body that results.

use crate::connection::edits::{EnvironmentEdits, VariableEdits};
use crate::connection::read_only::{find_field, is_optional_null, write_stored, write_without_read_only_fields};
use crate::contract::table::{CONNECTION_UPDATE, Field, FieldType, List, Presence};
use crate::issue::{Collector, IssueCode, Report, Severity};
use crate::json::{Document, Items, Kind, MemberIndex, StringIndex, Value, Writer};
use crate::path::PathNode;
use crate::validate::{self, Options};

/// Checks the edits in `changes` against `current`, the connection that was edited. Does not check the new values.
pub(crate) fn check_edits(current: &Document<'_>, changes: &Document<'_>, options: &Options) -> Report {
    let mut found = Collector::new(&options.rules);
    let body = write_body(current.root(), changes.root(), &mut found);
    let mut report = found.finish();
    if !validate::has_edits_to_compare(changes) {
        return report;
    }
    if let Ok(body) = validate::read(body.as_bytes(), options) {
        let mut update_report = validate::validate_against_current_only(&body, current, &options.rules);
        update_report.issues.retain(|issue| issue.severity == Severity::Error);
        report.append(update_report);
    }
    report
}

/// Writes the body that results from `changes`, even if the body is not valid. Reports edits that cannot be applied, and leaves
/// these edits out.
pub(crate) fn write_body(current: Value<'_>, changes: Value<'_>, found: &mut Collector<'_>) -> String {
    // The body usually has fewer lists than the connection.
    let mut out = Writer::with_capacity(current.raw().len().max(changes.raw().len()) + 1024);
    out.begin_object();
    let (stored_fields, changed_fields) = (MemberIndex::new(current), MemberIndex::new(changes));
    for member in current.members() {
        let changed = changed_fields.get(member.name());
        match (find_field(&CONNECTION_UPDATE, member.name()), changed) {
            (Some(Field { presence: Presence::ReadOnly, .. }), _) => {}
            (Some(field), Some(changed)) => write_change(field, Some(member.value), changed, &mut out, found),
            // The platform keeps a stored list that the body does not contain.
            (Some(Field { field_type: FieldType::List(_), .. }), None) => {}
            (Some(field), None) if is_optional_null(field, member.value) => {}
            (_, changed) => out.copy_with(member, changed.unwrap_or(member.value).raw()),
        }
    }
    for member in changes.members() {
        let is_new = stored_fields.get(member.name()).is_none();
        match find_field(&CONNECTION_UPDATE, member.name()) {
            Some(Field { presence: Presence::ReadOnly, key, .. }) => {
                let (path, name) = (PathNode::ROOT.field(key.name()), key.name());
                found.push(IssueCode::ReadOnlyField, member.value.offset(), &path, &[("field", name.into())]);
            }
            Some(field) if is_new => write_change(field, None, member.value, &mut out, found),
            None if is_new => out.copy(member),
            _ => {}
        }
    }
    out.end_object();
    out.finish()
}

/// Writes one field of the changes. Leaves the field out if its edits keep the stored value as it is.
fn write_change(
    field: &'static Field,
    current: Option<Value<'_>>,
    changed: Value<'_>,
    out: &mut Writer,
    found: &mut Collector<'_>,
) {
    match (changed.kind(), field.name()) {
        (Kind::Object, "environments") => {
            let FieldType::List(List { item, .. }) = &field.field_type else { return };
            let edited = ResolvedEnvironments::resolve(current, changed, found);
            if edited.is_changed {
                out.key(field.name());
                edited.write(item, out);
            }
        }
        (Kind::Object, "environmentVariables") => {
            let edits = resolve_variable_edits(current, changed, found);
            if let Some(list) = edits.apply(current) {
                out.member(field.name(), &list);
            }
        }
        _ => {
            out.key(field.name());
            write_without_read_only_fields(&field.field_type, changed, out);
        }
    }
}

/// Edits of the list of environments, after the check against the stored list.
struct ResolvedEnvironments<'d, 'c> {
    stored: Vec<Value<'d>>,
    /// The indices of the stored environments that stay, in their new order.
    order: Vec<u32>,
    add: Option<Value<'c>>,
    /// True if the edits change the list.
    is_changed: bool,
}

impl<'d, 'c> ResolvedEnvironments<'d, 'c> {
    /// Checks the edits `{ add, remove, order }` against the stored list. Reports edits that cannot be applied, and leaves
    /// these edits out.
    #[inline(never)]
    fn resolve(current: Option<Value<'d>>, edits: Value<'c>, found: &mut Collector<'_>) -> Self {
        EnvironmentEdits::check(edits, found);
        let edits = EnvironmentEdits::read(edits);
        let stored = Items::from_optional(current).to_vec();
        let by_id = StringIndex::from_members(&stored, "id");
        let removed = resolve_ids("remove", edits.remove, &by_id, found);
        let mut stays = vec![true; stored.len()];
        for at in &removed {
            stays.get_mut(*at as usize).into_iter().for_each(|stays| *stays = false);
        }
        let mut before = Vec::new();
        for (at, _) in (0..).zip(&stays).filter(|(_, stays)| **stays) {
            before.push(at);
        }
        let order = match edits.order {
            None => before.clone(),
            Some(list) => {
                let order = resolve_ids("order", edits.order, &by_id, found);
                let named = order.iter().filter(|at| stays.get(**at as usize) == Some(&true)).count();
                let missing = before.len().saturating_sub(named);
                if missing > 0 || order.len() != before.len() {
                    let path = PathNode::ENVIRONMENTS.field("order");
                    let params = [("missing", (missing as u32).into())];
                    found.push(IssueCode::InvalidOrder, list.offset(), &path, &params);
                }
                order
            }
        };
        let is_changed = !removed.is_empty() || order != before || !edits.add.is_none_or(Value::is_empty);
        if is_changed {
            for (later, _) in by_id.duplicates() {
                let path = PathNode::ENVIRONMENTS.index(later);
                let problem = "another environment has the same id, and edits by id cannot distinguish the two";
                found.push(IssueCode::InvalidCurrent, 0, &path.field("id"), &[("problem", problem.into())]);
            }
        }
        Self { stored, order, add: edits.add, is_changed }
    }

    /// Writes the edited list.
    fn write(&self, item: &'static FieldType, out: &mut Writer) {
        out.begin_array();
        for environment in self.order.iter().filter_map(|at| self.stored.get(*at as usize)) {
            write_stored(item, *environment, out);
        }
        for environment in Items::from_optional(self.add) {
            write_without_read_only_fields(item, environment, out);
        }
        out.end_array();
    }
}

/// Returns the index of the stored environment for each id. Reports an id that is unknown or occurs a second time, and leaves
/// it out.
#[inline(never)]
fn resolve_ids(
    part: &'static str,
    ids: Option<Value<'_>>,
    by_id: &StringIndex<'_>,
    found: &mut Collector<'_>,
) -> Vec<u32> {
    let mut first_use = vec![None; by_id.len()];
    let mut positions = Vec::new();
    let path = PathNode::ENVIRONMENTS.field(part);
    for (id, index) in Items::from_optional(ids).zip(0..) {
        let Some(text) = id.as_str() else { continue };
        let path = path.index(index);
        match by_id.get(text).and_then(|at| Some((at, first_use.get_mut(at as usize)?))) {
            None => found.push(IssueCode::UnknownEnvironment, id.offset(), &path, &[]),
            Some((_, Some(first))) => {
                let params = [("field", "id".into()), ("first", u32::into(*first))];
                found.push(IssueCode::DuplicateValue, id.offset(), &path, &params);
            }
            Some((at, unused)) => {
                *unused = Some(index);
                positions.push(at);
            }
        }
    }
    positions
}

/// Reads the variable edits `{ set, remove }`, and reports edits that cannot be applied to the stored list.
#[inline(never)]
fn resolve_variable_edits<'c>(
    current: Option<Value<'_>>,
    edits: Value<'c>,
    found: &mut Collector<'_>,
) -> VariableEdits<'c> {
    VariableEdits::check(edits, found);
    let edits = VariableEdits::read(edits);
    edits.check_removals(current, found);
    edits
}
