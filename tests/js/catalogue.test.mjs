// Tests the messages of the console.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft, issueCodes } from "connection-update";
import fc from "fast-check";
import { importFromConsole } from "./bundle.mjs";
import { collect, current, listDeclaredIssues } from "./messages.mjs";
import { anyEdits, connection, edited } from "./plan-arbitraries.mjs";
import { runs } from "./runs.mjs";

const { createMessages, describeOutcome } = await importFromConsole("lib/catalogue.ts");

const SECRET = "s3cr3t-value";

/** A connection with secrets in every variable. */
const VALUE = {
  ...current,
  name: "Storefront orders",
  environmentVariables: [
    { name: "REGION", value: SECRET },
    { name: "REGION", value: SECRET },
  ],
  environments: ["Development", "Production", "Preview"].map((name) => ({
    name,
    variables: [{ name: "REGION", value: SECRET }],
  })),
};

const messages = createMessages(() => VALUE);
const rules = Object.fromEntries(issueCodes.map((code) => [code, "warning"]));

/** Asserts that a text is a sentence for people, without a path, an id or the value of a variable. */
function assertSentence(text, about) {
  const context = `${text}\n${JSON.stringify(about)}`;
  assert.equal(typeof text, "string", context);
  assert.match(text, /[^.][.?]$/, context);
  assert.doesNotMatch(text, /`|\[\d|\bundefined\b|\bNaN\b|\[object|^\s|\b01[0-9A-Z]{24}\b/, context);
  assert.ok(!text.includes(SECRET), context);
}

const textOf = (code, params = {}, path = []) => messages.issue({ code, params, path, message: "english" });
const textsOf = ({ issues, effects = [], conflicts = [], unsupported = [] }) =>
  [...issues, ...effects, ...conflicts, ...unsupported].map(({ message, summary }) => message ?? summary);

test("every issue code has a text", () => {
  const all = listDeclaredIssues();
  assert.ok(all.length > issueCodes.length);
  for (const issue of all) assertSentence(messages.issue(issue), issue);
});

test("every operation reports the texts of the console", () => {
  const texts = textsOf(collect({ rules, messages }));
  assert.ok(texts.length > 300, `${texts.length} texts`);
  for (const text of texts) assertSentence(text);
  assert.equal(texts.filter((text) => /^[a-z]/.test(text) && !/^http:/.test(text)).length, 0);
});

test("issues have the texts of the style guide", () => {
  const cases = [
    [
      "Invalid JSON on line 1, column 3: expected a value.",
      "invalid-json",
      { problem: "expected-value", line: 1, column: 3 },
    ],
    ["Enter a name.", "blank-name"],
    ["Enter a name.", "missing-field", { field: "name" }],
    [
      '"REGION" is already used. Names must be unique.',
      "duplicate-value",
      { field: "name" },
      ["environmentVariables", 1, "name"],
    ],
    [
      '"Preview" is already used. Names must be unique.',
      "duplicate-value",
      { field: "name" },
      ["environments", 2, "name"],
    ],
    ["Already used. Names must be unique.", "duplicate-value", { field: "name" }, ["environments", 9, "name"]],
    [
      "Already used. Names must be unique.",
      "duplicate-value",
      { field: "value" },
      ["environmentVariables", 1, "value"],
    ],
    ["Another item has this ID. Remove one of the two.", "duplicate-value", { field: "id" }, ["environments", 1, "id"]],
    ["Starts or ends with a space, which will be saved too.", "surrounding-whitespace"],
    ["Enter a full URL starting with https://.", "invalid-url", { problem: "scheme" }],
    ["http:// isn't encrypted. Use https://.", "insecure-url"],
    [
      "Must be a list. Use [] to remove all, or delete this key to keep what's stored.",
      "null-list",
      { field: "environments" },
    ],
    ["Must be a list, not text.", "invalid-type", { expected: "array", actual: "string" }],
    ["Read-only: ignored when saving.", "read-only-field", { field: "versions" }],
    ["Protocol can't be changed after creation.", "immutable-field", { field: "protocol" }],
    ["No environment has this ID. To add one, leave the ID out.", "unknown-environment"],
    ['Must be "query", "header" or "cookie".', "invalid-value", { options: ["query", "header", "cookie"] }],
    ["Too large. At most 16 MB can be saved.", "too-large", { bytes: 2 ** 25, limit: 2 ** 24 }],
    [
      "Not used by BigQuery connections. Remove it.",
      "inapplicable-field",
      { field: "environmentVariables", protocol: "bigquery" },
    ],
    [
      "Staging loses its own values of A, B, C, D, E and 2 more.",
      "overwritten-variables",
      { name: "Staging", names: [..."ABCDEFG"] },
    ],
    ["An unnamed environment will be deleted. This can't be undone.", "deletes-environment", { name: " " }],
    ["The server rejected this: must be unique.", "rejected", { message: "must be\n  unique" }],
    ['The server rejected this: "name" is taken.', "rejected", { message: "`name` is taken." }],
    ["The server rejected this.", "rejected", { message: "<!doctype html><title>500</title>" }],
    ["The server rejected this.", "rejected", { message: `not allowed: ${SECRET}` }],
    ["The server rejected this.", "rejected", { message: " " }],
    ["The server rejected this.", "rejected", { message: "x".repeat(1_000) }],
  ];
  for (const [expected, ...issue] of cases) assert.equal(textOf(...issue), expected);
});

test("an issue of the form is reported below its field with the name that it has there", () => {
  const draft = new ConnectionDraft(current, { messages: createMessages(() => draft.value) });
  draft.set("baseUrl", "shop");
  draft.set(
    "environmentVariables",
    ["A", "B", "A"].map((name) => ({ name, value: SECRET })),
  );
  assert.deepEqual(
    draft.issues.filter(({ severity }) => severity === "error").map(({ message }) => message),
    ["Enter a full URL starting with https://.", '"A" is already used. Names must be unique.'],
  );
});

const environment = { id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C10", name: "Staging" };
const variables = (...names) => names.map((name) => ({ name, value: SECRET }));
const replacedSchemes = (before, after) => ({
  kind: "replaced",
  path: ["authSchemeConfigs"],
  values: { before, after },
});
const key = { schemeType: "api-key", name: "X-Shop-Key", in: "header" };

test("effects say what changes, without values of variables", () => {
  const cases = [
    ["Adds Staging.", { kind: "created", environment }],
    ["Adds an unnamed environment.", { kind: "created", environment: { name: "" } }],
    ["Deletes Staging. This can't be undone.", { kind: "deleted", environment }],
    [
      "Renames Staging to Live. Other products may use the old name.",
      { kind: "renamed", environment, values: { after: "Live" } },
    ],
    ["New order: Development, Production, Preview.", { kind: "reordered" }],
    ["Changes the order of the credentials of Staging.", { kind: "reordered", environment }],
    ["Staging gets the new variables.", { kind: "overwritten", environment, names: [] }],
    ["Staging loses its own value of A.", { kind: "overwritten", environment, names: ["A"] }],
    [
      "Staging: PAGE_SIZE changed; LOG_LEVEL and ALERTS removed.",
      {
        kind: "overwritten",
        environment,
        names: ["PAGE_SIZE", "LOG_LEVEL", "ALERTS"],
        values: { before: variables("PAGE_SIZE", "LOG_LEVEL", "ALERTS"), after: variables("PAGE_SIZE") },
      },
    ],
    [
      "Staging keeps its own value of A, restored after the shared ones are saved.",
      { kind: "kept", environment, names: ["A"] },
    ],
    [
      "Staging keeps its own variables. They are restored after the shared ones are saved.",
      { kind: "kept", environment, names: [] },
    ],
    ["Staging keeps an older copy of an auth scheme.", { kind: "stale-copy", environment }],
    [
      "Sends the stored lists again. An environment that someone adds meanwhile would be deleted.",
      { kind: "restated" },
    ],
    ["12 more fields change.", { kind: "replaced", count: 12 }],
    ["1 more field changes.", { kind: "replaced", count: 1 }],
    [
      "Name: Orders → Orders v2.",
      { kind: "replaced", path: ["name"], values: { before: "Orders", after: "Orders v2" } },
    ],
    [
      "Base URL: https://••••@a.example → https://b.example/?••••.",
      {
        kind: "replaced",
        path: ["baseUrl"],
        values: { before: `https://u:${SECRET}@a.example`, after: `https://b.example/?k=${SECRET}` },
      },
    ],
    [
      "Changes the base URL.",
      {
        kind: "replaced",
        path: ["baseUrl"],
        values: { before: "https://a:b@c.example", after: "https://a:d@c.example" },
      },
    ],
    ["Dataset: (empty) → a.b.", { kind: "replaced", path: ["datasetId"], values: { before: "", after: "a.b" } }],
    ["Changes the dataset.", { kind: "replaced", path: ["datasetId"], values: { after: "a.b" } }],
    ["Changes the colour.", { kind: "replaced", path: ["colour"], values: { before: SECRET, after: `${SECRET}2` } }],
    [
      "Variables: B added; A removed.",
      {
        kind: "replaced",
        path: ["environmentVariables"],
        names: ["A", "B"],
        values: { before: variables("A"), after: variables("B") },
      },
    ],
    [
      "Staging: A changed.",
      {
        kind: "replaced",
        environment,
        path: ["environments", 0, "variables"],
        names: ["A"],
        values: { before: variables("A"), after: variables("A") },
      },
    ],
    [
      "Changes an auth scheme of Staging. It then differs from the connection's.",
      { kind: "replaced", environment, path: ["environments", 0, "credentials"] },
    ],
    ["Auth scheme 1: X-Shop-Key → X-Key.", replacedSchemes([key], [{ ...key, name: "X-Key" }])],
    [
      "Auth scheme 2: API key → None.",
      replacedSchemes([{ schemeType: "hmac" }, key], [{ schemeType: "hmac" }, { schemeType: "none" }]),
    ],
    ["Changes auth scheme 1.", replacedSchemes([key], [{ ...key, in: "query" }])],
    [
      "Auth schemes: Basic auth and None added; API key removed.",
      replacedSchemes([key], [{ schemeType: "basic-auth" }, { schemeType: "none" }]),
    ],
    ["Auth schemes: Unknown type removed.", replacedSchemes([{}], [])],
    ["The auth schemes change.", replacedSchemes([key, { schemeType: "none" }], [{ schemeType: "none" }, key])],
  ];
  for (const [expected, effect] of cases) {
    const text = messages.effect({ path: [], summary: "english", destructive: false, ...effect });
    assert.equal(text, expected);
    assertSentence(text, effect);
  }
});

