/** Removes parts that have no issue from a value, because checking a part is faster than serializing it. */

import {
  countCheckedBytes,
  isList,
  isObject,
  type Part,
  type Progress,
  parts,
  restartBudget,
  spendOnItems,
  takeProgress,
} from "./is-valid.js";

/** A value without its optional parts that are surely valid. */
export interface ReducedValue {
  /** The reduced copy. The value itself if nothing was omitted, if it is large, or if reading a member throws. */
  reduced: unknown;
  /** An upper bound of the size of the omitted JSON, in bytes of UTF-8. */
  omittedBytes: number;
}

/**
 * Copies a value without its optional parts that are surely valid. The validator reports the same issues for the copy, because the
 * copy has every value that a rule compares with other values: all strings, all items, and all members that constraints need.
 *
 * If `isSurelyValid` was called before, it must have been called with the same value. The environments that it accepted are not
 * checked again.
 */
export function omitValidParts(value: unknown): ReducedValue {
  const progress = takeProgress();
  // The accepted environments have used a part of the budget.
  if (progress === undefined) restartBudget();
  try {
    return { reduced: reduce(value, parts[0] as Part, progress), omittedBytes: countCheckedBytes() };
  } catch {
    return { reduced: value, omittedBytes: 0 };
  }
}

/**
 * Reduces one value. Returns the value itself if nothing was omitted. `part` describes valid values. `progress` is `"valid"` if
 * this value is known to be valid.
 */
function reduce(value: unknown, part: Part, progress: Progress | "valid" | undefined): unknown {
  // The class of an object and its `toJSON` decide its JSON, and a copy would lose both.
  if (!canReduce(part) || (value as { toJSON?: unknown } | null | undefined)?.toJSON !== undefined) return value;
  if (isObject(value)) {
    return reduceMembers(value, part.pick === undefined ? part : (parts[part.pick(value)] as Part), progress);
  }
  return part.item !== undefined && isList(value) ? reduceItems(value, parts[part.item] as Part, progress) : value;
}

/** Returns false if values of a part have no omittable members, and their items neither. */
function canReduce({ item, omittable, pick }: Part): boolean {
  return item === undefined ? (omittable ?? pick) !== undefined : canReduce(parts[item] as Part);
}

/** Reduces the items of a list. Throws if the list is so long that the checks of its items would exhaust the budget. */
function reduceItems(list: unknown[], part: Part, progress: Progress | "valid" | undefined): unknown[] {
  if (!spendOnItems(list.length)) throw new RangeError();
  const validCount = typeof progress === "object" && progress.list === list ? progress.validCount : 0;
  const items: unknown[] = [];
  let isReduced = false;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    items[index] = reduce(item, part, index < validCount ? "valid" : undefined);
    isReduced ||= items[index] !== item;
    // Items of one list are mostly alike: if none of the first ones has parts to omit, checking the others costs more than it saves.
    if (index === 16 && !isReduced) return list;
  }
  return isReduced ? items : list;
}

function reduceMembers(
  object: Record<string, unknown>,
  { fields, omittable }: Part,
  progress: Progress | "valid" | undefined,
): object {
  let copy: Record<string, unknown> | undefined;
  for (const name in fields) {
    const member = object[name];
    if (member === undefined) continue;
    const part = parts[fields[name] as number] as Part;
    const canOmit = omittable?.includes(name) && (progress === "valid" || part.is(member));
    const reduced = canOmit ? undefined : reduce(member, part, progress);
    if (reduced === member) continue;
    copy ??= { ...object };
    // A member that is not enumerable is not in the JSON, and not in the copy.
    if (Object.hasOwn(copy, name)) copy[name] = reduced;
  }
  return copy ?? object;
}
