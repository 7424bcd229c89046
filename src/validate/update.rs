//! Checks a body against the stored connection: reports the edits that the platform would refuse, and the environments and
//! variables that it would delete or overwrite.
//!
//! Issues contain the names of variables. Issues never contain the values of variables, because the values may be secret.

use crate::connection::credentials::{SchemeSet, schemes_equal};
use crate::connection::environments::{
    CREDENTIAL_USAGES, EnvironmentIndex, SurvivingIds, has_stale_scheme_copy, is_new,
};
use crate::connection::read_only::fields_equal;
use crate::connection::variables::{VariableIndex, variables_equal};
use crate::contract::table::IMMUTABLE;
use crate::issue::{Collector, IssueCode, ParamRef, Source, collect_list};
use crate::json::{Items, Kind, StringIndex, Value, values_equal};
use crate::path::PathNode;

use super::constraints::report_inapplicable;

/// Returns true if [`validate_update`] can find an issue in the body that results from merging `changes`. If `changes` edits
/// environments by id, the caller must ensure that the ids of the stored environments are distinct.
pub(super) fn needs_current(changes: Value<'_>, found: &Collector<'_>) -> bool {
    let codes = [IssueCode::DeletesEnvironment, IssueCode::OverwrittenVariables, IssueCode::StaleSchemeCopy];
    let can_send_ids =
        |edits: Value<'_>| edits.kind() != Kind::Object || edits.get_items("add").any(|added| !is_new(added));
    codes.iter().any(|code| found.is_enabled(*code))
        || IMMUTABLE.iter().any(|name| changes.get(name).is_some())
        || changes.get("environments").is_some_and(can_send_ids)
}

/// Checks a body against the stored connection. Skips values of the wrong type, because the check of the shape reports them.
pub(super) fn validate_update(body: Value<'_>, current: Value<'_>, found: &mut Collector<'_>) {
    check_immutable(body, current, found);
    // Most updates set no list, and need no index of the environments.
    if ["environments", "environmentVariables", "authSchemeConfigs"].iter().all(|name| body.get_array(name).is_none()) {
        return;
    }
    let stored = EnvironmentIndex::from_connection(current);
    let sent = body.get_array("environments");
    let surviving = SurvivingIds::from_list(sent);
    if let Some(sent) = sent {
        check_environments(sent, &stored, &surviving, found);
    }
    if let Some(variables) = body.get_array("environmentVariables") {
        report_overwritten_variables(variables, current.get_array("environmentVariables"), &surviving, &stored, found);
    }
    if let Some(schemes) = body.get_array("authSchemeConfigs") {
        report_stale_schemes(schemes, current.get_array("authSchemeConfigs"), &surviving, &stored, found);
    }
}

#[inline(never)]
fn check_immutable(body: Value<'_>, current: Value<'_>, found: &mut Collector<'_>) {
    for name in IMMUTABLE.iter().copied() {
        if let (Some(sent), Some(stored)) = (body.get(name), current.get(name))
            && sent.kind() == Kind::String
            && !sent.same_as(stored)
        {
            // The published page states that the ids cannot change. It does not state this about the protocol.
            let source = (name != "protocol").then_some(Source::Published);
            let path = PathNode::ROOT.field(name);
            found.push_with_source(source, IssueCode::ImmutableField, sent.offset(), &path, &[("field", name.into())]);
        }
    }
}

#[inline(never)]
fn check_environments(
    list: Value<'_>,
    stored: &EnvironmentIndex<'_>,
    surviving: &SurvivingIds<'_>,
    found: &mut Collector<'_>,
) {
    let path = PathNode::ENVIRONMENTS;
    for (sent, index) in list.items().zip(0..) {
        let Some(id) = sent.get("id").filter(|id| id.kind() == Kind::String) else { continue };
        let at = path.index(index);
        match stored.find(id.as_str().unwrap_or_default()) {
            Some(environment) => EnvironmentDiff { environment, found: &mut *found }.check(sent, &at),
            None => found.push(IssueCode::UnknownEnvironment, id.offset(), &at.field("id"), &[]),
        }
    }
    if !found.is_enabled(IssueCode::DeletesEnvironment) {
        return;
    }
    for environment in &stored.environments {
        if !surviving.contains(*environment) {
            found.push(IssueCode::DeletesEnvironment, list.offset(), &path, &identity_params(*environment));
        }
    }
}

