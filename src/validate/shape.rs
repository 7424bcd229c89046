//! Checks JSON text against a shape of the contract's table: reports values of the wrong type, and fields that are missing,
//! unknown or read-only.
//!
//! The check is one pass over the text. It does not parse the text into a tape (see [`Document`]), because it runs on every
//! keystroke, and most bodies are valid. Two rare kinds of values are parsed into a small tape. The first kind is an object
//! whose shape does not follow from its first member. The second kind is an object or list that is skipped and not empty.

use super::constraints::{CheckedObject, check_constraint};
use super::format::check_format;
use super::seen_fields::{SeenFields, report_missing};
use crate::contract::table::{Field, FieldType, Format, List, OtherMembers, Presence, Shape, Source, Union};
use crate::contract::{self, SelectedShape};
use crate::issue::{Collector, IssueCode, ParamRef, collect_list};
use crate::json::{Document, Kind, ScanResult, Scanner, StringIndex, StringToken, are_surely_distinct, read_document};
use crate::path::PathNode;
use crate::url;

/// Checks JSON text against a shape, and reports its issues to `found`. `max_depth` is `None` if the text was read before: then it is
/// known to be JSON within the limits, and its I-JSON violations are known.
///
/// # Errors
/// Returns an error if the text is not JSON, or has more than `max_depth` levels of nesting. The caller must then discard the
/// issues that `found` has received.
pub(super) fn check_text(
    shape: &'static Shape,
    text: &str,
    max_depth: Option<usize>,
    found: &mut Collector<'_>,
) -> ScanResult<NeedsTape> {
    let mut validator = ShapeValidator {
        json: Scanner::new(text),
        depth_left: max_depth.unwrap_or(usize::MAX),
        is_valid_json: max_depth.is_none(),
        needs_tape: false,
        unique_strings: Vec::with_capacity(64),
        found,
    };
    validator.validate_object(shape, Source::Published, &PathNode::ROOT, &mut SeenFields::default())?;
    match validator.json.peek() {
        None => Ok(NeedsTape(validator.needs_tape)),
        Some(_) => validator.json.fail_unexpected("the end"),
    }
}

/// Checks a document against a shape. Cannot fail, because the text of a document is always valid JSON.
pub(super) fn check_document(shape: &'static Shape, document: &Document<'_>, found: &mut Collector<'_>) {
    let _ = check_text(shape, document.text(), None, found);
}

/// True if this check can have missed issues, and the whole body must be parsed into a tape to find them. Such issues are
/// I-JSON violations, and violations of rules about several values of the body.
pub(super) struct NeedsTape(pub(super) bool);

struct ShapeValidator<'t, 'f, 'r> {
    json: Scanner<'t>,
    /// Number of further levels of nesting that are allowed at the current position.
    depth_left: usize,
    /// True if the text was read before. Values are then skipped without parsing them.
    is_valid_json: bool,
    needs_tape: bool,
    /// The strings that must be unique in their list. Contains the strings of every list that the validator has not left yet.
    unique_strings: Vec<Option<StringToken>>,
    found: &'f mut Collector<'r>,
}

impl<'t> ShapeValidator<'t, '_, '_> {
    /// Validates the next value, which must be an object of this shape.
    #[inline(always)]
    fn validate_object(
        &mut self,
        shape: &'static Shape,
        source: Source,
        path: &PathNode<'_>,
        seen: &mut SeenFields,
    ) -> ScanResult {
        if self.expect_type(b'{', Kind::Object, source, path)? {
            self.validate_members(shape, path, seen)?;
        }
        Ok(())
    }

