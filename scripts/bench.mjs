// `npm run bench`: how fast the package is, beside what a front end would otherwise use, in one process.
//
// Contenders take turns, round by round, so that a slow moment of the machine meets them all; medians are compared.
// `npm run -s bench -- --json` prints one object `{ case: { size: { contender: medianNanoseconds } } }`.

import { existsSync } from "node:fs";
import { argv } from "node:process";
import { main, root } from "./run.mjs";
import { setup } from "./setup.mjs";

const ROUNDS = 15;
/** How long one turn of one contender lasts at least. */
const TURN_NS = 8e6;
/** How long each contender runs before anything counts: engines compile what runs often, some of it late. */
const WARM_UP_NS = 1e8;
const BASELINE = "connection-update";

await main(async () => {
  await setup({ tests: true });
  if (!existsSync(`${root}/pkg/index.js`)) throw new Error("There is nothing to measure: run `npm run build` first.");
  const { contenders } = await import("../tests/bench/contenders.mjs");
  const { SIZES, sound, withTenErrors } = await import("../tests/bench/bodies.mjs");
  const results = {};
  for (const [kind, make, expected] of [
    ["valid", sound, true],
    ["10-errors", withTenErrors, false],
  ]) {
    for (const size of Object.keys(SIZES)) {
      const body = make(size);
      const text = JSON.stringify(body);
      const ofValue = Object.fromEntries(
        Object.entries(contenders).map(([name, { value }]) => [name, () => value(body)]),
      );
      const ofText = Object.fromEntries(
        Object.entries(contenders).map(([name, { text: own, value }]) => [
          name,
          own === undefined ? () => value(JSON.parse(text)) : () => own(text),
        ]),
      );
      for (const [name, run] of [...Object.entries(ofValue), ...Object.entries(ofText)]) {
        if (run() !== expected) throw new Error(`${name} gives another verdict on ${kind} ${size}.`);
      }
      ofText["JSON.parse"] = () => JSON.parse(text);
      for (const [form, runs] of [
        ["json", ofText],
        ["value", ofValue],
      ]) {
        results[`${form}-${kind}`] ??= {};
        results[`${form}-${kind}`][size] = measure(runs);
      }
    }
  }
  const { operations } = await import("../tests/bench/operations.mjs");
  const { drafts } = await import("../tests/bench/drafts.mjs");
  for (const [name, runsOf] of Object.entries({ ...operations, ...drafts })) {
    results[name] = Object.fromEntries(Object.keys(SIZES).map((size) => [size, measure(runsOf(size))]));
  }
  if (argv.includes("--json")) console.log(JSON.stringify(results));
  else print(results);
});

/** The median time of each run, in nanoseconds. */
function measure(runs) {
  const turns = Object.entries(runs).map(([name, run]) => ({ name, run, count: calibrate(run), times: [] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const turn of turns) turn.times.push(time(turn.run, turn.count) / turn.count);
  }
  const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  return Object.fromEntries(turns.map(({ name, times }) => [name, Math.round(median(times))]));
}

function time(run, count) {
  const start = process.hrtime.bigint();
  for (let n = 0; n < count; n++) run();
  return Number(process.hrtime.bigint() - start);
}

/** How many calls fill a turn, after a warm-up. */
function calibrate(run) {
  for (let warm = 0; warm < WARM_UP_NS; ) warm += time(run, 1);
  let count = 1;
  while (time(run, count) < TURN_NS) count *= 2;
  return count;
}

function print(results) {
  for (const [name, sizes] of Object.entries(results)) {
    console.log(`\n${name}: median, and how many times that of ${BASELINE}`);
    for (const [size, medians] of Object.entries(sizes)) {
      const baseline = medians[BASELINE];
      const cells = Object.entries(medians)
        .sort(([, a], [, b]) => a - b)
        .map(([contender, ns]) => `${contender} ${(ns / 1000).toFixed(1)} µs (${(ns / baseline).toFixed(2)}×)`);
      console.log(`  ${size}: ${cells.join(" · ")}`);
    }
  }
}
