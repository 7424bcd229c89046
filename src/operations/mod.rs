//! The operations on a stored connection: each takes documents and returns a result with its issues.

pub mod diff;
pub mod drift;
pub mod merge;
pub mod preview;
pub mod rebase;
