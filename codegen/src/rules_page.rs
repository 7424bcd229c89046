//! The page of rules, in Markdown.

use std::fmt::Write as _;

use connection_update::IssueCode;
use connection_update::contract::table::{Alternative, CONNECTION_UPDATE, Field, Kind, Presence, Shape, Source, Union};
use connection_update::issue::Level;

/// The page, in Markdown.
pub(crate) fn page() -> String {
    let mut out = String::from(
        "---\ntitle: All rules and codes\n---\n\n# All rules and codes\n\n\
         This page is made from the code: `cargo run -p codegen -- rules-page > docs/rules.md`.\n\n\
         An **error** keeps a body from being sent; a **warning** or an **info** does not. `rules: \"strict\"` raises\n\
         what only the platform's fuller description forbids.\n\n## Fields\n",
    );
    let mut shapes = vec![("the body", &CONNECTION_UPDATE)];
    let mut next = 0;
    while let Some((when, shape)) = shapes.get(next).copied() {
        next += 1;
        write_shape(&mut out, when, shape);
        for field in shape.fields {
            gather(&field.kind, &mut shapes);
        }
    }
    out.push_str("\n## Issue codes\n");
    for code in IssueCode::ALL {
        let (default, strict) = (level(code.default_level()), level(code.strict_level()));
        let weight = if default == strict { default.to_owned() } else { format!("{default}, {strict} when strict") };
        let _ = write!(
            out,
            "\n### `{}`\n\n*{weight}* — {}\n\nMessage: “{}”\n",
            code.name(),
            code.help(),
            code.template().replace('<', "&lt;")
        );
    }
    out
}

fn level(level: Level) -> &'static str {
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
        "\n### {} ({when})\n\n| field | kind | presence | kind given by |\n| --- | --- | --- | --- |\n",
        shape.name
    );
    for Field { key, kind, presence, source } in shape.fields {
        let presence = match presence {
            Presence::Required(code) => format!("else `{}`", code.name()),
            Presence::Optional => "optional".to_owned(),
            Presence::ResponseOnly => "of responses only".to_owned(),
        };
        let source = match source {
            Source::Page => "the page",
            Source::Description => "the description",
        };
        let _ = writeln!(out, "| `{}` | {} | {presence} | {source} |", key.name(), describe(kind));
    }
}

fn describe(kind: &Kind) -> String {
    match kind {
        Kind::Any => "anything".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Text(_) => "string".to_owned(),
        Kind::Choice(options) => options.iter().map(|option| format!("`{option}`")).collect::<Vec<_>>().join(" or "),
        Kind::Object(shape) => shape.name.to_owned(),
        Kind::Union(Union::Tagged { name, .. } | Union::Keyed { name, .. }) => (*name).to_owned(),
        Kind::List(list) if list.unique.is_empty() => format!("list of {}", describe(&list.item)),
        Kind::List(list) => {
            let own: Vec<_> = list.unique.iter().map(|key| format!("`{}`", key.name())).collect();
            format!("list of {}, each with its own {}", describe(&list.item), own.join(" and "))
        }
    }
}

/// Adds the shapes that a kind refers to, each once.
fn gather(kind: &Kind, shapes: &mut Vec<(&'static str, &'static Shape)>) {
    let mut add = |when: &'static str, shape: &'static Shape| {
        if !shapes.iter().any(|(_, known)| std::ptr::eq(*known, shape)) {
            shapes.push((when, shape));
        }
    };
    match kind {
        Kind::Object(shape) => add("an object", shape),
        Kind::List(list) => gather(&list.item, shapes),
        Kind::Union(union) => gather_union(union, &mut add),
        Kind::Any | Kind::Boolean | Kind::Text(_) | Kind::Choice(_) => {}
    }
}

fn gather_union(union: &Union, add: &mut impl FnMut(&'static str, &'static Shape)) {
    match union {
        Union::Tagged { variants, .. } => variants.iter().for_each(|(name, shape)| add(name, shape)),
        Union::Keyed { with, without, .. } => {
            add("with an `id`", with);
            match without {
                Alternative::Shape(shape) => add("without an `id`", shape),
                Alternative::Union(union) => gather_union(union, add),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_of_rules_is_up_to_date() {
        let stored = include_str!("../../docs/rules.md");
        assert!(stored == super::page(), "run `cargo run -p codegen -- rules-page > docs/rules.md`");
    }
}
