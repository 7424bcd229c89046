//! Finds the effects of a body on the stored connection, and describes each effect in one sentence.
//!
//! ```
//! use connection_update::operations::effect::EffectKind;
//! use connection_update::{Options, merge};
//!
//! let current = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
//!     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com",
//!     "environments": [{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F", "name": "Test" }] }"#;
//! let merged = merge(current, br#"{ "environments": [] }"#, &Options::default()).unwrap();
//! let effect = &merged.effects[0];
//! assert_eq!((effect.kind, effect.destructive), (EffectKind::Deleted, true));
//! assert_eq!(effect.summary, "the environment `Test` is deleted");
//! assert_eq!(effect.environment.as_ref().map(|named| named.name.as_str()), Some("Test"));
//! ```

use std::cell::OnceCell;

#[cfg(feature = "serde")]
use serde::Serialize;

use crate::connection::credentials::SchemeSet;
use crate::connection::environments::{SurvivingIds, has_stale_scheme_copy, is_new};
use crate::connection::read_only::{fields_equal, find_field};
use crate::connection::variables::{VariableIndex, find_changed_variables, lacks_variable, to_owned_strings};
use crate::contract::table::{CONNECTION_UPDATE, IMMUTABLE, Presence};
use crate::json::{Items, Kind, MemberIndex, Value, lists_equal};
use crate::path::{Path, PathNode};

/// One change that a request makes to the stored connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
pub struct Effect {
    /// The kind of effect.
    pub kind: EffectKind,
    /// The path of the change in the body. For an effect that `drift` returns, the path of the difference in the actual
    /// connection.
    #[cfg_attr(all(target_arch = "wasm32", feature = "serde"), tsify(type = "Path"))]
    pub path: Path,
    /// True if the effect deletes an environment, removes a variable or an auth scheme, or overwrites an own value of an
    /// environment. A value of an environment's variable is an own value if it differs from the old value of the connection.
    /// Giving another value to a variable or an auth scheme is not destructive.
    pub destructive: bool,
    /// One sentence in English. It never contains a value that may be secret.
    pub summary: String,
    /// The affected environment. Absent if the effect is on the connection as a whole.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(all(target_arch = "wasm32", feature = "serde"), tsify(optional))]
    pub environment: Option<NamedEnvironment>,
    /// The names of the variables that change. If a request overwrites the variables of an environment, these are the names of
    /// the variables whose values are lost.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(all(target_arch = "wasm32", feature = "serde"), tsify(optional))]
    pub names: Option<Vec<String>>,
    /// The number of fields that change, if the effect represents all changes beyond the limit. Its path is empty.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(all(target_arch = "wasm32", feature = "serde"), tsify(optional))]
    pub count: Option<u32>,
    /// The path of the value before the effect, in the stored connection. If there are `names`, the value is a list of variables,
    /// of which only those with these names count. Absent if there was no value.
    #[cfg_attr(all(feature = "serde", not(target_arch = "wasm32")), serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(all(feature = "serde", target_arch = "wasm32"), serde(skip))]
    pub before: Option<Path>,
    /// The path of the value after the effect, in the body or the new connection. Absent if there is no value.
    #[cfg_attr(all(feature = "serde", not(target_arch = "wasm32")), serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(all(feature = "serde", target_arch = "wasm32"), serde(skip))]
    pub after: Option<Path>,
}

/// The kind of an effect.
///
/// - `replaced`: a field or a list of the connection, or a list of an environment, gets another value.
/// - `renamed`: an environment gets another name.
/// - `kept`: an environment keeps its own values, although the variables of the connection change. A later request restores them.
/// - `restated`: the request repeats stored lists, which deletes an environment that someone adds before the request.
/// - `created`, `deleted`: an environment is created or deleted.
/// - `reordered`: the environments that stay, or the credentials of an environment, get another order.
/// - `overwritten`: the variables of an environment are overwritten by those of the connection.
/// - `stale-copy`: an environment keeps a copy of an auth scheme that the connection no longer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
pub enum EffectKind {
    /// A field or a list of the connection, or a list of an environment, gets another value.
    Replaced,
    /// An environment gets another name.
    Renamed,
    /// An environment keeps its own values, although the variables of the connection change. A later request restores them.
    Kept,
    /// The request repeats stored lists, which deletes an environment that someone adds before the request.
    Restated,
    /// An environment is created.
    Created,
    /// An environment is deleted, with its credentials and variables.
    Deleted,
    /// The environments that stay, or the credentials of an environment, get another order.
    Reordered,
    /// The variables of an environment are overwritten by those of the connection.
    Overwritten,
    /// An environment keeps a copy of an auth scheme that the connection no longer has.
    StaleCopy,
}

/// The id and name of an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
pub struct NamedEnvironment {
    /// The id. Absent if the environment is new, because the platform creates the id.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(all(target_arch = "wasm32", feature = "serde"), tsify(optional))]
    pub id: Option<String>,
    /// The name.
    pub name: String,
}

