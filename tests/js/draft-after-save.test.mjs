// The undo history and the issues of a draft after a save during which the draft was edited, or which was refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { ConnectionDraft } from "connection-update";
import { ulid } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
const { authSchemeConfigs: _, ...withoutSchemes } = current;

const variables = [
  { name: "A", value: "1" },
  { name: "B", value: "2" },
];
const NEW = { name: " New ", credentials: {}, variables };
const insertNew = (draft) => draft.insert("environments", structuredClone(NEW));
const rename = (draft, path, name) => draft.set(path, { ...draft.get(path), name });

function trimNames({ environments, environmentVariables }) {
  for (const item of [...environments, ...environmentVariables]) item.name = item.name.trim();
}

/** Drops the environment that was created, as if the response of the platform did not contain it. */
function dropNew(stored) {
  stored.environments = stored.environments.slice(0, 3);
}

/**
 * Saves an edit of a draft, and edits the draft during the save. Returns the draft after the save, the stored connection, and the
 * requests.
 *
 * @param respond returns another response than the platform for a request with this number
 */
async function saveDuring({ stored = current, edit = insertNew, during, tidy = trimNames, respond }) {
  let number = 0;
  const before = () => {
    number += 1;
    if (number === 1) during?.(draft);
    return respond?.(number);
  };
  const { client, stored: now, writes } = platform(structuredClone(stored), { tidy, before });
  const draft = new ConnectionDraft(stored);
  edit(draft);
  const saved = await draft.save(client);
  return { draft, stored: now, saved, writes };
}

/** Returns the value at a path after the save, and after each undo until there is nothing to undo. */
function undoAll(draft, path) {
  const values = [draft.get(path)];
  while (draft.undo()) values.push(draft.get(path));
  return values;
}

const ID = ulid(901);
const environment = (more) => ({ id: ID, ...NEW, name: "New", ...more });
const withFirst = (value) => [{ name: "A", value }, variables[1]];

/** Cases: what is edited during a save, and the values after the save and after each undo. */
const UNDONE = {
  "parts of an environment that the save creates": {
    during: (draft) => {
      draft.set("environments[3].variables[0].value", "x");
      rename(draft, "environments[3]", "Whole");
      draft.set("environments[3].variables[1].value", "y");
    },
    path: "environments[3]",
    values: [
      environment({ name: "Whole", variables: [withFirst("x")[0], { name: "B", value: "y" }] }),
      environment({ name: "Whole", variables: withFirst("x") }),
      environment({ variables: withFirst("x") }),
      environment(),
    ],
  },
  "a text, twice": {
    during: (draft) => {
      draft.set("environments[3].variables[0].value", "x");
      draft.checkpoint();
      draft.set("environments[3].variables[0].value", "y");
    },
    path: "environments[3].variables[0].value",
    values: ["y", "x", "1"],
  },
  "a variable whose name the platform changes": {
    edit: (draft) => draft.insert("environmentVariables", { name: " C ", value: "3" }),
    during: (draft) => {
      draft.set("environmentVariables[2].value", "4");
      draft.set("environmentVariables[2]", { name: " C ", value: "5" });
    },
    path: "environmentVariables[2]",
    values: ["5", "4", "3"].map((value) => ({ name: "C", value })),
  },
  "an environment that is added during the save": {
    during: (draft) => {
      draft.insert("environments", { name: "During", credentials: {}, variables }, 0);
      draft.set("environments[0].variables[0].value", "7");
      rename(draft, "environments[0]", "Last");
    },
    path: "environments[0]",
    values: [
      { name: "Last", credentials: {}, variables: withFirst("7") },
      { name: "During", credentials: {}, variables: withFirst("7") },
      { name: "During", credentials: {}, variables },
      current.environments[0],
    ],
  },
  "an environment that the response does not contain, and that was removed": {
    during: (draft) => draft.remove("environments[3]"),
    tidy: dropNew,
    path: "environments",
    values: [current.environments, [...current.environments, NEW]],
  },
  "an environment that the response does not contain, and that was replaced": {
    during: (draft) => rename(draft, "environments[3]", "Other"),
    tidy: dropNew,
    path: "environments[3]",
    values: [{ ...NEW, name: "Other" }, NEW],
  },
  "a list that the platform added in the meantime": {
    stored: withoutSchemes,
    edit: (draft) => draft.set("name", "Other"),
    during: (draft) => draft.set("authSchemeConfigs", [{ schemeType: "basic-auth" }]),
    tidy: (stored) => {
      stored.authSchemeConfigs ??= [{ schemeType: "none" }];
    },
    path: "authSchemeConfigs",
    values: [[{ schemeType: "basic-auth" }], [{ schemeType: "none" }]],
  },
};

