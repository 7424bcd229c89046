//! Compares the stored connection with an edited connection, which is called the next connection. Returns the smallest changes
//! that turn the stored connection into the next connection. Also returns the edits that no request makes.

use std::sync::Arc;

use super::effect::NamedEnvironment;
use super::row_keys::remove_row_keys;
use super::unsupported::{UnsupportedEdit, UnsupportedReason, push_limited};
use crate::connection::credentials::{ResolvedCredentials, find_application_credential, write_scheme};
use crate::connection::edits::{OrderItem, VariableEdits, write_environment_edits};
use crate::connection::environments::{CREDENTIAL_USAGES, EnvironmentIndex};
use crate::connection::read_only::{fields_equal, find_field};
use crate::connection::variables::variables_equal;
use crate::contract::table::{
    CONNECTION_UPDATE, CREDENTIAL_UPDATE, CREDENTIALS_UPDATE, ENVIRONMENT_UPDATE, IMMUTABLE, Presence, Shape, Source,
};
use crate::issue::{Collector, Issue, IssueCode, ParamRef, Report};
use crate::json::{Document, Kind, MemberIndex, StringIndex, Value, Writer, lists_equal, values_equal};
use crate::path::PathNode;
use crate::validate::{self, Options, report_i_json_violations, validate_current};

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The changes, as JSON text. They are input for [`plan`](crate::plan()), and `{}` if nothing has changed.
    pub changes: String,
    /// The edits that no request makes.
    pub unsupported: Vec<UnsupportedEdit>,
    /// Warnings and infos, but no errors. Their paths are paths in the next connection.
    pub issues: Vec<Issue>,
}

/// Returns the smallest changes that turn the stored connection into the next connection.
///
/// Environments are identified by their ids, and variables by their names. For example, another order of environments becomes
/// `{ "order": [...] }`, not a whole list. Another name of a stored environment becomes `{ "update": { id: { "name": … } } }`.
///
/// Fields that the next connection does not contain do not change. Each list in the next connection must be complete: a stored
/// item that the list does not contain is removed. Variables, auth schemes and environments can have members that neither the
/// contract nor a stored item has, such as the row keys of a form. The changes omit these members, and a warning reports each of
/// them.
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
/// assert_eq!(diff.changes, r#"{"environments":{"order":["b","a"],"update":{"b":{"name":"Beta"}}}}"#);
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
/// ```
/// use connection_update::json::{Document, Limits};
/// use connection_update::operations::diff::diff_documents;
/// use connection_update::Options;
///
/// let read = |text| Document::parse(text, Limits::default()).unwrap();
/// let current = read(br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http" }"#);
/// let diff = diff_documents(&current, &read(br#"{ "name": "Shop EU" }"#), &Options::default()).unwrap();
/// assert_eq!(diff.changes, r#"{"name":"Shop EU"}"#);
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn diff_documents(current: &Document<'_>, next: &Document<'_>, options: &Options) -> Result<Diff, Report> {
    compare(current, next, false, options)
}

/// Compares the stored connection with a draft, as [`diff`] does. A draft has every member of the stored connection: a member that
/// the draft does not contain was removed. A removed list is an issue, and so is a removed field that is required. Other removals are
/// edits that no request makes.
///
/// ```
/// use connection_update::{IssueCode, Options, diff_draft};
///
/// let current = br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "note": 1,
///     "environments": [], "environmentVariables": [{ "name": "A", "value": "1" }] }"#;
/// let draft = br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "environments": [],
///     "environmentVariables": [] }"#;
/// let diff = diff_draft(current, draft, &Options::default()).unwrap();
/// assert_eq!(diff.changes, r#"{"environmentVariables":{"remove":["A"]}}"#);
/// assert_eq!(diff.unsupported[0].path.to_string(), "note");
///
/// let without_list = br#"{ "id": "c", "organisationId": "o", "name": "Shop", "protocol": "http", "note": 1, "environments": [] }"#;
/// let report = diff_draft(current, without_list, &Options::default()).unwrap_err();
/// assert_eq!(report.issues[0].code, IssueCode::MissingList);
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn diff_draft(current: &[u8], draft: &[u8], options: &Options) -> Result<Diff, Report> {
    let current = validate::read_current(current, options)?;
    compare(&current, &validate::read(draft, options)?, true, options)
}

