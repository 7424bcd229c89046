//! Validation: the shared fixtures, then limits, severities and messages.

use connection_update::issue::{Issue, Level, Source};
use connection_update::json::{Document, Limits};
use connection_update::validate::validate_response;
use connection_update::{IssueCode, Options, Report, Rules, Severity, validate, validate_against};
use serde_json::{Value, json};

#[test]
fn every_case_has_exactly_its_issues_in_the_order_of_the_document() {
    crate::fixtures::check_validation();
}

#[test]
fn every_code_of_a_body_has_a_case() {
    let text = concat!(include_str!("../fixtures/validate.json"), include_str!("../fixtures/against.json"));
    // Other tests cover the codes of JavaScript values, merging, requests and responses.
    let elsewhere = [
        "invalid-utf8",
        "too-large",
        "undefined-value",
        "not-serializable",
        "bigint-value",
        "non-finite-number",
        "cyclic-value",
        "unreadable-value",
        "class-instance",
        "internal",
        "out-of-memory",
        "more-issues",
        "invalid-change",
        "invalid-time",
        "invalid-current",
        "conflicting-edit",
        "invalid-order",
        "nothing-to-remove",
        "unsupported-edit",
        "unsafe-id",
        "id-mismatch",
        "rejected",
        "missing-list",
        "unknown-outcome",
    ];
    for code in IssueCode::ALL {
        let name = code.name();
        let is_covered = text.contains(&format!("\"code\": \"{name}\""));
        assert_eq!(is_covered, !elsewhere.contains(&name), "{name}");
    }
}

#[test]
fn the_example_of_the_published_page_is_valid() {
    let report = validate(include_bytes!("../fixtures/page-example.json"), &Options::default());
    assert_eq!(report.issues, []);
}

#[test]
fn an_error_in_json_has_its_problem_and_its_position() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../fixtures/positions.json")).unwrap();
    assert!(cases.len() >= 15);
    for case in cases {
        let issues = issues(case["text"].as_str().unwrap(), Rules::DEFAULT);
        assert_eq!(issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), [IssueCode::InvalidJson], "{case}");
        let issue = serde_json::to_value(&issues[0]).unwrap();
        for name in ["problem", "line", "column", "offset"] {
            assert_eq!(issue["params"][name], case[name], "{name}: {case}");
        }
    }
}

fn issues(text: &str, rules: Rules) -> Vec<Issue> {
    validate(text.as_bytes(), &Options { rules, ..Options::default() }).issues
}

