//! Previews a body: returns the connection that will be stored after the body is sent, and every effect of the body.

use super::apply::write_body;
use super::effect::{Effect, find_effects, is_writable_field};
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
/// # Errors
/// Returns every issue if one of them is an error.
pub fn preview_documents(current: &Document<'_>, body: &Document<'_>, options: &Options) -> Result<Preview, Report> {
    let mut report = validate_current(current, &options.rules);
    report.append(validate::validate_document(body, Some(current), &options.rules));
    if !report.is_ok() {
        return Err(report);
    }
    // The new connection repeats all variables in every environment, so it can be much larger than the inputs.
    let environments =
        body.root().get_array("environments").or(current.root().get_array("environments")).map_or(0, Value::len);
    let variables = body.root().get_array("environmentVariables").map_or(0, |list| list.raw().len());
    let bytes = (environments as usize).saturating_mul(variables).saturating_add(current.text().len());
    let limit = options.limits.bytes();
    if bytes > limit {
        let mut found = Collector::new(&options.rules);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).into();
        let params = [("bytes", number(bytes)), ("limit", number(limit))];
        found.push(IssueCode::TooLarge, 0, &PathNode::VARIABLES, &params);
        return Err(found.finish());
    }
    let broadcast_variables = body.root().get_array("environmentVariables");
    let connection = write_connection(current.root(), body.root(), broadcast_variables);
    Ok(Preview { connection, effects: find_effects(current.root(), body.root()), issues: report.issues })
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
    let body = write_body(current.root(), changes.root(), &mut Collector::new(&rules));
    // The body is not larger than both inputs together, and both were within the limits.
    let limits = Limits { max_bytes: u32::MAX, max_depth: u32::MAX };
    match Document::parse(body.as_bytes(), limits) {
        Ok(body) => write_connection(current.root(), body.root(), None),
        Err(_) => current.text().to_owned(),
    }
}

/// Writes the connection that is stored after a request with this body. If `broadcast_variables` is a list, it replaces the
/// variables of every environment.
fn write_connection(current: Value<'_>, body: Value<'_>, broadcast_variables: Option<Value<'_>>) -> String {
    let mut out = Writer::with_capacity(current.raw().len() + body.raw().len() / 4);
    out.begin_object();
    let (stored_fields, sent_fields) = (MemberIndex::new(current), MemberIndex::new(body));
    for member in current.members() {
        let value = sent_fields.get(member.name()).filter(|_| is_writable_field(member.name()));
        match value {
            _ if member.name() == "environments" => {
                write_environments(member, current, body, broadcast_variables, &mut out)
            }
            Some(value) => out.copy_with(member, value.raw()),
            None => out.copy(member),
        }
    }
    for member in body.members() {
        match member.name() {
            name if stored_fields.get(name).is_some() || !is_writable_field(name) => {}
            "environments" => write_environments(member, current, body, broadcast_variables, &mut out),
            _ => out.copy(member),
        }
    }
    out.end_object();
    out.finish()
}

/// Writes the key of `member`, and after it the list of environments that the request would store.
#[inline(never)]
fn write_environments(
    member: Member<'_>,
    current: Value<'_>,
    body: Value<'_>,
    broadcast_variables: Option<Value<'_>>,
    out: &mut Writer,
) {
    let sent = body.get_array("environments");
    if sent.is_none() && broadcast_variables.is_none() {
        return out.copy(member);
    }
    out.copy_key(member);
    out.begin_array();
    match sent {
        None => {
            current.get_items("environments").for_each(|stored| write_environment(stored, broadcast_variables, out))
        }
        Some(sent) => {
            let stored = EnvironmentIndex::from_connection(current);
            for environment in sent.items() {
                let existing = environment.get("id").and_then(|id| stored.find(id.as_str()?));
                write_environment(existing.unwrap_or(environment), broadcast_variables, out);
            }
        }
    }
    out.end_array();
}

/// Writes an environment. If `broadcast_variables` is a list, it replaces the variables of the environment.
fn write_environment(environment: Value<'_>, broadcast_variables: Option<Value<'_>>, out: &mut Writer) {
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
