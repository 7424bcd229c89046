/**
 * The slim entry. The WebAssembly module is a separate file, which `await init()` fetches and instantiates.
 *
 * @module connection-update/slim
 */
import type { IssueCode } from "./core/core.js";
export * from "./api.js";
/** A source of the WebAssembly module: its address, a response that contains it, its bytes, or the compiled module. */
export type ModuleSource = string | URL | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module;
/**
 * Loads and instantiates the WebAssembly module. Await it before you call any other function.
 *
 * Later calls return the same promise. After a failure, the next call tries again.
 *
 * @param source the module; defaults to `core.wasm` in the directory of this script
 * @throws {WebAssembly.CompileError} if the bytes are not a WebAssembly module
 * @throws {Error} if the request fails, or the response is not the module
 * @example
 * import { init, validate } from "connection-update/slim";
 *
 * await init();
 * validate({}).ok; // false
 */
export declare function init(source?: ModuleSource): Promise<void>;
/**
 * Returns all issue codes.
 *
 * @throws {Error} if `init()` has not finished
 * @example
 * issueCodes().includes("invalid-url"); // true
 */
export declare function issueCodes(): readonly IssueCode[];
