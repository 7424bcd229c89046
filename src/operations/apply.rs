//! Applies changes to a connection: checks edits by id and by name, and writes the body that results.

use std::cell::OnceCell;

use crate::connection::edits::{EnvironmentChanges, EnvironmentEdits, VariableEdits};
use crate::connection::read_only::{find_field, is_optional_null, write_stored, write_without_read_only_fields};
use crate::contract::table::{CONNECTION_UPDATE, Field, FieldType, List, Presence};
use crate::issue::{Collector, IssueCode, ParamRef, Report, Severity};
use crate::json::{Document, Items, Kind, MemberIndex, StringIndex, Value, Writer};
use crate::path::PathNode;
use crate::validate::{self, Options};

/// Checks the edits in `changes` against `current`, the connection that was edited. Does not check the new values.
pub(crate) fn check_edits(current: &Document<'_>, changes: &Document<'_>, options: &Options) -> Report {
    let mut found = Collector::new(&options.rules);
    let body = write_body(current.root(), changes.root(), Updates::Skip, &mut found);
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

/// The treatment of changes of stored environments, which an Update Connection request cannot contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Updates {
    /// Each change is an issue.
    Refuse,
    /// Another request makes the changes.
    Skip,
}

/// Writes the body of an Update Connection request that results from `changes`, even if the body is not valid. Reports edits that
/// cannot be applied, and leaves these edits out.
pub(crate) fn write_body(
    current: Value<'_>,
    changes: Value<'_>,
    updates: Updates,
    found: &mut Collector<'_>,
) -> String {
    let (stored_fields, changed_fields) = (MemberIndex::new(current), MemberIndex::new(changes));
    let mut out = Writer::with_capacity(estimate_body_len(current, changes, &changed_fields));
    out.begin_object();
    for member in current.members() {
        let changed = changed_fields.get(member.name());
        match (find_field(&CONNECTION_UPDATE, member.name()), changed) {
            (Some(Field { presence: Presence::ReadOnly, .. }), _) => {}
            (Some(field), Some(changed)) => write_change(field, Some(member.value), changed, updates, &mut out, found),
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
            Some(field) if is_new => write_change(field, None, member.value, updates, &mut out, found),
            None if is_new => out.copy(member),
            _ => {}
        }
    }
    out.end_object();
    out.finish()
}

/// Returns the length of a body in bytes, or a little more. A body that is estimated by the length of the whole connection can take
/// thousands of times the memory that it needs.
fn estimate_body_len(current: Value<'_>, changes: Value<'_>, changed_fields: &MemberIndex<'_>) -> usize {
    let mut len = 64;
    for member in current.members() {
        let changed = changed_fields.get(member.name());
        let is_list = member.value.kind() == Kind::Array;
        // A whole value replaces the stored value.
        let is_replaced = changed.is_some_and(|changed| changed.kind() != Kind::Object || !is_list);
        if !is_replaced && (!is_list || changed.is_some_and(changes_list)) {
            len += member.raw().len() + 1;
        }
    }
    for member in changes.members() {
        let updates = member.value.get("update").filter(|_| member.name() == "environments");
        len += member.raw().len() + 1 - updates.map_or(0, |updates| updates.raw().len());
    }
    len
}

/// Returns true if edits change a list, and not only items of it.
fn changes_list(edits: Value<'_>) -> bool {
    ["add", "remove", "order", "set"].iter().any(|name| !edits.get(name).is_none_or(Value::is_empty))
}

