/** Compares two lists of auth schemes. A list identifies its schemes by their position alone, so that edited schemes are guessed. */

import { asString } from "../lib/coerce.ts";
import { type Fields, findMoved, getOwn, isObject, toComparable } from "./values.ts";

/** A scheme that both lists have. The two versions can differ. */
export interface SchemePair {
  before: unknown;
  after: unknown;
  /** The index in the old list. */
  from: number;
  /** The index in the new list. */
  to: number;
}

/** The differences between two lists of auth schemes. */
export interface SchemeChanges {
  /** The schemes with another value, in their new order. */
  edited: SchemePair[];
  added: { scheme: unknown; index: number }[];
  /** The removed schemes. `isCopy` is true if the new list still contains an equal scheme. */
  removed: { scheme: unknown; index: number; isCopy: boolean }[];
  /** The indices, in the old list, of schemes that stay, in their new order. Empty if the order is the same. */
  order: number[];
}

/** An item of a list that has no counterpart yet. */
interface Item {
  scheme: unknown;
  index: number;
  /** A text that is the same for equal schemes. */
  key: string;
}

/** Compares two lists of auth schemes. */
export function compareSchemes(before: unknown, after: unknown): SchemeChanges {
  const [old, next] = [toItems(before), toItems(after)];
  const [oldKeys, nextKeys] = [old, next].map((items) => new Set(items.map(({ key }) => key))) as [
    Set<string>,
    Set<string>,
  ];
  const pairs = new Pairs(old, next);
  pairs.match(({ key }) => key);
  // A copy of a scheme that stays is not another version of a third scheme.
  const gone = (item: Item) => !nextKeys.has(item.key);
  const isNew = (item: Item) => !oldKeys.has(item.key);
  pairs.keepOnly(gone, isNew);
  pairs.match(({ scheme }) =>
    memberOf(scheme, "name") === "" ? undefined : typeAnd(scheme, memberOf(scheme, "name")),
  );
  pairs.match(({ scheme, index }) => typeAnd(scheme, String(index)));
  pairs.match(({ scheme }) => typeAnd(scheme, ""));
  // Schemes of another type are not the same scheme, so that they have no order.
  const order = pairs.found
    .slice()
    .sort((a, b) => a.to - b.to)
    .map(({ from }) => from);
  pairs.match(({ index }) => String(index));
  pairs.match(() => "");
  return {
    edited: pairs.found
      .filter((pair) => toComparable(pair.before) !== toComparable(pair.after))
      .sort((a, b) => a.to - b.to),
    added: pairs.left("next").map(({ scheme, index }) => ({ scheme, index })),
    removed: pairs.left("old").map((item) => ({ scheme: item.scheme, index: item.index, isCopy: !gone(item) })),
    order: findMoved(order).length > 0 ? order : [],
  };
}

/** Returns the names of the members that differ between two schemes, in the order of the new scheme. */
export function changedMembers(before: unknown, after: unknown): string[] {
  const [old, next] = [before, after].map((scheme) => (isObject(scheme) ? scheme : {})) as [Fields, Fields];
  const names = [...new Set([...Object.keys(next), ...Object.keys(old)])];
  return names.filter((name) => toComparable([getOwn(old, name)]) !== toComparable([getOwn(next, name)]));
}

function toItems(list: unknown): Item[] {
  return Array.isArray(list) ? list.map((scheme, index) => ({ scheme, index, key: toComparable(scheme) })) : [];
}

function memberOf(scheme: unknown, name: string): string {
  return isObject(scheme) ? asString(scheme[name]) : "";
}

function typeAnd(scheme: unknown, text: string): string {
  return JSON.stringify([memberOf(scheme, "schemeType"), text]);
}

/** Finds the counterparts of items, in rounds. */
class Pairs {
  readonly found: SchemePair[] = [];
  #old: Item[];
  #next: Item[];
  #excluded: { old: Item[]; next: Item[] } = { old: [], next: [] };

  constructor(old: Item[], next: Item[]) {
    this.#old = old;
    this.#next = next;
  }

  /** Pairs the items for which `keyOf` returns the same key. */
  match(keyOf: (item: Item) => string | undefined): void {
    const queues = new Map<string, Item[]>();
    for (const item of this.#next.slice().reverse()) {
      const key = keyOf(item);
      if (key === undefined) continue;
      const queue = queues.get(key);
      if (queue === undefined) queues.set(key, [item]);
      else queue.push(item);
    }
    const paired = new Set<Item>();
    for (const item of this.#old) {
      const key = keyOf(item);
      const other = key === undefined ? undefined : queues.get(key)?.pop();
      if (other === undefined) continue;
      paired.add(item).add(other);
      this.found.push({ before: item.scheme, after: other.scheme, from: item.index, to: other.index });
    }
    this.#old = this.#old.filter((item) => !paired.has(item));
    this.#next = this.#next.filter((item) => !paired.has(item));
  }

  /** Excludes items from later rounds. */
  keepOnly(isOld: (item: Item) => boolean, isNext: (item: Item) => boolean): void {
    this.#excluded = {
      old: this.#old.filter((item) => !isOld(item)),
      next: this.#next.filter((item) => !isNext(item)),
    };
    this.#old = this.#old.filter(isOld);
    this.#next = this.#next.filter(isNext);
  }

  /** Returns the items without a counterpart, in their order. */
  left(side: "old" | "next"): Item[] {
    const items = side === "old" ? this.#old : this.#next;
    return [...items, ...this.#excluded[side]].sort((a, b) => a.index - b.index);
  }
}
