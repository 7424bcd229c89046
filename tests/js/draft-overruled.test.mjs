// Edits that are made during a save that fails halfway, after others changed the connection: only the changes of others that the edits
// would overrule are in conflict at the next save.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");

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
