// Tests that a draft recovers from a trap of the module in the middle of an edit.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { isAboutEdit } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";

// No input makes the module trap: this replaces its exports by functions that do. By name, how many of the next calls trap.
const trapsLeft = {};
let hasReplaced = false;
const exportNames = JSON.parse(await readFile(new URL("../../target/glue/exports.json", import.meta.url)));
const { Instance } = WebAssembly;
/** Limit on the size of a memory, as a multiple of its size; `undefined` without a limit. A real memory cannot be limited. */
let growthLimit;
function limitMemory(memory) {
  memory.grow = (pages) => {
    const times = 1 + (pages * 65_536) / memory.buffer.byteLength;
    if (growthLimit !== undefined && times > growthLimit) throw new RangeError("the memory cannot grow");
    return 0;
  };
}
WebAssembly.Instance = class extends Instance {
  get exports() {
    const exports = super.exports;
    const replaced = exportNames.flatMap(([name, minified]) => {
      const original = exports[minified];
      // The module that decodes the package's module has no such exports.
      if (typeof original !== "function") return [];
      const trapping = (...args) => {
        if (!trapsLeft[name]) return original(...args);
        trapsLeft[name] -= 1;
        throw new WebAssembly.RuntimeError("unreachable");
      };
      return [[minified, trapping]];
    });
    hasReplaced ||= replaced.length > 0;
    if (replaced.length > 0) limitMemory(Object.values(exports).find((value) => value instanceof WebAssembly.Memory));
    return { ...exports, ...Object.fromEntries(replaced) };
  }
};
const { ConnectClient, ConnectionDraft, diff, merge, plan, preview, rebase, validate } = await import(
  "connection-update"
);
assert.ok(hasReplaced);
const { current } = await fixture("verbs");
const codes = (issues) => issues.map(({ code, pointer }) => `${code} ${pointer}`);

test("a draft has the right issues again after a trap in the middle of an edit", () => {
  const draft = new ConnectionDraft(current);
  for (const [path, value] of [
    ["environments[1].name", ""],
    ["name", ""],
    ["environmentVariables[0].name", "B"],
    ["environments", "no list"],
  ]) {
    trapsLeft.validate = 1;
    draft.set(path, value);
    trapsLeft.validate = 0;
    const expected = validate(draft.value, { rules: { "read-only-field": "off" } }).issues;
    assert.ok(expected.length > 0);
    assert.deepEqual(codes(draft.issues.filter((issue) => !isAboutEdit(issue))), codes(expected));
  }
  while (draft.undo());
  assert.deepEqual(draft.issues, []);
  trapsLeft.validate = 2;
  draft.set("name", "");
  assert.deepEqual(codes(draft.issues), ["internal "], "while it traps, it is reported");
  trapsLeft.validate = 0;
  assert.deepEqual(codes(draft.issues), ["blank-name /name"]);
});

const target = { organisationId: current.organisationId, connectionId: current.id };
const { id, organisationId } = current;
const body = { id, organisationId, name: "Shop", protocol: "http", baseUrl: "https://shop.example" };

test("a call whose request cannot be built sends nothing, and the next call works", async () => {
  let count = 0;
  const fetch = async () => {
    count += 1;
    return Response.json({ ...body, environments: [] });
  };
  const client = new ConnectClient({ fetch, retries: 2 });
  trapsLeft.buildRequest = 1;
  const { ok, error } = await client.updateConnection(target, body);
  assert.deepEqual(
    [ok, error.kind, error.message, error.maybeApplied, count],
    [false, "internal", "nothing was sent: the validator failed", false, 0],
  );
  assert.deepEqual(codes(error.issues), ["internal "]);
  assert.deepEqual([(await client.updateConnection(target, body)).ok, count], [true, 1]);
});

test("an operation that traps returns one issue, and the next call works", () => {
  for (const [name, operation, ...inputs] of [
    ["merge", merge, { name: "Other" }],
    ["plan", plan, { name: "Other" }],
    ["preview", preview, { ...body, id: current.id }],
    ["diff", diff, { ...current, name: "Other" }],
    ["rebase", rebase, { name: "Other" }, current],
  ]) {
    const call = () => operation(current, ...inputs, { messages: { issue: ({ code }) => `code ${code}` } });
    trapsLeft[name] = 1;
    const { ok, issues } = call();
    assert.deepEqual([ok, codes(issues), issues[0]?.message], [false, ["internal "], "code internal"], name);
    assert.equal(call().ok, true, name);
  }
});

test("a request of a save that cannot be built is an issue of no value", async () => {
  const client = new ConnectClient({ fetch: async () => Response.json(current) });
  const { id, name } = current.environments[0];
  const changes = { environments: { update: { [id]: { name: `${name} 2` } } } };
  const onStep = () => {
    trapsLeft.buildRequest = 1;
  };
  const { error } = await client.save(target, { base: current, changes }, { onStep });
  assert.deepEqual([error.kind, error.maybeApplied, codes(error.issues)], ["internal", false, ["internal "]]);
});

test("a trap in a memory that cannot grow is reported as too little memory", async () => {
  const client = new ConnectClient({ fetch: async () => Response.json({ ...body, environments: [] }) });
  growthLimit = 1;
  for (const [name, message, maybeApplied] of [
    ["buildRequest", "nothing was sent: there is not enough memory", false],
    ["readResponse", "the response could not be read: there is not enough memory", true],
  ]) {
    trapsLeft[name] = 1;
    const { error } = await client.updateConnection(target, body);
    assert.deepEqual([error.kind, error.message, error.maybeApplied], ["internal", message, maybeApplied]);
  }
  growthLimit = undefined;
});

test("a response that makes the module trap is an error, and the request may have been processed", async () => {
  const client = new ConnectClient({ fetch: async () => Response.json({ ...body, environments: [] }) });
  trapsLeft.readResponse = 1;
  const { ok, error } = await client.updateConnection(target, body);
  assert.deepEqual(
    [ok, error.kind, error.message, error.maybeApplied],
    [false, "internal", "the response could not be read: the validator failed", true],
  );
  assert.equal((await client.updateConnection(target, body)).ok, true);
});

test("a call that fails because the memory cannot grow to four times its size is reported as such, and no later one", () => {
  for (const [limit, code] of [
    [undefined, "internal"],
    [1, "out-of-memory"],
    [3.9, "out-of-memory"],
    [4, "internal"],
  ]) {
    growthLimit = limit;
    trapsLeft.validate = 1;
    assert.deepEqual(codes(validate({ ...body, name: "" }).issues), [`${code} `], `${limit}`);
    growthLimit = undefined;
    assert.deepEqual(codes(validate({ ...body, name: "" }).issues), ["blank-name /name"]);
  }
});

test("a draft whose issues could not be found for lack of memory finds them later", () => {
  const draft = new ConnectionDraft(current);
  growthLimit = 1;
  trapsLeft.validate = 2;
  draft.set("name", "");
  assert.deepEqual(codes(draft.issues), ["out-of-memory "]);
  [growthLimit, trapsLeft.validate] = [undefined, 0];
  assert.deepEqual(codes(draft.issues), ["blank-name /name"]);
});
