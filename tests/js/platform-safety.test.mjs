// Checks that the local platform is safe to run: no web page can use it, and no request makes it fail or grow.

import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { API, createPlatform, LOGIN, ORGANISATION_ID, startPlatform, TOKEN, USER } from "../../www/platform/server.js";
import { ends } from "../waiting.mjs";
import { runs } from "./runs.mjs";

const LIST = `${API}/o/${ORGANISATION_ID}/connections`;
const JSON_TYPE = { "content-type": "application/json" };
const MIB = 1024 * 1024;

let platform;
let cookie;
/** The path of the first connection. */
let path;
let id;

before(async () => {
  platform = await startPlatform();
  cookie = cookieOf(await fetch(`${platform.origin}/login`, LOGIN));
  [{ id }] = (await send("GET", LIST, { headers: { cookie } })).json.items;
  path = `${LIST}/${id}`;
});
after(() => platform.stop());

const cookieOf = (response) => response.headers.getSetCookie()[0].split(";", 1)[0];

/**
 * Sends a request with any headers, also those that `fetch` sets itself. `chunks` sends a body without `Content-Length`. Without
 * a body, the request is not ended if `isOpen`.
 */
function send(method, target, { headers = {}, body, chunks, isOpen = false } = {}) {
  const response = new Promise((resolve, reject) => {
    // Node frames the body of a DELETE only if its length is given.
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const options = { host: "127.0.0.1", port: platform.port, method, path: target, agent: false };
    const sent = request({ ...options, headers: { ...length, ...headers } }, (received) => {
      const parts = [];
      received.on("data", (part) => parts.push(part));
      received.on("end", () => {
        sent.destroy();
        const text = Buffer.concat(parts).toString();
        const isJson = received.headers["content-type"] === "application/json";
        resolve({ status: received.statusCode, headers: received.headers, json: isJson ? JSON.parse(text) : text });
      });
    });
    sent.on("error", reject);
    for (const chunk of chunks ?? []) sent.write(chunk);
    if (isOpen) sent.flushHeaders();
    else sent.end(body);
  });
  return ends(response, `${method} ${target}`);
}

const post = (target, body, headers = {}) =>
  send("POST", target, { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

/** Asserts that a response is an error of the platform. */
function assertError({ status, json }, expected, name) {
  assert.equal(status, expected, name);
  assert.deepEqual(Object.keys(json), ["code", "message"], name);
}

/** Asserts that some work does not change the first connection. */
async function assertUnchanged(work) {
  const read = async () => (await send("GET", path, { headers: { cookie } })).json;
  const earlier = await read();
  assert.equal(earlier.id, id);
  await work();
  assert.deepEqual(await read(), earlier);
}

test("a host that is not this computer is refused", async () => {
  const foreign = ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "0.0.0.0", "127.0.0.2"];
  for (const host of foreign) assertError(await send("GET", LIST, { headers: { host, cookie } }), 421, host);
  for (const host of ["a b", "localhost:99999", "[::1", "::1"]) {
    assertError(await send("GET", LIST, { headers: { host, cookie } }), 400, host);
  }
  for (const host of ["localhost", "LOCALHOST:4400", "127.0.0.1:1", "[::1]", "[::1]:4400"]) {
    assert.equal((await send("GET", LIST, { headers: { host, cookie } })).status, 200, host);
  }
});

test("a write from the page of another site is refused, and changes nothing", async () => {
  const writes = [
    ["POST", "/login"],
    ["POST", "/logout"],
    ["POST", "/someone-else"],
    ["PUT", path],
    ["DELETE", path],
    ["PATCH", path],
  ];
  const origins = [
    "https://evil.example",
    "null",
    "http://localhost.evil.example",
    "http://127.0.0.1@evil.example",
    "",
  ];
  await assertUnchanged(async () => {
    for (const origin of origins) {
      for (const [method, target] of writes) {
        const headers = { ...JSON_TYPE, cookie, origin };
        const body = JSON.stringify({ connectionId: id });
        assertError(await send(method, target, { headers, body }), 403, `${method} ${target} from "${origin}"`);
      }
    }
  });
  for (const origin of ["http://localhost:5173", "http://127.0.0.1:1", "http://[::1]:4173"]) {
    assert.equal((await post("/login", USER, { origin })).status, 200, origin);
  }
});

test("a write needs the content type of JSON, unless it has no body", async () => {
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=a",
    "application/jsonp",
  ];
  const writes = [
    ["POST", "/login"],
    ["POST", "/logout"],
    ["POST", "/someone-else"],
    ["PUT", path],
  ];
  await assertUnchanged(async () => {
    for (const [method, target] of writes) {
      const body = JSON.stringify({ ...USER, connectionId: id });
      for (const type of types) {
        const headers = { "content-type": type, cookie };
        assertError(await send(method, target, { headers, body }), 415, `${method} ${target} with ${type}`);
      }
      assertError(await send(method, target, { headers: { cookie }, body }), 415, `${method} ${target} with a length`);
      const chunked = { headers: { cookie, "transfer-encoding": "chunked" }, chunks: [body] };
      assertError(await send(method, target, chunked), 415, `${method} ${target} in chunks`);
    }
  });
  const type = "Application/JSON; charset=utf-8";
  assert.equal((await post("/login", USER, { "content-type": type })).status, 200);
  assert.equal((await send("POST", "/logout")).status, 204);
});

