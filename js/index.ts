/**
 * The default entry. The WebAssembly module is part of the script, and is instantiated on import.
 *
 * @module connection-update
 */

import type { IssueCode } from "./core/core.js";
import { start } from "./core/instance.js";
import { listIssueCodes } from "./core/templates.js";
import module from "./core.wasm";

// The build replaces the import of `core.wasm` with the module's bytes. The entry for workers keeps the import, because the
// runtime of workers compiles the file.
start(module);

export * from "./api.js";

/** All issue codes. */
export const issueCodes: readonly IssueCode[] = listIssueCodes();
