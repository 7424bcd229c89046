// Compares two independent implementations of the contract: the package and the local platform.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ConnectClient, merge, validate } from "connection-update";
import { LOGIN, ORGANISATION_ID, startPlatform } from "../../www/platform/server.js";
import { update } from "../../www/platform/update.js";
import { bodyOf, fixture } from "./fixtures.mjs";

let platform;
let headers;
let connections;

before(async () => {
  platform = await startPlatform();
  const login = await fetch(`${platform.origin}/login`, LOGIN);
  const cookie = login.headers.getSetCookie()[0];
  assert.match(cookie, /HttpOnly/);
  headers = { cookie: cookie.split(";", 1)[0] };
  const list = await fetch(`${platform.baseUrl}/o/${ORGANISATION_ID}/connections`, { headers });
  connections = (await list.json()).items;
});
after(() => platform.stop());

const read = async (id) =>
  (await fetch(`${platform.baseUrl}/o/${ORGANISATION_ID}/connections/${id}`, { headers })).text();
const target = (connectionId) => ({ organisationId: ORGANISATION_ID, connectionId });

test("the platform starts with an http connection, a bigquery one, and http ones with 300 and 5,000 environments", () => {
  assert.deepEqual(
    connections.map(({ protocol, environments }) => [protocol, environments]),
    [
      ["http", 3],
      ["bigquery", 1],
      ["http", 300],
      ["http", 5_000],
    ],
  );
});

test("every seeded connection merges without an issue, and is stored unchanged", async () => {
  for (const { id } of connections) {
    const current = await read(id);
    const { environments } = JSON.parse(current);
    const merged = merge(current, { environments });
    assert.deepEqual(merged.issues, []);
    const outcome = await new ConnectClient({ baseUrl: platform.baseUrl, headers }).updateConnection(
      target(id),
      merged.bytes,
    );
    assert.equal(outcome.ok, true, outcome.error?.message);
    assert.deepEqual({ ...outcome.connection, updatedAt: "" }, { ...JSON.parse(current), updatedAt: "" });
  }
});

test("an update is stored as the contract requires", async () => {
  const { id } = connections[0];
  const current = JSON.parse(await read(id));
  const changes = { name: "Orders", authSchemeConfigs: [], environmentVariables: { set: { REGION: "us" } } };
  const merged = merge(current, changes);
  const client = new ConnectClient({ baseUrl: platform.baseUrl, headers });
  const { connection } = await client.updateConnection(target(id), merged.bytes);
  assert.deepEqual([connection.name, connection.authSchemeConfigs], ["Orders", []]);
  for (const [index, environment] of connection.environments.entries()) {
    assert.deepEqual(environment.variables, merged.body.environmentVariables);
    assert.deepEqual(environment.credentials, current.environments[index].credentials);
  }
  assert.notEqual(connection.updatedAt, current.updatedAt);
  assert.deepEqual(JSON.parse(await read(id)), connection);
  assert.equal(
    platform.seen.find(({ method, body }) => method === "PUT" && body.includes("Orders")).headers.cookie,
    headers.cookie,
  );
});

test("a missing session, an unknown connection and a refused body return the error of the platform", async () => {
  const { id } = connections[0];
  const current = JSON.parse(await read(id));
  const send = (options, to, body) =>
    new ConnectClient({ baseUrl: platform.baseUrl, ...options }).updateConnection(to, body);
  const { body } = merge(current, {});
  assert.equal((await send({}, target(id), body)).error.status, 401);
  const elsewhere = "01J9ZK8Q4T7W3X5Y6Z8A9B0C99";
  assert.equal((await send({ headers }, target(elsewhere), { ...body, id: elsewhere })).error.status, 404);
  const { error } = await send({ headers }, target(id), { ...body, name: "x".repeat(121) });
  assert.deepEqual(
    [error.status, error.code, error.issues.map(({ field }) => field)],
    [400, "invalid_argument", ["name"]],
  );
});

test("both implementations agree on every shared body", async () => {
  const { base, cases } = await fixture("validate");
  const page = await fixture("page-example");
  /** Bodies on which the two differ, each with the reason. */
  const apart = new Map([
    ["a repeated key is an error at the later one", "the platform's JSON reader keeps the last of two keys"],
    ["a key repeated by way of an escape", "the platform's JSON reader keeps the last of two keys"],
    ["a key repeated deep inside what is unknown", "the platform's JSON reader keeps the last of two keys"],
    ["a repeated key that is unknown", "the platform's JSON reader keeps the last of two keys"],
    ["half a surrogate pair in a value", "the platform's JSON reader takes half a pair"],
    ["half a surrogate pair in a key", "the platform's JSON reader takes half a pair"],
    ["`{{base}}/v1` is a template", "the platform wants a URL, the contract lets templates pass with a warning"],
    ["a dataset that is no text", "only the fuller description gives it a kind, so that the package warns"],
  ]);
  const environment = (id, name) => ({ ...page.environments[0], id, name, createdAt: "t", updatedAt: "t" });
  const differing = [];
  let compared = 0;
  for (const one of cases) {
    const { name, text, strict } = one;
    const sent = bodyOf(one, base);
    const environments = sent?.environments;
    // Members of existing environments are compared with the stored ones, which another test covers.
    if (
      strict ||
      (Array.isArray(environments) &&
        environments.some((one) => one?.id !== undefined && (one.credentials ?? one.variables)))
    )
      continue;
    const parsed = text === undefined ? sent : parse(text);
    const stored = {
      ...base,
      id: typeof parsed?.id === "string" ? parsed.id : base.id,
      organisationId: typeof parsed?.organisationId === "string" ? parsed.organisationId : base.organisationId,
      protocol: parsed?.protocol === "bigquery" ? "bigquery" : "http",
      environments: (Array.isArray(environments) ? environments : [])
        .filter((one) => one?.id !== undefined)
        .map(({ id, name }) => environment(id, name)),
    };
    const theirs = parsed !== undefined && !("refused" in update(stored, parsed, "now"));
    const ours = validate(text ?? sent).ok;
    if (ours !== theirs) differing.push(name);
    compared += 1;
  }
  assert.deepEqual(differing.sort(), [...apart.keys()].sort());
  assert.ok(compared > 100, `${compared}`);
});

function parse(text) {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}
