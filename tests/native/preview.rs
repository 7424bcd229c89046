//! Previews: the text of the new connection, and which environments have a stale copy of an auth scheme.

use connection_update::json::{Document, Limits};
use connection_update::operations::effect::EffectKind;
use connection_update::operations::preview::apply;
use connection_update::{Options, Preview, preview};
use serde_json::{Value, json};

const FIELDS: &str = r#""id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C01","organisationId":"01J9ZK8Q4T7W3X5Y6Z8A9B0C02","protocol":"http","baseUrl":"https://a.example""#;

/// Adds members to the required fields, except the name.
fn connection(members: &str) -> String {
    format!("{{{FIELDS},{members}}}")
}

fn previewed(current: &str, body: &str) -> Preview {
    preview(current.as_bytes(), body.as_bytes(), &Options::default()).unwrap()
}

fn id_of(letter: char) -> String {
    format!("01J9ZK8Q4T7W3X5Y6Z8A9B0C1{letter}")
}

#[test]
fn no_key_occurs_twice_in_a_previewed_connection() {
    let stored = r#"{"id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C1A","name":"A"}"#;
    let escaped = r#"{"id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C1A","name":"A","v\u0061riables":[],"creat\u0065dAt":"t"}"#;
    let variables = r#""environmentVariables":[{"name":"A","value":"1"}]"#;
    for (current, body, expected) in [
        (r#""name":"Shop""#.to_owned(), r#""n\u0061me":"EU""#.to_owned(), r#""name":"EU""#.to_owned()),
        (r#""n\u0061me":"Shop""#.to_owned(), r#""name":"EU""#.to_owned(), r#""n\u0061me":"EU""#.to_owned()),
        // Unknown and read-only fields.
        (
            r#""name":"Shop","x\/y":1,"versions":[]"#.to_owned(),
            r#""name":"Shop","x/y":2,"version\u0073":[1],"updated\u0041t":"t","z":3"#.to_owned(),
            r#""name":"Shop","x\/y":2,"versions":[],"z":3"#.to_owned(),
        ),
        // Variables for an environment without variables, and for one that has some.
        (
            format!(r#""name":"Shop","environments":[{stored}]"#),
            format!(r#""name":"Shop",{variables}"#),
            format!(
                r#""name":"Shop","environments":[{},"variables":[{{"name":"A","value":"1"}}]}}],{variables}"#,
                stored.trim_end_matches('}')
            ),
        ),
        (
            format!(r#""name":"Shop","environments":[{escaped}]"#),
            format!(r#""name":"Shop",{variables}"#),
            format!(
                r#""name":"Shop","environments":[{}],{variables}"#,
                escaped.replace("[]", r#"[{"name":"A","value":"1"}]"#)
            ),
        ),
        // A new environment with times.
        (
            r#""name":"Shop""#.to_owned(),
            r#""name":"Shop","environments":[{"name":"B","createdAt":"t"}]"#.to_owned(),
            r#""name":"Shop","environments":[{"name":"B"}]"#.to_owned(),
        ),
        (
            r#""name":"Shop","environments":[]"#.to_owned(),
            format!(
                r#""name":"Shop","environments":[{{"name":"B","created\u0041t":"t","updatedAt":"t","v\u0061riables":[]}}],{variables}"#
            ),
            format!(
                r#""name":"Shop","environments":[{{"name":"B","v\u0061riables":[{{"name":"A","value":"1"}}]}}],{variables}"#
            ),
        ),
    ] {
        let text = previewed(&connection(&current), &connection(&body)).connection;
        assert_eq!(text, connection(&expected));
        assert!(Document::parse(text.as_bytes(), Limits::default()).unwrap().violations().is_empty(), "{text}");
    }
}

#[test]
fn only_kept_environments_whose_copy_of_a_scheme_is_in_no_new_scheme_have_a_stale_copy() {
    let scheme = |name: &str| json!({ "schemeType": "api-key", "name": name, "in": "header" });
    let credential = |name: &str| json!({ "id": id_of('X'), "authSchemeConfig": scheme(name) });
    let environment = |letter, credentials: Value| json!({ "id": id_of(letter), "name": letter, "credentials": credentials, "variables": [] });
    let mut current: Value = serde_json::from_str(&connection(r#""name":"Shop""#)).unwrap();
    current["authSchemeConfigs"] = json!([scheme("old"), scheme("kept")]);
    current["environments"] = json!([
        environment('A', json!({ "action": [credential("old")] })),
        environment('B', json!({ "action": [credential("kept")] })),
        // The same scheme with its members in another order.
        environment(
            'C',
            json!({ "action": [{ "id": id_of('X'), "authSchemeConfig": { "in": "header", "name": "kept", "schemeType": "api-key" } }] })
        ),
        environment('D', json!({ "action": [credential("kept")], "trigger": [credential("new"), credential("old")] })),
        environment('E', json!({})),
        environment('F', json!({ "action": [credential("old")] })),
        environment('G', json!({ "trigger": [credential("older")] })),
    ]);
    let stale = |body: &Value| {
        let effects = previewed(&current.to_string(), &body.to_string()).effects;
        let stale = effects.into_iter().filter(|effect| effect.kind == EffectKind::StaleCopy);
        stale.filter_map(|effect| Some(effect.environment?.name)).collect::<String>()
    };
    let mut body: Value = serde_json::from_str(&connection(r#""name":"Shop""#)).unwrap();
    assert_eq!(stale(&body), "");
    body["authSchemeConfigs"] = json!([scheme("new"), scheme("kept")]);
    assert_eq!(stale(&body), "ADFG");
    // Deletes `F`, and creates an environment.
    let keep = |letter| json!({ "id": id_of(letter), "name": letter });
    let created = json!({ "name": "H", "credentials": { "action": [{ "authSchemeConfig": scheme("old"), "credential": { "id": id_of('X') } }] }, "variables": [] });
    body["environments"] = json!([keep('A'), keep('B'), keep('C'), keep('D'), keep('E'), keep('G'), created]);
    assert_eq!(stale(&body), "ADG");
    body["environments"] = json!([]);
    assert_eq!(stale(&body), "");
    body["authSchemeConfigs"] = current["authSchemeConfigs"].clone();
    assert_eq!(stale(&body), "");
}

#[test]
fn a_preview_that_copies_too_many_variables_is_too_large() {
    let environment = |n: usize| json!({ "id": format!("01J9ZK8Q4T7W3X5Y6Z8A9B0C{n:02}"), "name": format!("E{n}"), "credentials": {}, "variables": [] });
    let current = json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://shop.example.com", "environments": (10..20).map(environment).collect::<Vec<_>>()
    })
    .to_string();
    let body = json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", "name": "Shop",
        "protocol": "http", "baseUrl": "https://shop.example.com",
        "environmentVariables": [{ "name": "A", "value": "x".repeat(1_000) }]
    })
    .to_string();
    let with_limit = |max_bytes: usize| {
        let limits = Limits { max_bytes: u32::try_from(max_bytes).unwrap(), ..Limits::default() };
        preview(current.as_bytes(), body.as_bytes(), &Options { limits, ..Options::default() })
    };
    let list = body.find("[{").unwrap();
    let copies = 10 * (body.len() - 1 - list) + current.len();
    assert!(with_limit(copies).is_ok());
    let report = with_limit(copies - 1).unwrap_err();
    assert_eq!(report.issues[0].code.name(), "too-large");
    assert_eq!(report.issues[0].pointer(), "/environmentVariables");
}

#[test]
fn of_many_unknown_fields_the_first_10_000_have_an_effect_each_and_the_others_have_one() {
    let with_fields = |count: usize, value: usize| {
        let fields = (0..count).map(|at| format!(",\"unknown{at}\":{value}"));
        connection(&["\"name\":\"Shop\"".to_owned()].into_iter().chain(fields).collect::<String>())
    };
    for (count, listed, others) in [(10_000, 10_000, None), (10_001, 10_000, Some(1)), (10_003, 10_000, Some(3))] {
        let effects = previewed(&with_fields(count, 1), &with_fields(count, 2)).effects;
        let (last, single) = match others {
            Some(_) => effects.split_last().map(|(last, single)| (Some(last), single)).unwrap(),
            None => (None, effects.as_slice()),
        };
        assert_eq!(single.len(), listed);
        assert_eq!(single.last().unwrap().summary, format!("`unknown{}` changes", listed - 1));
        assert_eq!(last.and_then(|last| last.count), others);
        assert_eq!(
            last.map(|last| last.summary.clone()),
            others.map(|n| format!("the values of {n} more fields change"))
        );
    }
}

#[test]
fn applied_changes_are_shown_as_they_were_edited() {
    let (live, test) = (id_of('A'), id_of('B'));
    let environment = |id: &str, name: &str, value: &str| json!({ "id": id, "name": name, "variables": [{ "name": "A", "value": value }] });
    let mut current: Value = serde_json::from_str(&connection(r#""name":"Shop""#)).unwrap();
    current["environmentVariables"] = json!([{ "name": "A", "value": "1" }]);
    current["environments"] = json!([environment(&live, "Live", "1"), environment(&test, "Test", "2")]);
    let update = |edits: Value| json!({ "environments": { "update": { &live: edits } } });
    for (changes, pointer, expected) in [
        // A value that is not valid is shown, too.
        (json!({ "name": "" }), "/name", json!("")),
        (update(json!({ "name": "EU" })), "/environments/0", environment(&live, "EU", "1")),
        (update(json!({ "variables": { "set": { "A": "3" } } })), "/environments/0", environment(&live, "Live", "3")),
        (json!({ "environments": { "remove": [live] } }), "/environments", json!([environment(&test, "Test", "2")])),
        (
            json!({ "environments": { "add": [{ "name": "New" }], "order": [0, test, live] } }),
            "/environments",
            json!([{ "name": "New" }, environment(&test, "Test", "2"), environment(&live, "Live", "1")]),
        ),
        // The variables of the connection do not overwrite those of its environments yet.
        (
            json!({ "environmentVariables": { "set": { "A": "5" } } }),
            "/environmentVariables",
            json!([{ "name": "A", "value": "5" }]),
        ),
    ] {
        let texts = [&current, &changes].map(Value::to_string);
        let [stored, edits] =
            [&texts[0], &texts[1]].map(|text| Document::parse(text.as_bytes(), Limits::default()).unwrap());
        let mut expected_connection = current.clone();
        *expected_connection.pointer_mut(pointer).unwrap() = expected;
        let applied: Value = serde_json::from_str(&apply(&stored, &edits)).unwrap();
        assert_eq!(applied, expected_connection, "{changes}");
    }
}