fn compare(current: &Document<'_>, next: &Document<'_>, is_draft: bool, options: &Options) -> Result<Diff, Report> {
    match compare_documents(current, next, Report::default(), is_draft, options) {
        (result, false) => result,
        // Compares again without the row keys. They are rare, so that most connections are compared once.
        (result, true) => {
            let mut found = Collector::new(&options.rules);
            let Some(cleaned) = remove_row_keys(current.root(), next.root(), &mut found) else { return result };
            let cleaned = validate::read(cleaned.as_bytes(), options)?;
            compare_documents(current, &cleaned, found.finish(), is_draft, options).0
        }
    }
}

/// Compares documents. `row_keys` contains the issues about row keys. Also returns true if the next connection may have row keys.
fn compare_documents(
    current: &Document<'_>,
    next: &Document<'_>,
    row_keys: Report,
    is_draft: bool,
    options: &Options,
) -> (Result<Diff, Report>, bool) {
    let mut report = validate_current(current, &options.rules);
    report.append(row_keys);
    let mut comparison = Comparison {
        current: current.root(),
        stored: EnvironmentIndex::from_connection(current.root()),
        out: Writer::default(),
        unsupported: Vec::new(),
        last_environment: None,
        may_have_row_keys: false,
        is_draft,
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

struct Comparison<'d, 'r> {
    current: Value<'d>,
    stored: EnvironmentIndex<'d>,
    out: Writer,
    unsupported: Vec<UnsupportedEdit>,
    /// The environment of the last unsupported edit, to share it.
    last_environment: Option<Arc<NamedEnvironment>>,
    /// True if a list that differs has items with members that the contract does not have.
    may_have_row_keys: bool,
    /// True if a member that the next connection does not contain was removed.
    is_draft: bool,
    found: Collector<'r>,
}

impl Comparison<'_, '_> {
    fn compare_connection(&mut self, next: Value<'_>) {
        self.out.begin_object();
        let stored_fields = MemberIndex::new(self.current);
        let variables = next.get("environmentVariables");
        let variable_changes =
            variables.and_then(|next| diff_variables(self.current.get("environmentVariables"), next));
        self.may_have_row_keys |= variable_changes.is_some() && variables.is_some_and(has_other_members);
        for member in next.members() {
            let name = member.name();
            let field = find_field(&CONNECTION_UPDATE, name);
            let is_read_only = field.is_some_and(|field| field.presence == Presence::ReadOnly);
            if name == "authSchemeConfigs" {
                self.compare_application_credentials(member.value);
            }
            match name {
                "environments" | "environmentVariables"
                    if self.report_no_list(member.value, &PathNode::ROOT.key(name)) => {}
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
                _ if IMMUTABLE.contains(&name) => self.report_immutable(name, member.value),
                _ if is_read_only => {
                    self.last_environment = None;
                    self.push_unsupported(None, UnsupportedReason::ReadOnly, &PathNode::ROOT.key(name), member.value);
                }
                _ => self.out.member(name, member.value.raw()),
            }
        }
        self.out.end_object();
        self.last_environment = None;
        self.report_removed(self.current, next, None, &CONNECTION_UPDATE, &PathNode::ROOT);
    }

    /// Returns true and reports a value that is neither a list nor `null`. In changes, an object would be edits of the list.
    fn report_no_list(&mut self, value: Value<'_>, path: &PathNode<'_>) -> bool {
        let kind = value.kind();
        let is_no_list = !matches!(kind, Kind::Array | Kind::Null);
        if is_no_list {
            let params = [("expected", "array".into()), ("actual", kind.name().into())];
            let source = Some(Source::Published);
            self.found.push_with_source(source, IssueCode::InvalidType, value.offset(), path, &params);
        }
        is_no_list
    }

    /// Reports the members of a stored object that the same object of a draft does not contain.
    #[inline(never)]
    fn report_removed(
        &mut self,
        stored: Value<'_>,
        next: Value<'_>,
        environment: Option<Value<'_>>,
        shape: &'static Shape,
        path: &PathNode<'_>,
    ) {
        if !self.is_draft || stored.is_empty() {
            return;
        }
        let members = MemberIndex::new(next);
        for member in stored.members() {
            let name = member.name();
            if member.value.kind() == Kind::Null || members.get(name).is_some() {
                continue;
            }
            let presence = find_field(shape, name).map(|field| field.presence);
            let is_http = stored.get("protocol").is_some_and(|protocol| protocol.is_str("http"));
            let required = match presence {
                Some(Presence::Required(source)) if source != Some(Source::Archived) => Some(source),
                _ if name == "baseUrl" && is_http => Some(Some(Source::Published)),
                _ => None,
            };
            let path = path.key(name);
            let params = [("field", ParamRef::Str(name))];
            if let Some(source) = required {
                self.found.push_with_source(source, IssueCode::MissingField, next.offset(), &path, &params);
            } else if member.value.kind() == Kind::Array && presence == Some(Presence::Optional) {
                self.found.push(IssueCode::MissingList, next.offset(), &path, &params);
            } else {
                let is_read_only = presence == Some(Presence::ReadOnly);
                let reason = if is_read_only { UnsupportedReason::ReadOnly } else { UnsupportedReason::Removal };
                self.push_unsupported(environment, reason, &path, next);
            }
        }
    }

    /// Adds the edits of the application credentials in the auth schemes of the connection. Requests contain only their ids.
    #[inline(never)]
    fn compare_application_credentials(&mut self, next: Value<'_>) {
        let mut known = Vec::new();
        known.extend(self.current.get_items("authSchemeConfigs").filter_map(find_application_credential));
        let by_id = StringIndex::from_members(&known, "id");
        for (scheme, index) in next.items().zip(0..) {
            let Some(credential) = find_application_credential(scheme) else { continue };
            let at = credential.get("id").and_then(|id| by_id.get(id.as_str()?));
            let Some(old) = at.and_then(|at| known.get(at as usize)) else { continue };
            if !is_part_of(credential, Some(*old)) {
                self.last_environment = None;
                let (path, reason) = (PathNode::ROOT.field("authSchemeConfigs"), UnsupportedReason::Credential);
                let path = path.index(index);
                let path = path.field("flows");
                let path = path.field("authorizationCode");
                self.push_unsupported(None, reason, &path.field("applicationCredential"), credential);
            }
        }
    }

    /// Reports a field that differs, although it can never change.
    fn report_immutable(&mut self, name: &str, value: Value<'_>) {
        let path = PathNode::ROOT;
        let params = [("field", ParamRef::Str(name))];
        self.found.push(IssueCode::ImmutableField, value.offset(), &path.key(name), &params);
    }

    #[inline(never)]
    fn compare_environments(&mut self, next: Value<'_>) {
        let path = PathNode::ENVIRONMENTS;
        // For each environment that stays: its id, and its index in the next list.
        let mut staying: Vec<(Value<'_>, u32)> = Vec::new();
        let (mut add, mut order, mut update) = (Vec::new(), Vec::new(), Vec::new());
        let (mut needs_order, mut last_position) = (false, None);
        for (environment, index) in next.items().zip(0..) {
            let Some(id) = environment.get("id") else {
                order.push(OrderItem::New(add.len() as u32));
                add.push(environment);
                continue;
            };
            let at = path.index(index);
            match id.as_str().and_then(|id| self.stored.position(id)) {
                None => self.found.push(IssueCode::UnknownEnvironment, id.offset(), &at.field("id"), &[]),
                Some(position) => {
                    self.last_environment = None;
                    if let Some(stored) = self.stored.environments.get(position as usize).copied() {
                        update.extend(self.compare_environment(stored, environment, &at).map(|changes| (id, changes)));
                    }
                    needs_order |= !add.is_empty() || last_position.is_some_and(|last| last >= position);
                    last_position = Some(position);
                    order.push(OrderItem::Id(id));
                    staying.push((id, index));
                }
            }
        }
        let mut ids = Vec::with_capacity(staying.len());
        staying.iter().for_each(|(id, _)| ids.push(*id));
        let ids = StringIndex::from_values(&ids);
        for (later, first) in ids.duplicates() {
            if let (Some((id, later)), Some((_, first))) = (staying.get(later as usize), staying.get(first as usize)) {
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
        // New environments at the end need no order.
        while order.pop_if(|item| item.id().is_none()).is_some() {}
        if !needs_order {
            order.clear();
        }
        if needs_order || !removed.is_empty() || !add.is_empty() || !update.is_empty() {
            self.out.key("environments");
            write_environment_edits(&mut self.out, &add, &removed, &order, &update);
        }
    }

    /// Compares a stored environment with the same environment in the next connection. Returns the changes as JSON text, or
    /// `None` if no request is needed. Adds the edits that no request makes to the unsupported edits.
    #[inline(never)]
    fn compare_environment(&mut self, stored: Value<'_>, next: Value<'_>, path: &PathNode<'_>) -> Option<String> {
        let mut out = Writer::default();
        let mut is_changed = false;
        out.begin_object();
        let stored_fields = MemberIndex::new(stored);
        for member in next.members() {
            let name = member.name();
            let before = stored_fields.get(name);
            match name {
                "id" => {}
                _ if before.is_some_and(|before| before.same_as(member.value)) => {}
                "credentials" => is_changed |= self.compare_credentials(stored, member.value, path, &mut out),
                "variables" if self.report_no_list(member.value, &path.key(name)) => {}
                "variables" => {
                    self.may_have_row_keys |= has_other_members(member.value);
                    if !variables_equal(before, Some(member.value))
                        && let Some(changes) = diff_variables(before, member.value)
                    {
                        is_changed = true;
                        out.member(name, &changes);
                    }
                }
                "name" => {
                    is_changed = true;
                    out.member(name, member.value.raw());
                }
                _ => {
                    // An unknown member of an environment may be a row key.
                    self.may_have_row_keys |= before.is_none();
                    self.push_unsupported(Some(stored), UnsupportedReason::ReadOnly, &path.key(name), member.value);
                }
            }
        }
        out.end_object();
        self.report_removed(stored, next, Some(stored), &ENVIRONMENT_UPDATE, path);
        is_changed.then(|| out.finish())
    }

    /// Adds an edit that no request makes, and reports it.
    fn push_unsupported(
        &mut self,
        environment: Option<Value<'_>>,
        reason: UnsupportedReason,
        path: &PathNode<'_>,
        value: Value<'_>,
    ) {
        let environment = environment.map(|stored| {
            let create = || Arc::new(NamedEnvironment::from_value(stored));
            Arc::clone(self.last_environment.get_or_insert_with(create))
        });
        push_limited(&mut self.unsupported, || UnsupportedEdit::new(path.to_path(), environment, reason));
        self.found.push(IssueCode::UnsupportedEdit, value.offset(), path, &[("reason", reason.name().into())]);
    }

    /// Writes the changes of the credentials of an environment to `out`. Returns true if a request changes something.
    fn compare_credentials(
        &mut self,
        stored: Value<'_>,
        next: Value<'_>,
        path: &PathNode<'_>,
        out: &mut Writer,
    ) -> bool {
        let path = path.field("credentials");
        let before = stored.get("credentials");
        if next.kind() != Kind::Object {
            self.push_unsupported(Some(stored), UnsupportedReason::Entries, &path, next);
            return false;
        }
        let usages = before.map(MemberIndex::new);
        let mut changed = Vec::new();
        for usage in next.members() {
            let before = usages.as_ref().and_then(|usages| usages.get(usage.name()));
            let path = path.key(usage.name());
            if CREDENTIAL_USAGES.contains(&usage.name()) && usage.value.kind() == Kind::Array {
                if !lists_equal(before, Some(usage.value)) {
                    let credentials = self.compare_credential_list(stored, before, usage.value, &path);
                    changed.extend(Some((usage, credentials)).filter(|(_, credentials)| credentials.is_changed()));
                }
            } else if !values_equal(before, Some(usage.value)) {
                self.push_unsupported(Some(stored), UnsupportedReason::Entries, &path, usage.value);
            }
        }
        if let Some(before) = before {
            self.report_removed(before, next, Some(stored), &CREDENTIALS_UPDATE, &path);
        }
        if changed.is_empty() {
            return false;
        }
        out.key("credentials");
        out.begin_object();
        for (usage, credentials) in &changed {
            out.copy_key(*usage);
            out.begin_array();
            for entry in &credentials.entries {
                out.begin_object();
                entry.stored.get("id").into_iter().for_each(|id| out.member("id", id.raw()));
                if let Some(scheme) = entry.scheme {
                    out.key("authSchemeConfig");
                    write_scheme(scheme, None, out);
                }
                out.end_object();
            }
            out.end_array();
        }
        out.end_object();
        true
    }

    /// Compares the credentials of one usage. Adds the edits that no request makes to the unsupported edits.
    #[inline(never)]
    fn compare_credential_list<'c>(
        &mut self,
        environment: Value<'_>,
        before: Option<Value<'c>>,
        next: Value<'c>,
        path: &PathNode<'_>,
    ) -> ResolvedCredentials<'c> {
        let credentials = ResolvedCredentials::resolve(before, next, path, &mut |problem, path| {
            self.push_unsupported(Some(environment), problem.into(), path, next);
        });
        let mut known = Vec::with_capacity(credentials.entries.len());
        credentials.entries.iter().for_each(|entry| known.push(entry.stored));
        let ids = StringIndex::from_members(&known, "id");
        for (credential, index) in next.items().zip(0..) {
            let same_index = known.get(index as usize).filter(|old| values_equal(old.get("id"), credential.get("id")));
            let by_id = || known.get(ids.get(credential.get("id")?.as_str()?)? as usize);
            let Some(old) = same_index.or_else(by_id) else { continue };
            let old_fields = MemberIndex::new(*old);
            let path = path.index(index);
            for member in credential.members() {
                let (name, old) = (member.name(), old_fields.get(member.name()));
                match name {
                    "id" | "authSchemeConfig" => {}
                    _ if values_equal(old, Some(member.value)) => {}
                    "credential" if !self.is_draft && is_part_of(member.value, old) => {}
                    "credential" => {
                        let ids =
                            [old, Some(member.value)].map(|credential| credential.and_then(|value| value.get("id")));
                        let reason = match ids {
                            [Some(old), Some(new)] if !old.same_as(new) => UnsupportedReason::Entries,
                            _ => UnsupportedReason::Credential,
                        };
                        self.push_unsupported(Some(environment), reason, &path.field("credential"), member.value);
                    }
                    _ => {
                        let reason = UnsupportedReason::ReadOnly;
                        self.push_unsupported(Some(environment), reason, &path.key(name), member.value);
                    }
                }
            }
            self.report_removed(*old, credential, Some(environment), &CREDENTIAL_UPDATE, &path);
        }
        credentials
    }
}

/// Returns true if every member of an object has the same value in another object.
fn is_part_of(value: Value<'_>, whole: Option<Value<'_>>) -> bool {
    let Some(whole) = whole.filter(|whole| whole.kind() == Kind::Object) else { return false };
    let members = MemberIndex::new(whole);
    value.kind() == Kind::Object
        && value.members().all(|member| values_equal(members.get(member.name()), Some(member.value)))
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
