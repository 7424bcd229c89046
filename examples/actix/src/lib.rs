//! A back end that stores connections: validates an update against the stored connection, asks for a confirmation of destructive
//! effects, and explains changes without making them.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, Path, PayloadConfig, Query, ServiceConfig};
use actix_web::{HttpResponse, ResponseError};
use connection_update::json::Limits;
use connection_update::operations::plan::{PlanOptions, PlanStep, plan};
use connection_update::{Effect, Issue, IssueCode, Options, Report, preview};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ulid::Ulid;

/// The ids of the organisation and of the connection.
pub type Ids = (String, String);

/// The stored connections, as JSON text.
pub type Store = Data<Mutex<HashMap<Ids, String>>>;

/// Returns a function that adds the routes to an application.
pub fn configure(store: Store) -> impl FnOnce(&mut ServiceConfig) {
    let connection = web::resource("/o/{organisation_id}/connections/{connection_id}");
    let plan = web::resource("/o/{organisation_id}/connections/{connection_id}/plan");
    |config| {
        config
            .app_data(store)
            .app_data(PayloadConfig::new(Limits::default().bytes()))
            .service(connection.route(web::get().to(read)).route(web::put().to(update)))
            .service(plan.route(web::post().to(explain)));
    }
}

fn lock(store: &Store) -> MutexGuard<'_, HashMap<Ids, String>> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn read(store: Store, ids: Path<Ids>) -> Result<HttpResponse, Problem> {
    Ok(connection(lock(&store).get(&*ids).ok_or_else(Problem::not_found)?))
}

#[derive(Deserialize)]
struct Confirmation {
    #[serde(default)]
    confirm: bool,
}

/// Replaces a connection. A body with destructive effects needs `?confirm=true`.
async fn update(
    store: Store,
    ids: Path<Ids>,
    confirmation: Query<Confirmation>,
    body: Bytes,
) -> Result<HttpResponse, Problem> {
    let mut store = lock(&store);
    let stored = store.get_mut(&*ids).ok_or_else(Problem::not_found)?;
    // Validates the body, as `validate_against` does, and finds its effects.
    let preview = preview(stored.as_bytes(), &body, &Options::default())?;
    let destructive: Vec<_> = preview.effects.into_iter().filter(|effect| effect.destructive).collect();
    if !confirmation.confirm && !destructive.is_empty() {
        let problem = Problem::new(409, "the update is destructive; send it with `confirm=true`");
        return Err(Problem { effects: destructive, ..problem });
    }
    *stored = assign_ids(&preview.connection);
    Ok(connection(stored))
}

/// Explains changes: returns the requests that make them, with the effects of each request.
async fn explain(store: Store, ids: Path<Ids>, changes: Bytes) -> Result<HttpResponse, Problem> {
    let store = lock(&store);
    let stored = store.get(&*ids).ok_or_else(Problem::not_found)?;
    let plan = plan(stored.as_bytes(), &changes, &PlanOptions::default())?;
    let explain = |step: &PlanStep| json!({ "operation": step.operation, "environment": step.environment, "effects": step.effects });
    let steps: Vec<_> = plan.steps.iter().map(explain).collect();
    Ok(HttpResponse::Ok().json(json!({ "steps": steps, "unsupported": plan.unsupported })))
}

fn connection(json: &str) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(json.to_owned())
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

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code()).content_type("application/problem+json").json(self)
    }
}
