// The keys of list items after a rebase and a save: each item has its own key, and a removed item is found no more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
const VARIABLES = "environmentVariables";
const variable = (name, value = "1") => ({ name, value });
const three = { ...current, environmentVariables: ["A", "B", "C"].map((name) => variable(name)) };

const set = (path, value) => (draft) => draft.set(path, value);
const remove = (path) => (draft) => draft.remove(path);
const insert = (path, item, at) => (draft) => draft.insert(path, item, at);
const all =
  (...edits) =>
  (draft) => {
    for (const edit of edits) edit(draft);
  };

/** Rebases a draft with an edit onto a connection that another person edited. */
function rebase(base, mine, theirs) {
  const draft = new ConnectionDraft(base);
  mine(draft);
  const before = draft.keys(VARIABLES);
  const latest = new ConnectionDraft(base);
  theirs(latest);
  assert.ok(draft.rebase(latest.value).ok);
  return { draft, before };
}

/**
 * Cases: the edits of both sides, and the variables after the rebase: a name, the name of the variable before that has the same key, and
 * if it is dirty.
 */
const CASES = {
  "an unedited variable that others added is not dirty": [
    set(`${VARIABLES}[0].value`, "x"),
    insert(VARIABLES, variable("N")),
    ["A:A*", "B:B", "C:C", "N:new"],
  ],
  "an unedited variable that others added in front is not dirty": [
    set(`${VARIABLES}[0].value`, "x"),
    insert(VARIABLES, variable("N"), 0),
    ["N:new", "A:A*", "B:B", "C:C"],
  ],
  "a variable that I added instead of one keeps its key": [
    all(remove(`${VARIABLES}[2]`), insert(VARIABLES, variable("N"))),
    set("name", "Theirs"),
    ["A:A", "B:B", "N:N*"],
  ],
  "a variable that I added keeps its key, and one that others added gets another key": [
    insert(VARIABLES, variable("M")),
    insert(VARIABLES, variable("N")),
    ["A:A", "B:B", "C:C", "N:new", "M:M*"],
  ],
  "a variable that I renamed keeps its key": [
    set(`${VARIABLES}[1].name`, "N"),
    set("name", "Theirs"),
    ["A:A", "N:N*", "C:C"],
  ],
  "a variable that I renamed gets another key if the variable with the old name is left": [
    set(`${VARIABLES}[2].name`, "N"),
    set(`${VARIABLES}[2].value`, "x"),
    ["A:A", "B:B", "C:N", "N:new*"],
  ],
};

for (const [name, [mine, theirs, expected]] of Object.entries(CASES)) {
  test(`after a rebase, ${name}`, () => {
    const { draft, before } = rebase(three, mine, theirs);
    const names = new ConnectionDraft(three);
    mine(names);
    const nameOf = (key) => names.get(VARIABLES)[before.indexOf(key)]?.name ?? "new";
    const keys = draft.keys(VARIABLES);
    assert.equal(new Set(keys).size, keys.length);
    const shown = draft
      .get(VARIABLES)
      .map((item, at) => `${item.name}:${nameOf(keys[at])}${draft.isDirtyAt([VARIABLES, at]) ? "*" : ""}`);
    assert.deepEqual(shown, expected);
  });
}

test("after a rebase, an environment that I turned into a new one has another key than the stored one, and so have its items", () => {
  const [first, ...others] = current.environments;
  // Other items than environments can have the same id.
  const variables = ["A", "B", "C"].map((name) => ({ ...variable(name), id: first.id }));
  const base = { ...current, environments: [{ ...first, variables }, ...others] };
  const draft = new ConnectionDraft(base);
  draft.set("environments[0].id", undefined);
  const theirs = { ...first, name: "Theirs", variables };
  assert.ok(draft.rebase({ ...base, environments: [theirs, ...others] }).ok);
  const ids = draft.value.environments.map(({ id }) => id);
  assert.deepEqual(ids, [undefined, ...current.environments.map(({ id }) => id)]);
  assert.deepEqual(draft.keys("environments"), ["new1", "0", "1", "2"]);
  const dirty = ids.map((_, at) => draft.isDirtyAt(["environments", at]));
  assert.deepEqual(dirty, [true, false, false, false]);
  assert.deepEqual(draft.keys("environments[1].variables"), ["0", "1", "2"]);
  assert.deepEqual(draft.keys("environments[0].credentials.action"), ["new2"]);
  const keys = draft.keys("environments[0].variables");
  assert.deepEqual([keys.length, new Set(keys).size], [3, 3]);
});

const [A, B] = three.environmentVariables;

/** Cases: edits during a save after which the last variable is no longer in the draft. */
const REMOVED = {
  "the list was replaced": [set(VARIABLES, [{ ...A }, { ...B }])],
  "the list was replaced twice": [set(VARIABLES, [{ ...A }, { ...B }]), set(VARIABLES, [{ ...B }, { ...A }])],
  "the list was replaced twice by equal lists": [
    set(VARIABLES, [{ ...A }, { ...B }]),
    set(VARIABLES, [{ ...A }, { ...B }]),
  ],
  "it was removed before a rebase": [remove(`${VARIABLES}[2]`), (draft) => draft.rebase({ ...three })],
  "it was removed before two rebases": [
    remove(`${VARIABLES}[2]`),
    (draft) => draft.rebase({ ...three }),
    (draft) => draft.rebase({ ...three }),
  ],
  "others removed it": [(draft) => draft.rebase({ ...three, environmentVariables: [A, B] })],
};

for (const [name, edits] of Object.entries(REMOVED)) {
  test(`a refusal of a variable that was removed during the save is at the list: ${name}`, async () => {
    const draft = new ConnectionDraft(three);
    draft.set(`${VARIABLES}[2].value`, "x");
    const fields = [{ field: `${VARIABLES}[2].value`, message: "is not allowed" }];
    const before = () => {
      for (const edit of edits) edit(draft);
      return Response.json({ code: "invalid", message: "refused", fields }, { status: 400 });
    };
    const { client } = platform(structuredClone(three), { before });
    const { ok, error } = await draft.save(client);
    assert.equal(ok, false);
    assert.deepEqual(
      error.issues.map(({ code, path }) => [code, path]),
      [["rejected", [VARIABLES]]],
    );
  });
}

test("a resolution edits the same environment after another one was removed", () => {
  const rename = (draft, side) => {
    for (const at of [0, 2]) draft.set(`environments[${at}].name`, `${side} ${at}`);
  };
  const [draft, latest] = [new ConnectionDraft(current), new ConnectionDraft(current)];
  rename(draft, "Mine");
  rename(latest, "Theirs");
  assert.ok(draft.rebase(latest.value).ok);
  const [first, last] = draft.conflicts;
  draft.set("environments[1].name", "Other");
  first.resolve("mine");
  draft.remove("environments[1]");
  last.resolve("mine");
  assert.deepEqual(
    draft.value.environments.map(({ name }) => name),
    ["Mine 0", "Mine 2"],
  );
});
