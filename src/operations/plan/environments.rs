//! Resolves the environments of a plan: their order, their changes and their variables before and after each request.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::connection::edits::{EnvironmentChanges, EnvironmentEdits, VariableEdits};
use crate::connection::environments::is_new;
use crate::connection::own_values::{OwnValues, SharedVariables, apply_to_kept};
use crate::connection::variables::variables_equal;
use crate::issue::{Collector, IssueCode};
use crate::json::{Document, Items, Kind, Limits, MemberIndex, StringIndex, Value, Writer};
use crate::operations::apply::{ListItem, ResolvedEnvironments};
use crate::operations::effect::NamedEnvironment;
use crate::operations::environment::ResolvedEnvironment;
use crate::operations::preview::{write_connection, write_environment};
use crate::operations::unsupported::{UnsupportedEdit, UnsupportedReason, push_limited};
use crate::path::{Path, PathNode};

/// The environments of a plan.
pub(super) struct PlannedEnvironments<'d> {
    /// The changes to the connection.
    pub(super) changes: Value<'d>,
    /// The changes of single environments, by id.
    pub(super) updates: Option<MemberIndex<'d>>,
    /// The stored environments, in their stored order. A removed environment has no entry in `order`.
    pub(super) planned: Vec<PlannedEnvironment<'d>>,
    by_id: StringIndex<'d>,
    /// The new environments.
    pub(super) added: Vec<Value<'d>>,
    /// The environments of the new list, in their order.
    pub(super) order: Vec<ListItem>,
    /// For each new environment, its index in the new list.
    pub(super) new_positions: Vec<u32>,
    /// The variables that the request sets for the connection, and that the platform copies to every environment.
    pub(super) shared: Option<Value<'d>>,
    pub(super) unsupported: Vec<UnsupportedEdit>,
    /// Paths that effects share.
    pub(super) paths: SharedPaths,
}

/// Paths that many effects begin with.
#[derive(Default)]
pub(super) struct SharedPaths {
    /// The path `environments`.
    pub(super) environments: OnceCell<Path>,
    /// The path `environments.update`.
    pub(super) update: OnceCell<Path>,
    /// The path `environmentVariables`.
    pub(super) variables: OnceCell<Path>,
}

/// A stored environment of a plan.
pub(super) struct PlannedEnvironment<'d> {
    pub(super) resolved: ResolvedEnvironment<'d>,
    /// False if the changes remove the environment.
    pub(super) stays: bool,
    /// The index of the environment in the new list.
    pub(super) position: u32,
    /// True if the environment gets its name before the update of the connection.
    pub(super) is_renamed_first: bool,
    /// The variables of the environment after the plan.
    result: NewVariables,
    /// True if a request of the environment sets its variables.
    pub(super) sends_variables: bool,
    /// True if the changes edit the variables, so that the wanted connection has the result even before the update of the
    /// connection.
    has_edited_variables: bool,
}

/// The variables of an environment after the plan.
enum NewVariables {
    /// The stored variables.
    Stored,
    /// The variables of the connection, which the update of the connection copies to the environment.
    Shared,
    /// Another list, as JSON text.
    Own(String),
}

/// A request for one environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EnvironmentRequest {
    pub(super) item: ListItem,
    /// True if the request is before the update of the connection.
    pub(super) is_first: bool,
}

