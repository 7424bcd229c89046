/** Translates paths in the changes of a draft to paths in its value. Items are found by their ids or names. */

import type { Changes, Issue, Path } from "../core/core.js";
import { type Messages, writeEffects, writeIssues, writeMessages } from "../core/messages.js";
import { getOwn, valueAt } from "../core/path.js";
import { moveIssue } from "../core/place.js";
import type { Effect } from "../core/values.js";
import { memoize } from "../operations/call.js";
import type { PlanResult } from "../operations/plan.js";
import { environmentsOf, isNew } from "./environments.js";

/** The codes of issues about the name of a variable. */
const NAME_CODES = new Set(["blank-name", "duplicate-value", "surrounding-whitespace"]);

/** Translates paths. Indexes each list once, so that many translations are fast. */
export class PlaceFinder {
  readonly #changes: Changes;
  readonly #value: unknown;
  /** For each list and each member that identifies its items, the index of the first item with each value of the member. */
  readonly #indices = new Map<unknown, Map<string, Map<unknown, number>>>();
  /** The indices of the environments without an id. */
  #added: number[] | undefined;

  constructor(changes: Changes, value: unknown) {
    this.#changes = changes;
    this.#value = value;
  }

  /** Translates a path in the changes to a path in the value. If the value does not have it, returns the path of its parent. */
  find(path: Path): Path {
    const [name, keyword, key, ...rest] = path;
    if (name === "environmentVariables") return this.#findVariable([name], path.slice(1), path);
    if (name !== "environments" || typeof keyword !== "string") return path;
    const environments = environmentsOf(this.#value);
    if (keyword === "add") {
      this.#added ??= environments.flatMap((environment, at) => (isNew(environment) ? [at] : []));
      const at = this.#added[key as number];
      return at === undefined ? [name] : [name, at, ...rest];
    }
    // Only paths in `update` have an id.
    const at = this.#indexOf(environments, "id", key);
    if (at < 0) return [name];
    const environment: Path = [name, at];
    const [member, ...inside] = rest;
    if (member === undefined) return environment;
    if (member === "variables") return this.#findVariable([...environment, member], inside, path);
    if (member !== "credentials") return [...environment, member, ...inside];
    const [usage] = inside;
    if (usage === undefined) return [...environment, member];
    const list = [...environment, member, usage];
    const id = valueAt(this.#changes, [...path.slice(0, 6), "id"]);
    const entry = this.#indexOf(valueAt(this.#value, list), "id", id);
    return entry < 0 ? list : [...list, entry, ...inside.slice(2)];
  }

  /**
   * Returns the path of a variable in the list at `list`.
   *
   * @param inside the segments of `path` after the list: none, `set` and a name, or an index in a whole list and a member
   */
  #findVariable(list: Path, inside: Path, path: Path): Path {
    const [keyword, key] = inside;
    const isSet = keyword === "set";
    const item = path.slice(0, path.length - inside.length + 1);
    const name = isSet ? key : valueAt(this.#changes, [...item, "name"]);
    // A list that the changes contain as a whole can have several variables of one name.
    const isSameItem = typeof keyword === "number" && valueAt(this.#value, [...list, keyword, "name"]) === name;
    const at = isSameItem ? keyword : this.#indexOf(valueAt(this.#value, list), "name", name);
    if (at < 0) return list;
    return [...list, at, ...(isSet ? ["value"] : inside.slice(1))];
  }

  /** Returns the index of the first item of a list whose member has this value; -1 if there is none. */
  #indexOf(list: unknown, member: "id" | "name", value: unknown): number {
    if (!Array.isArray(list) || value === undefined) return -1;
    let indices = this.#indices.get(list);
    if (indices === undefined) {
      indices = new Map();
      this.#indices.set(list, indices);
    }
    let index = indices.get(member);
    if (index === undefined) {
      index = new Map();
      for (let at = list.length - 1; at >= 0; at--) index.set(getOwn(list[at], member), at);
      indices.set(member, index);
    }
    return index.get(value) ?? -1;
  }
}

/** Returns a plan of changes whose paths point into the value, and whose messages are written by `messages`. */
export function locatePlan(
  planned: PlanResult,
  changes: Changes,
  value: unknown,
  messages: Messages | undefined,
): PlanResult {
  const finder = new PlaceFinder(changes, value);
  const locateIssues = (issues: Issue[]) => {
    const moved = issues.map((issue) => {
      const path = finder.find(issue.path);
      // A name and its value have the same path in the changes.
      const isOfName = NAME_CODES.has(issue.code) && path[path.length - 1] === "value";
      return moveIssue(issue, isOfName ? [...path.slice(0, -1), "name"] : path);
    });
    return writeIssues(moved, messages);
  };
  if (!planned.ok) return { ok: false, issues: locateIssues(planned.issues) };
  for (const edit of planned.unsupported) edit.path = finder.find(edit.path);
  writeMessages(planned.unsupported, messages?.unsupported);
  // The effects and the issues are computed when they are first read.
  const getter = (owner: object, name: string) => Object.getOwnPropertyDescriptor(owner, name)?.get?.bind(owner);
  for (const step of planned.steps) {
    const getEffects = getter(step, "effects") as () => Effect[];
    const effects = memoize(() => {
      for (const effect of getEffects()) effect.path = finder.find(effect.path);
      return writeEffects(getEffects(), messages?.effect);
    });
    Object.defineProperty(step, "effects", { enumerable: true, get: effects });
  }
  const getIssues = getter(planned, "issues") as () => Issue[];
  const issues = memoize(() => locateIssues(getIssues()));
  return Object.defineProperty(planned, "issues", { enumerable: true, get: issues });
}
