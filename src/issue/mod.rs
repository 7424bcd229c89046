//! Issues: their codes, levels and paths, and their collection in the order of the document.

mod codes;
mod collector;
mod level;
mod report;

pub use codes::IssueCode;
pub use level::{Level, Rules, Severity, Source};
pub use report::{Issue, Param, Params, Report};

pub(crate) use collector::Collector;
pub(crate) use report::ParamRef;
#[cfg(target_arch = "wasm32")]
pub(crate) use {collector::IssueSink, report::IssueRef};
