/** Runs the saves of a draft one after the other. */

import { Deadline } from "../client/deadline.js";
import { createAbortError } from "../client/exchange.js";
import type { SaveResult } from "../client/results.js";

/** The saves of a draft that are running or waiting. */
export class SaveQueue {
  /** Settles when the last save in the queue has ended; `undefined` if there is none. */
  #last: Promise<void> | undefined;

  get isBusy(): boolean {
    return this.#last !== undefined;
  }

  /**
   * Runs a save after all earlier ones. If the signal is aborted before its turn, returns the error at once; `save` itself then
   * finds the signal aborted and sends nothing.
   */
  async run(save: () => Promise<SaveResult>, signal: AbortSignal | undefined): Promise<SaveResult> {
    const earlier = this.#last;
    const saving = earlier === undefined ? save() : earlier.then(save);
    const end = () => {
      if (this.#last === ended) this.#last = undefined;
    };
    const ended: Promise<void> = saving.then(end, end);
    this.#last = ended;
    if (earlier !== undefined) {
      const turn = new Deadline(Number.POSITIVE_INFINITY, signal);
      try {
        await turn.race(() => earlier);
      } catch {
        return { ok: false, error: createAbortError(signal) };
      } finally {
        turn.stop();
      }
    }
    return saving;
  }
}
