//! Rebases changes of the list of environments, and of single environments. Environments are identified by their ids.

use std::cell::OnceCell;

use super::conflict::ConflictKind;
use super::report::VariableLists;
use super::sides::Rebase;
use crate::connection::edits::{EnvironmentChanges, EnvironmentEdits, OrderItem, write_environment_edits};
use crate::connection::environments::EnvironmentIndex;
use crate::connection::variables::variables_equal;
use crate::json::{Items, Kind, MemberIndex, StringIndex, Value, Writer, values_equal};
use crate::path::PathNode;

impl<'d> Rebase<'d> {
    #[inline(never)]
    pub(super) fn rebase_environments(&mut self, mine: Value<'d>) {
        let path = PathNode::ENVIRONMENTS;
        let Some(edit) = ListChanges::read(mine, &self.base_environments) else {
            let (base, latest) = (self.base.get("environments"), self.latest.get("environments"));
            return self.push_conflict(ConflictKind::List, &path, base, latest);
        };
        let [add, remove, update] = ["add", "remove", "update"].map(|part| path.field(part));
        let [add_path, remove_path, update_path] = [const { OnceCell::new() }; 3];
        let add = add.shared(&add_path);
        let remove = remove.shared(&remove_path);
        let update = update.shared(&update_path);
        let mut removed = Vec::new();
        for (id, at) in edit.removed {
            let path = if edit.is_list { path } else { remove.index(at) };
            if self.check_removal(id, &path) {
                removed.push(id);
            }
        }
        let removed_ids = StringIndex::from_values(&removed);
        let count = self.latest_environments.environments.len();
        let mut staying = Vec::with_capacity(count);
        let mut before = Vec::with_capacity(if edit.sequence.is_some() { count } else { 0 });
        for environment in &self.latest_environments.environments {
            if !removed_ids.contains(environment.get_str("id")) {
                staying.push(*environment);
                before.extend(environment.get("id").filter(|_| edit.sequence.is_some()));
            }
        }
        let taken = TakenNames::new(&staying, edit.update);
        drop(staying);
        let mut updated = Vec::new();
        for member in edit.update.into_iter().flat_map(Value::members) {
            let (path, shared) = (update.key(member.name()), OnceCell::new());
            let changes = self.rebase_environment(member.key, member.value, &taken, &path.shared(&shared));
            updated.extend(changes.map(|changes| (member.key, changes)));
        }
        if !edit.is_list {
            let updates = edit.update.map(MemberIndex::new);
            let is_left = |id: &str| {
                !removed_ids.contains(id) && updates.as_ref().is_none_or(|updates| updates.get(id).is_none())
            };
            updated.extend(self.restored_changes(&is_left));
        }
        let mut added = Vec::new();
        // For each new environment of `mine`: its index in the list of added environments, or `None` if it is not added.
        let mut new_indices = Vec::new();
        for (environment, at) in edit.added {
            new_indices.push(match taken.find(environment.get_str("name")) {
                Some(other) => {
                    let path = if edit.is_list { &path } else { &add }.index(at);
                    self.push_environment_conflict(ConflictKind::SameName, other, &[], &path);
                    None
                }
                None => {
                    added.push(environment);
                    Some(added.len() as u32 - 1)
                }
            });
        }
        let (mut order, mut is_reordered) = (Vec::new(), false);
        if let Some(sequence) = edit.sequence {
            let mut ids = Vec::new();
            sequence.iter().for_each(|item| ids.extend(item.id()));
            let after = self.rebase_order(&ids, &before);
            is_reordered = !after.iter().zip(&before).all(|(a, b)| a.same_as(*b));
            order = place_new(&sequence, &after, &new_indices);
        }
        // New environments at the end need no order.
        while order.pop_if(|item| item.id().is_none()).is_some() {}
        let has_new = order.iter().any(|item| item.id().is_none());
        if !is_reordered && !has_new {
            order.clear();
        }
        if removed.is_empty() && added.is_empty() && updated.is_empty() && order.is_empty() {
            return;
        }
        self.out.key("environments");
        write_environment_edits(&mut self.out, &added, &removed, &order, &updated);
    }

    /// Writes the changes of environments that the same change of the connection's variables has overwritten.
    pub(super) fn restore_environments(&mut self) {
        let updated = self.restored_changes(&|_| true);
        if !updated.is_empty() {
            self.out.key("environments");
            write_environment_edits(&mut self.out, &[], &[], &[], &updated);
        }
    }