impl<'d> PlannedEnvironments<'d> {
    /// Reads the environments of the changes. Reports changes of variables that have no effect. [`write_body`] reports edits of
    /// the list that cannot be applied.
    ///
    /// [`write_body`]: crate::operations::apply::write_body
    pub(super) fn resolve(current: Value<'d>, changes: Value<'d>, found: &mut Collector<'_>) -> Self {
        let list = changes.get("environments");
        let stored = current.get_items("environments").to_vec();
        let by_id = StringIndex::from_members(&stored, "id");
        let edits = EnvironmentEdits::from_changes(changes);
        let mut environments = Self {
            changes,
            updates: edits.as_ref().and_then(|edits| edits.update).map(MemberIndex::new),
            planned: Vec::with_capacity(stored.len()),
            by_id,
            added: Vec::new(),
            order: Vec::new(),
            new_positions: Vec::new(),
            shared: None,
            unsupported: Vec::new(),
            paths: SharedPaths::default(),
        };
        let changes_list = |edits: &EnvironmentEdits<'_>| {
            edits.order.is_some() || [edits.add, edits.remove].into_iter().flatten().any(|list| !list.is_empty())
        };
        match list.filter(|list| list.kind() == Kind::Array) {
            Some(list) => environments.read_list(list.items()),
            None if edits.as_ref().is_some_and(changes_list) => {
                let rules = crate::issue::Rules::DEFAULT;
                let (current, edits) = (current.get("environments"), list.unwrap_or(Value::MISSING));
                let resolved = ResolvedEnvironments::resolve(current, edits, &mut Collector::new(&rules));
                environments.added = resolved.added;
                environments.order = resolved.order;
            }
            None => environments.order.extend((0..stored.len() as u32).map(ListItem::Stored)),
        }
        let (path, shared) = (PathNode::ENVIRONMENTS, OnceCell::new());
        let path = path.field("update");
        let path = path.shared(&shared);
        for environment in stored {
            let id = environment.get_str("id");
            let changes = environments.updates.as_ref().and_then(|updates| updates.get(id));
            let resolved = match changes {
                Some(changes) => {
                    let (path, shared) = (path.key(id), OnceCell::new());
                    environments.resolve_changes(environment, changes, &path.shared(&shared), found)
                }
                None => ResolvedEnvironment::unchanged(environment),
            };
            environments.planned.push(PlannedEnvironment {
                resolved,
                stays: false,
                position: 0,
                is_renamed_first: false,
                result: NewVariables::Stored,
                sends_variables: false,
                has_edited_variables: false,
            });
        }
        environments.new_positions = vec![0; environments.added.len()];
        for (item, position) in environments.order.iter().zip(0..) {
            match *item {
                ListItem::Stored(at) => {
                    if let Some(planned) = environments.planned.get_mut(at as usize) {
                        planned.stays = true;
                        planned.position = position;
                    }
                }
                ListItem::New(at) => {
                    environments.new_positions.get_mut(at as usize).into_iter().for_each(|slot| *slot = position);
                }
            }
        }
        environments
    }

    /// Returns true if the request sets the variables of the environment: its first request does, if they are set before the
    /// update of the connection, and otherwise its last request.
    pub(super) fn sends_variables_in(&self, planned: &PlannedEnvironment<'d>, request: EnvironmentRequest) -> bool {
        planned.sends_variables && request.is_first == planned.sends_variables_first(self.shared)
    }

    /// Reads the whole list of environments.
    fn read_list(&mut self, list: Items<'d>) {
        for environment in list {
            if is_new(environment) {
                self.order.push(ListItem::New(self.added.len() as u32));
                self.added.push(environment);
            } else {
                let at = environment.get("id").and_then(|id| self.by_id.get(id.as_str()?));
                self.order.extend(at.map(ListItem::Stored));
            }
        }
    }

    fn resolve_changes(
        &mut self,
        stored: Value<'d>,
        changes: Value<'d>,
        path: &PathNode<'_>,
        found: &mut Collector<'_>,
    ) -> ResolvedEnvironment<'d> {
        let changes = EnvironmentChanges::read(changes);
        if let Some(edits) = changes.variables.filter(|variables| variables.kind() == Kind::Object) {
            VariableEdits::read(edits).check_removals(stored.get("variables"), &path.field("variables"), found);
        }
        let mut environment = None;
        let unsupported = &mut self.unsupported;
        ResolvedEnvironment::resolve(stored, changes, path, &mut |reason, path| {
            let environment = environment.get_or_insert_with(|| Arc::new(NamedEnvironment::from_value(stored)));
            push_unsupported(unsupported, Some(Arc::clone(environment)), reason, path, found);
        })
    }

    /// Omits the new name of an environment, because no order of requests can set it.
    pub(super) fn drop_name(&mut self, at: usize, found: &mut Collector<'_>) {
        let Some(planned) = self.planned.get_mut(at) else { return };
        planned.resolved.name = None;
        let stored = planned.resolved.stored;
        let path = PathNode::ENVIRONMENTS;
        let path = path.field("update");
        let path = path.key(stored.get_str("id"));
        let environment = Some(Arc::new(NamedEnvironment::from_value(stored)));
        let reason = UnsupportedReason::NameCycle;
        push_unsupported(&mut self.unsupported, environment, reason, &path.field("name"), found);
    }

    /// Returns the stored environment with this id.
    pub(super) fn find(&self, id: &str) -> Option<&PlannedEnvironment<'d>> {
        self.by_id.get(id).and_then(|at| self.planned.get(at as usize))
    }

    /// Returns the connection after the requests before the update of the connection, as JSON text. Returns `None` if there are
    /// no such requests.
    #[inline(never)]
    pub(super) fn write_renamed(&self, current: Value<'d>) -> Option<String> {
        if !self.planned.iter().any(|planned| planned.is_renamed_first) {
            return None;
        }
        let write = |environment: Value<'_>, out: &mut Writer| match self
            .find(environment.get_str("id"))
            .filter(|planned| planned.is_renamed_first)
        {
            Some(planned) => {
                let variables = self.result(planned).filter(|_| planned.sends_variables_first(self.shared));
                planned.resolved.write_result(variables, out);
            }
            None => out.raw(environment.raw()),
        };
        Some(write_connection(current, Value::MISSING, Some(&write)))
    }

    /// Resolves the variables of each environment. `shared` is the list that the update of the connection sets.
    ///
    /// The caller must check that the connection with copies of `shared` is not too large: a list that keeps own values is not
    /// longer than the stored list and `shared` together.
    #[inline(never)]
    pub(super) fn set_variables(&mut self, current: Value<'d>, shared: Option<Value<'d>>, own_values: OwnValues) {
        self.shared = shared;
        let lists = shared.map(|list| SharedVariables::new(current.get_array("environmentVariables"), list));
        for planned in self.planned.iter_mut().filter(|planned| planned.stays) {
            let edited = planned.resolved.edited_variables();
            planned.has_edited_variables = edited.is_some();
            let Some(lists) = &lists else {
                planned.sends_variables = edited.is_some();
                planned.result = edited.map_or(NewVariables::Stored, NewVariables::Own);
                continue;
            };
            let own = planned.resolved.stored.get("variables");
            let wanted = match own_values {
                OwnValues::Overwrite => edited,
                OwnValues::Keep => {
                    let kept = lists.keep(own);
                    let changes = planned.resolved.variables;
                    let edited = changes.and_then(|changes| apply_to_kept(own, parse(&kept).ok()?.root(), changes));
                    Some(edited.unwrap_or(kept))
                }
            };
            let differs = |wanted: &String| parse(wanted).is_ok_and(|list| !variables_equal(Some(list.root()), shared));
            let wanted = wanted.filter(differs);
            planned.sends_variables = wanted.is_some();
            planned.result = wanted.map_or(NewVariables::Shared, NewVariables::Own);
        }
    }

    /// Returns true if a separate request restores the variables of this environment after the update of the connection.
    pub(super) fn is_restored(&self, environment: Value<'_>) -> bool {
        match environment.get("id").and_then(Value::as_str) {
            Some(id) => self.find(id).is_some_and(|planned| planned.sends_variables && self.shared.is_some()),
            None => self.needs_own_variables(environment),
        }
    }

    /// Returns true if a new environment has other variables than the connection, which overwrite them.
    fn needs_own_variables(&self, new: Value<'_>) -> bool {
        let own = new.get_array("variables");
        own.is_some() && self.shared.is_some() && !variables_equal(own, self.shared)
    }

    /// Returns the requests after the update of the connection. `renames` contains the environments that get another name then.
    #[inline(never)]
    pub(super) fn last_requests(&self, renames: &[u32]) -> Vec<EnvironmentRequest> {
        let request = |item| EnvironmentRequest { item, is_first: false };
        let mut requests = Vec::new();
        let mut holders = StringIndex::builder(renames.len());
        renames.iter().for_each(|at| holders.add(self.stored_name(*at), *at));
        let holders = holders.build();
        let mut is_done = vec![false; self.planned.len()];
        let mut push = |at: u32, requests: &mut Vec<EnvironmentRequest>| {
            // An environment follows the one that has its new name now.
            let start = requests.len();
            let mut next = Some(at);
            while let Some(at) = next
                && let Some(is_done) = is_done.get_mut(at as usize)
                && !std::mem::replace(is_done, true)
            {
                requests.push(request(ListItem::Stored(at)));
                let name = self.planned.get(at as usize).and_then(|planned| planned.resolved.name);
                next = name.and_then(|name| holders.get(name.as_str()?)).filter(|holder| *holder != at);
            }
            requests.get_mut(start..).into_iter().for_each(<[EnvironmentRequest]>::reverse);
        };
        for item in &self.order {
            match *item {
                ListItem::New(at) => {
                    if self.added.get(at as usize).is_some_and(|new| self.needs_own_variables(*new)) {
                        requests.push(request(*item));
                    }
                }
                ListItem::Stored(at) => {
                    let changes_more = self.planned.get(at as usize).is_some_and(|planned| {
                        planned.sends_variables && !planned.sends_variables_first(self.shared)
                            || !planned.is_renamed_first && planned.resolved.changes_credentials()
                    });
                    if changes_more {
                        push(at, &mut requests);
                    }
                }
            }
        }
        renames.iter().for_each(|at| push(*at, &mut requests));
        requests
    }

    fn stored_name(&self, at: u32) -> &'d str {
        self.planned.get(at as usize).map_or("", |planned| planned.resolved.stored.get_str("name"))
    }

    /// Returns the variables of an environment after the plan, if they change.
    pub(super) fn result<'p>(&self, planned: &'p PlannedEnvironment<'d>) -> Option<&'p str>
    where
        'd: 'p,
    {
        match &planned.result {
            NewVariables::Stored => None,
            NewVariables::Shared => self.shared.map(Value::raw),
            NewVariables::Own(list) => Some(list),
        }
    }

    /// Returns true if a stored environment changes.
    pub(super) fn has_changes(&self) -> bool {
        let is_changed = |planned: &PlannedEnvironment<'_>| {
            planned.resolved.changes_name_or_credentials() || !matches!(planned.result, NewVariables::Stored)
        };
        self.shared.is_some() || self.planned.iter().any(is_changed)
    }

    /// Writes an environment as it is after the plan. `environment` is a stored one, or a new one from the body.
    pub(super) fn write_result(&self, environment: Value<'_>, out: &mut Writer) {
        match environment.get("id").and_then(Value::as_str).and_then(|id| self.find(id)) {
            Some(planned) => planned.resolved.write_result(self.result(planned), out),
            None => {
                let keeps_own = environment.get_array("variables").is_some();
                write_environment(environment, self.shared.filter(|_| !keeps_own), out);
            }
        }
    }
}

