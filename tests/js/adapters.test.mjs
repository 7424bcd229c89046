// The bindings for front-end frameworks outside of a component: what they read, when it changes, and that both entries work. The pages
// of `tests/pack/consumers/adapters` test them in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient, ConnectionDraft } from "connection-update";
import * as slim from "connection-update/slim";
import * as slimSvelte from "connection-update/slim/svelte";
import * as slimVue from "connection-update/slim/vue";
import * as svelte from "connection-update/svelte";
import * as vue from "connection-update/vue";
import { effectScope, isReactive, nextTick, ref, shallowRef, watchSyncEffect } from "vue";
import { fixture } from "./fixtures.mjs";
import { applyPut } from "./stored.mjs";

const { current } = await fixture("verbs");
await slim.init();

/** Each binding as functions that read a field and a list, and report each change. */
const BINDINGS = {
  vue: (t, { useField, useList }, draft, list, path) => {
    const scope = effectScope();
    t.after(() => scope.stop());
    const changes = { field: 0, list: 0 };
    const [field, rows] = scope.run(() => [useField(draft, path), useList(draft, list)]);
    scope.run(() => {
      watchSyncEffect(() => {
        changes.field += Number(field.input !== undefined);
      });
      watchSyncEffect(() => {
        changes.list += Number(rows.rows !== undefined);
      });
    });
    return { field, rows, changes };
  },
  svelte: (t, { useField, useList }, draft, list, path) => {
    const changes = { field: 0, list: 0 };
    const [field, rows] = [useField(draft, path), useList(draft, list)];
    t.after(field.subscribe(() => (changes.field += 1)));
    t.after(rows.subscribe(() => (changes.list += 1)));
    return { field, rows, changes };
  },
};

for (const [name, adapter, Draft] of [
  ["vue", vue, ConnectionDraft],
  ["vue", slimVue, slim.ConnectionDraft],
  ["svelte", svelte, ConnectionDraft],
  ["svelte", slimSvelte, slim.ConnectionDraft],
]) {
  const entry = Draft === ConnectionDraft ? "default" : "slim";
  test(`in ${name}, a field and a list change only if their own part changes (${entry} entry)`, (t) => {
    const draft = new Draft(current);
    const { field, rows, changes } = BINDINGS[name](t, adapter, draft, "environments", "environments[1].name");
    assert.deepEqual(changes, { field: 1, list: 1 });
    draft.set("name", "Other");
    draft.set("environments[0].name", "Live");
    assert.deepEqual(changes, { field: 1, list: 1 }, "nothing of them was edited");
    field.set("Stage");
    assert.deepEqual(
      [field.value, field.isDirty, field.isTouched, changes],
      ["Stage", true, true, { field: 2, list: 1 }],
    );
    field.value = "Live";
    assert.deepEqual([draft.get("environments[1].name"), field.input["aria-invalid"]], ["Live", true]);
    assert.deepEqual([field.errors.length, field.warnings.length, field.issues.length], [1, 0, 1]);
    field.reset();
    assert.deepEqual(
      [field.isDirty, field.input.value, field.input["aria-describedby"]],
      [false, "Staging", undefined],
    );

    const [first, second] = rows.rows;
    assert.deepEqual([first.path, second.index, rows.rows.length], ["environments[0]", 1, 3]);
    first.move(2);
    assert.deepEqual(
      rows.rows.map(({ key }) => key),
      [second.key, rows.rows[1].key, first.key],
    );
    // A row that a page has not rendered again still means the same item.
    first.remove();
    assert.deepEqual([rows.rows.length, draft.get("environments[0].name")], [2, "Staging"]);
    first.remove();
    assert.equal(rows.rows.length, 2, "it is removed once");
    const [kept] = rows.rows;
    rows.insert({ name: "New", credentials: {}, variables: [] });
    assert.deepEqual([rows.rows[0] === kept, rows.rows[2].path], [true, "environments[2]"]);
  });
}

