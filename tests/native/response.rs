//! Tests that any response is read without a panic, and that the words of a refusal are only in its issues.

use connection_update::http::response::{RequestKind, read};
use connection_update::json::Limits;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::runs::cases;

const REQUESTS: [RequestKind; 4] =
    [RequestKind::Read, RequestKind::Update, RequestKind::ConditionalUpdate, RequestKind::UpdateEnvironment];

/// Greatest number of issues that a report lists, with the issue that counts the others.
const MAX_ISSUES: usize = 10_001;

/// Returns a name that the reader knows, or one that it does not know.
fn name() -> impl Strategy<Value = String> {
    let known = [
        "fields", "errors", "detail", "title", "message", "msg", "field", "pointer", "path", "name", "loc", "code",
        "body", "#/a~1b/0", "/~", "a[0].b", "a[", "#", "",
    ];
    prop_oneof![9 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"]
}

/// Returns a body whose members have names that the reader knows.
fn refusal() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        4 => name().prop_map(Json::from),
        1 => any::<i64>().prop_map(Json::from),
        1 => any::<f64>().prop_map(Json::from),
        1 => any::<bool>().prop_map(Json::from),
        1 => Just(Json::Null),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::vec((name(), inner), 0..6).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn content_type() -> impl Strategy<Value = Option<String>> {
    let known =
        ["application/json", "application/problem+json", "text/plain", "text/plain; charset=utf-8", "text/html", ";"];
    prop::option::of(prop_oneof![
        9 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => ".{0,12}",
    ])
}

/// Asserts that the words of a body are in no part of the error except the issues and the code.
fn assert_words_stay_in_issues(status: u16, content_type: Option<&str>, body: &[u8]) {
    for request in REQUESTS {
        let Err(error) = read(request, status, content_type, body, Limits::default()) else { continue };
        assert!(error.issues.len() <= MAX_ISSUES);
        for issue in &error.issues {
            assert!(!issue.message().is_empty());
            assert!(!serde_json::to_string(issue).unwrap().is_empty());
        }
        if !(200..300).contains(&status) {
            let empty = read(request, status, content_type, b"", Limits::default()).unwrap_err();
            assert_eq!(error.message, empty.message);
        }
    }
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn any_refusal_is_read_without_a_panic(body in refusal(), content_type in content_type(), status in any::<u16>()) {
        assert_words_stay_in_issues(status, content_type.as_deref(), &serde_json::to_vec(&body).unwrap());
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(
        body in prop::collection::vec(any::<u8>(), 0..64),
        repeats in 1_usize..40,
        content_type in content_type(),
        status in any::<u16>(),
    ) {
        assert_words_stay_in_issues(status, content_type.as_deref(), &body.repeat(repeats));
    }

    #[test]
    fn a_pointer_leads_to_the_path_that_wrote_it(segments in prop::collection::vec(prop_oneof![
        any::<u32>().prop_map(connection_update::path::Segment::Index),
        "[a-z/~.#\"\\[é-]{0,5}".prop_map(connection_update::path::Segment::from),
    ], 0..6)) {
        use connection_update::path::Path;
        let path = segments.into_iter().fold(Path::root(), Path::join);
        prop_assert_eq!(Path::parse_pointer(&path.pointer()).unwrap(), path);
    }
}

#[test]
fn a_refusal_lists_no_more_issues_than_a_report() {
    let errors = vec![json!({ "message": "taken", "pointer": "/name" }); 20_000];
    let by_field: Json = json!({ "errors": { "name": vec!["taken"; 20_000] } });
    for body in [json!({ "fields": errors }), json!({ "errors": errors }), json!({ "detail": errors }), by_field] {
        let body = serde_json::to_vec(&body).unwrap();
        let error = read(RequestKind::Update, 400, None, &body, Limits::default()).unwrap_err();
        assert_eq!(error.issues.len(), MAX_ISSUES);
    }
}

#[test]
fn each_status_has_a_sentence_for_each_request() {
    use RequestKind::{ConditionalUpdate, Read, Update, UpdateEnvironment};
    let message = |status, request| read(request, status, None, b"", Limits::default()).unwrap_err().message;
    let (session, permission) =
        ("the session has ended or was never opened; log in and try again", "this session has no");
    for (status, requests, sentence) in [
        (304, REQUESTS.as_slice(), "the platform reports that nothing has changed since an earlier request"),
        (307, &REQUESTS, "the platform returned a redirect, which is never followed (307)"),
        (400, &[Read], "the platform refused the request (400)"),
        (400, &[Update, ConditionalUpdate, UpdateEnvironment], "the platform refused the body (400)"),
        (401, &REQUESTS, session),
        (403, &REQUESTS, permission),
        (404, &[Read, Update, ConditionalUpdate], "there is no such connection (404)"),
        (404, &[UpdateEnvironment], "there is no such environment (404)"),
        (
            409,
            &[Update, ConditionalUpdate],
            "the platform refused the update, for example because an environment is in use",
        ),
        (409, &[UpdateEnvironment], "the platform refused the update (409)"),
        (412, &[ConditionalUpdate], "the connection was changed after it was read (412)"),
        (412, &[Update], "the platform refused the update, for example because an environment is in use"),
        (418, &REQUESTS, "the platform refused the request (418)"),
        (429, &REQUESTS, "the platform asks to wait before trying again (429)"),
        (500, &REQUESTS, "the platform failed to answer (500)"),
        (503, &REQUESTS, "the platform failed to answer (503)"),
    ] {
        for request in requests {
            let message = message(status, *request);
            assert!(message.starts_with(sentence), "{status} {request:?}: {message}");
        }
    }
    assert_eq!(message(0, Read), "the platform returned a redirect, which is never followed");
}
