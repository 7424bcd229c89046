// Tests `scripts/check-imports.mjs` and `biome.imports.json`: which imports they accept, and which they report.

import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { findImportProblems } from "../../scripts/check-imports.mjs";
import { makeEnvironment, root, run } from "../../scripts/run.mjs";

const ROOMS = ["text", "json", "operations", "lib"];

test("a tree without a circle and without an import upwards passes", () => {
  const files = {
    "lib.rs": "mod text;\npub mod json;\npub mod operations;\npub use operations::merge::merge;\n",
    "text.rs": "use std::mem;\npub fn quote() {}\n",
    "json/mod.rs": "mod tape;\nmod writer;\npub use tape::Document;\npub(crate) use writer::{write, Writer as W};\n",
    "json/tape.rs": "use crate::text;\npub struct Document;\nfn name() { text::quote() }\n",
    "json/writer.rs": "use super::tape::Document;\npub struct Writer;\npub fn write() {}\n",
    "operations/mod.rs": "pub mod merge;\n",
    "operations/merge.rs":
      "use crate::json::{self, Document};\nuse serde::Serialize;\npub fn merge() { json::write() }\n",
  };
  assert.deepEqual(findImportProblems(files, ROOMS), []);
});

for (const [promise, files, problems] of [
  [
    "an import upwards is named with its line",
    { "text.rs": "\nuse crate::json::Value;\n", "json/mod.rs": "pub struct Value;\n" },
    ["src/text.rs:2 -> src/json/mod.rs (Value): json comes after text"],
  ],
  [
    "a path in code counts, and so does a call through an imported module",
    {
      "text.rs": "fn one() {\n  crate::json::read()\n}\n",
      "json/mod.rs": "use crate::operations;\npub fn read() { operations::run() }\n",
      "operations/mod.rs": "pub fn run() {}\n",
    },
    [
      "src/text.rs:2 -> src/json/mod.rs (read): json comes after text",
      "src/json/mod.rs:1 -> src/operations/mod.rs (run): operations comes after json",
    ],
  ],
  [
    "a circle between files of a room is named once, with both imports",
    {
      "json/mod.rs": "mod reader;\nmod tape;\n",
      "json/reader.rs": "use super::tape::Node;\npub struct Limits;\n",
      "json/tape.rs": "use super::reader::{self, Limits};\npub struct Node;\n",
    },
    ["src/json/reader.rs:1 -> src/json/tape.rs (Node), src/json/tape.rs:1 -> src/json/reader.rs (reader): a circle"],
  ],
  [
    "a re-export leads to the file that defines the name",
    {
      "json/mod.rs": "mod a;\nmod b;\npub use a::*;\npub use b::B as C;\n",
      "json/a.rs": "use super::C;\npub struct A;\n",
      "json/b.rs": "use crate::json::A;\npub struct B;\n",
    },
    ["src/json/a.rs:1 -> src/json/b.rs (C), src/json/b.rs:1 -> src/json/a.rs (A): a circle"],
  ],
  [
    "a parent is part of a circle if it uses a child that uses an item of the parent",
    {
      "json/mod.rs": "mod a;\npub struct Parent(a::Child);\n",
      "json/a.rs": "pub struct Child;\nfn f(parent: super::Parent) {}\n",
    },
    ["src/json/mod.rs:2 -> src/json/a.rs (Child), src/json/a.rs:2 -> src/json/mod.rs (Parent): a circle"],
  ],
  [
    "a parent that only re-exports the names of its child is not part of a circle",
    {
      "json/mod.rs": "mod a;\npub use a::Child;\npub struct Parent;\n",
      "json/a.rs": "use super::Parent;\npub struct Child;\n",
    },
    [],
  ],
  [
    "tests, comments and strings do not count",
    {
      "text.rs": [
        "//! See [`crate::json::Value`].",
        'const NAME: &str = "crate::json::Value"; // crate::json::Value',
        "const QUOTE: char = '\"';",
        "#[cfg(test)]",
        "use crate::json::Value;",
        "#[cfg(test)]",
        "mod tests { use super::*; use crate::json::Value; fn f() { crate::json::read() } }",
      ].join("\n"),
      "json/mod.rs": "pub struct Value;\npub fn read() {}\n",
    },
    [],
  ],
  [
    "a file outside the rooms is named",
    { "stored.rs": "pub struct Stored;\n" },
    ["src/stored.rs: `stored` is not in the list of rooms"],
  ],
]) {
  test(promise, () => assert.deepEqual(findImportProblems(files, ROOMS), problems));
}

/** Runs Biome with the project's configuration on some files. Returns the file, the line and the rule of each finding. */
async function lint(files) {
  const folder = await mkdtemp(join(tmpdir(), "imports-"));
  after(() => rm(folder, { recursive: true, force: true }));
  for (const name of ["biome.json", "biome.imports.json", ".gitignore"]) await cp(join(root, name), join(folder, name));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const rules = ["--only=suspicious/noImportCycles", "--only=style/noRestrictedImports"];
  const { output } = await run("biome", ["lint", "--colors=off", ...rules], { cwd: folder, env: makeEnvironment() });
  assert.match(output, /Checked [1-9]/);
  return [...output.matchAll(/^(\S+:\d+):\d+ lint\/\w+\/(\w+)/gm)].map(([, place, rule]) => `${place} ${rule}`).sort();
}

test("in TypeScript, an import upwards is named with its line, a type too", async () => {
  const files = {
    "js/core/paths.ts": 'import type { Draft } from "../draft/draft.js";\nexport type Path = Draft;\n',
    "js/draft/draft.ts": "export interface Draft {}\n",
    "js/client/client.ts": 'export { version } from "../index.js";\n',
    "js/index.ts": "export const version = 1;\n",
    "www/src/lib/focus.ts": '\nexport const id = () => import("../fields/Field.tsx");\n',
    "www/src/fields/Field.tsx": "export const fieldId = 1;\n",
  };
  assert.deepEqual(await lint(files), [
    "js/client/client.ts:1 noRestrictedImports",
    "js/core/paths.ts:1 noRestrictedImports",
    "www/src/lib/focus.ts:2 noRestrictedImports",
  ]);
});

test("in TypeScript, a circle is named at each of its imports, types too", async () => {
  const files = {
    "js/client/client.ts": 'import { save } from "./save.js";\nexport type Saved = ReturnType<typeof save>;\n',
    "js/client/save.ts": 'import type { Saved } from "./client.js";\nexport const save = (): Saved[] => [];\n',
  };
  assert.deepEqual(await lint(files), ["js/client/client.ts:1 noImportCycles", "js/client/save.ts:1 noImportCycles"]);
});

test("in TypeScript, imports downwards and inside a room pass", async () => {
  const files = {
    "js/core/paths.ts": 'import { join } from "./text.js";\nexport const path = join;\n',
    "js/core/text.ts": "export const join = 1;\n",
    "js/draft/draft.ts": 'import { path } from "../core/paths.js";\nexport const draft = path;\n',
    "js/index.ts": 'export { draft } from "./draft/draft.js";\n',
  };
  assert.deepEqual(await lint(files), []);
});
