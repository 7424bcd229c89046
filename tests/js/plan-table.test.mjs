// The contract's tables as cases: the requests that each edit of a connection needs, their bodies and their order, and the lists that
// environments keep.

import assert from "node:assert/strict";
import { test } from "node:test";
import { diff, merge, plan } from "connection-update";
import { ulid } from "./edits.mjs";
import { USAGES, withoutSecrets } from "./plan-model.mjs";

const list = (values) => Object.entries(values).map(([name, value]) => ({ name, value }));
const createdAt = "2026-01-01T00:00:00Z";
const times = { createdAt, updatedAt: createdAt };
const stored = (id) => ({ id: ulid(id), type: "string", name: "Key", data: { value: "REDACTED" }, ...times });
const entry = (id, authSchemeConfig) => ({ id: ulid(id), authSchemeConfig, credential: stored(id + 100) });

const apiKey = { schemeType: "api-key", name: "X-Key", in: "header" };
const hmac = { schemeType: "hmac", name: "X-Sign", in: "header", algorithm: "sha256", digestInputs: ["url", "body"] };
const applicationCredential = { ...stored(90), type: "oauth2-client", data: { clientSecret: "REDACTED" } };
const oauth = {
  schemeType: "oauth2",
  authorizeUrl: "https://id.example/authorize",
  tokenUrl: "https://id.example/token",
  scopes: [],
  flows: { authorizationCode: { applicationCredential } },
};
const sentOauth = { ...oauth, flows: { authorizationCode: { applicationCredential: { id: ulid(90) } } } };

const [PRODUCTION, STAGING, TEST] = [10, 11, 12].map(ulid);
const current = {
  id: ulid(1),
  organisationId: ulid(2),
  name: "Shop",
  protocol: "http",
  baseUrl: "https://shop.example",
  authSchemeConfigs: [apiKey, oauth],
  environmentVariables: list({ A: "1", B: "2" }),
  environments: [
    {
      id: PRODUCTION,
      name: "Production",
      credentials: { action: [entry(20, apiKey), entry(21, hmac)], trigger: [entry(22, oauth)] },
      variables: list({ B: "9", A: "1", OWN: "x" }),
      later: 1500,
      ...times,
    },
    {
      id: STAGING,
      name: "Staging",
      credentials: { action: [entry(23, { schemeType: "none" })] },
      variables: list({ A: "1", B: "2" }),
      ...times,
    },
    { id: TEST, name: "Test", credentials: {}, variables: [], ...times },
  ],
  versions: [],
  ...times,
};
const credentials = {
  Production: {
    action: [
      { id: ulid(20), authSchemeConfig: apiKey },
      { id: ulid(21), authSchemeConfig: hmac },
    ],
    trigger: [{ id: ulid(22), authSchemeConfig: sentOauth }],
  },
  Staging: { action: [{ id: ulid(23), authSchemeConfig: { schemeType: "none" } }] },
  Test: {},
};
const own = { id: current.id, organisationId: current.organisationId, protocol: "http" };

/** Returns an expected step of the connection: the required members, and those that are given. */
const ofConnection = (members = {}) => ({
  operation: "UpdateConnection",
  body: { ...own, name: "Shop", baseUrl: "https://shop.example", ...members },
});
/** Returns an expected step of a stored environment: the members that are always sent, and those that are given. */
const ofEnvironment = (name, members = {}) => {
  const { id } = current.environments.find((environment) => environment.name === name);
  const body = { id, name, credentials: credentials[name], ...members };
  return { operation: "UpdateEnvironment", environment: { id, name }, body };
};
const ofNew = (name) => ({ operation: "UpdateEnvironment", environment: { name } });
const reference = (id, name) => ({ id, name });
const [production, staging, testing] = current.environments.map(({ id, name }) => reference(id, name));
const added = (name, variables = []) => ({
  name,
  credentials: { action: [{ authSchemeConfig: apiKey, credential: { id: ulid(120) } }] },
  variables,
});

