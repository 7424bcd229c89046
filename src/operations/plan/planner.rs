//! Plans the requests of a save: resolves the changes, orders the requests, and writes and validates their bodies.

use super::environments::{EnvironmentRequest, PlannedEnvironments, parse};
use super::locate::{BodyLocator, EnvironmentLocator};
use super::restate;
use crate::connection::environments::is_new;
use crate::connection::own_values::OwnValues;
use crate::issue::{Collector, Issue, Report, Severity};
use crate::json::{Document, Value, Writer};
use crate::operations::apply::{ListItem, Updates, apply_variable_edits, write_body};
use crate::operations::effect::{Effect, NamedEnvironment, find_effects, has_effects};
use crate::operations::preview::{EnvironmentWriter, check_copies, write_connection, write_environment};
use crate::operations::unsupported::{Operation, UnsupportedEdit};
use crate::validate::{
    self, Options, UpdateOperation, ValidBody, read_ids, validate_changes, validate_current,
    validate_planned_environment,
};

/// Options of [`plan()`].
///
/// ```
/// use connection_update::operations::plan::{OwnValues, PlanOptions, plan};
///
/// let current = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com",
///     "environments": [{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F", "name": "Test",
///         "variables": [{ "name": "REGION", "value": "us" }] }] }"#;
/// let changes = br#"{ "environmentVariables": { "set": { "REGION": "eu" } } }"#;
/// let count_steps = |options: &PlanOptions| plan(current, changes, options).unwrap().steps.len();
/// assert_eq!(count_steps(&PlanOptions::default()), 1, "the value of the environment is overwritten");
/// assert_eq!(count_steps(&PlanOptions { own_values: OwnValues::Keep, ..PlanOptions::default() }), 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// The limits and the levels of the issues.
    pub options: Options,
    /// The treatment of the own values of environments if the changes set the variables of the connection.
    pub own_values: OwnValues,
    /// True if the Update Connection request also contains the lists `authSchemeConfigs` and `environments` that the changes do
    /// not set, as they are stored. This protects them if the platform empties a list that a request leaves out. Then, however,
    /// an environment that someone adds between the read and the write is deleted.
    pub restate: bool,
}

/// The result of [`plan()`].
///
/// ```
/// use connection_update::operations::plan::{PlanOptions, plan};
///
/// let current = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [] }"#;
/// let plan = plan(current, br#"{ "name": "Shop EU" }"#, &PlanOptions::default()).unwrap();
/// for step in &plan.steps {
///     let body = step.body.as_ref().expect("no environment is created before");
///     println!("{:?}: {}", step.operation, body.as_str());
/// }
/// assert_eq!(plan.effects().map(|effect| effect.summary.as_str()).collect::<Vec<_>>(), ["`name` changes"]);
/// assert_eq!(plan.wanted(plan.steps.len()), plan.connection);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The requests, in their order. Empty if the changes change nothing.
    pub steps: Vec<PlanStep>,
    /// The connection that will be stored, as JSON text. The platform sets ids and timestamps. Therefore, new environments have
    /// no id here, and timestamps do not change.
    pub connection: String,
    /// The edits that no request makes.
    pub unsupported: Vec<UnsupportedEdit>,
    /// Warnings and infos, but no errors. Their paths are paths in the changes.
    pub issues: Vec<Issue>,
    /// The wanted connection until the update of the connection is done, as JSON text. `None` if it equals `connection`.
    /// Variables that the update overwrites are not overwritten in it.
    wanted: Option<String>,
}

impl Plan {
    /// Returns the effects of all requests, in the order of the requests. Their paths are paths in the changes.
    pub fn effects(&self) -> impl Iterator<Item = &Effect> {
        self.steps.iter().flat_map(|step| &step.effects)
    }

