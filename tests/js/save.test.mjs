// Tests save against a scripted server: what is read and written, and how unknown outcomes are reported.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient, ConnectionDraft, validate } from "connection-update";

const target = { organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", connectionId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C01" };
const base = {
  id: target.connectionId,
  organisationId: target.organisationId,
  name: "Shop",
  protocol: "http",
  baseUrl: "https://shop.example.com",
  environmentVariables: [{ name: "A", value: "1" }],
  environments: [
    {
      id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C11",
      name: "Production",
      credentials: {},
      variables: [{ name: "A", value: "1" }],
      createdAt: "2026-01-01T00:00:00Z",
      updatedAt: "2026-01-01T00:00:00Z",
    },
  ],
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
};

/** Returns a platform with one connection. `script` handles the first requests, one function each; later ones succeed. */
function platform(stored, script = []) {
  const state = { stored: structuredClone(stored), log: [] };
  const apply = async (request) => {
    const body = await request.json();
    Object.assign(state.stored, body, { updatedAt: "2026-01-02T00:00:00Z" });
    if (body.environments === undefined) state.stored.environments = structuredClone(stored.environments);
    if (body.environmentVariables) {
      for (const environment of state.stored.environments) environment.variables = body.environmentVariables;
    }
  };
  const fetch = async (request) => {
    state.log.push(request.method);
    const step = script[state.log.length - 1];
    if (step !== undefined) return step(request, state, apply);
    if (request.method === "PUT") await apply(request);
    return Response.json(state.stored);
  };
  return { state, client: (options) => new ConnectClient({ fetch, ...options }) };
}

const pass = (_, state) => Response.json(state.stored);
const drop = () => Promise.reject(new TypeError("the connection dropped"));
const applyThenDrop = async (request, _, apply) => {
  await apply(request);
  return drop();
};

test("changes of others stay, changes of the caller are written, and both are reported", async () => {
  const { state, client } = platform({ ...base, name: "Renamed elsewhere" });
  const changes = { environmentVariables: { set: { B: "2" } } };
  const outcome = await client().save(target, { base, changes });
  assert.equal(outcome.ok, true);
  assert.deepEqual(state.log, ["GET", "PUT"]);
  assert.equal(state.stored.name, "Renamed elsewhere");
  assert.deepEqual(
    outcome.connection.environments[0].variables.map(({ name }) => name),
    ["A", "B"],
  );
  assert.deepEqual(
    outcome.concurrentChanges.map(({ kind, path }) => [kind, path]),
    [["replaced", ["name"]]],
  );
  assert.deepEqual([outcome.drift, outcome.recovered], [[], undefined]);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(outcome.bytes)), outcome.connection);
});

test("a value that both sides changed is a conflict, and nothing is written", async () => {
  const { state, client } = platform({ ...base, name: "Theirs" });
  const { error } = await client().save(target, { base, changes: { name: "Mine" } });
  assert.deepEqual([error.kind, error.maybeApplied, state.log], ["conflict", false, ["GET"]]);
  assert.deepEqual(error.conflicts[0].path, ["name"]);
  assert.deepEqual(error.conflicts[0].values, { base: "Shop", mine: "Mine", latest: "Theirs" });
  assert.ok(!/Theirs|Mine/.test(JSON.stringify(error) + error.stack));
});

test("changes that cannot be sent fail before the read, and changes that are stored already are not sent", async () => {
  const bad = platform(base);
  const { error } = await bad.client().save(target, { base, changes: { name: "" } });
  assert.deepEqual([error.kind, error.issues[0].code, bad.state.log], ["invalid", "blank-name", []]);
  const unread = await bad.client().save(target, { base: "{", changes: {} });
  assert.deepEqual([unread.error.kind, bad.state.log], ["invalid", []]);
  const same = platform({ ...base, name: "Mine" });
  const outcome = await same.client().save(target, { base, changes: { name: "Mine" } });
  assert.deepEqual([outcome.ok, same.state.log], [true, ["GET"]]);
});

test("later changes of the inputs have no effect", async () => {
  const { state, client } = platform(base);
  const edit = { base: structuredClone(base), changes: { name: "Then" } };
  const saving = client().save(target, edit);
  edit.changes.name = "Now";
  edit.base.name = "Now";
  assert.equal((await saving).ok, true);
  assert.equal(state.stored.name, "Then");
});

