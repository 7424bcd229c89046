//! JSON Schema: takes the contract's table, gives the schema (draft 2020-12) of the request's body.
//!
//! The schema says what the shape rules say: it refuses just what they call an error. What is only a warning is
//! described but not asserted, unless the strict schema is asked for. Rules over several places (unique names) and over
//! the text of URLs are beyond it.

use super::table::{Alternative, CONNECTION_UPDATE, Field, Format, Kind, Presence, Rule, Shape, Source, Union};
use crate::issue::IssueCode;
use crate::json::Writer;
use crate::text;

/// The dialect that is written.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of the body, as JSON text. `strict` asserts what only the fuller description says as well.
#[must_use]
pub fn json_schema(strict: bool) -> String {
    let mut schema = Schema { out: Writer::with_capacity(8192), strict, definitions: Vec::new() };
    schema.out.begin_object();
    schema.text("$schema", DIALECT);
    schema.text("title", CONNECTION_UPDATE.name);
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

/// What stands under `$defs` and is referred to by name.
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
    fn text(&mut self, key: &str, text: &str) {
        self.out.key(key);
        self.out.string(text);
    }

    fn texts(&mut self, key: &str, texts: &[&str]) {
        self.out.key(key);
        self.out.begin_array();
        texts.iter().for_each(|text| self.out.string(text));
        self.out.end_array();
    }

    fn asserts(&self, source: Source) -> bool {
        self.strict || source == Source::Page
    }

    fn refer(&mut self, definition: Definition) {
        if !self.definitions.iter().any(|known| known.name() == definition.name()) {
            self.definitions.push(definition);
        }
        self.text("$ref", &text::join(&["#/$defs/", definition.name()]));
    }

    /// The keywords of an object. `asserted` is whether it must be one.
    fn shape(&mut self, shape: &'static Shape, asserted: bool) {
        if asserted {
            self.text("type", "object");
        }
        let is_required = |field: &&Field| match field.presence {
            Presence::Required(IssueCode::MissingField) => asserted,
            Presence::Required(_) => asserted && self.strict,
            _ => false,
        };
        let required: Vec<_> = shape.fields.iter().filter(is_required).map(|field| field.name()).collect();
        if !required.is_empty() {
            self.texts("required", &required);
        }
        if !shape.fields.is_empty() {
            self.out.key("properties");
            self.out.begin_object();
            for field in shape.fields {
                self.out.key(field.name());
                self.out.begin_object();
                if field.presence == Presence::ResponseOnly {
                    self.out.key("readOnly");
                    self.out.raw("true");
                } else if self.asserts(field.source) {
                    self.kind(&field.kind);
                }
                self.out.end_object();
            }
            self.out.end_object();
        }
        match shape.rule {
            Some(Rule::BaseOfProtocol) => self.base_of_protocol(),
            Some(Rule::SomeCredential) if self.strict => self.some_of(&["action", "trigger"], true),
            Some(Rule::SomeFlow) if self.strict => self.some_of(&["clientCredentials", "authorizationCode"], false),
            _ => {}
        }
    }

    fn kind(&mut self, kind: &'static Kind) {
        match kind {
            Kind::Any => {}
            Kind::Boolean => self.text("type", "boolean"),
            Kind::Text(format) => {
                self.text("type", "string");
                match format {
                    Format::Name => self.text("pattern", "\\S"),
                    Format::Label if self.strict => self.text("pattern", "\\S"),
                    Format::Ulid if self.strict => self.text("pattern", "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$"),
                    Format::Dataset if self.strict => self.text("pattern", "^[^\\s.]+\\.[^\\s.]+$"),
                    _ => {}
                }
            }
            Kind::Choice(options) => self.texts("enum", options),
            Kind::Object(shape) => self.refer(Definition::Shape(shape)),
            Kind::Union(union) => self.refer(Definition::Union(union)),
            Kind::List(list) => {
                self.text("type", "array");
                self.out.key("items");
                self.out.begin_object();
                self.kind(&list.item);
                self.out.end_object();
            }
        }
    }

    fn union(&mut self, union: &'static Union, asserted: bool) {
        if asserted {
            self.text("type", "object");
        }
        match union {
            Union::Keyed { key, with, without, .. } => {
                self.out.key("if");
                self.out.begin_object();
                self.texts("required", &[key.name()]);
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
                    self.texts("required", &[tag.name()]);
                }
                self.out.key("properties");
                self.out.begin_object();
                self.out.key(tag.name());
                self.out.begin_object();
                self.text("type", "string");
                // Later versions add types, so that these are only examples.
                let names: Vec<_> = variants.iter().map(|(name, _)| *name).collect();
                self.texts("examples", &names);
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
        self.texts("required", &[tag]);
        self.out.key("properties");
        self.out.begin_object();
        self.out.key(tag);
        self.out.begin_object();
        self.text("const", name);
        self.out.end_object();
        self.out.end_object();
        self.out.end_object();
        self.out.key("then");
        self.out.begin_object();
        self.shape(shape, true);
        self.out.end_object();
        self.out.end_object();
    }

    /// `anyOf` over objects that have one of the fields; `filled` where it must hold something.
    fn some_of(&mut self, names: &[&str], filled: bool) {
        self.out.key("anyOf");
        self.out.begin_array();
        for name in names {
            self.out.begin_object();
            self.texts("required", &[name]);
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

    /// `http` needs `baseUrl`; any other protocol needs `baseUrl` or `datasetId`.
    fn base_of_protocol(&mut self) {
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
