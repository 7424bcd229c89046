// The arguments of a draft: connections that can be opened, options, listeners, and the end of a draft.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";
import { start, target } from "./save-platform.mjs";

const { current } = await fixture("verbs");
const INSECURE = "http://shop.example.com";

const codesOf = ({ issues }) => issues.map(({ code }) => code);

test("a connection that cannot be read is a TypeError with the reason", () => {
  const text = JSON.stringify(current);
  const cases = [
    [undefined, /^current: it cannot be read as JSON without loss$/],
    [{ ...current, name: 7n }, /^current: it cannot be read as JSON without loss$/],
    [text.slice(0, -1), /^current: it cannot be read: ./],
    [text.replace('"versions":[]', '"versions":[}'), /^current: it cannot be read: ./],
    [
      text.replace('"versions":[]', `"versions":${"[".repeat(300)}${"]".repeat(300)}`),
      /^current: it cannot be read: ./,
    ],
    [new TextEncoder().encode(text).map((byte) => (byte === 0x53 ? 0xff : byte)), /^current: it cannot be read: ./],
    ["[]", /^current: it cannot be read: ./],
  ];
  for (const [index, [bad, message]] of cases.entries()) {
    assert.throws(() => new ConnectionDraft(bad), { name: "TypeError", message }, `case ${index}`);
  }
});

test("a connection with more issues than are listed can be opened", () => {
  const environmentVariables = Array.from({ length: 10_001 }, () => 7);
  const draft = new ConnectionDraft({ ...current, environmentVariables });
  assert.equal(draft.issues.at(-1).code, "more-issues");
  draft.set("name", "Edited");
  assert.equal(draft.value.name, "Edited");
});

test("`historyLimit` is the number of edits that can be undone", () => {
  for (const historyLimit of [0, 1, 2]) {
    const draft = new ConnectionDraft(current, { historyLimit });
    for (const name of ["A", "B", "C"]) {
      draft.set("name", name);
      draft.checkpoint();
    }
    let undone = 0;
    while (draft.undo()) undone += 1;
    assert.equal(undone, historyLimit);
  }
});

test("`rules` apply to issues, to the plan and to a save, as they were when the draft was created", async () => {
  const { client, log } = await start();
  for (const preset of [undefined, "strict", { "insecure-url": "error" }]) {
    const rules = typeof preset === "object" ? { ...preset } : preset;
    const draft = new ConnectionDraft(current, { ...(rules && { rules }) });
    if (typeof rules === "object") rules["insecure-url"] = "off";
    draft.set("baseUrl", INSECURE);
    assert.deepEqual(codesOf(draft), ["insecure-url"]);
    const isError = typeof preset === "object";
    assert.deepEqual([draft.issues[0].severity, draft.plan.ok], [isError ? "error" : "warning", !isError]);
    if (isError) assert.equal((await draft.save(client)).error.kind, "invalid");
  }
  assert.deepEqual(log, []);
});

test('with `rules: "strict"`, the plan has the errors that the issues have', () => {
  for (const [options, isOk] of [
    [{}, true],
    [{ rules: "strict" }, false],
  ]) {
    const draft = new ConnectionDraft(current, options);
    draft.set("authSchemeConfigs", [{ schemeType: "api-key", name: "k", in: "body" }]);
    assert.deepEqual([draft.issues.every(({ severity }) => severity !== "error"), draft.plan.ok], [isOk, isOk]);
  }
});

test("each of `messages` applies alone, and an issue that has not changed stays the same object", () => {
  const cases = [
    [{ issue: ({ code }) => `! ${code}` }, "! missing-field"],
    [{ field: () => "Die Adresse" }, /Die Adresse/],
    [{ effect: () => "unused" }, /`baseUrl`/],
  ];
  for (const [messages, expected] of cases) {
    const draft = new ConnectionDraft(current, { messages });
    draft.set("baseUrl", undefined);
    const [issue] = draft.issues;
    if (typeof expected === "string") assert.equal(issue.message, expected);
    else assert.match(issue.message, expected);
    draft.set("environments[1].name", "");
    const { issues } = draft;
    assert.deepEqual([issues.length, issues[0] === issue], [2, true]);
    assert.equal(draft.issues, issues);
  }
});

test("a listener that is no function is a TypeError", () => {
  const draft = new ConnectionDraft(current);
  for (const listener of [undefined, null, 7, {}]) {
    assert.throws(() => draft.subscribe(listener), { name: "TypeError", message: "listener: expected a function" });
  }
});

test("`using` and `dispose` end a draft and its subscriptions", () => {
  for (const name of ["dispose", Symbol.dispose]) {
    if (name === undefined) continue;
    const draft = new ConnectionDraft(current);
    let calls = 0;
    draft.subscribe(() => {
      calls += 1;
    });
    draft.set("name", "Edited");
    draft[name]();
    assert.throws(() => draft.value, { message: "this draft was disposed: open another one" });
    assert.throws(() => draft.undo(), { message: "this draft was disposed: open another one" });
    assert.throws(() => draft.isDirty, { message: "this draft was disposed: open another one" });
    assert.equal(calls, 1);
  }
});

test("a save whose draft is disposed ends with the result of the platform, and notifies no listener", async () => {
  for (const fails of [false, true]) {
    const connection = { ...current, id: target.connectionId, organisationId: target.organisationId };
    const respond = () => (fails ? Response.json({ message: "busy" }, { status: 409 }) : undefined);
    const { client, read } = await start({
      connection,
      before: (request) => {
        if (request.method !== "PUT") return undefined;
        draft.dispose();
        return respond();
      },
    });
    const draft = new ConnectionDraft(connection);
    let calls = 0;
    draft.set("name", "Saved");
    draft.subscribe(() => {
      calls += 1;
    });
    const saved = await draft.save(client);
    assert.deepEqual([saved.ok, saved.error?.status, calls], [!fails, fails ? 409 : undefined, 1]);
    assert.equal((await read()).name, fails ? current.name : "Saved");
  }
});
