/** The one instance of the module: takes its bytes or compiled form once, gives its memory to those who write into it. */

import { initSync, type SyncInitInput } from "./core.js";

let started: WebAssembly.Memory | undefined;

/** Instantiates the module, once; later calls do nothing. */
export function start(module: SyncInitInput): void {
  started ??= initSync({ module }).memory;
}

/** Whether the verbs can be called. */
export function isStarted(): boolean {
  return started !== undefined;
}

/** The memory of the instance. Views of it are good until the next call only: growth detaches them. */
export function memory(): WebAssembly.Memory {
  if (started === undefined) {
    throw new Error("connection-update/slim is not ready: await init() before any other call");
  }
  return started;
}
