/** Decodes the issues that the module encodes as numbers, and merges the issues with the findings of `serialize`. */

import { type EncodedIssues, type Issue, issuesFromFindings as issuesFromFindingsSlot, type Path } from "./core.js";
import type { JsonInput } from "./input.js";
import { getMemory, getTrapCode } from "./instance.js";
import type { ModuleOptions } from "./options.js";
import { definePath, Place } from "./place.js";
import type { Finding } from "./serialize.js";
import { Slot, writeJson, writeOptions } from "./slots.js";
import { type AnyParams, fillIn, getMessageTemplates, type MessageTemplate } from "./templates.js";

const SEVERITIES = ["error", "warning", "info"] as const;

/** Sources of an issue, by number. An issue without a source has number 0. */
const ISSUE_SOURCES = [undefined, "published", "archived"] as const;

/** Decodes the issues of a call. The next call into the module overwrites the encoded issues. */
export function decodeIssues(encoded: EncodedIssues): Issue[] {
  if (encoded === 0) return [];
  const decoder = new IssueDecoder(encoded);
  const issues: Issue[] = [];
  while (decoder.hasMore()) issues.push(decoder.next());
  return issues;
}

// A text can begin with U+FEFF, which the default decoder leaves out as a byte order mark.
const textDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Decoded string constants of the module, by address. The addresses are the same in every instance. */
const staticStrings = new Map<number, string>();

/** An issue of an earlier call. */
interface CachedIssue {
  /** The numbers that encoded the issue. Empty if the numbers refer to strings of the call: such an issue is never reused. */
  numbers: number[];
  issue: Issue;
}

/** Issues to reuse, by position in a call. While a person types, most calls report the same issues as earlier calls. */
const issueCache: CachedIssue[] = [];

/** The entry of an issue with strings, which is never reused. */
const UNCACHED = { numbers: [], issue: {} as Issue } as const satisfies CachedIssue;

/** Greatest number of cached issues. */
const ISSUE_CACHE_SIZE = 256;

// Tags: numbers for the kinds of encoded values. Tag 1 is a string in the text of the call, and needs no name here.
// `IssueEncoder` in src/wasm/interop.rs documents the format.
const NUMBER_TAG = 0;
const STATIC_STRING_TAG = 2;
const ESCAPED_KEY_TAG = 3;
/** In params, tag 3 is a boolean, or a list if it has a length. Params contain no keys that must be escaped. */
const BOOLEAN_OR_LIST_TAG = 3;

/** A view of the memory as numbers. It is created again after the memory grows or is replaced. */
let cachedView: { memory: WebAssembly.Memory; numbers: Uint32Array } | undefined;

function viewAsNumbers(memory: WebAssembly.Memory): Uint32Array {
  // A view has length 0 after its memory has grown.
  if (cachedView?.memory !== memory || cachedView.numbers.length === 0) {
    cachedView = { memory, numbers: new Uint32Array(memory.buffer) };
  }
  return cachedView.numbers;
}

const ROOT = { pointer: "", field: "" };

class IssueDecoder {
  // Must precede `#numbers`. The first call reads the templates from the module, and can thereby grow the memory.
  readonly #templates = getMessageTemplates();
  readonly #numbers = viewAsNumbers(getMemory());
  readonly #text: string;
  readonly #end: number;
  #at: number;
  /** Position of the next issue in `issueCache`. */
  #cacheIndex = 0;
  /** The segments of the previous issue. Empty if no later issue can refer to them. */
  readonly #places: Place[] = [];

  constructor(address: number) {
    this.#at = address / 4;
    this.#end = this.#at + this.#readNumber();
    const text = this.#readNumber();
    const length = this.#readNumber();
    this.#text = length === 0 ? "" : this.#decodeText(text, length);
  }

  hasMore(): boolean {
    return this.#at < this.#end;
  }

  next(): Issue {
    const cached = issueCache[this.#cacheIndex];
    if (cached !== undefined && this.#matchesNext(cached.numbers)) {
      this.#cacheIndex++;
      this.#at += cached.numbers.length;
      return cloneIssue(cached.issue);
    }
    const start = this.#at;
    const issue = this.#decodeIssue();
    this.#addToCache(issue, start);
    return issue;
  }

  /** Returns true if the next numbers to decode equal `numbers`. Returns false if `numbers` is empty. */
  #matchesNext(numbers: number[]): boolean {
    const all = this.#numbers;
    const start = this.#at;
    for (let at = 0; at < numbers.length; at++) if (numbers[at] !== all[start + at]) return false;
    return numbers.length > 0;
  }

