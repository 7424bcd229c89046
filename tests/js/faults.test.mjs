// Every way for a server to fail, in Node: how the call ends, and what was on the wire.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as pkg from "connection-update";
import { call } from "../faults/call.mjs";
import { differences, FAULTS } from "../faults/faults.mjs";
import { startFaults } from "../faults/server.mjs";
import { ends } from "../waiting.mjs";

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

for (const fault of FAULTS.map((one) => ({ ...one, ...one.inNode }))) {
  test(`a server that does this: ${fault.name}`, async () => {
    const { how, seen } = server.meet(fault);
    const outcome = await call(pkg, how);
    assert.deepEqual(differences(fault, outcome), []);
    const puts = seen().filter(({ method }) => method === "PUT").length;
    assert.equal(puts, fault.puts?.[0] ?? 1);
  });
}

test("an answer without end is left as soon as it is too large", async () => {
  const { how, closed } = server.meet({ name: "gibibyte", options: { maxBytes: 100_000 } });
  const outcome = await call(pkg, how);
  assert.match(outcome.message, /more than 100000 bytes/);
  await ends(closed, "the connection");
  assert.ok(server.context.sent < 64 * 2 ** 20, `${server.context.sent} bytes were sent`);
});

test("no byte reached the server that redirects lead to", () => assert.equal(server.elsewhereBytes(), 0));
