// Checks the operation Update Environment of the local platform, and the modes of the platform.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { API, createPlatform, LOGIN, ORGANISATION_ID } from "../../www/platform/server.js";
import { update } from "../../www/platform/update.js";
import { updateEnvironment } from "../../www/platform/update-environment.js";
import { driveClock, hasSettled } from "../waiting.mjs";
import { runs } from "./runs.mjs";

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
const edit = (members, modes) => {
  const current = stored();
  const body = { id: "production", name: "Production", ...members };
  const result = updateEnvironment(current, "production", body, NOW, modes);
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
  await fc.assert(fc.asyncProperty(member, value, check), runs(1_000));
  assert.deepEqual([...statuses].sort(), [200, 400]);
});

/** Returns the connection after an Update Connection whose body has the given members beside the required ones. */
const put = (members, modes) => {
  const { id, organisationId, name, protocol, baseUrl } = stored();
  return update(stored(), { id, organisationId, name, protocol, baseUrl, ...members }, NOW, modes);
};

test("with `unset`, a list that Update Connection leaves out becomes absent or empty", () => {
  const { authSchemeConfigs, environmentVariables, environments } = stored();
  const listsOf = ({ connection }) => [
    connection.authSchemeConfigs,
    connection.environmentVariables,
    connection.environments.map(({ name }) => name),
  ];
  const names = ["Production", "Staging"];
  const cases = [
    [{}, [authSchemeConfigs, environmentVariables, names], [undefined, undefined, []]],
    [{ authSchemeConfigs: [HMAC] }, [[HMAC], environmentVariables, names], [[HMAC], undefined, []]],
    [{ environments }, [authSchemeConfigs, environmentVariables, names], [undefined, undefined, names]],
    [{ environmentVariables: [] }, [authSchemeConfigs, [], names], [undefined, [], []]],
  ];
  for (const [members, kept, unset] of cases) {
    assert.deepEqual(listsOf(put(members)), kept, Object.keys(members).join());
    assert.deepEqual(listsOf(put(members, { unset: true })), unset, Object.keys(members).join());
  }
  const { connection } = put({ environments }, { unset: true });
  assert.deepEqual(connection.environments, environments, "the environments keep their own variables");
});

test("with `editable`, Update Connection accepts the edits that Update Environment accepts", () => {
  const [production, staging] = stored().environments;
  const [key, login] = production.credentials.action;
  const edits = [
    { name: "Live" },
    { variables: [] },
    { credentials: { action: [login, key] } },
    { credentials: { action: [{ id: "key", authSchemeConfig: { ...API_KEY, in: "query" } }, login] } },
  ];
  for (const members of edits) {
    const environments = [staging, { id: "production", name: "Production", ...members }];
    assert.equal(put({ environments }).refused.length, 1);
    const { connection } = put({ environments }, { editable: true });
    assert.deepEqual(connection.environments, [staging, edit(members).environment]);
  }
  assert.deepEqual(
    put({ environments: [{ id: "staging", name: "Staging" }] }, { editable: true }).connection.environments,
    [staging],
  );
  const refusedEdits = [
    { name: "Staging" },
    { name: "" },
    { variables: [1] },
    { credentials: { action: [{ id: "key", authSchemeConfig: HMAC }] } },
    { credentials: { trigger: [{ id: "key" }] } },
  ];
  for (const members of refusedEdits) {
    const [{ field }] = edit(members).refused;
    const environments = [{ id: "production", name: "Production", ...members }, staging];
    const { refused } = put({ environments }, { editable: true });
    assert.deepEqual(
      refused.map(({ field }) => field),
      [members.name === "Staging" ? "environments[1].name" : `environments[0].${field}`],
    );
  }
});

test("with `dropEntries`, Update Environment deletes the entries that the body leaves out", () => {
  const { action, trigger } = stored().environments[0].credentials;
  const [key, login] = action;
  const cases = [
    [{}, {}],
    [{ credentials: {} }, {}],
    [{ credentials: { action: [{ id: "login" }] } }, { action: [login] }],
    [{ credentials: { action: [], trigger } }, { action: [], trigger }],
    [{ credentials: { action: [{ id: "login" }, { id: "key" }], trigger } }, { action: [login, key], trigger }],
  ];
  for (const [members, expected] of cases) {
    assert.deepEqual(edit(members, { dropEntries: true }).environment.credentials, expected);
  }
});

