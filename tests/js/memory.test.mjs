// The module's memory: validating for days needs no more of it than validating a hundred times.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sound, withTenErrors } from "../bench/bodies.mjs";

// The package does not show its memory; the instance does.
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    memory = this.exports.memory;
  }
};
const { validate } = await import("connection-update");

const pages = () => memory.buffer.byteLength / 65_536;

test("twenty thousand bad inputs grow nothing", () => {
  const bad = JSON.stringify({ environments: [{}, 7, { variables: null }] });
  for (let round = 0; round < 100; round++) validate(bad, { rules: "strict" });
  const warm = pages();
  for (let round = 0; round < 20_000; round++) assert.equal(validate(bad, { rules: "strict" }).ok, false);
  assert.equal(pages(), warm);
});

test("validating a large body ten thousand times grows the module's memory by no page after the first hundred", () => {
  const inputs = [JSON.stringify(sound("L")), JSON.stringify(withTenErrors("L"))];
  const run = (times) => {
    for (let n = 0; n < times; n++) assert.equal(validate(inputs[n % 2]).ok, n % 2 === 0);
  };
  run(100);
  const warm = pages();
  assert.ok(warm > 20, "the body alone takes as many");
  run(10_000);
  assert.equal(pages(), warm);
});
