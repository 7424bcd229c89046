// Conflicts between the edits of a draft and the changes of another person: which there are, and what each resolution does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { ulid } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
const [first, ...others] = current.environments;
const { environmentVariables: _, ...withoutVariables } = current;

const VARIABLES = "environmentVariables";
const FIRST = "environments[0]";
const OWN = `${FIRST}.variables`;
const CREDENTIALS = `${FIRST}.credentials`;
const ACTION = `${CREDENTIALS}.action`;
const NEW = { name: "New", credentials: {}, variables: [] };
const STORED_NEW = { ...NEW, id: ulid(19) };

const key = (name) => ({ schemeType: "api-key", name, in: "header" });
const entry = (id, scheme = key("h")) => ({
  id: ulid(id),
  authSchemeConfig: scheme,
  credential: { id: ulid(id + 100), type: "string", name: "k", data: { value: "***" } },
});
const withFirst = (more) => ({ ...current, environments: [{ ...first, ...more }, ...others] });
const withEntries = withFirst({ credentials: { action: [81, 82, 83].map((id) => entry(id)), trigger: [entry(84)] } });
const { credentials: __, ...bare } = first;
const list = (text) => text.split(" ").map((pair) => ({ name: pair.split("=")[0], value: pair.split("=")[1] }));

const set = (path, value) => (draft) => draft.set(path, value);
const remove = (path) => (draft) => draft.remove(path);
const insert = (path, item, at) => (draft) => draft.insert(path, item, at);
const move = (path, from, to) => (draft) => draft.move(path, from, to);
const all =
  (...edits) =>
  (draft) => {
    for (const edit of edits) edit(draft);
  };

/** Shows the value at a path in a short form. */
const SHOWN = {
  [VARIABLES]: showVariables,
  [OWN]: showVariables,
  environments: (items) => items?.map(({ name, id }) => `${name}${id === undefined ? " (new)" : ""}`).join(),
  [ACTION]: (entries) => entries?.map(({ id, authSchemeConfig: { name } }) => `${id.slice(-2)}:${name}`).join(" "),
};
function showVariables(variables) {
  return Array.isArray(variables) ? variables.map(({ name, value }) => `${name}=${value}`).join(" ") : variables;
}
const show = (draft, path) => (SHOWN[path] ?? ((value) => value))(draft.get(path));
const at = (id) => ulid(id).slice(-2);

/** Rebases a draft with an edit onto a connection that another person edited. */
function rebased({ base = current, mine, theirs, meanwhile }, options) {
  const draft = new ConnectionDraft(base, options);
  mine(draft);
  const latest = new ConnectionDraft(base);
  theirs(latest);
  const result = draft.rebase(latest.value);
  assert.ok(result.ok);
  assert.deepEqual(result.conflicts, draft.conflicts);
  meanwhile?.(draft);
  return draft;
}

/**
 * Cases: the edits of both sides, the conflict, the path that is compared, and what it has after each resolution. `with` is pairs of a
 * value for `resolveWith`, and the result.
 */
