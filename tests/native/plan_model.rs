//! A model of the platform's two writes, made from the contract alone, and the connection that the contract promises for an edited
//! one. It has no code in common with the crate.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

pub(crate) const USAGES: [&str; 2] = ["action", "trigger"];
const LISTS: [&str; 3] = ["authSchemeConfigs", "environments", "environmentVariables"];
const READ_ONLY: [&str; 3] = ["versions", "createdAt", "updatedAt"];
const APPLICATION_CREDENTIAL: &str = "/flows/authorizationCode/applicationCredential";

/// Returns the items of a list. A missing list is empty.
pub(crate) fn items<'v>(owner: &'v Value, name: &str) -> &'v [Value] {
    owner.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Returns the entries of a usage of an environment.
pub(crate) fn entries<'v>(environment: &'v Value, usage: &str) -> &'v [Value] {
    environment.get("credentials").map_or(&[], |credentials| items(credentials, usage))
}

/// Returns a member that is a string, or an empty string.
pub(crate) fn text<'v>(owner: &'v Value, name: &str) -> &'v str {
    owner.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) type Variables = BTreeMap<String, String>;

/// Returns a list of variables as a map from name to value.
pub(crate) fn variables(owner: &Value, name: &str) -> Variables {
    items(owner, name).iter().map(|one| (text(one, "name").to_owned(), text(one, "value").to_owned())).collect()
}

/// Returns a list of variables.
pub(crate) fn to_list(variables: &Variables) -> Value {
    variables.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

/// Returns the environment with this id.
pub(crate) fn find<'v>(connection: &'v Value, id: &str) -> Option<&'v Value> {
    items(connection, "environments").iter().find(|environment| text(environment, "id") == id)
}

/// Returns a copy of an object with another value of a member.
fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[name] = value;
    object
}

/// Returns an auth scheme config with the id of its `applicationCredential` alone.
pub(crate) fn without_secrets(scheme: &Value) -> Value {
    let mut scheme = scheme.clone();
    if let Some(credential) = scheme.pointer_mut(APPLICATION_CREDENTIAL) {
        *credential = json!({ "id": credential["id"] });
    }
    scheme
}

/// The platform: it knows the rest of a credential by its id, and creates ids.
#[derive(Default)]
pub(crate) struct Platform {
    created: usize,
}

impl Platform {
    fn create_id(&mut self) -> String {
        self.created += 1;
        format!("01J9ZK8Q4T7W3X5Y6Z8A9N{:04}", self.created)
    }

    /// Applies the body of an Update Connection. Returns the reason if the platform refuses it.
    pub(crate) fn update_connection(&mut self, connection: &Value, body: &Value) -> Result<Value, String> {
        for name in ["id", "organisationId", "protocol"] {
            ensure(body.get(name) == connection.get(name), "an immutable member differs")?;
        }
        check_name(body)?;
        ensure(body["baseUrl"].is_string(), "there is no baseUrl")?;
        for name in LISTS {
            ensure(body.get(name).is_none_or(Value::is_array), "a list is not a list")?;
        }
        let known = Credentials::of(connection);
        let mut stored = connection.clone();
        for (name, value) in body.as_object().unwrap() {
            if !READ_ONLY.contains(&name.as_str()) {
                stored[name] = value.clone();
            }
        }
        if body.get("authSchemeConfigs").is_some() {
            stored["authSchemeConfigs"] =
                items(body, "authSchemeConfigs").iter().map(|scheme| known.resolve(scheme)).collect();
        }
        if body.get("environments").is_some() {
            check_unique(items(body, "environments"), "name")?;
            let mut environments = Vec::new();
            let mut ids = BTreeSet::new();
            for sent in items(body, "environments") {
                check_name(sent)?;
                environments.push(match sent.get("id") {
                    None => self.create_environment(sent, &known)?,
                    Some(id) => {
                        let id = id.as_str().unwrap();
                        ensure(ids.insert(id), "an id is there twice")?;
                        let stored = find(connection, id).ok_or("there is no such environment")?;
                        check_unedited(stored, sent)?;
                        stored.clone()
                    }
                });
            }
            stored["environments"] = environments.into();
        }
        if let Some(shared) = body.get("environmentVariables") {
            check_unique(shared.as_array().unwrap(), "name")?;
            for environment in stored["environments"].as_array_mut().unwrap() {
                environment["variables"] = shared.clone();
            }
        }
        Ok(stored)
    }

