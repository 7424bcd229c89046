/** Exports the schema of the body for other tools, as JSON Schema and as Standard Schema. */

import { type ConnectionUpdate, type Issue, jsonSchema as jsonSchemaText } from "../core/core.js";
import { isJson } from "../core/input.js";
import { getMemory } from "../core/instance.js";
import { assertKnownKeys, type Rules, readOptions } from "../core/options.js";
import { type ValidateOptions, validate } from "./validate.js";

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
export function jsonSchema(options: JsonSchemaOptions = {}): Record<string, unknown> {
  getMemory();
  assertKnownKeys(options, ["rules"], "options");
  if (options.rules !== undefined && options.rules !== "strict")
    throw new TypeError('options.rules: expected "strict"');
  return JSON.parse(jsonSchemaText(options.rules === "strict"));
}

/** The result of validation with a Standard Schema: the value, or its errors. Warnings are omitted. */
export type StandardResult =
  | { readonly value: ConnectionUpdate; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] };

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
    readonly types?: { readonly input: ConnectionUpdate; readonly output: ConnectionUpdate } | undefined;
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
export function createConnectionUpdateSchema(options?: ValidateOptions): ConnectionUpdateSchema {
  readOptions(options, ["current"]);
  const jsonSchemaOptions: JsonSchemaOptions = isStrict(options?.rules) ? { rules: "strict" } : {};
  const createJsonSchema = ({ target }: StandardJsonSchemaOptions): Record<string, unknown> => {
    if (target === "draft-2020-12") return jsonSchema(jsonSchemaOptions);
    throw new Error(`the JSON Schema is written in draft-2020-12 only, not in ${target}`);
  };
  return Object.freeze({
    "~standard": Object.freeze({
      version: 1,
      vendor: "connection-update",
      validate(value: unknown): StandardResult {
        const validation = validate(isJson(value) ? JSON.stringify(value) : value, options);
        if (validation.ok) return { value: validation.value };
        return { issues: validation.issues.filter(({ severity }) => severity === "error") };
      },
      jsonSchema: Object.freeze({ input: createJsonSchema, output: createJsonSchema }),
    }),
  } as const);
}

const isStrict = (rules: Rules | undefined): boolean =>
  rules === "strict" || (typeof rules === "object" && rules.extends === "strict");

/**
 * The schema of the body of an Update Connection request with the default options: see {@link createConnectionUpdateSchema}.
 *
 * @example
 * connectionUpdateSchema["~standard"].validate(body).issues?.length;
 */
export const connectionUpdateSchema: ConnectionUpdateSchema = /* @__PURE__ */ createConnectionUpdateSchema();
