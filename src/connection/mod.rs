//! The parts of a connection that rules and operations share: environments, variables, edits of lists, read-only members.

pub(crate) mod edits;
pub(crate) mod environments;
pub(crate) mod read_only;
pub(crate) mod variables;
