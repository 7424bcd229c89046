//! Plans changes onto a later connection, and finds the part of a plan that is left after some of its steps.

use super::environments::parse;
use super::planner::{Plan, PlanOptions, plan_valid};
use crate::connection::environments::is_new;
use crate::issue::Report;
use crate::json::{Document, StringIndex, Value, Writer};
use crate::operations::diff::diff_documents;
use crate::operations::rebase::{Rebased, rebase_with};

/// The part of a plan that is left after some of its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// The connection that the done steps should have left, with the ids of the environments that they created, as JSON text.
    pub base: String,
    /// The changes to `base` that are left, as JSON text.
    pub changes: String,
    /// The changes, rebased onto the actual connection.
    pub rebased: Rebased,
    /// The plan of the rebased changes. `None` if there are conflicts.
    pub plan: Option<Plan>,
}

/// Rebases `changes`, which were made to `base`, onto `latest`, and plans them if there is no conflict.
///
/// ```
/// use connection_update::json::{Document, Limits};
/// use connection_update::operations::plan::{PlanOptions, plan_onto};
///
/// let base = r#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [] }"#;
/// let latest = base.replace("shop.example.com", "shop.example.com/v2");
/// let read = |text| Document::parse(text, Limits::default()).unwrap();
/// let (base, latest) = (read(base.as_bytes()), read(latest.as_bytes()));
/// let options = PlanOptions::default();
/// let (rebased, plan) = plan_onto(&base, &read(br#"{ "name": "Shop EU" }"#), &latest, &options).unwrap();
/// assert!(rebased.conflicts.is_empty() && plan.unwrap().connection.contains("/v2"));
///
/// let changes = read(br#"{ "baseUrl": "https://shop.example.com/v3" }"#);
/// let (rebased, plan) = plan_onto(&base, &changes, &latest, &options).unwrap();
/// assert_eq!((rebased.conflicts.len(), plan), (1, None));
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn plan_onto(
    base: &Document<'_>,
    changes: &Document<'_>,
    latest: &Document<'_>,
    options: &PlanOptions,
) -> Result<(Rebased, Option<Plan>), Report> {
    let rebased = rebase_with(base, changes, latest, options.own_values, &options.options)?;
    if !rebased.conflicts.is_empty() {
        return Ok((rebased, None));
    }
    let issues = rebased.issues.clone();
    let plan = match parse(&rebased.changes) {
        Ok(changes) => plan_valid(latest, &changes, Report { issues }, options)?,
        Err(_) => return Ok((rebased, None)),
    };
    Ok((rebased, Some(plan)))
}

/// Finds the part of a plan that is left after some of its steps, and plans it for the connection that is stored now.
///
/// `expected` is the connection that the done steps should have left: the connection before them, with the `expected` values of
/// the steps (see [`splice`]). `wanted` is [`Plan::wanted`]. `actual` is the connection that is stored now. A new environment has
/// no id in `expected`. It is found in `actual` in the first of these ways that succeeds:
///
/// 1. by its name, if no other new environment has that name;
/// 2. by its position among the new environments;
/// 3. by its name, ignoring leading and trailing white space and the case of ASCII letters.
///
/// ```
/// use connection_update::json::{Document, Limits};
/// use connection_update::operations::plan::{PlanOptions, plan_documents, resume, splice};
///
/// let read = |text| Document::parse(text, Limits::default()).unwrap();
/// let current = read(br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [
///     { "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F", "name": "Test" }, { "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1G", "name": "Live" }] }"#);
/// let changes = read(br#"{ "environments": { "update": {
///     "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F": { "name": "Staging" }, "01J9ZK8Q4T7W3X5Y6Z8A9B0C1G": { "name": "Test" } } } }"#);
/// let options = PlanOptions::default();
/// let plan = plan_documents(&current, &changes, &options).unwrap();
/// // The first step is done, and the second one has failed.
/// let now = splice(&current, [read(plan.steps[0].expected.as_bytes()).root()]);
/// let resumed = resume(&read(now.as_bytes()), &read(plan.wanted(1).as_bytes()), &read(now.as_bytes()), &options).unwrap();
/// assert_eq!(resumed.changes, r#"{"environments":{"update":{"01J9ZK8Q4T7W3X5Y6Z8A9B0C1G":{"name":"Test"}}}}"#);
/// assert_eq!(resumed.plan.unwrap().steps, plan.steps[1..]);
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn resume(
    expected: &Document<'_>,
    wanted: &Document<'_>,
    actual: &Document<'_>,
    options: &PlanOptions,
) -> Result<Resumed, Report> {
    let ids = find_ids(expected.root(), actual.root());
    let [base, goal] = [expected, wanted].map(|connection| write_with_ids(connection, &ids));
    let Ok(base_document) = parse(&base) else { return Err(Report::default()) };
    let Ok(goal) = parse(&goal) else { return Err(Report::default()) };
    let changes = diff_documents(&base_document, &goal, &options.options)?.changes;
    let Ok(document) = parse(&changes) else { return Err(Report::default()) };
    let (rebased, plan) = plan_onto(&base_document, &document, actual, options)?;
    Ok(Resumed { base, changes, rebased, plan })
}

