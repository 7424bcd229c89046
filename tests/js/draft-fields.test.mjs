// The state of single fields: the same object until one of its members changes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

const { current } = await fixture("verbs");

/** The number of cached fields that starts a clean-up. */
const MAX = 10_000;

/** Edits, and a path whose field changes with each of them, with the members that change. */
const CHANGES = [
  ["its value", "name", (draft) => draft.set("name", "a"), (draft) => draft.set("name", "b"), { value: "b" }],
  ["its issues", "name", (draft) => draft.set("name", ""), (draft) => draft.set("name", " "), { value: " " }],
  ["touched", "name", () => {}, (draft) => draft.touch("name"), { isTouched: true }],
  [
    "no longer dirty",
    "name",
    (draft) => draft.set("name", "a"),
    (draft) => draft.rebase({ ...current, name: "a" }),
    { isDirty: false },
  ],
  ["dirty", "name", () => {}, (draft) => draft.rebase({ ...current, name: "a" }), { value: "a" }],
];

for (const [what, path, before, edit, members] of CHANGES) {
  test(`a field is another object if it has changed: ${what}`, () => {
    const draft = new ConnectionDraft(current);
    before(draft);
    const field = draft.field(path);
    const others = ["baseUrl", "environments[0].name"].map((other) => [other, draft.field(other)]);
    edit(draft);
    const next = draft.field(path);
    assert.notEqual(next, field);
    for (const [member, value] of Object.entries(members)) assert.equal(next[member], value);
    const { value, issues, isDirty, isTouched } = next;
    assert.deepEqual(
      [value, issues, isDirty, isTouched],
      [draft.get(path), draft.issuesAt(path), draft.isDirtyAt(path), draft.isTouchedAt(path)],
    );
    for (const [other, same] of others) assert.equal(draft.field(other), same);
    assert.equal(draft.field(path), next);
  });
}

test("fields that were read in another order, or not after every edit, are the same objects", () => {
  const draft = new ConnectionDraft(current);
  const [name, baseUrl] = [draft.field("name"), draft.field("baseUrl")];
  draft.set("later", 1);
  const later = draft.field("later");
  draft.set("other", 1);
  assert.equal(draft.field("baseUrl"), baseUrl);
  draft.set("other", 2);
  assert.deepEqual([draft.field("later") === later, draft.field("name") === name], [true, true]);
});

test("a field whose value is not a number is the same object until an edit", () => {
  const draft = new ConnectionDraft(current);
  draft.set("later", Number.NaN);
  assert.equal(draft.field("later"), draft.field("later"));
});

test("fields are the same objects while they are read, and of too many fields, those that are not read are forgotten", () => {
  const draft = new ConnectionDraft(current);
  const fields = Array.from({ length: MAX - 1 }, (_, at) => draft.field(`later${at}`));
  const isSame = (at) => draft.field(`later${at}`) === fields[at];
  draft.set("other", 1);
  const name = draft.field("name");
  assert.ok(isSame(0), "the greatest number of fields is remembered");
  draft.set("other", 2);
  assert.deepEqual([isSame(0), isSame(1), isSame(2), draft.field("name") === name], [true, true, true, true]);
  const baseUrl = draft.field("baseUrl");
  assert.deepEqual([isSame(0), isSame(1), draft.field("name") === name], [true, true, true]);
  assert.deepEqual([isSame(3), isSame(MAX - 2)], [false, false]);
  assert.equal(draft.field("baseUrl"), baseUrl);
});

test("a draft that is disposed refers to no field and to no keys", async () => {
  const draft = new ConnectionDraft(current);
  const read = [draft.field("environments[0].name"), draft.keys("environments")].map((value) => new WeakRef(value));
  await setImmediate();
  collect();
  for (const reference of read) assert.notEqual(reference.deref(), undefined);
  draft.dispose();
  await setImmediate();
  collect();
  for (const reference of read) assert.equal(reference.deref(), undefined);
  // The draft itself is still in use.
  draft.dispose();
});
