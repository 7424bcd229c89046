/** Decodes the issues that the module encoded as numbers to plain objects, and merges them with findings of `serialize`. */

import {
  type EncodedIssues,
  type Issue,
  type IssueCode,
  issuesFromFindings as issuesFromSlot,
  issueTexts,
  type Path,
} from "./core.js";
import type { InputSource } from "./input.js";
import { memory } from "./instance.js";
import type { ModuleOptions } from "./options.js";
import type { Finding } from "./serialize.js";
import { Slot, writeJson, writeOptions } from "./slots.js";

const SEVERITIES = ["error", "warning", "info"] as const;

/** Sources by their number; 0 is none. */
const SOURCES = [undefined, "published", "archived"] as const;

/** A code and its message, split at the params: literal text and the name of a param in turn. */
interface MessageTemplate {
  code: IssueCode;
  parts: string[];
}

let templates: MessageTemplate[] | undefined;
let codes: readonly IssueCode[] | undefined;

/** Returns the message templates in the order of the numbers of their codes. */
function messageTemplates(): MessageTemplate[] {
  templates ??= issueTexts()
    .split("\n")
    .map((line) => {
      const [code = "", ...message] = line.split(" ");
      return { code: code as IssueCode, parts: message.join(" ").split(/[{}]/) };
    });
  return templates;
}

/** Returns every issue code in the order of its number. */
export function listIssueCodes(): readonly IssueCode[] {
  codes ??= Object.freeze(messageTemplates().map(({ code }) => code));
  return codes;
}

/** Decodes the issues of a call. Must run before the next call of the module. */
export function decodeIssues(encoded: EncodedIssues): Issue[] {
  if (encoded === 0) return [];
  const decoder = new IssueDecoder(encoded);
  const issues: Issue[] = [];
  while (decoder.hasMore()) issues.push(decoder.next());
  return issues;
}

const textDecoder = new TextDecoder();

/** Static strings of the module by their addresses, which are the same in every instance. */
const staticStrings = new Map<number, string>();

/** An issue and the numbers that encoded it; no numbers if it has strings in the text too, which are not compared. */
interface CachedIssue {
  numbers: number[];
  issue: Issue;
}

/** The issues of the last call: while a person types, most calls report the same ones again. */
const issueCache: CachedIssue[] = [];

/** Number of issues that are cached. */
const ISSUE_CACHE_SIZE = 256;

// Tags of an encoded value, except for a string in the text; `IssueEncoder` in src/wasm/interop.rs documents the format.
const NUMBER = 0;
const STATIC_STRING = 2;
const ESCAPED_KEY = 3;

/** The memory as numbers, until it grows or is replaced. */
let view: { memory: WebAssembly.Memory; numbers: Uint32Array } | undefined;

function numbersOf(all: WebAssembly.Memory): Uint32Array {
  // A view has length 0 after its memory has grown.
  if (view?.memory !== all || view.numbers.length === 0) view = { memory: all, numbers: new Uint32Array(all.buffer) };
  return view.numbers;
}

class IssueDecoder {
  // Read before the memory: the first call asks the module for them, which may grow the memory.
  readonly #templates = messageTemplates();
  readonly #numbers = numbersOf(memory());
  readonly #text: string;
  readonly #end: number;
  #at: number;
  /** Number of cached issues that were compared or stored so far. */
  #count = 0;

  constructor(address: number) {
    this.#at = address / 4;
    this.#end = this.#at + this.#number();
    const text = this.#number();
    const length = this.#number();
    this.#text = length === 0 ? "" : this.#decode(text, length);
  }

  hasMore(): boolean {
    return this.#at < this.#end;
  }

  next(): Issue {
    const cached = issueCache[this.#count];
    if (cached !== undefined && this.#matches(cached.numbers)) {
      this.#count++;
      this.#at += cached.numbers.length;
      return cloneIssue(cached.issue);
    }
    const start = this.#at;
    const issue = this.#issue();
    this.#cache(issue, start);
    return issue;
  }

  /** Returns true if these are the next numbers. */
  #matches(numbers: number[]): boolean {
    const all = this.#numbers;
    const start = this.#at;
    for (let at = 0; at < numbers.length; at++) if (numbers[at] !== all[start + at]) return false;
    return numbers.length > 0;
  }

