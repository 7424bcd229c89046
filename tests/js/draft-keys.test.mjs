// The keys of items when parts of a draft are replaced, removed and added again, and the edits that `replace` and `reset` make.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
const [production, staging, testing] = current.environments;
const [a, b] = current.environmentVariables;
const own = "environments[0].variables";
const extra = { name: "NEW", value: "n" };

/** Replaces the environments of a draft with `replace`. */
const replaceEnvironments = (draft, environments) => draft.replace({ ...draft.value, environments });

/** Returns a draft whose first environment got a variable from someone else. */
function openRebased() {
  const latest = structuredClone(current);
  latest.environments[0].variables.unshift({ name: "THEIRS", value: "t" });
  const draft = new ConnectionDraft(current);
  assert.equal(draft.rebase(latest).ok, true);
  assert.deepEqual(draft.keys(own), ["new1", "0", "1"]);
  return draft;
}

const READDS = {
  "remove and insert": (draft, environment) => {
    draft.remove("environments[0]");
    draft.insert("environments", environment, 0);
  },
  replace: (draft) => {
    const { value } = draft;
    replaceEnvironments(draft, value.environments.slice(1));
    draft.replace(value);
  },
  "set of the list": (draft) => {
    const { environments } = draft.value;
    draft.set("environments", environments.slice(1));
    draft.set("environments", environments);
  },
};

for (const [name, readd] of Object.entries(READDS)) {
  test(`a stored environment that is removed and added again with ${name} is the stored one, and so are its variables`, () => {
    const draft = openRebased();
    readd(draft, draft.value.environments[0]);
    assert.deepEqual(draft.keys("environments"), ["0", "1", "2"]);
    assert.deepEqual(draft.keys(own), ["new1", "0", "1"]);
    for (const path of ["environments[0]", own, `${own}[0].value`, `${own}[2].value`]) {
      assert.equal(draft.isDirtyAt(path), false, path);
    }
    draft.set(`${own}[1].value`, "x");
    draft.reset(`${own}[1].value`);
    assert.deepEqual(draft.value, draft.current, "a reset restores the value of the same variable");
  });
}

test("an environment that is added again without its edits has no keys of the edits", () => {
  for (const at of [0, 2]) {
    const draft = new ConnectionDraft(current);
    const stored = draft.value.environments[at];
    draft.insert(["environments", at, "variables"], extra, 0);
    draft.remove(["environments", at]);
    draft.insert("environments", stored, at);
    assert.deepEqual(draft.keys(["environments", at, "variables"]), Object.keys(stored.variables));
    assert.equal(draft.isDirtyAt(["environments", at]), false);
  }
});

test("an environment whose id was changed is the stored one again after it is set back", () => {
  const edits = [
    (draft) => draft.set("environments[0]", production),
    (draft) => replaceEnvironments(draft, [production, staging, testing]),
  ];
  for (const edit of edits) {
    const draft = new ConnectionDraft(current);
    draft.set("environments[0].id", "01J9ZK8Q4T7W3X5Y6Z8A9B0C99");
    edit(draft);
    assert.deepEqual(draft.keys("environments"), ["0", "1", "2"]);
    assert.equal(draft.isDirtyAt("environments[0]"), false);
  }
});

test("an undo of the removal of several environments restores the keys in them", () => {
  const draft = new ConnectionDraft(current);
  draft.insert(own, extra, 0);
  const { value } = draft;
  for (const rest of [[], value.environments.slice(2), value.environments.slice(0, 1)]) {
    replaceEnvironments(draft, rest);
    draft.undo();
    assert.deepEqual(draft.keys("environments"), ["0", "1", "2"]);
    assert.deepEqual(draft.keys(own), ["new1", "0", "1"]);
    assert.deepEqual(draft.value, value);
  }
});

const renamed = (environment, name) => ({ ...environment, name, variables: [{ name, value: name }] });
const created = { name: "Created", credentials: {}, variables: [] };

