// `npm test`: sets up what is missing, builds, runs every suite and prints one line with the sums.
// `npm test -- native` (or scripts, wasm, js, e2e, pack, check) runs only these suites. `--all` tests every consumer.

import { readdirSync } from "node:fs";
import { argv } from "node:process";
import { main, root, run } from "./run.mjs";
import { setup } from "./setup.mjs";
import { toolEnvironment } from "./toolchain.mjs";

const isAll = argv.includes("--all");

/** Builds a suite: a command, and the function that counts tests in its output. */
const cargo = (name, command, args, env = {}) => ({ name, command, args, env, count: countCargo });
const node = (name, folder, { isSerial = false, env = {} } = {}) => ({
  name,
  command: "node",
  args: ["--test", "--test-reporter=spec", ...(isSerial ? ["--test-concurrency=1"] : []), ...testFiles(folder)],
  env,
  count: countNode,
});
/** Seconds that a browser and its driver may take to start and to run the tests; by default, a busy machine exceeds them. */
const BROWSER_SECONDS = { WASM_BINDGEN_TEST_TIMEOUT: "300", WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60" };
const wasmPack = (name, ...flags) =>
  cargo(
    name,
    "wasm-pack",
    ["test", ...flags, "--", "--test", "wasm"],
    flags.length > 1 ? { WASM_BINDGEN_USE_BROWSER: "1", ...BROWSER_SECONDS } : {},
  );

const SUITES = {
  check: [{ name: "format, lint and types", command: "node", args: ["scripts/check.mjs"], env: {}, count: countExit }],
  native: [cargo("native Rust", "cargo", ["test", "--workspace"])],
  wasm: [
    wasmPack("WebAssembly in Node", "--node"),
    wasmPack("WebAssembly in Chromium", "--headless", "--chrome"),
    wasmPack("WebAssembly in Firefox", "--headless", "--firefox"),
  ],
  scripts: [node("the scripts", "scripts")],
  js: [node("the built package in Node", "js")],
  e2e: [node("the demo page in browsers", "e2e", { isSerial: true })],
  pack: [node("the packed tarball in its consumers", "pack", { env: isAll ? { CONSUMERS: "all" } : {} })],
};

/** The suites that drive browsers. */
const IN_BROWSERS = ["wasm", "e2e", "pack"];

await main(async () => {
  const selected = argv.slice(2).filter((argument) => argument !== "--all");
  const names = selected.length > 0 ? selected : Object.keys(SUITES);
  const unknown = selected.find((name) => !(name in SUITES));
  if (unknown !== undefined)
    throw new Error(`There is no suite \`${unknown}\`: take ${Object.keys(SUITES).join(", ")}.`);
  await setup({ tests: true, browsers: names.some((name) => IN_BROWSERS.includes(name)) });
  const { buildPackage } = await import("./build.mjs");
  console.log("Building the package.");
  await buildPackage();

  const results = [];
  for (const suite of names.flatMap((name) => SUITES[name])) {
    console.log(`\n── ${suite.name}\n`);
    const started = Date.now();
    const env = { ...toolEnvironment, ...suite.env };
    const { code, output } = await run(suite.command, suite.args, { env, show: true, cwd: root });
    const { passed, failed } = suite.count(output, code);
    // A suite has also failed if it exits with an error but reports no failure, or if it ran no test.
    const isBad = (code !== 0 && failed === 0) || passed + failed === 0;
    results.push({
      name: suite.name,
      passed,
      failed: failed + (isBad ? 1 : 0),
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

function testFiles(folder) {
  const files = readdirSync(`${root}/tests/${folder}`).filter((file) => file.endsWith(".test.mjs"));
  return files.map((file) => `tests/${folder}/${file}`);
}

function countCargo(output) {
  const lines = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
  const sum = (group) => lines.reduce((total, line) => total + Number(line[group]), 0);
  return { passed: sum(1), failed: sum(2) };
}

function countNode(output) {
  const last = (key) => Number([...output.matchAll(new RegExp(`^(?:#|ℹ) ${key} (\\d+)$`, "gm"))].at(-1)?.[1] ?? 0);
  return { passed: last("pass"), failed: last("fail") + last("cancelled") };
}

function countExit(output, code) {
  const passed = [...output.matchAll(/^✓ /gm)].length;
  const failed = [...output.matchAll(/^✗ /gm)].length;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}
