// Tests how values that are not plain data are converted to JSON: as `JSON.stringify` does, with an issue for each part that is lost.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { validate } from "connection-update";
import { fixture } from "./fixtures.mjs";

const { base } = await fixture("validate");

/** Returns the issues of a body, except those about unknown members. */
const issuesOf = (body, options) => validate(body, options).issues.filter(({ code }) => code !== "unknown-field");
const found = (body, options) => issuesOf(body, options).map(({ code, pointer }) => `${code} ${pointer}`);

class Point {
  x = 1;
}
const Nameless = (() =>
  class {
    x = 1;
  })();
class Renamed {
  static name() {}
  x = 1;
}
/** An instance of a class whose prototype has no constructor. */
const orphan = Object.assign(Object.create(Object.create(Object.create(null))), { x: 1 });
const long = Object.assign(Object.create(Object.create({ constructor: { name: "Long".repeat(50) } })), { x: 1 });

test("an issue names the class of an instance, in at most 100 characters", () => {
  for (const [value, type] of [
    [new Point(), "Point"],
    [new Nameless(), "object"],
    [new Renamed(), "object"],
    [orphan, "object"],
    [long, "Long".repeat(25)],
  ]) {
    const issues = issuesOf({ ...base, later: value });
    assert.deepEqual(
      issues.map(({ code, pointer, params }) => [code, pointer, params]),
      [["class-instance", "/later", { type }]],
    );
  }
});

test("an issue names the type of a value that JSON cannot represent", () => {
  for (const [value, type] of [
    [Symbol("s"), "symbol"],
    [() => {}, "function"],
    [class Shop {}, "function"],
    [new Map(), "Map"],
    [new Nameless().constructor.prototype, undefined],
  ]) {
    const issues = issuesOf({ ...base, later: value });
    assert.deepEqual(
      issues.map(({ code, params }) => [code, params]),
      type === undefined ? [] : [["not-serializable", { type }]],
    );
  }
});

test("objects without a prototype are plain data beside a value that cannot be sent", () => {
  const bare = Object.assign(Object.create(null), { a: [Object.create(null)] });
  assert.deepEqual(found({ ...base, bare, later: 1n }), ["bigint-value /later"]);
});

test("a value with an inherited or a hidden `toJSON` is what the method returns, and its lost parts are reported", () => {
  const hide = (object, toJSON) => Object.defineProperty(object, "toJSON", { value: toJSON });
  const broken = { ...base, later: [1, Number.NaN, undefined] };
  const lost = ["non-finite-number /later/1", "undefined-value /later/2"];
  assert.deepEqual(found(hide({}, () => broken)), lost);
  assert.deepEqual(found(hide({ ...base }, () => broken)), lost);
  assert.deepEqual(found({ ...base, later: hide([], () => broken.later) }), lost);
  assert.deepEqual(found(hide({}, () => base)), []);
  assert.deepEqual(found({ ...base, later: hide([], (key) => key) }), []);
});

test("a bigint whose prototype has `toJSON` is what the method returns", () => {
  const body = { ...base, name: 1n, later: [1n] };
  assert.deepEqual(found(body), ["bigint-value /name", "bigint-value /later/0"]);
  BigInt.prototype.toJSON = function () {
    return String(this);
  };
  try {
    assert.deepEqual(found(body), []);
  } finally {
    delete BigInt.prototype.toJSON;
  }
});

test("a getter that throws only once hides no value that cannot be sent", () => {
  let reads = 0;
  const body = {
    ...base,
    get name() {
      reads += 1;
      if (reads === 1) throw new Error("not yet");
      return "Shop";
    },
    later: [undefined],
  };
  // A limit of the caller turns off shortcuts that read the value before.
  assert.deepEqual(found(body, { maxDepth: 100 }), ["undefined-value /later/0"]);
});

