//! Writes the JSON Schema (draft 2020-12) of the request body from the contract's table.
//!
//! The schema asserts rules on types, required fields and formats. The issues of these rules are errors by default. The strict
//! schema also asserts rules of these kinds whose issues are warnings by default. Neither schema covers rules over several
//! values, such as unique names, or rules on the parts of URLs.

use super::table::{
    Alternative, CONNECTION_UPDATE, Constraint, Field, FieldType, Format, OtherMembers, Presence, Shape, Source, Union,
};
use crate::json::Writer;

/// A regular expression for a name with at least one visible character. Must describe the same characters as `is_visible` in
/// src/validate/format.rs.
const VISIBLE_PATTERN: &str = concat!(
    r"[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e",
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8]"
);

/// The dialect of the schema.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Returns the schema of the request body as JSON text. If `strict` is true, the schema also asserts rules that the archived
/// API description states and the published page does not.
///
/// ```
/// use connection_update::contract::json_schema::{DIALECT, json_schema};
///
/// let schema: serde_json::Value = serde_json::from_str(&json_schema(false))?;
/// assert_eq!((&schema["$schema"], &schema["required"][0]), (&DIALECT.into(), &"id".into()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn json_schema(strict: bool) -> String {
    let mut schema = SchemaWriter { out: Writer::with_capacity(8192), strict, definitions: Vec::new() };
    schema.out.begin_object();
    schema.write_string("$schema", DIALECT);
    schema.write_string("title", CONNECTION_UPDATE.name);
    schema.write_shape(&CONNECTION_UPDATE);
    schema.out.key("$defs");
    schema.out.begin_object();
    let mut next = 0;
    while let Some(definition) = schema.definitions.get(next).copied() {
        next += 1;
        schema.out.key(definition.name());
        schema.out.begin_object();
        match definition {
            Definition::Shape(shape) => schema.write_shape(shape),
            Definition::Union(union) => schema.write_union(union),
        }
        schema.out.end_object();
    }
    schema.out.end_object();
    schema.out.end_object();
    schema.out.finish()
}

/// An entry of `$defs`. References to the entry use its name.
#[derive(Clone, Copy)]
enum Definition {
    Shape(&'static Shape),
    Union(&'static Union),
}

impl Definition {
    const fn name(self) -> &'static str {
        match self {
            Self::Shape(shape) => shape.name,
            Self::Union(Union::Tagged { name, .. } | Union::Keyed { name, .. }) => name,
        }
    }
}

struct SchemaWriter {
    out: Writer,
    strict: bool,
    /// The definitions that the schema refers to. The definitions that are not written yet are at the end.
    definitions: Vec<Definition>,
}

impl SchemaWriter {
    fn write_string(&mut self, key: &str, value: &str) {
        self.out.key(key);
        self.out.string(value);
    }

    fn write_strings(&mut self, key: &str, values: &[&str]) {
        self.out.key(key);
        self.out.begin_array();
        values.iter().for_each(|value| self.out.string(value));
        self.out.end_array();
    }

    /// Returns true if the schema asserts the rules that this document states.
    fn asserts(&self, source: Source) -> bool {
        self.strict || source == Source::Published
    }

    /// Writes a reference to a definition, and adds the definition to `definitions` if it is new.
    fn write_reference(&mut self, definition: Definition) {
        if !self.definitions.iter().any(|known| known.name() == definition.name()) {
            self.definitions.push(definition);
        }
        self.write_string("$ref", &["#/$defs/", definition.name()].concat());
    }

    /// Writes the keywords that describe an object.
    fn write_shape(&mut self, shape: &'static Shape) {
        self.write_string("type", "object");
        let is_required = |field: &&Field| match field.presence {
            // Judgements about missing fields are errors.
            Presence::Required(source) => source.is_none_or(|source| self.asserts(source)),
            _ => false,
        };
        let required: Vec<_> = shape.fields.iter().filter(is_required).map(|field| field.name()).collect();
        if !required.is_empty() {
            self.write_strings("required", &required);
        }
        if !shape.fields.is_empty() {
            self.out.key("properties");
            self.out.begin_object();
            for field in shape.fields {
                self.out.key(field.name());
                self.out.begin_object();
                if field.presence == Presence::ReadOnly {
                    self.out.key("readOnly");
                    self.out.raw("true");
                } else if self.asserts(field.source) {
                    self.write_field_type(&field.field_type);
                }
                self.out.end_object();
            }
            self.out.end_object();
        }
        match shape.other_members {
            OtherMembers::Forbidden if self.strict => {
                self.out.key("additionalProperties");
                self.out.raw("false");
            }
            OtherMembers::Typed(field) if self.asserts(field.source) => {
                self.out.key("additionalProperties");
                self.out.begin_object();
                self.write_field_type(&field.field_type);
                self.out.end_object();
            }
            _ => {}
        }
        match shape.constraint {
            Some(Constraint::AddressByProtocol) => self.write_address_by_protocol(),
            Some(Constraint::AnyFlow) if self.strict => {
                self.out.key("minProperties");
                self.out.raw("1");
            }
            _ => {}
        }
    }

