//! Encodes plans: their texts as one document, and everything else as JSON that contains the lengths of the texts.

use serde::Serialize;

use super::effects::EncodedEffects;
use crate::operations::effect::{Effect, NamedEnvironment};
use crate::operations::plan::{OwnValues, Plan, PlanOptions, PlanStep};
use crate::operations::rebase::{Conflict, Rebased};
use crate::operations::unsupported::{IndexedEdits, Operation};
use crate::validate::Options;

/// Returns the options of a plan.
pub(super) fn plan_options(options: Options, keeps_own_values: bool, restate: bool) -> PlanOptions {
    let own_values = if keeps_own_values { OwnValues::Keep } else { OwnValues::Overwrite };
    PlanOptions { options, own_values, restate }
}

/// Texts, joined to one document. Their lengths are in bytes, and the texts are in the order of the lengths in the JSON.
#[derive(Default)]
pub(super) struct Texts(pub(super) String);

impl Texts {
    fn push(&mut self, text: &str) -> u32 {
        self.0.push_str(text);
        text.len() as u32
    }
}

/// A plan, with the lengths of its texts.
#[derive(Serialize)]
pub(super) struct EncodedPlan<'p> {
    connection: u32,
    steps: Vec<EncodedStep<'p>>,
    wanted: Option<u32>,
    unsupported: IndexedEdits<'p>,
}

#[derive(Serialize)]
struct EncodedStep<'p> {
    operation: Operation,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'p NamedEnvironment>,
    effects: EncodedEffects<'p>,
    body: Option<u32>,
    /// `None` if the expected text is the connection of the plan, or if there is no body.
    expected: Option<u32>,
}

impl<'p> EncodedPlan<'p> {
    /// Encodes a plan. With `has_states`, the texts contain the expected results of the steps.
    pub(super) fn new(plan: &'p Plan, has_states: bool, texts: &mut Texts) -> Self {
        let connection = texts.push(&plan.connection);
        let encode = |step: &'p PlanStep| EncodedStep {
            operation: step.operation,
            environment: step.environment.as_ref(),
            effects: EncodedEffects::new(&step.effects),
            body: step.body.as_ref().map(|body| texts.push(body.as_str())),
            expected: (has_states && step.body.is_some() && step.expected != plan.connection)
                .then(|| texts.push(&step.expected)),
        };
        let steps = plan.steps.iter().map(encode).collect();
        let wanted = Some(plan.wanted(0)).filter(|wanted| has_states && *wanted != plan.connection);
        let wanted = wanted.map(|wanted| texts.push(wanted));
        Self { connection, steps, wanted, unsupported: IndexedEdits::new(&plan.unsupported) }
    }
}

/// The plan of edits that were rebased onto the latest connection.
#[derive(Serialize)]
pub(super) struct EncodedEdit<'p> {
    plan: Option<EncodedPlan<'p>>,
    conflicts: &'p [Conflict],
    drift: EncodedEffects<'p>,
    rebased: u32,
    base: u32,
    changes: u32,
}

impl<'p> EncodedEdit<'p> {
    /// `base` and `changes` are the inputs of the rebase, or empty if the caller has them. `drift` contains the changes by others.
    pub(super) fn new(
        plan: Option<&'p Plan>,
        rebased: &'p Rebased,
        drift: &'p [Effect],
        [base, changes]: [&str; 2],
        texts: &mut Texts,
    ) -> Self {
        Self {
            plan: plan.map(|plan| EncodedPlan::new(plan, true, texts)),
            conflicts: &rebased.conflicts,
            drift: EncodedEffects::new(drift),
            rebased: texts.push(&rebased.changes),
            base: texts.push(base),
            changes: texts.push(changes),
        }
    }
}