test("numbers that JavaScript cannot represent survive a save", async () => {
  let sent;
  const text = JSON.stringify(base).replace('"credentials":{}', '"credentials":{},"limit":12345678901234567890');
  const fetch = async (request) => {
    if (request.method === "PUT") sent = await request.text();
    return new Response(text, { headers: { "content-type": "application/json" } });
  };
  const changes = JSON.stringify({ environments: { add: [{ name: "New", credentials: {}, variables: [], n: 1e3 }] } });
  await new ConnectClient({ fetch }).save(target, { base: text, changes: changes.replace("1000", "1e400") });
  assert.match(sent, /"limit":12345678901234567890/);
  assert.match(sent, /"n":1e400/);
});

test("a response that differs from the preview is reported as drift", async () => {
  const odd = async (request, state, apply) => {
    await apply(request);
    return Response.json({ ...state.stored, name: "mine (2)", environments: [] });
  };
  const { client } = platform(base, [pass, odd]);
  const { drift } = await client().save(target, { base, changes: { name: "Mine" } });
  assert.deepEqual(
    drift.map(({ kind, path, destructive }) => [kind, path, destructive]),
    [
      ["replaced", ["name"], false],
      ["deleted", ["environments"], true],
    ],
  );
  const update = platform(base, [odd]);
  const { environments: _, ...body } = base;
  const outcome = await update.client().updateConnection(target, body);
  assert.deepEqual(
    outcome.drift.map(({ path }) => path),
    [["name"]],
  );
});

test("an unknown outcome is resolved by a read: applied", async () => {
  const { state, client } = platform(base, [pass, applyThenDrop]);
  const outcome = await client().save(target, { base, changes: { name: "Mine" } });
  assert.deepEqual([outcome.ok, outcome.connection.name, state.log], [true, "Mine", ["GET", "PUT", "GET"]]);
  assert.equal(outcome.recovered.kind, "network");
});

test("the option `messages` writes the message of a recovered error too", async () => {
  const messages = { error: ({ kind }) => `Message of ${kind}` };
  const { client } = platform(base, [pass, applyThenDrop]);
  const outcome = await client({ messages }).save(target, { base, changes: { name: "Mine" } });
  assert.equal(outcome.recovered.message, "Message of network");
  const written = await platform(base)
    .client({ messages })
    .save(target, { base, changes: { name: "Mine" } });
  assert.deepEqual([written.ok, written.recovered], [true, undefined]);
  const withoutErrors = platform(base, [pass, applyThenDrop]).client({ messages: { field: () => "A field" } });
  const { recovered } = await withoutErrors.save(target, { base, changes: { name: "Mine" } });
  assert.match(recovered.message, /could not be reached/);
});

test("a client keeps the rules that it was created with", async () => {
  const edit = { base, changes: { name: "Mine", unknownField: 1 } };
  const save = async (rules, change) => {
    const client = platform(base).client({ rules });
    change(rules);
    const saved = await client.save(target, edit);
    return saved.ok ? "ok" : saved.error.kind;
  };
  assert.equal(await save({}, (rules) => Object.assign(rules, { "unknown-field": "error" })), "ok");
  assert.equal(await save({ "unknown-field": "error" }, (rules) => delete rules["unknown-field"]), "invalid");
});

test("an unknown outcome is resolved by a read: applied, although others changed more", async () => {
  const goOn = (_, state) => {
    state.stored.baseUrl = "https://elsewhere.example.com";
    return Response.json(state.stored);
  };
  const { client } = platform(base, [pass, applyThenDrop, goOn]);
  const outcome = await client().save(target, { base, changes: { name: "Mine" } });
  assert.equal(outcome.ok, true);
  assert.deepEqual(
    outcome.drift.map(({ path }) => path),
    [["baseUrl"]],
  );
});

test("an unknown outcome is resolved by a read: not applied, or unknown if others wrote the same or it fails", async () => {
  const overwrite = (_, state) => {
    state.stored.name = "Theirs";
    return Response.json(state.stored);
  };
  const failed = () => new Response("<html>", { status: 502 });
  for (const [script, applied, log] of [
    [[pass, drop], "no", ["GET", "PUT", "GET"]],
    [[pass, failed], "no", ["GET", "PUT", "GET"]],
    [[pass, applyThenDrop, overwrite], "unknown", ["GET", "PUT", "GET"]],
    [[pass, applyThenDrop, drop], "unknown", ["GET", "PUT", "GET"]],
  ]) {
    const { state, client } = platform(base, script);
    const { error } = await client().save(target, { base, changes: { name: "Mine" } });
    assert.deepEqual([error.applied, error.maybeApplied, state.log], [applied, true, log]);
  }
});

