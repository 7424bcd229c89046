// The errors of single exchanges: their messages, their causes, and the limits of a response.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient, validate } from "connection-update";
import { BODY, TARGET } from "../faults/call.mjs";
import { deferred, driveClock, ends } from "../waiting.mjs";

const STORED = { ...BODY, environments: [] };
const noFetch = () => assert.fail("nothing is sent");
const update = async (body, options) => {
  const { ok, error } = await ends(new ConnectClient({ fetch: noFetch, ...options }).updateConnection(TARGET, body));
  return ok ? "ok" : error;
};
const read = async (respond, options) => {
  let count = 0;
  const fetch = async () => {
    count += 1;
    return respond(count);
  };
  const { ok, error } = await ends(new ConnectClient({ fetch, ...options }).getConnection(TARGET));
  return { ok, error, count };
};

test("the message of a body with errors counts them, and has the path and the code of the first", async () => {
  const twice = [
    { name: "A", credentials: {}, variables: [] },
    { name: "A", credentials: {}, variables: [] },
  ];
  const circular = {};
  circular.self = circular;
  for (const [body, rest, options] of [
    [" ".repeat(1_001), "1 error, the first in the whole (too-large)", { maxBytes: 1_000 }],
    [{ ...BODY, name: 7 }, "1 error, the first in `name` (invalid-type)"],
    [{ ...BODY, unknownField: 1, name: 7 }, "1 error, the first in `name` (invalid-type)"],
    [{ ...BODY, name: 7, baseUrl: 7 }, "2 errors, the first in `name` (invalid-type)"],
    [{ ...BODY, environments: twice }, "1 error, the first in `environments[1].name` (duplicate-value)"],
    ["[]", "1 error, the first in the whole (invalid-type)"],
    [{ ...BODY, circular }, "1 error, the first in `circular.self` (cyclic-value)"],
  ]) {
    const { kind, message, issues, maybeApplied } = await update(body, options);
    assert.deepEqual([kind, message, maybeApplied], ["invalid", `nothing was sent: ${rest}`, false]);
    assert.ok(issues.some(({ severity }) => severity === "error"));
  }
});

test("a body that is too large has the issues that `validate` reports, in the same order", async () => {
  const body = { ...BODY, inner: { large: 1n }, large: 2n, list: Array(2_000).fill(1), last: 3n };
  const options = { maxBytes: 1_000 };
  const { issues } = await update(body, options);
  assert.deepEqual(issues, validate(body, options).issues);
  assert.deepEqual(
    issues.map(({ code, field }) => `${code} ${field}`),
    ["bigint-value inner.large", "bigint-value large", "too-large "],
  );
});

test("the cause of an error is a copy without data of the response", async () => {
  const inner = Object.assign(new RangeError("inner"), { code: "E_INNER", data: "s3cr3t" });
  const outer = Object.assign(new TypeError("outer", { cause: inner }), { syscall: "write", data: "s3cr3t" });
  const { cause } = (await read(() => Promise.reject(outer))).error;
  assert.notEqual(cause, outer);
  assert.deepEqual([cause.name, cause.message, cause.stack], ["TypeError", "outer", outer.stack]);
  assert.deepEqual(Object.entries(cause), [["syscall", "write"]]);
  assert.deepEqual([cause.cause.name, cause.cause.message], ["RangeError", "inner"]);
  assert.deepEqual(Object.entries(cause.cause), [["code", "E_INNER"]]);
  assert.equal("cause" in cause.cause, false);
});

test("a cause that is not an error is kept, and one that cannot be read is left out", async () => {
  for (const reason of ["text", { code: 1 }, undefined]) {
    assert.equal((await read(() => Promise.reject(reason))).error.cause, reason);
  }
  const hostile = Object.defineProperty(new Error("no"), "code", {
    get: () => {
      throw new Error("s3cr3t");
    },
  });
  assert.equal((await read(() => Promise.reject(hostile))).error.cause, undefined);
});

