/**
 * The entry for pages that only validate. It contains a smaller WebAssembly module, which is instantiated on import. Its functions
 * return the same as those of the default entry.
 *
 * @module connection-update/validate
 */

import type { IssueCode } from "./core/core.js";
import { start } from "./core/instance.js";
import { listIssueCodes } from "./core/templates.js";
import module from "./core.wasm";

// The build replaces this import as in the default entry, with the module that only validates.
start(module);

export type { Immutable } from "./core/immutable.js";
export type { CommonOptions, Rules } from "./core/options.js";
export type { PathLike } from "./core/path.js";
export type * from "./core/types.js";
export {
  type ConnectionUpdateSchema,
  connectionUpdateSchema,
  createConnectionUpdateSchema,
  type JsonSchemaOptions,
  jsonSchema,
  type StandardJsonSchemaOptions,
  type StandardResult,
} from "./operations/schema.js";
export { type ValidateOptions, type ValidationResult, validate } from "./operations/validate.js";

/** All issue codes. */
export const issueCodes: readonly IssueCode[] = listIssueCodes();