function okOf(result) {
  assert.ok(result.ok, JSON.stringify(result.issues));
  return result;
}

/** Plans an edit of `current`: a function that edits a copy. */
function planOf(edit, options, from = current) {
  // Not `structuredClone`, which would keep one object for the equal schemes of a connection and an environment.
  const next = JSON.parse(JSON.stringify(from));
  edit(next, next.environments);
  const { changes, unsupported } = okOf(diff(from, next));
  const planned = okOf(plan(from, changes, options));
  return { next, planned, unsupported: [...unsupported, ...planned.unsupported] };
}

/**
 * Returns a step without its effects and bytes. A body may repeat members of a stored environment that are unedited: they are left
 * out here, unless the environments are restated. Empty credentials may be sent or not.
 */
function summarize({ operation, environment, body }, isRestated = false) {
  if (body === undefined) return { operation, environment };
  const members = { ...body };
  if (members.environments && !isRestated) {
    members.environments = members.environments.map((sent) => (sent.id ? reference(sent.id, sent.name) : sent));
  }
  if (operation === "UpdateEnvironment") members.credentials ??= {};
  return { operation, ...(environment && { environment }), body: members };
}

/** Each edit, and the requests that it needs. */
const CARRIED = [
  ["nothing", () => {}, []],
  [
    "the name of the connection",
    (next) => {
      next.name = "Shop EU";
    },
    [ofConnection({ name: "Shop EU" })],
  ],
  [
    "the base URL",
    (next) => {
      next.baseUrl = "https://eu.example";
    },
    [ofConnection({ baseUrl: "https://eu.example" })],
  ],
  [
    "the auth schemes",
    (next) => {
      next.authSchemeConfigs = [hmac, apiKey];
    },
    [ofConnection({ authSchemeConfigs: [hmac, apiKey] })],
  ],
  [
    "no auth schemes",
    (next) => {
      next.authSchemeConfigs = [];
    },
    [ofConnection({ authSchemeConfigs: [] })],
  ],
  [
    "a shared variable",
    (next) => {
      next.environmentVariables[1].value = "3";
    },
    [ofConnection({ environmentVariables: list({ A: "1", B: "3" }) })],
  ],
  [
    "a new shared variable, and a removed one",
    (next) => {
      next.environmentVariables.splice(0, 1, { name: "C", value: "3" });
    },
    [ofConnection({ environmentVariables: list({ B: "2", C: "3" }) })],
    { isOrderOfVariablesFree: true },
  ],
  [
    "a removed environment",
    (_, environments) => environments.splice(1, 1),
    [ofConnection({ environments: [production, testing] })],
  ],
  ["no environments", (_, environments) => environments.splice(0), [ofConnection({ environments: [] })]],
  [
    "the order of environments",
    (_, environments) => environments.reverse(),
    [ofConnection({ environments: [testing, staging, production] })],
  ],
  [
    "a new environment at the end",
    (_, environments) => environments.push(added("New", list({ Z: "1" }))),
    [ofConnection({ environments: [production, staging, testing, added("New", list({ Z: "1" }))] })],
  ],
  [
    "new environments between stored ones, in another order",
    (_, environments) => {
      environments.reverse().splice(1, 0, added("New"));
      environments.unshift(added("First"));
    },
    [ofConnection({ environments: [added("First"), testing, added("New"), staging, production] })],
  ],
  [
    "the name of an environment",
    (_, [first]) => {
      first.name = "Live";
    },
    [ofEnvironment("Production", { name: "Live" })],
  ],
  [
    "a variable of an environment",
    (_, [first]) => {
      first.variables[0].value = "8";
    },
    [ofEnvironment("Production", { variables: list({ B: "8", A: "1", OWN: "x" }) })],
  ],
  [
    "variables of an environment, added and removed",
    (_, [first]) => {
      first.variables.splice(0, 1);
      first.variables.push({ name: "NEW", value: "" });
    },
    [ofEnvironment("Production", { variables: list({ A: "1", OWN: "x", NEW: "" }) })],
  ],
  [
    "no variables of an environment",
    (_, [first]) => {
      first.variables = [];
    },
    [ofEnvironment("Production", { variables: [] })],
  ],
  ["the order of the variables of an environment", (_, [first]) => first.variables.reverse(), []],
  [
    "the first variable of an environment",
    (_, [, , last]) => {
      last.variables = list({ A: "5" });
    },
    [ofEnvironment("Test", { variables: list({ A: "5" }) })],
  ],
  [
    "the order of credentials",
    (_, [first]) => first.credentials.action.reverse(),
    [
      ofEnvironment("Production", {
        credentials: { ...credentials.Production, action: credentials.Production.action.toReversed() },
      }),
    ],
  ],
  [
    "members of an auth scheme config",
    (_, [first]) => {
      Object.assign(first.credentials.action[1].authSchemeConfig, {
        algorithm: "sha512",
        digestInputs: ["body", "url"],
      });
    },
    [
      ofEnvironment("Production", {
        credentials: {
          ...credentials.Production,
          action: [
            credentials.Production.action[0],
            { id: ulid(21), authSchemeConfig: { ...hmac, algorithm: "sha512", digestInputs: ["body", "url"] } },
          ],
        },
      }),
    ],
  ],
  [
    "a member beside an application credential",
    (_, [first]) => {
      first.credentials.trigger[0].authSchemeConfig.tokenUrl = "https://id.example/2";
    },
    [
      ofEnvironment("Production", {
        credentials: {
          ...credentials.Production,
          trigger: [{ id: ulid(22), authSchemeConfig: { ...sentOauth, tokenUrl: "https://id.example/2" } }],
        },
      }),
    ],
  ],
  [
    "name, variables and credentials of one environment",
    (_, [first]) => {
      first.name = "Live";
      first.variables = [];
      first.credentials.action.reverse();
    },
    [
      ofEnvironment("Production", {
        name: "Live",
        variables: [],
        credentials: { ...credentials.Production, action: credentials.Production.action.toReversed() },
      }),
    ],
  ],
  [
    "everything at once",
    (next, environments) => {
      next.name = "Shop EU";
      environments[0].variables = [];
      environments.splice(1, 1);
    },
    [
      ofConnection({ name: "Shop EU", environments: [production, testing] }),
      ofEnvironment("Production", { variables: [] }),
    ],
  ],
];

