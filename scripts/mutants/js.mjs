// Tests mutants of js/. Stryker's instrumenter puts all mutants into one copy of the scripts, and an environment variable selects one
// of them, so that the package is built once. Stryker itself would build and run everything for each mutant. A mutant is tested with the
// test files that run its code, until one fails. The first are those that caught the most mutants of the same script.

import { spawn } from "node:child_process";
import { copyFile, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { root, runOrThrow } from "../run.mjs";
import { addKeys } from "./record.mjs";

const tree = join(root, "target", "mutants", "tree");
const coverageFolder = join(root, "target", "mutants", "coverage");
/** A module that writes the numbers of the mutants whose code a process has run. */
const hook = join(tree, "coverage-hook.mjs");

/** Messages are in golden files and in the tests of each rule. A change of a pattern is mostly equivalent. */
const EXCLUDED = ["StringLiteral", "Regex"];

/** A test file that takes as long as many others, and that is about memory only. */
const EXCLUDED_TESTS = ["memory.test.mjs"];

/** The number of mutants after which outcomes are yielded. */
const BATCH_SIZE = 10;

/** Returns the mutants of js/, and writes the copy of the scripts that contains them. */
export async function listMutants() {
  const { Instrumenter } = await import("@stryker-mutator/instrumenter");
  const ignore = () => {};
  const logger = { debug: ignore, info: ignore, warn: ignore, trace: ignore, isDebugEnabled: () => false };
  const names = (await readdir(join(root, "js"), { recursive: true })).filter(isScript).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, mutate: true, content: await readFile(join(root, "js", name), "utf8") })),
  );
  const options = { plugins: [], excludedMutations: EXCLUDED, ignorers: [] };
  const { files: instrumented, mutants } = await new Instrumenter(logger).instrument(files, options);
  await copyTree();
  for (const { name, content } of instrumented) await writeFile(join(tree, "js", name), content);
  const sources = new Map(await Promise.all(files.map(async ({ name, content }) => [name, await readSource(content)])));
  const viable = mutants.filter(({ status }) => status !== "Ignored");
  viable.sort((a, b) => a.fileName.localeCompare(b.fileName, "en") || Number(a.id) - Number(b.id));
  return addKeys(
    viable.map(({ id, fileName, location, mutatorName, replacement }) => {
      const source = sources.get(fileName);
      const [start, end] = [location.start, location.end].map((position) => source.offsetAt(position));
      const change = `${mutatorName}: ${shorten(source.text.slice(start, end))} → ${shorten(replacement)}`;
      return { id, file: `js/${fileName}`, name: source.functionAt(start), change };
    }),
  );
}

const isScript = (name) => name.endsWith(".ts") && !name.endsWith(".d.ts");

/** Copies what the tests need. The module of the last build is copied too, because mutants of js/ do not change it. */
async function copyTree() {
  await rm(tree, { recursive: true, force: true });
  const files = (await runOrThrow("git", ["ls-files", "--cached", "--others", "--exclude-standard"]))
    .trim()
    .split("\n");
  for (const file of files) {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await copyFile(join(root, file), join(tree, file)).catch(ignoreMissing);
  }
  await symlink(join(root, "node_modules"), join(tree, "node_modules"));
  for (const folder of ["glue", "glue-validate"]) {
    await cp(join(root, "target", folder), join(tree, "target", folder), { recursive: true });
  }
  await cp(join(root, "pkg"), join(tree, "pkg"), { recursive: true });
  await writeFile(
    hook,
    `import { writeFileSync } from "node:fs";
process.on("exit", () => {
  const covered = Object.keys(globalThis.__stryker__?.mutantCoverage?.static ?? {});
  writeFileSync(process.env.COVERAGE_FILE, JSON.stringify(covered));
});
`,
  );
}

/** A file that is listed can be deleted in the working copy. */
function ignoreMissing(error) {
  if (error.code !== "ENOENT") throw error;
}

