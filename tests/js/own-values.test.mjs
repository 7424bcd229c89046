// Tests the count of the own values of environments.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { importFromConsole } from "./bundle.mjs";
import { runs } from "./runs.mjs";

const { readOwnValues } = await importFromConsole("lib/own-values.ts");

const environment = (values) => ({ variables: Object.entries(values).map(([name, value]) => ({ name, value })) });

test("an environment counts if its value differs from all given values", () => {
  const count = readOwnValues([
    environment({ A: "1", B: "x" }),
    environment({ A: "1" }),
    environment({ A: "2", B: "y" }),
    environment({}),
  ]);
  const cases = [
    [["A"], 3],
    [["A", "1"], 1],
    [["A", "2"], 2],
    [["A", "1", "2"], 0],
    [["A", "1", "1"], 1],
    [["A", undefined, "3"], 3],
    [["A", undefined, "2"], 2],
    [["B", "x"], 1],
    [["C", "x"], 0],
    [["__proto__"], 0],
    [["constructor", "x"], 0],
  ];
  for (const [args, expected] of cases) assert.equal(count(...args), expected, JSON.stringify(args));
});

test("environments of any shape are read", () => {
  for (const environments of [undefined, null, 7, "x", {}, [null, 7, { variables: "x" }, { variables: [null, {}] }]]) {
    const count = readOwnValues(environments);
    assert.equal(count("A", "1"), 0);
  }
  const unnamed = readOwnValues([{ variables: [{ value: "x" }, { name: 7, value: 7 }] }]);
  assert.equal(unnamed("A"), 0);
});

test("the count is that of a search through all environments, for random environments", () => {
  const value = fc.constantFrom("", "1", "2", "3");
  const values = fc.dictionary(fc.constantFrom("A", "B", "__proto__"), value, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(values), fc.option(value, { nil: undefined }), value, (all, stored, next) => {
      const count = readOwnValues(all.map(environment));
      for (const name of ["A", "B"]) {
        const own = all.filter((each) => Object.hasOwn(each, name) && each[name] !== stored && each[name] !== next);
        assert.equal(count(name, stored, next), own.length);
      }
    }),
    runs(1_000),
  );
});
