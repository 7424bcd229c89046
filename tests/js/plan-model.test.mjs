// Tests the model of the platform's two writes against plans that were written by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "./fixtures.mjs";
import { createIds } from "./plan-arbitraries.mjs";
import { findNameConflicts } from "./plan-expected.mjs";
import { applyConnectionUpdate, applyEnvironmentUpdate, applyPlan } from "./plan-model.mjs";

const { current } = await fixture("verbs");
const [production, staging, testing] = current.environments;
const own = ({ id, organisationId, name, protocol, baseUrl }) => ({ id, organisationId, name, protocol, baseUrl });
const body = { ...own(current) };
const reference = ({ id, name }) => ({ id, name });
const entries = ({ credentials }) => ({
  action: credentials.action.map(({ id, authSchemeConfig }) => ({ id, authSchemeConfig })),
});
const update = (environment, members = {}) => ({
  ...reference(environment),
  credentials: entries(environment),
  ...members,
});
const others = current.environments.slice(1).map(reference);
const list = (values) => Object.entries(values).map(([name, value]) => ({ name, value }));

for (const [reason, members] of [
  [/immutable/, { id: production.id }],
  [/immutable/, { protocol: "bigquery" }],
  [/blank/, { name: " " }],
  [/baseUrl/, { baseUrl: undefined }],
  [/not a list/, { environments: null }],
  [/not a list/, { environmentVariables: {} }],
  [/no type/, { authSchemeConfigs: [{}] }],
  [/no environment/, { environments: [{ id: current.id, name: "Other" }] }],
  [/another name/, { environments: [{ ...reference(production), name: "Live" }, ...others] }],
  [/other variables/, { environments: [{ ...reference(production), variables: [] }, ...others] }],
  [/other credentials/, { environments: [{ ...reference(production), credentials: { action: [] } }, ...others] }],
  [/names of environments/, { environments: [...current.environments.map(reference), { name: "Test" }] }],
  [/ids of environments/, { environments: [reference(production), reference(production)] }],
  [
    /no credential/,
    { environments: [{ name: "New", credentials: { action: [{ authSchemeConfig: current.authSchemeConfigs[0] }] } }] },
  ],
  [/names of variables/, { environmentVariables: [...list({ A: "1" }), ...list({ A: "2" })] }],
]) {
  test(`a connection's body is refused: ${reason} ${JSON.stringify(members).slice(0, 60)}`, () => {
    const { refused } = applyConnectionUpdate(current, { ...body, ...members }, createIds());
    assert.match(refused ?? "", reason);
  });
}

const otherType = { action: [{ ...entries(staging).action[0], authSchemeConfig: { schemeType: "basic-auth" } }] };
for (const [reason, id, sent] of [
  [/no environment/, current.id, update(staging)],
  [/ids of path/, production.id, update(staging)],
  [/blank/, staging.id, update(staging, { name: "" })],
  [/names of environments/, staging.id, update(staging, { name: "Production" })],
  [/not a list/, staging.id, update(staging, { variables: null })],
  [/gets or loses/, staging.id, update(staging, { credentials: { action: [] } })],
  [/gets or loses/, staging.id, update(staging, { credentials: { trigger: entries(staging).action } })],
  [/another type/, staging.id, update(staging, { credentials: otherType })],
]) {
  test(`an environment's body is refused: ${reason} ${JSON.stringify(sent).slice(60, 120)}`, () => {
    const { refused } = applyEnvironmentUpdate(current, id, sent);
    assert.match(refused ?? "", reason);
  });
}

test("a shared list overwrites the variables of every environment, and of a new one", () => {
  const variables = list({ A: "7" });
  const added = { name: "New", credentials: {}, variables: list({ B: "8" }) };
  const environments = [...current.environments.map(reference), added];
  const { connection } = applyConnectionUpdate(
    current,
    { ...body, environments, environmentVariables: variables },
    createIds(),
  );
  assert.equal(connection.environments.length, 4);
  for (const environment of connection.environments) assert.deepEqual(environment.variables, variables);
  assert.deepEqual(connection.environments[0], { ...production, variables });
});

