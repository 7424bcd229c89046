// The hooks for React: when a component renders, and what keeps its identity. `adapters.test.mjs` tests what all bindings share.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import * as react from "connection-update/react";
import * as slim from "connection-update/slim";
import * as slimReact from "connection-update/slim/react";
import { createElement, act as flush } from "react";
import { createRoot } from "react-dom/client";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");
await slim.init();

/** Returns the parts of a container and its document that React reads if no component renders an element. */
const createContainer = () => ({
  nodeType: 1,
  nodeName: "DIV",
  tagName: "DIV",
  addEventListener: () => {},
  ownerDocument: { addEventListener: () => {}, activeElement: null, defaultView: { HTMLIFrameElement: class {} } },
});

/** Runs `work` as an event handler, and then renders what it has changed. React reads two globals meanwhile. */
function act(work) {
  const globals = { window: {}, IS_REACT_ACT_ENVIRONMENT: true };
  Object.assign(globalThis, globals);
  try {
    flush(() => void work());
  } finally {
    for (const name of Object.keys(globals)) delete globalThis[name];
  }
}

/** Renders a component that calls a hook, and returns what the hook returned in each render. */
function renderHook(t, callHook, ...args) {
  const results = [];
  const root = createRoot(createContainer());
  function Component({ args }) {
    results.push(callHook(...args));
    return null;
  }
  const render = (...args) => act(() => root.render(createElement(Component, { args })));
  const unmount = () => act(() => root.unmount());
  render(...args);
  t.after(unmount);
  return {
    /** The results of all renders. */
    results,
    /** The result of the last render. */
    get last() {
      return results.at(-1);
    },
    render,
    unmount,
  };
}

