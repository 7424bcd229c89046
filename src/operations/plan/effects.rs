//! Finds the effects of the requests of a plan.

use std::cell::OnceCell;

use super::environments::{EnvironmentRequest, PlannedEnvironment, PlannedEnvironments, parse};
use super::locate::BodyLocator;
use crate::connection::variables::{VariableIndex, find_changed_variables, lacks_variable, to_owned_strings};
use crate::issue::{IssueCode, Report};
use crate::json::{Items, StringIndex, Value};
use crate::operations::apply::ListItem;
use crate::operations::effect::{Effect, EffectKind, NamedEnvironment};
use crate::path::{Path, PathNode, Segment};

impl PlannedEnvironments<'_> {
    /// Moves the effects of the update of the connection to their paths in the changes. Leaves out the effects on variables that a
    /// later request restores.
    #[inline(never)]
    pub(super) fn locate_effects(&self, effects: &mut Vec<Effect>, locator: &BodyLocator<'_>) {
        let restored_names = OnceCell::new();
        let is_restored = |environment: &NamedEnvironment| match &environment.id {
            Some(id) => self.find(id).is_some_and(|planned| self.is_restored(planned.resolved.stored)),
            None => restored_names.get_or_init(|| self.index_restored_names()).contains(&environment.name),
        };
        effects.retain(|effect| {
            effect.kind != EffectKind::Overwritten || !effect.environment.as_ref().is_some_and(is_restored)
        });
        for effect in effects {
            effect.path = locator.locate(&effect.path);
        }
    }

    /// Returns an index of the names of the new environments whose variables a separate request restores.
    fn index_restored_names(&self) -> StringIndex<'_> {
        let mut names = StringIndex::builder(self.added.len());
        for (new, at) in self.added.iter().zip(0..) {
            if self.is_restored(*new) {
                names.add(new.get_str("name"), at);
            }
        }
        names.build()
    }

    /// Moves the issues of the body of the update of the connection to their paths in the changes. Leaves out warnings about values
    /// that a later request restores.
    #[inline(never)]
    pub(super) fn locate_issues(&self, report: &mut Report, body: Value<'_>, locator: &BodyLocator<'_>) {
        let sent = OnceCell::new();
        report.issues.retain(|issue| {
            if issue.code != IssueCode::OverwrittenVariables {
                return true;
            }
            let id = issue.params.iter().find(|(name, _)| name == "id").and_then(|(_, id)| id.as_str());
            match (id, issue.path.segments().as_slice()) {
                (Some(id), _) => !self.find(id).is_some_and(|planned| self.is_restored(planned.resolved.stored)),
                (None, [_, Segment::Index(at), ..]) => {
                    let sent = sent.get_or_init(|| body.get_items("environments").to_vec());
                    !sent.get(*at as usize).is_some_and(|new| self.is_restored(*new))
                }
                _ => true,
            }
        });
        for issue in &mut report.issues {
            issue.path = locator.locate(&issue.path);
        }
    }

    /// Returns the effects of a request for one environment.
    pub(super) fn environment_effects(&self, request: EnvironmentRequest) -> Vec<Effect> {
        let at = match request.item {
            ListItem::Stored(at) => at,
            ListItem::New(at) => {
                return self.added.get(at as usize).map(|new| self.kept_in_new(*new, at)).into_iter().collect();
            }
        };
        let Some(planned) = self.planned.get(at as usize) else { return Vec::new() };
        let is_done = planned.is_renamed_first && !request.is_first;
        let name = planned.resolved.name.filter(|_| !is_done);
        let changes_credentials = planned.resolved.changes_credentials() && !is_done;
        let sends_variables = self.sends_variables_in(planned, request);
        let stored = planned.resolved.stored;
        let (path, shared) = (PathNode::ENVIRONMENTS, OnceCell::new());
        let path = path.field("update");
        let path = path.shared(&self.paths.update);
        let path = path.key(stored.get_str("id"));
        let path = path.shared(&shared);
        let (list, was) = (PathNode::ENVIRONMENTS, OnceCell::new());
        let list = list.shared(&self.paths.environments);
        let [before, after] = [at, planned.position].map(|at| list.index(at));
        let before = before.shared(&was);
        let values = |member: &'static str| {
            let value = before.field(member).to_path();
            let is_moved = planned.position != at;
            let next = if is_moved { after.field(member).to_path() } else { value.clone() };
            (Some(value), Some(next))
        };
        let count = usize::from(name.is_some()) + usize::from(changes_credentials);
        let mut effects =
            Vec::with_capacity(count + if sends_variables { self.count_variable_effects(planned) } else { 0 });
        if let Some(name) = name {
            let name = name.as_str().unwrap_or_default();
            let after = ["` is renamed to `", name, "`; other products may refer to it by its name"].concat();
            let summary = ["the environment `", &after];
            let (before, after) = values("name");
            let effect = Effect::for_environment(stored, EffectKind::Renamed, &path.field("name"), false, summary);
            effects.push(effect.with_values(before, after));
        }
        if changes_credentials {
            let has_edited_scheme =
                planned.resolved.credentials.iter().flatten().any(|credentials| credentials.has_edited_scheme);
            let (kind, summary) = if has_edited_scheme {
                let change = "` changes; it then differs from that of the connection";
                (EffectKind::Replaced, ["an auth scheme of the environment `", change])
            } else {
                (EffectKind::Reordered, ["the credentials of the environment `", "` get another order"])
            };
            let (before, after) = values("credentials");
            let path = path.field("credentials");
            let effect = Effect::for_environment(stored, kind, &path, false, summary);
            effects.push(effect.with_values(before, after));
        }
        if sends_variables {
            self.add_variable_effects(planned, &path, values("variables"), &mut effects);
        }
        effects
    }

    /// Returns the number of effects of setting the variables of an environment.
    fn count_variable_effects(&self, planned: &PlannedEnvironment<'_>) -> usize {
        usize::from(planned.resolved.variables.is_some()) + usize::from(self.shared.is_some())
    }

    /// Adds the effects of setting the variables of an environment: its own edits, and the values that are kept.
    fn add_variable_effects(
        &self,
        planned: &PlannedEnvironment<'_>,
        path: &PathNode<'_>,
        (before, after): (Option<Path>, Option<Path>),
        effects: &mut Vec<Effect>,
    ) {
        let stored = planned.resolved.stored;
        let Some(result) = self.result(planned).and_then(|result| parse(result).ok()) else { return };
        let own = stored.get("variables");
        if planned.resolved.variables.is_some() {
            let summary = ["the variables of the environment `", "` change"];
            let is_lost = lacks_variable(own, Some(result.root()));
            let effect =
                Effect::for_environment(stored, EffectKind::Replaced, &path.field("variables"), is_lost, summary);
            let names = Some(find_changed_variables(own, Some(result.root())));
            effects.push(Effect { names, ..effect.with_values(before.clone(), after.clone()) });
        }
        if let Some(shared) = self.shared {
            let names = VariableIndex::from_list(Some(shared)).find_lost_names(result.root().items());
            effects.push(self.kept(stored, &names).with_values(before, after));
        }
    }

    /// Returns the effect of setting the variables of an environment that an earlier request creates.
    fn kept_in_new(&self, new: Value<'_>, at: u32) -> Effect {
        let shared = VariableIndex::from_list(self.shared);
        let names = shared.find_lost_names(Items::from_optional(new.get("variables")));
        let position = self.new_positions.get(at as usize).copied().unwrap_or_default();
        let path = PathNode::ENVIRONMENTS;
        let path = path.shared(&self.paths.environments);
        let after = path.index(position).field("variables").to_path();
        self.kept(new, &names).with_values(None, Some(after))
    }

    /// Creates the effect of keeping the own values of an environment.
    fn kept(&self, environment: Value<'_>, names: &[&str]) -> Effect {
        let named = NamedEnvironment::from_value(environment);
        let count = names.len().to_string();
        let what = match names.len() {
            // The environment lacks variables of the connection.
            0 => "list of variables",
            1 => "value of 1 variable",
            _ => &["values of ", &count, " variables"].concat(),
        };
        let until = "; until its own request is done, it has the variables of the connection";
        let summary = ["the environment `", &named.name, "` keeps its own ", what, until];
        let path = PathNode::VARIABLES;
        let effect = Effect::new(EffectKind::Kept, &path.shared(&self.paths.variables), false, &summary);
        Effect { environment: Some(named), names: Some(to_owned_strings(names)), ..effect }
    }

    /// Returns the effect of repeating stored lists.
    pub(super) fn restated_effect() -> Effect {
        let summary = ["the request repeats the stored lists; an environment that someone adds meanwhile is deleted"];
        Effect::new(EffectKind::Restated, &PathNode::ROOT, false, &summary)
    }
}
