// The entries of the undo history that are left after a save during which the draft was edited, if the platform changed the same parts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
const [A, B] = current.environmentVariables;
const [C, D, Z] = ["C", "D", "Z"].map((name) => ({ name, value: name }));
const [NONE, BASIC] = ["none", "basic-auth"].map((schemeType) => ({ schemeType }));
const API_KEY = { schemeType: "api-key", name: "x", in: "header" };
const LIST = "environmentVariables";
const OWN = "environments[0].variables";

const set = (path, value) => (draft) => draft.set(path, value);
const insert = (list, item, at) => (draft) => draft.insert(list, item, at);
const remove = (path) => (draft) => draft.remove(path);
const replace = (members) => (draft) => draft.replace({ ...draft.value, ...members });
const rename = set("name", "Other");

/** Replaces the variables of the first environment, in one edit of the whole connection. */
const replaceOwn = (variables) => (draft) => {
  const [first, ...others] = draft.value.environments;
  replace({ environments: [{ ...first, variables }, ...others] })(draft);
};

/** Changes of the stored connection by the platform, after the request. */
const dropFirst = (stored) => stored.environments.shift();
const dropVariable = (name) => (stored) => {
  stored[LIST] = stored[LIST].filter((variable) => variable.name !== name);
};
const addVariable = (item, at) => (stored) => stored[LIST].splice(at, 0, item);

/**
 * Saves an edit of a draft, and edits the draft during the save. The platform changes the stored connection with `tidy`, once. Returns
 * the draft after the save.
 */
async function saveDuring({ stored = current, before = rename, during, tidy = () => {} }) {
  let count = 0;
  const { client } = platform(structuredClone(stored), {
    before: () => {
      count += 1;
      if (count === 1) for (const edit of [during].flat()) edit(draft);
    },
    tidy: (connection) => {
      if (count === 1) tidy(connection);
    },
  });
  const draft = new ConnectionDraft(stored);
  before(draft);
  const saved = await draft.save(client);
  assert.equal(saved.ok, true);
  return draft;
}

/** Returns the values of the variables in the list at a path, or the value at the path. */
function valuesAt(draft, path) {
  const value = draft.get(path);
  return Array.isArray(value) ? value.map((variable) => variable.value).join() : value;
}

/** Returns what is at a path after the save, and after each undo. */
function undoAll(draft, path) {
  const values = [valuesAt(draft, path)];
  while (draft.undo()) values.push(valuesAt(draft, path));
  return values;
}

const withOwn = (variables) => ({ ...current, environments: [{ ...current.environments[0], variables }] });

/** Cases: what is edited during a save, what the platform changes, and the items of a list after the save and after each undo. */
const CASES = {
  "an insertion at the start of the list": { during: insert(LIST, C, 0), path: LIST, values: ["C,1,2", "1,2"] },
  "an insertion after items that the platform has removed": {
    during: insert(LIST, C),
    tidy: (stored) => {
      stored[LIST] = [];
    },
    path: LIST,
    values: ["C", ""],
  },
  "an insertion after an item that the platform has added": {
    during: insert(LIST, C),
    tidy: addVariable(Z, 2),
    path: LIST,
    values: ["1,2,Z,C", "1,2,Z"],
  },
  "two variables that are inserted at once": {
    during: replace({ [LIST]: [A, B, C, D] }),
    path: LIST,
    values: ["1,2,C,D", "1,2"],
  },
  "an item that is removed before a new item": {
    before: insert(LIST, C),
    during: remove(`${LIST}[0]`),
    path: LIST,
    values: ["2,C", "1,2,C"],
  },
  "items of a list to which the platform has added": {
    during: replace({ [LIST]: [{ name: "A", value: "x" }, C] }),
    tidy: addVariable(Z, 0),
    path: LIST,
    values: ["Z,x,C", "Z,1,2"],
  },
};

for (const [name, { path, values, ...options }] of Object.entries(CASES)) {
  test(`an undo after a save reverts an edit of a list that was made during the save: ${name}`, async () => {
    const draft = await saveDuring(options);
    const keys = draft.keys(path);
    assert.deepEqual(undoAll(draft, path), values);
    while (draft.redo());
    assert.deepEqual([valuesAt(draft, path), draft.keys(path)], [values[0], keys]);
  });
}

