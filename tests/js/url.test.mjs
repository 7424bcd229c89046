// Compares our URL rules with the engine's: both accept the same URLs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { validate } from "connection-update";
import fc from "fast-check";
import { fixture } from "./fixtures.mjs";
import { assertOften, runs } from "./runs.mjs";

const { base } = await fixture("validate");

const isTakenByEngine = (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
const isTakenByRules = (text) =>
  !validate(JSON.stringify({ ...base, baseUrl: text })).issues.some(({ code }) => code === "invalid-url");

const label = fc.oneof(
  fc.constantFrom(
    "shop",
    "a-b",
    "a--b",
    "-a",
    "a_b",
    "1",
    "127",
    "0x7f",
    "0x",
    "08",
    "256",
    "4294967296",
    "A",
    "%61",
    "%2e",
  ),
  fc.string({ maxLength: 4, unit: "grapheme-ascii" }),
);
const host = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join(".")),
  fc.ipV6().map((address) => `[${address}]`),
  fc
    .array(fc.constantFrom(":", "::", "0", "1", "ffff", "12345", "1.2.3.4", "01.2", ".", "g"), { maxLength: 16 })
    .map((pieces) => `[${pieces.join("")}]`),
  fc.constantFrom("", "[::1", "[1::2::3]", "[::ffff:1.2.3.4]", "localhost.", "..", "1.2.3.4.", "1..2"),
);
const url = fc
  .tuple(
    fc.constantFrom(
      "https://",
      "http://",
      "HTTPS://",
      "https:",
      "https:/",
      "http:\\\\",
      "ftp://",
      "//",
      "",
      " https://",
    ),
    fc.constantFrom("", "user@", "user:pass@", "@", "a@b@"),
    host,
    fc.constantFrom("", ":", ":80", ":65535", ":65536", ":0", ":00080", ":x", ":-1", ": 80"),
    fc.oneof(fc.constantFrom("", "/", "?q", "#f", "/a b", "\\x", "/\t"), fc.webPath()),
  )
  .map((parts) => parts.join(""));

// URL templates are not parsed. International host names are accepted without a check: only the IDNA tables, which are larger than
// this package, could refuse one.
const isLeftAlone = (text) =>
  /\{.*\}/s.test(text) || /xn--/i.test(text) || /\P{ASCII}/u.test(text) || /%[89a-f]/i.test(text);

test("twenty thousand texts are URLs for the rules exactly if they are URLs for the engine", () => {
  const verdicts = { true: 0, false: 0 };
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: url }, fc.webUrl(), fc.string()), (text) => {
      fc.pre(!isLeftAlone(text));
      const isTaken = isTakenByEngine(text);
      verdicts[isTaken] += 1;
      assert.equal(isTakenByRules(text), isTaken, JSON.stringify(text));
    }),
    runs(20_000),
  );
  assertOften(verdicts, 2_000);
});

test("every URL that the fast check accepts is one for the engine too", () => {
  const word = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
  const plain = fc.tuple(fc.array(word, { minLength: 1, maxLength: 4 }), fc.array(word, { maxLength: 3 }));
  fc.assert(
    fc.property(plain, ([labels, path]) => {
      const text = `https://${[labels.join("."), ...path].join("/")}`;
      fc.pre(!isLeftAlone(text));
      assert.equal(isTakenByRules(text), isTakenByEngine(text), text);
      assert.deepEqual(
        validate({ ...base, baseUrl: text }).issues,
        validate(JSON.stringify({ ...base, baseUrl: text })).issues,
      );
    }),
    runs(5_000),
  );
});
