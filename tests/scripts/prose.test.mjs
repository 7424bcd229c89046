// Tests `scripts/check-prose.mjs`: the wording that it accepts, and its reports of the wording that it does not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ALLOWED_WORDING, findProseProblems } from "../../scripts/check-prose.mjs";

for (const [file, text] of [
  ["src/text.rs", "/// Returns true if the text is valid.\nfn is_valid() {}\n"],
  ["src/text.rs", "fn f() {}\n// What follows is fast.\n"],
  ["src/text.rs", "/// Parses `told`, see [`hear`](crate::stands).\nfn f() {}\n"],
  ["src/text.rs", 'const A: &str = "it is told"; // a name\nconst B: char = \'"\'; // Long.\n'],
  ["src/issue/code.rs", '"{field} is required"\n#[cfg(test)]\nmod tests { const A: &str = "it is told"; }\n'],
  ["js/a.ts", "/** Returns the standard library's parser. */\nconst url = 'http://told.example';\n"],
  ["js/a.ts", "/** The path of a field. @param path An index or a name. */\n"],
  ["js/a.ts", "const pattern = /[\"'`]/; // A quote.\nconst list = `// it stands`;\n"],
  [
    "js/a.ts",
    "/** Our parser stands in for the standard library. There is no other. It keeps the rows from the last call. */\n",
  ],
  ["www/a.css", "/* The frame shows the focus. */\na { color: red }\n"],
  [
    "README.md",
    "## What it does\n\nReturns a value, see [the guide](docs/told.md).\n\n```js\ntell(outcome); // it stands here\n```\n",
  ],
  [".github/workflows/ci.yml", "# Each job calls one script.\nname: told\n"],
]) {
  test(`${file} passes: ${JSON.stringify(text)}`, () => assert.deepEqual(findProseProblems(file, text), []));
}

for (const [file, text, line, message] of [
  ["src/text.rs", "\n/// What a verse is.\nfn f() {}\n", 2, 'begins with "What"'],
  ["src/text.rs", "//! Whether it is valid.\n", 1, 'begins with "Whether"'],
  ["js/a.ts", "const a = 1;\n\n/**\n * How long it takes.\n */\n", 4, 'begins with "How"'],
  ["js/a.ts", "/** Where a field is. */\n", 1, 'begins with "Where"'],
  ["scripts/a.mjs", "// Who is measured.\n", 1, 'begins with "Who"'],
  ["js/a.ts", "/**\n * Reads.\n *\n * @param {string} path where the value lives\n */\n", 4, 'describes with "where"'],
  ["js/a.ts", "/** @throws {TypeError} where an option is wrong */\n", 1, 'describes with "where"'],
  ["src/text.rs", "/// Uses 30 seconds unless\n/// it is told\n/// otherwise.\nfn f() {}\n", 2, '"told": prefer'],
  ["js/a.ts", "const a = 1; // It hears of it.\n", 1, '"hears": prefer'],
  ["js/a.ts", "// One line.\n// The field stands there.\n", 2, '"stands": prefer'],
  ["js/a.ts", "/** The options that were asked. */\n", 1, '"asked": prefer'],
  [
    "src/text.rs",
    "/// An error keeps a body\n/// from being sent.\nfn f() {}\n",
    1,
    '"keeps a body from being": prefer',
  ],
  ["js/a.ts", "/** The answer of the server. */\n", 1, '"answer": prefer'],
  ["js/a.ts", "/** A module of\n * its own. */\n", 1, '"of its own": prefer'],
  ["js/a.ts", "/** The value at a place, `undefined` for none. */\n", 1, '"at a place": prefer'],
  ["js/a.ts", "/** Returns a value, or `undefined` where there is none. */\n", 1, '"where there is": prefer'],
  ["js/a.ts", "/** Returns false for what is no number. */\n", 1, '"is no": prefer'],
  ["www/a.css", "/* It holds the list. */\n", 1, '"holds": prefer'],
  ["src/issue/code.rs", '\nfn help() { "the field stands twice" }\n', 2, '"stands": prefer'],
  ["docs/guide/errors.md", "# Errors\n\n```js\na();\n```\n\nThe verbs throw.\n", 7, '"verbs": prefer'],
  [".github/workflows/ci.yml", "name: CI\n  # It is sound.\n", 2, '"sound": prefer'],
]) {
  test(`${file} fails: ${JSON.stringify(text)}`, () => {
    const problems = findProseProblems(file, text);
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.ok(problems[0].startsWith(`${file}:${line}: ${message}`), problems[0]);
  });
}

test("allowed wording is not reported, and only in the file of its entry if the entry has a file", () => {
  const text = "/** It is told so. */\n";
  const entry = { wording: "is told so", reason: "a test" };
  assert.deepEqual(findProseProblems("js/a.ts", text, [entry]), []);
  assert.deepEqual(findProseProblems("js/a.ts", text, [{ ...entry, file: "js/a.ts" }]), []);
  assert.equal(findProseProblems("js/b.ts", text, [{ ...entry, file: "js/a.ts" }]).length, 1);
  assert.equal(findProseProblems("js/a.ts", "/** It is told. */\n", [entry]).length, 1);
});

test("every entry of allowed wording has a reason", () => {
  for (const { wording, reason } of ALLOWED_WORDING) assert.ok(wording && reason);
});