    /// Returns the changes that restore overwritten environments, for the ids that `is_included` accepts.
    fn restored_changes(&self, is_included: &dyn Fn(&str) -> bool) -> Vec<(Value<'d>, String)> {
        let mut changes = Vec::new();
        for id in &self.restored.ids {
            let text = id.as_str().unwrap_or_default();
            if let Some(Some(list)) = self.restored.get(text).filter(|_| is_included(text)) {
                changes.push((*id, ["{\"variables\":", list, "}"].concat()));
            }
        }
        changes
    }

    /// Rebases the changes of one environment. Returns the rebased changes as JSON text, or `None` if nothing is left to change.
    #[inline(never)]
    fn rebase_environment(
        &mut self,
        id: Value<'d>,
        mine: Value<'d>,
        taken: &TakenNames<'d>,
        path: &PathNode<'_>,
    ) -> Option<String> {
        let id = id.as_str().unwrap_or_default();
        let base = self.base_environments.find(id)?;
        let Some(latest) = self.latest_environments.find(id) else {
            self.push_environment_conflict(ConflictKind::Deleted, base, &[], path);
            return None;
        };
        let changes = EnvironmentChanges::read(mine);
        let mut out = Writer::default();
        let mut is_changed = false;
        out.begin_object();
        if let Some(name) = changes.name {
            let (was, is) = (base.get("name"), latest.get("name"));
            let path = path.field("name");
            let other = taken.find(name.as_str().unwrap_or_default()).filter(|other| {
                let known = self.base_environments.find(other.get_str("id"));
                !other.get("id").is_some_and(|other| other.is_str(id))
                    && !values_equal(known.and_then(|known| known.get("name")), Some(name))
            });
            if let Some(other) = other {
                self.push_environment_conflict(ConflictKind::SameName, other, &["name"], &path);
            } else if values_equal(was, is) {
                is_changed |= !values_equal(is, Some(name));
                out.member("name", name.raw());
            } else if !values_equal(was, Some(name)) && !values_equal(is, Some(name)) {
                self.push_environment_conflict(ConflictKind::Value, latest, &["name"], &path);
            }
        }
        let restored = self.restored.get(id).map(|list| list.map(str::to_owned));
        if changes.variables.is_none()
            && let Some(Some(restored)) = &restored
        {
            is_changed = true;
            out.member("variables", restored);
        }
        if let Some(variables) = changes.variables {
            let [was, is] = [base, latest].map(|environment| environment.get_array("variables"));
            let rebased = if let Some(restored) = restored {
                restored
            } else if variables_equal(was, is) {
                Some(variables.raw().to_owned())
            } else {
                let [old, new] = [&self.base_environments, &self.latest_environments]
                    .map(|environments| environments.position(id).unwrap_or_default());
                let at = |position| self.environments_path.clone().join(position).join("variables");
                let there = at(new);
                let lists = VariableLists {
                    base: if old == new { there.clone() } else { at(old) },
                    mine: path.field("variables").to_path(),
                    latest: there,
                    environment: Some(latest),
                };
                self.rebase_variables(was, variables, is, &lists)
            };
            if let Some(rebased) = rebased {
                is_changed = true;
                out.member("variables", &rebased);
            }
        }
        if let Some(credentials) = changes.credentials {
            let path = path.field("credentials");
            if let Some(rebased) = self.rebase_credentials(base, credentials, latest, &path) {
                is_changed = true;
                out.member("credentials", &rebased);
            }
        }
        out.end_object();
        is_changed.then(|| out.finish())
    }

    /// Checks a deletion of an environment by `mine`. Returns true if `latest` contains the environment, and the other side did
    /// not change it. If the other side changed the environment, adds a conflict.
    fn check_removal(&mut self, id: Value<'d>, path: &PathNode<'_>) -> bool {
        let id = id.as_str().unwrap_or_default();
        let Some(environment) = self.latest_environments.find(id) else { return false };
        if self.base_environments.find(id).is_some_and(|old| self.is_untouched(old, environment)) {
            return true;
        }
        self.push_environment_conflict(ConflictKind::Edited, environment, &[], path);
        false
    }

