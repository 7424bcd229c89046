//! The boundary to JavaScript: takes bytes that the glue put into memory, gives plain values. It holds no rule.

#![expect(unreachable_pub, reason = "wasm-bindgen exports what is `pub`, in a module that Rust programs do not see")]

mod crossing;
mod exports;
mod fetch;
