//! Describes the platform's contract in three forms: a table that validation interprets, typed structs (feature `serde`), and a
//! JSON Schema.

pub mod json_schema;
#[cfg(feature = "serde")]
pub mod model;
pub mod table;

use crate::json::Value;
use table::{Alternative, Shape, Source, Union};

/// The result of [`select_shape`]: the shape of an object, or the reason why no shape is selected.
pub(crate) enum SelectedShape<'d> {
    Shape(&'static Shape),
    /// The field that selects the shape is missing. If there is a fallback, its shape requires the field.
    MissingTag {
        tag: &'static str,
        source: Source,
        fallback: Option<&'static Shape>,
    },
    /// The field that selects the shape has an unknown value.
    UnknownTag {
        tag: &'static str,
        value: Value<'d>,
        variants: &'static [(&'static str, &'static Shape)],
        fallback: Option<&'static Shape>,
    },
}

/// Selects the shape of an object from the shapes of a union.
pub(crate) fn select_shape<'d>(union: &'static Union, object: Value<'d>) -> SelectedShape<'d> {
    match union {
        Union::Keyed { key, with, without, .. } => match (object.get(key.name()), without) {
            (Some(_), _) => SelectedShape::Shape(with),
            (None, Alternative::Shape(shape)) => SelectedShape::Shape(shape),
            (None, Alternative::Union(union)) => select_shape(union, object),
        },
        Union::Tagged { tag, source, variants, fallback, .. } => {
            let (tag, fallback) = (tag.name(), *fallback);
            let Some(value) = object.get(tag) else {
                return SelectedShape::MissingTag { tag, source: *source, fallback };
            };
            match variants.iter().find(|(name, _)| value.is_str(name)) {
                Some((_, shape)) => SelectedShape::Shape(shape),
                None => SelectedShape::UnknownTag { tag, value, variants, fallback },
            }
        }
    }
}
