// Trying again: only what the platform has certainly not begun, as often as asked, after the time that it asks for.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { mock, test } from "node:test";
import { ConnectClient } from "connection-update";
import { BODY, TARGET } from "../faults/call.mjs";

const ok = () => Response.json({ ...BODY, environments: [] });
const refuse = (status, retryAfter) => () =>
  Response.json({}, { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } });
const creating = { ...BODY, environments: [{ name: "New", credentials: {}, variables: [] }] };

/** Answers in turn, the last for ever; tells how many requests came, and how long each was waited for. */
function answers(...list) {
  const times = [];
  const fetch = async () => {
    times.push(performance.now());
    return list[Math.min(times.length, list.length) - 1]();
  };
  return { fetch, times };
}

async function call({ fetch, times }, retries, body = BODY) {
  const outcome = await new ConnectClient({ fetch, retries }).updateConnection(TARGET, body);
  return { outcome, count: times.length };
}

test("what was put off is sent again, as often as asked and no more", async () => {
  const once = await call(answers(refuse(429, "0"), ok), 1);
  assert.deepEqual([once.outcome.ok, once.count], [true, 2]);
  const unavailable = await call(answers(refuse(503, "0"), refuse(429, "0"), ok), 2);
  assert.deepEqual([unavailable.outcome.ok, unavailable.count], [true, 3]);
  const never = await call(answers(refuse(429, "0")), 3);
  assert.deepEqual([never.outcome.error.status, never.count], [429, 4]);
  const unasked = await call(answers(refuse(429, "0"), ok), 0);
  assert.deepEqual([unasked.outcome.error.status, unasked.count], [429, 1]);
});

test("what may have begun is never sent again, nor what creates environments", async () => {
  const drop = () => Promise.reject(new TypeError("fetch failed"));
  for (const first of [
    drop,
    refuse(500),
    refuse(502, "0"),
    refuse(503),
    refuse(503, "soon"),
    refuse(400),
    refuse(408),
  ]) {
    const { outcome, count } = await call(answers(first, ok), 5);
    assert.deepEqual([outcome.ok, count], [false, 1]);
  }
  const { outcome, count } = await call(answers(refuse(429, "0"), ok), 5, creating);
  assert.deepEqual([outcome.ok, count], [false, 1]);
});

test("a connection that was refused is tried again", async () => {
  const server = createServer((socket) => {
    socket.once("data", () => {
      const text = JSON.stringify({ ...BODY, environments: [] });
      const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}`;
      socket.end(`${head}\r\nconnection: close\r\n\r\n${text}`);
    });
  });
  const listen = (port) => new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const client = new ConnectClient({ baseUrl: `http://127.0.0.1:${port}`, retries: 5 });
  const calling = client.updateConnection(TARGET, BODY);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await listen(port);
  const outcome = await calling;
  server.close();
  assert.equal(outcome.ok, true, outcome.error?.message);
});

test("the platform is given the time that it asks for, but no more than a minute", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    for (const [asked, least, most] of [
      ["2", 2_000, 2_200],
      ["999999999999", 60_000, 60_000],
      [new Date(Date.now() + 5_000).toUTCString(), 3_000, 5_500],
      [new Date(Date.now() - 5_000).toUTCString(), 0, 0],
      [undefined, 250, 500],
      ["-1", 250, 500],
      ["1e3", 250, 500],
      ["tomorrow", 250, 500],
    ]) {
      const { fetch, times } = answers(refuse(429, asked), ok);
      const calling = new ConnectClient({ fetch, retries: 1 }).updateConnection(TARGET, BODY);
      const settle = () => new Promise((resolve) => setImmediate(resolve));
      let waited = 0;
      for (; times.length < 2 && waited <= 70_000; waited += 50) {
        for (let turn = 0; turn < 5; turn++) await settle();
        if (times.length < 2) mock.timers.tick(50);
      }
      assert.equal((await calling).ok, true);
      assert.ok(waited >= least && waited <= most + 100, `${asked}: waited ${waited} ms`);
    }
  } finally {
    mock.timers.reset();
  }
});

test("each try asks for headers anew, sends the same bytes, and heeds the signal while it waits", async () => {
  const sent = [];
  let count = 0;
  const fetch = async (request) => {
    sent.push([request.headers.get("x-count"), await request.text()]);
    return sent.length === 1 ? refuse(429, "0")() : ok();
  };
  const body = new TextEncoder().encode(JSON.stringify(BODY));
  const text = JSON.stringify(BODY);
  const client = new ConnectClient({ fetch, retries: 1, headers: () => ({ "x-count": String(++count) }) });
  const calling = client.updateConnection(TARGET, body);
  body.fill(32);
  assert.equal((await calling).ok, true);
  assert.deepEqual(sent, [
    ["1", text],
    ["2", text],
  ]);

  const waiting = new ConnectClient({ fetch: async () => refuse(429, "60")(), retries: 1 });
  const started = performance.now();
  const { error } = await waiting.updateConnection(TARGET, BODY, { signal: AbortSignal.timeout(50) });
  assert.deepEqual([error.kind, error.maybeApplied], ["aborted", false]);
  assert.ok(performance.now() - started < 300);
});
