/** Issues as they arrive: takes numbers and the text that they measure out, gives plain objects. */

import { type Issue, type IssueCode, issueCodes as joinedCodes, type PackedIssues, type Path, word } from "./core.js";
import { FINDINGS_SLOT, type Options, type Source, writeJson, writeOptions } from "./input.js";
import type { Finding } from "./inspect.js";

const SEVERITIES = ["error", "warning", "info"] as const;

let codes: readonly IssueCode[] | undefined;

/** Every issue code, in the order of its number. */
export function issueCodeList(): readonly IssueCode[] {
  codes ??= Object.freeze(joinedCodes().split(" ") as IssueCode[]);
  return codes;
}

/** The issues that a verb found. */
export function unpack(packed: PackedIssues): Issue[] {
  if (packed === undefined) return [];
  const reader = new Reader(...packed);
  const issues: Issue[] = [];
  while (reader.hasMore()) issues.push(reader.issue());
  return issues;
}

class Reader {
  readonly #numbers: Uint32Array;
  readonly #text: string;
  readonly #codes = issueCodeList();
  #at = 0;
  #start = 0;

  constructor(numbers: Uint32Array, text: string) {
    this.#numbers = numbers;
    this.#text = text;
  }

  hasMore(): boolean {
    return this.#at < this.#numbers.length;
  }

  issue(): Issue {
    const code = this.#codes[this.#number()] as IssueCode;
    const severity = SEVERITIES[this.#number()] as Issue["severity"];
    const path: Path = [];
    for (let rest = this.#number(); rest > 0; rest--) path.push(this.#word());
    let params: Record<string, string | number> | undefined;
    for (let rest = this.#number(); rest > 0; rest--) {
      params ??= {};
      params[this.#slice()] = this.#word();
    }
    const issue: Issue = {
      code,
      severity,
      path,
      pointer: this.#slice(),
      field: this.#slice(),
      message: this.#slice(),
    };
    if (params !== undefined) issue.params = params;
    return issue;
  }

  #number(): number {
    return this.#numbers[this.#at++] as number;
  }

  #slice(): string {
    const start = this.#start;
    this.#start += this.#number();
    return this.#text.slice(start, this.#start);
  }

  /** A number, or a text. */
  #word(): string | number {
    return this.#number() === 0 ? this.#number() : this.#slice();
  }
}

/** What the inspection of a value found, as issues. */
export function words(findings: Finding[], options: Options): Issue[] {
  if (findings.length === 0) return [];
  const list = findings.map(({ code, path, params }) => [code, path, params]);
  return unpack(word(writeJson(FINDINGS_SLOT, list), writeOptions(options)));
}

/**
 * What was lost on the way to JSON and what was found in the JSON, in the order of the document; without what was found
 * in the place of something lost.
 */
export function join({ findings, json }: Source, found: Issue[], options: Options): Issue[] {
  if (findings.length === 0) return found;
  const lost = new Set(
    findings.filter(({ code }) => code !== "class-instance").map(({ path }) => JSON.stringify(path)),
  );
  const isBeneath = (path: Path) => path.some((_, at) => lost.has(JSON.stringify(path.slice(0, at + 1))));
  const isHidden = ({ code, path }: Issue) => code !== "invalid-current" && (lost.has("[]") || isBeneath(path));
  const root: unknown = typeof json === "string" ? JSON.parse(json) : undefined;
  return inOrder([...words(findings, options), ...found.filter((issue) => !isHidden(issue))], root);
}

/** Issues in the order of the document; those at one place stay as they are. */
export function inOrder(issues: Issue[], root: unknown): Issue[] {
  const keys = new Map<object, Map<string, number>>();
  const placed = issues.map((issue) => ({ issue, place: placeOf(issue.path, root, keys) }));
  return placed.sort((a, b) => compare(a.place, b.place)).map(({ issue }) => issue);
}

/** The position of each step among its siblings; what is not there stands before them. `keys` remembers positions. */
function placeOf(path: Path, root: unknown, keys: Map<object, Map<string, number>>): number[] {
  let value = root;
  return path.map((segment) => {
    if (typeof value !== "object" || value === null) return -1;
    if (Array.isArray(value)) {
      const at = typeof segment === "number" && segment < value.length ? segment : -1;
      value = value[at];
      return at;
    }
    let positions = keys.get(value);
    if (positions === undefined) {
      // JSON has no members that are `undefined`.
      const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
      positions = new Map(present.map(([key], at) => [key, at]));
      keys.set(value, positions);
    }
    value = (value as Record<string, unknown>)[segment];
    return positions.get(String(segment)) ?? -1;
  });
}

function compare(a: number[], b: number[]): number {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
    const difference = (a[depth] as number) - (b[depth] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** What is said where the module trapped. */
export function internalIssues(): Issue[] {
  return words([{ code: "internal", path: [], params: [] }], undefined);
}

/** Whether nothing keeps the body from being sent. */
export function isOk(issues: Issue[]): boolean {
  return issues.every(({ severity }) => severity !== "error");
}