/// Reports an empty list of environments, which deletes every stored environment. `current` is the stored connection if it is
/// known. Reports nothing if it has no environments.
pub(super) fn report_deletion_of_all(body: Value<'_>, current: Option<Value<'_>>, found: &mut Collector<'_>) {
    let has_environments = current.is_none_or(|current| current.get_items("environments").next().is_some());
    if let Some(list) = body.get_array("environments")
        && list.is_empty()
        && has_environments
    {
        found.push(IssueCode::DeletesAllEnvironments, list.offset(), &PathNode::ENVIRONMENTS, &[]);
    }
}

/// Reports variables of a BigQuery connection. Another check reports `null`.
pub(super) fn report_inapplicable_variables(body: Value<'_>, found: &mut Collector<'_>) {
    if body.get("protocol").is_some_and(|protocol| protocol.is_str("bigquery"))
        && let Some(variables) = body.get("environmentVariables").filter(|list| list.kind() != Kind::Null)
    {
        let (name, protocol) = ("environmentVariables", "bigquery");
        report_inapplicable(name, protocol, variables.offset(), &PathNode::ROOT, found);
    }
}

/// Returns the parameters of an issue that identify an environment.
fn identity_params(environment: Value<'_>) -> [(&'static str, ParamRef<'_>); 2] {
    ["id", "name"].map(|name| (name, ParamRef::Shared(environment.get_str(name))))
}

/// A comparison of a stored environment with the same environment in the body. Reports every edit.
struct EnvironmentDiff<'f, 'd, 'r> {
    environment: Value<'d>,
    found: &'f mut Collector<'r>,
}

impl EnvironmentDiff<'_, '_, '_> {
    #[inline(never)]
    fn check(&mut self, sent: Value<'_>, path: &PathNode<'_>) {
        if let Some(name) = sent.get("name").filter(|name| name.kind() == Kind::String)
            && !values_equal(Some(name), self.environment.get("name"))
        {
            self.report_edit("name", name, &path.field("name"));
        }
        if let Some(variables) = sent.get_array("variables")
            && !variables_equal(Some(variables), self.environment.get("variables"))
        {
            self.report_edit("variables", variables, &path.field("variables"));
        }
        let Some(credentials) = sent.get("credentials") else { return };
        let stored = self.environment.get("credentials");
        let inside = path.field("credentials");
        for name in CREDENTIAL_USAGES {
            if let Some(sent) = credentials.get_array(name) {
                let stored = stored.and_then(|credentials| credentials.get_array(name));
                self.check_credentials(name, sent, stored, &inside.field(name));
            }
        }
    }

    #[inline(never)]
    fn check_credentials(
        &mut self,
        name: &'static str,
        sent: Value<'_>,
        stored: Option<Value<'_>>,
        path: &PathNode<'_>,
    ) {
        let known = Items::from_optional(stored);
        let mut in_order = known;
        let mut by_id = None;
        let has_same_length = sent.len() == stored.map_or(0, Value::len);
        if !has_same_length {
            self.report_edit(name, sent, path);
        }
        for (sent, index) in sent.items().zip(0..) {
            let at = path.index(index);
            let mut stored = in_order.next().filter(|_| has_same_length);
            if let Some(id) = sent.get("id")
                && !values_equal(Some(id), stored.and_then(|stored| stored.get("id")))
            {
                // The body has another credential at this index, or another order.
                if has_same_length {
                    self.report_edit("id", id, &at.field("id"));
                }
                let (ids, known) = by_id.get_or_insert_with(|| {
                    let known = known.to_vec();
                    (StringIndex::from_members(&known, "id"), known)
                });
                let at = id.as_str().and_then(|id| ids.get(id));
                stored = at.and_then(|at| known.get(at as usize)).copied();
            }
            if let Some(scheme) = sent.get("authSchemeConfig")
                && let Some(known) = stored.and_then(|stored| stored.get("authSchemeConfig"))
                && !schemes_equal(scheme, known)
            {
                self.check_scheme(scheme, known, &at.field("authSchemeConfig"));
            }
        }
    }

    fn check_scheme(&mut self, sent: Value<'_>, stored: Value<'_>, path: &PathNode<'_>) {
        match (sent.get("schemeType"), stored.get("schemeType")) {
            (Some(scheme_type), Some(known)) if !scheme_type.same_as(known) => {
                let [_, name] = identity_params(self.environment);
                let path = &path.field("schemeType");
                self.found.push(IssueCode::ImmutableSchemeType, scheme_type.offset(), path, &[name]);
            }
            _ => self.report_edit("authSchemeConfig", sent, path),
        }
    }

    /// Reports an edit of one member of the environment.
    #[inline(never)]
    fn report_edit(&mut self, member: &'static str, value: Value<'_>, path: &PathNode<'_>) {
        let [id, name] = identity_params(self.environment);
        let params = [id, name, ("member", member.into()), ("operation", "UpdateEnvironment".into())];
        self.found.push(IssueCode::EnvironmentNotEditable, value.offset(), path, &params);
    }
}

