/** Adds to effects the values that they change. */
import type { Path, Effect as PlainEffect } from "../core/core.js";
import { type Messages } from "../core/messages.js";
import type { Effect } from "../core/values.js";
/** Effects as the module encodes them. `values` contains the paths of the values of each effect. */
export interface EncodedEffects {
    effects: PlainEffect[];
    values: {
        before?: Path;
        after?: Path;
    }[];
}
/** Functions that return the documents of the values of effects. */
export interface EffectDocuments {
    /** Returns the connection before the effect. */
    before: () => unknown;
    /** Returns the connection, or the body, after the effect. */
    after: () => unknown;
}
/** Decodes effects. Their values are read from the documents when they are first needed. `write` writes their summaries. */
export declare function decodeEffects({ effects, values }: EncodedEffects, documents: EffectDocuments, write: Messages["effect"]): Effect[];
