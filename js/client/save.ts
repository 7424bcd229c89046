/** Saves changes: reads the connection, plans the requests, sends one after the other, and checks each response. */

import type { Connection, Issue, NamedEnvironment } from "../core/core.js";
import { copyInput, parseJson } from "../core/input.js";
import type { ModuleOptions } from "../core/options.js";
import { toText } from "../core/text.js";
import type { Effect } from "../core/values.js";
import { findDrift, spliceEnvironments } from "../operations/call.js";
import type { DecodedPlan, PlanStep } from "../operations/decode-plan.js";
import { diff } from "../operations/diff.js";
import { plan } from "../operations/plan.js";
import { type EditPlan, type Json, locateIssues, planEdit, resumePlan } from "../operations/plan-edit.js";
import { type PlanFlags, type ReadPlanOptions, readPlanOptions } from "../operations/plan-options.js";
import type { CallOptions, Target } from "./arguments.js";
import { ConnectError, type ConnectErrorInit, copyErrorInit } from "./errors.js";
import { createAbortError, type ExchangeResult, exchange, type Settings, summarizeErrors } from "./exchange.js";
import type { SaveResult } from "./results.js";
import type { DoneStep, RemainingEdits } from "./steps.js";

/** Options of `save`. */
export interface SaveOptions extends CallOptions, PlanFlags {
  /**
   * True to send `If-Match` with the ETag of the connection that `save` read. A platform that supports `If-Match` then refuses
   * the `UpdateConnection` request if someone else changed the connection after the read, and the save ends with kind `conflict`.
   * The header is not sent with an `UpdateEnvironment` request, nor if the ETag is weak.
   *
   * @defaultValue `false`
   */
  ifMatch?: boolean;
  /**
   * Function that is called before each request that writes. If it throws, the save ends with kind `aborted`, and does not send
   * the request.
   *
   * @param step the request
   * @param index the number of requests that were done before
   * @param total the number of all requests of the save, including those that were done; it can change during the save
   */
  onStep?: (step: PlanStep, index: number, total: number) => void;
}

type ExchangeSuccess = Extract<ExchangeResult, { ok: true }>;
type EditPlanSuccess = Extract<EditPlan, { ok: true }>;

/** The greatest age of the known connection in milliseconds. An older one is read again before the next request. */
const MAX_AGE_MS = 2_000;

/** Saves `edit.changes`, which are changes to `edit.base`. */
export async function save(
  settings: Settings,
  target: Target,
  edit: { base: unknown; changes: unknown },
  options: SaveOptions,
): Promise<SaveResult> {
  const { ifMatch = false, onStep, signal: _, timeoutMs: __, ...flags } = options;
  const planOptions = readPlanOptions({ ...settings.common, ...flags });
  const base = copyToJson(edit.base, settings.options);
  const changes = copyToJson(edit.changes, settings.options);
  // Some errors do not depend on the latest connection. They are reported before that connection is read.
  const preliminary = plan(base, changes as string, { ...settings.common, ...flags });
  if (!preliminary.ok) return failInvalid(preliminary.issues);
  const latest = await exchange(settings, { target, call: options });
  if (!latest.ok) return fail({ ...copyErrorInit(latest.error), remaining: { base, changes } });
  const planned = planEdit(base, changes, latest.bytes, planOptions);
  if (!planned.ok) return failInvalid(planned.issues);
  return new Save(settings, target, { planOptions, ifMatch, onStep, call: options }, latest, planned).run();
}

/** The options of a save, after they were checked. */
interface CheckedOptions {
  planOptions: ReadPlanOptions;
  ifMatch: boolean;
  onStep: SaveOptions["onStep"];
  call: CallOptions;
}

/** A save after the first read. */
class Save {
  readonly #settings: Settings;
  readonly #target: Target;
  readonly #options: CheckedOptions;
  /** The connection as the platform returned it last. */
  #connection: Uint8Array<ArrayBuffer>;
  /** The environments that the platform returned after that, as JSON. */
  readonly #environments: Json[] = [];
  /** The expected connection, without the done updates of environments since then. */
  #expected: Json;
  /** The expected environments of these updates, as JSON. */
  readonly #expectedEnvironments: Json[] = [];
  /** The ETag of the connection; `undefined` after an update of an environment. */
  #etag: string | undefined;
  /** The time when the platform returned `#connection`. */
  #connectionMs = performance.now();
  #planned: EditPlanSuccess;
  /** The connection that the plan is based on. */
  #plannedFor: Uint8Array<ArrayBuffer>;
  /** The index of the next step of the plan. */
  #next = 0;
  readonly #done: DoneStep[] = [];
  readonly #drift: Effect[] = [];
  readonly #concurrentChanges: Effect[];
  #recovered: ConnectError | undefined;
  readonly #issues: Issue[];
  readonly #unsupported;

