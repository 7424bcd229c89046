//! Finds environments: stored environments by id, environments that a body does not delete, and environments with a stale copy
//! of an auth scheme.

use super::credentials::SchemeSet;
use crate::json::{StringIndex, Value};

/// Returns true if this environment in a body has no id. The platform then creates the environment.
pub(crate) fn is_new(environment: Value<'_>) -> bool {
    environment.get("id").is_none()
}

/// The names of the members of `credentials` in an environment. Each member is a list of credentials.
pub(crate) const CREDENTIAL_USAGES: [&str; 2] = ["action", "trigger"];

/// The environments of a connection, with an index of their ids.
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

    /// Returns the position in the list of the environment with this id.
    pub(crate) fn position(&self, id: &str) -> Option<u32> {
        self.by_id.get(id)
    }

    /// Returns the environment with this id.
    #[inline(never)]
    pub(crate) fn find(&self, id: &str) -> Option<Value<'d>> {
        self.position(id).and_then(|at| self.environments.get(at as usize)).copied()
    }
}

/// The ids of the stored environments that a body does not delete. If the body has a list of environments, these ids are the
/// ids in the list. A body without a list deletes no environment.
pub(crate) struct SurvivingIds<'d>(Option<StringIndex<'d>>);

impl<'d> SurvivingIds<'d> {
    /// Reads the ids from the list of environments in a body. `environments` is `None` if the body has no list.
    #[inline(never)]
    pub(crate) fn from_list(environments: Option<Value<'d>>) -> Self {
        Self(environments.map(|list| StringIndex::from_members(&list.items().to_vec(), "id")))
    }

    /// Returns true if the body does not delete this stored environment.
    pub(crate) fn contains(&self, environment: Value<'_>) -> bool {
        self.0.as_ref().is_none_or(|ids| ids.contains(environment.get_str("id")))
    }
}

/// Returns true if a credential of the environment contains a stale copy of an auth scheme. A copy is stale if it equals no
/// scheme in `schemes`.
pub(crate) fn has_stale_scheme_copy(environment: Value<'_>, schemes: &SchemeSet<'_>) -> bool {
    let Some(credentials) = environment.get("credentials") else { return false };
    CREDENTIAL_USAGES.iter().any(|usage| {
        credentials.get_items(usage).any(|credential| {
            let copy = credential.get("authSchemeConfig");
            copy.is_some_and(|copy| !schemes.contains(copy))
        })
    })
}
