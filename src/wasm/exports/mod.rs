//! The functions that the JavaScript package calls. Each reads its inputs from slots and returns one result.
//!
//! A slot is a buffer in the module's memory; [`Slot`] lists the slots. JavaScript calls [`reserve`], writes an input to the
//! slot, and then passes the length of the input in bytes. If the length of the options is 0, the default options apply.

#[cfg(feature = "operations")]
mod operations;
#[cfg(feature = "operations")]
mod requests;
mod validate;

#[cfg(feature = "operations")]
pub use operations::{
    apply, diff, drift, effects, locate, merge, plan, plan_edit, preview, rebase, splice, validate_draft,
};
#[cfg(feature = "operations")]
pub use requests::{base_url, build_request, default_base_url, header_problem, read_response};
pub use validate::{issue_texts, issues_from_findings, json_schema, reserve, validate};

pub use super::interop::Slot;
