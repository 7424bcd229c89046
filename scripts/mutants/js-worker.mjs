// A process that runs single tests with mutants, for `js-tests.mjs`. It loads the package and each test file once, so that a test of a
// mutant takes as long as the test itself. Its arguments are the test files. It receives and sends messages:
//
// - `{ measure: true }`: runs each test once. The response has the tests that pass, with their durations and the mutants whose code they
//   run, and the mutants whose code runs when a file is loaded.
// - `{ mutant, tests }`: runs tests with a mutant until one fails. Before each test, it sends `{ at }`. The response is the outcome.
//
// If `__STRYKER_ACTIVE_MUTANT__` is set, the process has this mutant from the start, and no other one.

import { register } from "node:module";
import process, { argv, env } from "node:process";
import { mock } from "node:test";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";

/** A mutant that runs its code this many times as often as the unchanged script does has an endless loop. */
const MAX_REPEATS = 100;
const MIN_HIT_LIMIT = 10_000;

const registry = new URL("test-registry.mjs", import.meta.url).href;
const hooks = `export const resolve = (name, context, next) =>
  name === "node:test" ? { url: ${JSON.stringify(registry)}, shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
const { startFile } = await import(registry);

const hasOneMutant = env.__STRYKER_ACTIVE_MUTANT__ !== undefined;
/** The object through which the instrumented scripts read the active mutant and count how often the code of each mutant runs. */
const stryker = { mutantCoverage: { static: {}, perTest: {} } };
globalThis.__stryker__ = stryker;

/** An error outside of the call of a test, for example in a timer. It belongs to the test that runs. */
let strayError;
for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, (error) => (strayError ??= error));

const files = argv.slice(2).map((path) => ({ path, loaded: undefined }));

/** Loads a test file when the first of its tests runs. */
async function load(file) {
  file.loaded ??= (async () => {
    const registered = startFile();
    await import(pathToFileURL(file.path));
    for (const before of registered.before) await before();
    return registered;
  })();
  return await file.loaded;
}

/** Runs a test, and then what it has registered for its end. Returns true if all of it passes. */
async function passes(fileIndex, testIndex) {
  strayError = undefined;
  const { tests, beforeEach } = await load(files[fileIndex]);
  const { name, run } = tests[testIndex];
  const cleanups = [];
  const steps = [...beforeEach, () => run({ name, mock, after: (cleanup) => void cleanups.push(cleanup) })];
  const isPassed = (await succeed(steps)) && (await succeed(cleanups));
  if (!isPassed) await succeed(cleanups);
  mock.timers.reset();
  mock.reset();
  await setImmediate();
  return isPassed && strayError === undefined;
}

/** Calls functions one after the other, and removes them from the list. Returns false if one throws. */
async function succeed(steps) {
  try {
    while (steps.length > 0) await steps.shift()();
    return true;
  } catch {
    return false;
  }
}

async function measure() {
  const measured = [];
  for (const [fileIndex, file] of files.entries()) {
    const { tests } = await load(file);
    for (const testIndex of tests.keys()) {
      stryker.currentTestId = `${fileIndex} ${testIndex}`;
      const start = performance.now();
      const isPassed = await passes(fileIndex, testIndex);
      const ms = performance.now() - start;
      const hits = stryker.mutantCoverage.perTest[stryker.currentTestId] ?? {};
      stryker.currentTestId = undefined;
      measured.push({ fileIndex, testIndex, isPassed, ms, hits });
    }
  }
  return { tests: measured, static: Object.keys(stryker.mutantCoverage.static) };
}

/** Runs tests with a mutant. The outcome `broken` means that a test fails without the mutant too, because of what ran before. */
async function findOutcome(mutant, tests) {
  for (const [at, { fileIndex, testIndex, hits }] of tests.entries()) {
    process.send({ at });
    if (!hasOneMutant) await load(files[fileIndex]);
    Object.assign(stryker, { activeMutant: mutant, hitCount: 0, hitLimit: MAX_REPEATS * hits + MIN_HIT_LIMIT });
    const hasPassed = await passes(fileIndex, testIndex);
    // Code that handles errors can end the loop, so that the test passes.
    const isPassed = hasPassed && stryker.hitCount <= stryker.hitLimit;
    if (hasOneMutant) {
      if (!isPassed) return { outcome: "caught", at };
      continue;
    }
    Object.assign(stryker, { activeMutant: undefined, hitCount: undefined });
    if (!isPassed) return { outcome: (await passes(fileIndex, testIndex)) ? "caught" : "broken", at };
  }
  return { outcome: "missed" };
}

process.on("message", async (message) => {
  try {
    process.send(message.measure ? await measure() : await findOutcome(message.mutant, message.tests));
  } catch (error) {
    // A file that cannot be loaded.
    process.send({ outcome: "caught", at: 0, error: String(error?.stack ?? error) });
  }
});
process.on("disconnect", () => process.exit());
process.send({ isReady: true });
