//! Options of validation, and of every operation.

use crate::issue::Rules;
use crate::json::Limits;

/// Options of validation, and of every operation.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The levels of issues.
    pub rules: Rules,
    /// The limits on the size and depth of each text.
    pub limits: Limits,
}
