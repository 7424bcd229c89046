/** The one instance of the module: takes its bytes or compiled form once, and starts it anew should it ever trap. */

import { __wbg_reset_state, initSync, type SyncInitInput } from "./core.js";

let started: WebAssembly.Memory | undefined;

/** Whether a call has trapped, so that nothing in the instance can be trusted. */
let isBroken = false;

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

/**
 * Does a piece of work with the instance. Should it trap, the next piece finds a fresh instance, and this one gives
 * what `onTrap` does with that.
 */
export function attempt<T>(work: () => T, onTrap: () => T): T {
  memory();
  try {
    return guarded(work);
  } catch (error) {
    if (!isBroken) throw error;
    return guarded(onTrap);
  }
}

function guarded<T>(work: () => T): T {
  // Started anew here rather than where it trapped: there, the stack may have been full.
  if (isBroken) restart();
  try {
    return work();
  } catch (error) {
    isBroken ||= isTrap(error);
    throw error;
  }
}

function restart(): void {
  __wbg_reset_state();
  // The module is there already, so that this only tells where the memory of the new instance is.
  started = initSync(undefined as unknown as SyncInitInput).memory;
  isBroken = false;
}

/** Whether an error ended the instance in the middle of its work; engines name a full stack differently. */
function isTrap(error: unknown): boolean {
  return (
    error instanceof WebAssembly.RuntimeError ||
    error instanceof RangeError ||
    (error instanceof Error && error.name === "InternalError")
  );
}
