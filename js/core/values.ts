/** Declares effects and conflicts with the values that they are about. */

import type { Conflict as ConflictPaths, Effect as PlainEffect } from "./core.js";

/** One change that a request makes to the stored connection. */
export interface Effect extends PlainEffect {
  /**
   * The values before and after the effect. If the effect has `names`, these are lists of the variables with these names, or of the
   * auth schemes with these types. They can be secret. The member is not enumerable, so that logs and copies omit the values.
   * Absent if the effect is not about a value.
   */
  readonly values?: {
    /** The value before the effect; absent if there was none. */
    before?: unknown;
    /** The value after the effect; absent if there is none. */
    after?: unknown;
  };
}

/** Two different changes to the same value: one in `mine`, and one in `latest`. */
export interface Conflict extends ConflictPaths {
  /** The values at the paths. They can be secret. The member is not enumerable, so that logs and copies omit the values. */
  readonly values: {
    /** The value in `base`; absent if `base` does not have it. */
    base?: unknown;
    /** The value that `mine` sets; absent if `mine` removes it. */
    mine?: unknown;
    /** The value in `latest`; absent if `latest` does not have it. */
    latest?: unknown;
  };
}
