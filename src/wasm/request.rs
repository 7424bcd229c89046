//! The web's `Request`: takes a checked request and its body, gives the object that `fetch` sends.

use gloo_net::http::{Method, RequestBuilder};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestCredentials, RequestRedirect};

use super::interop::{Exchange, type_error};
use crate::http::request::Request;

/// Builds the web's request. Its body, where it has one, is a copy of the very bytes that were validated.
///
/// # Errors
/// A `TypeError` where the engine's own reading of the URL is not ours, or where it leaves a header out: nothing goes to a
/// place that was not checked, or in another form than was asked for.
pub(super) fn build(
    request: &Request,
    exchange: &Exchange<'_>,
    body: Option<&[u8]>,
    signal: Option<&AbortSignal>,
) -> Result<web_sys::Request, JsValue> {
    let credentials = RequestCredentials::from_js_value(&exchange.credentials.into())
        .ok_or_else(|| type_error("options.credentials takes include, same-origin or omit"))?;
    let mut builder = RequestBuilder::new(&request.url)
        .method(if body.is_some() { Method::PUT } else { Method::GET })
        .credentials(credentials)
        // A followed redirect would carry the body and its secrets to a place that nobody asked for.
        .redirect(RequestRedirect::Manual)
        .abort_signal(signal);
    let own = || exchange.headers.clone().into_iter().flatten();
    for header in own() {
        builder = builder.header(header.name(), header.value.as_str().unwrap_or_default());
    }
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    let built = match body {
        Some(body) => builder.body(Uint8Array::from(body)),
        None => builder.build(),
    };
    let built = built.map_err(|_| type_error("this engine cannot build the request"))?;
    if built.url() != request.url {
        return Err(type_error("options.baseUrl is refused: this engine reads it in another way"));
    }
    // Browsers drop what a script may not set without a word.
    match own().find(|header| built.headers().get(header.name()).is_none()) {
        Some(header) => {
            let problem = ["options.headers: `", header.name(), "` is refused: this engine lets no script set it"];
            Err(type_error(&problem.concat()))
        }
        None => Ok(built.into()),
    }
}
