// The undo history: the edits that are one entry, the number of entries that are kept, and the entries that are left after a save.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
const NAME = current.name;
const set = (path, value) => (draft) => draft.set(path, value);
const name = (value) => set("name", value);
const undo = (draft) => draft.undo();
const redo = (draft) => draft.redo();
const checkpoint = (draft) => draft.checkpoint();

/** Returns the values at a path that one undo after the other leads to. */
function undoAll(draft, path) {
  const values = [];
  while (draft.canUndo) {
    assert.equal(draft.undo(), true);
    values.push(draft.get(path));
  }
  assert.equal(draft.undo(), false);
  return values;
}

/** Edits, and the values at a path that one undo after the other leads to. */
const ENTRIES = [
  ["edits of one text are one entry", "name", [name("a"), name("ab"), name("abc")], [NAME]],
  ["a checkpoint ends the entry", "name", [name("a"), checkpoint, name("ab")], ["a", NAME]],
  ["an edit of another text ends the entry", "name", [name("a"), set("baseUrl", "x"), name("ab")], ["a", "a", NAME]],
  [
    "an insertion ends the entry",
    "name",
    [name("a"), (draft) => draft.insert("list", 1), name("ab")],
    ["a", "a", NAME],
  ],
  ["a reset ends the entry", "name", [name("a"), (draft) => draft.reset("name"), name("ab")], [NAME, "a", NAME]],
  ["an undo ends the entry before", "name", [name("a"), checkpoint, name("b"), undo, name("c")], ["a", NAME]],
  ["a redo ends the entry", "name", [name("a"), undo, redo, name("b")], ["a", NAME]],
  [
    "a text that is deleted is an entry of its own",
    "baseUrl",
    [set("baseUrl", "x"), set("baseUrl", undefined)],
    ["x", current.baseUrl],
  ],
  [
    "a text that becomes a number is an entry of its own",
    "later",
    [set("later", "x"), set("later", 1)],
    ["x", undefined],
  ],
  [
    "a text that replaces a number is an entry of its own",
    "later",
    [set("later", 1), set("later", "x"), set("later", "xy")],
    ["x", 1, undefined],
  ],
  ["numbers are entries of their own", "later", [set("later", 1), set("later", 2), set("later", 3)], [2, 1, undefined]],
  [
    "a text that is created is an entry of its own",
    "later",
    [set("later", "x"), set("later", "xy"), set("later", "xyz")],
    ["x", undefined],
  ],
];

for (const [what, path, edits, values] of ENTRIES) {
  test(`in the undo history, ${what}`, () => {
    const draft = new ConnectionDraft(current);
    for (const edit of edits) edit(draft);
    const last = draft.get(path);
    assert.deepEqual(undoAll(draft, path), values);
    assert.deepEqual([draft.isDirty, JSON.stringify(draft.value)], [false, JSON.stringify(current)]);
    for (const _ of values) assert.equal(draft.redo(), true);
    assert.deepEqual([draft.get(path), draft.canRedo, draft.redo()], [last, false, false]);
  });
}

test("a redo without an undone edit does nothing", () => {
  const draft = new ConnectionDraft(current);
  let notified = 0;
  draft.subscribe(() => {
    notified += 1;
  });
  assert.deepEqual(
    [draft.canRedo, draft.redo(), draft.canUndo, draft.undo(), notified],
    [false, false, false, false, 0],
  );
  draft.set("name", "a");
  assert.deepEqual([draft.canRedo, draft.redo(), draft.canUndo], [false, false, true]);
  draft.undo();
  assert.deepEqual([draft.canRedo, draft.canUndo], [true, false]);
  draft.redo();
  assert.deepEqual([draft.canRedo, draft.redo(), draft.canUndo], [false, false, true]);
  assert.deepEqual([draft.undo(), draft.undo(), draft.get("name")], [true, false, NAME]);
});

