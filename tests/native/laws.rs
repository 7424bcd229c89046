//! Laws of merge, preview, diff and rebase under random input.

use std::collections::{BTreeMap, BTreeSet};

use connection_update::issue::Level;
use connection_update::json::{Document, Limits};
use connection_update::operations::effect::EffectKind;
use connection_update::operations::unsupported::UnsupportedReason;
use connection_update::{IssueCode, Options, Preview, Rebased, Report, Rules, Severity, diff, merge, preview, rebase};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use serde_json::{Map, Value, json};

use crate::runs::cases;

/// Names of variables. Those that are special in JavaScript must be data like any other.
const NAMES: [&str; 8] = ["A", "B", "C", "__proto__", "constructor", "toString", "7", "é"];

fn ulid(n: usize) -> String {
    format!("01J9ZK8Q4T7W3X5Y6Z8A9B{n:04}")
}

fn variables() -> impl Strategy<Value = Value> {
    let values = prop::collection::vec("[a-c]{0,2}", NAMES.len());
    (subsequence(NAMES.to_vec(), 0..=4).prop_shuffle(), values).prop_map(|(names, values)| {
        names.iter().zip(values).map(|(name, value)| json!({ "name": name, "value": value })).collect()
    })
}

fn scheme() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({ "schemeType": "none" })),
        Just(json!({ "schemeType": "basic-auth" })),
        "[xy]".prop_map(|name| json!({ "schemeType": "api-key", "name": name, "in": "header" })),
        Just(json!({ "schemeType": "later", "__proto__": { "deep": [1.50, null] } })),
    ]
}

fn schemes() -> impl Strategy<Value = Value> {
    prop::collection::vec(scheme(), 0..3).prop_map(Value::Array)
}

fn stored_environment() -> impl Strategy<Value = Map<String, Value>> {
    (variables(), prop::collection::vec(scheme(), 1..3), any::<bool>()).prop_map(|(variables, schemes, has_unknown)| {
        let action: Vec<_> = (0..).zip(schemes).map(|(n, scheme)| {
            json!({ "id": ulid(900 + n), "authSchemeConfig": scheme, "credential": { "id": ulid(950), "type": "none" } })
        }).collect();
        let mut environment = Map::new();
        environment.insert("credentials".into(), json!({ "action": action }));
        environment.insert("variables".into(), variables);
        environment.insert("createdAt".into(), json!("2026-01-01T00:00:00Z"));
        if has_unknown {
            environment.insert("later".into(), serde_json::from_str("1500.0").unwrap());
        }
        environment
    })
}

/// A stored connection, sometimes with unknown fields, and with numbers that `f64` cannot represent.
fn connection() -> impl Strategy<Value = Value> {
    let environments = prop::collection::vec(stored_environment(), 0..5);
    (environments, variables(), schemes(), any::<bool>(), any::<bool>()).prop_map(
        |(environments, variables, schemes, has_variables, has_unknown)| {
            let environments: Vec<_> = (0..)
                .zip(environments)
                .map(|(n, rest)| {
                    let mut environment = Map::new();
                    environment.insert("id".into(), json!(ulid(n)));
                    environment.insert("name".into(), json!(format!("Environment {n}")));
                    environment.extend(rest);
                    Value::Object(environment)
                })
                .collect();
            let mut connection = json!({
                "id": ulid(100), "organisationId": ulid(101), "name": "Shop", "protocol": "http",
                "createdAt": "2026-01-01T00:00:00Z", "baseUrl": "https://a.example",
                "environments": environments, "authSchemeConfigs": schemes, "versions": [],
            });
            let object = connection.as_object_mut().unwrap();
            if has_variables {
                object.insert("environmentVariables".into(), variables);
            }
            if has_unknown {
                object.insert("__proto__".into(), serde_json::from_str("{\"n\":12345678901234567890.00}").unwrap());
            }
            connection
        },
    )
}

