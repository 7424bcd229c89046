// The client against real HTTP on loopback: what leaves, and how every call ends.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { inspect } from "node:util";
import { ConnectClient, ConnectError, isConnectError } from "connection-update";
import { deferred, ends } from "../waiting.mjs";
import { fixtureText } from "./fixtures.mjs";
import { json, startRefusing, startStub } from "./stub.mjs";

const example = await fixtureText("page-example");
const body = JSON.parse(example);
const target = { organisationId: body.organisationId, connectionId: body.id };
const answer = { ...body, environments: [], createdAt: "t", updatedAt: "u" };

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
after(() => assert.deepEqual(unhandled, []));

/** Runs a test with a stub that responds as scripted. */
async function withStub(respond, work) {
  const stub = await startStub(respond);
  try {
    return await work(stub);
  } finally {
    await stub.stop();
  }
}

const ok = (_, response) => json(response, 200, answer);

async function failure(respond, options = {}, call = {}) {
  return withStub(respond, async ({ baseUrl, seen }) => {
    const client = new ConnectClient({ baseUrl, ...options });
    const outcome = await ends(client.updateConnection(target, body, call));
    assert.equal(outcome.ok, false);
    assert.ok(outcome.error instanceof ConnectError && isConnectError(outcome.error));
    return { ...outcome, seen };
  });
}

test("what leaves is one PUT with exactly the bytes that were validated", () =>
  withStub(ok, async ({ baseUrl, seen }) => {
    const client = new ConnectClient({ baseUrl: `${baseUrl}/`, headers: { cookie: "session=1", "x-csrf-token": "t" } });
    const spelled = `\n${example.replace('"http"', '"\\u0068ttp"')} `;
    for (const form of [spelled, new TextEncoder().encode(spelled)]) {
      const outcome = await client.updateConnection(target, form);
      assert.equal(outcome.ok, true);
      assert.deepEqual(outcome.connection, answer);
      assert.deepEqual([outcome.issues, outcome.response.status], [[], 200]);
      const sent = seen.pop();
      assert.equal(sent.body.toString(), spelled);
      assert.equal(sent.method, "PUT");
      assert.equal(sent.url, `/api/o/${target.organisationId}/connections/${target.connectionId}`);
      const { cookie, accept, "content-type": type, "x-csrf-token": token } = sent.headers;
      assert.deepEqual([cookie, accept, type, token], ["session=1", "application/json", "application/json", "t"]);
    }
    await client.updateConnection(target, body);
    assert.equal(seen.pop().body.toString(), JSON.stringify(body));
    assert.equal(seen.length, 0);
  }));

test("headers may be a function, asked for each request", () =>
  withStub(ok, async ({ baseUrl, seen }) => {
    let count = 0;
    const client = new ConnectClient({ baseUrl, headers: async () => ({ "x-count": String(++count) }) });
    await client.updateConnection(target, body);
    await client.updateConnection(target, body);
    assert.deepEqual(
      seen.map(({ headers }) => headers["x-count"]),
      ["1", "2"],
    );
  }));

test("a `fetch` of one's own gets the request, with cookies included and redirects left alone", async () => {
  let request;
  const fetch = async (given) => {
    request = given;
    return Response.json(answer);
  };
  const outcome = await new ConnectClient({ fetch }).updateConnection(target, body);
  assert.equal(outcome.ok, true);
  assert.equal(
    request.url,
    `https://platform.versori.com/api/connect/v1alpha1/o/${target.organisationId}/connections/${target.connectionId}`,
  );
  assert.deepEqual([request.method, request.credentials, request.redirect], ["PUT", "include", "manual"]);
  await new ConnectClient({ fetch, credentials: "omit" }).updateConnection(target, body);
  assert.equal(request.credentials, "omit");
});

