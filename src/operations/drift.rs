//! Finds drift: compares the actual connection with an expected connection, and returns every difference as an effect.
//!
//! Does not compare times and `versions`, which the platform changes by itself. Ignores an unknown field of the actual
//! connection if the expected connection does not have that field. If an expected environment has no id, finds the environment
//! by its name, because the platform creates the id.

use super::effect::{Effect, EffectKind};
use crate::connection::credentials::{SchemeSet, schemes_equal};
use crate::connection::environments::{CREDENTIAL_USAGES, EnvironmentIndex};
use crate::connection::read_only::{fields_equal, find_field};
use crate::connection::variables::{VariableIndex, find_changed_variables};
use crate::contract::table::{CONNECTION_UPDATE, Field, Presence};
use crate::json::{Items, Kind, MemberIndex, StringIndex, Value, lists_equal, values_equal};
use crate::path::PathNode;

/// The expected connection. The variant says how strictly the actual connection is compared with it.
#[derive(Clone, Copy, Debug)]
pub enum Expected<'d> {
    /// A whole connection. The actual connection must have the same fields.
    Exact(Value<'d>),
    /// The connection, or the environment, that a request should have stored. A list that the request should have emptied and
    /// that still has items is a destructive difference, because the items were to be deleted.
    Planned(Value<'d>),
    /// A body that was sent. It says nothing about fields that it does not contain, so they can have any value.
    AtLeast(Value<'d>),
}

/// Returns the differences between the actual connection and the expected connection, as effects. The paths of the effects are
/// paths in `actual`.
///
/// ```
/// use connection_update::operations::drift::{Expected, drift};
/// use connection_update::json::{Document, Limits};
///
/// let document = |text| Document::parse(text, Limits::default()).unwrap();
/// let sent = document(br#"{ "name": "Shop", "environments": [{ "name": "Test" }] }"#);
/// let response = document(br#"{ "name": "Shop", "environments": [], "updatedAt": "2026-01-01T00:00:00Z" }"#);
/// let drift = drift(Expected::AtLeast(sent.root()), response.root());
/// assert_eq!(drift[0].summary, "the environment `Test` is missing");
/// ```
#[must_use]
pub fn drift(expected: Expected<'_>, actual: Value<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    let object = expected.value();
    let (expected_fields, actual_fields) = (MemberIndex::new(object), MemberIndex::new(actual));
    let mut compare = |name: &str| {
        let (before, after) = (expected_fields.get(name), actual_fields.get(name));
        if !expected.allows(before, after) && !fields_equal(name, before, after) {
            let differs = Effect::replaced(name, before, after, &["`", name, "` differs"]);
            let (names, is_lost) = match name {
                "authSchemeConfigs" => {
                    (Some(find_gone_scheme_types(is_still_full(expected, before, after), before, after)), false)
                }
                "environmentVariables" => (differs.names.clone(), is_value_lost(before, after)),
                _ => (None, false),
            };
            let destructive = differs.destructive || is_lost || is_still_full(expected, before, after);
            effects.push(Effect { names, destructive, ..differs });
        }
    };
    let is_compared = |field: &Field| field.presence != Presence::ReadOnly && field.name() != "environments";
    for field in CONNECTION_UPDATE.fields {
        if is_compared(field) {
            compare(field.name());
        }
    }
    for member in object.members() {
        if find_field(&CONNECTION_UPDATE, member.name()).is_none() {
            compare(member.name());
        }
    }
    if object.get_array("environments").is_some() || !matches!(expected, Expected::AtLeast(_)) {
        compare_environments(expected, actual, &mut effects);
    }
    effects
}

/// Returns the differences between the actual environment and the expected environment, as effects. Compares the name, the
/// variables and the credentials. The paths of the effects are paths in `actual`.
///
/// ```
/// use connection_update::operations::drift::{Expected, drift_environment};
/// use connection_update::json::{Document, Limits};
///
/// let document = |text| Document::parse(text, Limits::default()).unwrap();
/// let sent = document(br#"{ "id": "e1", "name": "Test" }"#);
/// let response = document(br#"{ "id": "e1", "name": "test", "variables": [] }"#);
/// let drift = drift_environment(Expected::AtLeast(sent.root()), response.root());
/// assert_eq!(drift[0].summary, "`name` of the environment `test` differs");
/// ```
#[must_use]
pub fn drift_environment(expected: Expected<'_>, actual: Value<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    compare_environment(expected, None, actual, &PathNode::ROOT, &mut effects);
    effects
}

/// Returns true if the platform should have emptied a list, and did not.
fn is_still_full(kind: Expected<'_>, expected: Option<Value<'_>>, actual: Option<Value<'_>>) -> bool {
    !matches!(kind, Expected::Exact(_))
        && expected.is_some_and(|list| list.kind() == Kind::Array && list.is_empty())
        && actual.is_some_and(|list| !list.is_empty())
}

/// Returns true if the actual list lacks a value of the expected list of variables.
fn is_value_lost(expected: Option<Value<'_>>, actual: Option<Value<'_>>) -> bool {
    !VariableIndex::from_list(actual).find_lost_names(Items::from_optional(expected)).is_empty()
}

/// Returns the types of the expected auth schemes that the actual list lacks. If the platform did not empty the list, returns the
/// types of the actual list.
#[inline(never)]
fn find_gone_scheme_types(is_still_full: bool, expected: Option<Value<'_>>, actual: Option<Value<'_>>) -> Vec<String> {
    let mut names = Vec::new();
    SchemeSet::with(Items::from_optional(actual), &mut |known| {
        for scheme in Items::from_optional(if is_still_full { actual } else { expected }) {
            if is_still_full || !known.contains(scheme) {
                names.push(scheme.get_str("schemeType").to_owned());
            }
        }
    });
    names
}

impl<'d> Expected<'d> {
    const fn value(self) -> Value<'d> {
        match self {
            Self::Exact(value) | Self::Planned(value) | Self::AtLeast(value) => value,
        }
    }

    /// Returns the same variant with another expected object, for example an environment.
    const fn with_value(self, value: Value<'d>) -> Self {
        match self {
            Self::Exact(_) => Self::Exact(value),
            Self::Planned(_) => Self::Planned(value),
            Self::AtLeast(_) => Self::AtLeast(value),
        }
    }

    /// Returns true if the actual value of a member is the expected value. An empty list equals an absent list. With `AtLeast`,
    /// an absent expected value allows every actual value.
    fn allows(self, expected: Option<Value<'_>>, actual: Option<Value<'_>>) -> bool {
        match (expected, actual) {
            (None, Some(_)) if matches!(self, Self::AtLeast(_)) => true,
            _ => lists_equal(expected, actual),
        }
    }
}

/// Adds the differences between two lists of environments.
#[inline(never)]
fn compare_environments<'d>(expected: Expected<'d>, actual: Value<'d>, effects: &mut Vec<Effect>) {
    let (before, after) =
        (EnvironmentIndex::from_connection(expected.value()), EnvironmentIndex::from_connection(actual));
    let by_name = StringIndex::from_members(&after.environments, "name");
    let should_be_empty = is_still_full(expected, expected.value().get("environments"), actual.get("environments"));
    let path = PathNode::ENVIRONMENTS;
    // For each actual environment, the expected environment with the same id or name.
    let mut matches = vec![None; after.environments.len()];
    let mut missing = Vec::new();
    let (mut last, mut is_reordered) = (None, false);
    for environment in before.environments {
        let at = match environment.get("id") {
            Some(id) => id.as_str().and_then(|id| after.position(id)),
            None => by_name.get(environment.get_str("name")),
        };
        is_reordered |= at.is_some() && at < last;
        last = at.or(last);
        match at.and_then(|at| matches.get_mut(at as usize)) {
            Some(matched) => *matched = Some(environment),
            None => missing.push(environment),
        }
    }
    if is_reordered {
        effects.push(Effect::new(EffectKind::Reordered, &path, false, &["the environments are in another order"]));
    }
    for environment in missing {
        let summary = ["the environment `", "` is missing"];
        effects.push(Effect::for_environment(environment, EffectKind::Deleted, &path, true, summary));
    }
    // If a body sets the connection's variables, the platform copies them to every environment. They then overwrite the
    // variables that the body sets in an environment.
    let broadcast_variables = match expected {
        Expected::Exact(_) | Expected::Planned(_) => None,
        Expected::AtLeast(body) => body.get_array("environmentVariables"),
    };
    for ((now, before), at) in after.environments.into_iter().zip(matches).zip(0..) {
        let path = path.index(at);
        if let Some(before) = before {
            compare_environment(expected.with_value(before), broadcast_variables, now, &path, effects);
        } else {
            let summary = ["there is another environment, `", "`"];
            effects.push(Effect::for_environment(now, EffectKind::Created, &path, should_be_empty, summary));
        }
    }
}