test("with `tidyNames`, the names of new and renamed environments are trimmed", () => {
  const modes = { tidyNames: true };
  assert.equal(edit({ name: " Live\n" }, modes).environment.name, "Live");
  assert.deepEqual(edit({ name: " Staging" }, modes).refused, [{ field: "name", message: "is a duplicate" }]);

  const { environments } = stored();
  const namesOf = ({ connection }) => connection.environments.map(({ name }) => name);
  assert.deepEqual(namesOf(put({ environments: [...environments, { name: " Test " }] }, modes)), [
    "Production",
    "Staging",
    "Test",
  ]);
  assert.deepEqual(namesOf(put({ environments: [{ name: " Test " }] })), [" Test "]);
  const { refused } = put({ environments: [...environments, { name: "Staging " }] }, modes);
  assert.deepEqual(refused, [{ field: "environments[2].name", message: "is a duplicate" }]);
  const renamed = [{ id: "production", name: " Live " }];
  assert.deepEqual(namesOf(put({ environments: renamed }, { ...modes, editable: true })), ["Live"]);

  const untidy = stored();
  untidy.environments[0].name = " Production";
  const kept = updateEnvironment(untidy, "production", { id: "production", name: " Production" }, NOW, modes);
  assert.equal(kept.environment.name, " Production", "a name that is not changed is kept");
});

test("the modes reach both routes, and `reset` restores the initial ones", async () => {
  const { send, path, read, environmentPath, setModes, getModes, reset } = await open({ modes: { tidyNames: true } });
  const { environments, ...current } = await read();
  const [{ id }] = environments;
  setModes({ unset: true, dropEntries: true });
  assert.deepEqual((await send("PUT", environmentPath({ id }), { id, name: " Live" })).json.credentials, {});
  const { json } = await send("PUT", path, { ...current, environmentVariables: undefined });
  assert.deepEqual([json.environments, json.environmentVariables], [[], undefined]);
  reset();
  assert.deepEqual([getModes().tidyNames, getModes().unset], [true, false]);
  assert.equal((await send("PUT", environmentPath({ id }), { id, name: " Live" })).json.name, "Live");
});

test("with `inUse`, Update Connection does not delete the environments", async () => {
  const { send, path, read, setModes } = await open();
  const earlier = await read();
  const [production, ...others] = earlier.environments;
  for (const [inUseStatus, status] of [
    [undefined, 412],
    [412, 412],
    [409, 409],
  ]) {
    setModes({ inUse: [ELSEWHERE, production.id], inUseStatus });
    const refused = await send("PUT", path, { ...earlier, environments: others });
    assert.deepEqual([refused.status, refused.json.code], [status, "failed_precondition"]);
    assert.match(refused.json.message, /"Production"/);
  }
  assert.deepEqual(await read(), earlier);
  setModes({ inUse: [production.id], unset: true });
  assert.equal((await send("PUT", path, { ...earlier, environments: undefined })).status, 412);
  assert.equal((await send("PUT", path, { ...earlier, environments: [production] })).status, 200);
});

test("with `refuse` and `conflict`, the next writes are refused without an effect", async () => {
  const fields = [{ field: "variables", message: "are not liked" }];
  const refuse = [
    { status: 503, skip: 1, times: 2, retryAfter: 3 },
    { status: 400, body: { code: "invalid_argument", message: "no", fields } },
    { status: 502, body: "<h1>Bad gateway</h1>" },
  ];
  const { send, read, environmentPath, getModes, seen } = await open({ modes: { refuse, conflict: 1 } });
  const [{ id }] = (await read()).environments;
  const names = [];
  const responses = [];
  for (let count = 0; count < 7; count++) {
    responses.push(
      await send("PUT", environmentPath({ id }), { id, name: `${count}` }, { origin: "http://localhost:1" }),
    );
    names.push((await read()).environments[0].name);
  }
  assert.deepEqual(
    responses.map(({ status, json }) => [status, json.code]),
    [
      [200, undefined],
      [503, "unavailable"],
      [503, "unavailable"],
      [400, "invalid_argument"],
      [502, undefined],
      [409, "aborted"],
      [200, undefined],
    ],
  );
  assert.deepEqual(names, ["0", "0", "0", "0", "0", "0", "6"]);
  assert.deepEqual(responses[3].json.fields, fields);
  assert.equal(responses[4].json, "<h1>Bad gateway</h1>");
  assert.deepEqual(
    responses.map(({ headers }) => headers.get("retry-after")),
    [null, "3", "3", null, null, null, null],
  );
  for (const { headers } of responses) {
    assert.equal(headers.get("access-control-allow-origin"), "http://localhost:1");
    assert.match(headers.get("x-request-id"), /./);
  }
  assert.equal(seen.filter(({ method }) => method === "PUT").length, 7);
  assert.deepEqual([getModes().refuse, getModes().conflict], [[], 0]);
  assert.equal(refuse.length, 3, "the options do not change");
});

test("with `delayMs`, an API request is processed after the delay", async (t) => {
  const { send, list, setModes } = await open();
  const clock = driveClock(t);
  setModes({ delayMs: 1_500 });
  const sent = send("GET", list);
  assert.equal(await clock.nextDelay(), 1_500);
  assert.equal(await hasSettled(sent), false);
  assert.equal((await send("GET", "/modes")).json.delayMs, 1_500, "other routes are not delayed");
  clock.advance(1_500);
  assert.equal((await sent).status, 200);
});

