// Waiting in tests: for an event, never for a time. What must end is bounded by seconds; what depends on time has its
// clock driven by hand.

import assert from "node:assert/strict";

/** The clock itself, also while a test drives another one. */
const { setTimeout, clearTimeout } = globalThis;

/** Longest time that anything may take, in milliseconds: only what never ends meets it. */
export const LIMIT_MS = 30_000;

/** Returns a promise with the functions that settle it. */
export function deferred() {
  let settle;
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

/** Returns what a promise resolves to; throws if it does not settle within `LIMIT_MS`. */
export async function ends(promise, what = "the call") {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} does not end`)), LIMIT_MS);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Assertions about a page. Each reads the page again until the assertion is true, because a page changes some time after an action.
 * Fails if the assertion is still false after `LIMIT_MS`.
 */
export const eventually = Object.fromEntries(
  ["equal", "notEqual", "deepEqual", "match", "doesNotMatch"].map((name) => [
    name,
    async (read, ...expected) => {
      const start = performance.now();
      for (;;) {
        const actual = await read();
        try {
          return assert[name](actual, ...expected);
        } catch (error) {
          if (performance.now() - start > LIMIT_MS) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  ]),
);

/** Lets everything happen that waits for no timer and no network. */
async function turns() {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Returns true if a promise settles without the help of a timer or the network. */
export async function hasSettled(promise) {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  await turns();
  return settled;
}

/**
 * Replaces `setTimeout` and `Date` by a clock that a test advances. Ends with the test.
 *
 * @param {import("node:test").TestContext} t
 */
export function driveClock(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const driven = globalThis.setTimeout;
  const delays = [];
  let added = deferred();
  globalThis.setTimeout = (work, delay, ...given) => {
    const timer = driven(work, delay, ...given);
    delays.push(delay);
    added.resolve();
    added = deferred();
    return timer;
  };
  return {
    /** Waits until a timer is set, and returns its delay in milliseconds. Returns each timer once, in order. */
    nextDelay: async () => {
      while (delays.length === 0) await ends(added.promise, "waiting for a timer");
      return delays.shift();
    },
    /** Moves the clock on by so many milliseconds. */
    advance: (ms) => t.mock.timers.tick(ms),
  };
}
