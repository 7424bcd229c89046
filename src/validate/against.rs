//! Rules that need the stored connection: takes a body and the connection that it would change, finds what would be
//! refused, deleted or overwritten.
//!
//! Values of variables are never part of a finding; their names are, so that a caller can look them up.

use std::borrow::Cow;

use crate::contract::table::IMMUTABLE;
use crate::issue::{Collector, IssueCode, Param};
use crate::json::{Kind, Value};
use crate::path::Place;
use crate::stored::{Kept, Stored, Variables, holds_stale_copy, list};

/// Whether a body that differs from the stored connection only by `changes` can have no finding of [`check`]: edits by id
/// were made on environments whose ids differ.
pub(super) fn is_needless(changes: Value<'_>, found: &Collector<'_>) -> bool {
    let of_effects = [IssueCode::DroppedEnvironment, IssueCode::OverwrittenVariables, IssueCode::StaleSchemeCopy];
    let changes_environment = |environments: Value<'_>| match environments.get("add") {
        _ if environments.kind() != Kind::Object => true,
        added => added.into_iter().flat_map(Value::items).any(|added| added.get("id").is_some()),
    };
    !of_effects.iter().any(|code| found.wants(*code))
        && !IMMUTABLE.iter().any(|name| changes.get(name).is_some())
        && !changes.get("environments").is_some_and(changes_environment)
}

/// Checks a body against the stored connection. What is of the wrong kind has an issue of its own and is passed over.
pub(super) fn check(body: Value<'_>, current: Value<'_>, found: &mut Collector<'_>) {
    immutable(body, current, found);
    let stored = Stored::read(current);
    let sent = list(body, "environments");
    let kept = Kept::read(sent);
    if let Some(sent) = sent {
        environments(sent, &stored, &kept, found);
    }
    if let Some(variables) = list(body, "environmentVariables") {
        overwritten_variables(variables, &kept, &stored, found);
    }
    if let Some(schemes) = list(body, "authSchemeConfigs") {
        stale_schemes(schemes, list(current, "authSchemeConfigs"), &kept, &stored, found);
    }
}

fn immutable(body: Value<'_>, current: Value<'_>, found: &mut Collector<'_>) {
    for name in IMMUTABLE.iter().copied() {
        if let (Some(sent), Some(stored)) = (body.get(name), current.get(name))
            && sent.kind() == Kind::String
            && !sent.same_as(stored)
        {
            found.push(IssueCode::ImmutableField, sent.offset(), &Place::ROOT.field(name), &[("field", name.into())]);
        }
    }
}

fn environments(list: Value<'_>, stored: &Stored<'_>, kept: &Kept<'_>, found: &mut Collector<'_>) {
    let root = Place::ROOT;
    let place = root.field("environments");
    for (index, sent) in (0..).zip(list.items()) {
        let Some(id) = sent.get("id").filter(|id| id.kind() == Kind::String) else { continue };
        let at = place.index(index);
        match stored.find(&id.text().unwrap_or_default()) {
            Some(environment) => Unedited { environment, found: &mut *found }.check(sent, &at),
            None => found.push(IssueCode::UnknownEnvironment, id.offset(), &at.field("id"), &[]),
        }
    }
    if !found.wants(IssueCode::DroppedEnvironment) {
        return;
    }
    for environment in &stored.environments {
        if !kept.holds(*environment) {
            found.push(IssueCode::DroppedEnvironment, list.offset(), &place, &named(*environment));
        }
    }
}

/// Who an environment is.
fn named(environment: Value<'_>) -> [(&'static str, Param); 2] {
    let text = |name| Param::from(environment.text_of(name).into_owned());
    [("id", text("id")), ("name", text("name"))]
}

/// Compares an environment in the body with the stored one.
struct Unedited<'f, 'd, 'r> {
    environment: Value<'d>,
    found: &'f mut Collector<'r>,
}

