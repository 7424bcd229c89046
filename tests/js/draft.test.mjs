// Edit sessions: what is said after any edits is what is said of their result as a whole.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { ConnectClient, ConnectionDraft, diff, plan, validate } from "connection-update";
import fc from "fast-check";
import { deferred, ends } from "../waiting.mjs";
import { EDIT_CODES, isAboutEdit, ulid } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";
import { assertOften, runs } from "./runs.mjs";
import { expectAsFromScratch, issuesFromScratch } from "./scratch.mjs";
import { applyPut } from "./stored.mjs";

fc.configureGlobal({ includeErrorInReport: true });

const { current } = await fixture("verbs");
const form = { rules: { "read-only-field": "off" } };
const pointers = (issues) => issues.map(({ code, pointer }) => `${code} ${pointer}`);

// Values that are valid at some paths and invalid at others.
const scalar = fc.oneof(
  fc.constantFrom(
    "A",
    "B",
    "name",
    "",
    " ",
    " x ",
    "Production",
    "Staging",
    "http",
    "bigquery",
    "none",
    "x.y",
    "header",
  ),
  fc.constantFrom(
    "https://shop.example.com",
    "http://shop.example.com",
    "https://u:p@x.example",
    "not a url",
    "\ud800",
  ),
  fc.constantFrom("01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "01J9ZK8Q4T7W3X5Y6Z8A9B0C12", "01j"),
  fc.constantFrom(0, -0, 1.5, 1e21, true, false, null, undefined, Number.NaN, 7n),
  fc.string({ maxLength: 3 }),
);
const variable = fc.record(
  { name: fc.constantFrom("A", "B", "C", "", "D"), value: fc.constantFrom("1", "2", 3) },
  { requiredKeys: [] },
);
const scheme = fc.constantFrom(
  { schemeType: "none" },
  { schemeType: "api-key", name: "k", in: "header" },
  { schemeType: "api-key", name: "k", in: "body" },
  { schemeType: "later", x: 1 },
  {
    schemeType: "oauth2",
    authorizeUrl: "https://a.example",
    tokenUrl: "x",
    scopes: [{ name: "s" }],
    flows: { clientCredentials: {} },
  },
  {},
);
const environment = fc.record(
  {
    id: fc.constantFrom("01J9ZK8Q4T7W3X5Y6Z8A9B0C11", "01J9ZK8Q4T7W3X5Y6Z8A9B0C19", "x"),
    name: fc.constantFrom("Production", "New", "Other", ""),
    credentials: fc.constantFrom(
      {},
      { action: [] },
      { action: [{ id: "x", authSchemeConfig: { schemeType: "none" } }] },
      7,
    ),
    variables: fc.array(variable, { maxLength: 2 }),
    createdAt: fc.constantFrom("2026-01-01T00:00:00Z", 7n, { toJSON: () => 1 }),
    later: fc.constantFrom(1, {}),
  },
  { requiredKeys: ["name"] },
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  fc.oneof(
    variable,
    scheme,
    environment,
    fc.array(variable, { maxLength: 3 }),
    fc.array(environment, { maxLength: 2 }),
    fc.constant({}),
  ),
);
const KEYS = [
  "id",
  "organisationId",
  "name",
  "protocol",
  "baseUrl",
  "datasetId",
  "createdAt",
  "versions",
  "later",
  "__proto__",
  "constructor",
];

/** Finds the first place in a value, and one more in each list, of which `isIt` says so; returns its path. */
function findPlace(node, isIt, path = []) {
  if (typeof node !== "object" || node === null) return undefined;
  // Neither a list of keys for each list nor a path for each place: this runs for every edit of half a million.
  const keys = Array.isArray(node) ? undefined : Object.keys(node);
  const count = keys?.length ?? node.length + 1;
  for (let at = 0; at < count; at++) {
    const key = keys?.[at] ?? at;
    path.push(key);
    if (isIt(node[key], path) || findPlace(node[key], isIt, path) !== undefined) return path;
    path.pop();
  }
  return undefined;
}

/** Picks one of the paths in a value, or one of the wanted ones. */
function pickPlace(value, pick, isWanted = () => true) {
  let count = 0;
  findPlace(value, (node, path) => {
    if (isWanted(node, path)) count += 1;
  });
  let left = pick % count;
  return findPlace(value, (node, path) => isWanted(node, path) && left-- === 0);
}

const edit = fc.record({
  kind: fc.constantFrom(
    "set",
    "set",
    "set",
    "set",
    "key",
    "insert",
    "remove",
    "move",
    "undo",
    "redo",
    "update",
    "reset",
  ),
  pick: fc.nat(),
  other: fc.nat(),
  value,
});

/** Makes one random edit; one that has no place is none. */
function make(draft, { kind, pick, other, value }) {
  const path = () => pickPlace(draft.value, pick);
  const list = () => pickPlace(draft.value, pick, Array.isArray);
  switch (kind) {
    case "set":
      return draft.set(path(), value);
    case "key":
      return draft.set([...path().slice(0, -1), KEYS[other % KEYS.length]], value);
    case "insert": {
      const into = list();
      return into && draft.insert(into, value, other % (draft.get(into).length + 1));
    }
    case "remove": {
      const from = list();
      const length = from === undefined ? 0 : draft.get(from).length;
      return length > 0 && draft.remove([...from, other % length]);
    }
    case "move": {
      const within = list();
      const length = within === undefined ? 0 : draft.get(within).length;
      return length > 0 && draft.move(within, pick % length, other % length);
    }
    case "undo":
      return draft.undo();
    case "redo":
      return draft.redo();
    case "reset":
      return draft.reset(path().slice(0, 2));
    case "update": {
      const next = structuredClone(draft.value, {});
      const around = pickPlace(next, other);
      const key = around.pop();
      const parent = around.reduce((node, step) => node?.[step], next);
      if (typeof parent === "object" && parent !== null && key !== "__proto__") parent[key] = value;
      return draft.replace(next);
    }
  }
}

function tryTo(work) {
  try {
    work();
  } catch (error) {
    // Edits without a path are rejected, and a value that is not JSON cannot be cloned.
    if (!(error instanceof TypeError) && error.name !== "DataCloneError") throw error;
  }
}

/** Expects that the issues about the edits are those of the plan of the whole draft. */
function expectEditIssues(draft) {
  const { issues, plan: planned, unsupported } = draft;
  const found = issues.filter(isAboutEdit);
  const describe = ({ code, pointer, params }) => JSON.stringify([code, pointer, params]);
  const sorted = (issues) => issues.map(describe).sort();
  if (planned.ok) {
    const losses = planned.issues.filter((issue) => isAboutEdit(issue) && issue.code !== "unsupported-edit");
    assert.deepEqual(sorted(found.filter(({ code }) => code !== "unsupported-edit")), sorted(losses));
    const pointerOf = (path) =>
      path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    const edits = unsupported.map(({ path, reason }) =>
      describe({ code: "unsupported-edit", pointer: pointerOf(path), params: { reason } }),
    );
    assert.deepEqual(sorted(found.filter(({ code }) => code === "unsupported-edit")), edits.sort());
  } else if (draft.changes === undefined) {
    const isComparable = ({ code }) => EDIT_CODES.has(code) && code !== "deletes-environment";
    const errors = planned.issues.filter(isComparable);
    assert.deepEqual(sorted(found.filter((issue) => isComparable(issue) && !isNameCycle(issue))), sorted(errors));
  }
}

const isRemoval = ({ code, params }) =>
  ["missing-list", "missing-field"].includes(code) || ["removal", "read-only", "credential"].includes(params?.reason);

const isNameCycle = ({ params }) => params?.reason === "name-cycle";

for (const [name, rules] of [
  ["default", {}],
  ["strict", { rules: "strict" }],
]) {
  test(`after any edits, the issues are those of the whole (${name} rules)`, () => {
    let found = 0;
    const check = (edits) => {
      const draft = new ConnectionDraft(current, rules);
      for (const one of edits) {
        tryTo(() => make(draft, one));
        if (name === "default") {
          expectAsFromScratch(draft);
          expectEditIssues(draft);
        } else {
          const severe = new Set(
            issuesFromScratch(draft, { rules: "strict" }).map(({ code, severity }) => code + severity),
          );
          for (const issue of draft.issues) assert.ok(isAboutEdit(issue) || severe.has(issue.code + issue.severity));
        }
        found += draft.issues.length;
      }
    };
    fc.assert(fc.property(fc.array(edit, { maxLength: 30 }), check), runs(400));
    assertOften({ found }, 1_000);
  });
}

/** Returns what a plan says, without paths. */
function describePlan(planned) {
  const bare = ({ path, pointer, field, ...item }) => item;
  const issues = planned.issues.map(bare);
  if (!planned.ok) return { issues };
  const steps = planned.steps.map((step) => ({ ...step, effects: step.effects.map(bare) }));
  const { connection, effects, unsupported } = planned;
  return { issues, steps, connection, effects: effects.map(bare), unsupported: unsupported.map(bare) };
}

/** Expects that paths of a plan point into the value of a draft, and at the environment that they are about. */
function expectPlaces({ value, plan: planned }) {
  for (const { path, environment } of [...planned.effects, ...planned.unsupported]) {
    const around = path.slice(0, -1).reduce((node, key) => node?.[key], value);
    assert.equal(typeof around, "object", path.join("."));
    if (environment === undefined || path[0] !== "environments" || path.length < 2) continue;
    const { id, name } = value.environments[path[1]];
    assert.equal(id, environment.id);
    if (id === undefined) assert.equal(name, environment.name);
  }
}

test("an environment with the id of a removed one loses the values of that one", () => {
  const draft = new ConnectionDraft(current);
  const [production, staging] = current.environments;
  draft.remove("environments[1]");
  draft.move("environmentVariables", 0, 1);
  draft.set("environments[0].id", staging.id);
  const lost = () => draft.issues.find(({ code }) => code === "overwritten-variables")?.params.name;
  assert.equal(lost(), staging.name);
  expectEditIssues(draft);
  for (const value of [staging.variables[0].value, "7"]) {
    draft.set("environmentVariables[1].value", value);
    expectEditIssues(draft);
  }
  draft.set("environments[0].id", production.id);
  assert.equal(lost(), undefined);
  expectEditIssues(draft);
});

test("a loss is found again after another environment had the id of its environment", () => {
  const draft = new ConnectionDraft(current);
  const [, staging] = current.environments;
  draft.set("environments[1].variables[0].value", "7");
  draft.undo();
  draft.set("environments[0].id", staging.id);
  // The list has an error, so that nothing can be compared.
  draft.set("environmentVariables[1]", []);
  draft.set("environmentVariables[0].value", "2");
  assert.ok(!draft.plan.ok);
  expectEditIssues(draft);
  draft.reset("environments[0]");
  draft.reset("environmentVariables[1]");
  assert.equal(draft.issues.find(({ code }) => code === "overwritten-variables")?.params.name, staging.name);
  expectEditIssues(draft);
});

// Ids, names and values that are stored already, so that they are exchanged, copied, changed and restored.
const ids = fc.constantFrom(...current.environments.map(({ id }) => id));
const names = fc.constantFrom(...current.environments.map(({ name }) => name));
const index = fc.nat(2);
const environmentEdit = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("id"), index, value: ids }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("name"), index, value: names }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("set"),
      path: fc.constantFrom(
        "environmentVariables[0].value",
        "environmentVariables[1].value",
        "environments[0].variables[0].value",
        "environments[1].variables[0].value",
      ),
      value: fc.constantFrom("1", "2", "9", 7),
    }),
  },
  fc.record({
    kind: fc.constant("set"),
    path: fc.constantFrom("environmentVariables[1]", "environments[0].variables", "environments[1].variables"),
    value: fc.constantFrom([], [{ name: "A", value: "1" }], { name: "B", value: "2" }, { name: "A", value: "9" }),
  }),
  fc.record({
    kind: fc.constant("reset"),
    path: fc.constantFrom("environments", "environments[0]", "environments[1]", "environmentVariables[1]"),
  }),
  fc.record({ kind: fc.constantFrom("remove", "copy", "undo", "redo"), index }),
  fc.record({ kind: fc.constant("move"), index, to: index }),
);

