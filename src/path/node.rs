//! Tracks the path of a walk through a document as a linked list on the stack. The walk allocates memory for a path only when
//! an issue needs an owned [`Path`].

use std::borrow::Cow;
use std::cell::OnceCell;

use super::{Path, Segment};

/// The current position of a walk in a document: the last segment of the path, and the node of the parent value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PathNode<'p> {
    parent: Option<&'p PathNode<'p>>,
    segment: SegmentRef<'p>,
}

/// A borrowed [`Segment`], or the root.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SegmentRef<'p> {
    Root,
    /// A field of the contract.
    Field(&'static str),
    Key(&'p str),
    Index(u32),
    /// No segment: the path of the parent node, after it was copied once.
    Shared(&'p OnceCell<Path>),
}

impl<'p> From<&'p Segment> for SegmentRef<'p> {
    fn from(segment: &'p Segment) -> Self {
        match segment {
            Segment::Index(index) => Self::Index(*index),
            Segment::Key(Cow::Borrowed(name)) => Self::Field(name),
            Segment::Key(Cow::Owned(key)) => Self::Key(key),
        }
    }
}

impl<'p> PathNode<'p> {
    pub(crate) const ROOT: Self = Self { parent: None, segment: SegmentRef::Root };
    pub(crate) const ENVIRONMENTS: Self =
        Self { parent: Some(&PathNode::ROOT), segment: SegmentRef::Field("environments") };
    pub(crate) const VARIABLES: Self =
        Self { parent: Some(&PathNode::ROOT), segment: SegmentRef::Field("environmentVariables") };

    /// Returns the child node for a field of the contract.
    pub(crate) fn field(&self, name: &'static str) -> PathNode<'_> {
        PathNode { parent: Some(self), segment: SegmentRef::Field(name) }
    }

    /// Returns the child node for the member with this key.
    pub(crate) fn key<'c>(&'c self, key: &'c str) -> PathNode<'c> {
        PathNode { parent: Some(self), segment: SegmentRef::Key(key) }
    }

    /// Returns the child node for the item at this index.
    pub(crate) fn index(&self, index: u32) -> PathNode<'_> {
        PathNode { parent: Some(self), segment: SegmentRef::Index(index) }
    }

    /// Returns a node for the same value. All paths that are copied from it and its children share one copy of its segments, which
    /// is kept in `path`. So thousands of issues about one value need little memory, even if a key on the way to it is long.
    pub(crate) fn shared<'c>(&'c self, path: &'c OnceCell<Path>) -> PathNode<'c> {
        PathNode { parent: Some(self), segment: SegmentRef::Shared(path) }
    }

    /// Calls `visit` with each segment, from the root to this node.
    // Only the WebAssembly module encodes segments.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn for_each_segment(&self, visit: &mut impl FnMut(SegmentRef<'p>)) {
        if let Some(parent) = self.parent {
            parent.for_each_segment(visit);
            if !matches!(self.segment, SegmentRef::Shared(_)) {
                visit(self.segment);
            }
        }
    }

    /// Copies the segments into a [`Path`].
    #[inline(never)]
    pub(crate) fn to_path(self) -> Path {
        let Some(parent) = self.parent else { return Path::root() };
        let segment = match self.segment {
            SegmentRef::Root => return Path::root(),
            SegmentRef::Shared(path) => return path.get_or_init(|| parent.to_path()).clone(),
            SegmentRef::Field(name) => Segment::Key(Cow::Borrowed(name)),
            SegmentRef::Key(key) => Segment::from(key),
            SegmentRef::Index(index) => Segment::Index(index),
        };
        parent.to_path().join_segment(segment)
    }
}
