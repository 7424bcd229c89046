//! Counts the steps of every operation, and proves that they grow no faster than the inputs.

#[path = "shapes.rs"]
mod shapes;

use crate::json::{Document, Limits};
use crate::operations::drift::Expected;
use crate::operations::plan::OwnValues;
use crate::text::steps;
use crate::{Options, PlanOptions, diff, drift, merge, plan, preview, rebase, validate, validate_against};
use shapes::{SHAPES, Shape};

type Operation = fn(&Shape);

const OPERATIONS: &[(&str, Operation)] = &[
    ("validate", |shape| drop(validate(shape.next.as_bytes(), &Options::default()))),
    ("validate against", |shape| {
        drop(validate_against(shape.next.as_bytes(), shape.current.as_bytes(), &Options::default()));
    }),
    ("merge", |shape| drop(merge(shape.current.as_bytes(), shape.changes.as_bytes(), &Options::default()))),
    ("preview", |shape| drop(preview(shape.current.as_bytes(), shape.next.as_bytes(), &Options::default()))),
    ("diff", |shape| drop(diff(shape.current.as_bytes(), shape.next.as_bytes(), &Options::default()))),
    ("rebase", |shape| {
        let (base, mine, latest) = (shape.current.as_bytes(), shape.changes.as_bytes(), shape.latest.as_bytes());
        drop(rebase(base, mine, latest, &Options::default()));
    }),
    ("plan", |shape| drop(plan(shape.current.as_bytes(), shape.changes.as_bytes(), &PlanOptions::default()))),
    ("plan that keeps own values and restates", |shape| {
        let options = PlanOptions { own_values: OwnValues::Keep, restate: true, ..PlanOptions::default() };
        drop(plan(shape.current.as_bytes(), shape.changes.as_bytes(), &options));
    }),
    ("drift", |shape| {
        let parse = |text| Document::parse(text, Limits::default()).unwrap();
        let (expected, actual) = (parse(shape.latest.as_bytes()), parse(shape.current.as_bytes()));
        drop(drift(Expected::Exact(expected.root()), actual.root()));
    }),
];

#[test]
fn no_operation_takes_more_steps_than_its_inputs_have() {
    assert!(SHAPES.len() >= 35);
    let mut too_many = Vec::new();
    for (shape_name, shape) in SHAPES {
        let (small, large) = (shape(400), shape(1_600));
        for (name, operation) in OPERATIONS {
            let [few, many] = [&small, &large].map(|shape| steps::count(|| operation(shape)));
            assert!(few > 0, "{shape_name}: {name}");
            // Four times the input takes four times the steps, and a little more for sorting.
            if many > 6 * few {
                too_many.push(format!("{shape_name}: {name}: {few} steps become {many}"));
            }
        }
    }
    assert!(too_many.is_empty(), "{too_many:#?}");
}
