// Property tests of merge, preview, diff and rebase under random input, and a comparison with the local platform, which is a
// second implementation of the contract.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ConnectClient, diff, merge, preview, rebase } from "connection-update";
import fc from "fast-check";
import { LOGIN, ORGANISATION_ID, startPlatform } from "../../www/platform/server.js";
import { connection, edit, edited, ulid } from "./edits.mjs";
import { runs } from "./runs.mjs";

const edits = fc.array(edit, { maxLength: 5 });
const law = (name, ...rest) => test(name, () => fc.assert(fc.property(...rest), runs(2_000)));

/** Returns the result of an operation, which must be ok. */
function okOf(result) {
  assert.ok(result.ok, JSON.stringify(result.issues));
  return result;
}
function changesTo(current, next) {
  const { changes, unsupported } = okOf(diff(current, next));
  assert.deepEqual(unsupported, []);
  return changes;
}
const saved = (current, changes) => okOf(preview(current, okOf(merge(current, changes)).bytes)).connection;

/** Returns a connection as the platform would store it: new environments have ids. */
function stored(current, changes) {
  const connection = structuredClone(saved(current, changes));
  for (const [at, environment] of connection.environments.entries()) {
    environment.id ??= ulid(500 + at);
    for (const credential of environment.credentials.action) credential.id ??= ulid(600);
  }
  return connection;
}

law("no changes do nothing", connection, (current) => {
  assert.deepEqual(changesTo(current, current), {});
  const merged = okOf(merge(current, {}));
  for (const name of ["authSchemeConfigs", "environments", "environmentVariables"]) assert.ok(!(name in merged.body));
  assert.deepEqual(merged.effects, []);
  assert.equal(JSON.stringify(saved(current, {})), JSON.stringify(current));
});

law("the difference leads to the next connection", connection, edits, (current, edits) => {
  const next = edited(current, edits);
  const expected = structuredClone(next);
  if (JSON.stringify(current.environmentVariables) !== JSON.stringify(next.environmentVariables)) {
    for (const environment of expected.environments) environment.variables = next.environmentVariables;
  }
  assert.deepEqual(saved(current, changesTo(current, next)), expected);
});

law("a body that creates nothing does no more the second time", connection, edits, (current, edits) => {
  const next = edited(
    current,
    edits.filter(({ kind }) => kind !== "add"),
  );
  const { body } = okOf(merge(current, changesTo(current, next)));
  // Environments contain copies of the variables before the edit; they may be omitted.
  if (body.environmentVariables) for (const environment of body.environments ?? []) delete environment.variables;
  const once = okOf(preview(current, body)).connection;
  const twice = okOf(preview(once, body));
  assert.deepEqual([twice.connection, twice.effects], [once, []]);
});

law("changes apply to what they were made on", connection, edits, (current, edits) => {
  const mine = changesTo(current, edited(current, edits));
  const rebased = okOf(rebase(current, mine, current));
  assert.deepEqual([rebased.changes, rebased.conflicts], [mine, []]);
});

law(
  "disjoint edits commute",
  connection,
  edits,
  fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  (current, edits, split) => {
    const disjoint = new Map(edits.map((edit) => [edit.kind, edit]));
    // The variables of a new environment are overwritten if those of the connection are sent: not disjoint.
    if ([...disjoint.keys()].some((kind) => kind.startsWith("variable"))) disjoint.delete("add");
    const sides = [true, false].map((which) => [...disjoint.values()].filter((_, at) => split[at] === which));
    const [one, other] = sides.map((side) => changesTo(current, edited(current, side)));
    const results = [
      [one, other],
      [other, one],
    ].map(([first, second]) => {
      const latest = stored(current, first);
      const rebased = okOf(rebase(current, second, latest));
      assert.deepEqual(rebased.conflicts, []);
      const result = saved(latest, rebased.changes);
      // The order of two new variables is not part of an edit.
      const sort = (variables) => variables.sort((a, b) => (a.name < b.name ? -1 : 1));
      sort(result.environmentVariables);
      for (const environment of result.environments) {
        sort(environment.variables);
        if (environment.name.startsWith("New")) delete environment.id;
        for (const credential of environment.credentials.action) if (credential.id === ulid(600)) delete credential.id;
      }
      return result;
    });
    assert.deepEqual(results[0], results[1]);
  },
);

law("every leaf of a body comes from an input, and keys keep their order", connection, edits, (current, edits) => {
  const changes = changesTo(current, edited(current, edits));
  const leaves = (value, into = new Set(["name", "value"])) => {
    JSON.stringify(value, function (key, leaf) {
      if (!Array.isArray(this)) into.add(key);
      if (typeof leaf !== "object" || leaf === null) into.add(leaf);
      return leaf;
    });
    return into;
  };
  const { body } = okOf(merge(current, changes));
  const given = leaves(changes, leaves(current));
  for (const leaf of leaves(body)) assert.ok(given.has(leaf), String(leaf));
  const kept = Object.keys(current).filter((key) => Object.hasOwn(body, key));
  assert.deepEqual(Object.keys(body).slice(0, kept.length), kept);
  assert.equal({}.polluted, undefined);
  assert.equal(Object.getPrototypeOf(body), Object.prototype);
});

