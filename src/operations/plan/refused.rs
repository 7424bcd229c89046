//! Translates paths in the body of a step to paths in the changes.

use super::environments::{PlannedEnvironments, parse};
use super::locate::{BodyLocator, EnvironmentLocator, append};
use super::planner::{Details, PlanOptions, PlanStep, plan_and_inspect};
use crate::issue::Report;
use crate::json::{Document, Value};
use crate::operations::apply::ListItem;
use crate::operations::unsupported::Operation;
use crate::path::{Path, Segment};

/// Translates paths in the body of a step to paths in the changes. If the platform refuses a field of the body, the result is the
/// path of the edit. Items are found by their ids and names, not by their indices.
///
/// `current`, `changes` and `options` are the inputs of the plan, and `step` is the index of the step. A path in a stored
/// environment becomes a path in `environments.update`, even if the changes do not edit that environment. If the changes do not
/// contain a value, its path becomes the path of the value that would contain it. If the plan fails, or the step has no body yet,
/// returns the paths unchanged.
///
/// ```
/// use connection_update::json::{Document, Limits};
/// use connection_update::operations::plan::{PlanOptions, locate};
/// use connection_update::path::Path;
///
/// let read = |text| Document::parse(text, Limits::default()).unwrap();
/// let current = read(br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [],
///     "environmentVariables": [{ "name": "REGION", "value": "us" }] }"#);
/// let changes = read(br#"{ "environmentVariables": { "set": { "REGION": "eu" } } }"#);
/// let refused = Path::root().join("environmentVariables").join(0).join("value");
/// let located = locate(&current, &changes, 0, &[refused], &PlanOptions::default());
/// assert_eq!(located[0].to_string(), "environmentVariables.set.REGION");
/// ```
#[must_use]
pub fn locate(
    current: &Document<'_>,
    changes: &Document<'_>,
    step: usize,
    paths: &[Path],
    options: &PlanOptions,
) -> Vec<Path> {
    let mut located = paths.to_vec();
    let mut translate = |environments: &PlannedEnvironments<'_>, steps: &[PlanStep]| {
        if let Some(step) = steps.get(step)
            && let Some(body) = &step.body
            && let Ok(body) = parse(body.as_str())
        {
            environments.locate_by_identity(step, body.root(), &mut located);
        }
    };
    // If the plan fails, or the step has no body yet, the paths stay as they are.
    drop(plan_and_inspect(current, changes, Report::default(), options, Details::All, &mut translate));
    located
}

impl PlannedEnvironments<'_> {
    /// Replaces paths in the body of a step by paths in the changes.
    fn locate_by_identity(&self, step: &PlanStep, body: Value<'_>, paths: &mut [Path]) {
        if step.operation == Operation::UpdateEnvironment {
            let id = step.environment.as_ref().and_then(|environment| environment.id.as_deref()).unwrap_or_default();
            let locator = EnvironmentLocator::new(self, id, body);
            paths.iter_mut().for_each(|path| *path = locator.locate_in_stored(path));
            return;
        }
        let locator = BodyLocator::new(self, body);
        let sent = body.get_items("environments").to_vec();
        let is_whole_list = self.changes.get_array("environments").is_some();
        // The last environment, because the paths in one environment usually follow each other.
        let mut last: Option<(u32, EnvironmentLocator<'_>)> = None;
        for path in paths {
            let segments = path.segments();
            let located = if let [Segment::Key(list), Segment::Index(at), rest @ ..] = segments.as_slice()
                && list == "environments"
                && !is_whole_list
                && let Some(ListItem::Stored(stored)) = self.order.get(*at as usize)
                && let Some(planned) = self.planned.get(*stored as usize)
            {
                let known = last.take().filter(|(known, _)| known == at);
                let (_, inner) = last.insert(known.unwrap_or_else(|| {
                    let sent = sent.get(*at as usize).copied().unwrap_or(Value::MISSING);
                    (*at, EnvironmentLocator::new(self, planned.resolved.stored.get_str("id"), sent))
                }));
                inner.locate_in_stored(&append(Path::root(), rest))
            } else {
                locator.locate(path)
            };
            *path = located;
        }
    }
}