const CASES = {
  "a variable that they changed": {
    mine: set(`${VARIABLES}[0].value`, "mine"),
    theirs: set(`${VARIABLES}[0].value`, "theirs"),
    conflict: ["value", "environmentVariables.0.value", "both sides changed the variable `A`"],
    path: VARIABLES,
    latest: "A=theirs B=2",
    resolved: "A=mine B=2",
    with: [
      ["other", "A=other B=2"],
      [undefined, "B=2"],
    ],
  },
  "a variable that they removed": {
    base: { ...current, environmentVariables: list("A=1 B=2 C=3") },
    mine: all(set(`${VARIABLES}[0].value`, "mine"), insert(VARIABLES, { name: "N", value: "n" })),
    theirs: remove(`${VARIABLES}[0]`),
    conflict: [
      "deleted",
      "environmentVariables.0.value",
      "the other side removed the variable `A`, which these changes edit",
    ],
    path: VARIABLES,
    latest: "B=2 C=3 N=n",
    resolved: "B=2 C=3 N=n A=mine",
    with: [
      ["other", "B=2 C=3 N=n A=other"],
      [undefined, "B=2 C=3 N=n"],
    ],
  },
  "a variable that I removed": {
    mine: remove(`${VARIABLES}[0]`),
    theirs: set(`${VARIABLES}[0].value`, "theirs"),
    conflict: [
      "edited",
      "environmentVariables.0.value",
      "the other side changed the variable `A`, which these changes remove",
    ],
    path: VARIABLES,
    latest: "A=theirs B=2",
    resolved: "B=2",
    with: [
      ["other", "A=other B=2"],
      [undefined, "B=2"],
    ],
  },
  "a variable that is removed before the conflict is resolved": {
    mine: remove(`${VARIABLES}[0]`),
    theirs: set(`${VARIABLES}[0].value`, "theirs"),
    meanwhile: remove(`${VARIABLES}[0]`),
    conflict: ["edited", "environmentVariables.0.value"],
    path: VARIABLES,
    latest: "B=2",
    resolved: "B=2",
    with: [
      ["other", "B=2 A=other"],
      [undefined, "B=2"],
    ],
  },
  "a variable of a list that they removed": {
    mine: set(`${VARIABLES}[0].value`, "mine"),
    theirs: set(VARIABLES, undefined),
    conflict: ["deleted", "environmentVariables.0.value"],
    path: VARIABLES,
    latest: undefined,
    resolved: "A=mine",
    with: [
      ["other", "A=other"],
      [undefined, undefined],
    ],
  },
  "a variable that I removed, of a list that is removed before the conflict is resolved": {
    mine: remove(`${VARIABLES}[0]`),
    theirs: set(`${VARIABLES}[0].value`, "theirs"),
    meanwhile: set(VARIABLES, undefined),
    conflict: ["edited", "environmentVariables.0.value"],
    path: VARIABLES,
    latest: undefined,
    resolved: undefined,
    with: [
      ["other", "A=other"],
      [undefined, undefined],
    ],
  },
  "a variable of a list that is replaced before the conflict is resolved": {
    mine: set(`${VARIABLES}[0].value`, "mine"),
    theirs: set(`${VARIABLES}[0].value`, "theirs"),
    meanwhile: all(set(VARIABLES, undefined), set(VARIABLES, [])),
    conflict: ["value", "environmentVariables.0.value"],
    path: VARIABLES,
    latest: "",
    resolved: "A=mine",
    with: [
      ["other", "A=other"],
      [undefined, ""],
    ],
  },
  "a variable in a list that both sides added": {
    base: withoutVariables,
    mine: set(VARIABLES, list("A=mine C=3")),
    theirs: set(VARIABLES, list("A=theirs B=2")),
    conflict: ["value", "environmentVariables.0.value"],
    path: VARIABLES,
    latest: "A=theirs B=2 C=3",
    resolved: "A=mine B=2 C=3",
    with: [["other", "A=other B=2 C=3"]],
  },
  "a variable in a list that was `null`": {
    base: { ...current, environmentVariables: null },
    mine: set(VARIABLES, list("A=mine C=3")),
    theirs: set(VARIABLES, list("A=theirs B=2")),
    conflict: ["value", "environmentVariables.0.value"],
    path: VARIABLES,
    latest: "A=theirs B=2 C=3",
    resolved: "A=mine B=2 C=3",
    with: [["other", "A=other B=2 C=3"]],
  },
  "a variable beside new ones with numbers as names": {
    mine: all(
      set(`${VARIABLES}[0].value`, "mine"),
      insert(VARIABLES, { name: "7", value: "x" }),
      insert(VARIABLES, { name: "6", value: "y" }),
    ),
    theirs: all(set(`${VARIABLES}[0].value`, "theirs"), insert(VARIABLES, { name: "C", value: "3" })),
    conflict: ["value", "environmentVariables.0.value"],
    path: VARIABLES,
    latest: "A=theirs B=2 C=3 7=x 6=y",
    resolved: "A=mine B=2 C=3 7=x 6=y",
    with: [
      ["other", "A=other B=2 C=3 7=x 6=y"],
      [undefined, "B=2 C=3 7=x 6=y"],
    ],
  },
  "a variable that I removed beside new ones with numbers as names": {
    mine: all(remove(`${OWN}[0]`), insert(OWN, { name: "7", value: "x" }), insert(OWN, { name: "6", value: "y" })),
    theirs: all(set(`${OWN}[0].value`, "theirs"), insert(OWN, { name: "C", value: "3" })),
    conflict: [
      "edited",
      "environments.0.variables.0.value",
      "the other side changed the variable `A`, which these changes remove in the environment `Production`",
    ],
    path: OWN,
    latest: "A=theirs B=2 C=3 7=x 6=y",
    resolved: "B=2 C=3 7=x 6=y",
    with: [["other", "A=other B=2 C=3 7=x 6=y"]],
  },
  "the order of the variables": {
    mine: move(VARIABLES, 0, 1),
    theirs: insert(VARIABLES, { name: "Z", value: "z" }, 0),
    conflict: ["list", "environmentVariables", "both sides changed the list of variables"],
    path: VARIABLES,
    latest: "Z=z A=1 B=2",
    resolved: "B=2 A=1",
    with: [
      [list("B=2 Z=z A=1"), "B=2 Z=z A=1"],
      [undefined, undefined],
    ],
  },
  "the list of variables, which I set to `null`": {
    mine: set(VARIABLES, null),
    theirs: set(`${VARIABLES}[0].value`, "theirs"),
    conflict: ["list", "environmentVariables"],
    path: VARIABLES,
    latest: "A=theirs B=2",
    resolved: null,
    with: [[[], ""]],
  },
  "variables of an environment that mine overwrite": {
    mine: set(`${VARIABLES}[0].value`, "mine"),
    theirs: set(`${OWN}[0].value`, "theirs"),
    conflict: [
      "overwritten",
      "environments.0.variables",
      "the other side changed the variables of the environment `Production`, which these changes overwrite",
    ],
    path: VARIABLES,
    latest: "A=1 B=2",
    resolved: "A=mine B=2",
    with: [
      [list("A=other"), "A=other"],
      [{ set: { B: "other" } }, "A=1 B=other"],
    ],
  },
  "a variable of an environment that is removed before the conflict is resolved": {
    mine: set(`${OWN}[0].value`, "mine"),
    theirs: set(`${OWN}[0].value`, "theirs"),
    meanwhile: remove(FIRST),
    conflict: ["value", "environments.0.variables.0.value"],
    path: "environments",
    latest: "Staging,Test",
    resolved: "Staging,Test",
    with: [["other", "Staging,Test"]],
  },
  "the name of an environment": {
    mine: set(`${FIRST}.name`, "Mine"),
    theirs: set(`${FIRST}.name`, "Theirs"),
    conflict: ["value", "environments.0.name", "both sides renamed the environment `Theirs`"],
    path: "environments",
    latest: "Theirs,Staging,Test",
    resolved: "Mine,Staging,Test",
    with: [["Other", "Other,Staging,Test"]],
  },
  "an environment that they removed": {
    mine: set(`${FIRST}.name`, "Mine"),
    theirs: remove(FIRST),
    conflict: [
      "deleted",
      "environments.0",
      "the other side deleted the environment `Production`, which these changes edit",
    ],
    path: "environments",
    latest: "Staging,Test",
    resolved: "Staging,Test,Mine (new)",
    with: [
      [NEW, "Staging,Test,New (new)"],
      [undefined, "Staging,Test"],
    ],
  },
  "an environment that I removed": {
    mine: remove(FIRST),
    theirs: set(`${FIRST}.name`, "Theirs"),
    conflict: [
      "edited",
      "environments.0",
      "the other side changed the environment `Theirs`, which these changes delete",
    ],
    path: "environments",
    latest: "Theirs,Staging,Test",
    resolved: "Staging,Test",
    with: [
      [{ ...first, name: "Other" }, "Other,Staging,Test"],
      [undefined, "Staging,Test"],
    ],
  },
  "the second environment, which I removed": {
    mine: remove("environments[1]"),
    theirs: set("environments[1].name", "Theirs"),
    conflict: ["edited", "environments.1"],
    path: "environments",
    latest: "Production,Theirs,Test",
    resolved: "Production,Test",
    with: [[{ ...others[0], name: "Other" }, "Production,Other,Test"]],
  },
  "an environment that I removed, and that is removed again before the conflict is resolved": {
    mine: remove(FIRST),
    theirs: set(`${FIRST}.name`, "Theirs"),
    meanwhile: remove(FIRST),
    conflict: ["edited", "environments.0"],
    path: "environments",
    latest: "Staging,Test",
    resolved: "Staging,Test",
    with: [[NEW, "Staging,Test"]],
  },
  "an environment that both sides added": {
    mine: all(insert("environments", { ...NEW, name: "Top" }, 0), insert("environments", NEW)),
    theirs: insert("environments", STORED_NEW),
    conflict: [
      "same-name",
      "environments.3",
      "an environment has the name `New` now, which these changes give to a new one",
    ],
    path: "environments",
    latest: "Top (new),Production,Staging,Test,New",
    resolved: "Top (new),Production,Staging,Test,New,New (new)",
    with: [
      [{ ...NEW, name: "Other" }, "Top (new),Production,Staging,Test,New,Other (new)"],
      [undefined, "Top (new),Production,Staging,Test,New"],
    ],
  },
  "the order of the environments": {
    mine: move("environments", 0, 2),
    theirs: all(move("environments", 1, 0), insert("environments", STORED_NEW)),
    conflict: ["order", "environments", "both sides put the environments in another order"],
    path: "environments",
    latest: "Staging,Production,Test,New",
    resolved: "Staging,Test,Production,New",
    with: [[[others[1], first], "Test,Production"]],
  },
  "the order of environments that are removed before the conflict is resolved": {
    mine: move("environments", 0, 2),
    theirs: move("environments", 1, 0),
    meanwhile: set("environments", undefined),
    conflict: ["order", "environments"],
    path: "environments",
    latest: undefined,
    resolved: "",
    with: [[[first], "Production"]],
  },
  "the environments, which I set to `null`": {
    mine: set("environments", null),
    theirs: set(`${FIRST}.name`, "Theirs"),
    conflict: ["list", "environments", "both sides changed the environments"],
    path: "environments",
    latest: "Theirs,Staging,Test",
    resolved: undefined,
    with: [[[first], "Production"]],
  },
  "an auth scheme": {
    base: withEntries,
    mine: set(`${ACTION}[1].authSchemeConfig.name`, "mine"),
    theirs: set(`${ACTION}[1].authSchemeConfig.name`, "theirs"),
    conflict: [
      "value",
      "environments.0.credentials.action.1.authSchemeConfig",
      "both sides changed an auth scheme of the environment `Production`",
    ],
    path: ACTION,
    latest: `${at(81)}:h ${at(82)}:theirs ${at(83)}:h`,
    resolved: `${at(81)}:h ${at(82)}:mine ${at(83)}:h`,
    with: [[key("other"), `${at(81)}:h ${at(82)}:other ${at(83)}:h`]],
  },
  "the first auth scheme": {
    base: withEntries,
    mine: set(`${ACTION}[0].authSchemeConfig.name`, "mine"),
    theirs: set(`${ACTION}[0].authSchemeConfig.name`, "theirs"),
    conflict: ["value", "environments.0.credentials.action.0.authSchemeConfig"],
    path: ACTION,
    latest: `${at(81)}:theirs ${at(82)}:h ${at(83)}:h`,
    resolved: `${at(81)}:mine ${at(82)}:h ${at(83)}:h`,
    with: [],
  },
  "an auth scheme of a credential that is removed before the conflict is resolved": {
    base: withEntries,
    mine: set(`${ACTION}[1].authSchemeConfig.name`, "mine"),
    theirs: set(`${ACTION}[1].authSchemeConfig.name`, "theirs"),
    meanwhile: remove(`${ACTION}[1]`),
    conflict: ["value", "environments.0.credentials.action.1.authSchemeConfig"],
    path: ACTION,
    latest: `${at(81)}:h ${at(83)}:h`,
    resolved: `${at(81)}:h ${at(83)}:h`,
    with: [[key("other"), `${at(81)}:h ${at(83)}:h`]],
  },
  "an auth scheme of credentials that are removed before the conflict is resolved": {
    base: withEntries,
    mine: set(`${ACTION}[1].authSchemeConfig.name`, "mine"),
    theirs: set(`${ACTION}[1].authSchemeConfig.name`, "theirs"),
    meanwhile: set(CREDENTIALS, undefined),
    conflict: ["value", "environments.0.credentials.action.1.authSchemeConfig"],
    path: ACTION,
    latest: undefined,
    resolved: undefined,
    with: [[key("other"), undefined]],
  },
  "the order of the credentials": {
    base: withEntries,
    mine: all(move(ACTION, 0, 1), set(`${ACTION}[1].authSchemeConfig.name`, "mine")),
    theirs: all(move(ACTION, 1, 2), insert(ACTION, entry(85))),
    conflict: [
      "order",
      "environments.0.credentials.action",
      "both sides put the credentials of the environment `Production` in another order",
    ],
    path: ACTION,
    latest: `${at(81)}:mine ${at(83)}:h ${at(82)}:h ${at(85)}:h`,
    resolved: `${at(85)}:h ${at(82)}:h ${at(81)}:mine ${at(83)}:h`,
    with: [[[entry(83), entry(81), entry(82)], `${at(83)}:h ${at(81)}:h ${at(82)}:h`]],
  },
  "the order of the credentials, one of which is removed before the conflict is resolved": {
    base: withEntries,
    mine: all(move(ACTION, 0, 1), set(`${ACTION}[1].authSchemeConfig.name`, "mine")),
    theirs: move(ACTION, 1, 2),
    meanwhile: remove(`${ACTION}[0]`),
    conflict: ["order", "environments.0.credentials.action"],
    path: ACTION,
    latest: `${at(83)}:h ${at(82)}:h`,
    resolved: `${at(82)}:h ${at(83)}:h`,
    with: [],
  },
  "the order of credentials that are removed before the conflict is resolved": {
    base: withEntries,
    mine: move(ACTION, 0, 1),
    theirs: move(ACTION, 1, 2),
    meanwhile: set(CREDENTIALS, undefined),
    conflict: ["order", "environments.0.credentials.action"],
    path: ACTION,
    latest: undefined,
    resolved: "",
    with: [
      [[entry(83)], `${at(83)}:h`],
      [undefined, undefined],
    ],
  },
  "an auth scheme of a credential that they removed": {
    base: withEntries,
    mine: set(`${ACTION}[0].authSchemeConfig.name`, "mine"),
    theirs: remove(`${ACTION}[0]`),
    conflict: [
      "deleted",
      "environments.0.credentials.action",
      "the other side changed the credentials of the environment `Production`, which these changes edit",
    ],
    path: ACTION,
    latest: `${at(82)}:h ${at(83)}:h`,
    resolved: `${at(81)}:mine ${at(82)}:h ${at(83)}:h`,
    with: [],
  },
  "an auth scheme of credentials that they removed": {
    base: withEntries,
    mine: set(`${ACTION}[0].authSchemeConfig.name`, "mine"),
    theirs: set(CREDENTIALS, undefined),
    conflict: ["deleted", "environments.0.credentials.action"],
    path: ACTION,
    latest: undefined,
    resolved: `${at(81)}:mine`,
    with: [[[entry(83)], `${at(83)}:h`]],
  },
  "a credential": {
    base: withEntries,
    mine: all(set(`${ACTION}[0].credential.name`, "mine"), move("environments", 0, 1)),
    theirs: set(`${ACTION}[0].credential.name`, "theirs"),
    conflict: [
      "value",
      "environments.1.credentials.action.0.credential",
      "both sides changed `credential` of the environment `Production`",
    ],
    path: "environments[1].credentials.action[0].credential.name",
    latest: "theirs",
    resolved: "mine",
    with: [
      [{ name: "other" }, "other"],
      [undefined, undefined],
    ],
  },
  "a credential that is removed before the conflict is resolved": {
    base: withEntries,
    mine: set(`${ACTION}[0].credential.name`, "mine"),
    theirs: set(`${ACTION}[0].credential.name`, "theirs"),
    meanwhile: remove(`${ACTION}[0]`),
    conflict: ["value", "environments.0.credentials.action.0.credential"],
    path: ACTION,
    latest: `${at(82)}:h ${at(83)}:h`,
    resolved: `${at(82)}:h ${at(83)}:h`,
    with: [],
  },
  "a credential that they removed": {
    base: withEntries,
    mine: all(set(`${ACTION}[0].credential.name`, "mine"), move("environments", 0, 1)),
    theirs: remove(`${ACTION}[0]`),
    conflict: [
      "deleted",
      "environments.0.credentials.action.0.credential",
      "the edited part of the environment `Production` was deleted",
    ],
    path: "environments[1].credentials.action[0].credential.name",
    latest: "k",
    resolved: "k",
    with: [],
  },
  "a credential in a list that they removed": {
    base: withEntries,
    mine: set(`${ACTION}[0].credential.name`, "mine"),
    theirs: set(ACTION, undefined),
    conflict: ["deleted", "environments.0.credentials.action.0.credential"],
    path: ACTION,
    latest: undefined,
    resolved: undefined,
    with: [],
  },
  "a credential beside an added one": {
    base: withEntries,
    mine: all(insert(ACTION, entry(89)), set(`${ACTION}[0].credential.name`, "mine")),
    theirs: set(`${ACTION}[0].credential.name`, "theirs"),
    conflict: [
      "value",
      "environments.0.credentials.action",
      "both sides changed `action` of the environment `Production`",
    ],
    path: `${ACTION}[0].credential.name`,
    latest: "theirs",
    resolved: "mine",
    with: [],
  },
  "an added credential of an environment without credentials now": {
    base: withEntries,
    mine: insert(ACTION, entry(89)),
    theirs: set(CREDENTIALS, undefined),
    conflict: ["value", "environments.0.credentials.action"],
    path: ACTION,
    latest: undefined,
    resolved: `${at(81)}:h ${at(82)}:h ${at(83)}:h ${at(89)}:h`,
    with: [
      [[entry(83)], `${at(83)}:h`],
      [undefined, undefined],
    ],
  },
  "a time of an environment that I removed and they deleted": {
    mine: set(`${FIRST}.createdAt`, undefined),
    theirs: remove(FIRST),
    conflict: ["deleted", "environments.0.createdAt", "the edited part of the environment `Production` was deleted"],
    path: "environments",
    latest: "Staging,Test",
    resolved: "Staging,Test",
    with: [["2026-01-01T00:00:00Z", "Staging,Test"]],
  },
  "a time that I added to an environment that they deleted": {
    base: withFirst({ updatedAt: undefined }),
    mine: set(`${FIRST}.updatedAt`, "2026-01-01T00:00:00Z"),
    theirs: remove(FIRST),
    conflict: ["deleted", "environments.0.updatedAt"],
    path: "environments",
    latest: "Staging,Test",
    resolved: "Staging,Test",
    with: [],
  },
  "the versions": {
    mine: set("versions", ["mine"]),
    theirs: set("versions", ["theirs"]),
    conflict: ["value", "versions", "both sides changed `versions` of the connection"],
    path: "versions[0]",
    latest: "theirs",
    resolved: "mine",
    with: [[["other"], "other"]],
  },
};

