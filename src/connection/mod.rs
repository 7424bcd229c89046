//! The parts of a connection that rules and operations share: its environments and variables, edits of its lists, and the
//! members that a request may contain.

pub(crate) mod edits;
pub(crate) mod environments;
pub(crate) mod read_only;
