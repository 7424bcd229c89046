//! The difference: takes the stored connection and the one that a form holds now, gives the smallest changes between
//! them, and the edits that this request cannot carry.

use serde::Serialize;

use crate::contract::table::{CONNECTION_UPDATE, IMMUTABLE, Kind as FieldKind, Presence};
use crate::issue::{Collector, Issue, IssueCode, Param, Report};
use crate::json::{Document, Kind, TextIndex, Value, WriteJson, Writer};
use crate::path::Path;
use crate::preview::NamedEnvironment;
use crate::sendable::{field, write_sendable, write_with_value};
use crate::stored::{Stored, list};
use crate::validate::{self, Options, report_flaws, validate_current};

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// What [`merge`](crate::merge()) takes, as JSON text; `{}` where nothing has changed.
    pub changes: String,
    /// Edits that this request cannot carry.
    pub elsewhere: Vec<Elsewhere>,
    /// Warnings; no errors. Their places are in the next connection.
    pub issues: Vec<Issue>,
}

/// Edits of one environment, or of one of its credentials, that another operation makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Elsewhere {
    /// Where they are in the next connection.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Path"))]
    pub path: Path,
    /// The environment that the edits belong to.
    pub environment: NamedEnvironment,
    /// The members that differ.
    pub fields: Vec<String>,
    /// The operation that can make them.
    pub operation: Operation,
}

/// An operation of the platform that edits what this request cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Operation {
    /// For an environment's name and variables.
    UpdateEnvironment,
    /// For an environment's credentials.
    UpdateCredential,
}

impl WriteJson for Elsewhere {
    fn write_json(&self, out: &mut Writer) {
        out.begin_object();
        out.key("path");
        self.path.write_json(out);
        out.key("environment");
        self.environment.write_json(out);
        out.key("fields");
        self.fields.write_json(out);
        out.key("operation");
        out.string(match self.operation {
            Operation::UpdateEnvironment => "UpdateEnvironment",
            Operation::UpdateCredential => "UpdateCredential",
        });
        out.end_object();
    }
}

/// Gives the smallest changes that lead from the stored connection to the next one.
///
/// Environments are told by their ids and variables by their names, so that a new order is a new order and not a rewrite.
/// What the next connection leaves out stays as it is; a list that it holds is the whole list.
///
/// ```
/// use connection_update::{Options, diff};
///
/// let current = br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http",
///     "environments": [{ "id": "a", "name": "A" }, { "id": "b", "name": "B" }] }"#;
/// let next = br#"{ "name": "Shop", "environments": [{ "id": "b", "name": "Beta" }, { "id": "a", "name": "A" }] }"#;
/// let diff = diff(current, next, &Options::default()).unwrap();
/// assert_eq!(diff.changes, r#"{"environments":{"order":["b","a"]}}"#);
/// assert_eq!(diff.elsewhere[0].fields, ["name"]);
/// ```
///
/// # Errors
/// Every issue, where one of them is an error: what cannot be read, fields that can never change, environments that the
/// connection does not have.
pub fn diff(current: &[u8], next: &[u8], options: &Options) -> Result<Diff, Report> {
    let current = validate::read_current(current, options)?;
    diff_documents(&current, &validate::read(next, options)?, options)
}

/// Compares what was read already, as [`diff`] does.
///
/// # Errors
/// Every issue, where one of them is an error.
pub fn diff_documents(current: &Document<'_>, next: &Document<'_>, options: &Options) -> Result<Diff, Report> {
    let mut report = validate_current(current, &options.rules);
    let mut comparison = Comparison {
        current: current.root(),
        stored: Stored::read(current.root()),
        carried: None,
        out: Writer::default(),
        elsewhere: Vec::new(),
        found: Collector::new(&options.rules),
    };
    report_flaws(next, &mut comparison.found);
    if next.root().kind() == Kind::Object {
        comparison.connection(next.root());
    } else {
        let params = [("expected", "object".into()), ("actual", next.root().kind().name().into())];
        comparison.found.push_at(IssueCode::WrongKind, 0, Path::root(), &params);
    }
    report.issues.extend(comparison.found.finish().issues);
    if report.is_ok() {
        let changes = comparison.out.finish();
        Ok(Diff { changes, elsewhere: comparison.elsewhere, issues: report.issues })
    } else {
        Err(report)
    }
}

