// The class of the client's errors: what of an error is shown and logged, and which objects are such an error.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { ConnectError, isConnectError } from "connection-update";

const issue = { code: "invalid-type", severity: "error", path: ["name"], pointer: "/name", message: "s3cr3t" };
const facts = { kind: "refused", message: "refused", maybeApplied: false };
const hidden = {
  conflicts: [{ path: ["name"], mine: "s3cr3t" }],
  latest: new Uint8Array([1]),
  remaining: { base: "s3cr3t", changes: {} },
  unsupported: [],
  concurrentChanges: [],
  code: "s3cr3t",
  requestId: "s3cr3t",
};

test("an error has a list of issues and of requests, and no members without a value", () => {
  const error = new ConnectError(facts);
  assert.deepEqual([error.issues, error.done], [[], []]);
  assert.deepEqual(Object.keys(error), ["name", "kind", "maybeApplied"]);
  const names = ["done", "issues", "kind", "maybeApplied", "message", "name", "stack"];
  assert.deepEqual(Object.getOwnPropertyNames(error).sort(), names);
  assert.equal("cause" in error, false);
  const withUndefined = new ConnectError({ ...facts, cause: undefined, latest: undefined, status: undefined });
  assert.deepEqual(
    ["cause", "latest", "status"].filter((name) => name in withUndefined),
    [],
  );
  const cause = new Error("the reason");
  assert.equal(new ConnectError({ ...facts, cause }).cause, cause);
});

test("an error shows its kind and its status, but no value of a body or a response", () => {
  const error = new ConnectError({ ...facts, ...hidden, status: 422, retryAfterMs: 5, applied: "no", issues: [issue] });
  for (const [name, value] of Object.entries(hidden)) assert.equal(error[name], value, name);
  assert.deepEqual(Object.keys(error), ["name", "kind", "maybeApplied", "status", "retryAfterMs", "applied"]);
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    ...facts,
    name: "ConnectError",
    status: 422,
    retryAfterMs: 5,
    applied: "no",
    issues: [{ code: "invalid-type", severity: "error" }],
  });
  assert.doesNotMatch(`${inspect(error)}${error.stack}${JSON.stringify(error)}`, /s3cr3t/);
  assert.equal(ConnectError.name, "ConnectError");
});

test("an error of another copy of the package is recognized, and nothing else is", () => {
  const foreign = Object.assign(new Error("refused"), { ...facts, name: "ConnectError" });
  for (const error of [new ConnectError(facts), foreign]) assert.equal(isConnectError(error), true);
  const { kind: _, ...withoutKind } = { ...facts, name: "ConnectError" };
  const { maybeApplied: __, ...withoutOutcome } = { ...facts, name: "ConnectError" };
  const others = [
    new Error("refused"),
    Object.assign(new Error("refused"), facts),
    Object.assign(new Error("refused"), withoutKind),
    Object.assign(new Error("refused"), withoutOutcome),
    { ...facts, name: "ConnectError" },
    runInNewContext("({ name: 'ConnectError', kind: 'refused', maybeApplied: false })"),
    undefined,
    null,
    "ConnectError",
  ];
  for (const other of others) assert.equal(isConnectError(other), false, inspect(other));
});