/// Reports every stored environment that would lose own values to the new list of variables. A value that equals the one in `before`,
/// the old list of the connection, is not an own value. Skips environments that the body deletes.
#[inline(never)]
fn report_overwritten_variables(
    variables: Value<'_>,
    before: Option<Value<'_>>,
    surviving: &SurvivingIds<'_>,
    stored: &EnvironmentIndex<'_>,
    found: &mut Collector<'_>,
) {
    if !found.is_enabled(IssueCode::OverwrittenVariables) {
        return;
    }
    let [inherited, survivors] = [before, Some(variables)].map(VariableIndex::from_list);
    for environment in stored.environments.iter().copied().filter(|environment| surviving.contains(*environment)) {
        let own = environment.get_items("variables");
        report_lost_values(
            &identity_params(environment),
            own,
            [&inherited, &survivors],
            variables.offset(),
            &PathNode::VARIABLES,
            found,
        );
    }
}

/// Reports every new environment whose variables the connection's new list of variables would change or remove.
#[inline(never)]
pub(super) fn report_overwritten_in_new_environments(body: Value<'_>, found: &mut Collector<'_>) {
    let environments = body.get_items("environments");
    let Some(variables) = body.get_array("environmentVariables") else { return };
    // Most bodies create no environment, so they do not need the index of variables.
    if !found.is_enabled(IssueCode::OverwrittenVariables) || !{ environments }.any(is_new) {
        return;
    }
    let [inherited, survivors] = [None, Some(variables)].map(VariableIndex::from_list);
    let path = PathNode::ENVIRONMENTS;
    for (environment, index) in environments.zip(0..) {
        let Some(own) = environment.get_array("variables").filter(|_| is_new(environment)) else { continue };
        let at = path.index(index);
        let [_, name] = identity_params(environment);
        report_lost_values(&[name], own.items(), [&inherited, &survivors], own.offset(), &at.field("variables"), found);
    }
}

/// Reports an environment if the lists `inherited` and `survivors` lack a value of the environment's `own` variables.
fn report_lost_values(
    identity: &[(&'static str, ParamRef<'_>)],
    own: Items<'_>,
    [inherited, survivors]: [&VariableIndex<'_>; 2],
    offset: u32,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) {
    let names = survivors.find_lost_own_names(own, inherited);
    if names.is_empty() {
        return;
    }
    let names = collect_list(&mut names.iter().copied());
    let mut params = identity.to_vec();
    params.push(("names", ParamRef::List(&names)));
    found.push(IssueCode::OverwrittenVariables, offset, path, &params);
}

/// Reports every stored environment with a copy of an auth scheme that the new list of schemes does not contain. Skips
/// environments that the body deletes.
#[inline(never)]
fn report_stale_schemes(
    schemes: Value<'_>,
    before: Option<Value<'_>>,
    surviving: &SurvivingIds<'_>,
    stored: &EnvironmentIndex<'_>,
    found: &mut Collector<'_>,
) {
    if !found.is_enabled(IssueCode::StaleSchemeCopy) || fields_equal("authSchemeConfigs", before, Some(schemes)) {
        return;
    }
    let path = PathNode::ROOT.field("authSchemeConfigs");
    SchemeSet::with(schemes.items(), &mut |known| {
        for environment in &stored.environments {
            if surviving.contains(*environment) && has_stale_scheme_copy(*environment, known) {
                found.push(IssueCode::StaleSchemeCopy, schemes.offset(), &path, &identity_params(*environment));
            }
        }
    });
}
