// `npm run bench`: compares the speed of the package with other libraries, in one process.
//
// The libraries take turns, round by round, so that a slow moment of the machine affects all of them. Medians are compared.
// `npm run -s bench -- --json` prints one object `{ case: { size: { library: medianNanoseconds } } }`.
// `npm run bench -- frames` measures typing into the console alone, in Chromium. Without a name, it comes last, if there is a
// Chromium. In JSON, its cases are `{ case: { environments: { frames, median, p95, perKey } } }`, in nanoseconds too.

import { existsSync } from "node:fs";
import { argv } from "node:process";
import { main, root } from "./run.mjs";
import { setup } from "./setup.mjs";
import { chromium } from "./toolchain.mjs";

const ROUNDS = 15;
/** Minimum duration of one turn, in nanoseconds. */
const TURN_NS = 8e6;
/** Duration of the warm-up, in nanoseconds: engines compile hot code, some of it late. */
const WARM_UP_NS = 1e8;
const BASELINE = "connection-update";

await main(async () => {
  await setup({ tests: true });
  if (!existsSync(`${root}/pkg/index.js`)) throw new Error("There is nothing to measure: run `npm run build` first.");
  const cases = argv.slice(2).filter((argument) => argument !== "--json");
  const unknown = cases.find((name) => name !== "frames");
  if (unknown !== undefined) throw new Error(`There is no case \`${unknown}\`: name frames, or none for all.`);
  const results = cases.length === 0 ? await measureAll() : {};
  const frames = await framesIn(chromium(), cases.length > 0);
  if (argv.includes("--json")) console.log(JSON.stringify({ ...results, ...frames }));
  else {
    print(results);
    printFrames(frames);
  }
});

/** Measures the page in a browser. Without one, throws if the case was named, otherwise returns nothing. */
async function framesIn(browser, isNamed) {
  if (browser === undefined) {
    const sentence = "The frames of the console need Chromium: install it, or run `npm run setup`.";
    if (isNamed) throw new Error(sentence);
    console.error(sentence);
    return {};
  }
  const { measureFrames } = await import("../tests/bench/frames.mjs");
  return measureFrames();
}

/** Measures every library in this process, at every size. */
async function measureAll() {
  const { validators } = await import("../tests/bench/competitors.mjs");
  const { SIZES, sound, withTenErrors } = await import("../tests/bench/bodies.mjs");
  const results = {};
  for (const [bodies, make, expected] of [
    ["valid", sound, true],
    ["10-errors", withTenErrors, false],
  ]) {
    for (const size of Object.keys(SIZES)) {
      const body = make(size);
      const text = JSON.stringify(body);
      const ofValue = Object.fromEntries(
        Object.entries(validators).map(([name, { value }]) => [name, () => value(body)]),
      );
      const ofText = Object.fromEntries(
        Object.entries(validators).map(([name, { text: own, value }]) => [
          name,
          own === undefined ? () => value(JSON.parse(text)) : () => own(text),
        ]),
      );
      for (const [name, run] of [...Object.entries(ofValue), ...Object.entries(ofText)]) {
        if (run() !== expected) throw new Error(`${name} gives another verdict on ${bodies} ${size}.`);
      }
      ofText["JSON.parse"] = () => JSON.parse(text);
      for (const [form, runs] of [
        ["json", ofText],
        ["value", ofValue],
      ]) {
        results[`${form}-${bodies}`] ??= {};
        results[`${form}-${bodies}`][size] = measure(runs);
      }
    }
  }
  const { operations } = await import("../tests/bench/operations.mjs");
  const { drafts } = await import("../tests/bench/drafts.mjs");
  for (const [name, runsOf] of Object.entries({ ...operations, ...drafts })) {
    results[name] = Object.fromEntries(Object.keys(SIZES).map((size) => [size, measure(runsOf(size))]));
  }
  return results;
}

/** Returns the median time of each run, in nanoseconds. */
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

/** Returns the number of calls that fill a turn, after a warm-up. */
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
        .map(([library, ns]) => `${library} ${(ns / 1000).toFixed(1)} µs (${(ns / baseline).toFixed(2)}×)`);
      console.log(`  ${size}: ${cells.join(" · ")}`);
    }
  }
}

/** Prints how long scripts ran, and how many times as long as in the smallest connection. */
function printFrames(results) {
  const ms = (ns) => `${(ns / 1e6).toFixed(2)} ms`;
  for (const [name, sizes] of Object.entries(results)) {
    console.log(`\n${name}: scripts per frame and per key, and how many times those of the fewest environments`);
    const [baseline] = Object.values(sizes);
    for (const [size, { frames, median, p95, perKey }] of Object.entries(sizes)) {
      const cell = (label, key, value) => `${label} ${ms(value)} (${(value / baseline[key]).toFixed(2)}×)`;
      const cells = [
        cell("median", "median", median),
        cell("95 of 100 under", "p95", p95),
        cell("per key", "perKey", perKey),
      ];
      console.log(`  ${Number(size).toLocaleString("en")} environments: ${cells.join(" · ")} · ${frames} frames`);
    }
  }
}
