//! Compares values of a body with the same values of the stored connection, and remembers the matches of list items.

use crate::issue::{IssueCode, StoredValues};
use crate::json::{Items, Kind, StringIndex, Value, values_equal};
use crate::path::{PathNode, Segment};

/// A body and the stored connection. Their lists are matched when an issue first needs the matches.
pub(super) struct StoredComparison<'d> {
    body: Value<'d>,
    current: Value<'d>,
    /// True if the body is a draft, or a part of a draft.
    is_draft: bool,
    /// For each key of the last path: the offset of its object in the body, the key, and the members of the body and of the stored
    /// connection.
    members: Vec<(u32, String, Pair<'d>)>,
    /// The lists on the paths of the last issues, from the outermost to the innermost. Most issues of one list follow each other.
    matched: Vec<MatchedList<'d>>,
}

/// A value of the body, and the stored value that it matches.
type Pair<'d> = (Option<Value<'d>>, Option<Value<'d>>);

/// A list of the body, and the stored items that its items match.
struct MatchedList<'d> {
    /// The offset of the list in the body.
    offset: u32,
    pairs: Vec<(Value<'d>, Option<Value<'d>>)>,
    /// For each member that was compared: its name, and an index of the values that are not stored.
    changed: Vec<(String, StringIndex<'d>)>,
}

impl<'d> StoredComparison<'d> {
    pub(super) fn new(body: Value<'d>, current: Value<'d>, is_draft: bool) -> Self {
        Self { body, current, is_draft, members: Vec::new(), matched: Vec::new() }
    }

    /// Returns the value at a path of the body, and the stored value that it matches.
    fn find(&mut self, path: &[&Segment]) -> Option<Match<'d>> {
        let mut found = Match { sent: Some(self.body), stored: Some(self.current), has_stored_parent: true };
        let mut depth = 0;
        for (at, segment) in path.iter().copied().enumerate() {
            let Match { sent, stored, .. } = found;
            let has_stored_parent = stored.is_some_and(|stored| sent.is_some_and(|sent| sent.kind() == stored.kind()));
            let (sent, stored) = match segment {
                Segment::Key(key) => self.get_member(at, sent?, stored, key),
                Segment::Index(index) => {
                    let is_environment =
                        at == 1 && matches!(path.first(), Some(Segment::Key(key)) if key == "environments");
                    let list = self.match_list(depth, sent?, stored, is_environment)?;
                    depth += 1;
                    let (sent, stored) = list.pairs.get(*index as usize)?;
                    (Some(*sent), *stored)
                }
            };
            found = Match { sent, stored, has_stored_parent };
        }
        Some(found)
    }

    /// Returns a member of the sent object and of the stored object. `at` is the position of the key in the path. Remembers the
    /// last members, because consecutive paths have the same first keys, and objects can be large.
    fn get_member(&mut self, at: usize, sent: Value<'d>, stored: Option<Value<'d>>, key: &str) -> Pair<'d> {
        match self.members.get(at) {
            Some((offset, known, member)) if *offset == sent.offset() && known == key => return *member,
            _ => {}
        }
        let member = (sent.get(key), stored.and_then(|stored| stored.get(key)));
        self.members.truncate(at);
        // Positions of list items have no member.
        self.members.resize_with(at, || (u32::MAX, String::new(), (None, None)));
        self.members.push((sent.offset(), key.to_owned(), member));
        member
    }

    /// Returns the matches of a list. `depth` is the number of lists around it.
    fn match_list(
        &mut self,
        depth: usize,
        sent: Value<'d>,
        stored: Option<Value<'d>>,
        is_environment: bool,
    ) -> Option<&mut MatchedList<'d>> {
        if self.matched.get(depth).is_none_or(|known| known.offset != sent.offset()) {
            self.matched.truncate(depth);
            let pairs = match_items(sent, stored, is_environment);
            self.matched.push(MatchedList { offset: sent.offset(), pairs, changed: Vec::new() });
        }
        self.matched.get_mut(depth)
    }

    /// Returns true if the item of a path, and every earlier item with the same value in the member of the path, is stored with
    /// this value.
    fn are_all_stored(&mut self, path: &[&Segment]) -> Option<bool> {
        let [.., Segment::Index(index), Segment::Key(key)] = path else { return None };
        let value = self.find(path)?.sent?.as_str()?;
        let depth = path.iter().filter(|segment| matches!(segment, Segment::Index(_))).count();
        let list = self.matched.get_mut(depth.checked_sub(1)?)?;
        if list.changed.iter().all(|(known, _)| known != key.as_ref()) {
            let mut changed = StringIndex::builder(0);
            for ((sent, stored), at) in list.pairs.iter().zip(0..) {
                let is_stored = stored.is_some_and(|stored| values_equal(sent.get(key), stored.get(key)));
                if let (Some(value), false) = (sent.get(key).and_then(Value::as_str), is_stored) {
                    changed.add(value, at);
                }
            }
            list.changed.push((key.as_ref().to_owned(), changed.build()));
        }
        let (_, changed) = list.changed.iter().find(|(known, _)| known == key.as_ref())?;
        Some(changed.get(value).is_none_or(|at| at > *index))
    }
}

