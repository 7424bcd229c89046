//! Limits of the reader, and the errors of text that cannot be read.

use crate::path::Path;

/// Limits on the text that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest text, in bytes of UTF-8. Defaults to 16 MiB; at most 256 MiB.
    pub max_bytes: u32,
    /// The deepest nesting of arrays and objects. Defaults to 128; at most 1,024.
    pub max_depth: u32,
}

/// The largest text in bytes that a tape can index: lengths and offsets take 28 bits.
pub(super) const MAX_BYTES: u32 = (1 << 28) - 1;

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 16 << 20, max_depth: 128 }
    }
}

impl Limits {
    /// Returns the largest text that is read, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.max_bytes.min(MAX_BYTES) as usize
    }

    /// Returns the deepest nesting that is read. Comparing values recurses this deep.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.max_depth.min(1024) as usize
    }
}

/// The first error of a text that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The kind of error.
    pub kind: SyntaxErrorKind,
    /// The offset in bytes at which the text stops being JSON.
    pub offset: usize,
    /// The path of the innermost value that was being read.
    pub path: Path,
}

/// The reason why a text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// The text is longer than [`Limits::max_bytes`].
    TooLarge {
        /// The length of the text in bytes.
        bytes: usize,
    },
    /// Arrays and objects are nested deeper than [`Limits::max_depth`].
    TooDeep,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The text is empty, or only white space.
    Empty,
    /// The text ends inside a value.
    Unfinished,
    /// The grammar does not allow this byte here. The string names what was expected.
    Unexpected(&'static str),
    /// A string contains a control character that must be escaped.
    ControlCharacter,
    /// A backslash does not begin an escape.
    InvalidEscape,
    /// More text follows the outermost value.
    TrailingText,
}
