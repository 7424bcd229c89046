// Checks the operation Update Environment of the local platform.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { API, createPlatform, LOGIN, ORGANISATION_ID } from "../../www/platform/server.js";
import { updateEnvironment } from "../../www/platform/update-environment.js";

const MIB = 1024 * 1024;
const JSON_TYPE = { "content-type": "application/json" };
const EARLIER = "2026-06-01T09:30:00.000Z";
const NOW = "2026-07-01T00:00:00.000Z";
const ELSEWHERE = "01J9ZK8Q4T7W3X5Y6Z8A9B0C99";

const API_KEY = { schemeType: "api-key", name: "X-Key", in: "header" };
const HMAC = { schemeType: "hmac", name: "X-Sign", in: "header", algorithm: "sha256", digestInputs: ["body"] };
const APPLICATION = { id: "application", name: "App", data: { clientId: "c", clientSecret: "********" } };
const oauth2 = (applicationCredential, scopes = []) => ({
  schemeType: "oauth2",
  authorizeUrl: "https://id.example/a",
  tokenUrl: "https://id.example/t",
  scopes,
  flows: { authorizationCode: { applicationCredential } },
});
const entry = (id, authSchemeConfig) => ({
  id,
  authSchemeConfig,
  credential: { id: `${id}-credential`, type: "string", name: id, data: {}, createdAt: EARLIER, updatedAt: EARLIER },
});
const variables = (values) => Object.entries(values).map(([name, value]) => ({ name, value }));
const environment = (id, name, credentials, values) => ({
  id,
  name,
  credentials,
  variables: variables(values),
  createdAt: EARLIER,
  updatedAt: EARLIER,
});

/** Returns the stored connection of the tables. */
const stored = () => ({
  id: "connection",
  organisationId: ORGANISATION_ID,
  name: "Orders",
  protocol: "http",
  baseUrl: "https://orders.example",
  authSchemeConfigs: [API_KEY],
  environmentVariables: variables({ REGION: "eu" }),
  environments: [
    environment(
      "production",
      "Production",
      { action: [entry("key", API_KEY), entry("login", oauth2(APPLICATION))], trigger: [entry("sign", HMAC)] },
      { REGION: "eu", LEVEL: "warn" },
    ),
    environment("staging", "Staging", { action: [entry("other", API_KEY)] }, { REGION: "us" }),
  ],
  createdAt: EARLIER,
  updatedAt: EARLIER,
});

/** Returns the result for `production`, with a body that has the given members. */
const edit = (members) => {
  const current = stored();
  const result = updateEnvironment(current, "production", { id: "production", name: "Production", ...members }, NOW);
  assert.deepEqual(current, stored(), "the stored connection changed");
  return result;
};

test("an accepted body changes the members that it contains, and nothing else", () => {
  const [production] = stored().environments;
  const { action, trigger } = production.credentials;
  const [key, login] = action;
  const moved = { ...API_KEY, in: "query" };
  const reduce = ({ id, authSchemeConfig }) => ({ id, authSchemeConfig });
  const cases = {
    "nothing else": [{}, {}],
    "a name": [{ name: "Live" }, { name: "Live" }],
    "a name with outer white space": [{ name: " Live " }, { name: " Live " }],
    variables: [{ variables: variables({ A: "" }) }, { variables: variables({ A: "" }) }],
    "no variables": [{ variables: [] }, { variables: [] }],
    "no credentials": [{ credentials: {} }, {}],
    "all credentials": [{ credentials: { action: action.map(reduce), trigger: trigger.map(reduce) } }, {}],
    "another order": [
      { credentials: { action: [reduce(login), reduce(key)] } },
      { credentials: { action: [login, key], trigger } },
    ],
    "another member of a scheme": [
      { credentials: { action: [{ id: "key", authSchemeConfig: moved }, reduce(login)] } },
      { credentials: { action: [{ ...key, authSchemeConfig: moved }, login], trigger } },
    ],
    "an entry without its scheme": [{ credentials: { action: [{ id: "key" }, { id: "login" }] } }, {}],
    "fewer entries": [
      { credentials: { action: [{ id: "login" }], trigger: [] } },
      { credentials: { action: [login, key], trigger } },
    ],
    "an application credential as its id": [
      { credentials: { action: [{ id: "login", authSchemeConfig: oauth2({ id: "application" }, [{ name: "r" }]) }] } },
      {
        credentials: {
          action: [{ ...login, authSchemeConfig: oauth2(APPLICATION, [{ name: "r" }]) }, key],
          trigger,
        },
      },
    ],
    "an application credential with redacted data": [
      {
        credentials: {
          action: [{ id: "key" }, { id: "login", authSchemeConfig: oauth2({ ...APPLICATION, data: {} }) }],
        },
      },
      {},
    ],
    "another application credential": [
      { credentials: { action: [{ id: "key" }, { id: "login", authSchemeConfig: oauth2({ id: "another" }) }] } },
      { credentials: { action: [key, { ...login, authSchemeConfig: oauth2({ id: "another" }) }], trigger } },
    ],
    "read-only and unknown members": [
      { createdAt: NOW, updatedAt: "x", other: 1, credentials: { action: [{ id: "key", credential: { id: "x" } }] } },
      {},
    ],
  };
  for (const [name, [members, expected]] of Object.entries(cases)) {
    const result = edit(members);
    const changed = { ...production, ...expected, updatedAt: NOW };
    assert.deepEqual(result.environment, changed, name);
    const [, staging] = stored().environments;
    assert.deepEqual(result.connection, { ...stored(), environments: [changed, staging], updatedAt: NOW }, name);
  }
});

