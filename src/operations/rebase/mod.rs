//! Rebases changes onto the latest connection: returns the changes that apply to the latest connection, and every conflict.
//!
//! There are three inputs: `base` is the connection that a user edited, `mine` is the changes that the user made, and `latest` is
//! the connection that is stored now. "The other side" is the author of the changes from `base` to `latest`.
//!
//! This is a [three-way merge](https://en.wikipedia.org/wiki/Merge_(version_control)#Three-way_merge). It identifies
//! environments by id and variables by name.

mod conflict;
mod credentials;
mod environments;
mod report;
mod restored;
mod sides;
mod variables;

pub use conflict::{Conflict, ConflictKind, ConflictValues};

use super::apply::check_edits;
use crate::connection::environments::EnvironmentIndex;
use crate::connection::own_values::OwnValues;
use crate::connection::read_only::{fields_equal, find_field};
use crate::connection::variables::variables_equal;
use crate::contract::table::{CONNECTION_UPDATE, Presence};
use crate::issue::{Collector, Issue, IssueCode, Report};
use crate::json::{Document, MemberIndex, Value, Writer, lists_equal, values_equal};
use crate::path::PathNode;
use crate::validate::{self, Options, validate_changes, validate_current};
use restored::RestoredVariables;
use sides::Rebase;

/// The result of a rebase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebased {
    /// The changes to the latest connection, as JSON text. They contain no edit that is in conflict, and no edit that the
    /// latest connection already has.
    pub changes: String,
    /// The values that both sides changed differently. The rebased changes do not set these values, so the values of the latest
    /// connection stay. After 20,000 conflicts, a last one at the root represents the others.
    pub conflicts: Vec<Conflict>,
    /// Warnings and infos, but no errors.
    pub issues: Vec<Issue>,
}

/// Rebases the changes `mine`, which were made to `base`, onto `latest`.
///
/// The other side is the author of the changes from `base` to `latest`. The result contains the changes that `mine` makes and
/// the other side has not made. It is a conflict in each of these cases:
///
/// - Both sides changed a value differently.
/// - `mine` deletes an environment that the other side changed.
/// - `mine` overwrites variables that the other side changed.
/// - `mine` creates an environment, and `latest` has another environment with the same name.
///
/// All inputs are JSON text; [`rebase_documents`] takes documents.
///
/// ```
/// use connection_update::{Options, rebase};
///
/// let base = br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "baseUrl": "https://a.example" }"#;
/// let latest = br#"{ "id": "c", "organisationId": "o", "name": "Shop EU", "protocol": "http", "baseUrl": "https://a.example" }"#;
/// let mine = br#"{ "name": "Shop DE", "baseUrl": "https://b.example" }"#;
/// let rebased = rebase(base, mine, latest, &Options::default()).unwrap();
/// assert_eq!(rebased.changes, r#"{"baseUrl":"https://b.example"}"#);
/// assert_eq!(rebased.conflicts[0].path.to_string(), "name");
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error. For example, an input cannot be read, or `latest` is another connection than
/// `base`.
pub fn rebase(base: &[u8], mine: &[u8], latest: &[u8], options: &Options) -> Result<Rebased, Report> {
    let (base, latest) = (validate::read_current(base, options)?, validate::read_current(latest, options)?);
    rebase_documents(&base, &validate::read(mine, options)?, &latest, options)
}

/// Rebases documents, as [`rebase`] does. [`Conflict::values`] has an example.
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn rebase_documents(
    base: &Document<'_>,
    mine: &Document<'_>,
    latest: &Document<'_>,
    options: &Options,
) -> Result<Rebased, Report> {
    rebase_with(base, mine, latest, OwnValues::Overwrite, options)
}

/// Rebases documents. With [`OwnValues::Keep`], edits of the other side in single environments are never overwritten.
pub(crate) fn rebase_with(
    base: &Document<'_>,
    mine: &Document<'_>,
    latest: &Document<'_>,
    own_values: OwnValues,
    options: &Options,
) -> Result<Rebased, Report> {
    let mut report = Report::default();
    for (name, connection) in [("base", base), ("latest", latest)] {
        let mut found = validate_current(connection, &options.rules);
        found.issues.iter_mut().for_each(|issue| issue.params.push(("document".into(), name.into())));
        report.append(found);
    }
    for name in ["id", "organisationId"] {
        let (one, other) = (base.root().get(name), latest.root().get(name));
        if report.is_ok() && !values_equal(one, other) {
            let mut found = Collector::new(&options.rules);
            let params = [("problem", "other-connection".into()), ("document", "latest".into())];
            found.push(IssueCode::InvalidCurrent, 0, &PathNode::ROOT.field(name), &params);
            report.append(found.finish());
        }
    }
    report.append(validate_changes(mine, &options.rules));
    if report.is_ok() {
        report.append(check_edits(base, mine, options));
    }
    if !report.is_ok() {
        return Err(report);
    }
    let (base_variables, latest_variables) =
        (base.root().get_array("environmentVariables"), latest.root().get_array("environmentVariables"));
    let their_broadcast = latest_variables.filter(|_| !variables_equal(base_variables, latest_variables));
    let base_environments = EnvironmentIndex::from_connection(base.root());
    let inputs = [base, mine, latest].map(Document::root);
    // Another order of the list does not count as a change by the other side, but the platform copies it to every environment
    // too.
    let sent = latest_variables.filter(|_| !lists_equal(base_variables, latest_variables));
    let restored = RestoredVariables::find(inputs, &base_environments, sent, own_values);
    let mut rebase = Rebase {
        base: base.root(),
        mine: mine.root(),
        latest: latest.root(),
        own_values,
        base_fields: MemberIndex::new(base.root()),
        latest_fields: MemberIndex::new(latest.root()),
        their_broadcast,
        restored,
        base_environments,
        latest_environments: EnvironmentIndex::from_connection(latest.root()),
        environments_path: PathNode::ENVIRONMENTS.to_path(),
        out: Writer::default(),
        conflicts: Vec::new(),
        more_conflicts: 0,
    };
    rebase.out.begin_object();
    for member in mine.root().members() {
        rebase.rebase_member(member.name(), member.value);
    }
    if mine.root().get("environments").is_none() {
        rebase.restore_environments();
    }
    rebase.out.end_object();
    rebase.add_more_conflicts();
    Ok(Rebased { changes: rebase.out.finish(), conflicts: rebase.conflicts, issues: report.issues })
}

impl<'d> Rebase<'d> {
    fn rebase_member(&mut self, name: &str, mine: Value<'d>) {
        let (base, latest) = (self.base_fields.get(name), self.latest_fields.get(name));
        let field = find_field(&CONNECTION_UPDATE, name);
        let is_mine = |side| fields_equal(name, side, Some(mine));
        match name {
            "environmentVariables" if self.changes_variables(mine) && self.push_overwrite_conflicts(mine) => {}
            _ if fields_equal(name, base, latest) => self.out.member(name, mine.raw()),
            // Another order of variables is not a change by the other side.
            "environmentVariables" if variables_equal(base, latest) => self.out.member(name, mine.raw()),
            // If `mine` equals `base`, `mine` changes nothing. If `mine` equals `latest`, both sides made the same change.
            _ if is_mine(base) || is_mine(latest) => {}
            _ if field.is_some_and(|field| field.presence == Presence::ReadOnly) => {}
            "environmentVariables" => self.rebase_shared_variables(mine),
            "environments" => self.rebase_environments(mine),
            _ => {
                self.push_conflict(ConflictKind::Value, &PathNode::ROOT.key(name), base, latest);
            }
        }
    }
}
