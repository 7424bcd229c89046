/**
 * Defines members of classes for other programs: Vue and the console of Node. The constructor of a class calls these functions,
 * because bundlers cannot remove an unused class if a call beside it or in a name of its members can have side effects.
 */

/**
 * Marks all instances of a class as raw: `ref` and `reactive` of Vue return the instances themselves. A reactive proxy could not
 * read their private members.
 */
export function markRaw({ prototype }: { prototype: object }): void {
  define(prototype, "__v_skip", true);
}

/** Defines the text that `console.log` of Node prints for instances of a class. */
export function defineInspect<T extends object>(
  { prototype }: { prototype: T },
  describe: (instance: T) => string,
): void {
  define(prototype, Symbol.for("nodejs.util.inspect.custom"), function (this: T) {
    return describe(this);
  });
}

function define(prototype: object, key: PropertyKey, value: unknown): void {
  if (!Object.hasOwn(prototype, key)) Object.defineProperty(prototype, key, { value });
}