/// One edit that the request can make. Edits of different kinds are disjoint.
#[derive(Clone, Debug)]
enum Edit {
    Name(String),
    BaseUrl(String),
    Schemes(Value),
    Remove(Index),
    Add(Value),
    Order(Vec<u8>),
    Set(Index, String),
    Unset(Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        "[a-c]{1,2}".prop_map(Edit::Name),
        "[a-c]{1,2}".prop_map(|host| Edit::BaseUrl(format!("https://{host}.example"))),
        schemes().prop_map(Edit::Schemes),
        any::<Index>().prop_map(Edit::Remove),
        variables().prop_map(Edit::Add),
        prop::collection::vec(any::<u8>(), 5).prop_map(Edit::Order),
        (any::<Index>(), "[d-f]{0,2}").prop_map(|(at, value)| Edit::Set(at, value)),
        any::<Index>().prop_map(Edit::Unset),
    ]
}

fn list<'v>(value: &'v mut Value, name: &str) -> &'v mut Vec<Value> {
    let object = value.as_object_mut().unwrap();
    object.entry(name).or_insert_with(|| json!([])).as_array_mut().unwrap()
}

/// Edits a connection as a form does.
fn apply(connection: &mut Value, edit: &Edit) {
    match edit {
        Edit::Name(name) => connection["name"] = json!(name),
        Edit::BaseUrl(url) => connection["baseUrl"] = json!(url),
        Edit::Schemes(schemes) => connection["authSchemeConfigs"] = schemes.clone(),
        Edit::Remove(at) => {
            let environments = list(connection, "environments");
            if !environments.is_empty() {
                environments.remove(at.index(environments.len()));
            }
        }
        Edit::Add(variables) => {
            let environments = list(connection, "environments");
            let is_taken = |name: &String| environments.iter().any(|environment| environment["name"] == *name);
            let name = (0..).map(|n| format!("New {n}")).find(|name| !is_taken(name)).unwrap();
            let credentials = json!({ "action": [{ "authSchemeConfig": { "schemeType": "none" }, "credential": { "id": ulid(950) } }] });
            environments.push(json!({ "name": name, "credentials": credentials, "variables": variables }));
        }
        Edit::Order(keys) => {
            let environments = list(connection, "environments");
            let mut keyed: Vec<_> = keys.iter().cycle().zip(environments.drain(..)).collect();
            keyed.sort_by_key(|(key, _)| **key);
            environments.extend(keyed.into_iter().map(|(_, environment)| environment));
        }
        Edit::Set(at, value) => {
            let name = NAMES[at.index(NAMES.len())];
            let variables = list(connection, "environmentVariables");
            match variables.iter_mut().find(|variable| variable["name"] == name) {
                Some(variable) => variable["value"] = json!(value),
                None => variables.push(json!({ "name": name, "value": value })),
            }
        }
        Edit::Unset(at) => {
            let name = NAMES[at.index(NAMES.len())];
            list(connection, "environmentVariables").retain(|variable| variable["name"] != name);
        }
    }
}

fn edited(current: &Value, edits: &[Edit]) -> Value {
    let mut next = current.clone();
    edits.iter().for_each(|edit| apply(&mut next, edit));
    next
}

fn text(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn options() -> Options {
    Options::default()
}

fn changes(current: &Value, next: &Value) -> Value {
    let diff = diff(&text(current), &text(next), &options()).unwrap();
    assert_eq!(diff.unsupported, [], "nothing else was edited");
    parsed(&diff.changes)
}

fn body(current: &Value, changes: &Value) -> Value {
    parsed(&merge(&text(current), &text(changes), &options()).unwrap().body)
}

fn previewed(current: &Value, body: &Value) -> Preview {
    preview(&text(current), &text(body), &options()).unwrap()
}

/// Returns the connection as the platform would store it: new environments have ids.
fn stored(current: &Value, changes: &Value) -> Value {
    let mut connection = saved(current, changes);
    for (n, environment) in list(&mut connection, "environments").iter_mut().enumerate() {
        let environment = environment.as_object_mut().unwrap();
        environment.entry("id").or_insert_with(|| json!(ulid(500 + n)));
        for credential in environment["credentials"]["action"].as_array_mut().unwrap() {
            credential.as_object_mut().unwrap().entry("id").or_insert_with(|| json!(ulid(600)));
        }
    }
    connection
}

/// Returns the connection after changes.
fn saved(current: &Value, changes: &Value) -> Value {
    parsed(&previewed(current, &body(current, changes)).connection)
}

fn rebased(base: &Value, mine: &Value, latest: &Value) -> Rebased {
    rebase(&text(base), &text(mine), &text(latest), &options()).unwrap()
}

fn leaves(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| leaves(item, into)),
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            into.insert(json!(key).to_string());
            leaves(value, into);
        }),
        scalar => {
            into.insert(scalar.to_string());
        }
    }
}

