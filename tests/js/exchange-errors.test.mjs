// The errors of single exchanges: their messages, their causes, and the limits of a response.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient } from "connection-update";
import { BODY, TARGET } from "../faults/call.mjs";
import { ends } from "../waiting.mjs";

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
  for (const [body, rest] of [
    [{ ...BODY, name: 7 }, "1 error, the first in `name` (invalid-type)"],
    [{ ...BODY, unknownField: 1, name: 7 }, "1 error, the first in `name` (invalid-type)"],
    [{ ...BODY, name: 7, baseUrl: 7 }, "2 errors, the first in `name` (invalid-type)"],
    [{ ...BODY, environments: twice }, "1 error, the first in `environments[1].name` (duplicate-value)"],
    ["[]", "1 error, the first in the whole (invalid-type)"],
    [{ ...BODY, circular }, "1 error, the first in `circular.self` (cyclic-value)"],
  ]) {
    const { kind, message, issues, maybeApplied } = await update(body);
    assert.deepEqual([kind, message, maybeApplied], ["invalid", `nothing was sent: ${rest}`, false]);
    assert.ok(issues.some(({ severity }) => severity === "error"));
  }
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
