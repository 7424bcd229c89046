/** Issues as they arrive: takes the numbers that the module has packed them into, gives plain objects. */

import { type Issue, type IssueCode, issueTexts, type PackedIssues, type Path, word } from "./core.js";
import { FINDINGS_SLOT, type Options, type Source, writeJson, writeOptions } from "./input.js";
import type { Finding } from "./inspect.js";
import { memory } from "./instance.js";

const SEVERITIES = ["error", "warning", "info"] as const;
/** Sources by their number; 0 is none. */
const SOURCES = [undefined, "published", "archived"] as const;

/** What the module says of a code: its name, and its message, cut where params go: text and name in turn. */
interface Wording {
  code: IssueCode;
  parts: string[];
}

let known: Wording[] | undefined;
let codes: readonly IssueCode[] | undefined;

/** What is said of every code, in the order of its number. */
function wordings(): Wording[] {
  known ??= issueTexts()
    .split("\n")
    .map((line) => {
      const [code = "", ...message] = line.split(" ");
      return { code: code as IssueCode, parts: message.join(" ").split(/[{}]/) };
    });
  return known;
}

/** Every issue code, in the order of its number. */
export function issueCodeList(): readonly IssueCode[] {
  codes ??= Object.freeze(wordings().map(({ code }) => code));
  return codes;
}

/** The issues that a verb found. */
export function unpack(packed: PackedIssues): Issue[] {
  if (packed === 0) return [];
  const reader = new Reader(packed);
  const issues: Issue[] = [];
  while (reader.hasMore()) issues.push(reader.issue());
  return issues;
}

const decoder = new TextDecoder();

/** Texts of the module's own, by their addresses: there they stand in every instance of it. */
const own = new Map<number, string>();

/** An issue, and the numbers that it was packed into; none of them where it holds texts besides. */
interface Told {
  numbers: number[];
  issue: Issue;
}

/** What was told last, from its first issue on: whoever types is mostly told the same again. */
const told: Told[] = [];

/** How many of them are kept. */
const KEPT = 256;

/** What a segment, a name or a value was packed as: `Packed` in crossing.rs says more. */
const NUMBER = 0;
const OWN = 2;
const ODD_KEY = 3;

/** The memory as numbers, until it grows or is another's. */
let view: { memory: WebAssembly.Memory; numbers: Uint32Array } | undefined;

function numbersOf(all: WebAssembly.Memory): Uint32Array {
  // A buffer that was grown has no length any more.
  if (view?.memory !== all || view.numbers.length === 0) view = { memory: all, numbers: new Uint32Array(all.buffer) };
  return view.numbers;
}

class Reader {
  // First of all: this may ask the module, which may grow its memory.
  readonly #wordings = wordings();
  readonly #numbers = numbersOf(memory());
  readonly #text: string;
  readonly #end: number;
  #at: number;
  /** How many issues were read that are kept. */
  #count = 0;

  constructor(address: number) {
    this.#at = address / 4;
    this.#end = this.#at + this.#number();
    const text = this.#number();
    const length = this.#number();
    this.#text = length === 0 ? "" : this.#decoded(text, length);
  }

  hasMore(): boolean {
    return this.#at < this.#end;
  }

  issue(): Issue {
    const known = told[this.#count];
    if (known !== undefined && this.#isNext(known.numbers)) {
      this.#count++;
      this.#at += known.numbers.length;
      return again(known.issue);
    }
    const start = this.#at;
    const issue = this.#read();
    this.#keep(issue, start);
    return issue;
  }

  /** Whether these numbers stand next. */
  #isNext(numbers: number[]): boolean {
    const all = this.#numbers;
    const start = this.#at;
    for (let at = 0; at < numbers.length; at++) if (numbers[at] !== all[start + at]) return false;
    return numbers.length > 0;
  }

  /** Keeps an issue that was read from `start` on, in the place of what was told there last. */
  #keep(issue: Issue, start: number): void {
    if (this.#count === KEPT) return;
    const numbers: number[] = [];
    const hasText = (((this.#numbers[start] as number) >>> 18) & 1) === 1;
    for (let at = start; at < this.#at && !hasText; at++) numbers.push(this.#numbers[at] as number);
    told[this.#count++] = { numbers, issue: again(issue) };
  }

  #read(): Issue {
    const head = this.#number();
    const { code, parts } = this.#wordings[head & 0xff] as Wording;
    const severity = SEVERITIES[(head >>> 8) & 3] as Issue["severity"];
    const path: Path = [];
    let pointer = "";
    let field = "";
    for (let rest = this.#number(); rest > 0; rest--) {
      const kind = (this.#numbers[this.#at] as number) & 3;
      const segment = this.#word();
      path.push(segment);
      if (kind === ODD_KEY) {
        const start = (this.#numbers[this.#at - 1] as number) + (segment as string).length;
        const end = start + this.#number();
        pointer += this.#text.slice(start, end);
        field += this.#text.slice(end, end + this.#number());
      } else {
        pointer += `/${segment}`;
        field += kind === NUMBER ? `[${segment}]` : field === "" ? segment : `.${segment}`;
      }
    }
    let params: Record<string, string | number> | undefined;
    for (let rest = (head >>> 10) & 0xff; rest > 0; rest--) {
      params ??= {};
      params[this.#word()] = this.#word();
    }
    let message = parts[0] as string;
    for (let at = 1; at < parts.length; at += 2) {
      message += params?.[parts[at] as string] ?? "";
      message += parts[at + 1];
    }
    const issue: Issue = { code, severity, path, pointer, field, message };
    if (params !== undefined) issue.params = params;
    const source = SOURCES[(head >>> 19) & 3];
    if (source !== undefined) issue.source = source;
    return issue;
  }

  #number(): number {
    return this.#numbers[this.#at++] as number;
  }

  #word(): string | number {
    const what = this.#number();
    const which = this.#number();
    const kind = what & 3;
    if (kind === NUMBER) return which;
    const length = what >>> 2;
    return kind === OWN ? this.#own(which, length) : this.#text.slice(which, which + length);
  }

  #own(address: number, length: number): string {
    const known = own.get(address);
    if (known?.length === length) return known;
    const text = this.#decoded(address, length);
    own.set(address, text);
    return text;
  }

  #decoded(address: number, length: number): string {
    return decoder.decode(new Uint8Array(this.#numbers.buffer, address, length));
  }
}

/** An issue like another: callers may change what they are given. */
function again({ code, severity, path, pointer, field, message, params, source }: Issue): Issue {
  const issue: Issue = { code, severity, path: path.slice(), pointer, field, message };
  if (params !== undefined) issue.params = { ...params };
  if (source !== undefined) issue.source = source;
  return issue;
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
