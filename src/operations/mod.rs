//! The operations on a stored connection: each takes JSON text or documents, and returns a result with its issues.

mod apply;
pub mod diff;
pub mod drift;
pub mod effect;
pub mod merge;
pub mod preview;
pub mod rebase;
