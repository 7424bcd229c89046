//! Counts the memory of every operation, and proves that it grows no faster than the inputs.

use allocation_counter::measure;
use connection_update::json::{Document, Limits};
use connection_update::operations::drift::Expected;
use connection_update::operations::plan::OwnValues;
use connection_update::{Options, PlanOptions, diff, drift, merge, plan, preview, rebase, validate, validate_against};

use crate::shapes::{SHAPES, Shape};

/// Runs an operation, and returns the number of its issues.
type Operation = fn(&Shape) -> usize;

const OPERATIONS: &[(&str, Operation)] = &[
    ("validate", |shape| validate(shape.next.as_bytes(), &Options::default()).issues.len()),
    ("validate against", |shape| {
        validate_against(shape.next.as_bytes(), shape.current.as_bytes(), &Options::default()).issues.len()
    }),
    ("merge", |shape| match merge(shape.current.as_bytes(), shape.changes.as_bytes(), &Options::default()) {
        Ok(merged) => merged.issues.len(),
        Err(report) => report.issues.len(),
    }),
    ("preview", |shape| match preview(shape.current.as_bytes(), shape.next.as_bytes(), &Options::default()) {
        Ok(preview) => preview.issues.len(),
        Err(report) => report.issues.len(),
    }),
    ("diff", |shape| match diff(shape.current.as_bytes(), shape.next.as_bytes(), &Options::default()) {
        Ok(diff) => diff.issues.len(),
        Err(report) => report.issues.len(),
    }),
    ("rebase", |shape| {
        let (base, mine, latest) = (shape.current.as_bytes(), shape.changes.as_bytes(), shape.latest.as_bytes());
        match rebase(base, mine, latest, &Options::default()) {
            Ok(rebased) => rebased.issues.len(),
            Err(report) => report.issues.len(),
        }
    }),
    ("plan", |shape| count_plan_issues(shape, &PlanOptions::default())),
    ("plan that keeps own values and restates", |shape| {
        count_plan_issues(shape, &PlanOptions { own_values: OwnValues::Keep, restate: true, ..PlanOptions::default() })
    }),
    ("drift", |shape| {
        let parse = |text| Document::parse(text, Limits::default());
        let (Ok(expected), Ok(actual)) = (parse(shape.latest.as_bytes()), parse(shape.current.as_bytes())) else {
            return 0;
        };
        drop(drift(Expected::Exact(expected.root()), actual.root()));
        0
    }),
];

/// Plans a shape, and returns the number of issues.
fn count_plan_issues(shape: &Shape, options: &PlanOptions) -> usize {
    match plan(shape.current.as_bytes(), shape.changes.as_bytes(), options) {
        Ok(plan) => plan.issues.len(),
        Err(report) => report.issues.len(),
    }
}

/// Returns the highest number of allocated bytes during an operation, and the number of its issues.
fn peak(operation: Operation, shape: &Shape) -> (u64, usize) {
    let mut issues = 0;
    let bytes = measure(|| issues = operation(shape)).bytes_max;
    (bytes, issues)
}

#[test]
fn no_operation_takes_more_memory_than_its_inputs_justify() {
    let mut too_much = Vec::new();
    for (shape_name, shape) in SHAPES {
        let (small, large) = (shape(1_000), shape(4_000));
        for (name, operation) in OPERATIONS {
            let [(little, _), (much, _)] = [&small, &large].map(|shape| peak(*operation, shape));
            // A list that grows has up to twice the size that it needs.
            if much > 8 * little {
                too_much.push(format!("{shape_name}: {name}: {little} bytes become {much}"));
            }
        }
    }
    assert!(too_much.is_empty(), "{too_much:#?}");
}

#[test]
fn inputs_of_two_megabytes_need_at_most_32_megabytes_and_plans_at_most_48() {
    assert_peak(2 * 1024 * 1024, 32_000_000, 48_000_000);
}

#[test]
#[ignore = "it takes two minutes; `npm test -- --all` runs it"]
fn inputs_up_to_the_default_limit_need_at_most_256_megabytes_and_plans_at_most_384() {
    assert_peak(16 * 1024 * 1024, 256_000_000, 384_000_000);
}

/// Runs every operation on every shape with inputs of up to `limit` bytes, and asserts that none of them needs more than
/// `max_memory` bytes. A plan can need up to `max_plan_memory` bytes: it is itself larger than the inputs, because each renamed
/// environment of 60 bytes has a request with a body, an expected result and effects with paths.
fn assert_peak(limit: usize, max_memory: u64, max_plan_memory: u64) {
    let mut too_much = Vec::new();
    for (shape_name, shape) in SHAPES {
        let longest = |shape: &Shape| {
            [&shape.current, &shape.next, &shape.changes, &shape.latest].map(String::len).into_iter().max()
        };
        // The digits of larger numbers make the inputs longer, so that the first guess can be too long.
        let guess = 1_000 * limit / longest(&shape(1_000)).unwrap();
        let shape = shape(guess * (limit / 100) / (longest(&shape(guess)).unwrap() / 97));
        let length = longest(&shape).unwrap();
        assert!((limit / 2..=limit).contains(&length), "{shape_name}: {length}");
        for (name, operation) in OPERATIONS {
            let (bytes, issues) = peak(*operation, &shape);
            assert!(issues <= 20_001, "{shape_name}: {name}: {issues} issues");
            let max_memory = if name.starts_with("plan") { max_plan_memory } else { max_memory };
            if bytes > max_memory {
                too_much.push(format!("{shape_name}: {name}: {} MB", bytes / 1_000_000));
            }
        }
    }
    assert!(too_much.is_empty(), "{too_much:#?}");
}
