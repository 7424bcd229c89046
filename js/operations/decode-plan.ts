/** Decodes plans. The module returns all texts of a plan as one document, and everything else as JSON. */

import type {
  ConnectionUpdate,
  EnvironmentUpdate,
  NamedEnvironment,
  Operation,
  UnsupportedEdit,
} from "../core/core.js";
import { parseJson } from "../core/input.js";
import type { Messages } from "../core/messages.js";
import type { Effect } from "../core/values.js";
import { memoize } from "./call.js";
import { decodeEffects, type EncodedEffects } from "./effects.js";
import { decodeUnsupported, type IndexedEdits } from "./unsupported.js";

/** A request of a plan. */
export interface PlanStep {
  /** The operation of the platform. */
  operation: Exclude<Operation, "UpdateCredential">;
  /**
   * The environment that an `UpdateEnvironment` edits, with its name before the plan. It has no id if an earlier step creates the
   * environment.
   */
  environment?: NamedEnvironment;
  /** The effects of this request. Their paths point into the changes. They are computed when they are first read. */
  readonly effects: Effect[];
  /**
   * The body. It is parsed when it is first read. Absent for an environment that an earlier step creates, because its ids are in
   * the response of that step.
   */
  readonly body?: ConnectionUpdate | EnvironmentUpdate;
  /** The body as UTF-8 JSON. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** A plan as the module encodes it. Each number is the length of a text in bytes. */
export interface EncodedPlan {
  connection: number;
  steps: {
    operation: PlanStep["operation"];
    environment?: NamedEnvironment;
    effects: EncodedEffects;
    body: number | null;
    expected: number | null;
  }[];
  wanted: number | null;
  unsupported: IndexedEdits;
}

/** A text of a document that is copied when it is first read. */
type Text = () => Uint8Array<ArrayBuffer>;

/** A decoded plan. */
export interface DecodedPlan {
  steps: PlanStep[];
  /** Returns the connection that will be stored. */
  bytes: Text;
  /** For each step, the connection or the environment that the response should contain. */
  expected: Text[];
  /**
   * Returns the connection that the remaining steps lead to while `UpdateConnection` is one of them: the variables that it
   * overwrites still have their stored values.
   */
  wanted: Text;
  unsupported: UnsupportedEdit[];
}

/** Reads the texts of a document one after the other. */
export class TextReader {
  #at = 0;
  readonly #document: Uint8Array<ArrayBuffer>;

  constructor(document: Uint8Array<ArrayBuffer>) {
    this.#document = document;
  }

  /** Returns the next text. */
  next(length: number): Text {
    const start = this.#at;
    this.#at += length;
    return memoize(() => this.#document.slice(start, start + length));
  }
}

/**
 * Decodes a plan.
 *
 * @param document the texts; a caller that passes a reader can read more texts after those of the plan
 * @param current returns the stored connection, for the values of effects
 * @param readDetails returns the same plan with its effects; absent if `encoded` contains them
 */
export function decodePlan(
  document: Uint8Array<ArrayBuffer> | TextReader,
  encoded: EncodedPlan,
  current: () => unknown,
  messages: Messages | undefined,
  readDetails: () => EncodedPlan = () => encoded,
): DecodedPlan {
  const reader = document instanceof TextReader ? document : new TextReader(document);
  const bytes = reader.next(encoded.connection);
  const connection = memoize(() => parseJson(bytes()));
  const documents = { before: memoize(current), after: connection };
  const expected: Text[] = [];
  const details = memoize(readDetails);
  const steps = encoded.steps.map((step, at) => {
    const body = step.body === null ? undefined : reader.next(step.body);
    expected.push(step.expected === null ? bytes : reader.next(step.expected));
    const effects = memoize(() => {
      const { effects: encodedEffects } = details().steps[at] as EncodedPlan["steps"][number];
      return decodeEffects(encodedEffects, documents, messages?.effect);
    });
    return createStep(step.operation, step.environment, effects, body);
  });
  const wanted = encoded.wanted === null ? bytes : reader.next(encoded.wanted);
  return { steps, bytes, expected, wanted, unsupported: decodeUnsupported(encoded.unsupported, messages) };
}

function createStep(
  operation: PlanStep["operation"],
  environment: NamedEnvironment | undefined,
  effects: () => Effect[],
  bytes: Text | undefined,
): PlanStep {
  const step = Object.defineProperty({ operation, ...(environment && { environment }) }, "effects", {
    enumerable: true,
    configurable: true,
    get: effects,
  });
  if (bytes !== undefined) {
    const body = memoize(() => parseJson(bytes()) as PlanStep["body"]);
    Object.defineProperty(step, "body", { enumerable: true, get: body });
    Object.defineProperty(step, "bytes", { enumerable: true, get: bytes });
  }
  return step as PlanStep;
}