  /** Caches an issue. Its numbers begin at `start` and end before the current position. */
  #addToCache(issue: Issue, start: number): void {
    if (this.#cacheIndex === ISSUE_CACHE_SIZE) return;
    const numbers: number[] = [];
    const hasStrings = (((this.#numbers[start] as number) >>> 18) & 1) === 1;
    for (let at = start; at < this.#at && !hasStrings; at++) numbers.push(this.#numbers[at] as number);
    issueCache[this.#cacheIndex++] = hasStrings ? UNCACHED : { numbers, issue: cloneIssue(issue) };
  }

  #decodeIssue(): Issue {
    const head = this.#readNumber();
    const { code, parts, phrases } = this.#templates[head & 0xff] as MessageTemplate;
    const severity = SEVERITIES[(head >>> 8) & 3] as Issue["severity"];
    const hasStrings = ((head >>> 18) & 1) === 1;
    const lengths = this.#readNumber();
    const sharedCount = lengths >>> 20;
    const path: Path = [];
    let place = sharedCount > 0 ? this.#places[sharedCount - 1] : undefined;
    this.#places.length = sharedCount;
    let { pointer, field } = place ?? ROOT;
    for (let remaining = lengths & 0xfffff; remaining > 0; remaining--) {
      const tag = (this.#numbers[this.#at] as number) & 3;
      const segment = this.#readValue();
      if (tag === ESCAPED_KEY_TAG) {
        const start = (this.#numbers[this.#at - 1] as number) + (segment as string).length;
        const end = start + this.#readNumber();
        pointer += this.#text.slice(start, end);
        field += this.#text.slice(end, end + this.#readNumber());
      } else {
        pointer += `/${segment}`;
        field += tag === NUMBER_TAG ? `[${segment}]` : field === "" ? segment : `.${segment}`;
      }
      path.push(segment);
      if (hasStrings) {
        place = new Place(place, segment, pointer, field);
        this.#places.push(place);
      }
    }
    let params: AnyParams | undefined;
    for (let remaining = (head >>> 10) & 0xff; remaining > 0; remaining--) {
      params ??= {};
      params[this.#readValue() as string] = this.#readParam();
    }
    const message = fillIn(parts, phrases, params);
    const issue = { code, severity, path, pointer, field, message } as Issue;
    if (params !== undefined) Object.assign(issue, { params });
    const source = ISSUE_SOURCES[(head >>> 19) & 3];
    if (source !== undefined) issue.source = source;
    if (sharedCount > 0) definePath(issue, place as Place);
    return issue;
  }

  #readNumber(): number {
    return this.#numbers[this.#at++] as number;
  }

  #readParam(): AnyParams[string] {
    const tag = this.#numbers[this.#at] as number;
    const value = this.#readValue();
    if (tag === BOOLEAN_OR_LIST_TAG) return this.#numbers[this.#at - 1] === 1;
    return (tag & 3) === BOOLEAN_OR_LIST_TAG ? JSON.parse(value as string) : value;
  }

  #readValue(): string | number {
    const head = this.#readNumber();
    const value = this.#readNumber();
    const tag = head & 3;
    if (tag === NUMBER_TAG) return value;
    const length = head >>> 2;
    return tag === STATIC_STRING_TAG ? this.#readStaticString(value, length) : this.#text.slice(value, value + length);
  }

  #readStaticString(address: number, length: number): string {
    const cached = staticStrings.get(address);
    if (cached?.length === length) return cached;
    const text = this.#decodeText(address, length);
    staticStrings.set(address, text);
    return text;
  }

  #decodeText(address: number, length: number): string {
    return textDecoder.decode(new Uint8Array(this.#numbers.buffer, address, length));
  }
}

/** Copies an issue, so that callers can change the issue that they receive. Spreading an object is the fastest way to copy it. */
function cloneIssue(issue: Issue): Issue {
  const copy = { ...issue, path: issue.path.slice() };
  if (copy.params !== undefined) copy.params = { ...copy.params };
  return copy;
}

/** Converts findings to issues, which have a severity and a message. Findings whose level is `off` are omitted. */
export function issuesFromFindings(findings: Finding[], options: ModuleOptions): Issue[] {
  if (findings.length === 0) return [];
  // The module gets the index of each finding as its path. So a long key is not copied for each finding.
  const list = findings.map(({ code, params }, index) => [code, [index], params]);
  const issues = decodeIssues(issuesFromFindingsSlot(writeJson(Slot.Findings, list), writeOptions(options)));
  for (const issue of issues) {
    const { place, severity } = findings[issue.path[0] as number] as Finding;
    issue.pointer = place?.pointer ?? "";
    issue.field = place?.field ?? "";
    if (place === undefined) issue.path = [];
    else definePath(issue, place);
    if (severity !== undefined) issue.severity = severity;
  }
  return issues;
}

/**
 * Merges the findings of an input with the issues of its JSON, in the order of the document. In the JSON, `null` replaces each
 * value that cannot be sent. Issues of such a `null` are omitted, because the finding explains the problem better.
 */
export function mergeIssues({ findings, json }: JsonInput, issues: Issue[], options: ModuleOptions): Issue[] {
  if (findings.length === 0) return issues;
  const lost = new PathTree();
  for (const { code, place } of findings) {
    if (code !== "class-instance" && code !== "more-issues") lost.add(place?.toPath() ?? []);
  }
  const isAboutLostValue = ({ code, path }: Issue) => code !== "invalid-current" && lost.contains(path);
  const root: unknown = typeof json === "string" ? JSON.parse(json) : undefined;
  return limitIssues(
    sortIssues([...issuesFromFindings(findings, options), ...issues.filter((issue) => !isAboutLostValue(issue))], root),
  );
}

/** A set of paths, as a tree of their segments. */
class PathTree {
  readonly #children = new Map<string | number, PathTree>();
  #isInSet = false;

  add(path: Path): void {
    let node: PathTree = this;
    for (const segment of path) {
      let child = node.#children.get(segment);
      if (child === undefined) {
        child = new PathTree();
        node.#children.set(segment, child);
      }
      node = child;
    }
    node.#isInSet = true;
  }

  /** Returns true if the set contains the path or the path of a value around it. */
  contains(path: Path): boolean {
    let node: PathTree | undefined = this;
    for (const segment of path) {
      if (node === undefined || node.#isInSet) break;
      node = node.#children.get(segment);
    }
    return node === undefined ? false : node.#isInSet;
  }
}

/** Limit on the number of errors in a result. A separate limit of the same size applies to all other issues. */
export const MAX_ISSUES = 10_000;

/** Removes the issues beyond the limits. A last issue counts them, and those that were not listed before. */
export function limitIssues(issues: Issue[]): Issue[] {
  const counts = { errors: 0, others: 0 };
  const more: Issue[] = [];
  const listed = issues.filter((issue) => {
    const isListed =
      issue.code !== "more-issues" && ++counts[issue.severity === "error" ? "errors" : "others"] <= MAX_ISSUES;
    if (!isListed) more.push(issue);
    return isListed;
  });
  if (more.length === 0) return issues;
  const count = more.reduce((sum, issue) => sum + (issue.code === "more-issues" ? issue.params.count : 1), 0);
  const severity = SEVERITIES.find((severity) => more.some((issue) => issue.severity === severity));
  const finding: Finding = { code: "more-issues", place: undefined, params: [["count", count]], severity };
  return [...listed, ...issuesFromFindings([finding], undefined)];
}

/** Sorts issues in the order of the document. Issues with equal paths stay in their order. */
export function sortIssues(issues: Issue[], root: unknown): Issue[] {
  const positions = new Map<object, Map<string, number>>();
  const issuesWithKeys = issues.map((issue) => ({ issue, key: makeSortKey(issue.path, root, positions) }));
  return issuesWithKeys.sort((a, b) => compareSortKeys(a.key, b.key)).map(({ issue }) => issue);
}

/** Inserts a few issues into sorted issues, so that the result is sorted. The few issues come after others with equal paths. */
export function insertIssues(sorted: Issue[], few: Issue[], root: unknown): Issue[] {
  const positions = new Map<object, Map<string, number>>();
  const makeKey = (issue: Issue) => makeSortKey(issue.path, root, positions);
  const merged: Issue[] = [];
  let from = 0;
  for (const issue of sortIssues(few, root)) {
    const key = makeKey(issue);
    let [start, end] = [from, sorted.length];
    while (start < end) {
      const middle = (start + end) >>> 1;
      if (compareSortKeys(makeKey(sorted[middle] as Issue), key) <= 0) start = middle + 1;
      else end = middle;
    }
    for (; from < start; from++) merged.push(sorted[from] as Issue);
    merged.push(issue);
  }
  for (; from < sorted.length; from++) merged.push(sorted[from] as Issue);
  return merged;
}

/**
 * Returns the sort key of a path: for each segment, the index of the member or item among its siblings. Absent members have the
 * index -1, and sort first. `positions` caches the indices of the members of each object.
 */
function makeSortKey(path: Path, root: unknown, positions: Map<object, Map<string, number>>): number[] {
  let value = root;
  return path.map((segment) => {
    if (typeof value !== "object" || value === null) return -1;
    if (Array.isArray(value)) {
      const at = typeof segment === "number" && segment < value.length ? segment : -1;
      value = value[at];
      return at;
    }
    let memberPositions = positions.get(value);
    if (memberPositions === undefined) {
      // JSON omits members that are `undefined`.
      const presentMembers = Object.keys(value).filter((name) => readMember(value, name) !== undefined);
      memberPositions = new Map(presentMembers.map((name, at) => [name, at]));
      positions.set(value, memberPositions);
    }
    value = readMember(value, segment);
    return memberPositions.get(String(segment)) ?? -1;
  });
}

/** Returns a member of an object; `null` if reading it throws, so that it counts as present. */
function readMember(value: unknown, name: string | number): unknown {
  try {
    return (value as Record<string | number, unknown>)[name];
  } catch {
    return null;
  }
}

function compareSortKeys(a: number[], b: number[]): number {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
    const difference = (a[depth] as number) - (b[depth] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Returns the issues of a call that the module did not finish (a trap): one issue, `internal` or `out-of-memory`. */
export function createTrapIssues(): Issue[] {
  return issuesFromFindings([{ code: getTrapCode(), place: undefined, params: [] }], undefined);
}

/** Returns true if the issues are those of a call that the module did not finish. */
export function areTrapIssues(issues: Issue[]): boolean {
  return issues.some(({ code }) => code === "internal" || code === "out-of-memory");
}

/** Returns true if no issue is an error. */
export function isOk(issues: Issue[]): boolean {
  return issues.every(({ severity }) => severity !== "error");
}
