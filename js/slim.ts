/**
 * The small entry: the module is fetched beside the script, and `await init()` makes it ready.
 *
 * @module connection-update/slim
 */

import type { IssueCode } from "./core/core.js";
import { isStarted, memory, start } from "./core/instance.js";
import { issueCodeList } from "./core/issues.js";

export * from "./api.js";

/** Where the module comes from: its address, an answer that carries it, its bytes, or the compiled module. */
export type ModuleSource = string | URL | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module;

/** What this script asks of Node. Bundlers look at imports alone, so that nothing of it reaches a browser. */
const nodeProcess = (globalThis as { process?: NodeProcess }).process;

interface NodeProcess {
  getBuiltinModule?(name: "node:fs/promises"): { readFile(url: URL): Promise<BufferSource> };
}

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

async function load(source?: ModuleSource): Promise<void> {
  if (!isStarted()) start(await compile(source ?? new URL("./core.wasm", import.meta.url)));
}

async function compile(source: ModuleSource): Promise<WebAssembly.Module> {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return WebAssembly.compile(given as BufferSource);
  const file = await localFile(given);
  if (file !== undefined) return WebAssembly.compile(file);
  const response = given instanceof Response ? given : await fetch(given as RequestInfo | URL);
  if (!response.ok) throw notTheModule(response, `the answer is ${response.status}`);
  // Compiling while it streams takes this type alone, without parameters.
  const type = response.headers.get("content-type");
  if (type === "application/wasm") return WebAssembly.compileStreaming(response);
  // Servers of applications answer with their page where a file is missing.
  if (type?.startsWith("text/html")) throw notTheModule(response, "the answer is a page");
  return WebAssembly.compile(await response.arrayBuffer());
}

function notTheModule({ url }: Response, reason: string): Error {
  return new Error(`core.wasm is not at ${url}: ${reason}. Give init() its address.`);
}

/** The bytes of a file that Node, which cannot fetch files, is asked for. */
async function localFile(source: unknown): Promise<BufferSource | undefined> {
  const address = String(source);
  if (!address.startsWith("file:")) return undefined;
  return nodeProcess?.getBuiltinModule?.("node:fs/promises").readFile(new URL(address));
}

/** Every issue code. Call it after `init()`. */
export function issueCodes(): readonly IssueCode[] {
  memory();
  return issueCodeList();
}
