// Tests the option `messages`, params as data, and the German catalogue in examples/german.ts.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { ConnectClient, ConnectionDraft, issueCodes, validate } from "connection-update";
import { transform } from "esbuild";
import fc from "fast-check";
import { bodyOf } from "./fixtures.mjs";
import { bodies, collect, current, declared, listDeclaredIssues, paramValues } from "./messages.mjs";
import { anyEdits, connection, edited } from "./plan-arbitraries.mjs";
import { runs } from "./runs.mjs";
import { startStub } from "./stub.mjs";

/** The catalogue of examples/german.ts. */
let german;

before(async () => {
  const source = await readFile(new URL("../../examples/german.ts", import.meta.url), "utf8");
  const { code } = await transform(source, { loader: "ts" });
  ({ german } = await import(`data:text/javascript,${encodeURIComponent(code)}`));
});

/** The codes that only a failure, a client, a draft or an input of great size has. */
const UNSEEN = [
  "out-of-memory",
  "internal",
  "invalid-time",
  "missing-list",
  "unknown-outcome",
  "unsafe-id",
  "id-mismatch",
  "rejected",
];

/** Options under which each code is reported. */
const rules = Object.fromEntries(issueCodes.map((code) => [code, "warning"]));

test("params are data: each code has the params that are declared, and no text in English", () => {
  const seen = new Set();
  for (const { code, params = {} } of collect({ rules: "strict" }).issues) {
    const members = declared.get(code);
    assert.ok(members, code);
    seen.add(code);
    const names = new Map(members.map(([name, type]) => [name.replace("?", ""), type]));
    for (const [name, value] of Object.entries(params)) {
      if (name === "stored") continue;
      assert.ok(names.has(name), `${code}: ${name}`);
      const type = names.get(name);
      if (type === "number") assert.equal(typeof value, "number", `${code}: ${name}`);
      else if (type === "string[]") assert.ok(Array.isArray(value) && value.every((item) => typeof item === "string"));
      else assert.equal(typeof value, "string", `${code}: ${name}`);
      if (type.startsWith("ParamValues")) assert.ok(paramValues.get(code).includes(value), `${code}: ${value}`);
      // The names of the document and of the platform can be any text.
      if (/^(problem|part|reason|expected|actual|document|operation)$/.test(name)) assert.match(value, /^[\w-]+$/);
    }
    for (const [name] of members) assert.ok(name.endsWith("?") || Object.hasOwn(params, name), `${code}: ${name}`);
  }
  assert.deepEqual(
    issueCodes.filter((code) => !seen.has(code)),
    UNSEEN,
  );
});

test("a name that begins with a byte order mark is in the message as it is", () => {
  const variables = ["A", "\ufeff", "\ufeff"].map((name) => ({ name, value: "" }));
  const report = validate({ ...bodies.base, environments: [{ name: "\ufeff", variables }], other: 1 });
  assert.deepEqual(report.issues.find(({ code }) => code === "unknown-field").params, {
    field: "other",
    shape: "ConnectionUpdate",
  });
  const lost = validate(
    { ...current, environmentVariables: [] },
    { current: { ...current, environments: [{ ...current.environments[0], name: "\ufeff" }] } },
  );
  const names = lost.issues.map(({ params }) => params?.name).filter((name) => name !== undefined);
  assert.ok(names.includes("\ufeff"), JSON.stringify(lost.issues));
});

test("every message of every operation can be replaced", () => {
  const english = collect({});
  const messages = {
    issue: ({ code, message }) => `I ${code} ${message}`,
    effect: ({ kind, summary }) => `E ${kind} ${summary}`,
    difference: ({ kind, summary }) => `D ${kind} ${summary}`,
    conflict: ({ kind, message }) => `C ${kind} ${message}`,
    unsupported: ({ reason, message }) => `U ${reason} ${message}`,
  };
  const replaced = collect({ messages });
  for (const [name, letter, key] of [
    ["issues", "I", "code"],
    ["conflicts", "C", "kind"],
    ["unsupported", "U", "reason"],
  ]) {
    assert.ok(english[name].length > 3, name);
    assert.deepEqual(
      replaced[name].map(({ message }) => message),
      english[name].map((item) => `${letter} ${item[key]} ${item.message}`),
    );
  }
  assert.deepEqual(
    replaced.effects.map(({ summary }) => summary),
    english.effects.map(({ kind, summary }) => `E ${kind} ${summary}`),
  );
});

test("a message that is undefined stays as it is in English", () => {
  const nothing = { issue: () => undefined, effect: () => undefined, conflict: () => undefined, unsupported() {} };
  assert.deepEqual(collect({ messages: nothing }), collect({}));
});

