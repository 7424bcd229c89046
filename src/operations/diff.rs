//! Compares the stored connection with an edited connection, which is called the next connection. Returns the smallest changes
//! that turn the stored connection into the next connection. Also returns the edits that an update request cannot make.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::effect::NamedEnvironment;
use super::row_keys::remove_row_keys;
use crate::connection::edits::{VariableEdits, write_environment_edits};
use crate::connection::environments::{CREDENTIAL_USAGES, EnvironmentIndex};
use crate::connection::read_only::{fields_equal, find_field, write_stored, write_without_read_only_fields};
use crate::connection::variables::{to_owned_strings, variables_equal};
use crate::contract::table::{CONNECTION_UPDATE, ENVIRONMENTS, IMMUTABLE, Presence, Source};
use crate::issue::{Collector, Issue, IssueCode, ParamRef, Report};
use crate::json::{Document, Items, Kind, MemberIndex, StringIndex, Value, Writer, lists_equal, values_equal};
use crate::path::{Path, PathNode};
use crate::validate::{self, Options, report_i_json_violations, validate_current};

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The changes, as JSON text. They are input for [`merge`](crate::merge()), and `{}` if nothing has changed.
    pub changes: String,
    /// The edits that an update request cannot make.
    pub unsupported: Vec<UnsupportedEdit>,
    /// Warnings and infos, but no errors. Their paths are paths in the next connection.
    pub issues: Vec<Issue>,
}

/// Edits of one environment or credential that an update request cannot make. Another operation of the platform can make them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct UnsupportedEdit {
    /// The path of the environment or credential, in the next connection.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Path"))]
    pub path: Path,
    /// The environment that the edits belong to. The edits of one environment share it.
    #[serde(serialize_with = "serialize_environment")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "NamedEnvironment"))]
    pub environment: Arc<NamedEnvironment>,
    /// The names of the members that differ.
    pub fields: Vec<String>,
    /// The operation that can make these edits.
    pub operation: Operation,
}

fn serialize_environment<S: Serializer>(environment: &Arc<NamedEnvironment>, out: S) -> Result<S::Ok, S::Error> {
    environment.as_ref().serialize(out)
}

/// Unsupported edits in a form without repetitions: an edit refers to its environment by an index.
#[cfg(target_arch = "wasm32")]
#[derive(Serialize)]
pub(crate) struct IndexedEdits<'e> {
    environments: Vec<&'e NamedEnvironment>,
    edits: Vec<IndexedEdit<'e>>,
}

#[cfg(target_arch = "wasm32")]
#[derive(Serialize)]
struct IndexedEdit<'e> {
    path: &'e Path,
    environment: u32,
    fields: &'e [String],
    operation: Operation,
}

#[cfg(target_arch = "wasm32")]
impl<'e> IndexedEdits<'e> {
    pub(crate) fn new(unsupported: &'e [UnsupportedEdit]) -> Self {
        let mut environments: Vec<&NamedEnvironment> = Vec::new();
        let mut edits = Vec::new();
        for UnsupportedEdit { path, environment, fields, operation } in unsupported {
            if environments.last().is_none_or(|last| !std::ptr::eq(*last, environment.as_ref())) {
                environments.push(environment);
            }
            let environment = environments.len() as u32 - 1;
            edits.push(IndexedEdit { path, environment, fields, operation: *operation });
        }
        Self { environments, edits }
    }
}

/// An operation of the platform for edits that an update request cannot make.
///
/// - `UpdateEnvironment`: edits the name and the variables of an environment.
/// - `UpdateCredential`: edits a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Operation {
    /// Edits the name and the variables of an environment.
    UpdateEnvironment,
    /// Edits a credential.
    UpdateCredential,
}