/** Makes an edit of {@link environmentEdit}. */
function editEnvironments(draft, { kind, index, path, value, to }) {
  const at = `environments[${index}]`;
  switch (kind) {
    case "id":
    case "name":
      return draft.set(`${at}.${kind}`, value);
    case "remove":
      return draft.remove(at);
    case "copy":
      return draft.insert("environments", current.environments[index]);
    case "move":
      return draft.move("environments", index, to);
    case "set":
      return draft.set(path, value);
    case "reset":
      return draft.reset(path);
    default:
      return draft[kind]();
  }
}

test("however environments and their ids are edited, the issues about edits are those of the plan", () => {
  const found = { lost: 0, cycles: 0, deleted: 0 };
  const check = (edits) => {
    const draft = new ConnectionDraft(current);
    for (const [one, isRead] of edits) {
      tryTo(() => editEnvironments(draft, one));
      if (!isRead) continue;
      expectEditIssues(draft);
      for (const issue of draft.issues) {
        found.lost += Number(issue.code === "overwritten-variables");
        found.cycles += Number(isNameCycle(issue));
        found.deleted += Number(issue.code === "deletes-environment");
      }
    }
  };
  fc.assert(fc.property(fc.array(fc.tuple(environmentEdit, fc.boolean()), { maxLength: 30 }), check), runs(1_000));
  assertOften(found, 100);
});

test("after a thousand edits, issues, plan and effects are as from scratch", () => {
  let sent = 0;
  const text = JSON.stringify(current);
  const check = (edits) => {
    const draft = new ConnectionDraft(text);
    for (const [index, one] of edits.entries()) {
      tryTo(() => make(draft, one));
      if (index % 10 !== 0) continue;
      expectAsFromScratch(draft);
      expectEditIssues(draft);
      // From time to time back to where a body can be sent.
      if (index % 100 === 0) draft.reset();
      // Only a draft reports members that were removed.
      if ([...draft.issues, ...draft.plan.issues].some(isRemoval)) continue;
      const between = diff(text, draft.value);
      assert.deepEqual(draft.changes, between.ok ? between.changes : undefined);
      const planned = between.ok ? plan(text, between.bytes) : between;
      assert.deepEqual(describePlan(draft.plan), describePlan(planned));
      if (planned.ok) expectPlaces(draft);
      const bare = ({ path, ...edit }) => edit;
      const unsupported = [...(between.ok ? between.unsupported : []), ...(planned.ok ? planned.unsupported : [])];
      assert.deepEqual(draft.unsupported.map(bare), unsupported.map(bare));
      assert.deepEqual(draft.effects, planned.ok ? draft.plan.effects : []);
      sent += Number(planned.ok);
    }
  };
  fc.assert(fc.property(fc.array(edit, { minLength: 1_000, maxLength: 1_000 }), check), {
    ...runs(500),
    endOnFailure: true,
  });
  assert.ok(sent > 100, `${sent} plans`);
});

/** A value as JSON has it: without members that are `undefined`, whose order does not count, and without classes. */
function shown(value) {
  const bare = (inner) => {
    if (typeof inner !== "object" || inner === null) return inner;
    if (Array.isArray(inner)) return inner.map(bare);
    return Object.fromEntries(
      Object.entries(inner)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [`.${key}`, bare(member)]),
    );
  };
  return inspect(bare(value), { depth: 12, sorted: true });
}

test("undoing everything leads back, and redoing it leads there again", () => {
  const check = (edits) => {
    const draft = new ConnectionDraft(current, { historyLimit: 100 });
    for (const one of edits)
      tryTo(() => make(draft, { ...one, kind: one.kind.replace("undo", "set").replace("redo", "set") }));
    const there = shown(draft.value);
    while (draft.undo());
    assert.deepEqual(draft.value, current);
    assert.equal(draft.isDirty, false);
    assert.deepEqual(draft.issues, []);
    while (draft.redo());
    assert.equal(shown(draft.value), there);
    expectAsFromScratch(draft);
  };
  fc.assert(fc.property(fc.array(edit, { maxLength: 40 }), check), runs(200));
});

test("places may be written in three ways, and one that is not there is refused", () => {
  const draft = new ConnectionDraft(current);
  for (const path of [["environments", 1, "name"], "/environments/1/name", "environments[1].name"]) {
    draft.set(path, `By ${path}`);
    assert.equal(draft.get(path), `By ${path}`);
  }
  draft.set("/x~1y~0z", 1);
  assert.equal(draft.value["x/y~z"], 1);
  for (const path of [
    "environments[9].name",
    "/name/x",
    ["environments", 7],
    "a..b",
    "environments[01]",
    7,
    ["toString", "x"],
  ]) {
    assert.throws(() => draft.set(path, "x"), { name: "TypeError", message: /^path: / });
  }
  assert.throws(() => draft.insert("environments", {}, 9), { name: "TypeError", message: /^index: / });
  assert.throws(() => draft.insert("name", {}), { name: "TypeError" });
  assert.throws(() => draft.remove("environments"), { name: "TypeError" });
});

test("each spelling of a path means the same, or is a TypeError", () => {
  const draft = new ConnectionDraft({ ...current, "odd key": [{ 7: { 'a.b["c"]': "x" } }] });
  for (const path of [
    ["environments", 1, "variables", 0, "value"],
    ["environments", "1", "variables", "0", "value"],
    "environments[1].variables[0].value",
    "environments.1.variables.0.value",
    "/environments/1/variables/0/value",
  ]) {
    draft.reset();
    assert.equal(draft.get(path), "9");
    draft.set(path, "x");
    assert.equal(draft.value.environments[1].variables[0].value, "x");
    assert.equal(draft.isDirtyAt(path), true);
    assert.equal(draft.field(path).isDirty, true);
    draft.set(path, 7);
    assert.deepEqual(pointers(draft.issuesAt(path)), ["invalid-type /environments/1/variables/0/value"]);
  }
  for (const path of [
    ["odd key", 0, "7", 'a.b["c"]'],
    ["odd key", "0", 7, 'a.b["c"]'],
    '["odd key"][0]["7"]["a.b[\\"c\\"]"]',
    '/odd key/0/7/a.b["c"]',
  ]) {
    assert.equal(draft.get(path), "x", String(path));
  }
  for (const path of [
    ["environments", "first", "name"],
    ["environments", -1],
    ["environments", 0.5],
    "environments.first.name",
    "environments.-1",
    "/environments/01/name",
    "/a~2",
    '["open',
    "a[b]",
  ]) {
    for (const call of [
      () => draft.get(path),
      () => draft.set(path, 1),
      () => draft.isDirtyAt(path),
      () => draft.issuesAt(path),
      () => draft.touch(path),
      () => draft.reset(path),
      () => draft.field(path),
      () => draft.keys(path),
    ]) {
      assert.throws(call, { name: "TypeError", message: /^path: / }, String(path));
    }
  }
});

test("the field and the pointer of each issue are paths to it", () => {
  const check = (edits) => {
    const draft = new ConnectionDraft(current);
    for (const one of edits) tryTo(() => make(draft, one));
    for (const { path, field, pointer } of draft.issues) {
      assert.deepEqual([draft.get(field), draft.get(pointer)], [draft.get(path), draft.get(path)], field);
      assert.equal(draft.issuesAt(field).length, draft.issuesAt(path).length);
    }
  };
  fc.assert(fc.property(fc.array(edit, { maxLength: 10 }), check), runs(300));
});