  /** Caches an issue that was decoded from `start` on. */
  #cache(issue: Issue, start: number): void {
    if (this.#count === ISSUE_CACHE_SIZE) return;
    const numbers: number[] = [];
    const hasStrings = (((this.#numbers[start] as number) >>> 18) & 1) === 1;
    for (let at = start; at < this.#at && !hasStrings; at++) numbers.push(this.#numbers[at] as number);
    issueCache[this.#count++] = { numbers, issue: cloneIssue(issue) };
  }

  #issue(): Issue {
    const head = this.#number();
    const { code, parts } = this.#templates[head & 0xff] as MessageTemplate;
    const severity = SEVERITIES[(head >>> 8) & 3] as Issue["severity"];
    const path: Path = [];
    let pointer = "";
    let field = "";
    for (let left = this.#number(); left > 0; left--) {
      const tag = (this.#numbers[this.#at] as number) & 3;
      const segment = this.#value();
      path.push(segment);
      if (tag === ESCAPED_KEY) {
        const start = (this.#numbers[this.#at - 1] as number) + (segment as string).length;
        const end = start + this.#number();
        pointer += this.#text.slice(start, end);
        field += this.#text.slice(end, end + this.#number());
      } else {
        pointer += `/${segment}`;
        field += tag === NUMBER ? `[${segment}]` : field === "" ? segment : `.${segment}`;
      }
    }
    let params: Record<string, string | number> | undefined;
    for (let left = (head >>> 10) & 0xff; left > 0; left--) {
      params ??= {};
      params[this.#value()] = this.#value();
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

  #value(): string | number {
    const head = this.#number();
    const value = this.#number();
    const tag = head & 3;
    if (tag === NUMBER) return value;
    const length = head >>> 2;
    return tag === STATIC_STRING ? this.#staticString(value, length) : this.#text.slice(value, value + length);
  }

  #staticString(address: number, length: number): string {
    const cached = staticStrings.get(address);
    if (cached?.length === length) return cached;
    const text = this.#decode(address, length);
    staticStrings.set(address, text);
    return text;
  }

  #decode(address: number, length: number): string {
    return textDecoder.decode(new Uint8Array(this.#numbers.buffer, address, length));
  }
}

/** Copies an issue, because callers may change the one they receive. */
function cloneIssue({ code, severity, path, pointer, field, message, params, source }: Issue): Issue {
  const issue: Issue = { code, severity, path: path.slice(), pointer, field, message };
  if (params !== undefined) issue.params = { ...params };
  if (source !== undefined) issue.source = source;
  return issue;
}

/** Turns findings into issues with severity and message. Findings whose level is `off` are omitted. */
export function issuesFromFindings(findings: Finding[], options: ModuleOptions): Issue[] {
  if (findings.length === 0) return [];
  const list = findings.map(({ code, path, params }) => [code, path, params]);
  return decodeIssues(issuesFromSlot(writeJson(Slot.Findings, list), writeOptions(options)));
}

/**
 * Merges the findings of an input with the issues of its JSON, in the order of the document. Omits issues of the `null` that
 * replaces a lost value, since the finding explains it.
 */
export function mergeIssues({ findings, json }: InputSource, issues: Issue[], options: ModuleOptions): Issue[] {
  if (findings.length === 0) return issues;
  const lost = new Set(
    findings.filter(({ code }) => code !== "class-instance").map(({ path }) => JSON.stringify(path)),
  );
  const isInside = (path: Path) => path.some((_, at) => lost.has(JSON.stringify(path.slice(0, at + 1))));
  const isHidden = ({ code, path }: Issue) => code !== "invalid-current" && (lost.has("[]") || isInside(path));
  const root: unknown = typeof json === "string" ? JSON.parse(json) : undefined;
  return sortIssues([...issuesFromFindings(findings, options), ...issues.filter((issue) => !isHidden(issue))], root);
}

/** Sorts issues in the order of the document; issues with equal paths keep their order. */
export function sortIssues(issues: Issue[], root: unknown): Issue[] {
  const positions = new Map<object, Map<string, number>>();
  const keyed = issues.map((issue) => ({ issue, key: sortKeyOf(issue.path, root, positions) }));
  return keyed.sort((a, b) => compareKeys(a.key, b.key)).map(({ issue }) => issue);
}

/**
 * Returns the position of each segment among its siblings; -1 if it is absent, which sorts first. `positions` caches the
 * positions of the members of each object.
 */
function sortKeyOf(path: Path, root: unknown, positions: Map<object, Map<string, number>>): number[] {
  let value = root;
  return path.map((segment) => {
    if (typeof value !== "object" || value === null) return -1;
    if (Array.isArray(value)) {
      const at = typeof segment === "number" && segment < value.length ? segment : -1;
      value = value[at];
      return at;
    }
    let known = positions.get(value);
    if (known === undefined) {
      // JSON has no members that are `undefined`.
      const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
      known = new Map(present.map(([key], at) => [key, at]));
      positions.set(value, known);
    }
    value = (value as Record<string, unknown>)[segment];
    return known.get(String(segment)) ?? -1;
  });
}

function compareKeys(a: number[], b: number[]): number {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
    const difference = (a[depth] as number) - (b[depth] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Returns the issues of a call that trapped. */
export function internalIssues(): Issue[] {
  return issuesFromFindings([{ code: "internal", path: [], params: [] }], undefined);
}

/** Returns true if no issue is an error. */
export function isOk(issues: Issue[]): boolean {
  return issues.every(({ severity }) => severity !== "error");
}
