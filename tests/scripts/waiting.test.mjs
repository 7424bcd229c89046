// Tests of pages wait for what they assert: an assertion of a value that is read once fails on a slow machine.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";

const FOLDER = new URL("../e2e/", import.meta.url);
const READ_ONCE = /assert\.\w+\(\s*await [^;]*\.(?:allInnerTexts|allTextContents|count|inputValue|innerText)\(\)/g;
/** The assertions that something has not happened yet. */
const WITH_REASON = /\/\/ Now, not later\.\n\s*$/;

test("assertions about a page repeat their reads", async () => {
  const found = [];
  for (const name of await readdir(FOLDER)) {
    if (!name.endsWith(".mjs")) continue;
    const text = await readFile(new URL(name, FOLDER), "utf8");
    for (const { 0: match, index } of text.matchAll(READ_ONCE)) {
      if (!WITH_REASON.test(text.slice(0, index))) found.push(`${name}: ${match}`);
    }
  }
  assert.deepEqual(found, []);
});