test("labels replace the names of fields in the English messages", () => {
  const labels = { baseUrl: "Base URL", name: "Name", organisationId: undefined };
  const messages = { field: (path) => labels[path.at(-1)] };
  const { baseUrl: _, ...body } = bodies.base;
  const texts = (result) => result.issues.map(({ message }) => message);
  assert.deepEqual(texts(validate(body, { messages })), ["Base URL is required"]);
  const { organisationId: __, ...other } = bodies.base;
  assert.deepEqual(texts(validate(other, { messages })), ["`organisationId` is required"]);
  const variables = ["A", "A"].map((name) => ({ name, value: "" }));
  assert.deepEqual(texts(validate({ ...bodies.base, environmentVariables: variables }, { messages })), [
    "another item of this list has the same Name",
  ]);
  const credentials = (path) => ({ action: "Actions", trigger: "Triggers" })[path.at(-1)];
  assert.deepEqual(
    texts(
      validate(
        { ...bodies.base, environments: [{ name: "New", credentials: {}, variables: [] }] },
        { messages: { field: credentials } },
      ),
    ),
    ["one of Actions, Triggers must not be empty"],
  );
});

test("a label is found by the path of its field, and replaces nothing else in a message", () => {
  const paths = [];
  const field = (path) => void paths.push(path);
  const variables = [{ name: "A", value: "" }, { value: "" }, { name: "A", value: "" }];
  const environments = [{ name: "New", credentials: {}, variables: [] }];
  const body = { ...bodies.base, environmentVariables: variables, environments };
  const report = validate(body, { messages: { field } });
  assert.deepEqual(paths, [
    ["environmentVariables", 1, "name"],
    ["environmentVariables", 2, "name"],
    ["environments", 0, "credentials", "action"],
    ["environments", 0, "credentials", "trigger"],
  ]);
  assert.deepEqual(report, validate(body));

  const withField = /\b(?:field|fields|member)$/;
  const seen = { labelled: 0, other: 0 };
  for (const one of bodies.cases) {
    const input = one.text ?? bodyOf(one, bodies.base);
    const english = validate(input).issues;
    const labelled = validate(input, { messages: { field: () => "The Label" } }).issues;
    for (const [at, { code, message }] of english.entries()) {
      const hasField = declared.get(code).some(([name]) => withField.test(name));
      assert.equal(labelled[at].message.includes("The Label"), hasField, message);
      if (hasField) assert.doesNotMatch(labelled[at].message, /`The Label|The Label`/);
      else assert.equal(labelled[at].message, message);
      seen[hasField ? "labelled" : "other"] += 1;
    }
  }
  assert.ok(seen.labelled > 50 && seen.other > 50, JSON.stringify(seen));
});

test("a message contains phrases in the place of values, and lists in backticks", () => {
  const { base } = bodies;
  for (const [body, options, message] of [
    [{ ...base, baseUrl: "https://" }, {}, "this is not an absolute http or https URL: it has no host"],
    [{ ...base, baseUrl: "https://a.example/?q" }, {}, "this URL should not contain a query"],
    [{ ...base, protocol: "ftp" }, {}, "expected one of `http`, `bigquery`"],
    [{ ...base, id: 7 }, {}, "expected string, found number"],
    [
      base,
      { current: { ...current, later: 1n } },
      "the current connection cannot be used: it cannot be written as JSON without loss (bigint-value)",
    ],
    [base, { current: "{" }, "the current connection cannot be used: it cannot be read as JSON"],
  ]) {
    assert.deepEqual(
      validate(body, options).issues.map((issue) => issue.message),
      [message],
    );
  }
});

test("a draft writes the messages of its value, its edits, its plan and its conflicts", () => {
  const messages = {
    issue: ({ field }) => `I ${field}`,
    effect: ({ path }) => `E ${JSON.stringify(path)}`,
    conflict: ({ path }) => `C ${JSON.stringify(path)}`,
    unsupported: ({ path }) => `U ${JSON.stringify(path)}`,
  };
  const draft = new ConnectionDraft(current, { messages });
  draft.set("baseUrl", "shop");
  const { issues } = draft;
  assert.deepEqual(
    issues.map(({ message }) => message),
    ["I baseUrl"],
  );
  draft.set("baseUrl", "shop");
  assert.equal(draft.issues, issues);
  draft.set("baseUrl", "https://other.example");
  draft.set(["environments", 0, "name"], "Live");
  draft.set(["environments", 0, "credentials", "action", 0, "credential", "name"], "other");
  assert.deepEqual(
    draft.effects.map(({ summary, path }) => [summary, `E ${JSON.stringify(path)}`]).filter(([a, b]) => a !== b),
    [],
  );
  assert.ok(draft.effects.length >= 2);
  assert.ok(draft.unsupported.length > 0);
  for (const { message, path } of draft.unsupported) assert.equal(message, `U ${JSON.stringify(path)}`);
  for (const { message, field } of draft.issues) assert.equal(message, `I ${field}`);
  const [{ credentials }] = current.environments;
  const changed = structuredClone(credentials);
  changed.action[0].credential.name = "theirs";
  const theirs = { ...current, environments: [{ ...current.environments[0], name: "Theirs", credentials: changed }] };
  const { conflicts } = draft.rebase({ ...theirs, baseUrl: "https://theirs.example" });
  assert.ok(conflicts.length >= 3, JSON.stringify(conflicts));
  for (const { message, path } of conflicts) assert.equal(message, `C ${JSON.stringify(path)}`);
});

