// Checks that the review of the console shows each item that a save changes, and counts exactly what the save destroys.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ConnectionDraft, diff, plan } from "../../pkg/index.js";
import { seed } from "../../www/platform/seed.js";
import { importFromConsole } from "./bundle.mjs";
import { anyEdits, connection, edited, SECRET } from "./plan-arbitraries.mjs";
import { assertOften, runs } from "./runs.mjs";

const { createReview, describeLosses, confirmLosses } = await importFromConsole("review/model.ts");

const [SHOP, WAREHOUSE, BRANCHES, MACHINES] = [0, 1, 2, 3];

/** Edits a connection of the seed as the form does, and returns the review. */
function review(edit, { at = SHOP, maxLines, ...options } = {}) {
  const draft = new ConnectionDraft(seed()[at]);
  edit(draft);
  const planned = Object.keys(options).length > 0 ? plan(draft.current, draft.changes, options) : draft.plan;
  assert.ok(planned.ok, JSON.stringify(planned.issues));
  return createReview(draft.current, planned, draft.unsupported, { maxLines });
}

/** Formats a line: `!` marks a loss, `*` a secret, `#` code. */
function format({ kind, label, before, after, note, isLoss, isSecret, isCode }) {
  const flags = `${isLoss ? "!" : ""}${isSecret ? "*" : ""}${isCode ? "#" : ""}`;
  const values = before === undefined && after === undefined ? "" : `: ${before ?? "∅"} → ${after ?? "∅"}`;
  return `${flags}${flags && " "}${kind} ${label}${values}${note === undefined ? "" : ` (${note})`}`;
}

/** Returns the formatted lines by the title of their request. */
const linesOf = ({ steps }) => Object.fromEntries(steps.map(({ title, lines }) => [title, lines.map(format)]));
const set = (path, value) => (draft) => draft.set(path, value);
const NEW_ENVIRONMENT = {
  name: "Preview",
  credentials: {
    action: [{ authSchemeConfig: { schemeType: "none" }, credential: { name: "Key", type: "none", data: {} } }],
  },
  variables: [{ name: "REGION", value: "eu-west-2" }],
};
const OWN_VALUES = [
  "!*# changed Production: LOG_LEVEL: warn → info (Own value, replaced)",
  "!*# removed Production: ALERTS: on → ∅ (Only set here, removed)",
];