for (const [name, { path, values, ...options }] of Object.entries(UNDONE)) {
  test(`an undo after a save reverts one edit that was made during the save: ${name}`, async () => {
    const { draft, saved, stored } = await saveDuring(options);
    assert.equal(saved.ok, true);
    assert.deepEqual(undoAll(draft, path), values);
    if (options.tidy === dropNew) return;
    assert.deepEqual(draft.value, stored);
    assert.deepEqual([draft.isDirty, draft.issues.filter(({ severity }) => severity === "error")], [false, []]);
  });
}

test("an edit inside an environment that the response does not contain cannot be undone", async () => {
  const during = (draft) => draft.set("environments[3].variables[0].value", "x");
  const { draft } = await saveDuring({ during, tidy: dropNew });
  assert.deepEqual(undoAll(draft, "environments[3].variables[0].value"), ["x"]);
});

test("a credential that was replaced while a save created it can be restored with the id that it got", async () => {
  const credential = { name: "k", type: "string", data: { value: "s" } };
  const entry = { authSchemeConfig: { schemeType: "none" }, credential };
  const { draft } = await saveDuring({
    edit: (draft) => draft.insert("environments", { ...NEW, credentials: { action: [structuredClone(entry)] } }),
    during: (draft) => draft.set("environments[3].credentials.action[0].credential", { ...credential, name: "o" }),
    tidy: ({ environments }) => {
      const [one] = environments[3].credentials.action;
      one.id ??= ulid(801);
      one.credential.id ??= ulid(802);
    },
  });
  const path = "environments[3].credentials.action[0].credential";
  assert.deepEqual(undoAll(draft, path), [
    { ...credential, name: "o" },
    { ...credential, id: ulid(802) },
  ]);
});

class Environment {
  constructor(members) {
    Object.assign(this, members);
  }
}

/** Cases: values that are edited as a whole, in the place of an environment that the save creates. */
const WHOLE = {
  "a text": "x",
  "an instance of a class": new Environment({
    ...NEW,
    credentials: { action: [{ authSchemeConfig: { schemeType: "none" }, credential: { id: ulid(802) } }] },
  }),
};

for (const [name, value] of Object.entries(WHOLE)) {
  test(`a value that replaced an environment during the save that created it gets no ids: ${name}`, async () => {
    const credentials = { action: [{ authSchemeConfig: { schemeType: "none" }, credential: { id: ulid(801) } }] };
    const { draft, saved, stored } = await saveDuring({
      edit: (draft) => draft.insert("environments", { ...NEW, credentials }),
      during: (draft) => {
        draft.set("environments[3]", value);
        // This cannot be sent, so that the draft keeps the value as it is.
        draft.set("protocol", "bigquery");
      },
      tidy: ({ environments }) => {
        environments[3].credentials.action[0].id ??= ulid(803);
      },
    });
    assert.equal(saved.ok, true);
    assert.equal(stored.environments[3].credentials.action[0].id, ulid(803));
    assert.equal(draft.get("environments[3]"), value);
  });
}

test("an undo after a save restores the keys of the items", async () => {
  let keys;
  const list = "environments[3].variables";
  const { draft } = await saveDuring({
    during: (draft) => {
      draft.insert(list, { name: "Z", value: "z" }, 0);
      keys = draft.keys(list);
      rename(draft, "environments[3]", "Whole");
    },
  });
  assert.deepEqual(draft.keys(list), keys);
  draft.undo();
  assert.deepEqual([draft.get("environments[3].name"), draft.keys(list)], ["New", keys]);
  draft.undo();
  assert.deepEqual(draft.keys(list), keys.slice(1));
});

test("an environment that may have been created is reported at once, if nothing else of the draft changes", async () => {
  const codesOf = (issues) => issues.filter(({ code }) => code === "unknown-outcome").map(({ path }) => path.join("."));
  const state = (draft) =>
    [draft.issues, draft.field("environments[3]").issues, draft.getSnapshot().issues].map(codesOf);
  let during;
  let heard = 0;
  const { draft, saved, writes } = await saveDuring({
    edit: (draft) => {
      insertNew(draft);
      draft.set("environments[0].variables[0].value", "x");
    },
    during: (draft) => {
      // This cannot be sent.
      draft.set("protocol", "bigquery");
      during = state(draft);
      draft.subscribe(() => {
        if (codesOf(draft.issues).length > 0) heard += 1;
      });
    },
    respond: (number) => (number === 2 ? Response.json({ code: "x", message: "no" }, { status: 400 }) : undefined),
  });
  assert.deepEqual([saved.ok, saved.error.kind, writes.length], [false, "http", 2]);
  assert.deepEqual(during, [[], [], []]);
  assert.deepEqual(state(draft), Array(3).fill(["environments.3"]));
  assert.ok(heard > 0);
});

test("an environment that may have been created is no longer reported after it is removed", async () => {
  const { draft } = await saveDuring({ tidy: dropNew });
  const codes = () => draft.issues.map(({ code }) => code);
  assert.ok(codes().includes("unknown-outcome"));
  draft.remove("environments[3]");
  assert.deepEqual([codes(), draft.isDirty], [[], false]);
  draft.undo();
  assert.ok(codes().includes("unknown-outcome"));
});

