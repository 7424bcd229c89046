// The module's memory: validating for days needs no more of it than validating a hundred times.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { makeInvalidBody, makeValidBody } from "../bench/bodies.mjs";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

// The package does not show its memory; the instance does.
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    memory = Object.values(this.exports).find((value) => value instanceof WebAssembly.Memory);
  }
};
const { ConnectionDraft, validate } = await import("connection-update");

const pages = () => memory.buffer.byteLength / 65_536;

test("twenty thousand bad inputs grow nothing", () => {
  const bad = JSON.stringify({ environments: [{}, 7, { variables: null }] });
  for (let round = 0; round < 100; round++) validate(bad, { rules: "strict" });
  const warm = pages();
  for (let round = 0; round < 20_000; round++) assert.equal(validate(bad, { rules: "strict" }).ok, false);
  assert.equal(pages(), warm);
});

test("validating a large body ten thousand times grows the module's memory by no page after the first hundred", () => {
  const inputs = [JSON.stringify(makeValidBody("L")), JSON.stringify(makeInvalidBody("L"))];
  const run = (times) => {
    for (let n = 0; n < times; n++) assert.equal(validate(inputs[n % 2]).ok, n % 2 === 0);
  };
  run(100);
  const warm = pages();
  assert.ok(warm > 20, "the body alone takes as many");
  run(10_000);
  assert.equal(pages(), warm);
});

/** Returns the used bytes of the JavaScript heap, after garbage collection. */
function heap() {
  collect();
  return process.memoryUsage().heapUsed;
}

test("a million edits of a draft grow nothing, once its history is full", () => {
  const draft = new ConnectionDraft(makeValidBody("S"));
  const path = ["environments", 1, "variables", 1, "value"];
  const edit = (n) => {
    draft.set(path, `text ${n % 1_000}`);
    if (n % 10 === 0) draft.checkpoint();
    // Some edits are invalid, so that the rules run.
    if (n % 100 === 0) draft.set("name", n % 200 === 0 ? "" : "Shop");
    return draft.issues.length;
  };
  for (let n = 0; n < 50_000; n++) edit(n);
  const [warm, warmHeap] = [pages(), heap()];
  for (let n = 0; n < 1_000_000; n++) edit(n);
  assert.equal(pages(), warm);
  const grown = heap() - warmHeap;
  assert.ok(grown < 1_000_000, `the heap grew by ${grown} bytes`);
  draft.set("name", "");
  assert.equal(draft.issues.length, 1);
});

test("a thousand drafts, opened and freed, leave nothing behind", () => {
  const text = JSON.stringify(makeValidBody("M"));
  const open = () => {
    const draft = new ConnectionDraft(text);
    draft.set("name", "");
    draft.set("environments[7].name", "Environment 8");
    assert.equal(draft.issues.length, 2);
    draft.dispose();
  };
  for (let n = 0; n < 100; n++) open();
  const [warm, warmHeap] = [pages(), heap()];
  for (let n = 0; n < 1_000; n++) open();
  assert.equal(pages(), warm);
  const grown = heap() - warmHeap;
  assert.ok(grown < 1_000_000, `the heap grew by ${grown} bytes`);
});