test("the causes of a cause are copied to a depth of four, and a circular one is not followed without end", async () => {
  const errors = Array.from({ length: 6 }, (_, at) => Object.assign(new Error(`${at}`), { at }));
  for (const [at, error] of errors.entries()) error.cause = errors[at + 1] ?? errors[0];
  const { error } = await read(() => Promise.reject(errors[0]));
  const seen = [];
  for (let { cause } = error, depth = 0; depth < 5; depth++, cause = cause.cause) seen.push([cause.message, cause.at]);
  assert.deepEqual(seen, [
    ["0", undefined],
    ["1", undefined],
    ["2", undefined],
    ["3", undefined],
    ["4", 4],
  ]);
});

test("a write is certainly not applied only if its cause proves that no connection was made", async () => {
  const unsent = Object.assign(new Error("no host"), { code: "ENOTFOUND" });
  const nest = (levels) => (levels === 0 ? unsent : new Error("outer", { cause: nest(levels - 1) }));
  const list = (levels) => (levels === 0 ? unsent : new AggregateError([unsent, list(levels - 1)]));
  const hostile = Object.defineProperty({}, "code", {
    get: () => {
      throw new Error("no");
    },
  });
  for (const [cause, isUnsent] of [
    [unsent, true],
    [{ code: "ENOTFOUND" }, true],
    [{ code: "ECONNREFUSED", syscall: "connect" }, true],
    [{ code: "ECONNREFUSED", syscall: "read" }, false],
    [{ code: "ECONNREFUSED" }, false],
    [nest(3), true],
    [nest(4), false],
    [list(3), true],
    [list(4), false],
    [new AggregateError([unsent, new Error("reset")]), false],
    [new AggregateError([]), false],
    [new AggregateError([], "empty", { cause: unsent }), true],
    [new Error("reset"), false],
    [undefined, false],
    [null, false],
    ["ENOTFOUND", false],
    [7, false],
    [hostile, false],
  ]) {
    const error = await update(BODY, { fetch: () => Promise.reject(cause) });
    const message = isUnsent
      ? "no connection to the platform could be made"
      : "the platform could not be reached, or did not respond";
    assert.deepEqual([error.kind, error.message, error.maybeApplied], ["network", message, !isUnsent]);
  }
});

test("something that is not a response is named so", async () => {
  const headers = new Headers();
  const arrayBuffer = async () => new ArrayBuffer(0);
  for (const value of [
    undefined,
    null,
    7,
    {},
    { status: 200, headers },
    { status: 200, arrayBuffer },
    { headers, arrayBuffer },
    { status: "200", headers, arrayBuffer },
    { status: 200, headers: {}, arrayBuffer },
    { status: 200, headers, arrayBuffer: 7 },
  ]) {
    const { error } = await read(() => value);
    assert.deepEqual([error.kind, error.message], ["decode", "`fetch` gave something that is not a Response"]);
  }
});

test("a response can have as many bytes as the limit, and not one more", async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(STORED));
  const headers = new Headers({ "content-type": "application/json" });
  let cancelled = 0;
  const chunks = () => {
    const left = [bytes.subarray(0, 10), bytes.subarray(10)];
    const getReader = () => ({
      read: async () => ({ done: left.length === 0, value: left.shift() }),
      cancel: async () => {
        cancelled += 1;
      },
    });
    return { status: 200, headers, arrayBuffer: noFetch, body: { getReader } };
  };
  const whole = () => ({ status: 200, headers, arrayBuffer: async () => bytes.slice().buffer });
  for (const respond of [chunks, whole]) {
    cancelled = 0;
    assert.deepEqual([(await read(respond, { maxBytes: bytes.length })).ok, cancelled], [true, 0]);
    const { error } = await read(respond, { maxBytes: bytes.length - 1 });
    assert.deepEqual(
      [error.kind, error.message, cancelled],
      ["decode", `the platform returned 200 with more than ${bytes.length - 1} bytes`, Number(respond === chunks)],
    );
  }
});

test("spaces around the time in `Retry-After` do not matter", async () => {
  const headers = { get: (name) => (name === "retry-after" ? " 5 " : null) };
  const { error } = await read(() => ({ status: 429, headers, arrayBuffer: async () => new ArrayBuffer(0) }));
  assert.equal(error.retryAfterMs, 5_000);
});

