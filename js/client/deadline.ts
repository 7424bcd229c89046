/** Ends an exchange at its time limit or when the caller's signal is aborted, whichever comes first. */

/** The reason that an exchange was ended. */
export type EndReason = "timeout" | "aborted";

/** The deadline of one exchange. */
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
    // Prevents an unhandled rejection when nothing is awaiting it.
    this.#endPromise.catch(() => {});
    this.#callerSignal = callerSignal;
    if (callerSignal?.aborted) this.#end("aborted");
    callerSignal?.addEventListener("abort", this.#onCallerAbort, { once: true });
    if (Number.isFinite(timeoutMs)) this.#timer = setTimeout(() => this.#end("timeout"), timeoutMs);
  }

  /** The signal for `fetch`. It is not the caller's, because some abort reasons break `fetch` in some engines. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The reason that the exchange was ended; `undefined` if it was not. */
  get endReason(): EndReason | undefined {
    return this.#endReason;
  }

  /** Returns the result of a task; rejects as soon as the exchange is ended, even if the task ignores the signal. */
  race<T>(task: () => Promise<T> | T): Promise<T> {
    if (this.#endReason !== undefined) return this.#endPromise;
    return Promise.race([(async () => task())(), this.#endPromise]);
  }

  /** Releases the timer and the caller's signal. */
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
