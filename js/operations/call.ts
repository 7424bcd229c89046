/** Calls an operation of the module: converts and writes its inputs, and decodes its issues, document and list. */

import {
  apply as applySlots,
  drift as driftSlots,
  type Effect,
  type EncodedResult,
  effects as effectsSlots,
  type Issue,
} from "../core/core.js";
import { copyIfBytes, type InputSource, toCurrentSource, toSource } from "../core/input.js";
import { withInstance } from "../core/instance.js";
import { decodeIssues, internalIssues, isOk, issuesFromFindings, mergeIssues } from "../core/issues.js";
import { type CommonOptions, type ModuleOptions, readOptions } from "../core/options.js";
import { Slot, writeOptions, writeSource } from "../core/slots.js";

/** The document and the list that an operation made; or its issues, if one is an error. */
export type OperationResult =
  | {
      ok: true;
      bytes: Uint8Array<ArrayBuffer>;
      /** A list in JSON: effects, unsupported edits or conflicts. */
      list: string;
      issues: Issue[];
      /** The inputs: the stored connection, the other document, and the latest connection if there is one. */
      inputs: (string | Uint8Array)[];
    }
  | { ok: false; issues: Issue[] };

/** An operation of the module. Takes the lengths of its inputs, which are in their slots, and of the options. */
type Operation = (...lengths: number[]) => EncodedResult;

/** An operation that can skip the search for issues that are not errors. */
type SkippingOperation = (current: number, other: number, options: number, errorsOnly: boolean) => EncodedResult;

/** The document and the list that an operation made, with its issues and effects deferred. */
export type DeferredResult =
  | { ok: true; bytes: Uint8Array<ArrayBuffer>; list: string; details: DeferredDetails }
  | { ok: false; issues: Issue[] };

/** Calls an operation with a stored connection, another document and perhaps the latest connection. */
export function call(
  operation: Operation,
  options: CommonOptions | undefined,
  current: unknown,
  other: unknown,
  ...latest: unknown[]
): OperationResult {
  const read = readOptions(options);
  return withInstance(
    () => {
      const stored = [current, ...latest].map((connection) => toCurrentSource(connection, read));
      return run(operation, read, stored, toSource(other, read));
    },
    () => ({ ok: false, issues: internalIssues() }),
  );
}

/** Calls an operation that reports errors only; other issues are computed when they are first read. */
export function callErrorsOnly(
  operation: SkippingOperation,
  options: CommonOptions | undefined,
  current: unknown,
  other: unknown,
): DeferredResult {
  const read = readOptions(options);
  return withInstance<DeferredResult>(
    () => {
      const stored = toCurrentSource(current, read);
      const source = toSource(other, read);
      // Findings have to be merged with all issues, in order.
      const errorsOnly = source.findings.length === 0;
      const result = run(bindErrorsOnly(operation, errorsOnly), read, [stored], source);
      if (!result.ok) return result;
      const details = new DeferredDetails(operation, read, result, errorsOnly ? undefined : result.issues);
      return { ok: true, bytes: result.bytes, list: result.list, details };
    },
    () => ({ ok: false, issues: internalIssues() }),
  );
}

function bindErrorsOnly(operation: SkippingOperation, errorsOnly: boolean): Operation {
  return (current, other, options) => operation(current as number, other as number, options as number, errorsOnly);
}

/** The inputs of an operation that may run again. */
interface Inputs {
  operation: SkippingOperation;
  options: ModuleOptions;
  current: InputSource;
  other: InputSource;
}

/** Issues and effects of a call, computed when they are first read, from copies of its inputs. */
export class DeferredDetails {
  /** `undefined` after everything was computed, so that the inputs can be collected. */
  #inputs: Inputs | undefined;
  #result: OperationResult | undefined;
  #issues: Issue[] | undefined;
  #effects: Effect[] | undefined;

  constructor(
    operation: SkippingOperation,
    options: ModuleOptions,
    { inputs }: Extract<OperationResult, { ok: true }>,
    issues: Issue[] | undefined,
  ) {
    const [current, other] = inputs.map((json): InputSource => ({ json: copyIfBytes(json), findings: [] }));
    this.#inputs = { operation, options, current: current as InputSource, other: other as InputSource };
    this.#issues = issues;
  }

  issues(): Issue[] {
    this.#issues ??= this.#run().issues;
    return this.#issues;
  }

  /** Returns the effects of the body that the operation made. */
  effects(): Effect[] {
    if (this.#effects === undefined) {
      const result = this.#run();
      this.issues();
      const current = this.#inputs?.current.json as string | Uint8Array;
      // Both runs agree, unless the module trapped in the second.
      this.#effects = result.ok ? effectsOf(current, result.bytes) : [];
      this.#inputs = undefined;
      this.#result = undefined;
    }
    return this.#effects;
  }

  #run(): OperationResult {
    if (this.#result === undefined) {
      const { operation, options, current, other } = this.#inputs as Inputs;
      this.#result = callTwice(() => run(bindErrorsOnly(operation, false), options, [current], other));
    }
    return this.#result;
  }
}

/** Returns a function that computes a value at its first call and returns the same value afterwards. */
export function lazy<T>(compute: () => T): () => T {
  let computed: { value: T } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}

function run(operation: Operation, options: ModuleOptions, stored: InputSource[], other: InputSource): OperationResult {
  const [current, ...latest] = stored.map(({ json }) => json);
  if (current === undefined || other.json === undefined || latest.includes(undefined)) {
    const findings = [...stored.flatMap(({ findings }) => findings), ...other.findings];
    return { ok: false, issues: issuesFromFindings(findings, options) };
  }
  const lengths = [writeSource(Slot.Current, current), writeSource(Slot.Body, other.json)];
  for (const json of latest) lengths.push(writeSource(Slot.Latest, json as string | Uint8Array));
  const [encoded, bytes, list] = operation(...lengths, writeOptions(options));
  const issues = mergeIssues(other, decodeIssues(encoded), options);
  if (bytes === undefined || !isOk(issues)) return { ok: false, issues };
  return { ok: true, bytes, list: list ?? "[]", issues, inputs: [current, other.json, ...(latest as string[])] };
}

/**
 * Returns how a valid connection differs from the expected one.
 *
 * @param isBody `true` if `expected` is a body that was sent: the connection must contain it. Otherwise both are whole
 * connections.
 */
export function drift(expected: string | Uint8Array, actual: string | Uint8Array, isBody: boolean): Effect[] {
  const json = callTwice(() => driftSlots(writeSource(Slot.Body, expected), writeSource(Slot.Current, actual), isBody));
  return JSON.parse(json);
}

/** Applies changes to a connection without validating either; returns the JSON of the result. */
export function applyChanges(current: string | Uint8Array, changes: string | Uint8Array): string {
  return callTwice(() => applySlots(writeSource(Slot.Current, current), writeSource(Slot.Body, changes)));
}

function effectsOf(current: string | Uint8Array, body: Uint8Array): Effect[] {
  return JSON.parse(callTwice(() => effectsSlots(writeSource(Slot.Current, current), writeSource(Slot.Body, body))));
}

/** Runs `work`, and once more with a fresh instance if the module traps: its inputs were valid before. */
function callTwice<T>(work: () => T): T {
  return withInstance(work, work);
}