impl Unedited<'_, '_, '_> {
    fn check(&mut self, sent: Value<'_>, place: &Place<'_>) {
        for name in ["name", "variables"] {
            if let Some(value) = sent.get(name)
                && self.environment.get(name).is_none_or(|stored| !value.same_as(stored))
            {
                self.edited(name, value, &place.field(name));
            }
        }
        let Some(credentials) = sent.get("credentials") else { return };
        let stored = self.environment.get("credentials");
        let inside = place.field("credentials");
        for name in ["action", "trigger"] {
            if let Some(sent) = list(credentials, name) {
                let stored = stored.and_then(|credentials| list(credentials, name));
                self.credentials(name, sent, stored, &inside.field(name));
            }
        }
    }

    fn credentials(&mut self, name: &'static str, sent: Value<'_>, stored: Option<Value<'_>>, place: &Place<'_>) {
        if sent.len() != stored.map_or(0, Value::len) {
            return self.edited(name, sent, place);
        }
        for (index, (sent, stored)) in (0..).zip(sent.items().zip(stored.into_iter().flat_map(Value::items))) {
            let at = place.index(index);
            if let Some(id) = sent.get("id")
                && stored.get("id").is_none_or(|known| !id.same_as(known))
            {
                // Another credential, or another order: what it holds cannot be compared.
                self.edited("id", id, &at.field("id"));
                continue;
            }
            let (Some(sent), Some(stored)) = (sent.get("authSchemeConfig"), stored.get("authSchemeConfig")) else {
                continue;
            };
            if !sent.same_as(stored) {
                self.scheme(sent, stored, &at.field("authSchemeConfig"));
            }
        }
    }

    fn scheme(&mut self, sent: Value<'_>, stored: Value<'_>, place: &Place<'_>) {
        match (sent.get("schemeType"), stored.get("schemeType")) {
            (Some(scheme_type), Some(known)) if !scheme_type.same_as(known) => {
                let [_, name] = named(self.environment);
                let path = &place.field("schemeType");
                self.found.push(IssueCode::ImmutableSchemeType, scheme_type.offset(), path, &[name]);
            }
            _ => self.edited("authSchemeConfig", sent, place),
        }
    }

    fn edited(&mut self, member: &'static str, value: Value<'_>, place: &Place<'_>) {
        let [id, name] = named(self.environment);
        let params = [id, name, ("member", member.into()), ("operation", "UpdateEnvironment".into())];
        self.found.push(IssueCode::EditedEnvironment, value.offset(), place, &params);
    }
}

/// Reports every environment that stays and holds variables that the list would change or remove.
fn overwritten_variables(variables: Value<'_>, kept: &Kept<'_>, stored: &Stored<'_>, found: &mut Collector<'_>) {
    if !found.wants(IssueCode::OverwrittenVariables) {
        return;
    }
    let survivors = Variables::read(Some(variables));
    let root = Place::ROOT;
    let place = root.field("environmentVariables");
    for environment in stored.environments.iter().filter(|environment| kept.holds(**environment)) {
        let names = survivors.lost(list(*environment, "variables"));
        if !names.is_empty() {
            let [id, name] = named(*environment);
            found.push(
                IssueCode::OverwrittenVariables,
                variables.offset(),
                &place,
                &[id, name, ("names", quoted(&names))],
            );
        }
    }
}

/// Reports every new environment whose own variables the list of the connection would change or remove.
pub(super) fn overwritten_in_new(body: Value<'_>, found: &mut Collector<'_>) {
    let (Some(environments), Some(variables)) = (list(body, "environments"), list(body, "environmentVariables")) else {
        return;
    };
    let is_new = |environment: &Value<'_>| environment.get("id").is_none();
    // Most bodies create no environment, and then there is nothing to sort.
    if !found.wants(IssueCode::OverwrittenVariables) || !environments.items().any(|environment| is_new(&environment)) {
        return;
    }
    let survivors = Variables::read(Some(variables));
    let root = Place::ROOT;
    let place = root.field("environments");
    for (index, environment) in (0..).zip(environments.items()).filter(|(_, environment)| is_new(environment)) {
        let Some(own) = list(environment, "variables") else { continue };
        let names = survivors.lost(Some(own));
        if !names.is_empty() {
            let [_, name] = named(environment);
            let at = place.index(index);
            found.push(
                IssueCode::OverwrittenVariables,
                own.offset(),
                &at.field("variables"),
                &[name, ("names", quoted(&names))],
            );
        }
    }
}

/// Reports every environment that holds a copy of an auth scheme that the new list no longer has.
fn stale_schemes(
    schemes: Value<'_>,
    before: Option<Value<'_>>,
    kept: &Kept<'_>,
    stored: &Stored<'_>,
    found: &mut Collector<'_>,
) {
    if !found.wants(IssueCode::StaleSchemeCopy) || before.is_some_and(|before| before.same_as(schemes)) {
        return;
    }
    let root = Place::ROOT;
    for environment in stored.environments.iter().filter(|environment| kept.holds(**environment)) {
        if holds_stale_copy(*environment, schemes) {
            let path = &root.field("authSchemeConfigs");
            found.push(IssueCode::StaleSchemeCopy, schemes.offset(), path, &named(*environment));
        }
    }
}

fn quoted(names: &[Cow<'_, str>]) -> Param {
    let mut out = String::new();
    for name in names {
        out.push_str(if out.is_empty() { "`" } else { ", `" });
        out.push_str(name);
        out.push('`');
    }
    out.into()
}
