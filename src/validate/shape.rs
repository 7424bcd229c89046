//! Interprets the contract's table over JSON text: reports wrong types, missing, unknown and read-only fields.
//!
//! One pass over the text, without a tape: this runs on every keystroke, over bodies that are usually valid. The rare parts
//! (a union whose tag is not its first member, an unknown value) are read into a small tape.

use super::constraints::check_constraint;
use super::format::check_format;
use super::seen_fields::{SeenFields, report_missing};
use crate::contract::table::{Field, FieldType, Format, List, Presence, Shape, Source, Union};
use crate::contract::{self, SelectedShape};
use crate::issue::{Collector, IssueCode, ParamRef};
use crate::json::{Document, Kind, ScanResult, Scanner, StringIndex, StringToken, are_surely_distinct, read_document};
use crate::path::PathNode;
use crate::text;
use crate::url;

/// Checks JSON text against a shape, nested at most `max_depth` deep.
///
/// # Errors
/// The text is not JSON, or nested too deep; discard the issues reported so far.
pub(super) fn check_text(
    shape: &'static Shape,
    text: &str,
    max_depth: usize,
    found: &mut Collector<'_>,
) -> ScanResult<NeedsTape> {
    let mut validator = ShapeValidator {
        json: Scanner::new(text),
        depth_left: max_depth,
        needs_tape: false,
        unique_strings: Vec::with_capacity(64),
        found,
    };
    validator.object(shape, Source::Published, &PathNode::ROOT, &mut SeenFields::default())?;
    match validator.json.peek() {
        None => Ok(NeedsTape(validator.needs_tape)),
        Some(_) => validator.json.fail_unexpected("the end"),
    }
}

/// Checks a document against a shape. This cannot fail, because the text of a document is JSON.
pub(super) fn check_document(shape: &'static Shape, document: &Document<'_>, found: &mut Collector<'_>) {
    let _ = check_text(shape, document.text(), usize::MAX, found);
}

/// True if there may be issues that only a tape can show: I-JSON violations, or rules over several parts of the body.
pub(super) struct NeedsTape(pub(super) bool);

struct ShapeValidator<'t, 'f, 'r> {
    json: Scanner<'t>,
    /// Number of nesting levels that may still be entered.
    depth_left: usize,
    needs_tape: bool,
    /// The strings of the unique fields so far, of all open lists.
    unique_strings: Vec<Option<StringToken>>,
    found: &'f mut Collector<'r>,
}

impl<'t> ShapeValidator<'t, '_, '_> {
    /// Validates a value that must be an object of a shape.
    #[inline(always)]
    fn object(
        &mut self,
        shape: &'static Shape,
        source: Source,
        path: &PathNode<'_>,
        seen: &mut SeenFields,
    ) -> ScanResult {
        if self.expect_type(b'{', Kind::Object, source, path)? {
            self.members(shape, path, seen)?;
        }
        Ok(())
    }

    /// Validates the members of an object, from its opening brace.
    fn members(&mut self, shape: &'static Shape, path: &PathNode<'_>, seen: &mut SeenFields) -> ScanResult {
        seen.begin(shape);
        let start = self.json.at() as u32;
        self.enter()?;
        let mut expected = 0;
        let mut unknown = 0;
        if !self.json.eat(b'}') {
            loop {
                match self.field(shape.fields, expected)? {
                    Ok((index, field)) => {
                        expected = index + 1;
                        self.member(index, field, path, seen)?;
                    }
                    Err(key) => {
                        unknown += 1;
                        self.unknown_member(key, shape, path)?;
                    }
                }
                match self.json.peek() {
                    Some(b',') => self.json.bump(),
                    Some(b'}') => break self.json.bump(),
                    _ => return self.json.fail_unexpected("`,` or `}`"),
                }
            }
        }
        self.depth_left += 1;
        // Two unknown fields may have the same name.
        self.needs_tape |= unknown > 1;
        if seen.lacks(shape.required) {
            self.report_missing_fields(shape, seen, start, path);
        }
        if let Some(constraint) = shape.constraint {
            self.needs_tape |= check_constraint(constraint, seen, start, &self.json, path, self.found);
        }
        Ok(())
    }

    #[cold]
    fn report_missing_fields(&mut self, shape: &'static Shape, seen: &SeenFields, start: u32, path: &PathNode<'_>) {
        for (index, field) in shape.fields.iter().enumerate() {
            if let Presence::Required(source) = field.presence
                && !seen.has(index)
            {
                report_missing(source, field.name(), start, path, self.found);
            }
        }
    }

    /// Enters an array or object.
    #[inline(always)]
    fn enter(&mut self) -> ScanResult {
        match self.depth_left.checked_sub(1) {
            Some(left) => self.depth_left = left,
            None => return self.json.fail_unexpected("no deeper nesting"),
        }
        self.json.bump();
        Ok(())
    }