impl Effect {
    /// Creates an effect on the connection. Concatenates the parts of the summary.
    #[inline(never)]
    pub(crate) fn new(kind: EffectKind, path: &PathNode<'_>, destructive: bool, summary: &[&str]) -> Self {
        let summary = summary.concat();
        let path = path.to_path();
        Self {
            kind,
            path,
            destructive,
            summary,
            environment: None,
            names: None,
            count: None,
            before: None,
            after: None,
        }
    }

    /// Creates an effect on an environment. The summary is the text `before`, then the environment's name, then the text
    /// `after`.
    #[inline(never)]
    pub(crate) fn for_environment(
        environment: Value<'_>,
        kind: EffectKind,
        path: &PathNode<'_>,
        destructive: bool,
        [before, after]: [&str; 2],
    ) -> Self {
        let named = NamedEnvironment::from_value(environment);
        let effect = Self::new(kind, path, destructive, &[before, &named.name, after]);
        Self { environment: Some(named), ..effect }
    }

    /// Creates the effect of replacing the value of a field. The effect is destructive if `after` lacks a variable of `before`,
    /// or if fewer auth schemes are new than are gone.
    #[inline(never)]
    pub(crate) fn replaced(name: &str, before: Option<Value<'_>>, after: Option<Value<'_>>, summary: &[&str]) -> Self {
        let path = PathNode::ROOT;
        let replaced = Self::new(EffectKind::Replaced, &path.key(name), false, summary);
        let [was, is] = [before, after].map(|value| value.map(|_| replaced.path.clone()));
        let replaced = Self { before: was, after: is, ..replaced };
        if name == "environmentVariables" {
            let names = find_changed_variables(before, after);
            return Self { names: Some(names), destructive: lacks_variable(before, after), ..replaced };
        }
        Self { destructive: lacks_item(before, after), ..replaced }
    }

    /// Adds the paths of the value before and after the effect.
    pub(crate) fn with_values(self, before: Option<Path>, after: Option<Path>) -> Self {
        Self { before, after, ..self }
    }
}

/// Returns true if more items of `before` are gone than items of `after` are new.
#[inline(never)]
fn lacks_item(before: Option<Value<'_>>, after: Option<Value<'_>>) -> bool {
    let count_missing = |of: Option<Value<'_>>, in_list: Option<Value<'_>>| {
        let mut count = 0;
        SchemeSet::with(Items::from_optional(in_list), &mut |known| {
            count = Items::from_optional(of).filter(|item| !known.contains(*item)).count();
        });
        count
    };
    count_missing(before, after) > count_missing(after, before)
}

impl NamedEnvironment {
    /// Reads the id and name of an environment.
    #[inline(never)]
    pub(crate) fn from_value(environment: Value<'_>) -> Self {
        let id = environment.get("id").and_then(Value::as_str).map(str::to_owned);
        Self { id, name: environment.get_str("name").to_owned() }
    }
}

/// Returns true if a request can change this field of the connection.
pub(crate) fn is_writable_field(name: &str) -> bool {
    !IMMUTABLE.contains(&name)
        && find_field(&CONNECTION_UPDATE, name).is_none_or(|field| field.presence != Presence::ReadOnly)
}

/// Returns every effect of a valid body, in the order of the body's members.
pub(crate) fn find_effects(current: Value<'_>, body: Value<'_>) -> Vec<Effect> {
    find_first_effects(current, body, usize::MAX)
}

/// Returns true if a valid body has an effect.
pub(crate) fn has_effects(current: Value<'_>, body: Value<'_>) -> bool {
    !find_first_effects(current, body, 1).is_empty()
}

/// Returns the effects of a valid body. Stops soon after it has found `limit` of them.
fn find_first_effects(current: Value<'_>, body: Value<'_>, limit: usize) -> Vec<Effect> {
    let stored = current.get_items("environments").to_vec();
    let surviving = SurvivingIds::from_list(body.get_array("environments"));
    let mut effects = Vec::new();
    let fields = MemberIndex::new(current);
    let list = PathNode::ENVIRONMENTS;
    let shared = OnceCell::new();
    let list = list.shared(&shared);
    let mut unknown_changes = 0;
    for member in body.members() {
        let (name, value) = (member.name(), member.value);
        if effects.len() >= limit {
            break;
        }
        if !is_writable_field(name) {
            continue;
        }
        if name == "environments" {
            add_environment_effects(value, &list, &stored, &surviving, &mut effects);
            continue;
        }
        let before = fields.get(name);
        if !fields_equal(name, before, Some(value)) {
            if find_field(&CONNECTION_UPDATE, name).is_none() {
                unknown_changes += 1;
                if unknown_changes > MAX_UNKNOWN_CHANGES {
                    continue;
                }
            }
            effects.push(create_replaced_effect(name, before, value));
            if name == "authSchemeConfigs" && effects.len() < limit {
                add_stale_copy_effects(value, &stored, &surviving, &mut effects);
            }
        }
        if name == "environmentVariables" && effects.len() < limit {
            let [old, survivors] =
                [before, Some(value)].map(|list| VariableIndex::from_list(list).for_comparisons(stored.len()));
            let variables = PathNode::VARIABLES;
            let shared = OnceCell::new();
            let path = variables.shared(&shared);
            for (environment, at) in stored.iter().copied().zip(0..) {
                if surviving.contains(environment) {
                    let effect = create_overwritten_effect(environment, &path, value, &old, &survivors);
                    let was = || Some(list.index(at).field("variables").to_path());
                    effects.extend(effect.map(|effect| Effect { before: was(), ..effect }));
                }
            }
            for environment in body.get_items("environments").filter(|environment| is_new(*environment)) {
                effects.extend(create_overwritten_effect(environment, &path, value, &old, &survivors));
            }
        }
    }
    if let Some(more) = unknown_changes.checked_sub(MAX_UNKNOWN_CHANGES).filter(|more| *more > 0) {
        let summary = ["the values of ", &more.to_string(), " more fields change"];
        let effect = Effect::new(EffectKind::Replaced, &PathNode::ROOT, true, &summary);
        effects.push(Effect { count: u32::try_from(more).ok(), ..effect });
    }
    effects
}

