// Counts the work of drafts and of reports, and proves that it grows no faster than the inputs. No test measures time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient, ConnectionDraft, validate } from "connection-update";
import { applyPut } from "./stored.mjs";

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

/**
 * Returns the number of steps of a piece of work: members that are read, characters of JSON that are written or parsed, and items that
 * a search compares. The last ones count little, because comparing is fast: one search for each item of a list is not noticed, one for
 * each pair of items is.
 */
async function countSteps(work) {
  const { hasOwn } = Object;
  const { indexOf } = Array.prototype;
  const { parse, stringify } = JSON;
  let steps = 0;
  Object.hasOwn = (...args) => {
    steps += 1;
    return hasOwn(...args);
  };
  Array.prototype.indexOf = function (...args) {
    const index = indexOf.apply(this, args);
    steps += (index < 0 ? this.length : index) / 64;
    return index;
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
    Array.prototype.indexOf = indexOf;
    Object.assign(JSON, { parse, stringify });
  }
  return steps;
}

/**
 * Returns a client of a platform that stores what it receives and gives ids to new environments.
 *
 * @param refuse returns the response to a PUT that is refused
 */
function storing(stored, refuse = () => undefined) {
  const fetch = async (request) => {
    if (request.method !== "PUT") return Response.json(stored);
    return refuse() ?? Response.json(await applyPut(stored, request, (at) => id(900_000 + at)));
  };
  return new ConnectClient({ fetch });
}

const entry = (n, at, scheme) => ({
  id: id(10_000 + 10 * n + at),
  authSchemeConfig: { schemeType: "api-key", name: "k", in: "header", ...scheme },
  credential: { id: id(1_000), type: "string", name: "Key", data: { value: "***" } },
});
const entries = (n, ...names) => ({ action: names.map((name, at) => entry(n, at, { name })) });
/** Returns an environment with three entries. */
const withEntries = (n, names = ["a", "b", "c"]) => environment(n, { credentials: entries(n, ...names) });

