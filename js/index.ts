/**
 * The default entry. The WebAssembly module is part of the script, and is instantiated on import.
 *
 * @module connection-update
 */

import type { IssueCode } from "./core/core.js";
import { start } from "./core/instance.js";
import { listIssueCodes } from "./core/templates.js";

export * from "./api.js";

// The build replaces this import with the module's bytes. It is the last one, so that the bytes are at the end of the script.
// The entry for workers keeps the import, because the runtime of workers compiles the file.
import module from "./core.wasm";

start(module);

/** All issue codes. */
export const issueCodes: readonly IssueCode[] = /* @__PURE__ */ listIssueCodes();
