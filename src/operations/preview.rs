//! Previews a body: returns the connection as it will be stored, and every effect.

use super::apply::write_body;
use super::effect::{Effect, effects, is_writable_field};
use crate::connection::environments::{EnvironmentIndex, is_new};
use crate::issue::{Collector, Issue, IssueCode, Report, Rules};
use crate::json::{Document, Limits, Member, Value, Writer};
use crate::path::PathNode;
use crate::validate::{self, Options, validate_current};

/// The result of a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The connection as it would be stored, as JSON text. New environments have no id, and times are the old ones, because the
    /// platform sets them.
    pub connection: String,
    /// The effects of the body, in its order.
    pub effects: Vec<Effect>,
    /// Warnings and information; no errors.
    pub issues: Vec<Issue>,
}

/// Returns the connection as it will be stored after a request with this body, and every effect of the body.
///
/// Both inputs are JSON text; [`preview_documents`] takes documents. The body is validated against the connection first. The
/// new connection may have 256 MiB, whatever the limits of the options.
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
/// Every issue, if one of them is an error: an input cannot be read, the body is invalid, or the new connection is too large.
pub fn preview(current: &[u8], body: &[u8], options: &Options) -> Result<Preview, Report> {
    let current = validate::read_current(current, options)?;
    preview_documents(&current, &validate::read(body, options)?, options)
}

/// Previews documents, as [`preview`] does.
///
/// # Errors
/// Every issue, if one of them is an error.
pub fn preview_documents(current: &Document<'_>, body: &Document<'_>, options: &Options) -> Result<Preview, Report> {
    let mut report = validate_current(current, &options.rules);
    report.issues.extend(validate::validate_document(body, Some(current), &options.rules).issues);
    if !report.is_ok() {
        return Err(report);
    }
    // Every environment gets all variables, so that small inputs can result in a very large connection.
    let environments =
        body.root().get_array("environments").or(current.root().get_array("environments")).map_or(0, Value::len);
    let variables = body.root().get_array("environmentVariables").map_or(0, |list| list.raw().len());
    let bytes = (environments as usize).saturating_mul(variables).saturating_add(current.text().len());
    let limit = Limits { max_bytes: u32::MAX, ..options.limits }.bytes();
    if bytes > limit {
        let mut found = Collector::new(&options.rules);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).into();
        let params = [("bytes", number(bytes)), ("limit", number(limit))];
        found.push(IssueCode::TooLarge, 0, &PathNode::VARIABLES, &params);
        return Err(found.finish());
    }
    let overwriting = body.root().get_array("environmentVariables");
    let connection = write_connection(current.root(), body.root(), overwriting);
    Ok(Preview { connection, effects: effects(current.root(), body.root()), issues: report.issues })
}

/// Returns a connection with changes applied, as JSON text, even if they cannot be sent. Edits that cannot be applied are left
/// out.
///
/// The result is what a form shows. Unlike a preview, new variables of the connection do not overwrite those of environments.
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
    // The output is not larger than both inputs together, which were within the limits.
    let limits = Limits { max_bytes: u32::MAX, max_depth: u32::MAX };
    match Document::parse(body.as_bytes(), limits) {
        Ok(body) => write_connection(current.root(), body.root(), None),
        Err(_) => current.text().to_owned(),
    }
}

/// Writes the connection after a request with this body. Every environment gets the `overwriting` variables.
fn write_connection(current: Value<'_>, body: Value<'_>, overwriting: Option<Value<'_>>) -> String {
    let mut out = Writer::with_capacity(current.raw().len() + body.raw().len() / 4);
    out.begin_object();
    for member in current.members() {
        let value = body.get(member.name()).filter(|_| is_writable_field(member.name()));
        match value {
            _ if member.name() == "environments" => write_environments(member, current, body, overwriting, &mut out),
            Some(value) => out.copy_with(member, value.raw()),
            None => out.copy(member),
        }
    }
    for member in body.members() {
        match member.name() {
            name if current.get(name).is_some() || !is_writable_field(name) => {}
            "environments" => write_environments(member, current, body, overwriting, &mut out),
            _ => out.copy(member),
        }
    }
    out.end_object();
    out.finish()
}

/// Writes the list of environments under the key of a member.
#[inline(never)]
fn write_environments(
    member: Member<'_>,
    current: Value<'_>,
    body: Value<'_>,
    variables: Option<Value<'_>>,
    out: &mut Writer,
) {
    let sent = body.get_array("environments");
    if sent.is_none() && variables.is_none() {
        return out.copy(member);
    }
    out.copy_key(member);
    out.begin_array();
    match sent {
        None => current.get_items("environments").for_each(|stored| write_environment(stored, variables, out)),
        Some(sent) => {
            let stored = EnvironmentIndex::from_connection(current);
            for environment in sent.items() {
                let existing = environment.get("id").and_then(|id| stored.find(id.as_str()?));
                write_environment(existing.unwrap_or(environment), variables, out);
            }
        }
    }
    out.end_array();
}

/// Writes an environment with its own variables, or with those that overwrite them.
fn write_environment(environment: Value<'_>, variables: Option<Value<'_>>, out: &mut Writer) {
    let is_new = is_new(environment);
    if variables.is_none() && !is_new {
        return out.raw(environment.raw());
    }
    out.begin_object();
    for member in environment.members() {
        match (member.name(), variables) {
            ("createdAt" | "updatedAt", _) if is_new => {}
            ("variables", Some(variables)) => out.copy_with(member, variables.raw()),
            _ => out.copy(member),
        }
    }
    if let (Some(variables), None) = (variables, environment.get("variables")) {
        out.member("variables", variables.raw());
    }
    out.end_object();
}
