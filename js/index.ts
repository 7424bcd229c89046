/**
 * The default entry. The module is part of the script and is instantiated on import.
 *
 * @module connection-update
 */

import type { IssueCode } from "./core/core.js";
import { start } from "./core/instance.js";
import { listIssueCodes } from "./core/issues.js";
import module from "./core.wasm";

// The build replaces this import with the module's bytes; in the entry for workers, the runtime compiles `core.wasm`.
start(module);

export * from "./api.js";

/** Every issue code. */
export const issueCodes: readonly IssueCode[] = listIssueCodes();
