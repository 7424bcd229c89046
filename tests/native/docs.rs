//! The page of rules is what the code says.

#[path = "../../examples/rules_page.rs"]
mod rules_page;

#[test]
fn the_page_of_rules_is_up_to_date() {
    let stored = include_str!("../../docs/rules.md");
    assert!(stored == rules_page::page(), "run `cargo run --example rules_page > docs/rules.md`");
}
