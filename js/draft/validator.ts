/** Validates a draft after each edit: only the affected part if that is enough, otherwise the whole value. */

import type { Issue } from "../core/core.js";
import { type ModuleOptions, resolveLimits } from "../core/options.js";
import type { Edit } from "./edits.js";
import { DraftIssues } from "./issues.js";
import { byteSize, maxByteSize, maxGrowth } from "./size.js";

/** Returns options with which members that only responses contain are not reported. */
export function ignoreReadOnly(options: ModuleOptions): ModuleOptions {
  return { strict: false, ...options, levels: { ...options?.levels, "read-only-field": "off" } };
}

/** One object for all drafts without options, so that it is written to the module only once. */
export const DEFAULT_OPTIONS = ignoreReadOnly(undefined);

/** The validator of a draft. */
export class DraftValidator {
  readonly #issues: DraftIssues;
  readonly #maxBytes: number;
  /** The largest possible size of the value, in bytes of JSON. */
  #size = 0;
  /** True if the value exceeded the limit when it was measured last. */
  #isTooLarge = false;
  /** True if an update failed half-way, so that the issues may be of another value. */
  #isPartial = false;
  /** The version of the draft at which the whole value was validated last. */
  #validatedVersion = -1;

  constructor(options: ModuleOptions) {
    this.#issues = new DraftIssues(options);
    this.#maxBytes = resolveLimits(options).maxBytes;
  }

  /** Starts from a stored connection; `value` is the value that it is edited to. Returns every issue. */
  reset(json: string | Uint8Array, value: unknown = json): Issue[] {
    this.#size = maxByteSize(json);
    this.#isTooLarge = false;
    return this.#issues.reset(value);
  }

  /** Updates the order of the issues after the members of the connection were reordered. */
  onReorder(): void {
    this.#issues.onReorder();
  }

  /** Updates the issues after an edit. */
  onEdit(edit: Edit, root: unknown): void {
    this.#size += maxGrowth(edit);
    this.#isPartial = true;
    try {
      if (edit.kind === "set") this.#issues.onSet(root, edit.path, edit.before, edit.after);
      else this.#issues.onSplice(root, edit.path, edit.at, edit.removed, edit.added.length);
      this.#isPartial = false;
    } catch {
      // A full stack, or a value whose members cannot be read: `issues` validates the whole value, and reports it.
    }
  }

  /** Returns every issue at a version of the draft, in the order of the document; the same array until an issue changes. */
  issues(version: number, rootOf: () => unknown): Issue[] {
    if (this.#size > this.#maxBytes || this.#needsFullValidation(version)) this.#revalidate(version, rootOf());
    return this.#issues.all(rootOf);
  }

  #needsFullValidation(version: number): boolean {
    const { hasFailed, isTruncated } = this.#issues;
    return this.#isPartial || hasFailed || (isTruncated && this.#validatedVersion !== version);
  }

  #revalidate(version: number, root: unknown): void {
    if (this.#size > this.#maxBytes) {
      this.#size = byteSize(root);
      const wasTooLarge = this.#isTooLarge;
      this.#isTooLarge = this.#size > this.#maxBytes;
      // If it is not too large, and was not before, the issues of its parts are complete.
      if (!wasTooLarge && !this.#isTooLarge && !this.#needsFullValidation(version)) return;
    }
    this.#validatedVersion = version;
    this.#issues.reset(root);
    this.#isPartial = false;
  }
}