struct Comparison<'d, 'n, 'r> {
    current: Value<'d>,
    stored: Stored<'d>,
    /// The variables that the changes send to every environment.
    carried: Option<Value<'n>>,
    out: Writer,
    elsewhere: Vec<Elsewhere>,
    found: Collector<'r>,
}

impl<'n> Comparison<'_, 'n, '_> {
    fn connection(&mut self, next: Value<'n>) {
        self.out.begin_object();
        let variables = next.get("environmentVariables");
        let variable_changes =
            variables.and_then(|next| variables_between(self.current.get("environmentVariables"), next));
        self.carried = variables.filter(|_| variable_changes.is_some());
        for member in next.members() {
            let name = member.name();
            let before = self.current.get(&name);
            let is_same = before.is_some_and(|before| before.same_as(member.value));
            let of_response =
                matches!(field(&CONNECTION_UPDATE, &name), Some(field) if field.presence == Presence::ResponseOnly);
            match name.as_ref() {
                "environments" if member.value.kind() == Kind::Array => self.environments(member.value),
                "environmentVariables" => {
                    if let Some(changes) = &variable_changes {
                        self.out.member(&name, changes);
                    }
                }
                _ if is_same => {}
                name if IMMUTABLE.contains(&name) => self.differs(IssueCode::ImmutableField, name, member.value),
                name if of_response => self.differs(IssueCode::ResponseOnlyField, name, member.value),
                name => self.out.member(name, member.value.raw()),
            }
        }
        self.out.end_object();
    }

    fn differs(&mut self, code: IssueCode, name: &str, value: Value<'_>) {
        let params = [("field", Param::from(name.to_owned()))];
        self.found.push_at(code, value.offset(), Path::root().join(name), &params);
    }

    fn environments(&mut self, next: Value<'n>) {
        let place = Path::root().join("environments");
        let mut kept = Vec::new();
        let mut add = Vec::new();
        let mut is_mixed = false;
        for (index, environment) in (0u32..).zip(next.items()) {
            let Some(id) = environment.get("id") else {
                add.push(environment);
                continue;
            };
            is_mixed |= !add.is_empty();
            let at = place.clone().join(index);
            match id.text().and_then(|id| self.stored.position(&id)) {
                None => self.found.push_at(IssueCode::UnknownEnvironment, id.offset(), at.join("id"), &[]),
                Some(position) => {
                    if let Some(stored) = self.stored.environments.get(position as usize).copied() {
                        self.environment(stored, environment, &at);
                    }
                    kept.push((position, id, index));
                }
            }
        }
        let ids = TextIndex::new(kept.iter().map(|(_, id, index)| (id.text().unwrap_or_default(), *index)));
        for (later, first) in ids.repeats() {
            let params = [("field", Param::from("id")), ("first", Param::from(first))];
            self.found.push_at(IssueCode::Repeated, 0, place.clone().join(later).join("id"), &params);
        }
        let mut removed =
            self.stored.environments.iter().filter(|stored| !ids.contains(&stored.text_of("id"))).peekable();
        let is_reordered = !kept.is_sorted_by(|(a, ..), (b, ..)| a < b);
        if !is_reordered && removed.peek().is_none() && add.is_empty() {
            return;
        }
        self.out.key("environments");
        if is_mixed {
            self.whole_list(next);
            return;
        }
        let removed: Vec<_> = removed.filter_map(|stored| stored.get("id")).collect();
        let order: Vec<_> = kept.iter().map(|(_, id, _)| *id).filter(|_| is_reordered).collect();
        write_environment_edits(&mut self.out, &add, &removed, &order);
    }

    /// New environments stand between stored ones: only the whole list says where.
    fn whole_list(&mut self, next: Value<'_>) {
        self.out.begin_array();
        for environment in next.items() {
            let stored = environment.get("id").and_then(|id| self.stored.find(&id.text()?));
            if let Some(FieldKind::List(list)) = field(&CONNECTION_UPDATE, "environments").map(|field| &field.kind) {
                write_sendable(&list.item, stored.unwrap_or(environment), &mut self.out);
            }
        }
        self.out.end_array();
    }