test("differences say what is stored otherwise", () => {
  const cases = [
    ["Staging was added.", { kind: "created", environment }],
    ["Staging is missing.", { kind: "deleted", environment }],
    ["The environments are in a different order.", { kind: "reordered" }],
    ["Staging: A is different.", { kind: "overwritten", environment, names: ["A"] }],
    ["Staging: A and B are different.", { kind: "overwritten", environment, names: ["A", "B"] }],
    ["Staging: name is different.", { kind: "replaced", environment, path: ["environments", 0, "name"] }],
    [
      "Staging: credentials are different.",
      { kind: "replaced", environment, path: ["environments", 0, "credentials"] },
    ],
    ["The variables are different.", { kind: "replaced", path: ["environmentVariables"], names: [] }],
    ["Variables: A is different.", { kind: "replaced", path: ["environmentVariables"], names: ["A"] }],
    ["The auth schemes are different.", { kind: "replaced", path: ["authSchemeConfigs"], names: ["none"] }],
    [
      "Name: Orders → Orders v2.",
      { kind: "replaced", path: ["name"], values: { before: "Orders", after: "Orders v2" } },
    ],
    ["Base URL is different.", { kind: "replaced", path: ["baseUrl"], values: { before: "https://a.example" } }],
  ];
  for (const [expected, difference] of cases) {
    assert.equal(messages.difference({ path: [], summary: "english", ...difference }), expected);
  }
});