for (const [name, edit, steps, { isOrderOfVariablesFree = false } = {}] of CARRIED) {
  test(`an edit has exactly the requests that it needs: ${name}`, () => {
    const { next, planned, unsupported } = planOf(edit);
    const actual = planned.steps.map((step) => summarize(step));
    if (isOrderOfVariablesFree) {
      for (const { body } of actual) body.environmentVariables.sort((one, other) => (one.name < other.name ? -1 : 1));
    }
    assert.deepEqual(actual, steps);
    assert.deepEqual(unsupported, []);
    const { environmentVariables, environments } = planned.connection;
    if (steps.length > 0 && environmentVariables.some(({ value }) => value === "3")) {
      for (const { variables } of environments) assert.deepEqual(variables, environmentVariables);
    } else if (name !== "the order of the variables of an environment") {
      assert.deepEqual(planned.connection, next);
    }
  });
}

/** Each edit that no request can make, with its reasons. */
const UNSUPPORTED = [
  [
    "a scheme type",
    ([first]) => Object.assign(first.credentials.action[0], { authSchemeConfig: hmac }),
    ["scheme-type"],
  ],
  ["an added entry", ([first]) => first.credentials.action.push(entry(30, apiKey)), ["entries"]],
  ["a removed entry", ([first]) => first.credentials.action.pop(), ["entries"]],
  ["all entries", ([first]) => first.credentials.action.splice(0), ["entries"]],
  ["a moved entry", ([first]) => first.credentials.trigger.push(first.credentials.action.pop()), ["entries"]],
  [
    "another credential",
    ([first]) => Object.assign(first.credentials.action[0].credential, { id: ulid(99) }),
    ["entries"],
  ],
  [
    "a credential's name",
    ([first]) => Object.assign(first.credentials.action[0].credential, { name: "K" }),
    ["credential"],
  ],
  [
    "a credential's type",
    ([first]) => Object.assign(first.credentials.action[0].credential, { type: "none" }),
    ["credential"],
  ],
  [
    "a credential's data",
    ([first]) => Object.assign(first.credentials.action[0].credential, { data: { value: "REDACTED2" } }),
    ["credential"],
  ],
  ["a time", ([first]) => Object.assign(first, { updatedAt: "2026-02-02T00:00:00Z" }), ["read-only"]],
  ["an unknown member", ([first]) => Object.assign(first, { later: 7 }), ["read-only"]],
  [
    "names in a circle of two",
    ([first, second]) => {
      [first.name, second.name] = [second.name, first.name];
    },
    ["name-cycle", "name-cycle"],
  ],
  [
    "names in a circle of three",
    ([first, second, third]) => {
      [first.name, second.name, third.name] = [third.name, first.name, second.name];
    },
    ["name-cycle", "name-cycle", "name-cycle"],
  ],
];