test("without a session, the body of a request is not read", async () => {
  const { app, seen } = createPlatform();
  for (const [method, target] of [
    ["PUT", path],
    ["POST", LIST],
    ["POST", "/someone-else"],
    ["PUT", `${path}/environments/${id}`],
    ["PUT", "/modes"],
  ]) {
    let isRead = false;
    const body = new ReadableStream(
      {
        pull(controller) {
          isRead = true;
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const headers = { ...JSON_TYPE, cookie: "versori_session=unknown" };
    const response = await app.request(target, { method, headers, body, duplex: "half" });
    assert.equal(response.status, 401);
    assert.equal(isRead, false, `${method} ${target}`);
  }
  assert.deepEqual(
    seen.map(({ method, body }) => [method, body]),
    [
      ["PUT", ""],
      ["POST", ""],
      ["PUT", ""],
    ],
  );
});

test("every route that changes a connection needs a session", async () => {
  await assertUnchanged(async () => {
    assertError(await post("/someone-else", { connectionId: id }), 401);
    assertError(await send("PUT", path, { headers: JSON_TYPE, body: "{}" }), 401);
  });
  assert.equal((await post("/someone-else", { connectionId: id }, { cookie })).status, 200);
});

test("the token replaces a session, and any other value of its header does not", async () => {
  assert.equal((await send("GET", LIST, { headers: { authorization: `Bearer ${TOKEN}` } })).status, 200);
  for (const authorization of [TOKEN, `bearer ${TOKEN}`, `Bearer ${TOKEN}x`, "Bearer ", `Basic ${TOKEN}`]) {
    assertError(await send("GET", LIST, { headers: { authorization } }), 401, authorization);
  }
});

test("a body over the limit is refused: by its length before it arrives, or else at the limit", async () => {
  const limits = [
    ["POST", "/login", 4 * 1024],
    ["POST", "/logout", 4 * 1024],
    ["POST", "/someone-else", 4 * 1024],
    ["PUT", path, 16 * MIB],
  ];
  const headers = { ...JSON_TYPE, cookie: cookieOf(await fetch(`${platform.origin}/login`, LOGIN)) };
  for (const [method, target, limit] of limits) {
    const name = `${method} ${target}`;
    const announced = { headers: { ...headers, "content-length": limit + 1 }, isOpen: true };
    assertError(await send(method, target, announced), 413, name);
    // The request does not end.
    const chunked = { headers: { ...headers, "transfer-encoding": "chunked" }, chunks: [" ".repeat(limit + 1)] };
    assertError(await send(method, target, { ...chunked, isOpen: true }), 413, `${name} in chunks`);
  }
  for (const [method, target, limit] of limits.filter(([, target]) => target !== "/logout")) {
    assertError(
      await send(method, target, { headers, body: " ".repeat(limit) }),
      400,
      `${method} ${target} at the limit`,
    );
  }
});

test("text that is not the expected JSON is refused", async () => {
  const open = "[".repeat(100_000);
  const texts = {
    "no text": "",
    "an open object": "{",
    "open arrays": open,
    "deep arrays": open + "]".repeat(100_000),
    "deep objects": `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
    "129 levels": `{"authSchemeConfigs":${"[".repeat(128)}${"]".repeat(128)}}`,
    "a number": "1",
    null: "null",
    "a string": '"text"',
    "an array": "[]",
    "two values": "{} {}",
    "bytes that are not UTF-8": Buffer.from([0xff, 0xfe]),
  };
  const headers = { ...JSON_TYPE, cookie };
  for (const [name, body] of Object.entries(texts)) {
    const isLong = body.length > 4 * 1024;
    for (const target of ["/login", "/someone-else"]) {
      assertError(await send("POST", target, { headers, body }), isLong ? 413 : 400, `${target} with ${name}`);
    }
    const { status, json } = await send("PUT", path, { headers, body });
    assert.deepEqual([status, json.code], [400, "invalid_argument"], name);
  }
  for (const [target, levels] of [
    ["/login", 129],
    ["/someone-else", 129],
  ]) {
    const body = `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    assertError(await send("POST", target, { headers, body }), 400, target);
  }
});

test("no JSON makes a route fail", async () => {
  const { app } = createPlatform();
  const headers = { ...JSON_TYPE, cookie: cookieOf(await app.request("/login", LOGIN)) };
  const current = await (await app.request(path, { headers })).json();
  const keys = fc.constantFrom(
    "id",
    "name",
    "value",
    "toString",
    "__proto__",
    "data",
    "credential",
    "action",
    "variables",
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), tie("list"), tie("object")),
    list: fc.array(tie("value"), { maxLength: 3 }),
    object: fc.dictionary(keys, tie("value"), { maxKeys: 4 }),
  }));
  const member = fc.constantFrom(...Object.keys(current), "environments", "environmentVariables", "authSchemeConfigs");
  const statuses = new Set();
  const check = async (name, generated) => {
    const { environments: _, ...body } = { ...current, [name]: generated };
    for (const [method, target, sent] of [
      ["PUT", path, name === "environments" ? { ...body, environments: generated } : body],
      ["POST", "/someone-else", { connectionId: generated }],
      ["POST", "/login", { ...USER, password: generated }],
    ]) {
      const response = await app.request(target, { method, headers, body: JSON.stringify(sent) });
      statuses.add(response.status);
      assert.ok(response.status < 500, `${method} ${target}: ${JSON.stringify(sent)}`);
    }
  };
  await fc.assert(fc.asyncProperty(member, value, check), runs(1_000));
  assert.deepEqual([...statuses].sort(), [200, 400, 401, 404]);
});

