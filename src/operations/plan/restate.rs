//! Repeats the stored lists in the body of an update, in case the platform empties a list that the body omits.

use crate::connection::read_only::{find_field, write_stored};
use crate::contract::table::CONNECTION_UPDATE;
use crate::json::{Kind, Value, Writer};
use crate::operations::environment::ResolvedEnvironment;

/// Adds the stored auth schemes and environments to the body if the changes do not set them. An absent list stays absent. Returns
/// true if the body contains such a list now.
pub(super) fn restate(stored: Value<'_>, changes: Value<'_>, body: &mut String) -> bool {
    let mut out = Writer::default();
    let mut is_restated = false;
    out.begin_object();
    for name in ["authSchemeConfigs", "environments"] {
        // Edits of single environments leave the list as it is.
        let is_set = changes.get(name).is_some_and(|value| value.kind() == Kind::Array || sets_list(value));
        let Some(list) = stored.get_array(name).filter(|_| !is_set) else { continue };
        is_restated = true;
        out.key(name);
        let list_type = find_field(&CONNECTION_UPDATE, name).map(|field| &field.field_type);
        if name == "environments" {
            out.begin_array();
            list.items().for_each(|environment| ResolvedEnvironment::unchanged(environment).write_body(None, &mut out));
            out.end_array();
        } else {
            list_type.into_iter().for_each(|list_type| write_stored(list_type, list, &mut out));
        }
    }
    out.end_object();
    if is_restated {
        // The body is an object with members, and so is the other one.
        let lists = out.finish();
        body.pop();
        body.push(',');
        body.push_str(lists.get(1..).unwrap_or_default());
    }
    is_restated
}

/// Returns true if the changes set a field or a list of the connection, and not only single environments.
pub(super) fn changes_connection(changes: Value<'_>) -> bool {
    changes
        .members()
        .any(|member| member.name() != "environments" || member.value.kind() != Kind::Object || sets_list(member.value))
}

/// Returns true if the edits of the environments change their list.
fn sets_list(edits: Value<'_>) -> bool {
    ["add", "remove", "order"].iter().any(|name| !edits.get(name).is_none_or(Value::is_empty))
}
