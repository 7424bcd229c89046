//! Builds indexes over lists of values, and compares values that may be missing.

use super::kind::Kind;
use super::strings::StringIndex;
use super::value::Value;

impl<'t> StringIndex<'t> {
    /// Builds an index from each string in a list to its position in the list. Skips values that are not strings.
    #[inline(never)]
    pub(crate) fn from_values(values: &[Value<'t>]) -> Self {
        let mut index = Self::builder(values.len());
        for (value, at) in values.iter().zip(0..) {
            if let Some(string) = value.as_str() {
                index.add(string, at);
            }
        }
        index.build()
    }

    /// Builds an index that finds the position of a value by the string in its member `key`. A missing member counts as an
    /// empty string.
    #[inline(never)]
    pub(crate) fn from_members(values: &[Value<'t>], key: &str) -> Self {
        let mut index = Self::builder(values.len());
        for (value, at) in values.iter().zip(0..) {
            index.add(value.get_str(key), at);
        }
        index.build()
    }
}

/// Returns true if two values are equal, or if both are missing.
#[inline(never)]
pub(crate) fn values_equal(a: Option<Value<'_>>, b: Option<Value<'_>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.same_as(b),
        (None, None) => true,
        _ => false,
    }
}

/// Returns true if two lists are equal. A missing list, an empty list and `null` are equal.
#[inline(never)]
pub(crate) fn lists_equal(a: Option<Value<'_>>, b: Option<Value<'_>>) -> bool {
    let is_absent = |list: Option<Value<'_>>| {
        list.is_none_or(|list| list.kind() == Kind::Null || list.kind() == Kind::Array && list.is_empty())
    };
    values_equal(a, b) || is_absent(a) && is_absent(b)
}
