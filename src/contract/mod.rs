//! The platform's contract, in three forms: the table that validation interprets, typed structs, and a JSON Schema.

pub mod json_schema;
pub mod model;
pub mod table;

use crate::json::Value;
use table::{Alternative, Shape, Source, Union};

/// The shape that a union selects for an object.
pub(crate) enum Resolved<'d> {
    Shape(&'static Shape),
    /// The field that selects the shape is missing.
    NoTag {
        tag: &'static str,
        source: Source,
    },
    /// The field that selects the shape has an unknown value.
    OtherTag {
        tag: &'static str,
        value: Value<'d>,
        variants: &'static [(&'static str, &'static Shape)],
    },
}

/// Selects the shape of an object.
pub(crate) fn resolve<'d>(union: &'static Union, object: Value<'d>) -> Resolved<'d> {
    match union {
        Union::Keyed { key, with, without, .. } => match (object.get(key.name()), without) {
            (Some(_), _) => Resolved::Shape(with),
            (None, Alternative::Shape(shape)) => Resolved::Shape(shape),
            (None, Alternative::Union(union)) => resolve(union, object),
        },
        Union::Tagged { tag, source, variants, .. } => {
            let Some(value) = object.get(tag.name()) else {
                return Resolved::NoTag { tag: tag.name(), source: *source };
            };
            match variants.iter().find(|(name, _)| value.is_str(name)) {
                Some((_, shape)) => Resolved::Shape(shape),
                None => Resolved::OtherTag { tag: tag.name(), value, variants },
            }
        }
    }
}
