// `npm run check`: format, lint, types, documentation and size, on a package that is built.

import { main, run } from "./run.mjs";
import { setUp, toolEnvironment } from "./setup.mjs";
import { packageSizes } from "./size.mjs";

const DENY_WARNINGS = ["--", "-D", "warnings"];

/** What may be downloaded at most, in bytes of gzip; lowered when the package shrinks. */
const BUDGET = { default: 183_000, slim: 145_000 };

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
];

await main(async () => {
  await setUp();
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
  const tree = await run("cargo", ["tree", "--edges", "normal", "--prefix", "none"]);
  const foreign = /^(wasm-bindgen|js-sys|web-sys|gloo|tsify|serde-wasm-bindgen)/m.exec(tree.output);
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