/// Writes one field of the changes. Leaves the field out if its edits keep the stored value as it is.
fn write_change(
    field: &'static Field,
    current: Option<Value<'_>>,
    changed: Value<'_>,
    updates: Updates,
    out: &mut Writer,
    found: &mut Collector<'_>,
) {
    match (changed.kind(), field.name()) {
        (Kind::Object, "environments") => {
            let FieldType::List(List { item, .. }) = &field.field_type else { return };
            let edited = ResolvedEnvironments::resolve(current, changed, found);
            if updates == Updates::Refuse {
                edited.refuse_updates(found);
            }
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
pub(crate) struct ResolvedEnvironments<'d, 'c> {
    pub(crate) stored: Vec<Value<'d>>,
    by_id: StringIndex<'d>,
    pub(crate) added: Vec<Value<'c>>,
    /// The environments of the edited list, in their order.
    pub(crate) order: Vec<ListItem>,
    update: Option<Value<'c>>,
    /// True if the edits change the list. Changes of stored environments do not count.
    pub(crate) is_changed: bool,
}

/// An environment of an edited list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListItem {
    /// The stored environment at this index.
    Stored(u32),
    /// The new environment at this index in `add`.
    New(u32),
}

impl<'d, 'c> ResolvedEnvironments<'d, 'c> {
    /// Checks the edits `{ add, remove, order, update }` against the stored list. Reports edits that cannot be applied, and leaves
    /// these edits out.
    #[inline(never)]
    pub(crate) fn resolve(current: Option<Value<'d>>, edits: Value<'c>, found: &mut Collector<'_>) -> Self {
        EnvironmentEdits::check(edits, found);
        let edits = EnvironmentEdits::read(edits);
        let stored = Items::from_optional(current).to_vec();
        let added = Items::from_optional(edits.add).to_vec();
        let by_id = StringIndex::from_members(&stored, "id");
        let mut stays = vec![true; stored.len()];
        for item in resolve_items("remove", edits.remove, &by_id, None, found) {
            if let ListItem::Stored(at) = item {
                stays.get_mut(at as usize).into_iter().for_each(|stays| *stays = false);
            }
        }
        let mut order = Vec::with_capacity(stored.len() + added.len());
        for (at, _) in (0..).zip(&stays).filter(|(_, stays)| **stays) {
            order.push(ListItem::Stored(at));
        }
        let mut is_reordered = false;
        if let Some(list) = edits.order {
            let before = order;
            order = resolve_items("order", edits.order, &by_id, Some(added.len() as u32), found);
            let (mut named, mut stored_count) = (0, 0);
            let mut last = None;
            for item in &order {
                let ListItem::Stored(at) = *item else { continue };
                stored_count += 1;
                named += usize::from(stays.get(at as usize) == Some(&true));
                is_reordered |= last.is_some_and(|last| at < last);
                last = Some(at);
            }
            let missing = before.len().saturating_sub(named);
            if missing > 0 || stored_count != before.len() {
                let path = PathNode::ENVIRONMENTS.field("order");
                let params = [("missing", (missing as u32).into())];
                found.push(IssueCode::InvalidOrder, list.offset(), &path, &params);
            }
        }
        let mut is_placed = vec![false; added.len()];
        for item in &order {
            if let ListItem::New(at) = *item {
                is_placed.get_mut(at as usize).into_iter().for_each(|is_placed| *is_placed = true);
            }
        }
        for (at, _) in (0..).zip(&is_placed).filter(|(_, is_placed)| !**is_placed) {
            order.push(ListItem::New(at));
        }
        let is_changed = is_reordered || !added.is_empty() || stays.contains(&false);
        if is_changed || edits.update.is_some_and(|update| !update.is_empty()) {
            for (later, _) in by_id.duplicates() {
                let path = PathNode::ENVIRONMENTS.index(later);
                found.push(IssueCode::InvalidCurrent, 0, &path.field("id"), &[("problem", "duplicate-id".into())]);
            }
        }
        let resolved = Self { stored, by_id, added, order, update: edits.update, is_changed };
        resolved.check_updates(&stays, found);
        resolved
    }

    /// Reports each change of an environment that is not stored, or that the edits remove.
    fn check_updates(&self, stays: &[bool], found: &mut Collector<'_>) {
        let path = PathNode::ENVIRONMENTS.field("update");
        for member in self.update.into_iter().flat_map(Value::members) {
            let at = self.by_id.get(member.name());
            if at.is_none_or(|at| stays.get(at as usize) != Some(&true)) {
                found.push(IssueCode::UnknownEnvironment, member.value.offset(), &path.key(member.name()), &[]);
            }
        }
    }

    /// Reports each change of a stored environment. Other checks report unknown environments and unknown members.
    #[inline(never)]
    fn refuse_updates(&self, found: &mut Collector<'_>) {
        let (path, shared) = (PathNode::ENVIRONMENTS.field("update"), OnceCell::new());
        let path = path.shared(&shared);
        for member in self.update.into_iter().flat_map(Value::members) {
            let at = self.by_id.get(member.name());
            let Some(stored) = at.and_then(|at| self.stored.get(at as usize)) else { continue };
            let (path, shared) = (path.key(member.name()), OnceCell::new());
            let path = path.shared(&shared);
            for change in member.value.members() {
                if !EnvironmentChanges::MEMBERS.contains(&change.name()) {
                    continue;
                }
                let params = [
                    ("id", ParamRef::Shared(member.name())),
                    ("name", ParamRef::Shared(stored.get_str("name"))),
                    ("member", ParamRef::Str(change.name())),
                    ("operation", "UpdateEnvironment".into()),
                ];
                let offset = change.value.offset();
                found.push(IssueCode::EnvironmentNotEditable, offset, &path.key(change.name()), &params);
            }
        }
    }

    /// Writes the edited list.
    fn write(&self, item: &'static FieldType, out: &mut Writer) {
        out.begin_array();
        for entry in &self.order {
            match *entry {
                ListItem::Stored(at) => {
                    self.stored.get(at as usize).into_iter().for_each(|stored| write_stored(item, *stored, out));
                }
                ListItem::New(at) => {
                    let new = self.added.get(at as usize).into_iter();
                    new.for_each(|new| write_without_read_only_fields(item, *new, out));
                }
            }
        }
        out.end_array();
    }
}

/// Returns the environment for each item of a list: the stored environment with an id, or the new environment at an index below
/// `new_count`. Reports an item that is unknown or occurs a second time, and leaves it out. Ignores items of the wrong type: numbers
/// are of the wrong type if `new_count` is `None`.
#[inline(never)]
fn resolve_items(
    part: &'static str,
    list: Option<Value<'_>>,
    by_id: &StringIndex<'_>,
    new_count: Option<u32>,
    found: &mut Collector<'_>,
) -> Vec<ListItem> {
    // For each stored environment, then for each new one: the index of the first item that names it.
    let stored_count = by_id.len();
    let mut first_use = vec![None; stored_count + new_count.unwrap_or_default() as usize];
    let mut items = Vec::new();
    let path = PathNode::ENVIRONMENTS.field(part);
    for (item, index) in Items::from_optional(list).zip(0..) {
        let path = path.index(index);
        let resolved = match (item.kind(), new_count) {
            (Kind::String, _) => by_id.get(item.as_str().unwrap_or_default()).map(ListItem::Stored),
            (Kind::Number, Some(count)) => item.raw().parse().ok().filter(|at| *at < count).map(ListItem::New),
            _ => continue,
        };
        let slot = match resolved {
            Some(ListItem::Stored(at)) => at as usize,
            Some(ListItem::New(at)) => stored_count + at as usize,
            None => usize::MAX,
        };
        match (resolved, first_use.get_mut(slot)) {
            (Some(_), Some(Some(first))) => {
                let params = [("field", "id".into()), ("first", u32::into(*first))];
                found.push(IssueCode::DuplicateValue, item.offset(), &path, &params);
            }
            (Some(resolved), Some(unused)) => {
                *unused = Some(index);
                items.push(resolved);
            }
            _ if item.kind() == Kind::Number => {
                found.push(IssueCode::InvalidOrder, item.offset(), &path, &[("missing", 0.into())]);
            }
            _ => found.push(IssueCode::UnknownEnvironment, item.offset(), &path, &[]),
        }
    }
    items
}

/// Returns the list that results from edits by name of the connection's variables, as JSON text. Returns `None` if the changes contain
/// no such edits, or if these change nothing.
pub(crate) fn apply_variable_edits(current: Value<'_>, changes: Value<'_>) -> Option<String> {
    let edits = changes.get("environmentVariables").filter(|edits| edits.kind() == Kind::Object)?;
    VariableEdits::read(edits).apply(current.get("environmentVariables"))
}

/// Reads the variable edits `{ set, remove }`, and reports edits that cannot be applied to the stored list.
#[inline(never)]
fn resolve_variable_edits<'c>(
    current: Option<Value<'_>>,
    edits: Value<'c>,
    found: &mut Collector<'_>,
) -> VariableEdits<'c> {
    VariableEdits::check(edits, &PathNode::VARIABLES, found);
    let edits = VariableEdits::read(edits);
    edits.check_removals(current, &PathNode::VARIABLES, found);
    edits
}
