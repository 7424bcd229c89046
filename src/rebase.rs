//! Rebasing: takes the connection that changes were made on, the changes, and the connection as it is stored now; gives
//! the changes that apply to the latter, and every conflict. Three-way, by the ids of environments and the names of variables.

use serde::Serialize;

use crate::contract::table::{CONNECTION_UPDATE, ENVIRONMENTS, Kind as FieldKind, Presence};
use crate::edits::{EnvironmentEdits, VariableEdits, environments_path, variables_path, write_environment_edits};
use crate::issue::{Collector, Issue, IssueCode, Report};
use crate::json::{Document, Kind, TextIndex, Value, WriteJson, Writer};
use crate::merge::check_edits;
use crate::path::Path;
use crate::preview::NamedEnvironment;
use crate::sendable::{field, write_stored};
use crate::stored::{Stored, Variables, list, same, same_list};
use crate::validate::{self, Options, validate_changes, validate_current};

/// Changes that apply to the latest connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebased {
    /// What both sides agree on, as JSON text: without what is in conflict, and without what the other side did alike.
    pub changes: String,
    /// What both sides changed differently; never decided here.
    pub conflicts: Vec<Conflict>,
    /// Warnings; no errors.
    pub issues: Vec<Issue>,
}

/// Something that both sides changed, each in its own way. The values are not in it: they may be secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Conflict {
    /// What it is about, in the connection.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Path"))]
    pub path: Path,
    /// One sentence in English. It never holds a value that may be secret.
    pub message: String,
    /// The environment that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub environment: Option<NamedEnvironment>,
    /// Where the value stands in the connection that the changes were made on; absent where it had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Path"))]
    pub base: Option<Path>,
    /// Where the edit stands in the changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Path"))]
    pub mine: Option<Path>,
    /// Where the value stands in the latest connection; absent where it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Path"))]
    pub latest: Option<Path>,
}

impl WriteJson for Conflict {
    fn write_json(&self, out: &mut Writer) {
        out.begin_object();
        out.key("path");
        self.path.write_json(out);
        out.key("message");
        out.string(&self.message);
        if let Some(environment) = &self.environment {
            out.key("environment");
            environment.write_json(out);
        }
        for (name, path) in [("base", &self.base), ("mine", &self.mine), ("latest", &self.latest)] {
            if let Some(path) = path {
                out.key(name);
                path.write_json(out);
            }
        }
        out.end_object();
    }
}

/// Rebases changes that were made on `base` onto `latest`.
///
/// What only one side changed is taken, what both changed alike is taken once, and what both changed differently is a
/// conflict. Deleting what the other side changed is one too, and so is overwriting variables that it changed.
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
/// Every issue, where one of them is an error: what cannot be read, or used as a connection or as changes.
pub fn rebase(base: &[u8], mine: &[u8], latest: &[u8], options: &Options) -> Result<Rebased, Report> {
    let (base, latest) = (validate::read_current(base, options)?, validate::read_current(latest, options)?);
    rebase_documents(&base, &validate::read(mine, options)?, &latest, options)
}

/// Rebases what was read already, as [`rebase`] does.
///
/// # Errors
/// Every issue, where one of them is an error.
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
        report.issues.append(&mut found.issues);
    }
    for name in ["id", "organisationId"] {
        let (one, other) = (base.root().get(name), latest.root().get(name));
        if report.is_ok() && !same(one, other) {
            let mut found = Collector::new(&options.rules);
            let problem = "it is another connection than the changes were made on";
            let params = [("problem", problem.into()), ("document", "latest".into())];
            found.push_at(IssueCode::InvalidCurrent, 0, Path::root().join(name), &params);
            report.issues.append(&mut found.finish().issues);
        }
    }
    report.issues.extend(validate_changes(mine, &options.rules).issues);
    if report.is_ok() {
        report.issues.extend(check_edits(base, mine, options).issues);
    }
    if !report.is_ok() {
        return Err(report);
    }
    let (sent_before, sent) = (list(base.root(), "environmentVariables"), list(latest.root(), "environmentVariables"));
    let mut rebase = Rebase {
        base: base.root(),
        latest: latest.root(),
        sent: sent.filter(|_| !same_list(sent_before, sent)),
        old: Stored::read(base.root()),
        new: Stored::read(latest.root()),
        out: Writer::default(),
        conflicts: Vec::new(),
    };
    rebase.out.begin_object();
    for member in mine.root().members() {
        rebase.member(&member.name(), member.value);
    }
    rebase.out.end_object();
    Ok(Rebased { changes: rebase.out.finish(), conflicts: rebase.conflicts, issues: report.issues })
}

