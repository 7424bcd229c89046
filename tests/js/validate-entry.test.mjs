// Tests the entry that only validates: it returns the same as the default entry. Both contain a module of their crate.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as whole from "connection-update";
import * as small from "connection-update/validate";
import fc from "fast-check";
import { damaged, validBody } from "./body-arbitraries.mjs";
import { bodyOf, fixture } from "./fixtures.mjs";
import { assertOften, runs } from "./runs.mjs";

/** Returns the result of one entry as plain data, or the error that it throws. */
function validateWith({ validate }, body, options) {
  try {
    return structuredClone({ ...validate(body, options) });
  } catch (error) {
    return { thrown: error.name, message: error.message };
  }
}

/** Asserts that both entries return the same result, and returns it. */
function validateWithBoth(body, options) {
  const result = validateWith(whole, body, options);
  assert.deepEqual(validateWith(small, body, options), result);
  return result;
}

test("the entry exports a part of the default entry", () => {
  const names = ["connectionUpdateSchema", "createConnectionUpdateSchema", "issueCodes", "jsonSchema", "validate"];
  assert.deepEqual(Object.keys(small), names);
  assert.deepEqual(small.issueCodes, whole.issueCodes);
  assert.deepEqual(createRequire(import.meta.url)("connection-update/validate").issueCodes, whole.issueCodes);
});

test("the schemas are the same", () => {
  for (const options of [{}, { rules: "strict" }]) {
    assert.deepEqual(small.jsonSchema(options), whole.jsonSchema(options));
    const schemas = [small, whole].map(({ createConnectionUpdateSchema }) => createConnectionUpdateSchema(options));
    const [result, expected] = schemas.map((schema) => schema["~standard"].validate({ id: 7 }));
    assert.deepEqual(result, expected);
    assert.ok(expected.issues.length > 0);
  }
});

for (const name of ["validate", "against", "stored"]) {
  test(`every shared case of ${name} has the same result`, async () => {
    const { base, cases, current: storedByAll } = await fixture(name);
    for (const one of cases) {
      const current = one.stored === undefined ? storedByAll : { ...base, ...one.stored };
      const options = { ...(one.strict && { rules: "strict" }), ...(current && { current }) };
      const body = bodyOf(one, base);
      validateWithBoth(one.text ?? JSON.stringify(body), options);
      if (one.text === undefined) validateWithBoth(body, options);
    }
  });
}

test("20,000 bodies have the same result, as value, text and bytes, with every kind of option", () => {
  const options = fc.record(
    {
      rules: fc.constantFrom("strict", { "unknown-field": "error", "masked-value": "off" }),
      maxBytes: fc.constantFrom(200, 1e6),
      maxDepth: fc.constantFrom(2, 64),
      messages: fc.constant({ issue: ({ code }) => code.toUpperCase() }),
      current: damaged(validBody),
    },
    { requiredKeys: [] },
  );
  const counts = { valid: 0, invalid: 0, compared: 0 };
  const convert = [(body) => body, JSON.stringify, (body) => new TextEncoder().encode(JSON.stringify(body))];
  const check = (body, options, form) => {
    const { ok } = validateWithBoth(convert[form](body), options);
    counts[ok ? "valid" : "invalid"] += 1;
    if ("current" in options) counts.compared += 1;
  };
  fc.assert(fc.property(damaged(validBody), options, fc.constantFrom(0, 1, 2), check), runs(20_000));
  assertOften(counts, 200);
});

test("wrong options and values that cannot be written as JSON have the same result", () => {
  const cyclic = {};
  cyclic.self = cyclic;
  for (const body of [
    undefined,
    1n,
    () => {},
    cyclic,
    { id: Symbol("s") },
    new Date(0),
    "{",
    "\ud800",
    new Uint8Array([255]),
  ]) {
    assert.equal(validateWithBoth(body).ok, false);
  }
  for (const options of [
    { unknown: 1 },
    { rules: { "no-such-code": "error" } },
    { rules: { "unknown-field": "loud" } },
  ]) {
    assert.equal(validateWithBoth({}, options).thrown, "TypeError");
  }
});
