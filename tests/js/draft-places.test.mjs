// The paths of the effects, the issues and the edits that no request makes: they point into the value of the draft, also if items have
// moved, and if the changes contain an edit elsewhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { ulid } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
const [production, staging, third] = current.environments;
const apiKey = { schemeType: "api-key", name: "x", in: "header" };
const entry = (id, authSchemeConfig = apiKey) => ({ id: ulid(id), authSchemeConfig, credential: { id: ulid(300) } });
const STORED = {
  ...current,
  environments: [
    production,
    { ...staging, credentials: { action: [entry(201), entry(202)], trigger: [entry(203)] } },
    third,
  ],
};

const created = (name, more) => ({ name, credentials: {}, variables: [], ...more });
const set = (path, value) => (draft) => draft.set(path, value);
const insert = (list, item, at) => (draft) => draft.insert(list, item, at);
const variable = (name, value) => ({ name, value });
const toFront = (draft) => draft.move("environments", 1, 0);

/** Cases: edits, and the paths of what the plan of the draft says. */
const CASES = {
  "a variable of the connection": {
    edits: [insert("environmentVariables", variable(" C ", "****"), 0), set("environmentVariables[2].value", "***")],
    effects: [
      "replaced environmentVariables",
      "overwritten environmentVariables",
      "overwritten environmentVariables",
      "overwritten environmentVariables",
    ],
    issues: [
      "overwritten-variables environmentVariables",
      "surrounding-whitespace environmentVariables.0.name",
      "masked-value environmentVariables.0.value",
      "masked-value environmentVariables.2.value",
    ],
    unsupported: [],
  },
  "a variable of an environment that has moved": {
    edits: [
      toFront,
      insert("environments[0].variables", variable(" C ", "****"), 0),
      set("environments[0].variables[1].value", "***"),
    ],
    effects: ["reordered environments", "replaced environments.0.variables"],
    issues: [
      "surrounding-whitespace environments.0.variables.0.name",
      "masked-value environments.0.variables.0.value",
      "masked-value environments.0.variables.1.value",
    ],
    unsupported: [],
  },
  "a variable of an environment that is removed": {
    edits: [toFront, (draft) => draft.remove("environments[0].variables[0]")],
    effects: ["reordered environments", "replaced environments.0.variables"],
    issues: [],
    unsupported: [],
  },
  "new environments between the others": {
    edits: [
      insert("environments", created(" First ", { variables: [variable("X", "1"), variable(" Y ", "***")] }), 1),
      insert("environments", created(" Last ")),
    ],
    effects: ["created environments.1", "created environments.4"],
    issues: [
      "surrounding-whitespace environments.1.name",
      "empty-value environments.1.credentials",
      "surrounding-whitespace environments.1.variables.1.name",
      "masked-value environments.1.variables.1.value",
      "surrounding-whitespace environments.4.name",
      "empty-value environments.4.credentials",
    ],
    unsupported: [],
  },
  "new environments with variables, and variables of the connection": {
    edits: [
      insert("environments", created("First", { variables: [variable("X", "1")] }), 1),
      insert("environments", created("Last", { variables: [variable("Y", "1")] })),
      set("environmentVariables[0].value", "x"),
    ],
    effects: [
      "replaced environmentVariables",
      "overwritten environmentVariables",
      "overwritten environmentVariables",
      "overwritten environmentVariables",
      "created environments.1",
      "created environments.4",
      "kept environmentVariables",
      "kept environmentVariables",
    ],
    issues: [
      "overwritten-variables environmentVariables",
      "empty-value environments.1.credentials",
      "empty-value environments.4.credentials",
    ],
    unsupported: [],
  },
  "a name of an environment that has moved": {
    edits: [toFront, set("environments[0].name", " Renamed ")],
    effects: ["reordered environments", "renamed environments.0.name"],
    issues: ["surrounding-whitespace environments.0.name"],
    unsupported: [],
  },
  "environments that are removed": {
    edits: [(draft) => draft.remove("environments[2]"), set("environments[1].name", " Renamed ")],
    effects: ["deleted environments", "renamed environments.1.name"],
    issues: ["deletes-environment environments", "surrounding-whitespace environments.1.name"],
    unsupported: [],
  },
  "an auth scheme of an environment that has moved": {
    edits: [
      toFront,
      set("environments[0].credentials.action[1].authSchemeConfig", { ...apiKey, name: "", in: "body" }),
      set("environments[0].credentials.trigger[0].authSchemeConfig.in", "later"),
    ],
    effects: ["reordered environments", "replaced environments.0.credentials"],
    issues: [
      "invalid-value environments.0.credentials.action.1.authSchemeConfig.in",
      "invalid-value environments.0.credentials.trigger.0.authSchemeConfig.in",
    ],
    unsupported: [],
  },
  "credentials in another order": {
    edits: [
      toFront,
      (draft) => draft.move("environments[0].credentials.action", 0, 1),
      set("environments[0].credentials.action[0].authSchemeConfig.in", "body"),
    ],
    effects: ["reordered environments", "replaced environments.0.credentials"],
    issues: ["invalid-value environments.0.credentials.action.0.authSchemeConfig.in"],
    unsupported: [],
  },
  "an entry that is added": {
    edits: [
      insert("environments[1].credentials.action", entry(209), 0),
      set("environments[1].credentials.action[2].authSchemeConfig.in", "body"),
    ],
    effects: ["replaced environments.1.credentials"],
    issues: ["invalid-value environments.1.credentials.action.2.authSchemeConfig.in"],
    unsupported: [],
  },
  "an entry that is removed": {
    edits: [
      (draft) => draft.remove("environments[1].credentials.action[0]"),
      set("environments[1].credentials.action[0].authSchemeConfig.in", "body"),
    ],
    effects: ["replaced environments.1.credentials"],
    issues: ["invalid-value environments.1.credentials.action.0.authSchemeConfig.in"],
    unsupported: [],
  },
  "names that are exchanged": {
    edits: [toFront, set("environments[0].name", production.name), set("environments[1].name", staging.name)],
    effects: ["reordered environments"],
    issues: ["unsupported-edit environments.0.name", "unsupported-edit environments.1.name"],
    unsupported: ["name-cycle environments.0.name", "name-cycle environments.1.name"],
  },
  "a new environment with credentials": {
    edits: [
      insert(
        "environments",
        created("New", { credentials: { action: [{ authSchemeConfig: { ...apiKey, in: "body" } }] } }),
        0,
      ),
    ],
    effects: ["created environments.0"],
    issues: [
      "missing-field environments.0.credentials.action.0.credential",
      "invalid-value environments.0.credentials.action.0.authSchemeConfig.in",
    ],
    unsupported: [],
  },
  "a list of variables with a name twice": {
    edits: [insert("environments", created("New", { variables: [variable("A", "1"), variable("A", "***")] }), 0)],
    effects: [],
    issues: [
      "empty-value environments.0.credentials",
      "duplicate-value environments.0.variables.1.name",
      "masked-value environments.0.variables.1.value",
    ],
    unsupported: [],
  },
  "variables with a name twice, as a list": {
    edits: [set("environmentVariables", [variable("A", "***"), variable("A", "***")])],
    effects: [],
    issues: [
      "overwritten-variables environmentVariables",
      "masked-value environmentVariables.0.value",
      "duplicate-value environmentVariables.1.name",
      "masked-value environmentVariables.1.value",
    ],
    unsupported: [],
  },
  "variables of an environment with a name twice, as a list": {
    edits: [set("environments[1].variables", [variable("A", "***"), variable("A", "***"), variable(" ", "1")])],
    effects: [],
    issues: [
      "masked-value environments.1.variables.0.value",
      "duplicate-value environments.1.variables.1.name",
      "masked-value environments.1.variables.1.value",
      "blank-name environments.1.variables.2.name",
    ],
    unsupported: [],
  },
  "variables with a name that is stored twice": {
    stored: { environmentVariables: [variable("A", "1"), variable("A", "2")] },
    edits: [set("environmentVariables[1].value", "***")],
    effects: [
      "replaced environmentVariables",
      "overwritten environmentVariables",
      "overwritten environmentVariables",
      "overwritten environmentVariables",
    ],
    issues: [
      "overwritten-variables environmentVariables",
      "overwritten-variables environmentVariables",
      "duplicate-value environmentVariables.1.name",
      "masked-value environmentVariables.1.value",
    ],
    unsupported: [],
  },
  "variables of which one has a name of another type": {
    edits: [set("environmentVariables", [variable("A", "***"), variable(5, "x")])],
    effects: [],
    issues: [
      "overwritten-variables environmentVariables",
      "masked-value environmentVariables.0.value",
      "invalid-type environmentVariables.1.name",
    ],
    unsupported: [],
  },
  "variables of which one has no name": {
    edits: [set("environmentVariables", [variable("A", "***"), { value: "x" }])],
    effects: [],
    issues: [
      "overwritten-variables environmentVariables",
      "masked-value environmentVariables.0.value",
      "missing-field environmentVariables.1.name",
    ],
    unsupported: [],
  },
  "a field and an auth scheme of the connection": {
    edits: [set("name", " Shop "), set("authSchemeConfigs[0]", { ...apiKey, in: "body" })],
    effects: [
      "replaced name",
      "replaced authSchemeConfigs",
      "stale-copy authSchemeConfigs",
      "stale-copy authSchemeConfigs",
      "stale-copy authSchemeConfigs",
    ],
    issues: [
      "surrounding-whitespace name",
      "stale-scheme-copy authSchemeConfigs",
      "stale-scheme-copy authSchemeConfigs",
      "stale-scheme-copy authSchemeConfigs",
      "invalid-value authSchemeConfigs.0.in",
    ],
    unsupported: [],
  },
};