/// The number of unknown fields whose changes are separate effects. A last effect counts the others.
const MAX_UNKNOWN_CHANGES: usize = 10_000;

/// Returns the effect of replacing the value of a field by `value`. The summary names the field. If `value` is a list, the
/// summary also says how many items the list has.
fn create_replaced_effect(name: &str, before: Option<Value<'_>>, value: Value<'_>) -> Effect {
    let count;
    let (what, number) = match value.kind() {
        Kind::Array if value.is_empty() => ("` is emptied", ""),
        Kind::Array => {
            count = value.len().to_string();
            ("` is replaced by a list of ", count.as_str())
        }
        _ => ("` changes", ""),
    };
    Effect::replaced(name, before, Some(value), &["`", name, what, number])
}

/// Adds the effects of sending a list of environments.
#[inline(never)]
fn add_environment_effects(
    sent: Value<'_>,
    path: &PathNode<'_>,
    stored: &[Value<'_>],
    surviving: &SurvivingIds<'_>,
    effects: &mut Vec<Effect>,
) {
    let order = sent.items().filter_map(|environment| environment.get("id")?.as_str());
    let before = stored.iter().filter(|environment| surviving.contains(**environment));
    if !order.eq(before.map(|environment| environment.get_str("id"))) {
        effects.push(Effect::new(EffectKind::Reordered, path, false, &["the environments get another order"]));
    }
    for (environment, index) in sent.items().zip(0..) {
        if is_new(environment) {
            let summary = ["the environment `", "` is created"];
            let created = Effect::for_environment(environment, EffectKind::Created, &path.index(index), false, summary);
            let after = Some(created.path.clone());
            effects.push(created.with_values(None, after));
        }
    }
    for (environment, index) in stored.iter().zip(0..) {
        if !surviving.contains(*environment) {
            let summary = ["the environment `", "` is deleted"];
            let deleted = Effect::for_environment(*environment, EffectKind::Deleted, path, true, summary);
            effects.push(deleted.with_values(Some(path.index(index).to_path()), None));
        }
    }
}

/// Adds an effect for every environment that keeps an older copy of an auth scheme. A copy is older if the new list of auth
/// schemes does not contain it.
#[inline(never)]
fn add_stale_copy_effects(
    schemes: Value<'_>,
    stored: &[Value<'_>],
    surviving: &SurvivingIds<'_>,
    effects: &mut Vec<Effect>,
) {
    let (path, shared) = (PathNode::ROOT.field("authSchemeConfigs"), OnceCell::new());
    let path = path.shared(&shared);
    SchemeSet::with(schemes.items(), &mut |schemes| {
        for environment in stored {
            if surviving.contains(*environment) && has_stale_scheme_copy(*environment, schemes) {
                let summary = ["the environment `", "` keeps an older copy of an auth scheme"];
                effects.push(Effect::for_environment(*environment, EffectKind::StaleCopy, &path, false, summary));
            }
        }
    });
}

/// Returns the effect of overwriting the variables of an environment with `variables`, which are at `path` in the body. Returns
/// `None` if the two lists are already equal.
#[inline(never)]
fn create_overwritten_effect(
    environment: Value<'_>,
    path: &PathNode<'_>,
    variables: Value<'_>,
    old: &VariableIndex<'_>,
    survivors: &VariableIndex<'_>,
) -> Option<Effect> {
    let own = environment.get_array("variables");
    if lists_equal(own, Some(variables)) {
        return None;
    }
    let lost = survivors.find_lost_own_names(Items::from_optional(own), old);
    let several;
    let change = match lost.len() {
        0 => "` gets the variables of the connection",
        1 => "` loses its own value of 1 variable",
        count => {
            several = ["` loses its own values of ", &count.to_string(), " variables"].concat();
            &several
        }
    };
    let summary = ["the environment `", change];
    let effect = Effect::for_environment(environment, EffectKind::Overwritten, path, !lost.is_empty(), summary);
    let after = Some(effect.path.clone());
    Some(Effect { names: Some(to_owned_strings(&lost)), ..effect.with_values(None, after) })
}
