/**
 * The default entry. The WebAssembly module is part of the script, and is instantiated on import.
 *
 * @module connection-update
 */
import type { IssueCode } from "./core/core.js";
export * from "./api.js";
/** All issue codes. */
export declare const issueCodes: readonly IssueCode[];
