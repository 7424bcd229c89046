//! What crosses the boundary: inputs as bytes in reserved memory, options and results as small plain objects.

use std::cell::RefCell;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::{JsCast, JsValue};

use crate::issue::{IssueCode, Level, Rules};
use crate::json::Limits;
use crate::request::Target;
use crate::validate::Options;

/// How many inputs a verb takes at most.
const SLOTS: usize = 2;

thread_local! {
    /// Memory that the glue writes inputs into. It is kept from call to call, so that repeated calls need no more of it.
    static INPUTS: RefCell<[Vec<u8>; SLOTS]> = const { RefCell::new([const { Vec::new() }; SLOTS]) };
}

/// Makes room for `len` bytes of one input, keeps what is there, and says where it is.
pub(super) fn reserve(slot: usize, len: usize) -> *const u8 {
    INPUTS.with_borrow_mut(|inputs| match inputs.get_mut(slot) {
        Some(input) => {
            if input.len() < len {
                input.resize(len, 0);
            }
            input.as_ptr()
        }
        None => std::ptr::null(),
    })
}

/// Lends the inputs to a verb. They are taken out meanwhile: should the verb trap, the next call finds the slots free.
pub(super) fn with_inputs<R>(lens: [usize; SLOTS], verb: impl FnOnce([&[u8]; SLOTS]) -> R) -> R {
    let inputs = INPUTS.take();
    let mut views = [&[] as &[u8]; SLOTS];
    for ((view, input), len) in views.iter_mut().zip(&inputs).zip(lens) {
        *view = input.get(..len).unwrap_or_default();
    }
    let result = verb(views);
    INPUTS.set(inputs);
    result
}

/// Options of a verb as the glue passes them.
#[derive(Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RawOptions {
    strict: bool,
    levels: Vec<(String, String)>,
    #[tsify(optional)]
    max_bytes: Option<u32>,
    #[tsify(optional)]
    max_depth: Option<u32>,
}

/// Reads options.
///
/// # Errors
/// A `TypeError` that names the option.
pub(super) fn read_options(raw: Option<Ts<RawOptions>>) -> Result<Options, JsValue> {
    let Some(raw) = raw else { return Ok(Options::default()) };
    let raw = raw.to_rust().map_err(|error| type_error(&format!("options: {error}")))?;
    let mut rules = if raw.strict { Rules::STRICT } else { Rules::DEFAULT };
    for (name, level) in &raw.levels {
        let code = IssueCode::from_name(name)
            .ok_or_else(|| type_error(&format!("options.rules: `{}` is not an issue code", name.escape_debug())))?;
        let level = Level::from_name(level)
            .ok_or_else(|| type_error(&format!("options.rules: `{name}` takes off, info, warning or error")))?;
        rules = rules.with(code, level);
    }
    let limits = Limits::default();
    let limits = Limits {
        max_bytes: raw.max_bytes.unwrap_or(limits.max_bytes),
        max_depth: raw.max_depth.unwrap_or(limits.max_depth),
    };
    Ok(Options { rules, limits })
}

/// Where and how a request goes.
#[derive(Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Exchange {
    pub(super) base_url: String,
    organisation_id: String,
    connection_id: String,
    pub(super) headers: Vec<(String, String)>,
    #[tsify(type = "RequestCredentials")]
    pub(super) credentials: String,
}

impl Exchange {
    pub(super) fn target(&self) -> Target<'_> {
        Target { organisation_id: &self.organisation_id, connection_id: &self.connection_id }
    }
}

/// Reads a small object that the glue made.
///
/// # Errors
/// A `TypeError`, which would be a mistake in the glue.
pub(super) fn read<T: Tsify + DeserializeOwned>(raw: &Ts<T>) -> Result<T, JsValue>
where
    T::JsType: JsCast + Clone,
{
    raw.to_rust().map_err(|error| type_error(&error.to_string()))
}

/// A small result as a plain object.
pub(super) fn plain<T: Serialize + ?Sized>(value: &T) -> JsValue {
    // Serializing our own plain structs cannot fail; the glue would notice `undefined`.
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::UNDEFINED)
}

pub(super) fn type_error(message: &str) -> JsValue {
    js_sys::TypeError::new(message).into()
}
