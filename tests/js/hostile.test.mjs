// Hostile input: no request to another URL, no secret in an error, no call that does not end.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { inspect } from "node:util";
import { ConnectClient } from "connection-update";
import fc from "fast-check";
import { BODY, TARGET } from "../faults/call.mjs";
import { deferred, driveClock, ends, hasSettled } from "../waiting.mjs";
import { fixture } from "./fixtures.mjs";
import { assertOften, runs } from "./runs.mjs";
import { startStub } from "./stub.mjs";

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
after(() => assert.deepEqual(unhandled, []));

const BASE = "https://platform.example/api";

/** A `fetch` that keeps what it was given. */
function keeper(answer = () => Response.json({ ...BODY, environments: [] })) {
  const urls = [];
  const fetch = async (request) => {
    urls.push(request.url);
    return answer(request);
  };
  return { fetch, urls };
}

const IDS = [
  "",
  ".",
  "..",
  "...",
  "../..",
  "a/../b",
  "/",
  "//",
  "\\",
  "a\\b",
  "%",
  "%2e",
  "%2E%2e",
  "%2f",
  "%5c",
  "%00",
  "%252e",
  "a?b",
  "?",
  "a#b",
  "#",
  "a;b",
  "a&b",
  "a=b",
  "a:b",
  "a@b",
  "@evil.example",
  "evil.example/x",
  "http://evil.example",
  "//evil.example",
  " ",
  "a b",
  "a\tb",
  "a\nb",
  "a\r\nhost: evil.example",
  "\u0000",
  "a\u007f",
  "\u00a0",
  "é",
  "ａ",
  "．．",
  "\u2024\u2024",
  "\u202e",
  "\ud800",
  "😀",
  `${"a".repeat(10)}/`,
  "[",
  "]",
  "{id}",
  "<",
  "'",
  '"',
  "`",
  "|",
  "^",
  "*",
  "(",
  "!",
  ",",
  "+",
  "$",
];

test("no id leads anywhere else", async () => {
  const { fetch, urls } = keeper();
  const client = new ConnectClient({ fetch, baseUrl: BASE });
  assert.ok(IDS.length >= 40);
  for (const id of IDS) {
    for (const name of ["organisationId", "connectionId"]) {
      if (id === "...") continue;
      const target = { ...TARGET, [name]: id };
      const calls = [
        client.getConnection(target),
        client.updateConnection(target, BODY),
        client.save(target, { base: { ...BODY, environments: [] }, changes: { name: "Other" } }),
      ];
      for (const { error } of await Promise.all(calls)) {
        assert.equal(error?.kind, "invalid", JSON.stringify(id));
        assert.ok(error.issues.some(({ code }) => code === "unsafe-id"));
      }
    }
  }
  assert.deepEqual(urls, []);
});

test("whatever an id holds, a request that leaves has the very path that was asked for", async () => {
  const id = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."ab01.-_~%/\\?#:@ é") }),
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^[\w.~-]+$/),
  );
  let sent = 0;
  const check = async (organisationId, connectionId) => {
    const { fetch, urls } = keeper();
    await new ConnectClient({ fetch, baseUrl: BASE }).getConnection({ organisationId, connectionId });
    for (const url of urls) {
      sent += 1;
      assert.equal(url, `${BASE}/o/${organisationId}/connections/${connectionId}`);
      assert.equal(new URL(url).pathname.split("/").length, 6);
    }
  };
  await fc.assert(fc.asyncProperty(id, id, check), runs(2_000));
  assertOften({ sent }, 100);
});