test("a list that a body lacks stays, or is unset by a platform that unsets it", () => {
  assert.deepEqual(applyConnectionUpdate(current, body, createIds()).connection, current);
  const { connection } = applyConnectionUpdate(current, body, createIds(), { unsetsMissing: true });
  const empty = { environments: [], authSchemeConfigs: [], environmentVariables: [] };
  assert.deepEqual(connection, { ...current, ...empty });
  const sent = { ...reference(staging), variables: [] };
  const [kept, unset] = [{}, { unsetsMissing: true }].map(
    (options) => applyEnvironmentUpdate(current, staging.id, sent, options).connection.environments[1],
  );
  assert.deepEqual(kept, { ...staging, variables: [] });
  assert.deepEqual(unset, { ...staging, variables: [], credentials: { action: [] } });
});

test("an application credential that is sent as its id keeps the rest", () => {
  const scheme = (rest) => ({
    schemeType: "oauth2",
    tokenUrl: "https://id.example/1",
    flows: { authorizationCode: { applicationCredential: { id: "app", ...rest } } },
  });
  const entry = { ...staging.credentials.action[0], authSchemeConfig: scheme({ name: "App" }) };
  const environments = [production, { ...staging, credentials: { action: [entry] } }, testing];
  const sent = { ...scheme(), tokenUrl: "https://id.example/2" };
  const credentials = { action: [{ id: entry.id, authSchemeConfig: sent }] };
  const { connection } = applyEnvironmentUpdate(
    { ...current, environments },
    staging.id,
    update(staging, { credentials }),
  );
  const expected = { ...scheme({ name: "App" }), tokenUrl: "https://id.example/2" };
  assert.deepEqual(connection.environments[1].credentials.action, [{ ...entry, authSchemeConfig: expected }]);
});

test("a plan is applied step by step, also to an environment that it creates", () => {
  const shared = list({ A: "7" });
  const added = { name: "Staging", credentials: {}, variables: list({ B: "8" }) };
  const steps = [
    { operation: "UpdateEnvironment", environment: reference(staging), body: update(staging, { name: "Old staging" }) },
    {
      operation: "UpdateConnection",
      body: {
        ...body,
        environments: [added, reference(production), { ...reference(staging), name: "Old staging" }],
        environmentVariables: shared,
      },
    },
    { operation: "UpdateEnvironment", environment: { name: "Staging" } },
  ];
  const states = applyPlan(current, { steps, connection: { environments: [added] } }, createIds());
  const names = states.map(({ environments }) => environments.map(({ name }) => name).join());
  assert.deepEqual(names, [
    "Production,Staging,Test",
    "Production,Old staging,Test",
    "Staging,Production,Old staging",
    "Staging,Production,Old staging",
  ]);
  const variables = states.at(-1).environments.map((environment) => environment.variables);
  assert.deepEqual(variables, [added.variables, shared, shared]);
  const [first, second, third] = steps;
  assert.throws(
    () => applyPlan(current, { steps: [second, first, third], connection: current }, createIds()),
    /refused/,
  );
});

test("renames in a circle are found, and renames that no single update of the connection allows", () => {
  const next = (...names) => ({
    environments: names.map((name, at) => ({
      ...(current.environments[at] && { id: current.environments[at].id }),
      name,
    })),
  });
  const circular = (edited) => [...findNameConflicts(current, edited).circular];
  assert.deepEqual(circular(next("Staging", "Test", "Free")), []);
  assert.deepEqual(circular(next("Staging", "Production", "Test")), [production.id, staging.id]);
  assert.deepEqual(
    circular(next("Staging", "Test", "Production")),
    current.environments.map(({ id }) => id),
  );
  const blocked = { environments: [{ id: staging.id, name: "Production" }, { name: "Staging" }] };
  assert.equal(findNameConflicts(current, blocked).isBlocked, true);
  assert.equal(findNameConflicts(current, { environments: blocked.environments.slice(0, 1) }).isBlocked, false);
});