struct Rebase<'d> {
    base: Value<'d>,
    latest: Value<'d>,
    /// The variables that the other side sent to every environment, where it did.
    sent: Option<Value<'d>>,
    /// The environments of the base.
    old: Stored<'d>,
    /// The environments of the latest connection.
    new: Stored<'d>,
    out: Writer,
    conflicts: Vec<Conflict>,
}

impl<'d> Rebase<'d> {
    fn member(&mut self, name: &str, mine: Value<'d>) {
        let (base, latest) = (self.base.get(name), self.latest.get(name));
        let field = field(&CONNECTION_UPDATE, name);
        let alike = match field.map(|field| &field.kind) {
            Some(FieldKind::List(_)) => same_list,
            _ => same,
        };
        let is_mine = |side| alike(side, Some(mine));
        match name {
            "environmentVariables" if self.changes_variables(mine) && self.overwrites_theirs(mine) => {}
            _ if alike(base, latest) => self.out.member(name, mine.raw()),
            // What these leave as it was is theirs to change, and what both made is made already.
            _ if is_mine(base) || is_mine(latest) => {}
            _ if field.is_some_and(|field| field.presence == Presence::ResponseOnly) => {}
            "environmentVariables" => self.variables(mine),
            "environments" => self.environments(mine),
            _ => {
                let place = Path::root().join(name);
                self.conflict(place.clone(), format!("both sides changed `{name}`"), base, place, latest);
            }
        }
    }

    /// Notes a conflict whose values stand at one path in both connections.
    fn conflict(
        &mut self,
        path: Path,
        message: String,
        base: Option<Value<'_>>,
        mine: Path,
        latest: Option<Value<'_>>,
    ) {
        self.conflicts.push(Conflict {
            message,
            environment: None,
            base: base.map(|_| path.clone()),
            mine: Some(mine),
            latest: latest.map(|_| path.clone()),
            path,
        });
    }

    /// Notes a conflict about an environment, or about a member of it.
    fn conflict_of(&mut self, environment: Value<'_>, member: Option<&str>, mine: Path, message: String) {
        let id = environment.text_of("id");
        let at = |position: Option<u32>| {
            let path = environments_path().join(position?);
            Some(match member {
                Some(member) => path.join(member),
                None => path,
            })
        };
        let (base, latest) = (at(self.old.position(&id)), at(self.new.position(&id)));
        self.conflicts.push(Conflict {
            path: latest.clone().or_else(|| base.clone()).unwrap_or_default(),
            message,
            environment: Some(NamedEnvironment::of(environment)),
            base,
            mine: Some(mine),
            latest,
        });
    }