/** Environments that replace all others after edits, with their keys. */
const REPLACED = [
  ["kept ones", [], [production, staging, testing], ["0", "1", "2"]],
  ["one that was removed", [[staging, testing]], [production, staging, testing], ["0", "1", "2"]],
  ["the last one that was removed", [[production, staging]], [production, staging, testing], ["0", "1", "2"]],
  ["all that were removed", [[]], [testing, production, staging], ["2", "0", "1"]],
  ["all after the list was removed", [undefined, null, []], [testing, production], ["2", "0"]],
  ["all after the list was removed, in order", [undefined, []], [production, staging, testing], ["0", "1", "2"]],
  [
    "a copy after its kept original",
    [],
    [production, renamed(production, "X"), staging, testing],
    ["0", "new1", "1", "2"],
  ],
  [
    "a copy before its kept original",
    [],
    [production, renamed(testing, "X"), staging, testing],
    ["0", "new1", "1", "2"],
  ],
  [
    "a copy of the item right after it",
    [],
    [production, renamed(staging, "X"), staging, testing],
    ["0", "new1", "1", "2"],
  ],
  [
    "two copies instead of the original",
    [],
    [renamed(production, "X"), renamed(production, "Production"), staging, testing],
    ["new1", "0", "1", "2"],
  ],
  [
    "two copies that match no name",
    [],
    [created, renamed(production, "X"), renamed(production, "Y"), staging, testing],
    ["new1", "0", "new2", "1", "2"],
  ],
  [
    "two copies of one that was removed",
    [[staging, testing]],
    [renamed(production, "X"), renamed(production, "Y"), staging, testing],
    ["0", "new1", "1", "2"],
  ],
  ["new ones around", [], [created, production, testing, { ...created, name: "Other" }], ["new1", "0", "2", "new2"]],
];

for (const [name, edits, environments, keys] of REPLACED) {
  for (const isShared of [true, false]) {
    test(`each environment of a replaced list has its own key: ${name} (${isShared ? "the same objects" : "copies"})`, () => {
      const draft = new ConnectionDraft(current);
      const stored = draft.value.environments;
      const share = (list) => list?.map((item) => stored[current.environments.indexOf(item)] ?? item) ?? list;
      const read = isShared ? share : structuredClone;
      for (const list of edits) draft.set("environments", read(list));
      replaceEnvironments(draft, read(environments));
      assert.deepEqual(draft.keys("environments"), keys);
      assert.deepEqual(draft.value.environments, environments);
      draft.undo();
      draft.redo();
      assert.deepEqual(draft.keys("environments"), keys);
    });
  }
}

test("texts at the end of a list keep their keys if an equal text is added before them", () => {
  const draft = new ConnectionDraft({ ...current, later: ["b", "a"] });
  draft.replace({ ...draft.value, later: ["a", "b", "a"] });
  assert.deepEqual(draft.keys("later"), ["new1", "0", "1"]);
});

test("an undo of an edit of a whole list restores its keys", () => {
  const draft = new ConnectionDraft(current);
  draft.insert("environmentVariables", extra, 0);
  draft.set("environmentVariables", [{ name: "A", value: "2" }]);
  assert.deepEqual(draft.keys("environmentVariables"), ["0"]);
  draft.undo();
  assert.deepEqual(draft.keys("environmentVariables"), ["new1", "0", "1"]);
  draft.redo();
  assert.deepEqual(draft.keys("environmentVariables"), ["0"]);
});

const { later: _, ...rest } = { ...current, later: { x: 1 } };
const withInner = { ...rest, later: { first: { z: 1 }, second: "2", third: [] } };

/** New values for `replace`, with the paths that are touched and others that are not. */
const REPLACES = {
  "a member is added": [(value) => ({ ...value, other: 1 }), ["other"], ["name", "later"]],
  "a member is added in front": [(value) => ({ other: 1, ...value }), ["other"], ["name", "later"]],
  "a member is added that is undefined": [(value) => ({ ...value, other: undefined }), [], ["name", "other"]],
  "a member is deleted": [({ baseUrl: _, ...value }) => value, ["baseUrl"], ["name", "later", "environments"]],
  "the last member is deleted": [({ later: _, ...value }) => value, ["later"], ["name", "baseUrl"]],
  "two members are deleted": [
    ({ baseUrl: _, name: __, ...value }) => value,
    ["baseUrl", "name"],
    ["later", "protocol"],
  ],
  "a member is renamed": [
    ({ baseUrl: _, ...value }) => ({ ...value, url: "x" }),
    ["baseUrl", "url"],
    ["name", "later"],
  ],
  "a member is undefined": [(value) => ({ ...value, baseUrl: undefined }), ["baseUrl"], ["name", "later"]],
  "members are reordered and edited": [
    ({ name: _, ...value }) => ({ ...value, name: "Other" }),
    ["name"],
    ["baseUrl", "later"],
  ],
  "an inner object is edited": [
    (value) => ({ ...value, later: { ...value.later, first: { z: 2 } } }),
    ["later.first.z"],
    ["later.second"],
  ],
  "the last member of an inner object is deleted": [
    ({ later: { third: _, ...later }, ...value }) => ({ ...value, later }),
    ["later"],
    ["name"],
  ],
  "an object is null": [(value) => ({ ...value, later: null }), ["later"], ["name"]],
  "an object is a text": [(value) => ({ ...value, later: "x" }), ["later"], ["name"]],
  "an object is a list": [
    (value) => ({ ...value, later: { ...value.later, first: [] } }),
    ["later.first"],
    ["later.second"],
  ],
  "an empty list is an empty object": [
    (value) => ({ ...value, later: { ...value.later, third: {} } }),
    ["later.third"],
    ["later.second"],
  ],
  "a text is an object": [
    (value) => ({ ...value, later: { ...value.later, second: {} } }),
    ["later.second"],
    ["later.first"],
  ],
};