test("a small body cannot store gigabytes, and many refusals are listed in part", async () => {
  const { app } = createPlatform();
  const headers = { ...JSON_TYPE, cookie: cookieOf(await app.request("/login", LOGIN)) };
  const { environments: _, ...current } = await (await app.request(path, { headers })).json();
  const put = async (changes) => {
    const body = JSON.stringify({ ...current, ...changes });
    const response = await app.request(path, { method: "PUT", headers, body });
    return { status: response.status, json: await response.json() };
  };
  const environments = Array.from({ length: 1_000 }, (_, index) => ({ name: `${index}` }));
  const grown = await put({ environments, environmentVariables: [{ name: "A", value: "x".repeat(MIB) }] });
  assert.deepEqual([grown.status, grown.json.fields.map(({ field }) => field)], [400, ["environments"]]);
  const many = await put({ environments: Array.from({ length: 10_000 }, () => 1) });
  assert.deepEqual([many.status, many.json.fields.length], [400, 1_000]);
});

test("received requests and sessions are bounded", async () => {
  const { app, seen } = createPlatform();
  const first = { cookie: cookieOf(await app.request("/login", LOGIN)) };
  const isKnown = async (headers) => (await app.request(LIST, { headers })).status === 200;
  for (let count = 0; count < 1_200; count++) assert.ok(await isKnown({ ...first, "x-count": `${count}` }));
  assert.equal(seen.length, 1_000);
  assert.equal(seen.at(-1).headers["x-count"], "1199");

  const body = `"${"x".repeat(12 * MIB)}"`;
  for (let count = 0; count < 4; count++) {
    const response = await app.request(path, { method: "PUT", headers: { ...JSON_TYPE, ...first }, body });
    assert.equal(response.status, 400);
  }
  assert.deepEqual(
    seen.map((request) => request.body.length),
    [body.length, body.length],
  );

  for (let count = 0; count < 99; count++) await app.request("/login", LOGIN);
  assert.equal(await isKnown(first), true);
  await app.request("/login", LOGIN);
  assert.equal(await isKnown(first), false);
});

