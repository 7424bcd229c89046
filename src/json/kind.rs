//! The six kinds of JSON value.

/// The kind of a JSON value.
///
/// ```
/// use connection_update::json::{Document, Kind, Limits};
///
/// let document = Document::parse(b"[]", Limits::default()).unwrap();
/// assert_eq!(document.root().kind(), Kind::Array);
/// assert_eq!(Kind::Array.name(), "array");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// Returns the name of the kind as JSON Schema spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}
