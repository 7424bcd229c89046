/**
 * The default entry: the module comes with the script and is ready on import.
 *
 * @module connection-update
 */

import type { IssueCode } from "./core.js";
import module from "./core.wasm";
import { start } from "./instance.js";
import { issueCodeList } from "./issues.js";

// The build puts the module's bytes here, except for workers, where the runtime compiles it as it loads the script.
start(module);

export * from "./api.js";

/** Every issue code. */
export const issueCodes: readonly IssueCode[] = issueCodeList();