/// Replaces environments of a connection by those with the same ids in `environments`. Returns the connection as JSON text.
///
/// ```
/// use connection_update::json::{Document, Limits};
/// use connection_update::operations::plan::splice;
///
/// let read = |text| Document::parse(text, Limits::default()).unwrap();
/// let connection = read(br#"{ "environments": [{ "id": "e1", "name": "Test" }] }"#);
/// let renamed = read(br#"{ "id": "e1", "name": "Staging" }"#);
/// assert_eq!(splice(&connection, [renamed.root()]), r#"{"environments":[{ "id": "e1", "name": "Staging" }]}"#);
/// ```
#[must_use]
pub fn splice<'d>(connection: &Document<'_>, environments: impl IntoIterator<Item = Value<'d>>) -> String {
    let mut latest: Vec<Value<'d>> = environments.into_iter().collect();
    // Of two environments with the same id, the last one counts.
    latest.reverse();
    let by_id = StringIndex::from_members(&latest, "id");
    write_environments(connection.root(), &mut |environment, out| {
        let at = environment.get("id").and_then(|id| by_id.get(id.as_str()?));
        out.raw(at.and_then(|at| latest.get(at as usize)).unwrap_or(&environment).raw());
    })
}

/// Copies a connection, and calls `write` to write each of its environments.
fn write_environments(connection: Value<'_>, write: &mut dyn FnMut(Value<'_>, &mut Writer)) -> String {
    let mut out = Writer::with_capacity(connection.raw().len());
    out.begin_object();
    for member in connection.members() {
        if member.name() != "environments" || connection.get_array("environments").is_none() {
            out.copy(member);
            continue;
        }
        out.copy_key(member);
        out.begin_array();
        member.value.items().for_each(|environment| write(environment, &mut out));
        out.end_array();
    }
    out.end_object();
    out.finish()
}

/// Returns the id of each new environment of `expected`, in their order, or `None` if `actual` does not have it.
#[inline(never)]
fn find_ids<'d>(expected: Value<'_>, actual: Value<'d>) -> Vec<Option<Value<'d>>> {
    let known = expected.get_items("environments").to_vec();
    let known = StringIndex::from_members(&known, "id");
    let (mut added, mut created) = (Vec::new(), Vec::new());
    for environment in expected.get_items("environments") {
        if is_new(environment) {
            added.push(New { place: added.len(), name: environment.get_str("name").to_owned(), id: None });
        }
    }
    for environment in actual.get_items("environments") {
        if !known.contains(environment.get_str("id")) {
            let (place, name) = (created.len(), environment.get_str("name").to_owned());
            created.push(New { place, name, id: environment.get("id") });
        }
    }
    let mut ids = vec![None; added.len()];
    match_names(&mut added, &mut created, &mut ids);
    if added.len() == created.len() {
        for (added, created) in added.iter().zip(&created) {
            ids.get_mut(added.place).into_iter().for_each(|slot| *slot = created.id);
        }
        return ids;
    }
    for new in added.iter_mut().chain(&mut created) {
        new.name = new.name.trim().to_ascii_lowercase();
    }
    match_names(&mut added, &mut created, &mut ids);
    ids
}

/// A new environment.
struct New<'d> {
    place: usize,
    name: String,
    id: Option<Value<'d>>,
}

/// Finds the ids of added environments whose names are unique in both lists, and removes these environments from the lists.
#[inline(never)]
fn match_names<'d>(added: &mut Vec<New<'_>>, created: &mut Vec<New<'d>>, ids: &mut [Option<Value<'d>>]) {
    let [one, other] = [&*added, created].map(|list| {
        let mut names = StringIndex::builder(list.len());
        list.iter().zip(0..).for_each(|(new, at)| names.add(&new.name, at));
        names.build()
    });
    let repeated = |names: &StringIndex<'_>, count: usize| {
        let mut repeated = vec![false; count];
        for at in names.duplicates().flat_map(|(later, first)| [later, first]) {
            repeated.get_mut(at as usize).into_iter().for_each(|repeated| *repeated = true);
        }
        repeated
    };
    let (repeated_added, repeated_created) = (repeated(&one, added.len()), repeated(&other, created.len()));
    let mut matched = Vec::new();
    for (new, at) in added.iter().zip(0u32..) {
        if let Some(found) = other.get(&new.name)
            && repeated_added.get(at as usize) == Some(&false)
            && repeated_created.get(found as usize) == Some(&false)
        {
            matched.push((at, found));
        }
    }
    drop((one, other));
    let (mut used_added, mut used_created) = (vec![false; added.len()], vec![false; created.len()]);
    for (at, found) in matched {
        let id = created.get(found as usize).and_then(|created| created.id);
        let slot = added.get(at as usize).and_then(|added| ids.get_mut(added.place));
        slot.into_iter().for_each(|slot| *slot = id);
        used_added.get_mut(at as usize).into_iter().for_each(|used| *used = true);
        used_created.get_mut(found as usize).into_iter().for_each(|used| *used = true);
    }
    let (mut used_added, mut used_created) = (used_added.into_iter(), used_created.into_iter());
    added.retain(|_| used_added.next() == Some(false));
    created.retain(|_| used_created.next() == Some(false));
}

/// Writes a connection with the ids of its new environments. Leaves out a new environment without an id, because it is unknown if
/// the platform created it.
fn write_with_ids(connection: &Document<'_>, ids: &[Option<Value<'_>>]) -> String {
    let creates = ids.is_empty();
    let mut ids = ids.iter();
    write_environments(connection.root(), &mut |environment, out| {
        // Without ids, the new environments are not created yet.
        if !is_new(environment) || creates {
            return out.raw(environment.raw());
        }
        if let Some(Some(id)) = ids.next() {
            out.begin_object();
            out.member("id", id.raw());
            environment.members().filter(|member| member.name() != "id").for_each(|member| out.copy(member));
            out.end_object();
        }
    })
}
