//! Previews a body: returns the connection that will be stored after the body is sent, and every effect of the body.

use super::apply::{Updates, write_body};
use super::effect::{Effect, find_effects, is_writable_field};
use super::environment::ResolvedEnvironment;
use crate::connection::credentials::write_schemes;
use crate::connection::edits::{EnvironmentChanges, EnvironmentEdits};
use crate::connection::environments::{EnvironmentIndex, is_new};
use crate::issue::{Collector, Issue, IssueCode, Report, Rules};
use crate::json::{Document, Limits, Member, MemberIndex, Value, Writer};
use crate::path::PathNode;
use crate::validate::{self, Options, validate_current};

/// The result of a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The connection that would be stored, as JSON text. The platform sets ids and timestamps. Therefore, new environments
    /// have no id here, and timestamps do not change.
    pub connection: String,
    /// The effects of the body, in the order of its members.
    pub effects: Vec<Effect>,
    /// Warnings and infos, but no errors.
    pub issues: Vec<Issue>,
}

/// Returns the connection that will be stored after a request with this body, and every effect of the body.
///
/// Both inputs are JSON text; [`preview_documents`] takes documents. The body is first validated against the connection. The
/// new connection can have up to 256 MiB, even if the limit in `options` is smaller.
///
/// ```
/// use connection_update::operations::effect::EffectKind;
/// use connection_update::{Options, preview};
///
/// let current = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com",
///     "environments": [{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F", "name": "Test" }] }"#;
/// let body = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [] }"#;
/// let preview = preview(current, body, &Options::default()).unwrap();
/// assert_eq!(preview.effects[0].kind, EffectKind::Deleted);
/// assert!(preview.effects[0].destructive);
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error: an input cannot be read, the body is invalid, or the new connection is too
/// large.
pub fn preview(current: &[u8], body: &[u8], options: &Options) -> Result<Preview, Report> {
    let current = validate::read_current(current, options)?;
    preview_documents(&current, &validate::read(body, options)?, options)
}

