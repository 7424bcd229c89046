//! Rules that need the stored connection: takes a body and the connection that it would change, finds what would be
//! refused, deleted or overwritten.
//!
//! Values of variables are never part of a finding; their names are, so that a caller can look them up.

use std::borrow::Cow;

use crate::contract::table::IMMUTABLE;
use crate::issue::{Collector, IssueCode, Param};
use crate::json::{Kind, Value};
use crate::path::Place;
use crate::stored::{Kept, Stored, USAGES, Variables, holds_stale_copy, is_new, list, same, same_list};

/// Whether [`check`] may find something in a body that differs from the stored connection by `changes` alone: edits by id
/// were made on environments whose ids differ.
pub(super) fn may_find(changes: Value<'_>, found: &Collector<'_>) -> bool {
    let tells_effects = [IssueCode::DroppedEnvironment, IssueCode::OverwrittenVariables, IssueCode::StaleSchemeCopy]
        .into_iter()
        .any(|code| found.wants(code));
    let touches_immutable = IMMUTABLE.iter().any(|name| changes.get(name).is_some());
    let brings_ids = changes.get("environments").is_some_and(|edits| {
        let mut added = edits.get("add").into_iter().flat_map(Value::items);
        edits.kind() != Kind::Object || added.any(|added| !is_new(added))
    });
    tells_effects || touches_immutable || brings_ids
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
        if let Some(name) = sent.get("name").filter(|name| name.kind() == Kind::String)
            && !same(Some(name), self.environment.get("name"))
        {
            self.edited("name", name, &place.field("name"));
        }
        if let Some(variables) = list(sent, "variables")
            && !same_list(Some(variables), self.environment.get("variables"))
        {
            self.edited("variables", variables, &place.field("variables"));
        }
        let Some(credentials) = sent.get("credentials") else { return };
        let stored = self.environment.get("credentials");
        let inside = place.field("credentials");
        for name in USAGES {
            if let Some(sent) = list(credentials, name) {
                let stored = stored.and_then(|credentials| list(credentials, name));
                self.credentials(name, sent, stored, &inside.field(name));
            }
        }
    }

    fn credentials(&mut self, name: &'static str, sent: Value<'_>, stored: Option<Value<'_>>, place: &Place<'_>) {
        let known = || stored.into_iter().flat_map(Value::items);
        let mut in_order = known();
        let is_whole = sent.len() == stored.map_or(0, Value::len);
        if !is_whole {
            self.edited(name, sent, place);
        }
        for (index, sent) in (0..).zip(sent.items()) {
            let at = place.index(index);
            let mut stored = in_order.next().filter(|_| is_whole);
            if let Some(id) = sent.get("id")
                && !same(Some(id), stored.and_then(|stored| stored.get("id")))
            {
                // Another credential, or another order.
                if is_whole {
                    self.edited("id", id, &at.field("id"));
                }
                stored = known().find(|stored| same(Some(id), stored.get("id")));
            }
            if let Some(scheme) = sent.get("authSchemeConfig")
                && let Some(known) = stored.and_then(|stored| stored.get("authSchemeConfig"))
                && !scheme.same_as(known)
            {
                self.scheme(scheme, known, &at.field("authSchemeConfig"));
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
    // Most bodies create no environment, and then there is nothing to sort.
    if !found.wants(IssueCode::OverwrittenVariables) || !environments.items().any(is_new) {
        return;
    }
    let survivors = Variables::read(Some(variables));
    let root = Place::ROOT;
    let place = root.field("environments");
    for (index, environment) in (0..).zip(environments.items()).filter(|(_, environment)| is_new(*environment)) {
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
