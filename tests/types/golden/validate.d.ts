/**
 * The entry for pages that only validate. It contains a smaller WebAssembly module, which is instantiated on import. Its functions
 * return the same as those of the default entry.
 *
 * @module connection-update/validate
 */
import type { IssueCode } from "./core/core.js";
export type { Immutable } from "./core/immutable.js";
export type { CommonOptions, Rules } from "./core/options.js";
export type { PathLike } from "./core/path.js";
export type * from "./core/types.js";
export { type ConnectionUpdateSchema, connectionUpdateSchema, createConnectionUpdateSchema, type JsonSchemaOptions, jsonSchema, type StandardJsonSchemaOptions, type StandardResult, } from "./operations/schema.js";
export { type ValidateOptions, type ValidationResult, validate } from "./operations/validate.js";
/** All issue codes. */
export declare const issueCodes: readonly IssueCode[];
