// Sequences of edits, and the issues that depend on the stored connection after each of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { isAboutEdit } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");
const [production, staging, { variables: _, ...others }] = current.environments;
/** The variables of the connection are A=1 and B=2. Production has the same ones, Staging has A=9. */
const third = {
  ...others,
  variables: [
    { name: "A", value: "5" },
    { name: "B", value: "7" },
  ],
};
const STORED = {
  ...current,
  datasetId: "project.dataset",
  versions: [{ variables: ["a"] }],
  environments: [production, staging, third],
};

const OWN_STAGING = "overwritten-variables environmentVariables Staging A";
const OWN_THIRD = "overwritten-variables environmentVariables Test A,B";
const CYCLE = ["unsupported-edit environments.0.name name-cycle", "unsupported-edit environments.1.name name-cycle"];
const DELETED = (name) => `deletes-environment environments ${name}`;

const created = (more) => ({ name: "New", credentials: {}, variables: [], ...more });
const withoutCredentials = (environment) => ({ ...environment, credentials: { action: [] } });
const set = (path, value) => (draft) => draft.set(path, value);
const share = (value) => set("environmentVariables[0].value", value);
const undo = (draft) => draft.undo();
const reset = (draft) => draft.reset();

/** Cases: edits, each with the issues after it. */
const CASES = {
  "a text that cannot change": [
    [set("protocol", "bigquery"), ["immutable-field protocol"]],
    [set("protocol", "http"), []],
    [set("id", "x"), ["immutable-field id"]],
    [undo, []],
  ],
  "a member that is removed": [
    [set("datasetId", undefined), ["unsupported-edit datasetId removal"]],
    [undo, []],
    [set("datasetId", "project.other"), []],
  ],
  "a list that is removed": [
    [set("environments[0].variables", undefined), ["missing-list environments.0.variables"]],
    [set("environments[0].variables", []), []],
    [set("environmentVariables", undefined), ["missing-list environmentVariables"]],
    [undo, []],
  ],
  "a part of a read-only member": [
    [set("versions[0].variables[0]", "b"), ["unsupported-edit versions read-only"]],
    [undo, []],
  ],
  "names that two environments exchange": [
    [set("environments[0].name", "Staging"), []],
    [set("environments[1].name", "Production"), CYCLE],
    [set("environments[1].name", "Other"), []],
    [set("environments[1].name", "Production"), CYCLE],
    [reset, []],
  ],
  "environments that are replaced by others with exchanged names": [
    [set("environments[0]", { ...production, name: "Staging" }), []],
    [set("environments[1]", { ...staging, name: "Production" }), CYCLE],
    [(draft) => draft.set("environments", draft.current.environments), []],
  ],
  "an environment that is replaced": [
    [
      set("environments[0]", withoutCredentials(production)),
      ["unsupported-edit environments.0.credentials.action entries"],
    ],
    [(draft) => draft.reset("environments[0]"), []],
  ],
  "a list of environments that is replaced": [
    [
      set("environments", [staging, withoutCredentials(production)]),
      ["unsupported-edit environments.1.credentials.action entries", DELETED("Test")],
    ],
    [(draft) => draft.reset("environments"), []],
  ],
  "own values, while the variables of environments are edited": [
    [share("x"), [OWN_STAGING, OWN_THIRD]],
    [set("environments[1].variables[0].value", "x"), [OWN_THIRD]],
    [set("environments[1].variables[0].value", "9"), [OWN_STAGING, OWN_THIRD]],
    [(draft) => draft.remove("environments[1].variables[0]"), [OWN_THIRD]],
    [undo, [OWN_STAGING, OWN_THIRD]],
    [set("environments[2].variables", []), [OWN_STAGING]],
    [undo, [OWN_STAGING, OWN_THIRD]],
    [share("1"), []],
  ],
  "own values of environments that have moved": [
    [share("x"), [OWN_STAGING, OWN_THIRD]],
    [(draft) => draft.move("environments", 0, 2), [OWN_STAGING, OWN_THIRD]],
    [set("environments[0].variables[0].value", "x"), [OWN_THIRD]],
    [set("environments[1].variables[0].value", "x"), []],
    [undo, [OWN_THIRD]],
    [undo, [OWN_STAGING, OWN_THIRD]],
  ],
  "own values of an environment that is replaced": [
    [share("x"), [OWN_STAGING, OWN_THIRD]],
    [set("environments[1]", { ...staging, variables: [] }), [OWN_THIRD]],
    [undo, [OWN_STAGING, OWN_THIRD]],
  ],
  "own values of environments that are deleted": [
    [share("x"), [OWN_STAGING, OWN_THIRD]],
    [set("environments", [production, staging]), [OWN_STAGING, DELETED("Test")]],
    [undo, [OWN_STAGING, OWN_THIRD]],
    [(draft) => draft.remove("environments[1]"), [OWN_THIRD, DELETED("Staging")]],
  ],
  "own values of an environment whose list is replaced, with a value of a variable that no one edits": [
    [set("environmentVariables[2]", { name: "C", value: "3" }), [OWN_STAGING, OWN_THIRD]],
    [set("environments", [production, third]), [OWN_THIRD, DELETED("Staging")]],
  ],
  "own values of an environment that is added": [
    [(draft) => draft.insert("environments", created({ variables: [{ name: "X", value: "1" }] })), []],
    [share("x"), [OWN_STAGING, OWN_THIRD, "overwritten-variables environments.3.variables New X"]],
    [share("1"), []],
  ],
  "another member of a variable, which has the same text as the value": [
    [share("9"), [OWN_THIRD]],
    [set("environmentVariables[0].key", "9"), [OWN_THIRD]],
    [set("environmentVariables[0].key", "2"), [OWN_THIRD]],
    [share("3"), [OWN_STAGING, OWN_THIRD]],
  ],
  "a value that is no text": [
    [share("x"), [OWN_STAGING, OWN_THIRD]],
    [share(undefined), undefined],
    [share("9"), [OWN_THIRD]],
  ],
  "an environment whose copy is left": [
    [(draft) => draft.insert("environments", structuredClone(production)), []],
    [(draft) => draft.remove("environments[0]"), []],
    [(draft) => draft.remove("environments[2]"), [DELETED("Production")]],
  ],
  "an environment whose copy is left, after several were added": [
    [
      (draft) =>
        draft.replace({
          ...draft.value,
          environments: [...draft.value.environments, created(), structuredClone(production)],
        }),
      [],
    ],
    [(draft) => draft.remove("environments[0]"), []],
    [(draft) => draft.remove("environments[3]"), [DELETED("Production")]],
  ],
  "an environment that is replaced by a new one, while a copy of it is left": [
    [
      (draft) =>
        draft.replace({
          ...draft.value,
          environments: [...draft.value.environments, created(), structuredClone(production)],
        }),
      [],
    ],
    [set("environments[0]", created({ name: "Other" })), []],
    [(draft) => draft.remove("environments[4]"), [DELETED("Production")]],
  ],
};

