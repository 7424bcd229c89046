// Tests merge, diff and rebase through the package, with the cases that the native tests read too.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { diff, merge, preview, rebase, validate } from "connection-update";
import { fixture } from "./fixtures.mjs";

const cases = await fixture("verbs");
const { current } = cases;
const pointer = (path) => path.map((segment) => `/${segment}`).join("");
const issues = (found) => found.map(({ severity, code, pointer: at }) => `${severity} ${code} ${at}`);
const joined = (...parts) => parts.filter((part) => part !== undefined && part !== "").join(" ");

test("merge returns the environments, the issues and the effects of every case", () => {
  assert.ok(cases.merge.length >= 15);
  for (const { name, changes, environments, issues: expected, effects } of cases.merge) {
    const merged = merge(current, changes);
    assert.deepEqual(issues(merged.issues), expected, name);
    if (!merged.ok) continue;
    assert.deepEqual(
      merged.body.environments?.map((environment) => environment.name),
      environments,
      name,
    );
    const describe = (merged) =>
      merged.effects.map(({ kind, path, environment, names, destructive }) =>
        joined(kind, pointer(path), environment?.name, names?.join(","), destructive ? "!" : ""),
      );
    assert.deepEqual(describe(merged), effects, name);
    assert.deepEqual(describe(preview(current, merged.bytes)), effects, name);
    for (const { summary } of merged.effects) assert.match(summary, /^[^\n]{10,}[^.]$/);
  }
});

test("diff returns the smallest changes and the unsupported edits", () => {
  assert.ok(cases.diff.length >= 15);
  for (const { name, next, changes, unsupported, issues: expected } of cases.diff) {
    const found = diff(current, next);
    assert.deepEqual(issues(found.issues), expected, name);
    assert.deepEqual(found.changes ?? null, changes, name);
    if (!found.ok) continue;
    const described = found.unsupported.map(({ reason, path, environment }) =>
      joined(reason, pointer(path), environment?.name),
    );
    assert.deepEqual(described, unsupported, name);
  }
});

test("rebase keeps the changes of one side, and reports conflicts", () => {
  assert.ok(cases.rebase.length >= 15);
  for (const { name, mine, latest, changes, conflicts } of cases.rebase) {
    const rebased = rebase(current, mine, { ...current, ...latest });
    assert.deepEqual(issues(rebased.issues), [], name);
    assert.deepEqual(
      rebased.conflicts.map(({ path }) => pointer(path)),
      conflicts,
      name,
    );
    assert.deepEqual(rebased.changes, changes, name);
    assert.equal(merge({ ...current, ...latest }, rebased.changes).ok, true, name);
  }
});

test("the values of a conflict can be read, and are in no copy", () => {
  const latest = JSON.stringify({ ...current, environmentVariables: [{ name: "A", value: "th3irs" }] });
  const rebased = rebase(JSON.stringify(current), { environmentVariables: { set: { A: "m1ne" } } }, latest);
  const [conflict] = rebased.conflicts;
  assert.deepEqual(conflict.values, { base: "1", mine: "m1ne", latest: "th3irs" });
  for (const text of [JSON.stringify(rebased), inspect(rebased, { depth: 9 }), conflict.message]) {
    assert.ok(!text.includes("m1ne") && !text.includes("th3irs"), text);
  }
});

test("a conflict has no value of the side that removes", () => {
  const latest = { ...current, environmentVariables: [{ name: "A", value: "theirs" }] };
  const removal = rebase(current, { environmentVariables: { remove: ["A"] } }, latest);
  assert.deepEqual(
    removal.conflicts.map(({ values }) => values),
    [{ base: "1", latest: "theirs" }],
  );
});

test("a conflict about a new environment or one with the id `remove` has the value of the changes", () => {
  const [first, ...others] = current.environments;
  const added = { name: "New", credentials: {}, variables: [] };
  const stored = { ...first, id: "remove" };
  const withEnvironments = (...environments) => ({ ...current, environments: [...environments, ...others] });
  for (const [base, changes, latest, mine] of [
    [current, { add: [added] }, withEnvironments(first, { ...added, id: "new" }), added],
    [
      withEnvironments(stored),
      { update: { remove: { name: "mine" } } },
      withEnvironments({ ...stored, name: "theirs" }),
      "mine",
    ],
  ]) {
    const [conflict] = rebase(base, { environments: changes }, latest).conflicts;
    assert.deepEqual(conflict.values.mine, mine);
  }
});

test("text and bytes have the same results as values", () => {
  const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));
  for (const form of [JSON.stringify, bytes]) {
    for (const { next, changes } of cases.diff)
      assert.deepEqual(diff(form(current), form(next)).changes ?? null, changes);
    for (const { mine, latest, changes } of cases.rebase) {
      assert.deepEqual(rebase(form(current), form(mine), form({ ...current, ...latest })).changes, changes);
    }
  }
});

test("an input that is not a connection is reported for its own argument, and never throws", () => {
  for (const bad of [undefined, null, 7, "", "{", [], { a: 1n }, new Uint8Array([0xff])]) {
    assert.equal(preview(bad, {}).ok, false);
    assert.equal(preview(current, bad).ok, false);
    assert.equal(diff(bad, current).issues[0].code, "invalid-current");
    assert.equal(diff(current, bad).ok, false);
    assert.equal(rebase(current, {}, bad).issues[0].code, "invalid-current");
    assert.equal(rebase(current, bad, current).ok, false);
  }
});

test("changes that cannot be merged are refused, whatever the other side changed", () => {
  assert.ok(cases.refused.length >= 5);
  const moved = { ...current, environments: current.environments.toReversed(), environmentVariables: [] };
  for (const { name, mine, issues: expected } of cases.refused) {
    for (const latest of [current, moved])
      assert.deepEqual(issues(rebase(current, mine, latest).issues), expected, name);
  }
});

test("bytes can be reused by the caller after a call", () => {
  const buffer = (value) => Buffer.from(JSON.stringify(value));
  const bytes = buffer(current);
  const merged = merge(bytes, { environments: { remove: [current.environments[1].id] } });
  const body = merge(current, {}).bytes;
  const validation = validate(body);
  const inputs = [buffer(current), buffer({ name: "mine" }), buffer({ ...current, name: "theirs" })];
  const { conflicts } = rebase(...inputs);
  for (const used of [bytes, body, ...inputs]) used.fill(0x20);
  assert.deepEqual(
    merged.effects.map(({ kind }) => kind),
    ["deleted"],
  );
  assert.equal(validation.value.name, current.name);
  assert.deepEqual(conflicts[0].values, { base: current.name, mine: "mine", latest: "theirs" });
});

test("a small body that would make an endless connection is refused", () => {
  const environments = Array.from({ length: 3_000 }, (_, n) => ({
    ...current.environments[2],
    id: `e${n}`,
    name: `E ${n}`,
  }));
  const { id, organisationId, name, protocol, baseUrl } = current;
  const body = {
    id,
    organisationId,
    name,
    protocol,
    baseUrl,
    environmentVariables: [{ name: "A", value: "x".repeat(2 ** 20) }],
  };
  const { issues: found } = preview({ ...current, environments }, body);
  assert.deepEqual(issues(found), ["error too-large /environmentVariables"]);
});

test("an order that omits an environment is an error under all rules", () => {
  const order = [current.environments[0].id];
  assert.equal(merge(current, { environments: { order } }, { rules: { "invalid-order": "off" } }).ok, false);
});