    fn create_environment(&mut self, sent: &Value, known: &Credentials<'_>) -> Result<Value, String> {
        check_unique(items(sent, "variables"), "name")?;
        let mut credentials = Map::new();
        for usage in USAGES {
            let mut stored = Vec::new();
            for entry in entries(sent, usage) {
                ensure(entry.get("credential").is_some(), "an entry has no credential")?;
                let scheme = known.resolve(&entry["authSchemeConfig"]);
                stored.push(json!({ "id": self.create_id(), "authSchemeConfig": scheme, "credential": {} }));
            }
            credentials.insert(usage.into(), stored.into());
        }
        let variables = items(sent, "variables");
        Ok(json!({ "id": self.create_id(), "name": sent["name"], "credentials": credentials, "variables": variables }))
    }
}

/// Applies the body of an Update Environment. Returns the reason if the platform refuses it.
pub(crate) fn update_environment(connection: &Value, body: &Value) -> Result<Value, String> {
    let stored = find(connection, text(body, "id")).ok_or("there is no such environment")?;
    check_name(body)?;
    let known = Credentials::of(connection);
    let mut environment = with(stored, "name", body["name"].clone());
    if let Some(variables) = body.get("variables") {
        check_unique(variables.as_array().ok_or("variables are not a list")?, "name")?;
        environment["variables"] = variables.clone();
    }
    for usage in USAGES {
        let Some(sent) = body.get("credentials").and_then(|credentials| credentials.get(usage)) else {
            // The platform may drop entries that a body lacks, so that every stored entry is always sent.
            ensure(entries(stored, usage).is_empty(), "entries are left out")?;
            continue;
        };
        let sent = sent.as_array().ok_or("entries are not a list")?;
        ensure(sorted_ids(sent) == sorted_ids(entries(stored, usage)), "entries are added or removed")?;
        let updated = sent.iter().map(|sent| {
            let entry = entries(stored, usage).iter().find(|entry| entry["id"] == sent["id"]).unwrap();
            let scheme = &sent["authSchemeConfig"];
            ensure(scheme["schemeType"] == entry["authSchemeConfig"]["schemeType"], "a scheme gets another type")?;
            Ok(with(entry, "authSchemeConfig", known.resolve(scheme)))
        });
        environment["credentials"][usage] = updated.collect::<Result<Vec<_>, String>>()?.into();
    }
    let replace = |other: &Value| if other["id"] == stored["id"] { environment.clone() } else { other.clone() };
    let environments: Vec<_> = items(connection, "environments").iter().map(replace).collect();
    check_unique(&environments, "name")?;
    Ok(with(connection, "environments", environments.into()))
}

/// The application credentials that the platform has, by id.
struct Credentials<'v>(BTreeMap<&'v str, &'v Value>);

impl<'v> Credentials<'v> {
    fn of(connection: &'v Value) -> Self {
        let environments = items(connection, "environments").iter();
        let used = environments.flat_map(|environment| USAGES.iter().flat_map(|usage| entries(environment, usage)));
        let schemes = items(connection, "authSchemeConfigs").iter().chain(used.map(|entry| &entry["authSchemeConfig"]));
        let credentials = schemes.filter_map(|scheme| scheme.pointer(APPLICATION_CREDENTIAL));
        Self(credentials.map(|credential| (text(credential, "id"), credential)).collect())
    }

    fn resolve(&self, scheme: &Value) -> Value {
        let mut scheme = scheme.clone();
        if let Some(credential) = scheme.pointer_mut(APPLICATION_CREDENTIAL)
            && let Some(known) = self.0.get(text(credential, "id"))
        {
            *credential = (*known).clone();
        }
        scheme
    }
}

fn ensure(condition: bool, reason: &str) -> Result<(), String> {
    if condition { Ok(()) } else { Err(reason.to_owned()) }
}

fn check_name(owner: &Value) -> Result<(), String> {
    ensure(!text(owner, "name").trim().is_empty(), "a name is blank")
}

