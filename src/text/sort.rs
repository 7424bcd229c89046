//! Sorts lists in place.
//!
//! This merge sort replaces the sort of the standard library, which would add 4,371 bytes of gzip to the WebAssembly module.

use std::mem;

/// Sorts a list. The sort is stable.
#[inline(never)]
pub(crate) fn sort<T: Copy + PartialOrd>(items: &mut Vec<T>) {
    let mut merged = Vec::with_capacity(items.len());
    let mut width = 1;
    while width < items.len() {
        #[cfg(test)]
        super::steps::add(items.len());
        merged.clear();
        for pair in items.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at_checked(width).unwrap_or((pair, &[]));
            while let ([one, more_left @ ..], [other, more_right @ ..]) = (left, right) {
                if other < one {
                    merged.push(*other);
                    right = more_right;
                } else {
                    merged.push(*one);
                    left = more_left;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        mem::swap(items, &mut merged);
        width *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::steps;
    use std::cmp::Ordering;

    /// An item whose place among items with the same key is not compared.
    #[derive(Clone, Copy, Debug)]
    struct Keyed {
        key: u32,
        place: u32,
    }

    impl PartialEq for Keyed {
        fn eq(&self, other: &Self) -> bool {
            self.key == other.key
        }
    }

    impl PartialOrd for Keyed {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            self.key.partial_cmp(&other.key)
        }
    }

    #[test]
    fn items_with_equal_keys_stay_in_their_order() {
        let mut items: Vec<_> = (0..100).map(|place| Keyed { key: place * 7 % 5, place }).collect();
        sort(&mut items);
        assert!(items.is_sorted_by_key(|item| (item.key, item.place)), "{items:?}");
    }

    #[test]
    fn each_pass_doubles_the_length_of_the_sorted_parts() {
        for (len, passes) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (64, 6), (65, 7)] {
            let mut items: Vec<_> = (0..len).rev().collect();
            assert_eq!(steps::count(|| sort(&mut items)), len * passes, "{len}");
        }
    }

    #[test]
    fn sorting_gives_the_same_items_in_order() {
        let mut seed = 7u64;
        for len in (0..70).chain([1000]) {
            let next = |_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 56) % 50
            };
            let items: Vec<_> = (0..len).map(next).collect();
            let mut expected = items.clone();
            expected.sort_unstable();
            let mut sorted = items;
            sort(&mut sorted);
            assert_eq!(sorted, expected);
        }
    }
}
