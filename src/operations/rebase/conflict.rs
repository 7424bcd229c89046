//! Declares conflicts.

use serde::Serialize;

use crate::json::{Document, Value};
use crate::operations::effect::NamedEnvironment;
use crate::path::Path;

/// A value that both sides changed differently. Contains the paths of the values, but no values, because the values may be
/// secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Conflict {
    /// The kind of conflict.
    pub kind: ConflictKind,
    /// The path of the value in the latest connection. If the latest connection has no such value, the path in the base.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Path"))]
    pub path: Path,
    /// One sentence in English. It never contains a value that may be secret.
    pub message: String,
    /// The environment that the value belongs to. Absent if the value does not belong to one environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub environment: Option<NamedEnvironment>,
    /// The path of the value in the base. Absent if the base has no such value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Path"))]
    pub base: Option<Path>,
    /// The path of the edit in the changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Path"))]
    pub mine: Option<Path>,
    /// The path of the value in the latest connection. Absent if the latest connection has no such value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Path"))]
    pub latest: Option<Path>,
}

/// The kind of a conflict. "Mine" is the changes that are rebased. "The other side" is the author of the changes from the base to
/// the latest connection.
///
/// - `value`: both sides changed a value differently.
/// - `order`: both sides put the environments, or the credentials of one environment, in another order.
/// - `deleted`: the other side deleted an environment, a variable or a credential that mine edits.
/// - `edited`: the other side edited an environment or a variable that mine deletes.
/// - `overwritten`: the other side edited variables of an environment, and mine overwrites them with those of the connection.
/// - `same-name`: mine creates or renames an environment, and the latest connection has another environment with this name.
/// - `list`: both sides changed a list in a way that edits by id or by name cannot express.
/// - `more`: this conflict represents the conflicts beyond the limit of 20,000. Its message has their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum ConflictKind {
    /// Both sides changed a value differently.
    Value,
    /// Both sides put the environments, or the credentials of one environment, in another order.
    Order,
    /// The other side deleted an environment, a variable or a credential that mine edits.
    Deleted,
    /// The other side edited an environment or a variable that mine deletes.
    Edited,
    /// The other side edited variables of an environment, and mine overwrites them with those of the connection.
    Overwritten,
    /// Mine creates or renames an environment, and the latest connection has another environment with this name.
    SameName,
    /// Both sides changed a list in a way that edits by id or by name cannot express.
    List,
    /// This conflict represents the conflicts beyond the limit of 20,000. Its message has their number.
    More,
}

/// The three values of a conflict. They may be secret.
#[derive(Clone, Copy, Debug)]
pub struct ConflictValues<'d> {
    /// The value in the base, or `None` if the base has no such value.
    pub base: Option<Value<'d>>,
    /// The value in the changes, or `None` if the changes have no such value.
    pub mine: Option<Value<'d>>,
    /// The value in the latest connection, or `None` if the latest connection has no such value.
    pub latest: Option<Value<'d>>,
}

impl Conflict {
    /// Returns the values of the conflict. `base`, `mine` and `latest` must be the inputs of the rebase.
    ///
    /// ```
    /// use connection_update::json::{Document, Limits};
    /// use connection_update::operations::rebase::rebase_documents;
    /// use connection_update::Options;
    ///
    /// let read = |text| Document::parse(text, Limits::default()).unwrap();
    /// let base = read(br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "baseUrl": "https://a.example" }"#);
    /// let latest = read(br#"{ "id": "c", "organisationId": "o", "name": "Shop EU", "protocol": "http", "baseUrl": "https://a.example" }"#);
    /// let mine = read(br#"{ "name": "Shop DE" }"#);
    /// let rebased = rebase_documents(&base, &mine, &latest, &Options::default()).unwrap();
    /// let values = rebased.conflicts[0].values(&base, &mine, &latest);
    /// let texts = [values.base, values.mine, values.latest].map(|value| value.unwrap().raw());
    /// assert_eq!(texts, [r#""Shop""#, r#""Shop DE""#, r#""Shop EU""#]);
    /// ```
    #[must_use]
    pub fn values<'d>(
        &self,
        base: &'d Document<'d>,
        mine: &'d Document<'d>,
        latest: &'d Document<'d>,
    ) -> ConflictValues<'d> {
        let at = |document: &'d Document<'d>, path: &Option<Path>| document.root().at(path.as_ref()?);
        ConflictValues { base: at(base, &self.base), mine: at(mine, &self.mine), latest: at(latest, &self.latest) }
    }
}