fn ids(connection: &Value) -> BTreeSet<String> {
    let environments = connection["environments"].as_array().unwrap();
    environments.iter().filter_map(|environment| environment["id"].as_str()).map(str::to_owned).collect()
}

/// Rules that raise or lower codes which do not prevent sending by default.
fn rules() -> impl Strategy<Value = Rules> {
    const CODES: [IssueCode; 7] = [
        IssueCode::DeletesEnvironment,
        IssueCode::OverwrittenVariables,
        IssueCode::StaleSchemeCopy,
        IssueCode::EnvironmentNotEditable,
        IssueCode::InvalidUlid,
        IssueCode::DuplicateValue,
        IssueCode::UnknownField,
    ];
    let levels = prop::collection::vec((0..CODES.len(), prop_oneof![Just(Level::Error), Just(Level::Off)]), 0..3);
    (any::<bool>(), levels).prop_map(|(is_strict, levels)| {
        let base = if is_strict { Rules::STRICT } else { Rules::DEFAULT };
        levels.into_iter().fold(base, |rules, (code, level)| rules.with(CODES[code], level))
    })
}

/// Changes of any kind. Many are invalid.
fn any_changes() -> impl Strategy<Value = Value> {
    let id = || (0..7usize).prop_map(|n| json!(ulid(n)));
    let ids = || prop::collection::vec(prop_oneof![9 => id(), 1 => Just(json!(7))], 0..4).prop_map(Value::Array);
    let added = || {
        let one =
            (prop::option::weighted(0.3, id()), variables(), any::<bool>()).prop_map(|(id, variables, is_whole)| {
                let name = if is_whole { json!("Added") } else { json!(7) };
                let mut added = json!({ "name": name, "credentials": {}, "variables": variables });
                id.into_iter().for_each(|id| added["id"] = id);
                added
            });
        prop::collection::vec(one, 0..3).prop_map(Value::Array)
    };
    let environments = prop_oneof![
        added(),
        (added(), ids()).prop_map(|(add, remove)| json!({ "add": add, "remove": remove })),
        ids().prop_map(|order| json!({ "order": order })),
        Just(json!({ "ad": [] })),
    ];
    let edited = prop_oneof![
        variables(),
        ("[ABC]", "[ab]").prop_map(|(name, value)| json!({ "set": { name: value } })),
        Just(json!({ "remove": ["A"] })),
    ];
    let others = prop_oneof![
        Just(("name", json!("Renamed"))),
        Just(("name", json!(7))),
        Just(("id", json!(ulid(5)))),
        Just(("protocol", json!("bigquery"))),
        Just(("later", json!(null))),
    ];
    let option = |strategy: BoxedStrategy<Value>| prop::option::of(strategy);
    (option(environments.boxed()), option(edited.boxed()), option(schemes().boxed()), prop::option::of(others))
        .prop_map(|(environments, variables, schemes, other)| {
            let members =
                [("environments", environments), ("environmentVariables", variables), ("authSchemeConfigs", schemes)];
            let mut changes: Map<_, _> =
                members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
            changes.extend(other.map(|(name, value)| (name.to_owned(), value)));
            Value::Object(changes)
        })
}

