// The tarball that npm would publish: what it holds, and that an empty project runs it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const root = new URL("../..", import.meta.url).pathname;
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

test("an installed tarball validates and merges from ES modules and from require", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "connection-update-"));
  t.after(() => rm(folder, { recursive: true }));
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder], root));
  const files = packed.files.map(({ path }) => path);
  for (const file of [
    "pkg/index.js",
    "pkg/cjs/index.js",
    "pkg/slim.js",
    "pkg/core.wasm",
    "pkg/index.d.ts",
    "README.md",
    "LICENSE-MIT",
  ]) {
    assert.ok(files.includes(file), file);
  }
  assert.deepEqual(
    files.filter((file) => !/^(pkg\/|README|CHANGELOG|LICENSE|package\.json$)/.test(file)),
    [],
  );

  await writeFile(join(folder, "package.json"), "{}");
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, packed.filename)], folder);
  const program = "console.log(validate({}).issues.length, merge('{', {}).issues[0].code)";
  await writeFile(join(folder, "a.mjs"), `import { merge, validate } from "connection-update"; ${program}`);
  await writeFile(join(folder, "a.cjs"), `const { merge, validate } = require("connection-update"); ${program}`);
  for (const file of ["a.mjs", "a.cjs"]) {
    assert.equal(run(process.execPath, [join(folder, file)], folder), "5 invalid-current\n", file);
  }
});
