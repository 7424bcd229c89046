//! Compares lists of variables: finds values by name, and finds the values that are lost when one list replaces another.

use crate::json::{Items, Kind, StringIndex, Value, Writer, lists_equal};

/// A list of variables, with an index of their names.
pub(crate) struct VariableIndex<'d> {
    variables: Vec<Value<'d>>,
    /// The name and the value of each variable, or empty if the list is compared with few other lists.
    members: Vec<(Option<Value<'d>>, Option<Value<'d>>)>,
    by_name: StringIndex<'d>,
}

impl<'d> VariableIndex<'d> {
    #[inline(never)]
    pub(crate) fn from_list(list: Option<Value<'d>>) -> Self {
        let variables = Items::from_optional(list).to_vec();
        Self { by_name: StringIndex::from_members(&variables, "name"), variables, members: Vec::new() }
    }

    /// Reads the names and the values once, if the list will be compared with many other lists.
    pub(crate) fn for_comparisons(mut self, count: usize) -> Self {
        if count >= 8 {
            self.members.reserve_exact(self.variables.len());
            self.members.extend(self.variables.iter().map(|variable| read_members(*variable)));
        }
        self
    }

    /// Returns the name and the value of the variable at a position.
    fn members(&self, at: usize) -> Option<(Option<Value<'d>>, Option<Value<'d>>)> {
        self.members.get(at).copied().or_else(|| self.variables.get(at).copied().map(read_members))
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

    /// Returns true if a variable with this name and this value is lost: the list has no such variable. `at` is the position of the
    /// variable in its list.
    fn lacks(&self, name: Value<'_>, value: Option<Value<'_>>, at: usize) -> bool {
        // Fast path: both lists usually have the same order, so the variable at the same position has the same name.
        let here = self.members(at).filter(|(here, _)| here.is_some_and(|here| here.same_str(name)));
        let by_name = || self.members(self.position(name.as_str().unwrap_or_default())? as usize);
        let known = here.or_else(by_name).and_then(|(_, known)| known);
        !value.is_some_and(|value| known.is_some_and(|known| known.same_str(value)))
    }

    /// Returns the names of the variables in `others` that are lost: this list has no variable with the same name and the same
    /// value.
    pub(crate) fn find_lost_names<'v>(&self, others: Items<'v>) -> Vec<&'v str> {
        find_names_lost_in_all(&[self], others)
    }

    /// Returns the names of the variables in `others` whose own values are lost: this list has no variable with the same name and
    /// the same value, and `inherited` has none either.
    pub(crate) fn find_lost_own_names<'v>(&self, others: Items<'v>, inherited: &VariableIndex<'_>) -> Vec<&'v str> {
        find_names_lost_in_all(&[self, inherited], others)
    }
}

fn read_members(variable: Value<'_>) -> (Option<Value<'_>>, Option<Value<'_>>) {
    (variable.get("name"), variable.get("value"))
}

/// Returns the names of the variables in `others` that no list has with the same value.
#[inline(never)]
fn find_names_lost_in_all<'v>(lists: &[&VariableIndex<'_>], others: Items<'v>) -> Vec<&'v str> {
    let mut names = Vec::new();
    for (at, other) in others.enumerate() {
        let Some(name) = other.get("name").filter(|name| name.kind() == Kind::String) else { continue };
        let value = other.get("value");
        if lists.iter().all(|list| list.lacks(name, value, at)) {
            names.push(name.as_str().unwrap_or_default());
        }
    }
    names
}

/// Returns true if `after` lacks the name of a variable of `before`.
pub(crate) fn lacks_variable(before: Option<Value<'_>>, after: Option<Value<'_>>) -> bool {
    let after = VariableIndex::from_list(after);
    Items::from_optional(before).any(|variable| after.position(variable.get_str("name")).is_none())
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

/// Returns the names of the variables that differ between two lists.
pub(crate) fn find_changed_variables(before: Option<Value<'_>>, after: Option<Value<'_>>) -> Vec<String> {
    let mut names = VariableIndex::from_list(after).find_lost_names(Items::from_optional(before));
    let known = VariableIndex::from_list(before);
    for variable in Items::from_optional(after) {
        let name = variable.get_str("name");
        if known.position(name).is_none() {
            names.push(name);
        }
    }
    to_owned_strings(&names)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Limits};

    #[test]
    fn lists_of_variables_are_equal_in_any_order() {
        let [a, b] = [r#"{"name":"A","value":"1"}"#, r#"{"name":"B","value":"2"}"#];
        let other = r#"{"name":"A","value":"2"}"#;
        for (one, two, expected) in [
            (format!("[{a},{b}]"), format!("[{b},{a}]"), true),
            (format!("[{a}]"), format!("[{other}]"), false),
            (format!("[{a}]"), format!("[{a},{b}]"), false),
            // With a name that occurs twice, the order can decide which value applies.
            (format!("[{a},{other}]"), format!("[{other},{a}]"), false),
            (format!("[{a},{a}]"), format!("[{a},{b}]"), false),
            ("[]".to_owned(), "null".to_owned(), true),
            ("[]".to_owned(), "{}".to_owned(), false),
            (format!("[{a}]"), a.replacen(r#","value":"1""#, "", 1), false),
        ] {
            let [one, two] = [&one, &two].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
            for (one, two) in [(&one, &two), (&two, &one)] {
                let are_equal = variables_equal(Some(one.root()), Some(two.root()));
                assert_eq!(are_equal, expected, "{} {}", one.text(), two.text());
            }
        }
    }
}