/// Adds the differences between two environments.
#[inline(never)]
fn compare_environment(
    expected: Expected<'_>,
    broadcast_variables: Option<Value<'_>>,
    now: Value<'_>,
    path: &PathNode<'_>,
    effects: &mut Vec<Effect>,
) {
    let before = expected.value();
    let same_name = expected.allows(before.get("name"), now.get("name"));
    let same_credentials = credentials_equal(expected, before.get("credentials"), now.get("credentials"));
    for (member, is_same, summary) in [
        ("name", same_name, "`name` of the environment `"),
        ("credentials", same_credentials, "`credentials` of the environment `"),
    ] {
        if !is_same {
            let path = path.field(member);
            effects.push(Effect::for_environment(now, EffectKind::Replaced, &path, false, [summary, "` differs"]));
        }
    }
    let expected_variables = broadcast_variables.or(before.get_array("variables"));
    if expected_variables.is_none() && matches!(expected, Expected::AtLeast(_)) {
        return;
    }
    let actual_variables = now.get_array("variables");
    let names = find_changed_variables(expected_variables, actual_variables);
    let is_lost = is_value_lost(expected_variables, actual_variables)
        || is_still_full(expected, expected_variables, actual_variables);
    if names.is_empty() {
        return;
    }
    let count = names.len().to_string();
    let (what, differ) = match names.len() {
        1 => (" variable of the environment `", "` differs"),
        _ => (" variables of the environment `", "` differ"),
    };
    let summary = [&count, what].concat();
    let path = path.field("variables");
    let differs = Effect::for_environment(now, EffectKind::Overwritten, &path, is_lost, [&summary, differ]);
    effects.push(Effect { names: Some(names), ..differs });
}