const describe = ({ code, path, params = {} }) =>
  [code, path.join("."), params.name, params.reason ?? params.names?.join()]
    .filter((part) => part !== undefined)
    .join(" ");

/** Returns the issues that depend on the stored connection. */
const issuesOf = (draft) =>
  draft.issues
    .filter((issue) => isAboutEdit(issue) || issue.code === "overwritten-variables")
    .map(describe)
    .sort();

for (const [name, steps] of Object.entries(CASES)) {
  test(`the issues of the edits are up to date after each edit: ${name}`, () => {
    const draft = new ConnectionDraft(STORED);
    assert.deepEqual(issuesOf(draft), []);
    for (const [at, [edit, expected]] of steps.entries()) {
      edit(draft);
      const issues = issuesOf(draft);
      if (expected !== undefined) assert.deepEqual(issues, expected.toSorted(), `edit ${at}`);
      // Another draft compares all parts at once.
      const other = new ConnectionDraft(STORED);
      other.replace(structuredClone(draft.value));
      if (expected !== undefined) assert.deepEqual(issuesOf(other), issues, `edit ${at} at once`);
    }
  });
}

test("beside names that environments exchange, an invalid name of another environment is reported once", () => {
  for (const name of ["", " ", 7]) {
    const draft = new ConnectionDraft(STORED);
    draft.set("environments[2].name", name);
    const alone = draft.issues.map(describe);
    assert.ok(alone.length > 0);
    draft.set("environments[0].name", "Staging");
    draft.set("environments[1].name", "Production");
    assert.deepEqual(draft.issues.map(describe).sort(), [...CYCLE, ...alone].sort());
  }
});

