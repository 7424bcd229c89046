//! Generates the page of rules in Markdown. The page lists every field of the contract and every issue code.

use std::fmt::Write as _;

use connection_update::contract::table::{
    Alternative, CONNECTION_UPDATE, Constraint, Field, FieldType, Format, OtherMembers, Presence, Shape, Source, Union,
};
use connection_update::{IssueCode, Rules, Severity};

/// Returns the page of rules.
pub(crate) fn generate() -> String {
    let mut out = String::from(
        "---\ntitle: Rules and issue codes\n---\n\n# Rules and issue codes\n\n\
         <!-- This page is generated: cargo run -p codegen -- rules-page > docs/rules.md -->\n\n\
         Rules have three sources. **Published** rules come from the platform's published page of the operation.\n\
         **Archived** rules come only from the platform's archived API description of the same version, which covers more\n\
         but is no longer published. All other rules are judgements of this package.\n\n\
         An **error** prevents the body from being sent. A **warning** or an **info** does not.\n\n\
         With `rules: \"strict\"`, a violation of an archived rule is an error. Other rules keep their levels: a type, a flow\n\
         or a field that a later version of the platform may have added stays a warning. In the tables, the levels that\n\
         strict raises are **bold**.\n\n\
         A judgement that is an error is only a warning if its value is stored already: if the operation knows the stored\n\
         connection, and the same item of it has the same value. The issue then has the param `stored`. Strict does not\n\
         change this.\n\n\
         A level for a code, such as `{ \"invalid-ulid\": \"off\" }`, raises or lowers archived\n\
         rules and judgements, but only raises published rules. To lower a published rule, write\n\
         `{ \"published:invalid-value\": \"warning\" }`. A fixed error stays an error.\n\n## Rules on the body\n",
    );
    let mut shapes = vec![("the body", &CONNECTION_UPDATE)];
    let mut next = 0;
    let mut listed = Vec::new();
    while let Some((when, shape)) = shapes.get(next).copied() {
        next += 1;
        listed.extend(write_shape(&mut out, when, shape));
        for field in shape.fields {
            collect_shapes(&field.field_type, &mut shapes);
        }
    }
    out.push_str(
        "\n## Other rules\n\nThese rules are about the text, about values that have no JSON form, about the stored connection, \
         or about\nchanges, requests and responses. Their codes below explain them.\n\n",
    );
    out.push_str("| message | code | source | default | strict |\n| --- | --- | --- | --- | --- |\n");
    for code in IssueCode::ALL.iter().filter(|code| !listed.contains(code)) {
        let rule = code.template().replace('|', "\\|").replace('<', "&lt;");
        // The published page states that the ids cannot change. It does not state this about the protocol.
        let published = (*code == IssueCode::ImmutableField).then_some(Some(Source::Published));
        for source in published.into_iter().chain([code.source()]) {
            RuleRow::new(format!("“{rule}”"), *code, source).write("", &mut out);
        }
    }
    out.push_str("\n## Issue codes\n");
    for code in IssueCode::ALL {
        let message = code.template().replace('<', "&lt;");
        let _ = write!(out, "\n### `{}`\n\n{}\n\nMessage: “{message}”\n", code.name(), code.help());
        let phrases: Vec<_> = code.phrases().collect();
        if !phrases.is_empty() {
            let param = code.params().first().map_or("", |(param, _)| param);
            let _ = write!(out, "\nValues of `{param}`:\n\n");
            for (value, phrase) in phrases {
                let _ = writeln!(out, "- `{value}`: “{phrase}”");
            }
        }
    }
    out
}

/// A rule on an object or on one of its fields.
struct RuleRow {
    /// The rule as a sentence without its subject, in Markdown.
    rule: String,
    code: IssueCode,
    source: Option<Source>,
    /// True if the rule is at most a warning, although its code is an error elsewhere.
    is_warning: bool,
}

impl RuleRow {
    fn new(rule: impl Into<String>, code: IssueCode, source: Option<Source>) -> Self {
        Self { rule: rule.into(), code, source, is_warning: false }
    }