test("a value that throws while its members are listed is unreadable, and the values after it have their places", () => {
  const refuse = () => {
    throw new Error("refused");
  };
  const proxy = new Proxy({}, { ownKeys: refuse });
  const list = new Proxy([1, 2], { get: (target, key) => (key === "length" ? refuse() : target[key]) });
  assert.deepEqual(found({ ...base, later: [proxy, { inner: list }, 1n] }), [
    "unreadable-value /later/0",
    "unreadable-value /later/1/inner",
    "bigint-value /later/2",
  ]);
});

test("a member that is undefined counts for no limit", () => {
  const absent = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`absent${n}`, undefined]));
  const maxBytes = 490;
  assert.ok(JSON.stringify(base).length + 20 < maxBytes);
  assert.deepEqual(found({ ...base, ...absent }, { maxBytes }), []);
  assert.deepEqual(found({ ...base, ...absent, later: 1n }, { maxBytes }), ["bigint-value /later"]);
});

test("a small value with an endless JSON text is refused, whatever is beside it", () => {
  let bomb = [];
  for (let level = 0; level < 60; level++) bomb = [bomb, bomb];
  assert.deepEqual(found({ bomb }, { maxBytes: 500 }), ["too-large "]);
  assert.deepEqual(found({ later: 1n, bomb }, { maxBytes: 500 }), ["bigint-value /later", "too-large "]);
  assert.deepEqual(found({ bomb, later: 1n }, { maxBytes: 500 }), ["too-large "]);
});

test("a value that is too large is read only up to its limit", () => {
  let reads = 0;
  let bomb = {
    get x() {
      reads += 1;
      return 1;
    },
  };
  for (let level = 0; level < 12; level++) bomb = [bomb, bomb];
  assert.deepEqual(found({ bomb }, { maxBytes: 100 }), ["too-large "]);
  assert.ok(reads > 0 && reads <= 200, String(reads));
});

test("the size of plain data that is too large is that of its JSON", () => {
  const bare = Object.assign(Object.create(null), { a: 1 });
  for (const value of [new Array(20).fill(1), new Array(20).fill(null), [bare, ...new Array(20).fill(1)]]) {
    const { issues } = validate(value, { maxBytes: 10 });
    assert.deepEqual(
      issues.map(({ code, params }) => [code, params]),
      [["too-large", { bytes: JSON.stringify(value).length, limit: 10 }]],
    );
  }
});

test("class instances beyond 10,000 are counted in a last issue, which is no error", () => {
  const later = new Array(10_003).fill(new Point());
  const { ok, issues } = validate({ ...base, later });
  assert.deepEqual([ok, issues.filter(({ code }) => code === "class-instance").length], [true, 9_999]);
  const { code, severity, params } = issues.at(-1);
  assert.deepEqual([code, severity, params], ["more-issues", "warning", { count: 4 }]);
});

test("text is written in engines that cannot test for lone surrogates", () => {
  const { isWellFormed } = String.prototype;
  const bodies = [base, { ...base, name: "日本語 😀" }, { ...base, name: "\ud800" }].map((body) =>
    JSON.stringify(body),
  );
  const expected = bodies.map((body) => found(body));
  String.prototype.isWellFormed = undefined;
  try {
    assert.deepEqual(
      bodies.map((body) => found(body)),
      expected,
    );
  } finally {
    String.prototype.isWellFormed = isWellFormed;
  }
});

test("the first text that a page passes can have letters of more than one byte", async () => {
  const { validate } = await import(`../../pkg/validate.js?${randomUUID()}`);
  for (const name of ["日本語", "é", "😀"]) {
    assert.deepEqual(validate(JSON.stringify({ ...base, name })).issues, []);
  }
});

test("the rules that extend the strict ones are strict", () => {
  const body = { ...base, id: "c1", baseUrl: "http://shop.example" };
  const severities = (rules) => validate(body, { rules }).issues.map(({ code, severity }) => `${code} ${severity}`);
  const strict = severities("strict");
  assert.notDeepEqual(severities(undefined), strict);
  assert.deepEqual(severities({ extends: "strict" }), strict);
  assert.deepEqual(
    severities({ extends: "strict", "invalid-ulid": "info" }),
    strict.map((issue) => issue.replace("invalid-ulid error", "invalid-ulid info")),
  );
});
