//! Edits of lists, of environments by id and of variables by name: takes their JSON, gives what they ask for, and writes it
//! back. How edits are spelled is known here alone.

use crate::connection::environments::{all, items, items_of, list};
use crate::connection::read_only::write_with_value;
use crate::issue::{Collector, Detail, IssueCode};
use crate::json::{Kind, TextIndex, Value, Writer};
use crate::path::Place;

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
    #[inline(never)]
    pub(crate) fn check(edits: Value<'_>, found: &mut Collector<'_>) {
        for member in edits.members() {
            let (name, value) = (member.name(), member.value);
            let place = Place::ENVIRONMENTS;
            let place = place.key(name);
            match name {
                "add" => _ = is(Kind::Array, value, &place, found),
                "remove" | "order" => are_texts(value, &place, found),
                _ => unknown_edit(name, "EnvironmentEdits", value, &place, found),
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
        let mut set = Vec::new();
        if let Some(variables) = edits.get("set") {
            for variable in variables.members() {
                if variable.value.kind() == Kind::String {
                    set.push((variable.key, variable.value));
                }
            }
        }
        Self { set, remove: all(items(edits, "remove")) }
    }

    /// Reports what cannot be read of edits.
    #[inline(never)]
    pub(crate) fn check(edits: Value<'_>, found: &mut Collector<'_>) {
        for member in edits.members() {
            let (name, value) = (member.name(), member.value);
            let place = Place::VARIABLES;
            let place = place.key(name);
            match name {
                "set" if is(Kind::Object, value, &place, found) => {
                    for variable in value.members() {
                        is(Kind::String, variable.value, &place.key(variable.name()), found);
                    }
                }
                "set" => {}
                "remove" => are_texts(value, &place, found),
                _ => unknown_edit(name, "VariableEdits", value, &place, found),
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
        for (removed, index) in self.remove.iter().zip(0..) {
            let Some(name) = removed.text() else { continue };
            let code = match (set.contains(name), present.contains(name)) {
                (true, _) => IssueCode::ConflictingEdit,
                (false, false) => IssueCode::NothingToRemove,
                (false, true) => continue,
            };
            let place = Place::VARIABLES.field("remove");
            found.push(code, removed.offset(), &place.index(index), &[("name", Detail::Text(name))]);
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
            match old_names.get(name.text()?) {
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
        for (name, _) in &old {
            if !new_names.contains(name.text().unwrap_or_default()) {
                edits.remove.push(*name);
            }
        }
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
        let removed = TextIndex::of(&self.remove);
        let present = names(variables);
        let mut changes = false;
        let mut out = Writer::default();
        out.begin_array();
        for variable in items_of(variables) {
            let name = variable.text_of("name");
            let new = set.get(name).and_then(|at| self.set.get(at as usize)).map(|(_, value)| *value);
            match new {
                _ if removed.contains(name) => changes = true,
                Some(new) if !variable.get("value").is_some_and(|old| old.same_as(new)) => {
                    changes = true;
                    write_with_value(variable, new, &mut out);
                }
                _ => out.raw(variable.raw()),
            }
        }
        for (name, value) in &self.set {
            if present.contains(name.text().unwrap_or_default()) {
                continue;
            }
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
                out.member(name.text().unwrap_or_default(), value.raw());
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

#[inline(never)]
fn names_of<'v>(pairs: &[(Value<'v>, Value<'v>)]) -> TextIndex<'v> {
    let mut index = TextIndex::filling();
    for ((name, _), at) in pairs.iter().zip(0..) {
        index.add(name.text().unwrap_or_default(), at);
    }
    index.finish()
}

fn names(variables: Option<Value<'_>>) -> TextIndex<'_> {
    TextIndex::of_members(&all(items_of(variables)), "name")
}

/// The names and values of a list of variables that holds nothing else.
fn pairs<'v>(list: Option<Value<'v>>) -> Option<Vec<(Value<'v>, Value<'v>)>> {
    if list.is_some_and(|list| list.kind() != Kind::Array) {
        return None;
    }
    let mut pairs = Vec::new();
    for variable in items_of(list) {
        let (name, value) = (variable.get("name")?, variable.get("value")?);
        if variable.len() != 2 || name.kind() != Kind::String || value.kind() != Kind::String {
            return None;
        }
        pairs.push((name, value));
    }
    Some(pairs)
}

fn write_all(out: &mut Writer, name: &str, values: &[Value<'_>]) {
    if !values.is_empty() {
        out.key(name);
        out.begin_array();
        values.iter().for_each(|value| out.raw(value.raw()));
        out.end_array();
    }
}

fn unknown_edit(name: &str, shape: &'static str, value: Value<'_>, place: &Place<'_>, found: &mut Collector<'_>) {
    let params = [("field", Detail::Text(name)), ("shape", shape.into())];
    found.push(IssueCode::UnknownField, value.offset(), place, &params);
}

/// Reports what is not a list of texts.
fn are_texts(list: Value<'_>, place: &Place<'_>, found: &mut Collector<'_>) {
    is(Kind::Array, list, place, found);
    for (item, index) in list.items().zip(0..) {
        is(Kind::String, item, &place.index(index), found);
    }
}

/// Whether a value of the changes is of a kind; reports it where it is not.
#[inline(never)]
fn is(expected: Kind, value: Value<'_>, place: &Place<'_>, found: &mut Collector<'_>) -> bool {
    let actual = value.kind();
    if actual != expected {
        let params = [("expected", expected.name().into()), ("actual", actual.name().into())];
        found.push(IssueCode::InvalidChange, value.offset(), place, &params);
    }
    actual == expected
}
