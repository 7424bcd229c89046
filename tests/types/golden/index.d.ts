/**
 * The default entry: the module comes with the script and is ready on import.
 *
 * @module connection-update
 */
import type { IssueCode } from "./core/core.js";
export * from "./api.js";
/** Every issue code. */
export declare const issueCodes: readonly IssueCode[];