test("the attributes of an input say what its value is, and which issues it has", (t) => {
  const scope = effectScope();
  t.after(() => scope.stop());
  const draft = new ConnectionDraft({ ...current, baseUrl: "https://api.example/" });
  const read = (path) => {
    const { input, messagesId } = scope.run(() => vue.useField(draft, path));
    return [input.value, input["aria-invalid"], input["aria-describedby"] === messagesId];
  };
  assert.deepEqual(read("name"), [current.name, false, false]);
  for (const [path, value, expected] of [
    ["name", "", ["", true, true]],
    ["name", null, ["", true, true]],
    ["name", 7, ["7", true, true]],
    ["baseUrl", "http://plain.example", ["http://plain.example", false, true]],
  ]) {
    draft.set(path, value);
    assert.deepEqual(read(path), expected, `${path} is ${value}`);
  }
  const { baseUrl: _, ...rest } = current;
  const input = scope.run(() => vue.useField(new ConnectionDraft(rest), "baseUrl").input);
  assert.equal(input.value, "");
});

test("a field that loses the focus is touched, and ends the undo step", (t) => {
  const scope = effectScope();
  t.after(() => scope.stop());
  const draft = new ConnectionDraft(current);
  const field = scope.run(() => vue.useField(draft, "name"));
  const other = scope.run(() => vue.useField(draft, "baseUrl"));
  other.onBlur();
  assert.deepEqual([other.isTouched, field.isTouched], [true, false]);
  field.set("A");
  field.onBlur();
  field.set("AB");
  draft.undo();
  assert.equal(field.value, "A");
});

test("rows belong to their list and their draft, and a row whose item is gone does nothing", (t) => {
  const scope = effectScope();
  t.after(() => scope.stop());
  const drafts = [new ConnectionDraft(current), new ConnectionDraft(current)];
  const which = ref(0);
  const path = ref("environments");
  const rows = scope.run(() =>
    vue.useList(
      () => drafts[which.value],
      () => path.value,
    ),
  );
  const [first, second] = rows.rows;
  which.value = 1;
  rows.rows[0].remove();
  assert.deepEqual(
    drafts.map((draft) => draft.get("environments").length),
    [3, 2],
  );
  path.value = "/environments";
  assert.deepEqual(
    rows.rows.map((row) => row.path),
    ["/environments/0", "/environments/1"],
  );
  which.value = 0;
  second.remove();
  first.remove();
  const before = drafts[0].get("environments");
  first.move(0);
  second.move(0);
  first.remove();
  assert.equal(drafts[0].get("environments"), before);
});

test("a path can change, and has each form", (t) => {
  const scope = effectScope();
  t.after(() => scope.stop());
  const draft = new ConnectionDraft(current);
  const index = ref(0);
  const field = scope.run(() => vue.useField(draft, () => ["environments", index.value, "name"]));
  assert.equal(field.value, "Production");
  index.value = 1;
  assert.equal(field.value, "Staging");
  const paths = (path) => scope.run(() => vue.useList(draft, path).rows.map((row) => row.path));
  assert.deepEqual(paths("/environments"), ["/environments/0", "/environments/1", "/environments/2"]);
  assert.deepEqual(paths(["environments"])[1], ["environments", 1]);
});

test("a draft in Vue outlives that the connection is read again, and a proxy of it is the draft", async (t) => {
  const scope = effectScope();
  t.after(() => scope.stop());
  const read = shallowRef(current);
  const draft = scope.run(() => vue.useConnectionDraft(read));
  const first = draft.value;
  assert.equal(isReactive(ref(first).value), false);
  read.value = structuredClone(current);
  await nextTick();
  assert.equal(draft.value, first, "the content is the same");
  first.set("name", "Edited");
  read.value = { ...current, baseUrl: "https://other.example" };
  await nextTick();
  assert.equal(draft.value, first, "it has edits");
  first.undo();
  read.value = { ...current, baseUrl: "https://another.example" };
  await nextTick();
  assert.equal(draft.value.get("baseUrl"), "https://another.example");
});