for (const [name, edit, reasons] of UNSUPPORTED) {
  test(`an edit that no request can make is reported, and the rest is sent: ${name}`, () => {
    const alone = planOf((_, environments) => edit(environments));
    assert.deepEqual(alone.planned.steps, []);
    assert.deepEqual(alone.planned.connection, current);
    const both = planOf((next, environments) => {
      edit(environments);
      next.name = "Shop EU";
      environments[0].variables = [];
    });
    const steps = [ofConnection({ name: "Shop EU" }), ofEnvironment("Production", { variables: [] })];
    assert.deepEqual(
      both.planned.steps.map((step) => summarize(step)),
      steps,
      name,
    );
    for (const { unsupported } of [alone, both]) {
      // An entry that moves can be reported at each usage.
      const found = new Map(unsupported.map((edit) => [`${edit.environment.id} ${edit.reason}`, edit]));
      assert.deepEqual(
        [...found.values()].map(({ reason }) => reason),
        reasons,
        name,
      );
      for (const { environment, reason, operation, message, path } of found.values()) {
        const stored = current.environments.find(({ id }) => id === environment.id);
        assert.equal(environment.name, stored.name);
        assert.equal(operation, reason === "credential" ? "UpdateCredential" : undefined);
        assert.ok(message.length > 0 && !message.includes("REDACTED"));
        assert.equal(path[0], "environments");
      }
    }
  });
}

test("versions and times of the connection are reported as read-only", () => {
  for (const member of [{ versions: [{ id: ulid(70), name: "1.0.0" }] }, { updatedAt: "2026-02-02T00:00:00Z" }]) {
    const { planned, unsupported } = planOf((next) => Object.assign(next, member));
    assert.deepEqual(planned.steps, []);
    assert.deepEqual(
      unsupported.map(({ reason, path }) => [reason, path[0]]),
      [["read-only", Object.keys(member)[0]]],
    );
  }
});

const updateOf = (id, edits) => ({ environments: { update: { [id]: edits } } });
test("changes that are written by hand report what no request can make, at its path", () => {
  const path = (usage) => ["environments", "update", PRODUCTION, "credentials", usage];
  for (const [usage, entries, reason] of [
    ["action", [{ id: ulid(20) }], "entries"],
    ["action", [{ id: ulid(20) }, { id: ulid(21) }, { id: ulid(30) }], "entries"],
    ["trigger", [], "entries"],
    ["trigger", [{ id: ulid(22), authSchemeConfig: apiKey }], "scheme-type"],
  ]) {
    const { steps, unsupported } = okOf(plan(current, updateOf(PRODUCTION, { credentials: { [usage]: entries } })));
    assert.deepEqual(steps, []);
    assert.deepEqual(
      unsupported.map((edit) => edit.reason),
      [reason],
    );
    assert.deepEqual(unsupported[0].path.slice(0, 5), path(usage));
  }
});

