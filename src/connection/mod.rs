//! Code for the parts of a connection that both validation and operations need: environments, variables, edits of lists, and
//! read-only fields.

pub(crate) mod credentials;
pub(crate) mod edits;
pub(crate) mod environments;
pub(crate) mod own_values;
pub(crate) mod read_only;
pub(crate) mod variables;