test("after a rebase, the edits that are left have their issues, and no others", () => {
  const draft = new ConnectionDraft(STORED);
  draft.set("environments[0].name", "Staging");
  draft.set("environments[1].name", "Production");
  draft.set("environments[2].credentials.action[0].authSchemeConfig.schemeType", "basic-auth");
  const type = "environments.2.credentials.action.0.authSchemeConfig.schemeType";
  assert.deepEqual(issuesOf(draft), [...CYCLE, `unsupported-edit ${type} scheme-type`].sort());
  const latest = structuredClone(STORED);
  latest.name = "Theirs";
  draft.rebase(latest);
  assert.deepEqual(issuesOf(draft), [...CYCLE, `unsupported-edit ${type} scheme-type`].sort());
  [latest.environments[0].name, latest.environments[1].name] = ["Staging", "Production"];
  draft.rebase(latest);
  assert.deepEqual(issuesOf(draft), [`unsupported-edit ${type} scheme-type`]);
  latest.environments[2].credentials.action[0].authSchemeConfig.schemeType = "basic-auth";
  draft.rebase(latest);
  assert.deepEqual([issuesOf(draft), draft.isDirty], [[], false]);
});

test("after a rebase, an environment that is still to be deleted is reported, and one that is gone is not", () => {
  const draft = new ConnectionDraft(STORED);
  draft.remove("environments[2]");
  draft.remove("environments[1]");
  assert.deepEqual(issuesOf(draft), [DELETED("Staging"), DELETED("Test")]);
  draft.rebase({ ...STORED, environments: [production, third] });
  assert.deepEqual(issuesOf(draft), [DELETED("Test")]);
});

test("a value that cannot be read is an issue beside the issues of the edits", () => {
  const unreadable = Object.defineProperty({}, "x", {
    enumerable: true,
    get() {
      throw new Error("no");
    },
  });
  for (const path of ["name", "environments[0].name", "environments[1].credentials.action[0].authSchemeConfig"]) {
    const draft = new ConnectionDraft(STORED);
    draft.remove("environments[1]");
    draft.set(path, unreadable);
    const codes = draft.issues.map(({ code }) => code);
    assert.ok(codes.includes("unreadable-value"), path);
    assert.ok(codes.includes("deletes-environment"), path);
    draft.undo();
    assert.deepEqual(issuesOf(draft), [DELETED("Staging")]);
  }
});

test("no environment loses variables if the list of environments is removed", () => {
  for (const at of current.environments.keys()) {
    const environments = structuredClone(current.environments);
    environments[at].variables = [{ name: "A", value: "own" }];
    for (const list of [undefined, null]) {
      const draft = new ConnectionDraft({ ...current, environments });
      draft.set("environmentVariables[0].value", "x");
      const losses = () => draft.issues.filter(({ code }) => code === "overwritten-variables");
      assert.ok(losses().some(({ params }) => params.id === environments[at].id));
      draft.set("environments", list);
      assert.deepEqual(losses(), []);
      draft.undo();
      assert.ok(losses().some(({ params }) => params.id === environments[at].id));
    }
  }
});