test("changes that are written by hand lead to the same requests", () => {
  const variables = list({ B: "9", A: "2", OWN: "x" });
  for (const [edits, steps] of [
    [{ name: "Live" }, [ofEnvironment("Production", { name: "Live" })]],
    [{ variables: { set: { A: "2" } } }, [ofEnvironment("Production", { variables })]],
    [{ variables }, [ofEnvironment("Production", { variables })]],
    [{ variables: { remove: ["B", "OWN"] } }, [ofEnvironment("Production", { variables: list({ A: "1" }) })]],
    [
      { credentials: { action: [{ id: ulid(21) }, { id: ulid(20), authSchemeConfig: { ...apiKey, in: "query" } }] } },
      [
        ofEnvironment("Production", {
          credentials: {
            ...credentials.Production,
            action: [credentials.Production.action[1], { id: ulid(20), authSchemeConfig: { ...apiKey, in: "query" } }],
          },
        }),
      ],
    ],
    // Edits that change nothing need no request.
    [{}, []],
    [{ name: "Production" }, []],
    [{ variables: { set: { A: "1" }, remove: [] } }, []],
    [{ variables: list({ A: "1", B: "9", OWN: "x" }) }, []],
    [{ credentials: { action: [{ id: ulid(20) }, { id: ulid(21), authSchemeConfig: hmac }] } }, []],
  ]) {
    const planned = okOf(plan(current, updateOf(PRODUCTION, edits)));
    assert.deepEqual(
      planned.steps.map((step) => summarize(step)),
      steps,
      JSON.stringify(edits),
    );
  }
});

test("an application credential keeps what its body leaves out", () => {
  const { planned } = planOf((_, [first]) => {
    first.credentials.trigger[0].authSchemeConfig.tokenUrl = "https://id.example/2";
  });
  const [{ authSchemeConfig }] = planned.connection.environments[0].credentials.trigger;
  assert.deepEqual(authSchemeConfig, { ...oauth, tokenUrl: "https://id.example/2" });
});

