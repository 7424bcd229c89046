//! Remembers the fields of one object while the validator reads it.

use crate::contract::table::{Shape, Source};
use crate::issue::{Collector, IssueCode};
use crate::json::{KnownKey, StringToken};
use crate::path::PathNode;

/// Number of leading fields whose offset is remembered. Constraints only refer to these.
pub(super) const OFFSETS: usize = 6;

/// Number of leading fields whose string is remembered. Constraints and unique fields of lists only refer to these.
pub(super) const STRINGS: usize = 4;

/// The fields of an object that were seen so far.
///
/// 64 bytes: larger memsets become a call out of the WebAssembly module.
#[derive(Default)]
pub(super) struct SeenFields {
    shape: Option<&'static Shape>,
    /// A bit for each field of the shape.
    seen: u32,
    /// Offsets of values by field, valid if the bit is set.
    offsets: [u32; OFFSETS],
    /// Strings by field, valid if the bit is set; `None` for values of another type.
    strings: [Option<StringToken>; STRINGS],
}

impl SeenFields {
    /// Starts an object of this shape.
    #[inline(always)]
    pub(super) fn begin(&mut self, shape: &'static Shape) {
        self.shape = Some(shape);
        self.seen = 0;
    }

    /// Forgets the last object, so that no field counts as seen.
    pub(super) fn clear(&mut self) {
        self.shape = None;
    }

    /// Records a field and the offset of its value. Returns true if it was seen before.
    #[inline(always)]
    pub(super) fn insert(&mut self, index: usize, offset: u32) -> bool {
        let is_duplicate = self.has(index);
        self.seen |= 1 << index;
        if let Some(slot) = self.offsets.get_mut(index) {
            *slot = offset;
        }
        is_duplicate
    }

    /// Records the string in a field.
    #[inline(always)]
    pub(super) fn set_string(&mut self, index: usize, string: Option<StringToken>) {
        if let Some(slot) = self.strings.get_mut(index) {
            *slot = string;
        }
    }

    /// Returns true if a required field is missing.
    #[inline(always)]
    pub(super) fn lacks(&self, required: u32) -> bool {
        required & !self.seen != 0
    }

    /// Returns true if a field was seen.
    #[inline(always)]
    pub(super) fn has(&self, index: usize) -> bool {
        self.seen & 1 << index != 0
    }

    /// Returns the index of a field that was seen.
    #[inline(always)]
    fn index_of(&self, key: &KnownKey) -> Option<usize> {
        self.shape?.fields.iter().position(|field| field.key == *key).filter(|index| self.has(*index))
    }

    /// Returns the offset of the value of a field, or `None` if it was not seen.
    #[inline(always)]
    pub(super) fn offset_of(&self, key: &KnownKey) -> Option<usize> {
        self.offsets.get(self.index_of(key)?).map(|start| *start as usize)
    }

    /// Returns the string in a field, or `None` if it was not seen, or is of another type.
    #[inline(always)]
    pub(super) fn string_of(&self, key: &KnownKey) -> Option<StringToken> {
        self.strings.get(self.index_of(key)?).copied().flatten()
    }
}

/// Reports a missing field, at the path that it would have.
pub(super) fn report_missing(
    source: Source,
    name: &'static str,
    object: u32,
    path: &PathNode<'_>,
    found: &mut Collector<'_>,
) {
    found.push_with_source(Some(source), IssueCode::MissingField, object, &path.field(name), &[("field", name.into())]);
}
