// Edits that are made during a save that fails halfway, after others changed the connection: only the changes of others that the edits
// would overrule are in conflict at the next save.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current: connection } = await fixture("verbs");
const current = structuredClone(connection);
const [entry] = current.environments[1].credentials.action;
current.environments[1].credentials.action = ["64", "65", "66"].map((end) => ({
  ...entry,
  id: `${entry.id.slice(0, -2)}${end}`,
}));

/**
 * Saves a draft with an edit of the connection and one of an environment. The second request is refused. Returns the draft, the error,
 * and a function that saves again.
 */
async function saveHalf({ theirs, during, tidy }) {
  const stored = structuredClone(current);
  theirs(stored);
  let count = 0;
  const before = () => {
    count += 1;
    if (count === 1) during(draft);
    return count === 2 ? new Response(null, { status: 400 }) : undefined;
  };
  const { client } = platform(stored, { before, tidy });
  const draft = new ConnectionDraft(current);
  draft.set("name", " Mine ");
  draft.set("environments[0].variables[0].value", "mine");
  const options = { ownValues: "keep" };
  const { error } = await draft.save(client, options);
  assert.deepEqual([error.kind, error.done.length, error.concurrentChanges.length > 0], ["http", 1, true]);
  return { draft, stored, save: () => draft.save(client, options) };
}

/** Changes of others, the edit during the save, what the platform changes, and the paths of the conflicts at the next save. */
const CASES = {
  "one of two changes of others": {
    theirs: (stored) => {
      stored.baseUrl = "https://theirs.example.com";
      stored.environments[1].name = "Theirs";
    },
    during: (draft) => draft.set("baseUrl", "https://mine.example.com"),
    conflicts: ["baseUrl"],
  },
  "a value that the platform changed, and others did not": {
    theirs: (stored) => {
      stored.environments[1].name = "Theirs";
    },
    during: (draft) => draft.set("name", "Typed"),
    tidy: (stored) => {
      stored.name = stored.name.trim();
    },
    conflicts: [],
  },
  "another member of an environment that others changed": {
    theirs: (stored) => {
      stored.environments[1].name = "Theirs";
    },
    during: (draft) => draft.set("environments[1].variables[0].value", "typed"),
    conflicts: [],
  },
  "a value that the platform changed, beside one that others changed": {
    theirs: (stored) => {
      stored.baseUrl = "https://theirs.example.com";
      stored.environments[1].name = "Theirs";
    },
    during: (draft) => draft.set("name", "Typed"),
    tidy: (stored) => {
      stored.name = stored.name.trim();
    },
    conflicts: [],
  },
  "a variable that the platform changed, in an environment that others changed": {
    theirs: (stored) => {
      stored.environments[1].name = "Theirs";
    },
    during: (draft) => draft.set("environments[1].variables[0].value", "typed"),
    tidy: ({ environments }) => {
      if (environments[1].variables[0].value === "9") environments[1].variables[0].value = "tidy";
    },
    conflicts: [],
  },
  "own values of an environment that others changed": {
    theirs: (stored) => {
      stored.environments[1].name = "Theirs";
      stored.environments[1].variables[0].value = "theirs";
    },
    during: (draft) => draft.set("environmentVariables[0].value", "typed"),
    conflicts: [],
  },
  "the order of credentials that others changed": {
    theirs: (stored) => {
      stored.environments[1].name = "Theirs";
      stored.environments[1].credentials.action.reverse();
    },
    during: (draft) => draft.move("environments[1].credentials.action", 0, 1),
    conflicts: [],
  },
  "the same member of another environment": {
    theirs: (stored) => {
      stored.environments[1].name = "Theirs";
    },
    during: (draft) => draft.set("environments[2].name", "Typed"),
    conflicts: [],
  },
};

for (const [name, { conflicts, ...options }] of Object.entries(CASES)) {
  test(`after a save that fails halfway, the next save finds the conflicts with later edits: ${name}`, async () => {
    const { draft, stored, save } = await saveHalf(options);
    const { value } = draft;
    const { error } = await save();
    assert.deepEqual(error?.conflicts.map(({ path }) => path.join(".")) ?? [], conflicts);
    if (conflicts.length === 0) assert.deepEqual([draft.isDirty, draft.value], [false, stored]);
    else assert.equal(value.baseUrl, "https://mine.example.com");
    for (const conflict of draft.conflicts) conflict.resolve("mine");
    assert.equal(conflicts.length === 0 || (await save()).ok, true);
    assert.deepEqual([draft.isDirty, stored.environments[1].name], [false, "Theirs"]);
  });
}

test("after a save that fails halfway, an edit that cannot be sent is left in the draft", async () => {
  const { draft } = await saveHalf({
    theirs: (stored) => {
      stored.baseUrl = "https://theirs.example.com";
    },
    during: (draft) => draft.set("protocol", "bigquery"),
  });
  assert.equal(draft.get("protocol"), "bigquery");
  assert.deepEqual(
    draft.issuesAt("protocol").map(({ code }) => code),
    ["immutable-field"],
  );
});

/** Changes of others, the edit during the save, its list, and the items in it that the edit did not change. */
const KEPT = {
  "a variable that they removed": {
    theirs: (stored) => stored.environmentVariables.shift(),
    during: (draft) => draft.set("environmentVariables[0].value", "typed"),
    list: "environmentVariables",
    keys: { B: "1", A: "0" },
    edited: "A",
  },
  "a variable that they added too": {
    theirs: (stored) => stored.environmentVariables.unshift({ name: "C", value: "theirs" }),
    during: (draft) => draft.insert("environmentVariables", { name: "C", value: "typed" }),
    list: "environmentVariables",
    keys: { A: "0", B: "1", C: "new1" },
    edited: "C",
  },
  "an environment that they removed": {
    theirs: (stored) => stored.environments.splice(1, 1),
    during: (draft) => draft.set("environments[1].name", "Typed"),
    list: "environments",
    keys: { Production: "0", Test: "2", Typed: "1" },
    edited: "Typed",
  },
};

for (const [name, { list, keys, edited, ...options }] of Object.entries(KEPT)) {
  test(`after a save that fails halfway, the items have their keys: ${name}`, async () => {
    const { draft } = await saveHalf(options);
    const items = draft.get(list);
    assert.deepEqual(Object.fromEntries(draft.keys(list).map((key, at) => [items[at].name, key])), keys);
    for (const [at, { name }] of items.entries()) {
      if (name !== "Production") assert.equal(draft.isDirtyAt([list, at]), name === edited);
    }
    const at = items.findIndex(({ name }) => name === edited);
    draft.reset([list, at]);
    assert.deepEqual(
      draft.get(list).map((item) => item.value ?? item.name),
      items.flatMap((_, index) => draft.current[list][index] ?? []).map((item) => item.value ?? item.name),
    );
  });
}

test("after a refused save, an environment that others removed with all others is in conflict with a later edit", async () => {
  const stored = structuredClone(current);
  delete stored.environments;
  let isFirst = true;
  const before = () => {
    if (isFirst) draft.set("environments[1].name", "Typed");
    isFirst = false;
    return new Response(null, { status: 400 });
  };
  const { client, writes } = platform(stored, { before });
  const draft = new ConnectionDraft(current);
  draft.set("name", "Mine");
  assert.equal((await draft.save(client)).error.kind, "http");
  assert.deepEqual([draft.get("environments").map(({ name }) => name), draft.keys("environments")], [["Typed"], ["1"]]);
  const { error } = await draft.save(client);
  assert.deepEqual([error.kind, error.conflicts.map(({ kind }) => kind), writes.length], ["conflict", ["deleted"], 1]);
});
