//! The interpreter of the contract's table: takes JSON text and its shape, finds wrong kinds, missing and unknown fields.
//!
//! One pass over the text, without a tape: this runs on every keystroke, over bodies that are mostly sound. What is
//! rare (a union whose tag does not stand first, an unknown value) is read into a small tape of its own.

use super::format;
use crate::contract::table::{Field, Format, Kind, List, Presence, Shape, Source, Union};
use crate::contract::{self, Resolved};
use crate::issue::{Collector, Detail, IssueCode};
use crate::json::{self, Document, Key, Scanner, Step, Text, TextIndex, surely_differ};
use crate::path::Place;
use crate::text;
use crate::url;

/// Checks a text against a shape, nested at most `max_depth` deep.
///
/// `Ok` says whether there may be more to find: something that only a tape shows.
///
/// # Errors
/// Where the text stops being JSON; what was found until then is worth nothing.
pub(super) fn check(
    shape: &'static Shape,
    text: &str,
    max_depth: usize,
    found: &mut Collector<'_>,
) -> Step<MayHoldMore> {
    let mut pass =
        Pass { json: Scanner::new(text), max_depth, may_hold_more: false, listed: Vec::with_capacity(64), found };
    pass.object(shape, Source::Page, &Place::ROOT, &mut Members::default())?;
    match pass.json.peek() {
        None => Ok(MayHoldMore(pass.may_hold_more)),
        Some(_) => pass.json.unexpected("the end"),
    }
}

/// Checks a document against a shape: what was read is JSON, so that this cannot stop early.
pub(super) fn check_document(shape: &'static Shape, document: &Document<'_>, found: &mut Collector<'_>) {
    let _ = check(shape, document.text(), usize::MAX, found);
}

/// Whether a tape over the same text may show flaws, or what depends on several parts of the body.
pub(super) struct MayHoldMore(pub(super) bool);

/// Of how many fields the starts are kept, and of how many the texts: what rules and lists ask for stands first in its shape.
/// The whole is 64 bytes, since engines leave the module to clear more.
const STARTS: usize = 6;
const TEXTS: usize = 4;

/// Which members of an object have been met, and where the values of the first stand.
#[derive(Default)]
pub(super) struct Members {
    shape: Option<&'static Shape>,
    /// A bit for each field of the shape.
    met: u32,
    /// By field; good where the bit is set.
    starts: [u32; STARTS],
    /// The strings among the values that are to be one, by field; good where the bit is set.
    texts: [Option<Text>; TEXTS],
}

impl Members {
    #[inline(always)]
    fn begin(&mut self, shape: &'static Shape) {
        self.shape = Some(shape);
        self.met = 0;
    }

    #[inline(always)]
    fn has(&self, index: usize) -> bool {
        self.met & 1 << index != 0
    }

    /// The index of a field that was met.
    #[inline(always)]
    fn index_of(&self, key: &Key) -> Option<usize> {
        self.shape?.fields.iter().position(|field| field.key == *key).filter(|index| self.has(*index))
    }

    /// Where the value of a field starts; `None` where it was not met.
    #[inline(always)]
    pub(super) fn start_of(&self, key: &Key) -> Option<usize> {
        self.starts.get(self.index_of(key)?).map(|start| *start as usize)
    }

    /// The text of a field that is to be a string; `None` where it was not met, or is something else.
    #[inline(always)]
    pub(super) fn text_of(&self, key: &Key) -> Option<Text> {
        self.texts.get(self.index_of(key)?).copied().flatten()
    }
}

struct Pass<'t, 'f, 'r> {
    json: Scanner<'t>,
    /// How many more arrays and objects may be open.
    max_depth: usize,
    may_hold_more: bool,
    /// The texts so far in the fields that must differ from item to item, of all lists that are open.
    listed: Vec<Option<Text>>,
    found: &'f mut Collector<'r>,
}