/// Returns true if the credentials of an environment are as expected. Compares the ids, their order and the auth schemes.
fn credentials_equal(expected: Expected<'_>, before: Option<Value<'_>>, after: Option<Value<'_>>) -> bool {
    CREDENTIAL_USAGES.iter().all(|usage| {
        let before = before.and_then(|credentials| credentials.get_array(usage));
        let after = after.and_then(|credentials| credentials.get_array(usage));
        match (before, after) {
            (None, None) => true,
            (Some(list), None) => list.is_empty(),
            (None, Some(list)) => matches!(expected, Expected::AtLeast(_)) || list.is_empty(),
            (Some(before), Some(after)) => {
                let entries = || before.items().zip(after.items());
                before.len() == after.len() && entries().all(|(before, after)| entry_equals(before, after))
            }
        }
    })
}

/// Returns true if a credential of an environment has the expected id and the expected auth scheme. Does not compare a member
/// that is not expected.
fn entry_equals(expected: Value<'_>, actual: Value<'_>) -> bool {
    let pair = |name| expected.get(name).map(|value| (value, actual.get(name)));
    pair("id").is_none_or(|(id, now)| values_equal(Some(id), now))
        && pair("authSchemeConfig").is_none_or(|(scheme, now)| now.is_some_and(|now| schemes_equal(scheme, now)))
}
