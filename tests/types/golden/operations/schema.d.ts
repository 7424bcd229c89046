/** Schemas for other tools: JSON Schema, and the Standard Schema that form libraries and servers take. */
import { type ConnectionUpdate, type Path } from "../core/core.js";
/** How a JSON Schema is written. */
export interface JsonSchemaOptions {
    /** `"strict"` asserts what only the platform's fuller description says as well. */
    rules?: "strict";
}
/**
 * The JSON Schema (draft 2020-12) of the body of an Update Connection request.
 *
 * It refuses just what {@link validate} calls an error of shape. Unique names and the text of URLs are beyond it.
 *
 * @throws {TypeError} where `options` are not what they should be
 */
export declare function jsonSchema(options?: JsonSchemaOptions): Record<string, unknown>;
/** What a Standard Schema's validation gives: the value, or why it is refused. Warnings are not part of it. */
export type StandardResult = {
    readonly value: ConnectionUpdate;
    readonly issues?: undefined;
} | {
    readonly issues: readonly {
        readonly message: string;
        readonly path: Path;
    }[];
};
/** How a tool asks for a JSON Schema. */
export interface StandardJsonSchemaOptions {
    /** The dialect; only `draft-2020-12` is written. */
    readonly target: "draft-2020-12" | "draft-07" | "openapi-3.0" | (string & {});
    readonly libraryOptions?: Record<string, unknown> | undefined;
}
/** The body of an Update Connection request as a Standard Schema (version 1) with a Standard JSON Schema (1.1). */
export interface ConnectionUpdateSchema {
    readonly "~standard": {
        readonly version: 1;
        readonly vendor: "connection-update";
        readonly types?: {
            readonly input: ConnectionUpdate;
            readonly output: ConnectionUpdate;
        } | undefined;
        /** Validates a value; text is a value like any other here, not JSON. */
        readonly validate: (value: unknown) => StandardResult;
        readonly jsonSchema: {
            readonly input: (options: StandardJsonSchemaOptions) => Record<string, unknown>;
            readonly output: (options: StandardJsonSchemaOptions) => Record<string, unknown>;
        };
    };
}
/** The body of an Update Connection request for tools that take a Standard Schema, such as form libraries. */
export declare const connectionUpdateSchema: ConnectionUpdateSchema;