    /// Reads a key and its colon, and returns its field, or the key if it is unknown. Documents usually have the order of the
    /// table, so the field expected next is tried first.
    #[inline(always)]
    fn field(
        &mut self,
        fields: &'static [Field],
        expected: usize,
    ) -> ScanResult<Result<(usize, &'static Field), StringToken>> {
        self.json.peek();
        if let Some(field) = fields.get(expected)
            && self.json.eat_key(&field.key)
        {
            return Ok(Ok((expected, field)));
        }
        let key = self.json.scan_key()?;
        self.json.scan_colon()?;
        let name = self.json.decode(key);
        Ok(fields.iter().enumerate().find(|(_, field)| field.name() == name).ok_or(key))
    }

    #[inline(always)]
    fn member(
        &mut self,
        index: usize,
        field: &'static Field,
        path: &PathNode<'_>,
        seen: &mut SeenFields,
    ) -> ScanResult {
        self.json.peek();
        let start = self.json.at() as u32;
        self.needs_tape |= seen.insert(index, start);
        let path = path.field(field.name());
        if field.presence == Presence::ReadOnly {
            let params = [("field", field.name().into())];
            self.found.push(IssueCode::ReadOnlyField, start, &path, &params);
            return self.skip().map(|_| ());
        }
        match field.field_type {
            FieldType::String(_) | FieldType::Choice(_) => {
                let string = self.string(&field.field_type, field, &path)?;
                seen.set_string(index, string);
                Ok(())
            }
            _ => self.value(&field.field_type, field, &path),
        }
    }

    fn unknown_member(&mut self, key: StringToken, shape: &'static Shape, path: &PathNode<'_>) -> ScanResult {
        self.needs_tape |= key.has_lone_surrogate();
        self.json.peek();
        let name = self.json.decode(key);
        let params = [("field", ParamRef::Str(&name)), ("shape", shape.name.into())];
        self.found.push(IssueCode::UnknownField, self.json.at() as u32, &path.key(&name), &params);
        self.skip().map(|_| ())
    }

    /// Validates a value of `field`, or an item of its list.
    fn value(&mut self, field_type: &'static FieldType, field: &'static Field, path: &PathNode<'_>) -> ScanResult {
        match field_type {
            FieldType::Any => self.skip().map(|_| ()),
            FieldType::Boolean => match self.json.peek() {
                Some(b't' | b'f') => self.skip().map(|_| ()),
                _ => self.report_wrong_type(Kind::Boolean, field.source, path),
            },
            FieldType::String(_) | FieldType::Choice(_) => self.string(field_type, field, path).map(|_| ()),
            FieldType::Object(_) | FieldType::Union(_) => {
                self.value_with_members(field_type, field, path, &mut SeenFields::default())
            }
            FieldType::List(list) => self.list(list, field, path),
        }
    }

    /// Validates a value that must be a string. Returns `None` if it is not.
    #[inline(always)]
    fn string(
        &mut self,
        field_type: &'static FieldType,
        field: &'static Field,
        path: &PathNode<'_>,
    ) -> ScanResult<Option<StringToken>> {
        let string = match self.json.scan_short_string() {
            Some(string) => string,
            None => match self.string_slow(field, path)? {
                Some(string) => string,
                None => return Ok(None),
            },
        };
        match field_type {
            FieldType::String(format) if !self.has_format_fast(*format, string) => {
                check_format(*format, &self.json.decode(string), string.start(), path, self.found);
            }
            FieldType::Choice(options) if !options.contains(&self.json.decode(string).as_ref()) => {
                let options = text::join_in_backticks(&mut options.iter().copied());
                let params = [("options", ParamRef::Str(&options))];
                self.found.push_with_source(Some(field.source), IssueCode::InvalidValue, string.start(), path, &params);
            }
            _ => {}
        }
        Ok(Some(string))
    }

    /// Reads a value that must be a string, of any length and spelling.
    #[inline(never)]
    fn string_slow(&mut self, field: &'static Field, path: &PathNode<'_>) -> ScanResult<Option<StringToken>> {
        if !self.expect_type(b'"', Kind::String, field.source, path)? {
            return Ok(None);
        }
        self.scan_string().map(Some)
    }

    /// Returns true only if a string has its format: a fast check of the common forms.
    #[inline(always)]
    fn has_format_fast(&self, format: Format, string: StringToken) -> bool {
        match format {
            Format::Free => true,
            // Most names begin and end with a visible ASCII character.
            Format::Name | Format::Label => self
                .json
                .first_and_last_byte(string)
                .is_some_and(|(first, last)| first.is_ascii_graphic() && last.is_ascii_graphic()),
            Format::Url | Format::BaseUrl => self.json.plain_str(string).is_some_and(url::is_surely_valid),
            _ => false,
        }
    }

