//! Environments: finds stored ones by id, those that survive a body, and those with a stale copy of an auth scheme.

use crate::json::{StringIndex, Value};

/// Returns true if an environment of a body is to be created.
pub(crate) fn is_new(environment: Value<'_>) -> bool {
    environment.get("id").is_none()
}

/// The lists of credentials of an environment.
pub(crate) const USAGES: [&str; 2] = ["action", "trigger"];

/// The environments of the stored connection, by id.
pub(crate) struct EnvironmentIndex<'d> {
    pub(crate) environments: Vec<Value<'d>>,
    by_id: StringIndex<'d>,
}

impl<'d> EnvironmentIndex<'d> {
    #[inline(never)]
    pub(crate) fn from_connection(current: Value<'d>) -> Self {
        let environments = current.get_items("environments").to_vec();
        Self { by_id: StringIndex::from_members(&environments, "id"), environments }
    }

    /// Returns the index of an environment in the stored list.
    pub(crate) fn position(&self, id: &str) -> Option<u32> {
        self.by_id.get(id)
    }

    /// Returns the stored environment with this id.
    #[inline(never)]
    pub(crate) fn find(&self, id: &str) -> Option<Value<'d>> {
        self.position(id).and_then(|at| self.environments.get(at as usize)).copied()
    }
}

/// The ids of the stored environments that survive a body: those in its list, or all if it has no list.
pub(crate) struct SurvivingIds<'d>(Option<StringIndex<'d>>);

impl<'d> SurvivingIds<'d> {
    /// Reads the ids of the list in a body.
    #[inline(never)]
    pub(crate) fn from_list(environments: Option<Value<'d>>) -> Self {
        Self(environments.map(|list| StringIndex::from_members(&list.items().to_vec(), "id")))
    }

    /// Returns true if a stored environment survives.
    pub(crate) fn contains(&self, environment: Value<'_>) -> bool {
        self.0.as_ref().is_none_or(|ids| ids.contains(environment.get_str("id")))
    }
}

/// Returns true if an environment has a copy of an auth scheme that is not in a list.
pub(crate) fn has_stale_scheme_copy(environment: Value<'_>, schemes: Value<'_>) -> bool {
    let Some(credentials) = environment.get("credentials") else { return false };
    USAGES.iter().any(|usage| {
        credentials.get_items(usage).any(|credential| {
            let copy = credential.get("authSchemeConfig");
            copy.is_some_and(|copy| !schemes.items().any(|scheme| scheme.same_as(copy)))
        })
    })
}
