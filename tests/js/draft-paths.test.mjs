// Tests how a draft reads paths: each spelling means the same value, and a path that leads nowhere is refused with the reason.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");

test("an empty path is the whole connection, and the field of an issue about it is such a path", () => {
  const draft = new ConnectionDraft(current);
  draft.set([], 7);
  for (const path of [[], "", draft.issues[0].field, draft.issues[0].pointer]) {
    assert.equal(draft.get(path), 7);
    assert.deepEqual(draft.issuesAt(path), draft.issues.slice(0, 1));
    assert.deepEqual(draft.issuesAt(path, { inside: true }), draft.issues);
  }
  draft.reset("");
  assert.deepEqual(draft.value, current);
});

test("a name in quotes that is not a JSON string is a TypeError that quotes it", () => {
  const draft = new ConnectionDraft({ ...current, later: { undefined: 1 } });
  for (const name of [String.raw`"\x"`, String.raw`"\u12"`, '"a\nb"']) {
    const message = `path: ${name} is not a JSON string`;
    for (const call of [() => draft.get(`later[${name}]`), () => draft.set(`[${name}]`, 1)]) {
      assert.throws(call, { name: "TypeError", message });
    }
  }
});

test("a name that is a number is the same member in each spelling", () => {
  const spellings = [
    [[7], [7, 8], [7, 8, 0]],
    [["7"], ["7", "8"], ["7", "8", "0"]],
    ["/7", "/7/8", "/7/8/0"],
    ['["7"]', "7.8", "7.8[0]"],
  ];
  for (const [, list, item] of spellings) {
    const draft = new ConnectionDraft({ ...current, 7: { 8: ["a"] } });
    draft.set(item, 1n);
    assert.deepEqual(draft.value[7], { 8: [1n] });
    for (const [otherMember, otherList, otherItem] of spellings) {
      const codes = (path, options) => draft.issuesAt(path, options).map(({ code }) => code);
      assert.deepEqual(codes(otherMember), ["unknown-field"]);
      assert.deepEqual(codes(otherItem), ["bigint-value"]);
      assert.deepEqual(codes(otherList, { inside: true }), ["bigint-value"]);
      assert.deepEqual([draft.isTouchedAt(otherItem), draft.isTouchedAt(otherList)], [true, false]);
      for (const path of [otherMember, otherList, otherItem]) assert.equal(draft.isDirtyAt(path), true);
    }
    draft.set(list, ["a"]);
    for (const [otherMember, otherList, otherItem] of spellings) {
      assert.equal(draft.isTouchedAt(otherList), true);
      for (const path of [otherMember, otherList, otherItem]) assert.equal(draft.isDirtyAt(path), false);
    }
  }
});

test("a text is typed as one edit, however its path is spelled", () => {
  const draft = new ConnectionDraft({ ...current, 7: "", later: { list: [{ name: "" }] } });
  for (const spellings of [
    [[7], ["7"], "/7", '["7"]'],
    [["later", "list", "0", "name"], ["later", "list", 0, "name"], "later.list[0].name", "/later/list/0/name"],
  ]) {
    let text = "";
    for (const path of [...spellings, ...spellings.toReversed()]) {
      text += "a";
      draft.set(path, text);
      for (const other of spellings) assert.equal(draft.get(other), text);
    }
    draft.undo();
    for (const path of spellings) assert.equal(draft.get(path), "");
    assert.equal(draft.canUndo, false);
  }
});