test("an edit after an undo leaves nothing to redo", () => {
  for (const edit of [
    name("b"),
    set("later", 1),
    (draft) => draft.insert("list", 1),
    (draft) => draft.remove("environments[0]"),
  ]) {
    const draft = new ConnectionDraft(current);
    draft.set("name", "a");
    draft.undo();
    edit(draft);
    assert.deepEqual([draft.canRedo, draft.redo()], [false, false]);
  }
});

for (const limit of [0, 1, 2]) {
  test(`of five edits, the last ${limit} can be undone with this limit`, () => {
    const draft = new ConnectionDraft(current, { historyLimit: limit });
    for (let n = 0; n < 5; n++) {
      // Two edits of the same text are one entry.
      draft.set("name", `${n}`);
      draft.set("name", `Name ${n}`);
      draft.checkpoint();
    }
    assert.equal(draft.get("name"), "Name 4");
    assert.deepEqual(undoAll(draft, "name"), ["Name 3", "Name 2"].slice(0, limit));
  });
}

/** Edits before a save and during it, and what the undos after the save lead to, by path. */
const SAVES = [
  ["nothing is left of edits that were saved", "name", [name("a")], [], []],
  ["an edit during the save is left", "baseUrl", [name("a")], [set("baseUrl", "https://b.example")], [current.baseUrl]],
  ["typing that goes on during the save is an entry of its own", "name", [name("a")], [name("ab"), name("abc")], ["a"]],
  [
    "each of several edits during the save is left",
    "name",
    [name("a")],
    [name("b"), checkpoint, name("c")],
    ["b", "a"],
  ],
  ["an edit that was undone during the save is not left", "name", [name("a")], [name("b"), undo], []],
  [
    "an edit after an undo of what is being saved is left",
    "baseUrl",
    [set("baseUrl", "https://b.example")],
    [undo, set("baseUrl", "https://c.example")],
    [current.baseUrl],
  ],
  [
    "an edit of a member whose name is a number is left",
    ["later", "-1"],
    [name("a")],
    [set(["later", "-1"], "x")],
    [undefined],
  ],
];

for (const [what, path, before, during, values] of SAVES) {
  for (const historyLimit of [1_000, 2]) {
    test(`after a save, ${what} (limit ${historyLimit})`, async () => {
      const stored = { ...current, later: {} };
      let isFirst = true;
      const { client } = platform(structuredClone(stored), {
        before: () => {
          if (isFirst) for (const edit of during) edit(draft);
          isFirst = false;
        },
      });
      const draft = new ConnectionDraft(stored, { historyLimit });
      draft.set("other", 1);
      draft.reset("other");
      for (const edit of before) edit(draft);
      assert.equal((await draft.save(client)).ok, true);
      assert.deepEqual([draft.canRedo, draft.redo()], [false, false]);
      assert.deepEqual(undoAll(draft, path), values);
    });
  }
}

test("typing after a save is an entry of its own", async () => {
  for (const during of [undefined, "During"]) {
    let isFirst = true;
    const { client } = platform(structuredClone(current), {
      before: () => {
        if (isFirst && during !== undefined) draft.set("name", during);
        isFirst = false;
      },
    });
    const draft = new ConnectionDraft(current);
    draft.set("name", "Before");
    assert.equal((await draft.save(client)).ok, true);
    draft.set("name", "After");
    assert.deepEqual(undoAll(draft, "name"), during === undefined ? ["Before"] : ["During", "Before"]);
  }
});

test("a rebase and a dispose leave nothing to undo or to redo", () => {
  const draft = new ConnectionDraft(current);
  draft.set("name", "a");
  draft.set("later", 1);
  draft.undo();
  draft.rebase({ ...current, baseUrl: "https://theirs.example.com" });
  assert.deepEqual([draft.canUndo, draft.canRedo, draft.undo(), draft.redo()], [false, false, false, false]);
  draft.set("name", "b");
  assert.deepEqual(undoAll(draft, "name"), ["a"]);
  draft.dispose();
  assert.deepEqual([draft.canUndo, draft.canRedo], [false, false]);
});
