// The number of random inputs of the property tests. `RUNS=all` multiplies it by 10; `RUNS=few` divides it by 20, for runs with mutants.

import assert from "node:assert/strict";

/**
 * Returns the options of a property test.
 *
 * @param {number} usual the number of inputs without `RUNS`
 */
export function runs(usual) {
  const factor = { all: 10, few: 1 / 20 }[process.env.RUNS] ?? 1;
  return { numRuns: Math.max(Math.round(usual * factor), 5), includeErrorInReport: true };
}

/** Asserts that a property test has met each kind of case more than `least` times. With few inputs, it cannot. */
export function assertOften(counts, least) {
  if (process.env.RUNS === "few") return;
  for (const [kind, count] of Object.entries(counts)) assert.ok(count > least, `${kind}: ${count}`);
}
