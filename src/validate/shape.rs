//! The interpreter of the contract's table: takes a value and its shape, finds wrong kinds, missing and unknown fields.

use super::fields;
use crate::contract::table::{Field, Kind, List, Presence, Shape, Source, Union};
use crate::contract::{self, Resolved};
use crate::issue::{Collector, IssueCode, Param};
use crate::json::{self, TextIndex, Value};
use crate::path::Place;

/// Checks a value against a shape.
pub(super) fn object(shape: &'static Shape, value: Value<'_>, place: &Place<'_>, found: &mut Collector<'_>) {
    if expect(json::Kind::Object, value, Source::Page, place, found) {
        members(shape, value, place, found);
    }
}

/// Checks the members of an object. Beneath a field, `source` is that of the field.
fn members(shape: &'static Shape, value: Value<'_>, place: &Place<'_>, found: &mut Collector<'_>) {
    let mut seen = 0u32;
    let mut expected = 0;
    for member in value.members() {
        let Some((index, field)) = find(shape.fields, expected, member.key) else {
            let name = member.name();
            let inside = place.key(&name);
            let params = [("field", Param::from(name.to_string())), ("shape", shape.name.into())];
            found.push(IssueCode::UnknownField, member.value.offset(), &inside, &params);
            continue;
        };
        let inside = place.key(field.name);
        expected = index + 1;
        seen |= 1 << index;
        if field.presence == Presence::ResponseOnly {
            let params = [("field", field.name.into())];
            found.push(IssueCode::ResponseOnlyField, member.value.offset(), &inside, &params);
        } else {
            kind(&field.kind, field, member.value, &inside, found);
        }
    }
    for (index, field) in shape.fields.iter().enumerate() {
        if let Presence::Required(code) = field.presence
            && seen & 1 << index == 0
        {
            missing(code, field.name, value, place, found);
        }
    }
    if let Some(rule) = shape.rule {
        fields::rule(rule, value, place, found);
    }
}

/// Reports a field that is not there, at the place where it would stand.
pub(super) fn missing(
    code: IssueCode,
    name: &'static str,
    object: Value<'_>,
    place: &Place<'_>,
    found: &mut Collector<'_>,
) {
    found.push(code, object.offset(), &place.key(name), &[("field", name.into())]);
}

/// Finds a field by name; documents mostly keep the order of the table, so the search begins at the field expected next.
fn find(fields: &'static [Field], expected: usize, key: Value<'_>) -> Option<(usize, &'static Field)> {
    if let Some(field) = fields.get(expected)
        && key.is_text(field.name)
    {
        return Some((expected, field));
    }
    fields.iter().enumerate().find(|(_, field)| key.is_text(field.name))
}

fn kind(kind: &'static Kind, field: &Field, value: Value<'_>, place: &Place<'_>, found: &mut Collector<'_>) {
    match kind {
        Kind::Any => {}
        Kind::Boolean => {
            expect(json::Kind::Boolean, value, field.source, place, found);
        }
        Kind::Text(format) => {
            if expect(json::Kind::String, value, field.source, place, found)
                && let Some(text) = value.text()
            {
                fields::text(*format, &text, value.offset(), place, found);
            }
        }
        Kind::Choice(options) => {
            if expect(json::Kind::String, value, field.source, place, found)
                && !value.text().is_some_and(|text| options.contains(&text.as_ref()))
            {
                let code = match field.source {
                    Source::Page => IssueCode::UnknownOption,
                    Source::Description => IssueCode::DescribedOption,
                };
                found.push(code, value.offset(), place, &[("options", listed(options.iter().copied()))]);
            }
        }
        Kind::Object(shape) => {
            if expect(json::Kind::Object, value, field.source, place, found) {
                members(shape, value, place, found);
            }
        }
        Kind::Union(one_of) => {
            if expect(json::Kind::Object, value, field.source, place, found) {
                union(one_of, value, place, found);
            }
        }
        Kind::List(list) => items(list, field, value, place, found),
    }
}

fn items(list: &'static List, field: &Field, value: Value<'_>, place: &Place<'_>, found: &mut Collector<'_>) {
    if value.kind() == json::Kind::Null && field.source == Source::Page {
        found.push(IssueCode::NullList, value.offset(), place, &[("field", field.name.into())]);
        return;
    }
    if !expect(json::Kind::Array, value, field.source, place, found) {
        return;
    }
    for (index, item) in (0..).zip(value.items()) {
        kind(&list.item, field, item, &place.index(index), found);
    }
    for unique in list.unique {
        repeated(unique, value, place, found);
    }
}

/// Reports every item whose text in one field is that of an earlier item.
fn repeated<'d>(field: &'static str, list: Value<'d>, place: &Place<'_>, found: &mut Collector<'_>) {
    /// Up to so many items, comparing each with each is quicker than sorting them.
    const FEW: usize = 16;
    let text_of = |item: Value<'d>| item.get(field).filter(|value| value.kind() == json::Kind::String);
    let mut report = |later: u32, first: u32, value: Value<'d>| {
        let params = [("field", Param::from(field)), ("first", Param::from(first))];
        found.push(IssueCode::Repeated, value.offset(), &place.index(later).key(field), &params);
    };
    if list.len() as usize <= FEW {
        let mut values = [None; FEW];
        for (slot, item) in values.iter_mut().zip(list.items()) {
            *slot = text_of(item);
        }
        for (later, value) in (0u32..).zip(&values) {
            let Some(value) = value else { continue };
            let mut earlier = (0u32..).zip(values.iter().take(later as usize));
            if let Some((first, _)) = earlier.find(|(_, other)| other.is_some_and(|other| other.same_text(*value))) {
                report(later, first, *value);
            }
        }
        return;
    }
    let values: Vec<Option<Value<'d>>> = list.items().map(text_of).collect();
    let texts = (0..).zip(&values).filter_map(|(index, value)| Some((value.as_ref()?.text()?, index)));
    for (later, first) in TextIndex::new(texts).repeats() {
        if let Some(value) = values.get(later as usize).copied().flatten() {
            report(later, first, value);
        }
    }
}

fn union(one_of: &'static Union, value: Value<'_>, place: &Place<'_>, found: &mut Collector<'_>) {
    match contract::resolve(one_of, value) {
        Resolved::Shape(shape) => members(shape, value, place, found),
        Resolved::NoTag { tag, source } => {
            let code = match source {
                Source::Page => IssueCode::MissingField,
                Source::Description => IssueCode::DescribedMissing,
            };
            missing(code, tag, value, place, found);
        }
        Resolved::OtherTag { tag, value, variants } => {
            let inside = place.key(tag);
            if expect(json::Kind::String, value, Source::Page, &inside, found) {
                let options = listed(variants.iter().map(|(variant, _)| *variant));
                found.push(IssueCode::UnknownType, value.offset(), &inside, &[("options", options)]);
            }
        }
    }
}

/// Whether a value is of a kind; reports it where it is not.
fn expect(
    expected: json::Kind,
    value: Value<'_>,
    source: Source,
    place: &Place<'_>,
    found: &mut Collector<'_>,
) -> bool {
    let actual = value.kind();
    if actual != expected {
        let code = match source {
            Source::Page => IssueCode::WrongKind,
            Source::Description => IssueCode::DescribedKind,
        };
        let params = [("expected", expected.name().into()), ("actual", actual.name().into())];
        found.push(code, value.offset(), place, &params);
    }
    actual == expected
}

fn listed(options: impl Iterator<Item = &'static str>) -> Param {
    options.map(|option| format!("`{option}`")).collect::<Vec<_>>().join(", ").into()
}
