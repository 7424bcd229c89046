// Every way for a server to fail, in Node: how the call ends, when, and what was on the wire.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as pkg from "connection-update";
import { call } from "../faults/call.mjs";
import { differences, FAULTS } from "../faults/faults.mjs";
import { startFaults } from "../faults/server.mjs";

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

let server;
before(async () => {
  server = await startFaults();
});
after(async () => {
  await server.stop();
  assert.deepEqual(unhandled, []);
});

test("there are enough ways to fail", () => assert.ok(FAULTS.length >= 24));

for (const fault of FAULTS) {
  test(`a server that does this: ${fault.name}`, async () => {
    const { baseUrl, seen } = server.meet(fault);
    const told = await call(pkg, { options: { baseUrl, ...fault.options } });
    assert.deepEqual(differences(fault, told), []);
    const puts = seen().filter(({ method }) => method === "PUT").length;
    assert.equal(puts, fault.puts?.[0] ?? 1);
  });
}

test("an answer without end is left as soon as it is too large", async () => {
  const { baseUrl } = server.meet({ name: "gibibyte" });
  const told = await call(pkg, { options: { baseUrl, maxBytes: 100_000 } });
  assert.match(told.message, /more than 100000 bytes/);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(server.context.sent < 64 * 2 ** 20, `${server.context.sent} bytes were sent`);
});

test("no byte reached the server that redirects lead to", () => assert.equal(server.elsewhereBytes(), 0));
