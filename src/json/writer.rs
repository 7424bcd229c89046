//! Writes JSON text from keys, values and unchanged spans of a source text.

use super::value::Member;
use crate::text::escape::write_string;

/// Writes JSON text piece by piece. The writer adds the commas.
///
/// ```
/// use connection_update::json::Writer;
///
/// let mut out = Writer::default();
/// out.begin_object();
/// out.key("name");
/// out.string("Shop");
/// out.member("size", "1.50");
/// out.end_object();
/// assert_eq!(out.finish(), r#"{"name":"Shop","size":1.50}"#);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Writer {
    out: String,
    /// True if the next key or item needs a comma before it.
    needs_comma: bool,
}

impl Writer {
    /// Creates a writer with a capacity in bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), needs_comma: false }
    }

    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.open('{');
    }

    /// Closes an object.
    pub fn end_object(&mut self) {
        self.close('}');
    }

    /// Opens an array.
    pub fn begin_array(&mut self) {
        self.open('[');
    }

    /// Closes an array.
    pub fn end_array(&mut self) {
        self.close(']');
    }

    /// Writes the key of a member. The caller must write the value next.
    #[inline(never)]
    pub fn key(&mut self, key: &str) {
        self.separate();
        write_string(key, &mut self.out);
        self.out.push(':');
        self.needs_comma = false;
    }

    /// Writes a value that is already JSON text, such as an unchanged span of a source text.
    #[inline(never)]
    pub fn raw(&mut self, json: &str) {
        self.separate();
        self.out.push_str(json);
        self.needs_comma = true;
    }

    /// Writes a member. Its value is already JSON text.
    #[inline(never)]
    pub fn member(&mut self, key: &str, json: &str) {
        self.key(key);
        self.raw(json);
    }

    /// Copies a member as it is spelled in its source text.
    ///
    /// ```
    /// use connection_update::json::{Document, Limits, Writer};
    ///
    /// let document = Document::parse(br#"{ "a": 1e2, "b": 2, "c": 3, "d": 4 }"#, Limits::default()).unwrap();
    /// let mut out = Writer::with_capacity(64);
    /// out.begin_object();
    /// for member in document.root().members() {
    ///     match member.name() {
    ///         "b" => out.copy_with(member, "null"),
    ///         "c" => {
    ///             out.copy_key(member);
    ///             out.begin_array();
    ///             out.raw("true");
    ///             out.end_array();
    ///         }
    ///         _ => out.copy(member),
    ///     }
    /// }
    /// out.end_object();
    /// assert_eq!(out.finish(), r#"{"a": 1e2,"b":null,"c":[true],"d": 4}"#);
    /// ```
    pub fn copy(&mut self, member: Member<'_>) {
        self.raw(member.raw());
    }

    /// Copies the key of a member as it is spelled in its source text. The caller must write the value next.
    pub fn copy_key(&mut self, member: Member<'_>) {
        self.raw(member.key.raw());
        self.out.push(':');
        self.needs_comma = false;
    }

    /// Copies the key of a member, and writes another value. That value is already JSON text.
    pub fn copy_with(&mut self, member: Member<'_>, json: &str) {
        self.copy_key(member);
        self.raw(json);
    }

    /// Writes a string, with the escapes that JSON requires.
    #[inline(never)]
    pub fn string(&mut self, text: &str) {
        self.separate();
        write_string(text, &mut self.out);
        self.needs_comma = true;
    }

    /// Returns the text.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    /// Returns the text without spare capacity, for one of many texts that are kept.
    #[must_use]
    pub(crate) fn finish_exact(mut self) -> String {
        self.out.shrink_to_fit();
        self.out
    }

    #[inline(never)]
    fn open(&mut self, bracket: char) {
        self.separate();
        self.out.push(bracket);
        self.needs_comma = false;
    }

    #[inline(never)]
    fn close(&mut self, bracket: char) {
        self.out.push(bracket);
        self.needs_comma = true;
    }

    /// Writes a comma if one is needed before the next key or item.
    fn separate(&mut self) {
        if self.needs_comma {
            self.out.push(',');
        }
    }
}