const CASES = {
  "the name": [set("name", "Orders"), { "Update connection": ["changed Name: Storefront orders → Orders"] }],
  "the base URL": [
    set("baseUrl", "https://a.example"),
    {
      "Update connection": ["# changed Base URL: https://orders.storefront.example/api/2026-01 → https://a.example"],
    },
  ],
  "a shared variable": [
    set(["environmentVariables", 0, "value"], "eu-north-1"),
    {
      "Update connection": [
        "*# changed REGION: eu-west-1 → eu-north-1",
        "note 2 environments get the new value (Production, Staging)",
        ...OWN_VALUES,
        "!*# changed Staging: PAGE_SIZE: 50 → 250 (Own value, replaced)",
        "!*# changed Development: REGION: eu-central-1 → eu-north-1 (Own value, replaced)",
        "!*# changed Development: PAGE_SIZE: 5 → 250 (Own value, replaced)",
        "!*# changed Development: LOG_LEVEL: debug → info (Own value, replaced)",
      ],
    },
    "Replaces 6 own values of 3 environments",
    "I understand that 3 environments lose their own values",
  ],
  "a shared variable that is removed": [
    (draft) => draft.remove(["environmentVariables", 0]),
    {
      "Update connection": [
        "!*# removed REGION: eu-west-1 → ∅",
        "note 2 environments lose this variable too (Production, Staging)",
        ...OWN_VALUES,
        "!*# changed Staging: PAGE_SIZE: 50 → 250 (Own value, replaced)",
        "!*# removed Development: REGION: eu-central-1 → ∅ (Own value, removed)",
        "!*# changed Development: PAGE_SIZE: 5 → 250 (Own value, replaced)",
        "!*# changed Development: LOG_LEVEL: debug → info (Own value, replaced)",
      ],
    },
    "Replaces 6 own values of 3 environments and removes 1 variable (REGION)",
    "I understand that 3 environments lose their own values and the variable REGION is removed",
  ],
  "an auth scheme": [
    set(["authSchemeConfigs", 0, "name"], "X-Key"),
    {
      "Update connection": [
        "# changed Auth scheme 1: Name: X-Shop-Key → X-Key",
        "note 3 environments keep an older copy of an auth scheme (Production, Staging, Development)",
      ],
    },
  ],
  "several members of an auth scheme": [
    (draft) => {
      draft.set(["authSchemeConfigs", 1, "in"], "query");
      draft.set(["authSchemeConfigs", 1, "algorithm"], "sha512");
      draft.set(["authSchemeConfigs", 1, "digestInputs"], ["url", "body"]);
    },
    {
      "Update connection": [
        "changed Auth scheme 2: Send in: Header → Query parameter",
        "changed Auth scheme 2: Algorithm: SHA-256 → SHA-512",
        "changed Auth scheme 2: Signed content: Body → URL, then body",
        "note 2 environments keep an older copy of an auth scheme (Production, Staging)",
      ],
    },
  ],
  "the type of an auth scheme": [
    set(["authSchemeConfigs", 0], { schemeType: "basic-auth" }),
    {
      "Update connection": [
        "changed Auth scheme 1: Type: API key → Basic auth",
        "# changed Auth scheme 1: Name: X-Shop-Key → ∅",
        "changed Auth scheme 1: Send in: Header → ∅",
        "note 3 environments keep an older copy of an auth scheme (Production, Staging, Development)",
      ],
    },
  ],
  "an auth scheme that is added": [
    (draft) => draft.insert("authSchemeConfigs", { schemeType: "google-service-account" }),
    { "Update connection": ["added Auth scheme 3: ∅ → Google service account"] },
  ],
  "an auth scheme that is removed": [
    (draft) => draft.remove(["authSchemeConfigs", 0]),
    {
      "Update connection": [
        "! removed Auth scheme 1: API key X-Shop-Key → ∅",
        "note 3 environments keep an older copy of an auth scheme (Production, Staging, Development)",
      ],
    },
    "Removes 1 auth scheme",
    "I understand that 1 auth scheme is removed",
  ],
  "an auth scheme that is removed while another one is edited": [
    (draft) => {
      draft.remove(["authSchemeConfigs", 0]);
      draft.set(["authSchemeConfigs", 0, "name"], "X-Sign");
    },
    {
      "Update connection": [
        "# changed Auth scheme 1: Name: X-Shop-Signature → X-Sign",
        "! removed Auth scheme 1: API key X-Shop-Key → ∅",
        "note 3 environments keep an older copy of an auth scheme (Production, Staging, Development)",
      ],
    },
    "Removes 1 auth scheme",
    "I understand that 1 auth scheme is removed",
  ],
  "the order of auth schemes": [
    (draft) => draft.move("authSchemeConfigs", 0, 1),
    {
      "Update connection": [
        "moved Order of auth schemes: API key X-Shop-Key, HMAC signature X-Shop-Signature → HMAC signature X-Shop-Signature, API key X-Shop-Key",
      ],
    },
  ],
  "an environment that is created": [
    (draft) => draft.insert("environments", NEW_ENVIRONMENT),
    { "Update connection": ["added Environment Preview (1 variable, 1 credential)"] },
  ],
  "an environment that is deleted": [
    (draft) => draft.remove(["environments", 1]),
    { "Update connection": ["! removed Environment Staging (3 variables, 2 credentials)"] },
    "Deletes 1 environment (Staging)",
    "I understand that Staging is deleted",
  ],
  "the order of environments": [
    (draft) => draft.move("environments", 1, 0),
    {
      "Update connection": [
        "moved Order of environments: Production, Staging, Development → Staging, Production, Development",
      ],
    },
  ],
  "the name of an environment": [
    set(["environments", 1, "name"], "Test"),
    {
      "Update environment Staging": [
        "changed Name: Staging → Test (Other products may refer to this environment by its name)",
      ],
    },
  ],
  "variables of one environment": [
    (draft) => {
      draft.set(["environments", 0, "variables", 0, "value"], "eu-west-3");
      draft.remove(["environments", 0, "variables", 3]);
      draft.insert(["environments", 0, "variables"], { name: "KEY", value: "-----BEGIN\nkey\n-----END" });
    },
    {
      "Update environment Production": [
        "*# changed REGION: eu-west-1 → eu-west-3",
        "!*# removed ALERTS: on → ∅",
        "*# added KEY: ∅ → -----BEGIN\nkey\n-----END",
      ],
    },
    "Removes 1 variable (ALERTS of Production)",
    "I understand that the variable ALERTS of Production is removed",
  ],
  "the auth scheme of a credential": [
    set(["environments", 0, "credentials", "action", 0, "authSchemeConfig", "name"], "X-Key"),
    { "Update environment Production": ["# changed Credential 1 (to the system): Name: X-Shop-Key → X-Key"] },
  ],
};