/// Previews documents, as [`preview`] does.
///
/// ```
/// use connection_update::json::{Document, Limits};
/// use connection_update::operations::preview::preview_documents;
/// use connection_update::Options;
///
/// let current = br#"{ "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
///     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com", "environments": [] }"#;
/// let current = Document::parse(current, Limits::default()).unwrap();
/// let preview = preview_documents(&current, &current, &Options::default()).unwrap();
/// assert!(preview.effects.is_empty(), "the body changes nothing");
/// ```
///
/// # Errors
/// Returns every issue if one of them is an error.
pub fn preview_documents(current: &Document<'_>, body: &Document<'_>, options: &Options) -> Result<Preview, Report> {
    let mut report = validate_current(current, &options.rules);
    report.append(validate::validate_document(body, Some(current), &options.rules));
    if !report.is_ok() {
        return Err(report);
    }
    if let Some(report) = check_size(current, body, options) {
        return Err(report);
    }
    let broadcast_variables = body.root().get_array("environmentVariables");
    let write = |environment: Value<'_>, out: &mut Writer| write_environment(environment, broadcast_variables, out);
    let connection =
        write_connection(current.root(), body.root(), broadcast_variables.map(|_| &write as EnvironmentWriter<'_>));
    Ok(Preview { connection, effects: find_effects(current.root(), body.root()), issues: report.issues })
}

/// Returns a report if the new connection is too large. It repeats the variables of the body in every environment, so that it can
/// be much larger than the inputs.
pub(super) fn check_size(current: &Document<'_>, body: &Document<'_>, options: &Options) -> Option<Report> {
    let environments =
        body.root().get_array("environments").or(current.root().get_array("environments")).map_or(0, Value::len);
    check_copies(current, environments as usize, body.root().get_array("environmentVariables"), options)
}

/// Returns a report if the connection is too large after the variables in `list` are copied to this number of environments.
pub(super) fn check_copies(
    current: &Document<'_>,
    environments: usize,
    list: Option<Value<'_>>,
    options: &Options,
) -> Option<Report> {
    let variables = list.map_or(0, |list| list.raw().len());
    let bytes = environments.saturating_mul(variables).saturating_add(current.text().len());
    let limit = options.limits.bytes();
    if bytes <= limit {
        return None;
    }
    let mut found = Collector::new(&options.rules);
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).into();
    let params = [("bytes", number(bytes)), ("limit", number(limit))];
    found.push(IssueCode::TooLarge, 0, &PathNode::VARIABLES, &params);
    Some(found.finish())
}

/// Returns a connection with changes applied, as JSON text. Does not validate the result. Leaves out edits that cannot be
/// applied.
///
/// A form shows this result while the connection is being edited. If the changes set variables of the connection, the variables
/// of its environments do not change. In a preview, they do.
///
/// ```
/// use connection_update::json::{Document, Limits};
/// use connection_update::operations::preview::apply;
///
/// let current = Document::parse(br#"{ "name": "Shop", "environments": [] }"#, Limits::default()).unwrap();
/// let changes = Document::parse(br#"{ "name": "" }"#, Limits::default()).unwrap();
/// assert!(apply(&current, &changes).contains(r#""name":"""#));
/// ```
#[must_use]
pub fn apply(current: &Document<'_>, changes: &Document<'_>) -> String {
    let rules = Rules::DEFAULT;
    let body = write_body(current.root(), changes.root(), Updates::Skip, &mut Collector::new(&rules));
    // The body is not larger than both inputs together, and both were within the limits.
    match Document::parse(body.as_bytes(), Limits::NONE) {
        Ok(body) => {
            let updates =
                EnvironmentEdits::from_changes(changes.root()).and_then(|edits| edits.update).map(MemberIndex::new);
            let write = |environment: Value<'_>, out: &mut Writer| {
                let changes = updates.as_ref().and_then(|updates| updates.get(environment.get_str("id")));
                let Some(changes) = changes else { return write_environment(environment, None, out) };
                let (changes, path) = (EnvironmentChanges::read(changes), PathNode::ROOT);
                let resolved = ResolvedEnvironment::resolve(environment, changes, &path, &mut |_, _| {});
                resolved.write_result(resolved.edited_variables().as_deref(), out);
            };
            write_connection(current.root(), body.root(), updates.as_ref().map(|_| &write as EnvironmentWriter<'_>))
        }
        Err(_) => current.text().to_owned(),
    }
}

/// Writes one environment of the new connection: a stored environment, or a new one as the body contains it.
pub(super) type EnvironmentWriter<'w> = &'w dyn Fn(Value<'_>, &mut Writer);

/// Writes the connection that is stored after a request with this body. `write` writes each environment; if it is `None`, the
/// environments do not change.
pub(super) fn write_connection(current: Value<'_>, body: Value<'_>, write: Option<EnvironmentWriter<'_>>) -> String {
    let mut out = Writer::with_capacity(current.raw().len() + body.raw().len() / 4);
    out.begin_object();
    let (stored_fields, sent_fields) = (MemberIndex::new(current), MemberIndex::new(body));
    for member in current.members() {
        let value = sent_fields.get(member.name()).filter(|_| is_writable_field(member.name()));
        match value {
            _ if member.name() == "environments" => write_environments(member, current, body, write, &mut out),
            Some(value) if member.name() == "authSchemeConfigs" => {
                out.copy_key(member);
                write_schemes(value, member.value, &mut out);
            }
            Some(value) => out.copy_with(member, value.raw()),
            None => out.copy(member),
        }
    }
    for member in body.members() {
        match member.name() {
            name if stored_fields.get(name).is_some() || !is_writable_field(name) => {}
            "environments" => write_environments(member, current, body, write, &mut out),
            _ => out.copy(member),
        }
    }
    out.end_object();
    out.finish_exact()
}

/// Writes the key of `member`, and after it the list of environments that the request would store.
#[inline(never)]
fn write_environments(
    member: Member<'_>,
    current: Value<'_>,
    body: Value<'_>,
    write: Option<EnvironmentWriter<'_>>,
    out: &mut Writer,
) {
    let sent = body.get_array("environments");
    if sent.is_none() && (write.is_none() || current.get_array("environments").is_none()) {
        return out.copy(member);
    }
    let write = write.unwrap_or(&|environment, out| write_environment(environment, None, out));
    out.copy_key(member);
    out.begin_array();
    match sent {
        None => current.get_items("environments").for_each(|stored| write(stored, out)),
        Some(sent) => {
            let stored = EnvironmentIndex::from_connection(current);
            for environment in sent.items() {
                let existing = environment.get("id").and_then(|id| stored.find(id.as_str()?));
                write(existing.unwrap_or(environment), out);
            }
        }
    }
    out.end_array();
}

/// Writes an environment. If `broadcast_variables` is a list, it replaces the variables of the environment.
pub(super) fn write_environment(environment: Value<'_>, broadcast_variables: Option<Value<'_>>, out: &mut Writer) {
    let is_new = is_new(environment);
    if broadcast_variables.is_none() && !is_new {
        return out.raw(environment.raw());
    }
    out.begin_object();
    for member in environment.members() {
        match (member.name(), broadcast_variables) {
            ("createdAt" | "updatedAt", _) if is_new => {}
            ("variables", Some(variables)) => out.copy_with(member, variables.raw()),
            _ => out.copy(member),
        }
    }
    if let (Some(variables), None) = (broadcast_variables, environment.get("variables")) {
        out.member("variables", variables.raw());
    }
    out.end_object();
}
