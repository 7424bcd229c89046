/**
 * The small entry: the module is fetched beside the script, and `await init()` makes it ready.
 *
 * @module connection-update/slim
 */
import type { IssueCode } from "./core/core.js";
export * from "./api.js";
/** Where the module comes from: its address, an answer that carries it, its bytes, or the compiled module. */
export type ModuleSource = string | URL | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module;
/**
 * Makes the verbs ready. Calls that come together share one load; after a failure, the next call tries again.
 *
 * @param source `core.wasm` beside this script unless told
 */
export declare function init(source?: ModuleSource): Promise<void>;
/** Every issue code. Call it after `init()`. */
export declare function issueCodes(): readonly IssueCode[];