test("after each edit, the messages of a draft are those of its issues", () => {
  const messages = { issue: ({ code, field }) => `${code} at ${field}` };
  fc.assert(
    fc.property(connection, anyEdits, (stored, edits) => {
      const draft = new ConnectionDraft(stored, { messages });
      draft.replace(edited(stored, edits));
      for (const { code, field, message } of draft.issues) assert.equal(message, `${code} at ${field}`);
      for (const { code, field, message } of draft.plan.issues) assert.equal(message, `${code} at ${field}`);
    }),
    { numRuns: runs(200) },
  );
});

test("a client writes the messages of its errors, issues and differences", async () => {
  const stub = await startStub((request, response) => {
    const status = request.method === "PUT" ? 409 : 200;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? { ...current, name: "Theirs" } : { message: "no", code: "x" }));
  });
  const messages = {
    error: ({ kind, status }) => `F ${kind} ${status}`,
    issue: ({ code }) => `I ${code}`,
    difference: ({ kind }) => `D ${kind}`,
    conflict: ({ kind }) => `C ${kind}`,
  };
  const client = new ConnectClient({ baseUrl: stub.baseUrl, messages });
  const target = { organisationId: current.organisationId, connectionId: current.id };
  const invalid = await client.updateConnection(target, {});
  assert.equal(invalid.error.message, "F invalid undefined");
  assert.ok(invalid.error.issues.every(({ code, message }) => message === `I ${code}`));
  const refused = await client.save(target, { base: current, changes: { baseUrl: "https://b.example" } });
  assert.equal(refused.error.message, "F http 409");
  assert.deepEqual(
    refused.error.concurrentChanges.map(({ summary }) => summary),
    ["D replaced"],
  );
  const conflict = await client.save(target, { base: current, changes: { name: "Mine" } });
  assert.equal(conflict.error.message, "F conflict undefined");
  assert.deepEqual(
    conflict.error.conflicts.map(({ message }) => message),
    ["C value"],
  );
  const draft = new ConnectionDraft(current, { messages: { error: ({ kind }) => `draft: ${kind}` } });
  draft.set("name", "Mine");
  const saved = await draft.save(client);
  assert.equal(saved.error.message, "draft: conflict");
  await stub.stop();
});

test("wrong messages are refused", () => {
  for (const [messages, expected] of [
    [{ issues: () => "" }, /there is no message `issues`/],
    [{ issue: "text" }, /options\.messages\.issue: expected a function/],
    [7, /options\.messages: expected an object/],
    [null, /options\.messages: expected an object/],
    ["", /options\.messages: expected an object/],
  ]) {
    assert.throws(() => validate({}, { messages }), { name: "TypeError", message: expected });
    assert.throws(() => new ConnectionDraft(current, { messages }), { name: "TypeError", message: expected });
    assert.throws(() => new ConnectClient({ messages }), { name: "TypeError", message: expected });
  }
  const number = { messages: { issue: () => 7 } };
  assert.throws(() => validate({}, number), { message: /expected a function that returns a string or undefined/ });
});

test("the German catalogue is complete", () => {
  const english = collect({ rules });
  const translated = collect({ rules, messages: german });
  const codes = new Set();
  for (const name of ["issues", "effects", "conflicts", "unsupported"]) {
    translated[name].forEach((item, at) => {
      const [text, before] = [item, english[name][at]].map(({ message, summary }) => message ?? summary);
      assert.notEqual(text, before, before);
      assert.doesNotMatch(text, /undefined(?! ist)|\bthe\b|\bis\b|„“/, JSON.stringify(item));
      codes.add(item.code);
    });
  }
  // The types make sure that no code is left out. This makes sure that every function has a text for every value.
  for (const issue of listDeclaredIssues()) {
    const text = german.issue(issue);
    assert.ok(text?.length > 0 && !/\bundefined\b(?! ist)/.test(text), `${issue.code}: ${text}`);
  }
  assert.ok(codes.size >= issueCodes.length - UNSEEN.length, `only ${codes.size} codes`);
  for (const kind of ["invalid", "http", "network", "timeout", "aborted", "conflict", "decode", "internal"]) {
    for (const maybeApplied of [true, false]) {
      assert.match(german.error({ kind, maybeApplied, issues: [], message: "x" }), /\.$/);
    }
  }
});
