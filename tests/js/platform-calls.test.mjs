// Checks the calls of the console to the platform, and the messages for people if they fail.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { API, ORGANISATION_ID, USER } from "../../www/platform/app.js";
import { startPlatform } from "../../www/platform/server.js";
import { bundle, importText } from "./bundle.mjs";

const EXPIRED = "Your session expired. Log in to continue.";
const NO_CONNECTION = "This connection doesn't exist or was deleted.";
const ELSEWHERE = "01J9ZK8Q4T7W3X5Y6Z8A9B0C99";
const SESSION = { email: USER.email, organisationId: ORGANISATION_ID };
const realFetch = globalThis.fetch;

let platform;
let api;

before(async () => {
  platform = await startPlatform();
  globalThis.location = new URL(`http://127.0.0.1:5173/?platform=${platform.origin}`);
  api = await importText((await bundle("src/api/platform.ts", { "import.meta.env.DEV": "true" })).text);
});
after(async () => {
  await platform.stop();
  delete globalThis.location;
});

/** Replaces `fetch` during a test. */
function replaceFetch(t, replacement) {
  globalThis.fetch = replacement;
  t.after(() => {
    globalThis.fetch = realFetch;
  });
}

/** Replaces `fetch` by one that stores the cookies of responses, as a browser does. */
function storeCookies(t) {
  let cookie = "";
  replaceFetch(t, async (request) => {
    request.headers.set("cookie", cookie);
    const response = await realFetch(request);
    const [received] = response.headers.getSetCookie();
    if (received !== undefined) cookie = received.split(";", 1)[0];
    return response;
  });
}

/** Asserts that a call fails with an `ApiError`. */
async function assertFails(call, kind, status, message) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof api.ApiError, `${error}`);
    assert.deepEqual([error.kind, error.status, error.message], [kind, status, message]);
    return true;
  });
}

test("a session is started, read and ended", async (t) => {
  storeCookies(t);
  assert.equal(api.isInPage, false);
  assert.equal(await api.readSession(), undefined);
  await assertFails(api.logIn(USER.email, "wrong"), "refused", 401, "Wrong email or password.");
  await assertFails(api.listConnections(ORGANISATION_ID), "expired", 401, EXPIRED);
  assert.deepEqual(await api.logIn(USER.email, USER.password), SESSION);
  assert.deepEqual(await api.readSession(), SESSION);
  await api.logOut();
  assert.equal(await api.readSession(), undefined);
});

test("connections are listed, read and updated, and modes are read and replaced", async (t) => {
  storeCookies(t);
  await api.logIn(USER.email, USER.password);
  const [{ id, name, environments }] = await api.listConnections(ORGANISATION_ID);
  assert.deepEqual([name, environments], ["Storefront orders", 3]);
  const text = await api.readConnection(ORGANISATION_ID, id);
  const connection = JSON.parse(text);
  assert.equal(connection.id, id);

  await api.simulateConcurrentEdit(id);
  assert.match(JSON.parse(await api.readConnection(ORGANISATION_ID, id)).name, /Grace/);
  await assertFails(api.simulateConcurrentEdit(ELSEWHERE), "missing", 404, NO_CONNECTION);
  await assertFails(api.readConnection(ORGANISATION_ID, ELSEWHERE), "missing", 404, NO_CONNECTION);

  await api.writeModes({ refuse: [{ status: 429, retryAfter: 30 }] });
  assert.deepEqual((await api.readModes()).refuse, [{ status: 429, retryAfter: 30, skip: 0, times: 1 }]);
  const exchanges = [];
  const client = api.createClient((exchange) => exchanges.push(exchange), {
    error: ({ status }) => `failed: ${status}`,
  });
  const { environments: _, ...body } = connection;
  const { error } = await client.updateConnection({ organisationId: ORGANISATION_ID, connectionId: id }, body);
  assert.deepEqual([error.message, error.retryAfterMs], ["failed: 429", 30_000]);
  assert.deepEqual(
    exchanges.map(({ index, method, url, status }) => [index, method, url, status]),
    [undefined, 429].map((status) => [
      0,
      "PUT",
      api.urlOfStep({ organisationId: ORGANISATION_ID, id }, { operation: "UpdateConnection" }),
      status,
    ]),
  );
});

