// Warnings of a draft about own values of environments that the edited variables of the connection would overwrite: after each of
// several edits, they are those of a draft with the same value.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { ulid } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");
const [production, staging, third] = current.environments;
const VARIABLES = "environmentVariables";

const variables = (values) => Object.entries(values).map(([name, value]) => ({ name, value }));

/** The variables of the connection are A=1 and B=2. Staging has A=9, Test has A=9 and B=7, and Production has the same ones. */
const STORED = {
  ...current,
  environments: [production, staging, { ...third, variables: variables({ A: "9", B: "7" }) }],
};

const set = (path, value) => (draft) => draft.set(path, value);
const share = (value) => set(`${VARIABLES}[0].value`, value);
const undo = (draft) => draft.undo();

const S = "Staging A";
const T = "Test A,B";
const B = "Test B";

/** Returns the environments that would lose values, with the names of these. */
const lost = (draft) =>
  draft.issues
    .filter(({ code, path }) => code === "overwritten-variables" && path.length === 1)
    .map(({ params }) => `${params.name} ${params.names}`)
    .sort();

/** Cases: edits, each with what is lost after it, and other members of the stored connection. */
const CASES = {
  "several environments with the same own value": {
    steps: [
      [share("9"), [B]],
      [share("8"), [S, T]],
      [share("9"), [B]],
      [set(`${VARIABLES}[0]`, { name: "A", value: "8" }), [S, T]],
    ],
  },
  "the stored value in between": {
    steps: [
      [share("9"), [B]],
      [share("1"), []],
      [share("x"), [S, T]],
      [share("1"), []],
      [share("9"), [B]],
    ],
  },
  "an environment that gets the variables of the connection": {
    steps: [
      [share("x"), [S, T]],
      [set("environments[1].variables", variables({ A: "x", B: "2" })), [S, T]],
      [share("y"), [T]],
      [share("x"), [S, T]],
      [set(`${VARIABLES}[1].value`, "3"), [T]],
      [set(`${VARIABLES}[1].value`, "2"), [S, T]],
      [share("y"), [T]],
      [share("9"), [B]],
      [undo, [S, T]],
      [set("environments[1].variables", staging.variables), [S, T]],
    ],
  },
  "an environment whose variables are edited before those of the connection": {
    steps: [
      [set("environments[1].variables[0].value", "x"), []],
      [set("environments[2].variables[0].value", "x"), []],
      [share("x"), []],
      [set("environments[1].variables[0].value", "9"), [S]],
      [set("environments[2].variables[0].value", "9"), [S, T]],
    ],
  },
  "an environment with the variables of the connection in another order": {
    steps: [
      [share("x"), [S, T]],
      [set("environments[2].variables", variables({ B: "7", A: "9" })), [S, T]],
      [share("9"), [S, T].slice(2).concat(B)],
      [share("x"), [S, T]],
    ],
  },
  "a connection that had no variables": {
    stored: { environmentVariables: undefined },
    steps: [
      [set(VARIABLES, variables({ C: "1" })), ["Production A,B", S, T]],
      [set(`${VARIABLES}[0].name`, "A"), [T, S, "Production B"].sort()],
      [set(VARIABLES, []), []],
    ],
  },
  "another variable that is removed and added again": {
    steps: [
      [(draft) => draft.remove(`${VARIABLES}[1]`), [S, T]],
      [(draft) => draft.insert(VARIABLES, { name: "B", value: "" }), [S, T]],
      [set(`${VARIABLES}[1].value`, "2"), []],
      [set(`${VARIABLES}[1].value`, "7"), ["Staging A", "Test A"]],
    ],
  },
  "variables that exchange their names, values and places": {
    steps: [
      [(draft) => draft.move(VARIABLES, 0, 1), [S, T]],
      [set(`${VARIABLES}[0].name`, "A"), undefined],
      [set(`${VARIABLES}[1].name`, "B"), [S, T]],
      [set(`${VARIABLES}[0].value`, "1"), undefined],
      [set(`${VARIABLES}[1].value`, "2"), []],
    ],
  },
  "a variable that has an error in between": {
    steps: [
      [share("9"), [B]],
      [set(`${VARIABLES}[1].name`, ""), undefined],
      [share("8"), undefined],
      [set(`${VARIABLES}[1].name`, "B"), [S, T]],
    ],
  },
  "a variable that has a wrong type in between": {
    steps: [
      [share("9"), [B]],
      [set(`${VARIABLES}[1].value`, 5), undefined],
      [share("8"), undefined],
      [set(`${VARIABLES}[1].value`, "2"), [S, T]],
    ],
  },
  "a variable that cannot be sent in between": {
    steps: [
      [share("9"), [B]],
      [set(`${VARIABLES}[1].value`, "\ud800"), undefined],
      [share("8"), undefined],
      [set(`${VARIABLES}[1].value`, "2"), [S, T]],
    ],
  },
  "an environment with an unknown id": {
    steps: [
      [(draft) => draft.insert("environments", { ...staging, id: ulid(99), name: "Unknown" }), []],
      [share("9"), [B]],
      [share("8"), [S, T]],
    ],
  },
  "an environment that gets the id of another one, with the rule `missing-list`": {
    options: { rules: { "missing-list": "warning" } },
    steps: [
      [(draft) => draft.remove("environments[1]"), []],
      [set("environments[0].id", staging.id), []],
      [set("environments[0].variables", undefined), []],
      [share("x"), [S, T]],
      [share("9"), [B]],
      [share("y"), [S, T]],
    ],
  },
  "a connection without variables": {
    stored: { environmentVariables: undefined },
    steps: [
      [set(VARIABLES, variables({ X: "1" })), ["Production A,B", "Staging A", "Test A,B"]],
      [set(`${VARIABLES}[0].name`, "A"), ["Production B", "Staging A", "Test A,B"]],
      [share("9"), ["Production A,B", "Test B"]],
      [set(VARIABLES, undefined), []],
    ],
  },
  "issues of other parts": {
    stored: { baseUrl: "http://shop.example.com" },
    steps: [
      [share("***"), [S, T]],
      [set("environments[1].variables", variables({ A: "****", B: "2" })), [T]],
      [share("****"), [S, T]],
    ],
  },
};

