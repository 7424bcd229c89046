/**
 * The small entry: the module is fetched beside the script, and `await init()` makes it ready.
 *
 * @packageDocumentation
 */

import type { IssueCode } from "./core.js";
import { isStarted, start } from "./instance.js";
import { issueCodeList } from "./issues.js";

export * from "./api.js";

/** Where the module comes from: its address, an answer that carries it, its bytes, or the compiled module. */
export type ModuleSource = string | URL | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module;

let starting: Promise<void> | undefined;

/**
 * Makes the verbs ready. Calls that come together share one load; after a failure, the next call tries again.
 *
 * @param source `core.wasm` beside this script unless told
 */
export function init(source?: ModuleSource): Promise<void> {
  starting ??= load(source).catch((error: unknown) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

async function load(source: ModuleSource = new URL("./core.wasm", import.meta.url)): Promise<void> {
  if (!isStarted()) start(await compile(source));
}

async function compile(source: ModuleSource): Promise<WebAssembly.Module> {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return WebAssembly.compile(given as BufferSource);
  const response = given instanceof Response ? given : await fetch(given as RequestInfo | URL);
  if (!response.ok) throw new Error(`core.wasm could not be loaded (${response.status})`);
  // Compiling while it streams takes this type alone, without parameters.
  const isWasm = response.headers.get("content-type") === "application/wasm";
  return isWasm ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** Every issue code. Call it after `init()`. */
export function issueCodes(): readonly IssueCode[] {
  return issueCodeList();
}