    fn write(&self, subject: &str, out: &mut String) {
        let level = |rules: Rules| match rules.severity(self.code, self.source) {
            Some(_) if self.is_warning => "warning",
            Some(Severity::Error) if self.code.has_fixed_level() => "fixed error",
            Some(Severity::Error) => "error",
            Some(Severity::Warning) => "warning",
            Some(Severity::Info) => "info",
            None => "off",
        };
        let (default, strict) = (level(Rules::DEFAULT), level(Rules::STRICT));
        let strict = if default == strict { strict.to_owned() } else { format!("**{strict}**") };
        let Self { rule, code, source, .. } = self;
        let (code, source) = (code.name(), source_name(*source));
        let _ = writeln!(out, "| {subject}{rule} | [`{code}`](#{code}) | {source} | {default} | {strict} |");
    }
}

fn source_name(source: Option<Source>) -> &'static str {
    match source {
        Some(Source::Published) => "published",
        Some(Source::Archived) => "archived",
        None => "judgement",
    }
}

const RULES_HEADER: &str =
    "| field | rule | code | source | default | strict |\n| --- | --- | --- | --- | --- | --- |\n";

/// Writes the rules of a shape. Returns the codes of these rules.
fn write_shape(out: &mut String, when: &str, shape: &'static Shape) -> Vec<IssueCode> {
    let _ = write!(out, "\n### {} ({when})\n\n{RULES_HEADER}", shape.name);
    let mut codes = Vec::new();
    let mut write = |subject: &str, row: &RuleRow| {
        codes.push(row.code);
        row.write(subject, out);
    };
    for field in shape.fields {
        rules_of_field(field).iter().for_each(|row| write(&format!("`{}` | ", field.name()), row));
    }
    rules_of_object(shape).iter().for_each(|row| write("*the object* | ", row));
    codes
}

fn rules_of_object(shape: &Shape) -> Vec<RuleRow> {
    let archived = Some(Source::Archived);
    let mut rows = match shape.constraint {
        Some(Constraint::AddressByProtocol) => vec![
            RuleRow::new("protocol `http`: has `baseUrl`", IssueCode::MissingField, Some(Source::Published)),
            RuleRow::new(
                "protocol `bigquery`: has `baseUrl` or `datasetId`",
                IssueCode::MissingField,
                Some(Source::Published),
            ),
            RuleRow::new("protocol `bigquery`: has `datasetId`", IssueCode::MissingField, archived),
            RuleRow::new("protocol `http`: has no `datasetId`", IssueCode::InapplicableField, archived),
            RuleRow::new("protocol `bigquery`: has no `environmentVariables`", IssueCode::InapplicableField, archived),
        ],
        Some(Constraint::AnyCredential) => {
            vec![RuleRow::new("`action` or `trigger` is not empty", IssueCode::EmptyValue, None)]
        }
        Some(Constraint::AnyFlow) => vec![RuleRow::new("has at least one flow", IssueCode::EmptyValue, archived)],
        Some(Constraint::OwnVariables) => vec![RuleRow::new(
            "`environmentVariables` of the body overwrites none of its `variables`",
            IssueCode::OverwrittenVariables,
            None,
        )],
        None => Vec::new(),
    };
    match shape.other_members {
        OtherMembers::Unknown => rows.push(RuleRow::new("has no other field", IssueCode::UnknownField, None)),
        OtherMembers::Forbidden => rows.push(RuleRow::new("has no other field", IssueCode::UnknownField, archived)),
        OtherMembers::Typed(field) => {
            let rule = format!("each field is {}", describe_type(&field.field_type));
            rows.push(RuleRow::new(rule, IssueCode::InvalidType, Some(field.source)));
        }
        OtherMembers::Ignored | OtherMembers::Redacted => {}
    }
    rows
}