test("an index that is a text is an index in a list inside objects and lists", () => {
  const later = { list: [["a", "b"], ["c"]] };
  for (const path of [
    ["later", "list", "0", "1"],
    ["later", "list", 0, 1],
    "/later/list/0/1",
    "later.list[0][1]",
    "later.list.0.1",
  ]) {
    const draft = new ConnectionDraft({ ...current, later });
    assert.equal(draft.get(path), "b");
    draft.set(path, "edited");
    assert.deepEqual(draft.value.later, { list: [["a", "edited"], ["c"]] });
    assert.equal(draft.undo(), true);
    assert.deepEqual(draft.value.later, later);
    draft.remove(path);
    assert.deepEqual(draft.value.later, { list: [["a"], ["c"]] });
    draft.set(path, "appended");
    assert.deepEqual(draft.value.later, { list: [["a", "appended"], ["c"]] });
    assert.deepEqual([draft.undo(), draft.undo(), draft.canUndo], [true, true, false]);
    assert.deepEqual(draft.value.later, later);
  }
});

test("a path inside a value that has no members is a TypeError that says so", () => {
  const nothing = /^path: there is nothing to edit at this path$/;
  const edits = [
    ["set", "absent.x"],
    ["set", "absent.x.y"],
    ["set", "absent[0].y"],
    ["set", "name.x"],
    ["set", "name.x.y"],
    ["set", "none.x"],
    ["set", "none.x.y"],
    ["set", "none[0].y"],
    ["set", ["environments", "9", "variables", "0", "name"]],
    ["remove", "absent[0]"],
    ["remove", ["environments", "9", "variables", 0]],
    ["remove", ["environments", "0", "name", 0]],
    ["remove", ["environments", "0", "none", 0]],
  ];
  const [first, ...others] = current.environments;
  const stored = { ...current, none: null, environments: [{ ...first, none: null }, ...others] };
  for (const [method, path] of edits) {
    const draft = new ConnectionDraft(stored);
    assert.throws(() => draft[method](path, 1), { name: "TypeError", message: nothing }, `${method} ${path}`);
    assert.equal(draft.get(path), undefined);
    assert.deepEqual(draft.value, stored);
  }
});

test("a text is set where its path says, whatever was set directly before", () => {
  const paths = [
    ["name"],
    ["baseUrl"],
    ["environments", 0, "name"],
    ["environments", 1, "name"],
    ["environmentVariables", 0, "name"],
    ["environmentVariables", 0, "value"],
  ];
  for (const first of paths) {
    for (const second of paths.filter((path) => path !== first)) {
      const draft = new ConnectionDraft(current);
      const before = draft.get(second);
      draft.set(first, "first");
      draft.set(second, "second");
      assert.deepEqual([draft.get(first), draft.get(second)], ["first", "second"]);
      draft.undo();
      assert.deepEqual([draft.get(first), draft.get(second)], ["first", before]);
    }
    const draft = new ConnectionDraft(current);
    draft.set(first, "first");
    const { value } = draft;
    draft.set(first, "again");
    assert.throws(() => draft.set([...first, "x"], "inside"), { name: "TypeError" });
    draft.undo();
    assert.deepEqual(draft.value, current);
    assert.notEqual(value, current);
  }
});

test("a member of an object is new if a list was stored in the place of the object", () => {
  for (const later of [{ length: 2 }, { map: 1 }, { 0: "a" }]) {
    const [name] = Object.keys(later);
    const draft = new ConnectionDraft({ ...current, later: ["a", "b"] });
    draft.set("later", later);
    assert.equal(draft.isDirtyAt(["later", name]), true, name);
    draft.reset(["later", name]);
    assert.deepEqual(draft.value.later, {}, name);
  }
});

test("parsed paths are cached, but not without a limit", () => {
  const draft = new ConnectionDraft(current);
  const { set } = Map.prototype;
  const caches = new Map();
  Map.prototype.set = function (key, value) {
    if (typeof key === "string" && key.startsWith("/cached")) set.call(caches, this, true);
    return set.call(this, key, value);
  };
  try {
    for (let round = 0; round < 2_500; round++) draft.get(`/cached${round}`);
  } finally {
    Map.prototype.set = set;
  }
  const sizes = [...caches.keys()].map(({ size }) => size);
  assert.ok(sizes.length > 0 && Math.max(...sizes) <= 2_000, String(sizes));
});
