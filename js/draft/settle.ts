/** Finds out what a save has done: takes the connection that was sent and the response, and returns both with the same ids. */

import type { Path, UnsupportedEdit } from "../core/core.js";
import type { Effect } from "../core/values.js";
import { Adoption } from "./adopt.js";
import { environmentsOf, isNew } from "./environments.js";
import { indexOfKey, type KeySource, keyAt, keysInside, readItemKeys } from "./identity.js";
import { matchStoredItems, matchUniqueItems } from "./match.js";
import { recreateDeleted, revertUnsupported } from "./rebase.js";
import { type Keyed, rekey } from "./rekey.js";
import { EditableState } from "./replay.js";
import { Tree } from "./tree.js";
import { parseClamped } from "./values.js";

/** The state of a draft when a save began. */
export interface SaveSnapshot {
  /** The value when the save began. */
  sent: Keyed;
  /** The stored connection when the save began. */
  base: Keyed;
  /** The edits in `sent` that no request makes. */
  unsupported: UnsupportedEdit[];
}

/** A save that has ended. */
export interface EndedSave extends SaveSnapshot {
  /** The changes that others made before the save. */
  concurrentChanges: readonly Effect[];
  /** True if all requests were made. */
  isDone: boolean;
  /** True if the update of the connection was made, which creates the new environments. */
  isUpdated: boolean;
}

/** A save that has ended, compared with the connection that is stored now. */
export interface SettledSave {
  /** The connection that is stored now. */
  target: Keyed;
  /** Adds ids and names that the platform assigned. */
  adoption: Adoption;
  /** The connection that was sent, with the ids that the platform assigned. */
  sent: Keyed;
  /** The value of the draft now, with these ids. */
  now: Keyed;
  /** The edits of `sent` that the save has made: without edits that no request makes, and without unknown environments. */
  saved: Keyed;
  /** The keys of new environments that were sent, but that are not stored. */
  unknown: number[];
  /** The keys of the new environments that were created. */
  created: number[];
}

/**
 * Compares a save that has ended with the connection that is stored now.
 *
 * @param now the value of the draft now
 * @param stored the connection that is stored now
 */
export function settleSave(
  now: Keyed,
  stored: string | Uint8Array,
  { sent, base, unsupported, isUpdated }: EndedSave,
  source: KeySource,
): SettledSave {
  const value = parseClamped(stored);
  const target = { value, keys: rekey(value, sent, source, isUpdated ? matchStoredItems : matchUniqueItems) };
  const adoption = new Adoption(sent, target);
  const adopt = (part: Keyed): Keyed => ({ ...part, value: adoption.apply(part) });
  const sentWithIds = adopt(sent);
  const created = isUpdated ? findKeys(sent, isNew) : [];
  const storedKeys = new Set(findKeys(target));
  const unknown = created.filter((key) => !storedKeys.has(key));
  return {
    target,
    adoption,
    sent: sentWithIds,
    now: isUpdated ? recreateDeleted(adopt(now), sent, base) : adopt(now),
    saved: revertUnsupported(removeEnvironments(sentWithIds, unknown), unsupported, base),
    created,
    unknown,
  };
}

/** Returns a connection without the environments with these keys. */
function removeEnvironments({ value, keys }: Keyed, environments: number[]): Keyed {
  const state = new EditableState(new Tree(value), keys);
  const path: Path = ["environments"];
  for (const key of environments) {
    const at = indexOfKey(keysInside(state.keys, "environments"), key);
    const removed = [environmentsOf(state.tree.current)[at]];
    const removedKeys = readItemKeys(state.keys, path, at, 1);
    state.apply({ kind: "splice", path, at, removed, added: [], removedKeys, addedKeys: [] });
  }
  return { value: state.tree.root, keys: state.keys };
}

/** Returns the keys of the environments that `isWanted` accepts. */
function findKeys({ value, keys }: Keyed, isWanted = (_environment: unknown) => true): number[] {
  const list = keysInside(keys, "environments");
  return environmentsOf(value).flatMap((environment, index) => (isWanted(environment) ? [keyAt(list, index)] : []));
}
