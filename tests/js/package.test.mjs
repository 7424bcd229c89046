// Tests the built package: its entries, in both module systems of Node.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esm from "connection-update";
import * as slim from "connection-update/slim";
import { build } from "esbuild";
import fc from "fast-check";
import { assembleDecoder, encodeBytes } from "../../scripts/encode-wasm.mjs";
import { findMachinePaths } from "../../scripts/machine-paths.mjs";
import { countInlined, encodeModule } from "../inlined.mjs";
import { fixture } from "./fixtures.mjs";
import { runs } from "./runs.mjs";

const require = createRequire(import.meta.url);
const cjs = require("connection-update");
const example = await fixture("page-example");

test("both module systems have the same exports", () => {
  assert.deepEqual(Object.keys(esm).sort(), Object.keys(cjs).sort());
  assert.deepEqual(Object.keys(esm).sort(), [
    "ConnectClient",
    "ConnectError",
    "ConnectionDraft",
    "connectionUpdateSchema",
    "createConnectionUpdateSchema",
    "diff",
    "isConnectError",
    "issueCodes",
    "jsonSchema",
    "merge",
    "plan",
    "preview",
    "rebase",
    "unwrap",
    "validate",
  ]);
});

test("both module systems have the hooks, which share one instance with the package", async () => {
  const hooks = ["useConnectionDraft", "useDraft", "useField", "useList"];
  for (const name of ["react", "vue", "svelte", "slim/react", "slim/vue", "slim/svelte"]) {
    const entry = `connection-update/${name}`;
    assert.deepEqual(Object.keys(await import(entry)).sort(), hooks, entry);
    const script = await readFile(new URL(`../../pkg/${name}.js`, import.meta.url));
    assert.ok(gzipSync(script).length <= 1_536, `${entry} is too large`);
    if (!name.endsWith("svelte")) assert.deepEqual(Object.keys(require(entry)).sort(), hooks, entry);
  }
});

test("the example of the API reference is valid in both", () => {
  for (const { validate } of [esm, cjs]) {
    assert.deepEqual(validate(example), { ok: true, value: example, issues: [] });
  }
});

test("node runs both without a flag or a warning", () => {
  const program = "console.log(validate(null).issues[0].code)";
  const run = (...args) =>
    execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const module = ["--input-type=module", "--throw-deprecation", "-e"];
  assert.equal(run(...module, `import { validate } from "connection-update"; ${program}`), "invalid-type\n");
  const script = ["--input-type=commonjs", "--throw-deprecation", "-e"];
  assert.equal(run(...script, `const { validate } = require("connection-update"); ${program}`), "invalid-type\n");
});

test("issue codes are listed once and are frozen", () => {
  assert.ok(esm.issueCodes.length > 30);
  assert.equal(new Set(esm.issueCodes).size, esm.issueCodes.length);
  assert.ok(Object.isFrozen(esm.issueCodes));
});

test("the slim entry throws until it is ready, then starts once from bytes", async () => {
  assert.throws(() => slim.validate(example), /await init\(\)/);
  assert.throws(() => slim.issueCodes(), /await init\(\)/);
  await assert.rejects(slim.init(new Uint8Array([1, 2, 3])), WebAssembly.CompileError);
  const bytes = await readFile(require.resolve("connection-update/core.wasm"));
  await Promise.all([slim.init(bytes), slim.init(bytes)]);
  await slim.init();
  assert.equal(slim.validate(example).ok, true);
  assert.deepEqual(slim.issueCodes(), esm.issueCodes);
});

test("each call of the slim entry throws the same error until it is ready", async () => {
  const fresh = await import("../../pkg/slim.js?unready");
  for (const call of [
    () => fresh.validate({}),
    () => fresh.merge({}, {}),
    () => fresh.issueCodes(),
    () => new fresh.ConnectionDraft(example),
  ]) {
    assert.throws(call, { name: "Error", message: /is not ready: await init\(\)/ });
  }
});

test("the slim entry compiles its module while it streams if the server sends its type", async () => {
  const streaming = WebAssembly.compileStreaming;
  const streamed = [];
  WebAssembly.compileStreaming = (source) => {
    streamed.push(source);
    return streaming(source);
  };
  try {
    const fresh = await import("../../pkg/slim.js?streaming");
    const bytes = await readFile(require.resolve("connection-update/core.wasm"));
    await fresh.init(new Response(bytes, { headers: { "content-type": "application/wasm" } }));
    assert.equal(streamed.length, 1);
    assert.equal(fresh.validate(example).ok, true);
  } finally {
    WebAssembly.compileStreaming = streaming;
  }
});

