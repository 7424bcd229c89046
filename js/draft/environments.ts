/** Reads the environments of a connection. */

import { getOwn } from "../core/path.js";

/** Returns true if an environment has no id: the platform has not created it yet. */
export const isNew = (environment: unknown): boolean => getOwn(environment, "id") === undefined;

/** Returns the environments of a connection; an empty list if it has none. */
export function environmentsOf(root: unknown): unknown[] {
  const environments = getOwn(root, "environments");
  return Array.isArray(environments) ? environments : [];
}
