//! The stored connection as the rules and the preview ask about it: takes values, tells which environments a body keeps,
//! which variables they would lose, and which hold copies of auth schemes that are no longer there.

use crate::json::{Kind, TextIndex, Value};

/// The list in a member of an object; `None` where there is none.
pub(crate) fn list<'d>(object: Value<'d>, name: &str) -> Option<Value<'d>> {
    object.get(name).filter(|value| value.kind() == Kind::Array)
}

/// The environments of the stored connection, found by id.
pub(crate) struct Stored<'d> {
    pub(crate) environments: Vec<Value<'d>>,
    by_id: TextIndex<'d>,
}

impl<'d> Stored<'d> {
    pub(crate) fn read(current: Value<'d>) -> Self {
        let environments: Vec<_> = list(current, "environments").into_iter().flat_map(Value::items).collect();
        let ids = environments.iter().zip(0..).map(|(environment, at)| (environment.text_of("id"), at));
        Self { by_id: TextIndex::new(ids), environments }
    }

    pub(crate) fn find(&self, id: &str) -> Option<Value<'d>> {
        self.by_id.get(id).and_then(|at| self.environments.get(at as usize)).copied()
    }
}

/// Which environments a body keeps: those whose ids its list holds, or all where it has no list.
pub(crate) struct Kept<'d>(Option<TextIndex<'d>>);

impl<'d> Kept<'d> {
    pub(crate) fn read(environments: Option<Value<'d>>) -> Self {
        Self(environments.map(|list| TextIndex::new(list.items().zip(0..).map(|(sent, at)| (sent.text_of("id"), at)))))
    }

    pub(crate) fn holds(&self, environment: Value<'_>) -> bool {
        self.0.as_ref().is_none_or(|ids| ids.contains(&environment.text_of("id")))
    }
}

/// The variables that every environment will have.
pub(crate) struct Survivors<'d> {
    variables: Vec<Value<'d>>,
    by_name: TextIndex<'d>,
}

impl<'d> Survivors<'d> {
    pub(crate) fn read(list: Value<'d>) -> Self {
        let variables: Vec<_> = list.items().collect();
        let names = variables.iter().zip(0..).map(|(variable, at)| (variable.text_of("name"), at));
        Self { by_name: TextIndex::new(names), variables }
    }

    /// The names of the variables of an environment that will hold something else or be gone.
    pub(crate) fn lost(&self, environment: Value<'_>) -> Vec<String> {
        let survives = |variable: &Value<'_>| {
            let same_name = self.by_name.get(&variable.text_of("name")).and_then(|at| self.variables.get(at as usize));
            same_name.is_some_and(|other| other.text_of("value") == variable.text_of("value"))
        };
        list(environment, "variables")
            .into_iter()
            .flat_map(Value::items)
            .filter(|variable| !survives(variable))
            .map(|variable| variable.text_of("name").into_owned())
            .collect()
    }
}

/// Whether an environment holds a copy of an auth scheme that a list does not have.
pub(crate) fn holds_stale_copy(environment: Value<'_>, schemes: Value<'_>) -> bool {
    let credentials = environment.get("credentials");
    let copies = ["action", "trigger"]
        .into_iter()
        .filter_map(|name| credentials.and_then(|credentials| list(credentials, name)))
        .flat_map(Value::items)
        .filter_map(|credential| credential.get("authSchemeConfig"));
    copies.into_iter().any(|copy| !schemes.items().any(|scheme| scheme.same_as(copy)))
}
