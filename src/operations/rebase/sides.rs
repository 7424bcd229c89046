//! Declares the inputs of a rebase, and what it has found so far.

use super::conflict::Conflict;
use super::restored::RestoredVariables;
use crate::connection::environments::EnvironmentIndex;
use crate::connection::own_values::OwnValues;
use crate::json::{MemberIndex, Value, Writer};
use crate::path::Path;

/// A rebase that is running.
pub(super) struct Rebase<'d> {
    pub(super) base: Value<'d>,
    pub(super) mine: Value<'d>,
    pub(super) latest: Value<'d>,
    pub(super) own_values: OwnValues,
    /// The members of `base`.
    pub(super) base_fields: MemberIndex<'d>,
    /// The members of `latest`.
    pub(super) latest_fields: MemberIndex<'d>,
    /// The `environmentVariables` of `latest`, or `None` if the other side did not change them. The platform has copied these
    /// variables to every environment.
    pub(super) their_broadcast: Option<Value<'d>>,
    /// The variables to set in environments that the same change of the connection's variables has overwritten.
    pub(super) restored: RestoredVariables<'d>,
    /// The environments of `base`.
    pub(super) base_environments: EnvironmentIndex<'d>,
    /// The environments of `latest`.
    pub(super) latest_environments: EnvironmentIndex<'d>,
    /// The path `environments`, which conflicts share.
    pub(super) environments_path: Path,
    pub(super) out: Writer,
    pub(super) conflicts: Vec<Conflict>,
    /// The number of conflicts beyond the limit.
    pub(super) more_conflicts: usize,
}