test("a refused body reports each field", () => {
  const cases = {
    "another id": [{ id: "staging" }, ["id"]],
    "no id": [{ id: undefined }, ["id"]],
    "no name": [{ name: undefined }, ["name"]],
    "a name that is not a string": [{ name: 1 }, ["name"]],
    "a blank name": [{ name: " \u200b" }, ["name"]],
    "the name of another environment": [{ name: "Staging" }, ["name"]],
    "variables that are null": [{ variables: null }, ["variables"]],
    "invalid variables": [
      { variables: [{ name: "A" }, { name: "B", value: 1 }, 1, { name: " ", value: "" }, { name: "B", value: "" }] },
      ["variables[0].value", "variables[1].value", "variables[2]", "variables[3].name", "variables[4].name"],
    ],
    "credentials that are a list": [{ credentials: [] }, ["credentials"]],
    "credentials that are null": [{ credentials: null }, ["credentials"]],
    "a usage that is null": [{ credentials: { action: null } }, ["credentials.action"]],
    "entries without an id": [
      { credentials: { action: [{}, { id: 1 }, 1, { id: { toString: 1 } }] } },
      ["credentials.action[0].id", "credentials.action[1].id", "credentials.action[2]", "credentials.action[3].id"],
    ],
    "an entry of another usage": [{ credentials: { trigger: [{ id: "key" }] } }, ["credentials.trigger[0].id"]],
    "an entry of another environment": [{ credentials: { action: [{ id: "other" }] } }, ["credentials.action[0].id"]],
    "a repeated entry": [{ credentials: { action: [{ id: "key" }, { id: "key" }] } }, ["credentials.action[1].id"]],
    "another type of a scheme": [
      { credentials: { action: [{ id: "key" }, { id: "login", authSchemeConfig: { schemeType: "none" } }] } },
      ["credentials.action[1].authSchemeConfig.schemeType"],
    ],
    "a scheme without a type": [
      {
        credentials: {
          action: [
            { id: "key", authSchemeConfig: {} },
            { id: "login", authSchemeConfig: 1 },
          ],
        },
      },
      ["credentials.action[0].authSchemeConfig.schemeType", "credentials.action[1].authSchemeConfig"],
    ],
    "several fields": [
      { name: "", variables: 1, credentials: { action: 1, trigger: [1] } },
      ["name", "variables", "credentials.action", "credentials.trigger[0]"],
    ],
  };
  for (const [name, [members, fields]] of Object.entries(cases)) {
    const { refused } = edit(members);
    assert.deepEqual(
      refused?.map(({ field }) => field),
      fields,
      name,
    );
  }
  for (const body of [null, [], 1, "text"]) {
    assert.deepEqual(updateEnvironment(stored(), "production", body, NOW).refused, [
      { field: "", message: "must be an object" },
    ]);
  }
});

test("an environment that the connection does not have is not updated", () => {
  assert.equal(updateEnvironment(stored(), ELSEWHERE, { id: ELSEWHERE, name: "A" }, NOW), undefined);
});

/** Returns the application with a session, and functions that send requests to it. */
async function open(options) {
  const platform = createPlatform(options);
  const login = await platform.app.request("/login", LOGIN);
  const headers = { ...JSON_TYPE, cookie: login.headers.getSetCookie()[0].split(";", 1)[0] };
  const send = async (method, target, body, more = {}) => {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const response = await platform.app.request(target, { method, headers: { ...headers, ...more }, body: text });
    const received = await response.text();
    const isJson = response.headers.get("content-type") === "application/json";
    return { status: response.status, json: isJson ? JSON.parse(received) : received, headers: response.headers };
  };
  const list = `${API}/o/${ORGANISATION_ID}/connections`;
  const path = `${list}/${(await send("GET", list)).json.items[0].id}`;
  const read = async () => (await send("GET", path)).json;
  const environmentPath = ({ id }) => `${path}/environments/${id}`;
  return { ...platform, send, list, path, read, environmentPath };
}