    /// Returns the connection that the steps after the first `done` steps lead to, as JSON text. It is input for
    /// [`resume`](super::resume()).
    ///
    /// If the update of the connection is one of these steps, the result can differ from `connection`: variables of environments
    /// that only this update overwrites have their stored values.
    #[must_use]
    pub fn wanted(&self, done: usize) -> &str {
        let is_updated = self.steps.iter().take(done).any(|step| step.operation == Operation::UpdateConnection);
        self.wanted.as_deref().filter(|_| !is_updated).unwrap_or(&self.connection)
    }
}

/// A request of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStep {
    /// The operation: `UpdateConnection` or `UpdateEnvironment`.
    pub operation: Operation,
    /// The environment that an `UpdateEnvironment` edits. It has no id if an earlier step creates it.
    pub environment: Option<NamedEnvironment>,
    /// The effects of this request. Their paths are paths in the changes.
    pub effects: Vec<Effect>,
    /// The body. `None` for an environment that an earlier step creates: its ids are in the response of that step.
    pub body: Option<ValidBody<'static>>,
    /// The connection, or the environment, that the response should contain, as JSON text. Empty if there is no body.
    pub expected: String,
}

/// Plans the requests that make `changes` to the connection `current`.
///
/// `changes` has the members that [`merge`](crate::merge()) accepts. In addition, `environments` can have a member `update`, an
/// object of changes by environment id:
///
/// | member | value |
/// | --- | --- |
/// | `name` | the new name |
/// | `variables` | the whole list, or `{ "set": { name: value }, "remove": [name] }` |
/// | `credentials` | `{ "action": […], "trigger": […] }`, each the whole list of `{ "id", "authSchemeConfig" }` in the wanted order |
///
/// Both inputs are JSON text; [`plan_documents`] takes documents.
///
/// ```
/// use connection_update::operations::plan::{PlanOptions, plan};
/// use connection_update::operations::unsupported::Operation;
///
/// let current = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com",
///     "environments": [{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F", "name": "Test", "variables": [] }] }"#;
/// let changes = br#"{ "name": "Shop EU",
///     "environments": { "update": { "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F": { "variables": { "set": { "REGION": "eu" } } } } } }"#;
/// let plan = plan(current, changes, &PlanOptions::default()).unwrap();
/// let operations: Vec<_> = plan.steps.iter().map(|step| step.operation).collect();
/// assert_eq!(operations, [Operation::UpdateConnection, Operation::UpdateEnvironment]);
/// assert!(plan.steps[1].body.as_ref().unwrap().as_str().contains("REGION"));
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error. The error can be in the current connection, the changes or a body.
pub fn plan(current: &[u8], changes: &[u8], options: &PlanOptions) -> Result<Plan, Report> {
    let current = validate::read_current(current, &options.options)?;
    plan_documents(&current, &validate::read(changes, &options.options)?, options)
}

/// Plans documents, as [`plan()`] does. [`resume`](super::resume()) has an example.
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn plan_documents(current: &Document<'_>, changes: &Document<'_>, options: &PlanOptions) -> Result<Plan, Report> {
    validate_and_plan(current, changes, options, Details::All)
}

/// Plans documents, but does not search for effects, which takes more than half of the time.
///
/// # Errors
/// Returns every issue if one of them is an error.
#[cfg(any(test, all(target_arch = "wasm32", feature = "operations")))]
pub(crate) fn plan_without_effects(
    current: &Document<'_>,
    changes: &Document<'_>,
    options: &PlanOptions,
) -> Result<Plan, Report> {
    validate_and_plan(current, changes, options, Details::Texts)
}

fn validate_and_plan(
    current: &Document<'_>,
    changes: &Document<'_>,
    options: &PlanOptions,
    details: Details,
) -> Result<Plan, Report> {
    let rules = &options.options.rules;
    let mut report = validate_current(current, rules);
    report.append(validate_changes(changes, rules));
    if !report.is_ok() {
        return Err(report);
    }
    plan_and_inspect(current, changes, report, options, details, &mut |_, _| {})
}

