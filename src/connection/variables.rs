//! Lists of variables: finds values by name, and the values that are lost when one list replaces another.

use crate::json::{Items, Kind, StringIndex, Value, Writer};

/// A list of variables, by name.
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

    /// Returns the index of a variable in the list.
    pub(crate) fn position(&self, name: &str) -> Option<u32> {
        self.by_name.get(name)
    }

    /// Returns the value of a variable.
    #[inline(never)]
    pub(crate) fn value(&self, name: &str) -> Option<Value<'d>> {
        self.position(name).and_then(|at| self.variables.get(at as usize))?.get("value")
    }

    /// Returns the names of variables in another list that are missing here, or have another value here.
    #[inline(never)]
    pub(crate) fn lost_names<'v>(&self, others: Items<'v>) -> Vec<&'v str> {
        let mut names = Vec::new();
        for (at, other) in others.enumerate() {
            let Some(name) = other.get("name").filter(|name| name.kind() == Kind::String) else { continue };
            // Lists of variables usually have one order.
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

/// Returns the names of variables that differ between two lists. The second part is true if a value of the first is lost.
pub(crate) fn changed_variables(before: Option<Value<'_>>, after: Option<Value<'_>>) -> (Vec<String>, bool) {
    let mut names = VariableIndex::from_list(after).lost_names(Items::from_optional(before));
    let is_lost = !names.is_empty();
    let known = VariableIndex::from_list(before);
    for variable in Items::from_optional(after) {
        let name = variable.get_str("name");
        if known.position(name).is_none() {
            names.push(name);
        }
    }
    (to_strings(&names), is_lost)
}

/// Copies names.
#[inline(never)]
pub(crate) fn to_strings(names: &[&str]) -> Vec<String> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        out.push((*name).to_owned());
    }
    out
}

/// Writes a variable with another value. Its other members stay.
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
