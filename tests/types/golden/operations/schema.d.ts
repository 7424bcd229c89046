/** Exports the schema of the body for other tools, as JSON Schema and as Standard Schema. */
import { type ConnectionUpdate, type Issue } from "../core/core.js";
import { type ValidateOptions } from "./validate.js";
/** Options of `jsonSchema`. */
export interface JsonSchemaOptions {
    /** `"strict"` adds the rules of the archived API description that are not on the published page. */
    rules?: "strict";
}
/**
 * Returns the JSON Schema (draft 2020-12) of the body of an Update Connection request.
 *
 * The schema checks the shape of a body. It finds a wrong type, a missing field or a value that is not allowed, and refuses
 * exactly the bodies for which {@link validate} reports such an error. It does not check unique names or the syntax of URLs.
 *
 * @throws {TypeError} if `options` has an unknown member or a member of a wrong type
 * @example
 * jsonSchema().$schema; // "https://json-schema.org/draft/2020-12/schema"
 */
export declare function jsonSchema(options?: JsonSchemaOptions): Record<string, unknown>;
/** The result of validation with a Standard Schema: the value, or its errors. Warnings are omitted. */
export type StandardResult = {
    readonly value: ConnectionUpdate;
    readonly issues?: undefined;
} | {
    readonly issues: readonly Issue[];
};
/** Options that a tool passes to request a JSON Schema. */
export interface StandardJsonSchemaOptions {
    /** The dialect of JSON Schema. Only `draft-2020-12` is supported. */
    readonly target: "draft-2020-12" | "draft-07" | "openapi-3.0" | (string & {});
    readonly libraryOptions?: Record<string, unknown> | undefined;
}
/** The schema of the body, which implements Standard Schema (version 1) and Standard JSON Schema (version 1.1). */
export interface ConnectionUpdateSchema {
    readonly "~standard": {
        readonly version: 1;
        readonly vendor: "connection-update";
        readonly types?: {
            readonly input: ConnectionUpdate;
            readonly output: ConnectionUpdate;
        } | undefined;
        /** Validates a value. A string and bytes are not parsed as JSON, and are errors like any value that is not an object. */
        readonly validate: (value: unknown) => StandardResult;
        readonly jsonSchema: {
            readonly input: (options: StandardJsonSchemaOptions) => Record<string, unknown>;
            readonly output: (options: StandardJsonSchemaOptions) => Record<string, unknown>;
        };
    };
}
/**
 * Creates a schema of the body of an Update Connection request, for tools that accept a
 * [Standard Schema](https://standardschema.dev), such as form libraries. Its issues are those of {@link validate} that are errors, with
 * `code`, `severity` and `params`.
 *
 * @param options the options of {@link validate}; with `current`, the schema also compares a body with the stored connection
 * @throws {TypeError} if `options` has an unknown member or a member of a wrong type
 * @example
 * const schema = createConnectionUpdateSchema({ current, messages: german });
 */
export declare function createConnectionUpdateSchema(options?: ValidateOptions): ConnectionUpdateSchema;
/**
 * The schema of the body of an Update Connection request with the default options: see {@link createConnectionUpdateSchema}.
 *
 * @example
 * connectionUpdateSchema["~standard"].validate(body).issues?.length;
 */
export declare const connectionUpdateSchema: ConnectionUpdateSchema;
