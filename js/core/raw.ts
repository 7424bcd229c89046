/** Keeps instances of classes with private members out of the reactive proxies of Vue, which cannot read these members. */

/** Marks all instances of a class as raw: `ref` and `reactive` of Vue return the instances themselves. */
export function markRaw(type: { prototype: object }): void {
  Object.defineProperty(type.prototype, "__v_skip", { value: true });
}
