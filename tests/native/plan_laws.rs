//! Laws of plans under random input. The steps of each plan are applied to a model of the platform, which was made from the contract
//! alone.

use std::collections::BTreeSet;

use connection_update::json::{Document, Limits};
use connection_update::operations::plan::{OwnValues, Plan, PlanOptions, PlanStep, plan, plan_onto, resume, splice};
use connection_update::operations::unsupported::Operation;
use connection_update::{Options, diff};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use crate::plan_model::{
    Expected, Platform, USAGES, Variables, apply_edit, comparable, entries, expect_end, find, find_circles, items,
    keep_own_values, text, to_list, update_environment, variables, without_secrets,
};
use crate::runs::cases;

const VARIABLES: [&str; 6] = ["A", "B", "C", "__proto__", "7", "é"];
const VALUES: [&str; 4] = ["", "0", "1", "2"];
const NAMES: [&str; 5] = ["Production", "Staging", "Test", "__proto__", "Ümläut"];

fn ulid(n: usize) -> String {
    format!("01J9ZK8Q4T7W3X5Y6Z8A9B{n:04}")
}

fn variable_list() -> impl Strategy<Value = Value> {
    let values = prop::collection::vec(select(&VALUES[..]), VARIABLES.len());
    (subsequence(VARIABLES.to_vec(), 0..=4).prop_shuffle(), values).prop_map(|(names, values)| {
        names.iter().zip(values).map(|(name, value)| json!({ "name": name, "value": value })).collect()
    })
}

/// An auth scheme as a read returns it: an application credential is whole.
fn scheme() -> impl Strategy<Value = Value> {
    let oauth = |(n, flow): (usize, bool)| {
        let credential = json!({ "id": ulid(800 + n), "name": "Application", "data": { "clientSecret": "REDACTED" } });
        let code = json!({ "authorizationCode": { "applicationCredential": credential } });
        json!({
            "schemeType": "oauth2", "authorizeUrl": "https://id.example/authorize", "scopes": [],
            "tokenUrl": "https://id.example/token", "flows": if flow { code } else { json!({ "clientCredentials": {} }) },
        })
    };
    prop_oneof![
        select(&["none", "basic-auth"][..]).prop_map(|name| json!({ "schemeType": name })),
        select(&["x", "y"][..]).prop_map(|name| json!({ "schemeType": "api-key", "name": name, "in": "header" })),
        (0..3usize, any::<bool>()).prop_map(oauth),
        Just(json!({ "schemeType": "later", "__proto__": { "deep": [1.50, null] } })),
    ]
}

fn usage() -> impl Strategy<Value = Option<Vec<Value>>> {
    prop::option::weighted(0.8, prop::collection::vec(scheme(), 0..3))
}

/// For each variable of an environment: `None` if it is inherited, an empty option if it is absent, or its value.
type Own = Vec<Option<Option<&'static str>>>;
type GivenEnvironment = (Option<Vec<Value>>, Option<Vec<Value>>, Own, bool, bool);

fn environment() -> impl Strategy<Value = GivenEnvironment> {
    let own = prop_oneof![2 => Just(None), 1 => Just(Some(None)), 3 => select(&VALUES[..]).prop_map(|value| Some(Some(value)))];
    let own = prop::collection::vec(own, VARIABLES.len());
    (usage(), usage(), own, prop::bool::weighted(0.9), prop::bool::weighted(0.1))
}

