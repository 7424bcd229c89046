// A draft, a client and a validation result work inside the reactive values of other libraries, and can be copied and printed.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { inspect } from "node:util";
import { reactive, ref } from "@vue/reactivity";
import { ConnectClient, ConnectionDraft, validate } from "connection-update";
import { produce } from "immer";
import { observable, runInAction } from "mobx";
import { fixture } from "./fixtures.mjs";

const { current, body } = await fixture("verbs").then(({ current }) => {
  const { versions: _, createdAt: __, updatedAt: ___, environments: ____, ...body } = current;
  return { current, body };
});
const text = JSON.stringify(body);
// The build for browsers is reactive; the one that Node selects is for servers.
const { createStore } = createRequire(import.meta.url)("solid-js/store/dist/store.cjs");

/** Creates the values to store. */
function createState() {
  const fetch = async () => Response.json(current);
  return { draft: new ConnectionDraft(current), client: new ConnectClient({ fetch }), result: validate(text) };
}

/** Expects that the values work, and that an edit of the draft is an edit of the original. */
async function expectWorking({ draft, client, result }, original) {
  draft.set("environments[0].variables[0].value", "first line\nsecond line\n");
  draft.insert("environmentVariables", { name: "NEW", value: "" });
  assert.equal(draft.value.environments[0].variables[0].value, "first line\nsecond line\n");
  assert.equal(draft.issues.length, 1);
  assert.equal(draft.undo(), true);
  assert.equal(draft.field("environments[0].variables[0].value").isDirty, true);
  assert.equal(draft.isDirty, true);
  assert.equal(draft.value, original.draft.value);
  const { organisationId, id } = current;
  const read = await client.getConnection({ organisationId, connectionId: id });
  assert.equal(read.ok, true);
  assert.deepEqual([result.ok, JSON.stringify(result.value)], [true, text]);
}

test("in a ref and in a reactive object of Vue", async () => {
  const state = createState();
  await expectWorking(ref(state).value, state);
  const other = createState();
  const proxy = reactive(other);
  assert.equal(proxy.draft, other.draft, "a draft is its own value");
  await expectWorking(proxy, other);
  assert.equal(ref(other.draft).value, other.draft);
});

test("in an observable of MobX", async () => {
  const state = createState();
  const store = observable(state);
  await runInAction(() => expectWorking(store, state));
});

test("in a value that Immer produces", async () => {
  const state = createState();
  const next = produce(state, (draft) => {
    draft.isOpen = true;
  });
  assert.equal(next.draft, state.draft);
  await expectWorking(next, state);
});

test("in a store of Solid", async () => {
  const state = createState();
  const [store] = createStore({ ...state });
  await expectWorking(store, state);
});

test("a copy of a validation result has the value", () => {
  const result = validate(text);
  assert.deepEqual({ ...result }.value, body);
  assert.deepEqual(structuredClone(validate(text)).value, body);
  assert.deepEqual(Object.keys(validate(text)).sort(), ["issues", "ok", "value"]);
  assert.equal(result.value, result.value);
});

test("a printed draft says what it is, and contains no value of a variable", () => {
  const draft = new ConnectionDraft(current);
  draft.set("environments[0].variables[0].value", "secret");
  const printed = inspect(draft);
  assert.equal(printed, `ConnectionDraft { id: "${current.id}", name: "Shop", isDirty: true, issues: 0 }`);
  assert.equal(String(draft), "[object ConnectionDraft]");
  draft.dispose();
  assert.equal(inspect(draft), "ConnectionDraft { disposed }");
});