const spell = (name, { path }) => `${name} ${path.join(".")}`;

for (const [name, { edits, stored, effects, issues, unsupported }] of Object.entries(CASES)) {
  test(`the paths of a plan point into the draft: ${name}`, () => {
    const draft = new ConnectionDraft({ ...STORED, ...stored });
    for (const edit of edits) edit(draft);
    const { plan } = draft;
    const found = {
      effects: draft.effects.map((effect) => spell(effect.kind, effect)),
      issues: plan.issues.map((issue) => spell(issue.code, issue)),
      unsupported: (plan.unsupported ?? []).map((edit) => spell(edit.reason, edit)),
    };
    assert.deepEqual(found, { effects, issues, unsupported });
  });
}

test("a plan of a draft has its issues and effects in copies, as the plan of changes has", () => {
  const draft = new ConnectionDraft(STORED);
  draft.set("environments[1].name", " Renamed ");
  const { issues, steps } = JSON.parse(JSON.stringify({ ...draft.plan }));
  assert.deepEqual(
    [issues, steps[0].effects].map((list) => list.map(({ path }) => path.join("."))),
    [["environments.1.name"], ["environments.1.name"]],
  );
});

const { variables: _, ...withoutVariables } = production;

/** Cases: an edit, the fields of its request that the platform refuses, and their fields in the draft. */
const REFUSED = {
  "of the connection": {
    edit: set("name", "Other"),
    fields: {
      "baseUrl.host": "baseUrl.host",
      "environments[1].name": "environments[1].name",
      "environmentVariables[9].value": "environmentVariables[9].value",
    },
  },
  "of environments in another order": {
    edit: toFront,
    fields: {
      environments: "environments",
      "environments[0]": "environments[0]",
      "environments[1].name": "environments[1].name",
      "environments[9].name": "environments",
    },
  },
  "of environments in another order, with a new one": {
    edit: (draft) => {
      toFront(draft);
      insert("environments", created("New"))(draft);
    },
    fields: { "environments[9].name": "environments" },
  },
  "of one environment with a new entry": {
    edit: (draft) => {
      set("environments[1].name", "Other")(draft);
      insert("environments[1].credentials.action", entry(209), 0)(draft);
    },
    fields: { "credentials.action[0].authSchemeConfig": "environments[1].credentials.action" },
  },
  "of one environment": {
    edit: set("environments[1].name", "Other"),
    fields: {
      "": "",
      "limits.rate.max": "environments[1].limits.rate.max",
      "credentials.action[0].authSchemeConfig": "environments[1].credentials.action",
      "credentials.action": "environments[1].credentials.action",
      credentials: "environments[1].credentials",
      "variables[9].value": "environments[1].variables",
    },
  },
  "of an environment that has no variables": {
    stored: { environments: [withoutVariables, staging] },
    edit: set("environments[0].name", "Other"),
    fields: { name: "environments[0].name", "variables[0].value": "environments[0].variables" },
  },
  "of a new environment": {
    edit: insert("environments", created("New"), 1),
    fields: { "environments[1].name": "environments[1].name", "environments[2].name": "environments[2].name" },
  },
};

for (const [name, { stored, edit, fields }] of Object.entries(REFUSED)) {
  test(`the paths of refused fields point into the draft: fields ${name}`, async () => {
    const current = { ...STORED, ...stored };
    const refused = Object.keys(fields).map((field) => ({ field, message: "is refused" }));
    const before = () => Response.json({ code: "invalid", message: "no", fields: refused }, { status: 400 });
    const { client } = platform(structuredClone(current), { before });
    const draft = new ConnectionDraft(current);
    edit(draft);
    const { error } = await draft.save(client);
    assert.deepEqual(
      error.issues.map(({ code, field }) => `${code} ${field}`),
      Object.values(fields).map((field) => `rejected ${field}`),
    );
  });
}