fn create_environment(n: usize, name: &str, shared: &Value, given: GivenEnvironment) -> Value {
    let (action, trigger, own, has_variables, has_unknown) = given;
    let mut credentials = Map::new();
    for (usage, schemes, first) in [("action", action, 200 + 20 * n), ("trigger", trigger, 210 + 20 * n)] {
        let create = |(at, scheme): (usize, Value)| {
            let credential =
                json!({ "id": ulid(400), "type": "string", "name": "Key", "data": { "value": "REDACTED" } });
            json!({ "id": ulid(first + at), "authSchemeConfig": scheme, "credential": credential })
        };
        if let Some(schemes) = schemes {
            credentials.insert(usage.into(), schemes.into_iter().enumerate().map(create).collect());
        }
    }
    let time = "2026-01-01T00:00:00Z";
    let mut environment =
        json!({ "id": ulid(100 + n), "name": name, "credentials": credentials, "createdAt": time, "updatedAt": time });
    if has_variables {
        let shared = variables(shared, "environmentVariables");
        let value = |(name, own): (&&str, Option<Option<&str>>)| {
            let value = own.unwrap_or_else(|| shared.get(*name).map(String::as_str))?;
            Some(json!({ "name": name, "value": value }))
        };
        environment["variables"] = VARIABLES.iter().zip(own).filter_map(value).collect();
    }
    if has_unknown {
        environment["later"] = serde_json::from_str("1500.0").unwrap();
    }
    environment
}

/// A stored connection.
fn connection() -> impl Strategy<Value = Value> {
    let shared = prop::option::weighted(0.9, variable_list());
    let schemes = prop::option::weighted(0.9, prop::collection::vec(scheme(), 0..3));
    let environments = prop::collection::vec(environment(), 0..5);
    (environments, Just(NAMES.to_vec()).prop_shuffle(), shared, schemes, prop::bool::weighted(0.1)).prop_map(
        |(environments, names, shared, schemes, has_unknown)| {
            let mut connection = json!({
                "id": ulid(1), "organisationId": ulid(2), "name": "Shop", "protocol": "http", "baseUrl": "https://a.example",
            });
            shared.into_iter().for_each(|shared| connection["environmentVariables"] = shared);
            schemes.into_iter().for_each(|schemes| connection["authSchemeConfigs"] = schemes.into());
            let named = environments.into_iter().zip(names).enumerate();
            connection["environments"] =
                named.map(|(n, (given, name))| create_environment(n, name, &connection, given)).collect();
            if has_unknown {
                connection["__proto__"] = serde_json::from_str("{\"n\":12345678901234567890.00}").unwrap();
            }
            connection
        },
    )
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Name,
    BaseUrl,
    Schemes,
    SetShared,
    RemoveShared,
    ReplaceShared,
    Add,
    Remove,
    Move,
    Rename,
    TakeName,
    Chain,
    Exchange,
    SetOwn,
    RemoveOwn,
    LikeShared,
    EntryOrder,
    Scheme,
    SchemeType,
    RemoveEntry,
    AddEntry,
    CredentialId,
    CredentialName,
    Time,
    Unknown,
}

/// Edits that some request can make.
const SUPPORTED: [Kind; 18] = [
    Kind::Name,
    Kind::BaseUrl,
    Kind::Schemes,
    Kind::SetShared,
    Kind::RemoveShared,
    Kind::ReplaceShared,
    Kind::Add,
    Kind::Remove,
    Kind::Move,
    Kind::Rename,
    Kind::TakeName,
    Kind::Chain,
    Kind::Exchange,
    Kind::SetOwn,
    Kind::RemoveOwn,
    Kind::LikeShared,
    Kind::EntryOrder,
    Kind::Scheme,
];
/// Edits that no request can make.
const UNSUPPORTED: [Kind; 7] = [
    Kind::SchemeType,
    Kind::RemoveEntry,
    Kind::AddEntry,
    Kind::CredentialId,
    Kind::CredentialName,
    Kind::Time,
    Kind::Unknown,
];

#[derive(Clone, Debug)]
struct Edit {
    kind: Kind,
    at: usize,
    to: usize,
    variable: &'static str,
    value: &'static str,
    variables: Value,
    scheme: Value,
}

fn edits_of(kinds: Vec<Kind>) -> impl Strategy<Value = Vec<Edit>> {
    let numbers = (0..100usize, 0..100usize);
    let edit = (select(kinds), numbers, select(&VARIABLES[..]), select(&VALUES[..]), variable_list(), scheme());
    let edit = edit.prop_map(|(kind, (at, to), variable, value, variables, scheme)| Edit {
        kind,
        at,
        to,
        variable,
        value,
        variables,
        scheme,
    });
    prop::collection::vec(edit, 0..8)
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    edits_of(SUPPORTED.to_vec())
}

