//! The operations on a stored connection. Each takes JSON text or documents.

mod apply;
pub mod diff;
pub mod drift;
pub mod effect;
mod environment;
pub mod merge;
pub mod plan;
pub mod preview;
pub mod rebase;
mod row_keys;
pub mod unsupported;
