//! Writes the JSON Schema (draft 2020-12) of the request body from the contract's table.
//!
//! The schema asserts the rules on types, required fields and formats that validation reports as errors. The strict schema
//! also asserts those that are only warnings by default. Neither covers rules over several values, such as unique names, or
//! the parts of URLs.

use super::table::{
    Alternative, CONNECTION_UPDATE, Constraint, Field, FieldType, Format, Presence, Shape, Source, Union,
};
use crate::json::Writer;

/// The dialect of the schema.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Returns the schema of the request body as JSON text. With `strict`, it also asserts rules that only the archived API
/// description states.
///
/// ```
/// use connection_update::contract::json_schema::json_schema;
///
/// let schema: serde_json::Value = serde_json::from_str(&json_schema(false))?;
/// assert_eq!(schema["required"][0], "id");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn json_schema(strict: bool) -> String {
    let mut schema = Schema { out: Writer::with_capacity(8192), strict, definitions: Vec::new() };
    schema.out.begin_object();
    schema.string("$schema", DIALECT);
    schema.string("title", CONNECTION_UPDATE.name);
    schema.shape(&CONNECTION_UPDATE, true);
    schema.out.key("$defs");
    schema.out.begin_object();
    let mut next = 0;
    while let Some(definition) = schema.definitions.get(next).copied() {
        next += 1;
        schema.out.key(definition.name());
        schema.out.begin_object();
        match definition {
            Definition::Shape(shape) => schema.shape(shape, true),
            Definition::Union(union) => schema.union(union, true),
        }
        schema.out.end_object();
    }
    schema.out.end_object();
    schema.out.end_object();
    schema.out.finish()
}

/// An entry of `$defs`, referred to by its name.
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

struct Schema {
    out: Writer,
    strict: bool,
    definitions: Vec<Definition>,
}

impl Schema {
    fn string(&mut self, key: &str, value: &str) {
        self.out.key(key);
        self.out.string(value);
    }

    fn strings(&mut self, key: &str, values: &[&str]) {
        self.out.key(key);
        self.out.begin_array();
        values.iter().for_each(|value| self.out.string(value));
        self.out.end_array();
    }

    /// Returns true if the schema asserts rules of this source.
    fn asserts(&self, source: Source) -> bool {
        self.strict || source == Source::Published
    }

    /// Writes a reference to a definition.
    fn refer(&mut self, definition: Definition) {
        if !self.definitions.iter().any(|known| known.name() == definition.name()) {
            self.definitions.push(definition);
        }
        self.string("$ref", &["#/$defs/", definition.name()].concat());
    }

