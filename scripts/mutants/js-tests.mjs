// Runs the tests of the package with mutants of its scripts. A mutant is tested with the tests that run its code, until one fails. Their
// order comes from the durations, and from the mutants of the same script that each test has caught.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const WORKER = fileURLToPath(new URL("js-worker.mjs", import.meta.url));

/**
 * Unless a mutant is tested thoroughly, its tests end after this time, and longer tests do not run. Most mutants are caught much earlier,
 * and those that are missed would take most of the time.
 */
const MAX_QUICK_MS = 4_000;
const MAX_QUICK_TEST_MS = 1_000;

/** Code that at most this many tests run can be code that runs once in a process, in the first of them. */
const MAX_TESTS_OF_ONCE = 3;

/** The time limit of a test: this long, and this many times its usual duration. */
const LIMIT_MS = 5_000;
const LIMIT_FACTOR = 5;

export class JsTests {
  #options;
  /** The tests that pass without a mutant: the place, the duration, the hits by mutant, and the outcomes of earlier runs by script. */
  #tests;
  /** The tests by each mutant whose code they run. */
  #byMutant = new Map();
  /** The mutants whose code runs when a file is loaded. */
  #static;
  /** A process for each lane that tests mutant after mutant. */
  #workers = [];

  /** Runs each test once. `options` are the files, their folder, and the environment variables. */
  static async measure(options) {
    const worker = await startWorker(options);
    const measured = await ask(worker, { measure: true }, 600_000);
    worker.kill("SIGKILL");
    if (measured.tests === undefined) throw new Error(`The tests do not run without a mutant: ${measured.error}`);
    return new JsTests(options, measured);
  }

  constructor(options, measured) {
    this.#options = options;
    this.#static = new Set(measured.static);
    const failing = measured.tests.filter(({ isPassed }) => !isPassed);
    for (const { fileIndex, testIndex } of failing) {
      console.log(`js: test ${testIndex + 1} of ${options.files[fileIndex]} is not used: it fails without a mutant.`);
    }
    this.#tests = measured.tests
      .filter(({ isPassed }) => isPassed)
      .map((test) => ({ ...test, runs: new Map(), caught: new Map() }));
    for (const test of this.#tests) {
      for (const id of Object.keys(test.hits)) {
        if (!this.#byMutant.has(id)) this.#byMutant.set(id, []);
        this.#byMutant.get(id).push(test);
      }
    }
    const seconds = this.#tests.reduce((sum, { ms }) => sum + ms, 0) / 1000;
    console.log(`js: ${this.#tests.length} tests, which take ${seconds.toFixed(0)} s together`);
  }

  /**
   * Tests a mutant in the process of a lane. Code that runs when a file is loaded, or once in a process, needs a process that has the
   * mutant from the start. The tests of code that runs when a file is loaded are those of the mutants inside it. If there are none, they
   * are those of all mutants in the file.
   */
  async findOutcome(mutant, { lane, isThorough }) {
    const find = (id) => (this.#byMutant.get(id) ?? []).filter(({ ms }) => isThorough || ms < MAX_QUICK_TEST_MS);
    const covering = find(mutant.id);
    const maxMs = isThorough ? Infinity : MAX_QUICK_MS;
    if (covering.length > 0) {
      const outcome = await this.#runInLane(mutant, covering, lane, maxMs);
      const runsOnce = covering.length <= MAX_TESTS_OF_ONCE;
      if (outcome === "caught" || (outcome === "missed" && !runsOnce && !this.#static.has(mutant.id))) return outcome;
    }
    const groups = this.#static.has(mutant.id) ? mutant.related.map((ids) => ids.flatMap(find)) : [];
    const related = groups.find((group) => group.length > 0) ?? [];
    const tests = [...new Set([...covering, ...related])];
    return tests.length === 0 ? "missed" : await this.#runAlone(mutant, tests, maxMs);
  }

  async #runInLane(mutant, tests, lane, maxMs) {
    this.#workers[lane] ??= await startWorker(this.#options);
    const { outcome, isTimeout } = await this.#run(this.#workers[lane], mutant, tests, maxMs);
    if (isTimeout || outcome === "broken") {
      this.#workers[lane].kill("SIGKILL");
      this.#workers[lane] = undefined;
    }
    return outcome;
  }

  async #runAlone(mutant, tests, maxMs) {
    const env = { ...this.#options.env, __STRYKER_ACTIVE_MUTANT__: mutant.id };
    const worker = await startWorker({ ...this.#options, env });
    const { outcome } = await this.#run(worker, mutant, tests, maxMs);
    worker.kill("SIGKILL");
    return outcome;
  }

  /** Runs tests in the order of their chance to fail, until one fails or the usual durations of the next ones exceed `maxMs`. */
  async #run(worker, mutant, unsorted, maxMs) {
    const { id, file } = mutant;
    const chance = ({ runs, caught, ms }) => ((caught.get(file) ?? 0) + 0.5) / ((runs.get(file) ?? 0) + 1) / (ms + 1);
    let endMs = 0;
    const tests = unsorted
      .map((test) => ({ test, rank: chance(test) }))
      .sort((one, other) => other.rank - one.rank)
      .map(({ test }) => test)
      .filter(({ ms }) => {
        endMs += ms;
        return endMs <= maxMs;
      });
    const sent = tests.map(({ fileIndex, testIndex, hits }) => ({ fileIndex, testIndex, hits: hits[id] ?? 0 }));
    const limit = (at) => LIMIT_MS + LIMIT_FACTOR * (tests[at]?.ms ?? 0);
    const { outcome, at, isTimeout } = await ask(worker, { mutant: id, tests: sent }, limit);
    const add = (counts) => counts.set(file, (counts.get(file) ?? 0) + 1);
    for (const { runs } of tests.slice(0, at === undefined ? tests.length : at + 1)) add(runs);
    if (outcome === "caught" && tests[at] !== undefined) add(tests[at].caught);
    return { outcome, isTimeout };
  }

  /** Ends all processes. */
  stop() {
    for (const worker of this.#workers) worker?.kill("SIGKILL");
  }
}

async function startWorker({ folder, files, env }) {
  const worker = fork(WORKER, files, { cwd: folder, env, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  await Promise.race([once(worker, "message"), once(worker, "exit")]);
  return worker;
}

/**
 * Sends a message to a process, and returns the response. If the process ends or takes too long, the mutant counts as caught.
 * `limit` is the time limit, or a function that returns the one of a test.
 */
function ask(worker, message, limit) {
  return new Promise((resolve) => {
    let timer;
    let current = 0;
    const settle = (response) => {
      clearTimeout(timer);
      worker.off("message", receive);
      worker.off("exit", end);
      resolve(response);
    };
    const end = () => settle({ outcome: "caught", at: current, isTimeout: true });
    const start = (at) => {
      current = at;
      clearTimeout(timer);
      timer = setTimeout(end, typeof limit === "function" ? limit(at) : limit);
    };
    const receive = (response) => {
      if (response.outcome === undefined && response.at !== undefined) start(response.at);
      else settle(response);
    };
    worker.on("message", receive);
    worker.on("exit", end);
    start(0);
    if (worker.connected) worker.send(message);
    else end();
  });
}
