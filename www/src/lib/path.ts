/** Compares paths in a connection. */

export type Path = readonly (string | number)[];

/** Returns true if two paths are the same. */
export function pathsEqual(path: Path, other: Path): boolean {
  return path.length === other.length && startsWith(path, other);
}

/** Returns true if `path` begins with `prefix`. `path` then points to the value at `prefix`, or to a part of that value. */
export function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((segment, at) => segment === path[at]);
}