const BASE_URLS = [
  "",
  " ",
  "platform.example",
  "/api/../x",
  "/\\\\platform.example",
  "//platform.example",
  "./api",
  "?x",
  "#x",
  "https:",
  "https:/",
  "https://",
  "https:///x",
  "https:platform.example",
  "https:\\\\platform.example",
  "https://platform.example\\@evil.example",
  "http://platform.example",
  "http://localhost.evil.example",
  "http://127.0.0.1.evil.example",
  "http://127.1.evil.example",
  "ftp://platform.example",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "data:text/plain,x",
  "blob:https://platform.example/x",
  "ws://localhost",
  "https://user@platform.example",
  "https://user:pw@platform.example",
  "https://:@platform.example",
  "https://@platform.example",
  "https://platform.example?x",
  "https://platform.example/?",
  "https://platform.example#",
  "https://platform.example/#x",
  "https://platform.example/a/../b",
  "https://platform.example/./a",
  "https://platform.example/%2e%2e/a",
  "https://platform.example/a//b",
  " https://platform.example",
  "https://platform.example ",
  "https://platform.example/a b",
  "https://platform\u0000.example",
  "https://platform.example/\n",
  "https://plat\tform.example",
  "https://exämple.com",
  "https://platform.example:99999",
  "https://platform.example:x",
  "https://[::1",
  "https://256.256.256.256",
  "https://0x7f.1.evil.example/%",
  "https://platform.example/%zz",
  "https://pl%61tform.example",
];

test("no base URL leads anywhere else", () => {
  assert.ok(BASE_URLS.length >= 40);
  for (const baseUrl of BASE_URLS) {
    assert.throws(
      () => new ConnectClient({ baseUrl }),
      (error) => error instanceof TypeError && error.message.startsWith("options.baseUrl is refused"),
      JSON.stringify(baseUrl),
    );
  }
});

const CANARY = "c4n4ry-7f3a";

/** Returns every copy of a value in which one leaf is a canary, or contains one. */
function* poisoned(value, poison = (leaf) => (typeof leaf === "string" ? CANARY : { x: CANARY })) {
  if (typeof value !== "object" || value === null) {
    yield poison(value);
    yield [CANARY];
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    for (const poisonedInner of poisoned(inner, poison)) {
      const copy = structuredClone(value);
      copy[key] = poisonedInner;
      yield copy;
    }
  }
}

/** All that a log, a console or a page could show of an error without asking for more. */
function forms(error) {
  return [
    String(error),
    error.message,
    error.stack,
    JSON.stringify(error),
    JSON.stringify({ error }),
    inspect(error, { depth: 12 }),
    inspect({ outcome: { ok: false, error } }, { depth: 12, colors: true }),
    JSON.stringify(Object.entries(error)),
    JSON.stringify({ ...error }),
    JSON.stringify(structuredClone({ ...error })),
  ];
}

function expectSilent(outcome, what) {
  if (outcome.ok) return false;
  for (const form of forms(outcome.error)) assert.ok(!form.includes(CANARY), `${what}: ${form}`);
  return true;
}

test("no error holds a value of the body", async () => {
  const example = await fixture("page-example");
  const target = { organisationId: example.organisationId, connectionId: example.id };
  const { fetch } = keeper(() => Response.json({ code: "x" }, { status: 400 }));
  const client = new ConnectClient({ fetch, rules: "strict" });
  let count = 0;
  for (const body of poisoned(example)) {
    for (const form of [body, JSON.stringify(body), `${JSON.stringify(body)}${CANARY}`]) {
      if (expectSilent(await client.updateConnection(target, form), JSON.stringify(body))) count += 1;
    }
    const stored = { ...example, environments: [] };
    const saved = await client.save(target, { base: stored, changes: body });
    if (expectSilent(saved, "save")) count += 1;
  }
  assert.ok(count > 100, `${count} errors`);
});

test("no error holds a header of the request, nor anything of the answer", async () => {
  const headers = { authorization: CANARY, cookie: CANARY, "x-csrf-token": CANARY };
  const said = {
    "x-request-id": CANARY,
    etag: CANARY,
    "retry-after": CANARY,
    "content-type": CANARY,
    location: CANARY,
  };
  const refused = {
    code: "invalid",
    message: "no",
    fields: [{ field: "environments[0].name", message: "is taken" }],
    details: { x: "y" },
  };
  const connection = { ...BODY, environments: [] };
  let count = 0;
  const meet = async (respond) => {
    const client = new ConnectClient({ fetch: async () => respond(), headers });
    if (expectSilent(await client.updateConnection(TARGET, BODY), "answer")) count += 1;
    const edit = { base: { ...connection, name: CANARY }, changes: { name: "Mine" } };
    if (expectSilent(await client.save(TARGET, edit), "save")) count += 1;
  };
  for (const body of poisoned(refused)) {
    for (const status of [400, 401, 403, 404, 409, 422, 429, 500, 503]) {
      await meet(() => new Response(JSON.stringify(body), { status, headers: said }));
    }
  }
  for (const body of [...poisoned(connection)].map((value) => JSON.stringify(value))) {
    for (const text of [body, body.slice(0, -3), `${body}${CANARY}`]) await meet(() => new Response(text));
  }
  for (const status of [200, 204, 301, 500]) {
    await meet(() => new Response(status === 204 ? null : CANARY, { status, statusText: CANARY, headers: said }));
  }
  assert.ok(count > 200, `${count} errors`);
  for (const name of ["x\n", "x"]) {
    const options = { headers: { [name]: `${CANARY}\r\n` } };
    assert.throws(
      () => new ConnectClient(options),
      (error) => !inspect(error).includes(CANARY),
    );
  }
});