#[test]
fn issues_beyond_the_limit_are_counted_with_the_worst_severity() {
    let validate_with = |count: usize, last: &str| {
        let id = r#""id":"01J9ZK8Q4T7W3X5Y6Z8A9B0C01","organisationId":"01J9ZK8Q4T7W3X5Y6Z8A9B0C02""#;
        let unknown: String = (0..count).map(|n| format!(r#","x{n}":0"#)).collect();
        let text = format!(r#"{{{id},"protocol":"http","baseUrl":"https://a.example"{unknown},"name":{last}}}"#);
        validate(text.as_bytes(), &Options::default())
    };
    let all = validate_with(10_000, "\"Shop\"");
    assert_eq!((all.issues.len(), all.is_ok()), (10_000, true));
    let more = validate_with(30_000, "\"Shop\"");
    assert_eq!((more.issues.len(), more.is_ok()), (10_001, true));
    assert_eq!(more.issues[10_000].message(), "20000 more issues are not listed");
    let rejected = validate_with(30_000, "\" \"");
    let errors = |report: &Report| report.issues.iter().filter(|issue| issue.severity == Severity::Error).count();
    assert_eq!((rejected.issues.len(), errors(&rejected)), (10_002, 1), "an error is listed wherever it is");
    let variables = format!(r#"{{"environmentVariables":[{}0]}}"#, "0,".repeat(30_000));
    let all_wrong = validate(variables.as_bytes(), &Options::default());
    assert_eq!(errors(&all_wrong), 10_001);
    assert_eq!(all_wrong.issues[10_000].severity, Severity::Error);
}

#[test]
fn a_time_of_a_response_has_a_date_a_time_and_an_offset() {
    for (time, is_valid) in [
        ("2026-11-07T05:31:56Z", true),
        ("2026-11-07t05:31:56z", true),
        ("2026-11-07 05:31:56Z", true),
        ("2026-11-07T05:31:56.123456789Z", true),
        ("2026-11-07T05:31:56+01:00", true),
        ("2026-11-07T05:31:56.5-23:59", true),
        ("2026-11-07T05:31:56", false),
        ("2026-11-07T05:31:56.5", false),
        ("2026-11-07T05:31:56.Z", false),
        ("2026-11-07T05:31:56+0100", false),
        ("2026-11-07T05:31:56+01:0x", false),
        ("2026-11-07T05:31:56x", false),
        ("2026/11/07T05:31:56Z", false),
        ("2026-11-07_05:31:56Z", false),
        ("2026-11-07T05:3x:56+01:00", false),
        ("2026-11-07", false),
        ("", false),
    ] {
        let text = json!({ "createdAt": time }).to_string();
        let response = Document::parse(text.as_bytes(), Limits::default()).unwrap();
        let mut codes = validate_response(&response).issues.into_iter().map(|issue| issue.code);
        assert_eq!(!codes.any(|code| code == IssueCode::InvalidTime), is_valid, "{time}");
    }
}

#[test]
fn the_published_page_forbids_other_ids_but_not_another_protocol() {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/against.json")).unwrap();
    let stored = &fixture["current"];
    for (name, value, source) in [
        ("id", "01J9ZK8Q4T7W3X5Y6Z8A9B0C09", Some(Source::Published)),
        ("organisationId", "01J9ZK8Q4T7W3X5Y6Z8A9B0C09", Some(Source::Published)),
        ("protocol", "bigquery", None),
    ] {
        let mut body = stored.clone();
        body[name] = json!(value);
        let texts = [body, stored.clone()].map(|value| value.to_string());
        let found = validate_against(texts[0].as_bytes(), texts[1].as_bytes(), &Options::default()).issues;
        let immutable = found.iter().filter(|issue| issue.code == IssueCode::ImmutableField);
        let found: Vec<_> = immutable.map(|issue| (issue.field(), issue.source)).collect();
        assert_eq!(found, [(name.to_owned(), source)]);
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_reported() {
    let report = validate(b"{\"name\":\"\xff\"}", &Options::default());
    assert_eq!(report.issues[0].code, IssueCode::InvalidUtf8);
    assert_eq!(report.issues[0].message(), "invalid UTF-8 at byte 9");
}

#[test]
fn callers_can_set_the_limits_on_size_and_depth() {
    let mut options = Options::default();
    options.limits.max_bytes = 10;
    assert_eq!(validate(b"[1,2,3,4,5]", &options).issues[0].code, IssueCode::TooLarge);
    options.limits.max_bytes = 11;
    assert_eq!(validate(b"[1,2,3,4,5]", &options).issues[0].code, IssueCode::InvalidType);
    options.limits.max_depth = 2;
    assert_eq!(validate(b"[[[]]]", &options).issues[0].code, IssueCode::TooDeep);
    assert_eq!(validate(b"[[ ]]", &options).issues[0].code, IssueCode::InvalidType);
}

#[test]
fn a_hundred_thousand_levels_are_one_issue() {
    let report = validate("[".repeat(100_000).as_bytes(), &Options::default());
    assert_eq!(report.issues.len(), 1);
    assert_eq!((report.issues[0].code, report.issues[0].path.len()), (IssueCode::TooDeep, 128));
}

#[test]
fn rules_change_severities_but_not_that_of_unreadable_text() {
    let body = r#"{ "id": 1 "#;
    let rules = Rules::DEFAULT.with(IssueCode::InvalidJson, Level::Off);
    assert_eq!(issues(body, rules)[0].severity, Severity::Error);
    let rules = Rules::DEFAULT
        .with_published(IssueCode::MissingField, Level::Off)
        .with_published(IssueCode::InvalidType, Level::Info);
    let found = issues(r#"{ "id": 1 }"#, rules);
    assert_eq!(
        found.iter().map(|i| (i.code, i.severity)).collect::<Vec<_>>(),
        [(IssueCode::InvalidType, Severity::Info)]
    );
}

#[test]
fn each_level_has_the_name_of_its_json_form() {
    for level in [Level::Off, Level::Info, Level::Warning, Level::Error] {
        let name = serde_json::to_value(level).unwrap();
        assert_eq!(Level::from_name(name.as_str().unwrap()), Some(level), "{name}");
    }
    assert_eq!(Level::from_name("Error"), None);
}

#[test]
fn messages_are_one_sentence_and_never_contain_a_value() {
    let secret = "s3cr3t-canary";
    let body = json!({
        "id": secret, "organisationId": secret, "name": secret, "protocol": secret, "baseUrl": secret, "datasetId": secret,
        "authSchemeConfigs": [{ "schemeType": secret }, { "schemeType": "api-key", "name": [secret], "in": secret }],
        "environments": [{ "id": secret, "name": secret, "variables": [
            { "name": "A", "value": secret }, { "name": "A", "value": [secret] } ] }],
        "environmentVariables": secret,
    });
    let found = issues(&body.to_string(), Rules::DEFAULT);
    assert!(found.len() > 8, "{found:#?}");
    for issue in found {
        let text = serde_json::to_string(&issue).unwrap();
        assert!(!text.contains(secret), "{text}");
        assert!(!issue.message().ends_with('.') && !issue.message().contains('{'), "{}", issue.message());
        assert!(issue.message().starts_with(|c: char| !c.is_uppercase()), "{}", issue.message());
    }
}

#[test]
fn a_serialized_issue_has_its_path_in_three_forms() {
    let found = issues(r#"{ "environments": [{ "name": 1 }] }"#, Rules::DEFAULT);
    let issue = found.iter().find(|issue| issue.code == IssueCode::InvalidType).unwrap();
    let as_json: Value = serde_json::to_value(issue).unwrap();
    assert_eq!(
        as_json,
        json!({
            "code": "invalid-type", "severity": "error", "path": ["environments", 0, "name"],
            "pointer": "/environments/0/name", "field": "environments[0].name",
            "message": "expected string, found number", "params": { "expected": "string", "actual": "number" },
            "source": "published"
        })
    );
}

#[test]
fn half_a_surrogate_pair_is_reported_before_the_type_of_its_string() {
    let found = issues(r#"{ "environments": "\ud800" }"#, Rules::DEFAULT);
    let found = found.iter().filter(|issue| issue.field() == "environments").map(|issue| issue.code);
    assert_eq!(found.collect::<Vec<_>>(), [IssueCode::LoneSurrogate, IssueCode::InvalidType]);
}

#[test]
fn an_escaped_string_has_the_issues_of_the_same_string_without_escapes() {
    for (member, plain, escaped, code) in [
        ("value", "***", r"\u002a\u002a\u002a", IssueCode::MaskedValue),
        ("name", "\u{200b}", r"\u200b", IssueCode::BlankName),
    ] {
        for text in [plain, escaped] {
            let mut variable = json!({ "name": "A", "value": "1" });
            variable[member] = json!("?");
            let body = json!({ "environmentVariables": [variable] }).to_string().replace('?', text);
            let found = issues(&body, Rules::DEFAULT);
            let path = format!("/environmentVariables/0/{member}");
            assert!(found.iter().any(|issue| issue.code == code && issue.pointer() == path), "{body}: {found:?}");
        }
    }
}