test("an unknown mode or an invalid value is a TypeError that names it", () => {
  const { setModes, getModes } = createPlatform({ modes: { unset: true } });
  const earlier = getModes();
  const invalid = {
    'unknown member "slow"': { slow: true },
    'unknown member "__proto__"': JSON.parse('{"__proto__":1}'),
    'unknown member "toString"': { toString: 1 },
    "modes.unset": { unset: 1 },
    "modes.editable": { editable: null },
    "modes.dropEntries": { dropEntries: "true" },
    "modes.tidyNames": { tidyNames: 0 },
    "modes.inUse": { inUse: [1] },
    "modes.inUseStatus": { inUseStatus: 400 },
    "modes.refuse": { refuse: { status: 500 } },
    "modes.refuse[0]": { refuse: [1] },
    "modes.refuse[0].status": { refuse: [{}] },
    "modes.refuse[1].status": { refuse: [{ status: 500 }, { status: 200 }] },
    "modes.refuse[0].skip": { refuse: [{ status: 500, skip: -1 }] },
    "modes.refuse[0].times": { refuse: [{ status: 500, times: 0 }] },
    "modes.refuse[0].retryAfter": { refuse: [{ status: 429, retryAfter: 1.5 }] },
    'modes.refuse[0]: unknown member "count"': { refuse: [{ status: 500, count: 1 }] },
    "modes.conflict": { conflict: true },
    "modes.delayMs": { delayMs: 60_001 },
    "modes: expected an object": [],
  };
  for (const [named, modes] of Object.entries(invalid)) {
    const isNamed = (error) => error instanceof TypeError && error.message.includes(named);
    assert.throws(() => setModes(modes), isNamed, named);
    assert.throws(() => createPlatform({ modes }), isNamed, named);
  }
  assert.deepEqual(getModes(), earlier);
});

test("the route of the modes reads and replaces them, with the guards of the other routes", async () => {
  const { app, send, getModes, seen } = await open();
  const off = getModes();
  assert.deepEqual((await send("GET", "/modes")).json, off);
  const set = await send("PUT", "/modes", { unset: true, refuse: [{ status: 500 }] });
  const expected = { ...off, unset: true, refuse: [{ status: 500, skip: 0, times: 1 }] };
  assert.deepEqual([set.status, set.json], [200, expected]);
  assert.deepEqual(getModes(), expected);

  const statusOf = async (...request) => (await send("PUT", "/modes", ...request)).status;
  const unknown = await send("PUT", "/modes", { slow: true });
  assert.deepEqual([unknown.status, unknown.json.message], [400, 'modes: unknown member "slow"']);
  for (const text of ["{", "[]", "null", `{"refuse":${"[".repeat(200)}${"]".repeat(200)}}`]) {
    assert.equal(await statusOf(text), 400, text);
  }
  assert.equal(await statusOf(" ".repeat(4 * 1024 + 1)), 413);
  assert.equal(await statusOf({}, { origin: "https://evil.example" }), 403);
  assert.equal(await statusOf({}, { host: "evil.example" }), 421);
  assert.equal(await statusOf({}, { "content-type": "text/plain" }), 415);
  for (const method of ["GET", "PUT"]) {
    const body = method === "PUT" ? "{}" : undefined;
    assert.equal((await app.request("/modes", { method, headers: JSON_TYPE, body })).status, 401);
  }
  assert.deepEqual(getModes(), expected);
  assert.ok(
    seen.every(({ path }) => path.startsWith(API)),
    "only API requests are listed",
  );

  assert.deepEqual((await send("PUT", "/modes", {}, { origin: "http://localhost:5173" })).json, off);
});

test("Update Connection reads the id of an application credential alone", () => {
  const whole = stored();
  whole.authSchemeConfigs = [oauth2(APPLICATION)];
  const environments = whole.environments.map(({ id, name, credentials: { action, trigger } }) => ({
    id,
    name,
    credentials: {
      action: action.map(({ id, authSchemeConfig }) => ({
        id,
        authSchemeConfig: id === "login" ? oauth2({ id: "application" }) : authSchemeConfig,
      })),
      ...(trigger && { trigger: trigger.map(({ id, authSchemeConfig }) => ({ id, authSchemeConfig })) }),
    },
  }));
  const { id, organisationId, name, protocol, baseUrl } = whole;
  const body = { id, organisationId, name, protocol, baseUrl, environments };
  const authSchemeConfigs = [API_KEY, oauth2({ id: "application", data: "********" }), oauth2({ id: "other" })];
  const { connection, refused } = update(whole, { ...body, authSchemeConfigs }, NOW);
  assert.deepEqual(refused, undefined);
  assert.deepEqual(connection.environments, whole.environments);
  assert.deepEqual(connection.authSchemeConfigs, [API_KEY, oauth2(APPLICATION), oauth2({ id: "other" })]);
});
