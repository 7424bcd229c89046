//! Keeps the own values of an environment when the variables of the connection change. A value is an own value if it differs from
//! the value of the connection.
//!
//! A request that sets the variables of the connection also overwrites the variables of every environment. These functions
//! compute the list that an environment needs afterwards to keep its own values.

use super::edits::{VariableEdits, index_variables};
use super::variables::{VariableIndex, write_with_value};
use crate::json::{Items, Kind, Value, Writer, values_equal};

/// The treatment of the own values of environments when a request sets the variables of the connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnValues {
    /// The variables of the connection overwrite those of every environment. This is what the platform does.
    #[default]
    Overwrite,
    /// Further requests restore the own values of each environment. Values that equal the old value of the connection follow the
    /// new value.
    Keep,
}

/// The variables of a connection before and after an edit.
pub(crate) struct SharedVariables<'d> {
    pub(crate) before: VariableIndex<'d>,
    pub(crate) after: VariableIndex<'d>,
    list: Value<'d>,
}

impl<'d> SharedVariables<'d> {
    /// Reads the two lists. `before` is `None` if the connection has no variables yet.
    pub(crate) fn new(before: Option<Value<'d>>, after: Value<'d>) -> Self {
        Self { before: VariableIndex::from_list(before), after: VariableIndex::from_list(Some(after)), list: after }
    }

    /// Returns the list that keeps the values of `own`, the variables of an environment.
    ///
    /// A value that equals the value in the old list follows the new list. All other values stay. A variable that only the new
    /// list has is added. A variable of the old list that the environment lacks stays absent.
    #[inline(never)]
    pub(crate) fn keep(&self, own: Option<Value<'_>>) -> String {
        let mut out = Writer::default();
        out.begin_array();
        for variable in Items::from_optional(own) {
            let name = variable.get_str("name");
            let is_inherited =
                self.before.value(name).is_some_and(|old| values_equal(Some(old), variable.get("value")));
            match (is_inherited, self.after.value(name)) {
                (true, None) => {}
                (true, Some(new)) => write_with_value(variable, new, &mut out),
                (false, _) => out.raw(variable.raw()),
            }
        }
        let names = index_variables(own);
        for variable in self.list.items() {
            let name = variable.get_str("name");
            if self.before.position(name).is_none() && !names.contains(name) {
                out.raw(variable.raw());
            }
        }
        out.end_array();
        out.finish()
    }
}

/// Applies changes of the variables of an environment to `kept`, the list that keeps its own values. `own` is the stored list
/// that was edited. Returns `None` if the changes change nothing.
#[inline(never)]
pub(crate) fn apply_to_kept(own: Option<Value<'_>>, kept: Value<'_>, changes: Value<'_>) -> Option<String> {
    if changes.kind() == Kind::Object {
        return VariableEdits::read(changes).apply(Some(kept));
    }
    let (before, values) = (VariableIndex::from_list(own), VariableIndex::from_list(Some(kept)));
    let mut out = Writer::default();
    out.begin_array();
    for variable in changes.items() {
        let name = variable.get_str("name");
        let is_edited = !before.value(name).is_some_and(|old| values_equal(Some(old), variable.get("value")));
        match values.value(name) {
            _ if is_edited => out.raw(variable.raw()),
            Some(value) => write_with_value(variable, value, &mut out),
            None => {}
        }
    }
    let names = index_variables(Some(changes));
    for variable in kept.items() {
        let name = variable.get_str("name");
        if before.position(name).is_none() && !names.contains(name) {
            out.raw(variable.raw());
        }
    }
    out.end_array();
    Some(out.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Limits};

    fn list(pairs: &str) -> String {
        let items = pairs.split_whitespace().map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            format!(r#"{{"name":"{name}","value":"{value}"}}"#)
        });
        format!("[{}]", items.collect::<Vec<_>>().join(","))
    }

    /// Reads three lists, and returns what `write` makes of them.
    fn write_with(lists: [&str; 3], write: impl FnOnce([Value<'_>; 3]) -> String) -> String {
        let lists = lists.map(list);
        let documents = lists.each_ref().map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
        write(documents.each_ref().map(Document::root))
    }

    #[test]
    fn own_values_are_kept_by_the_table_of_the_contract() {
        for (before, after, own, expected) in [
            ("A=1", "A=2", "A=1", "A=2"),
            ("A=1", "", "A=1", ""),
            ("A=1", "A=2", "A=9", "A=9"),
            ("A=1", "", "A=9", "A=9"),
            ("A=1", "A=2", "", ""),
            ("A=1", "A=1 B=2", "", "B=2"),
            ("A=1", "A=2 C=3", "X=0 A=1", "X=0 A=2 C=3"),
            ("", "A=2", "A=9", "A=9"),
        ] {
            let kept = write_with([before, after, own], |[before, after, own]| {
                SharedVariables::new(Some(before), after).keep(Some(own))
            });
            assert_eq!(kept, list(expected), "{before} to {after}, own {own}");
        }
    }

    #[test]
    fn an_edited_list_sets_only_the_values_that_it_changes() {
        for (own, kept, edited, expected) in [
            ("A=1 B=2", "A=9 B=2", "A=1 B=3", "A=9 B=3"),
            ("A=1 B=2", "B=2", "A=1 B=3", "B=3"),
            ("A=1", "A=1 N=n", "A=2 C=c", "A=2 C=c N=n"),
        ] {
            let applied =
                write_with([own, kept, edited], |[own, kept, edited]| apply_to_kept(Some(own), kept, edited).unwrap());
            assert_eq!(applied, list(expected));
        }
    }
}
