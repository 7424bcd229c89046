/**
 * The default entry. The module is part of the script and is instantiated on import.
 *
 * @module connection-update
 */
import type { IssueCode } from "./core/core.js";
export * from "./api.js";
/** Every issue code. */
export declare const issueCodes: readonly IssueCode[];
