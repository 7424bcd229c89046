/**
 * The default entry: the module comes with the script and is ready on import.
 *
 * @module connection-update
 */

import type { IssueCode } from "./core/core.js";
import { start } from "./core/instance.js";
import { issueCodeList } from "./core/issues.js";
import module from "./core.wasm";

// The build puts the module's bytes here, except for workers, where the runtime compiles it as it loads the script.
start(module);

export * from "./api.js";

/** Every issue code. */
export const issueCodes: readonly IssueCode[] = issueCodeList();
