// Tests validation through the package: the shared cases, and every kind of input that a page can pass.

import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { issueCodes, merge, validate } from "connection-update";
import { bodyOf, fixture } from "./fixtures.mjs";

const shape = await fixture("validate");
const against = await fixture("against");
const stored = await fixture("stored");
const positions = await fixture("positions");
const { base } = shape;

const summary = ({ code, pointer, severity, params }) => ({
  code,
  at: pointer,
  severity,
  ...(params?.stored && { stored: params.stored }),
});

/** Returns the issues of an input as [code, pointer]. */
const found = (input, options) => validate(input, options).issues.map(({ code, pointer }) => [code, pointer]);

for (const [title, { base, cases, current: storedByAll }, atLeast] of [
  ["of shape and fields", shape, 140],
  ["against the stored connection", against, 30],
  ["about values that are stored already", stored, 35],
]) {
  test(`every shared case ${title} has exactly its issues, as value, text and bytes`, () => {
    assert.ok(cases.length >= atLeast);
    for (const one of cases) {
      const { name, text, strict, issues } = one;
      const current = one.stored === undefined ? storedByAll : { ...base, ...one.stored };
      const value = bodyOf(one, base);
      const json = text ?? JSON.stringify(value);
      const isOk = issues.every(({ severity }) => severity !== "error");
      const bytes = (text) => new TextEncoder().encode(text);
      const stored = current === undefined ? undefined : JSON.stringify(current);
      const forms = [
        [json, stored],
        [bytes(json), stored && bytes(stored)],
      ];
      if (text === undefined) forms.push([value, current]);
      for (const [input, current] of forms) {
        const options = { ...(strict && { rules: "strict" }), ...(current && { current }) };
        const validation = validate(input, options);
        assert.deepEqual(validation.issues.map(summary), issues, name);
        assert.equal(validation.ok, isOk, name);
        assert.equal("value" in validation, isOk, name);
      }
    }
  });
}

test("an issue that is reported again is complete, whatever was reported before and however callers changed it", () => {
  const environments = Array.from({ length: 300 }, () => 7);
  const bodies = [
    { ...base, name: 7, baseUrl: null, environmentVariables: [{ name: 1 }] },
    { ...base, name: 7, baseUrl: [], environmentVariables: [{ name: "A", value: 1 }] },
    // Equal lengths, so that only the strings themselves differ.
    { ...base, extra: 7, "a/b": 7, name: " A" },
    { ...base, other: 7, "a~c": 7, name: " B" },
    { ...base, environments },
    {},
  ];
  const texts = bodies.map((body) => JSON.stringify(body));
  const expected = texts.map((text) => JSON.stringify(validate(text).issues));
  assert.equal(new Set(expected).size, bodies.length);
  for (const order of [
    [0, 0, 1, 0, 1, 1],
    [2, 3, 2, 2, 3],
    [4, 4, 0, 4, 5, 4, 5, 5],
    [3, 0, 2, 1, 5, 4],
  ]) {
    for (const at of order) {
      const { issues } = validate(texts[at]);
      assert.equal(JSON.stringify(issues), expected[at]);
      for (const issue of issues) {
        issue.path.push("mine");
        issue.message = "mine";
        if (issue.params !== undefined) issue.params.mine = true;
      }
    }
  }
});

test("a stored connection that cannot be read is an error in addition to the issues of the body", () => {
  for (const current of ["{", [], 7, { n: 1n }, new Uint8Array([255])]) {
    const validation = validate({ ...base, name: "" }, { current });
    assert.deepEqual(
      validation.issues.map(({ code }) => code),
      ["invalid-current", "blank-name"],
    );
  }
});

test("no issue about a stored connection contains the value of a variable", () => {
  const { current } = against;
  const validation = validate({ ...base, environments: [], environmentVariables: [] }, { current });
  const lost = validate({ ...base, environmentVariables: [] }, { current });
  assert.match(lost.issues[0].message, /`Production` will lose its own values of `B`/);
  assert.ok(!JSON.stringify([validation, lost.issues]).includes("secret-b"));
});