    fn write_field_type(&mut self, field_type: &'static FieldType) {
        match field_type {
            FieldType::Any => {}
            FieldType::Boolean => self.write_string("type", "boolean"),
            FieldType::String(format) => {
                self.write_string("type", "string");
                match format {
                    Format::Name => self.write_string("pattern", VISIBLE_PATTERN),
                    Format::Ulid if self.strict => {
                        self.write_string("pattern", "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$")
                    }
                    Format::Dataset if self.strict => {
                        self.write_string("pattern", r"^([^\s.:]+(\.[^\s.:]+)+:)?[^\s.:]+\.[^\s.:]+$")
                    }
                    _ => {}
                }
            }
            FieldType::Choice(options) => self.write_strings("enum", options),
            FieldType::Object(shape) => self.write_reference(Definition::Shape(shape)),
            FieldType::Union(union) => self.write_reference(Definition::Union(union)),
            FieldType::List(list) => {
                self.write_string("type", "array");
                self.out.key("items");
                self.out.begin_object();
                self.write_field_type(&list.item);
                self.out.end_object();
            }
        }
    }

    fn write_union(&mut self, union: &'static Union) {
        self.write_string("type", "object");
        match union {
            Union::Keyed { key, with, without, .. } => {
                self.out.key("if");
                self.out.begin_object();
                self.write_strings("required", &[key.name()]);
                self.out.key("properties");
                self.out.begin_object();
                self.out.key(key.name());
                self.out.raw("true");
                self.out.end_object();
                self.out.end_object();
                self.write_branch("then", Definition::Shape(with));
                self.write_branch(
                    "else",
                    match without {
                        Alternative::Shape(shape) => Definition::Shape(shape),
                        Alternative::Union(union) => Definition::Union(union),
                    },
                );
            }
            Union::Tagged { tag, source, variants, fallback, .. } => {
                match fallback {
                    // The schema of every variant contains these members too.
                    Some(fallback) if self.asserts(*source) => {
                        let names: Vec<_> = fallback.fields.iter().map(Field::name).collect();
                        self.write_strings("required", &names);
                    }
                    None if self.asserts(*source) => self.write_strings("required", &[tag.name()]),
                    _ => {}
                }
                self.out.key("properties");
                self.out.begin_object();
                self.out.key(tag.name());
                self.out.begin_object();
                self.write_string("type", "string");
                // Later versions of the platform can add types, so the known types are only examples.
                let names: Vec<_> = variants.iter().map(|(name, _)| *name).collect();
                self.write_strings("examples", &names);
                self.out.end_object();
                for field in fallback.iter().flat_map(|shape| shape.fields).filter(|field| field.key != *tag) {
                    self.out.key(field.name());
                    self.out.begin_object();
                    self.write_field_type(&field.field_type);
                    self.out.end_object();
                }
                self.out.end_object();
                self.out.key("allOf");
                self.out.begin_array();
                for (name, shape) in *variants {
                    self.write_variant(tag.name(), name, shape);
                }
                self.out.end_array();
            }
        }
    }

    fn write_branch(&mut self, keyword: &str, definition: Definition) {
        self.out.key(keyword);
        self.out.begin_object();
        self.write_reference(definition);
        self.out.end_object();
    }

    fn write_variant(&mut self, tag: &str, name: &str, shape: &'static Shape) {
        self.out.begin_object();
        self.out.key("if");
        self.out.begin_object();
        self.write_strings("required", &[tag]);
        self.out.key("properties");
        self.out.begin_object();
        self.out.key(tag);
        self.out.begin_object();
        self.write_string("const", name);
        self.out.end_object();
        self.out.end_object();
        self.out.end_object();
        self.out.key("then");
        self.out.begin_object();
        self.write_shape(shape);
        self.out.end_object();
        self.out.end_object();
    }

    /// Writes that protocol `http` requires `baseUrl`, and that any other protocol requires `datasetId`. A schema that is not
    /// strict accepts `baseUrl` in place of `datasetId`, and fields that do not apply to the protocol. Strict validators expect a
    /// definition of each required property beside it.
    fn write_address_by_protocol(&mut self) {
        self.out.key("if");
        self.out.raw(r#"{"required":["protocol"],"properties":{"protocol":{"const":"http"}}}"#);
        self.out.key("then");
        self.out.raw(if self.strict {
            r#"{"required":["baseUrl"],"properties":{"baseUrl":true,"datasetId":false}}"#
        } else {
            r#"{"required":["baseUrl"],"properties":{"baseUrl":true}}"#
        });
        self.out.key("else");
        self.out.raw(if self.strict {
            r#"{"required":["datasetId"],"properties":{"datasetId":true,"environmentVariables":false}}"#
        } else {
            concat!(
                r#"{"anyOf":[{"required":["baseUrl"],"properties":{"baseUrl":true}},"#,
                r#"{"required":["datasetId"],"properties":{"datasetId":true}}]}"#,
            )
        });
    }
}
