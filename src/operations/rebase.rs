//! Rebases changes onto the latest connection: returns the changes that apply to the latest connection, and every conflict.
//!
//! There are three inputs: `base` is the connection that a user edited, `mine` is the changes that the user made, and `latest` is
//! the connection that is stored now. "The other side" is the author of the changes from `base` to `latest`.
//!
//! This is a [three-way merge](https://en.wikipedia.org/wiki/Merge_(version_control)#Three-way_merge). It identifies
//! environments by id and variables by name.

use std::borrow::Cow;

use serde::Serialize;

use super::apply::check_edits;
use super::effect::NamedEnvironment;
use crate::connection::edits::{EnvironmentEdits, VariableEdits, write_environment_edits};
use crate::connection::environments::EnvironmentIndex;
use crate::connection::read_only::{fields_equal, find_field, write_stored};
use crate::connection::variables::{VariableIndex, variables_equal};
use crate::contract::table::{CONNECTION_UPDATE, ENVIRONMENTS, Presence};
use crate::issue::{Collector, Issue, IssueCode, Report};
use crate::json::{Document, Items, Kind, MemberIndex, StringIndex, Value, Writer, lists_equal, values_equal};
use crate::path::{Path, PathNode, Segment};
use crate::validate::{self, Options, validate_changes, validate_current};

/// The result of a rebase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebased {
    /// The changes to the latest connection, as JSON text. They contain no edit that is in conflict, and no edit that the
    /// latest connection already has.
    pub changes: String,
    /// The values that both sides changed differently. The rebased changes do not set these values, so the values of the latest
    /// connection stay. After 20,000 conflicts, a last one at the root counts the others.
    pub conflicts: Vec<Conflict>,
    /// Warnings and infos, but no errors.
    pub issues: Vec<Issue>,
}

/// A value that both sides changed differently. Contains the paths of the values, but no values, because the values may be
/// secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Conflict {
    /// The path of the value in the latest connection. If the latest connection has no such value, the path in the base.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Path"))]
    pub path: Path,
    /// One sentence in English. It never contains a value that may be secret.
    pub message: String,
    /// The environment that the value belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub environment: Option<NamedEnvironment>,
    /// The path of the value in the base. Absent if the base has no such value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Path"))]
    pub base: Option<Path>,
    /// The path of the edit in the changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Path"))]
    pub mine: Option<Path>,
    /// The path of the value in the latest connection. Absent if the latest connection has no such value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Path"))]
    pub latest: Option<Path>,
}

/// The three values of a conflict. They may be secret.
#[derive(Clone, Copy, Debug)]
pub struct ConflictValues<'d> {
    /// The value in the base, or `None` if the base has no such value.
    pub base: Option<Value<'d>>,
    /// The value in the changes, or `None` if the changes have no such value.
    pub mine: Option<Value<'d>>,
    /// The value in the latest connection, or `None` if the latest connection has no such value.
    pub latest: Option<Value<'d>>,
}

impl Conflict {
    /// Returns the values of the conflict. `base`, `mine` and `latest` must be the inputs of the rebase.
    ///
    /// ```
    /// use connection_update::json::{Document, Limits};
    /// use connection_update::operations::rebase::rebase_documents;
    /// use connection_update::Options;
    ///
    /// let read = |text| Document::parse(text, Limits::default()).unwrap();
    /// let base = read(br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "baseUrl": "https://a.example" }"#);
    /// let latest = read(br#"{ "id": "c", "organisationId": "o", "name": "Shop EU", "protocol": "http", "baseUrl": "https://a.example" }"#);
    /// let mine = read(br#"{ "name": "Shop DE" }"#);
    /// let rebased = rebase_documents(&base, &mine, &latest, &Options::default()).unwrap();
    /// let values = rebased.conflicts[0].values(&base, &mine, &latest);
    /// let texts = [values.base, values.mine, values.latest].map(|value| value.unwrap().raw());
    /// assert_eq!(texts, [r#""Shop""#, r#""Shop DE""#, r#""Shop EU""#]);
    /// ```
    #[must_use]
    pub fn values<'d>(
        &self,
        base: &'d Document<'d>,
        mine: &'d Document<'d>,
        latest: &'d Document<'d>,
    ) -> ConflictValues<'d> {
        let at = |document: &'d Document<'d>, path: &Option<Path>| document.root().at(path.as_ref()?);
        ConflictValues { base: at(base, &self.base), mine: at(mine, &self.mine), latest: at(latest, &self.latest) }
    }
}

