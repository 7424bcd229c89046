//! Edits of lists, of environments by id and of variables by name: takes their JSON, gives what they ask for, and writes it
//! back. How edits are spelled is known here alone.

use crate::issue::{Collector, IssueCode, Param};
use crate::json::{Kind, TextIndex, Value, Writer};
use crate::path::Path;
use crate::sendable::write_with_value;
use crate::stored::list;

/// Edits of the list of environments; a part that is absent edits nothing.
pub(crate) struct EnvironmentEdits<'c> {
    /// New environments.
    pub(crate) add: Option<Value<'c>>,
    /// Ids.
    pub(crate) remove: Option<Value<'c>>,
    /// Ids.
    pub(crate) order: Option<Value<'c>>,
}

impl<'c> EnvironmentEdits<'c> {
    /// Reads `{ add, remove, order }`, without what is something else.
    pub(crate) fn read(edits: Value<'c>) -> Self {
        Self { add: list(edits, "add"), remove: list(edits, "remove"), order: list(edits, "order") }
    }

    /// Reports what cannot be read of edits.
    pub(crate) fn check(edits: Value<'_>, found: &mut Collector<'_>) {
        for member in edits.members() {
            let name = member.name();
            let path = || environments_path().join(name.as_ref());
            match name.as_ref() {
                "add" => {
                    is(Kind::Array, member.value, path, found);
                }
                "remove" | "order" if is(Kind::Array, member.value, path, found) => {
                    are_texts(member.value, path, found)
                }
                "remove" | "order" => {}
                other => unknown_edit(other, "EnvironmentEdits", member.value, path(), found),
            }
        }
    }
}

/// Writes edits of the list of environments; parts that are empty are left out.
pub(crate) fn write_environment_edits(out: &mut Writer, add: &[Value<'_>], remove: &[Value<'_>], order: &[Value<'_>]) {
    out.begin_object();
    write_all(out, "add", add);
    write_all(out, "remove", remove);
    write_all(out, "order", order);
    out.end_object();
}

/// Edits of variables by name.
#[derive(Default)]
pub(crate) struct VariableEdits<'c> {
    /// Names and values.
    pub(crate) set: Vec<(Value<'c>, Value<'c>)>,
    /// Names.
    pub(crate) remove: Vec<Value<'c>>,
}

impl<'c> VariableEdits<'c> {
    /// Reads `{ set, remove }`, without values that are no text.
    pub(crate) fn read(edits: Value<'c>) -> Self {
        let set = edits.get("set").into_iter().flat_map(Value::members);
        let set = set.filter(|variable| variable.value.kind() == Kind::String);
        Self {
            set: set.map(|variable| (variable.key, variable.value)).collect(),
            remove: list(edits, "remove").into_iter().flat_map(Value::items).collect(),
        }
    }

    /// Reports what cannot be read of edits.
    pub(crate) fn check(edits: Value<'_>, found: &mut Collector<'_>) {
        for member in edits.members() {
            let name = member.name();
            let path = || variables_path().join(name.as_ref());
            match name.as_ref() {
                "set" if is(Kind::Object, member.value, path, found) => {
                    for variable in member.value.members() {
                        is(Kind::String, variable.value, || path().join(variable.name().as_ref()), found);
                    }
                }
                "remove" if is(Kind::Array, member.value, path, found) => are_texts(member.value, path, found),
                "set" | "remove" => {}
                other => unknown_edit(other, "VariableEdits", member.value, path(), found),
            }
        }
    }

    /// Reports names that are set and removed, or removed from a list that does not hold them.
    pub(crate) fn check_removed(&self, variables: Option<Value<'_>>, found: &mut Collector<'_>) {
        if self.remove.is_empty() {
            return;
        }
        let set = self.set_names();
        let present = names(variables);
        for (index, removed) in (0u32..).zip(&self.remove) {
            let Some(name) = removed.text() else { continue };
            let code = match (set.contains(&name), present.contains(&name)) {
                (true, _) => IssueCode::ConflictingEdit,
                (false, false) => IssueCode::NothingToRemove,
                (false, true) => continue,
            };
            let path = variables_path().join("remove").join(index);
            found.push_at(code, removed.offset(), path, &[("name", Param::from(name.to_string()))]);
        }
    }

