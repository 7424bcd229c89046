// Tests updateEnvironment: what is sent, what is refused, and how the response is read.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient } from "connection-update";

const target = {
  organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C02",
  connectionId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C01",
  environmentId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C11",
};
const scheme = { schemeType: "api-key", name: "k", in: "header" };
const body = {
  id: target.environmentId,
  name: "Production",
  credentials: { action: [{ id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C20", authSchemeConfig: scheme }] },
  variables: [{ name: "A", value: "s3cr3t" }],
};
const stored = { ...body, createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" };

/** Returns a client whose requests get a response, and the requests. */
function respondWith(respond, options) {
  const requests = [];
  const fetch = async (request) => {
    requests.push(request.clone());
    return respond(request);
  };
  return { client: new ConnectClient({ fetch, ...options }), requests };
}

test("an environment is updated with one PUT of exactly the validated bytes", async () => {
  const { client, requests } = respondWith(() => Response.json(stored));
  const text = ` ${JSON.stringify(body)}\n`;
  const outcome = await client.updateEnvironment(target, text);
  assert.ok(outcome.ok, outcome.error?.message);
  assert.deepEqual([outcome.environment, outcome.issues, outcome.drift], [stored, [], []]);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(outcome.bytes)), stored);
  assert.equal(outcome.response.status, 200);
  const [request] = requests;
  assert.equal(requests.length, 1);
  assert.equal(request.method, "PUT");
  const { organisationId, connectionId, environmentId } = target;
  const path = `/o/${organisationId}/connections/${connectionId}/environments/${environmentId}`;
  assert.equal(request.url, `https://platform.versori.com/api/connect/v1alpha1${path}`);
  assert.equal(await request.text(), text);
});

test("a body with an error is not sent", async () => {
  const { client, requests } = respondWith(() => Response.json(stored));
  const cases = [
    [{ id: body.id }, "name", "missing-field"],
    [{ ...body, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C99" }, "id", "id-mismatch"],
    [{ name: "Production" }, "id", "missing-field"],
    [{ ...body, variables: [...body.variables, ...body.variables] }, "variables[1].name", "duplicate-value"],
    [undefined, "", "undefined-value"],
  ];
  for (const [wrong, field, code] of cases) {
    const { error } = await client.updateEnvironment(target, wrong);
    assert.deepEqual([error.kind, error.maybeApplied], ["invalid", false]);
    const errors = error.issues.filter(({ severity }) => severity === "error");
    assert.deepEqual(
      errors.map((issue) => [issue.field, issue.code]),
      [[field, code]],
    );
  }
  for (const name of Object.keys(target)) {
    const { error } = await client.updateEnvironment({ ...target, [name]: "../x" }, body);
    assert.ok(error.issues.some(({ code, params }) => code === "unsafe-id" && params.field === name));
  }
  assert.equal(requests.length, 0);
});

test("a response that differs from the body is reported as drift", async () => {
  const other = { ...stored, name: "Production (2)", variables: [{ name: "A", value: "other" }], credentials: {} };
  const { client } = respondWith(() => Response.json(other));
  const { drift } = await client.updateEnvironment(target, body);
  assert.deepEqual(
    drift.map(({ path, environment }) => [path, environment.name]),
    [
      [["name"], "Production (2)"],
      [["credentials"], "Production (2)"],
      [["variables"], "Production (2)"],
    ],
  );
  assert.ok(!JSON.stringify(drift).includes("s3cr3t"));
  const { id, name } = body;
  const renamed = await respondWith(() => Response.json(stored)).client.updateEnvironment(target, { id, name });
  assert.deepEqual(renamed.drift, []);
});

test("a refusal is described for an environment", async () => {
  for (const [status, message] of [
    [400, "the platform refused the body (400)"],
    [404, "there is no such environment (404)"],
    [412, "the platform refused the update (412)"],
  ]) {
    const { client } = respondWith(() => Response.json({}, { status }));
    const { error } = await client.updateEnvironment(target, body);
    assert.deepEqual([error.kind, error.status, error.maybeApplied, error.message], ["http", status, false, message]);
  }
  const { error } = await respondWith(() => Response.json([])).client.updateEnvironment(target, body);
  const message = "the platform returned 200 without an environment";
  assert.deepEqual([error.kind, error.maybeApplied, error.message], ["decode", true, message]);
});

test("an update of an environment is idempotent, so it is retried", async () => {
  let count = 0;
  const later = () => Response.json({}, { status: 429, headers: { "retry-after": "0" } });
  const { client } = respondWith(() => (++count === 1 ? later() : Response.json(stored)), { retries: 1 });
  assert.deepEqual([(await client.updateEnvironment(target, body)).ok, count], [true, 2]);
});

test("later changes of the body have no effect", async () => {
  const { client, requests } = respondWith(() => Response.json(stored));
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const updating = client.updateEnvironment(target, bytes);
  bytes.fill(32);
  assert.equal((await updating).ok, true);
  assert.deepEqual(await requests[0].json(), body);
});

test("a wrong argument is a TypeError that names it", async () => {
  const { client } = respondWith(() => Response.json(stored));
  const { environmentId: _, ...connection } = target;
  for (const [args, message] of [
    [[connection, body], /^target\.environmentId: expected a string/],
    [[{ ...target, environment: 1 }, body], /`environment`/],
    [[target, body, { timeoutMs: 0 }], /^options\.timeoutMs/],
  ]) {
    await assert.rejects(client.updateEnvironment(...args), { name: "TypeError", message });
  }
  await assert.rejects(client.updateConnection(target, body), { name: "TypeError", message: /`environmentId`/ });
});