const VALUE = "environmentVariables[1].value";

/** Cases: the field that the platform refuses, edits, and if the issue is left after each of them. */
const REFUSED = {
  "the value is edited": [VALUE, [[(draft) => draft.set(VALUE, "y"), false]]],
  "another value is edited": [VALUE, [[(draft) => draft.set("environmentVariables[0].value", "y"), true]]],
  "a part of the value is edited": ["environmentVariables[1]", [[(draft) => draft.set(VALUE, "y"), false]]],
  "the item of the value is replaced": [
    VALUE,
    [[(draft) => draft.set("environmentVariables[1]", { name: "B", value: "x", key: 1 }), false]],
  ],
  "the list of the value is replaced": [VALUE, [[(draft) => draft.set("environmentVariables", [...variables]), false]]],
  "an item is added and moved": [
    VALUE,
    [
      [(draft) => draft.insert("environmentVariables", { name: "C", value: "" }, 0), true],
      [(draft) => draft.move("environmentVariables", 2, 0), true],
    ],
  ],
  "the item is removed, and restored": [
    VALUE,
    [
      [(draft) => draft.remove("environmentVariables[1]"), false],
      [(draft) => draft.undo(), true],
    ],
  ],
};

for (const [name, [field, steps]] of Object.entries(REFUSED)) {
  test(`the issue of a refusal is left until its value is edited: ${name}`, async () => {
    const fields = [{ field, message: "is not allowed" }];
    const { draft } = await saveDuring({
      edit: (draft) => draft.set(VALUE, "x"),
      respond: () => Response.json({ code: "invalid", message: "refused", fields }, { status: 400 }),
    });
    const rejected = () => draft.issues.filter(({ code }) => code === "rejected").length;
    assert.equal(rejected(), 1);
    for (const [edit, isLeft] of steps) {
      edit(draft);
      assert.equal(rejected(), isLeft ? 1 : 0);
    }
  });
}

/** Plain objects of other kinds than an object literal. */
const OBJECTS = {
  "an object without a prototype": (value) => Object.assign(Object.create(null), value),
  "an object of another realm": (value) => runInNewContext("JSON.parse(text)", { text: JSON.stringify(value) }),
};

for (const [name, make] of Object.entries(OBJECTS)) {
  test(`an environment that is ${name} gets its id after a save, also if the draft was edited during the save`, async () => {
    const { draft, stored } = await saveDuring({
      edit: (draft) => draft.insert("environments", make(NEW)),
      during: (draft) => draft.set("environments[3].variables[0].value", "x"),
    });
    assert.deepEqual(draft.get("environments[3]"), { ...stored.environments[3], variables: withFirst("x") });
    assert.deepEqual(draft.changes, { environments: { update: { [ID]: { variables: { set: { A: "x" } } } } } });
    draft.undo();
    assert.deepEqual([draft.isDirty, draft.changes], [false, {}]);
  });
}

test("a connection without environments is saved, and gets the environments of the response", async () => {
  const { environments, ...none } = current;
  const { client, stored } = platform(structuredClone(none), {
    tidy: (connection) => {
      connection.environments = structuredClone(environments.slice(1));
    },
  });
  const draft = new ConnectionDraft(none);
  draft.set("name", "Other");
  assert.equal((await draft.save(client)).ok, true);
  assert.deepEqual([draft.value, draft.isDirty], [stored, false]);
  assert.deepEqual(
    draft.issues.filter(({ severity }) => severity === "error"),
    [],
  );
});

test("edits during a save cannot be undone after it if the platform has stored another kind of value around them", async () => {
  for (const later of [["y"], ["a", "b"], [], "text", 7, null, { other: 1 }]) {
    for (const name of ["0", "a"]) {
      const { draft, saved } = await saveDuring({
        stored: { ...current, later: {} },
        edit: (draft) => draft.set("name", "Saved"),
        during: (draft) => {
          draft.set(["later", name], "z");
          draft.set(["later", name], undefined);
        },
        tidy: (now) => {
          now.later = later;
        },
      });
      assert.equal(saved.ok, true);
      assert.deepEqual([draft.value, draft.isDirty], [{ ...current, name: "Saved", later }, false]);
      const values = undoAll(draft, "later");
      assert.deepEqual(
        values,
        later?.other === 1 ? [later, { ...later, [name]: "z" }, later] : [later],
        JSON.stringify(later),
      );
    }
  }
});

test("a whole value that is set during a save can be undone after it, whatever it is", async () => {
  for (const value of [7, null, [1], { ...current, name: "Whole" }]) {
    const { draft, saved } = await saveDuring({
      edit: (draft) => draft.set("name", "Saved"),
      during: (draft) => draft.set([], value),
    });
    assert.deepEqual([saved.ok, draft.value, draft.undo()], [true, value, true]);
    assert.deepEqual(undoAll(draft, "name"), ["Saved"]);
  }
});
