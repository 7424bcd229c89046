//! Rules that need the stored connection: takes a body and the connection that it would change, finds what would be
//! refused, deleted or overwritten.
//!
//! Values of variables are never part of a finding; their names are, so that a caller can look them up.

use crate::connection::environments::{
    Kept, Stored, USAGES, Variables, holds_stale_copy, is_new, items, items_of, list, same, same_list,
};
use crate::contract::table::IMMUTABLE;
use crate::issue::{Collector, Detail, IssueCode};
use crate::json::{Items, Kind, Value};
use crate::path::Place;
use crate::text;

/// Whether [`check`] may find something in a body that differs from the stored connection by `changes` alone: edits by id
/// were made on environments whose ids differ.
pub(super) fn may_find(changes: Value<'_>, found: &Collector<'_>) -> bool {
    let effects = [IssueCode::DroppedEnvironment, IssueCode::OverwrittenVariables, IssueCode::StaleSchemeCopy];
    let brings_ids = |edits: Value<'_>| edits.kind() != Kind::Object || items(edits, "add").any(|added| !is_new(added));
    effects.iter().any(|code| found.wants(*code))
        || IMMUTABLE.iter().any(|name| changes.get(name).is_some())
        || changes.get("environments").is_some_and(brings_ids)
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

#[inline(never)]
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

#[inline(never)]
fn environments(list: Value<'_>, stored: &Stored<'_>, kept: &Kept<'_>, found: &mut Collector<'_>) {
    let place = Place::ENVIRONMENTS;
    for (sent, index) in list.items().zip(0..) {
        let Some(id) = sent.get("id").filter(|id| id.kind() == Kind::String) else { continue };
        let at = place.index(index);
        match stored.find(id.text().unwrap_or_default()) {
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
fn named(environment: Value<'_>) -> [(&'static str, Detail<'_>); 2] {
    ["id", "name"].map(|name| (name, Detail::Text(environment.text_of(name))))
}

/// Compares an environment in the body with the stored one.
struct Unedited<'f, 'd, 'r> {
    environment: Value<'d>,
    found: &'f mut Collector<'r>,
}

impl Unedited<'_, '_, '_> {
    #[inline(never)]
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

    #[inline(never)]
    fn credentials(&mut self, name: &'static str, sent: Value<'_>, stored: Option<Value<'_>>, place: &Place<'_>) {
        let known = items_of(stored);
        let mut in_order = known;
        let is_whole = sent.len() == stored.map_or(0, Value::len);
        if !is_whole {
            self.edited(name, sent, place);
        }
        for (sent, index) in sent.items().zip(0..) {
            let at = place.index(index);
            let mut stored = in_order.next().filter(|_| is_whole);
            if let Some(id) = sent.get("id")
                && !same(Some(id), stored.and_then(|stored| stored.get("id")))
            {
                // Another credential, or another order.
                if is_whole {
                    self.edited("id", id, &at.field("id"));
                }
                let mut known = known;
                stored = known.find(|stored| same(Some(id), stored.get("id")));
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

    #[inline(never)]
    fn edited(&mut self, member: &'static str, value: Value<'_>, place: &Place<'_>) {
        let [id, name] = named(self.environment);
        let params = [id, name, ("member", member.into()), ("operation", "UpdateEnvironment".into())];
        self.found.push(IssueCode::EditedEnvironment, value.offset(), place, &params);
    }
}

/// Reports every environment that stays and holds variables that the list would change or remove.
#[inline(never)]
fn overwritten_variables(variables: Value<'_>, kept: &Kept<'_>, stored: &Stored<'_>, found: &mut Collector<'_>) {
    if !found.wants(IssueCode::OverwrittenVariables) {
        return;
    }
    let survivors = Variables::read(Some(variables));
    for environment in stored.environments.iter().copied().filter(|environment| kept.holds(*environment)) {
        let own = items(environment, "variables");
        loses(&named(environment), own, &survivors, variables.offset(), &Place::VARIABLES, found);
    }
}

/// Reports every new environment whose own variables the list of the connection would change or remove.
#[inline(never)]
pub(super) fn overwritten_in_new(body: Value<'_>, found: &mut Collector<'_>) {
    let environments = items(body, "environments");
    let Some(variables) = list(body, "environmentVariables") else { return };
    // Most bodies create no environment, and then there is nothing to sort.
    if !found.wants(IssueCode::OverwrittenVariables) || !{ environments }.any(is_new) {
        return;
    }
    let survivors = Variables::read(Some(variables));
    let place = Place::ENVIRONMENTS;
    for (environment, index) in environments.zip(0..) {
        let Some(own) = list(environment, "variables").filter(|_| is_new(environment)) else { continue };
        let at = place.index(index);
        let [_, name] = named(environment);
        loses(&[name], own.items(), &survivors, own.offset(), &at.field("variables"), found);
    }
}

/// Reports an environment of which some variables do not survive.
fn loses(
    named: &[(&'static str, Detail<'_>)],
    own: Items<'_>,
    survivors: &Variables<'_>,
    offset: u32,
    place: &Place<'_>,
    found: &mut Collector<'_>,
) {
    let names = survivors.lost(own);
    if names.is_empty() {
        return;
    }
    let names = text::quoted(&mut names.iter().copied());
    let mut params = named.to_vec();
    params.push(("names", Detail::Text(&names)));
    found.push(IssueCode::OverwrittenVariables, offset, place, &params);
}

/// Reports every environment that holds a copy of an auth scheme that the new list no longer has.
#[inline(never)]
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
    let place = Place::ROOT.field("authSchemeConfigs");
    for environment in &stored.environments {
        if kept.holds(*environment) && holds_stale_copy(*environment, schemes) {
            found.push(IssueCode::StaleSchemeCopy, schemes.offset(), &place, &named(*environment));
        }
    }
}
