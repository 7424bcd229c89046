/** Paths in a connection: which value or member is meant. */

export type Path = readonly (string | number)[];

/** Returns true if two paths are the same. */
export function isAt(path: Path, other: Path): boolean {
  return path.length === other.length && isWithin(path, other);
}

/** Returns true if a path leads to a value or to something inside it. */
export function isWithin(path: Path, around: Path): boolean {
  return around.every((segment, at) => segment === path[at]);
}