impl<'t> Pass<'t, '_, '_> {
    /// Reads a value that is to be of a shape.
    #[inline(always)]
    fn object(&mut self, shape: &'static Shape, source: Source, place: &Place<'_>, members: &mut Members) -> Step {
        if self.begins(b'{', json::Kind::Object, source, place)? {
            self.members(shape, place, members)?;
        }
        Ok(())
    }

    /// Reads the members of an object, from its opening brace.
    fn members(&mut self, shape: &'static Shape, place: &Place<'_>, members: &mut Members) -> Step {
        members.begin(shape);
        let start = self.json.at() as u32;
        self.enter()?;
        let mut expected = 0;
        let mut unknown = 0;
        if !self.json.take(b'}') {
            loop {
                match self.field(shape.fields, expected)? {
                    Ok((index, field)) => {
                        expected = index + 1;
                        self.member(index, field, place, members)?;
                    }
                    Err(key) => {
                        unknown += 1;
                        self.unknown(key, shape, place)?;
                    }
                }
                match self.json.peek() {
                    Some(b',') => self.json.bump(),
                    Some(b'}') => break self.json.bump(),
                    _ => return self.json.unexpected("`,` or `}`"),
                }
            }
        }
        self.max_depth += 1;
        // Two unknown fields may have one name.
        self.may_hold_more |= unknown > 1;
        if shape.required & !members.met != 0 {
            self.missing(shape, members, start, place);
        }
        if let Some(rule) = shape.rule {
            self.may_hold_more |= format::rule(rule, members, start, &self.json, place, self.found);
        }
        Ok(())
    }

    #[cold]
    fn missing(&mut self, shape: &'static Shape, members: &Members, start: u32, place: &Place<'_>) {
        for (index, field) in shape.fields.iter().enumerate() {
            if let Presence::Required(code) = field.presence
                && !members.has(index)
            {
                missing(code, field.name(), start, place, self.found);
            }
        }
    }

    /// Steps into an array or object.
    #[inline(always)]
    fn enter(&mut self) -> Step {
        match self.max_depth.checked_sub(1) {
            Some(left) => self.max_depth = left,
            None => return self.json.unexpected("no deeper nesting"),
        }
        self.json.bump();
        Ok(())
    }

    /// Reads a key and its colon. Documents mostly keep the order of the table: the field expected next is tried first.
    #[inline(always)]
    fn field(&mut self, fields: &'static [Field], expected: usize) -> Step<Result<(usize, &'static Field), Text>> {
        self.json.peek();
        if let Some(field) = fields.get(expected)
            && self.json.take_key(&field.key)
        {
            return Ok(Ok((expected, field)));
        }
        let key = self.json.key()?;
        self.json.colon()?;
        let name = self.json.decoded(key);
        Ok(fields.iter().enumerate().find(|(_, field)| field.name() == name).ok_or(key))
    }

    #[inline(always)]
    fn member(&mut self, index: usize, field: &'static Field, place: &Place<'_>, members: &mut Members) -> Step {
        self.json.peek();
        let start = self.json.at() as u32;
        self.may_hold_more |= members.has(index);
        members.met |= 1 << index;
        if let Some(slot) = members.starts.get_mut(index) {
            *slot = start;
        }
        let inside = place.field(field.name());
        if field.presence == Presence::ResponseOnly {
            let params = [("field", field.name().into())];
            self.found.push(IssueCode::ResponseOnlyField, start, &inside, &params);
            return self.skip().map(|_| ());
        }
        match field.kind {
            Kind::Text(_) | Kind::Choice(_) => {
                let text = self.string(&field.kind, field, &inside)?;
                if let Some(slot) = members.texts.get_mut(index) {
                    *slot = text;
                }
                Ok(())
            }
            _ => self.value(&field.kind, field, &inside),
        }
    }

    fn unknown(&mut self, key: Text, shape: &'static Shape, place: &Place<'_>) -> Step {
        self.may_hold_more |= key.has_lone_surrogate();
        self.json.peek();
        let name = self.json.decoded(key);
        let params = [("field", Detail::Text(&name)), ("shape", shape.name.into())];
        self.found.push(IssueCode::UnknownField, self.json.at() as u32, &place.key(&name), &params);
        self.skip().map(|_| ())
    }