for (const [entry, { useConnectionDraft, useDraft, useField, useList }, Draft] of [
  ["default", react, ConnectionDraft],
  ["slim", slimReact, slim.ConnectionDraft],
]) {
  test(`in React, a field and a list render only if their own part changes (${entry} entry)`, (t) => {
    const draft = new Draft(current);
    const field = renderHook(t, useField, draft, "environments[1].name");
    const list = renderHook(t, useList, draft, "environments");
    const counts = () => [field.results.length, list.results.length];
    act(() => draft.set("name", "Other"));
    act(() => draft.set("environments[0].name", "Live"));
    assert.deepEqual(counts(), [1, 1], "nothing of them was edited");
    act(() => field.last.set("Stage"));
    assert.deepEqual([counts(), field.last.value, field.last.isDirty], [[2, 1], "Stage", true]);
    act(() => list.last.rows[0].move(2));
    assert.deepEqual(
      [list.last.rows.map(({ index }) => index), field.last.value, list.results.length],
      [[0, 1, 2], draft.get("environments[1].name"), 2],
    );
    const [kept] = list.last.rows;
    act(() => list.last.insert({ name: "New", credentials: {}, variables: [] }));
    assert.deepEqual([list.last.rows.length, list.last.rows[0] === kept], [4, true]);
    act(() => list.last.insert({ name: "First", credentials: {}, variables: [] }, 0));
    assert.equal(draft.get("environments[0].name"), "First");
  });

  test(`in React, a draft stays while the stored connection has the same content (${entry} entry)`, (t) => {
    const component = renderHook(t, useConnectionDraft, current);
    const first = component.last;
    assert.ok(first instanceof Draft);
    component.render(structuredClone(current));
    assert.deepEqual([component.last === first, component.results.length], [true, 2]);
    const changed = { ...current, baseUrl: "https://other.example" };
    component.render(changed);
    const second = component.last;
    assert.deepEqual([second === first, second.get("baseUrl")], [false, "https://other.example"]);
    component.render(changed);
    assert.equal(component.last, second);
    act(() => second.set("name", "Edited"));
    component.render({ ...changed, baseUrl: "https://another.example" });
    assert.equal(component.last, second, "it has edits");
    component.render({ ...changed, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C99" });
    assert.notEqual(component.last, second, "it is another connection");
  });

  test(`in React, a component with the state of a draft renders after every edit (${entry} entry)`, (t) => {
    const draft = new Draft(current);
    const component = renderHook(t, useDraft, draft);
    assert.equal(component.last, draft.getSnapshot());
    act(() => draft.set("name", "Edited"));
    act(() => draft.undo());
    assert.deepEqual(
      component.results.map(({ isDirty }) => isDirty),
      [false, true, false],
    );
    component.unmount();
    act(() => draft.redo());
    assert.equal(component.results.length, 3, "it was removed");
  });
}

const { useConnectionDraft, useField, useList } = react;

test("in React, the options are read when a draft is created", (t) => {
  const rules = (level) => ({ rules: { "insecure-url": level } });
  const stored = { ...current, baseUrl: "http://plain.example" };
  const component = renderHook(t, useConnectionDraft, current, rules("off"));
  const levels = (draft) => {
    draft.set("baseUrl", "http://plain.example");
    const found = draft.issues.map(({ severity }) => severity);
    draft.undo();
    return found;
  };
  assert.deepEqual(levels(component.last), []);
  component.render(current, rules("error"));
  assert.deepEqual(levels(component.last), []);
  component.render({ ...stored, baseUrl: "https://other.example" }, rules("error"));
  assert.deepEqual(levels(component.last), ["error"]);
});

test("in React, a field is the same object until it changes, even if each render creates its path", (t) => {
  const draft = new ConnectionDraft(current);
  const createPath = () => ["environments", 0, "name"];
  const component = renderHook(t, useField, draft, createPath());
  component.render(draft, createPath());
  const [first] = component.results;
  assert.equal(component.last, first);
  act(() => first.set("Live"));
  assert.notEqual(component.last, first);
  for (const name of ["set", "reset", "onBlur"]) assert.equal(component.last[name], first[name], name);
  assert.equal(component.last.input.onBlur, first.onBlur);
  assert.equal(component.last.messagesId, first.messagesId);
});

test("in React, a list is the same object until its rows change, even if each render creates its path", (t) => {
  const draft = new ConnectionDraft(current);
  const component = renderHook(t, useList, draft, ["environments"]);
  component.render(draft, ["environments"]);
  const [first] = component.results;
  assert.equal(component.last, first);
  act(() => first.rows[0].remove());
  assert.deepEqual([component.last === first, component.last.insert === first.insert], [false, true]);
  assert.deepEqual(
    component.last.rows.map(({ path }) => path),
    [
      ["environments", 0],
      ["environments", 1],
    ],
  );
});

test("in React, a field follows another path and another draft", (t) => {
  const drafts = [new ConnectionDraft(current), new ConnectionDraft({ ...current, name: "Second" })];
  const component = renderHook(t, useField, drafts[0], "name");
  const first = component.last;
  for (const [draft, path, value] of [
    [drafts[0], "baseUrl", current.baseUrl],
    [drafts[0], ["environments", 1, "name"], current.environments[1].name],
    [drafts[0], ["environments", 2, "name"], current.environments[2].name],
    [drafts[1], ["environments", 2, "name"], current.environments[2].name],
    [drafts[1], "name", "Second"],
  ]) {
    component.render(draft, path);
    assert.equal(component.last.value, value, `${path}`);
    act(() => component.last.set("Edited"));
    assert.deepEqual([component.last.value, draft.get(path)], ["Edited", "Edited"], `${path}`);
    act(() => component.last.reset());
    assert.deepEqual([draft.isDirty, component.last.value], [false, value], `${path}`);
  }
  act(() => first.set("Edited"));
  assert.deepEqual([drafts[0].get("name"), component.last.value], ["Edited", "Second"]);
});

test("in React, a list follows another path and another draft", (t) => {
  const drafts = [new ConnectionDraft(current), new ConnectionDraft(current)];
  const component = renderHook(t, useList, drafts[0], "environments");
  for (const [draft, path, item] of [
    [drafts[0], "environmentVariables", { name: "NEW", value: "1" }],
    [drafts[0], '["environmentVariables"]', { name: "NEW", value: "1" }],
    [drafts[0], ["environmentVariables"], { name: "NEW", value: "1" }],
    [drafts[1], ["environmentVariables"], { name: "NEW", value: "1" }],
    [drafts[1], "environments", { name: "New", credentials: {}, variables: [] }],
  ]) {
    component.render(draft, path);
    const { length } = draft.get(path);
    assert.equal(component.last.rows.length, length, `${path}`);
    act(() => component.last.insert(item));
    assert.deepEqual([component.last.rows.length, draft.get(path).length], [length + 1, length + 1], `${path}`);
    assert.equal(typeof component.last.rows[0].path, typeof path);
    act(() => component.last.rows[length].remove());
    assert.equal(draft.get(path).length, length, `${path}`);
  }
});

test("in React, the text of an input is set, and its issues have the id of their element", (t) => {
  const draft = new ConnectionDraft(current);
  const [first, second] = [draft, draft].map(() => renderHook(t, useField, draft, "name"));
  act(() => first.last.input.onChange({ currentTarget: { value: "" } }));
  for (const { last } of [first, second]) {
    const { input, messagesId } = last;
    assert.ok(messagesId);
    assert.deepEqual([input.value, input["aria-invalid"], input["aria-describedby"]], ["", true, messagesId]);
  }
  act(() => first.last.input.onBlur());
  assert.equal(draft.isTouchedAt("name"), true);
});

test("in React, each field has its own id for its messages", (t) => {
  const useFields = (draft) => [useField(draft, "name"), useField(draft, "baseUrl")];
  const { last } = renderHook(t, useFields, new ConnectionDraft(current));
  assert.notEqual(last[0].messagesId, last[1].messagesId);
});