test("only a deferred read is sent again", async () => {
  const respond = (status, retryAfter) => (count) =>
    count > 1
      ? Response.json(STORED)
      : new Response("", { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } });
  for (const [status, retryAfter, count] of [
    [429, "0", 2],
    [503, "0", 2],
    [503, undefined, 1],
    [500, "0", 1],
    [502, "0", 1],
  ]) {
    assert.equal((await read(respond(status, retryAfter), { retries: 1 })).count, count, `${status}, ${retryAfter}`);
  }
  const broken = () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) }));
  for (const respond of [broken, () => Response.error()]) {
    const { error, count } = await read(respond, { retries: 1 });
    assert.deepEqual([error.kind, error.maybeApplied, count], ["network", false, 1]);
  }
  const endless = () => new Response(new ReadableStream({ start() {} }), { status: 429 });
  const { error, count } = await read(endless, { retries: 1, timeoutMs: 20 });
  assert.deepEqual([error.kind, error.status, count], ["timeout", 429, 1]);
});

test("a status of the server says that the request may have been processed, whatever it says about a retry", async () => {
  for (const [status, retryAfter, maybeApplied] of [
    [500, "0", true],
    [502, undefined, true],
    [503, "0", false],
    [503, undefined, true],
    [408, "0", true],
    [400, undefined, false],
  ]) {
    const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
    const error = await update(BODY, { fetch: async () => new Response("", { status, headers }) });
    assert.deepEqual([error.status, error.maybeApplied], [status, maybeApplied]);
  }
});

test("a response that `fetch` should not return is an error of its own kind", async () => {
  const cause = new Error("the headers cannot be read");
  const headers = {
    get: () => {
      throw cause;
    },
  };
  const redirected = Object.defineProperty(Response.json(STORED), "redirected", { value: true });
  const large = "x".repeat(1_001);
  for (const [response, kind, status, message] of [
    [Response.error(), "network", undefined, "the platform could not be reached, or did not respond"],
    [redirected, "http", 200, "the request was redirected, which must never happen"],
    [
      new Response(large, { status: 300 }),
      "http",
      300,
      "the platform returned a redirect, which is never followed (300)",
    ],
    [new Response(large, { status: 299 }), "decode", 299, "the platform returned 299 with more than 1000 bytes"],
    [{ ...STORED, id: TARGET.organisationId }, "decode", 200, "the platform answered 200 with another connection"],
    [
      { ...STORED, organisationId: TARGET.connectionId },
      "decode",
      200,
      "the platform answered 200 with another connection",
    ],
    [{ status: 200, headers, arrayBuffer: noFetch }, "network", undefined, "the response of the platform broke off"],
  ]) {
    const fetch = async () => ("id" in response ? Response.json(response) : response);
    const error = await update(BODY, { fetch, maxBytes: 1_000 });
    assert.deepEqual([error.kind, error.status, error.message, error.maybeApplied], [kind, status, message, true]);
    assert.equal(error.cause?.message, response.headers === headers ? cause.message : undefined);
  }
});

test("the first reason that ends a call is the one that is reported", async (t) => {
  const clock = driveClock(t);
  const controller = new AbortController();
  const sent = deferred();
  const fetch = ({ signal }) => {
    signal.addEventListener("abort", () => controller.abort());
    sent.resolve();
    return new Promise(() => {});
  };
  const client = new ConnectClient({ fetch });
  const reading = client.getConnection(TARGET, { signal: controller.signal });
  await ends(sent.promise, "waiting for the request");
  clock.advance(await clock.nextDelay());
  const { error } = await ends(reading);
  assert.deepEqual([controller.signal.aborted, error.kind], [true, "timeout"]);
});

test("after an abort, neither `headers` nor `fetch` is called", async () => {
  const called = [];
  const headers = () => {
    called.push("headers");
    return {};
  };
  const fetch = async () => {
    called.push("fetch");
    return Response.json(STORED);
  };
  const client = new ConnectClient({ fetch, headers });
  const { error } = await ends(client.updateConnection(TARGET, BODY, { signal: AbortSignal.abort() }));
  assert.deepEqual([error.kind, error.maybeApplied, called], ["aborted", false, []]);
});