/** Cases: an edit during a save of something that the platform changed too, and the value after the save. */
const LEFT_OUT = {
  "the insertion of an item that the platform has added too": {
    during: insert(LIST, C),
    tidy: addVariable(C, 2),
    path: LIST,
    value: "1,2,C",
  },
  "the removal of an item after one that the platform has removed": {
    during: remove(`${LIST}[1]`),
    tidy: dropVariable("A"),
    path: LIST,
    value: "",
  },
  "the removal of an item of a list that the platform has removed": {
    during: remove(`${LIST}[0]`),
    tidy: (stored) => {
      delete stored[LIST];
    },
    path: LIST,
    value: undefined,
  },
  "a new value of a list to which the platform has added": {
    during: set(LIST, [{ name: "A", value: "x" }, B]),
    tidy: addVariable(Z, 0),
    path: LIST,
    value: "Z,x,2",
  },
  "an order that no request sends": {
    stored: withOwn([A, B, C]),
    during: replaceOwn([{ ...A }, { ...C }, { ...B }]),
    path: OWN,
    value: "1,2,C",
  },
  "the removal of a variable of an environment that the platform has removed": {
    during: remove(`${OWN}[1]`),
    tidy: dropFirst,
    path: "environments[2].variables",
    value: "1",
  },
  "another removal of a variable of an environment that the platform has removed": {
    stored: withOwn([A, B, C]),
    before: remove(`${OWN}[0]`),
    during: remove(`${OWN}[1]`),
    tidy: dropFirst,
    path: OWN,
    value: "2",
  },
  "new values of variables of an environment that the platform has removed": {
    stored: withOwn([A, B, C]),
    during: replaceOwn([
      { name: "B", value: "x" },
      { name: "C", value: "y" },
    ]),
    tidy: dropFirst,
    path: OWN,
    value: "x,y",
  },
  "an edit of a credential that the platform has removed": {
    during: set("environments[0].credentials.action[0].credential.name", "x"),
    tidy: ({ environments: [first] }) => {
      first.credentials.action = [];
    },
    path: "environments[0].credentials.action",
    value: "",
  },
};

for (const [name, { path, value, during, ...options }] of Object.entries(LEFT_OUT)) {
  test(`an edit that has another result after a save cannot be undone: ${name}`, async () => {
    const draft = await saveDuring({ ...options, during });
    assert.deepEqual(undoAll(draft, path), [value]);
  });

  test(`later edits of the same save can be undone, in their order: ${name}`, async () => {
    const draft = await saveDuring({
      ...options,
      during: [set("name", "Before"), during, set("name", "a"), set("baseUrl", "https://b.example"), set("name", "b")],
    });
    assert.deepEqual(undoAll(draft, "name"), ["b", "a", "a", "Before"]);
    assert.equal(draft.get("baseUrl"), current.baseUrl);
  });
}

test("an undo after a save restores the key of a removed item", async () => {
  let keys;
  const draft = await saveDuring({
    before: insert(LIST, C, 0),
    during: (draft) => {
      keys = draft.keys(LIST);
      draft.remove(`${LIST}[0]`);
    },
  });
  assert.deepEqual(draft.keys(LIST), keys.slice(1));
  draft.undo();
  assert.deepEqual(draft.keys(LIST), keys);
});

/** Lists that one edit sets as a whole, as they are stored before, and as the platform changes them. */
const WHOLE = {
  "a list to which the platform has added": ["authSchemeConfigs", [NONE], [BASIC, NONE], [API_KEY]],
  "a list that the platform has created": ["later", undefined, [BASIC, NONE], "x"],
  "a list whose order was changed": ["authSchemeConfigs", [NONE, BASIC], undefined, [BASIC, NONE]],
};

for (const [name, [path, before, theirs, mine]] of Object.entries(WHOLE)) {
  test(`an undo after a save restores the keys of a list that was set as a whole: ${name}`, async () => {
    const draft = await saveDuring({
      stored: { ...current, [path]: before },
      during: set(path, mine),
      tidy: (stored) => {
        if (theirs !== undefined) stored[path] = theirs;
      },
    });
    assert.deepEqual(draft.get(path), mine);
    const keys = draft.keys(path);
    assert.deepEqual([draft.undo(), draft.canUndo], [true, false]);
    assert.deepEqual(draft.get(path), theirs ?? before);
    for (const at of draft.get(path).keys()) assert.equal(draft.isDirtyAt([path, at]), false);
    assert.equal(draft.isDirty, false);
    draft.redo();
    assert.deepEqual([draft.get(path), draft.keys(path)], [mine, keys]);
    draft.undo();
    for (const at of draft.get(path).keys()) assert.equal(draft.isDirtyAt([path, at]), false);
  });
}
