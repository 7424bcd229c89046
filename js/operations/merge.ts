/** Merging for JavaScript: takes the current connection and the changes to it, gives the body to send, or every issue. */

import {
  type Changes,
  type Connection,
  type ConnectionUpdate,
  type Effect,
  type Issue,
  merge as mergeSlots,
} from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
import { askBriefly, once } from "./call.js";
import { parse } from "./validate.js";

/** The body to send, or why there is none. */
export type MergeResult =
  | {
      /** No issue is an error. */
      ok: true;
      /** The body as a value, parsed when it is first asked for. */
      body: ConnectionUpdate;
      /** The body as UTF-8 JSON: what it takes from the current connection is spelled as it was there. */
      bytes: Uint8Array<ArrayBuffer>;
      /** What the body would do, in its order; found when it is first asked for. */
      effects: Effect[];
      /** Warnings and information, no errors; looked for when they are first asked for. */
      issues: Issue[];
    }
  | {
      /** An issue is an error, so that there is nothing to give. */
      ok: false;
      /** Every issue, in the order of the document. */
      issues: Issue[];
    };

/**
 * Merges changes into the current connection and gives the body of the request that makes them.
 *
 * The body holds the required fields and only the lists that the changes set, each of them complete. It is validated
 * before it is given. Bad input of any kind gives issues; it never throws.
 *
 * @param current the connection as the platform answered it: a value, its JSON text, or its UTF-8 bytes
 * @param changes what to change; what is left out stays as it is
 * @returns the place of an issue is in the body, or in `changes` where those cannot be merged
 * @throws {TypeError} where `options` are not what they should be
 */
export function merge(
  current: Connection | string | Uint8Array,
  changes: Changes | string | Uint8Array,
  options?: CommonOptions,
): MergeResult {
  const answer = askBriefly(mergeSlots, options, current, changes);
  if (!answer.ok) return answer;
  const { bytes, rest } = answer;
  const body = once(() => parse(bytes) as ConnectionUpdate);
  return {
    ok: true,
    bytes,
    get body() {
      return body();
    },
    get effects() {
      return rest.effects();
    },
    get issues() {
      return rest.issues();
    },
  };
}
