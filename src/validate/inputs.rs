//! Checks the inputs of operations: the stored connection and the changes to it.

use crate::contract::table::{CONNECTION_UPDATE, FieldType, Presence};
use crate::issue::{Collector, IssueCode, Report, Rules};
use crate::json::{Document, Kind, ViolationKind};
use crate::path::{Path, PathNode};

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
                report(&PathNode::ROOT.field(field.name()), "missing-field");
            }
            (_, FieldType::List(_)) if value.is_some_and(|list| !matches!(list.kind(), Kind::Array | Kind::Null)) => {
                report(&PathNode::ROOT.field(field.name()), "not-list");
            }
            _ => {}
        }
    }
    for (environment, index) in root.get_items("environments").zip(0..) {
        for name in ["id", "name"] {
            if environment.get(name).is_none_or(|value| value.kind() != Kind::String) {
                let path = PathNode::ENVIRONMENTS;
                report(&path.index(index).field(name), "missing-field");
            }
        }
    }
    let problem = "duplicate-key-or-surrogate";
    current.visit_violations(&mut |_, _, tracker| {
        found.push_at_lazily(IssueCode::InvalidCurrent, 0, &mut || tracker.path(), &[("problem", problem.into())]);
    });
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
    document.visit_violations(&mut |kind, offset, tracker| {
        let mut get_path = || tracker.path();
        match kind {
            ViolationKind::DuplicateKey => found.push_duplicate_key(offset, &mut get_path),
            ViolationKind::LoneSurrogate => {
                found.push_at_lazily(IssueCode::LoneSurrogate, offset, &mut get_path, &[]);
            }
        }
    });
}
