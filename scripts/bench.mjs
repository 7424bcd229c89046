// `npm run bench`: compares the speed of the package with other libraries, in one process except for the case `cold-start`.
//
// All libraries run in every round, so that a slow moment of the machine affects all of them. Medians are compared.
// `npm run -s bench -- --json` prints one object `{ case: { size: { library: medianNanoseconds } } }`.
// `npm run bench -- frames` measures only the case `frames`: typing into the console, in Chromium. `npm run bench` measures
// this case last, and skips it if Chromium is missing. The JSON of this case is
// `{ case: { environments: { frames, median, p95, perKey } } }`: a number of frames, and three times in nanoseconds.
// `npm run bench -- cold` measures only the case `cold-start`: the time from an import to the first verdict, in Node and, if it
// is installed, in Chromium. Its sizes in the JSON are `node` and `chromium`.
// `npm run bench -- --charts` measures all cases except `frames`, records the medians in docs/images, draws them, and writes their
// figures into README.md.
// `npm run bench -- --scale` measures only how time and memory of each operation grow with the size of the inputs.

import { existsSync } from "node:fs";
import { argv } from "node:process";
import { main, root, run } from "./run.mjs";
import { setup } from "./setup.mjs";
import { findChromium } from "./toolchain.mjs";

const ROUNDS = 15;
/** Minimum duration of one turn, in nanoseconds. A turn measures repeated calls of one library. */
const MIN_TURN_NS = 8e6;
/** Minimum duration of the warm-up, in nanoseconds. Engines optimize code only after many calls. */
const WARM_UP_NS = 1e8;
/** The library of the printed ratios: each time is divided by the time of this library. */
const BASELINE_LIBRARY = "connection-update";
/** The cases that can be measured alone. */
const SEPARATE_CASES = ["cold", "frames"];

await main(async () => {
  await setup({ tests: true });
  if (!existsSync(`${root}/pkg/index.js`)) throw new Error("There is nothing to measure: run `npm run build` first.");
  if (argv.includes("--scale")) return printScale(await measureScale());
  const drawsCharts = argv.includes("--charts");
  const cases = drawsCharts ? ["cold"] : argv.slice(2).filter((argument) => argument !== "--json");
  const unknown = cases.find((name) => !SEPARATE_CASES.includes(name));
  if (unknown !== undefined) throw new Error(`There is no case \`${unknown}\`: name cold or frames, or none for all.`);
  const measuresAll = cases.length === 0;
  const results = measuresAll || drawsCharts ? await measureLibraries() : {};
  const coldStarts = measuresAll || cases.includes("cold") ? await measureColdStart(findChromium()) : {};
  if (drawsCharts) {
    const { publish } = await import("./charts/publish.mjs");
    return publish("speed", { ...results, ...coldStarts });
  }
  const frames =
    measuresAll || cases.includes("frames") ? await measureFramesIfPossible(findChromium(), !measuresAll) : {};
  if (argv.includes("--json")) console.log(JSON.stringify({ ...results, ...coldStarts, ...frames }));
  else {
    printMedians(results);
    await printColdStarts(coldStarts);
    printFrames(frames);
  }
});

/** Measures every operation at every size: `{ operation: { n: { bytes, nanoseconds, memory } } }`. */
async function measureScale() {
  const { OPERATIONS } = await import("../tests/bench/scale.mjs");
  const results = {};
  for (const name of Object.keys(OPERATIONS)) {
    results[name] = {};
    for (const n of [250, 1_000, 4_000, 16_000]) {
      const { code, output } = await run("node", ["tests/bench/scale.mjs", name, String(n)], { cwd: root });
      if (code !== 0) throw new Error(`${name} with ${n} items failed: ${output}`);
      results[name][n] = JSON.parse(output);
    }
  }
  return results;
}

