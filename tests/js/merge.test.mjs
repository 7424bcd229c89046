// Tests merging through the package.

import assert from "node:assert/strict";
import { test } from "node:test";
import { merge, preview, validate } from "connection-update";
import { fixture } from "./fixtures.mjs";

const { current, cases } = await fixture("merge");
const summary = ({ code, pointer, severity }) => ({ code, at: pointer, severity });

test("every shared case has exactly its body or its issues, from values, text and bytes", () => {
  assert.ok(cases.length >= 25);
  const forms = [(value) => value, JSON.stringify, (value) => new TextEncoder().encode(JSON.stringify(value))];
  for (const { name, changes, body, issues } of cases) {
    for (const form of forms) {
      const merged = merge(form(current), form(changes));
      assert.deepEqual(merged.issues.map(summary), issues, name);
      assert.equal(merged.ok, body !== undefined, name);
      assert.deepEqual(merged.body, body, name);
      if (merged.ok) assert.equal(validate(merged.bytes).ok, true, name);
    }
  }
});

test("no input is changed", () => {
  const frozen = JSON.stringify(current);
  const changes = { environmentVariables: { set: { A: "7" }, remove: ["B"] } };
  merge(current, changes);
  assert.equal(JSON.stringify(current), frozen);
  assert.deepEqual(changes, { environmentVariables: { set: { A: "7" }, remove: ["B"] } });
});

test("numbers that JavaScript cannot represent survive from text to bytes", () => {
  const text = JSON.stringify(current).replace('"versions":[]', '"later":12345678901234567890.50');
  const merged = merge(text, { name: "Shop EU" });
  assert.ok(new TextDecoder().decode(merged.bytes).includes('"later":12345678901234567890.50'));
});

test("`__proto__` is data, and no prototype is changed", () => {
  const changes = JSON.parse('{"environmentVariables":{"set":{"__proto__":"1"}},"__proto__":{"polluted":true}}');
  const merged = merge(current, changes);
  const text = new TextDecoder().decode(merged.bytes);
  assert.ok(text.includes('{"name":"__proto__","value":"1"}') && text.includes('"__proto__":{"polluted":true}'));
  assert.equal({}.polluted, undefined);
  assert.equal(Object.getPrototypeOf(merged.body), Object.prototype);
});

test("a value that cannot be written as JSON is reported for its own argument", () => {
  const codes = (a, b) => merge(a, b).issues.map(({ code, pointer }) => [code, pointer]);
  assert.deepEqual(codes({ ...current, n: 1n }, {}), [["invalid-current", "/n"]]);
  assert.deepEqual(codes(current, { n: 1n }), [["bigint-value", "/n"]]);
  assert.deepEqual(codes(undefined, undefined), [
    ["invalid-current", ""],
    ["undefined-value", ""],
  ]);
});

test("deferred issues and effects are those of the inputs at the time of the call", () => {
  const variables = (value) => [{ name: "REGION", value }];
  const given = () => ({
    ...current,
    environments: [{ ...current.environments[0], variables: variables("its own") }],
    environmentVariables: variables("eu"),
  });
  const edit = () => ({ environmentVariables: { set: { REGION: "us" } } });
  const rules = () => ({ "overwritten-variables": "info" });
  const expected = merge(given(), edit(), { rules: rules() });
  assert.deepEqual(
    expected.issues.map(({ code, severity }) => [code, severity]),
    [["overwritten-variables", "info"]],
  );
  assert.equal(expected.effects.length, 2);

  const [stored, changes, options] = [given(), edit(), { rules: rules() }];
  const ofValues = merge(stored, changes, options);
  stored.environments = [];
  changes.environmentVariables.set.REGION = "eu";
  options.rules["overwritten-variables"] = "off";
  const bytes = [given(), edit()].map((value) => new TextEncoder().encode(JSON.stringify(value)));
  const ofBytes = merge(...bytes, { rules: rules() });
  for (const one of bytes) one.fill(32);
  for (const merged of [ofValues, ofBytes]) {
    merged.bytes.fill(32);
    // Other calls run in between.
    assert.equal(merge({}, {}).ok, false);
    assert.deepEqual(merged.issues, expected.issues);
    assert.deepEqual(merged.effects, expected.effects);
    assert.equal(merged.issues, merged.issues);
  }

  const [before, body] = [JSON.stringify(given()), expected.bytes.slice()];
  const previewed = preview(before, body, { rules: rules() });
  body.fill(32);
  assert.deepEqual(previewed.issues, expected.issues);
});
