//! Previewing: takes the stored connection and a body, gives the connection as the platform will hold it, and every effect.

use serde::Serialize;

use crate::connection::environments::{
    Kept, Stored, Variables, changed_variables, holds_stale_copy, is_new, items, items_of, list, owned, same_list,
};
use crate::connection::read_only::{field, is_same_field};
use crate::contract::table::{CONNECTION_UPDATE, IMMUTABLE, Presence};
use crate::issue::{Collector, Issue, IssueCode, Report, Rules};
use crate::json::{self, Document, Limits, Member, Value, WriteJson, Writer};
use crate::operations::merge::write_body;
use crate::path::{Path, Place};
use crate::text;
use crate::validate::{self, Options, validate_current};

/// What a body would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The connection as it would be stored, as JSON text. New environments have no id yet, and times have not moved:
    /// only the platform makes those.
    pub connection: String,
    /// In the order of the body.
    pub effects: Vec<Effect>,
    /// Warnings and information; no errors.
    pub issues: Vec<Issue>,
}

/// One thing that a request does to the stored connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Effect {
    /// What happens.
    pub kind: EffectKind,
    /// What the body says about it.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Path"))]
    pub path: Path,
    /// Whether something stored is lost.
    pub destructive: bool,
    /// One sentence in English. It never holds a value that may be secret.
    pub summary: String,
    /// The environment that it happens to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub environment: Option<NamedEnvironment>,
    /// The names of the variables that change; of an environment, those whose values are lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub names: Option<Vec<String>>,
}

/// What happens.
///
/// - `replaced`: a field or a list of the connection gets another value.
/// - `created`, `deleted`: an environment.
/// - `reordered`: the environments that stay.
/// - `overwritten`: the variables of an environment, by those of the connection.
/// - `stale-copy`: an environment keeps a copy of an auth scheme that the connection no longer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum EffectKind {
    /// A field or a list of the connection gets another value.
    Replaced,
    /// An environment comes to be.
    Created,
    /// An environment goes, with all that it holds.
    Deleted,
    /// The environments that stay change their order.
    Reordered,
    /// The variables of an environment are overwritten by those of the connection.
    Overwritten,
    /// An environment keeps a copy of an auth scheme that the connection no longer has.
    StaleCopy,
}

/// An environment as people know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NamedEnvironment {
    /// Absent where the environment is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub id: Option<String>,
    /// What people call the environment.
    pub name: String,
}

impl EffectKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Created => "created",
            Self::Deleted => "deleted",
            Self::Reordered => "reordered",
            Self::Overwritten => "overwritten",
            Self::StaleCopy => "stale-copy",
        }
    }
}

impl Effect {
    #[inline(never)]
    pub(crate) fn new(kind: EffectKind, place: &Place<'_>, destructive: bool, summary: &[&str]) -> Self {
        let summary = text::join(summary);
        Self { kind, path: place.path(), destructive, summary, environment: None, names: None }
    }

    /// What happens to an environment, of whose name the summary speaks.
    #[inline(never)]
    pub(crate) fn on(
        environment: Value<'_>,
        kind: EffectKind,
        place: &Place<'_>,
        destructive: bool,
        [before, after]: [&str; 2],
    ) -> Self {
        let named = NamedEnvironment::of(environment);
        let summary = [before, &named.name, after];
        Self { environment: Some(named.clone()), ..Self::new(kind, place, destructive, &summary) }
    }

    /// A field of the connection gets another value.
    #[inline(never)]
    pub(crate) fn replaced(name: &str, before: Option<Value<'_>>, after: Option<Value<'_>>, summary: &[&str]) -> Self {
        let place = Place::ROOT;
        let replaced = Self::new(EffectKind::Replaced, &place.key(name), false, summary);
        if name == "environmentVariables" {
            let (names, is_lost) = changed_variables(before, after);
            return Self { names: Some(names), destructive: is_lost, ..replaced };
        }
        let is_kept = |old| items_of(after).any(|new| new.same_as(old));
        Self { destructive: !items_of(before).all(is_kept), ..replaced }
    }
}

impl WriteJson for Effect {
    fn write_json(&self, out: &mut Writer) {
        out.begin_object();
        out.key("kind");
        out.string(self.kind.name());
        out.key("path");
        self.path.write_json(out);
        out.member("destructive", if self.destructive { "true" } else { "false" });
        out.key("summary");
        out.string(&self.summary);
        if let Some(environment) = &self.environment {
            out.key("environment");
            environment.write_json(out);
        }
        if let Some(names) = &self.names {
            out.key("names");
            names.write_json(out);
        }
        out.end_object();
    }
}

