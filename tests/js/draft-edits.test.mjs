// Edits of a draft: what each of them changes, how it is undone, how often listeners are notified, and what stays the same object.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
const [production, staging, last] = current.environments;
const VARIABLES = "environmentVariables";
const NEW = { name: "New", credentials: {}, variables: [] };

const pointers = (issues) => issues.map(({ code, pointer }) => `${code} ${pointer}`);

/** Returns a draft, and a function that returns how often its listeners were notified since the last call. */
function listenTo(draft) {
  let calls = 0;
  draft.subscribe(() => {
    calls += 1;
  });
  return () => {
    const counted = calls;
    calls = 0;
    return counted;
  };
}

const isUndone = (draft) => {
  let undone = 0;
  while (draft.undo()) undone += 1;
  return undone;
};

/** Edits of each kind. */
const EDITS = {
  "a text": (draft) => draft.set("name", "Edited"),
  "a path whose index is a text": (draft) => draft.set([VARIABLES, "1", "value"], "edited"),
  "a path whose name is a number": (draft) => draft.set([7], "edited"),
  "a member that is added": (draft) => draft.set("datasetId", "a.b"),
  "a member that is deleted": (draft) => draft.set("authSchemeConfigs", undefined),
  "an object": (draft) => draft.set("environments[0].credentials", {}),
  "an object instead of a text": (draft) => draft.set("name", { later: [1] }),
  "a list instead of nothing": (draft) => draft.set("later", [{ name: "A" }, { name: "B" }]),
  "a list that is replaced": (draft) => draft.set(VARIABLES, [{ name: "B", value: "2" }]),
  "the whole connection": (draft) => draft.set([], { ...current, name: "Edited", environments: [staging] }),
  "an item with the same id": (draft) => draft.set("environments[1]", { ...staging, name: "Edited" }),
  "an item with another id": (draft) => draft.set("environments[1]", { ...NEW, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C19" }),
  "an entry with another id": (draft) =>
    draft.set("environments[1].credentials.action[0]", { id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C69" }),
  "an item that is set to undefined": (draft) => draft.set(`${VARIABLES}[0]`, undefined),
  "an item after the last one": (draft) => draft.set(`${VARIABLES}[2]`, { name: "C", value: "" }),
  "an item that is inserted": (draft) => draft.insert("environments", NEW, 0),
  "an item that is removed": (draft) => draft.remove("environments[1]"),
  "an item that is moved": (draft) => draft.move("environments", 0, 2),
  "a text that is replaced": (draft) => draft.replace({ ...draft.value, name: "Edited" }),
  "two members that are replaced": (draft) =>
    draft.replace({ ...draft.value, name: "Edited", baseUrl: "https://edited.example" }),
  "an item that is replaced, with other members": (draft) => {
    const [first, ...others] = draft.value.environments;
    const { variables, ...rest } = first;
    const edited = { ...rest, variables: [...variables].reverse(), later: 1 };
    draft.replace({ ...draft.value, environments: [edited, ...others] });
  },
  "members that are reordered and deleted": (draft) => {
    const { name, versions, ...rest } = draft.value;
    draft.replace({ ...rest, name: "Edited" });
  },
};

const keysIn = (draft) =>
  [VARIABLES, "environments", ...(draft.value.environments ?? []).map((_, at) => `environments[${at}].variables`)].map(
    (list) => draft.keys(list),
  );

for (const [name, edit] of Object.entries(EDITS)) {
  test(`an edit notifies the listeners once, and is undone by one undo: ${name}`, () => {
    const draft = new ConnectionDraft(current);
    const keys = keysIn(draft);
    const countCalls = listenTo(draft);
    edit(draft);
    const read = () => [draft.value, keysIn(draft), pointers(draft.issues)];
    const edited = read();
    assert.equal(countCalls(), 1);
    assert.notDeepEqual(draft.value, current);
    assert.equal(draft.undo(), true);
    assert.deepEqual(read(), [current, keys, []]);
    assert.deepEqual([countCalls(), draft.canUndo], [1, false]);
    assert.equal(draft.redo(), true);
    assert.deepEqual(read(), edited);
    draft.reset();
    assert.deepEqual([draft.value, keysIn(draft), draft.isDirty], [current, keys, false]);
  });
}

/** Calls that change nothing. */
const NO_EDITS = {
  "the same text": (draft) => draft.set("name", current.name),
  "an absent member set to undefined": (draft) => draft.set("later", undefined),
  "the same object": (draft) => draft.set("environments[0]", draft.get("environments[0]")),
  "the whole value": (draft) => draft.set([], draft.value),
  "an item that is moved to its place": (draft) => draft.move("environments", 1, 1),
  "the same value": (draft) => draft.replace(draft.value),
  "a copy with the same members": (draft) => draft.replace({ ...draft.value }),
  "a reset of the whole": (draft) => draft.reset(),
  "a reset of a text": (draft) => draft.reset("name"),
  "a reset of a list": (draft) => draft.reset("environments"),
  "a reset of an absent item": (draft) => draft.reset("environments[9]"),
  "an undo of nothing": (draft) => draft.undo(),
  "a redo of nothing": (draft) => draft.redo(),
};

for (const [name, call] of Object.entries(NO_EDITS)) {
  test(`a call that changes nothing is no edit: ${name}`, () => {
    const draft = new ConnectionDraft(current);
    const { value } = draft;
    const countCalls = listenTo(draft);
    call(draft);
    assert.deepEqual([countCalls(), draft.canUndo, draft.isDirty, draft.value === value], [0, false, false, true]);
  });
}

test("the whole value can be any object, and the same object is no second edit", () => {
  const draft = new ConnectionDraft(current);
  const next = Object.assign(Object.create(null), current, { name: "Edited" });
  draft.replace(next);
  draft.replace(next);
  assert.equal(draft.value, next);
  assert.equal(isUndone(draft), 1);
});

test("the same value is no second edit, whatever it is", () => {
  class Later {}
  for (const next of [7, null, "x", new Later(), [1]]) {
    const draft = new ConnectionDraft(current);
    for (const _ of [1, 2]) draft.replace(next);
    assert.deepEqual([draft.value, isUndone(draft)], [next, 1]);
  }
});

test("a value that was read never changes, also if it is edited again and again", () => {
  const read = {
    get: (draft) => draft.get("environments[0]"),
    "get of a list": (draft) => draft.get("environments")[0],
    field: (draft) => draft.field("environments[0]").value,
    value: (draft) => draft.value.environments[0],
    getSnapshot: (draft) => draft.getSnapshot().value.environments[0],
  };
  for (const [name, readFirst] of Object.entries(read)) {
    const draft = new ConnectionDraft(current);
    draft.set("environments[0].name", "A");
    const first = readFirst(draft);
    draft.set("environments[0].name", "B");
    draft.set("environments[0].variables[0].value", "x");
    const second = readFirst(draft);
    draft.set("environments[0]", { ...second, name: "C" });
    draft.set("environments[0].name", "D");
    draft.undo();
    draft.undo();
    draft.undo();
    draft.undo();
    assert.deepEqual([first, second.name, second.variables[0].value], [{ ...production, name: "A" }, "B", "x"], name);
  }
});

test("an object that is passed to a draft, or replaced in it, never changes", () => {
  const passed = { name: "A", deep: { list: [{ name: "B" }] } };
  const draft = new ConnectionDraft(current);
  draft.set("later", passed);
  draft.set("later.deep.list[0].name", "C");
  draft.set("later.deep.list", [7]);
  draft.set("later.name", "D");
  draft.set("later", { name: "E" });
  draft.set("later.name", "F");
  assert.deepEqual(passed, { name: "A", deep: { list: [{ name: "B" }] } });
  const values = [];
  while (draft.undo()) values.push(structuredClone(draft.get("later")));
  assert.deepEqual(values, [
    { name: "E" },
    { name: "D", deep: { list: [7] } },
    { name: "A", deep: { list: [7] } },
    { name: "A", deep: { list: [{ name: "C" }] } },
    passed,
    undefined,
  ]);
  while (draft.redo());
  assert.deepEqual(draft.get("later"), { name: "F" });
});

test("a member that is deleted has its place again after an undo", () => {
  const names = Object.keys(current);
  for (const name of names) {
    const draft = new ConnectionDraft(current);
    draft.set([name], undefined);
    draft.undo();
    assert.deepEqual(Object.keys(draft.value), names);
    const others = names.filter((other) => other !== name && other !== "id");
    for (const other of others) draft.set([other], undefined);
    while (draft.undo());
    assert.deepEqual(Object.keys(draft.value), names);
  }
});

test("a member that is deleted during a save has its place again, beside members that the platform adds and drops", async () => {
  const { id, organisationId, ...others } = current;
  const stored = { id, organisationId, first: 1, later: 2, dropped: 3, ...others };
  const tidy = (now) => {
    const { dropped: _, ...rest } = now;
    for (const name of Object.keys(now)) delete now[name];
    Object.assign(now, { id, added: 4, ...rest });
  };
  const { client } = platform(structuredClone(stored), { before: () => draft.set("later", undefined), tidy });
  const draft = new ConnectionDraft(stored);
  draft.set("name", "Edited");
  assert.equal((await draft.save(client)).ok, true);
  const names = Object.keys({ id, added: 4, ...stored }).filter((name) => name !== "dropped");
  assert.deepEqual(
    Object.keys(draft.value),
    names.filter((name) => name !== "later"),
  );
  draft.undo();
  assert.deepEqual(Object.keys(draft.value), names);
});

test("an item that was removed cannot be reset at its old index", () => {
  const draft = new ConnectionDraft(current);
  draft.remove("environments[2]");
  const { value } = draft;
  const message = "path: a list of 2 has no item 2";
  assert.throws(() => draft.reset("environments[2]"), { name: "TypeError", message });
  assert.deepEqual([draft.value, isUndone(draft)], [value, 1]);
});

test("a draft is printed without the values of variables and credentials", () => {
  const draft = new ConnectionDraft(current);
  draft.set("environmentVariables[0].value", "s3cr3t");
  const { length } = draft.issues;
  const printed = `ConnectionDraft { id: "${current.id}", name: "${current.name}", isDirty: true, issues: ${length} }`;
  assert.equal(inspect(draft), printed);
  draft.dispose();
  assert.equal(inspect(draft), "ConnectionDraft { disposed }");
});

test("the object that is passed to `replace` becomes the value, also with several edits", () => {
  const draft = new ConnectionDraft(current);
  for (const edit of [{ name: "A" }, { name: "B", baseUrl: "https://b.example" }, { versions: undefined, name: "C" }]) {
    const next = { ...draft.value, ...edit };
    draft.replace(next);
    assert.equal(draft.value, next);
  }
});

test("the whole value can be set to anything, also to nothing", () => {
  const draft = new ConnectionDraft(current);
  const values = [null, undefined, 7, [], "x", { ...current, name: "Edited" }];
  for (const value of values) {
    draft.set([], value);
    assert.deepEqual(draft.value, value);
  }
  assert.equal(isUndone(draft), values.length);
  assert.deepEqual([draft.value, draft.issues, draft.isDirty], [current, [], false]);
});

test("a value that contains itself is an issue wherever it is set, and can be undone", () => {
  const object = {};
  object.itself = object;
  const list = [];
  list.push({ list });
  for (const value of [object, list, { ...NEW, object }, [{ ...NEW, list }]]) {
    for (const path of ["other", "environments", "environments.0", "environments.0.other", [VARIABLES]]) {
      const draft = new ConnectionDraft(current);
      draft.set(path, value);
      const label = `${path} ${Object.keys(value)}`;
      assert.ok(pointers(draft.issues).join().includes("cyclic-value"), label);
      assert.equal(draft.isDirty, true, label);
      assert.equal(draft.plan.ok, false, label);
      draft.set("name", "Edited");
      assert.equal(isUndone(draft), 2, label);
      assert.deepEqual([draft.value, draft.isDirty], [current, false], label);
    }
  }
});

test("a list that is deleted and set again has new items, and a reset restores the stored ones", () => {
  for (const nothing of [undefined, null, 7, "x"]) {
    const draft = new ConnectionDraft(current);
    draft.set(VARIABLES, nothing);
    draft.set(VARIABLES, [...current.environmentVariables]);
    const keys = draft.keys(VARIABLES);
    assert.deepEqual([keys, draft.isDirtyAt(`${VARIABLES}[0]`)], [["new1", "new2"], true]);
    draft.reset(VARIABLES);
    assert.deepEqual([draft.keys(VARIABLES), draft.isDirtyAt(`${VARIABLES}[0]`)], [["0", "1"], false]);
    draft.undo();
    assert.deepEqual(draft.keys(VARIABLES), keys);
    draft.redo();
    assert.deepEqual(draft.keys(VARIABLES), ["0", "1"]);
  }
});

test("an undo of a reset restores the items of a list", () => {
  for (const list of ["environments", VARIABLES, "environments[0].variables"]) {
    const draft = new ConnectionDraft(current);
    draft.insert(list, { name: "First" }, 0);
    draft.move(list, 1, 2);
    const [keys, items] = [draft.keys(list), draft.get(list)];
    for (const path of [list, []]) {
      draft.reset(path);
      assert.equal(draft.isDirty, false);
      draft.undo();
      assert.deepEqual([draft.keys(list), draft.get(list)], [keys, items]);
    }
  }
});

test("texts that are typed with `replace` are undone together, and other edits separately", () => {
  const draft = new ConnectionDraft(current);
  for (const name of ["S", "Sh", "Sho"]) draft.replace({ ...draft.value, name });
  draft.undo();
  assert.deepEqual([draft.value, draft.canUndo], [current, false]);
  for (const value of ["x", "y"]) draft.replace({ ...draft.value, name: value, baseUrl: `https://${value}.example` });
  assert.equal(isUndone(draft), 2);
});

test("a reset to an equal value is no edit, and restores the items that were stored", () => {
  const draft = new ConnectionDraft(current);
  draft.set("environments[0]", structuredClone(production));
  draft.reset("environments[0]");
  assert.equal(isUndone(draft), 1);
  draft.set(VARIABLES, []);
  draft.set(VARIABLES, draft.current.environmentVariables);
  draft.reset(VARIABLES);
  assert.deepEqual([draft.keys(VARIABLES), draft.isDirtyAt(`${VARIABLES}[0]`)], [["0", "1"], false]);
});

test("a path that no edit can have is a TypeError that says why, and changes nothing", () => {
  const cases = [
    [(draft) => draft.remove("name"), "path: expected the path of an item"],
    [(draft) => draft.remove([]), "path: expected the path of an item"],
    [(draft) => draft.remove("environments[3]"), "index: expected an index in a list of 3"],
    [(draft) => draft.move("environments", 0, 3), "index: expected an index in a list of 2"],
    [(draft) => draft.move("environments", 3, 0), "index: expected an index in a list of 3"],
    [(draft) => draft.move("name", 0, 1), /^path: /],
    ...[4, -1, 1.5, Number.NaN].flatMap((at) => [
      [(draft) => draft.insert("environments", NEW, at || "x"), "index: expected an index in a list of 3"],
      [(draft) => draft.move("environments", at, 0), "index: expected an index in a list of 3"],
      [(draft) => draft.move("environments", 0, at), "index: expected an index in a list of 2"],
    ]),
    [(draft) => draft.insert("name", NEW), "path: there is nothing to edit at this path"],
    [(draft) => draft.insert("environments[0].credentials", production), "path: there is no list at this path"],
    [(draft) => draft.insert("later.list", production, 1), "path: there is nothing to edit at this path"],
    [(draft) => draft.set("name.first", "x"), "path: there is nothing to edit at this path"],
    [(draft) => draft.set("later[0].name", "x"), "path: there is nothing to edit at this path"],
    [(draft) => draft.set("environments[4]", NEW), "path: a list of 3 has no item 4"],
  ];
  for (const [call, message] of cases) {
    const draft = new ConnectionDraft({ ...current, name: "" });
    const before = [pointers(draft.issues), keysIn(draft)];
    const countCalls = listenTo(draft);
    assert.throws(() => call(draft), { name: "TypeError", message });
    assert.deepEqual(draft.value, { ...current, name: "" });
    assert.deepEqual([pointers(draft.issues), keysIn(draft)], before);
    assert.deepEqual([draft.canUndo, draft.isDirty], [false, false]);
    draft.set("environments[2].name", "Edited");
    assert.deepEqual([isUndone(draft), draft.keys("environments")], [1, before[1][1]], String(message));
    countCalls();
  }
});

test("a stored environment that is inserted again gets its key back, unless it is still there", () => {
  for (const [at, environment] of current.environments.entries()) {
    const draft = new ConnectionDraft(current);
    draft.remove(["environments", at]);
    draft.insert("environments", structuredClone(environment), 0);
    assert.equal(draft.keys("environments")[0], String(at));
    assert.equal(draft.isDirtyAt("environments[0]"), false);
    draft.insert("environments", structuredClone(environment));
    const keys = draft.keys("environments");
    assert.deepEqual([keys.length, new Set(keys).size, keys.at(-1)], [4, 4, "new1"]);
    assert.equal(draft.isDirtyAt("environments[3]"), true);
  }
});

test("a new item never gets the key of a removed one", () => {
  for (const item of [NEW, { ...NEW, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C19" }, 7, null, "x"]) {
    for (const list of ["environments", VARIABLES, "environments[0].variables"]) {
      const draft = new ConnectionDraft(current);
      for (const at of [1, 0]) draft.remove(`${list}[${at}]`);
      for (const index of [0, 1]) draft.insert(list, item, index);
      assert.deepEqual(draft.keys(list).slice(0, 2), ["new1", "new2"]);
      assert.equal(draft.isDirtyAt(`${list}[0]`), true);
    }
  }
});

test("an item that is set has the key of the item before it only if it can be the same item", () => {
  const cases = [
    ["environments[1]", { ...staging, name: "Edited" }, "1"],
    ["environments[1]", NEW, "new1"],
    ["environments[1]", last, "new1"],
    [`${VARIABLES}[1]`, { name: "C", value: "" }, "1"],
    ["environments[1].credentials.action[0]", { id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C69" }, "new1"],
  ];
  for (const [path, item, key] of cases) {
    const draft = new ConnectionDraft(current);
    draft.set(path, item);
    const [list, at] = [path.slice(0, -3), Number(path.at(-2))];
    assert.deepEqual([draft.keys(list)[at], draft.get(path)], [key, item]);
    assert.deepEqual([draft.isTouchedAt(path), draft.field(path).isTouched], [true, true], path);
  }
});

test("listeners see that an edited value is touched", () => {
  const cases = [
    [(draft) => draft.set("name", "Edited"), ["name"]],
    [(draft) => draft.set("environments[1]", NEW), ["environments[1]"]],
    [(draft) => draft.replace({ ...draft.value, name: "Edited" }), ["name"]],
    [(draft) => draft.replace({ ...draft.value, name: "Edited", baseUrl: "https://b.example" }), ["name", "baseUrl"]],
  ];
  for (const [edit, paths] of cases) {
    const draft = new ConnectionDraft(current);
    const seen = [];
    draft.subscribe(() => seen.push(...paths.map((path) => draft.isTouchedAt(path))));
    edit(draft);
    assert.deepEqual(
      seen,
      paths.map(() => true),
    );
    assert.equal(draft.isTouchedAt("protocol"), false);
  }
});

test("edits of lists, a reset and an undo touch nothing", () => {
  const calls = [
    (draft) => draft.insert("environments", NEW, 1),
    (draft) => draft.move("environments", 2, 1),
    (draft) => draft.remove("environments[2]"),
    (draft) => draft.undo(),
    (draft) => draft.reset("environments"),
  ];
  const draft = new ConnectionDraft(current);
  for (const call of calls) {
    call(draft);
    for (const at of [0, 1]) assert.equal(draft.isTouchedAt(["environments", at]), false);
    assert.equal(draft.isTouchedAt("environments"), false);
  }
});

test("`touch` notifies the listeners if something was not touched before", () => {
  const draft = new ConnectionDraft(current);
  const countCalls = listenTo(draft);
  const calls = ["name", "name", "environments", "environments[0].name", undefined, "baseUrl"].map((path) => {
    draft.touch(path);
    return countCalls();
  });
  assert.deepEqual(calls, [1, 0, 1, 0, 1, 0]);
  draft.set("environments[0].name", "Edited");
  draft.set("environments[1]", NEW);
  assert.equal(countCalls(), 2);
});

test("results are the same objects until the next edit", () => {
  const draft = new ConnectionDraft(current);
  const read = () => ({
    value: draft.value,
    issues: draft.issues,
    none: draft.issuesAt("protocol"),
    changes: draft.changes,
    unsupported: draft.unsupported,
    plan: draft.plan,
    conflicts: draft.conflicts,
    snapshot: draft.getSnapshot(),
    keys: draft.keys("environments"),
    field: draft.field("name"),
    "field at segments": draft.field(["environments", 0, "name"]),
  });
  for (const edit of [() => {}, () => draft.set("name", ""), () => draft.remove("environments[1]")]) {
    edit();
    const [before, after] = [read(), read()];
    for (const name of Object.keys(before)) assert.equal(after[name], before[name], name);
  }
});

test("the issues are the same array until one of them changes, also if other values are touched", () => {
  for (const options of [{}, { touchedOnly: true }]) {
    const draft = new ConnectionDraft(current, options);
    draft.set("name", "");
    draft.remove("environments[0]");
    draft.touch("environments");
    const { issues } = draft;
    const calls = [
      () => draft.touch("baseUrl"),
      () => draft.set("baseUrl", "https://edited.example"),
      () => draft.set("environments[0].variables[0].value", "edited"),
      () => draft.move(VARIABLES, 0, 1),
    ];
    for (const call of calls) {
      call();
      assert.equal(draft.issues, issues);
    }
    assert.ok(pointers(issues).includes("blank-name /name"));
  }
});

test("with `touchedOnly`, issues of a value that nobody has touched change nothing", () => {
  const draft = new ConnectionDraft(current, { touchedOnly: true });
  const { issues } = draft;
  draft.insert("environments", {});
  assert.deepEqual([draft.issues === issues, issues], [true, []]);
  draft.touch("environments[3]");
  assert.deepEqual(new Set(draft.issues.map(({ pointer }) => pointer.slice(0, 15))), new Set(["/environments/3"]));
});

test("with `touchedOnly`, the issue of a touched item moves with it, and that of another one stays hidden", () => {
  const variables = [7, 7, 7];
  const stored = { ...current, environmentVariables: variables, environments: [{ ...production, variables }] };
  for (const list of [VARIABLES, "environments[0].variables"]) {
    const draft = new ConnectionDraft(stored, { touchedOnly: true });
    draft.touch(`${list}[0]`);
    for (const [from, to] of [
      [0, 0],
      [0, 1],
      [1, 2],
      [0, 2],
    ]) {
      draft.move(list, from, to);
      const at = draft.keys(list).indexOf("0");
      assert.deepEqual(
        draft.issues.map(({ field }) => field),
        [`${list}[${at}]`],
      );
    }
  }
});

test("with `touchedOnly`, the issue of a touched item follows it when `replace` reorders the list", () => {
  const [first, second] = [{ name: "A" }, { name: "B" }];
  const environments = [{ ...production, variables: [first, second] }];
  const draft = new ConnectionDraft({ ...current, environments }, { touchedOnly: true });
  draft.touch("environments[0].variables[0]");
  const fields = () => draft.issues.map(({ field }) => field);
  assert.deepEqual(fields(), ["environments[0].variables[0].value"]);
  const [environment] = draft.value.environments;
  const variables = [...environment.variables].reverse();
  draft.replace({ ...draft.value, environments: [{ ...environment, variables }] });
  assert.deepEqual(draft.keys("environments[0].variables"), ["1", "0"]);
  assert.deepEqual(fields(), ["environments[0].variables[1].value"]);
});

test("a new environment loses own variables only if the variables of the connection are edited", () => {
  const shared = [{ name: "A", value: "1" }];
  const environments = current.environments.map((environment) => ({ ...environment, variables: shared }));
  const draft = new ConnectionDraft({ ...current, environments, environmentVariables: shared });
  draft.insert("environments", { name: "New", credentials: {}, variables: [{ name: "A", value: "own" }] });
  const lost = () => pointers(draft.issues).filter((issue) => issue.startsWith("overwritten-variables"));
  assert.deepEqual(lost(), []);
  draft.insert(VARIABLES, { name: "B", value: "2" });
  assert.deepEqual(lost(), ["overwritten-variables /environments/3/variables"]);
  draft.undo();
  assert.deepEqual(lost(), []);
  draft.redo();
  assert.deepEqual(lost(), ["overwritten-variables /environments/3/variables"]);
});

test("issues are in the order of the document, also after members were reordered, deleted and restored", () => {
  const order = (draft) => draft.issues.map(({ path }) => path[0]);
  const invalid = { ...current, name: "", environmentVariables: [7], baseUrl: "x" };
  const { name, ...rest } = invalid;
  const draft = new ConnectionDraft(invalid);
  // Issues of absent members come first.
  const position = (name) => Object.keys(draft.value).indexOf(name);
  const expectOrder = () => {
    const found = order(draft);
    assert.deepEqual(
      found,
      found.slice().sort((a, b) => position(a) - position(b)),
    );
  };
  const calls = [
    () => {},
    () => draft.replace({ ...rest, name }),
    () => draft.undo(),
    () => draft.redo(),
    () => draft.set("baseUrl", undefined),
    () => draft.undo(),
    () => draft.set(VARIABLES, undefined),
    () => draft.undo(),
    () => draft.undo(),
  ];
  for (const call of calls) {
    call();
    expectOrder();
  }
  const names = Object.keys(current).filter((name) => name !== "versions");
  const reordered = Object.fromEntries(names.reverse().map((name) => [name, draft.value[name]]));
  draft.replace({ versions: [], ...reordered });
  assert.equal(order(draft).length, 3);
  expectOrder();
});

test("issues follow their members if only other members are edited while these are reordered", () => {
  const { name: _, environmentVariables, versions, ...rest } = current;
  const invalid = { name: "", environmentVariables: [7] };
  const order = (draft) => draft.issues.map(({ path }) => path[0]).filter((name) => name in invalid);
  const draft = new ConnectionDraft({ versions, ...invalid, ...rest });
  assert.deepEqual(order(draft), ["name", VARIABLES]);
  const [{ value }, list] = [draft, draft.value.environmentVariables];
  draft.replace({ versions, ...rest, baseUrl: "https://edited.example", environmentVariables: list, name: "" });
  assert.deepEqual(order(draft), [VARIABLES, "name"]);
  draft.replace({ versions, ...value });
  assert.deepEqual(order(draft), ["name", VARIABLES]);
  // An undo restores the deleted member, and the order of the members after it.
  draft.replace({ ...rest, environmentVariables: list, name: "" });
  assert.deepEqual(order(draft), [VARIABLES, "name"]);
  draft.undo();
  assert.deepEqual(order(draft), ["name", VARIABLES]);
  assert.deepEqual(Object.keys(draft.value).slice(0, 3), ["versions", "name", VARIABLES]);
});

test("a draft is dirty only if an edit would be saved or left behind", () => {
  const withNull = { ...current, datasetId: null };
  const cases = [
    [current, () => {}, false],
    [{ ...current, environments: [production, production] }, () => {}, false],
    [{ ...current, id: 7 }, () => {}, false],
    [withNull, (draft) => draft.set("datasetId", undefined), false],
    [withNull, (draft) => draft.set("datasetId", "a.b"), true],
    [current, (draft) => draft.set("datasetId", "a.b"), true],
    [current, (draft) => draft.set("later", 1), true],
    [current, (draft) => draft.set("createdAt", "2027-01-01T00:00:00Z"), true],
    [current, (draft) => draft.set("protocol", undefined), true],
    [current, (draft) => draft.set("environments[0].variables", [...production.variables].reverse()), false],
  ];
  for (const [index, [stored, edit, isDirty]] of cases.entries()) {
    const draft = new ConnectionDraft(stored);
    edit(draft);
    assert.equal(draft.isDirty, isDirty, `case ${index}`);
  }
});

test("edits that no request makes are listed, also if the plan has errors", () => {
  const draft = new ConnectionDraft(current);
  assert.deepEqual(draft.unsupported, []);
  draft.set("environments[0].credentials.action[0].credential.name", "edited");
  const describe = () => draft.unsupported.map(({ reason, path }) => `${reason} ${path.join(".")}`);
  const expected = ["credential environments.0.credentials.action.0.credential"];
  assert.deepEqual([describe(), draft.plan.ok], [expected, true]);
  draft.set("name", "");
  assert.deepEqual([describe(), draft.plan.ok], [expected, false]);
  draft.set("protocol", "bigquery");
  assert.deepEqual([draft.unsupported, draft.changes], [[], undefined]);
});