test("the value of a valid body is the body itself; text is parsed once, when the value is read", () => {
  assert.equal(validate(base).value, base);
  const validation = validate(JSON.stringify(base));
  assert.deepEqual(validation.value, base);
  assert.equal(validation.value, validation.value);
  assert.deepEqual([validation.ok, validation.issues], [true, []]);
});

const cyclic = { ...base };
cyclic.self = cyclic;
const deep = (levels) => {
  let value = null;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};
const throwing = () => {
  throw new Error("s3cr3t");
};
const handler = {
  get: throwing,
  has: throwing,
  ownKeys: throwing,
  getPrototypeOf: throwing,
  getOwnPropertyDescriptor: throwing,
};
class Point {
  x = 1;
}
class Hidden {
  #name = "x";
  get name() {
    return this.#name;
  }
}

class Lying extends Uint8Array {
  get byteLength() {
    return throwing();
  }
  get [Symbol.toStringTag]() {
    return throwing();
  }
}
const given = new TextEncoder().encode("{}");
structuredClone(given, { transfer: [given.buffer] });

const unreadable = [
  ["undefined", undefined, "undefined-value", ""],
  ["undefined in a list", { ...base, environments: [undefined] }, "undefined-value", "/environments/0"],
  ["a hole in a list", { ...base, environments: new Array(1) }, "undefined-value", "/environments/0"],
  ["a bigint", 1n, "bigint-value", ""],
  ["a bigint inside", { ...base, n: [1n] }, "bigint-value", "/n/0"],
  ["a cycle", cyclic, "cyclic-value", "/self"],
  ["a symbol", Symbol("s"), "not-serializable", ""],
  ["a function", () => {}, "not-serializable", ""],
  ["a function inside", { ...base, f: throwing }, "not-serializable", "/f"],
  ["NaN", { ...base, n: Number.NaN }, "non-finite-number", "/n"],
  ["Infinity", { ...base, n: Number.NEGATIVE_INFINITY }, "non-finite-number", "/n"],
  [
    "a getter that throws",
    {
      ...base,
      get name() {
        return throwing();
      },
    },
    "unreadable-value",
    "/name",
  ],
  ["a proxy that throws", new Proxy({}, handler), "unreadable-value", ""],
  [
    "a proxy that throws inside",
    { ...base, environments: [new Proxy({}, handler)] },
    "unreadable-value",
    "/environments/0",
  ],
  ["a proxy of a list that throws", new Proxy([], handler), "unreadable-value", ""],
  [
    "a revoked proxy",
    (() => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    })(),
    "unreadable-value",
    "",
  ],
  ["a toJSON that throws", { ...base, date: { toJSON: throwing } }, "unreadable-value", "/date"],
  ["a Map", { ...base, environmentVariables: new Map([["A", "1"]]) }, "not-serializable", "/environmentVariables"],
  ["a Set", new Set([1]), "not-serializable", ""],
  ["a promise", Promise.resolve(base), "not-serializable", ""],
  ["an instance that hides what it holds", { ...base, hidden: new Hidden() }, "not-serializable", "/hidden"],
  ["129 levels", { ...base, x: deep(128) }, "too-deep", `/x${"/0".repeat(127)}`],
  ["100,000 levels", deep(100_000), "too-deep", "/0".repeat(128)],
  ["100,000 levels of text", "[".repeat(100_000), "too-deep", "/0".repeat(128)],
  ["text that is not JSON", "{", "invalid-json", ""],
  ["half a surrogate pair in a value", { ...base, name: "a\ud800" }, "lone-surrogate", "/name"],
  ["half a surrogate pair in text", `{"name":"\udfff"}`, "lone-surrogate", "/name"],
  ["half a surrogate pair in a key", { ...base, "\ud800": 1 }, "lone-surrogate", "/\ufffd"],
  ["a repeated key", '{"a":1,"a":2}', "duplicate-key", "/a"],
  ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "invalid-utf8", ""],
  ["no bytes", new Uint8Array(), "invalid-json", ""],
  ["bytes that were given away", given, "invalid-json", ""],
  ["bytes of a class that lies about its length", new Lying(2), "invalid-json", ""],
];

