//! Validates, merges and sends the Update Connection request of the Versori platform.
//!
//! One set of rules for Rust, Node and the browser. Bad input is a value, never a panic: every verb gives all issues
//! at once, each with its code, its path and its severity.
//!
//! - [`validate()`] checks a request body; [`validate_against()`] also against the connection that it would change.
//! - [`merge()`] makes a body from the current connection and the changes to it; [`preview()`] tells what it would do.
//! - [`diff()`] gives the changes from one connection to another; [`rebase()`] moves changes onto a later connection.
//! - [`drift()`] tells how a connection differs from what was expected of it.
//! - [`http::request`] and [`http::response`] turn a body into a request and an answer into a connection; sending is the caller's.

// In this order: a module uses only those above it.
mod text;

pub mod path;

pub mod json;

pub mod issue;

pub mod contract;

mod url;

mod connection;

pub mod validate;

pub mod operations;

pub mod http;

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod wasm;

pub use issue::{Issue, IssueCode, Report, Rules, Severity};
pub use operations::diff::{Diff, diff};
pub use operations::drift::drift;
pub use operations::effect::Effect;
pub use operations::merge::{Merged, merge};
pub use operations::preview::{Preview, preview};
pub use operations::rebase::{Conflict, Rebased, rebase};
pub use validate::{Options, validate, validate_against};

/// The guide's page for back ends, of which the tests run what it shows.
#[cfg(doctest)]
#[doc = include_str!("../docs/guide/rust.md")]
pub struct Guide;

/// What the README shows.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
