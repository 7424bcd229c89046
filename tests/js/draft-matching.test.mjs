// The keys of list items after the list was replaced, and after a save: which item of the new list is which item of the list before.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { ulid } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
const VARIABLES = "environmentVariables";
const ENVIRONMENTS = "environments";
const SCHEMES = "authSchemeConfigs";

const variable = (name, value) => ({ name, value });
const [a1, a2, b2, c3] = [variable("A", "1"), variable("A", "2"), variable("B", "2"), variable("C", "3")];
const [x, y, z] = ["X", "Y", "Z"].map((name, at) => variable(name, `other ${at}`));
const environment = (id, name, value = "1") => ({
  ...(id !== undefined && { id: ulid(id) }),
  name,
  credentials: {},
  variables: [variable("A", value)],
});
const basic = { schemeType: "basic-auth" };
const copy = (item) => structuredClone(item);

/**
 * Returns the keys of a list after it was replaced: the index before of each item, or `new`. Expects that each item has another
 * key.
 */
function matchItems(list, before, now, { edit = () => {}, replace }) {
  const draft = new ConnectionDraft({ ...current, [list]: before });
  edit(draft);
  const known = draft.keys(list);
  const next = typeof now === "function" ? now(draft.get(list)) : now;
  if (replace) draft.replace({ ...draft.value, [list]: next });
  else draft.set(list, next);
  const keys = draft.keys(list);
  assert.equal(new Set(keys).size, keys.length, `the keys ${keys}`);
  return keys.map((key) => (known.includes(key) ? known.indexOf(key) : "new"));
}

/** Cases: the list, its items before, its items after, and the index before of each item after. */
const CASES = {
  "items with other names and values match by their indices": [VARIABLES, [a1, b2], [x, y], [0, 1]],
  "an item beyond the list before is new": [VARIABLES, [a1], [x, y], [0, "new"]],
  "items that are left out match none": [VARIABLES, [a1, b2, c3], [x], [0]],
  "an item matches by its name, also with another value and index": [
    VARIABLES,
    [a1, b2, c3],
    [variable("C", "x"), variable("A", "y"), variable("B", "z")],
    [2, 0, 1],
  ],
  "an item does not match by its index if another item has that index": [
    VARIABLES,
    [a1, b2],
    [x, variable("A", "9")],
    ["new", 0],
  ],
  "items with the same name match by their contents": [VARIABLES, [a1, a2], [copy(a2), copy(a1)], [1, 0]],
  "items with equal contents match in their order": [
    VARIABLES,
    [a1, b2, copy(a1)],
    [y, copy(a1), copy(a1)],
    ["new", 0, 2],
  ],
  "a copy of an item that stays is new": [VARIABLES, [a1], ([item]) => [item, copy(a1)], [0, "new"]],
  "an item with the name of two items matches the one that is left": [
    VARIABLES,
    [a1, a2],
    ([first]) => [first, x, variable("A", "3")],
    [0, "new", 1],
  ],
  "objects that are the same match, also if others have equal contents": [
    SCHEMES,
    [basic, copy(basic), { schemeType: "none" }],
    ([first, second, third]) => [second, first, third],
    [1, 0, 2],
  ],
  "a name that is no text identifies no item": [
    VARIABLES,
    [variable(null, "1"), b2],
    [variable("B", "3"), variable(null, "3")],
    [1, "new"],
  ],
  "an environment with another id is another environment, also with the same name": [
    ENVIRONMENTS,
    [environment(1, "Production"), environment(2, "Staging")],
    [environment(3, "Production"), environment(2, "Staging")],
    ["new", 1],
  ],
  "an environment matches by its id, also if it got the name of another one": [
    ENVIRONMENTS,
    [environment(1, "Production"), environment(2, "Staging")],
    [environment(2, "Production"), environment(1, "Staging")],
    [1, 0],
  ],
  "a new environment matches by its name what an environment with an id does not": [
    ENVIRONMENTS,
    [environment(1, "Same"), environment(undefined, "Same")],
    [environment(undefined, "Same", "x"), environment(undefined, "Other"), environment(1, "Renamed")],
    [1, "new", 0],
  ],
  "an environment that stays matches itself, also if another one has its id": [
    ENVIRONMENTS,
    [environment(1, "Production"), environment(1, "Copy")],
    ([first]) => [first, environment(undefined, "New"), environment(1, "Renamed")],
    [0, "new", 1],
  ],
  "two new environments with other names are not the same": [
    ENVIRONMENTS,
    [environment(1, "Production"), environment(undefined, "New")],
    [environment(undefined, "Other", "x"), environment(1, "Production")],
    ["new", 0],
  ],
};

