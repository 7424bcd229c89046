/** Calls the operations of the module: converts and writes their inputs, and decodes their results. */

import {
  apply as applySlots,
  drift as driftSlots,
  type EncodedResult,
  effects as effectsSlots,
  type Issue,
  splice as spliceSlots,
} from "../core/core.js";
import { copyIfBytes, type JsonInput, parseJson, readInput, readStoredConnection } from "../core/input.js";
import { runOnInstance } from "../core/instance.js";
import { createTrapIssues, decodeIssues, isOk, issuesFromFindings, mergeIssues } from "../core/issues.js";
import { type Messages, writeIssues } from "../core/messages.js";
import { type CommonOptions, type ModuleOptions, readOptions } from "../core/options.js";
import { Slot, writeInput, writeOptions } from "../core/slots.js";
import { toText } from "../core/text.js";
import type { Effect } from "../core/values.js";
import { decodeEffects } from "./effects.js";

/** The result of an operation: a document and a list, or the issues if at least one is an error. */
export type OperationResult =
  | {
      ok: true;
      /** The document as UTF-8 JSON. */
      bytes: Uint8Array<ArrayBuffer>;
      /** The list as JSON: effects, unsupported edits or conflicts. */
      list: string;
      issues: Issue[];
      /** The JSON of the inputs: the stored connection, the other document, and the latest connection if it was passed. */
      inputs: (string | Uint8Array)[];
      messages: Messages | undefined;
    }
  | { ok: false; issues: Issue[] };

/**
 * An operation of the module. It reads its inputs from slots (buffers in the module's memory). Its arguments are the lengths of
 * the inputs in bytes. The length of the options is the last argument.
 */
type Operation = (...lengths: number[]) => EncodedResult;

/** An operation that can skip warnings and information, to be faster. An operation that fails still reports every issue. */
export type ErrorsOnlyOperation = (
  current: number,
  other: number,
  options: number,
  errorsOnly: boolean,
) => EncodedResult;

/** The result of an operation whose issues and effects are computed later, if they are read. */
export type DeferredResult =
  | {
      ok: true;
      bytes: Uint8Array<ArrayBuffer>;
      list: string;
      details: DeferredDetails;
      inputs: (string | Uint8Array)[];
      messages: Messages | undefined;
    }
  | { ok: false; issues: Issue[] };

/** Calls an operation with a stored connection, another document and, for `rebase`, the latest connection. */
export function callOperation(
  operation: Operation,
  options: CommonOptions | undefined,
  current: unknown,
  other: unknown,
  ...latest: unknown[]
): OperationResult {
  const moduleOptions = readOptions(options);
  const result = runOnInstance<OperationResult>(
    () => {
      const stored = [current, ...latest].map((connection) => readStoredConnection(connection, moduleOptions));
      return runOperation(operation, moduleOptions, stored, readInput(other, moduleOptions));
    },
    () => ({ ok: false, issues: createTrapIssues() }),
  );
  writeIssues(result.issues, moduleOptions?.messages);
  return result;
}

/** Calls an operation, but does not search for warnings and information. The first read of `details` searches for both. */
export function callWithDeferredDetails(
  operation: ErrorsOnlyOperation,
  options: CommonOptions | undefined,
  current: unknown,
  other: unknown,
): DeferredResult {
  const moduleOptions = readOptions(options);
  const messages = moduleOptions?.messages;
  let errorsOnly = true;
  const result = runOnInstance<OperationResult>(
    () => {
      const stored = readStoredConnection(current, moduleOptions);
      const source = readInput(other, moduleOptions);
      // If there are findings, every issue is needed now, because findings and issues are merged in the order of the document.
      errorsOnly = source.findings.length === 0;
      return runOperation(bindErrorsOnly(operation, errorsOnly), moduleOptions, [stored], source);
    },
    () => ({ ok: false, issues: createTrapIssues() }),
  );
  const issues = writeIssues(result.issues, messages);
  if (!result.ok) return { ok: false, issues };
  const details = new DeferredDetails(operation, moduleOptions, result, errorsOnly ? undefined : issues);
  const { bytes, list, inputs } = result;
  return { ok: true, bytes, list, details, inputs, messages };
}

function bindErrorsOnly(operation: ErrorsOnlyOperation, errorsOnly: boolean): Operation {
  return (current, other, options) => operation(current as number, other as number, options as number, errorsOnly);
}

/** An operation and copies of its inputs, so that the operation can be called again. */
interface RepeatableCall {
  operation: ErrorsOnlyOperation;
  options: ModuleOptions;
  current: JsonInput;
  other: JsonInput;
}

/** Computes the issues and the effects of a call when they are first read, by calling the operation again. */
export class DeferredDetails {
  /** The call to repeat. `undefined` after the effects were computed, so that the copied inputs can be garbage-collected. */
  #call: RepeatableCall | undefined;
  #result: OperationResult | undefined;
  readonly #messages: Messages | undefined;
  #issues: Issue[] | undefined;
  #effects: Effect[] | undefined;

