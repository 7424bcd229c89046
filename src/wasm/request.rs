//! Builds the `Request` object that `fetch` sends from a checked request and its body.

use gloo_net::http::{Method, RequestBuilder};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestCredentials, RequestRedirect};

use super::interop::{Destination, type_error};
use crate::http::request::Request;

/// Builds the `Request`. Its body, if there is one, is a copy of the bytes that were validated.
///
/// # Errors
/// A `TypeError` if the engine reads the URL differently or drops a header, so that nothing is sent to another URL than the one
/// that was checked, or without a header of the caller.
pub(super) fn build(
    request: &Request,
    destination: &Destination<'_>,
    body: Option<&[u8]>,
    signal: Option<&AbortSignal>,
) -> Result<web_sys::Request, JsValue> {
    let credentials = RequestCredentials::from_js_value(&destination.credentials.into())
        .ok_or_else(|| type_error("options.credentials takes include, same-origin or omit"))?;
    let mut builder = RequestBuilder::new(&request.url)
        .method(if body.is_some() { Method::PUT } else { Method::GET })
        .credentials(credentials)
        // A redirect would send the body and its secrets to a URL that the caller did not choose.
        .redirect(RequestRedirect::Manual)
        .abort_signal(signal);
    let headers = || destination.headers.clone().into_iter().flatten();
    for header in headers() {
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
        return Err(type_error("options.baseUrl is refused: this engine reads it differently"));
    }
    // Browsers silently drop headers that scripts may not set.
    match headers().find(|header| built.headers().get(header.name()).is_none()) {
        Some(header) => {
            let problem = ["options.headers: `", header.name(), "` is refused: this engine lets no script set it"];
            Err(type_error(&problem.concat()))
        }
        None => Ok(built.into()),
    }
}
