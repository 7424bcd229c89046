// `npm run fuzz -- --minutes N`: tests the laws with new random inputs again and again: `rust` or `js`, or one beside the other. No run
// starts after this time, and the last ones still end.
// Adds the CPU time and the number of runs to the record in `tests/fuzz`. Prints each input that breaks a law: add it to the fixtures.
//
// The inputs come from proptest and fast-check, whose generators also make the inputs of the usual tests. They run with stable Rust on
// every system, and most of their inputs reach the operations, because they know what a connection is.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { parseArgs } from "node:util";
import { main, root, run } from "./run.mjs";
import { setup } from "./setup.mjs";
import { toolEnvironment } from "./toolchain.mjs";

const RECORD = join(root, "tests", "fuzz", "record.tsv");
const HEADER = "date\tlanguage\tCPU minutes\truns\tfindings";

/** The modules of the native tests that have random inputs. */
const RUST_LAWS = ["damage::", "json::", "laws::", "merge::", "plan_laws::", "response::"];

/** The test files with random inputs for the draft, the client and the operations. */
const JS_LAWS = [
  "draft",
  "draft-identity",
  "draft-model",
  "plan-laws",
  "plan-save",
  "properties",
  "writers",
  "differential",
  "schema",
  "url",
];

/** Commands that test all laws once. */
const LANES = {
  rust: ["cargo", "test", "--release", "--quiet", "--test", "native", "--", ...RUST_LAWS],
  js: ["node", "--test", "--test-concurrency=1", ...JS_LAWS.map((name) => `tests/js/${name}.test.mjs`)],
};

/** The last write of the record. Two lanes must not write at the same time. */
let lastWrite = Promise.resolve();

await main(async () => {
  const options = { minutes: { type: "string", default: "10" } };
  const { values, positionals } = parseArgs({ args: argv.slice(2), allowPositionals: true, options });
  const lanes = positionals.length > 0 ? positionals : Object.keys(LANES);
  const unknown = lanes.find((lane) => !(lane in LANES));
  if (unknown !== undefined) throw new Error(`There is nothing to fuzz in ${unknown}: take rust or js.`);
  await setup({ tests: true });
  const { buildPackage } = await import("./build.mjs");
  if (lanes.includes("js")) await buildPackage();
  const end = Date.now() + Number(values.minutes) * 60_000;
  const results = await Promise.all(lanes.map((lane) => fuzz(lane, end)));
  if (results.some(({ findings }) => findings > 0)) process.exitCode = 1;
});

/** Repeats the tests of a lane. Adds a line to the record, which each run brings up to date. */
async function fuzz(lane, end) {
  const date = new Date().toISOString().slice(0, 16);
  let [runs, findings, seconds] = [0, 0, 0];
  while (Date.now() < end) {
    const { code, output, cpuSeconds } = await runMeasured(LANES[lane]);
    seconds += cpuSeconds;
    runs += 1;
    if (code !== 0) {
      findings += 1;
      console.log(output);
    }
    const cpuMinutes = Math.round(seconds / 60);
    console.log(`${lane}: run ${runs} ${code === 0 ? "passed" : "failed"}, ${cpuMinutes} CPU minutes so far`);
    await record([date, lane, cpuMinutes, runs, findings]);
  }
  return { findings };
}

/** Runs a command, and returns its CPU time as well. */
async function runMeasured(command) {
  const script = '"$0" "$@"; code=$?; times >&2; exit $code';
  const { code, output } = await run("sh", ["-c", script, ...command], { env: toolEnvironment });
  // The last line of `times` has the user and the system time of the command, such as `1m2.5s 0m0.3s`.
  const times = [...output.matchAll(/(\d+)m([\d.]+)s (\d+)m([\d.]+)s/g)].at(-1) ?? [];
  const [minutes = 0, seconds = 0, systemMinutes = 0, systemSeconds = 0] = times.slice(1).map(Number);
  return { code, output, cpuSeconds: (minutes + systemMinutes) * 60 + seconds + systemSeconds };
}

/** Writes the line of a lane, in the place of its line before. */
function record(cells) {
  lastWrite = lastWrite.then(async () => {
    const text = await readFile(RECORD, "utf8").catch(() => `${HEADER}\n`);
    const [date, lane] = cells;
    const others = text.split("\n").filter((line) => line !== "" && !line.startsWith(`${date}\t${lane}\t`));
    await mkdir(join(root, "tests", "fuzz"), { recursive: true });
    await writeFile(RECORD, `${[...others, cells.join("\t")].join("\n")}\n`);
  });
  return lastWrite;
}
