//! Encodes effects. The paths of their values are a separate list, because JavaScript replaces them by the values.

use serde::Serialize;

use crate::operations::effect::Effect;
use crate::path::Path;

/// Effects, and the paths of their values.
#[derive(Serialize)]
pub(super) struct EncodedEffects<'e> {
    effects: &'e [Effect],
    values: Vec<ValuePaths<'e>>,
}

#[derive(Serialize)]
struct ValuePaths<'e> {
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'e Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'e Path>,
}

impl<'e> EncodedEffects<'e> {
    pub(super) fn new(effects: &'e [Effect]) -> Self {
        let mut values = Vec::with_capacity(effects.len());
        for Effect { before, after, .. } in effects {
            values.push(ValuePaths { before: before.as_ref(), after: after.as_ref() });
        }
        Self { effects, values }
    }
}
