/** Schemas for other tools: JSON Schema, and the Standard Schema that form libraries and servers take. */

import { type ConnectionUpdate, jsonSchema as jsonSchemaText, type Path } from "../core/core.js";
import { isText } from "../core/input.js";
import { memory } from "../core/instance.js";
import { expectKnown } from "../core/options.js";
import { validate } from "./validate.js";

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
export function jsonSchema(options: JsonSchemaOptions = {}): Record<string, unknown> {
  memory();
  expectKnown(options, ["rules"], "options");
  if (options.rules !== undefined && options.rules !== "strict")
    throw new TypeError('options.rules: expected "strict"');
  return JSON.parse(jsonSchemaText(options.rules === "strict"));
}

/** What a Standard Schema's validation gives: the value, or why it is refused. Warnings are not part of it. */
export type StandardResult =
  | { readonly value: ConnectionUpdate; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: Path }[] };

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
    readonly types?: { readonly input: ConnectionUpdate; readonly output: ConnectionUpdate } | undefined;
    /** Validates a value; text is a value like any other here, not JSON. */
    readonly validate: (value: unknown) => StandardResult;
    readonly jsonSchema: {
      readonly input: (options: StandardJsonSchemaOptions) => Record<string, unknown>;
      readonly output: (options: StandardJsonSchemaOptions) => Record<string, unknown>;
    };
  };
}

/** The body of an Update Connection request for tools that take a Standard Schema, such as form libraries. */
export const connectionUpdateSchema: ConnectionUpdateSchema = Object.freeze({
  "~standard": Object.freeze({
    version: 1,
    vendor: "connection-update",
    validate(value: unknown): StandardResult {
      const validation = validate(isText(value) ? JSON.stringify(value) : value);
      if (validation.ok) return { value: validation.value };
      const errors = validation.issues.filter(({ severity }) => severity === "error");
      return { issues: errors.map(({ message, path }) => ({ message, path })) };
    },
    jsonSchema: Object.freeze({ input: inDialect, output: inDialect }),
  }),
} as const);

function inDialect({ target }: StandardJsonSchemaOptions): Record<string, unknown> {
  if (target !== "draft-2020-12") throw new Error(`the JSON Schema is written in draft-2020-12 only, not in ${target}`);
  return jsonSchema();
}
