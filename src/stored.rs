//! The stored connection as the rules and the preview ask about it: takes values, tells which environments a body keeps,
//! which variables they would lose, and which hold copies of auth schemes that are no longer there.

use std::borrow::Cow;

use crate::json::{Kind, TextIndex, Value};

/// The list in a member of an object; `None` where there is none.
#[inline(never)]
pub(crate) fn list<'d>(object: Value<'d>, name: &str) -> Option<Value<'d>> {
    object.get(name).filter(|value| value.kind() == Kind::Array)
}

/// Whether two sides hold the same, or both nothing.
pub(crate) fn same(a: Option<Value<'_>>, b: Option<Value<'_>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.same_as(b),
        (None, None) => true,
        _ => false,
    }
}

/// Whether two sides hold the same list: an empty one is as good as none, and so is `null`.
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
        let environments: Vec<_> = list(current, "environments").into_iter().flat_map(Value::items).collect();
        let ids = environments.iter().zip(0..).map(|(environment, at)| (environment.text_of("id"), at));
        Self { by_id: TextIndex::new(ids), environments }
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
        Self(environments.map(|list| TextIndex::new(list.items().zip(0..).map(|(sent, at)| (sent.text_of("id"), at)))))
    }

    pub(crate) fn holds(&self, environment: Value<'_>) -> bool {
        self.0.as_ref().is_none_or(|ids| ids.contains(&environment.text_of("id")))
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
        let variables: Vec<_> = list.into_iter().flat_map(Value::items).collect();
        let names = variables.iter().zip(0..).map(|(variable, at)| (variable.text_of("name"), at));
        Self { by_name: TextIndex::new(names), variables }
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
    pub(crate) fn lost<'v>(&self, others: Option<Value<'v>>) -> Vec<Cow<'v, str>> {
        let mut names = Vec::new();
        for (at, other) in others.into_iter().flat_map(Value::items).enumerate() {
            let Some(name) = other.get("name").filter(|name| name.kind() == Kind::String) else { continue };
            // Lists of variables mostly have one order.
            let here = self.variables.get(at).filter(|here| here.get("name").is_some_and(|here| here.same_text(name)));
            let value = match here {
                Some(here) => here.get("value"),
                None => self.value(&name.text().unwrap_or_default()),
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
    let mut names = Variables::read(after).lost(before);
    let is_lost = !names.is_empty();
    let known = Variables::read(before);
    let others = after.into_iter().flat_map(Value::items).map(|variable| variable.text_of("name"));
    names.extend(others.filter(|name| known.position(name).is_none()));
    (names.into_iter().map(Cow::into_owned).collect(), is_lost)
}

/// Whether an environment holds a copy of an auth scheme that a list does not have.
pub(crate) fn holds_stale_copy(environment: Value<'_>, schemes: Value<'_>) -> bool {
    let credentials = environment.get("credentials");
    let copies = USAGES
        .into_iter()
        .filter_map(|name| credentials.and_then(|credentials| list(credentials, name)))
        .flat_map(Value::items)
        .filter_map(|credential| credential.get("authSchemeConfig"));
    copies.into_iter().any(|copy| !schemes.items().any(|scheme| scheme.same_as(copy)))
}