/** Shortens a piece of code to one line. */
function shorten(code) {
  const line = code.replace(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 50)} … ${line.slice(-25)}` : line;
}

/** Returns the functions of a script, to find the one at an offset. */
async function readSource(text) {
  const { default: babel } = await import("@babel/core");
  const { default: typescript } = await import("@babel/preset-typescript");
  const options = { presets: [typescript], filename: "a.ts", configFile: false, browserslistConfigFile: false };
  const ast = await babel.parseAsync(text, options);
  const functions = [];
  babel.traverse(ast, {
    "Function|Class"(path) {
      const { node, parent } = path;
      const named = node.id ?? node.key ?? parent.id ?? parent.key;
      const name = named?.name ?? (named?.id && `#${named.id.name}`) ?? named?.value;
      if (name !== undefined) functions.push({ start: node.start, end: node.end, name });
    },
  });
  const lines = [0];
  for (const { index } of text.matchAll(/\n/g)) lines.push(index + 1);
  return {
    text,
    offsetAt: ({ line, column }) => lines[line] + column,
    functionAt: (offset) => {
      const around = functions.filter(({ start, end }) => start <= offset && offset < end);
      return around.map(({ name }) => name).join(".");
    },
  };
}

/** Tests mutants, and yields the outcomes of each batch by key. */
export async function* testMutants(mutants, { jobs = availableParallelism() } = {}) {
  const env = { ...process.env, RUNS: "few" };
  const script = 'import("./scripts/build.mjs").then((build) => build.bundlePackage())';
  await runOrThrow("node", ["-e", script], { cwd: tree, env });
  const files = await measureTests(env, jobs);
  const seconds = files.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  console.log(`js: ${files.length} test files, which take ${seconds.toFixed(0)} s together`);
  for (let at = 0; at < mutants.length; at += BATCH_SIZE) {
    const batch = mutants.slice(at, at + BATCH_SIZE);
    yield inParallel(batch, jobs, async (mutant) => [mutant.key, await testMutant(mutant, files, env)]);
  }
}

async function testMutant({ id, file }, files, env) {
  const covering = files.filter(({ covered }) => covered.has(id));
  // `files` is sorted by duration, and so are test files that caught the same number of mutants.
  const countCaught = ({ caught }) => caught.get(file) ?? 0;
  for (const test of covering.sort((one, other) => countCaught(other) - countCaught(one))) {
    const { isPassed } = await runTest(test.path, { ...env, __STRYKER_ACTIVE_MUTANT__: id }, 5_000 + 5 * test.ms);
    if (isPassed) continue;
    test.caught.set(file, countCaught(test) + 1);
    return "caught";
  }
  return "missed";
}

/**
 * Runs each test file once. Returns its duration, the mutants whose code it runs, and how many mutants of each script it has caught.
 * Leaves out files that fail.
 */
async function measureTests(env, jobs) {
  await mkdir(coverageFolder, { recursive: true });
  const names = (await readdir(join(tree, "tests", "js"))).filter(
    (name) => name.endsWith(".test.mjs") && !EXCLUDED_TESTS.includes(name),
  );
  const files = await inParallel(names, jobs, async (name) => {
    const path = join("tests", "js", name);
    const coverageFile = join(coverageFolder, `${name}.json`);
    const started = performance.now();
    const { isPassed } = await runTest(path, { ...env, COVERAGE_FILE: coverageFile }, 600_000, ["--import", hook]);
    const ms = performance.now() - started;
    if (!isPassed) console.log(`${path} is not used: it fails with instrumented scripts.`);
    const covered = isPassed ? JSON.parse(await readFile(coverageFile, "utf8")) : [];
    return { path, ms, covered: new Set(covered), caught: new Map() };
  });
  return files.sort((a, b) => a.ms - b.ms);
}

/** Runs a test file until a test fails. */
function runTest(path, env, timeoutMs, args = []) {
  return new Promise((resolve) => {
    const child = spawn("node", [...args, "--test-reporter=tap", path], {
      cwd: tree,
      env,
      stdio: ["ignore", "pipe", "ignore"],
    });
    let isPassed = true;
    const fail = () => {
      isPassed = false;
      child.kill("SIGKILL");
    };
    const timer = setTimeout(fail, timeoutMs);
    child.stdout.setEncoding("utf8").on("data", (text) => {
      if (/^\s*not ok /m.test(text)) fail();
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ isPassed: isPassed && code === 0 });
    });
  });
}

/** Calls a function for each item, for at most `jobs` items at a time. Returns the results in the order of the items. */
async function inParallel(items, jobs, work) {
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]);
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  return results;
}