/// Edits that some request can make, and that create no environment: a created environment is a conflict if its creation is repeated.
fn not_creating() -> impl Strategy<Value = Vec<Edit>> {
    edits_of(SUPPORTED.into_iter().filter(|kind| !matches!(kind, Kind::Add | Kind::TakeName)).collect())
}

fn any_edits() -> impl Strategy<Value = Vec<Edit>> {
    edits_of([&SUPPORTED[..], &UNSUPPORTED[..]].concat())
}

fn list<'v>(owner: &'v mut Value, name: &str) -> &'v mut Vec<Value> {
    owner.as_object_mut().unwrap().entry(name).or_insert_with(|| json!([])).as_array_mut().unwrap()
}

fn set_variable(list: &mut Vec<Value>, edit: &Edit) {
    match list.iter_mut().find(|variable| variable["name"] == edit.variable) {
        Some(variable) => variable["value"] = json!(edit.value),
        None => list.push(json!({ "name": edit.variable, "value": edit.value })),
    }
}

fn pick<T>(list: Vec<T>, n: usize) -> Option<T> {
    let at = n.checked_rem(list.len())?;
    list.into_iter().nth(at)
}

/// Edits a connection as a form does.
fn apply(next: &mut Value, edit: &Edit, current: &Value) {
    let Edit { kind, at, to, .. } = *edit;
    let environments = items(next, "environments");
    let is_taken = |name: &str| environments.iter().any(|environment| text(environment, "name") == name);
    let staying: Vec<usize> = (0..environments.len()).filter(|at| environments[*at].get("id").is_some()).collect();
    let usages_of = |at: &usize| USAGES.map(|usage| format!("/environments/{at}/credentials/{usage}"));
    let usages: Vec<_> = staying.iter().flat_map(usages_of).filter(|pointer| next.pointer(pointer).is_some()).collect();
    let entries_of = |pointer: &String| -> Vec<_> {
        let count = next.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(|at| format!("{pointer}/{at}")).collect()
    };
    let entry = pick(usages.iter().flat_map(entries_of).collect(), at);
    let usage = pick(usages, at);
    let environment = pick((0..environments.len()).collect(), at);
    let staying_environment = pick(staying.clone(), at);
    let name = match kind {
        Kind::TakeName => {
            pick(items(current, "environments").iter().collect(), to).map_or("Free", |one| text(one, "name")).to_owned()
        }
        Kind::Add => format!("Added {}", to % 3),
        Kind::Chain => format!("Chain {}", to % 3),
        _ => format!("Renamed {}", to % 3),
    };
    let is_free = !is_taken(&name);
    match kind {
        Kind::Name => next["name"] = json!(name),
        Kind::BaseUrl => next["baseUrl"] = json!(format!("https://{}.example", to % 3)),
        Kind::Schemes => {
            let schemes = list(next, "authSchemeConfigs");
            schemes.insert(at % (schemes.len() + 1), edit.scheme.clone());
        }
        Kind::SetShared => set_variable(list(next, "environmentVariables"), edit),
        Kind::RemoveShared if next.get("environmentVariables").is_some() => {
            list(next, "environmentVariables").retain(|variable| variable["name"] != edit.variable);
        }
        Kind::ReplaceShared => next["environmentVariables"] = edit.variables.clone(),
        Kind::Add if is_free => {
            let entry = json!({ "authSchemeConfig": without_secrets(&edit.scheme), "credential": { "id": ulid(400) } });
            let mut added = json!({ "name": name, "credentials": { "action": [entry] } });
            if at % 5 > 0 {
                added["variables"] = edit.variables.clone();
            }
            let environments = list(next, "environments");
            environments.insert(at % (environments.len() + 1), added);
        }
        Kind::Remove => _ = environment.map(|at| list(next, "environments").remove(at)),
        Kind::Move => {
            let environments = list(next, "environments");
            if !environments.is_empty() {
                let moved = environments.remove(at % environments.len());
                environments.insert(to % (environments.len() + 1), moved);
            }
        }
        Kind::Rename | Kind::TakeName if is_free => {
            environment.into_iter().for_each(|at| list(next, "environments")[at]["name"] = json!(name));
        }
        // The first environment gets a new name, the second the name of the first, and so on.
        Kind::Chain if is_free => {
            let environments = list(next, "environments");
            let mut free = json!(name);
            let count = environments.len();
            let mut places: Vec<_> = (at % (count + 1)..count).collect();
            if to % 2 == 0 {
                places.reverse();
            }
            places.into_iter().for_each(|at| std::mem::swap(&mut environments[at]["name"], &mut free));
        }
        Kind::Exchange => {
            if let (Some(one), Some(other)) = (staying_environment, pick(staying, to)) {
                let environments = list(next, "environments");
                let name = environments[one]["name"].clone();
                environments[one]["name"] = environments[other]["name"].clone();
                environments[other]["name"] = name;
            }
        }
        Kind::SetOwn => {
            environment.into_iter().for_each(|at| set_variable(list(&mut next["environments"][at], "variables"), edit));
        }
        Kind::RemoveOwn => {
            let own = environment.and_then(|at| next["environments"][at].get_mut("variables"));
            own.into_iter()
                .for_each(|own| own.as_array_mut().unwrap().retain(|variable| variable["name"] != edit.variable));
        }
        Kind::LikeShared => {
            let shared = items(next, "environmentVariables").to_vec();
            environment.into_iter().for_each(|at| next["environments"][at]["variables"] = shared.clone().into());
        }
        Kind::EntryOrder => {
            usage.into_iter().for_each(|usage| next.pointer_mut(&usage).unwrap().as_array_mut().unwrap().reverse());
        }
        Kind::RemoveEntry => _ = usage.map(|usage| next.pointer_mut(&usage).unwrap().as_array_mut().unwrap().pop()),
        Kind::AddEntry => {
            let entry =
                json!({ "id": ulid(700 + to), "authSchemeConfig": edit.scheme, "credential": { "id": ulid(400) } });
            usage
                .into_iter()
                .for_each(|usage| next.pointer_mut(&usage).unwrap().as_array_mut().unwrap().push(entry.clone()));
        }
        Kind::Scheme | Kind::SchemeType | Kind::CredentialId | Kind::CredentialName => {
            let Some(entry) = entry.and_then(|entry| next.pointer_mut(&entry)) else { return };
            let scheme = &mut entry["authSchemeConfig"];
            match (kind, text(scheme, "schemeType")) {
                (Kind::SchemeType, _) => *scheme = edit.scheme.clone(),
                (Kind::CredentialId, _) => entry["credential"]["id"] = json!(ulid(450)),
                (Kind::CredentialName, _) => entry["credential"]["name"] = json!(name),
                (_, "api-key") => scheme["name"] = json!(name),
                (_, "oauth2") => scheme["tokenUrl"] = json!(format!("https://id.example/{}", to % 3)),
                (_, "later") => scheme["more"] = json!(to % 3),
                _ => {}
            }
        }
        Kind::Time => {
            staying_environment
                .into_iter()
                .for_each(|at| next["environments"][at]["updatedAt"] = json!("2026-02-02T00:00:00Z"));
        }
        Kind::Unknown => {
            let later = staying_environment.and_then(|at| next["environments"][at].get_mut("later"));
            later.into_iter().for_each(|later| *later = json!(7));
        }
        Kind::RemoveShared | Kind::Add | Kind::Rename | Kind::TakeName | Kind::Chain => {}
    }
}

