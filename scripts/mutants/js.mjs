// Tests mutants of js/. Stryker's instrumenter puts all mutants into one copy of the scripts, in which a variable selects one of them, so
// that the package is built once. Stryker itself would build and run everything for each mutant.

import { cp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root, runOrThrow } from "../run.mjs";
import { copyFiles } from "./copy-files.mjs";
import { JsTests } from "./js-tests.mjs";
import { testInLanes } from "./lanes.mjs";
import { addKeys } from "./record.mjs";

const tree = join(root, "target", "mutants", "tree");

/** Messages are in golden files and in the tests of each rule. A change of a pattern is mostly equivalent. */
const EXCLUDED = ["StringLiteral", "Regex"];

/** Test files that start other processes, or take as long as many others. */
const EXCLUDED_TESTS = ["example", "guide", "memory", "out-of-memory", "recipes"].map(toFileName);

/** Test files that replace a global object before they load the package. Each has processes that load no other file. */
const SEPARATE_TESTS = ["trap"].map(toFileName);

function toFileName(name) {
  return `${name}.test.mjs`;
}

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
  const keyed = addKeys(
    viable.map(({ id, fileName, location, mutatorName, replacement }) => {
      const source = sources.get(fileName);
      const [start, end] = [location.start, location.end].map((position) => source.offsetAt(position));
      const change = `${mutatorName}: ${shorten(source.text.slice(start, end))} → ${shorten(replacement)}`;
      return { id, file: `js/${fileName}`, name: source.functionAt(start), change, start, end };
    }),
  );
  return keyed.map((mutant) => ({ ...mutant, related: findRelated(mutant, keyed) }));
}

/** Returns the numbers of the mutants whose code is a part of the code of a mutant, and those of all others in its file. */
function findRelated(mutant, mutants) {
  const others = mutants.filter(({ id, file }) => file === mutant.file && id !== mutant.id);
  const inside = others.filter(({ start, end }) => start >= mutant.start && end <= mutant.end);
  return [inside, others].map((group) => group.map(({ id }) => id));
}

const isScript = (name) => name.endsWith(".ts") && !name.endsWith(".d.ts");

/** Copies what the tests need. The module of the last build is copied too, because mutants of js/ do not change it. */
async function copyTree() {
  await rm(tree, { recursive: true, force: true });
  await copyFiles(tree);
  await symlink(join(root, "node_modules"), join(tree, "node_modules"));
  for (const folder of ["glue", "glue-validate"]) {
    await cp(join(root, "target", folder), join(tree, "target", folder), { recursive: true });
  }
  await cp(join(root, "pkg"), join(tree, "pkg"), { recursive: true });
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

/**
 * Tests mutants, and yields the outcomes of each batch by key. `isThorough` runs all tests that run the code of a mutant, and `tests`
 * only those of files whose names contain it.
 */
export async function* testMutants(mutants, { jobs = availableParallelism(), isThorough = false, tests = "" } = {}) {
  const env = { ...process.env, RUNS: "few" };
  const script = 'import("./scripts/build.mjs").then((build) => build.bundlePackage())';
  await runOrThrow("node", ["-e", script], { cwd: tree, env });
  const names = (await readdir(join(tree, "tests", "js"))).filter(
    (name) => name.endsWith(".test.mjs") && name.includes(tests) && !EXCLUDED_TESTS.includes(name),
  );
  const together = names.filter((name) => !SEPARATE_TESTS.includes(name));
  const groups = [];
  const separate = names.filter((name) => SEPARATE_TESTS.includes(name)).map((name) => [name]);
  for (const group of [together, ...separate]) {
    groups.push(await JsTests.measure({ folder: tree, files: group.map((name) => join("tests", "js", name)), env }));
  }
  const findOutcome = async (mutant, options) => {
    for (const group of groups) if ((await group.findOutcome(mutant, options)) === "caught") return "caught";
    return "missed";
  };
  try {
    yield* testInLanes(mutants, jobs, async (mutant, lane) => [
      mutant.key,
      await findOutcome(mutant, { lane, isThorough }),
    ]);
  } finally {
    for (const group of groups) group.stop();
  }
}
