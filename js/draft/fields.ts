/** Caches the state of fields, so that a field is the same object until its value or its issues change. */

import type { DraftField } from "./types.js";
import { isEqual } from "./values.js";

/**
 * Number of cached fields that starts a clean-up. Adding a field then first removes the fields that were not read at the
 * current version of the draft.
 */
const MAX_CACHED_FIELDS = 10_000;

/** The fields of a draft by path. Each entry has the version of the draft at which the field was last read. */
export class FieldCache {
  readonly #fields = new Map<string, { version: number; field: DraftField }>();

  /** Returns the field with this key. Calls `read` if the field was not read at this version of the draft. */
  get(key: string, version: number, read: () => DraftField): DraftField {
    const cached = this.#fields.get(key);
    if (cached?.version === version) return cached.field;
    const fresh = read();
    const old = cached?.field;
    const isUnchanged =
      old !== undefined &&
      old.value === fresh.value &&
      old.isDirty === fresh.isDirty &&
      old.isTouched === fresh.isTouched &&
      isEqual(old.issues, fresh.issues);
    const field = isUnchanged ? old : fresh;
    if (cached === undefined && this.#fields.size >= MAX_CACHED_FIELDS) this.#dropOlderThan(version);
    this.#fields.set(key, { version, field });
    return field;
  }

  clear(): void {
    this.#fields.clear();
  }

  #dropOlderThan(version: number): void {
    for (const [key, cached] of this.#fields) if (cached.version !== version) this.#fields.delete(key);
  }
}
