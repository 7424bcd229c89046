/** The end of an exchange: takes a time limit and a caller's signal, ends every step of the exchange when either comes. */

/** Why an exchange ended before its time. */
export type Ending = "timeout" | "aborted";

export class Deadline {
  readonly #controller = new AbortController();
  readonly #over: Promise<never>;
  readonly #caller: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #abort = () => this.#end("aborted");
  #ending: Ending | undefined;

  constructor(timeoutMs: number, caller: AbortSignal | undefined) {
    this.#over = new Promise((_, reject) => {
      this.signal.addEventListener("abort", () => reject(new Error("the exchange is over")), { once: true });
    });
    // Whoever waits hears of it; that nobody waits is no failure.
    this.#over.catch(() => {});
    this.#caller = caller;
    if (caller?.aborted) this.#end("aborted");
    caller?.addEventListener("abort", this.#abort, { once: true });
    if (Number.isFinite(timeoutMs)) this.#timer = setTimeout(() => this.#end("timeout"), timeoutMs);
  }

  /** For `fetch`. The caller's own is not passed on: engines stumble over some reasons. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the exchange is over; `undefined` while it is not. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** What a step gives, or a rejection as soon as the exchange is over: a step need not heed the signal. */
  race<T>(step: () => Promise<T> | T): Promise<T> {
    if (this.#ending !== undefined) return this.#over;
    return Promise.race([(async () => step())(), this.#over]);
  }

  /** Forgets the timer and the caller's signal. */
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
