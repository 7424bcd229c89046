// Tests what the issues of all sources have in common, whether the module reports them, the conversion to JSON, or the platform: their
// places, their order, and the limit on their number.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient, ConnectionDraft, merge, validate } from "connection-update";
import { fixture } from "./fixtures.mjs";

const { base } = await fixture("validate");
const { current } = await fixture("verbs");
const summarize = (issues) => issues.map(({ code, pointer }) => [code, pointer]);
const LONE = "\ud800";

/** Values with issues at paths that share their first segments, and with keys that must be escaped. */
const NESTED = [
  ["lone surrogates", (value) => value],
  ["values that JSON does not have", () => 1n],
].map(([name, replace]) => {
  const wrong = replace(LONE);
  const list = { a: { "b c/~": [wrong, wrong], "c.d": wrong, e: { f: { g: wrong, h: wrong }, i: wrong } }, "": wrong };
  return { name, value: { ...base, "odd key": list, later: [{ x: wrong }, { 0: wrong, é: wrong }, [[wrong]]] } };
});
const NESTED_PLACES = [
  ["/odd key/a/b c~1~0/0", '["odd key"].a["b c/~"][0]', ["odd key", "a", "b c/~", 0]],
  ["/odd key/a/b c~1~0/1", '["odd key"].a["b c/~"][1]', ["odd key", "a", "b c/~", 1]],
  ["/odd key/a/c.d", '["odd key"].a["c.d"]', ["odd key", "a", "c.d"]],
  ["/odd key/a/e/f/g", '["odd key"].a.e.f.g', ["odd key", "a", "e", "f", "g"]],
  ["/odd key/a/e/f/h", '["odd key"].a.e.f.h', ["odd key", "a", "e", "f", "h"]],
  ["/odd key/a/e/i", '["odd key"].a.e.i', ["odd key", "a", "e", "i"]],
  ["/odd key/", '["odd key"][""]', ["odd key", ""]],
  ["/later/0/x", "later[0].x", ["later", 0, "x"]],
  ["/later/1/0", 'later[1]["0"]', ["later", 1, "0"]],
  ["/later/1/é", 'later[1]["é"]', ["later", 1, "é"]],
  ["/later/2/0/0", "later[2][0][0]", ["later", 2, 0, 0]],
];

test("issues inside a long key have their places", () => {
  const key = "long key ".repeat(500);
  const inner = { a: LONE, b: { c: LONE, d: LONE }, e: LONE };
  const { issues } = validate({ ...base, [key]: inner, later: { [key]: [LONE, { [key]: [LONE, LONE] }, LONE] } });
  const paths = [
    ...[[], ["a"], ["b", "c"], ["b", "d"], ["e"]].map((path) => [key, ...path]),
    ["later"],
    ...[[0], [1, key, 0], [1, key, 1], [2]].map((path) => ["later", key, ...path]),
  ];
  const spell = (segment, at) => {
    if (typeof segment === "number") return `[${segment}]`;
    return segment === key ? `[${JSON.stringify(key)}]` : at === 0 ? segment : `.${segment}`;
  };
  assert.deepEqual(
    issues.map(({ path, pointer, field }) => [path, pointer, field]),
    paths.map((path) => [path, path.map((segment) => `/${segment}`).join(""), path.map(spell).join("")]),
  );
  const [{ path }] = issues.slice(1);
  assert.equal(issues[1].path, path);
});

for (const { name, value } of NESTED) {
  test(`each issue about ${name} has its place in three forms, however many segments the paths share`, () => {
    const issues = validate(value).issues.filter(({ code }) => code !== "unknown-field");
    assert.deepEqual(
      issues.map(({ pointer, field, path }) => [pointer, field, path]),
      NESTED_PLACES,
    );
  });

  test(`the path of an issue about ${name} is an ordinary member`, () => {
    const read = () => validate(value).issues.filter(({ path }) => path.length > 1);
    for (const issue of read()) {
      const { path } = issue;
      assert.equal(issue.path, path, "it is the same array when it is read again");
      issue.path = ["other"];
      assert.deepEqual([issue.path, JSON.parse(JSON.stringify(issue)).path], [["other"], ["other"]]);
    }
    for (const issue of read()) {
      issue.path = ["other"];
      assert.deepEqual([issue.path, { ...issue }.path], [["other"], ["other"]]);
    }
    const [first, ...others] = read();
    first.path.push("more");
    assert.deepEqual(
      others.map(({ path }) => path),
      NESTED_PLACES.slice(1).map(([, , path]) => path),
    );
  });
}

