// Equal and unequal values of any form in a draft: what is dirty, what a rebase shares, and values that are unusual.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");
const MAX = Number.MAX_VALUE;

/** Pairs of values that are not equal. Each replaces the other one. */
const UNEQUAL = [
  [{}, "x"],
  [{}, 5],
  [{}, true],
  [{}, []],
  [{ length: 0 }, []],
  [{ length: 1 }, ["x"]],
  [{ 0: "x" }, ["x"]],
  [[1, 2], [1]],
  [[1], [2]],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1 }, { b: 1 }],
];

for (const pair of UNEQUAL) {
  const [a, b] = pair.map((value) => JSON.stringify(value));
  test(`${a} and ${b} are not equal: each of them in the place of the other one is an edit that a reset reverts`, () => {
    for (const [stored, edited] of [pair, pair.slice().reverse()]) {
      for (const wrap of [(value) => value, (value) => [[value]]]) {
        const draft = new ConnectionDraft({ ...current, later: wrap(stored) });
        draft.set("later", wrap(edited));
        assert.equal(draft.isDirtyAt("later"), true);
        draft.reset("later");
        assert.deepEqual([draft.get("later"), draft.isDirty], [wrap(stored), false]);
      }
    }
  });
}

test("a reset of an equal value is no edit, also if it has members that are undefined or in another order", () => {
  for (const later of [
    { a: 1, b: [2] },
    { b: [2], a: 1, c: undefined },
  ]) {
    const draft = new ConnectionDraft({ ...current, later: { a: 1, b: [2] } });
    draft.set("later", later);
    draft.reset("later");
    assert.equal(draft.get("later"), later);
    draft.undo();
    assert.equal(draft.canUndo, false);
  }
});

test("a reset replaces an object whose members cannot be read", () => {
  const draft = new ConnectionDraft({ ...current, later: { x: 1 } });
  const broken = Object.defineProperty({}, "x", {
    enumerable: true,
    get() {
      throw new Error("unreadable");
    },
  });
  draft.set("later", broken);
  draft.reset("later");
  assert.deepEqual(draft.get("later"), { x: 1 });
});

test("after a rebase, the unedited parts of a draft are the same objects as those of the stored connection", () => {
  const draft = new ConnectionDraft(current);
  assert.equal(draft.value, draft.current);
  assert.ok(draft.rebase({ ...current, name: "Theirs" }).ok);
  assert.equal(draft.value, draft.current);
  draft.set("environmentVariables[1].value", "x");
  draft.set("baseUrl", "https://other.example.com");
  assert.ok(draft.rebase({ ...current, name: "Others" }).ok);
  const { value, current: stored } = draft;
  assert.deepEqual(value, {
    ...current,
    name: "Others",
    baseUrl: "https://other.example.com",
    environmentVariables: [current.environmentVariables[0], { name: "B", value: "x" }],
  });
  assert.notEqual(value, stored);
  assert.notEqual(value.environmentVariables, stored.environmentVariables);
  assert.equal(value.environmentVariables[0], stored.environmentVariables[0]);
  assert.equal(value.environments, stored.environments);
  assert.equal(value.authSchemeConfigs, stored.authSchemeConfigs);
});

test("in a connection with numbers that are too large for JavaScript, other numbers keep their values", () => {
  const numbers = "[0,-0,5,-5.5,1e999,-1e999,1e308]";
  const draft = new ConnectionDraft(`${JSON.stringify(current).slice(0, -1)},"later":${numbers}}`);
  assert.deepEqual(draft.get("later"), [0, -0, 5, -5.5, MAX, -MAX, 1e308]);
});

test("a member with the name __proto__ can be set, set again and deleted as every other member", () => {
  const draft = new ConnectionDraft({ ...current, later: { a: 1 } });
  const path = ["later", "__proto__"];
  draft.set(path, "x");
  draft.set(path, "y");
  const descriptor = (name) => Object.getOwnPropertyDescriptor(draft.value.later, name);
  assert.deepEqual(descriptor("__proto__"), { ...descriptor("a"), value: "y" });
  draft.set(path, "z");
  draft.set(path, undefined);
  assert.deepEqual(draft.get("later"), { a: 1 });
});

const ring = () => {
  const [list, inner] = [[], {}];
  list.push({ inner });
  inner.list = list;
  return list;
};

/** Returns values that contain themselves. */
const ENDLESS = {
  "an object": () => {
    const value = { list: [1] };
    value.self = value;
    return value;
  },
  "a list": () => {
    const value = [];
    value.push(value);
    return value;
  },
  "an object around a list that contains the object": () => ring()[0],
  "a list around an object that contains the list": ring,
};

for (const [name, create] of Object.entries(ENDLESS)) {
  test(`a value that contains itself is an error until it is undone: ${name}`, () => {
    const draft = new ConnectionDraft(current);
    const value = create();
    draft.set("later", value);
    assert.equal(draft.get("later"), value);
    assert.ok(draft.issues.some(({ severity }) => severity === "error"));
    draft.undo();
    assert.deepEqual([draft.value, draft.isDirty], [current, false]);
  });
}
