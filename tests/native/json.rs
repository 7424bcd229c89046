//! Compares the reader and the writer with serde_json: both accept the same texts and read the same values.

use connection_update::json::{Document, Kind, Limits, Value, ViolationKind, Writer};
use connection_update::path::Path;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::runs::cases;

const DEEP: Limits = Limits { max_bytes: 1 << 20, max_depth: 128 };

/// Compares a tape value with serde_json's, span by span.
fn assert_same(value: Value<'_>, json: &Json) {
    // The span alone is the same JSON.
    assert_eq!(&serde_json::from_str::<Json>(value.raw()).unwrap(), json, "{}", value.raw());
    match json {
        Json::Null => assert_eq!(value.kind(), Kind::Null),
        Json::Bool(_) => assert_eq!(value.kind(), Kind::Boolean),
        Json::Number(_) => assert_eq!(value.kind(), Kind::Number),
        Json::String(text) => assert_eq!(value.as_str(), Some(text.as_str())),
        Json::Array(items) => {
            assert_eq!((value.kind(), value.len() as usize), (Kind::Array, items.len()));
            value.items().zip(items).for_each(|(value, json)| assert_same(value, json));
        }
        Json::Object(members) => {
            assert_eq!((value.kind(), value.len() as usize), (Kind::Object, members.len()));
            for member in value.members() {
                assert_same(member.value, &members[member.name()]);
                assert_eq!(value.get(member.name()).map(Value::raw), Some(member.value.raw()));
            }
        }
    }
}

/// Any string, and often one of a few, because objects of one list have common keys. Some are prefixes of others.
fn key() -> impl Strategy<Value = String> {
    let usual = prop::sample::select(vec![
        "",
        "i",
        "id",
        "été",
        "createdAt",
        "createdBy",
        "environment",
        "environmentName",
        "environmentVariable",
        "environmentVariables",
        "environmentVariablesOfConnections",
    ]);
    prop_oneof![usual.prop_map(str::to_owned), any::<String>()]
}

/// Any JSON value. The keys of an object are unique.
fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        "[\\u{0}-\\u{7f}\"\\\\/é€😀]{0,20}".prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 64, 16, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..16).prop_map(Json::from),
            prop::collection::hash_map(key(), inner, 0..16)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// Texts that are nearly JSON: pieces of it in any order.
fn nearly_json() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"b\"", "\\", "\\u00e9", "\\ud83d", "\\ude00", "\\x", "null",
        "true", "false", "nul", "0", "-", "1", "01", ".5", "e9", "E+", " ", "\n", "\t", "\u{0}", "\u{1f}", "é", "😀",
        "\u{feff}", "/",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Asserts that both readers accept the text, or that both reject it.
