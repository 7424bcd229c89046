// Tests the record of `npm run test:mutants`: its keys, and what a new outcome changes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addKeys, addOutcomes, shareCaught, summarize } from "../../scripts/mutants/record.mjs";
import { readOutcomes } from "../../scripts/mutants/rust.mjs";

const MUTANTS = addKeys([
  {
    id: "src/text/mod.rs:1:2: replace + with - in add",
    file: "src/text/mod.rs",
    name: "add",
    change: "replace + with -",
  },
  {
    id: "src/text/mod.rs:9:2: replace + with - in add",
    file: "src/text/mod.rs",
    name: "add",
    change: "replace + with -",
  },
  { id: "src/url/mod.rs:1:2: replace f with ()", file: "src/url/mod.rs", name: "f", change: "replace f\n with ()" },
]);
const [FIRST, SECOND, THIRD] = MUTANTS.map(({ key }) => key);

test("a key does not contain a line, and the same changes of a function have numbers", () => {
  assert.deepEqual(
    [FIRST, SECOND, THIRD],
    [
      "src/text/mod.rs\tadd\treplace + with -\t1",
      "src/text/mod.rs\tadd\treplace + with -\t2",
      "src/url/mod.rs\tf\treplace f with ()\t1",
    ],
  );
});

test("an equivalent mutant stays so until a test catches it", () => {
  const record = new Map([[FIRST, { outcome: "equivalent", reason: "commutative" }]]);
  addOutcomes(record, [
    [FIRST, "missed"],
    [SECOND, "caught"],
  ]);
  assert.deepEqual(record.get(FIRST), { outcome: "equivalent", reason: "commutative" });
  addOutcomes(record, [[FIRST, "caught"]]);
  assert.deepEqual(record.get(FIRST), { outcome: "caught", reason: "" });
});

test("a room is summed up without equivalent and unviable mutants", () => {
  const record = new Map([
    [FIRST, { outcome: "caught" }],
    [SECOND, { outcome: "equivalent" }],
  ]);
  const rooms = summarize(MUTANTS, record, (file) => file.split("/")[1]);
  assert.deepEqual(rooms.get("text"), { caught: 1, missed: 0, unviable: 0, equivalent: 1, untested: 0 });
  assert.deepEqual([shareCaught(rooms.get("text")), rooms.get("url").untested], [1, 1]);
});

test("the output of cargo-mutants is read by name", () => {
  const outcomes = [
    { scenario: "Baseline", summary: "Success" },
    { scenario: { Mutant: { name: MUTANTS[0].id } }, summary: "CaughtMutant" },
    {
      scenario: { Mutant: { name: MUTANTS[1].id } },
      summary: "Timeout",
      phase_results: [{ phase: "Build" }, { phase: "Test" }],
    },
    { scenario: { Mutant: { name: MUTANTS[2].id } }, summary: "MissedMutant" },
  ];
  assert.deepEqual(readOutcomes(JSON.stringify({ outcomes }), MUTANTS), [
    [FIRST, "caught"],
    [SECOND, "caught"],
    [THIRD, "missed"],
  ]);
});

test("a build that takes too long is no outcome", () => {
  const scenario = { Mutant: { name: MUTANTS[0].id } };
  const outcomes = [{ scenario, summary: "Timeout", phase_results: [{ phase: "Build" }] }];
  assert.deepEqual(readOutcomes(JSON.stringify({ outcomes }), MUTANTS), []);
});

test("a file of outcomes that is being written has none", () => {
  assert.deepEqual(readOutcomes("", MUTANTS), []);
  assert.deepEqual(readOutcomes('{ "outcomes": [{', MUTANTS), []);
});