test("a failed read and a refusal are known outcomes, and an abort sends nothing more", async () => {
  const unread = platform(base, [drop]);
  const { error } = await unread.client().save(target, { base, changes: { name: "Mine" } });
  assert.deepEqual([error.kind, error.maybeApplied, unread.state.log], ["network", false, ["GET"]]);
  const refused = platform(base, [pass, () => Response.json({ code: "no" }, { status: 403 })]);
  const refusal = (await refused.client().save(target, { base, changes: { name: "Mine" } })).error;
  assert.deepEqual([refusal.status, refusal.applied, refused.state.log], [403, undefined, ["GET", "PUT"]]);
  const controller = new AbortController();
  const aborting = platform(base, [
    pass,
    () => {
      controller.abort("enough");
      return new Promise(() => {});
    },
  ]);
  const edit = { base, changes: { name: "Mine" } };
  const aborted = (await aborting.client().save(target, edit, { signal: controller.signal })).error;
  assert.deepEqual([aborted.kind, aborted.maybeApplied, aborting.state.log], ["aborted", true, ["GET", "PUT"]]);
});

test("an ETag is sent with ifMatch, and a refusal is a conflict", async () => {
  const requests = [];
  const fetch = async (request) => {
    requests.push(request);
    if (request.method === "GET") return Response.json(base, { headers: { etag: '"7"' } });
    return request.headers.has("if-match") ? Response.json({}, { status: 412 }) : Response.json(base);
  };
  const client = new ConnectClient({ fetch });
  const edit = { base, changes: { name: "Mine" } };
  const { error } = await client.save(target, edit, { ifMatch: true });
  assert.equal(requests[1].headers.get("if-match"), '"7"');
  assert.deepEqual([error.kind, error.status, error.maybeApplied, error.conflicts], ["conflict", 412, false, []]);
  assert.equal((await client.save(target, edit)).ok, true);
  assert.equal(requests[3].headers.has("if-match"), false);
});

test("an unknown member counts as saved only if the response contains it", async () => {
  const ignoring = (_, state) => Response.json(state.stored);
  const { client } = platform({ ...base, later: 1 }, [pass, drop, pass]);
  const { error } = await client().save(target, { base: { ...base, later: 1 }, changes: { later: 2 } });
  assert.deepEqual([error.kind, error.applied], ["network", "no"]);
  const ignored = platform(base, [ignoring]);
  const { environments: _, environmentVariables: __, ...body } = base;
  const outcome = await ignored.client().updateConnection(target, { ...body, later: 2 });
  assert.deepEqual(
    outcome.drift.map(({ path }) => path),
    [["later"]],
  );
});

test("a request that a browser sent twice counts as applied, although the second was refused", async () => {
  const outdated = () => Response.json({}, { status: 412 });
  const first = (_, state) => Response.json(state.stored, { headers: { etag: '"1"' } });
  const twice = async (request, _, apply) => {
    await apply(request);
    return outdated();
  };
  const { client } = platform(base, [first, twice]);
  const outcome = await client().save(target, { base, changes: { name: "Mine" } }, { ifMatch: true });
  assert.deepEqual([outcome.ok, outcome.recovered?.status], [true, 412]);
});

test("a weak ETag is never sent as If-Match", async () => {
  for (const [etag, sent] of [
    ['"1"', '"1"'],
    ['W/"1"', null],
  ]) {
    const requests = [];
    const fetch = async (request) => {
      requests.push(request);
      return Response.json({ ...base, name: requests.length === 1 ? "Shop" : "Mine" }, { headers: { etag } });
    };
    const edit = { base, changes: { name: "Mine" } };
    const outcome = await new ConnectClient({ fetch }).save(target, edit, { ifMatch: true });
    assert.deepEqual([outcome.ok, requests.map(({ method }) => method)], [true, ["GET", "PUT"]]);
    assert.equal(requests[1].headers.get("if-match"), sent);
  }
});

test("if headers fail at the second read, the outcome remains unknown", async () => {
  let asked = 0;
  const headers = () => ({ authorization: ++asked < 3 ? "token" : null });
  const { client } = platform(base, [pass, drop]);
  const { error } = await client({ headers }).save(target, { base, changes: { name: "Mine" } });
  assert.deepEqual([error.kind, error.maybeApplied, error.applied], ["network", true, "unknown"]);
});

