//! Checks the inputs of operations: the stored connection and the changes to it.

use crate::contract::table::{CONNECTION_UPDATE, FieldType, Presence};
use crate::issue::{Collector, IssueCode, ParamRef, Report, Rules};
use crate::json::{Document, Kind, ViolationKind};
use crate::path::{Path, PathNode, Segment};

/// Reports a stored connection that operations cannot use: required fields are missing, lists are of the wrong type, or the
/// text violates [I-JSON](https://www.rfc-editor.org/rfc/rfc7493).
pub(crate) fn validate_current(current: &Document<'_>, rules: &Rules) -> Report {
    let mut found = Collector::new(rules);
    let root = current.root();
    let mut report = |path: &PathNode<'_>, problem: &'static str| {
        found.push(IssueCode::InvalidCurrent, 0, path, &[("problem", problem.into())]);
    };
    for field in CONNECTION_UPDATE.fields {
        let value = root.get(field.name());
        match (&field.presence, &field.field_type) {
            (Presence::Required(_), _) if value.is_none_or(|value| value.kind() != Kind::String) => {
                report(&PathNode::ROOT.field(field.name()), "it lacks a field that every connection has");
            }
            (_, FieldType::List(_)) if value.is_some_and(|list| !matches!(list.kind(), Kind::Array | Kind::Null)) => {
                report(&PathNode::ROOT.field(field.name()), "this is not a list");
            }
            _ => {}
        }
    }
    for (environment, index) in root.get_items("environments").zip(0..) {
        for name in ["id", "name"] {
            if environment.get(name).is_none_or(|value| value.kind() != Kind::String) {
                let path = PathNode::ENVIRONMENTS;
                report(&path.index(index).field(name), "it lacks a field that every environment has");
            }
        }
    }
    for (_, path, _) in current.violation_paths() {
        let problem = "it contains a duplicate key or half of a surrogate pair";
        found.push_at(IssueCode::InvalidCurrent, 0, path, &[("problem", problem.into())]);
    }
    found.finish()
}

/// Reports changes that are not an object, and I-JSON violations in the changes. Does not check the members of the object.
pub(crate) fn validate_changes(changes: &Document<'_>, rules: &Rules) -> Report {
    let mut found = Collector::new(rules);
    report_i_json_violations(changes, &mut found);
    let kind = changes.root().kind();
    if kind != Kind::Object {
        let params = [("expected", "object".into()), ("actual", kind.name().into())];
        found.push_at(IssueCode::InvalidChange, 0, Path::root(), &params);
    }
    found.finish()
}

/// Reports every I-JSON violation in a document: duplicate keys and lone surrogates.
pub(crate) fn report_i_json_violations(document: &Document<'_>, found: &mut Collector<'_>) {
    for (kind, path, offset) in document.violation_paths() {
        match kind {
            ViolationKind::DuplicateKey => {
                let key = match path.0.last() {
                    Some(Segment::Key(key)) => key.as_ref().to_owned(),
                    _ => String::new(),
                };
                found.push_at(IssueCode::DuplicateKey, offset, path, &[("key", ParamRef::Str(&key))]);
            }
            ViolationKind::LoneSurrogate => found.push_at(IssueCode::LoneSurrogate, offset, path, &[]),
        }
    }
}
