//! Compares keys in JSON text with the field names of the contract.

/// The name of a field, prepared at compile time so that comparisons read eight bytes at once.
///
/// A comparison covers the usual spelling of a key, `"name":`, without escapes and without white space before the colon.
///
/// ```
/// use connection_update::json::KnownKey;
///
/// const BASE_URL: KnownKey = KnownKey::new("baseUrl");
/// assert_eq!(BASE_URL.name(), "baseUrl");
/// ```
#[derive(Clone, Copy, Debug, Eq)]
pub struct KnownKey {
    name: &'static str,
    /// The first eight bytes of `"name":`. A shorter text is padded with zeros.
    head: u64,
    /// The bits of `head` that are not padding.
    mask: u64,
    /// The last eight bytes of `"name":`. It is 0 if `head` contains the whole text.
    tail: u64,
}

impl KnownKey {
    /// Prepares the name of a field.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        let mut key = Self { name, head: 0, mask: 0, tail: 0 };
        let mut at = 0;
        while at < 8 && at < key.spelled_len() {
            key.head |= (key.byte(at) as u64) << (8 * at);
            key.mask |= 0xFF << (8 * at);
            at += 1;
        }
        while at >= 8 && at < 16 && !key.fits_in_head() {
            key.tail |= (key.byte(key.spelled_len() + at - 16) as u64) << (8 * (at - 8));
            at += 1;
        }
        key
    }

    /// Returns the name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the length of `"name":` in bytes.
    #[inline(always)]
    pub(super) const fn spelled_len(&self) -> usize {
        self.name.len() + 3
    }

    /// Returns the byte of `"name":` at an offset.
    #[expect(clippy::indexing_slicing, reason = "the arms keep the index within the name; constants cannot use `get`")]
    const fn byte(&self, at: usize) -> u8 {
        match at {
            0 => b'"',
            at if at <= self.name.len() => self.name.as_bytes()[at - 1],
            at if at == self.name.len() + 1 => b'"',
            _ => b':',
        }
    }

    /// Returns true if `"name":` has at most eight bytes.
    #[inline(always)]
    const fn fits_in_head(&self) -> bool {
        self.spelled_len() <= 8
    }

    /// Returns true if a text begins with `"name":`. Can return false if the text has less than eight bytes.
    #[inline(always)]
    pub(super) fn is_prefix_of(&self, text: &[u8]) -> bool {
        match text.first_chunk() {
            Some(head) if (u64::from_le_bytes(*head) ^ self.head) & self.mask == 0 => {
                self.fits_in_head() || self.matches_tail(text)
            }
            _ => false,
        }
    }

    /// Returns true if the text matches `"name":` after the first eight bytes.
    #[inline(always)]
    fn matches_tail(&self, text: &[u8]) -> bool {
        let tail = text.get(self.spelled_len() - 8..).and_then(<[u8]>::first_chunk);
        let between = 8..self.spelled_len().saturating_sub(8).max(8);
        tail.is_some_and(|tail| u64::from_le_bytes(*tail) == self.tail)
            && between.into_iter().all(|at| text.get(at).is_some_and(|byte| *byte == self.byte(at)))
    }
}

impl PartialEq for KnownKey {
    fn eq(&self, other: &Self) -> bool {
        self.head == other.head
            && self.spelled_len() == other.spelled_len()
            && (self.fits_in_head() || self.name == other.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [KnownKey; 8] = [
        KnownKey::new("i"),
        KnownKey::new("name1"),
        KnownKey::new("action"),
        KnownKey::new("trigger"),
        KnownKey::new("environments1"),
        KnownKey::new("environments12"),
        KnownKey::new("environmentVariables"),
        KnownKey::new("environmentVariablesOfConnections"),
    ];

    #[test]
    fn a_key_is_the_prefix_of_its_spelling_alone() {
        for key in KEYS {
            let text = format!("\"{}\":", key.name()).into_bytes();
            let with_value = [&text, &b"\"value\",   "[..]].concat();
            assert!(key.is_prefix_of(&with_value), "{}", key.name());
            for at in 0..text.len() {
                let mut other = with_value.clone();
                other[at] ^= 1;
                assert!(!key.is_prefix_of(&other), "{} with another byte at {at}", key.name());
                assert!(!key.is_prefix_of(&text[..at]), "{at} bytes of {}", key.name());
            }
            let equal: Vec<_> = KEYS.iter().filter(|other| **other == key).map(KnownKey::name).collect();
            assert_eq!(equal, [key.name()]);
        }
    }
}