    /// Returns true if the other side did not edit an environment. A change of the connection's variables does not count as an
    /// edit of the environment. Its times do not count either: the platform sets them, also after a change elsewhere.
    fn is_untouched(&self, old: Value<'_>, new: Value<'_>) -> bool {
        let has_broadcast =
            self.their_broadcast.is_some() && variables_equal(new.get_array("variables"), self.their_broadcast);
        let has_equal_members = |a: Value<'_>, b: Value<'_>| {
            let others = MemberIndex::new(b);
            a.members().all(|member| {
                let other = others.get(member.name());
                match member.name() {
                    "createdAt" | "updatedAt" => true,
                    "variables" => has_broadcast || variables_equal(Some(member.value), other),
                    _ => other.is_some_and(|other| other.same_as(member.value)),
                }
            })
        };
        has_equal_members(old, new) && has_equal_members(new, old)
    }

    /// Returns the ids of the environments that stay, in their new order. `before` contains these ids in the order of `latest`.
    ///
    /// If `mine` sets another order and the other side does not, the result is the order in `mine`. The environments that the
    /// other side created then follow at the end. In all other cases, the result is `before`. Adds a conflict if both sides set
    /// different orders.
    #[inline(never)]
    fn rebase_order(&mut self, order: &[Value<'d>], before: &[Value<'d>]) -> Vec<Value<'d>> {
        let text = |id: &Value<'d>| id.as_str().unwrap_or_default();
        let positions = StringIndex::from_values(before);
        let ordered = StringIndex::from_values(order);
        let mut after = Vec::with_capacity(before.len());
        // The first run checks that `mine` keeps the order of `base`. The second run checks that `mine` keeps the order of
        // `latest`.
        let (mut mine_by_base, mut mine_by_latest) = (AscendingRun::default(), AscendingRun::default());
        for id in order {
            let at = positions.get(text(id));
            if at.is_some() {
                mine_by_base.push(self.base_environments.position(text(id)));
                mine_by_latest.push(at);
                after.push(*id);
            }
        }
        if mine_by_base.is_ascending {
            // The order in `mine` does not move an environment that stays.
            return before.to_vec();
        }
        let mut latest_by_base = AscendingRun::default();
        for id in before {
            latest_by_base.push(self.base_environments.position(text(id)));
            if !ordered.contains(text(id)) {
                after.push(*id);
            }
        }
        if latest_by_base.is_ascending {
            return after;
        }
        if !mine_by_latest.is_ascending {
            let (base, latest) = (self.base.get("environments"), self.latest.get("environments"));
            self.push_conflict(ConflictKind::Order, &PathNode::ENVIRONMENTS, base, latest);
        }
        before.to_vec()
    }
}

/// Places the new environments of `mine` in the list `after`, which contains the ids of the stored environments. A new
/// environment follows the same stored environment as in `sequence`, the list of `mine`. If that stored environment does not
/// stay, the new environment follows the nearest earlier one that stays.
#[inline(never)]
fn place_new<'d>(sequence: &[OrderItem<'d>], after: &[Value<'d>], new_indices: &[Option<u32>]) -> Vec<OrderItem<'d>> {
    let stays = StringIndex::from_values(after);
    // For each position of the list: the new environments that follow the stored environment before it.
    let mut insertions = vec![Vec::new(); after.len() + 1];
    let mut is_placed = vec![false; new_indices.len()];
    let mut position = 0;
    for item in sequence {
        match *item {
            OrderItem::Id(id) => {
                position = id.as_str().and_then(|id| stays.get(id)).map_or(position, |at| at as usize + 1);
            }
            OrderItem::New(at) => {
                is_placed.get_mut(at as usize).into_iter().for_each(|is_placed| *is_placed = true);
                let new = new_indices.get(at as usize).copied().flatten();
                insertions.get_mut(position).into_iter().for_each(|list| list.extend(new));
            }
        }
    }
    for (new, _) in new_indices.iter().zip(is_placed).filter(|(_, is_placed)| !is_placed) {
        insertions.last_mut().into_iter().for_each(|list| list.extend(*new));
    }
    let mut order = Vec::with_capacity(after.len() + new_indices.len());
    for (at, new) in insertions.iter().enumerate() {
        order.extend(at.checked_sub(1).and_then(|stored| after.get(stored)).map(|id| OrderItem::Id(*id)));
        order.extend(new.iter().map(|at| OrderItem::New(*at)));
    }
    order
}

/// The names that stay in use after the changes of `mine`.
struct TakenNames<'d> {
    environments: Vec<Value<'d>>,
    by_name: StringIndex<'d>,
}