test("an issue about a key that begins with a byte order mark has its places", () => {
  const { issues } = validate({ ...base, "\ufeffkey": 1 });
  assert.deepEqual(
    issues.map(({ path, pointer, field, params }) => [path, pointer, field, params.field]),
    [[["\ufeffkey"], "/\ufeffkey", '["\ufeffkey"]', "\ufeffkey"]],
  );
});

test("the path of an issue about the whole value is empty", () => {
  for (const value of [undefined, 1n, () => 5]) {
    assert.deepEqual(
      validate(value).issues.map(({ path, pointer, field }) => [path, pointer, field]),
      [[[], "", ""]],
    );
  }
});

test("an issue about the stored connection stays beside one about a value of the same path that cannot be sent", () => {
  for (const [stored, changes, expected] of [
    [
      { ...current, environments: 5 },
      { environments: 1n },
      [
        ["bigint-value", "/environments"],
        ["invalid-current", "/environments"],
      ],
    ],
    [
      "{",
      undefined,
      [
        ["undefined-value", ""],
        ["invalid-current", ""],
      ],
    ],
  ]) {
    assert.deepEqual(summarize(merge(stored, changes).issues), expected);
  }
});

/** Returns a body with a number of errors that the module reports, of warnings, and of values that cannot be sent. */
function bodyWith({ errors = 0, warnings = 0, lost = 0 }) {
  // The member of the values that cannot be sent is one of the warnings.
  const unknown = Array.from({ length: warnings - 1 }, (_, n) => [`later${n}`, 0]);
  return {
    ...base,
    environments: new Array(errors).fill(7),
    lost: new Array(lost).fill(1n),
    ...Object.fromEntries(unknown),
  };
}

for (const [counts, listed, more] of [
  [{ errors: 9_999, lost: 1, warnings: 1 }, [10_000, 1], undefined],
  [{ errors: 10_003, lost: 2, warnings: 1 }, [10_000, 1], { severity: "error", count: 5 }],
  [{ errors: 1, lost: 1, warnings: 10_000 }, [2, 10_000], undefined],
  [{ errors: 9_999, lost: 1, warnings: 10_004 }, [10_000, 10_000], { severity: "warning", count: 4 }],
  [{ errors: 1, lost: 10_001, warnings: 10_004 }, [10_000, 10_000], { severity: "error", count: 6 }],
]) {
  test(`of ${JSON.stringify(counts)}, 10,000 errors and 10,000 other issues are listed, and a last issue counts the others`, () => {
    const { issues } = validate(bodyWith(counts));
    const last = more === undefined ? [] : [issues.pop()];
    const errors = issues.filter(({ severity }) => severity === "error").length;
    assert.deepEqual([errors, issues.length - errors], listed);
    assert.ok(issues.every(({ code }) => code !== "more-issues"));
    assert.deepEqual(
      last.map(({ code, severity, path, params: { count } }) => [code, path, { severity, count }]),
      more === undefined ? [] : [["more-issues", [], more]],
    );
  });
}

test("issues beside more values than are listed that cannot be sent are listed too", () => {
  const { issues } = validate({ ...base, name: " ", later: new Array(10_001).fill(1n) });
  assert.deepEqual(summarize(issues.slice(0, 2)), [
    ["blank-name", "/name"],
    ["unknown-field", "/later"],
  ]);
});

test("the values of a stored connection that cannot be sent are counted if there are more than are listed", () => {
  const { issues } = validate(base, { current: { ...base, later: new Array(10_002).fill(1n) } });
  const codes = issues.map(({ code }) => code);
  assert.deepEqual([codes.length, new Set(codes.slice(0, -1))], [10_001, new Set(["invalid-current"])]);
  assert.deepEqual([codes.at(-1), issues.at(-1).params], ["more-issues", { count: 2 }]);
});

/** Returns a draft after the platform refused fields. */
async function refuse(fields) {
  const stored = { ...current, later: null };
  const refusal = { code: "invalid", message: "refused", fields: fields.map((field) => ({ field, message: "no" })) };
  const fetch = async ({ method }) =>
    method === "GET" ? Response.json(stored) : Response.json(refusal, { status: 400 });
  const draft = new ConnectionDraft(stored);
  draft.set("environmentVariables[0].value", "other");
  const { error } = await draft.save(new ConnectClient({ fetch, retries: 0 }));
  assert.equal(error.issues.length, fields.length);
  return draft;
}
const rejected = ({ issues }) => issues.filter(({ code }) => code === "rejected").map(({ field }) => field);

