// Tests mutants of the crate that are behind a switch: compiles the tests once, and runs them for each mutant.

import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run } from "../run.mjs";
import { copyFiles } from "./copy-files.mjs";
import { addSwitches, findMutantsAt, makeParser, SWITCH } from "./switches.mjs";

const tree = join(root, "target", "mutants", "switched");
/** The files that a build of the tests needs. */
const SOURCES = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "src", "tests", "codegen", ".cargo"];
/** The file to which the switch is added. */
const ROOT_FILE = "src/lib.rs";
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

/**
 * Errors of the compiler that the body of a function has on its own too: a type does not have the trait or the function that it uses.
 * With other errors, the switch can be the cause.
 */
const ERRORS_OF_BODIES = ["E0277", "E0599"];

/** The number of no mutant. */
const NO_MUTANT = 1_000_000;

/**
 * Compiles the tests with the switch. A mutant that does not compile there is left out: it can still compile on its own.
 *
 * @returns the function that tests a mutant by its number, the numbers of the mutants that are behind the switch, and the numbers of
 *   those that do not compile on their own either
 */
export async function buildSwitched(mutants, env) {
  await rm(join(tree, "src"), { recursive: true, force: true });
  await copyFiles(tree, SOURCES);
  const parse = await makeParser();
  const left = new Set(mutants.map((_, number) => number));
  const unviable = new Set();
  const numbered = mutants.map((mutant, number) => ({ ...mutant, number }));
  const buildEnv = {
    ...env,
    CARGO_TARGET_DIR: join(tree, "target"),
    RUSTFLAGS: "--cap-lints=allow",
    CARGO_MANIFEST_DIR: tree,
  };
  for (;;) {
    const included = new Set();
    for (const file of new Set([ROOT_FILE, ...mutants.map(({ file }) => file)])) {
      const original = await readFile(join(root, file), "utf8");
      const inFile = numbered.filter((mutant) => mutant.file === file && left.has(mutant.number));
      const { text, numbers } = addSwitches(original, inFile, parse);
      await writeFile(join(tree, file), file === ROOT_FILE ? text + SWITCH : text);
      for (const number of numbers) included.add(number);
    }
    const { failing, binaries } = await compile(
      buildEnv,
      numbered.filter(({ number }) => included.has(number)),
    );
    console.log(`rust: ${included.size} mutants behind the switch, ${failing.size} do not compile there`);
    if (failing.size === 0) return { test: await makeTest(binaries, buildEnv), included, unviable };
    for (const [number, errorCode] of failing) {
      left.delete(number);
      if (mutants[number].genre === "FnValue" && ERRORS_OF_BODIES.includes(errorCode)) unviable.add(number);
    }
  }
}

/** Compiles. Returns the programs of the tests, and the codes of the errors by the numbers of the mutants around them. */
async function compile(env, mutants) {
  const args = ["test", "--profile=mutants", "--no-run", "--message-format=json", ...TARGET_ARGS];
  const { stdout, code } = await run("cargo", args, { cwd: tree, env });
  const binaries = [];
  const failing = new Map();
  const others = [];
  const texts = new Map();
  for (const line of stdout.split("\n")) {
    if (!line.startsWith("{")) continue;
    const { reason, message, executable } = JSON.parse(line);
    if (executable) binaries.push(executable);
    if (reason !== "compiler-message" || message.level !== "error") continue;
    const spans = message.spans.toSorted((a, b) => Number(b.is_primary) - Number(a.is_primary));
    const found = [];
    let errorCode = message.code?.code;
    for (const { file_name: path, byte_start: start } of spans) {
      if (!texts.has(path)) texts.set(path, await readFile(join(tree, path), "utf8").catch(() => ""));
      found.push(...findMutantsAt(texts.get(path), start));
      if (found.length > 0) break;
    }
    // The error can be in the rest of a function whose type a mutant changes. The switches add no lines.
    for (const { file_name: path, line_start: line } of found.length === 0 ? spans : []) {
      errorCode = undefined;
      const isAround = ({ file, functionSpan: around }) =>
        file === path && around !== undefined && around.start.line <= line && line <= around.end.line;
      found.push(...mutants.filter(isAround).map(({ number }) => number));
    }
    for (const number of found) failing.set(number, errorCode);
    if (found.length === 0) others.push(message.rendered);
  }
  if (code !== 0 && failing.size === 0)
    throw new Error(`The code with switches does not compile:\n${others.join("\n").slice(0, 4_000)}`);
  return { failing, binaries };
}

/** Returns the function that tests a mutant by its number. Throws if a test fails without a mutant. */
async function makeTest(binaries, env) {
  const test = async (number) => {
    for (const args of RUNS) {
      for (const binary of binaries) {
        const { code } = await run(binary, args, {
          cwd: tree,
          env: { ...env, MUTANT: String(number) },
          timeoutMs: LIMIT_MS,
        });
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
