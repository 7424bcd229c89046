//! Reads, checks, applies and writes edits of lists. Environments are edited by id, and variables by name.

use std::cell::OnceCell;

use super::environments::CREDENTIAL_USAGES;
use super::variables::write_with_value;
use crate::issue::{Collector, IssueCode, ParamRef};
use crate::json::{Items, Kind, StringIndex, Value, Writer};
use crate::path::PathNode;

/// Edits of the list of environments. A field that is `None` edits nothing.
pub(crate) struct EnvironmentEdits<'c> {
    /// New environments.
    pub(crate) add: Option<Value<'c>>,
    /// The ids of environments to remove.
    pub(crate) remove: Option<Value<'c>>,
    /// The environments that stay, in their new order: the id of a stored environment, or the index of a new one in `add`.
    pub(crate) order: Option<Value<'c>>,
    /// The changes of stored environments, by id.
    pub(crate) update: Option<Value<'c>>,
}

impl<'c> EnvironmentEdits<'c> {
    /// Reads `{ add, remove, order, update }`. Ignores members of the wrong type.
    pub(crate) fn read(edits: Value<'c>) -> Self {
        let [add, remove, order] = ["add", "remove", "order"].map(|name| edits.get_array(name));
        Self { add, remove, order, update: edits.get("update").filter(|update| update.kind() == Kind::Object) }
    }

    /// Reads the edits of the changes to a connection. Returns `None` if the changes contain no environments or the whole list.
    pub(crate) fn from_changes(changes: Value<'c>) -> Option<Self> {
        changes.get("environments").filter(|edits| edits.kind() == Kind::Object).map(Self::read)
    }

    /// Reports members of the wrong type, and unknown members.
    #[inline(never)]
    pub(crate) fn check(edits: Value<'_>, found: &mut Collector<'_>) {
        for member in edits.members() {
            let (name, value) = (member.name(), member.value);
            let path = PathNode::ENVIRONMENTS;
            let path = path.key(name);
            match name {
                "add" => _ = expect_kind(Kind::Array, value, &path, found),
                "remove" => expect_strings(value, &path, found),
                "order" => {
                    expect_kind(Kind::Array, value, &path, found);
                    for (item, index) in value.items().zip(0..) {
                        if item.kind() != Kind::Number {
                            expect_kind(Kind::String, item, &path.index(index), found);
                        }
                    }
                }
                "update" => {
                    expect_kind(Kind::Object, value, &path, found);
                    let shared = OnceCell::new();
                    let path = path.shared(&shared);
                    for member in value.members() {
                        let (path, shared) = (path.key(member.name()), OnceCell::new());
                        EnvironmentChanges::check(member.value, &path.shared(&shared), found);
                    }
                }
                _ => report_unknown(name, "EnvironmentEdits", value, &path, found),
            }
        }
    }
}

/// Changes of one stored environment. A field that is `None` changes nothing.
#[derive(Clone, Copy, Default)]
pub(crate) struct EnvironmentChanges<'c> {
    /// The new name.
    pub(crate) name: Option<Value<'c>>,
    /// The whole list of variables, or edits by name.
    pub(crate) variables: Option<Value<'c>>,
    /// For each changed usage, the whole list of credentials, as `{ id, authSchemeConfig }`.
    pub(crate) credentials: Option<Value<'c>>,
}

impl<'c> EnvironmentChanges<'c> {
    /// The names of the members.
    pub(crate) const MEMBERS: [&'static str; 3] = ["name", "variables", "credentials"];

    /// Reads `{ name, variables, credentials }`. Ignores members of the wrong type.
    pub(crate) fn read(changes: Value<'c>) -> Self {
        let get = |name, is_allowed: fn(Kind) -> bool| changes.get(name).filter(|value| is_allowed(value.kind()));
        Self {
            name: get("name", |kind| kind == Kind::String),
            variables: get("variables", |kind| matches!(kind, Kind::Array | Kind::Object)),
            credentials: get("credentials", |kind| kind == Kind::Object),
        }
    }

    /// Reports members of the wrong type, and unknown members. Does not check the items of lists of variables and the auth
    /// schemes, because the validation of the body checks them.
    #[inline(never)]
    fn check(changes: Value<'_>, path: &PathNode<'_>, found: &mut Collector<'_>) {
        expect_kind(Kind::Object, changes, path, found);
        for member in changes.members() {
            let (name, value) = (member.name(), member.value);
            let path = path.key(name);
            match name {
                "name" => _ = expect_kind(Kind::String, value, &path, found),
                "variables" if value.kind() == Kind::Object => VariableEdits::check(value, &path, found),
                "variables" => _ = expect_kind(Kind::Array, value, &path, found),
                "credentials" if expect_kind(Kind::Object, value, &path, found) => {
                    for usage in value.members() {
                        let path = path.key(usage.name());
                        if !CREDENTIAL_USAGES.contains(&usage.name()) {
                            report_unknown(usage.name(), "EnvironmentCredentials", usage.value, &path, found);
                            continue;
                        }
                        expect_kind(Kind::Array, usage.value, &path, found);
                        for (credential, index) in usage.value.items().zip(0..) {
                            let path = path.index(index);
                            expect_kind(Kind::Object, credential, &path, found);
                            for member in credential.members() {
                                let name = member.name();
                                if !matches!(name, "id" | "authSchemeConfig") {
                                    report_unknown(name, "CredentialChange", member.value, &path.key(name), found);
                                }
                            }
                        }
                    }
                }
                "credentials" => {}
                _ => report_unknown(name, "EnvironmentChanges", value, &path, found),
            }
        }
    }
}

/// An item of `order`.
#[derive(Clone, Copy)]
pub(crate) enum OrderItem<'c> {
    /// The id of a stored environment.
    Id(Value<'c>),
    /// The index of a new environment in `add`.
    New(u32),
}

impl<'c> OrderItem<'c> {
    /// Returns the id of a stored environment.
    pub(crate) const fn id(&self) -> Option<Value<'c>> {
        match self {
            Self::Id(id) => Some(*id),
            Self::New(_) => None,
        }
    }
}