test("names that objects inherit are ordinary data", () => {
  const draft = new ConnectionDraft(current);
  draft.set(["__proto__"], { polluted: true });
  draft.set(["__proto__", "polluted"], 1);
  draft.set(["constructor"], 2);
  assert.equal({}.polluted, undefined);
  assert.equal(Object.getPrototypeOf(draft.value), Object.prototype);
  assert.deepEqual(draft.get(["__proto__"]), { polluted: 1 });
  assert.match(new TextDecoder().decode(draft.plan.steps[0].bytes), /"__proto__":\{"polluted":1\},"constructor":2/);
});

test("what was handed out never changes, and stays the same object until something does", () => {
  const draft = new ConnectionDraft(current);
  const [value, snapshot, issues] = [draft.value, draft.getSnapshot(), draft.issues];
  const before = structuredClone(value);
  assert.equal(draft.getSnapshot(), snapshot);
  assert.equal(draft.value, value);
  draft.set("environments[0].variables[0].value", "new");
  assert.equal(draft.issues, issues, "no issue changed");
  draft.remove("environments[2]");
  assert.deepEqual(value, before);
  assert.notEqual(draft.getSnapshot(), snapshot);
  assert.equal(draft.value.environments[1], value.environments[1], "what was not touched is the same");
  draft.set("name", "");
  assert.notEqual(draft.issues, issues);
  assert.equal(draft.issues, draft.issues);
});

test("a field is the same object until its value or its issues change", () => {
  const draft = new ConnectionDraft(current);
  const [name, other] = [draft.field("environments[0].name"), draft.field("environments[1].name")];
  draft.set("environments[0].name", "Staging");
  assert.notEqual(draft.field("environments[0].name"), name);
  assert.deepEqual(pointers(draft.field("environments[1].name").issues), ["duplicate-value /environments/1/name"]);
  assert.notEqual(draft.field("environments[1].name"), other);
  const still = draft.field("name");
  draft.set("baseUrl", "https://x.example");
  assert.equal(draft.field("name"), still);
});

test("typing into one field is one edit, and a checkpoint ends it", () => {
  const draft = new ConnectionDraft(current);
  for (const text of ["S", "Sh", "Sho"]) draft.set("name", text);
  draft.checkpoint();
  draft.set("name", "Shop 2");
  assert.equal(draft.undo(), true);
  assert.equal(draft.get("name"), "Sho");
  assert.equal(draft.undo(), true);
  assert.equal(draft.get("name"), "Shop");
  assert.deepEqual([draft.undo(), draft.canRedo, draft.isDirty], [false, true, false]);
  draft.redo();
  draft.set("baseUrl", "https://x.example");
  assert.equal(draft.redo(), false);
});

test("dirty is what differs from the start, environments being told by their ids", () => {
  const draft = new ConnectionDraft(current);
  draft.move("environments", 2, 0);
  assert.deepEqual(
    [draft.isDirtyAt("environments"), draft.isDirtyAt("environments[0]"), draft.isDirtyAt("name")],
    [true, false, false],
  );
  draft.set("environments[0].name", "Renamed");
  assert.deepEqual([draft.isDirtyAt("environments[0].name"), draft.isDirtyAt("environments[1]")], [true, false]);
  draft.reset("environments[0].name");
  assert.equal(draft.isDirtyAt("environments[0]"), false);
  draft.move("environments", 0, 2);
  assert.equal(draft.isDirty, false);
  draft.insert("environments", { name: "New" });
  draft.reset();
  assert.deepEqual([draft.isDirty, draft.changes], [false, {}]);
});

test("the whole may be given anew, and what is the same is not looked at", () => {
  const draft = new ConnectionDraft(current);
  const { value } = draft;
  const environments = value.environments.with?.(1, { ...value.environments[1], name: "" }) ?? [];
  draft.replace({ ...value, environments });
  assert.deepEqual(pointers(draft.issues), ["blank-name /environments/1/name"]);
  draft.replace({ ...value, environments: [...value.environments, value.environments[0]] });
  assert.deepEqual(pointers(draft.issues), [
    "duplicate-value /environments/3/id",
    "duplicate-value /environments/3/name",
  ]);
  draft.replace(value);
  assert.deepEqual([draft.issues, draft.isDirty], [[], false]);
  draft.undo();
  expectAsFromScratch(draft);
  assert.equal(draft.value.environments.length, 4);
});

test("issues can be held back until a place is touched", () => {
  const draft = new ConnectionDraft(current, { touchedOnly: true });
  draft.insert("environments", {});
  draft.undo();
  const fresh = new ConnectionDraft({ ...current, name: "" }, { touchedOnly: true });
  assert.deepEqual(fresh.issues, []);
  fresh.set("baseUrl", "not a url");
  assert.deepEqual(pointers(fresh.issues), ["invalid-url /baseUrl"]);
  fresh.touch("name");
  assert.deepEqual(pointers(fresh.issues), ["blank-name /name", "invalid-url /baseUrl"]);
  assert.equal(fresh.plan.ok, false, "what is held back still keeps it from being sent");
  const all = new ConnectionDraft({ ...current, name: "" }, { touchedOnly: true });
  all.touch();
  assert.equal(all.issues.length, 1);
});

test("issues at a place, with and without what is inside", () => {
  const draft = new ConnectionDraft(current);
  draft.set("environments[1].name", "");
  draft.set("environments[1].variables[0].name", "");
  assert.deepEqual(pointers(draft.issuesAt("environments[1].name")), ["blank-name /environments/1/name"]);
  assert.deepEqual(draft.issuesAt("environments[1]"), []);
  assert.equal(draft.issuesAt("environments[1]", { inside: true }).length, 2);
  assert.equal(draft.issuesAt([], { inside: true }).length, 2);
});

test("what is sent is spelled as it came, big numbers included", () => {
  const text = JSON.stringify(current).replace('"name":"Shop"', '"name":"Shop","limit":12345678901234567890,"e":1e400');
  const draft = new ConnectionDraft(text);
  draft.set("name", "Orders");
  assert.deepEqual(draft.changes, { name: "Orders" });
  const sent = new TextDecoder().decode(draft.plan.steps[0].bytes);
  assert.match(sent, /"limit":12345678901234567890,"e":1e400/);
  assert.deepEqual(draft.unsupported, []);
});

test("an edit of an environment is a change, and those that no request makes are named with their reasons", () => {
  const draft = new ConnectionDraft(current);
  const { id } = current.environments[0];
  draft.set("environments[0].variables[0].value", "7");
  assert.deepEqual(draft.changes, { environments: { update: { [id]: { variables: { set: { A: "7" } } } } } });
  assert.deepEqual(draft.unsupported, []);
  draft.set("environments[0].credentials.action[0].authSchemeConfig", { schemeType: "basic-auth" });
  draft.set("environments[0].credentials.action[0].credential.name", "renamed");
  draft.set("environments[0].updatedAt", "2026-03-01T00:00:00Z");
  draft.insert("environments[1].credentials.action", { id: ulid(90), authSchemeConfig: { schemeType: "none" } });
  assert.deepEqual(
    draft.unsupported.map(({ reason, path, environment, operation }) =>
      [reason, path.join("."), environment.name, operation].join(" "),
    ),
    [
      "scheme-type environments.0.credentials.action.0.authSchemeConfig.schemeType Production ",
      "credential environments.0.credentials.action.0.credential Production UpdateCredential",
      "read-only environments.0.updatedAt Production ",
      "entries environments.1.credentials.action Staging ",
    ],
  );
  assert.equal(draft.plan.steps.length, 1, "the edit of the variable is still saved");
  draft.set("protocol", "bigquery");
  assert.equal(draft.changes, undefined);
  assert.deepEqual([draft.plan.ok, draft.effects, draft.unsupported], [false, [], []]);
  assert.ok(pointers(draft.plan.issues).includes("immutable-field /protocol"));
});

test("edits move onto a later connection, and conflicts are resolved one by one", () => {
  const draft = new ConnectionDraft(current);
  draft.set("name", "Mine");
  draft.set("baseUrl", "https://mine.example.com");
  draft.set("environmentVariables[0].value", "mine");
  draft.set("environments[0].name", "Prod");
  draft.set("environments[1].name", "Stage");
  draft.remove("environments[2]");
  const latest = structuredClone(current);
  latest.name = "Theirs";
  latest.environmentVariables[0].value = "theirs";
  latest.environments[1].name = "Stag";
  latest.environments[2].name = "Tests";
  const rebased = draft.rebase(latest);
  assert.equal(rebased.ok, true);
  assert.deepEqual(
    rebased.conflicts.map(({ path, values }) => [path.join("."), values.mine, values.latest]),
    [
      ["name", "Mine", "Theirs"],
      ["environmentVariables.0.value", "mine", "theirs"],
      ["environments.2", undefined, latest.environments[2]],
      ["environments.1.name", "Stage", "Stag"],
    ],
  );
  assert.ok(!JSON.stringify(rebased.conflicts).includes("theirs"));
  const { value } = draft;
  assert.deepEqual(
    [value.name, value.baseUrl, value.environments.map(({ name }) => name), value.environmentVariables[0].value],
    ["Theirs", "https://mine.example.com", ["Prod", "Stag", "Tests"], "theirs"],
  );
  assert.deepEqual([draft.canUndo, draft.current.name], [false, "Theirs"]);
  for (const conflict of rebased.conflicts) conflict.resolve("mine");
  rebased.conflicts[0].resolve("latest");
  assert.deepEqual(
    [draft.get("name"), draft.value.environments.map(({ name }) => name), draft.get("environmentVariables[0].value")],
    ["Mine", ["Prod", "Stage"], "mine"],
  );
  expectAsFromScratch(draft);
  assert.equal(draft.rebase({ ...latest, name: 7 }).ok, false);
});

