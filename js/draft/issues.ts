/**
 * Issues of a connection under edit: takes what changed, asks the rules about the part that it can affect, and keeps what
 * they said of every other part. A part is an item of one of the connection's lists, or what stands beside the lists.
 */

import type { Issue, Path } from "../core/core.js";
import type { Options } from "../core/input.js";
import { attempt } from "../core/instance.js";
import { isSoundPart, type Part, parts } from "../core/is-valid.js";
import { inOrder, internalIssues } from "../core/issues.js";
import { member } from "../core/path.js";
import { issuesOf } from "../operations/validate.js";

type Members = Record<string, unknown>;

/** What is known of one list of the connection. */
interface List {
  /** The part of the table that the list is, and that its items are. */
  part: Part;
  item: number;
  /** The issues inside each item that has some, by the position of the item. */
  items: Map<number, Issue[]>;
  /** Issues between items: members that no two may have alike. `undefined` where they must be asked for anew. */
  between: Issue[] | undefined;
  /** How often each value of such a member stands in the list; counted when it first matters. */
  counts: Map<string, Map<string, number>> | undefined;
  /** How many values stand more than once. */
  clashes: number;
}

/** The lists of the connection: their names, their parts and those of their items. */
const LISTS = Object.entries((parts[0] as Part).fields ?? {}).map(([name, index]) => {
  const part = parts[index] as Part;
  return { name, part, item: part.item as number };
});

export class DraftIssues {
  /** Whether the rules themselves have failed, so that the whole must be asked about again. */
  hasFailed = false;

  /** Whether not all issues are listed, so that those of the whole cannot be put together when a part changes. */
  isCut = false;
  readonly #options: Options;
  /** Issues of what stands beside the lists. */
  #beside: Issue[] = [];
  readonly #lists = new Map<string, List>();
  /** Whether an environment is new: what the connection's variables overwrite in those depends on all of both. */
  #hasNew: boolean | undefined;
  #all: Issue[] | undefined;

  constructor(options: Options) {
    this.#options = options;
    for (const { name, part, item } of LISTS) {
      this.#lists.set(name, { part, item, items: new Map(), between: [], counts: undefined, clashes: 0 });
    }
  }