test("conflicts say what both sides did", () => {
  const name = "REGION";
  const cases = [
    ["You and someone else changed REGION.", { kind: "value", name, path: ["environmentVariables", 0, "value"] }],
    [
      "You and someone else changed REGION in Staging.",
      { kind: "value", name, environment, path: ["environments", 0, "variables", 0, "value"] },
    ],
    ["You and someone else changed the base URL.", { kind: "value", path: ["baseUrl"] }],
    ["You and someone else changed the auth schemes.", { kind: "value", path: ["authSchemeConfigs"] }],
    [
      "You and someone else changed the name of Staging.",
      { kind: "value", environment, path: ["environments", 0, "name"] },
    ],
    [
      "You and someone else changed an auth scheme of Staging.",
      { kind: "value", environment, path: ["environments", 0, "credentials", "action", 0, "authSchemeConfig"] },
    ],
    ["You and someone else changed the order of the environments.", { kind: "order", path: ["environments"] }],
    [
      "You and someone else changed the order of the credentials of Staging.",
      { kind: "order", environment, path: ["environments", 0, "credentials"] },
    ],
    [
      "Someone else removed REGION, which you changed.",
      { kind: "deleted", name, path: ["environmentVariables", 0, "value"] },
    ],
    ["Someone else deleted Staging, which you changed.", { kind: "deleted", environment, path: ["environments", 0] }],
    [
      "You and someone else changed the credentials of Staging.",
      { kind: "deleted", environment, path: ["environments", 0, "credentials", "action"] },
    ],
    [
      "Someone else changed REGION, which you removed.",
      { kind: "edited", name, path: ["environmentVariables", 0, "value"] },
    ],
    ["Someone else changed Staging, which you deleted.", { kind: "edited", environment, path: ["environments", 0] }],
    [
      "Someone else changed the variables of Staging, which your changes would replace.",
      { kind: "overwritten", environment, path: ["environments", 0, "variables"] },
    ],
    [
      "Another environment is named Staging now. Names must be unique.",
      { kind: "same-name", environment, path: ["environments", 0] },
    ],
    ["You and someone else changed the environments.", { kind: "list", path: ["environments"] }],
    ["You and someone else changed the variables.", { kind: "list", path: ["environmentVariables"] }],
    [
      "You and someone else changed the variables of Staging.",
      { kind: "list", environment, path: ["environments", 0, "variables"] },
    ],
    ["You and someone else changed 12 more values.", { kind: "more", count: 12, path: [] }],
  ];
  for (const [expected, conflict] of cases) {
    const values = { base: SECRET, mine: SECRET, latest: SECRET };
    assert.equal(messages.conflict({ message: "english", values, ...conflict }), expected);
  }
});

