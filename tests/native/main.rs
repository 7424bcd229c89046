//! Tests the public API of the crate, natively.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::unreachable, reason = "a test that fails may panic")]

mod any_input;
mod contract;
mod damage;
mod diff_cases;
mod draft;
mod environment;
mod errors;
#[path = "../fixtures/mod.rs"]
mod fixtures;
mod json;
mod laws;
mod memory;
mod merge;
mod model;
mod operations;
mod parts;
mod plan_cases;
mod plan_laws;
mod plan_model;
mod plan_steps;
mod preview;
mod rebase_cases;
mod response;
mod runs;
mod shapes;
mod validate;
