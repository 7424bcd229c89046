//! Finds the effects of a body on the stored connection, and describes each effect in one sentence.

use serde::Serialize;

use crate::connection::environments::{EnvironmentIndex, SurvivingIds, has_stale_scheme_copy, is_new};
use crate::connection::read_only::{fields_equal, find_field};
use crate::connection::variables::{VariableIndex, find_changed_variables, to_owned_strings};
use crate::contract::table::{CONNECTION_UPDATE, IMMUTABLE, Presence};
use crate::json::{Items, Kind, MemberIndex, Value, ValueSet, lists_equal};
use crate::path::{Path, PathNode};

/// One change that a request makes to the stored connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Effect {
    /// The kind of effect.
    pub kind: EffectKind,
    /// The path of the change in the body. For an effect that `drift` returns, the path of the difference in the actual
    /// connection.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Path"))]
    pub path: Path,
    /// True if a stored value or environment is lost.
    pub destructive: bool,
    /// One sentence in English. It never contains a value that may be secret.
    pub summary: String,
    /// The affected environment. Absent if the effect is on the connection as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub environment: Option<NamedEnvironment>,
    /// The names of the variables that change. If a request overwrites the variables of an environment, these are the names of
    /// the variables whose values are lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub names: Option<Vec<String>>,
}

/// The kind of an effect.
///
/// - `replaced`: a field or a list of the connection gets another value.
/// - `created`, `deleted`: an environment is created or deleted.
/// - `reordered`: the environments that stay get another order.
/// - `overwritten`: the variables of an environment are overwritten by those of the connection.
/// - `stale-copy`: an environment keeps a copy of an auth scheme that the connection no longer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum EffectKind {
    /// A field or a list of the connection gets another value.
    Replaced,
    /// An environment is created.
    Created,
    /// An environment is deleted, with its credentials and variables.
    Deleted,
    /// The environments that stay get another order.
    Reordered,
    /// The variables of an environment are overwritten by those of the connection.
    Overwritten,
    /// An environment keeps a copy of an auth scheme that the connection no longer has.
    StaleCopy,
}

/// The id and name of an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NamedEnvironment {
    /// The id. Absent if the environment is new, because the platform creates the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub id: Option<String>,
    /// The name.
    pub name: String,
}

impl Effect {
    /// Creates an effect on the connection. Concatenates the parts of the summary.
    #[inline(never)]
    pub(crate) fn new(kind: EffectKind, path: &PathNode<'_>, destructive: bool, summary: &[&str]) -> Self {
        let summary = summary.concat();
        Self { kind, path: path.to_path(), destructive, summary, environment: None, names: None }
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
        let summary = [before, &named.name, after];
        Self { environment: Some(named.clone()), ..Self::new(kind, path, destructive, &summary) }
    }

