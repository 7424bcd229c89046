/** Merges changes into the stored connection and returns the body to send, or every issue. */

import {
  type Changes,
  type Connection,
  type ConnectionUpdate,
  type Effect,
  type Issue,
  merge as mergeSlots,
} from "../core/core.js";
import { parseJson } from "../core/input.js";
import type { CommonOptions } from "../core/options.js";
import { callErrorsOnly, lazy } from "./call.js";

/** The body to send, or every issue. */
export type MergeResult =
  | {
      /** No issue is an error: the body can be sent. */
      ok: true;
      /** The body, parsed when first read. */
      body: ConnectionUpdate;
      /** The body as UTF-8 JSON. Text that it takes from the stored connection is copied without changes. */
      bytes: Uint8Array<ArrayBuffer>;
      /** The effects of the body, in its order; computed when first read. */
      effects: Effect[];
      /** Warnings and information, no errors; computed when first read. */
      issues: Issue[];
    }
  | {
      /** At least one issue is an error. */
      ok: false;
      /** Every issue, in the order of the document. */
      issues: Issue[];
    };

/**
 * Merges changes into the stored connection and returns the body of the request that makes them.
 *
 * The body contains the required fields, and only those lists that the changes set, each of them complete. It is valid. Bad
 * input of any kind is reported as issues, never thrown; paths of issues point into the body, or into `changes` if those
 * cannot be merged.
 *
 * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
 * @param changes the changes; members that are left out stay as they are
 * @throws {TypeError} if `options` has an unknown member or one of a wrong type
 * @example
 * const merged = merge(current, { environmentVariables: { set: { REGION: "eu" } } });
 * if (merged.ok) send(merged.bytes, merged.effects);
 */
export function merge(
  current: Connection | string | Uint8Array,
  changes: Changes | string | Uint8Array,
  options?: CommonOptions,
): MergeResult {
  const result = callErrorsOnly(mergeSlots, options, current, changes);
  if (!result.ok) return result;
  const { bytes, details } = result;
  const body = lazy(() => parseJson(bytes) as ConnectionUpdate);
  return {
    ok: true,
    bytes,
    get body() {
      return body();
    },
    get effects() {
      return details.effects();
    },
    get issues() {
      return details.issues();
    },
  };
}
