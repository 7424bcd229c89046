/** Notifies the subscribers of a draft. */

/** The listeners of a draft. */
export class Listeners {
  readonly #listeners = new Set<() => void>();
  #isNotifying = false;

  /** Adds a listener; returns a function that removes it. A listener that is added twice is called twice. */
  add(listener: () => void): () => void {
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Calls all listeners, and again after a listener has edited the draft in turn, which `versionOf` shows. */
  notify(versionOf: () => number): void {
    if (this.#listeners.size === 0 || this.#isNotifying) return;
    this.#isNotifying = true;
    try {
      // The limit ends listeners that edit forever.
      for (let notified = -1, rounds = 0; notified !== versionOf() && rounds < 100; rounds++) {
        notified = versionOf();
        for (const listener of [...this.#listeners]) callSafely(listener);
      }
    } finally {
      this.#isNotifying = false;
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}

/** Calls a listener. An error is reported as uncaught, so that it does not prevent the call of the other listeners. */
function callSafely(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