  constructor(
    operation: ErrorsOnlyOperation,
    options: ModuleOptions,
    { inputs }: Extract<OperationResult, { ok: true }>,
    issues: Issue[] | undefined,
  ) {
    const [current, other] = inputs.map((json): JsonInput => ({ json: copyIfBytes(json), findings: [] }));
    this.#call = { operation, options, current: current as JsonInput, other: other as JsonInput };
    this.#issues = issues;
    this.#messages = options?.messages;
  }

  issues(): Issue[] {
    this.#issues ??= writeIssues(this.#run().issues, this.#messages);
    return this.#issues;
  }

  /** Returns the effects of the body that the operation returned. */
  effects(): Effect[] {
    if (this.#effects === undefined) {
      const result = this.#run();
      this.issues();
      const current = this.#call?.current.json as string | Uint8Array;
      // The first call had no errors, so the second call has none either. The empty list is for the type of `result`.
      this.#effects = result.ok ? computeEffects(current, result.bytes, this.#messages) : [];
      this.#call = undefined;
      this.#result = undefined;
    }
    return this.#effects;
  }

  /** Returns the list of the repeated call. */
  list(): string {
    const result = this.#run();
    // The first call had no errors, so the second call has none either.
    return result.ok ? result.list : "[]";
  }

  #run(): OperationResult {
    if (this.#result === undefined) {
      const { operation, options, current, other } = this.#call as RepeatableCall;
      this.#result = retryAfterTrap(() => runOperation(bindErrorsOnly(operation, false), options, [current], other));
    }
    return this.#result;
  }
}

/** Returns a function that computes a value when it is first called. Later calls return the same value. */
export function memoize<T>(compute: () => T): () => T {
  let computed: { value: T } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}

function runOperation(
  operation: Operation,
  options: ModuleOptions,
  stored: JsonInput[],
  other: JsonInput,
): OperationResult {
  const [current, ...latest] = stored.map(({ json }) => json);
  if (current === undefined || other.json === undefined || latest.includes(undefined)) {
    const findings = [...stored.flatMap(({ findings }) => findings), ...other.findings];
    return { ok: false, issues: issuesFromFindings(findings, options) };
  }
  const lengths = [writeInput(Slot.Current, current), writeInput(Slot.Body, other.json)];
  for (const json of latest) lengths.push(writeInput(Slot.Latest, json as string | Uint8Array));
  const [encoded, bytes, list] = operation(...lengths, writeOptions(options));
  const issues = mergeIssues(other, decodeIssues(encoded), options);
  if (bytes === undefined || !isOk(issues)) return { ok: false, issues };
  return {
    ok: true,
    bytes,
    list: list ?? "[]",
    issues,
    inputs: [current, other.json, ...(latest as string[])],
    messages: options?.messages,
  };
}

/**
 * Returns the differences between the expected connection and the actual connection. Both must be valid.
 *
 * @param isBody `true` if `expected` is a body that was sent: members of `actual` that the body omits are then not compared;
 * `false` if `expected` is a whole connection
 */
export function findDrift(
  expected: string | Uint8Array,
  actual: string | Uint8Array,
  isBody: boolean,
  messages?: Messages,
): Effect[] {
  const json = retryAfterTrap(() =>
    driftSlots(writeInput(Slot.Body, expected), writeInput(Slot.Current, actual), isBody),
  );
  const documents = { before: memoize(() => parseJson(expected)), after: memoize(() => parseJson(actual)) };
  return decodeEffects(JSON.parse(json), documents, messages?.difference);
}

/** Replaces the environments of a connection by those with the same ids in `environments`, which are JSON. */
export function spliceEnvironments(connection: string | Uint8Array, environments: (string | Uint8Array)[]): string {
  const list = `[${environments.map(toText).join(",")}]`;
  return retryAfterTrap(() => spliceSlots(writeInput(Slot.Current, connection), writeInput(Slot.Body, list)));
}

/** Applies changes to a connection and returns the result as JSON. Validates neither input. */
export function applyChanges(current: string | Uint8Array, changes: string | Uint8Array): string {
  return retryAfterTrap(() => applySlots(writeInput(Slot.Current, current), writeInput(Slot.Body, changes)));
}

function computeEffects(current: string | Uint8Array, body: Uint8Array, messages: Messages | undefined): Effect[] {
  const json = retryAfterTrap(() => effectsSlots(writeInput(Slot.Current, current), writeInput(Slot.Body, body)));
  const documents = { before: memoize(() => parseJson(current)), after: memoize(() => parseJson(body)) };
  return decodeEffects(JSON.parse(json), documents, messages?.effect);
}

/** Runs `work`. If the module traps (stops in the middle of a call), runs `work` again with a new instance. */
export function retryAfterTrap<T>(work: () => T): T {
  return runOnInstance(work, work);
}
