// Counts the work of drafts and of reports, and proves that it grows no faster than the inputs. No test measures time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient, ConnectionDraft, validate } from "connection-update";

const id = (n) => `01J9ZK8Q4T7W3X5Y${String(n).padStart(10, "0")}`;
const times = { createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" };
const environment = (n, more) => ({
  id: id(100 + n),
  name: `E${n}`,
  credentials: {},
  variables: [],
  ...more,
  ...times,
});
const list = (n, item) => Array.from({ length: n }, (_, at) => item(at));
const connection = (environments, more) => ({
  ...{ id: id(1), organisationId: id(2), name: "Shop", protocol: "http", baseUrl: "https://a.example" },
  ...{ environments, ...more, ...times },
});

/** Returns the number of steps of a piece of work: members that are read, and characters of JSON that are written or parsed. */
async function countSteps(work) {
  const { hasOwn } = Object;
  const { parse, stringify } = JSON;
  let steps = 0;
  Object.hasOwn = (...args) => {
    steps += 1;
    return hasOwn(...args);
  };
  JSON.parse = (...args) => {
    steps += args[0].length / 16;
    return parse(...args);
  };
  JSON.stringify = (...args) => {
    const text = stringify(...args);
    steps += (text?.length ?? 0) / 16;
    return text;
  };
  try {
    await work();
  } finally {
    Object.assign(Object, { hasOwn });
    Object.assign(JSON, { parse, stringify });
  }
  return steps;
}

/** Returns a client of a platform that stores what it receives and gives ids to new environments. */
function storing(stored) {
  const fetch = async (request) => {
    if (request.method === "PUT") {
      const { environments, ...body } = await request.json();
      const known = new Map(stored.environments.map((one) => [one.id, one]));
      Object.assign(stored, body);
      if (environments !== undefined) {
        stored.environments = environments.map(
          (one, at) => known.get(one.id) ?? environment(900_000 + at, { name: one.name }),
        );
      }
    }
    return Response.json(stored);
  };
  return new ConnectClient({ fetch });
}

/** Work on drafts of `n` items: each prepares a draft, and returns the work to count. */
const WORK = {
  "saving beside edits of every environment that the request does not support": (n) => {
    const current = connection(list(n, environment));
    const draft = new ConnectionDraft(current);
    for (let at = 0; at < n; at++) draft.set(["environments", at, "name"], `X${at}`);
    draft.set("name", "New");
    return () => draft.save(storing(structuredClone(current)));
  },
  "saving new environments while others are added": (n) => {
    const current = connection(list(n, environment));
    const draft = new ConnectionDraft(current);
    for (let at = 0; at < n; at++) draft.insert("environments", { name: `N${at}`, credentials: {}, variables: [] });
    return () => {
      const saved = draft.save(storing(structuredClone(current)));
      draft.insert("environments", { name: "late", credentials: {}, variables: [] });
      return saved;
    };
  },
  "rebasing and resolving conflicts in every environment": (n) => {
    const current = connection(list(n, environment));
    const draft = new ConnectionDraft(current);
    for (let at = 0; at < n; at++) draft.insert(["environments", at, "variables"], { name: "A", value: "mine" });
    const theirs = (at) => environment(at, { variables: [{ name: "A", value: "theirs" }] });
    return () => {
      const { conflicts } = draft.rebase(connection(list(n, theirs)));
      assert.equal(conflicts.length, n);
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.equal(draft.value.environments[n - 1].variables[0].value, "mine");
    };
  },
  "resolving conflicts about removed environments": (n) => {
    const draft = new ConnectionDraft(connection(list(n, environment)));
    draft.set("environments", []);
    const theirs = (at) => environment(at, { variables: [{ name: "A", value: "theirs" }] });
    return () => {
      const { conflicts } = draft.rebase(connection(list(n, theirs)));
      assert.equal(conflicts.length, n);
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.equal(draft.value.environments.length, 0);
    };
  },
  "resolving conflicts about variables": (n) => {
    const variables = (value) => ({ environmentVariables: list(n, (at) => ({ name: `V${at}`, value })) });
    const draft = new ConnectionDraft(connection([], variables("base")));
    for (let at = 0; at < n; at++) draft.set(["environmentVariables", at, "value"], "mine");
    return () => {
      const { conflicts } = draft.rebase(connection([], variables("theirs")));
      assert.equal(conflicts.length, n);
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.equal(draft.value.environmentVariables[n - 1].value, "mine");
    };
  },
  "replacing and rebasing a connection with unknown fields": (n) => {
    const unknown = (value) => Object.fromEntries(list(n, (at) => [`later${at}`, value]));
    const draft = new ConnectionDraft(connection([], unknown("base")));
    return () => {
      draft.replace(connection([], unknown("mine")));
      assert.equal(draft.issues.length, n);
      const { conflicts } = draft.rebase(connection([], unknown("theirs")));
      assert.equal(conflicts.length, n);
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.equal(draft.value.later0, "mine");
    };
  },
  "keeping an order that both sides changed": (n) => {
    const draft = new ConnectionDraft(connection(list(n, environment)));
    draft.replace({ ...draft.value, environments: draft.value.environments.slice().reverse() });
    const latest = list(n, environment);
    return () => {
      const { conflicts } = draft.rebase(connection([...latest.slice(1), latest[0], environment(n)]));
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.deepEqual([conflicts.length, draft.value.environments[0].name], [1, `E${n - 1}`]);
    };
  },
  "inserting invalid items one by one": (n) => {
    const draft = new ConnectionDraft(connection([]));
    return () => {
      for (let at = 0; at < n; at++) {
        draft.insert("environments", { name: "", variables: 7 });
        assert.ok(draft.issues.length > at);
      }
    };
  },
};

for (const [title, prepare] of Object.entries(WORK)) {
  test(`four times the items take four times the work: ${title}`, async () => {
    const few = await countSteps(prepare(100));
    const many = await countSteps(prepare(400));
    assert.ok(few > 100 && many < 6 * few, `${few} steps become ${many}`);
  });
}

test("typing costs the same beside ten thousand issues as beside ten", async () => {
  const count = async (n) => {
    const draft = new ConnectionDraft(connection(list(n, (at) => environment(at, { name: 7 }))));
    assert.ok(draft.issues.length >= n);
    const type = (at) => {
      draft.set("environments[5].variables", [{ name: "A", value: `v${at}` }]);
      draft.set("environments[5].name", at % 2 === 0 ? "" : at);
      draft.set("name", `Shop ${at}`);
      assert.ok(draft.issues.length >= n - 1);
    };
    // The first edits parse the stored connection and index its items.
    type(0);
    return countSteps(() => {
      for (let at = 1; at < 50; at++) type(at);
    });
  };
  const [few, many] = [await count(10), await count(9_000)];
  assert.ok(many <= 1.5 * few, `${few} steps become ${many}`);
});

test("issues of one input share long keys, and are limited", () => {
  const key = "k".repeat(100_000);
  for (const [name, text] of [
    ["duplicate keys", `{"${key}":{${'"a":0,'.repeat(50_000)}"a":0}}`],
    ["lone surrogates", `{"${key}":[${'"\\ud800",'.repeat(50_000)}0]}`],
    ["many levels", `${'{"x":'.repeat(100)}{${'"a":0,'.repeat(50_000)}"a":0}${"}".repeat(100)}`],
  ]) {
    const before = process.memoryUsage().heapUsed;
    const { issues } = validate(text);
    const grown = process.memoryUsage().heapUsed - before;
    const errors = issues.filter(({ code }) => code === "duplicate-key" || code === "lone-surrogate");
    assert.deepEqual([errors.length, issues.at(-1).code], [10_000, "more-issues"], name);
    // 10,000 copies of the key would take a thousand megabytes.
    assert.ok(grown < 50_000_000, `${name}: ${grown} bytes`);
    const last = errors.at(-1);
    assert.equal(last.pointer, `/${last.path.join("/")}`, name);
    assert.equal(last.path[0], errors[0].path[0], name);
  }
});

test("findings about values share long keys, and are limited", () => {
  const key = "k".repeat(100_000);
  const before = process.memoryUsage().heapUsed;
  const { createdAt, updatedAt, environments, ...body } = connection([]);
  const { issues } = validate({ ...body, [key]: Array.from({ length: 50_000 }, () => undefined) });
  const grown = process.memoryUsage().heapUsed - before;
  const found = issues.filter(({ code }) => code === "undefined-value");
  assert.equal(found.length, 10_000);
  const more = issues.find(({ code }) => code === "more-issues");
  assert.deepEqual([more.severity, more.params.count], ["error", 40_000]);
  assert.ok(grown < 100_000_000, `${grown} bytes`);
  assert.deepEqual(found[7].path, [key, 7]);
  assert.equal(found[7].pointer, `/${key}/7`);
  assert.equal(found[7].field, `${key}[7]`);
});
