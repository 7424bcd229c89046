//! Generates the page of rules in Markdown. The page lists every field of the contract and every issue code.

use std::fmt::Write as _;

use connection_update::IssueCode;
use connection_update::contract::table::{
    Alternative, CONNECTION_UPDATE, Field, FieldType, Presence, Shape, Source, Union,
};
use connection_update::issue::Level;

/// Returns the page of rules.
pub(crate) fn generate() -> String {
    let mut out = String::from(
        "---\ntitle: Rules and issue codes\n---\n\n# Rules and issue codes\n\n\
         This page is generated: `cargo run -p codegen -- rules-page > docs/rules.md`.\n\n\
         Rules have three sources. **Published** rules come from the platform's published page of the operation.\n\
         **Archived** rules come only from the platform's archived API description of the same version, which covers more\n\
         but is no longer published. All other rules are judgements of this package.\n\n\
         An **error** prevents the body from being sent. A **warning** or an **info** does not. `rules: \"strict\"` raises\n\
         archived rules to errors. A level for a code, such as `{ \"invalid-ulid\": \"off\" }`, raises or lowers archived\n\
         rules and judgements, but only raises published rules. To lower a published rule, write\n\
         `{ \"published:invalid-value\": \"warning\" }`. A fixed error stays an error.\n\n## Fields\n",
    );
    let mut shapes = vec![("the body", &CONNECTION_UPDATE)];
    let mut next = 0;
    while let Some((when, shape)) = shapes.get(next).copied() {
        next += 1;
        write_shape(&mut out, when, shape);
        for field in shape.fields {
            collect_shapes(&field.field_type, &mut shapes);
        }
    }
    out.push_str("\n## Issue codes\n");
    for code in IssueCode::ALL {
        let _ = write!(
            out,
            "\n### `{}`\n\n*{}* — {}\n\nMessage: “{}”\n",
            code.name(),
            describe_levels(*code),
            code.help(),
            code.template().replace('<', "&lt;")
        );
    }
    out
}

/// Describes the levels of a code for each source of its rules.
fn describe_levels(code: IssueCode) -> String {
    let name = |source| level_name(code.default_level(source));
    let archived = || {
        let source = Some(Source::Archived);
        let (default, strict) = (level_name(code.default_level(source)), level_name(code.strict_level(source)));
        if default == strict { default.to_owned() } else { format!("{default}, {strict} when strict") }
    };
    match code.source() {
        _ if code.has_fixed_level() => "fixed error".to_owned(),
        Some(Source::Archived) => format!("archived: {}", archived()),
        Some(Source::Published) => format!("published: {}", name(Some(Source::Published))),
        None if name(None) == archived() => name(None).to_owned(),
        None => format!("{}; archived: {}", name(None), archived()),
    }
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Off => "off",
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn write_shape(out: &mut String, when: &str, shape: &Shape) {
    if shape.fields.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "\n### {} ({when})\n\n| field | type | presence | source of the type |\n| --- | --- | --- | --- |\n",
        shape.name
    );
    for Field { key, field_type, presence, source } in shape.fields {
        let presence = match presence {
            Presence::Required(Source::Published) => "required",
            Presence::Required(Source::Archived) => "required (archived)",
            Presence::Optional => "optional",
            Presence::ReadOnly => "read-only",
        };
        let source = match source {
            Source::Published => "published",
            Source::Archived => "archived",
        };
        let _ = writeln!(out, "| `{}` | {} | {presence} | {source} |", key.name(), describe_type(field_type));
    }
}

fn describe_type(field_type: &FieldType) -> String {
    match field_type {
        FieldType::Any => "anything".to_owned(),
        FieldType::Boolean => "boolean".to_owned(),
        FieldType::String(_) => "string".to_owned(),
        FieldType::Choice(options) => {
            options.iter().map(|option| format!("`{option}`")).collect::<Vec<_>>().join(" or ")
        }
        FieldType::Object(shape) => shape.name.to_owned(),
        FieldType::Union(Union::Tagged { name, .. } | Union::Keyed { name, .. }) => (*name).to_owned(),
        FieldType::List(list) if list.unique.is_empty() => format!("list of {}", describe_type(&list.item)),
        FieldType::List(list) => {
            let own: Vec<_> = list.unique.iter().map(|key| format!("`{}`", key.name())).collect();
            format!("list of {}, with unique {}", describe_type(&list.item), own.join(" and "))
        }
    }
}

/// Appends to `shapes` every shape that `field_type` refers to, without duplicates. The string in an entry says when its shape
/// applies.
fn collect_shapes(field_type: &FieldType, shapes: &mut Vec<(&'static str, &'static Shape)>) {
    let mut add = |when: &'static str, shape: &'static Shape| {
        if !shapes.iter().any(|(_, known)| std::ptr::eq(*known, shape)) {
            shapes.push((when, shape));
        }
    };
    match field_type {
        FieldType::Object(shape) => add("an object", shape),
        FieldType::List(list) => collect_shapes(&list.item, shapes),
        FieldType::Union(union) => collect_union_shapes(union, &mut add),
        FieldType::Any | FieldType::Boolean | FieldType::String(_) | FieldType::Choice(_) => {}
    }
}

fn collect_union_shapes(union: &Union, add: &mut impl FnMut(&'static str, &'static Shape)) {
    match union {
        Union::Tagged { variants, .. } => variants.iter().for_each(|(name, shape)| add(name, shape)),
        Union::Keyed { with, without, .. } => {
            add("with an `id`", with);
            match without {
                Alternative::Shape(shape) => add("without an `id`", shape),
                Alternative::Union(union) => collect_union_shapes(union, add),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_of_rules_is_up_to_date() {
        let stored = include_str!("../../docs/rules.md");
        assert!(stored == super::generate(), "run `cargo run -p codegen -- rules-page > docs/rules.md`");
    }
}
