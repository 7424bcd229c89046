/**
 * The default entry: the module is part of the script and ready on import.
 *
 * @packageDocumentation
 */

import type { IssueCode } from "./core.js";
import bytes from "./core.wasm";
import { start } from "./instance.js";
import { issueCodeList } from "./issues.js";

start(bytes as unknown as Uint8Array<ArrayBuffer>);

export * from "./api.js";

/** Every issue code. */
export const issueCodes: readonly IssueCode[] = issueCodeList();