test("a value that JSON cannot represent is an issue with its own code and path, and never throws", () => {
  for (const [name, input, code, pointer] of unreadable) {
    const validation = validate(input);
    assert.equal(validation.ok, false, name);
    const issue = validation.issues.find((one) => one.code === code);
    assert.equal(issue?.pointer, pointer, `${name}: ${JSON.stringify(validation.issues)}`);
    assert.equal(issue.severity, "error", name);
    assert.ok(!JSON.stringify(validation).includes("s3cr3t"), name);
  }
});

test("no rule accepts a value that cannot be written as JSON", () => {
  const off = Object.fromEntries(issueCodes.flatMap((code) => [code, `published:${code}`]).map((key) => [key, "off"]));
  const flawed = ["duplicate-key", "lone-surrogate"];
  for (const [name, input, code] of unreadable) {
    if (!flawed.includes(code)) assert.equal(validate(input, { rules: off }).ok, false, name);
  }
  assert.equal(validate({}, { rules: off }).ok, true);
  assert.deepEqual(merge({ n: 1n }, {}, { rules: off }).issues[0].code, "invalid-current");
});

test("a getter may call the package while its object is read", () => {
  const other = JSON.stringify({ ...base, name: "Evil" });
  const own = JSON.stringify({ ...base, name: "Mine" });
  const changes = {
    get baseUrl() {
      validate(other);
      merge(other, { name: "Also evil" });
      return "https://new.example.com";
    },
  };
  assert.deepEqual(merge(own, changes).body, { ...base, name: "Mine", baseUrl: "https://new.example.com" });
  const body = {
    ...base,
    get name() {
      validate(other, { current: other });
      return "";
    },
  };
  assert.deepEqual(
    validate(body, { current: own }).issues.map(({ code }) => code),
    ["blank-name"],
  );
});

test("a stored connection is refused if JSON omits a part of it, which would be lost", () => {
  class Store {
    constructor() {
      Object.assign(this, base, { environments: [] });
    }
    get environmentVariables() {
      return [{ name: "A", value: "1" }];
    }
  }
  const merged = merge(new Store(), { environmentVariables: { set: { B: "2" } } });
  assert.deepEqual([merged.ok, merged.issues.map(({ code }) => code)], [false, ["invalid-current"]]);
  assert.deepEqual(
    validate(base, { current: new Store() }).issues.map(({ code }) => code),
    ["invalid-current"],
  );
});

test("no rule accepts a repeated key or a malformed edit", () => {
  const rules = { "duplicate-key": "off", "lone-surrogate": "off", "invalid-change": "off", "invalid-type": "off" };
  assert.equal(validate(JSON.stringify(base).replace("{", '{"id":"other",'), { rules }).ok, false);
  assert.equal(merge(base, { environmentVariables: { set: { A: 5 } } }, { rules }).ok, false);
});

test("all findings are reported at once with all other issues, in the order of the document", () => {
  const variables = [{ name: "A", value: 7n }, { value: "b" }, undefined, { name: " ", value: "" }];
  const input = { z: 0, ...base, name: " ", a: 1n, b: [undefined, Number.NaN], c: new Map(), baseUrl: Number.NaN };
  assert.deepEqual(found({ ...input, environmentVariables: variables, protocol: "ftp" }), [
    ["unknown-field", "/z"],
    ["blank-name", "/name"],
    ["invalid-value", "/protocol"],
    ["non-finite-number", "/baseUrl"],
    ["bigint-value", "/a"],
    ["unknown-field", "/b"],
    ["undefined-value", "/b/0"],
    ["non-finite-number", "/b/1"],
    ["not-serializable", "/c"],
    ["bigint-value", "/environmentVariables/0/value"],
    ["missing-field", "/environmentVariables/1/name"],
    ["undefined-value", "/environmentVariables/2"],
    ["blank-name", "/environmentVariables/3/name"],
  ]);
});