test("the route responds with the stored environment, or with the fields that it refuses", async () => {
  const { send, path, read, environmentPath, seen } = await open({ etags: true, now: () => new Date(NOW) });
  const { environments, ...current } = await read();
  const [production, ...others] = environments;
  const target = environmentPath(production);
  const etag = async () => (await send("GET", path)).headers.get("etag");
  const earlier = await etag();

  const renamed = await send("PUT", target, { id: production.id, name: "Live", variables: [] });
  const expected = { ...production, name: "Live", variables: [], updatedAt: NOW };
  assert.deepEqual([renamed.status, renamed.json], [200, expected]);
  assert.match(renamed.headers.get("x-request-id"), /./);
  assert.deepEqual(await read(), { ...current, environments: [expected, ...others], updatedAt: NOW });
  assert.notEqual(await etag(), earlier);
  assert.equal(seen.find(({ method }) => method === "PUT").path, target);

  const refused = await send("PUT", target, { id: production.id, name: "Staging" });
  assert.deepEqual(
    [refused.status, refused.json],
    [
      400,
      {
        code: "invalid_argument",
        message: "the body was refused",
        fields: [{ field: "name", message: "is a duplicate" }],
      },
    ],
  );
  const body = { id: ELSEWHERE, name: "A" };
  for (const unknown of [
    environmentPath(body),
    target.replace(ORGANISATION_ID, ELSEWHERE),
    target.replace(current.id, ELSEWHERE),
  ]) {
    const { status, json } = await send("PUT", unknown, body);
    assert.deepEqual([status, json.code], [404, "not_found"], unknown);
  }
  assert.equal((await send("GET", target)).status, 404, "there is no read of one environment");
});

test("the route has the guards and the limits of the connection's route", async () => {
  const { app, send, read, environmentPath, endSessions } = await open();
  const earlier = await read();
  const [production] = earlier.environments;
  const target = environmentPath(production);
  const body = { id: production.id, name: "Live" };
  const statusOf = async (...request) => (await send("PUT", target, ...request)).status;

  assert.equal(await statusOf(body, { host: "evil.example" }), 421);
  for (const origin of ["https://evil.example", "null", ""])
    assert.equal(await statusOf(body, { origin }), 403, origin);
  assert.equal(await statusOf(body, { "content-type": "text/plain" }), 415);
  assert.equal(await statusOf(body, { "content-length": `${16 * MIB + 1}` }), 413);
  assert.equal(await statusOf(" ".repeat(16 * MIB + 1)), 413);
  const deep = `{"variables":${"[".repeat(200)}${"]".repeat(200)}}`;
  for (const text of [" ".repeat(16 * MIB), "{", "[]", "null", deep]) {
    assert.equal(await statusOf(text), 400, text.slice(0, 20));
  }
  const anonymous = await app.request(target, { method: "PUT", headers: JSON_TYPE, body: JSON.stringify(body) });
  assert.equal(anonymous.status, 401);
  assert.deepEqual(await read(), earlier);

  assert.equal(await statusOf(body, { origin: "http://localhost:5173" }), 200);
  endSessions();
  assert.equal(await statusOf(body), 401);
});

test("updates of environments cannot store gigabytes", async () => {
  const { send, path, read, environmentPath } = await open();
  const big = [{ name: "A", value: "x".repeat(15 * MIB) }];
  const statuses = [];
  const { environments, ...current } = await read();
  const more = { ...current, environments: [...environments, { name: "D" }, { name: "E" }] };
  assert.equal((await send("PUT", path, more)).status, 200);
  for (const { id, name } of (await read()).environments) {
    statuses.push((await send("PUT", environmentPath({ id }), { id, name, variables: big })).status);
  }
  assert.deepEqual(statuses, [200, 200, 200, 200, 400]);
});

test("concurrent updates of different environments are all stored", async () => {
  const { send, read, environmentPath } = await open();
  const { environments } = await read();
  const sent = environments.map((one) => send("PUT", environmentPath(one), { id: one.id, name: `${one.name} again` }));
  for (const { status } of await Promise.all(sent)) assert.equal(status, 200);
  assert.deepEqual(
    (await read()).environments.map(({ name }) => name),
    environments.map(({ name }) => `${name} again`),
  );
});

test("no JSON makes the route fail", async () => {
  const { send, read, environmentPath } = await open();
  const [{ id, name, credentials }] = (await read()).environments;
  const names = ["id", "name", "value", "toString", "__proto__", "authSchemeConfig", "flows", "action", "schemeType"];
  const keys = fc.constantFrom(...names);
  const ids = fc.constantFrom(...credentials.action.map((one) => one.id));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), ids, tie("list"), tie("object")),
    list: fc.array(tie("value"), { maxLength: 3 }),
    object: fc.dictionary(keys, tie("value"), { maxKeys: 4 }),
  }));
  const member = fc.constantFrom("variables", "credentials", "action", "entry", "scheme");
  const statuses = new Set();
  const check = async (member, generated) => {
    const [{ id: entryId }] = credentials.action;
    const members = {
      variables: { variables: generated },
      credentials: { credentials: generated },
      action: { credentials: { action: generated } },
      entry: { credentials: { action: [generated] } },
      scheme: { credentials: { action: [{ id: entryId, authSchemeConfig: generated }] } },
    };
    const { status } = await send("PUT", environmentPath({ id }), { id, name, ...members[member] });
    statuses.add(status);
    assert.ok(status < 500, JSON.stringify(members[member]));
  };
  await fc.assert(fc.asyncProperty(member, value, check), { numRuns: 1_000 });
  assert.deepEqual([...statuses].sort(), [200, 400]);
});
