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
        self.visit_violations(&mut |kind, offset, tracker| out.push((kind, tracker.path(), offset)));
        out
    }

    /// Calls `visit` with the kind and the byte offset of every I-JSON violation, in text order. The tracker returns the path of
    /// the violation, so that only those paths are built that are needed.
    pub(crate) fn visit_violations(&self, visit: &mut dyn FnMut(ViolationKind, u32, &mut PathTracker<'_>)) {
        let mut violations = self.violations.iter().peekable();
        if violations.peek().is_none() {
            return;
        }
        let mut tracker = PathTracker::default();
        for (index, node) in (0u32..).zip(&self.nodes) {
            tracker.advance(self.value_at(index));
            while let Some(violation) = violations.next_if(|violation| violation.node == index) {
                visit(violation.kind, node.start(), &mut tracker);
            }
        }
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
pub(crate) struct PathTracker<'d> {
    frames: Vec<Frame<'d>>,
}

/// An array or object that the walk is inside.
struct Frame<'d> {
    position: Position<'d>,
    /// The path of the current item or member, so that the paths inside it share their segments. `None` until it is needed.
    path: Option<Path>,
}

/// The position of the walk in an array or object.
enum Position<'d> {
    Array {
        /// The number of items that the walk has reached.
        items: u32,
    },
    Object {
        /// The last key that the walk has reached.
        key: Option<&'d str>,
        /// True if the walk has not reached the value of `key` yet.
        awaits_value: bool,
    },
}

impl<'d> PathTracker<'d> {
    /// Moves to the next value or key of the tape.
    fn advance(&mut self, value: Value<'d>) {
        let tag = value.node().tag();
        if tag == Tag::End {
            self.frames.pop();
            return;
        }
        if let Some(Frame { position, path }) = self.frames.last_mut() {
            match position {
                Position::Array { items } => {
                    *items += 1;
                    *path = None;
                }
                Position::Object { awaits_value: awaits_value @ true, .. } => *awaits_value = false,
                Position::Object { key, awaits_value } => {
                    *key = value.as_str();
                    *awaits_value = true;
                    *path = None;
                    return;
                }
            }
        }
        let position = match tag {
            Tag::Array => Position::Array { items: 0 },
            Tag::Object => Position::Object { key: None, awaits_value: false },
            _ => return,
        };
        self.frames.push(Frame { position, path: None });
    }

    /// Returns the path of the current node. A key has the path of its value.
    pub(crate) fn path(&mut self) -> Path {
        let mut path = Path::root();
        for frame in &mut self.frames {
            path = match &frame.path {
                Some(path) => path.clone(),
                None => {
                    let Some(segment) = frame.position.segment() else { continue };
                    frame.path.insert(path.join_segment(segment)).clone()
                }
            };
        }
        path
    }

    /// Returns the path of the next value. If a key must come next, returns the path of its object.
    fn next_path(&mut self) -> Path {
        let Some(last) = self.frames.pop() else {
            return Path::root();
        };
        let next = match last.position {
            Position::Array { items } => Some(Segment::Index(items)),
            Position::Object { awaits_value: true, .. } => last.position.segment(),
            Position::Object { awaits_value: false, .. } => None,
        };
        let outer = self.path();
        match next {
            Some(segment) => outer.join_segment(segment),
            None => outer,
        }
    }
}

impl Position<'_> {
    /// Returns the segment of the current item or member, or `None` if the walk has reached no item or member yet.
    fn segment(&self) -> Option<Segment> {
        match self {
            Self::Array { items } => items.checked_sub(1).map(Segment::Index),
            Self::Object { key, .. } => key.map(Segment::from),
        }
    }
}