/// The parts of a plan that are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Details {
    /// Everything.
    All,
    /// Everything except the effects.
    Texts,
}

/// Plans documents that were validated. `report` contains their issues.
pub(super) fn plan_valid(
    current: &Document<'_>,
    changes: &Document<'_>,
    report: Report,
    options: &PlanOptions,
) -> Result<Plan, Report> {
    plan_and_inspect(current, changes, report, options, Details::All, &mut |_, _| {})
}

/// Plans documents, and calls `inspect` with the environments of the plan and its steps.
pub(super) fn plan_and_inspect(
    current: &Document<'_>,
    changes: &Document<'_>,
    mut report: Report,
    options: &PlanOptions,
    details: Details,
    inspect: &mut dyn FnMut(&PlannedEnvironments<'_>, &[PlanStep]),
) -> Result<Plan, Report> {
    let rules = &options.options.rules;
    let mut found = Collector::new(rules);
    let edited_variables = apply_variable_edits(current.root(), changes.root());
    let edited_variables = edited_variables.as_deref().and_then(|list| parse(list).ok());
    let shared = edited_variables.as_ref().map(Document::root).or(changes.root().get_array("environmentVariables"));
    let mut environments = PlannedEnvironments::resolve(current.root(), changes.root(), &mut found);
    let renames = environments.order_renames(&mut found);
    let too_large = check_copies(current, environments.order.len(), shared, &options.options);
    let mut renamed_text = None;
    if too_large.is_none() {
        environments.set_variables(current.root(), shared, options.own_values);
        renamed_text = environments.write_renamed(current.root());
    }
    // The update of the connection is compared with the connection after the requests before it.
    let renamed = renamed_text.as_deref().and_then(|text| parse(text).ok());
    let base = renamed.as_ref().unwrap_or(current);
    let mut body = write_body(base.root(), changes.root(), Updates::Skip, &mut found);
    report.append(found.finish());
    if let Some(too_large) = too_large {
        report.append(too_large);
        return Err(report);
    }
    let is_restated = options.restate && restate::restate(base.root(), changes.root(), &mut body);
    let document = validate::read(body.as_bytes(), &options.options)?;
    let mut effects = match details {
        Details::All => find_effects(base.root(), document.root()),
        Details::Texts => Vec::new(),
    };
    let has_update = !effects.is_empty() || details == Details::Texts && has_effects(base.root(), document.root());
    let locator = BodyLocator::new(&environments, document.root());
    environments.locate_effects(&mut effects, &locator);
    if has_update || restate::changes_connection(changes.root()) {
        let mut body_report = validate::validate_document(&document, Some(base), rules);
        environments.locate_issues(&mut body_report, document.root(), &locator);
        report.append(body_report);
        if is_restated && has_update {
            effects.push(PlannedEnvironments::restated_effect());
        }
    }
    effects.shrink_to_fit();
    drop(locator);
    let write = |environment: Value<'_>, out: &mut Writer| environments.write_result(environment, out);
    let write = environments.has_changes().then_some(&write as EnvironmentWriter<'_>);
    let connection = write_connection(current.root(), document.root(), write);
    let last = environments.last_requests(&renames.last);
    let update = (has_update && report.is_ok()).then(|| {
        let expected = if last.is_empty() { connection.clone() } else { write_updated(base.root(), document.root()) };
        (expected, read_ids(&|name| document.root().get(name)), !document.root().get_items("environments").any(is_new))
    });
    let wanted = (!renames.first.is_empty() && environments.shared.is_some() && report.is_ok()).then(|| {
        let write = |environment: Value<'_>, out: &mut Writer| environments.write_wanted(environment, out);
        write_connection(current.root(), document.root(), Some(&write))
    });
    // From here on, only the texts are needed.
    drop((document, renamed));
    drop(renamed_text);
    let count = renames.first.len() + usize::from(update.is_some()) + last.len();
    let mut steps = Steps::new(count, report, &environments, options, details);
    renames.first.iter().for_each(|at| steps.add(EnvironmentRequest { item: ListItem::Stored(*at), is_first: true }));
    if let Some((expected, ids, is_idempotent)) = update {
        let body = ValidBody::from_plan(body, UpdateOperation::UpdateConnection, ids, is_idempotent);
        let operation = Operation::UpdateConnection;
        steps.steps.push(PlanStep { operation, environment: None, effects, body: Some(body), expected });
    }
    last.into_iter().for_each(|request| steps.add(request));
    let (steps, report) = steps.finish();
    if !report.is_ok() {
        return Err(report);
    }
    inspect(&environments, &steps);
    let unsupported = std::mem::take(&mut environments.unsupported);
    Ok(Plan { steps, connection, unsupported, issues: report.issues, wanted })
}

/// Writes the connection that is stored after the update of the connection alone.
fn write_updated(base: Value<'_>, body: Value<'_>) -> String {
    let broadcast_variables = body.get_array("environmentVariables");
    let write = |environment: Value<'_>, out: &mut Writer| write_environment(environment, broadcast_variables, out);
    write_connection(base, body, broadcast_variables.map(|_| &write as EnvironmentWriter<'_>))
}

/// The steps of a plan, while they are added.
struct Steps<'p, 'd> {
    steps: Vec<PlanStep>,
    report: Report,
    /// The issues of the last steps. They are appended to the report together, because enforcing the limits of a report of 20,000
    /// issues for each of 20,000 steps takes too long.
    pending: Report,
    /// False if an issue is an error. Then the bodies are only validated, to report all issues.
    is_ok: bool,
    environments: &'p PlannedEnvironments<'d>,
    options: &'p PlanOptions,
    details: Details,
}

/// The number of pending issues that are appended to a report.
const MAX_PENDING_ISSUES: usize = 1_000;

impl<'p, 'd> Steps<'p, 'd> {
    fn new(
        count: usize,
        report: Report,
        environments: &'p PlannedEnvironments<'d>,
        options: &'p PlanOptions,
        details: Details,
    ) -> Self {
        let is_ok = report.is_ok();
        let steps = Vec::with_capacity(if is_ok { count } else { 0 });
        Self { steps, report, pending: Report::default(), is_ok, environments, options, details }
    }

    /// Returns the effects of a request for an environment.
    fn effects(&self, request: EnvironmentRequest) -> Vec<Effect> {
        if self.details == Details::All { self.environments.environment_effects(request) } else { Vec::new() }
    }

    /// Adds the request for an environment.
    fn add(&mut self, request: EnvironmentRequest) {
        match request.item {
            ListItem::New(at) if self.is_ok => {
                let step = self.create_step_of_new(request, at);
                self.steps.extend(step);
            }
            ListItem::New(_) => {}
            ListItem::Stored(at) => self.add_step(request, at),
        }
        if self.pending.issues.len() >= MAX_PENDING_ISSUES {
            self.report.append(std::mem::take(&mut self.pending));
        }
    }

    /// Returns the steps, and the issues of the plan.
    fn finish(mut self) -> (Vec<PlanStep>, Report) {
        self.report.append(self.pending);
        (self.steps, self.report)
    }

    /// Creates the request for an environment that an earlier request creates.
    fn create_step_of_new(&self, request: EnvironmentRequest, at: u32) -> Option<PlanStep> {
        let new = self.environments.added.get(at as usize)?;
        Some(PlanStep {
            operation: Operation::UpdateEnvironment,
            environment: Some(NamedEnvironment::from_value(*new)),
            effects: self.effects(request),
            body: None,
            expected: String::new(),
        })
    }

    /// Adds the request for a stored environment, and the issues of the values that the changes contain.
    fn add_step(&mut self, request: EnvironmentRequest, at: u32) {
        let Some(planned) = self.environments.planned.get(at as usize) else { return };
        let sends_variables = self.environments.sends_variables_in(planned, request);
        let result = self.environments.result(planned);
        let variables = result.filter(|_| sends_variables);
        let stored = planned.resolved.stored;
        let mut text = Writer::default();
        planned.resolved.write_body(variables, &mut text);
        let text = text.finish_exact();
        let ids = match validate::read(text.as_bytes(), &self.options.options) {
            Ok(document) => {
                let report = validate_planned_environment(&document, stored, &self.options.options.rules);
                self.is_ok &= report.is_ok();
                self.add_issues(report, stored.get_str("id"), document.root());
                read_ids(&|name| document.root().get(name))
            }
            Err(report) => {
                self.is_ok = false;
                return self.pending.append(report);
            }
        };
        if self.is_ok {
            let mut expected = Writer::default();
            planned.resolved.write_result(if request.is_first { variables } else { result }, &mut expected);
            self.steps.push(PlanStep {
                operation: Operation::UpdateEnvironment,
                environment: Some(NamedEnvironment::from_value(stored)),
                effects: self.effects(request),
                body: Some(ValidBody::from_plan(text, UpdateOperation::UpdateEnvironment, ids, true)),
                expected: expected.finish_exact(),
            });
        }
    }

    /// Adds the issues of the request for a stored environment. Leaves out warnings about values that the changes do not contain.
    #[inline(never)]
    fn add_issues(&mut self, report: Report, id: &str, body: Value<'_>) {
        if report.issues.is_empty() {
            return;
        }
        let locator = EnvironmentLocator::new(self.environments, id, body);
        for mut issue in report.issues {
            let found = locator.locate(&issue.path);
            if found.is_some() || issue.severity == Severity::Error {
                issue.path = found.unwrap_or_else(|| locator.path().clone());
                self.pending.issues.push(issue);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Limits;

    #[test]
    fn without_effects_a_plan_has_the_same_steps() {
        let id = |last: &str| format!("01J9ZK8Q4T7W3X5Y6Z8A9B0C1{last}");
        let current = format!(
            r#"{{"id":"{}","organisationId":"{}","name":"Shop","protocol":"http","baseUrl":"https://a.example",
                "environmentVariables":[{{"name":"A","value":"1"}}],
                "environments":[{{"id":"{}","name":"Live","variables":[{{"name":"A","value":"own"}}]}}]}}"#,
            id("0"),
            id("1"),
            id("2"),
        );
        let read = |text: &'static str| Document::parse(text.as_bytes(), Limits::default()).unwrap();
        let current = Document::parse(current.as_bytes(), Limits::default()).unwrap();
        let cases = [
            (r#"{}"#, 0),
            (r#"{"name":"Shop"}"#, 0),
            (r#"{"environmentVariables":[{"name":"A","value":"1"}]}"#, 1),
            (r#"{"name":"Other"}"#, 1),
            (r#"{"environments":{"update":{"01J9ZK8Q4T7W3X5Y6Z8A9B0C12":{"name":"Test"}}}}"#, 1),
            (
                r#"{"environmentVariables":{"set":{"A":"2"}},"environments":{"update":{"01J9ZK8Q4T7W3X5Y6Z8A9B0C12":{"name":"Test"}}}}"#,
                2,
            ),
        ];
        for (changes, count) in cases {
            let changes = read(changes);
            let options = PlanOptions::default();
            let plan = plan_documents(&current, &changes, &options).unwrap();
            let mut steps = plan.steps.clone();
            steps.iter_mut().for_each(|step| step.effects.clear());
            let without = plan_without_effects(&current, &changes, &options).unwrap();
            assert_eq!(without.steps, steps, "{changes:?}");
            assert_eq!(without.steps.len(), count, "{changes:?}");
            assert!(plan.steps.iter().all(|step| !step.effects.is_empty()), "{changes:?}");
            assert_eq!((without.connection, without.issues), (plan.connection, plan.issues));
        }
    }
}