for (const [name, { conflict, path, latest, resolved, with: pairs, ...edits }] of Object.entries(CASES)) {
  test(`a conflict is resolved with the value of one side, or with another one: ${name}`, () => {
    const start = () => {
      const draft = rebased(edits);
      assert.equal(draft.conflicts.length, 1);
      assert.deepEqual(show(draft, path), latest);
      return [draft, draft.conflicts[0]];
    };
    const [draft, found] = start();
    const [kind, place, message = found.message] = conflict;
    assert.deepEqual([found.kind, found.path.join("."), found.message], [kind, place, message]);
    found.resolve("latest");
    assert.deepEqual([show(draft, path), draft.conflicts], [latest, []]);
    const [mine, other] = start();
    other.resolve("mine");
    assert.deepEqual([show(mine, path), mine.conflicts], [resolved, []]);
    for (const [value, expected] of pairs) {
      const [draft, conflict] = start();
      const before = draft.value;
      conflict.resolveWith(value);
      assert.deepEqual([show(draft, path), draft.conflicts], [expected, []]);
      if (value === undefined && expected === latest) assert.deepEqual(draft.value, before);
    }
  });
}

/** Edits of both sides that do not conflict, and a path with its value after the rebase. */
const MERGED = {
  "an added credential of an environment without credentials": {
    base: { ...current, environments: [bare, ...others] },
    mine: set(CREDENTIALS, { action: [entry(89)] }),
    theirs: set("name", "Theirs"),
    path: ACTION,
    value: `${at(89)}:h`,
  },
  "an added credential of an environment whose credentials are `null`": {
    base: withFirst({ credentials: null }),
    mine: set(CREDENTIALS, { action: [entry(89)], trigger: [entry(90)] }),
    theirs: set("name", "Theirs"),
    path: `${CREDENTIALS}.trigger[0].id`,
    value: ulid(90),
  },
  "the same edit of a credential": {
    base: withEntries,
    mine: set(`${ACTION}[0].credential.name`, "both"),
    theirs: set(`${ACTION}[0].credential.name`, "both"),
    path: `${ACTION}[0].credential.name`,
    value: "both",
  },
  "a credential that was removed and added again": {
    base: withEntries,
    mine: all(remove(`${ACTION}[0]`), insert(ACTION, entry(81), 0), set(`${ACTION}[0].credential.name`, "mine")),
    theirs: move(ACTION, 0, 2),
    path: `${ACTION}[2].credential.name`,
    value: "mine",
  },
  "a credential, and another one that they added": {
    base: withEntries,
    mine: set(`${ACTION}[1].credential.name`, "mine"),
    theirs: insert(ACTION, entry(85), 0),
    path: `${ACTION}[2].credential.name`,
    value: "mine",
  },
  "a variable that both sides removed": {
    mine: remove(`${VARIABLES}[0]`),
    theirs: remove(`${VARIABLES}[0]`),
    path: VARIABLES,
    value: "B=2",
  },
};

