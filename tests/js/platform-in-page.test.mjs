// Checks the local platform as it runs in the page of the static demo: without a server, a cookie or Node.

import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { ConnectClient } from "connection-update";
import { API, LOGIN, ORGANISATION_ID, USER } from "../../www/platform/app.js";
import { bundle, importText } from "./bundle.mjs";

/** The origin of a static host: not this computer, which the guards of the server require. */
const ORIGIN = "https://demo.example";
const LIST = `${API}/o/${ORGANISATION_ID}/connections`;

let createInPagePlatform;
let storage;
let fetchInPage;

before(async () => {
  ({ createInPagePlatform } = await importText((await bundle("src/api/in-page.ts")).text));
});
beforeEach(() => {
  storage = createStorage();
  fetchInPage = createInPagePlatform(storage);
});

/** Creates the storage of a tab. `quota` is the greatest length of a value. */
function createStorage(quota = Number.POSITIVE_INFINITY) {
  const values = new Map();
  return {
    getItem: (key) => values.get(key) ?? null,
    removeItem: (key) => void values.delete(key),
    setItem(key, value) {
      if (value.length > quota) throw new DOMException("the quota is exceeded", "QuotaExceededError");
      values.set(key, value);
    },
  };
}

/** Sends a request as the page does, and returns the status and the parsed body. */
async function send(path, init) {
  const response = await fetchInPage(new Request(ORIGIN + path, init));
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
}

const setModes = (modes) => send("/modes", { ...LOGIN, method: "PUT", body: JSON.stringify(modes) });
const createClient = () => new ConnectClient({ baseUrl: ORIGIN + API, fetch: fetchInPage });

/** Logs in, and returns the target of the first connection. */
async function logIn() {
  assert.equal((await send("/login", LOGIN)).status, 200);
  const [{ id }] = (await send(LIST)).json.items;
  return { organisationId: ORGANISATION_ID, connectionId: id };
}

test("the platform in the page needs no module of Node", async () => {
  const { text, metafile } = await bundle("src/api/in-page.ts");
  const inputs = Object.keys(metafile.inputs);
  assert.ok(inputs.some((path) => path.endsWith("platform/app.js")));
  assert.deepEqual(
    inputs.filter((path) => path.includes("node-server") || path.endsWith("platform/server.js")),
    [],
  );
  const [output] = Object.values(metafile.outputs);
  assert.deepEqual(output.imports, []);
  assert.doesNotMatch(text, /["']node:/);
});

test("without a session, every route is refused with 401", async () => {
  const { connectionId } = await logIn();
  assert.equal((await send("/logout", { method: "POST" })).status, 204);
  for (const path of ["/session", "/modes", LIST, `${LIST}/${connectionId}`]) {
    assert.equal((await send(path)).status, 401, path);
  }
  const wrong = { ...LOGIN, body: JSON.stringify({ ...USER, password: "wrong" }) };
  assert.equal((await send("/login", wrong)).status, 401);
  assert.equal((await send("/session")).status, 401);
});

test("the client of the package reads and updates a connection", async () => {
  const target = await logIn();
  const client = createClient();
  const read = await client.getConnection(target);
  assert.equal(read.ok, true, read.error?.message);
  const { environments: _, ...body } = read.connection;
  const updated = await client.updateConnection(target, { ...body, name: "Orders" });
  assert.equal(updated.ok, true, updated.error?.message);
  const saved = await client.save(target, {
    base: updated.bytes,
    changes: { environments: { add: [{ name: "New" }] } },
  });
  assert.equal(saved.ok, true, saved.error?.message);
  const { json } = await send(`${LIST}/${target.connectionId}`);
  assert.equal(json.name, "Orders");
  assert.equal(json.environments.at(-1).name, "New");
  const refused = await client.updateConnection(target, { ...body, name: "x".repeat(121) });
  assert.deepEqual([refused.error.status, refused.error.issues.map(({ field }) => field)], [400, ["name"]]);
});

test("the session and the changed connections survive a reload of the page", async () => {
  const target = await logIn();
  const add = async (name) => {
    const base = (await createClient().getConnection(target)).bytes;
    const saved = await createClient().save(target, { base, changes: { environments: { add: [{ name }] } } });
    assert.equal(saved.ok, true, saved.error?.message);
    return saved.connection;
  };
  const earlier = await add("First");
  fetchInPage = createInPagePlatform(storage);
  assert.deepEqual((await send("/session")).json, { email: USER.email, organisationId: ORGANISATION_ID });
  assert.deepEqual((await send(`${LIST}/${target.connectionId}`)).json, earlier);
  const { environments } = await add("Second");
  assert.equal(new Set(environments.map(({ id }) => id)).size, environments.length, "no id repeats");
});

test("a connection that exceeds the quota of the tab is the initial one after a reload", async () => {
  storage = createStorage(100);
  fetchInPage = createInPagePlatform(storage);
  const { connectionId } = await logIn();
  const path = `${LIST}/${connectionId}`;
  const initial = (await send(path)).json;
  const edit = await send("/someone-else", { ...LOGIN, body: JSON.stringify({ connectionId }) });
  assert.equal(edit.status, 200);
  assert.notEqual((await send(path)).json.name, initial.name);
  fetchInPage = createInPagePlatform(storage);
  assert.deepEqual((await send(path)).json, initial);
});

test("the modes apply in the page too", async () => {
  const target = await logIn();
  const client = createClient();
  const { connection } = await client.getConnection(target);
  const { environments: _, ...body } = connection;
  assert.equal((await setModes({ delayMs: 1, refuse: [{ status: 429, retryAfter: 30 }] })).status, 200);
  const { error } = await client.updateConnection(target, { ...body, name: "Orders" });
  assert.deepEqual([error.status, error.retryAfterMs, error.maybeApplied], [429, 30_000, false]);
  assert.deepEqual((await send("/modes")).json.refuse, []);
  assert.equal((await client.updateConnection(target, { ...body, name: "Orders" })).ok, true);
});

test("a request that is cancelled on the way does not arrive", async () => {
  const { connectionId } = await logIn();
  const controller = new AbortController();
  const body = JSON.stringify({ connectionId });
  const sent = send("/someone-else", { ...LOGIN, body, signal: controller.signal });
  controller.abort();
  await assert.rejects(sent, { name: "AbortError" });
  assert.doesNotMatch((await send(`${LIST}/${connectionId}`)).json.name, /Grace/);
});