    /// The edits that lead from one list to another; `None` where edits by name do not lead there.
    pub(crate) fn between(before: Option<Value<'c>>, next: Value<'c>) -> Option<Self> {
        let old = pairs(before)?;
        let new = pairs(Some(next))?;
        let (old_names, new_names) = (names_of(&old), names_of(&new));
        if old_names.repeats().next().or(new_names.repeats().next()).is_some() {
            return None;
        }
        let mut edits = Self::default();
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
        let is_gone = |name: &Value<'_>| !new_names.contains(&name.text().unwrap_or_default());
        edits.remove = old.iter().map(|(name, _)| *name).filter(is_gone).collect();
        Some(edits)
    }

    /// Whether values by name keep their order in JavaScript, which puts keys that are numbers before all others.
    pub(crate) fn keep_order_in_javascript(&self) -> bool {
        let is_number = |(name, _): &(Value<'_>, Value<'_>)| {
            name.text().is_some_and(|name| name.bytes().all(|b| b.is_ascii_digit()))
        };
        self.set.len() < 2 || !self.set.iter().any(is_number)
    }

    /// The whole list that the edits lead to; `None` where they change nothing.
    pub(crate) fn applied_to(&self, variables: Option<Value<'_>>) -> Option<String> {
        let set = self.set_names();
        let removed = TextIndex::new(self.remove.iter().filter_map(|name| Some((name.text()?, 0))));
        let present = names(variables);
        let mut changes = false;
        let mut out = Writer::default();
        out.begin_array();
        for variable in variables.into_iter().flat_map(Value::items) {
            let name = variable.text_of("name");
            let new = set.get(&name).and_then(|at| self.set.get(at as usize)).map(|(_, value)| *value);
            match new {
                _ if removed.contains(&name) => changes = true,
                Some(new) if !variable.get("value").is_some_and(|old| old.same_as(new)) => {
                    changes = true;
                    write_with_value(variable, new, &mut out);
                }
                _ => out.raw(variable.raw()),
            }
        }
        for (name, value) in self.set.iter().filter(|(name, _)| !present.contains(&name.text().unwrap_or_default())) {
            changes = true;
            out.begin_object();
            out.member("name", name.raw());
            out.member("value", value.raw());
            out.end_object();
        }
        out.end_array();
        changes.then(|| out.finish())
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
        write_all(out, "remove", &self.remove);
        out.end_object();
    }

    fn set_names(&self) -> TextIndex<'c> {
        names_of(&self.set)
    }
}

pub(crate) fn environments_path() -> Path {
    Path::root().join("environments")
}

pub(crate) fn variables_path() -> Path {
    Path::root().join("environmentVariables")
}

fn names_of<'v>(pairs: &[(Value<'v>, Value<'v>)]) -> TextIndex<'v> {
    TextIndex::new((0..).zip(pairs).map(|(at, (name, _))| (name.text().unwrap_or_default(), at)))
}

fn names(variables: Option<Value<'_>>) -> TextIndex<'_> {
    let variables = variables.into_iter().flat_map(Value::items);
    TextIndex::new(variables.map(|variable| (variable.text_of("name"), 0)))
}

/// The names and values of a list of variables that holds nothing else.
fn pairs<'v>(list: Option<Value<'v>>) -> Option<Vec<(Value<'v>, Value<'v>)>> {
    let Some(list) = list else { return Some(Vec::new()) };
    let pair = |variable: Value<'v>| {
        let (name, value) = (variable.get("name")?, variable.get("value")?);
        (variable.len() == 2 && name.kind() == Kind::String && value.kind() == Kind::String).then_some((name, value))
    };
    if list.kind() == Kind::Array { list.items().map(pair).collect() } else { None }
}

fn write_all(out: &mut Writer, name: &str, values: &[Value<'_>]) {
    if !values.is_empty() {
        out.key(name);
        out.begin_array();
        values.iter().for_each(|value| out.raw(value.raw()));
        out.end_array();
    }
}

fn unknown_edit(name: &str, shape: &'static str, value: Value<'_>, path: Path, found: &mut Collector<'_>) {
    let params = [("field", Param::from(name.to_owned())), ("shape", shape.into())];
    found.push_at(IssueCode::UnknownField, value.offset(), path, &params);
}

fn are_texts(list: Value<'_>, path: impl Fn() -> Path, found: &mut Collector<'_>) {
    for (index, item) in (0u32..).zip(list.items()) {
        is(Kind::String, item, || path().join(index), found);
    }
}

/// Whether a value of the changes is of a kind; reports it where it is not.
fn is(expected: Kind, value: Value<'_>, path: impl FnOnce() -> Path, found: &mut Collector<'_>) -> bool {
    let actual = value.kind();
    if actual != expected {
        let params = [("expected", expected.name().into()), ("actual", actual.name().into())];
        found.push_at(IssueCode::InvalidChange, value.offset(), path(), &params);
    }
    actual == expected
}