test("every response has the headers that keep browsers out", async () => {
  const origin = "http://127.0.0.1:5173";
  const responses = {
    200: await send("GET", LIST, { headers: { cookie, origin } }),
    204: await send("OPTIONS", path, { headers: { origin, "access-control-request-method": "PUT" } }),
    400: await send("GET", LIST, { headers: { host: "a b" } }),
    401: await send("GET", LIST),
    403: await post("/login", USER, { origin: "https://evil.example" }),
    404: await send("GET", "/"),
    413: await post("/login", "x".repeat(5_000)),
    415: await post("/login", USER, { "content-type": "text/plain" }),
    421: await send("GET", LIST, { headers: { host: "evil.example" } }),
  };
  for (const [status, response] of Object.entries(responses)) {
    assert.equal(response.status, Number(status));
    const { headers } = response;
    assert.equal(headers["x-content-type-options"], "nosniff", status);
    assert.equal(headers["cache-control"], "no-store", status);
    assert.equal(headers["referrer-policy"], "no-referrer", status);
    assert.equal(headers["x-frame-options"], "DENY", status);
    assert.match(headers["content-security-policy"], /^default-src 'none';.* frame-ancestors 'none'$/, status);
    assert.equal(headers["x-powered-by"], undefined, status);
  }
});

test("the console may read responses from another port, and pages of other sites may not", async () => {
  const preflight = (origin) =>
    send("OPTIONS", path, {
      headers: { origin, "access-control-request-method": "PUT", "access-control-request-headers": "content-type" },
    });
  for (const origin of ["http://127.0.0.1:5173", "http://localhost:4173"]) {
    for (const { headers } of [await preflight(origin), await send("GET", path, { headers: { cookie, origin } })]) {
      assert.equal(headers["access-control-allow-origin"], origin);
      assert.equal(headers["access-control-allow-credentials"], "true");
      assert.match(headers.vary, /Origin/);
    }
    const exposed = (await send("GET", path, { headers: { cookie, origin } })).headers["access-control-expose-headers"];
    assert.deepEqual(exposed.split(",").sort(), ["etag", "retry-after", "x-request-id"]);
    const { headers } = await preflight(origin);
    assert.match(headers["access-control-allow-methods"], /PUT/);
    assert.match(headers["access-control-allow-headers"], /authorization,content-type/);
  }
  for (const origin of ["https://evil.example", "null"]) {
    assert.equal((await preflight(origin)).headers["access-control-allow-origin"], undefined);
  }
});

test("a logout ends the session and removes the cookie", async () => {
  const headers = { cookie: cookieOf(await fetch(`${platform.origin}/login`, LOGIN)) };
  assert.equal((await send("GET", LIST, { headers })).status, 200);
  const session = await send("GET", "/session", { headers });
  assert.deepEqual([session.status, session.json], [200, { email: USER.email, organisationId: ORGANISATION_ID }]);
  const logout = await send("POST", "/logout", { headers });
  assert.equal(logout.status, 204);
  assert.match(logout.headers["set-cookie"][0], /^versori_session=; Max-Age=0; Path=\/; HttpOnly/);
  for (const target of [LIST, "/session"]) assertError(await send("GET", target, { headers }), 401, target);
});
