//! Declares conflicts.

use std::num::NonZeroU32;

#[cfg(feature = "serde")]
use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use crate::json::{Document, Value};
use crate::operations::effect::NamedEnvironment;
use crate::path::{Path, Segment};

/// A value that both sides changed differently. Contains the paths of the values, but no values, because the values may be
/// secret.
///
/// ```
/// use connection_update::operations::rebase::ConflictKind;
/// use connection_update::{Options, rebase};
///
/// let base = br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "baseUrl": "https://a.example" }"#;
/// let latest = br#"{ "id": "c", "organisationId": "o", "name": "Shop EU", "protocol": "http", "baseUrl": "https://a.example" }"#;
/// let rebased = rebase(base, br#"{ "name": "Shop DE" }"#, latest, &Options::default()).unwrap();
/// let conflict = &rebased.conflicts[0];
/// assert_eq!((conflict.kind, conflict.message()), (ConflictKind::Value, "both sides changed `name`".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The kind of conflict.
    pub kind: ConflictKind,
    /// The path of the value in the latest connection. If the latest connection has no such value, the path in the base.
    pub path: Path,
    /// The environment that the value belongs to. `None` if the value does not belong to one environment.
    pub environment: Option<NamedEnvironment>,
    /// The name of the variable, if the conflict is about one variable.
    pub name: Option<Box<str>>,
    /// The number of conflicts that this conflict represents, if its kind is `more`.
    pub count: Option<NonZeroU32>,
    /// The path of the value in the base. `None` if the base has no such value.
    pub base: Option<Path>,
    /// The path of the edit in the changes.
    pub mine: Option<Path>,
    /// The path of the value in the latest connection. `None` if the latest connection has no such value.
    pub latest: Option<Path>,
}

// Declared by hand, because the message is not a member of the Rust type.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
const CONFLICT: &str = r"
/**
 * A value that both sides changed differently. Contains the paths of the values, but no values, because the values may be secret.
 */
export interface Conflict {
    /** The kind of conflict. */
    kind: ConflictKind;
    /** The path of the value in the latest connection. If the latest connection has no such value, the path in the base. */
    path: Path;
    /** One sentence, in English or from `messages` of the options. It never contains a value that may be secret. */
    message: string;
    /** The environment that the value belongs to. Absent if the value does not belong to one environment. */
    environment?: NamedEnvironment;
    /** The name of the variable, if the conflict is about one variable. */
    name?: string;
    /** The number of conflicts that this conflict represents, if its kind is `more`. */
    count?: number;
    /** The path of the value in the base. Absent if the base has no such value. */
    base?: Path;
    /** The path of the edit in the changes. */
    mine?: Path;
    /** The path of the value in the latest connection. Absent if the latest connection has no such value. */
    latest?: Path;
}
";

#[cfg(feature = "serde")]
impl Serialize for Conflict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { kind, path, environment, name, count, base, mine, latest } = self;
        let mut object = serializer.serialize_struct("Conflict", 8)?;
        object.serialize_field("kind", kind)?;
        object.serialize_field("path", path)?;
        object.serialize_field("message", &self.message())?;
        if let Some(environment) = environment {
            object.serialize_field("environment", environment)?;
        }
        if let Some(name) = name {
            object.serialize_field("name", name)?;
        }
        if let Some(count) = count {
            object.serialize_field("count", &count.get())?;
        }
        for (side, path) in [("base", base), ("mine", mine), ("latest", latest)] {
            if let Some(path) = path {
                object.serialize_field(side, path)?;
            }
        }
        object.end()
    }
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
/// - `more`: this conflict represents the conflicts beyond the limit of 20,000. Its `count` is their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(all(target_arch = "wasm32", feature = "serde"), derive(tsify::Tsify))]
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
    /// This conflict represents the conflicts beyond the limit of 20,000. Its `count` is their number.
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
    /// Returns one sentence in English. It never contains a value that may be secret.
    #[must_use]
    pub fn message(&self) -> String {
        let Some(environment) = &self.environment else { return self.message_about_connection() };
        let subject = ["the environment `", &environment.name, "`"].concat();
        let field = self.field();
        let (before, after) = match (self.kind, &self.name) {
            (_, Some(name)) => return [&self.message_about_variable(name), " in ", &subject].concat(),
            (ConflictKind::SameName, None) => {
                let new = if field.is_some() { "another one" } else { "a new one" };
                let name = &environment.name;
                return ["an environment has the name `", name, "` now, which these changes give to ", new].concat();
            }
            (ConflictKind::Order, None) => ("both sides put the credentials of ", " in another order"),
            (ConflictKind::List, None) => ("both sides changed the variables of ", ""),
            (ConflictKind::Overwritten, None) => {
                ("the other side changed the variables of ", ", which these changes overwrite")
            }
            (ConflictKind::Edited, None) => ("the other side changed ", ", which these changes delete"),
            (ConflictKind::Deleted, None) if field.is_some() => {
                ("the other side changed the credentials of ", ", which these changes edit")
            }
            (ConflictKind::Deleted, None) => ("the other side deleted ", ", which these changes edit"),
            (ConflictKind::Value | ConflictKind::More, None) => match field {
                Some("name") => ("both sides renamed ", ""),
                Some("authSchemeConfig") => ("both sides changed an auth scheme of ", ""),
                _ => ("both sides changed the credentials of ", ""),
            },
        };
        [before, &subject, after].concat()
    }

    fn message_about_connection(&self) -> String {
        let field = self.field().unwrap_or_default();
        match (self.kind, &self.name) {
            (ConflictKind::More, _) => {
                let count = self.count.map_or(0, NonZeroU32::get).to_string();
                ["both sides changed ", &count, " more values"].concat()
            }
            (_, Some(name)) => self.message_about_variable(name),
            (ConflictKind::Order, None) => "both sides put the environments in another order".to_owned(),
            (ConflictKind::List, None) if field == "environments" => "both sides changed the environments".to_owned(),
            (ConflictKind::List, None) => "both sides changed the list of variables".to_owned(),
            _ => ["both sides changed `", field, "`"].concat(),
        }
    }

    fn message_about_variable(&self, name: &str) -> String {
        let (before, after) = match self.kind {
            ConflictKind::Edited => ("the other side changed the variable `", "`, which these changes remove"),
            ConflictKind::Deleted => ("the other side removed the variable `", "`, which these changes edit"),
            _ => ("both sides changed the variable `", "`"),
        };
        [before, name, after].concat()
    }

    /// Returns the last segment of the path, or `None` if it is an index.
    fn field(&self) -> Option<&str> {
        match self.path.last()? {
            Segment::Key(key) => Some(key),
            Segment::Index(_) => None,
        }
    }

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