    /// Notes how an environment differs from the stored one.
    fn environment(&mut self, stored: Value<'_>, next: Value<'_>, path: &Path) {
        let mut fields = Vec::new();
        for member in next.members() {
            let name = member.name();
            let before = stored.get(&name);
            match name.as_ref() {
                "id" | "createdAt" | "updatedAt" => {}
                "credentials" => {
                    if self.credentials(stored, member.value, path) {
                        fields.push(name.into_owned());
                    }
                }
                "variables" if self.carried.is_some_and(|carried| carried.same_as(member.value)) => {}
                _ if before.is_some_and(|before| before.same_as(member.value)) => {}
                _ => fields.push(name.into_owned()),
            }
        }
        if !fields.is_empty() {
            self.elsewhere.push(Elsewhere {
                path: path.clone(),
                environment: NamedEnvironment::of(stored),
                fields,
                operation: Operation::UpdateEnvironment,
            });
        }
    }

    /// Whether the credentials of an environment differ; what one of them holds is edited by itself.
    fn credentials(&mut self, stored: Value<'_>, next: Value<'_>, path: &Path) -> bool {
        let before = stored.get("credentials");
        let mut differs = false;
        for name in ["action", "trigger"] {
            let Some(next) = next.get(name) else { continue };
            let before = before.and_then(|before| list(before, name));
            differs |= next.len() != before.map_or(0, Value::len);
            let pairs = next.items().zip(before.into_iter().flat_map(Value::items));
            for (index, (next, before)) in (0u32..).zip(pairs) {
                let is_same = |name| {
                    next.get(name).is_none_or(|value: Value<'_>| before.get(name).is_some_and(|old| old.same_as(value)))
                };
                if !is_same("id") || !is_same("authSchemeConfig") {
                    differs = true;
                } else if !is_same("credential") {
                    let credential = next.get("credential").into_iter().flat_map(Value::members);
                    let before = before.get("credential");
                    let differing = credential.filter(|member| {
                        !before.and_then(|old| old.get(&member.name())).is_some_and(|old| old.same_as(member.value))
                    });
                    let fields: Vec<_> = differing.map(|member| member.name().into_owned()).collect();
                    if !fields.is_empty() {
                        self.elsewhere.push(Elsewhere {
                            path: path.clone().join("credentials").join(name).join(index).join("credential"),
                            environment: NamedEnvironment::of(stored),
                            fields,
                            operation: Operation::UpdateCredential,
                        });
                    }
                }
            }
        }
        differs
    }
}

/// Writes edits of the list of environments; parts that are empty are left out.
pub(crate) fn write_environment_edits(out: &mut Writer, add: &[Value<'_>], remove: &[Value<'_>], order: &[Value<'_>]) {
    out.begin_object();
    write_all(out, "add", add.iter().copied());
    write_all(out, "remove", remove.iter().copied());
    write_all(out, "order", order.iter().copied());
    out.end_object();
}

fn write_all<'v>(out: &mut Writer, name: &str, values: impl Iterator<Item = Value<'v>>) {
    let mut values = values.peekable();
    if values.peek().is_some() {
        out.key(name);
        out.begin_array();
        values.for_each(|value| out.raw(value.raw()));
        out.end_array();
    }
}

/// The changes from one list of variables to another; `None` where there is none.
pub(crate) fn variables_between(before: Option<Value<'_>>, next: Value<'_>) -> Option<String> {
    let same = before.map_or(next.kind() == Kind::Array && next.is_empty(), |before| before.same_as(next));
    if same {
        return None;
    }
    let Some(edits) = VariableEdits::between(before, next).filter(VariableEdits::keep_order_in_javascript) else {
        return Some(next.raw().to_owned());
    };
    let mut out = Writer::default();
    edits.write(&mut out);
    Some(out.finish())
}

/// Edits of variables by name.
pub(crate) struct VariableEdits<'v> {
    /// Names and values.
    pub(crate) set: Vec<(Value<'v>, Value<'v>)>,
    /// Names.
    pub(crate) remove: Vec<Value<'v>>,
}