/// Writes edits of the list of environments. Leaves out empty lists. `update` contains the id and the changes of each changed
/// environment.
pub(crate) fn write_environment_edits(
    out: &mut Writer,
    add: &[Value<'_>],
    remove: &[Value<'_>],
    order: &[OrderItem<'_>],
    update: &[(Value<'_>, String)],
) {
    out.begin_object();
    write_list(out, "add", add);
    write_list(out, "remove", remove);
    if !order.is_empty() {
        out.key("order");
        out.begin_array();
        for item in order {
            match item {
                OrderItem::Id(id) => out.raw(id.raw()),
                OrderItem::New(at) => out.raw(&at.to_string()),
            }
        }
        out.end_array();
    }
    if !update.is_empty() {
        out.key("update");
        out.begin_object();
        for (id, changes) in update {
            out.key(id.as_str().unwrap_or_default());
            out.raw(changes);
        }
        out.end_object();
    }
    out.end_object();
}

/// Edits of a list of variables, by name.
#[derive(Default)]
pub(crate) struct VariableEdits<'c> {
    /// Pairs of a name and the value to set.
    pub(crate) set: Vec<(Value<'c>, Value<'c>)>,
    /// The names to remove.
    pub(crate) remove: Vec<Value<'c>>,
}

impl<'c> VariableEdits<'c> {
    /// Reads `{ set, remove }`. Ignores members of `set` whose values are not strings.
    pub(crate) fn read(edits: Value<'c>) -> Self {
        let mut set = Vec::new();
        if let Some(variables) = edits.get("set") {
            for variable in variables.members() {
                if variable.value.kind() == Kind::String {
                    set.push((variable.key, variable.value));
                }
            }
        }
        Self { set, remove: (edits.get_items("remove")).collect::<Vec<_>>() }
    }

    /// Reports members of the wrong type, and unknown members.
    #[inline(never)]
    pub(crate) fn check(edits: Value<'_>, path: &PathNode<'_>, found: &mut Collector<'_>) {
        for member in edits.members() {
            let (name, value) = (member.name(), member.value);
            let path = path.key(name);
            match name {
                "set" if expect_kind(Kind::Object, value, &path, found) => {
                    for variable in value.members() {
                        expect_kind(Kind::String, variable.value, &path.key(variable.name()), found);
                    }
                }
                "set" => {}
                "remove" => expect_strings(value, &path, found),
                _ => report_unknown(name, "VariableEdits", value, &path, found),
            }
        }
    }

    /// Reports each name in `remove` that `set` contains too. Also reports each name in `remove` that `variables` does not
    /// contain. `path` is the path of the edits.
    pub(crate) fn check_removals(&self, variables: Option<Value<'_>>, path: &PathNode<'_>, found: &mut Collector<'_>) {
        if self.remove.is_empty() {
            return;
        }
        let set = self.index_set_names();
        let present = index_variables(variables);
        for (removed, index) in self.remove.iter().zip(0..) {
            let Some(name) = removed.as_str() else { continue };
            let code = match (set.contains(name), present.contains(name)) {
                (true, _) => IssueCode::ConflictingEdit,
                (false, false) => IssueCode::NothingToRemove,
                (false, true) => continue,
            };
            let path = path.field("remove");
            found.push(code, removed.offset(), &path.index(index), &[("name", ParamRef::Str(name))]);
        }
    }

    /// Returns the edits that turn the list `before` into `next`. Returns `None` if edits by name cannot do this. The reasons
    /// are a duplicate name, a different order of names, or an item that is not exactly `{ name, value }` with two strings.
    pub(crate) fn diff(before: Option<Value<'c>>, next: Value<'c>) -> Option<Self> {
        let old = read_pairs(before)?;
        let new = read_pairs(Some(next))?;
        let (old_names, new_names) = (index_names(&old), index_names(&new));
        if old_names.duplicates().next().or(new_names.duplicates().next()).is_some() {
            return None;
        }
        let mut edits = Self::default();
        let mut last = None;
        let mut has_added = false;
        for (name, value) in &new {
            match old_names.get(name.as_str()?) {
                Some(at) => {
                    // Edits by name keep the order of old names, and add new names at the end.
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
            if !new_names.contains(name.as_str().unwrap_or_default()) {
                edits.remove.push(*name);
            }
        }
        Some(edits)
    }

    /// Returns true if the names in `set` keep their order as keys of a JavaScript object. JavaScript moves keys that are
    /// integers before all other keys.
    pub(crate) fn names_keep_order_in_javascript(&self) -> bool {
        let is_number = |(name, _): &(Value<'_>, Value<'_>)| {
            name.as_str().is_some_and(|name| name.bytes().all(|b| b.is_ascii_digit()))
        };
        self.set.len() < 2 || !self.set.iter().any(is_number)
    }

    /// Returns the edited list as JSON text, or `None` if the edits change nothing.
    pub(crate) fn apply(&self, variables: Option<Value<'_>>) -> Option<String> {
        let set = self.index_set_names();
        let removed = StringIndex::from_values(&self.remove);
        let present = index_variables(variables);
        let mut is_changed = false;
        let mut out = Writer::default();
        out.begin_array();
        for variable in Items::from_optional(variables) {
            let name = variable.get_str("name");
            let new = set.get(name).and_then(|at| self.set.get(at as usize)).map(|(_, value)| *value);
            match new {
                _ if removed.contains(name) => is_changed = true,
                Some(new) if !variable.get("value").is_some_and(|old| old.same_as(new)) => {
                    is_changed = true;
                    write_with_value(variable, new, &mut out);
                }
                _ => out.raw(variable.raw()),
            }
        }
        for (name, value) in &self.set {
            if present.contains(name.as_str().unwrap_or_default()) {
                continue;
            }
            is_changed = true;
            out.begin_object();
            out.member("name", name.raw());
            out.member("value", value.raw());
            out.end_object();
        }
        out.end_array();
        is_changed.then(|| out.finish_exact())
    }

    /// Writes `{ set, remove }`. Leaves out a member that is empty.
    pub(crate) fn write(&self, out: &mut Writer) {
        out.begin_object();
        if !self.set.is_empty() {
            out.key("set");
            out.begin_object();
            for (name, value) in &self.set {
                out.member(name.as_str().unwrap_or_default(), value.raw());
            }
            out.end_object();
        }
        write_list(out, "remove", &self.remove);
        out.end_object();
    }

    fn index_set_names(&self) -> StringIndex<'c> {
        index_names(&self.set)
    }
}

#[inline(never)]
fn index_names<'v>(pairs: &[(Value<'v>, Value<'v>)]) -> StringIndex<'v> {
    let mut index = StringIndex::builder(pairs.len());
    for ((name, _), at) in pairs.iter().zip(0..) {
        index.add(name.as_str().unwrap_or_default(), at);
    }
    index.build()
}

/// Returns an index of the names in a list of variables.
pub(crate) fn index_variables(variables: Option<Value<'_>>) -> StringIndex<'_> {
    StringIndex::from_members(&Items::from_optional(variables).to_vec(), "name")
}

/// Returns the name and value of each variable. Returns `None` if an item is not exactly `{ name, value }` with two strings.
fn read_pairs<'v>(list: Option<Value<'v>>) -> Option<Vec<(Value<'v>, Value<'v>)>> {
    if list.is_some_and(|list| list.kind() != Kind::Array) {
        return None;
    }
    let mut pairs = Vec::new();
    for variable in Items::from_optional(list) {
        let (name, value) = (variable.get("name")?, variable.get("value")?);
        if variable.len() != 2 || name.kind() != Kind::String || value.kind() != Kind::String {
            return None;
        }
        pairs.push((name, value));
    }
    Some(pairs)
}

/// Writes a member whose value is a list. Leaves out an empty list.
pub(crate) fn write_list(out: &mut Writer, name: &str, values: &[Value<'_>]) {
    if !values.is_empty() {
        out.key(name);
        out.begin_array();
        values.iter().for_each(|value| out.raw(value.raw()));
        out.end_array();
    }
}

/// Reports a member that is not known in its object.
pub(crate) fn report_unknown(
    name: &str,
    shape: &'static str,
    value: Value<'_>,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) {
    let params = [("field", ParamRef::Str(name)), ("shape", shape.into())];
    found.push(IssueCode::UnknownField, value.offset(), path, &params);
}

/// Reports `list` if it is not a list. Reports each item of the list that is not a string.
fn expect_strings(list: Value<'_>, path: &PathNode<'_>, found: &mut Collector<'_>) {
    expect_kind(Kind::Array, list, path, found);
    for (item, index) in list.items().zip(0..) {
        expect_kind(Kind::String, item, &path.index(index), found);
    }
}

/// Returns true if a value in the changes has the expected kind. Reports a value of another kind.
#[inline(never)]
fn expect_kind(expected: Kind, value: Value<'_>, path: &PathNode<'_>, found: &mut Collector<'_>) -> bool {
    let actual = value.kind();
    if actual != expected {
        let params = [("expected", expected.name().into()), ("actual", actual.name().into())];
        found.push(IssueCode::InvalidChange, value.offset(), path, &params);
    }
    actual == expected
}