for (const [what, [edit, expected, loss = "", confirmation = ""]] of Object.entries(CASES)) {
  test(`the review shows ${what}`, () => {
    const reviewed = review(edit);
    assert.deepEqual(linesOf(reviewed), expected);
    assert.equal(describeLosses(reviewed.losses), loss);
    assert.equal(confirmLosses(reviewed.losses), confirmation);
    assert.equal(reviewed.losses.count, reviewed.steps.flatMap(({ lines }) => lines).filter((l) => l.isLoss).length);
    assert.deepEqual(reviewed.unsupported, []);
  });
}

test("the edits of the user are counted, and not their consequences", () => {
  const counts = {
    1: set(["environmentVariables", 0, "value"], "eu-north-1"),
    2: set(["environmentVariables", 0, "name"], "AREA"),
    3: CASES["variables of one environment"][0],
    4: (draft) => {
      draft.set("name", "Orders");
      draft.set(["authSchemeConfigs", 0, "name"], "X-Key");
      draft.remove(["environments", 1]);
      draft.move("environments", 0, 1);
    },
    5: (draft) => {
      for (const [at, value] of ["a", "b", "c"].entries()) draft.set(["environmentVariables", at, "value"], value);
      draft.move("environmentVariables", 0, 2);
      draft.set(["environments", 0, "credentials", "action", 0, "credential", "name"], "Key");
    },
  };
  for (const [count, edit] of Object.entries(counts)) assert.equal(review(edit).changeCount, Number(count));
});

test("a password in a URL is secret, and a masked text is there", () => {
  const [{ lines }] = review(set("baseUrl", "https://ada:lovelace@a.example")).steps;
  assert.equal(lines[0].isSecret, true);
  assert.deepEqual(lines[0].masked, {
    before: "https://orders.storefront.example/api/2026-01",
    after: "https://••••@a.example",
  });
  const [repaired] = review(set("baseUrl", "https:ada:lovelace@a.example")).steps;
  assert.equal(repaired.lines[0].masked.after, "••••");
});

test("the data set of a BigQuery connection is shown", () => {
  const reviewed = review(set("datasetId", "acme-analytics.sales"), { at: WAREHOUSE });
  assert.deepEqual(linesOf(reviewed), {
    "Update connection": ["# changed Dataset: acme-analytics.sales_daily → acme-analytics.sales"],
  });
});

test("environments that keep their own values lose nothing", () => {
  const reviewed = review(set(["environmentVariables", 1, "value"], "100"), { ownValues: "keep" });
  const until = "(Until this request is done, it has the variables of the connection)";
  assert.deepEqual(linesOf(reviewed), {
    "Update connection": ["*# changed PAGE_SIZE: 250 → 100", "note 1 environment gets the new value (Production)"],
    "Update environment Production": [`kept Keeps its own values of LOG_LEVEL and ALERTS ${until}`],
    "Update environment Staging": [`kept Keeps its own value of PAGE_SIZE ${until}`],
    "Update environment Development": [`kept Keeps its own values of REGION, PAGE_SIZE and LOG_LEVEL ${until}`],
  });
  assert.equal(reviewed.losses.count, 0);
  assert.equal(reviewed.changeCount, 1);
});

test("lists that are sent again are a note", () => {
  const reviewed = review(set("name", "Orders"), { restate: true });
  assert.deepEqual(linesOf(reviewed)["Update connection"], [
    "changed Name: Storefront orders → Orders",
    "note The stored lists are sent again (An environment that someone adds before this save is deleted)",
  ]);
});

test("an environment that lacks a shared variable gets it, which is a note", () => {
  const draft = new ConnectionDraft(seed()[SHOP]);
  const current = structuredClone(draft.current);
  for (const environment of current.environments) environment.variables = current.environmentVariables.slice(1);
  const planned = plan(current, { environmentVariables: { set: { LOG_LEVEL: "warn" } } });
  const reviewed = createReview(current, planned, []);
  assert.deepEqual(linesOf(reviewed)["Update connection"], [
    "*# changed LOG_LEVEL: info → warn",
    "note 3 environments get the new value (Production, Staging, Development)",
    "note 3 environments get variables that they don't have yet (Production, Staging, Development)",
  ]);
  assert.equal(reviewed.losses.count, 0);
});