fn assert_agreement(text: &str) {
    // `serde_json` does not skip a byte order mark.
    let theirs = serde_json::from_str::<Json>(text.strip_prefix('\u{feff}').unwrap_or(text));
    match Document::parse(text.as_bytes(), DEEP) {
        Ok(document) if document.violations().is_empty() => {
            // Only serde_json rejects numbers beyond the range of f64.
            if let Ok(json) = theirs {
                assert_same(document.root(), &json);
            } else {
                assert!(theirs.unwrap_err().to_string().contains("number out of range"), "{text:?}");
            }
        }
        Ok(document) => {
            let lone = document.violations().iter().any(|violation| violation.kind == ViolationKind::LoneSurrogate);
            assert_eq!(
                theirs.is_err(),
                lone,
                "serde_json rejects lone surrogates and accepts duplicate keys: {text:?}"
            );
        }
        Err(error) => {
            assert!(theirs.is_err(), "{text:?}: {error:?}");
            assert!(error.offset <= text.len());
        }
    }
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn text_written_by_serde_json_is_read_with_the_same_values(json in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) }.unwrap();
        let document = Document::parse(text.as_bytes(), DEEP).unwrap();
        prop_assert!(document.violations().is_empty());
        assert_same(document.root(), &json);
        prop_assert!(document.root().same_as(Document::parse(text.as_bytes(), DEEP).unwrap().root()));
    }

    #[test]
    fn both_readers_agree_on_texts_that_are_nearly_json(text in nearly_json()) {
        assert_agreement(&text);
    }

    #[test]
    fn both_readers_agree_on_texts_with_one_changed_byte(json in json(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = serde_json::to_vec(&json).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        match std::str::from_utf8(&bytes) {
            Ok(text) => assert_agreement(text),
            Err(_) => prop_assert!(Document::parse(&bytes, DEEP).is_err()),
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let ours = Document::parse(&bytes, DEEP).is_ok();
        prop_assert!(ours || serde_json::from_slice::<Json>(&bytes).is_err());
    }

    #[test]
    fn written_objects_are_read_back(texts in prop::collection::hash_map(any::<String>(), any::<String>(), 0..8)) {
        let mut writer = Writer::default();
        writer.begin_object();
        for (key, value) in &texts {
            writer.key(key);
            writer.begin_array();
            writer.string(value);
            writer.raw("1.50");
            writer.end_array();
        }
        writer.end_object();
        let written: Json = serde_json::from_str(&writer.finish()).unwrap();
        prop_assert_eq!(written.as_object().unwrap().len(), texts.len());
        for (key, value) in &texts {
            prop_assert_eq!(written[key.as_str()][0].as_str(), Some(value.as_str()));
        }
    }

    #[test]
    fn a_written_string_is_read_back(text in any::<String>()) {
        let mut out = Writer::default();
        out.string(&text);
        prop_assert_eq!(serde_json::from_str::<String>(&out.finish()).unwrap(), text);
    }
}

#[test]
fn duplicate_keys_are_found_in_objects_of_any_size_and_spelling() {
    for count in [2, 12, 13, 40] {
        let members: Vec<_> = (0..count).map(|n| format!("\"k{n}\":{n}")).collect();
        let text = format!("{{{},\"k\\u0030\":7,\"k1\":8}}", members.join(","));
        let document = Document::parse(text.as_bytes(), DEEP).unwrap();
        let found: Vec<_> =
            document.violation_paths().into_iter().map(|(kind, path, _)| (kind, path.pointer())).collect();
        let repeated = |key: &str| (ViolationKind::DuplicateKey, key.to_owned());
        assert_eq!(found, [repeated("/k0"), repeated("/k1")], "{text}");
    }
}

#[test]
fn a_duplicate_key_is_found_at_any_offset() {
    for len in 1..20 {
        for offset in 0..20 {
            let (key, space) = ("k".repeat(len), " ".repeat(offset));
            let text = format!("{space}{{\"{key}\":1,\"another key\":2,\"{key}\":3}}");
            let document = Document::parse(text.as_bytes(), DEEP).unwrap();
            let paths = document.violation_paths().into_iter().map(|(_, path, _)| path.pointer());
            assert_eq!(paths.collect::<Vec<_>>(), [format!("/{key}")], "{text}");
        }
    }
}

#[test]
fn keys_that_resemble_text_of_the_previous_object_are_read() {
    for text in [
        r#"[{"a":1},{":1":2}]"#,
        r#"[{"":1},{":x":2}]"#,
        r#"[{"":1},{"abc":2}]"#,
        r#"[{"a":1},{"ab":2},{"a":3},{"":4}]"#,
        r#"[{"a":"a","b":[{"a":1}]},{"a":{"a":1},"b":2,"c":3},{"b":[{"a":1,"b":"a"}],"a":"b"}]"#,
        r#"[[{"a":1}],[{"a":1,"b":2}],{"a":[1]},[[{"a":1}]]]"#,
    ] {
        assert_agreement(text);
        assert!(Document::parse(text.as_bytes(), DEEP).is_ok(), "{text}");
    }
}

#[test]
fn text_with_more_values_than_expected_is_read() {
    for count in [10, 50, 100, 1_000] {
        let items: Vec<_> = (0..count).map(|n| n % 10).collect();
        let (dense, sparse) = (json!(items), json!([items, "x".repeat(10 * count)]));
        for json in [dense, sparse] {
            assert_same(Document::parse(json.to_string().as_bytes(), DEEP).unwrap().root(), &json);
        }
    }
}

#[test]
fn a_path_leads_to_each_value_and_to_no_other() {
    let text = r#"{ "a": [1, { "b": "x", "": [] }], "\u00e9": { "a": null }, "0": false }"#;
    let document = Document::parse(text.as_bytes(), DEEP).unwrap();
    // A segment that begins with `#` is an index.
    let value_at = |pointer: &str| {
        let path = pointer.split('/').skip(1).fold(Path::root(), |path, segment| match segment.strip_prefix('#') {
            Some(index) => path.join(index.parse::<u32>().unwrap()),
            None => path.join(segment),
        });
        document.root().at(&path)
    };
    for (pointer, expected) in [
        ("", text),
        ("/a", r#"[1, { "b": "x", "": [] }]"#),
        ("/a/#0", "1"),
        ("/a/#1/b", r#""x""#),
        ("/a/#1/", "[]"),
        ("/é/a", "null"),
        ("/0", "false"),
    ] {
        let found = value_at(pointer).unwrap();
        assert_eq!((found.raw(), format!("{found:?}")), (expected, expected.to_owned()), "{pointer}");
    }
    for absent in ["/b", "/#0", "/a/#2", "/a/0", "/a/#0/#0", "/a/#1/b/#0", "/é/a/b"] {
        assert!(value_at(absent).is_none(), "{absent}");
    }
}

#[test]
fn a_comma_is_only_between_two_values() {
    for text in ["[,1]", "[1,]", "[,]", "[1,,2]", r#"{,"a":1}"#, r#"{"a":1,}"#, "{,}", r#"{"a":1,,"b":2}"#, "[1 2]"] {
        assert!(Document::parse(text.as_bytes(), DEEP).is_err(), "{text}");
    }
}

#[test]
fn a_million_duplicate_keys_are_found() {
    let text = format!("{{{}\"a\":0}}", "\"a\":0,".repeat(1_000_000));
    let document = Document::parse(text.as_bytes(), Limits::default()).unwrap();
    assert_eq!(document.violation_paths().len(), 1_000_000);
}