const rename = (environment, name) => Object.assign(environment, { name });
const shared = list({ A: "5", B: "2" });
const share = (next) => {
  next.environmentVariables = shared;
};
/** Edits that need several requests, with their order. */
const ORDERS = [
  [
    "a name that a new environment needs is free before",
    (_, environments) => {
      rename(environments[1], "Old");
      environments.push(added("Staging"));
    },
    [
      ofEnvironment("Staging", { name: "Old" }),
      ofConnection({ environments: [production, reference(STAGING, "Old"), testing, added("Staging")] }),
    ],
  ],
  [
    "a name that another environment needs is free before",
    (_, [first, second]) => {
      rename(second, "Live");
      rename(first, "Staging");
    },
    [ofEnvironment("Staging", { name: "Live" }), ofEnvironment("Production", { name: "Staging" })],
  ],
  [
    "a chain of names, around the connection",
    (next, [first, second, third]) => {
      rename(third, "Free");
      rename(second, "Test");
      rename(first, "Staging");
      next.name = "Shop EU";
    },
    [
      ofEnvironment("Test", { name: "Free" }),
      ofEnvironment("Staging", { name: "Test" }),
      ofConnection({ name: "Shop EU" }),
      ofEnvironment("Production", { name: "Staging" }),
    ],
  ],
  [
    "an environment is renamed before, and its variables are set after",
    (next, environments) => {
      share(next);
      rename(environments[1], "Old");
      environments[1].variables = list({ A: "0" });
      environments.push(added("Staging", shared));
    },
    [
      ofEnvironment("Staging", { name: "Old" }),
      ofConnection({
        environmentVariables: shared,
        environments: [production, reference(STAGING, "Old"), testing, added("Staging", shared)],
      }),
      { ...ofEnvironment("Staging", { name: "Old", variables: list({ A: "0" }) }) },
    ],
  ],
  [
    "the name of a removed environment is free after",
    (_, environments) => {
      environments.pop();
      rename(environments[1], "Test");
    },
    [ofConnection({ environments: [production, staging] }), ofEnvironment("Staging", { name: "Test" })],
  ],
  [
    "a chain that ends at a removed environment is free after, from its end",
    (_, environments) => {
      environments.pop();
      rename(environments[1], "Test");
      rename(environments[0], "Staging");
    },
    [
      ofConnection({ environments: [production, staging] }),
      ofEnvironment("Staging", { name: "Test" }),
      ofEnvironment("Production", { name: "Staging" }),
    ],
  ],
  [
    "such a chain is also in order if the later environment has other edits",
    (_, environments) => {
      environments.pop();
      rename(environments[1], "Test");
      rename(environments[0], "Staging");
      environments[0].variables = [];
    },
    [
      ofConnection({ environments: [production, staging] }),
      ofEnvironment("Staging", { name: "Test" }),
      ofEnvironment("Production", { name: "Staging", variables: [] }),
    ],
  ],
  [
    "variables and credentials come before other names",
    (_, [first, second, third]) => {
      rename(first, "Live");
      second.variables = [];
      third.variables = list({ A: "5" });
    },
    [
      ofEnvironment("Staging", { variables: [] }),
      ofEnvironment("Test", { variables: list({ A: "5" }) }),
      ofEnvironment("Production", { name: "Live" }),
    ],
  ],
  [
    "a name and variables are one request",
    (next, [, second]) => {
      share(next);
      rename(second, "Stage");
      second.variables = [];
    },
    [ofConnection({ environmentVariables: shared }), ofEnvironment("Staging", { name: "Stage", variables: [] })],
  ],
  [
    "variables are the stored ones with the edits, after the shared list",
    (next, [first]) => {
      share(next);
      first.variables[2].value = "y";
    },
    [
      ofConnection({ environmentVariables: shared }),
      ofEnvironment("Production", { variables: list({ B: "9", A: "1", OWN: "y" }) }),
    ],
  ],
  [
    "variables that are as in the new shared list need no request",
    (next, [first]) => {
      share(next);
      first.variables = shared;
    },
    [ofConnection({ environmentVariables: shared })],
  ],
  [
    "a new environment with other variables than the shared list gets them after",
    (next, environments) => {
      share(next);
      environments.push(added("New", list({ A: "0" })));
    },
    [
      ofConnection({
        environmentVariables: shared,
        environments: [production, staging, testing, added("New", list({ A: "0" }))],
      }),
      ofNew("New"),
    ],
  ],
  [
    "a new environment with the variables of the shared list is complete",
    (next, environments) => {
      share(next);
      environments.push(added("New", shared.toReversed()));
    },
    [
      ofConnection({
        environmentVariables: shared,
        environments: [production, staging, testing, added("New", shared.toReversed())],
      }),
    ],
  ],
  [
    "an environment in a circle of names gets its other edits",
    (_, [first, second]) => {
      [first.name, second.name] = [second.name, first.name];
      first.variables = [];
    },
    [ofEnvironment("Production", { variables: [] })],
  ],
];

for (const [name, edit, steps] of ORDERS) {
  test(`several requests are in order: ${name}`, () => {
    const { planned } = planOf(edit);
    assert.deepEqual(
      planned.steps.map((step) => summarize(step)),
      steps,
      name,
    );
  });
}

test("the connection of a plan has new environments without ids, and their own variables", () => {
  const { planned } = planOf((next, environments) => {
    share(next);
    environments.unshift(added("New", list({ A: "0" })));
  });
  const [created, ...others] = planned.connection.environments;
  assert.deepEqual(created, added("New", list({ A: "0" })));
  for (const { variables } of others) assert.deepEqual(variables, shared);
});