/** Work on drafts of `n` items: each prepares a draft, and returns the work to count. */
const WORK = {
  "saving beside edits of every environment that no request makes": (n) => {
    const current = connection(list(n, (at) => withEntries(at)));
    const draft = new ConnectionDraft(current);
    for (let at = 0; at < n; at++) {
      draft.set(["environments", at, "credentials", "action", 1, "credential", "name"], `X${at}`);
      draft.set(["environments", at, "updatedAt"], "2026-02-02T00:00:00Z");
    }
    draft.set("name", "New");
    return async () => {
      const saved = await draft.save(storing(structuredClone(current)));
      assert.deepEqual([saved.ok, saved.unsupported.length], [true, 2 * n]);
      assert.equal(draft.unsupported.length, 2 * n);
    };
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
  "saving a name of every environment": (n) => {
    const current = connection(list(n, environment));
    const draft = new ConnectionDraft(current);
    for (let at = 0; at < n; at++) draft.set(["environments", at, "name"], `X${at}`);
    return async () => {
      const saved = await draft.save(storing(structuredClone(current)));
      assert.deepEqual([saved.ok, saved.steps.length, saved.drift], [true, n, []]);
      assert.deepEqual([draft.isDirty, draft.value.environments[n - 1].name], [false, `X${n - 1}`]);
    };
  },
  "failing halfway through names of every environment, and saving again": (n) => {
    const current = connection(list(n, environment));
    const draft = new ConnectionDraft(current);
    for (let at = 0; at < n; at++) draft.set(["environments", at, "name"], `X${at}`);
    return async () => {
      const stored = structuredClone(current);
      let count = 0;
      const refuse = () => Response.json({ message: "no" }, { status: 403 });
      const { error } = await draft.save(storing(stored, () => (++count > n / 2 ? refuse() : undefined)));
      assert.equal(error.done.length, n / 2);
      const saved = await draft.save(storing(stored));
      assert.deepEqual([saved.ok, saved.steps.length, draft.isDirty], [true, n / 2, false]);
    };
  },
  "saving a value of a variable that is shared by all environments": (n) => {
    const shared = [{ name: "A", value: "1" }];
    const own = (at) => environment(at, { variables: [{ name: "A", value: "own" }] });
    const current = connection(list(n, own), { environmentVariables: shared });
    const draft = new ConnectionDraft(current);
    draft.set("environmentVariables[0].value", "2");
    return async () => {
      assert.equal((await draft.save(storing(structuredClone(current)))).steps.length, 1);
      assert.equal(draft.isDirty, false);
    };
  },
  "rebasing and resolving conflicts about the name of every environment": (n) => {
    const draft = new ConnectionDraft(connection(list(n, environment)));
    for (let at = 0; at < n; at++) draft.set(["environments", at, "name"], `Mine ${at}`);
    return () => {
      const { conflicts } = draft.rebase(connection(list(n, (at) => environment(at, { name: `Theirs ${at}` }))));
      assert.equal(conflicts.length, n);
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.deepEqual([draft.value.environments[n - 1].name, draft.unsupported], [`Mine ${n - 1}`, []]);
    };
  },
  "rebasing and resolving conflicts about the variables of one environment": (n) => {
    const variables = (value) => list(n, (at) => ({ name: `V${at}`, value }));
    const of = (value) => connection([environment(0, { variables: variables(value) })]);
    const draft = new ConnectionDraft(of("base"));
    for (let at = 0; at < n; at++) draft.set(["environments", 0, "variables", at, "value"], "mine");
    return () => {
      const { conflicts } = draft.rebase(of("theirs"));
      assert.equal(conflicts.length, n);
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.deepEqual(draft.value.environments[0].variables, variables("mine"));
    };
  },
  "rebasing and resolving conflicts about the credentials of every environment": (n) => {
    const draft = new ConnectionDraft(connection(list(n, (at) => withEntries(at))));
    for (let at = 0; at < n; at++) {
      draft.set(["environments", at, "credentials", "action", 1, "authSchemeConfig", "name"], "mine");
    }
    return () => {
      const latest = connection(list(n, (at) => withEntries(at, ["a", "theirs", "c"])));
      const { conflicts } = draft.rebase(latest);
      assert.equal(conflicts.length, n);
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.equal(draft.value.environments[n - 1].credentials.action[1].authSchemeConfig.name, "mine");
    };
  },
  "rebasing and resolving conflicts about the auth schemes of one environment": (n) => {
    const of = (name) =>
      connection([environment(0, { credentials: { action: list(n, (at) => entry(at, 0, { name })) } })]);
    const draft = new ConnectionDraft(of("base"));
    for (let at = 0; at < n; at++) {
      draft.set(["environments", 0, "credentials", "action", at, "authSchemeConfig", "name"], "mine");
    }
    return () => {
      const { conflicts } = draft.rebase(of("theirs"));
      assert.equal(conflicts.length, n);
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.equal(draft.value.environments[0].credentials.action[n - 1].authSchemeConfig.name, "mine");
    };
  },
  "rebasing and resolving a conflict about the order of credentials": (n) => {
    const credentials = { action: list(n, (at) => entry(at, 0)) };
    const draft = new ConnectionDraft(connection([environment(0, { credentials })]));
    draft.set(
      "environments[0].credentials.action",
      credentials.action.toReversed?.() ?? credentials.action.slice().reverse(),
    );
    const [first, ...others] = credentials.action;
    return () => {
      const { conflicts } = draft.rebase(connection([environment(0, { credentials: { action: [...others, first] } })]));
      assert.equal(conflicts.length, 1);
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.equal(draft.value.environments[0].credentials.action[0].id, id(10_000 + 10 * (n - 1)));
    };
  },
  "rebasing and creating deleted environments again": (n) => {
    const draft = new ConnectionDraft(connection(list(n, environment)));
    for (let at = 0; at < n; at++) draft.set(["environments", at, "name"], `Mine ${at}`);
    return () => {
      const { conflicts } = draft.rebase(connection([]));
      assert.equal(conflicts.length, n);
      for (const conflict of conflicts) conflict.resolve("mine");
      assert.deepEqual([draft.value.environments.length, draft.value.environments[n - 1].name], [n, `Mine ${n - 1}`]);
    };
  },
  "rebasing and creating deleted environments again in another order": (n) => {
    const draft = new ConnectionDraft(connection(list(n, environment)));
    for (let at = 0; at < n; at++) draft.set(["environments", at, "name"], `Mine ${at}`);
    draft.move("environments", 0, 1);
    return () => {
      const { conflicts } = draft.rebase(connection([]));
      for (const conflict of conflicts) conflict.resolve("mine");
      const names = draft.value.environments.map(({ name }) => name);
      assert.deepEqual([names.length, names[0], names[1]], [n, "Mine 1", "Mine 0"]);
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