    /// Creates the effect of replacing the value of a field. The effect is destructive if `after` lacks an item of `before`.
    #[inline(never)]
    pub(crate) fn replaced(name: &str, before: Option<Value<'_>>, after: Option<Value<'_>>, summary: &[&str]) -> Self {
        let path = PathNode::ROOT;
        let replaced = Self::new(EffectKind::Replaced, &path.key(name), false, summary);
        if name == "environmentVariables" {
            let (names, is_lost) = find_changed_variables(before, after);
            return Self { names: Some(names), destructive: is_lost, ..replaced };
        }
        let kept = ValueSet::new(Items::from_optional(after).to_vec());
        Self { destructive: !Items::from_optional(before).all(|old| kept.contains(old)), ..replaced }
    }
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
    let stored = EnvironmentIndex::from_connection(current);
    let surviving = SurvivingIds::from_list(body.get_array("environments"));
    let mut effects = Vec::new();
    let fields = MemberIndex::new(current);
    let mut unknown_changes = 0;
    for member in body.members() {
        let (name, value) = (member.name(), member.value);
        if !is_writable_field(name) {
            continue;
        }
        if name == "environments" {
            add_environment_effects(value, &stored, &surviving, &mut effects);
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
            if name == "authSchemeConfigs" {
                add_stale_copy_effects(value, &stored, &surviving, &mut effects);
            }
        }
        if name == "environmentVariables" {
            let survivors = VariableIndex::from_list(Some(value));
            for environment in stored.environments.iter().copied().filter(|stored| surviving.contains(*stored)) {
                effects.extend(create_overwritten_effect(environment, value, &survivors));
            }
            for environment in body.get_items("environments").filter(|environment| is_new(*environment)) {
                effects.extend(create_overwritten_effect(environment, value, &survivors));
            }
        }
    }
    if let Some(more) = unknown_changes.checked_sub(MAX_UNKNOWN_CHANGES).filter(|more| *more > 0) {
        let summary = ["the values of ", &more.to_string(), " more fields change"];
        effects.push(Effect::new(EffectKind::Replaced, &PathNode::ROOT, true, &summary));
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
    stored: &EnvironmentIndex<'_>,
    surviving: &SurvivingIds<'_>,
    effects: &mut Vec<Effect>,
) {
    let path = PathNode::ENVIRONMENTS;
    let mut order = sent.items().filter_map(|environment| environment.get("id")?.as_str());
    let mut before = stored.environments.iter().filter(|environment| surviving.contains(**environment));
    if !before.all(|environment| order.next() == Some(environment.get_str("id"))) || order.next().is_some() {
        effects.push(Effect::new(EffectKind::Reordered, &path, false, &["the environments get another order"]));
    }
    for (environment, index) in sent.items().zip(0..) {
        if is_new(environment) {
            let summary = ["the environment `", "` is created"];
            effects.push(Effect::for_environment(environment, EffectKind::Created, &path.index(index), false, summary));
        }
    }
    for environment in &stored.environments {
        if !surviving.contains(*environment) {
            let summary = ["the environment `", "` is deleted"];
            effects.push(Effect::for_environment(*environment, EffectKind::Deleted, &path, true, summary));
        }
    }
}

/// Adds an effect for every environment that keeps an older copy of an auth scheme. A copy is older if the new list of auth
/// schemes does not contain it.
#[inline(never)]
fn add_stale_copy_effects(
    schemes: Value<'_>,
    stored: &EnvironmentIndex<'_>,
    surviving: &SurvivingIds<'_>,
    effects: &mut Vec<Effect>,
) {
    let path = PathNode::ROOT.field("authSchemeConfigs");
    let schemes = ValueSet::new(schemes.items().to_vec());
    for environment in &stored.environments {
        if surviving.contains(*environment) && has_stale_scheme_copy(*environment, &schemes) {
            let summary = ["the environment `", "` keeps an older copy of an auth scheme"];
            effects.push(Effect::for_environment(*environment, EffectKind::StaleCopy, &path, false, summary));
        }
    }
}

/// Returns the effect of overwriting the variables of an environment with `variables`. Returns `None` if the two lists are
/// already equal.
#[inline(never)]
fn create_overwritten_effect(
    environment: Value<'_>,
    variables: Value<'_>,
    survivors: &VariableIndex<'_>,
) -> Option<Effect> {
    let own = environment.get_array("variables");
    if lists_equal(own, Some(variables)) {
        return None;
    }
    let lost = survivors.find_lost_names(Items::from_optional(own));
    let several;
    let change = match lost.len() {
        0 => "` gets the variables of the connection",
        1 => "` loses what 1 variable held",
        count => {
            several = ["` loses what ", &count.to_string(), " variables held"].concat();
            &several
        }
    };
    let summary = ["the environment `", change];
    let effect =
        Effect::for_environment(environment, EffectKind::Overwritten, &PathNode::VARIABLES, !lost.is_empty(), summary);
    Some(Effect { names: Some(to_owned_strings(&lost)), ..effect })
}
