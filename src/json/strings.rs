//! An index over texts: takes texts with their positions, finds the position of a text and the texts that repeat.

use super::tape::Value;
use crate::text::sort;

/// Texts, each with its hash and the position that it was given, in the order of the three: ids and names often begin alike,
/// and numbers are compared in less time.
#[derive(Debug)]
pub(crate) struct TextIndex<'t>(Vec<(u64, &'t str, u32)>);

impl<'t> TextIndex<'t> {
    /// An index that is still to be filled.
    pub(crate) const fn filling() -> Filling<'t> {
        Filling(Vec::new())
    }

    /// The texts of values, each at its place; what is no text is left out.
    #[inline(never)]
    pub(crate) fn of(values: &[Value<'t>]) -> Self {
        let mut index = Self::filling();
        for (value, at) in values.iter().zip(0..) {
            if let Some(text) = value.text() {
                index.add(text, at);
            }
        }
        index.finish()
    }

    /// The texts in a member of values, each at its value's place; what is not there is empty.
    #[inline(never)]
    pub(crate) fn of_members(values: &[Value<'t>], key: &str) -> Self {
        let mut index = Self::filling();
        for (value, at) in values.iter().zip(0..) {
            index.add(value.text_of(key), at);
        }
        index.finish()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The lowest position of a text.
    #[inline(never)]
    pub(crate) fn get(&self, text: &str) -> Option<u32> {
        let hash = hash(text);
        let at = self.0.partition_point(|(other, known, _)| (*other, *known) < (hash, text));
        self.0.get(at).filter(|(_, known, _)| *known == text).map(|(.., position)| *position)
    }

    pub(crate) fn contains(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// Every position whose text has a lower one, with the lowest.
    pub(crate) fn repeats(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let mut first: Option<&(u64, &'t str, u32)> = None;
        self.0.iter().filter_map(move |entry| match first {
            Some((_, text, position)) if *text == entry.1 => Some((entry.2, *position)),
            _ => {
                first = Some(entry);
                None
            }
        })
    }
}

/// An index on the way.
#[derive(Debug)]
pub(crate) struct Filling<'t>(Vec<(u64, &'t str, u32)>);

impl<'t> Filling<'t> {
    /// Adds a text with its position.
    #[inline(never)]
    pub(crate) fn add(&mut self, text: &'t str, position: u32) {
        self.0.push((hash(text), text, position));
    }

    /// The index.
    pub(crate) fn finish(mut self) -> TextIndex<'t> {
        sort(&mut self.0);
        TextIndex(self.0)
    }
}

/// Texts met so far, a bit for each: few objects have more keys than one glance tells apart.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Met(u64);

impl Met {
    /// Whether a text surely differs from all that were met. It is told by its first and last byte, where it has them, and
    /// its length: names of one list often differ in their ends alone. No two fields of one shape of the contract have
    /// one bit.
    #[inline(always)]
    pub(super) fn is_new(&mut self, ends: Option<(u8, u8)>, len: usize) -> bool {
        let ends = ends.map_or(0, |(first, last)| usize::from(first) + 3 * usize::from(last));
        let bit = 1 << ((ends + 9 * len) & 63);
        let is_new = self.0 & bit == 0;
        self.0 |= bit;
        is_new
    }
}

/// Whether texts differ from each other, told without sorting them. `None` stands for a text of unknown spelling; where
/// the answer is no, they may differ all the same.
pub(crate) fn surely_differ<'t>(texts: impl Iterator<Item = Option<&'t str>> + Clone) -> bool {
    let mut met = Met::default();
    let mut all_new = true;
    let mut count = 0_usize;
    for text in texts.clone() {
        let Some(text) = text else { return false };
        let (first, last) = (text.as_bytes().first(), text.as_bytes().last());
        all_new &= met.is_new(first.copied().zip(last.copied()), text.len());
        count += 1;
    }
    if all_new {
        return true;
    }
    // A table of hashes, each in the first free place from its own on. Where chosen texts crowd it, no more is told.
    let mut table = vec![0; (2 * count).next_power_of_two()];
    let last = table.len() - 1;
    let mut steps = 4 * count;
    for text in texts.flatten() {
        let hash = hash(text) | 1;
        let mut at = (hash >> 32) as usize;
        while let Some(known) = table.get_mut(at & last) {
            if *known == 0 {
                *known = hash;
                break;
            }
            steps -= 1;
            if *known == hash || steps == 0 {
                return false;
            }
            at += 1;
        }
    }
    true
}

/// Spreads texts over numbers; a chosen collision costs a sort, nothing else.
#[inline(never)]
fn hash(text: &str) -> u64 {
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let tail = rest.iter().fold(rest.len() as u64, |tail, byte| tail << 8 | u64::from(*byte));
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    words.chain([tail]).fold(0, |hash: u64, word| (hash.rotate_left(29) ^ word).wrapping_mul(SPREAD))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::table::{CONNECTION, CONNECTION_UPDATE, shapes::below};

    #[test]
    fn a_text_is_found_at_its_lowest_position_and_repeats_name_it() {
        let texts = ["b", "a", "b", "c", "b"];
        let mut index = TextIndex::filling();
        for (text, at) in texts.into_iter().zip(0..) {
            index.add(text, at);
        }
        let index = index.finish();
        assert_eq!((index.get("b"), index.get("a"), index.get("d")), (Some(0), Some(1), None));
        assert_eq!(index.repeats().collect::<Vec<_>>(), [(2, 0), (4, 0)]);
    }

    #[test]
    fn texts_that_differ_are_told_from_those_that_may_not() {
        for count in [0, 1, 10, 16, 17, 300] {
            let names: Vec<_> = (0..count).map(|n| format!("a longer name {n}")).collect();
            let texts = || names.iter().map(|name| Some(name.as_str()));
            assert!(surely_differ(texts()), "{count}");
            assert!(!surely_differ(texts().chain([None])), "{count}");
            for repeated in &names {
                assert!(!surely_differ(texts().chain([Some(repeated.as_str())])), "{count}: {repeated}");
            }
        }
    }

    #[test]
    fn one_glance_tells_the_fields_of_any_shape_apart() {
        for shape in below(&CONNECTION).into_iter().chain(below(&CONNECTION_UPDATE)) {
            let mut met = Met::default();
            for name in shape.fields.iter().map(|field| field.name().as_bytes()) {
                let ends = name.first().copied().zip(name.last().copied());
                assert!(met.is_new(ends, name.len()), "{}: {name:?}", shape.name);
            }
        }
    }
}