    /// Validates a value. If it is an object, records its fields in `seen`.
    #[inline(always)]
    fn value_with_members(
        &mut self,
        field_type: &'static FieldType,
        field: &'static Field,
        path: &PathNode<'_>,
        seen: &mut SeenFields,
    ) -> ScanResult {
        match field_type {
            FieldType::Object(shape) => self.object(shape, field.source, path, seen),
            FieldType::Union(union) => {
                if self.expect_type(b'{', Kind::Object, field.source, path)? {
                    self.union(union, path, seen)?;
                }
                Ok(())
            }
            _ => self.value(field_type, field, path),
        }
    }

    fn list(&mut self, list: &'static List, field: &'static Field, path: &PathNode<'_>) -> ScanResult {
        if self.json.peek() == Some(b'n') && field.source == Source::Published {
            let start = self.json.at() as u32;
            self.found.push(IssueCode::NullList, start, path, &[("field", field.name().into())]);
            return self.skip().map(|_| ());
        }
        if !self.expect_type(b'[', Kind::Array, field.source, path)? {
            return Ok(());
        }
        self.enter()?;
        let first = self.unique_strings.len();
        let mut seen = SeenFields::default();
        let mut index = 0;
        if !self.json.eat(b']') {
            loop {
                seen.clear();
                self.value_with_members(&list.item, field, &path.index(index), &mut seen)?;
                for key in list.unique {
                    self.unique_strings.push(seen.string_of(key));
                }
                index += 1;
                match self.json.peek() {
                    Some(b',') => self.json.bump(),
                    Some(b']') => break self.json.bump(),
                    _ => return self.json.fail_unexpected("`,` or `]`"),
                }
            }
        }
        self.depth_left += 1;
        for (column, key) in list.unique.iter().enumerate() {
            self.report_duplicates(first + column, list.unique.len(), key.name(), path);
        }
        self.unique_strings.truncate(first);
        Ok(())
    }

    /// Reports every item that has the same string in a field as an earlier item. The strings of the field begin at `first`
    /// in `unique_strings`, and every `step`-th one belongs to it.
    fn report_duplicates(&mut self, first: usize, step: usize, field: &'static str, path: &PathNode<'_>) {
        let Self { json, unique_strings, found, .. } = self;
        let tokens = unique_strings.get(first..).unwrap_or_default();
        let strings = || tokens.iter().step_by(step).zip(0u32..).filter_map(|(token, index)| Some(((*token)?, index)));
        if are_surely_distinct(strings().map(|(token, _)| json.plain_str(token))) {
            return;
        }
        let mut decoded = Vec::new();
        for (token, at) in strings() {
            decoded.push((json.decode(token), at));
        }
        let mut index = StringIndex::builder();
        for (string, at) in &decoded {
            index.add(string, *at);
        }
        for (later, earlier) in index.build().duplicates() {
            let start = tokens.get(later as usize * step).copied().flatten().map_or(0, StringToken::start);
            let params = [("field", field.into()), ("first", earlier.into())];
            found.push(IssueCode::DuplicateValue, start, &path.index(later).field(field), &params);
        }
    }

    #[inline(never)]
    fn union(&mut self, union: &'static Union, path: &PathNode<'_>, seen: &mut SeenFields) -> ScanResult {
        if let Some(shape) = self.shape_by_first_member(union) {
            return self.members(shape, path, seen);
        }
        let start = self.json.at();
        let object = self.read_value()?;
        match contract::select_shape(union, object.root()) {
            SelectedShape::Shape(shape) => {
                self.json.seek(start);
                return self.members(shape, path, seen);
            }
            SelectedShape::MissingTag { tag, source } => {
                report_missing(source, tag, object.root().offset(), path, self.found);
            }
            SelectedShape::UnknownTag { tag, value, variants } => {
                let path = path.field(tag);
                if value.kind() == Kind::String {
                    let options = text::join_in_backticks(&mut variants.iter().map(|(variant, _)| *variant));
                    let params = [("options", ParamRef::Str(&options))];
                    self.found.push(IssueCode::UnknownType, value.offset(), &path, &params);
                } else {
                    let (actual, start) = (value.kind(), value.offset());
                    report_type(Kind::String, actual, Source::Published, start, &path, self.found);
                }
            }
        }
        Ok(())
    }

