//! The options that validation and all operations share.

use crate::issue::Rules;
use crate::json::Limits;

/// The options that validation and all operations share.
///
/// ```
/// use connection_update::json::Limits;
/// use connection_update::{Options, Rules, validate};
///
/// let limits = Limits { max_bytes: 64 * 1024, ..Limits::default() };
/// let options = Options { rules: Rules::STRICT, limits };
/// assert!(!validate(b"{}", &options).is_ok());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The level of each issue code. Defaults to [`Rules::DEFAULT`].
    pub rules: Rules,
    /// The limits on each input. Defaults to 16 MiB, and to 128 levels of nesting.
    pub limits: Limits,
}