test("an overwritten list has a destructive effect for its own values alone", () => {
  const { planned } = planOf((next) => {
    next.environmentVariables = list({ A: "5", B: "5" });
  });
  const overwritten = planned.effects.filter(({ kind, destructive }) => kind === "overwritten" && destructive);
  assert.deepEqual(
    overwritten.map(({ environment, names }) => [environment.name, [...names].sort()]),
    [["Production", ["B", "OWN"]]],
  );
  const kept = planOf(share, { ownValues: "keep" }).planned.effects;
  assert.deepEqual(
    kept.filter(({ environment, destructive }) => environment && destructive),
    [],
  );
});

const restated = current.environments.map(({ id, name }) => ({ id, name, credentials: credentials[name] }));
/** Returns a body without secrets: the contract asks only Update Environment to leave them out. */
function redact({ operation, body }) {
  const environments = body.environments?.map(({ credentials, ...environment }) => ({
    ...environment,
    credentials: Object.fromEntries(
      USAGES.filter((usage) => credentials[usage]).map((usage) => [
        usage,
        credentials[usage].map((one) => ({ ...one, authSchemeConfig: withoutSecrets(one.authSchemeConfig) })),
      ]),
    ),
  }));
  const schemes = body.authSchemeConfigs?.map(withoutSecrets);
  return {
    operation,
    body: { ...body, ...(environments && { environments }), ...(schemes && { authSchemeConfigs: schemes }) },
  };
}

test("restate repeats the stored lists, but never the shared variables", () => {
  const edit = (next) => {
    next.name = "Shop EU";
  };
  const schemes = [apiKey, sentOauth];
  const restate = true;
  const { planned } = planOf(edit, { restate });
  const step = (members) => [ofConnection({ name: "Shop EU", ...members })];
  assert.deepEqual(planned.steps.map(redact), step({ authSchemeConfigs: schemes, environments: restated }));
  assert.ok(planned.effects.length > planOf(edit).planned.effects.length, "an effect names the risk");
  // A list that is absent stays absent.
  const { authSchemeConfigs: _, ...without } = current;
  assert.deepEqual(planOf(edit, { restate }, without).planned.steps.map(redact), step({ environments: restated }));
  // An edited list is sent as it is edited.
  const edited = planOf((_, environments) => environments.splice(1, 1), { restate }).planned.steps;
  const names = edited.map(({ body }) => body.environments.map(({ name }) => name));
  assert.deepEqual([names, edited.map(redact)[0].body.authSchemeConfigs], [[["Production", "Test"]], schemes]);
  // Requests of environments alone, and no edits, restate nothing.
  const ofVariables = planOf((_, [first]) => Object.assign(first, { variables: [] }), { restate }).planned.steps;
  assert.deepEqual(
    ofVariables.map((step) => summarize(step)),
    [ofEnvironment("Production", { variables: [] })],
  );
  assert.deepEqual(planOf(() => {}, { restate }).planned.steps, []);
});

test("restate uses the names that environments have at that point", () => {
  const { planned } = planOf(
    (next, [first, second]) => {
      next.name = "Shop EU";
      rename(second, "Live");
      rename(first, "Staging");
    },
    { restate: true },
  );
  const [, { body }] = planned.steps;
  assert.deepEqual(
    body.environments.map(({ name }) => name),
    ["Production", "Live", "Test"],
  );
});

/** The list that an environment gets from its own list, the old shared list and the new one; `undefined` if that is the new one. */
const KEPT = [
  ["as in the old shared list: follows", { A: "1" }, { A: "1" }, { A: "2" }, undefined],
  ["as in the old shared list: removed", { A: "1", X: "0" }, { A: "1", B: "1" }, { B: "1" }, { X: "0" }],
  ["other than in the old shared list: stays", { A: "9" }, { A: "1" }, { A: "2" }, { A: "9" }],
  ["other than in the old shared list, and removed there: stays", { A: "9" }, { A: "1" }, {}, { A: "9" }],
  ["other than in the old shared list, as in the new one: stays", { A: "2" }, { A: "1" }, { A: "2" }, undefined],
  ["only here: stays", { X: "0" }, {}, { A: "1" }, { X: "0", A: "1" }],
  ["only here, and new in the shared list: stays", { A: "9" }, {}, { A: "1" }, { A: "9" }],
  ["absent here, in the old shared list: stays absent", {}, { A: "1" }, { A: "2" }, {}],
  ["absent here, new in the shared list: added", { X: "0" }, { A: "1" }, { A: "1", B: "1" }, { X: "0", B: "1" }],
  [
    "own order first, additions after",
    { Z: "9", A: "1" },
    { A: "1" },
    { C: "1", A: "2", B: "1" },
    { Z: "9", A: "2", C: "1", B: "1" },
  ],
  ["no own list", {}, {}, { A: "1" }, undefined],
];