for (const [name, [change, touched, untouched]] of Object.entries(REPLACES)) {
  test(`a replaced connection is edited only where it differs: ${name}`, () => {
    const draft = new ConnectionDraft(withInner);
    const before = JSON.stringify(draft.value);
    const next = change(draft.value);
    draft.replace(next);
    assert.equal(JSON.stringify(draft.value), JSON.stringify(next));
    assert.deepEqual(
      [...touched, ...untouched].filter((path) => draft.isTouchedAt(path)),
      touched,
    );
    assert.equal(draft.canUndo, touched.length > 0);
    draft.undo();
    if (!/front|reordered/.test(name)) assert.equal(JSON.stringify(draft.value), before);
    assert.deepEqual(draft.value, withInner);
    assert.equal(draft.isDirty, false);
  });
}

test("an empty object that is replaced by null or by a list is an edit, and so is the reverse", () => {
  for (const [before, after] of [
    [{}, null],
    [{}, []],
    [[], {}],
    [null, {}],
  ]) {
    const draft = new ConnectionDraft({ ...current, later: before });
    draft.replace({ ...draft.value, later: after });
    assert.deepEqual([draft.value.later, draft.canUndo, draft.isTouchedAt("name")], [after, true, false]);
    draft.undo();
    assert.deepEqual(draft.value.later, before);
  }
});

test("a replaced connection with other objects of the same content is no edit", () => {
  const stored = { ...current, later: ["a", "b"], inner: { list: ["c"] } };
  const draft = new ConnectionDraft(stored);
  let notified = 0;
  draft.subscribe(() => {
    notified += 1;
  });
  draft.replace({ ...draft.value, later: ["a", "b"], inner: { list: ["c"] } });
  draft.replace({ ...draft.value, environments: structuredClone(draft.value.environments) });
  assert.deepEqual([draft.canUndo, notified, draft.isTouchedAt("later[0]")], [false, 0, false]);
});

test("after members are reordered, the issues have the order of the document", () => {
  const draft = new ConnectionDraft(current);
  draft.replace({ ...draft.value, name: "", baseUrl: "x" });
  const pointers = () => draft.issues.map(({ pointer }) => pointer);
  assert.deepEqual(pointers(), ["/name", "/baseUrl"]);
  const { name, ...others } = draft.value;
  const environmentVariables = others.environmentVariables.with(0, { name: "A", value: "2" });
  draft.replace({ ...others, environmentVariables, name });
  assert.deepEqual(
    pointers().filter((pointer) => pointer !== "/environmentVariables"),
    ["/baseUrl", "/name"],
  );
});

/** Edits after which a part has its first content, the part, and the keys before and after a reset of the part. */
const RESETS = [
  ["a text that is set back", [(draft) => draft.set("name", "x"), (draft) => draft.set("name", current.name)]],
  [
    "an item that is inserted and removed",
    [(draft) => draft.insert("environmentVariables", extra, 0), (draft) => draft.remove("environmentVariables[0]")],
  ],
  [
    "an item that is moved and moved back",
    [(draft) => draft.move("environments", 0, 2), (draft) => draft.move("environments", 2, 0)],
  ],
  [
    "an inner item that is inserted and removed",
    [(draft) => draft.insert(own, extra, 0), (draft) => draft.remove(`${own}[0]`)],
  ],
  [
    "a list that is created and deleted",
    [
      (draft) => draft.insert("list", extra),
      (draft) => draft.insert("list", a, 0),
      (draft) => draft.set("list", undefined),
    ],
  ],
];

for (const [name, edits] of RESETS) {
  test(`a reset of a connection without edits is no edit: ${name}`, () => {
    for (const draft of [new ConnectionDraft(current), openRebased()]) {
      for (const edit of edits) edit(draft);
      let notified = 0;
      draft.subscribe(() => {
        notified += 1;
      });
      const { value } = draft;
      for (const path of [[], "environments", "environments[0]", own, "environmentVariables"]) draft.reset(path);
      assert.deepEqual([notified, draft.value === value, draft.isDirty], [0, true, false]);
      for (const _ of edits) draft.undo();
      assert.equal(draft.canUndo, false);
    }
  });
}