fn check_unique(list: &[Value], member: &str) -> Result<(), String> {
    let values: BTreeSet<_> = list.iter().map(|item| text(item, member)).collect();
    ensure(values.len() == list.len() && !values.contains(""), "a name is there twice, or blank")
}

fn sorted_ids(list: &[Value]) -> Vec<&str> {
    let mut ids: Vec<_> = list.iter().map(|item| text(item, "id")).collect();
    ids.sort_unstable();
    ids
}

/// Refuses a stored environment in the body of a connection if it is edited. Members that the body leaves out are unedited.
fn check_unedited(stored: &Value, sent: &Value) -> Result<(), String> {
    ensure(sent["name"] == stored["name"], "an environment gets another name")?;
    let has_variables = sent.get("variables").is_some();
    ensure(
        !has_variables || variables(sent, "variables") == variables(stored, "variables"),
        "an environment gets other variables",
    )?;
    for usage in USAGES {
        if sent.get("credentials").and_then(|credentials| credentials.get(usage)).is_some() {
            let sketch = |environment| -> Vec<_> {
                let entries = entries(environment, usage).iter();
                entries.map(|entry| (text(entry, "id"), without_secrets(&entry["authSchemeConfig"]))).collect()
            };
            ensure(sketch(sent) == sketch(stored), "an environment gets other credentials")?;
        }
    }
    Ok(())
}

/// Returns a connection in the form that two connections are compared in. Lists are complete, variables are sorted, an
/// `applicationCredential` is its id, the entries of `loose` usages are their sorted ids, and an environment that `known` does not
/// contain lacks what the platform sets.
pub(crate) fn comparable(connection: &Value, known: &BTreeSet<String>, loose: &BTreeSet<(String, &str)>) -> Value {
    let mut result = connection.clone();
    result["authSchemeConfigs"] = items(connection, "authSchemeConfigs").iter().map(without_secrets).collect();
    result["environmentVariables"] = to_list(&variables(connection, "environmentVariables"));
    let environments = items(connection, "environments").iter().map(|environment| {
        let id = text(environment, "id");
        let is_known = known.contains(id);
        let mut result = if is_known { environment.clone() } else { json!({ "name": environment["name"] }) };
        result["variables"] = to_list(&variables(environment, "variables"));
        for usage in USAGES {
            let list = entries(environment, usage);
            result["credentials"][usage] = if loose.contains(&(id.to_owned(), usage)) {
                json!(sorted_ids(list))
            } else {
                let sketch = |entry: &Value| {
                    let scheme = without_secrets(&entry["authSchemeConfig"]);
                    if is_known { with(entry, "authSchemeConfig", scheme) } else { scheme }
                };
                list.iter().map(sketch).collect()
            };
        }
        result
    });
    result["environments"] = environments.collect();
    result
}

/// Returns the list of an environment that keeps its own values, by the contract's table.
pub(crate) fn keep_own_values(own: &Variables, before: &Variables, after: &Variables) -> Variables {
    let mut kept = Variables::new();
    for (name, value) in own {
        if before.get(name) != Some(value) {
            kept.insert(name.clone(), value.clone());
        } else if let Some(value) = after.get(name) {
            kept.insert(name.clone(), value.clone());
        }
    }
    let is_added = |name: &String| !own.contains_key(name) && !before.contains_key(name);
    kept.extend(after.iter().filter(|(name, _)| is_added(name)).map(|(name, value)| (name.clone(), value.clone())));
    kept
}

/// Applies the edit that turns `before` into `after`, name by name, to another list.
pub(crate) fn apply_edit(mut list: Variables, before: &Variables, after: &Variables) -> Variables {
    list.retain(|name, _| after.contains_key(name) || !before.contains_key(name));
    let set = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    list.extend(set.map(|(name, value)| (name.clone(), value.clone())));
    list
}

