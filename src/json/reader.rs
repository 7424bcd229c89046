//! Reads UTF-8 bytes into a tape, a flat list of nodes, or returns the first error.

use super::error::{Limits, SyntaxError, SyntaxErrorKind};
use super::kind::Kind;
use super::scanner::{ScanResult, Scanner, StringToken};
use super::strings::{Bloom64, StringIndex, are_surely_distinct, hash};
use super::tape::{DecodedStrings, Document, IJsonViolation, Node, Tag, ViolationKind};
use crate::path::Path;
use crate::text::sort;

impl<'a> Document<'a> {
    /// Reads JSON text (RFC 8259) within the limits. Skips a byte order mark at the beginning of the text.
    ///
    /// ```
    /// use connection_update::json::{Document, Limits};
    ///
    /// let document = Document::parse(br#"{ "name": "Caf\u00e9", "size": 1.50 }"#, Limits::default()).unwrap();
    /// assert_eq!(document.root().get_str("name"), "Caf\u{e9}");
    /// assert_eq!(document.root().get("size").unwrap().raw(), "1.50");
    /// assert_eq!(Document::parse(b"[1,]", Limits::default()).unwrap_err().offset, 3);
    /// ```
    ///
    /// # Errors
    /// The first byte that is not JSON or that exceeds a limit. Its offset does not count a byte order mark.
    pub fn parse(bytes: &'a [u8], limits: Limits) -> Result<Self, SyntaxError> {
        read_text(bytes, limits)
    }
}

/// Reads a text that contains one JSON value.
fn read_text(bytes: &[u8], limits: Limits) -> Result<Document<'_>, SyntaxError> {
    let text = check_text_limits(bytes, limits)?;
    let mut reader = Reader::new(Scanner::new(text), limits.depth(), bytes.len() / 6 + 8);
    let mut result = match reader.scanner.peek() {
        Some(_) => reader.read_value(),
        None => reader.scanner.fail(SyntaxErrorKind::Empty, text.len()),
    };
    if result.is_ok() && reader.scanner.peek().is_some() {
        result = reader.scanner.fail(SyntaxErrorKind::TrailingText, reader.scanner.at());
    }
    if result.is_ok() {
        return Ok(reader.finish());
    }
    let (kind, offset) = reader.scanner.error();
    Err(SyntaxError { kind, offset, path: reader.document.next_path() })
}

/// Returns the bytes without the byte order mark of UTF-8 at their beginning, if there is one.
///
/// ```
/// use connection_update::json::strip_byte_order_mark;
///
/// assert_eq!(strip_byte_order_mark("\u{feff}{}".as_bytes()), b"{}");
/// ```
#[must_use]
pub fn strip_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// Returns the bytes as text, without a byte order mark.
///
/// # Errors
/// The bytes are not UTF-8 or exceed the size limit.
pub(crate) fn check_text_limits(bytes: &[u8], limits: Limits) -> Result<&str, SyntaxError> {
    let bytes = strip_byte_order_mark(bytes);
    let at_root = |kind, offset| SyntaxError { kind, offset, path: Path::root() };
    if bytes.len() > limits.bytes() {
        return Err(at_root(SyntaxErrorKind::TooLarge { bytes: bytes.len() }, limits.bytes()));
    }
    simdutf8::basic::from_utf8(bytes).map_err(|_| {
        let valid_len = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        at_root(SyntaxErrorKind::NotUtf8, valid_len)
    })
}

/// Reads the next value, nested at most `max_depth` deep, and moves the scanner after the value.
pub(crate) fn read_document<'t>(scanner: &mut Scanner<'t>, max_depth: usize) -> ScanResult<Document<'t>> {
    let mut reader = Reader::new(scanner.clone(), max_depth, 8);
    let result = reader.read_value();
    scanner.clone_from(&reader.scanner);
    result.map(|()| reader.finish())
}

/// An array or object that is not closed yet.
struct Frame {
    /// The index of the node that begins the array or object.
    node: u32,
    /// The number of items or members so far.
    count: u32,
    is_object: bool,
    /// A filter that contains the keys of the object so far.
    keys: Bloom64,
    /// False if the keys so far are certainly distinct.
    needs_duplicate_check: bool,
    /// The index of an earlier node that probably resembles the next node, or 0. In an array, this is the previous item. In an
    /// object, this is a key of the previous object in the list, because the objects of one list usually have the same keys.
    template: u32,
}