test("a draft is saved, and goes on from what the platform holds with what was edited meanwhile", async () => {
  let stored = structuredClone({ ...current, id: current.id });
  let draft;
  const fetch = async (request) => {
    if (request.method === "PUT") {
      stored = {
        ...stored,
        ...(await request.json()),
        environments: stored.environments,
        updatedAt: "2027-01-01T00:00:00Z",
      };
      draft.set("baseUrl", "https://meanwhile.example.com");
    }
    return Response.json(stored);
  };
  draft = new ConnectionDraft(current);
  draft.set("name", "Saved");
  const outcome = await draft.save(new ConnectClient({ fetch }));
  assert.equal(outcome.ok, true, outcome.error?.message);
  assert.deepEqual([draft.current.name, draft.current.updatedAt], ["Saved", "2027-01-01T00:00:00Z"]);
  assert.deepEqual(draft.changes, { baseUrl: "https://meanwhile.example.com" });
  draft.set("protocol", "bigquery");
  assert.equal((await draft.save(new ConnectClient({ fetch }))).error.kind, "invalid");
});

test("listeners hear of every edit, may edit in turn, and end", () => {
  const draft = new ConnectionDraft(current);
  const heard = [];
  const end = draft.subscribe(() => {
    heard.push(draft.get("name"));
    if (draft.get("name") === "a") draft.set("name", "b");
  });
  draft.set("name", "a");
  assert.deepEqual(heard, ["a", "b"]);
  draft.set("name", "b");
  assert.equal(heard.length, 2, "nothing has changed");
  end();
  draft.set("name", "c");
  assert.equal(heard.length, 2);
});

test("after `free` every call says so, and freeing again is nothing", () => {
  const draft = new ConnectionDraft(current);
  draft.dispose();
  draft.dispose();
  if (Symbol.dispose) draft[Symbol.dispose]();
  for (const use of [() => draft.value, () => draft.issues, () => draft.set("name", "x"), () => draft.getSnapshot()]) {
    assert.throws(use, /this draft was disposed/);
  }
});

test("what cannot be opened is a TypeError that does not quote it", () => {
  for (const bad of ["{", "[]", "7", undefined, null, 7n, "\ud800", new Uint8Array([255])]) {
    assert.throws(() => new ConnectionDraft(bad), { name: "TypeError", message: /^current: / });
  }
  for (const [options, message] of [
    [{ touchedOnly: 1 }, /^options\.touchedOnly/],
    [{ historyLimit: -1 }, /^options\.historyLimit/],
    [{ rules: { nope: "off" } }, /nope/],
    [{ touched: true }, /`touched`/],
  ]) {
    assert.throws(() => new ConnectionDraft(current, options), { name: "TypeError", message });
  }
});

test("what is undone is what was, also where nobody looked at the draft in between", () => {
  const draft = new ConnectionDraft(current);
  draft.set("environmentVariables[0].value", "8");
  draft.checkpoint();
  draft.move("environmentVariables", 0, 1);
  draft.set("environmentVariables[1].value", "9");
  draft.undo();
  draft.undo();
  assert.deepEqual(draft.changes, { environmentVariables: { set: { A: "8" } } });
  const check = (edits) => {
    const blind = new ConnectionDraft(current);
    const seen = new ConnectionDraft(current);
    let made = 0;
    for (const one of edits) {
      // The same edit of both, one of which is looked at all the time; places come from that one.
      const path = pickPlace(seen.value, one.pick, (_, inside) => inside.length > 1 && inside.at(-1) !== "length");
      for (const draft of [blind, seen]) {
        tryTo(() => (one.kind === "remove" ? draft.remove(path) : draft.set(path, structuredClone(one.value))));
      }
      assert.equal(blind.canUndo, seen.canUndo);
      made += 1;
    }
    assert.equal(shown(blind.value), shown(seen.value));
    for (let n = 0; n < made; n++) {
      blind.undo();
      seen.undo();
    }
    assert.equal(shown(blind.value), shown(seen.value));
    while (blind.undo());
    assert.deepEqual(blind.value, current);
  };
  const plain = fc.record({
    kind: fc.constantFrom("set", "remove"),
    pick: fc.nat(),
    value: fc.oneof(variable, scheme, fc.constantFrom("A", "B", 7)),
  });
  fc.assert(fc.property(fc.array(plain, { maxLength: 20 }), check), runs(300));
});

/** Returns a client of a platform with one connection, which calls `during` before it responds to a PUT. */
function clientOf(stored, during) {
  const now = structuredClone(stored);
  const puts = [];
  const fetch = async (request) => {
    if (request.method !== "PUT") return Response.json(now);
    puts.push(await request.clone().json());
    during?.();
    const answer = await applyPut(now, request, (at) => ulid(200 + at));
    answer.updatedAt = "2027-01-01T00:00:00Z";
    return Response.json(answer);
  };
  return { client: new ConnectClient({ fetch }), puts };
}

test("what is typed on while a save is under way is kept, and wins", async () => {
  for (const [before, during, expected] of [
    [(draft) => draft.set("name", "ab"), (draft) => draft.set("name", "abc"), { name: "abc" }],
    [
      (draft) => draft.set("baseUrl", "https://new.example.com"),
      (draft) => draft.undo(),
      { baseUrl: "https://shop.example.com" },
    ],
    [
      (draft) => draft.set("environmentVariables[0].value", "5"),
      (draft) => draft.set("environmentVariables[0].value", "6"),
      { environmentVariables: { set: { A: "6" } } },
    ],
  ]) {
    const draft = new ConnectionDraft(current);
    const { client } = clientOf(current, () => during(draft));
    before(draft);
    const outcome = await draft.save(client);
    assert.equal(outcome.ok, true, outcome.error?.message);
    assert.deepEqual(draft.changes, expected);
    assert.equal(draft.isDirty, true);
  }
  const draft = new ConnectionDraft(current);
  const { client, puts } = clientOf(current, () => draft.set("environments[3].name", "N2 renamed"));
  draft.insert("environments", { name: "N2", credentials: {}, variables: [] });
  assert.equal((await draft.save(client)).ok, true);
  assert.equal(draft.value.environments.length, 4);
  const { id } = draft.value.environments[3];
  assert.equal(id, ulid(203));
  assert.deepEqual(draft.changes, { environments: { update: { [id]: { name: "N2 renamed" } } } });
  assert.deepEqual([draft.unsupported, puts.length], [[], 1]);
});

test("nothing is sent where the difference is refused, and what came back is exact", async () => {
  const refused = new ConnectionDraft(current, { rules: { "unsupported-edit": "error" } });
  refused.set("name", "New");
  refused.set("updatedAt", "x");
  const { client, puts } = clientOf(current);
  const { error } = await refused.save(client);
  assert.deepEqual([error.kind, pointers(error.issues), puts], ["invalid", ["unsupported-edit /updatedAt"], []]);

  const text = JSON.stringify(current).replace('"name":"Shop"', '"name":"Shop","e":1e400');
  const fetch = async () =>
    new Response(text.replace('"Shop"', '"Saved"'), { headers: { "content-type": "application/json" } });
  const draft = new ConnectionDraft(text);
  draft.set("name", "Saved");
  assert.equal((await draft.save(new ConnectClient({ fetch }))).ok, true);
  assert.deepEqual([draft.changes, draft.issues.length, draft.isDirty], [{}, 1, false]);
});

test("after a rebase, environments have their own variables until something is sent", () => {
  const draft = new ConnectionDraft(current);
  draft.set("environmentVariables[0].value", "2");
  draft.rebase({ ...current, name: "Theirs" });
  draft.set("environmentVariables[0].value", "3");
  assert.deepEqual(draft.unsupported, []);
  draft.set("environmentVariables[0].value", "1");
  assert.deepEqual([draft.changes, draft.isDirty], [{}, false]);
});

const fresh = (name) => ({ name, credentials: {}, variables: [] });
const environmentNames = (draft) =>
  draft.value.environments.map(({ id, name }) => (id === undefined ? `new ${name}` : name)).join(", ");