for (const [name, { steps, stored, options }] of Object.entries(CASES)) {
  test(`the values that a save would overwrite are up to date after each edit: ${name}`, () => {
    const connection = { ...STORED, ...stored };
    const draft = new ConnectionDraft(connection, options);
    assert.deepEqual(lost(draft), []);
    for (const [at, [edit, expected]] of steps.entries()) {
      edit(draft);
      const found = lost(draft);
      if (expected === undefined) continue;
      assert.deepEqual(found, expected, `edit ${at}`);
      const other = new ConnectionDraft(connection, options);
      other.replace(structuredClone(draft.value));
      assert.deepEqual(lost(other), found, `edit ${at} at once`);
      const all = new ConnectionDraft(connection, options);
      for (const [before] of steps.slice(0, at + 1)) before(all);
      assert.deepEqual(lost(all), found, `edit ${at}, without a read in between`);
    }
  });
}

test("after a rebase, the values that a save would overwrite are those of the latest connection", () => {
  const draft = new ConnectionDraft(STORED);
  draft.set(`${VARIABLES}[0].value`, "x");
  assert.deepEqual(lost(draft), [S, T]);
  draft.undo();
  const own = variables({ A: "5" });
  draft.rebase({ ...STORED, environments: [{ ...production, variables: own }, { ...staging, variables: [] }, third] });
  assert.deepEqual(lost(draft), []);
  draft.set(`${VARIABLES}[0].value`, "x");
  assert.deepEqual(lost(draft), ["Production A"]);
  draft.set(`${VARIABLES}[0].value`, "5");
  assert.deepEqual(lost(draft), []);
  draft.set(`${VARIABLES}[0].value`, "9");
  assert.deepEqual(lost(draft), ["Production A"]);
});

test("variables that are equal to the stored ones again are no edit, and nothing would be lost", () => {
  const draft = new ConnectionDraft(STORED);
  draft.remove(`${VARIABLES}[1]`);
  draft.insert(VARIABLES, { name: "", value: "" });
  draft.set(`${VARIABLES}[1].name`, "B");
  draft.set(`${VARIABLES}[1].value`, "x");
  assert.deepEqual(lost(draft), [S, T]);
  draft.set(`${VARIABLES}[1].value`, "2");
  assert.deepEqual([lost(draft), draft.isDirty, draft.changes], [[], false, {}]);
});
