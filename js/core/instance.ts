/**
 * Manages the single instance of the WebAssembly module. It is created from bytes or a compiled module. It is replaced after a
 * trap (an error that stops the module in the middle of a call).
 */

import { __wbg_reset_state, initSync, type SyncInitInput } from "./core.js";

/** The memory of the instance; `undefined` before `start`. */
let instanceMemory: WebAssembly.Memory | undefined;

/** True after a trap stopped a call in the middle. The state of the instance is then unreliable. */
let hasTrapped = false;

/** The issue code that describes the last trap. */
let trapCode: "internal" | "out-of-memory" = "internal";

/** Returns the issue code that describes the last trap: `out-of-memory`, or `internal` for a defect of this package. */
export function getTrapCode(): "internal" | "out-of-memory" {
  return trapCode;
}

/** Instantiates the module. Later calls do nothing. */
export function start(module: SyncInitInput): void {
  instanceMemory ??= initSync({ module }).memory;
}

/** Returns true if the module is instantiated. */
export function isStarted(): boolean {
  return instanceMemory !== undefined;
}

/**
 * Returns the memory of the instance. The next call into the module can grow the memory, so that earlier views become unusable.
 *
 * @throws {Error} if the module is not instantiated
 */
export function getMemory(): WebAssembly.Memory {
  if (instanceMemory === undefined) {
    throw new Error("connection-update/slim is not ready: await init() before any other call");
  }
  return instanceMemory;
}

/**
 * Runs `work`, which calls into the instance, and returns its result. If `work` traps, creates a new instance and returns the
 * result of `onTrap`.
 */
export function runOnInstance<T>(work: () => T, onTrap: () => T): T {
  getMemory();
  try {
    return runRecordingTrap(work);
  } catch (error) {
    if (!hasTrapped) throw error;
    return runRecordingTrap(onTrap);
  }
}

function runRecordingTrap<T>(work: () => T): T {
  // Directly after a trap, the stack may still be full. So the instance is replaced here, before the next call.
  if (hasTrapped) restart();
  try {
    return work();
  } catch (error) {
    if (!hasTrapped && isTrap(error)) {
      hasTrapped = true;
      trapCode = isMemoryExhausted() ? "out-of-memory" : "internal";
    }
    throw error;
  }
}

/** Size of a page of WebAssembly memory. */
const PAGE_BYTES = 65_536;

function restart(): void {
  __wbg_reset_state();
  // `__wbg_reset_state` has already created the new instance. This call returns the memory of that instance.
  instanceMemory = initSync(undefined as unknown as SyncInitInput).memory;
  hasTrapped = false;
}

/**
 * Returns true if the memory of the instance cannot grow to four times its size. A failed allocation stops the module, and no
 * allocation is larger than three times the memory. The memory is not used afterwards, because the instance is replaced.
 */
function isMemoryExhausted(): boolean {
  const memory = getMemory();
  try {
    memory.grow((3 * memory.buffer.byteLength) / PAGE_BYTES);
    return false;
  } catch {
    return true;
  }
}

/** Returns true if an error is a trap. Engines report a stack overflow as different classes of error. */
function isTrap(error: unknown): boolean {
  return (
    error instanceof WebAssembly.RuntimeError ||
    error instanceof RangeError ||
    (error instanceof Error && error.name === "InternalError")
  );
}
