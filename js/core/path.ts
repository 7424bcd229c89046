/** Paths as callers write them: takes an array, a JSON Pointer or the dotted form, gives the segments. */

import type { Path } from "./core.js";

/** A place in a connection: `["environments", 0, "name"]`, `"/environments/0/name"` or `"environments[0].name"`. */
export type PathLike = string | readonly (string | number)[];

const parsed = new Map<string, Path>();

/** The segments of a path, which stay as they are. @throws {TypeError} where it is in none of the three forms */
export function toPath(path: PathLike): Path {
  if (typeof path !== "string") {
    if (Array.isArray(path)) return path.slice() as Path;
    throw new TypeError("path: expected an array, a JSON Pointer or a dotted path");
  }
  let segments = parsed.get(path);
  if (segments === undefined) {
    segments = path.startsWith("/") ? fromPointer(path) : fromDotted(path);
    if (parsed.size >= 1_000) parsed.clear();
    parsed.set(path, segments);
  }
  return segments;
}

function fromPointer(pointer: string): Path {
  const parts = pointer.slice(1).split("/");
  return parts.map((part) => {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    return /^(?:0|[1-9]\d{0,9})$/.test(key) ? Number(key) : key;
  });
}

function fromDotted(dotted: string): Path {
  if (dotted === "") return [];
  if (!/^[^.[\]]+(?:\.[^.[\]]+|\[(?:0|[1-9]\d{0,9})\])*$/.test(dotted)) {
    throw new TypeError("path: expected a form such as `environments[0].name`");
  }
  return Array.from(dotted.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([key, index]) =>
    index === undefined ? key : Number(index),
  );
}

/** Whether a place is another, or lies inside it. */
export function isWithin(path: readonly (string | number)[], outer: readonly (string | number)[]): boolean {
  return outer.length <= path.length && outer.every((segment, at) => segment === path[at]);
}

/** Whether two places are one. */
export function isSamePlace(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = a.length - 1; at >= 0; at--) if (a[at] !== b[at]) return false;
  return true;
}

/** The member of a value; what is only inherited is not there. */
export function member(value: unknown, segment: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return typeof segment === "number" ? value[segment] : undefined;
  return Object.hasOwn(value, segment) ? (value as Record<string | number, unknown>)[segment] : undefined;
}

/** What stands at a place; `undefined` where nothing does. */
export function valueAt(root: unknown, path: readonly (string | number)[], end = path.length): unknown {
  let value = root;
  for (let at = 0; at < end; at++) value = member(value, path[at] as string | number);
  return value;
}

/** Where an environment stands in a connection; -1 where it does not. */
export function indexOfEnvironment(root: unknown, id: unknown): number {
  const environments = member(root, "environments");
  if (id === undefined || !Array.isArray(environments)) return -1;
  return environments.findIndex((environment) => member(environment, "id") === id);
}

/**
 * Where each item of a list stands in an earlier form of the list: found by its id or else its name, and where neither tells,
 * by its place, unless what stood there is found elsewhere; -1 where it is new.
 */
export function earlierPlaces(now: readonly unknown[], before: readonly unknown[]): number[] {
  // Most of a long list stands where it stood, and is not asked for its name.
  const isSettled = (index: number) => index < before.length && now[index] === before[index];
  const [known, own] = [placesByName(before, isSettled), placesByName(now, isSettled)];
  const places = now.map((item, index) => {
    if (isSettled(index)) return index;
    const name = nameOf(item);
    return own.get(name) === index ? (known.get(name) ?? -1) : -1;
  });
  const found = new Set(places);
  return places.map((place, index) => {
    const isOpen = place < 0 && index < before.length && !found.has(index);
    return isOpen && !hasId(now[index]) && !hasId(before[index]) ? index : place;
  });
}

/** What tells an item of a list from the others; `undefined` where no text does. */
function nameOf(item: unknown): string | undefined {
  const key = hasId(item) ? "id" : "name";
  const text = member(item, key);
  return typeof text === "string" ? `${key} ${text}` : undefined;
}

/** Where the items stand that nothing else in the list is named like, apart from those that are settled. */
function placesByName(
  list: readonly unknown[],
  isSettled: (index: number) => boolean,
): Map<string | undefined, number> {
  const places = new Map<string | undefined, number>([[undefined, -1]]);
  list.forEach((item, index) => {
    if (isSettled(index)) return;
    const name = nameOf(item);
    places.set(name, places.has(name) ? -1 : index);
  });
  return places;
}

const hasId = (item: unknown): boolean => member(item, "id") !== undefined;
