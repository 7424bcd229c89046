/** Remembers the values that the user has touched. With `touchedOnly`, a draft shows only the issues of these values. */

import type { Path } from "../core/core.js";
import { type Keys, toKeyPath } from "./identity.js";

/** The touched values, by their paths of keys. They stay touched if their items move, and if an undo restores them. */
export class TouchedPaths {
  readonly #paths = new Set<string>();

  /** The number of touched values. It grows whenever another value is touched. */
  get size(): number {
    return this.#paths.size;
  }

  /** Marks a value as touched. Returns false if it, or a value around it, is touched already. */
  add(path: Path, keys: Keys): boolean {
    if (this.has(path, keys)) return false;
    this.#paths.add(toKeyPath(path, keys).map(encode).join(""));
    return true;
  }

  /** Returns true if the value at a path, or a value around it, is touched. */
  has(path: Path, keys: Keys): boolean {
    if (this.#paths.size === 0) return false;
    let text = "";
    if (this.#paths.has(text)) return true;
    return toKeyPath(path, keys).some((segment) => {
      text += encode(segment);
      return this.#paths.has(text);
    });
  }
}

function encode(segment: string | number): string {
  return `${JSON.stringify(segment)},`;
}