  /** Takes what the rules find in a whole connection: a value, or its JSON. */
  open(connection: unknown): void {
    this.hasFailed = false;
    this.isCut = false;
    this.#beside = [];
    this.#hasNew = undefined;
    for (const list of this.#lists.values()) forget(list);
    this.#all = this.#ask(connection);
    for (const issue of this.#all) this.#file(issue);
  }

  /** Every issue, in the order of the document; the same array until an issue changes. */
  all(root: unknown): Issue[] {
    if (this.#all === undefined) {
      const found = [...this.#beside];
      for (const [name, list] of this.#lists) {
        for (const issues of list.items.values()) found.push(...issues);
        list.between ??= this.#askBetween(name, list, root);
        found.push(...list.between);
      }
      this.#all = found.length === 0 ? NONE : inOrder(found, root);
    }
    return this.#all;
  }

  /** The members of the connection stand in another order. */
  forgetOrder(): void {
    this.#all = undefined;
  }

  /** `after` was put in the place of `before`. */
  changed(root: unknown, path: Path, before: unknown, after: unknown): void {
    if (path.length === 0) return this.open(root);
    const name = path[0] as string;
    const index = path[1];
    const list = this.#lists.get(name);
    if (list === undefined) return this.#besideChanged(root, path);
    const items = member(root, name);
    if (!Array.isArray(items) || typeof index !== "number") return this.#listReplaced(root, name, list);
    if (path.length === 2) this.#itemReplaced(root, name, list, index, before);
    else this.#insideChanged(root, name, list, items[index], path, before, after);
    if (name === "environmentVariables") this.#variablesChanged(root);
  }

  /** Items of a list were taken out, and others put in their place. */
  spliced(root: unknown, path: Path, at: number, removed: unknown[], added: number): void {
    const name = path[0] as string;
    const list = this.#lists.get(name);
    // Inside an item, a list is but a part of it.
    if (list === undefined || path.length > 1) return this.changed(root, path, undefined, undefined);
    const items = member(root, name) as unknown[];
    const shift = added - removed.length;
    if (list.items.size > 0) {
      const known = [...list.items].filter(([index]) => index < at || index >= at + removed.length);
      const move = ([index, issues]: [number, Issue[]]): [number, Issue[]] =>
        index < at || shift === 0
          ? [index, issues]
          : [index + shift, issues.map((issue) => moved(issue, name, index + shift))];
      list.items = new Map(known.map(move));
      this.#all = undefined;
    }
    this.#recount(root, name, list, removed, items.slice(at, at + added));
    if (name === "environments") this.#hasNew = undefined;
    for (let index = at; index < at + added; index++) this.#checkItem(root, name, list, index);
    if (name === "environmentVariables") this.#variablesChanged(root);
  }

  #ask(value: unknown): Issue[] {
    const issues = attempt(() => issuesOf(value, undefined, this.#options), internalIssues);
    this.hasFailed ||= issues.some(({ code }) => code === "internal");
    this.isCut ||= issues.some(({ code }) => code === "more-issues");
    return issues;
  }

  /** Files an issue of the whole connection under what it is about. */
  #file(issue: Issue): void {
    const [name, index] = issue.path;
    const list = this.#lists.get(name as string);
    if (list === undefined || typeof index !== "number") this.#beside.push(issue);
    else if (isBetween(issue)) {
      list.between?.push(issue);
      list.clashes += 1;
    } else {
      const issues = list.items.get(index);
      if (issues === undefined) list.items.set(index, [issue]);
      else issues.push(issue);
    }
  }

  #besideChanged(root: unknown, path: Path): void {
    const beside: Members = {};
    for (const key of Object.keys(root as Members)) {
      const value = member(root, key);
      if (this.#lists.has(key) && Array.isArray(value)) continue;
      Object.defineProperty(beside, key, { value, enumerable: true });
    }
    const isQuiet = this.#beside.length === 0;
    if (isQuiet && path.length === 1 && isSoundPart(0, beside)) return;
    const found = this.#ask(beside);
    if (isQuiet && found.length === 0) return;
    this.#beside = found;
    this.#all = undefined;
  }

  #listReplaced(root: unknown, name: string, list: List): void {
    const value = member(root, name);
    this.#besideChanged(root, []);
    this.#all = undefined;
    forget(list);
    if (name === "environments") this.#hasNew = undefined;
    for (const issue of Array.isArray(value) ? this.#askInside(root, name, value) : []) this.#file(issue);
    if (name === "environmentVariables") this.#variablesChanged(root);
  }

  #itemReplaced(root: unknown, name: string, list: List, index: number, before: unknown): void {
    const item = (member(root, name) as unknown[])[index];
    const isKept = (list.part.unique ?? []).every((key) => member(before, key) === member(item, key));
    if (!isKept) {
      this.#recount(root, name, list, [before], [item]);
      if (name === "environments") this.#hasNew = undefined;
    }
    this.#checkItem(root, name, list, index);
  }

  /** A member somewhere inside an item was set. */
  #insideChanged(
    root: unknown,
    name: string,
    list: List,
    item: unknown,
    path: Path,
    before: unknown,
    after: unknown,
  ): void {
    const index = path[1] as number;
    const key = path[2] as string;
    if (path.length === 3 && list.part.unique?.includes(key) && before !== after) {
      this.#recount(root, name, list, [{ [key]: before }], [{ [key]: after }]);
      if (key === "id") this.#hasNew = undefined;
    }
    const isText = typeof before === "string" && typeof after === "string";
    const isJudgedAlone = name !== "environments" || member(item, "id") !== undefined;
    if (isText && isJudgedAlone && !list.items.has(index) && isSoundAround(item, list.item, path)) return;
    this.#checkItem(root, name, list, index);
  }

  /** Asks the rules about one item. */
  #checkItem(root: unknown, name: string, list: List, index: number): void {
    const item = (member(root, name) as unknown[])[index];
    const isQuiet = !list.items.has(index);
    const found = isSoundPart(list.item, item) ? [] : this.#askInside(root, name, [item]);
    if (isQuiet && found.length === 0) return;
    this.#all = undefined;
    if (found.length === 0) list.items.delete(index);
    else list.items.set(index, index === 0 ? found : found.map((issue) => moved(issue, name, index)));
  }

