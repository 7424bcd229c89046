// Tests that mutants of scripts get the right outcome, in processes that test many mutants and in those that test one.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { JsTests } from "../../scripts/mutants/js-tests.mjs";

/** A script with mutants, as Stryker's instrumenter writes it: the first two functions. */
const SCRIPT = `const ns = globalThis.__stryker__;
if (ns.activeMutant === undefined) ns.activeMutant = process.env.__STRYKER_ACTIVE_MUTANT__;
const isActive = (id) => {
  if (ns.activeMutant !== id) return false;
  if (ns.hitCount !== undefined && ++ns.hitCount > ns.hitLimit) throw new Error("too many hits");
  return true;
};
const cover = (...ids) => {
  const { static: atLoad, perTest } = ns.mutantCoverage;
  const hits = ns.currentTestId === undefined ? atLoad : (perTest[ns.currentTestId] ??= {});
  for (const id of ids) hits[id] = (hits[id] ?? 0) + 1;
};
export const add = (a, b) => (isActive("caught") ? a - b : (cover("caught"), a + b));
export const zero = (a) => (isActive("equivalent") ? a - a : (cover("equivalent"), 0));
export const count = () => {
  let at = 0;
  for (; isActive("endless") ? true : (cover("endless"), at < 3); at++);
  return at;
};
export const countSafely = () => {
  try {
    for (let at = 0; isActive("endless but caught") ? true : (cover("endless but caught"), at < 3); at++);
  } catch {}
  return 3;
};
export const hang = async () => isActive("hanging") ? new Promise(() => {}) : (cover("hanging"), 1);
export const later = () => setTimeout(() => { if (isActive("stray")) throw new Error("stray"); cover("stray"); });
let calls = 0;
export const once = () => { if (isActive("leaking")) calls += 1; cover("leaking"); return calls; };
export const atLoad = isActive("at load") ? 2 : (cover("at load"), (() => { cover("inside"); return 1; }));
export const unused = () => isActive("unused") ? 1 : (cover("unused"), 2);
`;
const TESTS = `import { test } from "node:test";
import assert from "node:assert/strict";
import { add, atLoad, count, countSafely, hang, later, once, zero } from "./script.mjs";
test("add", () => assert.equal(add(1, 2), 3));
test("zero", () => assert.equal(zero(1), 0));
test("count", () => assert.equal(count(), 3));
test("count safely", () => assert.equal(countSafely(), 3));
test("hang", async () => assert.equal(await hang(), 1));
test("later", { timeout: 1000 }, async () => {
  later();
  await new Promise((resolve) => setTimeout(resolve, 20));
});
test("once", () => assert.equal(once(), 0));
test("at load", () => assert.equal(atLoad(), 1));
test("with a mock", (t) => {
  t.mock.method(Math, "random", () => 2);
  assert.equal(Math.random(), 2);
});
test("after a mock", () => assert.ok(Math.random() < 1));
`;
const OUTCOMES = {
  caught: "caught",
  equivalent: "missed",
  endless: "caught",
  "endless but caught": "caught",
  hanging: "caught",
  stray: "caught",
  leaking: "caught",
  "at load": "caught",
  unused: "missed",
};

let folder;
let tests;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mutants-"));
  await writeFile(join(folder, "script.mjs"), SCRIPT);
  await writeFile(join(folder, "a.test.mjs"), TESTS);
  tests = await JsTests.measure({ folder, files: ["a.test.mjs"], env: process.env });
});
after(async () => {
  tests.stop();
  await rm(folder, { recursive: true });
});

for (const isThorough of [false, true]) {
  test(`mutants have their outcomes ${isThorough ? "in a process each" : "in one process"}`, async () => {
    const found = {};
    for (const id of Object.keys(OUTCOMES)) {
      const mutant = { id, file: "script.mjs", related: id === "at load" ? [["unused"], ["inside"]] : [] };
      found[id] = await tests.findOutcome(mutant, { lane: 0, isThorough });
    }
    assert.deepEqual(found, OUTCOMES);
  });
}