  constructor(
    settings: Settings,
    target: Target,
    options: CheckedOptions,
    latest: ExchangeSuccess,
    planned: EditPlanSuccess,
  ) {
    this.#settings = settings;
    this.#target = target;
    this.#options = options;
    this.#connection = latest.bytes;
    this.#expected = latest.bytes;
    this.#etag = latest.etag;
    this.#planned = planned;
    this.#plannedFor = latest.bytes;
    this.#concurrentChanges = planned.drift;
    this.#issues = planned.issues;
    this.#unsupported = planned.plan?.unsupported ?? [];
  }

  async run(): Promise<SaveResult> {
    for (;;) {
      const { plan, conflicts } = this.#planned;
      if (plan === undefined) {
        const count = conflicts.length === 1 ? "1 conflict" : `${conflicts.length} conflicts`;
        const message = `${this.#describeUnsent()}: ${count} with what someone else changed`;
        return this.#fail({ kind: "conflict", message, conflicts, maybeApplied: false });
      }
      const step = plan.steps[this.#next];
      if (step === undefined) return this.#finish();
      if (performance.now() - this.#connectionMs > MAX_AGE_MS) {
        const failure = await this.#readBefore();
        if (failure !== undefined) return failure;
        continue;
      }
      const failure = await this.#perform(plan, step);
      if (failure !== undefined) return failure;
    }
  }

  /** Reads the connection before the next step, and plans the remaining steps again. Returns the result if that fails. */
  async #readBefore(): Promise<SaveResult | undefined> {
    const { call } = this.#options;
    const read = await exchange(this.#settings, { target: this.#target, call });
    if (!read.ok) return this.#fail(copyErrorInit(read.error));
    this.#concurrentChanges.push(...findDrift(this.#actual(), read.bytes, false, this.#settings.options?.messages));
    return this.#resume(read);
  }

  /** Sends a step and checks the response. Returns the result of the save if the step failed. */
  async #perform(plan: DecodedPlan, step: PlanStep): Promise<SaveResult | undefined> {
    const { call, onStep, ifMatch } = this.#options;
    if (call.signal?.aborted) return this.#fail(copyErrorInit(createAbortError(call.signal)));
    try {
      onStep?.(step, this.#done.length, this.#done.length + plan.steps.length - this.#next);
    } catch (cause) {
      const message = "the save ended: `options.onStep` failed";
      return this.#fail({ kind: "aborted", message, cause, maybeApplied: false });
    }
    const expected = (plan.expected[this.#next] as () => Uint8Array<ArrayBuffer>)();
    const isEnvironment = step.operation === "UpdateEnvironment";
    const target = isEnvironment
      ? { ...this.#target, environmentId: (step.environment as NamedEnvironment).id as string }
      : this.#target;
    // A weak ETag is not sent, because `If-Match` never matches a weak ETag (RFC 9110, 13.1.1).
    const etag = ifMatch && !isEnvironment && !this.#etag?.startsWith("W/") ? this.#etag : undefined;
    const sent = await exchange(this.#settings, {
      target,
      body: { json: step.bytes as Uint8Array, findings: [] },
      isPlanned: true,
      expected: { json: expected, isBody: false },
      headers: etag === undefined ? {} : { "if-match": etag },
      call,
    });
    if (!sent.ok) return this.#recover(sent.error, step, expected, etag !== undefined);
    const { drift, response } = sent;
    this.#addDone({ step, drift, response }, expected);
    if (isEnvironment) {
      this.#environments.push(sent.bytes);
      this.#etag = undefined;
      return;
    }
    const rest = plan.steps.slice(this.#next);
    const isKnown = drift.length === 0 && rest.every(({ bytes }) => bytes !== undefined);
    if (rest.length > 0 && !isKnown) return this.#resume(sent);
    this.#setConnection(sent);
    return;
  }

  /**
   * Adds a done step and goes on to the next one.
   *
   * @param expected the connection or the environment after the step
   */
  #addDone(done: DoneStep, expected: Json): void {
    this.#done.push(done);
    this.#drift.push(...done.drift);
    this.#next++;
    if (done.step.operation === "UpdateEnvironment") {
      this.#expectedEnvironments.push(expected);
      return;
    }
    this.#expected = expected;
    this.#expectedEnvironments.length = 0;
  }

  /** Plans the remaining steps for a connection that was read. Returns the result of the save if they are invalid. */
  #resume(read: ExchangeSuccess): SaveResult | undefined {
    const resumed = this.#planRest(read.bytes);
    if (!resumed.ok && resumed.issues.some(({ code }) => code === "invalid-current")) {
      // The edits that are left stay based on the connection before, which can be planned.
      const message = "the other requests were not sent: the platform returned a connection that cannot be edited";
      return this.#fail({ kind: "decode", message, issues: resumed.issues, maybeApplied: false });
    }
    this.#setConnection(read);
    if (!resumed.ok) return this.#fail(describeInvalid(resumed.issues, "nothing more was sent"));
    this.#planned = resumed;
    this.#plannedFor = read.bytes;
    this.#next = 0;
    this.#expected = read.bytes;
    this.#expectedEnvironments.length = 0;
    return;
  }

  #setConnection(read: ExchangeSuccess): void {
    this.#connection = read.bytes;
    this.#etag = read.etag;
    this.#environments.length = 0;
    this.#connectionMs = performance.now();
  }

  /** Plans, for a connection, the edits that are left after the done steps. */
  #planRest(actual: Json): EditPlan {
    return resumePlan(this.#currentExpected(), this.#wanted(), actual, this.#options.planOptions);
  }

  /** Returns the connection that the plan leads to. */
  #wanted(): Json {
    const { steps, bytes, wanted } = this.#plan;
    const isUpdated = steps.slice(0, this.#next).some(({ operation }) => operation === "UpdateConnection");
    return isUpdated ? bytes() : wanted();
  }

  /** Returns the connection that the done steps should have left. */
  #currentExpected(): Json {
    return spliceEnvironments(this.#expected, this.#expectedEnvironments);
  }

  /** Returns the connection as the platform's responses describe it. */
  #actual(): Uint8Array<ArrayBuffer> {
    if (this.#environments.length === 0) return this.#connection;
    return encode(spliceEnvironments(this.#connection, this.#environments));
  }

  /**
   * Reads the connection again if it is unknown whether the platform processed a step. Returns the result of the save if the
   * connection does not contain the changes of the step.
   *
   * @param expected the connection or the environment after the step
   */
  async #recover(
    error: ConnectError,
    step: PlanStep,
    expected: Uint8Array<ArrayBuffer>,
    hasCondition: boolean,
  ): Promise<SaveResult | undefined> {
    const { call, planOptions } = this.#options;
    const isOutdated = hasCondition && error.status === 412;
    if (!(error.maybeApplied || isOutdated)) {
      const issues = locateIssues(error.issues, this.#plannedFor, this.#planned.rebased, this.#next, planOptions);
      return this.#fail({ ...copyErrorInit(error), issues });
    }
    // After the end of the caller's signal, nothing more is sent.
    if (call.signal?.aborted) return this.#fail(copyErrorInit(error));
    const before = this.#actual();
    const reread = await this.#readAgain();
    if (!reread?.ok) return this.#fail({ ...copyErrorInit(error), applied: "unknown" });
    const isEnvironment = step.operation === "UpdateEnvironment";
    const after = isEnvironment ? spliceEnvironments(before, [expected]) : expected;
    const drift = findDrift(after, reread.bytes, false, this.#settings.options?.messages);
    if (drift.length === 0 || containsStep(before, after, reread.bytes, planOptions)) {
      this.#recovered = error;
      this.#addDone({ step, drift, response: reread.response }, expected);
      if (this.#plan.steps[this.#next] === undefined) return this.#setConnection(reread) as undefined;
      return this.#resume(reread);
    }
    const isAsBefore = findDrift(before, reread.bytes, false).length === 0;
    if (!isOutdated) {
      this.#setConnection(reread);
      return this.#fail({ ...copyErrorInit(error), applied: isAsBefore ? "no" : "unknown" });
    }
    // A browser can send a request twice. The platform then applies the first request and refuses the second request. In that
    // case, the code above has found the changes in the connection.
    const rest = this.#planRest(reread.bytes);
    this.#setConnection(reread);
    const message = `${this.#describeUnsent()}: someone else changed the connection after it was read`;
    const conflicts = rest.ok ? rest.conflicts : [];
    return this.#fail({ ...copyErrorInit(error), kind: "conflict", message, conflicts });
  }

  /** Reads the connection again. Returns `undefined` if the `headers` object was changed and is now invalid. */
  #readAgain(): Promise<ExchangeResult | undefined> {
    return exchange(this.#settings, { target: this.#target, call: this.#options.call }).catch(() => undefined);
  }

  async #finish(): Promise<SaveResult> {
    let bytes = this.#actual();
    if (this.#environments.length > 0) {
      // The responses to updates of environments do not contain the connection.
      const read = await this.#readAgain();
      if (read?.ok) {
        this.#drift.push(...findDrift(bytes, read.bytes, false, this.#settings.options?.messages));
        bytes = read.bytes;
      }
    }
    const recovered = this.#recovered;
    return {
      ok: true,
      connection: parseJson(bytes) as Connection,
      bytes,
      issues: this.#issues,
      steps: this.#done,
      unsupported: this.#unsupported,
      drift: this.#drift,
      concurrentChanges: this.#concurrentChanges,
      ...(recovered && { recovered }),
    };
  }

  /** The plan. Only the check for conflicts in `run` and `#remaining` can find that there is none. */
  get #plan(): DecodedPlan {
    return this.#planned.plan as DecodedPlan;
  }

  #describeUnsent(): string {
    return this.#done.length === 0 ? "nothing was written" : "nothing more was written";
  }

  #fail(init: ConnectErrorInit): SaveResult {
    const facts = { done: this.#done, latest: this.#actual(), remaining: this.#remaining() };
    const [unsupported, concurrentChanges] = [this.#unsupported, this.#concurrentChanges];
    return fail({ ...init, ...facts, unsupported, concurrentChanges });
  }

  /** Returns the edits that are not made: rebased onto the last known connection, or as they were if there are conflicts. */
  #remaining(): RemainingEdits {
    const { plan, edit, rebased } = this.#planned;
    if (plan === undefined) return edit;
    const latest = this.#actual();
    // Until a step is done, the rebased changes are left. Unlike the rest of the plan, they contain the unsupported edits.
    const isUnchanged = () => findDrift(this.#plannedFor, latest, false).length === 0;
    if (this.#next === 0 && isUnchanged()) return { base: latest, changes: rebased };
    const rest = this.#planRest(latest);
    if (!rest.ok) return this.#unplanned(latest) ?? edit;
    return rest.plan === undefined ? rest.edit : { base: latest, changes: rest.rebased };
  }

  /** Returns the edits that are left if they cannot be planned, for example because a list to restore is invalid. */
  #unplanned(latest: Json): RemainingEdits | undefined {
    const base = this.#currentExpected();
    const left = diff(toText(base), toText(this.#wanted()), this.#settings.common);
    if (left.ok) return { base, changes: left.bytes };
    // An environment that a done step created has no id in `base`. `#planRest` finds the id in the latest connection, and else omits
    // the environment. The stored environments can be planned as they were before.
    const { environments } = parseJson(this.#plannedFor) as Partial<Connection>;
    const list = (environments ?? []).map((environment) => JSON.stringify(environment));
    for (const connection of [spliceEnvironments(latest, list), this.#plannedFor]) {
      const rest = this.#planRest(connection);
      if (rest.ok) return rest.edit;
    }
    return;
  }
}

/** Copies an input to JSON. Returns the input itself if JSON cannot represent it, so that `plan` reports the problem. */
function copyToJson(input: unknown, options: ModuleOptions): Json {
  const { json, findings } = copyInput(input, options);
  return (findings.length === 0 ? json : input) as Json;
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Returns true if the connection `now` contains the changes of a step, which lead from `before` to `after`. */
function containsStep(before: Json, after: Json, now: Json, options: ReadPlanOptions): boolean {
  const left = resumePlan(before, after, now, options);
  return left.ok && left.plan !== undefined && left.plan.steps.length === 0;
}

function describeInvalid(issues: Issue[], effect?: string): ConnectErrorInit {
  return { kind: "invalid", message: summarizeErrors(issues, effect), issues, maybeApplied: false };
}

function failInvalid(issues: Issue[]): SaveResult {
  return fail(describeInvalid(issues));
}

function fail(init: ConnectErrorInit): SaveResult {
  return { ok: false, error: new ConnectError(init) };
}
