// Issues that depend on the stored items: after each edit of an item, they are those of the whole list.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { ulid } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");
const [first, second] = current.environments;
const variable = (name, value) => ({ name, value });
const MASKED = "***";
const VARIABLES = [variable("", MASKED), variable("A", MASKED), variable("A", "****"), variable("B", "2")];
const key = (name) => ({ schemeType: "api-key", name, in: "header" });
const URL_SCHEME = (url) => ({ schemeType: "oauth2", authorizeUrl: url, tokenUrl: url, scopes: [], flows: {} });

/** Stored connections. Some of their values would be errors, but a stored value is only a warning. */
const STORED = {
  "values that would be errors": {
    ...current,
    environmentVariables: VARIABLES,
    authSchemeConfigs: [key(""), key("x"), URL_SCHEME("no url"), key("x"), { schemeType: "later" }],
    environments: [
      { ...first, name: " ", variables: VARIABLES },
      { ...second, name: "Twin", variables: [variable("A", MASKED)] },
      { ...second, id: ulid(21), name: "Twin", variables: [variable("", "")] },
    ],
  },
  "no lists": Object.fromEntries(
    Object.entries(current).filter(
      ([name]) => !["environmentVariables", "authSchemeConfigs", "environments"].includes(name),
    ),
  ),
  "empty lists": { ...current, environmentVariables: [], authSchemeConfigs: [], environments: [] },
};

const set = (path, value) => (draft) => draft.set(path, value);
const remove = (path) => (draft) => draft.remove(path);
const move = (list, from, to) => (draft) => draft.move(list, from, to);
const insert = (list, item, at) => (draft) => draft.insert(list, structuredClone(item), at);
const undo = (draft) => draft.undo();
const NEW = { name: "Twin", credentials: {}, variables: [variable("A", MASKED), variable("", "")] };

/** Edits of the items of each list, one after the other. An edit that the draft cannot make is skipped. */
const EDITS = {
  environmentVariables: [
    set("environmentVariables[3].value", MASKED),
    set("environmentVariables[3].value", "2"),
    set("environmentVariables[3].name", "A"),
    set("environmentVariables[3].name", ""),
    set("environmentVariables[3].name", undefined),
    undo,
    set("environmentVariables[0].value", "****"),
    set("environmentVariables[0].value", MASKED),
    insert("environmentVariables", variable("A", MASKED)),
    insert("environmentVariables", variable("", MASKED), 0),
    set("environmentVariables[0].value", "x"),
    remove("environmentVariables[2]"),
    set("environmentVariables[1].value", MASKED),
    move("environmentVariables", 0, 3),
    insert("environmentVariables", { value: MASKED }),
    set("environmentVariables[5].value", "****"),
    insert("environmentVariables", { value: MASKED }, 0),
    set("environmentVariables[0].value", "*****"),
  ],
  authSchemeConfigs: [
    set("authSchemeConfigs[2].tokenUrl", "no"),
    set("authSchemeConfigs[2].tokenUrl", "no url"),
    set("authSchemeConfigs[1].name", ""),
    set("authSchemeConfigs[4].more", 1),
    insert("authSchemeConfigs", URL_SCHEME("no url")),
    set("authSchemeConfigs[5].tokenUrl", "no"),
    insert("authSchemeConfigs", key("x"), 0),
    set("authSchemeConfigs[0].in", "nowhere"),
    insert("authSchemeConfigs", { schemeType: "none" }),
    remove("authSchemeConfigs[1]"),
    set("authSchemeConfigs[1].in", "nowhere"),
  ],
  environments: [
    set("environments[0].variables[0].value", "x"),
    set("environments[0].variables[0].value", MASKED),
    set("environments[0].name", ""),
    set("environments[0].name", " "),
    set("environments[1].variables[0].value", "****"),
    set("environments[1].id", ulid(77)),
    undo,
    set("environments[1].id", undefined),
    set("environments[1].variables[0].value", MASKED),
    undo,
    undo,
    insert("environments", { ...NEW, id: first.id }),
    undo,
    insert("environments", NEW, 0),
    set("environments[0].variables[0].value", "****"),
    set("environments[0].variables[0].value", MASKED),
    insert("environments", { ...NEW, id: ulid(78) }),
    set("environments[4].variables[0].value", "****"),
    set("environments[4].variables[0].value", MASKED),
    set("environments[0].name", " "),
    set("environments[1].name", "Twin"),
    remove("environments[2]"),
    set("environments[2].name", " "),
  ],
};

function isDone(draft, edit) {
  try {
    edit(draft);
    return true;
  } catch {
    return false;
  }
}

for (const [stored, connection] of Object.entries(STORED)) {
  for (const [list, edits] of Object.entries(EDITS)) {
    test(`after each edit, the issues are those of the whole list: ${list}, with ${stored}`, () => {
      const draft = new ConnectionDraft(connection);
      let [done, changes] = [0, 0];
      for (const edit of edits) {
        const before = draft.issues;
        if (!isDone(draft, edit)) continue;
        done += 1;
        const whole = new ConnectionDraft(connection);
        whole.set(list, draft.get(list));
        assert.deepEqual(draft.issues, whole.issues, `edit ${done}`);
        if (draft.issues !== before) changes += 1;
      }
      assert.ok(changes > 2);
    });
  }
}
