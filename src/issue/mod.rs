//! Defines issues with their codes, levels and paths, and collects issues in document order.

mod codes;
mod collector;
mod display;
mod level;
mod report;
mod rules;

pub use codes::IssueCode;
pub use level::{Level, Severity, Source};
pub use report::{Issue, Param, Params, Report};
pub use rules::Rules;

pub(crate) use collector::{Collector, StoredValues};
pub(crate) use report::{ParamRef, collect_list};
#[cfg(target_arch = "wasm32")]
pub(crate) use {collector::IssueSink, report::IssueRef};