test("core.wasm and validate.wasm are the modules that the entries contain", async () => {
  for (const [entry, module] of [
    ["index.js", "core.wasm"],
    ["cjs/index.js", "core.wasm"],
    ["validate.js", "validate.wasm"],
    ["cjs/validate.js", "validate.wasm"],
  ]) {
    const moduleText = await encodeModule(module);
    const script = await readFile(new URL(`../../pkg/${entry}`, import.meta.url), "utf8");
    assert.ok(script.replaceAll("\\\n", "").includes(`"${moduleText}"`), entry);
    assert.ok(
      script.split("\n").every(({ length }) => length < 16_000),
      "an error shows its line: none holds all",
    );
    assert.equal(countInlined(script, moduleText), 1, entry);
  }
});

test("an application that only validates contains neither the client nor the draft", async () => {
  const bundle = async (contents) => {
    const stdin = { contents, resolveDir: fileURLToPath(new URL(".", import.meta.url)) };
    const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", write: false });
    return outputFiles[0].text;
  };
  const texts = { client: "allowInsecure", draft: "this draft was disposed", validator: "expected a whole number" };
  for (const entry of ["connection-update", "connection-update/slim"]) {
    const all = await bundle(`export * from "${entry}";`);
    const validator = await bundle(`export { validate } from "${entry}";`);
    for (const [part, text] of Object.entries(texts)) {
      assert.ok(all.includes(text), `${entry} contains the ${part}`);
      assert.equal(validator.includes(text), part === "validator", `${part} of ${entry}`);
    }
  }
});

test("the notices have a license text for each crate in the module", async () => {
  const options = ["--edges", "normal,no-proc-macro", "--target", "wasm32-unknown-unknown", "--prefix", "none"];
  const tree = execFileSync("cargo", ["tree", ...options], { encoding: "utf8" });
  const crates = new Set(tree.match(/^\S+ v\S+/gm).map((crate) => crate.replace(" v", " ")));
  assert.ok(crates.delete(`connection-update ${require("connection-update/package.json").version}`));
  assert.ok(crates.size > 20);

  const notices = await readFile(new URL("../../pkg/THIRD-PARTY-NOTICES.txt", import.meta.url), "utf8");
  const [, ...sections] = notices.split(/^={80}\n/m);
  const entries = sections.map((section) => section.split(/\n\n([\s\S]*)/));
  for (const [titles, text] of entries) assert.match(text, /permission|licen[cs]e/i, titles);
  const named = entries.flatMap(([titles]) => titles.split("\n").map((title) => title.replace(/ \(.*/, "")));
  const [library, ...others] = named.filter((name) => !crates.has(name));
  assert.match(library, /^Rust standard library \d/);
  assert.deepEqual(others, []);
  assert.deepEqual(named.filter((name) => crates.has(name)).sort(), [...crates].sort());
  assert.deepEqual(findMachinePaths(notices), []);
});

test("encoded bytes are decoded to the same bytes", async () => {
  const entryPoints = [fileURLToPath(new URL("../../js/core/decode-wasm.ts", import.meta.url))];
  const { outputFiles } = await build({ entryPoints, format: "esm", write: false });
  const { decodeBytes } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
  const decoder = [...(await assembleDecoder())];
  const check = (bytes) => {
    const text = encodeBytes(bytes);
    assert.match(text, /^[ !#%&(-;=-[\]^_a-~]*$/);
    assert.ok(Buffer.from(decodeBytes(text, decoder)).equals(bytes));
  };
  // All bytes equally often, a few, none, and a text that is longer than a page of memory.
  check(Uint8Array.from({ length: 4096 }, (_, at) => (at * 167) % 256));
  check(Uint8Array.of(255, 255, 0));
  check(Uint8Array.of());
  check(new Uint8Array(200_000).fill(7, 100_000));
  const pattern = fc.tuple(fc.uint8Array({ maxLength: 600 }), fc.nat(200));
  const repeated = pattern.map(([bytes, times]) => Buffer.concat(Array(times).fill(bytes)));
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 2_000 }), repeated), check), runs(100));
});