impl<'v> VariableEdits<'v> {
    /// The edits that lead from one list to another; `None` where edits by name do not lead there.
    pub(crate) fn between(before: Option<Value<'v>>, next: Value<'v>) -> Option<Self> {
        let old = named(before)?;
        let new = named(Some(next))?;
        let old_names =
            TextIndex::new(old.iter().zip(0..).map(|((name, _), at)| (name.text().unwrap_or_default(), at)));
        let new_names =
            TextIndex::new(new.iter().zip(0..).map(|((name, _), at)| (name.text().unwrap_or_default(), at)));
        if old_names.repeats().next().or(new_names.repeats().next()).is_some() {
            return None;
        }
        let mut edits = Self { set: Vec::new(), remove: Vec::new() };
        let mut last = None;
        let mut has_added = false;
        for (name, value) in &new {
            let text = name.text()?;
            match old_names.get(&text) {
                Some(at) => {
                    // What stays keeps its order, before what is new.
                    if has_added || last.is_some_and(|last| at < last) {
                        return None;
                    }
                    last = Some(at);
                    if !old.get(at as usize)?.1.same_as(*value) {
                        edits.set.push((*name, *value));
                    }
                }
                None => {
                    has_added = true;
                    edits.set.push((*name, *value));
                }
            }
        }
        edits.remove = old
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| !new_names.contains(&name.text().unwrap_or_default()))
            .collect();
        Some(edits)
    }

    /// Whether values by name keep their order in JavaScript, which puts keys that are numbers before all others.
    pub(crate) fn keep_order_in_javascript(&self) -> bool {
        let is_number = |(name, _): &(Value<'_>, Value<'_>)| {
            name.text().is_some_and(|name| name.bytes().all(|b| b.is_ascii_digit()))
        };
        self.set.len() < 2 || !self.set.iter().any(is_number)
    }

    /// Reads `{ set, remove }`; `None` where it is something else.
    pub(crate) fn read(edit: Value<'v>) -> Option<Self> {
        let is_text = |value: &Value<'_>| value.kind() == Kind::String;
        let mut read = Self { set: Vec::new(), remove: Vec::new() };
        for member in edit.members() {
            match member.name().as_ref() {
                "set" => read.set.extend(member.value.members().map(|variable| (variable.key, variable.value))),
                "remove" => read.remove.extend(member.value.items()),
                _ => return None,
            }
        }
        let is_sound = read.set.iter().all(|(_, value)| is_text(value)) && read.remove.iter().all(is_text);
        (edit.kind() == Kind::Object && is_sound).then_some(read)
    }

    /// Writes the whole list that the edits lead to.
    pub(crate) fn write_applied(&self, list: Option<Value<'_>>, out: &mut Writer) {
        let name_of = |name: &Value<'v>| name.text().unwrap_or_default();
        let set = TextIndex::new(self.set.iter().zip(0..).map(|((name, _), at)| (name_of(name), at)));
        let removed = TextIndex::new(self.remove.iter().map(|name| (name_of(name), 0)));
        let variables: Vec<_> = list.into_iter().flat_map(Value::items).collect();
        let known = TextIndex::new(variables.iter().map(|variable| (variable.text_of("name"), 0)));
        out.begin_array();
        for old in variables.iter().filter(|old| !removed.contains(&old.text_of("name"))) {
            match set.get(&old.text_of("name")).and_then(|at| self.set.get(at as usize)) {
                Some((_, value)) => write_with_value(*old, *value, out),
                None => out.raw(old.raw()),
            }
        }
        for (name, value) in self.set.iter().filter(|(name, _)| !known.contains(&name_of(name))) {
            out.begin_object();
            out.member("name", name.raw());
            out.member("value", value.raw());
            out.end_object();
        }
        out.end_array();
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.begin_object();
        if !self.set.is_empty() {
            out.key("set");
            out.begin_object();
            for (name, value) in &self.set {
                out.member(&name.text().unwrap_or_default(), value.raw());
            }
            out.end_object();
        }
        write_all(out, "remove", self.remove.iter().copied());
        out.end_object();
    }
}

/// The names and values of a list of variables that holds nothing else.
fn named<'v>(list: Option<Value<'v>>) -> Option<Vec<(Value<'v>, Value<'v>)>> {
    let Some(list) = list else { return Some(Vec::new()) };
    let pair = |variable: Value<'v>| {
        let (name, value) = (variable.get("name")?, variable.get("value")?);
        (variable.len() == 2 && name.kind() == Kind::String && value.kind() == Kind::String).then_some((name, value))
    };
    if list.kind() == Kind::Array { list.items().map(pair).collect() } else { None }
}
