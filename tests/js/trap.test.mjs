// Tests that a draft recovers from a trap of the module in the middle of an edit.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { isAboutEdit } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";

// No input makes the module trap: this replaces its export by a function that does.
let trapsLeft = 0;
let hasReplaced = false;
const exportNames = new Map(JSON.parse(await readFile(new URL("../../target/glue/exports.json", import.meta.url))));
const name = exportNames.get("validate");
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  get exports() {
    const { [name]: validate, ...others } = super.exports;
    // The module that decodes the package's module has no such export.
    if (validate === undefined) return others;
    hasReplaced = true;
    const trapping = (...args) => {
      if (trapsLeft === 0) return validate(...args);
      trapsLeft -= 1;
      throw new WebAssembly.RuntimeError("unreachable");
    };
    return { ...others, [name]: trapping };
  }
};
const { ConnectionDraft, validate } = await import("connection-update");
assert.ok(hasReplaced);
const { current } = await fixture("verbs");
const codes = (issues) => issues.map(({ code, pointer }) => `${code} ${pointer}`);

test("a draft has the right issues again after a trap in the middle of an edit", () => {
  const draft = new ConnectionDraft(current);
  for (const [path, value] of [
    ["environments[1].name", ""],
    ["name", ""],
    ["environmentVariables[0].name", "B"],
    ["environments", "no list"],
  ]) {
    trapsLeft = 1;
    draft.set(path, value);
    trapsLeft = 0;
    const expected = validate(draft.value, { rules: { "read-only-field": "off" } }).issues;
    assert.ok(expected.length > 0);
    assert.deepEqual(codes(draft.issues.filter((issue) => !isAboutEdit(issue))), codes(expected));
  }
  while (draft.undo());
  assert.deepEqual(draft.issues, []);
  trapsLeft = 2;
  draft.set("name", "");
  assert.deepEqual(codes(draft.issues), ["internal "], "while it traps, it is reported");
  trapsLeft = 0;
  assert.deepEqual(codes(draft.issues), ["blank-name /name"]);
});