/// Rebases the changes `mine`, which were made to `base`, onto `latest`.
///
/// The other side is the author of the changes from `base` to `latest`. The result contains the changes that `mine` makes and
/// the other side has not made. It is a conflict in each of these cases:
///
/// - Both sides changed a value differently.
/// - `mine` deletes an environment that the other side changed.
/// - `mine` overwrites variables that the other side changed.
/// - `mine` creates an environment, and `latest` has another environment with the same name.
///
/// All inputs are JSON text; [`rebase_documents`] takes documents.
///
/// ```
/// use connection_update::{Options, rebase};
///
/// let base = br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "baseUrl": "https://a.example" }"#;
/// let latest = br#"{ "id": "c", "organisationId": "o", "name": "Shop EU", "protocol": "http", "baseUrl": "https://a.example" }"#;
/// let mine = br#"{ "name": "Shop DE", "baseUrl": "https://b.example" }"#;
/// let rebased = rebase(base, mine, latest, &Options::default()).unwrap();
/// assert_eq!(rebased.changes, r#"{"baseUrl":"https://b.example"}"#);
/// assert_eq!(rebased.conflicts[0].path.to_string(), "name");
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error. For example, an input cannot be read, or `latest` is another connection than
/// `base`.
pub fn rebase(base: &[u8], mine: &[u8], latest: &[u8], options: &Options) -> Result<Rebased, Report> {
    let (base, latest) = (validate::read_current(base, options)?, validate::read_current(latest, options)?);
    rebase_documents(&base, &validate::read(mine, options)?, &latest, options)
}

/// Rebases documents, as [`rebase`] does.
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn rebase_documents(
    base: &Document<'_>,
    mine: &Document<'_>,
    latest: &Document<'_>,
    options: &Options,
) -> Result<Rebased, Report> {
    let mut report = Report::default();
    for (name, connection) in [("base", base), ("latest", latest)] {
        let mut found = validate_current(connection, &options.rules);
        found.issues.iter_mut().for_each(|issue| issue.params.push(("document".into(), name.into())));
        report.append(found);
    }
    for name in ["id", "organisationId"] {
        let (one, other) = (base.root().get(name), latest.root().get(name));
        if report.is_ok() && !values_equal(one, other) {
            let mut found = Collector::new(&options.rules);
            let problem = "it is another connection than the changes were made on";
            let params = [("problem", problem.into()), ("document", "latest".into())];
            found.push(IssueCode::InvalidCurrent, 0, &PathNode::ROOT.field(name), &params);
            report.append(found.finish());
        }
    }
    report.append(validate_changes(mine, &options.rules));
    if report.is_ok() {
        report.append(check_edits(base, mine, options));
    }
    if !report.is_ok() {
        return Err(report);
    }
    let (base_variables, latest_variables) =
        (base.root().get_array("environmentVariables"), latest.root().get_array("environmentVariables"));
    let mut rebase = Rebase {
        base: base.root(),
        latest: latest.root(),
        base_fields: MemberIndex::new(base.root()),
        latest_fields: MemberIndex::new(latest.root()),
        their_broadcast: latest_variables.filter(|_| !variables_equal(base_variables, latest_variables)),
        base_environments: EnvironmentIndex::from_connection(base.root()),
        latest_environments: EnvironmentIndex::from_connection(latest.root()),
        out: Writer::default(),
        conflicts: Vec::new(),
        more_conflicts: 0,
    };
    rebase.out.begin_object();
    for member in mine.root().members() {
        rebase.rebase_member(member.name(), member.value);
    }
    rebase.out.end_object();
    rebase.add_more_conflicts();
    Ok(Rebased { changes: rebase.out.finish(), conflicts: rebase.conflicts, issues: report.issues })
}

struct Rebase<'d> {
    base: Value<'d>,
    latest: Value<'d>,
    /// The members of `base`.
    base_fields: MemberIndex<'d>,
    /// The members of `latest`.
    latest_fields: MemberIndex<'d>,
    /// The `environmentVariables` of `latest`, or `None` if the other side did not change them. The platform has copied these
    /// variables to every environment.
    their_broadcast: Option<Value<'d>>,
    /// The environments of `base`.
    base_environments: EnvironmentIndex<'d>,
    /// The environments of `latest`.
    latest_environments: EnvironmentIndex<'d>,
    out: Writer,
    conflicts: Vec<Conflict>,
    /// The number of conflicts beyond the limit.
    more_conflicts: usize,
}