    /// Reads a value that is to be of a kind. Beneath a field, `source` is that of the field.
    fn value(&mut self, kind: &'static Kind, field: &'static Field, place: &Place<'_>) -> Step {
        match kind {
            Kind::Any => self.skip().map(|_| ()),
            Kind::Boolean => match self.json.peek() {
                Some(b't' | b'f') => self.skip().map(|_| ()),
                _ => self.wrong(json::Kind::Boolean, field.source, place),
            },
            Kind::Text(_) | Kind::Choice(_) => self.string(kind, field, place).map(|_| ()),
            Kind::Object(_) | Kind::Union(_) => self.nested(kind, field, place, &mut Members::default()),
            Kind::List(list) => self.list(list, field, place),
        }
    }

    /// Reads a value that is to be a string; `None` where it is none.
    #[inline(always)]
    fn string(&mut self, kind: &'static Kind, field: &'static Field, place: &Place<'_>) -> Step<Option<Text>> {
        let text = match self.json.short_string() {
            Some(text) => text,
            None => match self.any_string(field, place)? {
                Some(text) => text,
                None => return Ok(None),
            },
        };
        match kind {
            Kind::Text(format) if !self.surely_has(*format, text) => {
                format::text(*format, &self.json.decoded(text), text.start(), place, self.found);
            }
            Kind::Choice(options) if !options.contains(&self.json.decoded(text).as_ref()) => {
                let code = match field.source {
                    Source::Page => IssueCode::UnknownOption,
                    Source::Description => IssueCode::DescribedOption,
                };
                let options = text::quoted(&mut options.iter().copied());
                self.found.push(code, text.start(), place, &[("options", Detail::Text(&options))]);
            }
            _ => {}
        }
        Ok(Some(text))
    }

    /// Reads a value that is to be a string, however long and however spelled.
    #[inline(never)]
    fn any_string(&mut self, field: &'static Field, place: &Place<'_>) -> Step<Option<Text>> {
        if !self.begins(b'"', json::Kind::String, field.source, place)? {
            return Ok(None);
        }
        self.text().map(Some)
    }

    /// Whether a text has its format at first sight.
    #[inline(always)]
    fn surely_has(&self, format: Format, text: Text) -> bool {
        match format {
            Format::Free => true,
            // Most names begin and end with a visible ASCII character.
            Format::Name | Format::Label => {
                self.json.ends(text).is_some_and(|(first, last)| first.is_ascii_graphic() && last.is_ascii_graphic())
            }
            Format::Url | Format::BaseUrl => self.json.plain(text).is_some_and(url::is_plain),
            _ => false,
        }
    }

    /// Reads a value; where it is an object, `members` tells what it holds.
    #[inline(always)]
    fn nested(&mut self, kind: &'static Kind, field: &'static Field, place: &Place<'_>, members: &mut Members) -> Step {
        match kind {
            Kind::Object(shape) => self.object(shape, field.source, place, members),
            Kind::Union(union) => {
                if self.begins(b'{', json::Kind::Object, field.source, place)? {
                    self.union(union, place, members)?;
                }
                Ok(())
            }
            _ => self.value(kind, field, place),
        }
    }

    fn list(&mut self, list: &'static List, field: &'static Field, place: &Place<'_>) -> Step {
        if self.json.peek() == Some(b'n') && field.source == Source::Page {
            let start = self.json.at() as u32;
            self.found.push(IssueCode::NullList, start, place, &[("field", field.name().into())]);
            return self.skip().map(|_| ());
        }
        if !self.begins(b'[', json::Kind::Array, field.source, place)? {
            return Ok(());
        }
        self.enter()?;
        let first = self.listed.len();
        let mut members = Members::default();
        let mut index = 0;
        if !self.json.take(b']') {
            loop {
                members.shape = None;
                self.nested(&list.item, field, &place.index(index), &mut members)?;
                for key in list.unique {
                    self.listed.push(members.text_of(key));
                }
                index += 1;
                match self.json.peek() {
                    Some(b',') => self.json.bump(),
                    Some(b']') => break self.json.bump(),
                    _ => return self.json.unexpected("`,` or `]`"),
                }
            }
        }
        self.max_depth += 1;
        for (column, key) in list.unique.iter().enumerate() {
            self.repeated(first + column, list.unique.len(), key.name(), place);
        }
        self.listed.truncate(first);
        Ok(())
    }

