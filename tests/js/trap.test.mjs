// A trap of the module in the middle of an edit: the draft tells the truth again at the next question.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "./fixtures.mjs";

// The module cannot be made to trap from outside; its instance can be told to.
let trapsLeft = 0;
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  get exports() {
    const { validate, ...others } = super.exports;
    const trapping = (...args) => {
      if (trapsLeft === 0) return validate(...args);
      trapsLeft -= 1;
      throw new WebAssembly.RuntimeError("unreachable");
    };
    return { ...others, validate: trapping };
  }
};
const { ConnectionDraft, validate } = await import("connection-update");
const { current } = await fixture("verbs");
const codes = (issues) => issues.map(({ code, pointer }) => `${code} ${pointer}`);

test("a trap in the middle of an edit is forgotten at the next question", () => {
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
    const expected = validate(draft.value, { rules: { "response-only-field": "off" } }).issues;
    assert.ok(expected.length > 0);
    assert.deepEqual(codes(draft.issues), codes(expected));
  }
  while (draft.undo());
  assert.deepEqual(draft.issues, []);
  trapsLeft = 2;
  draft.set("name", "");
  assert.deepEqual(codes(draft.issues), ["internal "], "while it lasts, it is told");
  trapsLeft = 0;
  assert.deepEqual(codes(draft.issues), ["blank-name /name"]);
});
