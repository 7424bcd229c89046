//! Generates files from the contract's table, and writes them to standard output.
//!
//! - `cargo run -p codegen -- is-valid` writes a JavaScript module that checks JavaScript values.
//! - `cargo run -p codegen -- rules-page` writes the page of rules. Redirect the output to `docs/rules.md`.

mod is_valid;
mod rules_page;

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("is-valid") => print!("{}", is_valid::generate()),
        Some("rules-page") => print!("{}", rules_page::generate()),
        _ => {
            eprintln!("usage: codegen is-valid | rules-page");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
