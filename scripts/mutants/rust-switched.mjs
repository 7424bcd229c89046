// Tests mutants of the crate that are behind a switch: compiles the tests once, and runs them for each mutant.

import { spawn } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root, runOrThrow } from "../run.mjs";
import { addSwitches, findMutantsAt, makeParser, SWITCH } from "./switches.mjs";

const tree = join(root, "target", "mutants", "switched");
const TARGET_ARGS = ["--lib", "--test=native"];

/** The time limit of a run of the tests, in milliseconds. A run without a mutant takes 7 seconds. */
const LIMIT_MS = 40_000;

/** Tests that take longer than all others together. They run last. */
const SLOW_TESTS = ["cost::", "json::a_million_duplicate_keys_are_found"];

/** The tests of each run. There is one thread for each process. Tests of the use of memory are left out: they take minutes. */
const RUNS = [SLOW_TESTS.map((name) => `--skip=${name}`), SLOW_TESTS].map((selected) => [
  "--test-threads=1",
  "--skip=memory::",
  ...selected,
]);

/** The number of no mutant. */
const NO_MUTANT = 1_000_000;

/**
 * Compiles the tests with the switch. A mutant that does not compile there is left out: it can still compile on its own.
 *
 * @returns the function that tests a mutant by its number, and the numbers of the mutants that are behind the switch
 */
export async function buildSwitched(mutants, env) {
  await copySources();
  const parse = await makeParser();
  const left = new Set(mutants.map((_, number) => number));
  const numbered = mutants.map((mutant, number) => ({ ...mutant, number }));
  const buildEnv = {
    ...env,
    CARGO_TARGET_DIR: join(tree, "target"),
    RUSTFLAGS: "--cap-lints=allow",
    CARGO_MANIFEST_DIR: tree,
  };
  for (;;) {
    const included = new Set();
    for (const file of new Set(mutants.map(({ file }) => file))) {
      const original = await readFile(join(root, file), "utf8");
      const inFile = numbered.filter((mutant) => mutant.file === file && left.has(mutant.number));
      const { text, numbers } = addSwitches(original, inFile, parse);
      await writeFile(join(tree, file), text);
      for (const number of numbers) included.add(number);
    }
    const lib = join("src", "lib.rs");
    await writeFile(join(tree, lib), (await readFile(join(root, lib), "utf8")) + SWITCH);
    const failing = await findFailing(
      buildEnv,
      numbered.filter(({ number }) => included.has(number)),
    );
    console.log(`rust: ${included.size} mutants behind the switch, ${failing.size} do not compile there`);
    if (failing.size === 0) return { test: await makeTest(buildEnv), included };
    for (const number of failing) left.delete(number);
  }
}

async function copySources() {
  await rm(join(tree, "src"), { recursive: true, force: true });
  const files = (
    await runOrThrow("git", [
      "ls-files",
      "Cargo.toml",
      "Cargo.lock",
      "rust-toolchain.toml",
      "src",
      "tests",
      "codegen",
      ".cargo",
    ])
  )
    .trim()
    .split("\n");
  for (const file of files) {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await copyFile(join(root, file), join(tree, file));
  }
}

/** Compiles, and returns the numbers of the mutants around the errors. */
async function findFailing(env, mutants) {
  const args = ["test", "--profile=mutants", "--no-run", "--message-format=json", ...TARGET_ARGS];
  const { stdout, code } = await runQuietly("cargo", args, env);
  const failing = new Set();
  const others = [];
  const texts = new Map();
  for (const line of stdout.split("\n")) {
    if (!line.startsWith("{")) continue;
    const { reason, message } = JSON.parse(line);
    if (reason !== "compiler-message" || message.level !== "error") continue;
    const spans = message.spans.toSorted((a, b) => Number(b.is_primary) - Number(a.is_primary));
    const found = [];
    for (const { file_name: path, byte_start: start } of spans) {
      if (!texts.has(path)) texts.set(path, await readFile(join(tree, path), "utf8").catch(() => ""));
      found.push(...findMutantsAt(texts.get(path), start));
      if (found.length > 0) break;
    }
    // The error can be in the rest of a function whose type a mutant changes. The switches add no lines.
    for (const { file_name: path, line_start: line } of found.length === 0 ? spans : []) {
      const isAround = ({ file, functionSpan: around }) =>
        file === path && around !== undefined && around.start.line <= line && line <= around.end.line;
      found.push(...mutants.filter(isAround).map(({ number }) => number));
    }
    for (const number of found) failing.add(number);
    if (found.length === 0) others.push(message.rendered);
  }
  if (code !== 0 && failing.size === 0)
    throw new Error(`The code with switches does not compile:\n${others.join("\n").slice(0, 4_000)}`);
  return failing;
}

/** Returns the function that tests a mutant by its number. Throws if a test fails without a mutant. */
async function makeTest(env) {
  const args = ["test", "--profile=mutants", "--no-run", "--message-format=json", ...TARGET_ARGS];
  const { stdout } = await runQuietly("cargo", args, env);
  const artifacts = stdout.split("\n").filter((line) => line.startsWith("{"));
  const binaries = artifacts.map((line) => JSON.parse(line).executable).filter(Boolean);
  const test = async (number) => {
    for (const args of RUNS) {
      for (const binary of binaries) {
        const { code } = await runQuietly(binary, args, { ...env, MUTANT: String(number) }, LIMIT_MS);
        if (code !== 0) return "caught";
      }
    }
    return "missed";
  };
  if (binaries.length !== TARGET_ARGS.length || (await test(NO_MUTANT)) !== "missed") {
    throw new Error("The tests with switches fail without a mutant.");
  }
  return test;
}

/** Runs a program in the copy, without a shell. Ends it and all that it started after a time. */
function runQuietly(command, args, env, limitMs) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: tree, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let stdout = "";
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.resume();
    const timer = limitMs === undefined ? undefined : setTimeout(() => process.kill(-child.pid, "SIGKILL"), limitMs);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout });
    });
  });
}
