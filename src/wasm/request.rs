//! Builds the JavaScript `Request` object that `fetch` sends, from a checked request and its body.

use gloo_net::http::{Method, RequestBuilder};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestCredentials, RequestRedirect};

use super::interop::type_error;
use crate::http::request::{ConnectionRef, Request, Target};
use crate::json::{Document, Members, Value};

/// The destination of a request, with the headers and the credentials mode to send.
pub(super) struct Destination<'d> {
    pub(super) base_url: &'d str,
    pub(super) target: Target<'d>,
    /// The headers that the caller adds.
    pub(super) headers: Option<Members<'d>>,
    /// The credentials mode of `fetch`: `include`, `same-origin` or `omit`.
    pub(super) credentials: &'d str,
}

impl<'d> Destination<'d> {
    /// Reads `{ baseUrl, organisationId, connectionId, environmentId?, headers: { name: value }, credentials }`.
    pub(super) fn from_document(document: &'d Document<'_>) -> Self {
        let root = document.root();
        let connection = ConnectionRef {
            organisation_id: root.get_str("organisationId"),
            connection_id: root.get_str("connectionId"),
        };
        let target = Target { connection, environment_id: root.get("environmentId").and_then(Value::as_str) };
        Self {
            base_url: root.get_str("baseUrl"),
            target,
            headers: root.get("headers").map(Value::members),
            credentials: root.get_str("credentials"),
        }
    }
}

/// Builds the JavaScript `Request`. Its body is a copy of the validated bytes.
///
/// # Errors
/// Returns a `TypeError` if the JavaScript engine changes the URL or drops a header. This prevents a request to a URL that was not
/// checked, and a request without one of the caller's headers.
pub(super) fn build(
    request: &Request<'_>,
    destination: &Destination<'_>,
    signal: Option<&AbortSignal>,
) -> Result<web_sys::Request, JsValue> {
    let credentials = RequestCredentials::from_js_value(&destination.credentials.into())
        .ok_or_else(|| type_error("options.credentials takes include, same-origin or omit"))?;
    let mut builder = RequestBuilder::new(&request.url)
        .method(if request.body.is_some() { Method::PUT } else { Method::GET })
        .credentials(credentials)
        // Following a redirect would send the body and its secrets to a URL that the caller did not choose.
        .redirect(RequestRedirect::Manual)
        .abort_signal(signal);
    let headers = || destination.headers.clone().into_iter().flatten();
    for header in headers() {
        builder = builder.header(header.name(), header.value.as_str().unwrap_or_default());
    }
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    let built = match request.body {
        Some(body) => builder.body(Uint8Array::from(body)),
        None => builder.build(),
    };
    let built = built.map_err(|_| type_error("this engine cannot build the request"))?;
    if built.url() != request.url {
        return Err(type_error("options.baseUrl is refused: this engine reads it differently"));
    }
    // Browsers drop headers that a script must not set, without an error.
    match headers().find(|header| built.headers().get(header.name()).is_none()) {
        Some(header) => {
            let problem = ["options.headers: `", header.name(), "` is refused: this engine lets no script set it"];
            Err(type_error(&problem.concat()))
        }
        None => Ok(built.into()),
    }
}