test("the order of the credentials of an environment is shown by name", () => {
  const [current] = seed();
  const { action } = current.environments[0].credentials;
  action.push({
    ...action[0],
    id: "01JB2K6V8N000000000000AAAA",
    credential: { ...action[0].credential, name: "Other" },
  });
  const changes = diff(current, edited(current, [{ kind: "entryOrder", at: 0, to: 0 }])).changes;
  const reviewed = createReview(current, plan(current, changes), []);
  assert.deepEqual(linesOf(reviewed), {
    "Update environment Production": [
      "moved Order of credentials (to the system): Shop API key (API key X-Shop-Key), Other (API key X-Shop-Key) → Other (API key X-Shop-Key), Shop API key (API key X-Shop-Key)",
    ],
  });
});

test("edits that cannot be saved are described", () => {
  const { unsupported, changeCount, steps } = review((draft) => {
    draft.set(["environments", 0, "name"], "Staging");
    draft.set(["environments", 1, "name"], "Production");
    draft.remove(["environments", 2, "credentials", "action", 0]);
  });
  assert.deepEqual(
    unsupported.map(({ label }) => label),
    ["Development: Credentials (to the system)", "Production: Name", "Staging: Name"],
  );
  for (const { message } of unsupported) assert.match(message, /^[A-Z].*\.$/);
  assert.equal(changeCount, 3);
  assert.deepEqual(steps, []);
});

test("effects and reasons of later versions are shown as they are worded", () => {
  const [current] = seed();
  const effect = { kind: "archived", path: ["name"], destructive: true, summary: "the connection is archived" };
  const planned = { ok: true, connection: current, steps: [{ operation: "UpdateConnection", effects: [effect] }] };
  const edit = { path: ["name"], reason: "later", message: "the name is locked" };
  const { steps, losses, unsupported } = createReview(current, planned, [edit]);
  assert.deepEqual(steps[0].lines.map(format), ["! note The connection is archived"]);
  assert.equal(losses.count, 1);
  assert.equal(describeLosses(losses), "Makes 1 other change that can't be undone");
  assert.deepEqual(unsupported, [{ label: "Name", message: "The name is locked" }]);
});

test("names are listed while they are few", () => {
  const losses = (names) => ({
    deletedEnvironments: names,
    ownValues: { environments: 1, values: 1 },
    removedVariables: names,
    removedSchemes: 2,
    others: 0,
    count: 2 * names.length + 3,
  });
  assert.equal(
    describeLosses(losses(["A", "B"])),
    "Deletes 2 environments (A, B), replaces 1 own value of 1 environment, removes 2 variables (A, B) and removes 2 auth schemes",
  );
  assert.equal(
    confirmLosses(losses(["A", "B"])),
    "I understand that A and B are deleted, 1 environment loses its own value, the variables A and B are removed and 2 auth schemes are removed",
  );
  assert.equal(
    confirmLosses(losses(["A", "B", "C", "D"])),
    "I understand that 4 environments are deleted, 1 environment loses its own value, 4 variables are removed and 2 auth schemes are removed",
  );
});

test("of many environments, only those that moved are shown", () => {
  const reviewed = review(
    (draft) => {
      draft.move("environments", 7, 2);
      draft.move("environments", 100, 299);
    },
    { at: BRANCHES },
  );
  assert.deepEqual(linesOf(reviewed), {
    "Update connection": ["moved Position of Haarlem 008: 8 → 3", "moved Position of Espoo 101: 101 → 300"],
  });
  assert.equal(reviewed.changeCount, 1);
});

test("what goes beyond the limit is counted, and notes are not cut", () => {
  const reviewed = review(set(["environmentVariables", 0, "value"], "USD"), { at: MACHINES, maxLines: 4 });
  const [{ lines, moreCount }] = reviewed.steps;
  assert.deepEqual(lines.map(format), [
    "*# changed CURRENCY: EUR → USD",
    "note 5,000 environments get the new value",
    "!*# removed Aarhus 0001: BRANCH: 0001 → ∅ (Only set here, removed)",
    "!*# removed Aarhus 0001: TILL_COUNT: 2 → ∅ (Only set here, removed)",
    "!*# removed Bilbao 0002: BRANCH: 0002 → ∅ (Only set here, removed)",
  ]);
  assert.equal(moreCount, 9_997);
  assert.deepEqual(reviewed.losses.ownValues, { environments: 5_000, values: 10_000 });
  assert.equal(reviewed.losses.count, 10_000);
  const removed = review((draft) => draft.set("environments", []), { at: BRANCHES, maxLines: 10 });
  assert.equal(removed.steps[0].moreCount, 290);
  assert.equal(describeLosses(removed.losses), "Deletes 300 environments");
});