test("a reset of an empty list that is stored is no edit, also if the stored list had items before", () => {
  const draft = new ConnectionDraft(current);
  for (const environmentVariables of [[extra, a, b], []]) draft.rebase({ ...current, environmentVariables });
  draft.set("environmentVariables", undefined);
  draft.set("environmentVariables", []);
  draft.checkpoint();
  draft.reset("environmentVariables");
  draft.undo();
  draft.undo();
  assert.deepEqual([draft.canUndo, draft.get("environmentVariables")], [false, []]);
});

/** Edits that replace an item with an equal one, which has another key, and the path of its list. */
const REKEYED = [
  [
    "the last item",
    "environmentVariables",
    (draft) => {
      draft.remove("environmentVariables[1]");
      draft.insert("environmentVariables", b);
    },
  ],
  [
    "the first item",
    "environmentVariables",
    (draft) => {
      draft.remove("environmentVariables[0]");
      draft.insert("environmentVariables", a, 0);
    },
  ],
  [
    "an inner item",
    own,
    (draft) => {
      draft.remove(`${own}[0]`);
      draft.insert(own, production.variables[0], 0);
    },
  ],
];

for (const [name, list, edit] of REKEYED) {
  test(`a reset restores the keys of items that were replaced by equal ones: ${name}`, () => {
    for (const path of [list, [], "environments"]) {
      if (path === "environments" && list !== own) continue;
      const draft = new ConnectionDraft(current);
      const keys = draft.keys(list);
      // Another list with its own edited keys does not count.
      draft.insert("environments[1].variables", extra, 0);
      draft.remove("environments[1].variables[0]");
      edit(draft);
      const edited = draft.keys(list);
      assert.notDeepEqual(edited, keys);
      draft.reset(path);
      assert.deepEqual(draft.keys(list), keys);
      draft.undo();
      assert.deepEqual(draft.keys(list), edited);
    }
  });
}

test("a reset restores the keys of the stored list if the draft has the first keys", () => {
  const latest = { ...current, environmentVariables: [extra, a, b] };
  const draft = new ConnectionDraft(current);
  draft.rebase(latest);
  const keys = draft.keys("environmentVariables");
  draft.set("environmentVariables", undefined);
  draft.set("environmentVariables", []);
  for (const item of [extra, a, b]) draft.insert("environmentVariables", item);
  draft.reset();
  assert.deepEqual([draft.keys("environmentVariables"), keys], [keys, ["new1", "0", "1"]]);
});

/** Edits during a save after which the refused items are gone. */
const GONE = {
  removed: (draft) => {
    draft.remove("environmentVariables[3]");
    draft.remove("environmentVariables[2]");
  },
  reset: (draft) => draft.reset("environmentVariables"),
};

for (const [name, during] of Object.entries(GONE)) {
  test(`the issues of a refusal at items that were ${name} are at their list`, async () => {
    const draft = new ConnectionDraft(current);
    const fields = [2, 3].map((at) => ({ field: `environmentVariables[${at}].value`, message: "is not allowed" }));
    const before = () => {
      during(draft);
      return Response.json({ code: "invalid", message: "refused", fields }, { status: 400 });
    };
    const { client } = platform(structuredClone(current), { before });
    for (const name of ["C", "D"]) draft.insert("environmentVariables", { name, value: "" });
    const { error } = await draft.save(client);
    assert.deepEqual(
      error.issues.map(({ pointer }) => pointer),
      ["/environmentVariables", "/environmentVariables"],
    );
  });
}

test("the issue of a refusal at a removed item is at its list, also if others removed an item before", async () => {
  const stored = { ...current, environmentVariables: [a, b, { name: "C", value: "" }, { name: "D", value: "" }] };
  const latest = { ...stored, environmentVariables: stored.environmentVariables.toSpliced(2, 1) };
  const draft = new ConnectionDraft(stored);
  draft.rebase(latest);
  assert.deepEqual(draft.keys("environmentVariables"), ["0", "1", "3"]);
  const fields = [{ field: "environmentVariables[2].value", message: "is not allowed" }];
  const before = () => {
    draft.remove("environmentVariables[2]");
    draft.insert("environmentVariables", extra);
    draft.remove("environmentVariables[2]");
    return Response.json({ code: "invalid", message: "refused", fields }, { status: 400 });
  };
  const { client } = platform(structuredClone(latest), { before });
  draft.set("environmentVariables[2].value", "x");
  const { error } = await draft.save(client);
  assert.deepEqual(
    error.issues.map(({ pointer }) => pointer),
    ["/environmentVariables"],
  );
});
