//! The stored connection as the rules and the preview ask about it: takes values, tells which environments a body keeps,
//! which variables they would lose, and which hold copies of auth schemes that are no longer there.

use crate::json::{Items, Kind, TextIndex, Value};

/// The list in a member of an object; `None` where there is none.
#[inline(never)]
pub(crate) fn list<'d>(object: Value<'d>, name: &str) -> Option<Value<'d>> {
    object.get(name).filter(|value| value.kind() == Kind::Array)
}

/// The items of the list in a member of an object; none where there is no list.
#[inline(never)]
pub(crate) fn items<'d>(object: Value<'d>, name: &str) -> Items<'d> {
    items_of(object.get(name))
}

/// The items of a list that may be missing.
pub(crate) fn items_of(list: Option<Value<'_>>) -> Items<'_> {
    list.map_or(Items::NONE, Value::items)
}

/// All values of a list, to be found by their place.
#[inline(never)]
pub(crate) fn all(items: Items<'_>) -> Vec<Value<'_>> {
    let mut all = Vec::new();
    for item in items {
        all.push(item);
    }
    all
}

/// Whether two sides hold the same, or both nothing.
#[inline(never)]
pub(crate) fn same(a: Option<Value<'_>>, b: Option<Value<'_>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.same_as(b),
        (None, None) => true,
        _ => false,
    }
}

/// Whether two sides hold the same list: an empty one is as good as none, and so is `null`.
#[inline(never)]
pub(crate) fn same_list(a: Option<Value<'_>>, b: Option<Value<'_>>) -> bool {
    let is_nothing = |list: Option<Value<'_>>| {
        list.is_none_or(|list| list.kind() == Kind::Null || list.kind() == Kind::Array && list.is_empty())
    };
    same(a, b) || is_nothing(a) && is_nothing(b)
}

/// Whether an environment of a body is yet to be created.
pub(crate) fn is_new(environment: Value<'_>) -> bool {
    environment.get("id").is_none()
}

/// What the credentials of an environment are used for.
pub(crate) const USAGES: [&str; 2] = ["action", "trigger"];

/// The environments of the stored connection, found by id.
pub(crate) struct Stored<'d> {
    pub(crate) environments: Vec<Value<'d>>,
    by_id: TextIndex<'d>,
}

impl<'d> Stored<'d> {
    #[inline(never)]
    pub(crate) fn read(current: Value<'d>) -> Self {
        let environments = all(items(current, "environments"));
        Self { by_id: TextIndex::of_members(&environments, "id"), environments }
    }

    pub(crate) fn position(&self, id: &str) -> Option<u32> {
        self.by_id.get(id)
    }

    #[inline(never)]
    pub(crate) fn find(&self, id: &str) -> Option<Value<'d>> {
        self.position(id).and_then(|at| self.environments.get(at as usize)).copied()
    }
}

/// Which environments a body keeps: those whose ids its list holds, or all where it has no list.
pub(crate) struct Kept<'d>(Option<TextIndex<'d>>);

impl<'d> Kept<'d> {
    #[inline(never)]
    pub(crate) fn read(environments: Option<Value<'d>>) -> Self {
        Self(environments.map(|list| TextIndex::of_members(&all(list.items()), "id")))
    }

    pub(crate) fn holds(&self, environment: Value<'_>) -> bool {
        self.0.as_ref().is_none_or(|ids| ids.contains(environment.text_of("id")))
    }
}

/// A list of variables, found by name.
pub(crate) struct Variables<'d> {
    variables: Vec<Value<'d>>,
    by_name: TextIndex<'d>,
}

impl<'d> Variables<'d> {
    #[inline(never)]
    pub(crate) fn read(list: Option<Value<'d>>) -> Self {
        let variables = all(items_of(list));
        Self { by_name: TextIndex::of_members(&variables, "name"), variables }
    }

    pub(crate) fn position(&self, name: &str) -> Option<u32> {
        self.by_name.get(name)
    }

    #[inline(never)]
    pub(crate) fn value(&self, name: &str) -> Option<Value<'d>> {
        self.position(name).and_then(|at| self.variables.get(at as usize))?.get("value")
    }

    /// The names of the variables of another list that are not here, or hold something else here.
    #[inline(never)]
    pub(crate) fn lost<'v>(&self, others: Items<'v>) -> Vec<&'v str> {
        let mut names = Vec::new();
        for (at, other) in others.enumerate() {
            let Some(name) = other.get("name").filter(|name| name.kind() == Kind::String) else { continue };
            // Lists of variables mostly have one order.
            let here = self.variables.get(at).filter(|here| here.get("name").is_some_and(|here| here.same_text(name)));
            let value = match here {
                Some(here) => here.get("value"),
                None => self.value(name.text().unwrap_or_default()),
            };
            if !other.get("value").is_some_and(|other| value.is_some_and(|value| value.same_text(other))) {
                names.push(name.text().unwrap_or_default());
            }
        }
        names
    }
}

/// The names of variables that only one list has, or that hold something else in each, and whether a value of the first list
/// is lost.
pub(crate) fn changed_variables(before: Option<Value<'_>>, after: Option<Value<'_>>) -> (Vec<String>, bool) {
    let mut names = Variables::read(after).lost(items_of(before));
    let is_lost = !names.is_empty();
    let known = Variables::read(before);
    for variable in items_of(after) {
        let name = variable.text_of("name");
        if known.position(name).is_none() {
            names.push(name);
        }
    }
    (owned(&names), is_lost)
}

/// Names on their own.
#[inline(never)]
pub(crate) fn owned(names: &[&str]) -> Vec<String> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        out.push((*name).to_owned());
    }
    out
}

/// Whether an environment holds a copy of an auth scheme that a list does not have.
pub(crate) fn holds_stale_copy(environment: Value<'_>, schemes: Value<'_>) -> bool {
    let Some(credentials) = environment.get("credentials") else { return false };
    USAGES.iter().any(|usage| {
        items(credentials, usage).any(|credential| {
            let copy = credential.get("authSchemeConfig");
            copy.is_some_and(|copy| !schemes.items().any(|scheme| scheme.same_as(copy)))
        })
    })
}
