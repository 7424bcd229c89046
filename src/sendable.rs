//! What a request may carry: takes a value and its kind, writes it without the fields that belong to responses.

use crate::contract::table::{Field, Kind, Presence, Shape};
use crate::contract::{self, Resolved};
use crate::json::{Value, Writer};

/// The field of a shape by name.
pub(crate) fn field(shape: &'static Shape, name: &str) -> Option<&'static Field> {
    shape.fields.iter().find(|field| field.name() == name)
}

/// Writes a value without the fields that belong to responses.
pub(crate) fn write_sendable(kind: &'static Kind, value: Value<'_>, out: &mut Writer) {
    if !holds_response_only(kind, value) {
        return out.raw(value.raw());
    }
    match (kind, shape_of(kind, value)) {
        (Kind::List(list), _) => {
            out.begin_array();
            for item in value.items() {
                write_sendable(&list.item, item, out);
            }
            out.end_array();
        }
        (_, Some(shape)) => {
            out.begin_object();
            for member in value.members() {
                match field(shape, &member.name()) {
                    Some(Field { presence: Presence::ResponseOnly, .. }) => {}
                    Some(field) => {
                        out.key(&member.name());
                        write_sendable(&field.kind, member.value, out);
                    }
                    None => {
                        out.key(&member.name());
                        out.raw(member.value.raw());
                    }
                }
            }
            out.end_object();
        }
        (_, None) => out.raw(value.raw()),
    }
}

fn holds_response_only(kind: &'static Kind, value: Value<'_>) -> bool {
    match (kind, shape_of(kind, value)) {
        (Kind::List(list), _) => value.items().any(|item| holds_response_only(&list.item, item)),
        (_, Some(shape)) => value.members().any(|member| {
            field(shape, &member.name()).is_some_and(|field| {
                field.presence == Presence::ResponseOnly || holds_response_only(&field.kind, member.value)
            })
        }),
        (_, None) => false,
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