/// Returns the ids of the environments whose renames form circles. Returns `None` if a rename is blocked: a new environment needs the
/// old name, and the new name belongs to an environment that the same request deletes.
pub(crate) fn find_circles(current: &Value, next: &Value) -> Option<BTreeSet<String>> {
    let target = |environment: &Value| find(next, text(environment, "id")).map(|wanted| text(wanted, "name"));
    let owner = |name: &str| items(current, "environments").iter().find(|stored| text(stored, "name") == name);
    let is_new = |name: &str| {
        items(next, "environments").iter().any(|wanted| wanted.get("id").is_none() && text(wanted, "name") == name)
    };
    let is_renamed = |environment: &Value| target(environment).is_some_and(|name| name != text(environment, "name"));
    let mut circular = BTreeSet::new();
    for start in items(current, "environments").iter().filter(|stored| is_renamed(stored)) {
        let mut at = target(start).and_then(owner);
        while let Some(next) = at.filter(|next| is_renamed(next) && next["id"] != start["id"]) {
            at = target(next).and_then(owner);
        }
        match at {
            Some(end) if end["id"] == start["id"] => _ = circular.insert(text(start, "id").to_owned()),
            Some(_) if is_new(text(start, "name")) => return None,
            _ => {}
        }
    }
    Some(circular)
}

/// The end that the contract promises for a next connection.
pub(crate) struct Expected {
    pub(crate) connection: Value,
    /// The reasons of the edits that no request can make, each after the id of its environment.
    pub(crate) unsupported: BTreeSet<String>,
    /// The usages whose entries cannot become what is wanted. Their order and their other edits are not defined.
    pub(crate) loose: BTreeSet<(String, &'static str)>,
}

/// Returns the end that the contract promises. `shares` is true if the shared list is sent.
pub(crate) fn expect_end(
    current: &Value,
    next: &Value,
    keeps: bool,
    shares: bool,
    circles: &BTreeSet<String>,
) -> Expected {
    let mut expected = Expected { connection: next.clone(), unsupported: BTreeSet::new(), loose: BTreeSet::new() };
    let [before, after] = [current, next].map(|connection| variables(connection, "environmentVariables"));
    for wanted in expected.connection["environments"].as_array_mut().unwrap() {
        let Some(id) = wanted.get("id").and_then(Value::as_str).map(str::to_owned) else {
            // A new environment without a list gets what the platform gives it.
            if wanted.get("variables").is_none() && shares {
                wanted["variables"] = to_list(&after);
            }
            continue;
        };
        let stored = find(current, &id).unwrap();
        let mut reasons = BTreeSet::new();
        let mut result = stored.clone();
        let is_circular = circles.contains(&id);
        result["name"] = if is_circular { &stored["name"] } else { &wanted["name"] }.clone();
        if is_circular {
            reasons.insert("name-cycle");
        }
        if ["createdAt", "updatedAt", "later"].iter().any(|name| stored.get(name) != wanted.get(name)) {
            reasons.insert("read-only");
        }
        for usage in USAGES {
            let mut list = Vec::new();
            for entry in entries(wanted, usage) {
                let Some(old) = entries(stored, usage).iter().find(|old| old["id"] == entry["id"]) else { continue };
                let is_same_type = old["authSchemeConfig"]["schemeType"] == entry["authSchemeConfig"]["schemeType"];
                list.push(if is_same_type {
                    with(old, "authSchemeConfig", entry["authSchemeConfig"].clone())
                } else {
                    reasons.insert("scheme-type");
                    old.clone()
                });
                let (old, new) = (&old["credential"], &entry["credential"]);
                if old["id"] != new["id"] {
                    reasons.insert("entries");
                } else if old != new {
                    reasons.insert("credential");
                }
            }
            if sorted_ids(entries(wanted, usage)) == sorted_ids(entries(stored, usage)) {
                result["credentials"][usage] = list.into();
            } else {
                reasons.insert("entries");
                expected.loose.insert((id.clone(), usage));
            }
        }
        let [own, goal] = [stored, wanted].map(|environment| variables(environment, "variables"));
        result["variables"] = to_list(&match (shares, keeps) {
            (true, true) => apply_edit(keep_own_values(&own, &before, &after), &own, &goal),
            (true, false) if own == goal => after.clone(),
            _ => goal,
        });
        expected.unsupported.extend(reasons.iter().map(|reason| format!("{id} {reason}")));
        *wanted = result;
    }
    expected
}
