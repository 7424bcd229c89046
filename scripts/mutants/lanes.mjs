// Tests several mutants at a time.

import { setTimeout } from "node:timers/promises";

/** The time after which new outcomes are yielded, in milliseconds. */
const YIELD_INTERVAL_MS = 15_000;

/**
 * Calls `findOutcome` for each item, in `count` lanes. Yields the results from time to time, so that a run that is stopped loses little.
 *
 * @template I, O
 * @param {I[]} items
 * @param {number} count
 * @param {(item: I, lane: number) => Promise<O>} findOutcome
 */
export async function* testInLanes(items, count, findOutcome) {
  const waiting = items.values();
  /** @type {O[]} */
  const outcomes = [];
  const runLane = async (lane) => {
    for (const item of waiting) outcomes.push(await findOutcome(item, lane));
  };
  let hasEnded = false;
  const ended = Promise.all(Array.from({ length: count }, (_, lane) => runLane(lane))).then(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    await Promise.race([ended, setTimeout(YIELD_INTERVAL_MS, undefined, { ref: false })]);
    yield outcomes.splice(0);
  }
}