/// A stored connection that may be invalid in one respect.
fn damaged() -> impl Strategy<Value = Value> {
    (connection(), 0..8usize).prop_map(|(mut connection, damage)| {
        let first = connection["environments"].get_mut(0);
        match (damage, first) {
            (0, Some(environment)) => environment["variables"] = json!([{ "name": 7 }]),
            (1, Some(environment)) => environment["credentials"] = json!([]),
            (2, Some(environment)) => environment["name"] = json!("Environment 1"),
            (4, Some(environment)) => environment["id"] = json!(ulid(1)),
            (3, _) => connection["baseUrl"] = json!("nowhere"),
            _ => {}
        }
        connection
    })
}

/// Spells some keys of a JSON text with escapes: those for which `escapes` returns true, in the order of the text.
fn spell(value: &Value, escapes: &mut impl Iterator<Item = bool>) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| spell(item, escapes)).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(key, value)| {
                    let escape = |unit| format!("\\u{unit:04x}");
                    let is_escaped = escapes.next().unwrap_or(false);
                    let key = if is_escaped {
                        format!("\"{}\"", key.encode_utf16().map(escape).collect::<String>())
                    } else {
                        json!(key).to_string()
                    };
                    format!("{key}:{}", spell(value, escapes))
                })
                .collect();
            format!("{{{}}}", members.join(","))
        }
        scalar => scalar.to_string(),
    }
}

/// Removes the variables of some environments: those for which `lacking` is true.
fn without_variables(connection: &mut Value, lacking: &[bool]) {
    for (environment, _) in list(connection, "environments").iter_mut().zip(lacking).filter(|(_, lacking)| **lacking) {
        environment.as_object_mut().unwrap().remove("variables");
    }
}

/// Adds members to a body that only responses have.
fn with_response_members(body: &Value) -> Value {
    let mut with = body.clone();
    for name in ["versions", "createdAt", "updatedAt"] {
        with[name] = json!("of the body");
    }
    for environment in with.get_mut("environments").into_iter().flat_map(|list| list.as_array_mut().unwrap()) {
        environment["createdAt"] = json!("of the body");
        environment["updatedAt"] = json!("of the body");
        if environment.get("id").is_some() {
            for credential in environment["credentials"]["action"].as_array_mut().unwrap() {
                credential["credential"] = json!({ "id": ulid(950), "name": "of the body" });
            }
        }
    }
    with
}

