//! What a request may carry: takes a value and its kind, writes it without the fields that belong to responses; and tells whether
//! a field of the connection is the same on two sides.

use crate::connection::environments::{same, same_list};
use crate::contract::table::{CONNECTION_UPDATE, Field, Kind, Presence, Shape};
use crate::contract::{self, Resolved};
use crate::json::{self, Value, Writer};

/// The field of a shape by name.
pub(crate) fn field(shape: &'static Shape, name: &str) -> Option<&'static Field> {
    shape.fields.iter().find(|field| field.name() == name)
}

/// Whether a field of the connection is the same on two sides: an empty list is as good as none.
#[inline(never)]
pub(crate) fn is_same_field(name: &str, one: Option<Value<'_>>, other: Option<Value<'_>>) -> bool {
    match field(&CONNECTION_UPDATE, name).map(|field| &field.kind) {
        Some(Kind::List(_)) => same_list(one, other),
        _ => same(one, other),
    }
}

/// Writes a value without the fields that belong to responses.
pub(crate) fn write_sendable(kind: &'static Kind, value: Value<'_>, out: &mut Writer) {
    write(kind, value, false, out);
}

/// Writes what is stored, without the fields that belong to responses and those that hold nothing.
pub(crate) fn write_stored(kind: &'static Kind, value: Value<'_>, out: &mut Writer) {
    write(kind, value, true, out);
}

/// Whether a stored connection could as well be without a field: `null` is how some write that there is nothing.
pub(crate) fn holds_nothing(field: &Field, value: Value<'_>) -> bool {
    field.presence == Presence::Optional && value.kind() == json::Kind::Null
}

/// Writes a value without the fields that belong to responses; what is stored, without those that hold nothing too.
fn write(kind: &'static Kind, value: Value<'_>, is_stored: bool, out: &mut Writer) {
    if !kind.holds_response_only() {
        return out.raw(value.raw());
    }
    match (kind, value.kind(), shape_of(kind, value)) {
        (Kind::List(list), json::Kind::Array, _) => {
            out.begin_array();
            for item in value.items() {
                write(&list.item, item, is_stored, out);
            }
            out.end_array();
        }
        (_, json::Kind::Object, Some(shape)) => {
            out.begin_object();
            for member in value.members() {
                match shape.fields.iter().find(|field| member.has(&field.key)) {
                    Some(Field { presence: Presence::ResponseOnly, .. }) => {}
                    Some(field) if is_stored && holds_nothing(field, member.value) => {}
                    Some(field) if field.kind.holds_response_only() => {
                        out.copy_key(member);
                        write(&field.kind, member.value, is_stored, out);
                    }
                    _ => out.copy(member),
                }
            }
            out.end_object();
        }
        _ => out.raw(value.raw()),
    }
}

fn shape_of(kind: &'static Kind, value: Value<'_>) -> Option<&'static Shape> {
    match kind {
        Kind::Object(shape) => Some(shape),
        Kind::Union(union) => match contract::resolve(union, value) {
            Resolved::Shape(shape) => Some(shape),
            _ => None,
        },
        _ => None,
    }
}

/// Writes a variable with another value; whatever else it holds stays.
pub(crate) fn write_with_value(variable: Value<'_>, value: Value<'_>, out: &mut Writer) {
    out.begin_object();
    for member in variable.members() {
        out.copy_with(member, if member.key.is_text("value") { value.raw() } else { member.value.raw() });
    }
    if variable.get("value").is_none() {
        out.member("value", value.raw());
    }
    out.end_object();
}