test("a draft in Svelte outlives that the connection is read again", () => {
  let read = current;
  const source = svelte.useConnectionDraft(() => read);
  const first = source.current;
  read = structuredClone(current);
  assert.equal(source.current, first);
  first.set("name", "Edited");
  read = { ...current, baseUrl: "https://other.example" };
  assert.equal(source.current, first);
  read = { ...current, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C99" };
  const second = source.current;
  assert.notEqual(second, first);
  second.set("name", "Edited");
  read = { ...read, organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C99" };
  assert.notEqual(source.current, second);
});

test("a draft stays while a component still passes the connection of before a save, as a new object each time", () => {
  let read = current;
  const source = svelte.useConnectionDraft(() => read);
  const first = source.current;
  const theirs = { ...current, name: "Saved" };
  first.rebase(theirs);
  assert.deepEqual([first.isDirty, first.value.name], [false, "Saved"]);
  for (const again of [structuredClone(current), JSON.stringify(current), { ...current }]) {
    read = again;
    assert.equal(source.current, first);
  }
  read = theirs;
  assert.equal(source.current, first);
  read = structuredClone(current);
  assert.notEqual(source.current, first, "the connection has changed since");
});

const NEW_ID = "01J9ZK8Q4T7W3X5Y6Z8A9B0C98";

test("a draft stays when what it is based on is read again, and while it has conflicts", async () => {
  let read = current;
  const source = svelte.useConnectionDraft(() => read);
  const first = source.current;
  first.insert("environments", { name: "New", credentials: {}, variables: [] }, 0);
  const stored = structuredClone(current);
  const fetch = async (request) =>
    Response.json(request.method === "GET" ? stored : await applyPut(stored, request, () => NEW_ID));
  const client = new ConnectClient({ fetch });
  const saved = await first.save(client);
  assert.equal(saved.ok, true);
  const keys = first.keys("environments");
  read = saved.bytes;
  assert.equal(source.current, first, "it contains what is stored");
  assert.equal(source.current.keys("environments"), keys);

  first.set("name", "Mine");
  const theirs = { ...saved.connection, name: "Theirs" };
  first.rebase(theirs);
  assert.deepEqual([first.isDirty, first.conflicts.length], [false, 1]);
  for (const latest of [theirs, { ...theirs, baseUrl: "https://other.example" }]) {
    read = latest;
    assert.equal(source.current, first, "it has a conflict");
  }
  first.conflicts[0].resolve("latest");
  assert.equal(source.current, first);
  read = { ...theirs, baseUrl: "https://another.example" };
  assert.notEqual(source.current, first, "it has neither edits nor conflicts");
});

test("a connection that is read again has the limits of the options", () => {
  const text = (connection) => JSON.stringify(connection) + " ".repeat(17 << 20);
  let read = text(current);
  const source = svelte.useConnectionDraft(() => read, { maxBytes: 32 << 20 });
  const first = source.current;
  read = text({ ...current, baseUrl: "https://other.example" });
  assert.notEqual(source.current, first);
  assert.equal(source.current.get("baseUrl"), "https://other.example");
});

test("the state of a draft says that it is being saved", async () => {
  const stored = structuredClone(current);
  const draft = new ConnectionDraft(current);
  const seen = [];
  draft.subscribe(() => seen.push(draft.getSnapshot().isSaving));
  draft.set("name", "Saved");
  const fetch = async (request) =>
    Response.json(request.method === "GET" ? stored : await applyPut(stored, request, () => current.id));
  const saving = draft.save(new ConnectClient({ fetch }));
  assert.deepEqual([draft.getSnapshot().isSaving, seen], [true, [false, true]]);
  assert.equal((await saving).ok, true);
  assert.deepEqual([draft.getSnapshot().isSaving, seen.at(-1)], [false, false]);
});

test("a value is touched once it was edited or left, wherever its item moves", () => {
  const draft = new ConnectionDraft(current);
  const isTouched = (path) => [draft.isTouchedAt(path), draft.field(path).isTouched];
  assert.deepEqual(isTouched("environments[1].name"), [false, false]);
  draft.touch("environments[1].name");
  draft.set("baseUrl", "https://edited.example");
  draft.move("environments", 1, 0);
  assert.deepEqual(isTouched("environments[0].name"), [true, true]);
  assert.deepEqual(isTouched("environments[1].name"), [false, false]);
  assert.deepEqual(isTouched("baseUrl"), [true, true]);
  assert.deepEqual(isTouched("name"), [false, false]);
});
