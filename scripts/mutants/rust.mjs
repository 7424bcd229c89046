// Tests mutants of the crate. cargo-mutants lists them. Most are tested behind a switch, in one build. cargo-mutants builds and tests the
// others one by one: those that need another type, or that are in code which is evaluated at compile time.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { root, runOrThrow } from "../run.mjs";
import { toolEnvironment } from "../toolchain.mjs";
import { testInLanes } from "./lanes.mjs";
import { addKeys } from "./record.mjs";
import { buildSwitched } from "./rust-switched.mjs";

/** The time between two reads of the outcomes, in milliseconds. */
const READ_INTERVAL_MS = 30_000;
/** The time limits for a build and a test run, in seconds. A run without a mutation takes 5 seconds. */
const LIMITS = ["--build-timeout", "1200", "--timeout", "60"];
/** The tests of the use of memory take ten times as long as all others. */
const SELECTED_TESTS = ["-E", "not test(/^memory::/)"];
/** Fewer random inputs, and no search for the smallest input that fails. */
const env = { ...toolEnvironment, RUNS: "few", PROPTEST_MAX_SHRINK_ITERS: "0" };

/** Returns the mutants of the crate, with the names that cargo-mutants gives them. */
export async function listMutants() {
  const mutants = JSON.parse(await runOrThrow("cargo", ["mutants", "--list", "--json"], { env }));
  return addKeys(
    mutants.map(({ name: id, file, function: found, genre, span, replacement }) => ({
      id,
      genre,
      functionSpan: found?.span,
      span,
      replacement,
      file,
      name: found?.function_name ?? "",
      change: id.slice(id.indexOf(": ") + 2),
    })),
  );
}

/** Tests mutants, and yields their outcomes by key. */
export async function* testMutants(mutants, { jobs = availableParallelism() } = {}) {
  const { test, included, unviable } = await buildSwitched(mutants, env);
  yield [...unviable].map((number) => [mutants[number].key, "unviable"]);
  yield* testInLanes([...included], jobs, async (number) => [mutants[number].key, await test(number)]);
  yield* testAlone(
    mutants.filter((_, number) => !included.has(number) && !unviable.has(number)),
    jobs,
  );
}

/**
 * Tests mutants in one run of cargo-mutants, which builds everything once. Yields the outcomes by key as they are written, so that a
 * run that is stopped loses nothing.
 */
async function* testAlone(mutants, jobs) {
  if (mutants.length === 0) return;
  const folder = join(root, "target", "mutants");
  const output = join(folder, "mutants.out");
  await rm(output, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // cargo-mutants applies the patterns to all mutants but those that delete a field of a struct. It tests these too.
  const wanted = mutants.flatMap(({ id }) => ["--re", `^${id.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`]);
  const args = ["mutants", `-j${jobs}`, "--baseline=skip", "--output", folder, ...LIMITS, ...wanted];
  const options = { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], detached: true };
  const child = spawn("cargo", [...args, "--", ...SELECTED_TESTS], options);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (printed += data));
  let hasEnded = false;
  const ended = once(child, "close").then(() => (hasEnded = true));
  const known = new Set();
  let isLast = false;
  try {
    while (!isLast) {
      await Promise.race([ended, setTimeout(READ_INTERVAL_MS, undefined, { ref: false })]);
      isLast = hasEnded;
      const text = await readFile(join(output, "outcomes.json"), "utf8").catch(() => "");
      const outcomes = readOutcomes(text, mutants).filter(([key]) => !known.has(key));
      for (const [key] of outcomes) known.add(key);
      if (outcomes.length > 0) yield outcomes;
    }
  } finally {
    if (!hasEnded) process.kill(-child.pid);
  }
  if (known.size === 0) throw new Error(`cargo-mutants has tested nothing:\n${printed}`);
}

/** The outcomes of mutants by the names of cargo-mutants. A build that takes too long says nothing. */
const OUTCOMES = { CaughtMutant: "caught", Timeout: "caught", MissedMutant: "missed", Unviable: "unviable" };

/** Reads the outcomes that cargo-mutants has written so far. A file that is being written has none. */
export function readOutcomes(text, mutants) {
  const keys = new Map(mutants.map(({ id, key }) => [id, key]));
  let outcomes = [];
  try {
    ({ outcomes } = JSON.parse(text));
  } catch {
    return [];
  }
  return outcomes.flatMap(({ scenario, summary, phase_results: phases }) => {
    const key = keys.get(scenario.Mutant?.name);
    const isBuildTimeout = summary === "Timeout" && phases.at(-1).phase !== "Test";
    return key === undefined || OUTCOMES[summary] === undefined || isBuildTimeout ? [] : [[key, OUTCOMES[summary]]];
  });
}