test("a class instance with plain fields is a warning; an object with toJSON is the value that it returns", () => {
  assert.deepEqual(found(Object.assign(new Point(), base)), [
    ["class-instance", ""],
    ["unknown-field", "/x"],
  ]);
  assert.deepEqual(found({ toJSON: () => base }), []);
  const date = { ...base, createdAt: new Date(0) };
  assert.deepEqual(found(date), [["read-only-field", "/createdAt"]]);
});

test("objects without a prototype, of another realm, frozen or with boxed values are plain data", () => {
  assert.deepEqual(found(Object.assign(Object.create(null), base)), []);
  assert.deepEqual(found(vm.runInNewContext(`(${JSON.stringify(base)})`)), []);
  assert.deepEqual(
    found(vm.runInNewContext(`new TextEncoder().encode(text)`, { TextEncoder, text: JSON.stringify(base) })),
    [],
  );
  assert.deepEqual(found(Object.freeze({ ...base, authSchemeConfigs: Object.freeze([]) })), []);
  assert.deepEqual(found({ ...base, name: new String("Shop") }), []);
});

test("a member that is undefined is omitted", () => {
  assert.deepEqual(found({ ...base, environments: undefined }), []);
  assert.deepEqual(found({ ...base, name: undefined }), [["missing-field", "/name"]]);
});

test("a value that changes between two reads does no harm", () => {
  let reads = 0;
  const shifty = {
    ...base,
    get name() {
      reads += 1;
      return reads > 1 ? throwing() : "Shop";
    },
  };
  assert.equal(validate(shifty).value, shifty);
  reads = 0;
  Object.defineProperty(shifty, "unknown", { enumerable: true, value: 0 });
  assert.deepEqual(found(shifty), [
    ["unreadable-value", "/name"],
    ["unknown-field", "/unknown"],
  ]);
});

test("the quick check accepts only values whose JSON is valid", () => {
  const hidden = (object, key, value) => Object.defineProperty(object, key, { value, enumerable: false });
  const without = (key) => Object.fromEntries(Object.entries(base).filter(([name]) => name !== key));
  const proxy = new Proxy({ ...base }, { get: (target, key) => (key === "toJSON" ? () => 5 : target[key]) });
  const endless = {
    schemeType: "hmac",
    name: "X",
    in: "header",
    algorithm: "sha1",
    digestInputs: new Array(3_000_000).fill("body"),
  };
  for (const value of [
    { ...base, environmentVariables: Object.assign([], { toJSON: () => null }) },
    { ...base, environments: hidden([], "toJSON", () => 5) },
    hidden({ ...base }, "toJSON", () => 5),
    hidden({ ...without("name"), unknown: 0 }, "name", "Shop"),
    hidden(without("name"), "name", "Shop"),
    { ...base, environments: new Array(1) },
    proxy,
    { ...base, authSchemeConfigs: [endless] },
  ]) {
    const text = JSON.stringify(value);
    const codes = (input) => validate(input).issues.map(({ code, pointer }) => `${code} ${pointer}`);
    assert.notDeepEqual(codes(value), []);
    if (!text.includes("[null]")) assert.deepEqual(codes(value), codes(text));
  }
  Object.defineProperty(Object.prototype, "baseUrl", { configurable: true, value: "https://polluted.example" });
  try {
    assert.deepEqual(found({ ...without("baseUrl"), unknown: 0 }).length, 2);
  } finally {
    delete Object.prototype.baseUrl;
  }
});

test("callers can set the limits, and a value that is too large is refused before it is copied", () => {
  const text = JSON.stringify(base);
  assert.deepEqual(found(text, { maxBytes: text.length }), []);
  for (const input of [text, base, new TextEncoder().encode(text)]) {
    assert.deepEqual(found(input, { maxBytes: text.length - 1 }), [["too-large", ""]]);
  }
  assert.deepEqual(found({ ...base, x: [[]] }, { maxDepth: 2 }), [
    ["unknown-field", "/x"],
    ["too-deep", "/x/0"],
  ]);
  const { issues } = validate("é".repeat(9 * 1024 * 1024));
  assert.deepEqual(
    [issues[0].code, issues[0].params],
    ["too-large", { bytes: 18 * 1024 * 1024, limit: 16 * 1024 * 1024 }],
  );
});