/** Returns the value of a variable in a list. */
const findValue = (list, name) => list?.find((variable) => variable.name === name)?.value;

/** Asserts that the lines of a request contain each effect. */
function assertRepresented({ effects }, { lines }) {
  const notes = lines.filter(({ kind }) => kind === "note");
  const has = (part) => lines.some(({ id }) => id.includes(part));
  for (const { kind, path, names = [], environment } of effects) {
    const expected = {
      replaced: () => {
        if (path.at(-1) === "variables") return names.length === 0 || names.every((name) => has(`/variables/${name}`));
        return has(environment ? "/credentials" : `/${path[0]}`);
      },
      renamed: () => has("/name"),
      kept: () => lines.some((line) => line.kind === "kept"),
      restated: () => has("/restated"),
      created: () => lines.some((line) => line.kind === "added" && line.environment?.name === environment.name),
      deleted: () => lines.some((line) => line.kind === "removed" && line.environment?.id === environment.id),
      reordered: () => lines.some((line) => line.kind === "moved"),
      overwritten: () =>
        names.length === 0
          ? notes.length > 0
          : names.every((name) => has(`/own/${environment.id ?? environment.name}/${name}`)),
      "stale-copy": () => has("/stale-copy"),
    }[kind];
    assert.ok(expected(), `${kind} ${path.join("/")}: ${lines.map(format).join("\n")}`);
  }
}

test("every effect has a line, and only losses are marked as losses", () => {
  const counts = { destructive: 0, harmless: 0, kept: 0 };
  const options = fc.constantFrom({}, { ownValues: "keep" }, { restate: true });
  fc.assert(
    fc.property(connection, anyEdits, options, (current, edits, options) => {
      const diffed = diff(current, edited(current, edits));
      const planned = diffed.ok ? plan(current, diffed.changes, options) : diffed;
      if (!planned.ok) return;
      const { steps, losses } = createReview(current, planned, diffed.unsupported, {
        maxLines: Number.POSITIVE_INFINITY,
      });
      const lines = steps.flatMap(({ lines }) => lines);
      for (const [at, step] of planned.steps.entries()) assertRepresented(step, steps[at]);

      const isDestructive = planned.effects.some(({ destructive }) => destructive);
      assert.equal(losses.count > 0, isDestructive, describeLosses(losses));
      counts[isDestructive ? "destructive" : "harmless"] += 1;
      counts.kept += lines.some(({ kind }) => kind === "kept") ? 1 : 0;
      assert.equal(describeLosses(losses) === "", losses.count === 0);
      assert.equal(confirmLosses(losses) === "", losses.count === 0);
      assert.equal(lines.filter(({ isLoss }) => isLoss).length, losses.count);
      const ids = new Set(planned.connection.environments.map(({ id }) => id));
      const gone = current.environments.filter(({ id }) => !ids.has(id)).map(({ name }) => name);
      assert.deepEqual(losses.deletedEnvironments, gone);

      assert.equal(new Set(lines.map(({ id }) => id)).size, lines.length);
      assert.ok(!JSON.stringify(lines).includes(`${SECRET} client`));
      for (const { kind, isLoss, id, before, after, environment } of lines) {
        assert.ok(kind !== "kept" || !isLoss);
        if (kind !== "note" && kind !== "kept" && before !== undefined) assert.notEqual(before, after);
        if (!isLoss || !/\/(own|variables|environmentVariables)\//.test(id)) continue;
        const name = id.slice(id.lastIndexOf("/") + 1);
        const find = ({ environments }) => environments.find((other) => other.id === environment.id);
        const lists = [current, planned.connection].map((side) =>
          environment ? find(side).variables : side.environmentVariables,
        );
        assert.deepEqual(
          [before, after],
          lists.map((list) => findValue(list, name)),
        );
        assert.notEqual(before, after);
      }
    }),
    runs(2_000),
  );
  assertOften(counts, 100);
});
