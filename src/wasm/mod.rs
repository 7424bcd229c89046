//! The boundary to JavaScript: takes bytes that the glue put into memory, gives plain values. It holds no rule.

mod crossing;
pub mod exports;
mod fetch;
