/** Validates a draft after each edit. Validates only the affected part, or the whole value if the part is not enough. */

import type { Issue } from "../core/core.js";
import { type ModuleOptions, resolveLimits } from "../core/options.js";
import type { Edit } from "./edits.js";
import { DraftIssues } from "./issues.js";
import { estimateGrowth, estimateMaxBytes, measureBytes } from "./size.js";

/** Returns options that turn off the issues about read-only members, because a stored connection contains such members. */
export function ignoreReadOnly(options: ModuleOptions): ModuleOptions {
  return { strict: false, ...options, levels: { ...options?.levels, "read-only-field": "off" } };
}

/**
 * The options of drafts that are created without options. The object is shared, so that it is written to the WebAssembly module
 * only once.
 */
export const DEFAULT_OPTIONS = /* @__PURE__ */ ignoreReadOnly(undefined);

/** The validator of a draft. */
export class DraftValidator {
  readonly #issues: DraftIssues;
  readonly #maxBytes: number;
  /** Upper bound for the size of the value, in bytes of JSON. */
  #sizeBound = 0;
  /** True if the value exceeded the limit when it was last measured. */
  #isTooLarge = false;
  /** True if an update of the issues failed. The stored issues may then belong to an earlier value. */
  #isStale = false;
  /** The version of the draft at which the whole value was last validated. */
  #validatedVersion = -1;

  constructor(options: ModuleOptions) {
    this.#issues = new DraftIssues(options);
    this.#maxBytes = resolveLimits(options).maxBytes;
  }

  /**
   * Starts again with a value, and validates it. Returns every issue.
   *
   * @param json the stored connection
   * @param getStored returns the value of the stored connection
   * @param value the edited connection. Defaults to the stored connection.
   */
  reset(json: string | Uint8Array, getStored: () => unknown, value: unknown = json): Issue[] {
    this.#issues.rebase(getStored);
    // The edited connection can be larger than the stored one. It is measured when the issues are read.
    this.#sizeBound = value === json ? estimateMaxBytes(json) : Number.POSITIVE_INFINITY;
    this.#isTooLarge = false;
    return this.#issues.reset(value);
  }

  /** Updates the order of the issues after the members of the connection were reordered. */
  onReorder(): void {
    this.#issues.onReorder();
  }

  /** Updates the issues after an edit. */
  onEdit(edit: Edit, root: unknown): void {
    this.#sizeBound += estimateGrowth(edit);
    this.#isStale = true;
    try {
      if (edit.kind === "set") this.#issues.onSet(root, edit.path, edit.before, edit.after);
      else this.#issues.onSplice(root, edit.path, edit.at, edit.removed, edit.added.length);
      this.#isStale = false;
    } catch {
      // The stack overflowed, or the members of a value cannot be read. `issues` then validates the whole value and reports the
      // problem.
    }
  }

  /** Returns every issue, in the order of the document. Returns the same array until an issue changes. */
  issues(version: number, getRoot: () => unknown): Issue[] {
    if (this.#sizeBound > this.#maxBytes || this.#needsFullValidation(version)) this.#revalidate(version, getRoot());
    return this.#issues.all(getRoot);
  }

  #needsFullValidation(version: number): boolean {
    const { hasFailed, isTruncated } = this.#issues;
    return this.#isStale || hasFailed || (isTruncated && this.#validatedVersion !== version);
  }

  #revalidate(version: number, root: unknown): void {
    if (this.#sizeBound > this.#maxBytes) {
      this.#sizeBound = measureBytes(root);
      const wasTooLarge = this.#isTooLarge;
      this.#isTooLarge = this.#sizeBound > this.#maxBytes;
      // Returns if only the estimate exceeded the limit. After a value that was too large, all parts must be validated again.
      if (!wasTooLarge && !this.#isTooLarge && !this.#needsFullValidation(version)) return;
    }
    this.#validatedVersion = version;
    this.#issues.reset(root);
    this.#isStale = false;
  }
}