struct Reader<'t> {
    scanner: Scanner<'t>,
    max_depth: usize,
    frames: Vec<Frame>,
    document: Document<'t>,
}

impl<'t> Reader<'t> {
    fn new(scanner: Scanner<'t>, max_depth: usize, nodes: usize) -> Self {
        let document = Document {
            text: scanner.text(),
            nodes: Vec::with_capacity(nodes),
            violations: Vec::new(),
            decoded: DecodedStrings::default(),
        };
        Self { scanner, max_depth, frames: Vec::new(), document }
    }

    /// Sorts the violations by text order, and returns the document.
    fn finish(mut self) -> Document<'t> {
        // Duplicate keys are recorded when their object closes, after the violations inside the object. So the violations are
        // not in text order yet.
        let violations = &mut self.document.violations;
        let mut order = Vec::new();
        for violation in violations.iter() {
            order.push(u64::from(violation.node) << 1 | violation.kind as u64);
        }
        sort(&mut order);
        for (violation, key) in violations.iter_mut().zip(order) {
            let kind = if key & 1 == 0 { ViolationKind::DuplicateKey } else { ViolationKind::LoneSurrogate };
            *violation = IJsonViolation { kind, node: (key >> 1) as u32 };
        }
        self.document
    }

    /// Reads one whole value. A loop over `frames` replaces recursion, so that deep nesting cannot overflow the call stack.
    fn read_value(&mut self) -> ScanResult {
        self.read_token(0)?;
        while let Some(frame) = self.frames.last_mut() {
            let first = frame.count == 0;
            let is_object = frame.is_object;
            let closing = if is_object { b'}' } else { b']' };
            match self.scanner.peek() {
                Some(byte) if byte == closing => {
                    self.close_container();
                    continue;
                }
                Some(b',') if !first => self.scanner.bump(),
                Some(_) if first => {}
                _ => {
                    return self.scanner.fail_unexpected(if is_object {
                        "expected-comma-or-brace"
                    } else {
                        "expected-comma-or-bracket"
                    });
                }
            }
            frame.count += 1;
            let mut template = frame.template;
            if is_object {
                let known = self.document.node_at(template).plain_range();
                let key = match known.and_then(|(start, len)| self.scanner.eat_predicted_key(start, len)) {
                    Some(key) => {
                        template += 1;
                        frame.template = template + self.document.node_at(template).node_count();
                        key
                    }
                    None => {
                        template = 0;
                        self.scanner.scan_key()?
                    }
                };
                frame.needs_duplicate_check |=
                    key.has_escapes() || !frame.keys.insert(self.scanner.first_and_last_byte(key), key.len() as usize);
                self.push_string(key);
                self.scanner.scan_colon()?;
            } else {
                frame.template = self.document.next_node_index();
            }
            self.read_token(template)?;
        }
        Ok(())
    }

    #[inline(always)]
    fn push_node(&mut self, tag: Tag, start: usize, payload: usize) {
        if self.document.nodes.len() == self.document.nodes.capacity() {
            self.grow(start);
        }
        // The text is at most MAX_PAYLOAD bytes long, so every offset and length fits.
        self.document.nodes.push(Node::new(tag, start as u32, payload as u32));
    }

    /// Makes room for the remaining nodes. Estimates their number from the nodes of the text before `offset`, because doubling
    /// the tape of a large text would take much more memory.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, offset: usize) {
        let nodes = &mut self.document.nodes;
        let remaining = self.document.text.len().saturating_sub(offset) as u64;
        let expected = nodes.len() as u64 * remaining / (offset as u64 + 1);
        nodes.reserve_exact((expected + expected / 16) as usize + 64);
    }

    /// Reads one scalar, or opens one array or object. `template` is the index of an earlier node that probably
    /// resembles the new node, or 0.
    #[inline(always)]
    fn read_token(&mut self, template: u32) -> ScanResult {
        let first = self.scanner.peek();
        let start = self.scanner.at();
        match first {
            Some(b'"') => {
                let token = self.scanner.scan_string()?;
                self.push_string(token);
                return Ok(());
            }
            Some(b'{') => return self.open_container(Tag::Object, template),
            Some(b'[') => return self.open_container(Tag::Array, template),
            _ => {}
        }
        let tag = match (self.scanner.scan_scalar()?, first) {
            (Kind::Boolean, Some(b't')) => Tag::True,
            (Kind::Boolean, _) => Tag::False,
            (Kind::Null, _) => Tag::Null,
            _ => Tag::Number,
        };
        let len = if tag == Tag::Number { self.scanner.at() - start } else { 0 };
        self.push_node(tag, start, len);
        Ok(())
    }

    /// Adds a string or key to the tape.
    #[inline(always)]
    fn push_string(&mut self, token: StringToken) {
        if token.has_lone_surrogate() {
            self.document
                .violations
                .push(IJsonViolation { kind: ViolationKind::LoneSurrogate, node: self.document.next_node_index() });
        }
        let tag = if token.has_escapes() {
            self.document.decoded.add(token.start(), self.scanner.raw_str(token));
            Tag::EscapedString
        } else {
            Tag::PlainString
        };
        self.push_node(tag, token.start() as usize, token.len() as usize);
    }

    fn open_container(&mut self, tag: Tag, template: u32) -> ScanResult {
        if self.frames.len() >= self.max_depth {
            return self.scanner.fail(SyntaxErrorKind::TooDeep, self.scanner.at());
        }
        let (node, is_object) = (self.document.next_node_index(), tag == Tag::Object);
        let template = if template > 0 && self.document.node_at(template).tag() == tag { template + 1 } else { 0 };
        self.frames.push(Frame {
            node,
            count: 0,
            is_object,
            keys: Bloom64::default(),
            needs_duplicate_check: false,
            template,
        });
        self.push_node(tag, self.scanner.at(), 0);
        self.scanner.bump();
        Ok(())
    }

    fn close_container(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let end = self.document.next_node_index();
        let tag = if frame.is_object { Tag::Object } else { Tag::Array };
        if let Some(node) = self.document.nodes.get_mut(frame.node as usize) {
            *node = Node::new(tag, node.start(), end - frame.node);
        }
        self.push_node(Tag::End, self.scanner.at(), frame.count as usize);
        self.scanner.bump();
        if frame.needs_duplicate_check {
            self.record_duplicate_keys(frame.node);
        }
    }

    /// Records the duplicate keys of a closed object.
    #[cold]
    fn record_duplicate_keys(&mut self, object: u32) {
        let members = self.document.value_at(object).members();
        if are_surely_distinct(members.clone().map(|member| member.key.plain_str())) {
            return;
        }
        // Sorts hashes instead of strings, because that takes less memory. Keys with equal hashes are compared.
        let mut hashes = Vec::with_capacity(members.clone().count());
        let mut node = object + 1;
        for member in members {
            hashes.push((hash(member.name()), node));
            node += member.node_count();
        }
        sort(&mut hashes);
        let name_at = |node| self.document.value_at(node).as_str();
        let mut violations = Vec::new();
        for same_hash in hashes.chunk_by(|(one, _), (other, _)| one == other) {
            let Some(((_, first), later)) = same_hash.split_first() else { continue };
            // Different keys with equal hashes are rare.
            if later.iter().all(|(_, node)| name_at(*node) == name_at(*first)) {
                for (_, node) in later {
                    violations.push(IJsonViolation { kind: ViolationKind::DuplicateKey, node: *node });
                }
                continue;
            }
            let mut names = StringIndex::builder(same_hash.len());
            for (_, node) in same_hash {
                names.add(name_at(*node).unwrap_or_default(), *node);
            }
            for (node, _) in names.build().duplicates() {
                violations.push(IJsonViolation { kind: ViolationKind::DuplicateKey, node });
            }
        }
        self.document.violations.append(&mut violations);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_keys_with_equal_hashes_are_no_duplicates() {
        let (one, other) = ("variableaaaaaaaa", "variabaaaAFlaaaa");
        assert_eq!(hash(one), hash(other));
        // An escape prevents the fast check that keys are distinct.
        for (last, expected) in [(r"\u0061", vec![]), (one, vec![one]), (other, vec![other])] {
            let text = format!(r#"{{"{one}":1,"{other}":2,"\u0062":3,"{last}":4}}"#);
            let document = Document::parse(text.as_bytes(), Limits::default()).unwrap();
            let paths = document.violation_paths().into_iter().map(|(_, path, _)| path);
            let expected: Vec<_> = expected.into_iter().map(|key| Path::root().join(key)).collect();
            assert_eq!(paths.collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
