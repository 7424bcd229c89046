//! Generates a JavaScript module from the contract's table. The module contains a fast check of JavaScript values. The build
//! adds it to the package.
//!
//! Most values are valid, and serializing a value takes longer than validating it. The check returns true only if the validator
//! would report no issue. If the check returns false, the package calls the validator.
//!
//! A draft checks one part of a stored connection at a time. That check ignores read-only members if they are plain JSON.

use std::fmt::Write as _;

use connection_update::contract::table::{
    Alternative, CONNECTION_UPDATE, Constraint, Field, FieldType, Format, List, Presence, Shape, Union,
};

/// Returns the text of the JavaScript module.
pub(crate) fn generate() -> String {
    Script::default().generate()
}

/// The part of the module that does not depend on the table.
///
/// `budget` limits the size of the value in UTF-16 units, so that the check never accepts more than 16 MiB. A unit is at most 6
/// bytes of JSON. Each string counts as 8 more units: these 48 bytes exceed its key, its quotes, the colon and the comma.
const PRELUDE: &str = r#"// Made by codegen/src/is_valid.rs from the contract's table.
const { getPrototypeOf, prototype: objectPrototype } = Object;
const { propertyIsEnumerable } = objectPrototype;
const { isArray, prototype: arrayPrototype } = Array;
const loneSurrogate = /[\uD800-\uDFFF]/u;
const isWellFormed = "".isWellFormed ? (text) => text.isWellFormed() : (text) => !loneSurrogate.test(text);
let budget = 0;
let isStored = false;
let progress;
export const isObject = (value) => typeof value === "object" && value !== null && getPrototypeOf(value) === objectPrototype;
export const isList = (value) => isArray(value) && getPrototypeOf(value) === arrayPrototype;
const isString = (value) => typeof value === "string" && (budget -= value.length + 8) >= 0 && isWellFormed(value);
const masked = /^(?:\*{3,}|•{3,}|●{3,}|<redacted>|\[redacted\])$/;
const mayBeMasked = (unit) => unit === 0x2a || unit === 0x3c || unit === 0x5b || unit >= 0x2022;
const isValue = (value) => isString(value) && !(mayBeMasked(value.charCodeAt(0)) && masked.test(value));
const isVisible = (unit) => unit > 32 && unit < 127;
const isName = (value) => isString(value) && isVisible(value.charCodeAt(0)) && isVisible(value.charCodeAt(value.length - 1));
const isPlain = (value, depth) => {
  switch (typeof value) {
    case "string": return isString(value);
    case "number": return Number.isFinite(value);
    case "boolean": return true;
    case "object": break;
    default: return false;
  }
  if (value === null) return true;
  if (depth === 0 || (budget -= 8) < 0 || value.toJSON !== undefined || !(isList(value) || isObject(value))) return false;
  for (const key in value) if (!isString(key) || !isPlain(value[key], depth - 1)) return false;
  return true;
};
const isSent = (value, key) => value[key] !== undefined && propertyIsEnumerable.call(value, key);
const areDistinct = (items, key) => {
  const seen = new Set();
  for (const { [key]: value } of items) {
    if (value === undefined) continue;
    if (seen.has(value)) return false;
    seen.add(value);
  }
  return true;
};
export const restartBudget = () => { budget = 2 ** 21; };
export const countCheckedBytes = () => 6 * (2 ** 21 - budget);
export const spendOnItems = (count) => (budget -= 16 * count) >= 0;
export const takeProgress = () => {
  const taken = progress;
  progress = undefined;
  return taken;
};
export const isSurelyValid = (value) => {
  restartBudget();
  progress = undefined;
  try { return is0(value); } catch { return false; }
};
export const isSurelyValidPart = (part, value) => {
  restartBudget();
  isStored = true;
  try { return parts[part].is(value); } catch { return false; } finally { isStored = false; }
};
"#;

