// The results of operations: the values of effects, what is in copies, when details are computed, and how inputs are refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { diff, merge, plan, preview, rebase, validate } from "connection-update";
import { fixture } from "./fixtures.mjs";

const { current } = await fixture("verbs");
const { id, organisationId, protocol, baseUrl } = current;
const variables = { environmentVariables: { set: { A: "s3cret" } } };
const bodyWith = (members) => ({ id, organisationId, name: "Other", protocol, baseUrl, ...members });
const list = [
  { name: "A", value: "s3cret" },
  { name: "B", value: "2" },
];

/** Each operation with effects, for a change of the name and a variable. */
const WITH_EFFECTS = {
  merge: (options) => merge(current, { name: "Other", ...variables }, options),
  plan: (options) => plan(current, { name: "Other", ...variables }, options),
  preview: (options) => preview(current, bodyWith({ environmentVariables: list }), options),
};

for (const [name, call] of Object.entries(WITH_EFFECTS)) {
  test(`an effect of ${name} has the values before and after, which are in no copy`, () => {
    const { effects } = call();
    assert.deepEqual(
      effects.slice(0, 2).map(({ path, values }) => [path, values]),
      [
        [["name"], { before: "Shop", after: "Other" }],
        [["environmentVariables"], { before: [{ name: "A", value: "1" }], after: [list[0]] }],
      ],
    );
    for (const text of [JSON.stringify(effects), inspect(effects, { depth: 9 }), JSON.stringify({ ...effects[1] })]) {
      assert.ok(!text.includes("s3cret"), text);
    }
  });

  test(`${name} writes the messages of warnings when the warnings are read`, () => {
    const written = [];
    const issue = ({ code }) => {
      written.push(code);
      return "written";
    };
    const result = call({ messages: { issue } });
    assert.deepEqual([result.ok, written], [true, []]);
    assert.deepEqual(
      result.issues.map(({ code, message }) => [code, message]),
      [["overwritten-variables", "written"]],
    );
    assert.equal(result.issues, result.issues);
    assert.deepEqual(written, ["overwritten-variables"]);
  });
}

test("an effect without values has no such member", () => {
  const order = current.environments.map((environment) => environment.id).toReversed();
  for (const { effects } of [
    merge(current, { environments: { order } }),
    plan(current, { environments: { order } }),
    preview(current, bodyWith({ environments: current.environments.toReversed() })),
  ]) {
    const reordered = effects.find(({ kind }) => kind === "reordered");
    assert.ok(reordered);
    assert.equal("values" in reordered, false);
  }
});

test("a copy of a step has its effects, and its body as a value and as bytes", () => {
  const [step] = plan(current, { name: "Other" }).steps;
  const copy = { ...step };
  assert.deepEqual(Object.keys(copy), ["operation", "effects", "body", "bytes"]);
  assert.equal(copy.body.name, "Other");
  assert.deepEqual(JSON.parse(new TextDecoder().decode(copy.bytes)), copy.body);
  assert.deepEqual([copy.effects, copy.body, copy.bytes], [step.effects, step.body, step.bytes]);
});

test("an edit that no request makes has an environment only if it is about one", () => {
  const [environment, ...others] = current.environments;
  const next = { ...current, createdAt: "later", environments: [{ ...environment, createdAt: "later" }, ...others] };
  const { unsupported } = diff(current, next);
  assert.deepEqual(
    unsupported.map(({ path, ...edit }) => [path.length, "environment" in edit, edit.environment?.id]),
    [
      [3, true, environment.id],
      [1, false, undefined],
    ],
  );
});

test("an issue of the conversion to JSON comes with the issues of the JSON", () => {
  class Form {
    name = "Other";
    baseUrl = "http://plain.example";
  }
  const codes = ["class-instance", "insecure-url"];
  for (const result of [
    merge(current, new Form()),
    plan(current, new Form()),
    preview(current, Object.assign(new Form(), bodyWith({ baseUrl: "http://plain.example" }))),
  ]) {
    assert.deepEqual(
      result.issues.map(({ code }) => code),
      codes,
    );
    assert.ok(result.effects.length > 0);
  }
});

test("an input that is larger than the limit is refused in each place", () => {
  const maxBytes = 8_192;
  const large = JSON.stringify({ name: "x".repeat(maxBytes) });
  assert.ok(JSON.stringify(current).length < maxBytes);
  const tooLarge = [["too-large", []]];
  const invalid = [["invalid-current", []]];
  for (const [name, result, expected] of [
    ["merge", merge(current, large, { maxBytes }), tooLarge],
    ["plan", plan(current, large, { maxBytes }), tooLarge],
    ["preview", preview(current, large, { maxBytes }), tooLarge],
    ["diff", diff(current, large, { maxBytes }), tooLarge],
    ["rebase", rebase(current, large, current, { maxBytes }), tooLarge],
    ["merge, stored", merge(large, {}, { maxBytes }), invalid],
    ["rebase, latest", rebase(current, {}, large, { maxBytes }), invalid],
    ["validate", validate(large, { maxBytes }), tooLarge],
  ]) {
    const found = result.issues.map(({ code, path }) => [code, path]);
    assert.deepEqual([result.ok, found], [false, expected], name);
  }
});

test("the values of a conflict are those of each side", () => {
  const latest = { ...current, name: "Theirs", environmentVariables: [{ name: "A", value: "theirs" }] };
  const mine = { name: "Mine", environmentVariables: { set: { A: "mine" } } };
  for (const messages of [undefined, { conflict: ({ values }) => Object.values(values).join() }]) {
    const { conflicts } = rebase(current, mine, latest, { messages });
    assert.deepEqual(
      conflicts.map(({ values }) => values),
      [
        { base: "Shop", mine: "Mine", latest: "Theirs" },
        { base: "1", mine: "mine", latest: "theirs" },
      ],
    );
    if (messages !== undefined) assert.equal(conflicts[0].message, "Shop,Mine,Theirs");
  }
});

test("options that are no object are a wrong argument", () => {
  for (const options of [null, "strict", 7, true]) {
    for (const call of [merge, plan, preview, diff]) {
      assert.throws(() => call(current, {}, options), { name: "TypeError", message: "options: expected an object" });
    }
  }
});