test("bytes that an engine could not read are in no form of the error", async (t) => {
  const garbage = [
    `${CANARY} garbage\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nContent-Length: ${CANARY}\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${CANARY}\r\n`,
  ];
  for (const bytes of garbage) {
    const server = createServer((socket) => socket.on("error", () => {}).once("data", () => socket.end(bytes)));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => server.close());
    const client = new ConnectClient({ baseUrl: `http://127.0.0.1:${server.address().port}` });
    const outcome = await client.updateConnection(TARGET, BODY);
    assert.ok(expectSilent(outcome, bytes));
    assert.ok(outcome.error.cause instanceof Error && outcome.error.cause.name !== "");
  }
});

test("what an error hides can be asked for", async () => {
  const body = { code: CANARY, message: CANARY, fields: [{ field: "name", message: CANARY }] };
  const answer = () => Response.json(body, { status: 400, headers: { "x-request-id": CANARY } });
  const { error } = await new ConnectClient({ fetch: answer }).updateConnection(TARGET, BODY);
  const { code, requestId, issues } = error;
  assert.deepEqual([code, requestId, issues[0].message, issues[0].field], [CANARY, CANARY, CANARY, "name"]);
});

const REASONS = [new Error("enough"), "text", { odd: true }, undefined];
const STORED = JSON.stringify({ ...BODY, environments: [] });
/** Each call with the methods of the requests that it makes. */
const CALLS = [
  { methods: ["PUT"], run: (client, options) => client.updateConnection(TARGET, BODY, options) },
  {
    methods: ["GET", "PUT"],
    run: (client, options) => client.save(TARGET, { base: STORED, changes: { name: "Other" } }, options),
  },
];
/** Instants of an exchange, in their order. */
const INSTANTS = ["headers asked", "headers awaited", "request made", "request arrived", "head there", "part there"];

/** Returns a response that calls `arrived` when its reader has the first part of the body. */
function watched(response, arrived) {
  const { body } = response;
  const getReader = body.getReader.bind(body);
  body.getReader = () => {
    const reader = getReader();
    const read = reader.read.bind(reader);
    reader.read = async () => {
      const part = await read();
      arrived();
      return part;
    };
    return reader;
  };
  return response;
}

/**
 * Returns a client, and a handler for its server. No exchange continues to its next instant before both sides have reached the
 * current one. `reach` is called at each instant of each exchange.
 */
function inSteps(baseUrl, reach) {
  let [head, part] = [];
  const respond = async (_, response) => {
    reach("request arrived");
    response.writeHead(200, { "content-type": "application/json", "content-length": STORED.length }).flushHeaders();
    await head.promise;
    response.write(STORED.slice(0, 20));
    await part.promise;
    response.end(STORED.slice(20));
  };
  const headers = async () => {
    [head, part] = [deferred(), deferred()];
    reach("headers asked");
    await new Promise((resolve) => setImmediate(resolve));
    reach("headers awaited");
    return { "x-token": "t" };
  };
  const send = async (request) => {
    reach("request made");
    const response = await fetch(request);
    reach("head there");
    head.resolve();
    let isFirst = true;
    return watched(response, () => {
      if (isFirst) reach("part there");
      isFirst = false;
      part.resolve();
    });
  };
  return { client: new ConnectClient({ baseUrl, headers, fetch: send }), respond };
}