for (const [name, { path, value, ...edits }] of Object.entries(MERGED)) {
  test(`edits that do not conflict are in the draft after a rebase: ${name}`, () => {
    const draft = rebased(edits);
    assert.deepEqual([show(draft, path), draft.conflicts], [value, []]);
  });
}

test("the values of a conflict about one variable are those of the variable", () => {
  for (const [edits, values] of [
    [CASES["a variable beside new ones with numbers as names"], { base: "1", mine: "mine", latest: "theirs" }],
    [CASES["a variable that I removed beside new ones with numbers as names"], { base: "1", latest: "theirs" }],
    [CASES["a variable in a list that was `null`"], { mine: "mine", latest: "theirs" }],
    [CASES["a variable that I removed"], { base: "1", latest: "theirs" }],
    [CASES["a variable that they removed"], { base: "1", mine: "mine" }],
  ]) {
    const [conflict] = rebased(edits).conflicts;
    assert.deepEqual(conflict.values, values);
  }
});

test("an edit that no request makes has a conflict with the values of both sides, and with the environment", () => {
  const [{ values, environment, kind }] = rebased(CASES["a credential"]).conflicts;
  const credential = (name) => ({ ...entry(81).credential, name });
  assert.deepEqual(values, { base: credential("k"), mine: credential("mine"), latest: credential("theirs") });
  assert.deepEqual([kind, environment], ["value", { id: first.id, name: first.name }]);
  const [about] = rebased(CASES["the versions"]).conflicts;
  assert.equal("environment" in about, false);
});

