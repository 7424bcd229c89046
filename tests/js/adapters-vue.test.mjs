// The composables for Vue inside of a component, and what is left when the component is gone. `adapters.test.mjs` tests what all
// bindings share.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { useDraft, useField, useList } from "connection-update/vue";
import { createRenderer, effectScope, h, nextTick, shallowRef } from "vue";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");

/** Vue without elements: the components of these tests render nothing. */
const { createApp } = createRenderer({
  createComment: () => ({}),
  insert: (node, parent) => {
    node.parent = parent;
  },
  remove: () => {},
  parentNode: ({ parent }) => parent,
  nextSibling: () => null,
});

/** Renders a component, and returns what `setup` returned. `errors` are those that the application reports. */
function renderComponent(t, setup) {
  let result;
  let isMounted = true;
  const errors = [];
  const Component = {
    setup: () => {
      result = setup();
      return () => null;
    },
  };
  const app = createApp({ render: () => h(Component) });
  app.config.errorHandler = (error) => errors.push(error);
  app.mount({});
  const unmount = () => {
    if (isMounted) app.unmount();
    isMounted = false;
  };
  t.after(unmount);
  return { result, errors, unmount };
}

/** Counts the listeners of a draft. */
function countListeners(draft) {
  const counted = { listeners: 0 };
  const { subscribe } = draft;
  draft.subscribe = (listener) => {
    const unsubscribe = subscribe(listener);
    counted.listeners += 1;
    return () => {
      counted.listeners -= 1;
      unsubscribe();
    };
  };
  return counted;
}

test("in Vue, the state of a draft changes after every edit, and follows another draft", () => {
  const drafts = [new ConnectionDraft(current), new ConnectionDraft({ ...current, name: "Second" })];
  const draft = shallowRef(drafts[0]);
  const scope = effectScope();
  const state = scope.run(() => useDraft(draft));
  assert.equal(state.value, drafts[0].getSnapshot());
  drafts[0].set("name", "");
  assert.deepEqual([state.value.isDirty, state.value.issues.length], [true, 1]);
  draft.value = drafts[1];
  assert.equal(state.value, drafts[1].getSnapshot());
  scope.stop();
});

test("in Vue, each field of a component has its own id for its messages", (t) => {
  const draft = new ConnectionDraft(current);
  const { result } = renderComponent(t, () => [useField(draft, "name"), useField(draft, "baseUrl")]);
  const [name, baseUrl] = result;
  assert.ok(name.messagesId);
  assert.notEqual(name.messagesId, baseUrl.messagesId);
  draft.set("name", "");
  assert.equal(name.input["aria-describedby"], name.messagesId);
});

test("in Vue, the text of an input is set", () => {
  const draft = new ConnectionDraft(current);
  const field = useField(draft, "name");
  field.input.onInput({ target: { value: "Typed" } });
  assert.deepEqual([field.value, draft.get("name")], ["Typed", "Typed"]);
});

test("in Vue, a component that is gone no longer listens to its drafts", async (t) => {
  const drafts = [new ConnectionDraft(current), new ConnectionDraft(current)];
  const counted = drafts.map(countListeners);
  const counts = () => counted.map(({ listeners }) => listeners);
  const draft = shallowRef(drafts[0]);
  const setup = () => [useField(draft, "name"), useList(draft, "environments"), useDraft(draft)];
  const { result, unmount } = renderComponent(t, setup);
  assert.deepEqual(counts(), [3, 0]);
  draft.value = drafts[1];
  await nextTick();
  assert.deepEqual(counts(), [0, 3]);
  unmount();
  assert.deepEqual(counts(), [0, 0]);
  drafts[1].set("name", "Later");
  assert.equal(result[0].value, current.name);
});

test("in Vue, a path that cannot be read is reported, and the component can be removed", (t) => {
  const fail = () => {
    throw new Error("no path");
  };
  const { errors, unmount } = renderComponent(t, () => useList(new ConnectionDraft(current), fail));
  assert.equal(errors[0]?.message, "no path");
  const { length } = errors;
  unmount();
  assert.equal(errors.length, length);
});

test("in Vue, a field outside of a component works without a warning, and its messages have no id", (t) => {
  const { mock } = t.mock.method(console, "warn", () => {});
  const draft = new ConnectionDraft(current);
  const field = useField(draft, "name");
  draft.set("name", "Edited");
  assert.deepEqual([field.value, field.messagesId, mock.callCount()], ["Edited", "", 0]);
});
