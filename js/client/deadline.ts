/** Ends an exchange when its time limit is reached or the caller's signal is aborted. */

/** The reason why an exchange was ended. */
export type EndReason = "timeout" | "aborted";

/** The deadline of one exchange. The time limit begins when the deadline is created. */
export class Deadline {
  readonly #controller = new AbortController();
  /** Rejects when the exchange is ended. */
  readonly #endPromise: Promise<never>;
  readonly #callerSignal: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onCallerAbort = () => this.#end("aborted");
  #endReason: EndReason | undefined;

  constructor(timeoutMs: number, callerSignal: AbortSignal | undefined) {
    this.#endPromise = new Promise((_, reject) => {
      this.signal.addEventListener("abort", () => reject(new Error("the exchange is over")), { once: true });
    });
    // Prevents an unhandled rejection if no task is running when the exchange is ended.
    this.#endPromise.catch(() => {});
    this.#callerSignal = callerSignal;
    if (callerSignal?.aborted) this.#end("aborted");
    callerSignal?.addEventListener("abort", this.#onCallerAbort, { once: true });
    if (Number.isFinite(timeoutMs)) this.#timer = setTimeout(() => this.#end("timeout"), timeoutMs);
  }

  /** The signal for `fetch`. The caller's signal is not passed, because some abort reasons break `fetch` in some engines. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The reason why the exchange was ended; `undefined` if it was not ended. */
  get endReason(): EndReason | undefined {
    return this.#endReason;
  }

  /** Runs a task and returns its result. Rejects as soon as the exchange is ended, even if the task ignores `signal`. */
  race<T>(task: () => Promise<T> | T): Promise<T> {
    if (this.#endReason !== undefined) return this.#endPromise;
    return Promise.race([(async () => task())(), this.#endPromise]);
  }

  /** Clears the timer and the listener on the caller's signal. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#callerSignal?.removeEventListener("abort", this.#onCallerAbort);
  }

  #end(endReason: EndReason): void {
    if (this.#endReason !== undefined) return;
    this.#endReason = endReason;
    this.stop();
    this.#controller.abort();
  }
}