test("errors say what happened and what to do", () => {
  const error = { severity: "error", path: ["name"] };
  const html = "<html>502 bad gateway</html>";
  const rejected = [error, { severity: "error", path: ["environments", 1, "name"] }];
  const http = (status, more) => ({ kind: "http", status, ...more });
  const cases = [
    ["Fix 1 error to save.", { kind: "invalid", issues: [error] }],
    ["Fix 2 errors to save.", { kind: "invalid", issues: [error, { severity: "warning" }, error] }],
    ["The request can't be sent.", { kind: "invalid" }],
    ["Can't reach the server.", { kind: "network" }],
    ["The server took more than 30 seconds.", { kind: "timeout", message: "the exchange took longer than 30000 ms" }],
    ["The server took more than 30 seconds.", { kind: "timeout", message: "The server took more than 30 seconds." }],
    ["The server took too long.", { kind: "timeout", message: "the time limit of the signal was reached" }],
    ["The request was cancelled.", { kind: "aborted" }],
    ["Someone else changed this connection.", { kind: "conflict" }],
    ["Someone else changed this connection. Choose which version to keep.", { kind: "conflict", conflicts: [{}] }],
    ["The server sent a response that can't be read.", { kind: "decode", status: 200 }],
    ["Something went wrong in this console. Your changes are still here.", { kind: "internal" }],
    ["This connection is too large for this device.", { kind: "internal", issues: [{ code: "out-of-memory" }] }],
    ["The server rejected 1 field: Name.", http(400, { issues: [error] })],
    ["The server rejected 1 field: Name.", http(400, { issues: [error, error] })],
    ["The server rejected 2 fields: Name and Production: name.", http(422, { issues: rejected })],
    ["The server rejected the changes.", http(400, { issues: [{ severity: "error", path: [] }] })],
    ["Your session expired. Log in to finish saving; your changes are still here.", http(401)],
    ["You don't have access to this connection.", http(403)],
    ["This connection doesn't exist or was deleted.", http(404)],
    ["The server took too long (504).", http(504)],
    ["The server refused the changes, because something in them is in use or has changed (412).", http(412)],
    ["The changes are too large for the server.", http(413)],
    ["Too many requests. Try again in 30 seconds.", http(429, { retryAfterMs: 29_500 })],
    ["Too many requests. Try again in 1 second.", http(429, { retryAfterMs: 0 })],
    ["Too many requests. Try again in a moment.", http(429)],
    ["The server is unavailable. Try again in 5 seconds.", http(503, { retryAfterMs: 5_000 })],
    ["The server failed (500).", http(500)],
    ["The server refused the request (418).", http(418)],
    ["The server redirected the request.", http(200)],
  ];
  for (const [expected, failure] of cases) {
    const text = messages.error({ message: html, maybeApplied: false, issues: [], ...failure });
    assert.equal(text, expected);
    assertSentence(text, failure);
  }
});

