//! Finds members of one object many times, in objects of any size.

use super::strings::StringIndex;
use super::value::Value;

/// The number of members up to which a search from the first member is faster than an index.
const SEARCHED_MEMBERS: u32 = 8;

/// An object with an index of its keys, to find many members of a large object. [`Value::get`] searches from the first member.
/// Finding all members of an object with 40,000 members in this way takes 800 million steps. Small objects have no index.
///
/// ```
/// use connection_update::json::{Document, Limits, MemberIndex};
///
/// let document = Document::parse(br#"{ "name": "Shop", "later": 7 }"#, Limits::default()).unwrap();
/// let members = MemberIndex::new(document.root());
/// assert_eq!(members.get("later").unwrap().raw(), "7");
/// assert!(members.get("absent").is_none());
/// ```
#[derive(Debug)]
pub struct MemberIndex<'d> {
    object: Value<'d>,
    /// The position of each value in the document, by key.
    index: Option<StringIndex<'d>>,
}

impl<'d> MemberIndex<'d> {
    /// Indexes the members of an object. A value of another kind has no members.
    #[must_use]
    #[inline(never)]
    pub fn new(object: Value<'d>) -> Self {
        let index = (object.len() > SEARCHED_MEMBERS).then(|| {
            let mut names = StringIndex::builder(object.len() as usize);
            object.members().for_each(|member| names.add(member.name(), member.value.position()));
            names.build()
        });
        Self { object, index }
    }

    /// Returns the value of the first member with this key, or `None` if the object lacks the key.
    #[must_use]
    #[inline(never)]
    pub fn get(&self, key: &str) -> Option<Value<'d>> {
        match &self.index {
            None => self.object.get(key),
            Some(names) => names.get(key).map(|position| self.object.at_position(position)),
        }
    }
}
