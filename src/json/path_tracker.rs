//! Paths of nodes: a tape does not store them, so that reading stays fast; a walk from its start finds them.

use super::tape::{Document, Tag, ViolationKind};
use super::value::Value;
use crate::path::{Path, Segment};

impl Document<'_> {
    /// Returns the kind, path and byte offset of every I-JSON violation, in the order of the text.
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

    /// Returns the path of the value that would come next after the tape so far.
    pub(super) fn next_path(&self) -> Path {
        let mut tracker = PathTracker::default();
        for index in 0..self.next_node_index() {
            tracker.advance(self.value_at(index));
        }
        tracker.next_path()
    }
}

/// Follows a walk over the tape from its start, and knows the path of each node.
#[derive(Default)]
struct PathTracker {
    frames: Vec<Frame>,
}

/// An array or object that the walk is inside.
enum Frame {
    /// The number of items so far.
    Array(u32),
    /// The last key, and true until its value comes.
    Object(Option<String>, bool),
}

impl PathTracker {
    /// Continues with the next value or key of the tape.
    fn advance(&mut self, value: Value<'_>) {
        let tag = value.node().tag();
        if tag == Tag::End {
            self.frames.pop();
            return;
        }
        match self.frames.last_mut() {
            Some(Frame::Array(items)) => *items += 1,
            Some(Frame::Object(_, awaits_value @ true)) => *awaits_value = false,
            Some(Frame::Object(key, awaits_value)) => {
                *key = value.as_str().map(str::to_owned);
                *awaits_value = true;
                return;
            }
            None => {}
        }
        match tag {
            Tag::Array => self.frames.push(Frame::Array(0)),
            Tag::Object => self.frames.push(Frame::Object(None, false)),
            _ => {}
        }
    }

    /// Returns the path of the last node. A key has the path of its value.
    fn path(&self) -> Path {
        Path(self.frames.iter().filter_map(Frame::segment).collect())
    }

    /// Returns the path of the value that comes next, or of the object whose next key comes next.
    fn next_path(&self) -> Path {
        let Some((last, outer)) = self.frames.split_last() else {
            return Path::root();
        };
        let next = match last {
            Frame::Array(items) => Some(Segment::Index(*items)),
            Frame::Object(_, true) => last.segment(),
            Frame::Object(_, false) => None,
        };
        Path(outer.iter().filter_map(Frame::segment).chain(next).collect())
    }
}

impl Frame {
    fn segment(&self) -> Option<Segment> {
        match self {
            Self::Array(items) => items.checked_sub(1).map(Segment::Index),
            Self::Object(key, _) => key.as_deref().map(Segment::from),
        }
    }
}