/// The limit on the number of conflicts. A last conflict at the root counts the others.
const MAX_CONFLICTS: usize = 20_000;

impl<'d> Rebase<'d> {
    fn rebase_member(&mut self, name: &str, mine: Value<'d>) {
        let (base, latest) = (self.base_fields.get(name), self.latest_fields.get(name));
        let field = find_field(&CONNECTION_UPDATE, name);
        let is_mine = |side| fields_equal(name, side, Some(mine));
        match name {
            "environmentVariables" if self.changes_variables(mine) && self.push_overwrite_conflicts(mine) => {}
            _ if fields_equal(name, base, latest) => self.out.member(name, mine.raw()),
            // Another order of variables is not a change by the other side.
            "environmentVariables" if variables_equal(base, latest) => self.out.member(name, mine.raw()),
            // If `mine` equals `base`, `mine` changes nothing. If `mine` equals `latest`, both sides made the same change.
            _ if is_mine(base) || is_mine(latest) => {}
            _ if field.is_some_and(|field| field.presence == Presence::ReadOnly) => {}
            "environmentVariables" => self.rebase_variables(mine),
            "environments" => self.rebase_environments(mine),
            _ => self.push_conflict(&PathNode::ROOT.key(name), &["both sides changed `", name, "`"], base, latest),
        }
    }

    /// Adds a conflict, or counts it if there are too many.
    fn add_conflict(&mut self, conflict: Conflict) {
        if self.conflicts.len() < MAX_CONFLICTS {
            self.conflicts.push(conflict);
        } else {
            self.more_conflicts += 1;
        }
    }

    /// Adds a last conflict that counts the conflicts beyond the limit.
    fn add_more_conflicts(&mut self) {
        if self.more_conflicts > 0 {
            let count = self.more_conflicts.to_string();
            let root = Some(Path::root());
            self.conflicts.push(Conflict {
                path: Path::root(),
                message: ["both sides changed ", &count, " more values"].concat(),
                environment: None,
                base: root.clone(),
                mine: root.clone(),
                latest: root,
            });
        }
    }

    /// Adds a conflict about a value that has the same path in all three inputs.
    #[inline(never)]
    fn push_conflict(
        &mut self,
        path: &PathNode<'_>,
        message: &[&str],
        base: Option<Value<'_>>,
        latest: Option<Value<'_>>,
    ) {
        let path = path.to_path();
        self.add_conflict(Conflict {
            message: message.concat(),
            environment: None,
            base: base.map(|_| path.clone()),
            mine: Some(path.clone()),
            latest: latest.map(|_| path.clone()),
            path,
        });
    }

    /// Adds a conflict about an environment or one of its members. The message is the text `before`, then the environment's
    /// name, then the text `after`.
    #[inline(never)]
    fn push_environment_conflict(
        &mut self,
        environment: Value<'_>,
        member: Option<&'static str>,
        mine: &PathNode<'_>,
        [before, after]: [&str; 2],
    ) {
        let id = environment.get_str("id");
        let at = |position: Option<u32>| {
            let path = PathNode::ENVIRONMENTS.index(position?);
            Some(member.map_or_else(|| path.to_path(), |member| path.field(member).to_path()))
        };
        let (base, latest) = (at(self.base_environments.position(id)), at(self.latest_environments.position(id)));
        let environment = NamedEnvironment::from_value(environment);
        self.add_conflict(Conflict {
            path: latest.clone().or_else(|| base.clone()).unwrap_or_default(),
            message: [before, &environment.name, after].concat(),
            environment: Some(environment),
            base,
            mine: Some(mine.to_path()),
            latest,
        });
    }

    /// Adds a conflict about a variable. `was` is the position of the variable in `base`, and `is` is its position in `latest`.
    /// `edit` is the path of the edit in the changes. `list` is the path of the list of variables.
    #[inline(never)]
    fn push_variable_conflict(&mut self, name: &str, [was, is]: [Option<u32>; 2], edit: Path, list: &Path) {
        let value = Segment::Key(Cow::Borrowed("value"));
        let at = |position: Option<u32>| Some(list.clone().join(position?).join(value.clone()));
        let latest = at(is);
        // The thousands of conflicts of a large list share their paths.
        let base = if was == is { latest.clone() } else { at(was) };
        self.add_conflict(Conflict {
            path: latest.clone().or_else(|| base.clone()).unwrap_or_else(|| PathNode::VARIABLES.to_path()),
            message: ["both sides changed the variable `", name, "`"].concat(),
            environment: None,
            base,
            mine: Some(edit),
            latest,
        });
    }

