// Tests the list of files in the published crate. `UPDATE=1 node --test tests/scripts/crate.test.mjs` stores the list as reviewed.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { runOrThrow } from "../../scripts/run.mjs";

/** The files that were last reviewed. The list is committed, so that the diff shows every file that comes or goes. */
const REVIEWED_FILE = new URL("golden-crate.txt", import.meta.url);

/** A file that cargo adds only in a Git repository. It contains the commit. */
const COMMIT_FILE = ".cargo_vcs_info.json";

test("the published crate contains the reviewed files and nothing else", async () => {
  const output = await runOrThrow("cargo", ["package", "--list", "--allow-dirty"]);
  const files = output.split("\n").filter((file) => file !== COMMIT_FILE);
  assert.ok(files.includes("src/lib.rs"));
  if (process.env.UPDATE === "1") await writeFile(REVIEWED_FILE, files.join("\n"));
  assert.deepEqual(files, (await readFile(REVIEWED_FILE, "utf8")).split("\n"));
});
