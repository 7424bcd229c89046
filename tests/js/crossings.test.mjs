// Counts the calls of the WebAssembly module that a save makes. Each call copies its inputs into the memory of the module.

import assert from "node:assert/strict";
import { test } from "node:test";
import { applyPut } from "./stored.mjs";

/** The names of the exports that were called, in their order. Leaves out calls during another call. */
const calls = [];
let depth = 0;
const { Instance } = WebAssembly;
WebAssembly.Instance = function count(...args) {
  const { exports } = new Instance(...args);
  const wrap = ([name, value]) => [
    name,
    typeof value !== "function"
      ? value
      : (...args) => {
          // Functions with fewer parameters manage the references to JavaScript values.
          if (depth === 0 && value.length >= 2) calls.push(name);
          depth++;
          try {
            return value(...args);
          } finally {
            depth--;
          }
        },
  ];
  return { exports: Object.fromEntries(Object.entries(exports).map(wrap)) };
};
const { ConnectClient, validate } = await import("connection-update");

const id = (n) => `01J9ZK8Q4T7W3X5Y6Z8A9B0C0${n}`;
const base = {
  ...{ id: id(1), organisationId: id(2), name: "Shop", protocol: "http", baseUrl: "https://a.example" },
  environments: [{ id: id(3), name: "Test", credentials: {}, variables: [] }],
};

test("a save of a connection alone calls the module at most 6 times", async () => {
  // The first call reserves memory for an input. Creating a client passes a string, which needs the functions that allocate.
  calls.length = 0;
  validate("{}");
  const helpers = new Set([calls[0]]);
  calls.length = 0;
  const stored = structuredClone(base);
  const fetch = async (request) => Response.json(request.method === "PUT" ? await applyPut(stored, request) : stored);
  const client = new ConnectClient({ fetch, baseUrl: "https://platform.example" });
  for (const name of calls) helpers.add(name);
  const count = async (changes) => {
    calls.length = 0;
    const target = { organisationId: base.organisationId, connectionId: base.id };
    const saved = await client.save(target, { base: structuredClone(stored), changes });
    assert.ok(saved.ok, saved.error?.message);
    return { steps: saved.steps.length, calls: calls.filter((name) => !helpers.has(name)).length };
  };
  assert.deepEqual(await count({ name: "Shop, Europe" }), { steps: 1, calls: 6 });
  assert.equal(stored.name, "Shop, Europe");
  const rename = { environments: { update: { [id(3)]: { name: "Live" } } } };
  // The connection is read again after its environment was updated.
  assert.deepEqual(await count(rename), { steps: 1, calls: 10 });
});