    /// Whether variables are sent at all: edits that lead nowhere send nothing, nor does what leaves to them what they changed.
    fn changes_variables(&self, mine: Value<'d>) -> bool {
        let (base, latest) = (list(self.base, "environmentVariables"), list(self.latest, "environmentVariables"));
        if mine.kind() != Kind::Object {
            return same_list(base, latest) || !same_list(base, Some(mine));
        }
        let edits = VariableEdits::read(mine);
        let (old, new) = (Variables::read(base), Variables::read(latest));
        let is_new = |name: &Value<'_>, value| {
            let name = name.text().unwrap_or_default();
            let (was, is) = (old.value(&name), new.value(&name));
            !same(is, value) && (same(was, is) || !same(was, value))
        };
        edits.set.iter().any(|(name, value)| is_new(name, Some(*value)))
            || edits.remove.iter().any(|name| is_new(name, None))
    }

    /// Whether sending variables would overwrite some that the other side has put into an environment meanwhile.
    fn overwrites_theirs(&mut self, mine: Value<'d>) -> bool {
        let before = self.conflicts.len();
        for environment in self.new.environments.clone() {
            let old = self.old.find(&environment.text_of("id"));
            let own = list(environment, "variables");
            let is_theirs = match old {
                Some(old) => !same_list(list(old, "variables"), own),
                None => !same_list(None, own),
            };
            // What the other side sent to every environment is compared by name, as the connection's own; a new
            // environment that has the connection's variables has none of its own.
            let sent = if old.is_some() { self.sent } else { list(self.latest, "environmentVariables") };
            let is_of_all = own.is_some() && same(own, sent);
            let is_mine = own.is_some_and(|own| own.same_as(mine));
            if is_theirs && !is_of_all && !is_mine {
                let name = environment.text_of("name");
                let message =
                    format!("the other side changed the variables of the environment `{name}`, which these overwrite");
                let place = variables_path();
                self.conflict_of(environment, Some("variables"), place, message);
            }
        }
        self.conflicts.len() > before
    }

    fn variables(&mut self, mine: Value<'d>) {
        let place = variables_path();
        let base = list(self.base, "environmentVariables");
        let latest = list(self.latest, "environmentVariables");
        let is_list = mine.kind() == Kind::Array;
        let edits = match mine.kind() {
            Kind::Array => VariableEdits::between(base, mine),
            Kind::Object => Some(VariableEdits::read(mine)),
            _ => None,
        };
        let Some(edits) = edits else {
            let message = "both sides changed the list of variables".to_owned();
            return self.conflict(place.clone(), message, base, place, latest);
        };
        let (old, new) = (Variables::read(base), Variables::read(latest));
        let mut kept = VariableEdits::default();
        let set = edits.set.iter().map(|(name, value)| (*name, Some(*value)));
        for (index, (name, value)) in (0u32..).zip(set.chain(edits.remove.iter().map(|name| (*name, None)))) {
            let text = name.text().unwrap_or_default();
            let (was, is) = (old.value(&text), new.value(&text));
            match value {
                _ if same(was, is) => match value {
                    Some(value) => kept.set.push((name, value)),
                    None if is.is_some() => kept.remove.push(name),
                    None => {}
                },
                _ if same(value, was) || same(value, is) => {}
                _ => {
                    let edit = match (is_list, value) {
                        (true, _) => place.clone(),
                        (false, Some(_)) => place.clone().join("set").join(text.as_ref()),
                        (false, None) => place.clone().join("remove").join(index - edits.set.len() as u32),
                    };
                    let at = |position: Option<u32>| Some(place.clone().join(position?).join("value"));
                    let (base, latest) = (at(old.position(&text)), at(new.position(&text)));
                    self.conflicts.push(Conflict {
                        path: latest.clone().or_else(|| base.clone()).unwrap_or_else(|| place.clone()),
                        message: format!("both sides changed the variable `{text}`"),
                        environment: None,
                        base,
                        mine: Some(edit),
                        latest,
                    });
                }
            }
        }
        if kept.set.is_empty() && kept.remove.is_empty() {
            return;
        }
        if kept.keep_order_in_javascript() {
            self.out.key("environmentVariables");
            kept.write(&mut self.out);
        } else if let Some(list) = kept.applied_to(latest) {
            self.out.member("environmentVariables", &list);
        }
    }

    fn environments(&mut self, mine: Value<'d>) {
        let place = environments_path();
        let Some(edit) = EnvironmentChanges::read(mine, &self.old) else {
            let message = "both sides changed the environments".to_owned();
            let (base, latest) = (self.base.get("environments"), self.latest.get("environments"));
            return self.conflict(place.clone(), message, base, place, latest);
        };
        let mut removed = Vec::new();
        for (id, at) in edit.removed {
            if self.may_remove(id, at) {
                removed.push(id);
            }
        }
        let gone = TextIndex::new(removed.iter().map(|id| (id.text().unwrap_or_default(), 0)));
        let all = self.new.environments.iter().copied().zip(0..);
        let staying: Vec<_> = all.filter(|(environment, _)| !gone.contains(&environment.text_of("id"))).collect();
        let names = TextIndex::new(staying.iter().map(|(environment, at)| (environment.text_of("name"), *at)));
        let mut added = Vec::new();
        for (environment, at) in edit.added {
            if self.may_add(environment, at, &names) {
                added.push(environment);
            }
        }
        let before: Vec<_> = staying.iter().filter_map(|(environment, _)| environment.get("id")).collect();
        let after = match edit.order {
            Some(order) => self.order(&order, &before, place),
            None => before.clone(),
        };
        let is_reordered = !after.iter().zip(&before).all(|(a, b)| a.same_as(*b));
        if removed.is_empty() && added.is_empty() && !is_reordered {
            return;
        }
        self.out.key("environments");
        if edit.is_mixed {
            self.whole_list(mine, &added, &after);
        } else {
            write_environment_edits(&mut self.out, &added, &removed, if is_reordered { &after } else { &[] });
        }
    }

    /// Whether an environment can be deleted: it is still there, and as it was.
    fn may_remove(&mut self, id: Value<'d>, at: Path) -> bool {
        let id = id.text().unwrap_or_default();
        let (old, new) = (self.old.find(&id), self.new.find(&id));
        let Some(environment) = new else { return false };
        if old.is_some_and(|old| self.is_untouched(old, environment)) {
            return true;
        }
        let name = environment.text_of("name");
        self.conflict_of(
            environment,
            None,
            at,
            format!("the other side changed the environment `{name}`, which these delete"),
        );
        false
    }

    /// Whether the other side left an environment alone; sending variables to all is no edit of one.
    fn is_untouched(&self, old: Value<'_>, new: Value<'_>) -> bool {
        let has_sent = self.sent.is_some() && same(list(new, "variables"), self.sent);
        let is_sent = |name: &str| has_sent && matches!(name, "variables" | "updatedAt");
        let alike = |a: Value<'_>, b: Value<'_>| {
            a.members().all(|member| {
                let name = member.name();
                let other = b.get(&name);
                match name.as_ref() {
                    name if is_sent(name) => true,
                    "variables" => same_list(Some(member.value), other),
                    _ => other.is_some_and(|other| other.same_as(member.value)),
                }
            })
        };
        alike(old, new) && alike(new, old)
    }

    /// Whether an environment can be created: none of its name will be there.
    fn may_add(&mut self, environment: Value<'d>, at: Path, names: &TextIndex<'_>) -> bool {
        let name = environment.text_of("name");
        let other = names.get(&name).and_then(|at| self.new.environments.get(at as usize)).copied();
        let Some(other) = other else { return true };
        self.conflict_of(other, None, at, format!("an environment `{name}` is there, which these create"));
        false
    }

    /// The order that these ask for, with what the other side has created at the end; their own order in a conflict.
    fn order(&mut self, order: &[Value<'d>], before: &[Value<'d>], place: Path) -> Vec<Value<'d>> {
        let text = |id: &Value<'d>| id.text().unwrap_or_default();
        let positions = TextIndex::new(before.iter().zip(0..).map(|(id, at)| (text(id), at)));
        let asked = TextIndex::new(order.iter().zip(0..).map(|(id, at)| (text(id), at)));
        let kept = || order.iter().filter(|id| positions.contains(&text(id)));
        if kept().filter_map(|id| self.old.position(&text(id))).is_sorted() {
            // Of those that stay, these move none.
            return before.to_vec();
        }
        let after: Vec<_> = kept().chain(before.iter().filter(|id| !asked.contains(&text(id)))).copied().collect();
        let shared = before.iter().filter_map(|id| self.old.position(&text(id)));
        let have_they_moved = !shared.collect::<Vec<_>>().is_sorted();
        let is_alike = kept().filter_map(|id| positions.get(&text(id))).collect::<Vec<_>>().is_sorted();
        if have_they_moved && !is_alike {
            let message = "both sides put the environments in another order".to_owned();
            let (base, latest) = (self.base.get("environments"), self.latest.get("environments"));
            self.conflict(place.clone(), message, base, place, latest);
            return before.to_vec();
        }
        if have_they_moved { before.to_vec() } else { after }
    }

    /// New environments stand between stored ones: only the whole list says where. Each follows the stored one that it
    /// followed, where that stays.
    fn whole_list(&mut self, mine: Value<'d>, added: &[Value<'d>], after: &[Value<'d>]) {
        let stays = TextIndex::new(after.iter().zip(0..).map(|(id, at)| (id.text().unwrap_or_default(), at)));
        let mut places = Vec::new();
        let mut last = None;
        for environment in mine.items() {
            match environment.get("id").and_then(Value::text) {
                Some(id) => last = stays.get(&id).or(last),
                None if added.iter().any(|new| new.offset() == environment.offset()) => {
                    places.push((last, environment))
                }
                None => {}
            }
        }
        let follow = |last: Option<u32>| places.iter().filter(move |(place, _)| *place == last).map(|(_, new)| *new);
        self.out.begin_array();
        follow(None).for_each(|new| self.out.raw(new.raw()));
        for (at, id) in (0..).zip(after) {
            let stored = id.text().and_then(|id| self.new.find(&id));
            stored.into_iter().for_each(|stored| write_stored(&ENVIRONMENTS.item, stored, &mut self.out));
            follow(Some(at)).for_each(|new| self.out.raw(new.raw()));
        }
        self.out.end_array();
    }
}