/** Draws time and memory as bars. The bars of an operation that grows with its inputs are in the proportion 1 : 4 : 16 : 64. */
function printScale(results) {
  if (argv.includes("--json")) return console.log(JSON.stringify(results));
  const draw = (value, max) => "█".repeat(Math.max(1, Math.round((24 * value) / max))).padEnd(24);
  for (const [name, sizes] of Object.entries(results)) {
    const points = Object.entries(sizes);
    const [maxTime, maxMemory] = ["nanoseconds", "memory"].map((key) =>
      Math.max(...points.map(([, point]) => point[key])),
    );
    console.log(`\n${name}`);
    for (const [n, { bytes, nanoseconds, memory }] of points) {
      const columns = [
        `${n} of each`.padStart(14),
        `${(bytes / 1e6).toFixed(2)} MB`.padStart(9),
        `${(nanoseconds / 1e6).toFixed(1)} ms`.padStart(10),
        draw(nanoseconds, maxTime),
        `${(memory / 1e6).toFixed(0)} MB`.padStart(7),
        draw(memory, maxMemory),
      ];
      console.log(columns.join("  "));
    }
  }
}

/** Measures the case `cold-start`. If Chromium is missing, prints a hint and measures only in Node. */
async function measureColdStart(chromium) {
  if (chromium === undefined)
    console.error("Cold starts are measured in Node only: install Chromium, or run `npm run setup`.");
  const { measureColdStarts } = await import("../tests/bench/cold-start.mjs");
  return { "cold-start": await measureColdStarts({ rounds: ROUNDS, inChromium: chromium !== undefined }) };
}

/**
 * Measures typing into the console, which needs Chromium. If Chromium is missing and the case is required, throws an error. If
 * the case is not required, prints a hint and returns no results.
 */
async function measureFramesIfPossible(chromium, isRequired) {
  if (chromium === undefined) {
    const hint = "The frames of the console need Chromium: install it, or run `npm run setup`.";
    if (isRequired) throw new Error(hint);
    console.error(hint);
    return {};
  }
  const { measureFrames } = await import("../tests/bench/frames.mjs");
  return measureFrames();
}

/** Measures every case except the frames, at every size. */
async function measureLibraries() {
  const { validators } = await import("../tests/bench/competitors.mjs");
  const { SIZES, makeValidBody, makeBodyWithOneError, makeInvalidBody } = await import("../tests/bench/bodies.mjs");
  const results = {};
  for (const [kind, makeBody, expected] of [
    ["valid", makeValidBody, true],
    ["1-error", makeBodyWithOneError, false],
    ["10-errors", makeInvalidBody, false],
  ]) {
    for (const size of Object.keys(SIZES)) {
      const body = makeBody(size);
      const text = JSON.stringify(body);
      const valueBenchmarks = Object.fromEntries(
        Object.entries(validators).map(([name, { checkValue }]) => [name, () => checkValue(body)]),
      );
      const jsonBenchmarks = Object.fromEntries(
        Object.entries(validators).map(([name, { checkText, checkValue }]) => [
          name,
          checkText === undefined ? () => checkValue(JSON.parse(text)) : () => checkText(text),
        ]),
      );
      for (const [name, run] of [...Object.entries(valueBenchmarks), ...Object.entries(jsonBenchmarks)]) {
        if (run() !== expected) throw new Error(`${name} does not return ${expected} for the body ${kind} ${size}.`);
      }
      jsonBenchmarks["JSON.parse"] = () => JSON.parse(text);
      for (const [form, runs] of [
        ["json", jsonBenchmarks],
        ["value", valueBenchmarks],
      ]) {
        results[`${form}-${kind}`] ??= {};
        results[`${form}-${kind}`][size] = measure(runs);
      }
    }
  }
  const { operations } = await import("../tests/bench/operations.mjs");
  const { drafts } = await import("../tests/bench/drafts.mjs");
  for (const [name, makeRuns] of Object.entries({ ...operations, ...drafts })) {
    results[name] = Object.fromEntries(Object.keys(SIZES).map((size) => [size, measure(makeRuns(size))]));
  }
  return results;
}

