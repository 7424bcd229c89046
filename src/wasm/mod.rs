//! The boundary to JavaScript: takes bytes that the glue put into memory, gives plain values. It holds no rule.

#![expect(missing_debug_implementations, reason = "what crosses may be secret, such as a header")]

mod crossing;
pub mod exports;
mod fetch;

pub use crossing::{Exchange, RawOptions};
