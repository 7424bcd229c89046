// Edits, and if they make a draft and the edited value dirty.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");
const { environmentVariables: _, authSchemeConfigs: __, ...bare } = current;
const withNull = { ...current, versions: null, environmentVariables: null };
const twoSchemes = {
  ...current,
  authSchemeConfigs: [{ schemeType: "none" }, { schemeType: "api-key", name: "x", in: "header" }],
};

/** Returns an object without a prototype, with the same members. */
const plain = (value) => Object.assign(Object.create(null), value);

const set = (path, value) => [path, (draft) => draft.set(path, value)];
const remove = (path, at) => [path, (draft) => draft.remove([...path.split("."), at])];
const move = (path) => [path, (draft) => draft.move(path, 0, 1)];

/** Edits that a save sends or leaves behind, and the edited path. */
const EDITS = [
  [current, set("name", "Other")],
  [current, set("authSchemeConfigs[0].schemeType", "basic-auth")],
  [current, set("later", 1)],
  [current, set("later", null)],
  [{ ...current, later: { a: null } }, set("later.a", undefined)],
  [current, set("environmentVariables[0].value", "x")],
  [current, move("environmentVariables")],
  [current, remove("environmentVariables", 1)],
  [current, set("environments[0].variables[0].value", "x")],
  [current, remove("environments", 2)],
  [current, move("environments")],
  [twoSchemes, remove("authSchemeConfigs", 1)],
  [twoSchemes, move("authSchemeConfigs")],
  [current, set("environments[0].updatedAt", undefined)],
  [current, set("versions", undefined)],
];

/** Edits of members that a save does not send, and that it does not report either. */
const UNSENT = [
  [withNull, set("versions", undefined)],
  [withNull, set("environmentVariables", undefined)],
  [withNull, set("environmentVariables", [])],
  [bare, set("environmentVariables", null)],
  [bare, set("environmentVariables", [])],
  [bare, set("authSchemeConfigs", null)],
  [bare, set("authSchemeConfigs", [])],
  [current, set("environmentVariables[0].key", "k")],
  [current, set("environmentVariables[0].key", null)],
  [current, set("environments[0].later", 1)],
  [current, set("environments[0].later", null)],
  [current, set("authSchemeConfigs[0].key", 1)],
];

/** Edits that lead to a list of variables or to an object with the same content. */
const SAME = [
  [current, ["environmentVariables", (draft) => draft.set("environmentVariables[0].key", "k")]],
  [current, ["environments[0].variables", (draft) => draft.move("environments[0].variables", 0, 1)]],
  [current, ["environments[0].variables", (draft) => draft.set("environments[0].variables[0].key", "k")]],
  [current, set("authSchemeConfigs", [plain(current.authSchemeConfigs[0])])],
  [current, set("environments[1]", structuredClone(current.environments[1]))],
];

for (const [what, cases, isDirty, isDirtyAt] of [
  ["an edit makes the draft and its path dirty", EDITS, true, true],
  ["an edit that no save sends makes only its path dirty", UNSENT, false, true],
  ["an edit that leads to the same content makes nothing dirty", SAME, false, false],
]) {
  test(what, () => {
    for (const [stored, [path, edit]] of cases) {
      const draft = new ConnectionDraft(stored);
      assert.deepEqual([draft.isDirty, draft.isDirtyAt(path)], [false, false], path);
      edit(draft);
      assert.deepEqual([draft.isDirty, draft.isDirtyAt(path)], [isDirty, isDirtyAt], path);
      const isEdit = draft.unsupported.length > 0 || Object.keys(draft.changes).length > 0;
      assert.equal(isEdit, isDirty, path);
      draft.undo();
      assert.deepEqual([draft.isDirty, draft.isDirtyAt(path)], [false, false], path);
    }
  });
}

test("of several edits, one that a save sends is enough to make the draft dirty", () => {
  const draft = new ConnectionDraft(current);
  draft.set("environments[0].later", 1);
  assert.equal(draft.isDirty, false);
  draft.set("name", "Other");
  assert.equal(draft.isDirty, true);
  draft.reset("name");
  assert.equal(draft.isDirty, false);
  draft.set("environments[2].name", "Other");
  assert.equal(draft.isDirty, true);
});
