//! Drift: takes a connection as it was expected and as it is, gives every difference between them as an effect.
//!
//! Times and `versions` are not compared, since they move by themselves; nor what only the other side has and the contract
//! does not name. An environment without an id is found by its name: its id, and those of its credentials, are the platform's to make.

use crate::contract::table::{CONNECTION_UPDATE, Field, Presence};
use crate::edits::environments_path;
use crate::json::{TextIndex, Value};
use crate::path::Path;
use crate::preview::{Effect, EffectKind, NamedEnvironment};
use crate::sendable::field;
use crate::stored::{Stored, USAGES, changed_variables, list, same_list};

/// What the other connection is compared with.
#[derive(Clone, Copy, Debug)]
pub enum Expected<'d> {
    /// A whole connection: what it does not have, the other must not have either.
    Connection(Value<'d>),
    /// A body that was sent: what it does not set may be anything.
    Body(Value<'d>),
}

/// Tells how a connection differs from what was expected; paths are places in `actual`.
///
/// ```
/// use connection_update::drift::{Expected, drift};
/// use connection_update::json::{Document, Limits};
///
/// let document = |text| Document::parse(text, Limits::default()).unwrap();
/// let sent = document(br#"{ "name": "Shop", "environments": [{ "name": "Test" }] }"#);
/// let answer = document(br#"{ "name": "Shop", "environments": [], "updatedAt": "2026-01-01T00:00:00Z" }"#);
/// let drift = drift(Expected::Body(sent.root()), answer.root());
/// assert_eq!(drift[0].summary, "the environment `Test` is missing");
/// ```
#[must_use]
pub fn drift(expected: Expected<'_>, actual: Value<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    let object = expected.value();
    let mut compare = |name: &str| {
        let (before, after) = (object.get(name), actual.get(name));
        if !expected.allows(before, after) {
            effects.push(Effect::replaced(name, before, after, ["`", name, "` differs"].concat()));
        }
    };
    let is_compared = |field: &&Field| field.presence != Presence::ResponseOnly && field.name() != "environments";
    CONNECTION_UPDATE.fields.iter().filter(is_compared).for_each(|field| compare(field.name()));
    for name in object.members().map(|member| member.name()) {
        if field(&CONNECTION_UPDATE, &name).is_none() {
            compare(&name);
        }
    }
    if list(object, "environments").is_some() || matches!(expected, Expected::Connection(_)) {
        environments(expected, actual, &mut effects);
    }
    effects
}

impl<'d> Expected<'d> {
    const fn value(self) -> Value<'d> {
        match self {
            Self::Connection(value) | Self::Body(value) => value,
        }
    }

    /// Another object that belongs to what was expected.
    const fn inside(self, value: Value<'d>) -> Self {
        match self {
            Self::Connection(_) => Self::Connection(value),
            Self::Body(_) => Self::Body(value),
        }
    }

    /// Whether a member may be as it is. An empty list is as good as none.
    fn allows(self, expected: Option<Value<'_>>, actual: Option<Value<'_>>) -> bool {
        match (expected, actual) {
            (None, Some(_)) if matches!(self, Self::Body(_)) => true,
            _ => same_list(expected, actual),
        }
    }
}

fn environments<'d>(expected: Expected<'d>, actual: Value<'d>, effects: &mut Vec<Effect>) {
    let (before, after) = (Stored::read(expected.value()), Stored::read(actual));
    let names = after.environments.iter().zip(0..).map(|(environment, at)| (environment.text_of("name"), at));
    let by_name = TextIndex::new(names);
    let place_of = |environment: Value<'_>| match environment.get("id") {
        Some(id) => after.position(&id.text()?),
        None => by_name.get(&environment.text_of("name")),
    };
    // What was expected of each environment that is there.
    let mut pairs: Vec<_> = after.environments.iter().map(|now| (*now, None)).collect();
    let mut order = Vec::new();
    let mut missing = Vec::new();
    for environment in before.environments {
        let place = place_of(environment);
        match place.and_then(|at| pairs.get_mut(at as usize)) {
            Some((_, expected)) => *expected = Some(environment),
            None => missing.push(environment),
        }
        order.extend(place);
    }
    if !order.is_sorted() {
        let summary = "the environments stand in another order".to_owned();
        effects.push(Effect::new(EffectKind::Reordered, environments_path(), false, summary));
    }
    for environment in missing {
        let named = NamedEnvironment::of(environment);
        let summary = format!("the environment `{}` is missing", named.name);
        effects.push(Effect::new(EffectKind::Deleted, environments_path(), true, summary).of(named));
    }
    // A body that sets variables sets those of every environment, whatever else it says of one.
    let sent = match expected {
        Expected::Connection(_) => None,
        Expected::Body(body) => list(body, "environmentVariables"),
    };
    for (at, (now, before)) in (0u32..).zip(pairs) {
        let path = environments_path().join(at);
        if let Some(before) = before {
            environment(expected.inside(before), sent, now, path, effects);
        } else {
            let named = NamedEnvironment::of(now);
            let summary = format!("there is another environment, `{}`", named.name);
            effects.push(Effect::new(EffectKind::Created, path, false, summary).of(named));
        }
    }
}

/// How one environment differs.
fn environment(expected: Expected<'_>, sent: Option<Value<'_>>, now: Value<'_>, path: Path, effects: &mut Vec<Effect>) {
    let before = expected.value();
    let named = NamedEnvironment::of(now);
    let is_name = expected.allows(before.get("name"), now.get("name"));
    let is_credentials = same_credentials(expected, before.get("credentials"), now.get("credentials"));
    for (member, _) in [("name", is_name), ("credentials", is_credentials)].into_iter().filter(|(_, is_same)| !is_same)
    {
        let summary = format!("`{member}` of the environment `{}` differs", named.name);
        effects.push(Effect::new(EffectKind::Replaced, path.clone().join(member), false, summary).of(named.clone()));
    }
    let held = sent.or(list(before, "variables"));
    if held.is_none() && matches!(expected, Expected::Body(_)) {
        return;
    }
    let variables = list(now, "variables");
    let (names, is_lost) = changed_variables(held, variables);
    if names.is_empty() {
        return;
    }
    let summary = match names.len() {
        1 => format!("1 variable of the environment `{}` differs", named.name),
        count => format!("{count} variables of the environment `{}` differ", named.name),
    };
    let differs = Effect::new(EffectKind::Overwritten, path.join("variables"), is_lost, summary).of(named);
    effects.push(Effect { names: Some(names), ..differs });
}

/// Whether credentials are those that were expected: the same ones in the same order, each with its auth scheme.
fn same_credentials(expected: Expected<'_>, before: Option<Value<'_>>, after: Option<Value<'_>>) -> bool {
    USAGES.into_iter().all(|usage| {
        let before = before.and_then(|credentials| list(credentials, usage));
        let after = after.and_then(|credentials| list(credentials, usage));
        match (before, after) {
            (None, None) => true,
            (Some(list), None) => list.is_empty(),
            (None, Some(list)) => matches!(expected, Expected::Body(_)) || list.is_empty(),
            (Some(before), Some(after)) => {
                before.len() == after.len()
                    && before.items().zip(after.items()).all(|(before, after)| {
                        ["id", "authSchemeConfig"].into_iter().all(|name| {
                            before.get(name).is_none_or(|value| after.get(name).is_some_and(|now| now.same_as(value)))
                        })
                    })
            }
        }
    })
}
