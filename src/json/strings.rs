//! Provides an index from strings to positions, and a fast check that strings are distinct.

use crate::text::sort;

/// An index from strings to positions.
///
/// The index is a sorted list of hash, string and position. Ids and names often have a common prefix, so comparing hashes is
/// faster than comparing strings. A `HashMap` would add 4.1 KB of gzip to the WebAssembly module.
#[derive(Debug)]
pub(crate) struct StringIndex<'t>(Vec<(u64, &'t str, u32)>);

impl<'t> StringIndex<'t> {
    /// Creates an empty builder with room for `count` strings.
    #[inline(never)]
    pub(crate) fn builder(count: usize) -> StringIndexBuilder<'t> {
        StringIndexBuilder(Vec::with_capacity(count))
    }

    /// Returns the number of strings, including duplicates.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the lowest position of a string, or `None` if the string is not in the index.
    #[inline(never)]
    pub(crate) fn get(&self, text: &str) -> Option<u32> {
        let hash = hash(text);
        let at = self.0.partition_point(|(other, known, _)| (*other, *known) < (hash, text));
        self.0.get(at).filter(|(_, known, _)| *known == text).map(|(.., position)| *position)
    }

    /// Returns true if the string is in the index.
    pub(crate) fn contains(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// Finds the strings that occur again at a later position. Returns a pair for each repetition: its position, and the position
    /// of the first occurrence.
    pub(crate) fn duplicates(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
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

/// Collects the strings of a [`StringIndex`].
#[derive(Debug)]
pub(crate) struct StringIndexBuilder<'t>(Vec<(u64, &'t str, u32)>);

impl<'t> StringIndexBuilder<'t> {
    /// Adds a string with its position.
    #[inline(never)]
    pub(crate) fn add(&mut self, text: &'t str, position: u32) {
        self.0.push((hash(text), text, position));
    }

    /// Builds the index.
    pub(crate) fn build(mut self) -> StringIndex<'t> {
        sort(&mut self.0);
        StringIndex(self.0)
    }
}

/// A 64-bit [Bloom filter](https://en.wikipedia.org/wiki/Bloom_filter) with one hash function, for the keys of one object.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bloom64(u64);

impl Bloom64 {
    /// Adds a string, given by its first byte, its last byte and its length. Returns true if the string is certainly new.
    ///
    /// In each shape of the contract, the hash maps all field names to different bits.
    #[inline(always)]
    pub(super) fn insert(&mut self, ends: Option<(u8, u8)>, len: usize) -> bool {
        let ends = ends.map_or(0, |(first, last)| usize::from(first) + 3 * usize::from(last));
        let bit = 1 << ((ends + 9 * len) & 63);
        let is_new = self.0 & bit == 0;
        self.0 |= bit;
        is_new
    }
}

/// Returns true if this fast check proves that all strings are distinct. Can return false for distinct strings. Returns
/// false if an item is `None`, which represents a string that was not decoded.
pub(crate) fn are_surely_distinct<'t>(texts: impl Iterator<Item = Option<&'t str>> + Clone) -> bool {
    let mut seen = Bloom64::default();
    let mut all_new = true;
    let mut count = 0_usize;
    for text in texts.clone() {
        let Some(text) = text else { return false };
        let (first, last) = (text.as_bytes().first(), text.as_bytes().last());
        all_new &= seen.insert(first.copied().zip(last.copied()), text.len());
        count += 1;
    }
    if all_new {
        return true;
    }
    // A hash table with linear probing. The limit on steps bounds the time if an attacker makes strings collide.
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

/// Returns a fast, non-cryptographic hash. If an attacker forces collisions, the cost is one sort.
#[inline(never)]
pub(super) fn hash(text: &str) -> u64 {
    const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let tail = rest.iter().fold(rest.len() as u64, |tail, byte| tail << 8 | u64::from(*byte));
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    words.chain([tail]).fold(0, |hash: u64, word| (hash.rotate_left(29) ^ word).wrapping_mul(MULTIPLIER))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::table::{CONNECTION, CONNECTION_UPDATE, walk::collect_shapes};

    #[test]
    fn a_string_is_found_at_its_lowest_position_and_duplicates_name_it() {
        let texts = ["b", "a", "b", "c", "b"];
        let mut index = StringIndex::builder(texts.len());
        for (text, at) in texts.into_iter().zip(0..) {
            index.add(text, at);
        }
        let index = index.build();
        assert_eq!((index.get("b"), index.get("a"), index.get("d")), (Some(0), Some(1), None));
        assert_eq!(index.duplicates().collect::<Vec<_>>(), [(2, 0), (4, 0)]);
    }

    #[test]
    fn distinct_strings_are_recognized() {
        for count in [0, 1, 10, 16, 17, 254, 300] {
            let names: Vec<_> = (0..count).map(|n| format!("a longer name {n}")).collect();
            let texts = || names.iter().map(|name| Some(name.as_str()));
            assert!(are_surely_distinct(texts()), "{count}");
            assert!(!are_surely_distinct(texts().chain([None])), "{count}");
            for repeated in &names {
                assert!(!are_surely_distinct(texts().chain([Some(repeated.as_str())])), "{count}: {repeated}");
            }
        }
    }

    #[test]
    fn a_repeated_string_is_recognized_if_its_hash_is_0_or_1() {
        // An empty slot of the table is 0, and the lowest bit of a hash is not compared.
        for (text, expected) in [("", 0), ("abkdtkey8di7gTlf", 1)] {
            assert_eq!(hash(text), expected);
            assert!(!are_surely_distinct([text, "another", text].into_iter().map(Some)), "{text:?}");
        }
    }

    #[test]
    fn the_check_stops_if_many_strings_collide() {
        const COUNT: usize = 64;
        // The table has twice as many slots. All these strings belong in the first.
        let first_slot = |text: &String| (hash(text) >> 32).is_multiple_of(2 * COUNT as u64);
        let names: Vec<_> = (0..).map(|n| format!("name {n}")).filter(first_slot).take(COUNT).collect();
        assert!(!are_surely_distinct(names.iter().map(|name| Some(name.as_str()))));
    }

    #[test]
    fn the_fields_of_each_shape_have_bits_of_their_own() {
        for shape in collect_shapes(&CONNECTION).into_iter().chain(collect_shapes(&CONNECTION_UPDATE)) {
            let mut seen = Bloom64::default();
            for name in shape.fields.iter().map(|field| field.name().as_bytes()) {
                let ends = name.first().copied().zip(name.last().copied());
                assert!(seen.insert(ends, name.len()), "{}: {name:?}", shape.name);
            }
        }
    }
}
