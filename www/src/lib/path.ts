/** Compares paths in a connection. */

export type Path = readonly (string | number)[];

/** Returns true if two paths are the same. */
export function pathsEqual(path: Path, other: Path): boolean {
  return path.length === other.length && startsWith(path, other);
}

/** Returns true if a path begins with another one: it points to the same value or into it. */
export function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((segment, at) => segment === path[at]);
}
