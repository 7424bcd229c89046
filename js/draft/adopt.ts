/** Gives the items of a draft the ids and names that the platform has stored for them. */

import { getOwn } from "../core/path.js";
import { type Identity, type ItemKeys, type KeyPath, keyAt, keysInside, makeIdentity } from "./identity.js";
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
  apply({ value, keys }: Keyed, path: KeyPath = []): unknown {
    const key = path.at(-1);
    if (typeof key === "number") return this.applyToItems([value], [{ key, inside: keys }], path.slice(0, -1))[0];
    return adopt({ value, keys }, findKeyed(path, this.#sent), findKeyed(path, this.#stored));
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

  /** Returns items of the list at a path as `apply` does. */
  applyToItems(items: unknown[], itemKeys: readonly ItemKeys[], list: KeyPath): unknown[] {
    const parts = new Map(
      itemKeys.flatMap(({ key, inside }) => (inside === undefined ? [] : [[key, inside] as const])),
    );
    const keys = makeIdentity(
      itemKeys.map(({ key }) => key),
      parts,
    );
    return this.apply({ value: items, keys }, list) as unknown[];
  }

  /** Returns the indices of the sent environments that the platform must have created, but that are not in the response. */
  findLostEnvironments(): number[] {
    const [sent, stored] = [this.#sent, this.#stored].map((root) => findKeyed(["environments"], root)) as [
      Keyed,
      Keyed,
    ];
    const list = Array.isArray(sent.value) ? sent.value : [];
    const storedKeys = new Set(
      Array.isArray(stored.value) ? stored.value.map((_, index) => keyAt(stored.keys, index)) : [],
    );
    return list.flatMap((item, index) =>
      getOwn(item, "id") === undefined && !storedKeys.has(keyAt(sent.keys, index)) ? [index] : [],
    );
  }
}

function restore(part: Keyed, sent: Keyed, stored: Keyed): Keyed {
  if (stored.value === undefined || sent.value === undefined) return part;
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
      const [before, after] = [itemOf(sent, key), itemOf(stored, key)];
      return adopt(
        { value: adoptMembers(item, before.value, after.value), keys: keysInside(keys, key) },
        before,
        after,
      );
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
    copy[name] = adopted;
  }
  return copy ?? value;
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
