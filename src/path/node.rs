//! Tracks the path of a walk through a document as a linked list on the stack. The walk allocates memory for a path only when
//! an issue needs an owned [`Path`].

use std::borrow::Cow;

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

    /// Calls `visit` with each segment, from the root to this node.
    pub(crate) fn for_each_segment(&self, visit: &mut impl FnMut(SegmentRef<'p>)) {
        if let Some(parent) = self.parent {
            parent.for_each_segment(visit);
            visit(self.segment);
        }
    }

    /// Copies the segments into a [`Path`].
    #[inline(never)]
    pub(crate) fn to_path(self) -> Path {
        let mut path = Path::root();
        self.for_each_segment(&mut |segment| {
            let segment = match segment {
                SegmentRef::Root => return,
                SegmentRef::Field(name) => Segment::Key(Cow::Borrowed(name)),
                SegmentRef::Key(key) => Segment::from(key),
                SegmentRef::Index(index) => Segment::Index(index),
            };
            path = std::mem::take(&mut path).join_segment(segment);
        });
        path
    }
}