test("a conflict of an edit that no request makes has a message of the caller, if the caller writes one", () => {
  for (const [conflict, expected] of [
    [({ kind }) => `Own: ${kind}`, "Own: value"],
    [() => undefined, "both sides changed `versions` of the connection"],
    [undefined, "both sides changed `versions` of the connection"],
  ]) {
    const draft = rebased(CASES["the versions"], { messages: { issue: () => "Own", ...(conflict && { conflict }) } });
    assert.equal(draft.conflicts[0].message, expected);
  }
});

test("a conflict is resolved once", () => {
  for (const [again, resolve] of Object.entries({
    mine: (conflict) => conflict.resolve("mine"),
    latest: (conflict) => conflict.resolve("latest"),
    other: (conflict) => conflict.resolveWith("Other"),
  })) {
    const draft = rebased({ mine: set("name", "Mine"), theirs: set("name", "Theirs") });
    const [conflict] = draft.conflicts;
    conflict.resolve("mine");
    draft.set("name", "Edited");
    let calls = 0;
    draft.subscribe(() => {
      calls += 1;
    });
    resolve(conflict);
    assert.deepEqual([draft.get("name"), calls], ["Edited", 0], again);
  }
});

test("an environment that is created again has its credentials as references, and no values of the platform", () => {
  const base = withFirst({ credentials: { action: [entry(81)], trigger: [entry(82)], later: "unknown" } });
  const draft = rebased({ base, mine: set(`${OWN}[0].value`, "mine"), theirs: remove(FIRST) });
  draft.conflicts[0].resolve("mine");
  const reference = (id) => ({ authSchemeConfig: key("h"), credential: { id: ulid(id + 100) } });
  assert.deepEqual(draft.get("environments[2]"), {
    name: "Production",
    credentials: { action: [reference(81)], trigger: [reference(82)], later: "unknown" },
    variables: list("A=mine B=2"),
  });
});