    /// Returns true if `mine` changes variables of `latest`. An edit changes nothing if `latest` already has its result. If the
    /// other side changed a variable, an edit back to the value in `base` changes nothing either.
    fn changes_variables(&self, mine: Value<'d>) -> bool {
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
    /// Returns true if there is such a conflict.
    fn push_overwrite_conflicts(&mut self, mine: Value<'d>) -> bool {
        let mut is_overwriting = false;
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
            if is_theirs && !is_broadcast && !is_mine {
                let message = ["the other side changed the variables of the environment `", "`, which these overwrite"];
                self.push_environment_conflict(environment, Some("variables"), &PathNode::VARIABLES, message);
                is_overwriting = true;
            }
        }
        is_overwriting
    }

    #[inline(never)]
    fn rebase_variables(&mut self, mine: Value<'d>) {
        let path = PathNode::VARIABLES;
        let base = self.base.get_array("environmentVariables");
        let latest = self.latest.get_array("environmentVariables");
        let is_list = mine.kind() == Kind::Array;
        let edits = match mine.kind() {
            Kind::Array => VariableEdits::diff(base, mine),
            Kind::Object => Some(VariableEdits::read(mine)),
            _ => None,
        };
        let Some(edits) = edits else {
            return self.push_conflict(&path, &["both sides changed the list of variables"], base, latest);
        };
        let (old, new) = (VariableIndex::from_list(base), VariableIndex::from_list(latest));
        let mut applied = VariableEdits::default();
        let list = path.to_path();
        let mut rebase_edit = |name: Value<'d>, value: Option<Value<'d>>, get_edit: &dyn Fn() -> Path| {
            let text = name.as_str().unwrap_or_default();
            let (was, is) = (old.value(text), new.value(text));
            match value {
                Some(value) if values_equal(was, is) => applied.set.push((name, value)),
                None if values_equal(was, is) => applied.remove.extend(is.map(|_| name)),
                _ if values_equal(value, was) || values_equal(value, is) => {}
                _ => {
                    let edit = if is_list { list.clone() } else { get_edit() };
                    self.push_variable_conflict(text, [old.position(text), new.position(text)], edit, &list);
                }
            }
        };
        let [set, removed] = ["set", "remove"].map(|part| path.field(part).to_path());
        for (name, value) in &edits.set {
            rebase_edit(*name, Some(*value), &|| set.clone().join(name.as_str().unwrap_or_default()));
        }
        for (name, index) in edits.remove.iter().zip(0..) {
            rebase_edit(*name, None, &|| removed.clone().join(index));
        }
        if applied.set.is_empty() && applied.remove.is_empty() {
            return;
        }
        if applied.names_keep_order_in_javascript() {
            self.out.key("environmentVariables");
            applied.write(&mut self.out);
        } else if let Some(list) = applied.apply(latest) {
            self.out.member("environmentVariables", &list);
        }
    }

    #[inline(never)]
    fn rebase_environments(&mut self, mine: Value<'d>) {
        let path = PathNode::ENVIRONMENTS;
        let Some(edit) = EnvironmentChanges::read(mine, &self.base_environments) else {
            let (base, latest) = (self.base.get("environments"), self.latest.get("environments"));
            return self.push_conflict(&path, &["both sides changed the environments"], base, latest);
        };
        let [add, remove] = ["add", "remove"].map(|part| path.field(part));
        let mut removed = Vec::new();
        for (id, at) in edit.removed {
            let path = if edit.is_list { path } else { remove.index(at) };
            if self.check_removal(id, &path) {
                removed.push(id);
            }
        }
        let removed_ids = StringIndex::from_values(&removed);
        let (mut staying, mut before) = (Vec::new(), Vec::new());
        for environment in &self.latest_environments.environments {
            if !removed_ids.contains(environment.get_str("id")) {
                staying.push(*environment);
                before.extend(environment.get("id"));
            }
        }
        let names = StringIndex::from_members(&staying, "name");
        let mut added = Vec::new();
        for (environment, at) in edit.added {
            let other = names.get(environment.get_str("name")).and_then(|at| staying.get(at as usize));
            match other {
                Some(other) => {
                    let path = if edit.is_list { &path } else { &add }.index(at);
                    let message = ["an environment `", "` is there, which these create"];
                    self.push_environment_conflict(*other, None, &path, message);
                }
                None => added.push(environment),
            }
        }
        let after = match edit.order {
            Some(order) => self.rebase_order(&order, &before),
            None => before.clone(),
        };
        let is_reordered = !after.iter().zip(&before).all(|(a, b)| a.same_as(*b));
        if removed.is_empty() && added.is_empty() && !is_reordered {
            return;
        }
        self.out.key("environments");
        if edit.inserts_between_stored {
            self.write_whole_list(mine, &added, &after);
        } else {
            write_environment_edits(&mut self.out, &added, &removed, if is_reordered { &after } else { &[] });
        }
    }

