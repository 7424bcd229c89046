//! Validates, merges and sends the Update Connection request of the Versori platform.
//!
//! The same rules apply in Rust, Node and the browser. Every operation takes JSON text as bytes, accepts any input without a panic,
//! and reports all issues together. Each issue has a code, a path, a severity and a message.
//!
//! ```
//! use connection_update::{Options, merge, validate};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let current = br#"{
//!     "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02",
//!     "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com", "environments": []
//! }"#;
//! let options = Options::default();
//!
//! // Merge changes into the stored connection. The result contains the body of the request.
//! let merged = merge(current, br#"{ "name": "Shop EU" }"#, &options)?;
//! assert!(validate(merged.body.as_bytes(), &options).is_ok());
//! assert_eq!(merged.effects[0].summary, "`name` changes");
//!
//! // Invalid changes return a report instead of a body. This prints:
//! // error: `baseUrl`: this is not an absolute http or https URL: it must begin with `https://`
//! let report = merge(current, br#"{ "baseUrl": "shop.example.com" }"#, &options).unwrap_err();
//! for issue in &report.issues {
//!     println!("{}: {issue}", issue.severity);
//! }
//! # assert_eq!(report.issues.len(), 1);
//! # assert_eq!(report.issues[0].to_string(),
//! #     "`baseUrl`: this is not an absolute http or https URL: it must begin with `https://`");
//! # Ok(())
//! # }
//! ```
//!
//! # Operations
//!
//! | operation | returns |
//! | --- | --- |
//! | [`validate()`] | the issues of a body |
//! | [`validate_against()`] | the issues of a body that is also compared with the stored connection |
//! | [`merge()`] | the body that applies changes to the stored connection |
//! | [`plan()`] | the requests that make changes, in their order, with their bodies and effects |
//! | [`preview()`] | the connection after a body is sent, and the effects of the body |
//! | [`diff()`] | the smallest changes that turn one connection into another |
//! | [`rebase()`] | the changes adapted to a newer connection, and the conflicts |
//! | [`drift()`] | the differences between a connection and the expected connection |
//! | [`http::request`] | a request for you to send |
//! | [`http::response`] | the connection in a response, or an error |
//!
//! An input is at most 16 MiB long and 128 levels deep, unless [`Options`] says otherwise. An operation that fails returns a
//! [`Report`] with at least one error. Every error of this crate implements [`Error`](std::error::Error), and its text contains no
//! value that may be secret.
//!
//! # Rules
//!
//! [`Options`] contains the [`Rules`], which give each issue code a [`Level`]. This raises masked secrets and unknown fields to errors:
//!
//! ```
//! use connection_update::{IssueCode, Level, Options, Rules};
//!
//! let rules = Rules::DEFAULT.with(IssueCode::MaskedValue, Level::Error).with(IssueCode::UnknownField, Level::Error);
//! let options = Options { rules, ..Options::default() };
//! # assert!(!connection_update::validate(br#"{ "later": 1 }"#, &options).is_ok());
//! ```
//!
//! # Features
//!
//! | feature | default | content |
//! | --- | --- | --- |
//! | `serde` | yes | the typed model in `contract::model`, and `Serialize` for issues, effects, conflicts and errors |
//! | `operations` | yes | what the WebAssembly module exports beside validation; it needs `serde`. It changes nothing in Rust |
//!
//! With `default-features = false`, every function is there, no result implements `Serialize`, and a native build has one
//! dependency: `simdutf8`.

// Each module uses only the modules above it.
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

pub use issue::{Issue, IssueCode, Level, Report, Rules, Severity};
pub use json::Limits;
pub use operations::diff::{Diff, diff, diff_draft};
pub use operations::drift::drift;
pub use operations::effect::{Effect, EffectKind};
pub use operations::merge::{Merged, merge};
pub use operations::plan::{Plan, PlanOptions, plan};
pub use operations::preview::{Preview, preview};
pub use operations::rebase::{Conflict, Rebased, rebase};
pub use validate::{Options, validate, validate_against};

#[cfg(test)]
#[path = "../tests/native/cost.rs"]
mod cost;

/// The guide's page for back ends. The tests run the code on that page.
#[cfg(doctest)]
#[doc = include_str!("../docs/guide/rust.md")]
pub struct Guide;

/// The README. The tests run the code in it.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