test("a small value with an endless JSON text is cut short", () => {
  let bomb = [];
  for (let level = 0; level < 100; level++) bomb = [bomb, bomb];
  assert.deepEqual(found({ ...base, bomb }, { maxBytes: 100_000 })[0], ["too-large", ""]);
});

test("an error in JSON has its problem and its position, in text and bytes", () => {
  assert.ok(positions.length >= 15);
  for (const { name, text, problem, line, column, offset } of positions) {
    for (const input of [text, new TextEncoder().encode(text)]) {
      const [{ code, message, params }, ...others] = validate(input).issues;
      assert.deepEqual([code, others], ["invalid-json", []], name);
      assert.deepEqual(params, { problem, line, column, offset }, name);
      assert.ok(message.endsWith(` at line ${line}, column ${column}`), message);
    }
  }
});

test("text of every script is measured and encoded correctly", () => {
  for (const name of [
    "é",
    "日本語",
    "😀",
    "a".repeat(5000),
    `${"a".repeat(5000)}é`,
    "é".repeat(5000),
    "😀a".repeat(3000),
  ]) {
    assert.deepEqual(found({ ...base, name }), [], name.slice(0, 8));
    assert.equal(validate(JSON.stringify({ ...base, name })).value.name, name);
  }
});

test("rules change severities", () => {
  const body = { ...base, id: "c1" };
  const severity = (rules) => validate(body, { rules }).issues[0]?.severity;
  assert.equal(severity(undefined), "warning");
  assert.equal(severity("strict"), "error");
  assert.equal(severity({ "invalid-ulid": "info" }), "info");
  assert.equal(severity({ "invalid-ulid": "off" }), undefined);
  for (const code of issueCodes) validate(body, { rules: { [code]: "warning" } });
});

test("a wrong argument to the API itself is a TypeError that names it", () => {
  const misuses = [
    [() => validate(base, 7), /^options: expected an object/],
    [() => validate(base, null), /^options: expected an object/],
    [() => validate(base, { rule: "strict" }), /`rule`/],
    [() => validate(base, { rules: "lax" }), /^options\.rules/],
    [() => validate(base, { rules: null }), /^options\.rules: expected/],
    [() => validate(base, { rules: { nope: "off" } }), /^options\.rules: `nope`/],
    [() => validate(base, { rules: { "invalid-ulid": "loud" } }), /^options\.rules: `invalid-ulid`/],
    [() => validate(base, { maxBytes: -1 }), /^options\.maxBytes/],
    [() => validate(base, { maxDepth: 1.5 }), /^options\.maxDepth/],
  ];
  for (const [misuse, message] of misuses) assert.throws(misuse, { name: "TypeError", message });
});

test("a full stack in the middle of a call does not break the next one", () => {
  const body = JSON.stringify({ ...base, environments: [{ name: "" }] });
  const expected = JSON.stringify(validate(body));
  const seen = { whole: 0, internal: 0, thrown: 0 };
  for (let round = 0; round < 100; round++) {
    let calls = 0;
    const dive = () => {
      try {
        dive();
      } catch {
        // The stack is full: while it unwinds, each call has a little more space.
      }
      calls += 1;
      if (calls > 100) return;
      try {
        const { issues } = validate(body);
        seen[issues[0].code === "internal" ? "internal" : "whole"] += 1;
      } catch (error) {
        // Too full even to report it.
        assert.ok(error instanceof RangeError, error);
        seen.thrown += 1;
      }
    };
    dive();
    assert.equal(JSON.stringify(validate(body)), expected);
    assert.equal(merge(base, {}).ok, true);
  }
  assert.ok(seen.whole > 1_000 && seen.internal + seen.thrown > 100, JSON.stringify(seen));
});