    /// Writes the keywords of an object. With `asserted`, the value must be one.
    fn shape(&mut self, shape: &'static Shape, asserted: bool) {
        if asserted {
            self.string("type", "object");
        }
        let is_required = |field: &&Field| match field.presence {
            Presence::Required(source) => asserted && self.asserts(source),
            _ => false,
        };
        let required: Vec<_> = shape.fields.iter().filter(is_required).map(|field| field.name()).collect();
        if !required.is_empty() {
            self.strings("required", &required);
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
                    self.field_type(&field.field_type);
                }
                self.out.end_object();
            }
            self.out.end_object();
        }
        match shape.constraint {
            Some(Constraint::AddressByProtocol) => self.address_by_protocol(),
            Some(Constraint::AnyCredential) if self.strict => self.some_of(&["action", "trigger"], true),
            Some(Constraint::AnyFlow) if self.strict => {
                self.some_of(&["clientCredentials", "authorizationCode"], false)
            }
            _ => {}
        }
    }

    fn field_type(&mut self, field_type: &'static FieldType) {
        match field_type {
            FieldType::Any => {}
            FieldType::Boolean => self.string("type", "boolean"),
            FieldType::String(format) => {
                self.string("type", "string");
                match format {
                    Format::Name => self.string("pattern", "\\S"),
                    Format::Label if self.strict => self.string("pattern", "\\S"),
                    Format::Ulid if self.strict => self.string("pattern", "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$"),
                    Format::Dataset if self.strict => self.string("pattern", "^[^\\s.]+\\.[^\\s.]+$"),
                    _ => {}
                }
            }
            FieldType::Choice(options) => self.strings("enum", options),
            FieldType::Object(shape) => self.refer(Definition::Shape(shape)),
            FieldType::Union(union) => self.refer(Definition::Union(union)),
            FieldType::List(list) => {
                self.string("type", "array");
                self.out.key("items");
                self.out.begin_object();
                self.field_type(&list.item);
                self.out.end_object();
            }
        }
    }

    fn union(&mut self, union: &'static Union, asserted: bool) {
        if asserted {
            self.string("type", "object");
        }
        match union {
            Union::Keyed { key, with, without, .. } => {
                self.out.key("if");
                self.out.begin_object();
                self.strings("required", &[key.name()]);
                self.out.end_object();
                self.branch("then", Definition::Shape(with));
                self.branch(
                    "else",
                    match without {
                        Alternative::Shape(shape) => Definition::Shape(shape),
                        Alternative::Union(union) => Definition::Union(union),
                    },
                );
            }
            Union::Tagged { tag, source, variants, .. } => {
                if self.asserts(*source) {
                    self.strings("required", &[tag.name()]);
                }
                self.out.key("properties");
                self.out.begin_object();
                self.out.key(tag.name());
                self.out.begin_object();
                self.string("type", "string");
                // Later versions add types, so these are only examples.
                let names: Vec<_> = variants.iter().map(|(name, _)| *name).collect();
                self.strings("examples", &names);
                self.out.end_object();
                self.out.end_object();
                self.out.key("allOf");
                self.out.begin_array();
                for (name, shape) in *variants {
                    self.variant(tag.name(), name, shape);
                }
                self.out.end_array();
            }
        }
    }

    fn branch(&mut self, keyword: &str, definition: Definition) {
        self.out.key(keyword);
        self.out.begin_object();
        self.refer(definition);
        self.out.end_object();
    }

    fn variant(&mut self, tag: &str, name: &str, shape: &'static Shape) {
        self.out.begin_object();
        self.out.key("if");
        self.out.begin_object();
        self.strings("required", &[tag]);
        self.out.key("properties");
        self.out.begin_object();
        self.out.key(tag);
        self.out.begin_object();
        self.string("const", name);
        self.out.end_object();
        self.out.end_object();
        self.out.end_object();
        self.out.key("then");
        self.out.begin_object();
        self.shape(shape, true);
        self.out.end_object();
        self.out.end_object();
    }

    /// Writes `anyOf` over objects with one of the fields. With `filled`, the field must have items.
    fn some_of(&mut self, names: &[&str], filled: bool) {
        self.out.key("anyOf");
        self.out.begin_array();
        for name in names {
            self.out.begin_object();
            self.strings("required", &[name]);
            if filled {
                self.out.key("properties");
                self.out.begin_object();
                self.out.key(name);
                self.out.raw(r#"{"minItems":1}"#);
                self.out.end_object();
            }
            self.out.end_object();
        }
        self.out.end_array();
    }

    /// Writes that `http` needs `baseUrl`, and any other protocol `baseUrl` or `datasetId`.
    fn address_by_protocol(&mut self) {
        self.out.key("if");
        self.out.raw(r#"{"required":["protocol"],"properties":{"protocol":{"const":"http"}}}"#);
        self.out.key("then");
        self.out.raw(r#"{"required":["baseUrl"]}"#);
        self.out.key("else");
        self.out.raw(if self.strict {
            r#"{"required":["datasetId"]}"#
        } else {
            r#"{"anyOf":[{"required":["baseUrl"]},{"required":["datasetId"]}]}"#
        });
    }
}
