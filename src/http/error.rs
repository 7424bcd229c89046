//! Defines the errors of base URLs and headers.

use std::fmt;

/// The reason why a text is not a base URL.
///
/// Neither the error nor its message contains the text, because a URL can contain a password.
///
/// ```
/// use connection_update::http::request::BaseUrl;
///
/// let error = BaseUrl::parse("http://platform.example").unwrap_err();
/// assert_eq!(error.reason(), "it must be https, except on this machine");
/// assert_eq!(error.to_string(), "the base URL is refused: it must be https, except on this machine");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseUrlError(pub(super) &'static str);

/// The reason why a caller cannot add a header.
///
/// Neither the error nor its message contains the header, because its value can be secret.
///
/// ```
/// use connection_update::http::request::check_header;
///
/// let error = check_header("Content-Type", "text/plain").unwrap_err();
/// assert_eq!(error.reason(), "the client sets it itself");
/// assert_eq!(error.to_string(), "the header is refused: the client sets it itself");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderError(pub(super) &'static str);

impl BaseUrlError {
    /// Returns the reason, in English, for a sentence about the URL.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.0
    }
}

impl HeaderError {
    /// Returns the reason, in English, for a sentence about the header.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for BaseUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the base URL is refused: {}", self.0)
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the header is refused: {}", self.0)
    }
}

impl std::error::Error for BaseUrlError {}

impl std::error::Error for HeaderError {}