test("fields that the platform refuses are in the order of the document, and absent ones are first in their parent", async () => {
  const fields = [
    ...["later.x", "name[0]", "name.b", "environments[0].name", "environments[3].name", "environments[9].name"],
    ...["baseUrl", "environments[1].name", "environments", "absent.a.b", "toString.x", "__proto__.x"],
  ];
  assert.deepEqual(rejected(await refuse(fields)), [
    ...["toString.x", "__proto__.x", "absent.a.b", "name[0]", "name.b", "baseUrl", "environments"],
    ...["environments[3].name", "environments[9].name", "environments[0].name", "environments[1].name", "later.x"],
  ]);
});

test("an item that is undefined keeps its place among the issues", async () => {
  const draft = await refuse(["environmentVariables[0].value"]);
  draft.insert("environmentVariables", undefined, 1);
  const variables = draft.issues.filter(({ severity, path }) => severity === "error" && path.length > 1);
  assert.deepEqual(summarize(variables), [
    ["rejected", "/environmentVariables/0/value"],
    ["undefined-value", "/environmentVariables/1"],
  ]);
});

test("a member that is undefined is absent, and its issue is first", () => {
  const draft = new ConnectionDraft(current);
  draft.replace({ ...current, name: " ", baseUrl: undefined });
  assert.deepEqual(summarize(draft.issues), [
    ["missing-field", "/baseUrl"],
    ["blank-name", "/name"],
  ]);
});

test("a member that cannot be read keeps its place among the issues", () => {
  const draft = new ConnectionDraft({ ...current, name: " " });
  const later = {
    big: 1n,
    get unreadable() {
      throw new Error("unreadable");
    },
    huge: Number.POSITIVE_INFINITY,
  };
  draft.set("later", { later });
  assert.deepEqual(summarize(draft.issues.filter(({ path }) => path.length > 2)), [
    ["bigint-value", "/later/later/big"],
    ["unreadable-value", "/later/later/unreadable"],
    ["non-finite-number", "/later/later/huge"],
  ]);
});

test("a value that is too large is one issue beside the values that cannot be sent", () => {
  let bomb = [];
  for (let level = 0; level < 20; level++) bomb = [bomb, bomb];
  const { issues } = validate({ a: 1n, bomb }, { maxBytes: 1_000 });
  assert.deepEqual(
    issues.map(({ code, path, params }) => [code, path, params]),
    [
      ["bigint-value", ["a"], undefined],
      ["too-large", [], { bytes: 1_001, limit: 1_000 }],
    ],
  );
});

test("a text that is too large is refused by its units, before its bytes are counted", () => {
  for (const [text, bytes] of [
    ["é".repeat(11), 11],
    ["é".repeat(6), 12],
  ]) {
    const { issues } = validate(text, { maxBytes: 10 });
    assert.deepEqual(
      issues.map(({ code, params }) => [code, params]),
      [["too-large", { bytes, limit: 10 }]],
    );
  }
});

test("bytes are measured by their own length, whatever their class says", () => {
  class Odd extends Uint8Array {
    get length() {
      return undefined;
    }
    get byteLength() {
      return 0;
    }
  }
  const bytes = new TextEncoder().encode(JSON.stringify(base));
  const odd = new Odd(bytes.buffer);
  assert.deepEqual(validate(odd).issues, []);
  assert.deepEqual(summarize(validate(odd, { maxBytes: bytes.length - 1 }).issues), [["too-large", ""]]);
});

test("a client sends no body that is too large to convert, and lists its issues", async () => {
  let bomb = [];
  for (let level = 0; level < 20; level++) bomb = [bomb, bomb];
  let count = 0;
  const fetch = async () => {
    count += 1;
    return Response.json(current);
  };
  const client = new ConnectClient({ fetch, maxBytes: 1_000 });
  const target = { organisationId: current.organisationId, connectionId: current.id };
  const { error } = await client.updateConnection(target, { a: 1n, bomb });
  assert.deepEqual(
    error.issues.map(({ code, pointer, params }) => [code, pointer, params]),
    [
      ["bigint-value", "/a", undefined],
      ["too-large", "", { bytes: 1_001, limit: 1_000 }],
    ],
  );
  assert.equal(count, 0);
});