    /// Reports every item whose text in one field is that of an earlier item: the texts from `first` on, one in `step`.
    fn repeated(&mut self, first: usize, step: usize, field: &'static str, place: &Place<'_>) {
        let Self { json, listed, found, .. } = self;
        let listed = listed.get(first..).unwrap_or_default();
        let texts = || listed.iter().step_by(step).zip(0u32..).filter_map(|(text, index)| Some(((*text)?, index)));
        if surely_differ(texts().map(|(text, _)| json.plain(text))) {
            return;
        }
        let mut decoded = Vec::new();
        for (text, at) in texts() {
            decoded.push((json.decoded(text), at));
        }
        let mut index = TextIndex::filling();
        for (text, at) in &decoded {
            index.add(text, *at);
        }
        for (later, earlier) in index.finish().repeats() {
            let start = listed.get(later as usize * step).copied().flatten().map_or(0, Text::start);
            let params = [("field", field.into()), ("first", earlier.into())];
            found.push(IssueCode::Repeated, start, &place.index(later).field(field), &params);
        }
    }

    #[inline(never)]
    fn union(&mut self, union: &'static Union, place: &Place<'_>, members: &mut Members) -> Step {
        if let Some(shape) = self.shape_by_first(union) {
            return self.members(shape, place, members);
        }
        let start = self.json.at();
        let object = self.read_next()?;
        match contract::resolve(union, object.root()) {
            Resolved::Shape(shape) => {
                self.json.seek(start);
                return self.members(shape, place, members);
            }
            Resolved::NoTag { tag, source } => {
                let code = match source {
                    Source::Page => IssueCode::MissingField,
                    Source::Description => IssueCode::DescribedMissing,
                };
                missing(code, tag, object.root().offset(), place, self.found);
            }
            Resolved::OtherTag { tag, value, variants } => {
                let inside = place.field(tag);
                if value.kind() == json::Kind::String {
                    let options = text::quoted(&mut variants.iter().map(|(variant, _)| *variant));
                    let params = [("options", Detail::Text(&options))];
                    self.found.push(IssueCode::UnknownType, value.offset(), &inside, &params);
                } else {
                    wrong_kind(json::Kind::String, value.kind(), Source::Page, value.offset(), &inside, self.found);
                }
            }
        }
        Ok(())
    }

