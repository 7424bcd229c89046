/** Decodes plans. The module returns all texts of a plan as one document, and everything else as JSON. */
import type { ConnectionUpdate, EnvironmentUpdate, NamedEnvironment, Operation, UnsupportedEdit } from "../core/core.js";
import type { Messages } from "../core/messages.js";
import type { Effect } from "../core/values.js";
import { type EncodedEffects } from "./effects.js";
import { type IndexedEdits } from "./unsupported.js";
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
export declare class TextReader {
    #private;
    constructor(document: Uint8Array<ArrayBuffer>);
    /** Returns the next text. */
    next(length: number): Text;
}
/**
 * Decodes a plan.
 *
 * @param document the texts; a caller that passes a reader can read more texts after those of the plan
 * @param current returns the stored connection, for the values of effects
 * @param readDetails returns the same plan with its effects; absent if `encoded` contains them
 */
export declare function decodePlan(document: Uint8Array<ArrayBuffer> | TextReader, encoded: EncodedPlan, current: () => unknown, messages: Messages | undefined, readDetails?: () => EncodedPlan): DecodedPlan;
export {};
