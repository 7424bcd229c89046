/** Reads the options of plans. */

import type { CommonOptions } from "../core/options.js";

/** Options that decide which requests a plan has. */
export interface PlanFlags {
  /**
   * Treatment of the own values of environments if the changes set the variables of the connection. The platform then overwrites
   * the variables of every environment. A value is an own value if it differs from the value of the connection.
   *
   * - `"overwrite"`: the own values are lost.
   * - `"keep"`: each environment that would lose a value gets a separate request, which restores the value. Until that request,
   *   the environment has the values of the connection.
   *
   * @defaultValue `"overwrite"`
   */
  ownValues?: "overwrite" | "keep";
  /**
   * True to also send the lists `authSchemeConfigs` and `environments` that the changes do not set, as they are stored. This
   * protects them if the platform empties a list that a request omits. Then, however, an environment that someone adds between
   * the read and the write is deleted.
   *
   * @defaultValue `false`
   */
  restate?: boolean;
}

/** Names of the options in {@link PlanFlags}. */
export const PLAN_OPTION_NAMES = ["ownValues", "restate"];

/** Options of a plan in the form that the module reads. */
export interface ReadPlanOptions {
  keepsOwnValues: boolean;
  restate: boolean;
  common: CommonOptions | undefined;
}

/**
 * Checks the options of a plan.
 *
 * @throws {TypeError} if an option has a wrong type
 */
export function readPlanOptions(options: (CommonOptions & PlanFlags) | undefined): ReadPlanOptions {
  if (typeof options !== "object" || options === null) {
    return { keepsOwnValues: false, restate: false, common: options };
  }
  const { ownValues = "overwrite", restate = false, ...common } = options;
  if (ownValues !== "overwrite" && ownValues !== "keep") {
    throw new TypeError('options.ownValues: expected "overwrite" or "keep"');
  }
  if (typeof restate !== "boolean") throw new TypeError("options.restate: expected a boolean");
  return { keepsOwnValues: ownValues === "keep", restate, common };
}
