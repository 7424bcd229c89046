//! Rebases changes of lists of variables. Variables are identified by their names.

use super::conflict::{Conflict, ConflictKind};
use super::report::VariableLists;
use super::sides::Rebase;
use crate::connection::edits::{EnvironmentEdits, VariableEdits};
use crate::connection::own_values::OwnValues;
use crate::connection::variables::{VariableIndex, variables_equal};
use crate::json::{Kind, MemberIndex, Value, Writer, lists_equal, values_equal};
use crate::operations::effect::NamedEnvironment;
use crate::path::{Path, PathNode};

impl<'d> Rebase<'d> {
    /// Returns true if `mine` changes variables of `latest`. An edit changes nothing if `latest` already has its result. If the
    /// other side changed a variable, an edit back to the value in `base` changes nothing either.
    pub(super) fn changes_variables(&self, mine: Value<'d>) -> bool {
        let (base, latest) =
            (self.base.get_array("environmentVariables"), self.latest.get_array("environmentVariables"));
        if mine.kind() != Kind::Object {
            return variables_equal(base, latest) || !lists_equal(base, Some(mine));
        }
        let edits = VariableEdits::read(mine);
        let (old, new) = (VariableIndex::from_list(base), VariableIndex::from_list(latest));
        let is_new = |name: &Value<'_>, value| {
            let name = name.as_str().unwrap_or_default();
            let (was, is) = (old.value(name), new.value(name));
            !values_equal(is, value) && (values_equal(was, is) || !values_equal(was, value))
        };
        edits.set.iter().any(|(name, value)| is_new(name, Some(*value)))
            || edits.remove.iter().any(|name| is_new(name, None))
    }

    /// Adds a conflict for each environment whose variables the other side edited. Sending `mine` would overwrite these edits.
    /// Skips environments whose variables `mine` edits: their lists are sent afterwards. Returns true if there is such a
    /// conflict.
    pub(super) fn push_overwrite_conflicts(&mut self, mine: Value<'d>) -> bool {
        if self.own_values == OwnValues::Keep {
            return false;
        }
        let mut is_overwriting = false;
        let updates = EnvironmentEdits::from_changes(self.mine).and_then(|edits| edits.update).map(MemberIndex::new);
        let has_own_edit = |id: &str| {
            updates
                .as_ref()
                .and_then(|updates| updates.get(id))
                .is_some_and(|changes| changes.get("variables").is_some())
        };
        for environment in self.latest_environments.environments.clone() {
            let old = self.base_environments.find(environment.get_str("id"));
            let own = environment.get_array("variables");
            let is_theirs = match old {
                Some(old) => !variables_equal(old.get_array("variables"), own),
                None => !variables_equal(None, own),
            };
            // If the variables of an environment equal those of the connection, the other side did not edit the environment
            // itself. The other side changed the connection's variables, or created the environment.
            let broadcast =
                if old.is_some() { self.their_broadcast } else { self.latest.get_array("environmentVariables") };
            let is_broadcast = own.is_some() && variables_equal(own, broadcast);
            let is_mine = own.is_some() && variables_equal(own, Some(mine));
            if is_theirs && !is_broadcast && !is_mine && !has_own_edit(environment.get_str("id")) {
                let (kind, path) = (ConflictKind::Overwritten, PathNode::VARIABLES);
                self.push_environment_conflict(kind, environment, &["variables"], &path);
                is_overwriting = true;
            }
        }
        is_overwriting
    }

    /// Rebases the changes of the connection's variables.
    #[inline(never)]
    pub(super) fn rebase_shared_variables(&mut self, mine: Value<'d>) {
        let path = PathNode::VARIABLES.to_path();
        let lists = VariableLists { base: path.clone(), mine: path.clone(), latest: path, environment: None };
        let base = self.base.get_array("environmentVariables");
        let latest = self.latest.get_array("environmentVariables");
        if let Some(changes) = self.rebase_variables(base, mine, latest, &lists) {
            self.out.member("environmentVariables", &changes);
        }
    }

    /// Rebases the changes `mine` of the list `base` onto the list `latest`. Returns the rebased changes as JSON text, or `None`
    /// if nothing is left to change.
    #[inline(never)]
    pub(super) fn rebase_variables(
        &mut self,
        base: Option<Value<'d>>,
        mine: Value<'d>,
        latest: Option<Value<'d>>,
        lists: &VariableLists<'d>,
    ) -> Option<String> {
        let is_list = mine.kind() == Kind::Array;
        if is_list && variables_equal(Some(mine), latest) {
            return None;
        }
        let edits = match mine.kind() {
            Kind::Array => VariableEdits::diff(base, mine),
            Kind::Object => Some(VariableEdits::read(mine)),
            _ => None,
        };
        let Some(edits) = edits else {
            self.push_list_conflict(lists, base, latest);
            return None;
        };
        let (old, new) = (VariableIndex::from_list(base), VariableIndex::from_list(latest));
        let mut applied = VariableEdits::default();
        let mut rebase_edit = |name: Value<'d>, value: Option<Value<'d>>, get_edit: &dyn Fn() -> Path| {
            let text = name.as_str().unwrap_or_default();
            let (was, is) = (old.value(text), new.value(text));
            match value {
                Some(value) if values_equal(was, is) => applied.set.push((name, value)),
                None if values_equal(was, is) => applied.remove.extend(is.map(|_| name)),
                _ if values_equal(value, was) || values_equal(value, is) => {}
                _ => {
                    let edit = if is_list { lists.mine.clone() } else { get_edit() };
                    let positions = [old.position(text), new.position(text)];
                    self.push_variable_conflict(text, value.is_none(), positions, edit, lists);
                }
            }
        };
        let [set, removed] = ["set", "remove"].map(|part| lists.mine.clone().join(part));
        for (name, value) in &edits.set {
            rebase_edit(*name, Some(*value), &|| set.clone().join(name.as_str().unwrap_or_default()));
        }
        for (name, index) in edits.remove.iter().zip(0..) {
            rebase_edit(*name, None, &|| removed.clone().join(index));
        }
        if applied.set.is_empty() && applied.remove.is_empty() {
            return None;
        }
        if !applied.names_keep_order_in_javascript() {
            return applied.apply(latest);
        }
        let mut out = Writer::default();
        applied.write(&mut out);
        Some(out.finish())
    }

    /// Adds a conflict about a list that edits by name cannot change.
    fn push_list_conflict(&mut self, lists: &VariableLists<'_>, base: Option<Value<'_>>, latest: Option<Value<'_>>) {
        let environment = lists.environment.map(NamedEnvironment::from_value);
        self.add_conflict(Conflict {
            kind: ConflictKind::List,
            path: lists.latest.clone(),
            environment,
            name: None,
            count: None,
            base: base.map(|_| lists.base.clone()),
            mine: Some(lists.mine.clone()),
            latest: latest.map(|_| lists.latest.clone()),
        });
    }
}