impl WriteJson for NamedEnvironment {
    fn write_json(&self, out: &mut Writer) {
        out.begin_object();
        if let Some(id) = &self.id {
            out.key("id");
            out.string(id);
        }
        out.key("name");
        out.string(&self.name);
        out.end_object();
    }
}

impl NamedEnvironment {
    #[inline(never)]
    pub(crate) fn of(environment: Value<'_>) -> Self {
        let id = environment.get("id").and_then(Value::text).map(str::to_owned);
        Self { id, name: environment.text_of("name").to_owned() }
    }
}

/// Gives the connection as the platform will hold it after a request with this body, and every effect on the way.
///
/// Both are JSON text. The body is validated against the connection first.
///
/// ```
/// use connection_update::operations::preview::EffectKind;
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
/// Every issue, where one of them is an error.
pub fn preview(current: &[u8], body: &[u8], options: &Options) -> Result<Preview, Report> {
    let current = validate::read_current(current, options)?;
    preview_documents(&current, &validate::read(body, options)?, options)
}

/// Previews what was read already, as [`preview`] does.
///
/// # Errors
/// Every issue, where one of them is an error.
pub fn preview_documents(current: &Document<'_>, body: &Document<'_>, options: &Options) -> Result<Preview, Report> {
    let mut report = validate_current(current, &options.rules);
    report.issues.extend(validate::validate_document(body, Some(current), &options.rules).issues);
    if !report.is_ok() {
        return Err(report);
    }
    // Every environment gets all variables: small inputs can make a connection of any size.
    let environments = list(body.root(), "environments").or(list(current.root(), "environments")).map_or(0, Value::len);
    let variables = list(body.root(), "environmentVariables").map_or(0, |list| list.raw().len());
    let bytes = (environments as usize).saturating_mul(variables).saturating_add(current.text().len());
    let limit = Limits { max_bytes: u32::MAX, ..options.limits }.bytes();
    if bytes > limit {
        let mut found = Collector::new(&options.rules);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).into();
        let params = [("bytes", number(bytes)), ("limit", number(limit))];
        found.push(IssueCode::TooLarge, 0, &Place::VARIABLES, &params);
        return Err(found.finish());
    }
    let overwriting = list(body.root(), "environmentVariables");
    let connection = write_connection(current.root(), body.root(), overwriting);
    Ok(Preview { connection, effects: effects(current.root(), body.root()), issues: report.issues })
}

/// Gives the connection with changes made to it, as JSON text, whether or not those may be sent. Unlike a preview, it leaves
/// the variables of environments alone: it is what a person edits, not what a request does to it.
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
    // What was read within the limits is written in no more than both inputs together.
    let limits = Limits { max_bytes: u32::MAX, max_depth: u32::MAX };
    match Document::parse(body.as_bytes(), limits) {
        Ok(body) => write_connection(current.root(), body.root(), None),
        Err(_) => current.text().to_owned(),
    }
}

/// Writes the connection as the body makes it; `overwriting` are the variables that every environment gets.
fn write_connection(current: Value<'_>, body: Value<'_>, overwriting: Option<Value<'_>>) -> String {
    let mut out = Writer::with_capacity(current.raw().len() + body.raw().len() / 4);
    out.begin_object();
    for member in current.members() {
        let value = body.get(member.name()).filter(|_| is_stored(member.name()));
        match value {
            _ if member.name() == "environments" => write_environments(member, current, body, overwriting, &mut out),
            Some(value) => out.copy_with(member, value.raw()),
            None => out.copy(member),
        }
    }
    for member in body.members() {
        match member.name() {
            name if current.get(name).is_some() || !is_stored(name) => {}
            "environments" => write_environments(member, current, body, overwriting, &mut out),
            _ => out.copy(member),
        }
    }
    out.end_object();
    out.finish()
}

/// Whether the platform takes a field of a body.
fn is_stored(name: &str) -> bool {
    !IMMUTABLE.contains(&name)
        && field(&CONNECTION_UPDATE, name).is_none_or(|field| field.presence != Presence::ResponseOnly)
}

