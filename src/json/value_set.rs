//! Finds equal values in a list, in lists of any size.

use super::kind::Kind;
use super::strings::hash;
use super::value::Value;
use crate::text::sort;

/// The values of a list, with an index of their hashes.
pub(crate) struct ValueSet<'d> {
    values: Vec<Value<'d>>,
    /// The hash and the position of each value, in ascending order.
    hashes: Vec<(u64, u32)>,
}

impl<'d> ValueSet<'d> {
    #[inline(never)]
    pub(crate) fn new(values: Vec<Value<'d>>) -> Self {
        let mut hashes = Vec::with_capacity(values.len());
        for (value, at) in values.iter().zip(0..) {
            hashes.push((hash_value(*value), at));
        }
        sort(&mut hashes);
        Self { values, hashes }
    }

    /// Returns true if the list has a value that equals this one: see [`Value::same_as`].
    #[inline(never)]
    pub(crate) fn contains(&self, value: Value<'_>) -> bool {
        let hash = hash_value(value);
        let start = self.hashes.partition_point(|(other, _)| *other < hash);
        // Values with equal hashes are almost always equal. The limit bounds the time if an attacker makes hashes collide: such a
        // value can count as absent.
        let candidates = self.hashes.iter().skip(start).take_while(|(other, _)| *other == hash).take(MAX_CANDIDATES);
        candidates.filter_map(|(_, at)| self.values.get(*at as usize)).any(|known| known.same_as(value))
    }
}

/// The limit on the number of values that are compared because they have the same hash.
const MAX_CANDIDATES: usize = 16;

/// Returns a hash that is equal for values that are equal: see [`Value::same_as`].
fn hash_value(value: Value<'_>) -> u64 {
    match value.kind() {
        Kind::String => hash(value.as_str().unwrap_or_default()),
        Kind::Array => {
            let mut combined = 1;
            for item in value.items() {
                combined = mix(combined, hash_value(item));
            }
            combined
        }
        Kind::Object => {
            // The order of members does not matter.
            let mut combined = 2_u64;
            for member in value.members() {
                combined = combined.wrapping_add(mix(hash(member.name()), hash_value(member.value)));
            }
            combined
        }
        Kind::Null | Kind::Boolean | Kind::Number => !hash(value.raw()),
    }
}

fn mix(one: u64, other: u64) -> u64 {
    (one.rotate_left(23) ^ other).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Limits};

    #[test]
    fn a_set_contains_exactly_its_values() {
        // More values of each kind than are compared if their hashes are equal.
        let strings = (0..40).map(|n| format!("\"{n}\""));
        let numbers = (0..40).map(|n| n.to_string());
        let repeated = (0..40).map(|_| "\"7\"".to_owned());
        let lists = (0..40).map(|n| format!("[{n}]"));
        let objects = (0..40).map(|n| format!("{{\"a\":{n}}}"));
        let nested = (0..40).map(|n| format!("{{\"a\":[{{\"b\":\"{n}\"}}],\"c\":0}}"));
        let values: Vec<_> = repeated.chain(strings).chain(numbers).chain(lists).chain(objects).chain(nested).collect();
        let list = format!("[{}]", values.join(","));
        let list = Document::parse(list.as_bytes(), Limits::default()).unwrap();
        let set = ValueSet::new(list.root().items().to_vec());
        for text in &values {
            let value = Document::parse(text.as_bytes(), Limits::default()).unwrap();
            assert!(set.contains(value.root()), "{text}");
        }
        for text in ["\"40\"", "40", "[40]", "[]", "[0,0]", "{\"a\":40}", "{\"b\":0}", "{}", "null"] {
            let value = Document::parse(text.as_bytes(), Limits::default()).unwrap();
            assert!(!set.contains(value.root()), "{text}");
        }
        let moved = Document::parse(br#"{ "c": 0, "a": [{ "\u0062": "3" }] }"#, Limits::default()).unwrap();
        assert!(set.contains(moved.root()));
    }
}
