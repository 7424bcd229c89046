/** Ends an exchange at its time limit or when the caller's signal is aborted, whichever comes first. */

/** The reason that an exchange was ended. */
export type Ending = "timeout" | "aborted";

/** The deadline of one exchange. */
export class Deadline {
  readonly #controller = new AbortController();
  /** Rejects when the exchange is ended. */
  readonly #ended: Promise<never>;
  readonly #caller: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #abort = () => this.#end("aborted");
  #ending: Ending | undefined;

  constructor(timeoutMs: number, caller: AbortSignal | undefined) {
    this.#ended = new Promise((_, reject) => {
      this.signal.addEventListener("abort", () => reject(new Error("the exchange is over")), { once: true });
    });
    // Prevents an unhandled rejection when nothing is awaiting it.
    this.#ended.catch(() => {});
    this.#caller = caller;
    if (caller?.aborted) this.#end("aborted");
    caller?.addEventListener("abort", this.#abort, { once: true });
    if (Number.isFinite(timeoutMs)) this.#timer = setTimeout(() => this.#end("timeout"), timeoutMs);
  }

  /** The signal for `fetch`. It is not the caller's, because some abort reasons break `fetch` in some engines. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The reason that the exchange was ended; `undefined` if it was not. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Returns the result of a task; rejects as soon as the exchange is ended, even if the task ignores the signal. */
  race<T>(task: () => Promise<T> | T): Promise<T> {
    if (this.#ending !== undefined) return this.#ended;
    return Promise.race([(async () => task())(), this.#ended]);
  }

  /** Releases the timer and the caller's signal. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener("abort", this.#abort);
  }

  #end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.stop();
    this.#controller.abort();
  }
}
