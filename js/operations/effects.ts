/** Adds to effects the values that they change. */

import type { Path, Effect as PlainEffect } from "../core/core.js";
import { type Messages, writeEffects } from "../core/messages.js";
import { getOwn, valueAt } from "../core/path.js";
import type { Effect } from "../core/values.js";

/** Effects as the module encodes them. `values` contains the paths of the values of each effect. */
export interface EncodedEffects {
  effects: PlainEffect[];
  values: { before?: Path; after?: Path }[];
}

/** Functions that return the documents of the values of effects. */
export interface EffectDocuments {
  /** Returns the connection before the effect. */
  before: () => unknown;
  /** Returns the connection, or the body, after the effect. */
  after: () => unknown;
}

/** Decodes effects. Their values are read from the documents when they are first needed. `write` writes their summaries. */
export function decodeEffects(
  { effects, values }: EncodedEffects,
  documents: EffectDocuments,
  write: Messages["effect"],
): Effect[] {
  effects.forEach((effect, at) => {
    const { before, after } = values[at] ?? {};
    if (before === undefined && after === undefined) return;
    const get = (): Effect["values"] => ({
      ...(before !== undefined && { before: readValue(documents.before(), before, effect.names) }),
      ...(after !== undefined && { after: readValue(documents.after(), after, effect.names) }),
    });
    Object.defineProperty(effect, "values", { enumerable: false, get });
  });
  return writeEffects(effects, write);
}

function readValue(document: unknown, path: Path, names: string[] | undefined): unknown {
  const value = valueAt(document, path);
  if (names === undefined || !Array.isArray(value)) return value;
  const known = new Set<unknown>(names);
  const key = path.at(-1) === "authSchemeConfigs" ? "schemeType" : "name";
  // A response can contain items that are not objects.
  return value.filter((item) => known.has(getOwn(item, key)));
}
