//! JSON as bytes: takes UTF-8 text, gives a tape (a flat index over the text) that verbs walk, and writes JSON back.

mod escape;
mod reader;
mod scanner;
mod strings;
mod tape;
mod writer;

pub use reader::{Limits, SyntaxError, SyntaxFault};
pub use tape::{Document, Flaw, FlawKind, Items, Kind, Member, Members, Value};
pub use writer::{WriteJson, Writer, write_string};

pub(crate) use escape::read_string_prefix;
pub(crate) use reader::{read_next, text_within};
pub use scanner::Key;
pub(crate) use scanner::{Scanner, Step, Text};
pub(crate) use strings::{TextIndex, surely_differ};