impl PlannedEnvironments<'_> {
    /// Writes an environment as it is wanted before the update of the connection: the update overwrites variables that the
    /// changes do not edit.
    pub(super) fn write_wanted(&self, environment: Value<'_>, out: &mut Writer) {
        match environment.get("id").and_then(Value::as_str).and_then(|id| self.find(id)) {
            Some(planned) => {
                let is_wanted = planned.sends_variables || planned.has_edited_variables;
                planned.resolved.write_result(self.result(planned).filter(|_| is_wanted), out);
            }
            None => write_environment(environment, None, out),
        }
    }
}

impl<'d> PlannedEnvironment<'d> {
    /// Returns true if the request before the update of the connection also sets the variables. It cannot do so if the update
    /// overwrites them.
    pub(super) fn sends_variables_first(&self, shared: Option<Value<'d>>) -> bool {
        self.is_renamed_first && self.sends_variables && shared.is_none()
    }
}

/// Adds an edit that no request makes, and reports it.
fn push_unsupported(
    unsupported: &mut Vec<UnsupportedEdit>,
    environment: Option<Arc<NamedEnvironment>>,
    reason: UnsupportedReason,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) {
    push_limited(unsupported, || UnsupportedEdit::new(path.to_path(), environment, reason));
    found.push(IssueCode::UnsupportedEdit, 0, path, &[("reason", reason.name().into())]);
}

/// Parses JSON text that this package has written.
pub(super) fn parse(text: &str) -> Result<Document<'_>, crate::json::SyntaxError> {
    Document::parse(text.as_bytes(), Limits::NONE)
}
