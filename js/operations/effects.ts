/** Adds to effects the values that they change. */

import type { Path, Effect as PlainEffect } from "../core/core.js";
import { getOwn, valueAt } from "../core/path.js";

/** One change that a request makes to the stored connection. */
export interface Effect extends PlainEffect {
  /**
   * The values before and after the effect. If the effect has `names`, these are lists of the variables with these names, or of the
   * auth schemes with these types. They can be secret. The member is not enumerable, so that logs and copies omit the values.
   * Absent if the effect is not about a value.
   */
  readonly values?: {
    /** The value before the effect; absent if there was none. */
    before?: unknown;
    /** The value after the effect; absent if there is none. */
    after?: unknown;
  };
}

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

/** Decodes effects. Their values are read from the documents when they are first needed. */
export function decodeEffects({ effects, values }: EncodedEffects, documents: EffectDocuments): Effect[] {
  effects.forEach((effect, at) => {
    const { before, after } = values[at] ?? {};
    if (before === undefined && after === undefined) return;
    const get = (): Effect["values"] => ({
      ...(before !== undefined && { before: readValue(documents.before(), before, effect.names) }),
      ...(after !== undefined && { after: readValue(documents.after(), after, effect.names) }),
    });
    Object.defineProperty(effect, "values", { enumerable: false, get });
  });
  return effects;
}

function readValue(document: unknown, path: Path, names: string[] | undefined): unknown {
  const value = valueAt(document, path);
  if (names === undefined || !Array.isArray(value)) return value;
  const known = new Set<unknown>(names);
  const key = path.at(-1) === "authSchemeConfigs" ? "schemeType" : "name";
  // A response can contain items that are not objects.
  return value.filter((item) => known.has(getOwn(item, key)));
}
