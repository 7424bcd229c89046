//! Plans a save: returns the requests that make changes to the stored connection, in their order, with their bodies and effects.
//!
//! In this module, "the update of the connection" is the Update Connection request of a plan. "Wanted" is the connection that the
//! remaining requests lead to. An own value of an environment is a value that differs from the value of the connection.
//!
//! The order of the requests is:
//!
//! 1. Update Environment, for environments whose old name another environment needs;
//! 2. Update Connection, which also overwrites the variables of every environment if it sets those of the connection;
//! 3. Update Environment, for environments whose variables or credentials change, or whose own values are kept;
//! 4. Update Environment, for all other environments that get another name.

mod effects;
mod environments;
mod locate;
mod planner;
mod refused;
mod renames;
mod restate;
mod resume;

pub use crate::connection::own_values::OwnValues;
#[cfg(all(target_arch = "wasm32", feature = "operations"))]
pub(crate) use planner::plan_without_effects;
pub use planner::{Plan, PlanOptions, PlanStep, plan, plan_documents};
pub use refused::locate;
pub use resume::{Resumed, plan_onto, resume, splice};
