// Conflicts of a draft that are resolved after further edits: where the edits are made again, and the keys of the items that they add.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
const VARIABLES = "environmentVariables";
const NEW = { name: "New", credentials: {}, variables: [] };

/** Returns a draft with an edit, after a rebase onto a connection with another edit. */
function rebased(mine, theirs) {
  const draft = new ConnectionDraft(current);
  mine(draft);
  const latest = new ConnectionDraft(current);
  theirs(latest);
  const result = draft.rebase(latest.value);
  assert.ok(result.ok);
  assert.equal(draft.conflicts.length, 1);
  return draft;
}

const LISTS = ["environments", VARIABLES, "environments[0].variables"];

/** Expects that no two items of a list have the same key. */
function expectKeys(draft) {
  for (const list of LISTS) {
    const keys = draft.keys(list);
    assert.equal(new Set(keys).size, keys.length, list);
    for (const key of keys) assert.match(key, /^(new)?\d+$/, list);
  }
}

const edited = (list) => (draft) => draft.set(`${list}[0].value`, "mine");
const set = (path, value) => (draft) => draft.set(path, value);
const remove = (path) => (draft) => draft.remove(path);
const add =
  (...items) =>
  (draft) => {
    for (const item of items) draft.insert("environments", item);
  };

const MINE = { ...NEW, variables: [{ name: "X", value: "mine" }] };
const THEIRS = { ...NEW, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C19" };
const addBetween = (draft) => draft.insert("environments", MINE, 1);

/** Edits of both sides, what is edited before the conflict is resolved, the resolution, and what is expected. */
const CASES = [
  [
    "a variable that they removed",
    edited(VARIABLES),
    remove(`${VARIABLES}[0]`),
    () => {},
    "mine",
    VARIABLES,
    ["B", "A"],
  ],
  [
    "a variable whose list is gone",
    edited(VARIABLES),
    remove(`${VARIABLES}[0]`),
    set(VARIABLES, undefined),
    "mine",
    VARIABLES,
    ["A"],
  ],
  [
    "a variable whose list is empty",
    edited(VARIABLES),
    remove(`${VARIABLES}[0]`),
    set(VARIABLES, []),
    "mine",
    VARIABLES,
    ["A"],
  ],
  [
    "a variable whose list was absent, and is empty",
    edited(VARIABLES),
    set(`${VARIABLES}[0].value`, "theirs"),
    (draft) => {
      draft.set(VARIABLES, null);
      draft.set(VARIABLES, []);
    },
    "mine",
    VARIABLES,
    ["A"],
  ],
  [
    "the order of the environments, after all are removed,",
    (draft) => draft.move("environments", 0, 1),
    (draft) => draft.move("environments", 0, 2),
    set("environments", null),
    "mine",
    "environments",
    [],
  ],
  [
    "a variable of an environment that they removed",
    edited("environments[0].variables"),
    remove("environments[0].variables[0]"),
    () => {},
    "mine",
    "environments[0].variables",
    ["B", "A"],
  ],
  [
    "a variable that I removed, with another value",
    remove(`${VARIABLES}[0]`),
    edited(VARIABLES),
    remove(`${VARIABLES}[0]`),
    { value: "other" },
    VARIABLES,
    ["B", "A"],
  ],
  [
    "an environment that they removed",
    set("environments[1].name", "Mine"),
    remove("environments[1]"),
    () => {},
    "mine",
    "environments",
    ["Production", "Test", "Mine"],
  ],
  [
    "an environment that they removed, after all others are removed",
    set("environments[1].name", "Mine"),
    remove("environments[1]"),
    set("environments", undefined),
    "mine",
    "environments",
    ["Mine"],
  ],
  [
    "an environment that both sides added",
    add(MINE),
    add(THEIRS),
    () => {},
    "mine",
    "environments",
    ["Production", "Staging", "Test", "New", "New"],
  ],
  [
    "an environment that both sides added, between others, of which they removed the next,",
    addBetween,
    (draft) => {
      draft.remove("environments[1]");
      draft.insert("environments", THEIRS);
    },
    () => {},
    "mine",
    "environments",
    ["Production", "New", "Test", "New"],
  ],
  [
    "an environment that both sides added, between others, after all are removed",
    addBetween,
    add(THEIRS),
    set("environments", null),
    "mine",
    "environments",
    ["New"],
  ],
  [
    "an environment that both sides added, after all are removed",
    add(MINE),
    add(THEIRS),
    set("environments", null),
    "mine",
    "environments",
    ["New"],
  ],
];

for (const [name, mine, theirs, meanwhile, decision, list, names] of CASES) {
  test(`a conflict at ${name} adds the item once, with a key that no other item has`, () => {
    const draft = rebased(mine, theirs);
    const [conflict] = draft.conflicts;
    meanwhile(draft);
    if (decision === "mine") conflict.resolve("mine");
    else conflict.resolveWith(decision.value);
    assert.deepEqual(
      draft.get(list).map((item) => item.name),
      names,
    );
    expectKeys(draft);
    assert.deepEqual(draft.conflicts, []);
    draft.undo();
    expectKeys(draft);
  });
}

test("an item that a conflict adds again has the key that it had before", () => {
  for (const [mine, theirs, list] of [
    [edited(VARIABLES), remove(`${VARIABLES}[0]`), VARIABLES],
    [set("environments[1].name", "Mine"), remove("environments[1]"), "environments"],
  ]) {
    const draft = rebased(mine, theirs);
    const stored = draft.keys(list);
    draft.conflicts[0].resolve("mine");
    const key = list === VARIABLES ? "0" : "1";
    assert.deepEqual(draft.keys(list), [...stored, key]);
  }
});

test("the items in an environment that a conflict adds again have the keys that they had before", async () => {
  const list = "environments[0].variables";
  for (const resolve of [
    (conflict) => conflict.resolve("mine"),
    (conflict, variables) => conflict.resolveWith({ ...NEW, variables: variables.slice().reverse() }),
  ]) {
    const { client } = platform(structuredClone(current));
    const draft = new ConnectionDraft(current);
    draft.insert(list, { name: "C", value: "3" }, 0);
    assert.equal((await draft.save(client)).ok, true);
    const saved = draft.get(list);
    const keys = new Map(draft.keys(list).map((key, at) => [saved[at].name, key]));
    assert.equal(keys.get("A"), "0");
    draft.set("environments[0].name", "Mine");
    draft.rebase({ ...draft.current, environments: draft.current.environments.slice(1) });
    resolve(draft.conflicts[0], saved);
    const last = draft.get("environments").length - 1;
    assert.deepEqual(
      draft.keys(["environments", last, "variables"]),
      draft.get(["environments", last, "variables"]).map(({ name }) => keys.get(name)),
    );
  }
});

test("a conflict is resolved at the right item after the list was edited in place", () => {
  const variable = (name, value) => ({ name, value });
  const environments = current.environments.map((one, at) => ({ ...one, variables: [variable("A", String(at))] }));
  const connection = { ...current, environments };
  const draft = new ConnectionDraft(connection);
  for (const at of [0, 1, 2]) draft.set(["environments", at, "name"], `Mine ${at}`);
  const latest = { ...connection, environments: environments.map((one, at) => ({ ...one, name: `Theirs ${at}` })) };
  const { conflicts } = draft.rebase(latest);
  assert.equal(conflicts.length, 3);
  const resolve = (id) => conflicts.find(({ environment }) => environment.id === id).resolve("mine");
  const [a, b, c] = environments.map(({ id }) => id);
  // The items move while no one reads the value, so that the list stays the same object.
  draft.set("environments[0].name", "Edited");
  resolve(a);
  draft.set("environments[0].id", c);
  draft.set("environments[2].id", a);
  resolve(b);
  resolve(c);
  assert.deepEqual(
    draft.value.environments.map(({ id, name }) => [id, name]),
    [
      [c, "Mine 2"],
      [b, "Mine 1"],
      [a, "Theirs 2"],
    ],
  );
});