/// What changes do to the list of environments, each with its place in the changes.
struct EnvironmentChanges<'c> {
    added: Vec<(Value<'c>, Path)>,
    /// Ids.
    removed: Vec<(Value<'c>, Path)>,
    /// Ids, where these ask for another order.
    order: Option<Vec<Value<'c>>>,
    /// Whether new environments stand between stored ones.
    is_mixed: bool,
}

impl<'c> EnvironmentChanges<'c> {
    /// Reads edits, or what a whole list changes; `None` where it is neither.
    fn read(mine: Value<'c>, old: &Stored<'c>) -> Option<Self> {
        match mine.kind() {
            Kind::Array => Some(Self::of_list(mine, old)),
            Kind::Object => Some(Self::of_edits(mine)),
            _ => None,
        }
    }

    fn of_edits(mine: Value<'c>) -> Self {
        let edits = EnvironmentEdits::read(mine);
        let placed = |part: &'static str, list: Option<Value<'c>>| {
            let items = list.into_iter().flat_map(Value::items);
            (0u32..).zip(items).map(move |(at, item)| (item, environments_path().join(part).join(at))).collect()
        };
        let order = edits.order.map(|order| order.items().collect());
        Self { added: placed("add", edits.add), removed: placed("remove", edits.remove), order, is_mixed: false }
    }

    fn of_list(mine: Value<'c>, old: &Stored<'c>) -> Self {
        let place = environments_path();
        let mut edit = Self { added: Vec::new(), removed: Vec::new(), order: None, is_mixed: false };
        let mut kept = Vec::new();
        for (at, environment) in (0u32..).zip(mine.items()) {
            match environment.get("id") {
                Some(id) => {
                    edit.is_mixed |= !edit.added.is_empty();
                    kept.push(id);
                }
                None => edit.added.push((environment, place.clone().join(at))),
            }
        }
        let ids = TextIndex::new(kept.iter().map(|id| (id.text().unwrap_or_default(), 0)));
        let removed = old.environments.iter().filter_map(|environment| environment.get("id"));
        let removed = removed.filter(|id| !ids.contains(&id.text().unwrap_or_default()));
        edit.removed = removed.map(|id| (id, place.clone())).collect();
        let positions: Vec<_> = kept.iter().filter_map(|id| old.position(&id.text()?)).collect();
        edit.order = (!positions.is_sorted()).then_some(kept);
        edit
    }
}
