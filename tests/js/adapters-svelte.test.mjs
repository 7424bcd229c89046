// The bindings for Svelte in effects, as they run in a browser. `adapters.test.mjs` tests what all bindings share, and the stores.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import * as stores from "connection-update/svelte";
import { build } from "esbuild";
import { compileModule } from "svelte/compiler";
import { importText } from "./bundle.mjs";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");

/** Runs `work` in effects, which the returned function ends, and variables that effects follow. */
const EFFECTS = `
  import { flushSync } from "svelte";
  export * from "connection-update/svelte";
  export { flushSync };
  export const runInEffect = (work) => $effect.root(() => { $effect(work); });
  export const createState = (value) => {
    let state = $state.raw(value);
    return { get value() { return state; }, set value(next) { state = next; } };
  };`;

/** The bindings with the reactivity of browsers. Node would resolve Svelte to its server, in which nothing changes. */
async function importForBrowser() {
  const { js } = compileModule(EFFECTS, { filename: "effects.svelte.js", generate: "client" });
  const stdin = { contents: js.code, resolveDir: import.meta.dirname };
  const sharePackage = {
    name: "share-package",
    setup: ({ onResolve }) =>
      onResolve({ filter: /^connection-update$/ }, () => ({
        path: import.meta.resolve("connection-update"),
        external: true,
      })),
  };
  const options = { bundle: true, write: false, format: "esm", conditions: ["browser"], plugins: [sharePackage] };
  const { outputFiles } = await build({ stdin, ...options });
  return importText(outputFiles[0].text);
}

const { createState, flushSync, runInEffect, useConnectionDraft, useDraft, useField, useList } =
  await importForBrowser();

/** Runs `read` in an effect, and returns what it has read each time. */
function collect(t, read) {
  const seen = [];
  const end = runInEffect(() => void seen.push(read()));
  flushSync();
  t.after(end);
  return { seen, end };
}

/** Counts the listeners of a draft. */
function countListeners(draft) {
  const counted = { listeners: 0, subscriptions: 0 };
  const { subscribe } = draft;
  draft.subscribe = (listener) => {
    const unsubscribe = subscribe(listener);
    counted.listeners += 1;
    counted.subscriptions += 1;
    return () => {
      counted.listeners -= 1;
      unsubscribe();
    };
  };
  return counted;
}

test("in Svelte, an effect runs again only if what it reads changes", (t) => {
  const draft = new ConnectionDraft(current);
  const field = useField(draft, "name");
  const list = useList(draft, "environments");
  const { seen: names } = collect(t, () => field.value);
  const { seen: lengths } = collect(t, () => list.rows.length);
  draft.set("baseUrl", "https://edited.example");
  flushSync();
  assert.deepEqual([names, lengths], [[current.name], [3]]);
  draft.set("name", "Edited");
  flushSync();
  list.rows[0].remove();
  flushSync();
  assert.deepEqual(
    [names, lengths],
    [
      [current.name, "Edited"],
      [3, 2],
    ],
  );
});

test("in Svelte, the state of a draft changes after every edit, and follows another draft", (t) => {
  const drafts = [new ConnectionDraft(current), new ConnectionDraft({ ...current, name: "Second" })];
  const draft = createState(drafts[0]);
  const state = useDraft(() => draft.value);
  const field = useField(() => draft.value, "name");
  const { seen } = collect(t, () => [state.current.isDirty, field.value]);
  drafts[0].set("name", "Edited");
  flushSync();
  draft.value = drafts[1];
  flushSync();
  drafts[1].set("name", "Edited too");
  flushSync();
  assert.deepEqual(seen, [
    [false, current.name],
    [true, "Edited"],
    [false, "Second"],
    [true, "Edited too"],
  ]);
  drafts[0].undo();
  flushSync();
  assert.equal(seen.length, 4, "the other draft is not read");
});

test("in Svelte, a draft follows the stored connection", (t) => {
  const stored = createState(current);
  const source = useConnectionDraft(() => stored.value);
  const { seen } = collect(t, () => source.current.get("baseUrl"));
  stored.value = { ...current, baseUrl: "https://other.example" };
  flushSync();
  assert.deepEqual(seen, [current.baseUrl, "https://other.example"]);
});

test("in Svelte, a path can change, and has each form", (t) => {
  const draft = new ConnectionDraft(current);
  const path = createState("/name");
  const field = useField(draft, () => path.value);
  const { seen } = collect(t, () => [field.value, field.messagesId]);
  for (const next of ["environments[0].name", ["environments", 1, "name"]]) {
    path.value = next;
    flushSync();
  }
  assert.deepEqual(seen, [
    [current.name, "messages-/name"],
    ["Production", "messages-environments[0].name"],
    ["Staging", "messages-environments-1-name"],
  ]);
  draft.set("environments[1].name", "");
  assert.equal(field.input["aria-describedby"], "messages-environments-1-name");
});

test("in Svelte, effects that read the same field share one listener, until the last one ends", async (t) => {
  const draft = new ConnectionDraft(current);
  const counted = countListeners(draft);
  const field = useField(draft, "name");
  const effects = [1, 2].map(() => collect(t, () => [field.value, field.isDirty]));
  assert.deepEqual(counted, { listeners: 1, subscriptions: 1 });
  draft.set("name", "Edited");
  flushSync();
  assert.deepEqual([effects[0].seen.length, effects[1].seen.length, counted.subscriptions], [2, 2, 1]);
  for (const [left, { end }] of [effects[0], effects[1]].entries()) {
    end();
    await Promise.resolve();
    assert.equal(counted.listeners, 1 - left);
  }
});

test("in Svelte, the text of an input is set", () => {
  const draft = new ConnectionDraft(current);
  const field = useField(() => draft, "name");
  field.input.oninput({ target: { value: "Typed" } });
  assert.deepEqual([field.value, draft.get("name")], ["Typed", "Typed"]);
});

test("in Svelte, the state of a draft is a store, and the draft and the path can be functions", (t) => {
  const draft = new ConnectionDraft(current);
  const [states, values, lengths] = [[], [], []];
  const state = stores.useDraft(() => draft);
  t.after(state.subscribe(({ isDirty }) => states.push(isDirty)));
  t.after(
    stores
      .useField(
        () => draft,
        () => "name",
      )
      .subscribe(({ value }) => values.push(value)),
  );
  const list = stores.useList(
    () => draft,
    () => ["environments"],
  );
  t.after(list.subscribe(({ length }) => lengths.push(length)));
  draft.set("name", "Edited");
  list.insert({ name: "New", credentials: {}, variables: [] });
  draft.undo();
  assert.deepEqual(
    [states, values, lengths],
    [
      [false, true, true, true],
      [current.name, "Edited"],
      [3, 4, 3],
    ],
  );
  assert.equal(state.current, draft.getSnapshot());
});