test("the outcome of a failed save is one sentence or none", () => {
  assert.equal(describeOutcome({ maybeApplied: false }), undefined);
  assert.match(describeOutcome({ maybeApplied: true }), /^Your changes may have been saved\./);
  assert.match(
    describeOutcome({ maybeApplied: true, applied: "no" }),
    /^We checked: your changes aren't saved so far\./,
  );
  assert.match(describeOutcome({ maybeApplied: true, applied: "unknown" }), /^We couldn't check/);
});

test("what a later version adds stays in English", () => {
  const later = { path: [], issues: [], values: {} };
  assert.equal(messages.issue({ ...later, code: "later" }), undefined);
  assert.equal(messages.effect({ ...later, kind: "later" }), undefined);
  assert.equal(messages.difference({ ...later, kind: "later" }), undefined);
  assert.equal(messages.conflict({ ...later, kind: "later" }), undefined);
  assert.equal(messages.unsupported({ ...later, reason: "later" }), undefined);
  assert.equal(messages.error({ ...later, kind: "later" }), undefined);
  assert.equal(messages.field(["baseUrl"]), "Base URL");
});

/** Replaces the values of all variables by secrets. */
function withSecrets(value) {
  return JSON.parse(JSON.stringify(value), (_, item) =>
    typeof item?.value === "string" && typeof item.name === "string" ? { ...item, value: SECRET + item.value } : item,
  );
}

test("no text contains the value of a variable, after any edit", () => {
  let count = 0;
  fc.assert(
    fc.property(connection, anyEdits, anyEdits, (stored, edits, theirs) => {
      const base = withSecrets(stored);
      const draft = new ConnectionDraft(base, { messages: createMessages(() => draft.value) });
      draft.replace(withSecrets(edited(stored, edits)));
      const plan = draft.plan;
      const { conflicts } = draft.rebase(withSecrets(edited(stored, theirs)));
      for (const text of [...textsOf(draft), ...textsOf(plan), ...textsOf({ issues: [], conflicts })]) {
        assertSentence(text);
        count++;
      }
    }),
    runs(200),
  );
  assert.ok(count > 10, `${count} texts`);
});

test("messages can be written for a value of any shape", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const messages = createMessages(() => value);
      assert.equal(typeof messages.effect({ kind: "reordered", path: ["environments"] }), "string");
      assert.equal(typeof messages.field(["environments", 0, "name"]), "string");
      const path = ["environments", 0, "name"];
      for (const code of ["duplicate-value", "rejected"]) {
        assert.equal(typeof messages.issue({ code, path, params: { field: "name", message: "no" } }), "string");
      }
    }),
    runs(500),
  );
});