/// Returns the smallest changes that turn the stored connection into the next connection.
///
/// Environments are identified by their ids, and variables by their names. For example, another order of environments becomes
/// `{ "order": [...] }`, not a whole list. Fields that the next connection does not contain do not change. Each list in the
/// next connection must be complete: a stored item that the list does not contain is removed. Members of variables, auth schemes
/// and environments that neither the contract nor a stored item has, such as the row keys of a form, are warnings, and the changes
/// leave them out.
///
/// Both inputs are JSON text; [`diff_documents`] takes documents.
///
/// ```
/// use connection_update::{Options, diff};
///
/// let current = br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http",
///     "environments": [{ "id": "a", "name": "A" }, { "id": "b", "name": "B" }] }"#;
/// let next = br#"{ "name": "Shop", "environments": [{ "id": "b", "name": "Beta" }, { "id": "a", "name": "A" }] }"#;
/// let diff = diff(current, next, &Options::default()).unwrap();
/// assert_eq!(diff.changes, r#"{"environments":{"order":["b","a"]}}"#);
/// assert_eq!(diff.unsupported[0].fields, ["name"]);
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error. For example, an input cannot be read, a field differs that cannot change, or
/// the next connection has an environment with an unknown id.
pub fn diff(current: &[u8], next: &[u8], options: &Options) -> Result<Diff, Report> {
    let current = validate::read_current(current, options)?;
    diff_documents(&current, &validate::read(next, options)?, options)
}

/// Compares documents, as [`diff`] does.
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn diff_documents(current: &Document<'_>, next: &Document<'_>, options: &Options) -> Result<Diff, Report> {
    match compare_documents(current, next, Report::default(), options) {
        (result, false) => result,
        // Compares again without the row keys. They are rare, so that most connections are compared once.
        (result, true) => {
            let mut found = Collector::new(&options.rules);
            let Some(cleaned) = remove_row_keys(current.root(), next.root(), &mut found) else { return result };
            let cleaned = validate::read(cleaned.as_bytes(), options)?;
            compare_documents(current, &cleaned, found.finish(), options).0
        }
    }
}

/// Compares documents. `row_keys` contains the issues about row keys. Also returns true if the next connection may have row keys.
fn compare_documents(
    current: &Document<'_>,
    next: &Document<'_>,
    row_keys: Report,
    options: &Options,
) -> (Result<Diff, Report>, bool) {
    let mut report = validate_current(current, &options.rules);
    report.append(row_keys);
    let mut comparison = Comparison {
        current: current.root(),
        stored: EnvironmentIndex::from_connection(current.root()),
        broadcast_variables: None,
        out: Writer::default(),
        unsupported: Vec::new(),
        last_environment: None,
        may_have_row_keys: false,
        found: Collector::new(&options.rules),
    };
    report_i_json_violations(next, &mut comparison.found);
    if next.root().kind() == Kind::Object {
        comparison.compare_connection(next.root());
    } else {
        let params = [("expected", "object".into()), ("actual", next.root().kind().name().into())];
        comparison.found.push_with_source(Some(Source::Published), IssueCode::InvalidType, 0, &PathNode::ROOT, &params);
    }
    report.append(comparison.found.finish());
    let result = if report.is_ok() {
        let changes = comparison.out.finish();
        Ok(Diff { changes, unsupported: comparison.unsupported, issues: report.issues })
    } else {
        Err(report)
    };
    (result, comparison.may_have_row_keys)
}

struct Comparison<'d, 'n, 'r> {
    current: Value<'d>,
    stored: EnvironmentIndex<'d>,
    /// The `environmentVariables` of the next connection, or `None` if they do not change. The platform will copy these
    /// variables to every environment.
    broadcast_variables: Option<Value<'n>>,
    out: Writer,
    unsupported: Vec<UnsupportedEdit>,
    /// The environment of the last unsupported edit, to share it.
    last_environment: Option<Arc<NamedEnvironment>>,
    /// True if a list that differs has items with members that the contract does not have.
    may_have_row_keys: bool,
    found: Collector<'r>,
}

impl<'n> Comparison<'_, 'n, '_> {
    fn compare_connection(&mut self, next: Value<'n>) {
        self.out.begin_object();
        let stored_fields = MemberIndex::new(self.current);
        let variables = next.get("environmentVariables");
        let variable_changes =
            variables.and_then(|next| diff_variables(self.current.get("environmentVariables"), next));
        self.broadcast_variables = variables.filter(|_| variable_changes.is_some());
        self.may_have_row_keys |= self.broadcast_variables.is_some_and(has_other_members);
        for member in next.members() {
            let name = member.name();
            let field = find_field(&CONNECTION_UPDATE, name);
            let is_read_only = field.is_some_and(|field| field.presence == Presence::ReadOnly);
            match name {
                "environments" if member.value.kind() == Kind::Array => self.compare_environments(member.value),
                "environmentVariables" => {
                    if let Some(changes) = &variable_changes {
                        self.out.member(name, changes);
                    }
                }
                _ if fields_equal(name, stored_fields.get(name), Some(member.value)) => {}
                "authSchemeConfigs" => {
                    self.may_have_row_keys |= member.value.kind() == Kind::Array;
                    self.out.member(name, member.value.raw());
                }
                _ if IMMUTABLE.contains(&name) => self.report_field(IssueCode::ImmutableField, name, member.value),
                _ if is_read_only => self.report_field(IssueCode::ReadOnlyField, name, member.value),
                _ => self.out.member(name, member.value.raw()),
            }
        }
        self.out.end_object();
    }

