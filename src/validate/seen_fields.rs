//! Records the fields of one object while the validator reads the object.

use crate::contract::table::{Shape, Source};
use crate::issue::{Collector, IssueCode};
use crate::json::{KnownKey, StringToken};
use crate::path::PathNode;

/// Number of fields whose offsets are recorded, counted from the first field of a shape. Constraints need no offset of a later
/// field.
pub(super) const FIELDS_WITH_KNOWN_OFFSET: usize = 6;

/// Number of fields whose strings are recorded, counted from the first field of a shape. Constraints and checks for duplicates
/// need no string of a later field.
pub(super) const FIELDS_WITH_KNOWN_STRING: usize = 4;

/// The fields of one object that the validator has read so far.
///
/// In WebAssembly, this struct has 64 bytes, because clearing more bytes calls a function outside the WebAssembly module.
#[derive(Default)]
pub(super) struct SeenFields {
    shape: Option<&'static Shape>,
    /// One bit for each field of the shape: 1 if the field was read.
    seen: u32,
    /// For each of the first fields of the shape, the offset at which its value begins. An offset is valid if the bit of its
    /// field in `seen` is 1.
    offsets: [u32; FIELDS_WITH_KNOWN_OFFSET],
    /// The string in each of the first fields of the shape, or `None` if the value is not a string. An entry is valid if the
    /// bit of its field in `seen` is 1.
    strings: [Option<StringToken>; FIELDS_WITH_KNOWN_STRING],
}

impl SeenFields {
    /// Forgets the previous object, and begins an object of this shape.
    #[inline(always)]
    pub(super) fn begin_object(&mut self, shape: &'static Shape) {
        self.shape = Some(shape);
        self.seen = 0;
    }

    /// Forgets the previous object. Lookups by key then return `None`.
    pub(super) fn clear(&mut self) {
        self.shape = None;
    }

    /// Records a field and the offset of its value. Returns true if the field was already recorded.
    #[inline(always)]
    pub(super) fn insert(&mut self, index: usize, offset: u32) -> bool {
        let is_duplicate = self.contains(index);
        self.seen |= 1 << index;
        if let Some(slot) = self.offsets.get_mut(index) {
            *slot = offset;
        }
        is_duplicate
    }

    /// Records the string in a field, or `None` if its value is not a string.
    #[inline(always)]
    pub(super) fn set_string(&mut self, index: usize, string: Option<StringToken>) {
        if let Some(slot) = self.strings.get_mut(index) {
            *slot = string;
        }
    }

    /// Returns true if at least one required field was not read. `required` has one bit for each required field.
    #[inline(always)]
    pub(super) fn lacks_any(&self, required: u32) -> bool {
        required & !self.seen != 0
    }

    /// Returns true if the field at this index of the shape was read.
    #[inline(always)]
    pub(super) fn contains(&self, index: usize) -> bool {
        self.seen & 1 << index != 0
    }

    /// Returns the index of a field in the shape, or `None` if the field was not read.
    #[inline(always)]
    fn index_of(&self, key: &KnownKey) -> Option<usize> {
        self.shape?.fields.iter().position(|field| field.key == *key).filter(|index| self.contains(*index))
    }

    /// Returns the offset of the value of a field, or `None` if the field was not read.
    #[inline(always)]
    pub(super) fn offset_of(&self, key: &KnownKey) -> Option<usize> {
        self.offsets.get(self.index_of(key)?).map(|start| *start as usize)
    }

    /// Returns true if a field was read.
    pub(super) fn has(&self, key: &KnownKey) -> bool {
        self.index_of(key).is_some()
    }

    /// Returns the string in a field, or `None` if the field was not read or its value is not a string.
    #[inline(always)]
    pub(super) fn string_of(&self, key: &KnownKey) -> Option<StringToken> {
        self.strings.get(self.index_of(key)?).copied().flatten()
    }
}

/// Reports a missing field, at the path that the field would have.
pub(super) fn report_missing(
    source: Option<Source>,
    name: &'static str,
    object: u32,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) {
    found.push_with_source(source, IssueCode::MissingField, object, &path.field(name), &[("field", name.into())]);
}
