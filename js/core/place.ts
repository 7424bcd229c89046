/** Represents places in a document as linked segments, so that the places inside one object share its texts. */

import type { Issue, Path } from "./core.js";

/** A place in a document: the last segment of its path, and the place around it. The root has no place. */
export class Place {
  readonly parent: Place | undefined;
  readonly segment: string | number;
  #pointer: string | undefined;
  #field: string | undefined;

  constructor(parent: Place | undefined, segment: string | number, pointer?: string, field?: string) {
    this.parent = parent;
    this.segment = segment;
    this.#pointer = pointer;
    this.#field = field;
  }

  /** The path as a JSON Pointer (RFC 6901). */
  get pointer(): string {
    this.#pointer ??= `${this.parent?.pointer ?? ""}/${String(this.segment).replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return this.#pointer;
  }

  /** The path in the platform's dotted form. */
  get field(): string {
    this.#field ??= (this.parent?.field ?? "") + this.#spellSegment();
    return this.#field;
  }

  #spellSegment(): string {
    if (typeof this.segment === "number") return `[${this.segment}]`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(this.segment)) return `[${JSON.stringify(this.segment)}]`;
    return this.parent === undefined ? this.segment : `.${this.segment}`;
  }

  /** Returns the path as a list of segments. */
  toPath(): Path {
    const path: Path = [];
    for (let at: Place | undefined = this; at !== undefined; at = at.parent) path.push(at.segment);
    return path.reverse();
  }
}

/** Defines the path of an issue. It is created when it is first read, because thousands of issues can have long paths. */
export function definePath(issue: { path: Path }, place: Place): void {
  const define = (path: Path) => Object.defineProperty(issue, "path", { value: path, writable: true });
  Object.defineProperty(issue, "path", {
    configurable: true,
    enumerable: true,
    get: () => {
      const path = place.toPath();
      define(path);
      return path;
    },
    set: define,
  });
}

/** Returns a copy of an issue with another path. */
export function moveIssue(issue: Issue, path: Path): Issue {
  let place: Place | undefined;
  for (const segment of path) place = new Place(place, segment);
  return { ...issue, path, pointer: place?.pointer ?? "", field: place?.field ?? "" };
}
