/** Notifies the subscribers of a draft. */

/** The listeners of a draft. */
export class Listeners {
  readonly #listeners = new Set<() => void>();
  #isNotifying = false;

  /** Adds a listener. Returns a function that removes it. A listener that is added twice is called twice. */
  add(listener: () => void): () => void {
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Calls all listeners. If a listener edits the draft, calls all listeners again. `getVersion` shows such an edit. */
  notify(getVersion: () => number): void {
    if (this.#listeners.size === 0 || this.#isNotifying) return;
    this.#isNotifying = true;
    try {
      // The limit prevents an endless loop if a listener edits the draft on every call.
      for (let notified = -1, rounds = 0; notified !== getVersion() && rounds < 100; rounds++) {
        notified = getVersion();
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

/** Calls a listener. Reports an error as uncaught, so that the other listeners are still called. */
function callSafely(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
