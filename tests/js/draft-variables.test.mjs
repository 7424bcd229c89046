// Lists of variables that are compared with the stored ones: which edits of a list make it dirty.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");
const [first, ...others] = current.environments;
const SHARED = "environmentVariables";
const OWN = "environments[0].variables";

const variable = (name, value, more) => ({ name, value, ...more });
const [a1, a2, b2] = [variable("A", "1"), variable("A", "2"), variable("B", "2")];
const later = (value) => variable("A", "1", { later: value });

/** Returns the connection with this list of variables at a path. */
const storeAt = (path, list) =>
  path === SHARED
    ? { ...current, environmentVariables: list }
    : { ...current, environments: [{ ...first, variables: list }, ...others] };

/** Cases: the path of the list, the stored list, the edited list, and if the list is dirty. */
const CASES = [
  ["copies of texts", SHARED, ["x", a1], ["x", { ...a1 }], false],
  ["copies of texts in another order", SHARED, ["x", "y"], ["y", "x"], true],
  ["another text", SHARED, ["x"], ["y"], true],
  ["a text instead of an object", SHARED, [{}], ["x"], true],
  ["an object instead of a text", SHARED, ["x"], [{}], true],
  ["another value", SHARED, [a1], [a2], true],
  ["another name", SHARED, [a2], [b2], true],
  ["a name and a value that no stored variable has", SHARED, [{}], [a1], true],
  ["only a value that no stored variable has", SHARED, [{ name: "A" }], [a1], true],
  ["a member that no stored variable has", SHARED, [a1], [later(1)], false],
  ["a member that only another stored variable has", SHARED, [a1, later(1)], [later(2), later(1)], true],
  ["another value of a member that is stored", SHARED, [later(1)], [later(2)], true],
  ["a stored member that is left out", SHARED, [later(1)], [a1], true],
  ["an equal object in a member", SHARED, [later({ x: 1, y: [2] })], [later({ y: [2], x: 1 })], false],
  ["an object with a member that is undefined", SHARED, [later({ x: 1 })], [later({ x: 1, y: undefined })], false],
  ["an object with another member", SHARED, [later({ x: 1 })], [later({ x: 1, y: 2 })], true],
  ["an object without a stored member", SHARED, [later({ x: 1, y: 2 })], [later({ x: 1 })], true],
  ["an object with other names", SHARED, [later({ x: 1 })], [later({ y: 1 })], true],
  ["another order", SHARED, [a1, b2], [b2, a1], true],
  ["another order in an environment", OWN, [a1, b2], [{ ...b2 }, { ...a1 }], false],
  ["another order and another value in an environment", OWN, [a1, b2], [b2, variable("A", "3")], true],
  ["another order and another name in an environment", OWN, [a1, b2], [b2, variable("C", "1")], true],
  ["a variable twice instead of another one", OWN, [a1, b2], [b2, { ...b2 }], true],
  ["variables of one name in another order", OWN, [a1, a2], [a2, a1], true],
  ["an item that is undefined instead of a variable with a repeated name", OWN, [a1, a2], [a2, undefined], true],
  ["a list without its last variable", OWN, [a1, b2], [a1], true],
];

for (const [name, path, stored, edited, isDirty] of CASES) {
  test(`a list of variables ${isDirty ? "is" : "is not"} dirty with ${name}`, () => {
    const draft = new ConnectionDraft(storeAt(path, stored));
    draft.set(path, edited);
    assert.equal(draft.isDirtyAt(path), isDirty);
  });
}

test("an empty list of variables instead of none overwrites no values of environments", () => {
  const { environmentVariables: _, ...bare } = current;
  const draft = new ConnectionDraft(bare);
  const codes = () => draft.issues.map(({ code }) => code);
  draft.set(SHARED, []);
  assert.deepEqual([codes(), draft.isDirty], [[], false]);
  draft.set(SHARED, [variable("A", "9")]);
  assert.ok(codes().includes("overwritten-variables"));
});

test("a list of variables in the place of a stored text or object is an edit, and other issues are left", () => {
  for (const stored of ["x", {}, { length: 1 }]) {
    const draft = new ConnectionDraft({ ...current, environmentVariables: stored });
    draft.remove("environments[2]");
    draft.set(SHARED, [variable("A", "9")]);
    const codes = draft.issues.map(({ code }) => code);
    assert.deepEqual([codes, draft.isDirtyAt(SHARED)], [["deletes-environment"], true]);
  }
});