    /// Validates the members of an object. The scanner must be at the opening brace.
    fn validate_members(&mut self, shape: &'static Shape, path: &PathNode<'_>, seen: &mut SeenFields) -> ScanResult {
        seen.begin_object(shape);
        let start = self.json.at() as u32;
        self.enter()?;
        let mut expected = 0;
        let mut unknown = 0;
        if !self.json.eat(b'}') {
            loop {
                match self.read_field(shape.fields, expected)? {
                    Ok((index, field)) => {
                        expected = index + 1;
                        self.validate_member(index, field, shape, path, seen)?;
                    }
                    Err(key) => {
                        unknown += 1;
                        self.skip_unknown_member(key, shape, path)?;
                    }
                }
                match self.json.peek() {
                    Some(b',') => self.json.bump(),
                    Some(b'}') => break self.json.bump(),
                    _ => return self.json.fail_unexpected("expected-comma-or-brace"),
                }
            }
        }
        self.depth_left += 1;
        // Two unknown fields may have the same name. Finding this duplicate key needs a tape.
        self.needs_tape |= unknown > 1;
        if seen.lacks_any(shape.required) {
            self.report_missing_fields(shape, seen, start, path);
        }
        if let Some(constraint) = shape.constraint {
            let object = CheckedObject { seen, has_unknown: unknown > 0, start };
            self.needs_tape |= check_constraint(constraint, &object, &self.json, path, self.found);
        }
        Ok(())
    }

    #[cold]
    fn report_missing_fields(&mut self, shape: &'static Shape, seen: &SeenFields, start: u32, path: &PathNode<'_>) {
        for (index, field) in shape.fields.iter().enumerate() {
            if let Presence::Required(source) = field.presence
                && !seen.contains(index)
            {
                report_missing(source, field.name(), start, path, self.found);
            }
        }
    }

    /// Moves past the opening bracket of an array or object.
    #[inline(always)]
    fn enter(&mut self) -> ScanResult {
        match self.depth_left.checked_sub(1) {
            Some(left) => self.depth_left = left,
            None => return self.json.fail_unexpected("no deeper nesting"),
        }
        self.json.bump();
        Ok(())
    }