test("an abort ends a call at any instant, whatever its reason, and leaves nothing unhandled", async (t) => {
  let respond;
  const stub = await startStub((...exchange) => respond(...exchange));
  t.after(() => stub.stop());
  /** Runs a call that is aborted at an instant, counted from the first of its first exchange. */
  const abortedAt = async (run, at, reason) => {
    const controller = new AbortController();
    const reached = [];
    const stepped = inSteps(stub.baseUrl, (instant) => {
      if (reached.push(instant) === at + 1) controller.abort(reason);
    });
    respond = stepped.respond;
    const outcome = await ends(run(stepped.client, { signal: controller.signal }));
    const { aborted, reason: cause } = controller.signal;
    // After the end, an abort is nothing.
    controller.abort(reason);
    return { ...outcome, aborted, cause, instant: reached[at], sent: stub.seen.splice(0).map(({ method }) => method) };
  };
  for (const { methods, run } of CALLS) {
    for (const reason of REASONS) {
      for (let at = 0; at < methods.length * INSTANTS.length; at++) {
        const [exchange, index] = [Math.floor(at / INSTANTS.length), at % INSTANTS.length];
        const { error, aborted, cause, instant, sent } = await abortedAt(run, at, reason);
        const what = `${methods[exchange]} of ${methods}, ${INSTANTS[index]}`;
        assert.deepEqual([aborted, instant], [true, INSTANTS[index]], what);
        const isInDoubt = methods[exchange] === "PUT" && index >= INSTANTS.indexOf("request made");
        assert.deepEqual([error?.kind, error?.maybeApplied], ["aborted", isInDoubt], what);
        assert.equal(error.cause, cause, what);
        const hasArrived = index >= INSTANTS.indexOf("request arrived");
        assert.deepEqual(sent, methods.slice(0, hasArrived ? exchange + 1 : exchange), what);
      }
      const whole = await abortedAt(run, Number.POSITIVE_INFINITY, reason);
      assert.deepEqual([whole.ok, whole.aborted, whole.sent], [true, false, methods]);
    }
  }
});

test("an abort between any two steps of a call ends it", async () => {
  const client = new ConnectClient({ headers: async () => ({}), fetch: async () => Response.json(JSON.parse(STORED)) });
  for (const { run } of CALLS) {
    // What came of a call that was aborted after no step, after one, and so on until it was done.
    const outcomes = [];
    while (outcomes.at(-1) !== "done") {
      const controller = new AbortController();
      const calling = run(client, { signal: controller.signal });
      for (let step = 0; step < outcomes.length; step++) await null;
      controller.abort();
      const { ok, error } = await ends(calling);
      if (!ok) assert.equal(error.kind, "aborted");
      outcomes.push(ok ? "done" : error.maybeApplied ? "in doubt" : "not applied");
      assert.ok(outcomes.length < 1_000, "the call is done at last");
    }
    assert.deepEqual(
      outcomes.filter((outcome, at) => outcome !== outcomes[at - 1]),
      ["not applied", "in doubt", "done"],
    );
  }
});

test("a deadline ends a call whose `fetch`, headers or body never end, also where they ignore the signal", async (t) => {
  const never = () => new Promise(() => {});
  const stuck = () => ({ status: 200, headers: new Headers(), arrayBuffer: never });
  const streaming = () => new Response(new ReadableStream({}), { headers: { "content-type": "application/json" } });
  const real = new ConnectClient({ fetch: never }).updateConnection(TARGET, BODY, { timeoutMs: 50 });
  assert.match((await ends(real)).error.message, /50 ms/);
  const clock = driveClock(t);
  for (const [options, maybeApplied] of [
    [{ fetch: never }, true],
    [{ headers: never, fetch: keeper().fetch }, false],
    [{ fetch: async () => stuck() }, true],
    [{ fetch: async () => streaming() }, true],
  ]) {
    const calling = new ConnectClient({ timeoutMs: 100, ...options }).updateConnection(TARGET, BODY);
    assert.equal(await clock.nextDelay(), 100);
    clock.advance(99);
    assert.equal(await hasSettled(calling), false, "not before its time");
    clock.advance(1);
    const { error } = await ends(calling);
    assert.deepEqual([error.kind, error.maybeApplied], ["timeout", maybeApplied]);
  }
});
