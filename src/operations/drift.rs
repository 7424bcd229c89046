//! Drift: takes a connection as it was expected and as it is, gives every difference between them as an effect.
//!
//! Times and `versions` are not compared, since they move by themselves; nor what only the other side has and the contract
//! does not name. An environment without an id is found by its name: its id, and those of its credentials, are the platform's to make.

use crate::connection::environments::{Stored, USAGES, changed_variables, list, same_list};
use crate::connection::read_only::field;
use crate::contract::table::{CONNECTION_UPDATE, Field, Presence};
use crate::json::{TextIndex, Value};
use crate::operations::preview::{Effect, EffectKind};
use crate::path::Place;
use crate::text;

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
/// use connection_update::operations::drift::{Expected, drift};
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
            effects.push(Effect::replaced(name, before, after, &["`", name, "` differs"]));
        }
    };
    let is_compared = |field: &Field| field.presence != Presence::ResponseOnly && field.name() != "environments";
    for field in CONNECTION_UPDATE.fields {
        if is_compared(field) {
            compare(field.name());
        }
    }
    for member in object.members() {
        if field(&CONNECTION_UPDATE, member.name()).is_none() {
            compare(member.name());
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

#[inline(never)]
fn environments<'d>(expected: Expected<'d>, actual: Value<'d>, effects: &mut Vec<Effect>) {
    let (before, after) = (Stored::read(expected.value()), Stored::read(actual));
    let by_name = TextIndex::of_members(&after.environments, "name");
    let place = Place::ENVIRONMENTS;
    // What was expected of each environment that is there.
    let mut found = vec![None; after.environments.len()];
    let mut missing = Vec::new();
    let (mut last, mut is_reordered) = (None, false);
    for environment in before.environments {
        let at = match environment.get("id") {
            Some(id) => id.text().and_then(|id| after.position(id)),
            None => by_name.get(environment.text_of("name")),
        };
        is_reordered |= at.is_some() && at < last;
        last = at.or(last);
        match at.and_then(|at| found.get_mut(at as usize)) {
            Some(found) => *found = Some(environment),
            None => missing.push(environment),
        }
    }
    if is_reordered {
        effects.push(Effect::new(EffectKind::Reordered, &place, false, &["the environments stand in another order"]));
    }
    for environment in missing {
        let summary = ["the environment `", "` is missing"];
        effects.push(Effect::on(environment, EffectKind::Deleted, &place, true, summary));
    }
    // A body that sets variables sets those of every environment, whatever else it says of one.
    let sent = match expected {
        Expected::Connection(_) => None,
        Expected::Body(body) => list(body, "environmentVariables"),
    };
    for ((now, before), at) in after.environments.into_iter().zip(found).zip(0..) {
        let place = place.index(at);
        if let Some(before) = before {
            environment(expected.inside(before), sent, now, &place, effects);
        } else {
            let summary = ["there is another environment, `", "`"];
            effects.push(Effect::on(now, EffectKind::Created, &place, false, summary));
        }
    }
}

/// How one environment differs.
#[inline(never)]
fn environment(
    expected: Expected<'_>,
    sent: Option<Value<'_>>,
    now: Value<'_>,
    place: &Place<'_>,
    effects: &mut Vec<Effect>,
) {
    let before = expected.value();
    let is_name = expected.allows(before.get("name"), now.get("name"));
    let is_credentials = same_credentials(expected, before.get("credentials"), now.get("credentials"));
    for (member, is_same, words) in [
        ("name", is_name, "`name` of the environment `"),
        ("credentials", is_credentials, "`credentials` of the environment `"),
    ] {
        if !is_same {
            let place = place.field(member);
            effects.push(Effect::on(now, EffectKind::Replaced, &place, false, [words, "` differs"]));
        }
    }
    let held = sent.or(list(before, "variables"));
    if held.is_none() && matches!(expected, Expected::Body(_)) {
        return;
    }
    let (names, is_lost) = changed_variables(held, list(now, "variables"));
    if names.is_empty() {
        return;
    }
    let count = text::decimal(names.len() as u32);
    let (what, differ) = match names.len() {
        1 => (" variable of the environment `", "` differs"),
        _ => (" variables of the environment `", "` differ"),
    };
    let summary = text::join(&[&count, what]);
    let place = place.field("variables");
    let differs = Effect::on(now, EffectKind::Overwritten, &place, is_lost, [&summary, differ]);
    effects.push(Effect { names: Some(names), ..differs });
}

/// Whether credentials are those that were expected: the same ones in the same order, each with its auth scheme.
fn same_credentials(expected: Expected<'_>, before: Option<Value<'_>>, after: Option<Value<'_>>) -> bool {
    USAGES.iter().all(|usage| {
        let before = before.and_then(|credentials| list(credentials, usage));
        let after = after.and_then(|credentials| list(credentials, usage));
        match (before, after) {
            (None, None) => true,
            (Some(list), None) => list.is_empty(),
            (None, Some(list)) => matches!(expected, Expected::Body(_)) || list.is_empty(),
            (Some(before), Some(after)) => {
                before.len() == after.len()
                    && before.items().zip(after.items()).all(|(before, after)| {
                        ["id", "authSchemeConfig"].iter().all(|name| {
                            before.get(name).is_none_or(|value| after.get(name).is_some_and(|now| now.same_as(value)))
                        })
                    })
            }
        }
    })
}