/// A value of the body, and the stored value that it matches.
struct Match<'d> {
    sent: Option<Value<'d>>,
    stored: Option<Value<'d>>,
    /// True if the object or list around the value is stored.
    has_stored_parent: bool,
}

impl StoredValues for StoredComparison<'_> {
    fn is_stored(&mut self, code: IssueCode, path: &PathNode<'_>) -> bool {
        let path = path.to_path();
        let path = path.segments();
        if code == IssueCode::DuplicateValue && matches!(*path, [.., Segment::Index(_), _]) {
            return self.are_all_stored(&path).unwrap_or_default();
        }
        self.find(&path).is_some_and(|Match { sent, stored, has_stored_parent }| {
            let is_absent = sent.is_none() && stored.is_none_or(is_null);
            has_stored_parent && (is_absent || sent.is_some() && values_equal(sent, stored))
        })
    }

    fn is_unsent_null(&mut self, path: &PathNode<'_>) -> bool {
        let path = path.to_path();
        let path = path.segments();
        // The members of an auth scheme are sent as they are stored.
        let is_in_scheme = path.iter().enumerate().any(|(at, segment)| match segment {
            Segment::Key(key) => key == "authSchemeConfig" || key == "authSchemeConfigs" && at + 1 < path.len(),
            Segment::Index(_) => false,
        });
        self.is_draft && !is_in_scheme && self.find(&path).is_some_and(|found| found.stored.is_some_and(is_null))
    }
}

fn is_null(value: Value<'_>) -> bool {
    value.kind() == Kind::Null
}

/// Finds the stored item of each item of a list in a body. An item that has an id matches the stored item with the same id. An
/// item without an id that is stored matches by its name, and an item that also has no name by its index. The second item with an
/// id or a name matches the second stored item with it. An environment without an id is new and matches no item.
fn match_items<'d>(
    sent: Value<'d>,
    stored: Option<Value<'d>>,
    is_environment: bool,
) -> Vec<(Value<'d>, Option<Value<'d>>)> {
    let stored = stored.filter(|stored| stored.kind() == Kind::Array);
    let stored = Items::from_optional(stored).to_vec();
    let [mut by_id, mut by_name] = ["id", "name"].map(|key| UnmatchedItems::new(&stored, key));
    let mut pairs = Vec::new();
    for (item, index) in sent.items().zip(0..) {
        let at = match (item.get("id"), item.get("name")) {
            (Some(id), _) if is_environment || by_id.contains(id) => id.as_str().and_then(|id| by_id.take(id)),
            (None, _) if is_environment => None,
            (_, Some(name)) => name.as_str().and_then(|name| by_name.take(name)),
            (_, None) => Some(index),
        };
        pairs.push((item, at.and_then(|at| stored.get(at as usize)).copied()));
    }
    pairs
}

/// The stored items that no item of the body matches yet, by the string in one member.
struct UnmatchedItems<'d> {
    index: StringIndex<'d>,
    /// For each first item with a string: the position of the next unmatched item with this string, or [`NONE`].
    next: Vec<u32>,
    /// For each item: the position of the next item with the same string, or [`NONE`].
    following: Vec<u32>,
}

/// The position of no item.
const NONE: u32 = u32::MAX;

impl<'d> UnmatchedItems<'d> {
    fn new(stored: &[Value<'d>], key: &str) -> Self {
        let mut index = StringIndex::builder(stored.len());
        let mut next = Vec::with_capacity(stored.len());
        for (item, at) in stored.iter().zip(0..) {
            next.push(at);
            if let Some(text) = item.get(key).and_then(Value::as_str) {
                index.add(text, at);
            }
        }
        let index = index.build();
        let mut following = vec![NONE; stored.len()];
        let mut last = (NONE, NONE);
        for (later, first) in index.duplicates() {
            let previous = if last.0 == first { last.1 } else { first };
            following.get_mut(previous as usize).into_iter().for_each(|following| *following = later);
            last = (first, later);
        }
        Self { index, next, following }
    }

    /// Returns true if a stored item has this string.
    fn contains(&self, value: Value<'_>) -> bool {
        value.as_str().is_some_and(|text| self.index.contains(text))
    }

    /// Returns the position of the first unmatched item with this string.
    fn take(&mut self, text: &str) -> Option<u32> {
        let next = self.next.get_mut(self.index.get(text)? as usize)?;
        let at = *next;
        *next = self.following.get(at as usize).copied().unwrap_or(NONE);
        (at != NONE).then_some(at)
    }
}
