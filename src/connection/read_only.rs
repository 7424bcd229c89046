//! Writes values without the read-only fields and the redacted members of the contract, because a request must not contain them.

use super::credentials::schemes_equal;
use crate::contract::table::{CONNECTION_UPDATE, Field, FieldType, OtherMembers, Presence, Shape};
use crate::contract::{self, SelectedShape};
use crate::json::{self, Items, Value, Writer, lists_equal, values_equal};

/// Returns the field of a shape with this name.
pub(crate) fn find_field(shape: &'static Shape, name: &str) -> Option<&'static Field> {
    shape.fields.iter().find(|field| field.name() == name)
}

/// Returns true if two values of a field of the connection are equal. `name` is the name of the field. An empty list equals a
/// missing list. Of the application credential of an auth scheme, only the id counts.
#[inline(never)]
pub(crate) fn fields_equal(name: &str, one: Option<Value<'_>>, other: Option<Value<'_>>) -> bool {
    match find_field(&CONNECTION_UPDATE, name).map(|field| &field.field_type) {
        Some(FieldType::List(_)) => {
            lists_equal(one, other) || name == "authSchemeConfigs" && all_schemes_equal(one, other)
        }
        _ => values_equal(one, other),
    }
}

#[inline(never)]
fn all_schemes_equal(one: Option<Value<'_>>, other: Option<Value<'_>>) -> bool {
    let [mut one, mut other] = [one, other].map(Items::from_optional);
    loop {
        match (one.next(), other.next()) {
            (Some(one), Some(other)) if schemes_equal(one, other) => {}
            (one, other) => return one.is_none() && other.is_none(),
        }
    }
}

/// Writes a value without its read-only fields and redacted members.
pub(crate) fn write_without_read_only_fields(field_type: &'static FieldType, value: Value<'_>, out: &mut Writer) {
    write_filtered(field_type, value, false, out);
}

/// Writes a stored value without its read-only fields and redacted members, and without its optional fields that are `null`.
pub(crate) fn write_stored(field_type: &'static FieldType, value: Value<'_>, out: &mut Writer) {
    write_filtered(field_type, value, true, out);
}

/// Returns true if the field is optional and its stored value is `null`. The value is then treated as absent.
pub(crate) fn is_optional_null(field: &Field, value: Value<'_>) -> bool {
    field.presence == Presence::Optional && value.kind() == json::Kind::Null
}

fn write_filtered(field_type: &'static FieldType, value: Value<'_>, skips_nulls: bool, out: &mut Writer) {
    if !field_type.has_read_only() {
        return out.raw(value.raw());
    }
    match (field_type, value.kind(), resolve_shape(field_type, value)) {
        (FieldType::List(list), json::Kind::Array, _) => {
            out.begin_array();
            for item in value.items() {
                write_filtered(&list.item, item, skips_nulls, out);
            }
            out.end_array();
        }
        (_, json::Kind::Object, Some(shape)) => {
            out.begin_object();
            let has_redacted = matches!(shape.other_members, OtherMembers::Redacted) && value.get("id").is_some();
            for member in value.members() {
                match shape.fields.iter().find(|field| member.key.is_str(field.name())) {
                    Some(Field { presence: Presence::ReadOnly, .. }) => {}
                    Some(field) if skips_nulls && is_optional_null(field, member.value) => {}
                    Some(field) if field.field_type.has_read_only() => {
                        out.copy_key(member);
                        write_filtered(&field.field_type, member.value, skips_nulls, out);
                    }
                    None if has_redacted => {}
                    _ => out.copy(member),
                }
            }
            out.end_object();
        }
        _ => out.raw(value.raw()),
    }
}

fn resolve_shape(field_type: &'static FieldType, value: Value<'_>) -> Option<&'static Shape> {
    match field_type {
        FieldType::Object(shape) => Some(shape),
        FieldType::Union(union) => match contract::select_shape(union, value) {
            SelectedShape::Shape(shape) => Some(shape),
            _ => None,
        },
        _ => None,
    }
}