law("what is unknown survives token for token", connection, edits, (current, edits) => {
  // A spelling that JSON.stringify never writes, in the connection and in each of its environments.
  const [own, inside] = ['"spelled":[1.50,12345678901234567890.00,1E3]', '"spelled":1500.0E0'];
  const marked = { ...current, environments: current.environments.map((one) => ({ ...one, spelled: "@" })) };
  const spell = (value) => `{${own},${JSON.stringify(value).replaceAll('"spelled":"@"', inside).slice(1)}`;
  const text = spell(marked);
  const { bytes: changes } = okOf(diff(text, spell(edited(marked, edits))));
  const { bytes } = okOf(merge(text, changes));
  for (const json of [bytes, okOf(preview(text, bytes)).bytes].map((bytes) => new TextDecoder().decode(bytes))) {
    assert.ok(json.startsWith(`{${own},`), json);
    const kept = (JSON.parse(json).environments ?? []).filter(({ id }) => id !== undefined);
    assert.equal(json.split(inside).length - 1, kept.length);
  }
});

law("what is deleted has an effect, and nothing else has", connection, edits, (current, edits) => {
  const { effects, bytes } = okOf(merge(current, changesTo(current, edited(current, edits))));
  const left = new Set(okOf(preview(current, bytes)).connection.environments.map(({ id }) => id));
  const gone = current.environments.map(({ id }) => id).filter((id) => !left.has(id));
  const deleted = effects.filter(({ kind, destructive }) => kind === "deleted" && destructive);
  assert.deepEqual(
    deleted.map(({ environment }) => environment.id),
    gone,
  );
});

const leaf = fc.constantFrom("name", "baseUrl", "authSchemeConfigs", "variable");
law("two sides that touch one leaf differently conflict", connection, edits, leaf, (current, edits, leaf) => {
  const touch = (side) => ({
    apply: (next) => {
      if (leaf === "variable") {
        next.environmentVariables = next.environmentVariables.filter(({ name }) => name !== "A");
        next.environmentVariables.push({ name: "A", value: side });
      } else {
        next[leaf] = leaf === "authSchemeConfigs" ? [{ schemeType: side }] : `https://${side}.example`;
      }
    },
  });
  const mine = changesTo(current, edited(current, [...edits, touch("mine")]));
  const latest = stored(current, changesTo(current, edited(current, [touch("theirs")])));
  const rebased = okOf(rebase(current, mine, latest));
  const expected = leaf === "variable" ? "environmentVariables" : leaf;
  assert.ok(
    rebased.conflicts.some(({ path }) => path[0] === expected),
    JSON.stringify(rebased),
  );
  const value = (connection) =>
    leaf === "variable" ? connection.environmentVariables.find(({ name }) => name === "A")?.value : connection[leaf];
  assert.deepEqual(value(saved(latest, rebased.changes)), value(latest));
});

let platform;
before(async () => {
  platform = await startPlatform();
});
after(() => platform.stop());

/** Removes the members that only a server sets: ids, times, and its form of new credentials. */
function comparable(connection, known) {
  const { updatedAt: _, ...rest } = structuredClone(connection);
  for (const environment of rest.environments) {
    delete environment.updatedAt;
    if (known.has(environment.id)) continue;
    for (const name of ["id", "createdAt"]) delete environment[name];
    environment.credentials = Object.fromEntries(
      Object.entries(environment.credentials).map(([use, list]) => [
        use,
        list.map(({ authSchemeConfig }) => authSchemeConfig),
      ]),
    );
  }
  return rest;
}

test("two thousand merges, sent to the local platform, are stored as previewed", async () => {
  const login = await fetch(`${platform.origin}/login`, LOGIN);
  const headers = { cookie: login.headers.getSetCookie()[0].split(";", 1)[0] };
  const all = `${platform.baseUrl}/o/${ORGANISATION_ID}/connections`;
  const { items } = await (await fetch(all, { headers })).json();
  const target = { organisationId: ORGANISATION_ID, connectionId: items[0].id };
  const client = new ConnectClient({ baseUrl: platform.baseUrl, headers });
  let current = await (await fetch(`${all}/${target.connectionId}`, { headers })).json();
  const kinds = new Set();
  const count = runs(2_000).numRuns;
  let compared = 0;
  for (const edits of fc.sample(fc.array(edit, { minLength: 1, maxLength: 4 }), count)) {
    // A few environments are enough, and faster.
    const few = edits.filter(({ kind }) => kind !== "add" || current.environments.length < 8);
    const merged = okOf(merge(current, changesTo(current, edited(current, few))));
    for (const { kind } of merged.effects) kinds.add(kind);
    const { connection } = okOf(preview(current, merged.bytes));
    const outcome = await client.updateConnection(target, merged.bytes);
    assert.ok(outcome.ok, outcome.error?.message);
    const known = new Set(current.environments.map(({ id }) => id));
    assert.deepEqual(comparable(outcome.connection, known), comparable(connection, known));
    current = outcome.connection;
    compared += 1;
  }
  assert.equal(compared, count);
  assert.deepEqual([...kinds].sort(), ["created", "deleted", "overwritten", "reordered", "replaced", "stale-copy"]);
});