    /// Reads a key and its colon. Returns the index of the field and the field, or the key itself if no field has this key.
    ///
    /// Tries the field at index `expected` first, because documents usually have the order of the table.
    #[inline(always)]
    fn read_field(
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
    fn validate_member(
        &mut self,
        index: usize,
        field: &'static Field,
        shape: &'static Shape,
        path: &PathNode<'_>,
        seen: &mut SeenFields,
    ) -> ScanResult {
        let first = self.json.peek();
        let start = self.json.at() as u32;
        let path = path.field(field.name());
        if first == Some(b'n') && field.presence == Presence::Optional && self.found.is_unsent_null(&path) {
            return self.skip_value().map(|_| ());
        }
        self.needs_tape |= seen.insert(index, start);
        if field.presence == Presence::ReadOnly {
            if !matches!(shape.other_members, OtherMembers::Ignored | OtherMembers::Redacted) {
                let params = [("field", field.name().into())];
                self.found.push(IssueCode::ReadOnlyField, start, &path, &params);
            }
            return self.skip_value().map(|_| ());
        }
        match field.field_type {
            FieldType::String(_) | FieldType::Choice(_) => {
                let string = self.validate_string(&field.field_type, field, &path)?;
                seen.set_string(index, string);
                Ok(())
            }
            _ => self.validate_value(&field.field_type, field, &path),
        }
    }

    fn skip_unknown_member(&mut self, key: StringToken, shape: &'static Shape, path: &PathNode<'_>) -> ScanResult {
        self.needs_tape |= key.has_lone_surrogate();
        self.json.peek();
        let name = self.json.decode(key);
        let source = match shape.other_members {
            OtherMembers::Unknown => None,
            OtherMembers::Forbidden => Some(Source::Archived),
            OtherMembers::Ignored | OtherMembers::Redacted => return self.skip_value().map(|_| ()),
            OtherMembers::Typed(field) => return self.validate_value(&field.field_type, field, &path.key(&name)),
        };
        let params = [("field", ParamRef::Str(&name)), ("shape", shape.name.into())];
        let start = self.json.at() as u32;
        self.found.push_with_source(source, IssueCode::UnknownField, start, &path.key(&name), &params);
        self.skip_value().map(|_| ())
    }

    /// Validates the next value, which is the value of `field` or an item of the list in `field`.
    fn validate_value(
        &mut self,
        field_type: &'static FieldType,
        field: &'static Field,
        path: &PathNode<'_>,
    ) -> ScanResult {
        match field_type {
            FieldType::Any => self.skip_value().map(|_| ()),
            FieldType::Boolean => match self.json.peek() {
                Some(b't' | b'f') => self.skip_value().map(|_| ()),
                _ => self.skip_wrong_type(Kind::Boolean, field.source, path),
            },
            FieldType::String(_) | FieldType::Choice(_) => self.validate_string(field_type, field, path).map(|_| ()),
            FieldType::Object(_) | FieldType::Union(_) => {
                self.validate_and_record(field_type, field, path, &mut SeenFields::default())
            }
            FieldType::List(list) => self.validate_list(list, field, path),
        }
    }

    /// Validates the next value, which must be a string. Returns `None` if the value is not a string.
    #[inline(always)]
    fn validate_string(
        &mut self,
        field_type: &'static FieldType,
        field: &'static Field,
        path: &PathNode<'_>,
    ) -> ScanResult<Option<StringToken>> {
        let string = match self.json.scan_short_string() {
            Some(string) => string,
            None => match self.read_any_string(field, path)? {
                Some(string) => string,
                None => return Ok(None),
            },
        };
        match field_type {
            FieldType::String(format) if !self.surely_has_format(*format, string) => {
                check_format(*format, &self.json.decode(string), string.start(), path, self.found);
            }
            FieldType::Choice(options) if !options.contains(&self.json.decode(string).as_ref()) => {
                let options = collect_list(&mut options.iter().copied());
                let params = [("options", ParamRef::List(&options))];
                self.found.push_with_source(Some(field.source), IssueCode::InvalidValue, string.start(), path, &params);
            }
            _ => {}
        }
        Ok(Some(string))
    }

    /// Reads the next value, which must be a string. The string can have any length, and can contain escapes. Returns `None` if
    /// the value is not a string.
    #[inline(never)]
    fn read_any_string(&mut self, field: &'static Field, path: &PathNode<'_>) -> ScanResult<Option<StringToken>> {
        if !self.expect_type(b'"', Kind::String, field.source, path)? {
            return Ok(None);
        }
        self.scan_string().map(Some)
    }

    /// Returns true if this fast check shows that a string has its format. Can return false for an unusual string in the right
    /// format.
    #[inline(always)]
    fn surely_has_format(&self, format: Format, string: StringToken) -> bool {
        match format {
            Format::Free => true,
            // A masked value has no escapes and begins with one of these bytes, or has escapes.
            Format::Value => match self.json.first_and_last_byte(string) {
                Some((first, _)) => !matches!(first, b'*' | b'<' | b'[' | 0xE2),
                None => string.len() == 0,
            },
            // Most names begin and end with a visible ASCII character.
            Format::Name | Format::Label => self
                .json
                .first_and_last_byte(string)
                .is_some_and(|(first, last)| first.is_ascii_graphic() && last.is_ascii_graphic()),
            Format::Url | Format::BaseUrl => self.json.plain_str(string).is_some_and(url::is_surely_valid),
            _ => false,
        }
    }

    /// Validates the next value. If it is an object, records its fields in `seen`.
    #[inline(always)]
    fn validate_and_record(
        &mut self,
        field_type: &'static FieldType,
        field: &'static Field,
        path: &PathNode<'_>,
        seen: &mut SeenFields,
    ) -> ScanResult {
        match field_type {
            FieldType::Object(shape) => self.validate_object(shape, field.source, path, seen),
            FieldType::Union(union) => {
                if self.expect_type(b'{', Kind::Object, field.source, path)? {
                    self.validate_union(union, path, seen)?;
                }
                Ok(())
            }
            _ => self.validate_value(field_type, field, path),
        }
    }

    fn validate_list(&mut self, list: &'static List, field: &'static Field, path: &PathNode<'_>) -> ScanResult {
        if self.json.peek() == Some(b'n') && field.source == Source::Published {
            let start = self.json.at() as u32;
            self.found.push(IssueCode::NullList, start, path, &[("field", field.name().into())]);
            return self.skip_value().map(|_| ());
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
                self.validate_and_record(&list.item, field, &path.index(index), &mut seen)?;
                for key in list.unique {
                    self.unique_strings.push(seen.string_of(key));
                }
                index += 1;
                match self.json.peek() {
                    Some(b',') => self.json.bump(),
                    Some(b']') => break self.json.bump(),
                    _ => return self.json.fail_unexpected("expected-comma-or-bracket"),
                }
            }
        }
        self.depth_left += 1;
        // The stored connection decides if an empty list deletes anything.
        self.needs_tape |= index == 0 && list.deletes_if_empty;
        for (column, key) in list.unique.iter().enumerate() {
            self.report_duplicates(first + column, list.unique.len(), key.name(), path);
        }
        self.unique_strings.truncate(first);
        Ok(())
    }