    /// The shape of a union's object where its first member tells, as it mostly does.
    fn shape_by_first(&mut self, union: &'static Union) -> Option<&'static Shape> {
        let start = self.json.at();
        self.json.bump();
        self.json.peek();
        let shape = match union {
            Union::Keyed { key, with, .. } => self.json.take_key(key).then_some(*with),
            Union::Tagged { tag, variants, .. } => {
                let is_tag = self.json.take_key(tag) && self.json.peek() == Some(b'"');
                let name = if is_tag { self.json.string().ok() } else { None };
                let name = name.and_then(|name| self.json.plain(name));
                variants.iter().find(|(variant, _)| Some(*variant) == name).map(|(_, shape)| *shape)
            }
        };
        self.json.seek(start);
        shape
    }

    #[inline(always)]
    fn text(&mut self) -> Step<Text> {
        let text = self.json.string()?;
        self.may_hold_more |= text.has_lone_surrogate();
        Ok(text)
    }

    /// Whether the next value begins as its kind does; reports it and steps over it where it does not.
    #[inline(always)]
    fn begins(&mut self, first: u8, expected: json::Kind, source: Source, place: &Place<'_>) -> Step<bool> {
        if self.json.peek() == Some(first) {
            return Ok(true);
        }
        self.wrong(expected, source, place).map(|()| false)
    }

    /// Reports a value of the wrong kind and steps over it.
    #[cold]
    fn wrong(&mut self, expected: json::Kind, source: Source, place: &Place<'_>) -> Step {
        self.json.peek();
        let start = self.json.at() as u32;
        let actual = self.skip()?;
        let start = if actual == json::Kind::String { start + 1 } else { start };
        wrong_kind(expected, actual, source, start, place, self.found);
        Ok(())
    }

    /// Steps over a value of any kind; gives the kind.
    fn skip(&mut self) -> Step<json::Kind> {
        match self.json.peek() {
            Some(b'"') => self.text().map(|_| json::Kind::String),
            Some(b'{') if self.skip_empty(b'}') => Ok(json::Kind::Object),
            Some(b'[') if self.skip_empty(b']') => Ok(json::Kind::Array),
            Some(b'{' | b'[') => self.read_next().map(|value| value.root().kind()),
            _ => self.json.scalar(),
        }
    }

    /// Steps over an array or object where there is nothing in it.
    fn skip_empty(&mut self, closing: u8) -> bool {
        let start = self.json.at();
        self.json.bump();
        let is_empty = self.max_depth > 0 && self.json.take(closing);
        if !is_empty {
            self.json.seek(start);
        }
        is_empty
    }

    /// Reads a value of any kind.
    fn read_next(&mut self) -> Step<Document<'t>> {
        let value = json::read_next(&mut self.json, self.max_depth)?;
        self.may_hold_more |= !value.flaws().is_empty();
        Ok(value)
    }
}

/// Reports a field that is not there, at the place where it would stand.
pub(super) fn missing(code: IssueCode, name: &'static str, object: u32, place: &Place<'_>, found: &mut Collector<'_>) {
    found.push(code, object, &place.field(name), &[("field", name.into())]);
}

#[cold]
fn wrong_kind(
    expected: json::Kind,
    actual: json::Kind,
    source: Source,
    start: u32,
    place: &Place<'_>,
    found: &mut Collector<'_>,
) {
    let code = match source {
        Source::Page => IssueCode::WrongKind,
        Source::Description => IssueCode::DescribedKind,
    };
    found.push(code, start, place, &[("expected", expected.name().into()), ("actual", actual.name().into())]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::table::shapes::{below, of_kind};
    use crate::contract::table::{CONNECTION, CONNECTION_UPDATE, Rule};

    #[test]
    fn what_rules_and_lists_ask_for_stands_first_in_its_shape() {
        let mut asked = 0;
        let mut stands_before = |shape: &Shape, name: &str, end: usize| {
            let at = shape.fields.iter().position(|field| field.name() == name);
            assert!(at.is_none_or(|at| at < end), "{}: {name}", shape.name);
            asked += usize::from(at.is_some());
        };
        for shape in below(&CONNECTION_UPDATE).into_iter().chain(below(&CONNECTION)) {
            let (starts, texts): (&[&str], &[&str]) = match shape.rule {
                Some(Rule::BaseOfProtocol) => (&["baseUrl", "datasetId"], &["protocol"]),
                Some(Rule::SomeCredential) => (&["action", "trigger"], &[]),
                Some(Rule::SomeFlow) => (&["clientCredentials", "authorizationCode"], &[]),
                Some(Rule::OwnVariables) | None => (&[], &[]),
            };
            starts.iter().for_each(|name| stands_before(shape, name, STARTS));
            texts.iter().for_each(|name| stands_before(shape, name, TEXTS));
            for field in shape.fields {
                let Kind::List(list) = &field.kind else { continue };
                for item in of_kind(&list.item) {
                    list.unique.iter().for_each(|key| stands_before(item, key.name(), TEXTS));
                }
            }
        }
        assert!(asked >= 12, "{asked}");
    }
}