    /// Checks a deletion of an environment by `mine`. Returns true if `latest` contains the environment, and the other side did
    /// not change it. If the other side changed the environment, adds a conflict.
    fn check_removal(&mut self, id: Value<'d>, path: &PathNode<'_>) -> bool {
        let id = id.as_str().unwrap_or_default();
        let Some(environment) = self.latest_environments.find(id) else { return false };
        if self.base_environments.find(id).is_some_and(|old| self.is_untouched(old, environment)) {
            return true;
        }
        let message = ["the other side changed the environment `", "`, which these delete"];
        self.push_environment_conflict(environment, None, path, message);
        false
    }

    /// Returns true if the other side did not edit an environment. A change of the connection's variables does not count as an edit
    /// of the environment. Its times do not count either: the platform sets them, also after a change elsewhere.
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
            let message = ["both sides put the environments in another order"];
            let (base, latest) = (self.base.get("environments"), self.latest.get("environments"));
            self.push_conflict(&PathNode::ENVIRONMENTS, &message, base, latest);
        }
        before.to_vec()
    }

    /// Writes the whole list, because edits by id cannot insert a new environment between stored environments.
    ///
    /// A new environment follows the same stored environment as in `mine`. If that stored environment does not stay, the new
    /// environment follows the nearest earlier environment that stays.
    #[inline(never)]
    fn write_whole_list(&mut self, mine: Value<'d>, added: &[Value<'d>], after: &[Value<'d>]) {
        let stays = StringIndex::from_values(after);
        // For each position of the new list: the new environments that follow the stored environment before it.
        let mut insertions = vec![Vec::new(); after.len() + 1];
        let mut position = 0;
        let mut added = added.iter().peekable();
        for environment in mine.items() {
            match environment.get("id").and_then(Value::as_str) {
                Some(id) => position = stays.get(id).map_or(position, |at| at as usize + 1),
                // `added` is in the order of `mine`.
                None if added.next_if(|new| new.offset() == environment.offset()).is_some() => {
                    insertions.get_mut(position).into_iter().for_each(|new| new.push(environment));
                }
                None => {}
            }
        }
        self.out.begin_array();
        for (at, new) in insertions.iter().enumerate() {
            let id = at.checked_sub(1).and_then(|stored| after.get(stored));
            if let Some(stored) = id.and_then(|id| self.latest_environments.find(id.as_str()?)) {
                write_stored(&ENVIRONMENTS.item, stored, &mut self.out);
            }
            new.iter().for_each(|environment| self.out.raw(environment.raw()));
        }
        self.out.end_array();
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
struct EnvironmentChanges<'c> {
    added: Vec<(Value<'c>, u32)>,
    /// The id of each removed environment, and the index of that id in `remove`. If `mine` is a whole list, every index is 0.
    removed: Vec<(Value<'c>, u32)>,
    /// The ids in the new order, or `None` if `mine` does not change the order.
    order: Option<Vec<Value<'c>>>,
    /// True if `mine` is a whole list.
    is_list: bool,
    /// True if `mine` inserts new environments between stored environments.
    inserts_between_stored: bool,
}

impl<'c> EnvironmentChanges<'c> {
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
        let mut changes = Self { order: edits.order.map(|order| order.items().to_vec()), ..Self::default() };
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
        let mut staying = Vec::new();
        let mut positions = AscendingRun::default();
        for (environment, at) in mine.items().zip(0..) {
            match environment.get("id") {
                Some(id) => {
                    changes.inserts_between_stored |= !changes.added.is_empty();
                    positions.push(id.as_str().and_then(|id| old.position(id)));
                    staying.push(id);
                }
                None => changes.added.push((environment, at)),
            }
        }
        let ids = StringIndex::from_values(&staying);
        for environment in &old.environments {
            if let Some(id) = environment.get("id").filter(|id| !ids.contains(id.as_str().unwrap_or_default())) {
                changes.removed.push((id, 0));
            }
        }
        changes.order = (!positions.is_ascending).then_some(staying);
        changes
    }
}