fn rules_of_field(field: &'static Field) -> Vec<RuleRow> {
    let source = Some(field.source);
    if field.presence == Presence::ReadOnly {
        return vec![RuleRow::new("is not sent: only responses have it", IssueCode::ReadOnlyField, None)];
    }
    let mut rows = Vec::new();
    if let Presence::Required(source) = field.presence {
        rows.push(RuleRow::new("is required", IssueCode::MissingField, source));
    }
    if !matches!(field.field_type, FieldType::Any) {
        rows.push(RuleRow::new(format!("is {}", describe_type(&field.field_type)), IssueCode::InvalidType, source));
    }
    match &field.field_type {
        FieldType::String(format) => rows.extend(rules_of_format(*format)),
        FieldType::Choice(options) => rows.push(rule_of_options(options, source)),
        FieldType::Union(union) => rows.extend(rule_of_tag(union)),
        FieldType::List(list) => {
            if field.source == Source::Published {
                rows.push(RuleRow::new("is not `null`", IssueCode::NullList, None));
            }
            match &list.item {
                FieldType::Choice(options) => rows.push(rule_of_options(options, source)),
                FieldType::Union(union) => rows.extend(rule_of_tag(union)),
                _ => {}
            }
            for key in list.unique {
                let rule = format!("each `{}` is unique in the list", key.name());
                rows.push(RuleRow::new(rule, IssueCode::DuplicateValue, None));
            }
            if list.deletes_if_empty {
                rows.push(RuleRow::new("is not empty", IssueCode::DeletesAllEnvironments, None));
            }
        }
        _ => {}
    }
    rows
}

fn rule_of_options(options: &[&str], source: Option<Source>) -> RuleRow {
    let options: Vec<_> = options.iter().map(|option| format!("`{option}`")).collect();
    RuleRow::new(format!("is one of {}", options.join(", ")), IssueCode::InvalidValue, source)
}

fn rule_of_tag(union: &Union) -> Option<RuleRow> {
    match union {
        Union::Tagged { tag, variants, .. } => {
            let names: Vec<_> = variants.iter().map(|(name, _)| format!("`{name}`")).collect();
            let rule = format!("`{}` is one of {}", tag.name(), names.join(", "));
            Some(RuleRow::new(rule, IssueCode::UnknownType, None))
        }
        Union::Keyed { without: Alternative::Union(union), .. } => rule_of_tag(union),
        Union::Keyed { .. } => None,
    }
}

fn rules_of_format(format: Format) -> Vec<RuleRow> {
    let archived = Some(Source::Archived);
    let name = |is_warning| {
        vec![
            RuleRow { is_warning, ..RuleRow::new("has a visible character", IssueCode::BlankName, None) },
            RuleRow::new("has no white space around it", IssueCode::SurroundingWhitespace, None),
        ]
    };
    let url = |source| {
        vec![
            RuleRow::new("is an absolute `http:` or `https:` URL", IssueCode::InvalidUrl, source),
            RuleRow::new("has no placeholder", IssueCode::TemplateUrl, None),
            RuleRow::new("is written correctly", IssueCode::RepairedUrl, None),
            RuleRow::new("has no user, password, query or fragment", IssueCode::UnexpectedUrlPart, None),
            RuleRow::new("is `https:`, or its host is this machine", IssueCode::InsecureUrl, None),
        ]
    };
    match format {
        Format::Free => Vec::new(),
        Format::Value => vec![RuleRow::new("is not a masked secret", IssueCode::MaskedValue, None)],
        Format::Name => name(false),
        Format::Label => name(true),
        Format::Ulid => vec![RuleRow::new("is a ULID", IssueCode::InvalidUlid, archived)],
        Format::BaseUrl => url(None),
        Format::Url => url(archived),
        Format::Dataset => {
            vec![RuleRow::new("is `<project_id>.<dataset_name>`", IssueCode::InvalidDatasetId, archived)]
        }
        Format::Time => vec![RuleRow::new("is an RFC 3339 timestamp", IssueCode::InvalidTime, archived)],
    }
}

fn describe_type(field_type: &FieldType) -> String {
    match field_type {
        FieldType::Any => "anything".to_owned(),
        FieldType::Boolean => "a boolean".to_owned(),
        FieldType::String(_) | FieldType::Choice(_) => "a string".to_owned(),
        FieldType::Object(shape) => format!("an object ({})", shape.name),
        FieldType::Union(Union::Tagged { name, .. } | Union::Keyed { name, .. }) => format!("an object ({name})"),
        FieldType::List(list) => format!("a list; each item is {}", describe_type(&list.item)),
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
        Union::Tagged { variants, fallback, .. } => {
            variants.iter().for_each(|(name, shape)| add(name, shape));
            fallback.iter().for_each(|shape| add("another type", shape));
        }
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