/** Returns a connection of one environment with these lists. */
const withLists = (own, before) => ({
  ...current,
  environmentVariables: list(before),
  environments: [{ ...current.environments[1], variables: list(own) }],
});

for (const [name, own, before, after, kept] of KEPT) {
  test(`own values are kept: ${name}`, () => {
    const from = withLists(own, before);
    const edit = (next) => {
      next.environmentVariables = list(after);
    };
    const { planned } = planOf(edit, { ownValues: "keep" }, from);
    const [first, ...rest] = planned.steps.map((step) => summarize(step));
    assert.equal(first.operation, "UpdateConnection");
    assert.deepEqual(rest, kept ? [ofEnvironment("Staging", { variables: list(kept) })] : []);
    const [{ variables }] = planned.connection.environments;
    assert.deepEqual(variables, kept ? list(kept) : planned.connection.environmentVariables);
    assert.deepEqual(planOf(edit, {}, from).planned.steps.length, 1, "by default, own values are overwritten");
  });
}

test("edits of an environment's own variables come last and win", () => {
  const from = withLists({ A: "1", B: "9", C: "1" }, { A: "1", C: "1" });
  for (const [name, edits, kept] of [
    ["another name", { set: { B: "8" } }, { A: "2", B: "8", C: "2", D: "2" }],
    ["an inherited name", { set: { A: "7" } }, { A: "7", B: "9", C: "2", D: "2" }],
    ["a new name", { set: { E: "7" } }, { A: "2", B: "9", C: "2", D: "2", E: "7" }],
    ["a removed name", { remove: ["C"] }, { A: "2", B: "9", D: "2" }],
  ]) {
    const changes = {
      ...updateOf(STAGING, { variables: edits }),
      environmentVariables: { set: { A: "2", C: "2", D: "2" } },
    };
    const { steps } = okOf(plan(from, changes, { ownValues: "keep" }));
    assert.deepEqual(summarize(steps[1]), ofEnvironment("Staging", { variables: list(kept) }), name);
  }
});

test("own values are kept without a request if the shared list is not sent", () => {
  const { planned } = planOf(
    (next) => {
      next.name = "Shop EU";
    },
    { ownValues: "keep" },
  );
  assert.deepEqual(
    planned.steps.map((step) => summarize(step)),
    [ofConnection({ name: "Shop EU" })],
  );
});

test("merge refuses edits of environments, and names the operation for them", () => {
  const { ok, issues } = merge(current, updateOf(PRODUCTION, { name: "Live" }));
  assert.equal(ok, false);
  const [error] = issues.filter(({ severity }) => severity === "error");
  assert.ok(`${error.message} ${JSON.stringify(error.params)}`.includes("UpdateEnvironment"), JSON.stringify(issues));
});

test("changes of an environment that is not there are an error", () => {
  const { ok, issues } = plan(current, updateOf(ulid(77), { name: "Live" }));
  assert.equal(ok, false);
  assert.deepEqual(issues[0].path.slice(0, 3), ["environments", "update", ulid(77)]);
});

test("a plan does not change its inputs", () => {
  const changes = {
    environmentVariables: { set: { A: "5" } },
    ...updateOf(PRODUCTION, { variables: { remove: ["B"] } }),
  };
  const before = JSON.stringify([current, changes]);
  okOf(plan(current, changes, { ownValues: "keep", restate: true }));
  assert.equal(JSON.stringify([current, changes]), before);
});
