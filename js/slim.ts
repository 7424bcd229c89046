/**
 * The slim entry. The WebAssembly module is a separate file, which `await init()` fetches and instantiates.
 *
 * @module connection-update/slim
 */

import type { IssueCode } from "./core/core.js";
import { getMemory, start } from "./core/instance.js";
import { listIssueCodes } from "./core/templates.js";

export * from "./api.js";

/** A source of the WebAssembly module: its address, a response that contains it, its bytes, or the compiled module. */
export type ModuleSource = string | URL | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module;

/** Node's `process`, if it exists. It gives access to `node:fs`. An import of `node:fs` would break bundles for browsers. */
const nodeProcess = (globalThis as { process?: NodeProcess }).process;

interface NodeProcess {
  getBuiltinModule?(name: "node:fs/promises"): { readFile(url: URL): Promise<BufferSource> };
}

/** The promise of the start of the module; `undefined` before the first start and after a failed start. */
let startPromise: Promise<void> | undefined;

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
export function init(source?: ModuleSource): Promise<void> {
  startPromise ??= load(source).catch((error: unknown) => {
    startPromise = undefined;
    throw error;
  });
  return startPromise;
}

async function load(source?: ModuleSource): Promise<void> {
  start(await compile(source ?? new URL("./core.wasm", import.meta.url)));
}

async function compile(source: ModuleSource): Promise<WebAssembly.Module> {
  const resolved = await source;
  if (resolved instanceof WebAssembly.Module) return resolved;
  if (resolved instanceof ArrayBuffer) return WebAssembly.compile(resolved);
  if (ArrayBuffer.isView(resolved)) {
    // Node 20 compiles no `DataView`.
    const { buffer, byteOffset, byteLength } = resolved;
    return WebAssembly.compile(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
  }
  const file = await readLocalFile(resolved);
  if (file !== undefined) return WebAssembly.compile(file);
  const response = resolved instanceof Response ? resolved : await fetch(resolved as RequestInfo | URL);
  if (!response.ok) throw createLoadError(response, `the response is ${response.status}`);
  // `compileStreaming` accepts only this content type, without parameters.
  const type = response.headers.get("content-type");
  if (type === "application/wasm") return WebAssembly.compileStreaming(response);
  // The server of a single-page application returns the page of the application if a file is missing.
  if (type?.startsWith("text/html")) throw createLoadError(response, "the response is a page");
  return WebAssembly.compile(await response.arrayBuffer());
}

function createLoadError({ url }: Response, reason: string): Error {
  return new Error(`core.wasm is not at ${url}: ${reason}. Pass its address to init().`);
}

/** Reads the file at a `file:` address in Node, because `fetch` cannot. Returns `undefined` for other addresses. */
async function readLocalFile(source: unknown): Promise<BufferSource | undefined> {
  const address = String(source);
  if (!address.startsWith("file:")) return undefined;
  return nodeProcess?.getBuiltinModule?.("node:fs/promises").readFile(new URL(address));
}

/**
 * Returns all issue codes.
 *
 * @throws {Error} if `init()` has not finished
 * @example
 * issueCodes().includes("invalid-url"); // true
 */
export function issueCodes(): readonly IssueCode[] {
  getMemory();
  return listIssueCodes();
}