/// Writes the list of environments, under the key of a member.
#[inline(never)]
fn write_environments(
    member: Member<'_>,
    current: Value<'_>,
    body: Value<'_>,
    variables: Option<Value<'_>>,
    out: &mut Writer,
) {
    let sent = list(body, "environments");
    if sent.is_none() && variables.is_none() {
        return out.copy(member);
    }
    out.copy_key(member);
    out.begin_array();
    match sent {
        None => items(current, "environments").for_each(|stored| write_environment(stored, variables, out)),
        Some(sent) => {
            let stored = Stored::read(current);
            for environment in sent.items() {
                let existing = environment.get("id").and_then(|id| stored.find(id.text()?));
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

/// Every effect of a sound body, in its order.
pub(crate) fn effects(current: Value<'_>, body: Value<'_>) -> Vec<Effect> {
    let stored = Stored::read(current);
    let kept = Kept::read(list(body, "environments"));
    let mut effects = Vec::new();
    for member in body.members() {
        let (name, value) = (member.name(), member.value);
        if !is_stored(name) {
            continue;
        }
        if name == "environments" {
            of_environments(value, &stored, &kept, &mut effects);
            continue;
        }
        let before = current.get(name);
        if !is_same_field(name, before, Some(value)) {
            effects.push(replaced(name, before, value));
            if name == "authSchemeConfigs" {
                stale_copies(value, &stored, &kept, &mut effects);
            }
        }
        if name == "environmentVariables" {
            let survivors = Variables::read(Some(value));
            for environment in stored.environments.iter().copied().filter(|stored| kept.holds(*stored)) {
                effects.extend(overwritten(environment, value, &survivors));
            }
            for environment in items(body, "environments").filter(|environment| is_new(*environment)) {
                effects.extend(overwritten(environment, value, &survivors));
            }
        }
    }
    effects
}

fn replaced(name: &str, before: Option<Value<'_>>, value: Value<'_>) -> Effect {
    let count;
    let (what, number) = match value.kind() {
        json::Kind::Array if value.is_empty() => ("` is emptied", ""),
        json::Kind::Array => {
            count = text::decimal(value.len());
            ("` is replaced by a list of ", count.as_str())
        }
        _ => ("` changes", ""),
    };
    Effect::replaced(name, before, Some(value), &["`", name, what, number])
}

#[inline(never)]
fn of_environments(sent: Value<'_>, stored: &Stored<'_>, kept: &Kept<'_>, effects: &mut Vec<Effect>) {
    let place = Place::ENVIRONMENTS;
    let mut order = sent.items().filter_map(|environment| environment.get("id")?.text());
    let mut before = stored.environments.iter().filter(|environment| kept.holds(**environment));
    if !before.all(|environment| order.next() == Some(environment.text_of("id"))) || order.next().is_some() {
        effects.push(Effect::new(EffectKind::Reordered, &place, false, &["the environments get another order"]));
    }
    for (environment, index) in sent.items().zip(0..) {
        if is_new(environment) {
            let summary = ["the environment `", "` is created"];
            effects.push(Effect::on(environment, EffectKind::Created, &place.index(index), false, summary));
        }
    }
    for environment in &stored.environments {
        if !kept.holds(*environment) {
            let summary = ["the environment `", "` is deleted"];
            effects.push(Effect::on(*environment, EffectKind::Deleted, &place, true, summary));
        }
    }
}

#[inline(never)]
fn stale_copies(schemes: Value<'_>, stored: &Stored<'_>, kept: &Kept<'_>, effects: &mut Vec<Effect>) {
    let place = Place::ROOT.field("authSchemeConfigs");
    for environment in &stored.environments {
        if kept.holds(*environment) && holds_stale_copy(*environment, schemes) {
            let summary = ["the environment `", "` keeps an older copy of an auth scheme"];
            effects.push(Effect::on(*environment, EffectKind::StaleCopy, &place, false, summary));
        }
    }
}

/// What happens to the variables of an environment that stays or is created; nothing where it has the same already.
#[inline(never)]
fn overwritten(environment: Value<'_>, variables: Value<'_>, survivors: &Variables<'_>) -> Option<Effect> {
    let own = list(environment, "variables");
    if same_list(own, Some(variables)) {
        return None;
    }
    let lost = survivors.lost(items_of(own));
    let several;
    let does = match lost.len() {
        0 => "` gets the variables of the connection",
        1 => "` loses what 1 variable held",
        count => {
            several = text::join(&["` loses what ", &text::decimal(count as u32), " variables held"]);
            &several
        }
    };
    let summary = ["the environment `", does];
    let effect = Effect::on(environment, EffectKind::Overwritten, &Place::VARIABLES, !lost.is_empty(), summary);
    Some(Effect { names: Some(owned(&lost)), ..effect })
}
