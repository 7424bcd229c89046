/** Ends an exchange when its time limit is reached or the caller's signal is aborted. */

import { followSignal } from "./signal.js";

/** The reason why an exchange was ended. */
export type EndReason = "timeout" | "aborted";

/** The deadline of one exchange. The time limit begins when the deadline is created. */
export class Deadline {
  readonly #controller = new AbortController();
  /** Rejects when the exchange is ended. */
  readonly #endPromise: Promise<never>;
  readonly #unfollow: () => void;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  /** The time at which the time limit is reached, on the clock of `performance`. */
  readonly #endTime: number;
  #endReason: EndReason | undefined;

  constructor(timeoutMs: number, callerSignal: AbortSignal | undefined) {
    this.#endPromise = new Promise((_, reject) => {
      this.signal.addEventListener("abort", () => reject(new Error("the exchange is over")), { once: true });
    });
    // Prevents an unhandled rejection if no task is running when the exchange is ended.
    this.#endPromise.catch(() => {});
    this.#endTime = performance.now() + timeoutMs;
    if (Number.isFinite(timeoutMs)) this.#timer = setTimeout(() => this.#end("timeout"), timeoutMs);
    this.#unfollow = followSignal(callerSignal, () => this.#end("aborted"));
  }

  /**
   * The signal for `fetch`. The caller's signal is not passed: `fetch` refuses a signal of another realm, and some abort reasons
   * break `fetch` in some engines.
   */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The reason why the exchange was ended; `undefined` if it was not ended. */
  get endReason(): EndReason | undefined {
    return this.#endReason;
  }

  /** Returns true if the exchange was ended. Also ends it if its time limit is reached, but a busy event loop delays the timer. */
  hasEnded(): boolean {
    if (performance.now() >= this.#endTime) this.#end("timeout");
    return this.#endReason !== undefined;
  }

  /** Runs a task and returns its result. Rejects as soon as the exchange is ended, even if the task ignores `signal`. */
  race<T>(task: () => Promise<T> | T): Promise<T> {
    if (this.#endReason !== undefined) return this.#endPromise;
    return Promise.race([(async () => task())(), this.#endPromise]);
  }

  /** Clears the timer and the listener on the caller's signal. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#unfollow();
  }

  #end(endReason: EndReason): void {
    if (this.#endReason !== undefined) return;
    this.#endReason = endReason;
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
