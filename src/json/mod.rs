//! Reads UTF-8 text into a tape, and writes JSON text. A tape is a flat index over the text. Operations walk the tape.

mod error;
mod kind;
mod known_key;
mod lookup;
mod member_index;
mod path_tracker;
mod reader;
mod scanner;
#[cfg(any(test, all(target_arch = "wasm32", feature = "operations")))]
mod serialize;
mod strings;
mod tape;
mod value;
mod value_set;
mod writer;

pub use error::{Limits, SyntaxError, SyntaxErrorKind};
pub use kind::Kind;
pub use known_key::KnownKey;
pub use tape::{Document, IJsonViolation, ViolationKind};
pub use value::{Items, Member, Members, Value};
pub use writer::Writer;

pub(crate) use lookup::{lists_equal, values_equal};
pub use member_index::MemberIndex;
pub use reader::strip_byte_order_mark;
pub(crate) use reader::{check_text_limits, read_document};
pub(crate) use scanner::{ScanResult, Scanner, StringToken};
#[cfg(all(target_arch = "wasm32", feature = "operations"))]
pub(crate) use serialize::to_json;
pub(crate) use strings::{StringIndex, are_surely_distinct};
pub(crate) use value_set::ValueSet;