/// Sets the times of every environment.
fn with_times(connection: &Value, time: &str) -> Value {
    let mut moved = connection.clone();
    for environment in list(&mut moved, "environments") {
        environment["createdAt"] = json!(time);
        environment["updatedAt"] = json!(time);
    }
    moved
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn reporting_errors_only_gives_the_same_results(current in damaged(), changes in any_changes(), rules in rules()) {
        let (current, changes) = (current.to_string(), changes.to_string());
        let all = Options { rules: rules.clone(), ..Options::default() };
        let errors_only = Options { rules: rules.errors_only(), ..Options::default() };
        let errors = |report: Report| -> Vec<_> {
            report.issues.into_iter().filter(|issue| issue.severity == Severity::Error).collect()
        };
        let merged = |options| merge(current.as_bytes(), changes.as_bytes(), options).map(|merged| merged.body);
        let body = merged(&all);
        match (merged(&errors_only), &body) {
            (Ok(errors_only), Ok(whole)) => prop_assert_eq!(&errors_only, whole),
            // With errors only, a merge may stop before it has found all of them.
            (Err(errors_only), Err(whole)) => {
                let errors = errors(whole.clone());
                prop_assert!(errors_only.issues.iter().all(|issue| errors.contains(issue)), "{:?}", errors_only.issues);
            }
            (errors_only, whole) => prop_assert!(false, "{:?} against {:?}", errors_only, whole),
        }
        let body = body.unwrap_or(changes.clone());
        let previewed = |options| preview(current.as_bytes(), body.as_bytes(), options).map(|found| (found.connection, found.effects));
        match (previewed(&errors_only), previewed(&all)) {
            (Ok(errors_only), Ok(whole)) => prop_assert_eq!(errors_only, whole),
            (Err(errors_only), Err(whole)) => prop_assert_eq!(errors_only.issues, errors(whole)),
            (errors_only, whole) => prop_assert!(false, "{:?} against {:?}", errors_only, whole),
        }
    }

    #[test]
    fn no_changes_have_no_effect(current in connection()) {
        prop_assert_eq!(changes(&current, &current), json!({}));
        let sent = body(&current, &json!({}));
        for name in ["authSchemeConfigs", "environments", "environmentVariables"] {
            prop_assert!(sent.get(name).is_none(), "{name}");
        }
        let preview = previewed(&current, &sent);
        prop_assert_eq!(parsed(&preview.connection), current);
        prop_assert_eq!(preview.effects, []);
    }

    #[test]
    fn the_difference_leads_to_the_next_connection(current in connection(), edits in prop::collection::vec(edit(), 0..6)) {
        let mut next = edited(&current, &edits);
        let is_absent = |value: &Value| value.get("environmentVariables").is_none_or(|list| *list == json!([]));
        if is_absent(&current) && is_absent(&next) {
            // A missing list equals an empty one, which is not sent: it would empty every environment.
            next.as_object_mut().unwrap().remove("environmentVariables");
            if let Some(list) = current.get("environmentVariables") {
                next["environmentVariables"] = list.clone();
            }
        }
        let mut expected = next.clone();
        if current.get("environmentVariables") != next.get("environmentVariables") {
            let variables = next["environmentVariables"].clone();
            list(&mut expected, "environments").iter_mut().for_each(|environment| environment["variables"] = variables.clone());
        }
        prop_assert_eq!(saved(&current, &changes(&current, &next)), expected);
    }

    #[test]
    fn a_body_without_new_environments_is_idempotent(
        current in connection(),
        edits in prop::collection::vec(edit().prop_filter("creates", |edit| !matches!(edit, Edit::Add(_))), 0..5),
    ) {
        let mut sent = body(&current, &changes(&current, &edited(&current, &edits)));
        if sent.get("environmentVariables").is_some() && sent.get("environments").is_some() {
            // The body repeats the old variables of its environments, which may be left out.
            list(&mut sent, "environments").iter_mut().for_each(|environment| { environment.as_object_mut().unwrap().remove("variables"); });
        }
        let once = parsed(&previewed(&current, &sent).connection);
        let twice = previewed(&once, &sent);
        prop_assert_eq!(parsed(&twice.connection), once);
        prop_assert_eq!(twice.effects, []);
    }

    #[test]
    fn rebasing_onto_the_same_connection_changes_nothing(current in connection(), edits in prop::collection::vec(edit(), 0..6)) {
        let mine = changes(&current, &edited(&current, &edits));
        let rebased = rebased(&current, &mine, &current);
        prop_assert_eq!(rebased.conflicts, []);
        prop_assert_eq!(parsed(&rebased.changes), mine);
    }

    #[test]
    fn times_and_unknown_members_of_environments_are_nobodys_edit(
        current in connection(),
        edits in prop::collection::vec(edit(), 0..6),
    ) {
        let next = edited(&current, &edits);
        let mine = changes(&current, &next);
        let mut moved = next.clone();
        let mut expected = Vec::new();
        for (at, environment) in list(&mut moved, "environments").iter_mut().enumerate() {
            if environment.get("id").is_some() {
                for name in ["createdAt", "updatedAt", "later"] {
                    // An unknown member that the environment does not have may be a row key of a form.
                    if name != "later" || environment.get(name).is_some() {
                        environment[name] = json!("of mine");
                        expected.push(format!("environments[{at}].{name}"));
                    }
                }
            }
        }
        let diff = diff(&text(&current), &text(&moved), &options()).unwrap();
        prop_assert_eq!(&parsed(&diff.changes), &mine, "they change nothing");
        prop_assert!(diff.unsupported.iter().all(|edit| edit.reason == UnsupportedReason::ReadOnly));
        let mut found: Vec<_> = diff.unsupported.iter().map(|edit| edit.path.to_string()).collect();
        let mut reported: Vec<_> = diff.issues.iter().map(|issue| issue.path.to_string()).collect();
        [&mut expected, &mut found, &mut reported].into_iter().for_each(|paths| paths.sort_unstable());
        prop_assert_eq!((&found, &reported), (&expected, &expected), "each of them is reported as read-only");
        let rebased = rebased(&current, &mine, &with_times(&current, "2026-01-02T00:00:00Z"));
        prop_assert_eq!(rebased.conflicts, []);
        prop_assert_eq!(parsed(&rebased.changes), mine);
    }

    #[test]
    fn disjoint_edits_commute(current in connection(), edits in prop::collection::vec(edit(), 1..5), split in any::<u8>()) {
        // One edit of each kind, so that no two edit the same value. Variables are distinguished by their names.
        let mut kinds = BTreeMap::new();
        for edit in edits {
            let kind = match &edit {
                Edit::Set(at, _) | Edit::Unset(at) => (0, at.index(NAMES.len())),
                Edit::Name(_) => (1, 0),
                Edit::BaseUrl(_) => (2, 0),
                Edit::Schemes(_) => (3, 0),
                Edit::Remove(_) => (4, 0),
                Edit::Order(_) => (5, 0),
                Edit::Add(_) => (6, 0),
            };
            kinds.insert(kind, edit);
        }
        // Variables of the connection overwrite those of a new environment: these edits are not disjoint.
        if kinds.keys().any(|(kind, _)| *kind == 0) {
            kinds.remove(&(6, 0));
        }
        let side = |which: u8| -> Vec<Edit> {
            kinds.iter().filter(|((kind, at), _)| split >> ((kind + at) % 8) & 1 == which).map(|(_, edit)| edit.clone()).collect()
        };
        let [one, other] = [0, 1].map(|which| changes(&current, &edited(&current, &side(which))));
        let (after_one, after_other) = (stored(&current, &one), stored(&current, &other));
        let (other_then, one_then) = (rebased(&current, &other, &after_one), rebased(&current, &one, &after_other));
        prop_assert_eq!((&other_then.conflicts, &one_then.conflicts), (&vec![], &vec![]));
        let mut results = [stored(&after_one, &parsed(&other_then.changes)), stored(&after_other, &parsed(&one_then.changes))];
        for result in &mut results {
            // The order of new variables depends on who saves first.
            let sort = |variables: &mut Vec<Value>| variables.sort_by_key(Value::to_string);
            sort(list(result, "environmentVariables"));
            for environment in list(result, "environments") {
                sort(list(environment, "variables"));
                if environment["name"].as_str().unwrap().starts_with("New") {
                    environment["id"] = json!("new");
                }
            }
        }
        prop_assert_eq!(&results[0], &results[1]);
    }

    #[test]
    fn a_body_contains_only_values_of_its_inputs_and_keeps_unknown_ones_as_spelled(
        current in connection(),
        edits in prop::collection::vec(edit(), 0..5),
    ) {
        let mine = changes(&current, &edited(&current, &edits));
        let merged = merge(&text(&current), &text(&mine), &options()).unwrap();
        let sent = parsed(&merged.body);
        let (mut given, mut found) = (BTreeSet::from(["\"name\"".to_owned(), "\"value\"".to_owned()]), BTreeSet::new());
        leaves(&current, &mut given);
        leaves(&mine, &mut given);
        leaves(&sent, &mut found);
        prop_assert!(found.is_subset(&given), "{:?}", found.difference(&given).collect::<Vec<_>>());
        let order = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let sent_keys: Vec<_> = order(&current).into_iter().filter(|key| sent.get(key).is_some()).collect();
        prop_assert_eq!(&order(&sent)[..sent_keys.len()], &sent_keys[..]);
        if current.get("__proto__").is_some() {
            let is_there = merged.body.contains("\"__proto__\":{\"n\":12345678901234567890.00}");
            prop_assert!(is_there, "{}", merged.body);
        }
        for environment in sent.get("environments").into_iter().flat_map(|list| list.as_array().unwrap()) {
            if environment.get("later").is_some() {
                prop_assert_eq!(environment["later"].to_string(), "1500.0");
            }
        }
    }

    #[test]
    fn no_key_occurs_twice_in_a_previewed_connection_in_any_spelling(
        current in connection(),
        edits in prop::collection::vec(edit(), 0..5),
        lacking in prop::collection::vec(any::<bool>(), 5),
        escapes in prop::collection::vec(prop::bool::weighted(0.2), 1..50),
    ) {
        let mut current = current;
        without_variables(&mut current, &lacking);
        let sent = with_response_members(&body(&current, &changes(&current, &edited(&current, &edits))));
        let mut escapes = escapes.into_iter().cycle();
        let [current_text, sent_text] = [&current, &sent].map(|value| spell(value, &mut escapes));
        let text = preview(current_text.as_bytes(), sent_text.as_bytes(), &options()).unwrap().connection;
        let document = Document::parse(text.as_bytes(), Limits::default()).unwrap();
        prop_assert_eq!(document.violations(), []);
        prop_assert_eq!(parsed(&text), parsed(&previewed(&current, &sent).connection), "the spelling makes no difference");
    }

    #[test]
    fn no_response_only_member_of_a_body_reaches_a_previewed_connection(
        current in connection(),
        edits in prop::collection::vec(edit(), 0..5),
    ) {
        let sent = body(&current, &changes(&current, &edited(&current, &edits)));
        let with = with_response_members(&sent);
        prop_assert_eq!(previewed(&current, &with).connection, previewed(&current, &sent).connection);
    }

    #[test]
    fn exactly_the_deleted_environments_have_an_effect_of_deletion(current in connection(), edits in prop::collection::vec(edit(), 0..6)) {
        let sent = body(&current, &changes(&current, &edited(&current, &edits)));
        let preview = previewed(&current, &sent);
        let after = ids(&parsed(&preview.connection));
        let gone: BTreeSet<_> = ids(&current).difference(&after).cloned().collect();
        let deleted = preview.effects.iter().filter(|effect| effect.kind == EffectKind::Deleted);
        prop_assert!(deleted.clone().all(|effect| effect.destructive));
        let named: Vec<_> = deleted.filter_map(|effect| effect.environment.as_ref()?.id.clone()).collect();
        prop_assert_eq!(named.len(), gone.len());
        prop_assert_eq!(named.into_iter().collect::<BTreeSet<_>>(), gone);
    }

    #[test]
    fn different_edits_of_one_value_are_a_conflict(
        current in connection(),
        leaf in 0..4usize,
        at in any::<Index>(),
        extra in prop::collection::vec(edit(), 0..3),
    ) {
        let variable = |value: &str| Edit::Set(at, value.to_owned());
        let (mine, theirs) = match leaf {
            0 => (Edit::Name("mine".into()), Edit::Name("theirs".into())),
            1 => (Edit::BaseUrl("https://mine.example".into()), Edit::BaseUrl("https://theirs.example".into())),
            2 => (Edit::Schemes(json!([{ "schemeType": "mine" }])), Edit::Schemes(json!([{ "schemeType": "theirs" }]))),
            _ => (variable("mine"), variable("theirs")),
        };
        let mine = changes(&current, &edited(&current, &[extra, vec![mine]].concat()));
        let latest = stored(&current, &changes(&current, &edited(&current, &[theirs])));
        let rebased = rebased(&current, &mine, &latest);
        let expected = ["name", "baseUrl", "authSchemeConfigs", "environmentVariables"][leaf];
        let found: Vec<_> = rebased.conflicts.iter().map(|conflict| conflict.path.to_string()).collect();
        prop_assert!(found.iter().any(|path| path.starts_with(expected)), "{found:?}");
        let after = saved(&latest, &parsed(&rebased.changes));
        let value = |connection: &Value| match leaf {
            3 => {
                let name = NAMES[at.index(NAMES.len())];
                let variables = connection["environmentVariables"].as_array().unwrap();
                variables.iter().find(|variable| variable["name"] == name).cloned().unwrap_or_default()
            }
            _ => connection[expected].clone(),
        };
        prop_assert_eq!(value(&after), value(&latest), "a conflict is never decided");
    }
}
