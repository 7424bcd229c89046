//! JSON as bytes: reads UTF-8 text into a tape (a flat index over the text) that operations walk, and writes JSON again.

mod error;
mod kind;
mod known_key;
mod lookup;
mod path_tracker;
mod reader;
mod scanner;
mod strings;
mod tape;
mod value;
mod writer;

pub use error::{Limits, SyntaxError, SyntaxErrorKind};
pub use kind::Kind;
pub use known_key::KnownKey;
pub use tape::{Document, IJsonViolation, ViolationKind};
pub use value::{Items, Member, Members, Value};
pub use writer::{WriteJson, Writer};

pub(crate) use lookup::{lists_equal, values_equal};
pub(crate) use reader::{read_next, text_within};
pub(crate) use scanner::{ScanResult, Scanner, StringToken};
pub(crate) use strings::{StringIndex, all_distinct};
