//! Finds the paths of values. The tape, the flat index over the text, does not store paths, so that reading stays fast. A walk
//! from the start of the tape reconstructs the paths.

use super::tape::{Document, Tag, ViolationKind};
use super::value::Value;
use crate::path::{Path, Segment};

impl Document<'_> {
    /// Returns the kind, path and byte offset of every I-JSON (RFC 7493) violation, in text order.
    ///
    /// ```
    /// use connection_update::json::{Document, Limits, ViolationKind};
    ///
    /// let document = Document::parse(br#"{ "a": { "b": 1, "b": 2 } }"#, Limits::default()).unwrap();
    /// let (kind, path, _) = &document.violation_paths()[0];
    /// assert_eq!((*kind, path.pointer().as_str()), (ViolationKind::DuplicateKey, "/a/b"));
    /// ```
    #[must_use]
    pub fn violation_paths(&self) -> Vec<(ViolationKind, Path, u32)> {
        let mut out = Vec::with_capacity(self.violations.len());
        let mut violations = self.violations.iter().peekable();
        if violations.peek().is_some() {
            let mut tracker = PathTracker::default();
            for (index, node) in (0u32..).zip(&self.nodes) {
                tracker.advance(self.value_at(index));
                while let Some(violation) = violations.next_if(|violation| violation.node == index) {
                    out.push((violation.kind, tracker.path(), node.start()));
                }
            }
        }
        out
    }

    /// Returns the path at which the reader would add the next value.
    pub(super) fn next_path(&self) -> Path {
        let mut tracker = PathTracker::default();
        for index in 0..self.next_node_index() {
            tracker.advance(self.value_at(index));
        }
        tracker.next_path()
    }
}

/// Tracks the path of the current node during a walk over all nodes of a document.
#[derive(Default)]
struct PathTracker {
    frames: Vec<Frame>,
}

/// An array or object that the walk is inside.
enum Frame {
    Array {
        /// The number of items that the walk has reached.
        items: u32,
    },
    Object {
        /// The last key that the walk has reached.
        key: Option<String>,
        /// True if the walk has not reached the value of `key` yet.
        awaits_value: bool,
    },
}

impl PathTracker {
    /// Moves to the next value or key of the tape.
    fn advance(&mut self, value: Value<'_>) {
        let tag = value.node().tag();
        if tag == Tag::End {
            self.frames.pop();
            return;
        }
        match self.frames.last_mut() {
            Some(Frame::Array { items }) => *items += 1,
            Some(Frame::Object { awaits_value: awaits_value @ true, .. }) => *awaits_value = false,
            Some(Frame::Object { key, awaits_value }) => {
                *key = value.as_str().map(str::to_owned);
                *awaits_value = true;
                return;
            }
            None => {}
        }
        match tag {
            Tag::Array => self.frames.push(Frame::Array { items: 0 }),
            Tag::Object => self.frames.push(Frame::Object { key: None, awaits_value: false }),
            _ => {}
        }
    }

    /// Returns the path of the current node. A key has the path of its value.
    fn path(&self) -> Path {
        Path(self.frames.iter().filter_map(Frame::segment).collect())
    }

    /// Returns the path of the next value. If a key must come next, returns the path of its object.
    fn next_path(&self) -> Path {
        let Some((last, outer)) = self.frames.split_last() else {
            return Path::root();
        };
        let next = match last {
            Frame::Array { items } => Some(Segment::Index(*items)),
            Frame::Object { awaits_value: true, .. } => last.segment(),
            Frame::Object { awaits_value: false, .. } => None,
        };
        Path(outer.iter().filter_map(Frame::segment).chain(next).collect())
    }
}

impl Frame {
    /// Returns the segment of the current item or member, or `None` if the walk has reached no item or member yet.
    fn segment(&self) -> Option<Segment> {
        match self {
            Self::Array { items } => items.checked_sub(1).map(Segment::Index),
            Self::Object { key, .. } => key.as_deref().map(Segment::from),
        }
    }
}