test("a failed response gives a message for people, whatever its body is", async (t) => {
  const read = () => api.readConnection(ORGANISATION_ID, ELSEWHERE);
  const bodies = ["", "{}", "null", "<h1>Bad gateway</h1>", '{"message":"sql: no rows"}'];
  for (const [status, headers, kind, message] of [
    [400, {}, "refused", "The server refused the request (400)."],
    [401, {}, "expired", EXPIRED],
    [403, {}, "refused", "You don't have access to this."],
    [404, {}, "missing", NO_CONNECTION],
    [429, {}, "refused", "Too many requests. Try again in a moment."],
    [429, { "retry-after": "30" }, "refused", "Too many requests. Try again in 30 seconds."],
    [429, { "retry-after": "1" }, "refused", "Too many requests. Try again in 1 second."],
    [500, {}, "refused", "The server failed (500)."],
    [503, { "retry-after": "soon" }, "refused", "The server failed (503)."],
    [503, { "retry-after": "5" }, "refused", "The server failed (503). Try again in 5 seconds."],
  ]) {
    for (const body of bodies) {
      replaceFetch(t, async () => new Response(body, { status, headers }));
      await assertFails(read(), kind, status, message);
    }
  }
  replaceFetch(t, async () => new Response("", { status: 404 }));
  await assertFails(api.listConnections(ORGANISATION_ID), "missing", 404, "The server can't find this (404).");
});

test("a successful response that the platform does not send is refused", async (t) => {
  const calls = [api.readSession, () => api.listConnections(ORGANISATION_ID), api.readModes];
  const responses = [
    ...["", "{", "null", "1", "[]", "{}"].map((body) => [body, "application/json"]),
    ["<h1>Sign in to this network</h1>", "text/html"],
  ];
  for (const [body, type] of responses) {
    replaceFetch(t, async () => new Response(body, { headers: { "content-type": type } }));
    for (const call of calls) {
      await assertFails(call(), "refused", 200, "The server sent an unexpected response (200).");
    }
  }
  const read = api.readConnection(ORGANISATION_ID, ELSEWHERE);
  await assertFails(read, "refused", 200, "The server sent an unexpected response (200).");
});

test("without a response, the server cannot be reached", async (t) => {
  const brokenBody = new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) });
  for (const respond of [
    async () => Promise.reject(new TypeError("Failed to fetch")),
    async () => new Response(brokenBody, { headers: { "content-type": "application/json" } }),
  ]) {
    replaceFetch(t, respond);
    await assertFails(api.readSession(), "unreachable", undefined, "Can't reach the server.");
  }
});

test("in the built page, the platform runs in the page, unless the address names a server", async (t) => {
  const { text } = await bundle("src/api/platform.ts", { "import.meta.env.DEV": "false" });
  const realLocation = globalThis.location;
  t.after(() => {
    globalThis.location = realLocation;
  });
  const open = (address) => {
    globalThis.location = new URL(address);
    // The comment makes it another module.
    return importText(`${text}\n// ${address}`);
  };
  replaceFetch(t, () => assert.fail("nothing is sent over the network"));
  const inPage = await open("https://demo.example/folder/");
  assert.equal(inPage.isInPage, true);
  assert.equal(await inPage.readSession(), undefined);
  assert.deepEqual(await inPage.logIn(USER.email, USER.password), SESSION);
  const [{ id }] = await inPage.listConnections(ORGANISATION_ID);
  const target = { organisationId: ORGANISATION_ID, connectionId: id };
  assert.equal((await inPage.createClient(() => {}).getConnection(target)).ok, true);
  assert.equal(
    inPage.urlOfStep({ organisationId: ORGANISATION_ID, id }, { operation: "UpdateConnection" }),
    `https://demo.example${API}/o/${ORGANISATION_ID}/connections/${id}`,
  );
  const withServer = await open(`https://demo.example/?platform=${platform.origin}`);
  assert.equal(withServer.isInPage, false);
  const refused = await open("https://demo.example/?platform=https://evil.example");
  await assert.rejects(refused.readSession(), /isn't on this computer/);
});
