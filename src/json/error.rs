//! Defines the limits of the JSON reader, and the errors of text that cannot be read.

use std::fmt;

use crate::path::Path;

/// Limits on JSON text.
///
/// ```
/// use connection_update::json::Limits;
///
/// let limits = Limits { max_depth: 4, ..Limits::default() };
/// assert_eq!((limits.bytes(), limits.depth()), (16 * 1024 * 1024, 4));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest size of the text, in bytes of UTF-8. Defaults to 16 MiB. A limit above 256 MiB acts as 256 MiB.
    pub max_bytes: u32,
    /// The deepest nesting of arrays and objects. Defaults to 128. A limit above 1,024 acts as 1,024.
    pub max_depth: u32,
}

/// The largest size of a text, in bytes. The tape, the index over the text, stores a length in 28 bits.
pub(super) const MAX_BYTES: u32 = (1 << 28) - 1;

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 16 << 20, max_depth: 128 }
    }
}

impl Limits {
    /// The limits of text that this package has written: only those of the reader itself.
    pub(crate) const NONE: Self = Self { max_bytes: u32::MAX, max_depth: u32::MAX };

    /// Returns the size limit that the reader applies, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.max_bytes.min(MAX_BYTES) as usize
    }

    /// Returns the nesting limit that the reader applies. Comparing values recurses to this depth.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.max_depth.min(1024) as usize
    }
}

/// The first error in a text that cannot be read.
///
/// ```
/// use connection_update::json::{Document, Limits, SyntaxErrorKind};
///
/// let error = Document::parse(br#"{ "name" 7 }"#, Limits::default()).unwrap_err();
/// assert_eq!((error.kind, error.offset), (SyntaxErrorKind::Unexpected("expected-colon"), 9));
/// assert_eq!(error.to_string(), "expected colon at byte 9");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The kind of error.
    pub kind: SyntaxErrorKind,
    /// The byte offset at which reading stopped.
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
    /// The grammar does not allow this byte here. The string is the problem in the issue, such as `expected-colon`.
    Unexpected(&'static str),
    /// A string contains a control character that must be escaped.
    ControlCharacter,
    /// A backslash does not begin an escape.
    InvalidEscape,
    /// More text follows the outermost value.
    TrailingText,
}

/// Writes the kind of error, and the offset unless the text is too large. Writes nothing from the input.
impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            SyntaxErrorKind::TooLarge { .. } => self.kind.fmt(f),
            kind => write!(f, "{kind} at byte {}", self.offset),
        }
    }
}

impl std::error::Error for SyntaxError {}

impl fmt::Display for SyntaxErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge { bytes } => return write!(f, "a text of {bytes} bytes is too large"),
            Self::TooDeep => "arrays and objects are nested too deep",
            Self::NotUtf8 => "invalid UTF-8",
            Self::Empty => "empty input",
            Self::Unfinished => "the text ends too early",
            Self::Unexpected(problem) => return f.write_str(&problem.replace('-', " ")),
            Self::ControlCharacter => "a control character in a string is not escaped",
            Self::InvalidEscape => "a backslash does not begin an escape",
            Self::TrailingText => "unexpected text after the value",
        })
    }
}