/** Measures the functions in `runs`. Returns the median time of one call in nanoseconds, by name. */
function measure(runs) {
  const turns = Object.entries(runs).map(([name, run]) => ({ name, run, count: calibrate(run), times: [] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const turn of turns) turn.times.push(timeCalls(turn.run, turn.count) / turn.count);
  }
  const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  return Object.fromEntries(turns.map(({ name, times }) => [name, Math.round(median(times))]));
}

/** Returns how long `count` calls take, in nanoseconds. */
function timeCalls(run, count) {
  const start = process.hrtime.bigint();
  for (let n = 0; n < count; n++) run();
  return Number(process.hrtime.bigint() - start);
}

/** Warms up `run`. Returns the number of calls that last at least `MIN_TURN_NS`. */
function calibrate(run) {
  for (let elapsed = 0; elapsed < WARM_UP_NS; ) elapsed += timeCalls(run, 1);
  let count = 1;
  while (timeCalls(run, count) < MIN_TURN_NS) count *= 2;
  return count;
}

/** Prints the medians of each case, the fastest first. */
function printMedians(results) {
  for (const [name, sizes] of Object.entries(results)) {
    console.log(`\n${name}: median, and its ratio to that of ${BASELINE_LIBRARY}`);
    for (const [size, medians] of Object.entries(sizes)) {
      const baseline = medians[BASELINE_LIBRARY];
      const cells = Object.entries(medians)
        .sort(([, a], [, b]) => a - b)
        .map(([library, ns]) => `${library} ${(ns / 1000).toFixed(1)} µs (${(ns / baseline).toFixed(2)}×)`);
      console.log(`  ${size}: ${cells.join(" · ")}`);
    }
  }
}

/** Prints the medians of cold starts, the fastest first, and the part of each median that importing an empty module does not take. */
async function printColdStarts(results) {
  for (const [name, engines] of Object.entries(results)) {
    const { EMPTY_MODULE } = await import("../tests/bench/cold-start.mjs");
    console.log(
      `\n${name}: median from the import to the first verdict, its difference to that of ${EMPTY_MODULE}, and the ratio of` +
        ` this difference to that of ${BASELINE_LIBRARY}`,
    );
    for (const [engine, { [EMPTY_MODULE]: empty, ...medians }] of Object.entries(engines)) {
      const baseline = medians[BASELINE_LIBRARY] - empty;
      const ms = (ns) => `${(ns / 1e6).toFixed(1)} ms`;
      const cells = Object.entries(medians)
        .sort(([, a], [, b]) => a - b)
        .map(([entry, ns]) => `${entry} ${ms(ns)} (+${ms(ns - empty)}, ${((ns - empty) / baseline).toFixed(2)}×)`);
      console.log(`  ${engine}: ${[`${EMPTY_MODULE} ${ms(empty)}`, ...cells].join(" · ")}`);
    }
  }
}

/** Prints the time of scripts per frame and per key, and the ratio to the time with the fewest environments. */
function printFrames(results) {
  const ms = (ns) => `${(ns / 1e6).toFixed(2)} ms`;
  for (const [name, sizes] of Object.entries(results)) {
    console.log(`\n${name}: time of scripts per frame and per key, and its ratio to that with the fewest environments`);
    const [baseline] = Object.values(sizes);
    for (const [size, { frames, median, p95, perKey }] of Object.entries(sizes)) {
      const formatCell = (label, key, value) => `${label} ${ms(value)} (${(value / baseline[key]).toFixed(2)}×)`;
      const cells = [
        formatCell("median", "median", median),
        formatCell("95th percentile", "p95", p95),
        formatCell("per key", "perKey", perKey),
      ];
      console.log(`  ${Number(size).toLocaleString("en")} environments: ${cells.join(" · ")} · ${frames} frames`);
    }
  }
}