test("however an order conflict is resolved, no environment of either side is lost", () => {
  const [first, second, third] = current.environments;
  const theirs = { ...first, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C19", name: "Theirs" };
  for (const [added, environments, mine, latest] of [
    [[], [third, first, theirs, second], "Staging, Test, Production, Theirs", "Test, Production, Theirs, Staging"],
    [
      [[fresh("Mine")]],
      [third, theirs, first, second],
      "Staging, Test, Production, new Mine, Theirs",
      "Test, Theirs, Production, Staging, new Mine",
    ],
    // A new environment between others follows the same one as in mine, and one at the end stays at the end.
    [
      [[fresh("Mine"), 1], [fresh("Last")]],
      [third, first, second, theirs],
      "Staging, new Mine, Test, Production, new Last, Theirs",
      "Test, Production, Staging, new Mine, Theirs, new Last",
    ],
    // New environments that are equal are matched in their order.
    [
      [[fresh("Same")], [fresh("Same")]],
      [theirs, third, first, second],
      "Staging, Test, Production, new Same, new Same, Theirs",
      "Theirs, Test, Production, Staging, new Same, new Same",
    ],
  ]) {
    for (const [choice, expected] of [
      ["mine", mine],
      ["latest", latest],
    ]) {
      const draft = new ConnectionDraft(current);
      draft.move("environments", 0, 2);
      for (const [environment, at] of added) draft.insert("environments", environment, at);
      const { conflicts } = draft.rebase({ ...current, environments });
      assert.deepEqual(
        conflicts.map(({ path }) => path),
        [["environments"]],
      );
      assert.equal(environmentNames(draft), latest);
      conflicts[0].resolve(choice);
      assert.equal(environmentNames(draft), expected);
    }
  }
});

test("an environment that both sides create stays theirs, and mine is added only if its own conflict says so", () => {
  const [first, second, third] = current.environments;
  const theirs = { ...first, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C19", name: "Both" };
  for (const [at, choices, expected] of [
    [3, ["latest", "latest"], "Test, Production, Staging, Both"],
    [3, ["latest", "mine"], "Staging, Test, Production, Both"],
    [3, ["mine", "latest"], "Test, Production, Staging, Both, new Both"],
    [3, ["mine", "mine"], "Staging, Test, Production, new Both, Both"],
    [0, ["latest", "mine"], "Staging, Test, Production, Both"],
    [0, ["mine", "latest"], "Test, Production, new Both, Staging, Both"],
    [0, ["mine", "mine"], "new Both, Staging, Test, Production, Both"],
  ]) {
    const draft = new ConnectionDraft(current);
    draft.move("environments", 0, 2);
    draft.insert("environments", fresh("Both"), at);
    const { conflicts } = draft.rebase({ ...current, environments: [third, first, second, theirs] });
    assert.deepEqual(
      conflicts.map(({ path }) => path),
      [["environments", 3], ["environments"]],
    );
    for (const [index, choice] of choices.entries()) conflicts[index].resolve(choice);
    assert.equal(environmentNames(draft), expected, `${at} ${choices}`);
  }
});

test("my edit, made all the same, leaves alone what others did besides", () => {
  const variables = new ConnectionDraft(current);
  variables.set("environmentVariables[0].value", "9");
  const theirs = structuredClone(current);
  theirs.environmentVariables[1].value = "theirs";
  theirs.environments[1].variables = [{ name: "OWN", value: "x" }];
  const { conflicts } = variables.rebase(theirs);
  assert.ok(conflicts.length > 0);
  for (const conflict of conflicts) conflict.resolve("mine");
  assert.deepEqual(variables.changes, { environmentVariables: { set: { A: "9" } } });

  const gone = new ConnectionDraft(current);
  gone.set("environments[1].name", "Stage");
  const without = { ...current, environments: current.environments.filter((_, at) => at !== 1) };
  const [conflict] = gone.rebase(without).conflicts;
  assert.deepEqual([conflict.kind, conflict.path], ["deleted", ["environments", 1]]);
  conflict.resolve("mine");
  // The edited environment is created again.
  assert.equal(environmentNames(gone), "Production, Test, new Stage");
});

test("what is new was not there at first: resetting it takes it away", () => {
  const draft = new ConnectionDraft(current);
  draft.insert("environments", { name: "New" }, 0);
  assert.deepEqual([draft.isDirtyAt("environments[0].name"), draft.isDirtyAt("environments[1]")], [true, false]);
  draft.reset("environments[0].name");
  assert.equal(draft.get("environments[0].name"), undefined);
  draft.reset("environments[0]");
  assert.deepEqual(draft.value, current);
  draft.insert("environmentVariables", { name: "C", value: "" });
  draft.reset("environmentVariables[2]");
  assert.deepEqual(draft.value, current);
});

test("a new item is held back until it is touched, wherever it moves", () => {
  const draft = new ConnectionDraft(current, { touchedOnly: true });
  draft.insert("environments", { name: "", credentials: {}, variables: [] });
  assert.deepEqual(draft.issues, []);
  draft.touch("environments[3].name");
  assert.deepEqual(pointers(draft.issues), ["blank-name /environments/3/name"]);
  draft.insert("environments", { name: "First", credentials: {}, variables: [] }, 0);
  assert.deepEqual(pointers(draft.issues), ["blank-name /environments/4/name"]);
});

test("a connection that has become too large is said to be, and no longer is once it is not", () => {
  const maxBytes = JSON.stringify(current).length + 50;
  const draft = new ConnectionDraft(current, { maxBytes });
  const limited = { ...form, maxBytes };
  for (const name of ["x".repeat(20), "x".repeat(200), "é".repeat(40), "", "x".repeat(60), "Shop"]) {
    draft.set("name", name);
    assert.deepEqual(draft.issues, validate(draft.value, limited).issues, `${name.length}`);
  }
  draft.insert("environments", { name: "A new environment", credentials: {}, variables: [] });
  assert.deepEqual(pointers(draft.issues), ["too-large "]);
  draft.undo();
  assert.deepEqual(draft.issues, []);
});

test("a value whose members cannot be read is an issue, and can be undone", () => {
  const hostile = Object.defineProperty({ variables: [] }, "name", {
    enumerable: true,
    get() {
      throw new Error("no");
    },
  });
  const draft = new ConnectionDraft(current);
  for (const edit of [() => draft.set("environments[0]", hostile), () => draft.insert("environments", hostile)]) {
    edit();
    assert.deepEqual(pointers(draft.issues), pointers(validate(draft.value, form).issues));
    assert.ok(draft.issues.length > 0);
    assert.equal(draft.isDirty, true);
    assert.equal(draft.undo(), true);
    assert.deepEqual([draft.issues, draft.isDirty], [[], false]);
  }
});

/** Returns a platform with one connection. A closed one responds to nothing until it is opened. */
function holding(stored, { isClosed = false } = {}) {
  const state = { stored: structuredClone(stored), log: [] };
  const [arrived, opened] = [deferred(), deferred()];
  if (!isClosed) opened.resolve();
  const fetch = async (request) => {
    state.log.push(request.method);
    arrived.resolve();
    await opened.promise;
    const isPut = request.method === "PUT";
    return Response.json(isPut ? await applyPut(state.stored, request, () => `new-${state.log.length}`) : state.stored);
  };
  const hasArrived = () => ends(arrived.promise, "the first request");
  return { state, client: new ConnectClient({ fetch }), hasArrived, open: opened.resolve };
}

test("what another operation edits stays in the draft when the rest is saved", async () => {
  const { state, client } = holding(current);
  const draft = new ConnectionDraft(current);
  draft.set("name", "Saved");
  draft.set("environments[0].credentials.action[0].credential.name", "mine");
  draft.insert("environments", { name: "New", credentials: {}, variables: [] }, 0);
  const saved = await draft.save(client);
  assert.equal(saved.ok, true);
  const describe = ({ unsupported }) => unsupported.map(({ environment, reason }) => [environment.name, reason]);
  assert.deepEqual([describe(saved), describe(draft)], Array(2).fill([["Production", "credential"]]));
  assert.equal(state.stored.name, "Saved");
  const name = "environments[1].credentials.action[0].credential.name";
  assert.deepEqual([draft.get(name), draft.isDirty, draft.changes], ["mine", true, {}]);
  assert.equal((await draft.save(client)).ok, true);
  assert.deepEqual([draft.get(name), state.log], ["mine", ["GET", "PUT", "GET"]]);
  draft.set(name, "k");
  assert.equal(draft.isDirty, false);
});

test("an auth scheme of another type stays whole in the draft when the rest is saved or rebased", async () => {
  const path = "environments[0].credentials.action[0].authSchemeConfig";
  for (const scheme of [{ schemeType: "api-key", name: "k", in: "header" }, { schemeType: "basic-auth" }]) {
    const stored = structuredClone(current);
    stored.environments[0].credentials.action[0].authSchemeConfig = { schemeType: "later", more: 1 };
    const { client } = holding(stored);
    const draft = new ConnectionDraft(stored);
    draft.set("name", "Saved");
    draft.set(path, scheme);
    assert.equal((await draft.save(client)).ok, true);
    assert.deepEqual([draft.get(path), draft.unsupported.length], [scheme, 1]);
    draft.rebase({ ...stored, name: "Theirs" });
    assert.deepEqual([draft.get(path), draft.unsupported.length, draft.changes], [scheme, 1, {}]);
  }
});

test("an edited credential in a list with another entry stays when the rest is saved", async () => {
  const { client } = holding(current);
  const draft = new ConnectionDraft(current);
  const list = "environments[0].credentials.action";
  draft.set("name", "Saved");
  draft.insert(list, { id: ulid(90), authSchemeConfig: { schemeType: "none" }, credential: { id: ulid(91) } }, 0);
  draft.set(`${list}[1].credential.name`, "mine");
  const expected = structuredClone(draft.get(list));
  assert.equal((await draft.save(client)).ok, true);
  assert.deepEqual([draft.get(list), draft.changes], [expected, {}]);
  assert.deepEqual(
    draft.unsupported.map(({ reason }) => reason),
    ["entries", "credential"],
  );
});

test("edits of environments are saved with the connection, and the draft is clean then", async () => {
  const { state, client } = holding(current);
  const draft = new ConnectionDraft(current);
  draft.set("environments[0].name", "Live");
  draft.set("environments[1].variables[0].value", "8");
  draft.set("baseUrl", "https://new.example.com");
  const saved = await draft.save(client);
  assert.deepEqual([saved.ok, saved.unsupported, saved.drift, saved.concurrentChanges], [true, [], [], []]);
  assert.deepEqual(
    saved.steps.map(({ step }) => [step.operation, step.environment?.name]),
    [
      ["UpdateConnection", undefined],
      ["UpdateEnvironment", "Staging"],
      ["UpdateEnvironment", "Production"],
    ],
  );
  const [live, staging] = state.stored.environments;
  assert.deepEqual([live.name, staging.variables], ["Live", [{ name: "A", value: "8" }]]);
  assert.deepEqual([draft.isDirty, draft.changes, draft.value], [false, {}, state.stored]);
});

test("a save that is called during another follows it, and creates nothing twice", async () => {
  const { state, client, hasArrived, open } = holding(current, { isClosed: true });
  const draft = new ConnectionDraft(current);
  draft.insert("environments", { name: "New", credentials: {}, variables: [] });
  const saves = [draft.save(client), draft.save(client)];
  await hasArrived();
  draft.set("name", "Later");
  saves.push(draft.save(client));
  open();
  assert.deepEqual(
    (await ends(Promise.all(saves))).map(({ ok }) => ok),
    [true, true, true],
  );
  assert.deepEqual(state.log, ["GET", "PUT", "GET", "PUT", "GET"]);
  assert.equal(state.stored.environments.filter(({ name }) => name === "New").length, 1);
  assert.deepEqual([state.stored.name, draft.isDirty], ["Later", false]);
});

test("a save that waits for another ends with its signal, and those behind it wait on", async () => {
  const { state, client, hasArrived, open } = holding(current, { isClosed: true });
  const draft = new ConnectionDraft(current);
  draft.set("name", "First");
  const first = draft.save(client);
  const controller = new AbortController();
  const second = draft.save(client, { signal: controller.signal });
  const third = draft.save(client);
  await hasArrived();
  controller.abort();
  const { ok, error } = await ends(second);
  assert.deepEqual([ok, error.kind, error.maybeApplied, state.log], [false, "aborted", false, ["GET"]]);
  open();
  const others = await ends(Promise.all([first, third]));
  assert.deepEqual(
    [others.map((save) => save.ok), state.log],
    [
      [true, true],
      ["GET", "PUT", "GET"],
    ],
  );
});

test("the rules of a draft hold for its save", async () => {
  const { state, client } = holding(current);
  const draft = new ConnectionDraft(current, { rules: { "insecure-url": "error" } });
  draft.set("baseUrl", "http://shop.example.com");
  const { error } = await draft.save(client);
  assert.deepEqual([error.kind, error.issues.map(({ code }) => code), state.log], ["invalid", ["insecure-url"], []]);
});

test("what was there at first is found by name, wherever it stands now", () => {
  const variables = ["A", "B", "C"].map((name, at) => ({ name, value: String(at + 1) }));
  const draft = new ConnectionDraft({ ...current, environmentVariables: variables });
  const dirty = () => draft.value.environmentVariables.map((_, at) => draft.isDirtyAt(["environmentVariables", at]));
  draft.remove("environmentVariables[0]");
  assert.deepEqual(dirty(), [false, false]);
  draft.set("environmentVariables[0].value", "x");
  draft.reset("environmentVariables[0].value");
  assert.equal(draft.get("environmentVariables[0].value"), "2");
  draft.set("environmentVariables[1].name", "D");
  assert.deepEqual(dirty(), [false, true]);
  draft.reset();
  draft.set("environmentVariables[0].name", "Renamed");
  assert.deepEqual(dirty(), [true, false, false]);
  draft.reset("environmentVariables[0].name");
  assert.equal(draft.isDirty, false);
  draft.insert("environmentVariables", { name: "Z", value: "" }, 0);
  assert.deepEqual(dirty(), [true, false, false, false]);
});

test("an item whose name cannot be written as a text is found by its place", () => {
  const draft = new ConnectionDraft(current);
  draft.insert("environmentVariables", { name: [Object.create(null)], value: "" });
  const at = ["environmentVariables", draft.value.environmentVariables.length - 1];
  assert.equal(draft.isDirtyAt(at), true);
  draft.reset(at);
  assert.equal(draft.isDirty, false);
});

test("an item makes the list that it goes into", () => {
  const { environmentVariables: _, ...bare } = current;
  const draft = new ConnectionDraft(bare);
  draft.insert("environmentVariables", { name: "A", value: "1" });
  assert.equal(draft.get("environmentVariables[0].name"), "A");
  draft.undo();
  assert.deepEqual([draft.value, draft.isDirty], [bare, false]);
});

test("a member that was taken away comes back to its place", () => {
  const draft = new ConnectionDraft(current);
  const text = JSON.stringify(current);
  const edits = [
    () => draft.set("baseUrl", undefined),
    () => draft.set("environments[0].name", undefined),
    () => {
      const { name: _, protocol: __, ...rest } = draft.value;
      draft.replace({ ...rest, note: 1 });
    },
  ];
  for (const edit of edits) edit();
  const edited = JSON.stringify(draft.value);
  for (const _ of edits) draft.undo();
  assert.equal(JSON.stringify(draft.value), text);
  for (const _ of edits) draft.redo();
  assert.equal(JSON.stringify(draft.value), edited);
  while (draft.undo());
  assert.equal(JSON.stringify(draft.value), text);
});

test("lists that are stored as null are no issue; those that an edit makes null are", () => {
  const [production, ...others] = current.environments;
  const nulls = { ...production, credentials: { ...production.credentials, trigger: null }, variables: null };
  const draft = new ConnectionDraft({ ...current, authSchemeConfigs: null, environments: [...others, nulls] });
  const found = () => draft.issues.filter(({ code }) => code === "null-list");
  assert.deepEqual(found(), []);
  draft.move("environments", others.length, 0);
  assert.deepEqual([found(), draft.plan.ok], [[], true]);
  draft.set("environmentVariables", null);
  assert.deepEqual(pointers(found()), ["null-list /environmentVariables"]);
  draft.undo();
  draft.insert("authSchemeConfigs", { schemeType: "none" });
  assert.deepEqual([found(), draft.plan.ok], [[], true]);
});

/** Returns the state of a draft. `snapshot` and `current` are the same objects as long as nothing changes. */
function stateOf(draft) {
  const { current, changes, unsupported } = draft;
  return { snapshot: draft.getSnapshot(), current, changes, unsupported };
}

function expectUnchanged(draft, before) {
  const after = stateOf(draft);
  assert.deepEqual(after, before);
  assert.deepEqual([after.snapshot === before.snapshot, after.current === before.current], [true, true]);
}

/** Returns a draft with edits of each kind, of which the last was undone. */
function editedDraft() {
  const draft = new ConnectionDraft(current);
  draft.set("name", "Mine");
  draft.insert("environments", { name: "New", credentials: {}, variables: [] });
  draft.set("environments[0].name", "Live");
  draft.set("environments[0].credentials.action[0].credential.name", "mine");
  draft.set("baseUrl", "https://undone.example.com");
  draft.undo();
  return draft;
}

/** Undoes all edits of `editedDraft`, and redoes those that were not undone before. */
function expectHistory(draft) {
  const { value } = draft;
  while (draft.undo());
  assert.deepEqual([draft.value, draft.isDirty], [current, false]);
  for (let edits = 4; edits > 0; edits--) assert.equal(draft.redo(), true);
  assert.deepEqual(draft.value, value);
}

test("a rebase that is refused leaves the edits, the history and the stored connection as they were", () => {
  const { id: _, ...unnamed } = current;
  const cases = [
    [{ ...current, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C09" }, ["invalid-current /id"]],
    [{ ...current, organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C09" }, ["invalid-current /organisationId"]],
    [unnamed, ["invalid-current /id"]],
    [{ ...current, name: 7 }, ["invalid-current /name"]],
    ["{", ["invalid-current "]],
  ];
  for (const [latest, expected] of cases) {
    const draft = editedDraft();
    const before = stateOf(draft);
    let calls = 0;
    draft.subscribe(() => {
      calls += 1;
    });
    const rebased = draft.rebase(latest);
    assert.deepEqual([rebased.ok, pointers(rebased.issues), calls], [false, expected, 0]);
    expectUnchanged(draft, before);
    assert.deepEqual([draft.changes.name, draft.unsupported.length, draft.isDirty], ["Mine", 1, true]);
    assert.deepEqual([draft.canUndo, draft.canRedo], [true, true]);
    expectHistory(draft);
    assert.equal(draft.redo(), true);
    assert.equal(draft.get("baseUrl"), "https://undone.example.com");
  }
  const draft = editedDraft();
  draft.set("protocol", "bigquery");
  const before = stateOf(draft);
  const rebased = draft.rebase({ ...current, baseUrl: "https://theirs.example.com" });
  const unsupported = "unsupported-edit /environments/0/credentials/action/0/credential";
  assert.deepEqual([rebased.ok, pointers(rebased.issues)], [false, ["immutable-field /protocol", unsupported]]);
  expectUnchanged(draft, before);
  draft.undo();
  expectHistory(draft);
});

test("a save that is invalid leaves the edits and the history as they were", async () => {
  const { state, client } = holding({ ...current, organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C09" });
  const draft = editedDraft();
  const before = stateOf(draft);
  const { ok, error } = await draft.save(client);
  assert.deepEqual([ok, error.kind, state.log], [false, "invalid", ["GET"]]);
  expectUnchanged(draft, before);
  expectHistory(draft);
});

test("a draft lists its conflicts until each is resolved, and reports each change of the list", async () => {
  const theirs = { ...current, name: "Theirs", baseUrl: "https://theirs.example.com" };
  const draft = new ConnectionDraft(current);
  const seen = [];
  draft.subscribe(() => seen.push(draft.getSnapshot().conflicts.map(({ path }) => path.join("."))));
  draft.set("name", "Mine");
  draft.set("baseUrl", "https://mine.example.com");
  assert.deepEqual(draft.conflicts, []);
  const rebased = draft.rebase(theirs);
  assert.deepEqual(draft.conflicts, rebased.conflicts);
  assert.equal(draft.conflicts, draft.getSnapshot().conflicts);
  assert.deepEqual(seen.at(-1), ["name", "baseUrl"]);
  const [name, baseUrl] = draft.conflicts;
  name.resolve("latest");
  assert.deepEqual([seen.at(-1), draft.isDirty], [["baseUrl"], false]);
  baseUrl.resolve("mine");
  assert.deepEqual([seen.at(-1), draft.get("baseUrl")], [[], "https://mine.example.com"]);
  const count = seen.length;
  baseUrl.resolve("latest");
  assert.equal(seen.length, count, "a later call does nothing");

  draft.set("name", "Mine");
  const { client } = holding({ ...theirs, name: "Others" });
  const saved = await draft.save(client);
  assert.deepEqual([saved.error.conflicts, draft.conflicts.length], [draft.conflicts, 1]);
  assert.equal((await draft.save(client)).ok, true);
  assert.deepEqual([draft.conflicts, draft.get("name")], [[], "Others"], "unresolved, the latest value stays");
});

test("the issues of a plan have the paths that the issues of the draft have", () => {
  const [{ name }] = current.environmentVariables;
  for (const list of [["environmentVariables"], ["environments", 0, "variables"]]) {
    for (const names of [[""], ["", ""], [name, name], [" x "], ["A", "A", "A"]]) {
      const draft = new ConnectionDraft(current, form);
      draft.set(list, [...current.environmentVariables, ...names.map((name) => ({ name, value: "v" }))]);
      const ofNames = (issues) => pointers(issues.filter(({ path }) => path[list.length + 1] === "name"));
      assert.deepEqual(
        ofNames(draft.plan.issues),
        ofNames(draft.issues),
        `${list.join("/")}: ${JSON.stringify(names)}`,
      );
      assert.ok(ofNames(draft.issues).length > 0);
      draft.dispose();
    }
  }
});

test("an edited credential that someone else removed is back after `mine`, and is reported as not saved", () => {
  const [first, ...others] = current.environments;
  const authSchemeConfig = { schemeType: "api-key", name: "X-Key", in: "header" };
  const action = [900, 901].map((id) => ({ ...first.credentials.action[0], id: ulid(id), authSchemeConfig }));
  const base = { ...current, environments: [{ ...first, credentials: { action } }, ...others] };
  const latest = structuredClone(base);
  latest.environments[0].credentials.action = [];
  for (const count of [1, 2]) {
    const draft = new ConnectionDraft(base);
    const path = (at) => ["environments", 0, "credentials", "action", at, "authSchemeConfig"];
    for (let at = 0; at < count; at++)
      draft.set(path(at), { schemeType: "api-key", name: `X-Mine-${at}`, in: "header" });
    const { conflicts } = draft.rebase(latest);
    assert.equal(draft.isDirty, false);
    for (const conflict of conflicts) conflict.resolve("mine");
    const entries = draft.get(path(0).slice(0, 4));
    assert.deepEqual(
      entries.map(({ authSchemeConfig }) => authSchemeConfig.name),
      ["X-Mine-0", "X-Mine-1"].slice(0, count),
    );
    assert.deepEqual([draft.isDirty, draft.unsupported.map(({ reason }) => reason)], [true, ["entries"]]);
    draft.dispose();
  }
});

test("on a conflict the draft moves onto the latest connection, and after a resolution the next save finishes", async () => {
  for (const [resolve, expected] of [
    [(conflict) => conflict.resolve("mine"), "Mine"],
    [(conflict) => conflict.resolve("latest"), "Theirs"],
    [(conflict) => conflict.resolveWith("Both"), "Both"],
  ]) {
    const { state, client } = holding({ ...current, name: "Theirs", baseUrl: "https://theirs.example.com" });
    const draft = editedDraft();
    const { ok, error } = await draft.save(client);
    assert.deepEqual([ok, error.kind, error.done, state.log], [false, "conflict", [], ["GET"]]);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(error.latest)), state.stored);
    assert.deepEqual([draft.current, draft.get("name")], [state.stored, "Theirs"]);
    const edits = ({ environments, unsupported = draft.unsupported }) => [
      environments[0].name,
      environments[3].name,
      environments[0].credentials.action[0].credential.name,
      unsupported.length,
    ];
    assert.deepEqual(edits(draft.value), ["Live", "New", "mine", 1]);
    assert.deepEqual(
      error.conflicts.map(({ kind, path, values }) => [kind, path, values]),
      [["value", ["name"], { base: "Shop", mine: "Mine", latest: "Theirs" }]],
    );
    for (const conflict of error.conflicts) resolve(conflict);
    assert.equal((await draft.save(client)).ok, true);
    const { name, baseUrl, environments } = state.stored;
    assert.deepEqual([name, baseUrl], [expected, "https://theirs.example.com"]);
    assert.deepEqual(edits({ environments }), ["Live", "New", "k", 1]);
    assert.deepEqual([draft.changes, edits(draft.value)], [{}, ["Live", "New", "mine", 1]]);
  }
});

test("an edit during a save that cannot be sent stays, what was saved is saved, and no change of others is undone", async () => {
  const { state, client, hasArrived, open } = holding(
    { ...current, baseUrl: "https://theirs.example.com" },
    { isClosed: true },
  );
  const draft = editedDraft();
  const saving = draft.save(client);
  await hasArrived();
  draft.set("protocol", "bigquery");
  open();
  assert.equal((await ends(saving)).ok, true);
  assert.deepEqual([state.stored.name, state.stored.environments.length], ["Mine", 4]);
  assert.deepEqual(
    draft.issuesAt("protocol").map(({ code }) => code),
    ["immutable-field"],
  );
  assert.equal((await draft.save(client)).error.kind, "invalid");
  draft.undo();
  // Only an edit that no request makes is left.
  assert.deepEqual([draft.changes, draft.unsupported.map(({ reason }) => reason)], [{}, ["credential"]]);
  assert.equal((await draft.save(client)).ok, true);
  assert.deepEqual([state.stored.environments.length, draft.get("environments[0].name")], [4, "Live"]);
  assert.equal(draft.get("baseUrl"), "https://theirs.example.com");
});

test("whole numbers of any length are read", () => {
  const draft = new ConnectionDraft(JSON.stringify(current).replace("{", `{"x":${"9".repeat(320)},`));
  draft.set("name", "Kept");
  assert.deepEqual([pointers(draft.issues), draft.plan.ok], [["unknown-field /x"], true]);
  assert.ok(new TextDecoder().decode(draft.plan.steps[0].bytes).includes("9".repeat(320)));
});

test("going back to what was there at first shows no issue of what nobody has touched", () => {
  const draft = new ConnectionDraft(current, { touchedOnly: true });
  draft.set("name", "Y");
  draft.reset();
  draft.insert("environmentVariables", { name: "", value: "" });
  assert.deepEqual(pointers(draft.issues), ["overwritten-variables /environmentVariables"]);
});

test("names that stand twice, or nowhere, leave items in their places", () => {
  const authSchemeConfigs = [{ schemeType: "api-key", name: "k", in: "header" }, { schemeType: "basic-auth" }];
  const environmentVariables = ["A", "AB"].map((name, at) => ({ name, value: String(at + 1) }));
  const draft = new ConnectionDraft({ ...current, authSchemeConfigs, environmentVariables });
  draft.set("authSchemeConfigs[0]", { schemeType: "basic-auth" });
  assert.deepEqual([draft.isDirtyAt("authSchemeConfigs[0]"), draft.isDirtyAt("authSchemeConfigs[1]")], [true, false]);
  draft.reset("authSchemeConfigs[0]");
  draft.set("environmentVariables[0].name", "AB");
  assert.equal(draft.isDirtyAt("environmentVariables[0].name"), true);
  draft.reset("environmentVariables[0]");
  assert.deepEqual(draft.value.environmentVariables, environmentVariables);
  draft.insert("environmentVariables", { name: "A", value: "9" });
  draft.reset("environmentVariables[2]");
  assert.equal(draft.isDirty, false);
});

test("edits of credentials go with their credential, and are no conflict with each other", () => {
  const credential = (id) => ({
    id,
    authSchemeConfig: { schemeType: "none" },
    credential: { id, type: "none", name: "same", data: {} },
  });
  const of = (...ids) => ({
    ...current,
    environments: [{ ...current.environments[0], credentials: { action: ids.map(credential) } }],
  });
  const [one, other] = ["01J9ZK8Q4T7W3X5Y6Z8A9B0C31", "01J9ZK8Q4T7W3X5Y6Z8A9B0C32"];
  const draft = new ConnectionDraft(of(one, other));
  draft.set("environments[0].credentials.action[0].credential.name", "mine");
  const rebased = draft.rebase(of(other, one));
  assert.deepEqual([rebased.ok, rebased.conflicts], [true, []]);
  const names = draft.value.environments[0].credentials.action.map(({ id, credential: { name } }) => [id, name]);
  assert.deepEqual(names, [
    [other, "same"],
    [one, "mine"],
  ]);
  draft.set("environments[0].credentials.action[0].authSchemeConfig", { schemeType: "basic-auth" });
  const again = draft.rebase(of(other, one));
  assert.deepEqual([again.ok, again.conflicts], [true, []]);
  assert.deepEqual(draft.get("environments[0].credentials.action[0].authSchemeConfig"), { schemeType: "basic-auth" });
  assert.equal(draft.get("environments[0].credentials.action[1].credential.name"), "mine");
});

test("more issues than are listed are counted anew after each edit", () => {
  const environments = Array.from({ length: 11_000 }, (_, at) => ({
    id: `e${at}`,
    name: `${at}`,
    credentials: {},
    variables: [],
  }));
  const draft = new ConnectionDraft({ ...current, environments });
  const expectSame = () =>
    assert.deepEqual(
      pointers(draft.issues.filter((issue) => !isAboutEdit(issue))),
      pointers(validate(draft.value, form).issues),
    );
  expectSame();
  draft.set("environments[10999].name", "0");
  expectSame();
  assert.ok(
    draft.issues.some(({ code, pointer }) => code === "duplicate-value" && pointer === "/environments/10999/name"),
  );
  draft.replace({ ...draft.value, environments: environments.slice(0, 3) });
  const { length } = draft.issues;
  assert.deepEqual([length, pointers(draft.issues).at(-1)], [10_001, "more-issues "]);
  draft.undo();
  expectSame();
});

test("what is created by a save is followed through the edits that are made meanwhile", async () => {
  for (const [edit, expected, changes] of [
    // Removed, and another added: the one that was created goes again.
    [
      (draft) => {
        draft.remove("environments[3]");
        draft.insert("environments", fresh("B"));
      },
      ["B"],
      { remove: ["new-2"], add: [fresh("B")] },
    ],
    // Another added before it, and both moved.
    [
      (draft) => {
        draft.insert("environments", fresh("B"), 0);
        draft.move("environments", 4, 1);
        draft.move("environments", 0, 4);
      },
      ["A", "B"],
      { order: ["new-2", ...current.environments.map(({ id }) => id)], add: [fresh("B")] },
    ],
    // Removed, and back again.
    [
      (draft) => {
        draft.remove("environments[3]");
        draft.undo();
        draft.set("environments[3].variables", [{ name: "X", value: "1" }]);
      },
      ["A"],
      { update: { "new-2": { variables: { set: { X: "1" } } } } },
    ],
  ]) {
    for (const isEarly of [true, false]) {
      const { client, hasArrived, open } = holding(current, { isClosed: true });
      const draft = new ConnectionDraft(current);
      draft.insert("environments", fresh("A"));
      const saving = draft.save(client);
      // Before the first request has left, or while it waits.
      if (!isEarly) await hasArrived();
      edit(draft);
      open();
      assert.equal((await ends(saving)).ok, true);
      const own = new Set(current.environments.map(({ name }) => name));
      assert.deepEqual(
        draft.value.environments.map(({ name }) => name).filter((name) => !own.has(name)),
        expected,
      );
      assert.deepEqual(draft.changes.environments, changes);
    }
  }
});

test("what is edited in the credentials of an environment while a save creates it is kept or named", async () => {
  const scheme = { schemeType: "api-key", name: "k", in: "header" };
  const entry = (at) => ({ authSchemeConfig: scheme, credential: { id: ulid(400 + at) } });
  const list = "environments[3].credentials.action";
  const [first, second] = [{ id: ulid(500) }, { id: ulid(501) }];
  const renamed = { ...second, authSchemeConfig: { ...scheme, name: "x" } };
  for (const [edit, changes, reasons] of [
    [(draft) => draft.set(`${list}[1].authSchemeConfig.name`, "x"), { credentials: { action: [first, renamed] } }, []],
    [(draft) => draft.move(list, 0, 1), { credentials: { action: [second, first] } }, []],
    [(draft) => draft.set(`${list}[0].authSchemeConfig`, { schemeType: "none" }), undefined, ["scheme-type"]],
    [(draft) => draft.set(`${list}[0].credential.id`, ulid(402)), undefined, ["entries"]],
    [(draft) => draft.insert(list, entry(2)), undefined, ["entries"]],
    [(draft) => draft.remove(`${list}[0]`), undefined, ["entries"]],
  ]) {
    const stored = structuredClone(current);
    const draft = new ConnectionDraft(current);
    draft.insert("environments", { name: "New", credentials: { action: [entry(0), entry(1)] }, variables: [] });
    let shown;
    const fetch = async (request) => {
      if (request.method !== "PUT") return Response.json(stored);
      const answer = await applyPut(stored, request, () => ulid(300));
      stored.environments[3].credentials.action.forEach((entry, at) => {
        entry.id = ulid(500 + at);
      });
      edit(draft);
      shown = draft.get(list).map(({ authSchemeConfig, credential: { id } }) => [authSchemeConfig, id]);
      return Response.json(answer);
    };
    assert.equal((await draft.save(new ConnectClient({ fetch }))).ok, true);
    const now = draft.get(list).map(({ authSchemeConfig, credential: { id } }) => [authSchemeConfig, id]);
    assert.deepEqual([now, draft.isDirty], [shown, true]);
    assert.deepEqual(draft.changes, changes ? { environments: { update: { [ulid(300)]: changes } } } : {});
    assert.deepEqual(
      draft.unsupported.map(({ reason }) => reason),
      reasons,
    );
  }
});

test("values that are stored already are only warnings in a draft, whatever is edited beside them", () => {
  const accepted = {
    ...current,
    baseUrl: "shop",
    environmentVariables: [
      { name: "A", value: "***" },
      { name: "A", value: "2" },
    ],
    environments: [
      { ...current.environments[0], variables: [{ name: " ", value: "1" }] },
      ...current.environments.slice(1),
    ],
  };
  const draft = new ConnectionDraft(accepted);
  const found = () =>
    draft.issues
      .filter((issue) => !isAboutEdit(issue))
      .map(({ code, severity, pointer, params }) => [code, severity, pointer, params?.stored].join(" "));
  const stored = [
    "invalid-url warning /baseUrl true",
    "duplicate-value warning /environmentVariables/1/name true",
    "blank-name warning /environments/0/variables/0/name true",
  ];
  assert.deepEqual(found(), stored);
  draft.set("name", "Shop EU");
  draft.set("environmentVariables[1].value", "3");
  draft.move("environments", 0, 1);
  assert.deepEqual(found(), [...stored.slice(0, 2), "blank-name warning /environments/1/variables/0/name true"]);
  draft.undo();
  draft.set("baseUrl", "shop2");
  draft.set("environmentVariables[0].name", "B");
  draft.set("environments[0].variables[0].name", "");
  draft.insert("environmentVariables", { name: "A", value: "***" });
  assert.deepEqual(found(), [
    "invalid-url error /baseUrl ",
    "masked-value warning /environmentVariables/0/value ",
    // It takes the place of the second stored variable with this name.
    "duplicate-value warning /environmentVariables/2/name true",
    "masked-value warning /environmentVariables/2/value ",
    "blank-name error /environments/0/variables/0/name ",
  ]);
  expectAsFromScratch(draft);
});

test("optional values that are stored as null are absent in a draft", () => {
  const [production, ...others] = current.environments;
  const nulls = { ...production, credentials: null, variables: null };
  const draft = new ConnectionDraft({
    ...current,
    datasetId: null,
    authSchemeConfigs: null,
    environments: [nulls, ...others],
  });
  assert.deepEqual([draft.issues, draft.isDirty], [[], false]);
  draft.set("name", "Shop EU");
  draft.set("environments[0].name", production.name);
  assert.deepEqual(draft.issues, []);
  assert.equal(draft.plan.ok, true);
  draft.set("environments[1].variables", null);
  draft.set("environments[1].credentials", null);
  assert.deepEqual(pointers(draft.issues), [
    "invalid-type /environments/1/credentials",
    "unsupported-edit /environments/1/credentials",
    "null-list /environments/1/variables",
  ]);
});

test("issues about a whole list follow its items and the protocol", () => {
  const draft = new ConnectionDraft(current);
  const codes = () => draft.issues.filter((issue) => !isAboutEdit(issue)).map(({ code }) => code);
  while (draft.value.environments.length > 0) draft.remove(["environments", 0]);
  assert.deepEqual(codes(), ["deletes-all-environments"]);
  draft.undo();
  assert.deepEqual(codes(), []);
  draft.set("environments", []);
  assert.deepEqual(codes(), ["deletes-all-environments"]);
  draft.insert("environments", current.environments[0]);
  assert.deepEqual(codes(), []);
  assert.deepEqual(new ConnectionDraft({ ...current, environments: [] }).issues, []);
  draft.set("protocol", "bigquery");
  draft.set("datasetId", "p.d");
  assert.deepEqual(pointers(draft.issues.filter((issue) => !isAboutEdit(issue))), [
    "inapplicable-field /environmentVariables",
  ]);
  draft.set("environmentVariables", undefined);
  assert.deepEqual(
    draft.issues.filter((issue) => !isAboutEdit(issue)),
    [],
  );
});

test("resolving conflicts edits the right items, also after an edit in place", () => {
  const variables = (value) => [..."ABCDEFG"].map((name) => ({ name, value: `${name}${value(name)}` }));
  const draft = new ConnectionDraft({ ...current, environments: [], environmentVariables: variables(() => "") });
  const kept = draft.value.environmentVariables.filter(({ name }) => !"BD".includes(name));
  draft.set("environmentVariables", kept);
  const latest = variables((name) => ("BD".includes(name) ? "theirs" : ""));
  const { conflicts } = draft.rebase({ ...current, environments: [], environmentVariables: latest });
  assert.equal(conflicts.length, 2);
  // After this edit, the list is changed in place until the value is read.
  draft.set("environmentVariables[6].value", "mine");
  for (const conflict of conflicts) conflict.resolve("mine");
  assert.equal(draft.value.environmentVariables.map(({ name }) => name).join(""), "ACEFG");
});

test("a new item beside stored items of its name is an error, and a stored one is not", () => {
  const stored = [
    { name: "X", value: "1" },
    { name: "X", value: "2" },
  ];
  const draft = new ConnectionDraft({ ...current, environmentVariables: stored });
  assert.deepEqual(pointers(draft.issues.filter((issue) => !isAboutEdit(issue))), [
    "duplicate-value /environmentVariables/1/name",
  ]);
  draft.insert("environmentVariables", { name: "X", value: "3" });
  assert.deepEqual(
    draft.issues.filter((issue) => !isAboutEdit(issue)).map(({ severity }) => severity),
    ["warning", "error"],
  );
  expectAsFromScratch(draft);
  const blank = new ConnectionDraft({ ...current, environmentVariables: [{ name: "", value: "1" }] });
  blank.insert("environmentVariables", { name: "", value: "1" });
  assert.ok(blank.issues.length > 0);
  blank.remove("environmentVariables[0]");
  expectAsFromScratch(blank);
  assert.deepEqual([blank.isDirty, blank.plan.ok], [false, true]);
});

test("duplicates are found among more items than a report lists", () => {
  const draft = new ConnectionDraft({ ...current, environmentVariables: [] });
  const many = Array.from({ length: 10_500 }, (_, at) => ({ name: `V${at}`, value: "" }));
  draft.set("environmentVariables", many);
  draft.insert("environmentVariables", { name: "V7", value: "" });
  assert.deepEqual(pointers(draft.issues.filter((issue) => !isAboutEdit(issue))), [
    "duplicate-value /environmentVariables/10500/name",
  ]);
});