for (const [name, [list, before, now, expected]] of Object.entries(CASES)) {
  for (const replace of [false, true]) {
    test(`${name} (${replace ? "replace" : "set"})`, () => {
      // Only stored environments have an id.
      const stored = before.filter(({ id }) => list !== ENVIRONMENTS || id !== undefined);
      const edit = (draft) => {
        for (const item of before.slice(stored.length)) draft.insert(list, item);
      };
      assert.deepEqual(matchItems(list, stored, now, { edit, replace }), expected);
    });
  }
}

test("each item has another key, also after items were removed before", () => {
  const edit = (draft) => draft.remove(`${VARIABLES}[0]`);
  for (const [now, expected] of [
    [
      [x, y],
      [0, "new"],
    ],
    [
      [x, y, z],
      [0, "new", "new"],
    ],
    [(items) => [...items, undefined], [0, "new"]],
  ]) {
    for (const replace of [false, true]) {
      assert.deepEqual(matchItems(VARIABLES, [a1, b2], now, { edit, replace }), expected);
    }
  }
});

test("another environment in the place of one has another key, and the same environment keeps its key", () => {
  const draft = new ConnectionDraft(current);
  const keys = draft.keys(ENVIRONMENTS);
  draft.set(`${ENVIRONMENTS}[0]`, { ...current.environments[0], name: "Renamed" });
  assert.deepEqual(draft.keys(ENVIRONMENTS), keys);
  draft.set(`${ENVIRONMENTS}[0]`, environment(3, "Renamed"));
  const [key, ...others] = draft.keys(ENVIRONMENTS);
  assert.deepEqual([keys.includes(key), others], [false, keys.slice(1)]);
  draft.replace({ ...draft.value, environments: [environment(4, "Renamed"), ...draft.value.environments.slice(1)] });
  assert.equal([...keys, key].includes(draft.keys(ENVIRONMENTS)[0]), false);
});

const NEW = environment(undefined, "New", "1");

/**
 * Cases: edits, what the platform stores instead, and the list and the index after the save of each item before it. `undefined` means
 * that it is not stored.
 */
const SAVES = {
  "a new environment whose name is trimmed, beside one that others created": {
    edit: (draft) => draft.insert(ENVIRONMENTS, { ...NEW, name: " New " }),
    tidy: ({ environments }) => {
      environments[3].name = "New";
      environments.push({ ...NEW, id: ulid(70), name: "Theirs" });
    },
    list: ENVIRONMENTS,
    expected: [0, 1, 2, 3],
  },
  "a new environment whose name gets another case and form": {
    edit: (draft) => draft.insert(ENVIRONMENTS, { ...NEW, name: "CAFE\u0301" }),
    tidy: ({ environments }) => {
      environments[3].name = "caf\u00e9";
      environments.push({ ...NEW, id: ulid(70), name: "Theirs" });
    },
    list: ENVIRONMENTS,
    expected: [0, 1, 2, 3],
  },
  "a new environment whose name differs in a letter from those that are stored": {
    edit: (draft) => draft.insert(ENVIRONMENTS, { ...NEW, name: "Stra\u00dfe" }),
    tidy: ({ environments }) => {
      environments[3].name = "Strasse";
      environments.push({ ...NEW, id: ulid(70), name: "Theirs" });
    },
    list: ENVIRONMENTS,
    expected: [0, 1, 2, 5],
    isUnknown: true,
  },
  "a new environment with another name, while others deleted one": {
    edit: (draft) => draft.insert(ENVIRONMENTS, NEW),
    tidy: ({ environments }) => {
      environments[3].name = "env-1";
      environments.splice(2, 1);
    },
    list: ENVIRONMENTS,
    expected: [0, 1, undefined, 2],
  },
  "an auth scheme to which the platform adds a member": {
    edit: (draft) => draft.set(SCHEMES, [{ schemeType: "none" }, basic]),
    tidy: ({ authSchemeConfigs }) => {
      authSchemeConfigs[1] = { ...basic, realm: "x" };
      authSchemeConfigs.reverse();
    },
    list: SCHEMES,
    expected: [1, 0],
  },
};

for (const [name, { edit, tidy, list, expected, isUnknown = false }] of Object.entries(SAVES)) {
  test(`the items of a draft are those that a save stored: ${name}`, async () => {
    let isFirst = true;
    const tidyOnce = (stored) => {
      if (isFirst) tidy(stored);
      isFirst = false;
    };
    const { client, stored } = platform(structuredClone(current), { tidy: tidyOnce });
    const draft = new ConnectionDraft(current);
    edit(draft);
    const keys = draft.keys(list);
    const saved = await draft.save(client);
    assert.equal(saved.ok, true, saved.error?.message);
    const after = draft.keys(list);
    assert.deepEqual(
      keys.map((key) => (after.includes(key) ? after.indexOf(key) : undefined)),
      expected,
    );
    assert.equal(
      draft.issues.some(({ code }) => code === "unknown-outcome"),
      isUnknown,
    );
    if (!isUnknown) assert.deepEqual(draft.value, stored);
  });
}
