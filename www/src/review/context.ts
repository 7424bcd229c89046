/** Reads from the stored and the planned connection what the lines of several effects need. */

import { asObjects } from "../lib/coerce.ts";
import { type Fields, valuesByName } from "./values.ts";

/** An environment in both connections. */
export interface Staying {
  before: Fields;
  after: Fields;
}

/** The stored connection and the planned connection, with what the lines of several effects need. */
export interface Context {
  current: Fields;
  next: Fields;
  /** The environments that stay, by id. */
  staying: Map<string, Staying>;
  /** The shared variables before and after, by name. */
  shared: { before: Map<string, string>; after: Map<string, string> };
  /** The names of the shared variables that change. */
  sharedChanges: string[];
}

/** Compares the two connections. */
export function createContext(current: Fields, next: Fields): Context {
  const nextById = new Map(asObjects(next.environments).map((environment) => [environment.id, environment]));
  const staying = new Map<string, Staying>();
  for (const before of asObjects(current.environments)) {
    const after = nextById.get(before.id);
    if (typeof before.id === "string" && after !== undefined) staying.set(before.id, { before, after });
  }
  const shared = {
    before: valuesByName(current.environmentVariables),
    after: valuesByName(next.environmentVariables),
  };
  const names = new Set([...shared.before.keys(), ...shared.after.keys()]);
  const sharedChanges = [...names].filter((name) => shared.before.get(name) !== shared.after.get(name));
  return { current, next, staying, shared, sharedChanges };
}
