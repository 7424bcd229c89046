/** Gives the items of a draft the ids and names that the platform has stored for them. */

import { getOwn } from "../core/path.js";
import { type Identity, type KeyPath, keyAt, keysInside, makeIdentity } from "./identity.js";
import { findKeyed, itemOf, type Keyed, memberOf } from "./rekey.js";
import { defineMember, isEqual, isObject, isRecord } from "./values.js";

/** A connection that was sent, and the stored connection in the response. */
export class Adoption {
  readonly #sent: Keyed;
  readonly #stored: Keyed;

  constructor(sent: Keyed, stored: Keyed) {
    this.#sent = sent;
    this.#stored = stored;
  }

  /**
   * Returns a part of the draft in which each item that the request created has the id that the platform assigned, and each item
   * without an id has the name that the platform stored. Values that were edited since are not changed.
   *
   * @param part the part, as it was sent or after some edits, and its keys
   * @param path the path of the part
   */
  apply(part: Keyed, path: KeyPath = []): unknown {
    const [sent, stored] = [findKeyed(path, this.#sent), findKeyed(path, this.#stored)];
    return typeof path.at(-1) === "number" ? adoptItem(part, sent, stored) : adopt(part, sent, stored);
  }

  /**
   * Returns a part of the draft before some edits, as it would be if the draft had not been edited since the save: each part that
   * equals the one that was sent is the one that is stored. Returns `undefined` if an item on the path is not stored.
   */
  restore(part: Keyed, path: KeyPath): Keyed | undefined {
    const parent = path.slice(0, -1);
    if (findKeyed(parent, this.#sent).value !== undefined && findKeyed(parent, this.#stored).value === undefined)
      return undefined;
    return restore(part, findKeyed(path, this.#sent), findKeyed(path, this.#stored));
  }
}

function restore(part: Keyed, sent: Keyed, stored: Keyed): Keyed {
  if (stored.value === undefined) return part;
  if (isEqual(part.value, sent.value)) return stored;
  const { value, keys } = part;
  if (!isRecord(value)) return { value: adopt(part, sent, stored), keys };
  const adopted = adoptMembers(value, sent.value, stored.value) as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  const parts = new Map<string | number, Identity>();
  for (const name of Object.keys(adopted)) {
    const member = { value: adopted[name], keys: keysInside(keys, name) };
    const restored = restore(member, memberOf(sent, name), memberOf(stored, name));
    defineMember(copy, name, restored.value);
    if (restored.keys !== undefined) parts.set(name, restored.keys);
  }
  return { value: copy, keys: makeIdentity(undefined, parts) };
}

function adopt({ value, keys }: Keyed, sent: Keyed, stored: Keyed): unknown {
  if (!isObject(value) || !isObject(sent.value) || !isObject(stored.value)) return value;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => {
      const key = keyAt(keys, index);
      return adoptItem({ value: item, keys: keysInside(keys, key) }, itemOf(sent, key), itemOf(stored, key));
    });
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isRecord(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    const member = { value: value[name], keys: keysInside(keys, name) };
    const adopted = adopt(member, memberOf(sent, name), memberOf(stored, name));
    if (adopted === member.value) continue;
    copy ??= { ...value };
    defineMember(copy, name, adopted);
  }
  return copy ?? value;
}

function adoptItem({ value, keys }: Keyed, sent: Keyed, stored: Keyed): unknown {
  return adopt({ value: adoptMembers(value, sent.value, stored.value), keys }, sent, stored);
}

/** Returns an item with the id and the name of the stored item. Items that were sent with an id keep their names. */
function adoptMembers(item: unknown, sent: unknown, stored: unknown): unknown {
  const [id, name] = [getOwn(stored, "id"), getOwn(stored, "name")];
  if (!isRecord(item) || !isObject(sent) || getOwn(sent, "id") !== undefined) return item;
  const isCreated = id !== undefined && getOwn(item, "id") === undefined;
  const isRenamed =
    name !== undefined && name !== getOwn(sent, "name") && getOwn(item, "name") === getOwn(sent, "name");
  return isCreated || isRenamed ? { ...(isCreated && { id }), ...item, ...(isRenamed && { name }) } : item;
}
