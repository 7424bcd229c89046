/** Runs the saves of a draft one after the other. */

import { Deadline } from "../client/deadline.js";
import type { ConnectError } from "../client/errors.js";
import { createAbortError } from "../client/exchange.js";
import type { SaveResult } from "../client/results.js";
import type { DraftConflict } from "./types.js";

/** The error of a failed save of a draft. Its issues point into the value of the draft, and its conflicts can be resolved. */
export type DraftSaveError = ConnectError & { readonly conflicts?: DraftConflict[] };

/** The saved connection, or an error. */
export type DraftSaveResult = Extract<SaveResult, { ok: true }> | { ok: false; error: DraftSaveError };

/** The saves of a draft that are running or waiting. */
export class SaveQueue {
  /** Settles when the last save in the queue has ended; `undefined` if the queue is empty. */
  #lastSave: Promise<void> | undefined;

  get isBusy(): boolean {
    return this.#lastSave !== undefined;
  }

  /**
   * Calls `save` after all earlier saves have ended. If the signal is aborted while earlier saves run, returns the error at
   * once. `save` is still called later, but sends nothing, because the signal is aborted.
   */
  async run(save: () => Promise<DraftSaveResult>, signal: AbortSignal | undefined): Promise<DraftSaveResult> {
    const earlier = this.#lastSave;
    const saving = earlier === undefined ? save() : earlier.then(save);
    const onEnd = () => {
      if (this.#lastSave === ended) this.#lastSave = undefined;
    };
    const ended: Promise<void> = saving.then(onEnd, onEnd);
    this.#lastSave = ended;
    if (earlier !== undefined) {
      const turn = new Deadline(Number.POSITIVE_INFINITY, signal);
      try {
        await turn.race(() => earlier);
      } catch {
        return { ok: false, error: createAbortError(signal) as DraftSaveError };
      } finally {
        turn.stop();
      }
    }
    return saving;
  }
}