test("a body with an error is not sent", () =>
  withStub(ok, async ({ baseUrl, seen }) => {
    const client = new ConnectClient({ baseUrl });
    for (const bad of [
      { ...body, name: "" },
      "{",
      undefined,
      { ...body, n: 1n },
      { ...body, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C99" },
    ]) {
      const { error } = await client.updateConnection(target, bad);
      assert.deepEqual([error.kind, error.maybeApplied, error.name], ["invalid", false, "ConnectError"]);
      assert.ok(error.issues.length > 0);
      assert.match(error.message, /^nothing was sent: 1 error, the first/);
    }
    assert.equal(seen.length, 0);
  }));

test("warnings do not keep a body back, and come with the outcome", () =>
  withStub(ok, async ({ baseUrl }) => {
    const outcome = await new ConnectClient({ baseUrl }).updateConnection(target, { ...body, colour: "red" });
    assert.deepEqual(
      outcome.issues.map(({ code }) => code),
      ["unknown-field"],
    );
    const raised = new ConnectClient({ baseUrl, rules: { "unknown-field": "error" } });
    assert.equal((await raised.updateConnection(target, { ...body, colour: "red" })).error.kind, "invalid");
  }));

test("an instance of a class is sent with a warning, and as it was validated", () =>
  withStub(ok, async ({ baseUrl, seen }) => {
    class Body {}
    const outcome = await new ConnectClient({ baseUrl }).updateConnection(target, Object.assign(new Body(), body));
    assert.deepEqual(
      outcome.issues.map(({ code }) => code),
      ["class-instance"],
    );
    assert.equal(seen[0].body.toString(), JSON.stringify(body));
  }));

test("an id cannot leave its place in the path", () =>
  withStub(ok, async ({ baseUrl, seen }) => {
    const client = new ConnectClient({ baseUrl });
    for (const id of [
      "",
      ".",
      "..",
      "../x",
      "%2e%2e",
      "a/b",
      "a\\b",
      "a?b",
      "a#b",
      "a b",
      "a\u0000",
      "é",
      "a;b",
      "http://x",
    ]) {
      for (const name of ["organisationId", "connectionId"]) {
        const { error } = await client.updateConnection({ ...target, [name]: id }, body);
        assert.equal(error.kind, "invalid", id);
        assert.ok(
          error.issues.some(({ code }) => code === "unsafe-id"),
          id,
        );
      }
    }
    assert.equal(seen.length, 0);
  }));

test("a refusal names the fields as issues at their places", async () => {
  const deep = Array(100_000).fill("a");
  const refused = {
    code: "invalid_argument",
    message: "the body was refused",
    fields: [
      { field: "environments[0].credentials.action[1].id", message: "is unknown" },
      { field: "%", message: "is odd" },
      { field: deep.join("."), message: "is endless" },
    ],
  };
  const { error } = await failure((_, response) => json(response, 400, refused, { "x-request-id": "r-1" }));
  assert.deepEqual([error.kind, error.status, error.code, error.requestId], ["http", 400, "invalid_argument", "r-1"]);
  assert.equal(error.message, "the platform refused the body (400)");
  assert.deepEqual(
    error.issues.map(({ path, message }) => [path, message]),
    [
      [["environments", 0, "credentials", "action", 1, "id"], "is unknown"],
      [[], "%: is odd"],
      [deep, "is endless"],
    ],
  );
  assert.equal(error.maybeApplied, false);
});

test("the words of a refusal are kept as issues in every form, and nowhere else", async () => {
  const problem = {
    title: "Bad",
    detail: "s3cr3t",
    errors: [{ detail: "taken: s3cr3t", pointer: "#/environments/0/name" }, "s3cr3t"],
  };
  const listed = { detail: [{ loc: ["body", "environments", 1, "name"], msg: "s3cr3t" }] };
  const plain = `s3cr3t${"é".repeat(1_000)}`;
  for (const [type, text, expected] of [
    [
      "application/problem+json",
      JSON.stringify(problem),
      [
        [["environments", 0, "name"], "taken: s3cr3t"],
        [[], "s3cr3t"],
      ],
    ],
    ["application/problem+json", JSON.stringify({ ...problem, errors: undefined }), [[[], "Bad: s3cr3t"]]],
    ["application/json", JSON.stringify({ errors: { baseUrl: ["s3cr3t"] } }), [[["baseUrl"], "s3cr3t"]]],
    ["application/json", JSON.stringify(listed), [[["environments", 1, "name"], "s3cr3t"]]],
    ["text/plain;charset=utf-8", plain, [[[], plain.slice(0, 6 + (1_024 - 6) / 2)]]],
    ["text/html", "<html>s3cr3t", []],
    ["text/plain", "<html>s3cr3t", []],
  ]) {
    const fetch = async () => new Response(text, { status: 400, headers: { "content-type": type } });
    const { error } = await new ConnectClient({ fetch }).updateConnection(target, body);
    assert.deepEqual(
      error.issues.map(({ path, message }) => [path, message]),
      expected,
      type,
    );
    assert.deepEqual([error.kind, error.message], ["http", "the platform refused the body (400)"]);
    assert.ok(error.issues.every(({ code, severity }) => code === "rejected" && severity === "error"));
    const shown = [error.message, error.stack, String(error), JSON.stringify(error), inspect(error)].join();
    assert.ok(!shown.includes("s3cr3t"), shown);
  }
});

test("each answer that is no connection is told apart", async () => {
  const html = (status) => (_, response) => response.writeHead(status, { "content-type": "text/html" }).end("<html>");
  const cases = [
    [(_, response) => json(response, 401, { code: "unauthenticated", message: "x" }), "http", 401, false],
    [(_, response) => json(response, 403, {}), "http", 403, false],
    [(_, response) => json(response, 404, "gone"), "http", 404, false],
    [html(502), "http", 502, true],
    [html(200), "decode", 200, true],
    [(_, response) => json(response, 200, ""), "decode", 200, true],
    [(_, response) => json(response, 200, '{"id":'), "decode", 200, true],
    [(_, response) => json(response, 200, "[]"), "decode", 200, true],
    [(_, response) => response.writeHead(204).end(), "decode", 204, true],
  ];
  for (const [respond, kind, status, maybeApplied] of cases) {
    const { error } = await failure(respond);
    assert.deepEqual([error.kind, error.status, error.maybeApplied], [kind, status, maybeApplied], error.message);
  }
});

test("a redirect is reported and not followed: the other server sees no byte", () =>
  withStub(ok, async (other) => {
    for (const status of [301, 302, 303, 307, 308]) {
      const redirect = (_, response) => response.writeHead(status, { location: `${other.baseUrl}/elsewhere` }).end();
      const { error, seen } = await failure(redirect);
      assert.deepEqual([error.kind, error.status, seen.length], ["http", status, 1]);
      assert.match(error.message, /redirect/);
    }
    assert.equal(other.seen.length, 0);
  }));

test("a server that is not there, or that breaks off, is a network error", async () => {
  const { origin, stop } = await startRefusing();
  const { error } = await ends(new ConnectClient({ baseUrl: origin }).updateConnection(target, body));
  await stop();
  assert.deepEqual([error.kind, error.maybeApplied], ["network", false]);
  assert.ok(error.cause instanceof Error);
  const head = deferred();
  const respond = async (_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"id":');
    await head.promise;
    response.destroy();
  };
  const reading = async (request) => {
    const response = await fetch(request);
    head.resolve();
    return response;
  };
  const broken = await failure(respond, { fetch: reading });
  assert.deepEqual([broken.error.kind, broken.error.status], ["network", 200]);
  assert.match(broken.error.message, /broke off/);
});

test("a signal ends a call whatever its reason, before and while it runs", async () => {
  for (const reason of [new Error("enough"), "text", null, { odd: true }]) {
    const early = await failure(ok, {}, { signal: AbortSignal.abort(reason) });
    assert.deepEqual([early.error.kind, early.error.maybeApplied, early.seen.length], ["aborted", false, 0]);
    const controller = new AbortController();
    // The request has arrived and never gets a response.
    const never = () => controller.abort(reason);
    const late = await failure(never, {}, { signal: controller.signal });
    assert.deepEqual([late.error.kind, late.error.maybeApplied, late.seen.length], ["aborted", true, 1]);
    if (reason instanceof Error) assert.equal(late.error.cause, reason);
  }
  const controller = new AbortController();
  const deaf = () => {
    setImmediate(() => controller.abort());
    return new Promise(() => {});
  };
  const settled = await failure(ok, { fetch: deaf }, { signal: controller.signal });
  assert.equal(settled.error.kind, "aborted");
});

test("headers that cannot be had end the call with an error, and heed the signal", async () => {
  const broken = () => {
    throw new Error("s3cr3t");
  };
  const { error, seen } = await failure(ok, { headers: broken });
  assert.deepEqual([error.kind, error.maybeApplied, seen.length], ["invalid", false, 0]);
  assert.ok(!error.message.includes("s3cr3t") && error.cause.message === "s3cr3t");
  const controller = new AbortController();
  const endless = () => {
    setImmediate(() => controller.abort());
    return new Promise(() => {});
  };
  const never = await failure(ok, { headers: endless }, { signal: controller.signal });
  assert.deepEqual([never.error.kind, never.error.maybeApplied, never.seen.length], ["aborted", false, 0]);
});

test("headers may be `Headers`; a `Map`, of which nothing would be sent, is refused", () =>
  withStub(ok, async ({ baseUrl, seen }) => {
    await new ConnectClient({ baseUrl, headers: new Headers({ "x-one": "1" }) }).updateConnection(target, body);
    assert.equal(seen[0].headers["x-one"], "1");
    assert.throws(() => new ConnectClient({ headers: new Map([["x", "1"]]) }), {
      name: "TypeError",
      message: /record/,
    });
  }));

test("a redirect as browsers show it, and a refusal too large to read, are what they are", async () => {
  const opaque = {
    type: "opaqueredirect",
    status: 0,
    headers: new Headers(),
    arrayBuffer: async () => new ArrayBuffer(0),
  };
  const redirected = await failure(ok, { fetch: async () => opaque });
  assert.equal(redirected.error.message, "the platform returned a redirect, which is never followed");
  assert.equal(redirected.error.kind, "http");
  const large = (_, response) => json(response, 400, { code: "x", message: "m".repeat(5_000) });
  const { error } = await failure(large, { maxBytes: 2_000 });
  assert.deepEqual([error.kind, error.status, error.maybeApplied], ["http", 400, false]);
});

test("a `fetch` that misbehaves is survived", async () => {
  const behaviours = [
    [
      () => {
        throw new Error("at once");
      },
      "network",
    ],
    [() => Promise.reject(new TypeError("later")), "network"],
    [() => Promise.reject(undefined), "network"],
    [() => undefined, "decode"],
    [async () => ({}), "decode"],
    [async () => 7, "decode"],
    [
      async () => ({
        status: 200,
        headers: new Headers(),
        arrayBuffer: () => {
          throw new Error("no");
        },
      }),
      "network",
    ],
  ];
  for (const [fetch, kind] of behaviours) {
    const { error } = await failure(ok, { fetch });
    assert.deepEqual([error.kind, error.maybeApplied], [kind, true]);
  }
  const foreign = {
    status: 200,
    headers: new Headers({ "content-type": "application/json" }),
    arrayBuffer: async () => new TextEncoder().encode(JSON.stringify(answer)).buffer,
  };
  const outcome = await new ConnectClient({ fetch: async () => foreign }).updateConnection(target, body);
  assert.deepEqual([outcome.ok, outcome.connection], [true, answer]);
});

test("a wrong argument is a TypeError that names it", async () => {
  const constructs = [
    [7, /^options: /],
    [{ base: "x" }, /`base`/],
    [{ baseUrl: 7 }, /^options\.baseUrl/],
    [{ baseUrl: "/api/../b" }, /^options\.baseUrl/],
    [{ baseUrl: "api" }, /^options\.baseUrl/],
    [{ allowInsecure: 1 }, /^options\.allowInsecure/],
    [{ baseUrl: "http://example.com" }, /^options\.baseUrl .*https/],
    [{ baseUrl: "https://me:pw@example.com" }, /^options\.baseUrl/],
    [{ baseUrl: "https://example.com/?q" }, /^options\.baseUrl/],
    [{ fetch: "no" }, /^options\.fetch/],
    [{ headers: 7 }, /^options\.headers/],
    [{ headers: { "a b": "x" } }, /^options\.headers: `a b`/],
    [{ headers: { x: "s3cr3t\r\ny: z" } }, /^options\.headers: `x`/],
    [{ headers: { "content-type": "text/plain" } }, /^options\.headers: `content-type`/],
    [{ headers: null }, /^options\.headers: expected a record/],
    [{ headers: new Map([["x", "1"]]) }, /^options\.headers: expected a record/],
    [{ credentials: "always" }, /^options\.credentials/],
    [{ rules: "lax" }, /^options\.rules/],
    ...[-1, 11, 1.5, "2", Number.NaN].map((retries) => [{ retries }, /^options\.retries: .* from 0 to 10$/]),
    ...[0, -1, 1.5, 2 ** 31, "9"].map((timeoutMs) => [{ timeoutMs }, /^options\.timeoutMs: .* from 1 to 2147483647/]),
  ];
  for (const [options, message] of constructs) {
    assert.throws(
      () => new ConnectClient(options),
      (error) => {
        assert.ok(error instanceof TypeError && !error.message.includes("s3cr3t"), error.message);
        assert.match(error.message, message);
        return true;
      },
    );
  }
  const client = new ConnectClient({ fetch: async () => Response.json(answer) });
  const calls = [
    [[], /^target: /],
    [[{}, body], /^target\.organisationId/],
    [[{ ...target, connectionId: 7 }, body], /^target\.connectionId/],
    [[{ ...target, environmentId: "7" }, body], /^target: .*`environmentId`/],
    [[target, body, 7], /^options: /],
    ...["stop", null, {}, { aborted: false }, { addEventListener() {} }].map((signal) => [
      [target, body, { signal }],
      /^options\.signal: expected an AbortSignal$/,
    ]),
    [[target, body, { timeoutMs: 2 ** 31 }], /^options\.timeoutMs/],
    [[target, body, { timeout: 1 }], /`timeout`/],
  ];
  for (const [args, message] of calls) {
    await assert.rejects(client.updateConnection(...args), { name: "TypeError", message });
  }
});

test("the limits of numbers are accepted, and so are headers without a prototype", async () => {
  const headers = Object.assign(Object.create(null), { "x-one": "1" });
  for (const options of [{ retries: 0 }, { retries: 10 }, { timeoutMs: 1 }, { timeoutMs: 2 ** 31 - 1 }, { headers }]) {
    const seen = [];
    const fetch = async (request) => {
      seen.push(request.headers.get("x-one"));
      return Response.json(answer);
    };
    const limit = options.timeoutMs === 1 ? { timeoutMs: Number.POSITIVE_INFINITY } : {};
    const result = await new ConnectClient({ fetch, ...options }).updateConnection(target, body, limit);
    assert.deepEqual([result.ok, seen], [true, [options.headers === undefined ? null : "1"]]);
  }
});