  /** The issues inside the items of a list, which are judged together with what else counts for them. */
  #askInside(root: unknown, name: string, items: unknown[]): Issue[] {
    const variables = member(root, "environmentVariables");
    const isJudged = name === "environments" && Array.isArray(variables) && items.some(isNew);
    const around = isJudged ? { environmentVariables: variables, environments: items } : { [name]: items };
    return this.#ask(around).filter(({ path }) => path[0] === name && path.length > 1);
  }

  /** The issues between the items of a list, asked of what must differ in them alone. */
  #askBetween(name: string, list: List, root: unknown): Issue[] {
    const unique = list.part.unique ?? [];
    const skeletons = (member(root, name) as unknown[]).map((item) =>
      Object.fromEntries(unique.map((key) => [key, member(item, key)]).filter(([, value]) => value !== undefined)),
    );
    return this.#ask({ [name]: skeletons }).filter(isBetween);
  }

  /** What the connection's variables would overwrite in new environments depends on them. */
  #variablesChanged(root: unknown): void {
    const environments = member(root, "environments");
    const list = this.#lists.get("environments");
    if (list === undefined || !Array.isArray(environments)) return;
    this.#hasNew ??= environments.some(isNew);
    if (!this.#hasNew) return;
    for (const [index, environment] of environments.entries()) {
      if (isNew(environment)) this.#checkItem(root, "environments", list, index);
    }
  }

  /** Counts what has gone from a list, and what has come, where no two items may be alike. */
  #recount(root: unknown, name: string, list: List, gone: unknown[], come: unknown[]): void {
    const unique = list.part.unique ?? [];
    if (unique.length === 0) return;
    const hadClashes = list.clashes > 0;
    if (list.counts === undefined) {
      list.counts = new Map(unique.map((key) => [key, new Map()]));
      list.clashes = 0;
      for (const item of member(root, name) as unknown[]) count(list, list.counts, item, 1);
    } else {
      for (const item of gone) count(list, list.counts, item, -1);
      for (const item of come) count(list, list.counts, item, 1);
    }
    if (!hadClashes && list.clashes === 0) return;
    list.between = undefined;
    this.#all = undefined;
  }
}

/** One array for all connections without an issue. */
const NONE: Issue[] = [];

function forget(list: List): void {
  if (list.items.size > 0) list.items = new Map();
  list.between = [];
  list.counts = undefined;
  list.clashes = 0;
}

function count(list: List, counts: Map<string, Map<string, number>>, item: unknown, by: 1 | -1): void {
  for (const [key, known] of counts) {
    const value = member(item, key);
    if (typeof value !== "string") continue;
    const times = known.get(value) ?? 0;
    if (times + by === 0) known.delete(value);
    else known.set(value, times + by);
    if (times + by === 2 && by === 1) list.clashes += 1;
    if (times === 2 && by === -1) list.clashes -= 1;
  }
}

/** Whether an environment is yet to be created. */
export const isNew = (environment: unknown): boolean => member(environment, "id") === undefined;

/** Whether an issue is about two items of one of the connection's lists. */
function isBetween({ code, path }: Issue): boolean {
  return code === "duplicate-value" && path.length === 3;
}

/** An issue inside an item, as it stands where the item is now. */
function moved(issue: Issue, name: string, index: number): Issue {
  const [, before, ...rest] = issue.path;
  return {
    ...issue,
    path: [name, index, ...rest],
    pointer: `/${name}/${index}${issue.pointer.slice(`/${name}/${before}`.length)}`,
    field: `${name}[${index}]${issue.field.slice(`${name}[${before}]`.length)}`,
  };
}

/**
 * Whether the innermost object around a text of an item is surely sound, and differs from its siblings where it must: then
 * the rules find nothing in the item that they did not find before the text was changed.
 */
function isSoundAround(item: unknown, itemPart: number, path: Path): boolean {
  let value = item;
  let at = itemPart;
  let inner = value;
  let innerPart = at;
  let siblings: unknown[] | undefined;
  let unique: string[] | undefined;
  for (let depth = 2; depth < path.length - 1; depth++) {
    let part = parts[at] as Part;
    if (typeof value !== "object" || value === null) return false;
    if (part.pick !== undefined) part = parts[part.pick(value)] as Part;
    const segment = path[depth] as string | number;
    const next = part.fields === undefined ? part.item : (member(part.fields, segment) as number | undefined);
    if (next === undefined) break;
    value = member(value, segment);
    at = next;
    if (Array.isArray(value)) {
      siblings = value;
      unique = (parts[at] as Part).unique;
    } else {
      inner = value;
      innerPart = at;
      if (depth < path.length - 2) siblings = undefined;
    }
  }
  const key = path[path.length - 1] as string;
  if (siblings !== undefined && unique?.includes(key)) {
    const mine = member(inner, key);
    if (siblings.some((other) => other !== inner && member(other, key) === mine)) return false;
  }
  return isSoundPart(innerPart, inner);
}