test("getConnection returns the connection, and its bytes as they were sent", async () => {
  const text = `{ "later": 1e400, ${JSON.stringify(base).slice(1)}`;
  const fetch = async () => new Response(text, { headers: { "content-type": "application/json" } });
  const outcome = await new ConnectClient({ fetch }).getConnection(target);
  assert.deepEqual([outcome.ok, outcome.connection.name, outcome.drift], [true, "Shop", []]);
  assert.equal(new TextDecoder().decode(outcome.bytes), text);
  const { error } = await new ConnectClient({ fetch }).getConnection({ ...target, connectionId: "../x" });
  assert.deepEqual([error.kind, error.issues[0].code], ["invalid", "unsafe-id"]);
});

test("a draft is saving from the call of save until it settles", async () => {
  const { client } = platform(base);
  const draft = new ConnectionDraft(base);
  draft.set("name", "Renamed");
  assert.equal(draft.isSaving, false);
  const saving = draft.save(client());
  assert.equal(draft.isSaving, true);
  assert.equal((await saving).ok, true);
  assert.equal(draft.isSaving, false);
});

test("a wrong argument is a TypeError that names it", async () => {
  const { client } = platform(base);
  const calls = [
    [[{}, { base, changes: {} }], /^target\.organisationId/],
    [[target, 7], /^edit: /],
    [[target, { base, change: {} }], /`change`/],
    [[target, { base, changes: {} }, { ifMatch: 1 }], /^options\.ifMatch/],
    [[target, { base, changes: {} }, { timeoutMs: 0 }], /^options\.timeoutMs/],
  ];
  for (const [args, message] of calls) await assert.rejects(client().save(...args), { name: "TypeError", message });
});

test("values that are stored already never prevent a save, and a new one still does", async () => {
  const accepted = {
    ...base,
    baseUrl: "shop",
    environmentVariables: [
      { name: "A", value: "1" },
      { name: "A", value: "2" },
    ],
  };
  const { state, client } = platform(accepted);
  const outcome = await client().save(target, { base: accepted, changes: { name: "Shop EU" } });
  assert.ok(outcome.ok, outcome.error?.message);
  assert.deepEqual([state.stored.name, state.stored.baseUrl], ["Shop EU", "shop"]);
  const about = outcome.issues.map(({ code, severity, params }) => [code, severity, params?.stored]);
  assert.deepEqual(about, [["invalid-url", "warning", true]]);

  const draft = new ConnectionDraft(outcome.bytes);
  draft.set("name", "Shop DE");
  assert.ok((await draft.save(client())).ok);
  draft.set("baseUrl", "shop.example");
  const { error } = await draft.save(client());
  assert.deepEqual([error?.kind, error?.issues[0].code], ["invalid", "invalid-url"]);
  assert.equal(state.stored.name, "Shop DE");
});

test("409 and 412 are the platform's own refusal unless the request had a condition", async () => {
  for (const status of [409, 412]) {
    const refuse = () => Response.json({ message: "in use by a workflow" }, { status });
    const { client } = platform(base, [pass, refuse]);
    const { error } = await client().save(target, { base, changes: { name: "X" } });
    assert.deepEqual(
      [error.kind, error.maybeApplied, error.issues[0].message],
      ["http", false, "in use by a workflow"],
    );
    assert.equal(
      error.message,
      `the platform refused the update, for example because an environment is in use (${status})`,
    );
  }
  const { client } = platform(base, [() => Response.json({}, { status: 400 })]);
  const { error } = await client().getConnection(target);
  assert.equal(error.message, "the platform refused the request (400)");
});

test("a byte order mark is read past in an answer, a text and bytes, and never sent", async () => {
  const mark = "\ufeff";
  const marked = mark + JSON.stringify(base);
  const sent = [];
  const fetch = async (request) => {
    if (request.method === "PUT") sent.push(new Uint8Array(await request.arrayBuffer()));
    return new Response(new TextEncoder().encode(marked), { headers: { "content-type": "application/json" } });
  };
  const client = new ConnectClient({ fetch });
  const read = await client.getConnection(target);
  assert.deepEqual(read.ok && read.connection, base);
  const { environments: _, createdAt: __, updatedAt: ___, ...body } = base;
  for (const form of [mark + JSON.stringify(body), new TextEncoder().encode(mark + JSON.stringify(body))]) {
    assert.ok((await client.updateConnection(target, form)).ok);
    assert.deepEqual(validate(form).value, body);
  }
  const draft = new ConnectionDraft(read.bytes);
  assert.deepEqual(draft.value, base);
  draft.set("name", "X");
  await draft.save(client);
  assert.equal(sent.length, 3);
  for (const bytes of sent) assert.equal(bytes[0], "{".charCodeAt(0));
});
