//! Compares lists of variables: finds values by name, and finds the values that are lost when one list replaces another.

use crate::json::{Items, Kind, StringIndex, Value, Writer, lists_equal};

/// A list of variables, with an index of their names.
pub(crate) struct VariableIndex<'d> {
    variables: Vec<Value<'d>>,
    by_name: StringIndex<'d>,
}

impl<'d> VariableIndex<'d> {
    #[inline(never)]
    pub(crate) fn from_list(list: Option<Value<'d>>) -> Self {
        let variables = Items::from_optional(list).to_vec();
        Self { by_name: StringIndex::from_members(&variables, "name"), variables }
    }

    /// Returns the position in the list of the variable with this name.
    pub(crate) fn position(&self, name: &str) -> Option<u32> {
        self.by_name.get(name)
    }

    /// Returns the variable with this name.
    #[inline(never)]
    pub(crate) fn find(&self, name: &str) -> Option<Value<'d>> {
        self.position(name).and_then(|at| self.variables.get(at as usize)).copied()
    }

    /// Returns the value of the variable with this name.
    #[inline(never)]
    pub(crate) fn value(&self, name: &str) -> Option<Value<'d>> {
        self.find(name)?.get("value")
    }

    /// Returns the names of the variables in `others` that are lost: this list has no variable with the same name and the same
    /// value.
    #[inline(never)]
    pub(crate) fn find_lost_names<'v>(&self, others: Items<'v>) -> Vec<&'v str> {
        let mut names = Vec::new();
        for (at, other) in others.enumerate() {
            let Some(name) = other.get("name").filter(|name| name.kind() == Kind::String) else { continue };
            // Fast path: both lists usually have the same order, so the variable at the same position has the same name.
            let here = self.variables.get(at).filter(|here| here.get("name").is_some_and(|here| here.same_str(name)));
            let value = match here {
                Some(here) => here.get("value"),
                None => self.value(name.as_str().unwrap_or_default()),
            };
            if !other.get("value").is_some_and(|other| value.is_some_and(|value| value.same_str(other))) {
                names.push(name.as_str().unwrap_or_default());
            }
        }
        names
    }
}

/// Returns true if two lists of variables are equal, or differ only in their order. A missing list, an empty list and `null` are
/// equal. If a list has the same name twice, the order counts, because it can decide which value applies.
#[inline(never)]
pub(crate) fn variables_equal(one: Option<Value<'_>>, other: Option<Value<'_>>) -> bool {
    if lists_equal(one, other) {
        return true;
    }
    let (Some(one), Some(other)) = (one, other) else { return false };
    if one.kind() != Kind::Array || other.kind() != Kind::Array || one.len() != other.len() {
        return false;
    }
    let [one, other] = [one, other].map(|list| VariableIndex::from_list(Some(list)));
    one.by_name.duplicates().next().is_none()
        && one
            .variables
            .iter()
            .all(|variable| other.find(variable.get_str("name")).is_some_and(|same_name| same_name.same_as(*variable)))
}

/// Returns the names of the variables that differ between two lists. Also returns true if `after` lacks a variable of `before`,
/// or has another value for the variable.
pub(crate) fn find_changed_variables(before: Option<Value<'_>>, after: Option<Value<'_>>) -> (Vec<String>, bool) {
    let mut names = VariableIndex::from_list(after).find_lost_names(Items::from_optional(before));
    let is_lost = !names.is_empty();
    let known = VariableIndex::from_list(before);
    for variable in Items::from_optional(after) {
        let name = variable.get_str("name");
        if known.position(name).is_none() {
            names.push(name);
        }
    }
    (to_owned_strings(&names), is_lost)
}

/// Copies the names into owned strings.
#[inline(never)]
pub(crate) fn to_owned_strings(names: &[&str]) -> Vec<String> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        out.push((*name).to_owned());
    }
    out
}

/// Writes a variable with a new value, and copies its other members.
pub(crate) fn write_with_value(variable: Value<'_>, value: Value<'_>, out: &mut Writer) {
    out.begin_object();
    for member in variable.members() {
        out.copy_with(member, if member.key.is_str("value") { value.raw() } else { member.value.raw() });
    }
    if variable.get("value").is_none() {
        out.member("value", value.raw());
    }
    out.end_object();
}
