// Retries: only requests that the platform has certainly not started on, as often as the option says, after the time that
// the platform requests.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { ConnectClient } from "connection-update";
import { BODY, TARGET } from "../faults/call.mjs";
import { deferred, driveClock, ends, hasSettled } from "../waiting.mjs";
import { startRefusing } from "./stub.mjs";

const ok = () => Response.json({ ...BODY, environments: [] });
const refuse = (status, retryAfter) => () =>
  Response.json({}, { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } });
const creating = { ...BODY, environments: [{ name: "New", credentials: {}, variables: [] }] };

/** Answers in turn, the last for ever, and counts the requests. */
function answers(...list) {
  const state = { count: 0 };
  const fetch = async () => {
    state.count += 1;
    return list[Math.min(state.count, list.length) - 1]();
  };
  return { fetch, state };
}

async function call({ fetch, state }, retries, body = BODY) {
  const outcome = await ends(new ConnectClient({ fetch, retries }).updateConnection(TARGET, body));
  return { outcome, count: state.count };
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
  const refusing = await startRefusing();
  const [refused, listening] = [deferred(), deferred()];
  let tries = 0;
  const send = async (request) => {
    tries += 1;
    if (tries > 1) await listening.promise;
    return fetch(request).finally(refused.resolve);
  };
  const client = new ConnectClient({ baseUrl: refusing.origin, retries: 5, fetch: send });
  const calling = client.updateConnection(TARGET, BODY);
  await ends(refused.promise, "the first try");
  await refusing.stop();
  await once(server.listen(refusing.port, "127.0.0.1"), "listening");
  listening.resolve();
  const outcome = await ends(calling);
  server.close();
  assert.equal(outcome.ok, true, outcome.error?.message);
  assert.equal(tries, 2);
});

test("the platform is given the time that it asks for, but no more than a minute", async (t) => {
  const clock = driveClock(t);
  const inSeconds = (seconds) => new Date(Date.now() + seconds * 1_000).toUTCString();
  for (const [asks, least, most] of [
    [() => "2", 2_000, 2_200],
    [() => "999999999999", 60_000, 60_000],
    [() => inSeconds(5), 4_000, 5_500],
    [() => inSeconds(-5), 0, 0],
    [() => undefined, 250, 500],
    [() => "-1", 250, 500],
    [() => "1e3", 250, 500],
    [() => "tomorrow", 250, 500],
  ]) {
    const asked = asks();
    const { fetch, state } = answers(refuse(429, asked), ok);
    // Without a deadline, the only timer is that of the wait.
    const client = new ConnectClient({ fetch, retries: 1, timeoutMs: Number.POSITIVE_INFINITY });
    const calling = client.updateConnection(TARGET, BODY);
    const delay = await clock.nextDelay();
    assert.ok(delay >= least && delay <= most, `${asked}: ${delay} ms`);
    if (delay > 1) {
      clock.advance(delay - 1);
      assert.deepEqual([await hasSettled(calling), state.count], [false, 1], "not before its time");
    }
    clock.advance(2);
    assert.deepEqual([(await ends(calling)).ok, state.count], [true, 2]);
  }
});

test("each try asks for headers anew, sends the same bytes, and heeds the signal while it waits", async (t) => {
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

  const clock = driveClock(t);
  const controller = new AbortController();
  const { fetch: refusing, state } = answers(refuse(429, "60"));
  const waiting = new ConnectClient({ fetch: refusing, retries: 1, timeoutMs: Number.POSITIVE_INFINITY });
  const aborting = waiting.updateConnection(TARGET, BODY, { signal: controller.signal });
  assert.equal(await clock.nextDelay(), 60_000);
  assert.equal(await hasSettled(aborting), false);
  controller.abort();
  const { error } = await ends(aborting);
  assert.deepEqual([error.kind, error.maybeApplied, state.count], ["aborted", false, 1]);
});