test("an environment without variables that is created again has an empty list of variables", () => {
  const base = withFirst({ credentials: undefined, variables: undefined });
  const draft = rebased({ base, mine: set(`${FIRST}.name`, "Mine"), theirs: remove(FIRST) });
  draft.conflicts[0].resolve("mine");
  assert.deepEqual(draft.get("environments[2]"), { name: "Mine", credentials: {}, variables: [] });
});

test("a variable that is added again by another value has a key that no item of the list had", () => {
  const draft = rebased({
    mine: all(remove(`${VARIABLES}[0]`), insert(VARIABLES, { name: "N", value: "n" })),
    theirs: set(`${VARIABLES}[0].value`, "theirs"),
  });
  const keys = draft.keys(VARIABLES);
  draft.remove(`${VARIABLES}[2]`);
  draft.remove(`${VARIABLES}[0]`);
  draft.conflicts[0].resolveWith("other");
  assert.equal(show(draft, VARIABLES), "B=2 A=other");
  assert.ok(!keys.includes(draft.keys(VARIABLES)[1]));
});

test("more conflicts than are listed are resolved together", () => {
  const of = (value) => {
    const environmentVariables = Array.from({ length: 20_001 }, (_, at) => ({ name: `N${at}`, value }));
    return { ...current, environments: [], environmentVariables };
  };
  const [base, mine] = [of("1"), of("mine")];
  const draft = new ConnectionDraft(base);
  draft.set(VARIABLES, mine.environmentVariables);
  draft.rebase(of("theirs"));
  const last = draft.conflicts.at(-1);
  assert.deepEqual([draft.conflicts.length, last.kind, last.count], [20_001, "more", 1]);
  last.resolve("mine");
  assert.equal(JSON.stringify(draft.value), JSON.stringify(mine));
});