    /// Reports a field that differs, although a request cannot change it.
    fn report_field(&mut self, code: IssueCode, name: &str, value: Value<'_>) {
        let path = PathNode::ROOT;
        self.found.push(code, value.offset(), &path.key(name), &[("field", ParamRef::Str(name))]);
    }

    #[inline(never)]
    fn compare_environments(&mut self, next: Value<'n>) {
        let path = PathNode::ENVIRONMENTS;
        // For each environment that stays: its index in the stored list, its id, and its index in the next list.
        let mut staying: Vec<(u32, Value<'n>, u32)> = Vec::new();
        let mut add = Vec::new();
        let (mut inserts_between_stored, mut is_reordered) = (false, false);
        for (environment, index) in next.items().zip(0..) {
            let Some(id) = environment.get("id") else {
                add.push(environment);
                continue;
            };
            inserts_between_stored |= !add.is_empty();
            let at = path.index(index);
            match id.as_str().and_then(|id| self.stored.position(id)) {
                None => self.found.push(IssueCode::UnknownEnvironment, id.offset(), &at.field("id"), &[]),
                Some(position) => {
                    self.last_environment = None;
                    if let Some(stored) = self.stored.environments.get(position as usize).copied() {
                        self.compare_environment(stored, environment, &at);
                    }
                    is_reordered |= staying.last().is_some_and(|(last, ..)| *last >= position);
                    staying.push((position, id, index));
                }
            }
        }
        let mut order = Vec::with_capacity(staying.len());
        staying.iter().for_each(|(_, id, _)| order.push(*id));
        let ids = StringIndex::from_values(&order);
        for (later, first) in ids.duplicates() {
            if let (Some((_, id, later)), Some((.., first))) =
                (staying.get(later as usize), staying.get(first as usize))
            {
                let params = [("field", "id".into()), ("first", u32::into(*first))];
                self.found.push(IssueCode::DuplicateValue, id.offset(), &path.index(*later).field("id"), &params);
            }
        }
        let mut removed = Vec::new();
        for stored in &self.stored.environments {
            if !ids.contains(stored.get_str("id")) {
                removed.extend(stored.get("id"));
            }
        }
        if !is_reordered && removed.is_empty() && add.is_empty() {
            return;
        }
        self.out.key("environments");
        if inserts_between_stored {
            self.write_whole_list(next);
        } else {
            write_environment_edits(&mut self.out, &add, &removed, if is_reordered { &order } else { &[] });
        }
    }

    /// Writes the whole list, because edits by id cannot insert a new environment between stored environments.
    fn write_whole_list(&mut self, next: Value<'_>) {
        self.out.begin_array();
        for environment in next.items() {
            match environment.get("id").and_then(|id| self.stored.find(id.as_str()?)) {
                Some(stored) => write_stored(&ENVIRONMENTS.item, stored, &mut self.out),
                None => write_without_read_only_fields(&ENVIRONMENTS.item, environment, &mut self.out),
            }
        }
        self.out.end_array();
    }

    /// Compares a stored environment with the same environment in the next connection. Adds the differences to the unsupported
    /// edits.
    #[inline(never)]
    fn compare_environment(&mut self, stored: Value<'_>, next: Value<'_>, path: &PathNode<'_>) {
        let mut fields = Vec::new();
        let stored_fields = MemberIndex::new(stored);
        for member in next.members() {
            let name = member.name();
            let before = stored_fields.get(name);
            match name {
                "id" | "createdAt" | "updatedAt" => {}
                "credentials" => {
                    if self.compare_credentials(stored, member.value, path) {
                        fields.push(name);
                    }
                }
                "variables"
                    if self
                        .broadcast_variables
                        .is_some_and(|broadcast_variables| broadcast_variables.same_as(member.value)) => {}
                "variables" if variables_equal(before, Some(member.value)) => {}
                _ if before.is_some_and(|before| before.same_as(member.value)) => {}
                _ => {
                    // An unknown member of an environment, or a member of its variables, may be a row key.
                    self.may_have_row_keys |=
                        before.is_none() || name == "variables" && has_other_members(member.value);
                    fields.push(name);
                }
            }
        }
        self.push_unsupported(stored, &fields, Operation::UpdateEnvironment, path);
    }

    fn push_unsupported(&mut self, stored: Value<'_>, fields: &[&str], operation: Operation, path: &PathNode<'_>) {
        if !fields.is_empty() {
            let create = || Arc::new(NamedEnvironment::from_value(stored));
            let environment = Arc::clone(self.last_environment.get_or_insert_with(create));
            let (path, fields) = (path.to_path(), to_owned_strings(fields));
            self.unsupported.push(UnsupportedEdit { path, environment, fields, operation });
        }
    }

    /// Returns true if the credentials of an environment differ. A difference inside the `credential` object of one credential
    /// does not count. It is added as an unsupported edit of that credential.
    fn compare_credentials(&mut self, stored: Value<'_>, next: Value<'_>, path: &PathNode<'_>) -> bool {
        let before = stored.get("credentials");
        if next.kind() != Kind::Object {
            return !values_equal(before, Some(next));
        }
        let path = path.field("credentials");
        let mut differs = false;
        let usages = before.map(MemberIndex::new);
        for usage in next.members() {
            let before = usages.as_ref().and_then(|usages| usages.get(usage.name()));
            differs |= if CREDENTIAL_USAGES.contains(&usage.name()) && usage.value.kind() == Kind::Array {
                self.compare_credential_list(stored, before, usage.value, &path.key(usage.name()))
            } else {
                !values_equal(before, Some(usage.value))
            };
        }
        differs
    }

    #[inline(never)]
    fn compare_credential_list(
        &mut self,
        environment: Value<'_>,
        before: Option<Value<'_>>,
        next: Value<'_>,
        path: &PathNode<'_>,
    ) -> bool {
        let before = Items::from_optional(before).to_vec();
        let ids = StringIndex::from_members(&before, "id");
        let mut differs = next.len() as usize != before.len();
        for (credential, index) in next.items().zip(0..) {
            let same_index = before.get(index as usize).filter(|old| values_equal(old.get("id"), credential.get("id")));
            differs |= same_index.is_none();
            let known = || before.get(ids.get(credential.get("id")?.as_str()?)? as usize);
            let Some(old) = same_index.or_else(known) else { continue };
            let old_fields = MemberIndex::new(*old);
            for member in credential.members() {
                let old = old_fields.get(member.name());
                if values_equal(old, Some(member.value)) {
                    continue;
                }
                match (member.name(), old) {
                    ("credential", Some(old)) if old.kind() == Kind::Object && member.value.kind() == Kind::Object => {
                        let mut fields = Vec::new();
                        let old_fields = MemberIndex::new(old);
                        for member in member.value.members() {
                            if !values_equal(old_fields.get(member.name()), Some(member.value)) {
                                fields.push(member.name());
                            }
                        }
                        let path = path.index(index);
                        let path = path.field("credential");
                        self.push_unsupported(environment, &fields, Operation::UpdateCredential, &path);
                    }
                    _ => differs = true,
                }
            }
        }
        differs
    }
}

/// Returns true if a variable has other members than a name and a value.
fn has_other_members(variables: Value<'_>) -> bool {
    variables.items().any(|variable| variable.members().any(|member| !matches!(member.name(), "name" | "value")))
}

/// Returns the changes that turn the list `before` into `next`, or `None` if the lists are equal.
fn diff_variables(before: Option<Value<'_>>, next: Value<'_>) -> Option<String> {
    if lists_equal(before, Some(next)) {
        return None;
    }
    let Some(edits) = VariableEdits::diff(before, next).filter(VariableEdits::names_keep_order_in_javascript) else {
        return Some(next.raw().to_owned());
    };
    let mut out = Writer::default();
    edits.write(&mut out);
    Some(out.finish())
}
