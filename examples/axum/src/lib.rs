//! A back end that stores connections: validates an update against the stored connection, asks for a confirmation of destructive
//! effects, and explains changes without making them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use connection_update::json::Limits;
use connection_update::operations::plan::{PlanOptions, PlanStep, plan};
use connection_update::{Effect, Issue, IssueCode, Options, Report, preview};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use ulid::Ulid;

/// The ids of the organisation and of the connection.
pub type Ids = (String, String);

/// The stored connections, as JSON text.
pub type Store = Arc<Mutex<HashMap<Ids, String>>>;

/// Returns the routes.
pub fn app(store: Store) -> Router {
    Router::new()
        .route("/o/{organisation_id}/connections/{connection_id}", get(read).put(update))
        .route("/o/{organisation_id}/connections/{connection_id}/plan", post(explain))
        .layer(DefaultBodyLimit::max(Limits::default().bytes()))
        .with_state(store)
}

async fn read(State(store): State<Store>, Path(ids): Path<Ids>) -> Result<Response, Problem> {
    Ok(connection(store.lock().await.get(&ids).ok_or_else(Problem::not_found)?))
}

#[derive(Deserialize)]
struct Confirmation {
    #[serde(default)]
    confirm: bool,
}

/// Replaces a connection. A body with destructive effects needs `?confirm=true`.
async fn update(
    State(store): State<Store>,
    Path(ids): Path<Ids>,
    Query(Confirmation { confirm }): Query<Confirmation>,
    body: Bytes,
) -> Result<Response, Problem> {
    let mut store = store.lock().await;
    let stored = store.get_mut(&ids).ok_or_else(Problem::not_found)?;
    // Validates the body, as `validate_against` does, and finds its effects.
    let preview = preview(stored.as_bytes(), &body, &Options::default())?;
    let destructive: Vec<_> = preview.effects.into_iter().filter(|effect| effect.destructive).collect();
    if !confirm && !destructive.is_empty() {
        let problem = Problem::new(409, "the update is destructive; send it with `confirm=true`");
        return Err(Problem { effects: destructive, ..problem });
    }
    *stored = assign_ids(&preview.connection);
    Ok(connection(stored))
}

/// Explains changes: returns the requests that make them, with the effects of each request.
async fn explain(State(store): State<Store>, Path(ids): Path<Ids>, changes: Bytes) -> Result<Json<Value>, Problem> {
    let store = store.lock().await;
    let stored = store.get(&ids).ok_or_else(Problem::not_found)?;
    let plan = plan(stored.as_bytes(), &changes, &PlanOptions::default())?;
    let explain = |step: &PlanStep| json!({ "operation": step.operation, "environment": step.environment, "effects": step.effects });
    let steps: Vec<_> = plan.steps.iter().map(explain).collect();
    Ok(Json(json!({ "steps": steps, "unsupported": plan.unsupported })))
}

fn connection(json: &str) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json.to_owned()).into_response()
}

/// Gives an id to each new environment. The features of `serde_json` preserve the order of fields and large numbers.
fn assign_ids(connection: &str) -> String {
    let Ok(mut connection) = serde_json::from_str::<Value>(connection) else { return connection.to_owned() };
    let environments = connection.get_mut("environments").and_then(Value::as_array_mut);
    for environment in environments.into_iter().flatten() {
        if environment["id"].is_null() {
            environment["id"] = Ulid::generate().to_string().into();
        }
    }
    connection.to_string()
}

/// Problem details (RFC 9457). The client of the npm package shows `errors` at their fields.
#[derive(Debug, Serialize)]
struct Problem {
    status: u16,
    title: &'static str,
    errors: Vec<Issue>,
    effects: Vec<Effect>,
}

impl Problem {
    fn new(status: u16, title: &'static str) -> Self {
        Self { status, title, errors: Vec::new(), effects: Vec::new() }
    }

    fn not_found() -> Self {
        Self::new(404, "there is no such connection")
    }
}

impl From<Report> for Problem {
    fn from(report: Report) -> Self {
        let is_stored = |issue: &Issue| issue.code == IssueCode::InvalidCurrent;
        if report.issues.iter().any(is_stored) {
            return Self::new(500, "the stored connection cannot be read");
        }
        Self { errors: report.issues, ..Self::new(422, "the body is invalid") }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(self)).into_response()
    }
}