test("a conflict of more edits than are listed is about the connection", () => {
  const more = (value) => ({
    ...first,
    ...Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`m${at}`, value])),
  });
  const edits = { base: withFirst(more(1)), mine: set(FIRST, more(2)), theirs: set("name", "Theirs") };
  const draft = rebased(edits);
  const [{ kind, path, message }] = draft.conflicts;
  assert.deepEqual([kind, path, message], ["value", [], "both sides changed the connection"]);
});

test("an edited credential that was removed and added again is left as an edit when the rest is saved", async () => {
  const { client } = platform(structuredClone(withEntries));
  const draft = new ConnectionDraft(withEntries);
  draft.set("name", "Saved");
  draft.remove(`${ACTION}[0]`);
  const { credential, ...rest } = entry(81);
  draft.insert(ACTION, { ...rest, credential: { ...credential, name: "mine" } }, 0);
  assert.equal((await draft.save(client)).ok, true);
  assert.deepEqual([draft.current.name, draft.get(`${ACTION}[0].credential.name`)], ["Saved", "mine"]);
});

test("an added credential of an environment without credentials is left as an edit when the rest is saved", async () => {
  const stored = { ...current, environments: [bare, ...others] };
  const { client } = platform(structuredClone(stored));
  const draft = new ConnectionDraft(stored);
  draft.set("name", "Saved");
  draft.set(CREDENTIALS, { action: [entry(89)] });
  assert.equal((await draft.save(client)).ok, true);
  assert.deepEqual([draft.current.name, show(draft, ACTION), draft.changes], ["Saved", `${at(89)}:h`, {}]);
  assert.deepEqual(
    draft.unsupported.map(({ reason }) => reason),
    ["entries"],
  );
});
