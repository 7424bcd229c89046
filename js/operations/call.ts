/** Verbs over stored connections: takes sources, calls one verb of the module, gives its issues and what it made. */

import {
  apply as applySlots,
  drift as driftSlots,
  type Effect,
  effects,
  type Issue,
  type PackedOutcome,
} from "../core/core.js";
import {
  kept,
  LATEST_SLOT,
  type Options,
  type Source,
  toCurrentSource,
  toSource,
  writeOptions,
  writeSource,
} from "../core/input.js";
import { attempt } from "../core/instance.js";
import { internalIssues, isOk, join, unpack, words } from "../core/issues.js";
import { type CommonOptions, readOptions } from "../core/options.js";

/** What a verb made, or why it made nothing. */
export type Answer =
  | {
      ok: true;
      bytes: Uint8Array<ArrayBuffer>;
      list: string;
      issues: Issue[];
      /** What the verb was asked about: the first stored connection, the other document, the second connection. */
      inputs: (string | Uint8Array)[];
    }
  | { ok: false; issues: Issue[] };

/** A verb of the module: it takes the lengths of its inputs. */
type Verb = (...lengths: number[]) => PackedOutcome;

/** A verb that can leave out what keeps it from nothing. */
type BriefVerb = (current: number, other: number, options: number, brief: boolean) => PackedOutcome;

/** What a verb made, and what is found when it is first asked for. */
export type BriefAnswer =
  | { ok: true; bytes: Uint8Array<ArrayBuffer>; list: string; rest: Rest }
  | { ok: false; issues: Issue[] };

/** Asks a verb that takes a stored connection, another document and perhaps a second stored connection. */
export function ask(
  verb: Verb,
  options: CommonOptions | undefined,
  current: unknown,
  other: unknown,
  ...latest: unknown[]
): Answer {
  const raw = readOptions(options);
  return attempt(
    () => {
      const stored = [current, ...latest].map((connection) => toCurrentSource(connection, raw));
      return answer(verb, raw, stored, toSource(other, raw));
    },
    () => ({ ok: false, issues: internalIssues() }),
  );
}

/** Asks a verb for what it makes; its warnings and information are looked for when they are first asked for. */
export function askBriefly(
  verb: BriefVerb,
  options: CommonOptions | undefined,
  current: unknown,
  other: unknown,
): BriefAnswer {
  const raw = readOptions(options);
  return attempt<BriefAnswer>(
    () => {
      const stored = toCurrentSource(current, raw);
      const source = toSource(other, raw);
      // What a value lost on the way to JSON may be an error, and is told with the rest.
      const isBrief = source.findings.length === 0;
      const found = answer(told(verb, isBrief), raw, [stored], source);
      if (!found.ok) return found;
      const rest = new Rest(verb, raw, found, isBrief ? undefined : found.issues);
      return { ok: true, bytes: found.bytes, list: found.list, rest };
    },
    () => ({ ok: false, issues: internalIssues() }),
  );
}

function told(verb: BriefVerb, isBrief: boolean): Verb {
  return (current, other, options) => verb(current as number, other as number, options as number, isBrief);
}

/** What a verb was asked. */
interface Asked {
  verb: BriefVerb;
  options: Options;
  current: Source;
  other: Source;
}

/** What was left out of an answer, found in what was given, whatever became of it since. */
export class Rest {
  /** What to ask again; let go when nothing more can be asked for. */
  #asked: Asked | undefined;
  #whole: Answer | undefined;
  #issues: Issue[] | undefined;
  #effects: Effect[] | undefined;

  constructor(
    verb: BriefVerb,
    options: Options,
    { inputs }: Extract<Answer, { ok: true }>,
    issues: Issue[] | undefined,
  ) {
    const [current, other] = inputs.map((json): Source => ({ json: kept(json), findings: [] }));
    this.#asked = { verb, options, current: current as Source, other: other as Source };
    this.#issues = issues;
  }

  issues(): Issue[] {
    this.#issues ??= this.#find().issues;
    return this.#issues;
  }

  /** The effects of the body that was made on the stored connection. */
  effects(): Effect[] {
    if (this.#effects === undefined) {
      const whole = this.#find();
      this.issues();
      const current = this.#asked?.current.json as string | Uint8Array;
      // The two runs agree, unless the module trapped in the second.
      this.#effects = whole.ok ? effectsOf(current, whole.bytes) : [];
      this.#asked = undefined;
      this.#whole = undefined;
    }
    return this.#effects;
  }

  #find(): Answer {
    if (this.#whole === undefined) {
      const { verb, options, current, other } = this.#asked as Asked;
      const again = () => answer(told(verb, false), options, [current], other);
      this.#whole = attempt<Answer>(again, again);
    }
    return this.#whole;
  }
}

/** What is found when it is first asked for. */
export function once<T>(work: () => T): () => T {
  let found: { value: T } | undefined;
  return () => {
    found ??= { value: work() };
    return found.value;
  };
}

function answer(verb: Verb, options: Options, stored: Source[], other: Source): Answer {
  const [current, ...latest] = stored.map(({ json }) => json);
  if (current === undefined || other.json === undefined || latest.includes(undefined)) {
    const findings = [...stored.flatMap(({ findings }) => findings), ...other.findings];
    return { ok: false, issues: words(findings, options) };
  }
  const lengths = [writeSource(0, current), writeSource(1, other.json)];
  for (const json of latest) lengths.push(writeSource(LATEST_SLOT, json as string | Uint8Array));
  const [found, bytes, list] = verb(...lengths, writeOptions(options));
  const issues = join(other, unpack(found), options);
  if (bytes === undefined || !isOk(issues)) return { ok: false, issues };
  return { ok: true, bytes, list: list ?? "[]", issues, inputs: [current, other.json, ...(latest as string[])] };
}

/** How a sound connection differs from what was expected: from a whole connection, or from a body that was sent. */
export function drift(expected: string | Uint8Array, actual: string | Uint8Array, isBody: boolean): Effect[] {
  return JSON.parse(insist(() => driftSlots(writeSource(0, expected), writeSource(1, actual), isBody)));
}

/** The JSON of a connection with changes made to it, whether or not those may be sent. */
export function apply(current: string | Uint8Array, changes: string | Uint8Array): string {
  return insist(() => applySlots(writeSource(0, current), writeSource(1, changes)));
}

/** Asks about what this package has made or read before: should the module trap, a fresh instance is asked the same. */
function insist(work: () => string): string {
  return attempt(work, work);
}

function effectsOf(current: string | Uint8Array, body: Uint8Array): Effect[] {
  return JSON.parse(insist(() => effects(writeSource(0, current), writeSource(1, body))));
}