fn edited(current: &Value, edits: &[Edit]) -> Value {
    let mut next = current.clone();
    edits.iter().for_each(|edit| apply(&mut next, edit, current));
    next
}

fn bytes(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

fn document(bytes: &[u8]) -> Document<'_> {
    Document::parse(bytes, Limits::default()).unwrap()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn plan_options(keeps: bool, restate: bool) -> PlanOptions {
    let own_values = if keeps { OwnValues::Keep } else { OwnValues::Overwrite };
    PlanOptions { own_values, restate, ..PlanOptions::default() }
}

/// Returns each reason after the id of its environment.
fn reasons<'e>(unsupported: impl IntoIterator<Item = Value> + 'e) -> BTreeSet<String> {
    let reason = |edit: Value| format!("{} {}", text(&edit["environment"], "id"), text(&edit, "reason"));
    unsupported.into_iter().map(reason).collect()
}

fn json_of(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

fn body_of(step: &PlanStep) -> Option<Value> {
    step.body.as_ref().map(|body| parsed(body.as_str()))
}

/// Returns the body of a step. For an environment that an earlier step created, makes it from what is stored and planned.
fn complete(step: &PlanStep, stored: &Value, planned: &Value) -> Value {
    body_of(step).unwrap_or_else(|| {
        let name = &step.environment.as_ref().unwrap().name;
        let find = |connection| items(connection, "environments").iter().find(|one| text(one, "name") == name).unwrap();
        let (created, wanted) = (find(stored), find(planned));
        let mut credentials = Map::new();
        for usage in USAGES {
            let entry = |entry: &Value| json!({ "id": entry["id"], "authSchemeConfig": without_secrets(&entry["authSchemeConfig"]) });
            credentials.insert(usage.into(), entries(created, usage).iter().map(entry).collect());
        }
        json!({ "id": created["id"], "name": name, "credentials": credentials, "variables": wanted["variables"] })
    })
}

/// Applies the steps of a plan. Returns the connections before the first step and after each step.
fn apply_plan(platform: &mut Platform, current: &Value, plan: &Plan) -> Vec<Value> {
    let planned = parsed(&plan.connection);
    let mut states = vec![current.clone()];
    for (at, step) in plan.steps.iter().enumerate() {
        let stored = states.last().unwrap();
        let body = complete(step, stored, &planned);
        let stored = match step.operation {
            Operation::UpdateConnection => platform.update_connection(stored, &body),
            _ => update_environment(stored, &body),
        };
        assert!(stored.is_ok(), "step {} is refused: {}: {body}", at + 1, stored.unwrap_err());
        states.push(stored.unwrap());
    }
    states
}

/// A plan that was applied to the model.
struct Applied {
    plan: Plan,
    states: Vec<Value>,
    platform: Platform,
    unsupported: BTreeSet<String>,
    known: BTreeSet<String>,
    /// The shared list that is sent.
    shared: Option<Variables>,
}

impl Applied {
    fn new(current: &Value, next: &Value, options: &PlanOptions) -> Self {
        let diff = diff(&bytes(current), &bytes(next), &Options::default()).unwrap();
        let plan = plan(&bytes(current), diff.changes.as_bytes(), options).unwrap();
        let mut platform = Platform::default();
        let states = apply_plan(&mut platform, current, &plan);
        let unsupported = reasons(diff.unsupported.iter().map(json_of).chain(plan.unsupported.iter().map(json_of)));
        let known = items(current, "environments").iter().map(|one| text(one, "id").to_owned()).collect();
        let body = plan.steps.iter().filter_map(body_of).find(|body| body.get("environmentVariables").is_some());
        let shared = body.map(|body| variables(&body, "environmentVariables"));
        Self { plan, states, platform, unsupported, known, shared }
    }

    fn end(&self) -> &Value {
        self.states.last().unwrap()
    }

    fn comparable(&self, connection: &Value) -> Value {
        comparable(connection, &self.known, &BTreeSet::new())
    }
}

/// Returns the end of a plan as a user would want it at a state: with what the platform has stored for new environments so far.
fn wanted_at(state: &Value, planned: &Value, known: &BTreeSet<String>) -> Value {
    let mut wanted = planned.clone();
    for environment in list(&mut wanted, "environments") {
        let is_created = |one: &&Value| !known.contains(text(one, "id")) && one["name"] == environment["name"];
        let created = items(state, "environments").iter().find(is_created);
        if let (None, Some(created)) = (environment.get("id"), created) {
            let variables = environment.get("variables").unwrap_or(&created["variables"]).clone();
            *environment = created.clone();
            environment["variables"] = variables;
        }
    }
    wanted
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn the_steps_lead_to_what_was_wanted_but_for_what_is_reported(
        current in connection(), edits in any_edits(), keeps: bool, restate: bool,
    ) {
        let next = edited(&current, &edits);
        let circles = find_circles(&current, &next);
        prop_assume!(circles.is_some());
        let applied = Applied::new(&current, &next, &plan_options(keeps, restate));
        prop_assert_eq!(applied.comparable(applied.end()), applied.comparable(&parsed(&applied.plan.connection)));
        let [before, after] = [&current, &next].map(|connection| variables(connection, "environmentVariables"));
        prop_assert!(before == after || applied.shared.is_some());
        let Expected { connection, unsupported, loose } =
            expect_end(&current, &next, keeps, applied.shared.is_some(), &circles.unwrap());
        let loosen = |connection| comparable(connection, &applied.known, &loose);
        prop_assert_eq!(loosen(applied.end()), loosen(&connection));
        prop_assert_eq!(&applied.unsupported, &unsupported);
    }

    #[test]
    fn no_own_value_is_lost_if_own_values_are_kept(current in connection(), edits in edits()) {
        let next = edited(&current, &edits);
        prop_assume!(find_circles(&current, &next).is_some());
        let applied = Applied::new(&current, &next, &plan_options(true, false));
        let before = variables(&current, "environmentVariables");
        let after = applied.shared.clone().unwrap_or_else(|| before.clone());
        for stored in items(&current, "environments") {
            let id = text(stored, "id");
            let (Some(wanted), Some(end)) = (find(&next, id), find(applied.end(), id)) else { continue };
            let [own, goal, end] = [stored, wanted, end].map(|environment| variables(environment, "variables"));
            for (name, value) in own.iter().filter(|(name, value)| before.get(*name) != Some(value)) {
                prop_assert!(goal.get(name) != Some(value) || end.get(name) == Some(value), "{name}");
            }
            prop_assert_eq!(end, apply_edit(keep_own_values(&own, &before, &after), &own, &goal));
        }
    }

    #[test]
    fn a_plan_of_nothing_is_empty(current in connection(), keeps: bool, restate: bool) {
        let diff = diff(&bytes(&current), &bytes(&current), &Options::default()).unwrap();
        prop_assert_eq!((diff.changes.as_str(), diff.unsupported.len()), ("{}", 0));
        let plan = plan(&bytes(&current), b"{}", &plan_options(keeps, restate)).unwrap();
        prop_assert_eq!((plan.steps.len(), plan.effects().count(), plan.unsupported.len()), (0, 0, 0));
        prop_assert_eq!(parsed(&plan.connection), current);
    }

    #[test]
    fn what_is_lost_has_a_destructive_effect_and_nothing_else_has(
        current in connection(), edits in edits(), keeps: bool,
    ) {
        let next = edited(&current, &edits);
        prop_assume!(find_circles(&current, &next).is_some());
        let applied = Applied::new(&current, &next, &plan_options(keeps, false));
        let effects: Vec<_> =
            applied.plan.effects().map(json_of).filter(|effect| effect["destructive"] == true).collect();
        let shared = variables(&current, "environmentVariables");
        for stored in items(&current, "environments") {
            let id = text(stored, "id");
            let own_effects: Vec<_> = effects.iter().filter(|effect| effect["environment"]["id"] == id).collect();
            let is_deleted = own_effects.iter().any(|effect| effect["kind"] == "deleted");
            let end = find(applied.end(), id);
            prop_assert_eq!(is_deleted, end.is_none());
            let (Some(end), Some(wanted)) = (end, find(&next, id)) else { continue };
            let [own, end, goal] = [stored, end, wanted].map(|environment| variables(environment, "variables"));
            let is_lost = |name: &String, value: &String| end.get(name) != Some(value);
            if own == goal {
                // The shared list overwrites an environment without edits.
                let lost = own.iter().filter(|(name, value)| shared.get(*name) != Some(value) && is_lost(name, value));
                let names: BTreeSet<_> =
                    own_effects.iter().flat_map(|effect| items(effect, "names")).filter_map(Value::as_str).collect();
                for (name, _) in lost.clone() {
                    prop_assert!(names.contains(name.as_str()), "{name} of {id}");
                }
                prop_assert_eq!(own_effects.is_empty(), lost.count() == 0);
            } else if !own.iter().any(|(name, value)| is_lost(name, value)) {
                prop_assert!(own_effects.is_empty(), "{:?}", own_effects);
            }
        }
        for effect in effects.iter().filter(|effect| effect.get("environment").is_some()) {
            prop_assert!(applied.known.contains(text(&effect["environment"], "id")), "a new environment has nothing to lose");
        }
        let kept = items(&next, "authSchemeConfigs");
        let loses_schemes = items(&current, "authSchemeConfigs").iter().any(|scheme| !kept.contains(scheme));
        let after = variables(&next, "environmentVariables");
        let loses_shared = shared.iter().any(|(name, value)| after.get(name) != Some(value));
        for effect in effects.iter().filter(|effect| effect.get("environment").is_none()) {
            let is_lost = match effect["path"][0].as_str() {
                Some("authSchemeConfigs") => loses_schemes,
                Some("environmentVariables") => loses_shared,
                _ => false,
            };
            prop_assert!(is_lost, "{effect}");
        }
    }

    #[test]
    fn after_any_number_of_steps_the_rest_leads_to_the_same_end(
        current in connection(), edits in edits(), keeps: bool, restate: bool,
    ) {
        let next = edited(&current, &edits);
        prop_assume!(find_circles(&current, &next).is_some());
        let options = plan_options(keeps, restate);
        let mut applied = Applied::new(&current, &next, &options);
        let planned = parsed(&applied.plan.connection);
        let end = applied.comparable(applied.end());
        for state in applied.states.clone() {
            let wanted = wanted_at(&state, &planned, &applied.known);
            let diff = diff(&bytes(&state), &bytes(&wanted), &Options::default()).unwrap();
            prop_assert_eq!(diff.unsupported.len(), 0);
            let rest = plan(&bytes(&state), diff.changes.as_bytes(), &options).unwrap();
            prop_assert_eq!(rest.unsupported.len(), 0);
            let reached = apply_plan(&mut applied.platform, &state, &rest).pop().unwrap();
            prop_assert_eq!(applied.comparable(&reached), end.clone());
        }
    }

    #[test]
    fn a_plan_that_stopped_is_resumed(current in connection(), edits in edits(), keeps: bool, restate: bool) {
        let next = edited(&current, &edits);
        prop_assume!(find_circles(&current, &next).is_some());
        let options = plan_options(keeps, restate);
        let mut applied = Applied::new(&current, &next, &options);
        let end = applied.comparable(applied.end());
        let mut expected = current.to_string();
        for (done, state) in applied.states.clone().into_iter().enumerate() {
            let (wanted, actual) = (applied.plan.wanted(done).to_owned(), state.to_string());
            let [before, goal, now] = [&expected, &wanted, &actual].map(|text| document(text.as_bytes()));
            let resumed = resume(&before, &goal, &now, &options).unwrap();
            prop_assert_eq!(&resumed.rebased.conflicts, &[]);
            prop_assert_eq!(parsed(&resumed.rebased.changes), parsed(&resumed.changes));
            let rest = resumed.plan.unwrap();
            prop_assert_eq!(rest.unsupported.len(), 0);
            let reached = apply_plan(&mut applied.platform, &state, &rest).pop().unwrap();
            prop_assert_eq!(applied.comparable(&reached), end.clone());
            let base = parsed(&resumed.base);
            let from_base = plan(&bytes(&base), resumed.changes.as_bytes(), &options).unwrap();
            prop_assert_eq!(from_base.steps.len(), rest.steps.len());
            let Some(step) = applied.plan.steps.get(done).filter(|step| step.body.is_some()) else { break };
            expected = match step.operation {
                Operation::UpdateConnection => step.expected.clone(),
                _ => splice(&before, [document(step.expected.as_bytes()).root()]),
            };
        }
    }

    #[test]
    fn steps_that_were_done_without_a_response_are_not_done_again(
        current in connection(), edits in not_creating(), keeps: bool,
    ) {
        let next = edited(&current, &edits);
        prop_assume!(find_circles(&current, &next).is_some());
        let options = plan_options(keeps, false);
        let mut applied = Applied::new(&current, &next, &options);
        // The model stores no order of variables, so that it hides a change of the order alone.
        let [before, after] = [&current, &next].map(|connection| variables(connection, "environmentVariables"));
        prop_assume!(before != after || applied.shared.is_none());
        let end = applied.comparable(applied.end());
        let changes = diff(&bytes(&current), &bytes(&next), &Options::default()).unwrap().changes;
        for state in applied.states.clone() {
            let (before, actual) = (current.to_string(), state.to_string());
            let [before, changes, now] = [&before, &changes, &actual].map(|text| document(text.as_bytes()));
            let (rebased, rest) = plan_onto(&before, &changes, &now, &options).unwrap();
            prop_assert_eq!(&rebased.conflicts, &[]);
            let reached = apply_plan(&mut applied.platform, &state, &rest.unwrap()).pop().unwrap();
            prop_assert_eq!(applied.comparable(&reached), end.clone());
        }
    }
}

/// The model refuses what the contract forbids, and applies the rest.
#[test]
fn the_model_follows_plans_that_were_written_by_hand() {
    let shared = json!([{ "name": "A", "value": "1" }]);
    let own = json!({ "id": ulid(1), "organisationId": ulid(2), "name": "Shop", "protocol": "http", "baseUrl": "https://a.example" });
    let mut current = own.clone();
    let entry = json!({ "id": ulid(200), "authSchemeConfig": { "schemeType": "none" } });
    current["environments"] = json!([
        { "id": ulid(100), "name": "Production", "credentials": { "action": [entry] }, "variables": [] },
        { "id": ulid(101), "name": "Test", "credentials": {}, "variables": shared },
    ]);
    let body = |name: &str, value: Value| {
        let mut body = own.clone();
        body[name] = value;
        body
    };
    let mut platform = Platform::default();
    let mut put = |body: &Value| platform.update_connection(&current, body);
    assert_eq!(put(&own).unwrap(), current);
    for refused in [
        body("protocol", json!("bigquery")),
        body("name", json!("")),
        body("environments", json!(null)),
        body("environments", json!([{ "id": ulid(100), "name": "Live" }])),
        body("environments", json!([{ "id": ulid(100), "name": "Production", "variables": shared }])),
        body("environments", json!([{ "id": ulid(100), "name": "Production", "credentials": { "action": [] } }])),
        body("environments", json!([{ "id": ulid(7), "name": "Production" }])),
        body("environments", json!([{ "name": "New" }, { "name": "New" }])),
    ] {
        assert!(put(&refused).is_err(), "{refused}");
    }
    let mut both = body("environments", json!([{ "name": "New" }, { "id": ulid(100), "name": "Production" }]));
    both["environmentVariables"] = shared.clone();
    let stored = put(&both).unwrap();
    assert_eq!(items(&stored, "environments").len(), 2);
    assert!(items(&stored, "environments").iter().all(|environment| environment["variables"] == shared));

    let update = |name: &str, credentials: Value| {
        update_environment(&current, &json!({ "id": ulid(100), "name": name, "credentials": credentials }))
    };
    let live = update("Live", json!({ "action": [entry] })).unwrap();
    assert_eq!(live["environments"][0]["name"], "Live");
    assert_eq!(live["environments"][0]["variables"], current["environments"][0]["variables"]);
    let other = json!({ "id": ulid(200), "authSchemeConfig": { "schemeType": "basic-auth" } });
    assert!(update("Test", json!({ "action": [entry] })).is_err(), "the name is taken");
    assert!(update("Live", json!({})).is_err(), "an entry is left out");
    assert!(update("Live", json!({ "action": [other] })).is_err(), "the type of a scheme changes");
    assert_eq!(to_list(&variables(&current["environments"][1], "variables")), shared);
}
