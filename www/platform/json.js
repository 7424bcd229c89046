// Parses request bodies: takes the text of a body, and returns its value or the reason of its refusal. Compares JSON values.

/** Maximum number of arrays and objects inside each other. Deeper values overflow the stack when they are copied. */
const MAX_DEPTH = 128;

/** @typedef {Record<string, unknown>} Json */

/** @param {unknown} value @returns {value is Json} */
export const isObject = (value) => isContainer(value) && !Array.isArray(value);

/** Returns true if a value is an array or an object. @param {unknown} value @returns {value is object} */
const isContainer = (value) => typeof value === "object" && value !== null;

/** @param {string} text @returns {{ value: unknown } | { problem: string }} */
export function parseJson(text) {
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "the body is not JSON" };
  }
  if (isDeeperThan(value, MAX_DEPTH)) return { problem: `the body is nested deeper than ${MAX_DEPTH} levels` };
  return { value };
}

/** @param {string} text @returns {{ value: Json } | { problem: string }} */
export function parseJsonObject(text) {
  const parsed = parseJson(text);
  if ("problem" in parsed) return parsed;
  return isObject(parsed.value) ? { value: parsed.value } : { problem: "the body is not an object" };
}

/** Returns true if a value is nested too deeply. Reads one level after another, without recursion. @param {unknown} value @param {number} limit */
function isDeeperThan(value, limit) {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

/** Returns true if two JSON values are equal. Ignores the order of members. @param {unknown} a @param {unknown} b @returns {boolean} */
export function isEqual(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
    );
  }
  return a === b;
}
