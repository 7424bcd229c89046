/** Holds the one instance of the module: instantiates it from bytes or a compiled module, and again after a trap. */

import { __wbg_reset_state, initSync, type SyncInitInput } from "./core.js";

/** The memory of the instance; `undefined` until it is started. */
let started: WebAssembly.Memory | undefined;

/** True if a call has trapped, so that the state of the instance cannot be trusted. */
let isBroken = false;

/** Instantiates the module. Later calls do nothing. */
export function start(module: SyncInitInput): void {
  started ??= initSync({ module }).memory;
}

/** Returns true if the module is instantiated. */
export function isStarted(): boolean {
  return started !== undefined;
}

/**
 * Returns the memory of the instance. Views of it are valid until the next call only, because growth detaches them.
 *
 * @throws {Error} if the module is not instantiated
 */
export function memory(): WebAssembly.Memory {
  if (started === undefined) {
    throw new Error("connection-update/slim is not ready: await init() before any other call");
  }
  return started;
}

/** Runs `work` with the instance. If it traps, starts a fresh instance and returns the result of `onTrap` instead. */
export function withInstance<T>(work: () => T, onTrap: () => T): T {
  memory();
  try {
    return runAndMarkTrap(work);
  } catch (error) {
    if (!isBroken) throw error;
    return runAndMarkTrap(onTrap);
  }
}

function runAndMarkTrap<T>(work: () => T): T {
  // Restarted here and not after the trap, because there the stack may be full.
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
  // The module is compiled already: this call only returns the memory of the new instance.
  started = initSync(undefined as unknown as SyncInitInput).memory;
  isBroken = false;
}

/** Returns true if an error stopped the instance in the middle of a call. Engines name a full stack differently. */
function isTrap(error: unknown): boolean {
  return (
    error instanceof WebAssembly.RuntimeError ||
    error instanceof RangeError ||
    (error instanceof Error && error.name === "InternalError")
  );
}