    /// Reports every item that has the same string in `field` as an earlier item. The strings are in `unique_strings`. The
    /// string of the first item is at index `first`. The string of each next item is `step` indices later.
    fn report_duplicates(&mut self, first: usize, step: usize, field: &'static str, path: &PathNode<'_>) {
        let Self { json, unique_strings, found, .. } = self;
        let tokens = unique_strings.get(first..).unwrap_or_default();
        let strings = || tokens.iter().step_by(step).zip(0u32..).filter_map(|(token, index)| Some(((*token)?, index)));
        if are_surely_distinct(strings().map(|(token, _)| json.plain_str(token))) {
            return;
        }
        let mut decoded = Vec::with_capacity(tokens.len() / step);
        for (token, at) in strings() {
            decoded.push((json.decode(token), at));
        }
        let mut index = StringIndex::builder(decoded.len());
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
    fn validate_union(&mut self, union: &'static Union, path: &PathNode<'_>, seen: &mut SeenFields) -> ScanResult {
        if let Some(shape) = self.find_shape_by_first_member(union) {
            return self.validate_members(shape, path, seen);
        }
        let start = self.json.at();
        let object = self.parse_value()?;
        match contract::select_shape(union, object.root()) {
            SelectedShape::Shape(shape) => {
                self.json.seek(start);
                return self.validate_members(shape, path, seen);
            }
            SelectedShape::MissingTag { fallback: Some(shape), .. } => {
                self.json.seek(start);
                return self.validate_members(shape, path, seen);
            }
            SelectedShape::MissingTag { tag, source, fallback: None } => {
                report_missing(Some(source), tag, object.root().offset(), path, self.found);
            }
            SelectedShape::UnknownTag { tag, value, variants, fallback } => {
                let path_of_tag = path.field(tag);
                let is_string = value.kind() == Kind::String;
                if is_string {
                    let options = collect_list(&mut variants.iter().map(|(variant, _)| *variant));
                    let params = [("options", ParamRef::List(&options))];
                    self.found.push(IssueCode::UnknownType, value.offset(), &path_of_tag, &params);
                }
                match fallback {
                    // The shape also reports a tag that is not a string.
                    Some(shape) => {
                        self.json.seek(start);
                        return self.validate_members(shape, path, seen);
                    }
                    None if !is_string => {
                        let (actual, start) = (value.kind(), value.offset());
                        let source = Source::Published;
                        report_wrong_type(Kind::String, actual, source, start, &path_of_tag, self.found);
                    }
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// Returns the shape that the first member of the next object selects from the union. Returns `None` if the first member
    /// selects no shape, but it usually selects one. Does not move the scanner.
    fn find_shape_by_first_member(&mut self, union: &'static Union) -> Option<&'static Shape> {
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

    /// Returns true if the next value has the expected kind. Every value of this kind begins with the byte `first`. Reports and
    /// skips a value of another kind.
    #[inline(always)]
    fn expect_type(&mut self, first: u8, expected: Kind, source: Source, path: &PathNode<'_>) -> ScanResult<bool> {
        if self.json.peek() == Some(first) {
            return Ok(true);
        }
        self.skip_wrong_type(expected, source, path).map(|()| false)
    }

    /// Reports the next value, which is of the wrong type, and skips it.
    #[cold]
    fn skip_wrong_type(&mut self, expected: Kind, source: Source, path: &PathNode<'_>) -> ScanResult {
        self.json.peek();
        let start = self.json.at() as u32;
        let actual = self.skip_value()?;
        let start = if actual == Kind::String { start + 1 } else { start };
        report_wrong_type(expected, actual, source, start, path, self.found);
        Ok(())
    }

    /// Skips the next value, and returns its kind.
    fn skip_value(&mut self) -> ScanResult<Kind> {
        match self.json.peek() {
            Some(b'"') => self.scan_string().map(|_| Kind::String),
            Some(b'{') if self.skip_if_empty(b'}') => Ok(Kind::Object),
            Some(b'[') if self.skip_if_empty(b']') => Ok(Kind::Array),
            Some(first @ (b'{' | b'[')) if self.is_valid_json => {
                self.skip_nested()?;
                Ok(if first == b'{' { Kind::Object } else { Kind::Array })
            }
            Some(b'{' | b'[') => self.parse_value().map(|value| value.root().kind()),
            _ => self.json.scan_scalar(),
        }
    }

    /// Skips the next array or object, whose text is valid JSON.
    fn skip_nested(&mut self) -> ScanResult {
        let mut depth = 0_u32;
        loop {
            match self.json.peek() {
                Some(b'"') => _ = self.json.scan_string()?,
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.json.bump();
                }
                Some(b'}' | b']') => {
                    depth -= 1;
                    self.json.bump();
                    if depth == 0 {
                        return Ok(());
                    }
                }
                Some(b',' | b':') => self.json.bump(),
                _ => _ = self.json.scan_scalar()?,
            }
        }
    }

    /// Skips the next array or object if it is empty. Returns true if the value was empty.
    fn skip_if_empty(&mut self, closing: u8) -> bool {
        let start = self.json.at();
        self.json.bump();
        let is_empty = self.depth_left > 0 && self.json.eat(closing);
        if !is_empty {
            self.json.seek(start);
        }
        is_empty
    }

    /// Parses the next value into a small [`Document`]. Requires a tape of the whole body if the value has I-JSON violations.
    fn parse_value(&mut self) -> ScanResult<Document<'t>> {
        let value = read_document(&mut self.json, self.depth_left)?;
        self.needs_tape |= !value.violations().is_empty();
        Ok(value)
    }
}

#[cold]
fn report_wrong_type(
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
    use super::{NeedsTape, check_text};
    use crate::contract::table::walk::{collect_shapes, shapes_of_type};
    use crate::contract::table::{CONNECTION, CONNECTION_UPDATE, Constraint, FieldType, Shape};
    use crate::issue::{Collector, Rules};
    use crate::validate::seen_fields::{FIELDS_WITH_KNOWN_OFFSET, FIELDS_WITH_KNOWN_STRING};

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
            offsets.iter().for_each(|name| is_among_first(shape, name, FIELDS_WITH_KNOWN_OFFSET));
            strings.iter().for_each(|name| is_among_first(shape, name, FIELDS_WITH_KNOWN_STRING));
            for field in shape.fields {
                let FieldType::List(list) = &field.field_type else { continue };
                for item in shapes_of_type(&list.item) {
                    list.unique.iter().for_each(|key| is_among_first(item, key.name(), FIELDS_WITH_KNOWN_STRING));
                }
            }
        }
        assert!(needed >= 12, "{needed}");
    }

    #[test]
    fn most_bodies_are_validated_in_one_pass() {
        let is_one_pass = |text: &str| {
            let rules = Rules::DEFAULT;
            let mut found = Collector::new(&rules);
            matches!(check_text(&CONNECTION_UPDATE, text, Some(8), &mut found), Ok(NeedsTape(false)))
        };
        // More objects and lists than levels of nesting that are allowed.
        let environment = r#"{"id":"e","name":"Test","variables":[],"credentials":{"action":[]}}"#;
        let environments = [environment; 20].join(",");
        assert!(is_one_pass(&format!(r#"{{"authSchemeConfigs":[],"environments":[{environments}]}}"#)));
        assert!(is_one_pass(r#"{"later":{"a":[1]}}"#));
        // The two keys can be equal.
        assert!(!is_one_pass(r#"{"later":1,"more":2}"#));
        // The stored connection decides if this deletes anything.
        assert!(!is_one_pass(r#"{"environments":[]}"#));
    }
}