impl<'d> TakenNames<'d> {
    /// Reads the names of the environments that stay. Leaves out those that `update` renames.
    fn new(staying: &[Value<'d>], update: Option<Value<'d>>) -> Self {
        let renamed = update.map(MemberIndex::new);
        let mut environments = Vec::with_capacity(staying.len());
        for environment in staying {
            let changes = renamed.as_ref().and_then(|renamed| renamed.get(environment.get_str("id")));
            let name = changes.and_then(|changes| EnvironmentChanges::read(changes).name);
            if name.is_none_or(|name| values_equal(Some(name), environment.get("name"))) {
                environments.push(*environment);
            }
        }
        Self { by_name: StringIndex::from_members(&environments, "name"), environments }
    }

    /// Returns the environment with this name.
    fn find(&self, name: &str) -> Option<Value<'d>> {
        self.by_name.get(name).and_then(|at| self.environments.get(at as usize)).copied()
    }
}

/// Checks, one position at a time, that positions are in ascending order.
struct AscendingRun {
    last: u32,
    is_ascending: bool,
}

impl Default for AscendingRun {
    fn default() -> Self {
        Self { last: 0, is_ascending: true }
    }
}

impl AscendingRun {
    fn push(&mut self, position: Option<u32>) {
        if let Some(position) = position {
            self.is_ascending &= self.last <= position;
            self.last = position;
        }
    }
}

/// The changes that `mine` makes to the list of environments. The number next to an environment or id is its index in the list
/// in `mine`.
#[derive(Default)]
struct ListChanges<'c> {
    added: Vec<(Value<'c>, u32)>,
    /// The id of each removed environment, and the index of that id in `remove`. If `mine` is a whole list, every index is 0.
    removed: Vec<(Value<'c>, u32)>,
    /// The environments in their new order. New ones that it lacks follow at the end. `None` if `mine` sets no order.
    sequence: Option<Vec<OrderItem<'c>>>,
    /// The changes of stored environments, by id.
    update: Option<Value<'c>>,
    /// True if `mine` is a whole list.
    is_list: bool,
}

impl<'c> ListChanges<'c> {
    /// Reads the changes in `mine`, which is an object of edits or a whole list. Returns `None` if `mine` is neither an object
    /// nor a list.
    fn read(mine: Value<'c>, old: &EnvironmentIndex<'c>) -> Option<Self> {
        match mine.kind() {
            Kind::Array => Some(Self::from_list(mine, old)),
            Kind::Object => Some(Self::from_edits(mine)),
            _ => None,
        }
    }

    fn from_edits(mine: Value<'c>) -> Self {
        let edits = EnvironmentEdits::read(mine);
        let mut changes = Self { update: edits.update, ..Self::default() };
        if let Some(order) = edits.order {
            let mut sequence = Vec::new();
            for item in order.items() {
                sequence.push(item.raw().parse().map_or(OrderItem::Id(item), OrderItem::New));
            }
            changes.sequence = Some(sequence);
        }
        for (list, placed) in [(edits.add, &mut changes.added), (edits.remove, &mut changes.removed)] {
            for item in Items::from_optional(list).zip(0..) {
                placed.push(item);
            }
        }
        changes
    }

    #[inline(never)]
    fn from_list(mine: Value<'c>, old: &EnvironmentIndex<'c>) -> Self {
        let mut changes = Self { is_list: true, ..Self::default() };
        let mut sequence = Vec::new();
        let mut staying = Vec::new();
        for (environment, at) in mine.items().zip(0..) {
            match environment.get("id") {
                Some(id) => {
                    sequence.push(OrderItem::Id(id));
                    staying.push(id);
                }
                None => {
                    sequence.push(OrderItem::New(changes.added.len() as u32));
                    changes.added.push((environment, at));
                }
            }
        }
        let ids = StringIndex::from_values(&staying);
        for environment in &old.environments {
            if let Some(id) = environment.get("id").filter(|id| !ids.contains(id.as_str().unwrap_or_default())) {
                changes.removed.push((id, 0));
            }
        }
        changes.sequence = Some(sequence);
        changes
    }
}
