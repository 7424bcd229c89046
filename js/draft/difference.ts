/** Finds out if a value of a draft was edited, without a comparison of the whole connection. */

import { getReadable, isEqual, isRecord } from "./values.js";
import { areSameVariables } from "./variables.js";

type Difference = "none" | "possible" | "certain";

/**
 * Compares two versions of a value in a connection: the edited one, and the stored one.
 *
 * - `none`: the versions are equal, except for the order of the variables of environments.
 * - `certain`: the versions differ in a value that is saved.
 * - `possible`: they may also differ only in members that are not saved.
 *
 * @param name the name of the member that has the value
 */
export function findDifference(edited: unknown, stored: unknown, name?: string | number): Difference {
  if (edited === stored) return "none";
  let worst: Difference = "none";
  if (Array.isArray(edited) && Array.isArray(stored)) {
    if (name === "variables") return areSameVariables(edited, stored, false) ? "none" : "certain";
    if (name === "environmentVariables") return areSameVariables(edited, stored, true) ? "none" : "certain";
    if (edited.length !== stored.length) return "certain";
    for (let at = 0; at < edited.length && worst !== "certain"; at++) {
      if (edited[at] !== stored[at]) worst = findWorse(worst, findDifference(edited[at], stored[at]));
    }
    return worst;
  }
  if (isRecord(edited) && isRecord(stored)) {
    for (const name of Object.keys(edited)) {
      worst = findWorse(worst, findDifference(getReadable(edited, name), getReadable(stored, name), name));
      if (worst === "certain") return worst;
    }
    for (const name of Object.keys(stored)) {
      if (!Object.hasOwn(edited, name)) worst = findWorse(worst, findDifference(undefined, stored[name], name));
    }
    return worst;
  }
  if (isEqual(edited, stored)) return "none";
  return [edited, stored].some((value) => value === undefined || value === null) ? "possible" : "certain";
}

function findWorse(a: Difference, b: Difference): Difference {
  return a === "none" ? b : b === "certain" ? b : a;
}
