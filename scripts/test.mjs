// `npm test`: sets up what is missing, builds, runs every suite, and prints how many tests passed and failed.
// `npm test -- native` (or scripts, wasm, js, e2e, pack, webkit, back-ends, check) runs only the named suites. `--all` also tests
// WebKit, the back ends in `examples` and every consumer of the package, and makes ten times as many random inputs.

import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { argv } from "node:process";
import { main, root, run } from "./run.mjs";
import { setup } from "./setup.mjs";
import { toolEnvironment } from "./toolchain.mjs";

const testsEverything = argv.includes("--all");
const ALL_RUNS = testsEverything ? { RUNS: "all" } : {};

/**
 * Returns a suite: a command, and the function that counts the tests in its output. `prepare` runs before the command. `concurrency`
 * is the number of files whose tests run at a time. It defaults to the number of processors; Node's own default leaves one unused.
 */
const makeCargoSuite = (name, command, args, env = {}) => ({ name, command, args, env, count: countCargoTests });
const makeNodeSuite = (name, folder, { concurrency = availableParallelism(), env = {}, prepare } = {}) => ({
  name,
  command: "node",
  args: ["--test", "--test-reporter=spec", `--test-concurrency=${concurrency}`, ...listTestFiles(folder)],
  env,
  prepare,
  count: countNodeTests,
});
/** Time limits, in seconds, for running the tests in a browser and for starting its driver. A busy machine exceeds the defaults. */
const BROWSER_TIMEOUTS = { WASM_BINDGEN_TEST_TIMEOUT: "300", WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60" };
const makeWasmSuite = (name, ...flags) =>
  makeCargoSuite(
    name,
    "wasm-pack",
    ["test", ...flags, "--", "--test", "wasm"],
    flags.length > 1 ? { WASM_BINDGEN_USE_BROWSER: "1", ...BROWSER_TIMEOUTS } : {},
  );

const SUITES = {
  check: [
    { name: "format, lint and types", command: "node", args: ["scripts/check.mjs"], env: {}, count: countChecks },
  ],
  native: [
    makeCargoSuite(
      "native Rust",
      "cargo",
      ["test", "--workspace", ...(testsEverything ? ["--", "--include-ignored"] : [])],
      ALL_RUNS,
    ),
  ],
  wasm: [
    makeWasmSuite("WebAssembly in Node", "--node"),
    makeWasmSuite("WebAssembly in Chromium", "--headless", "--chrome"),
    makeWasmSuite("WebAssembly in Firefox", "--headless", "--firefox"),
  ],
  scripts: [makeNodeSuite("the scripts", "scripts")],
  js: [makeNodeSuite("the built package in Node", "js", { env: ALL_RUNS })],
  // A test waits for its page more than half of the time. More than two files at a time make it wait for the processor.
  e2e: [makeNodeSuite("the demo page in browsers", "e2e", { concurrency: 2, prepare: buildConsole })],
  pack: [
    makeNodeSuite("the packed tarball in its consumers", "pack", {
      env: testsEverything ? { CONSUMERS: "all" } : {},
    }),
  ],
};

/** Returns the suite of an example that is a crate. All of them are compiled into one folder, to share their dependencies. */
const makeBackEndSuite = (name, folder) => {
  const args = ["test", "--manifest-path", `examples/${folder}/Cargo.toml`];
  return makeCargoSuite(`the back end with ${name}`, "cargo", args, { CARGO_TARGET_DIR: `${root}/target/examples` });
};

/** The suites that run only with `--all`, or if they are named. */
const LONG_SUITES = {
  webkit: [makeNodeSuite("WebKit", "webkit", { concurrency: 1 })],
  "back-ends": [makeBackEndSuite("axum", "axum"), makeBackEndSuite("Actix Web", "actix")],
};

/** The suites that need browsers. */
const BROWSER_SUITES = ["wasm", "e2e", "pack"];

await main(async () => {
  const selected = argv.slice(2).filter((argument) => argument !== "--all");
  const suites = { ...SUITES, ...LONG_SUITES };
  const names = selected.length > 0 ? selected : Object.keys(testsEverything ? suites : SUITES);
  const unknown = selected.find((name) => !(name in suites));
  if (unknown !== undefined)
    throw new Error(`There is no suite \`${unknown}\`: take ${Object.keys(suites).join(", ")}.`);
  const browsers = names.some((name) => BROWSER_SUITES.includes(name));
  await setup({ tests: true, browsers, webkit: names.includes("webkit") });
  const { buildPackage } = await import("./build.mjs");
  console.log("Building the package.");
  await buildPackage();

  const results = [];
  for (const suite of names.flatMap((name) => suites[name])) {
    console.log(`\n── ${suite.name}\n`);
    const started = Date.now();
    await suite.prepare?.();
    const env = { ...toolEnvironment, ...suite.env };
    const { code, output } = await run(suite.command, suite.args, { env, show: true, cwd: root });
    const { passed, failed } = suite.count(output, code);
    // Two cases count as one failure: the suite exits with an error but reports no failure, or the suite runs no test.
    const hasUnreportedFailure = (code !== 0 && failed === 0) || passed + failed === 0;
    results.push({
      name: suite.name,
      passed,
      failed: failed + (hasUnreportedFailure ? 1 : 0),
      seconds: (Date.now() - started) / 1000,
    });
  }

  console.log("");
  for (const { name, passed, failed, seconds } of results) {
    console.log(`${failed > 0 ? "✗" : "✓"} ${name}: ${passed} passed, ${failed} failed in ${seconds.toFixed(0)} s`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  if (sum("failed") > 0) process.exitCode = 1;
});

/** Builds the console before its tests, because two files that build it at the same time would break each other's pages. */
async function buildConsole() {
  const { buildConsole: build } = await import("../tests/e2e/console.mjs");
  await build();
}

/** Returns the paths of the test files in a folder of `tests`. */
function listTestFiles(folder) {
  const files = readdirSync(`${root}/tests/${folder}`).filter((file) => file.endsWith(".test.mjs"));
  return files.map((file) => `tests/${folder}/${file}`);
}

function countCargoTests(output) {
  const lines = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
  const sum = (group) => lines.reduce((total, line) => total + Number(line[group]), 0);
  return { passed: sum(1), failed: sum(2) };
}

function countNodeTests(output) {
  const readLast = (key) => Number([...output.matchAll(new RegExp(`^(?:#|ℹ) ${key} (\\d+)$`, "gm"))].at(-1)?.[1] ?? 0);
  return { passed: readLast("pass"), failed: readLast("fail") + readLast("cancelled") };
}

/** Counts the lines of `npm run check`. */
function countChecks(output, code) {
  const passed = [...output.matchAll(/^✓ /gm)].length;
  const failed = [...output.matchAll(/^✗ /gm)].length;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}
