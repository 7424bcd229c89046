// Tests mutants of the crate with cargo-mutants, in batches.

import { mkdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root, run, runOrThrow } from "../run.mjs";
import { toolEnvironment } from "../toolchain.mjs";
import { addKeys } from "./record.mjs";

/** The number of mutants of a batch. The record is written after each batch. */
const BATCH_SIZE = 60;
/** The time limits for a build and a test run. A run without a mutation takes 2 seconds. */
const LIMITS = ["--build-timeout", "300", "--timeout", "45"];
/** The tests of the use of memory take ten times as long as all others. */
const SELECTED_TESTS = ["-E", "not test(/^memory::/)"];
/** Fewer random inputs, and no search for the smallest input that fails. */
const env = { ...toolEnvironment, RUNS: "few", PROPTEST_MAX_SHRINK_ITERS: "0" };

/** Returns the mutants of the crate, with the names that cargo-mutants gives them. */
export async function listMutants() {
  const mutants = JSON.parse(await runOrThrow("cargo", ["mutants", "--list", "--json"], { env }));
  return addKeys(
    mutants.map(({ name: id, file, function: found }) => ({
      id,
      file,
      name: found?.function_name ?? "",
      change: id.slice(id.indexOf(": ") + 2),
    })),
  );
}

/** Tests mutants, and yields the outcomes of each batch by key. */
export async function* testMutants(mutants, { jobs = availableParallelism() } = {}) {
  for (let at = 0; at < mutants.length; at += BATCH_SIZE) yield testBatch(mutants.slice(at, at + BATCH_SIZE), jobs);
}

async function testBatch(mutants, jobs) {
  const folder = join(root, "target", "mutants");
  const output = join(folder, "mutants.out");
  await rm(output, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const wanted = mutants.flatMap(({ id }) => ["--re", `^${id.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`]);
  const args = ["mutants", `-j${jobs}`, "--baseline=skip", "--output", folder, ...LIMITS, ...wanted];
  const { output: printed } = await run("cargo", [...args, "--", ...SELECTED_TESTS], { env });
  const text = await readFile(join(output, "outcomes.json"), "utf8").catch(() => {
    throw new Error(`cargo-mutants has tested nothing:\n${printed}`);
  });
  return readOutcomes(text, mutants);
}

const OUTCOMES = { CaughtMutant: "caught", Timeout: "caught", MissedMutant: "missed", Unviable: "unviable" };

/** Reads the outcomes that cargo-mutants wrote. */
export function readOutcomes(text, mutants) {
  const keys = new Map(mutants.map(({ id, key }) => [id, key]));
  return JSON.parse(text).outcomes.flatMap(({ scenario, summary }) => {
    const key = keys.get(scenario.Mutant?.name);
    return key === undefined || OUTCOMES[summary] === undefined ? [] : [[key, OUTCOMES[summary]]];
  });
}
