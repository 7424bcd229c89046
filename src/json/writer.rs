//! The writer: takes keys, values and untouched spans of a source, gives JSON text.

use super::escape;
use super::tape::Member;

/// Writes JSON text piece by piece; commas are its own business.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    out: String,
    /// Whether the next key or item needs a comma before it.
    comma: bool,
}

impl Writer {
    /// An empty writer with room for so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), comma: false }
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

    /// A member's key; its value comes next.
    #[inline(never)]
    pub fn key(&mut self, key: &str) {
        self.separate();
        write_string(key, &mut self.out);
        self.out.push(':');
        self.comma = false;
    }

    /// A value that is JSON already, such as an untouched span of a source.
    #[inline(never)]
    pub fn raw(&mut self, json: &str) {
        self.separate();
        self.out.push_str(json);
        self.comma = true;
    }

    /// A member whose value is JSON already.
    #[inline(never)]
    pub fn member(&mut self, key: &str, json: &str) {
        self.key(key);
        self.raw(json);
    }

    /// A member as it is spelled in its source.
    pub fn copy(&mut self, member: Member<'_>) {
        self.raw(member.raw());
    }

    /// A member's key as it is spelled in its source; its value comes next.
    pub fn copy_key(&mut self, member: Member<'_>) {
        self.raw(member.key.raw());
        self.out.push(':');
        self.comma = false;
    }

    /// A member as it is spelled in its source, with another value that is JSON already.
    pub fn copy_with(&mut self, member: Member<'_>, json: &str) {
        self.copy_key(member);
        self.raw(json);
    }

    /// Writes a text, with escapes where JSON asks for them.
    #[inline(never)]
    pub fn string(&mut self, text: &str) {
        self.separate();
        write_string(text, &mut self.out);
        self.comma = true;
    }

    /// The text so far.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    #[inline(never)]
    fn open(&mut self, bracket: char) {
        self.separate();
        self.out.push(bracket);
        self.comma = false;
    }

    #[inline(never)]
    fn close(&mut self, bracket: char) {
        self.out.push(bracket);
        self.comma = true;
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(',');
        }
    }
}

/// What has a JSON text of its own.
pub trait WriteJson {
    /// Writes the value.
    fn write_json(&self, out: &mut Writer);
}

impl WriteJson for String {
    fn write_json(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl<T: WriteJson> WriteJson for Vec<T> {
    fn write_json(&self, out: &mut Writer) {
        out.begin_array();
        self.iter().for_each(|item| item.write_json(out));
        out.end_array();
    }
}

/// Appends a JSON string with its quotes; only what must be escaped is.
pub fn write_string(text: &str, out: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    if escape::plain_len(text.as_bytes()) == text.len() {
        out.push('"');
        out.push_str(text);
        return out.push('"');
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let code = c as usize;
                out.push_str("\\u00");
                out.extend([HEX.get(code >> 4), HEX.get(code & 15)].into_iter().flatten());
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