    /// Returns the shape of a union's object if its first member selects it, as is usual.
    fn shape_by_first_member(&mut self, union: &'static Union) -> Option<&'static Shape> {
        let start = self.json.at();
        self.json.bump();
        self.json.peek();
        let shape = match union {
            Union::Keyed { key, with, .. } => self.json.eat_key(key).then_some(*with),
            Union::Tagged { tag, variants, .. } => {
                let is_tag = self.json.eat_key(tag) && self.json.peek() == Some(b'"');
                let name = if is_tag { self.json.scan_string().ok() } else { None };
                let name = name.and_then(|name| self.json.plain_str(name));
                variants.iter().find(|(variant, _)| Some(*variant) == name).map(|(_, shape)| *shape)
            }
        };
        self.json.seek(start);
        shape
    }

    #[inline(always)]
    fn scan_string(&mut self) -> ScanResult<StringToken> {
        let string = self.json.scan_string()?;
        self.needs_tape |= string.has_lone_surrogate();
        Ok(string)
    }

    /// Returns true if the next value begins as its type does. Otherwise reports it and skips it.
    #[inline(always)]
    fn expect_type(&mut self, first: u8, expected: Kind, source: Source, path: &PathNode<'_>) -> ScanResult<bool> {
        if self.json.peek() == Some(first) {
            return Ok(true);
        }
        self.report_wrong_type(expected, source, path).map(|()| false)
    }

    /// Reports a value of the wrong type and skips it.
    #[cold]
    fn report_wrong_type(&mut self, expected: Kind, source: Source, path: &PathNode<'_>) -> ScanResult {
        self.json.peek();
        let start = self.json.at() as u32;
        let actual = self.skip()?;
        let start = if actual == Kind::String { start + 1 } else { start };
        report_type(expected, actual, source, start, path, self.found);
        Ok(())
    }

    /// Skips a value of any kind, and returns the kind.
    fn skip(&mut self) -> ScanResult<Kind> {
        match self.json.peek() {
            Some(b'"') => self.scan_string().map(|_| Kind::String),
            Some(b'{') if self.skip_empty(b'}') => Ok(Kind::Object),
            Some(b'[') if self.skip_empty(b']') => Ok(Kind::Array),
            Some(b'{' | b'[') => self.read_value().map(|value| value.root().kind()),
            _ => self.json.scan_scalar(),
        }
    }

    /// Skips an array or object if it is empty.
    fn skip_empty(&mut self, closing: u8) -> bool {
        let start = self.json.at();
        self.json.bump();
        let is_empty = self.depth_left > 0 && self.json.eat(closing);
        if !is_empty {
            self.json.seek(start);
        }
        is_empty
    }

    /// Reads a value of any kind into a tape.
    fn read_value(&mut self) -> ScanResult<Document<'t>> {
        let value = read_document(&mut self.json, self.depth_left)?;
        self.needs_tape |= !value.violations().is_empty();
        Ok(value)
    }
}

#[cold]
fn report_type(
    expected: Kind,
    actual: Kind,
    source: Source,
    start: u32,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) {
    let params = [("expected", expected.name().into()), ("actual", actual.name().into())];
    found.push_with_source(Some(source), IssueCode::InvalidType, start, path, &params);
}

#[cfg(test)]
mod tests {
    use crate::contract::table::walk::{collect_shapes, shapes_of_type};
    use crate::contract::table::{CONNECTION, CONNECTION_UPDATE, Constraint, FieldType, Shape};
    use crate::validate::seen_fields::{OFFSETS, STRINGS};

    #[test]
    fn the_fields_that_rules_need_are_the_first_of_their_shapes() {
        let mut needed = 0;
        let mut is_among_first = |shape: &Shape, name: &str, end: usize| {
            let at = shape.fields.iter().position(|field| field.name() == name);
            assert!(at.is_none_or(|at| at < end), "{}: {name}", shape.name);
            needed += usize::from(at.is_some());
        };
        for shape in collect_shapes(&CONNECTION_UPDATE).into_iter().chain(collect_shapes(&CONNECTION)) {
            let (offsets, strings): (&[&str], &[&str]) = match shape.constraint {
                Some(Constraint::AddressByProtocol) => (&["baseUrl", "datasetId"], &["protocol"]),
                Some(Constraint::AnyCredential) => (&["action", "trigger"], &[]),
                Some(Constraint::AnyFlow) => (&["clientCredentials", "authorizationCode"], &[]),
                Some(Constraint::OwnVariables) | None => (&[], &[]),
            };
            offsets.iter().for_each(|name| is_among_first(shape, name, OFFSETS));
            strings.iter().for_each(|name| is_among_first(shape, name, STRINGS));
            for field in shape.fields {
                let FieldType::List(list) = &field.field_type else { continue };
                for item in shapes_of_type(&list.item) {
                    list.unique.iter().for_each(|key| is_among_first(item, key.name(), STRINGS));
                }
            }
        }
        assert!(needed >= 12, "{needed}");
    }
}
