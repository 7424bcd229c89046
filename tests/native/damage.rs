//! Laws of the operations for damaged texts: valid connections, bodies and changes in which pieces were changed, moved or repeated.

use connection_update::operations::plan::{PlanOptions, plan};
use connection_update::{Options, Report, Severity, diff, merge, preview, rebase, validate, validate_against};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::runs::cases;

/// A damage of a text. Its offsets are indices of bytes.
#[derive(Clone, Debug)]
enum Damage {
    /// Replaces a byte.
    Byte(Index, u8),
    /// Inserts a piece of JSON.
    Insert(Index, &'static str),
    /// Removes the bytes between two offsets.
    Cut(Index, Index),
    /// Repeats the bytes between two offsets at another offset.
    Copy(Index, Index, Index),
    /// Replaces a value with another one of the same text.
    Swap(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    let piece = select(vec![
        "null",
        "[]",
        "{}",
        "\"\"",
        "0",
        "-0.0",
        "1e400",
        "123456789012345678901234567890",
        "true",
        ",",
        ":",
        "\\",
        "\"",
        "{\"set\":{}}",
        "{\"add\":[]}",
        "{\"remove\":[\"A\"]}",
        "\"\\ud800\"",
        "\u{feff}",
        "\n",
        "\u{0}",
    ]);
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        (at(), piece).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        (at(), at()).prop_map(|(start, end)| Damage::Cut(start, end)),
        (at(), at(), at()).prop_map(|(start, end, at)| Damage::Copy(start, end, at)),
        (at(), at()).prop_map(|(from, to)| Damage::Swap(from, to)),
    ]
}

/// Returns the range of the value that contains an offset, and that begins after a colon and ends before a comma or a bracket.
fn value_around(text: &[u8], offset: usize) -> std::ops::Range<usize> {
    let start = text[..offset].iter().rposition(|&byte| byte == b':').map_or(0, |at| at + 1);
    let length = text[start..].iter().position(|byte| b",}]".contains(byte)).unwrap_or(text.len() - start);
    start..start + length
}

fn apply(text: &mut Vec<u8>, damage: &Damage) {
    if text.is_empty() {
        return;
    }
    let len = text.len();
    match damage {
        Damage::Byte(at, byte) => text[at.index(len)] = *byte,
        Damage::Insert(at, piece) => {
            let at = at.index(len);
            text.splice(at..at, piece.bytes());
        }
        Damage::Cut(a, b) => {
            let (a, b) = (a.index(len), b.index(len));
            text.drain(a.min(b)..a.max(b));
        }
        Damage::Copy(a, b, at) => {
            let (a, b, at) = (a.index(len), b.index(len), at.index(len));
            let copy = text[a.min(b)..a.max(b)].to_vec();
            text.splice(at..at, copy);
        }
        Damage::Swap(from, to) => {
            let value = text[value_around(text, from.index(len))].to_vec();
            text.splice(value_around(text, to.index(len)), value);
        }
    }
}

fn connection() -> Value {
    let entry = json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C21", "authSchemeConfig": { "schemeType": "api-key", "in": "header", "name": "X-Key" },
        "credential": { "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C31", "name": "Key" }
    });
    let environment = |id: &str, name: &str| {
        json!({
            "id": id, "name": name, "credentials": { "action": [entry], "trigger": [] },
            "variables": [{ "name": "A", "value": "1" }, { "name": "B", "value": name }]
        })
    };
    json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://shop.example.com",
        "authSchemeConfigs": [{ "schemeType": "api-key", "in": "header", "name": "X-Key" }],
        "environments": [environment("01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "Live"), environment("01J9ZK8Q4T7W3X5Y6Z8A9B0C12", "Test")],
        "environmentVariables": [{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }],
        "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-02T00:00:00Z"
    })
}

fn changes() -> Value {
    json!({
        "name": "Store", "environmentVariables": { "set": { "A": "3" }, "remove": ["B"] },
        "environments": {
            "add": [{ "name": "New", "credentials": { "action": [] }, "variables": [] }],
            "remove": ["01J9ZK8Q4T7W3X5Y6Z8A9B0C12"],
            "update": { "01J9ZK8Q4T7W3X5Y6Z8A9B0C11": { "name": "Prod", "variables": { "set": { "C": "4" } } } }
        }
    })
}

/// Texts of the same kind, each with some damages.
fn damaged(value: Value) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(damage(), 0..4).prop_map(move |damages| {
        let mut text = serde_json::to_vec(&value).unwrap();
        for damage in &damages {
            apply(&mut text, damage);
        }
        text
    })
}

/// Asserts that a refusal has an error, and that each path of its issues has the three spellings.
fn assert_refused(report: &Report) {
    assert!(report.issues.iter().any(|issue| issue.severity == Severity::Error));
    for issue in &report.issues {
        assert!(!issue.message().is_empty());
        assert!(issue.path.pointer().is_empty() || issue.path.pointer().starts_with('/'));
    }
}

/// Asserts that a result is JSON, or that a refusal has an error.
fn assert_json(result: Result<String, Report>) {
    match result {
        // `serde_json` also reads the numbers that are too great for a double.
        Ok(json) => assert!(serde_json::from_str::<Value>(&json).is_ok(), "{json}"),
        Err(report) => assert_refused(&report),
    }
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn each_operation_returns_json_or_errors(
        current in damaged(connection()), other in damaged(connection()), changes in damaged(changes()), body in damaged(changes()),
    ) {
        let options = Options::default();
        for report in [validate(&body, &options), validate_against(&current, &body, &options)] {
            if !report.is_ok() {
                assert_refused(&report);
            }
        }
        assert_json(merge(&current, &changes, &options).map(|merged| merged.body));
        assert_json(preview(&current, &body, &options).map(|preview| preview.connection));
        assert_json(diff(&current, &other, &options).map(|diff| diff.changes));
        assert_json(rebase(&current, &changes, &other, &options).map(|rebased| rebased.changes));
        assert_json(plan(&current, &changes, &PlanOptions::default()).map(|plan| plan.connection));
    }
}
