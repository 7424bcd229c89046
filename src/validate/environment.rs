//! Checks the body of an Update Environment request, alone and against the stored connection of the environment.

use super::inputs::report_i_json_violations;
use super::shape;
use super::stored::StoredComparison;
use crate::connection::environments::{CREDENTIAL_USAGES, EnvironmentIndex};
use crate::contract::table::ENVIRONMENT_UPDATE;
use crate::issue::{Collector, IssueCode, ParamRef, Report, Rules, collect_list};
use crate::json::{Document, Items, Kind, StringIndex, Value};
use crate::path::PathNode;

/// Validates the body of an Update Environment request. If `connection` is the stored connection, also compares the body with the
/// environment of the same id, and reports a name that another environment has.
pub(super) fn validate_environment(body: &Document<'_>, connection: Option<&Document<'_>>, rules: &Rules) -> Report {
    let root = body.root();
    let stored = connection.map(|connection| EnvironmentIndex::from_connection(connection.root()));
    let id = root.get("id").filter(|id| id.as_str().is_some());
    let environment = stored.as_ref().and_then(|stored| stored.find(id?.as_str()?));
    let mut comparison = environment.map(|environment| StoredComparison::new(root, environment, false));
    let mut found = match &mut comparison {
        Some(comparison) => Collector::with_stored(rules, comparison),
        None => Collector::new(rules),
    };
    report_i_json_violations(body, &mut found);
    shape::check_document(&ENVIRONMENT_UPDATE, body, &mut found);
    check_credentials(root, environment, &mut found);
    if let (Some(stored), Some(id)) = (&stored, id) {
        match environment {
            Some(_) => check_name(root, id, stored, &mut found),
            None => found.push(IssueCode::UnknownEnvironment, id.offset(), &PathNode::ROOT.field("id"), &[]),
        }
    }
    found.finish()
}

/// Validates a body that a plan has written for the stored environment. The plan has checked the name and the credentials.
pub(crate) fn validate_planned_environment(body: &Document<'_>, stored: Value<'_>, rules: &Rules) -> Report {
    let mut comparison = StoredComparison::new(body.root(), stored, false);
    let mut found = Collector::with_stored(rules, &mut comparison);
    report_i_json_violations(body, &mut found);
    shape::check_document(&ENVIRONMENT_UPDATE, body, &mut found);
    found.finish()
}

/// Reports a name that another environment of the connection has.
fn check_name(body: Value<'_>, id: Value<'_>, stored: &EnvironmentIndex<'_>, found: &mut Collector<'_>) {
    let Some((name, text)) = body.get("name").and_then(|name| Some((name, name.as_str()?))) else { return };
    let is_other = |other: &Value<'_>| {
        other.get("name").is_some_and(|name| name.is_str(text))
            && !other.get("id").is_some_and(|other| other.same_str(id))
    };
    if let Some(first) = stored.environments.iter().position(is_other) {
        let params = [("field", "name".into()), ("first", (first as u32).into())];
        found.push(IssueCode::DuplicateValue, name.offset(), &PathNode::ROOT.field("name"), &params);
    }
}

/// Reports credentials that occur twice. If `environment` is the stored environment, also reports credentials that it does not have,
/// credentials that are left out, and auth schemes of another type.
fn check_credentials(body: Value<'_>, environment: Option<Value<'_>>, found: &mut Collector<'_>) {
    let Some(credentials) = body.get("credentials").filter(|credentials| credentials.kind() == Kind::Object) else {
        return;
    };
    let path = PathNode::ROOT.field("credentials");
    let stored = environment.and_then(|environment| environment.get("credentials"));
    for usage in CREDENTIAL_USAGES {
        let path = path.field(usage);
        let list = credentials.get(usage);
        // Another check reports a list of the wrong type.
        if list.is_some_and(|list| list.kind() != Kind::Array) {
            continue;
        }
        let sent = Items::from_optional(list).to_vec();
        let sent_ids = StringIndex::from_members(&sent, "id");
        for (later, first) in sent_ids.duplicates() {
            let offset = sent.get(later as usize).and_then(|item| item.get("id")).map_or(0, Value::offset);
            let params = [("field", "id".into()), ("first", first.into())];
            found.push(IssueCode::DuplicateValue, offset, &path.index(later).field("id"), &params);
        }
        let Some(environment) = environment else { continue };
        let stored = Items::from_optional(stored.and_then(|stored| stored.get_array(usage))).to_vec();
        let offset = list.unwrap_or(credentials).offset();
        if stored.is_empty() && !sent.is_empty() {
            let options = collect_list(&mut ["[]"].into_iter());
            let params = [("options", ParamRef::List(&options))];
            found.push_with_source(None, IssueCode::InvalidValue, offset, &path, &params);
            continue;
        }
        check_entries(&sent, &stored, environment, &path, found);
        for id in stored.iter().filter_map(|entry| entry.get("id")?.as_str()) {
            // It is not known if the platform drops an entry that is left out, so this is only a warning.
            if !sent_ids.contains(id) {
                found.push_as_warning(IssueCode::MissingField, offset, &path, &[("field", ParamRef::Str(id))]);
            }
        }
    }
}

/// Compares the credentials of one usage with the stored credentials of this usage.
fn check_entries(
    sent: &[Value<'_>],
    stored: &[Value<'_>],
    environment: Value<'_>,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) {
    let stored_ids = StringIndex::from_members(stored, "id");
    let mut options = None;
    for (entry, index) in sent.iter().zip(0..) {
        let Some((id, text)) = entry.get("id").and_then(|id| Some((id, id.as_str()?))) else { continue };
        let path = path.index(index);
        let Some(known) = stored_ids.get(text).and_then(|at| stored.get(at as usize)) else {
            let ids = || collect_list(&mut stored.iter().map(|entry| entry.get_str("id")));
            let params = [("options", ParamRef::List(options.get_or_insert_with(ids)))];
            found.push_with_source(None, IssueCode::InvalidValue, id.offset(), &path.field("id"), &params);
            continue;
        };
        if let (Some(sent), Some(known)) = (scheme_type(*entry), scheme_type(*known))
            && !sent.same_as(known)
        {
            let path = path.field("authSchemeConfig");
            let params = [("name", ParamRef::Str(environment.get_str("name")))];
            found.push(IssueCode::ImmutableSchemeType, sent.offset(), &path.field("schemeType"), &params);
        }
    }
}

fn scheme_type(entry: Value<'_>) -> Option<Value<'_>> {
    entry.get("authSchemeConfig")?.get("schemeType")
}
