/**
 * The slim entry. The module is a separate file, which `await init()` fetches and instantiates.
 *
 * @module connection-update/slim
 */
import type { IssueCode } from "./core/core.js";
export * from "./api.js";
/** Source of the module: its address, a response that contains it, its bytes, or the compiled module. */
export type ModuleSource = string | URL | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module;
/**
 * Loads and instantiates the module; call it once before any other function. Concurrent calls share one load. After a
 * failure, the next call tries again.
 *
 * @param source Defaults to `core.wasm` beside this script.
 * @throws {WebAssembly.CompileError} if the bytes are not a WebAssembly module
 * @throws {Error} if the response is not the module, or the request fails
 * @example
 * import { init, validate } from "connection-update/slim";
 *
 * await init();
 * validate({}).ok; // false
 */
export declare function init(source?: ModuleSource): Promise<void>;
/**
 * Returns every issue code.
 *
 * @throws {Error} if `init()` has not finished
 * @example
 * issueCodes().includes("invalid-url"); // true
 */
export declare function issueCodes(): readonly IssueCode[];