/// Returns a regular expression for a format. Every string that it matches is valid, but it does not match every valid string.
fn safe_pattern(format: Format) -> &'static str {
    match format {
        Format::Free | Format::Value | Format::Name | Format::Label => "",
        Format::Ulid => "/^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/",
        Format::BaseUrl | Format::Url => {
            r"/^https:\/\/(?!xn--)[a-z](?:[a-z0-9]|-(?!-))*(?:\.(?!xn--)[a-z](?:[a-z0-9]|-(?!-))*)*(?::\d{1,4})?(?:\/[A-Za-z0-9._~-]*)*$/"
        }
        Format::Dataset => r"/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/",
        Format::Time => r"/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/",
    }
}

/// A part of the table. The script contains one function for each part.
#[derive(Clone, Copy)]
enum Part {
    Shape(&'static Shape),
    List(&'static List),
    Union(&'static Union),
}

impl Part {
    /// Returns the address of the part. Two parts are the same if their addresses are equal.
    fn address(self) -> *const () {
        match self {
            Self::Shape(shape) => std::ptr::from_ref(shape).cast(),
            Self::List(list) => std::ptr::from_ref(list).cast(),
            Self::Union(union) => std::ptr::from_ref(union).cast(),
        }
    }
}

/// Generates the script. The function `is0` checks the part with number 0, `is1` the part with number 1, and so on.
#[derive(Default)]
struct Script {
    /// The parts that the generated script checks. The number of a part is its index.
    parts: Vec<Part>,
}

impl Script {
    fn generate(mut self) -> String {
        let mut out = PRELUDE.to_owned();
        self.call_expression(Part::Shape(&CONNECTION_UPDATE), "");
        let mut next = 0;
        while let Some(part) = self.parts.get(next).copied() {
            let body = match part {
                Part::Shape(shape) => self.shape_function_body(shape),
                Part::List(list) => self.list_function_body(list),
                Part::Union(union) => self.union_function_body(union),
            };
            let _ = writeln!(out, "const is{next} = (value) => {{\n{body}}};");
            next += 1;
        }
        out.push_str("export const parts = [\n");
        for (index, part) in self.parts.clone().into_iter().enumerate() {
            let _ = writeln!(out, "  {{ is: is{index}{} }},", self.describe_inner_parts(part));
        }
        out.push_str("];\n");
        out
    }

    /// Returns a JavaScript expression that checks the expression `value` against a part.
    fn call_expression(&mut self, part: Part, value: &str) -> String {
        format!("is{}({value})", self.number_part(part))
    }

    /// Returns the number of a part. Adds the part to `parts` if it is new.
    fn number_part(&mut self, part: Part) -> usize {
        let known = self.parts.iter().position(|known| known.address() == part.address());
        known.unwrap_or_else(|| {
            self.parts.push(part);
            self.parts.len() - 1
        })
    }

    /// Returns a JavaScript expression that checks the expression `value` against the type of a field.
    fn check_expression(&mut self, field_type: &'static FieldType, value: &str) -> String {
        match field_type {
            FieldType::Any => "false".to_owned(),
            FieldType::Boolean => format!("typeof {value} === \"boolean\""),
            FieldType::String(Format::Free) => format!("isString({value})"),
            FieldType::String(Format::Value) => format!("isValue({value})"),
            FieldType::String(Format::Name | Format::Label) => format!("isName({value})"),
            FieldType::String(format) => format!("isString({value}) && {}.test({value})", safe_pattern(*format)),
            FieldType::Choice(options) => {
                let options: Vec<_> = options.iter().map(|option| format!("{value} === \"{option}\"")).collect();
                format!("({})", options.join(" || "))
            }
            FieldType::Object(shape) => self.call_expression(Part::Shape(shape), value),
            FieldType::Union(union) => self.call_expression(Part::Union(union), value),
            FieldType::List(list) => self.call_expression(Part::List(list), value),
        }
    }

    /// Returns JavaScript code for an entry of the list `parts` in the generated script. The code refers to the parts inside
    /// the part: the parts of its fields, the part of its items, or a function that picks a part.
    fn describe_inner_parts(&mut self, part: Part) -> String {
        match part {
            Part::Shape(shape) => {
                let fields: Vec<_> = shape
                    .fields
                    .iter()
                    .filter(|field| field.presence != Presence::ReadOnly)
                    .filter_map(|field| {
                        Some(format!("{}: {}", field.name(), self.number_part_of_type(&field.field_type)?))
                    })
                    .collect();
                let omittable: Vec<_> = shape
                    .fields
                    .iter()
                    .filter(|field| can_be_omitted(shape, field))
                    .map(|field| format!("\"{}\"", field.name()))
                    .collect();
                let omittable = match omittable.join(", ") {
                    names if names.is_empty() => names,
                    names => format!(", omittable: [{names}]"),
                };
                format!(", fields: {{ {} }}{omittable}", fields.join(", "))
            }
            Part::List(list) => {
                let item = self
                    .number_part_of_type(&list.item)
                    .map_or_else(|| "undefined".to_owned(), |index| index.to_string());
                let unique: Vec<_> = list.unique.iter().map(|key| format!("\"{}\"", key.name())).collect();
                format!(", item: {item}, unique: [{}]", unique.join(", "))
            }
            Part::Union(Union::Keyed { key, with, without: Alternative::Shape(without), .. }) => {
                let (with, without) = (self.number_part(Part::Shape(with)), self.number_part(Part::Shape(without)));
                format!(", pick: (value) => isSent(value, \"{}\") ? {with} : {without}", key.name())
            }
            Part::Union(_) => String::new(),
        }
    }

    /// Returns the number of the part for the type of a field, or `None` for strings, booleans and other types without a part.
    fn number_part_of_type(&mut self, field_type: &'static FieldType) -> Option<usize> {
        Some(self.number_part(match field_type {
            FieldType::Object(shape) => Part::Shape(shape),
            FieldType::List(list) => Part::List(list),
            FieldType::Union(union) => Part::Union(union),
            _ => return None,
        }))
    }

    fn shape_function_body(&mut self, shape: &'static Shape) -> String {
        let mut out = String::from("  if (!isObject(value) || value.toJSON !== undefined) return false;\n");
        let is_writable = |field: &&Field| field.presence != Presence::ReadOnly;
        let names: Vec<_> =
            shape.fields.iter().filter(is_writable).map(|field| format!("{0}: ${0}", field.name())).collect();
        let _ = writeln!(out, "  const {{ {} }} = value;", names.join(", "));
        let mut members = vec![shape.required.count_ones().to_string()];
        let mut checks = Vec::new();
        for field in shape.fields.iter().filter(is_writable) {
            let value = format!("${}", field.name());
            let check = self.check_expression(&field.field_type, &value);
            if let Presence::Required(_) = field.presence {
                checks.push(check);
            } else {
                members.push(format!("({value} !== undefined)"));
                checks.push(format!("({value} === undefined || {check})"));
            }
        }
        checks.extend(shape.constraint.map(constraint_expression).map(str::to_owned));
        // Counts the enumerable members, because JSON omits all other members. If a field is read from a member that is not
        // enumerable, the count is too low and the check fails. An unknown member also fails the check.
        let cases: Vec<_> =
            shape.fields.iter().filter(is_writable).map(|field| format!("case \"{}\":", field.name())).collect();
        let read_only: Vec<_> = shape
            .fields
            .iter()
            .filter(|field| !is_writable(field))
            .map(|field| format!("case \"{}\":", field.name()))
            .collect();
        let mut counting = match cases.join(" ") {
            known if known.is_empty() => "switch (key) {".to_owned(),
            known => format!("switch (key) {{ {known} members++; break;"),
        };
        if !read_only.is_empty() {
            let _ = write!(
                counting,
                " {} if (isStored && isPlain(value[key], 64)) break; return false;",
                read_only.join(" ")
            );
        }
        counting.push_str(" default: return false; }");
        let _ = writeln!(out, "  let members = 0;\n  for (const key in value) {counting}");
        checks.insert(0, format!("members === {}", members.join(" + ")));
        let _ = writeln!(out, "  return {};", checks.join("\n    && "));
        out
    }

    fn list_function_body(&mut self, list: &'static List) -> String {
        let check = self.check_expression(&list.item, "item");
        let mut out = String::from(
            "  if (!isList(value) || value.toJSON !== undefined || !spendOnItems(value.length)) return false;\n",
        );
        if list.deletes_if_empty {
            out.push_str("  if (value.length === 0) return false;\n");
        }
        for key in list.unique {
            let _ = writeln!(out, "  let seen_{0} = 0, clash_{0} = false;", key.name());
        }
        let _ = writeln!(out, "  for (let at = 0; at < value.length; at++) {{\n    const item = value[at];");
        let on_failure = if list.deletes_if_empty {
            // Does not refer to the list of a draft, which can be in memory only because of this reference.
            "{ if (!isStored) progress = { list: value, validCount: at }; return false; }"
        } else {
            "return false;"
        };
        let _ = writeln!(out, "    if (!({check})) {on_failure}");
        for key in list.unique {
            // Compares only the last characters here, because names of one list often begin alike. `areDistinct` compares whole
            // values.
            let _ = writeln!(
                out,
                "    const {0} = item.{0};\n    \
                 if ({0} !== undefined) {{\n      \
                   const bit = 1 << ({0}.charCodeAt({0}.length - 1) & 31);\n      \
                   clash_{0} ||= (seen_{0} & bit) !== 0;\n      \
                   seen_{0} |= bit;\n    }}",
                key.name()
            );
        }
        out.push_str("  }\n");
        let mut checks: Vec<_> =
            list.unique.iter().map(|key| format!("(!clash_{0} || areDistinct(value, \"{0}\"))", key.name())).collect();
        if checks.is_empty() {
            checks.push("true".to_owned());
        }
        let _ = writeln!(out, "  return {};", checks.join(" && "));
        out
    }

    fn union_function_body(&mut self, union: &'static Union) -> String {
        match union {
            Union::Keyed { key, with, without, .. } => {
                let with = self.call_expression(Part::Shape(with), "value");
                let without = match without {
                    Alternative::Shape(shape) => self.call_expression(Part::Shape(shape), "value"),
                    Alternative::Union(union) => self.call_expression(Part::Union(union), "value"),
                };
                format!("  return isObject(value) && (value.{} !== undefined ? {with} : {without});\n", key.name())
            }
            Union::Tagged { tag, variants, .. } => {
                let mut out = format!("  if (!isObject(value)) return false;\n  switch (value.{}) {{\n", tag.name());
                for (name, shape) in *variants {
                    let check = self.call_expression(Part::Shape(shape), "value");
                    let _ = writeln!(out, "    case \"{name}\": return {check};");
                }
                out.push_str("    default: return false;\n  }\n");
                out
            }
        }
    }
}

/// Returns true if the validator reports the same issues for an object without the field, provided that the value of the field is
/// valid.
fn can_be_omitted(shape: &Shape, field: &Field) -> bool {
    // These values decide an issue of another field, or of a new environment.
    let is_needed = match shape.constraint {
        Some(Constraint::AddressByProtocol) => field.name() == "environmentVariables",
        Some(Constraint::AnyCredential | Constraint::AnyFlow) => true,
        Some(Constraint::OwnVariables) | None => false,
    };
    let is_reducible = match &field.field_type {
        FieldType::Object(_) | FieldType::Union(_) => true,
        // Large lists have this property. Checking all items before reducing each of them would take twice the time.
        FieldType::List(list) => !list.deletes_if_empty,
        FieldType::String(_) | FieldType::Choice(_) | FieldType::Boolean | FieldType::Any => false,
    };
    field.presence == Presence::Optional && is_reducible && !is_needed
}

/// Returns a JavaScript expression that checks a constraint between the fields of an object.
fn constraint_expression(constraint: Constraint) -> &'static str {
    match constraint {
        Constraint::AddressByProtocol => {
            "($protocol === \"http\" ? $baseUrl !== undefined && $datasetId === undefined \
             : $datasetId !== undefined && $environmentVariables === undefined)"
        }
        Constraint::AnyCredential => "($action?.length > 0 || $trigger?.length > 0)",
        Constraint::AnyFlow => "($clientCredentials !== undefined || $authorizationCode !== undefined)",
        // Accepts a new environment without variables. If there are variables, the validator must check the environment,
        // because the result depends on the whole body.
        Constraint::OwnVariables => "$variables.length === 0",
    }
}
