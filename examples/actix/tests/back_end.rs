//! Sends requests to the back end, as a client does.

use std::sync::Mutex;

use actix_web::App;
use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::Data;
use connection_update::http::response::{self, RequestKind};
use connection_update::json::Limits;
use example_actix::{Store, configure};
use serde_json::{Value, json};

const CONNECTION: &str = include_str!("../connection.json");
const PATH: &str = "/o/01J9ZK8Q4T7W3X5Y6Z8A9B0C1E/connections/01J9ZK8Q4T7W3X5Y6Z8A9B0C1D";

fn store() -> Store {
    let ids = ("01J9ZK8Q4T7W3X5Y6Z8A9B0C1E".to_owned(), "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D".to_owned());
    Data::new(Mutex::new([(ids, CONNECTION.to_owned())].into()))
}

/// Returns the body that sets members of the stored connection.
fn body(members: Value) -> String {
    let mut body = json!({
        "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D", "organisationId": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1E",
        "name": "Shop", "protocol": "http", "baseUrl": "https://shop.example.com"
    });
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    body.to_string()
}

/// Sends a request. Returns the status, the content type and the body of the response.
async fn send(store: &Store, method: &str, path: &str, body: &str) -> (u16, String, String) {
    let app = init_service(App::new().configure(configure(store.clone()))).await;
    let request =
        TestRequest::default().method(Method::try_from(method).unwrap()).uri(path).set_payload(body.to_owned());
    let response = call_service(&app, request.to_request()).await;
    let content_type = response.headers().get("content-type").unwrap().to_str().unwrap().to_owned();
    let status = response.status().as_u16();
    (status, content_type, String::from_utf8(read_body(response).await.to_vec()).unwrap())
}

#[actix_web::test]
async fn an_update_is_stored() {
    let store = store();
    let (status, content_type, answer) = send(&store, "PUT", PATH, &body(json!({ "name": "Shop EU" }))).await;
    assert_eq!((status, content_type.as_str()), (200, "application/json"));
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((&answer["name"], &answer["environments"][1]["name"]), (&json!("Shop EU"), &json!("Test")));
    let (status, _, stored) = send(&store, "GET", PATH, "").await;
    assert_eq!((status, serde_json::from_str::<Value>(&stored).unwrap()), (200, answer));
}

#[actix_web::test]
async fn a_new_environment_gets_an_id() {
    let environments = json!([
        { "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F", "name": "Production" }, { "id": "01J9ZK8Q4T7W3X5Y6Z8A9B0C1G", "name": "Test" },
        { "name": "New", "credentials": {}, "variables": [] }
    ]);
    let (status, _, answer) = send(&store(), "PUT", PATH, &body(json!({ "environments": environments }))).await;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((status, answer["environments"][2]["id"].as_str().unwrap().len()), (200, 26));
}

#[actix_web::test]
async fn an_invalid_update_is_refused_with_an_issue_at_each_field() {
    let (status, content_type, answer) =
        send(&store(), "PUT", PATH, &body(json!({ "baseUrl": "shop", "name": "" }))).await;
    assert_eq!((status, content_type.as_str()), (422, "application/problem+json"));
    // The client reads the errors in problem details.
    let error = response::read(RequestKind::Update, status, Some(&content_type), answer.as_bytes(), Limits::default());
    let fields: Vec<_> = error.unwrap_err().issues.iter().map(|issue| issue.field()).collect();
    assert_eq!(fields, ["name", "baseUrl"]);
}

#[actix_web::test]
async fn a_destructive_update_needs_a_confirmation() {
    let store = store();
    let body = body(json!({ "environments": [] }));
    let (status, content_type, answer) = send(&store, "PUT", PATH, &body).await;
    assert_eq!((status, content_type.as_str()), (409, "application/problem+json"));
    let problem: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(problem["effects"][0]["summary"], "the environment `Production` is deleted");
    assert_eq!(send(&store, "GET", PATH, "").await.2, CONNECTION);

    let (status, _, answer) = send(&store, "PUT", &format!("{PATH}?confirm=true"), &body).await;
    assert_eq!((status, &serde_json::from_str::<Value>(&answer).unwrap()["environments"]), (200, &json!([])));
}

#[actix_web::test]
async fn changes_are_explained_and_not_made() {
    let store = store();
    let changes = json!({ "name": "Shop EU", "environments": { "remove": ["01J9ZK8Q4T7W3X5Y6Z8A9B0C1G"],
        "update": { "01J9ZK8Q4T7W3X5Y6Z8A9B0C1F": { "variables": { "set": { "REGION": "eu" } } } } } });
    let (status, _, answer) = send(&store, "POST", &format!("{PATH}/plan"), &changes.to_string()).await;
    let plan: Value = serde_json::from_str(&answer).unwrap();
    let operations: Vec<_> = plan["steps"].as_array().unwrap().iter().map(|step| step["operation"].clone()).collect();
    assert_eq!((status, operations), (200, vec![json!("UpdateConnection"), json!("UpdateEnvironment")]));
    assert_eq!(send(&store, "GET", PATH, "").await.2, CONNECTION);
    assert_eq!(send(&store, "POST", &format!("{PATH}/plan"), r#"{ "name": 7 }"#).await.0, 422);
}

#[actix_web::test]
async fn an_unknown_connection_is_not_found() {
    for (method, path) in
        [("GET", "/o/a/connections/b"), ("PUT", "/o/a/connections/b"), ("POST", "/o/a/connections/b/plan")]
    {
        assert_eq!(send(&store(), method, path, "{}").await.0, 404, "{method}");
    }
}

#[actix_web::test]
async fn a_stored_connection_that_cannot_be_read_is_a_fault_of_the_server() {
    let store = store();
    for stored in store.lock().unwrap().values_mut() {
        *stored = "[]".to_owned();
    }
    assert_eq!(send(&store, "PUT", PATH, &body(json!({}))).await.0, 500);
}
