// Tests the reader and the writer of `.env` files, which import and export variables in the console.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { importFromConsole } from "./bundle.mjs";
import { runs } from "./runs.mjs";

const { parseDotenv, formatDotenv, looksLikeDotenv } = await importFromConsole("lib/dotenv.ts");

const PEM = "-----BEGIN PRIVATE KEY-----\nMIIBVgIBADANBg\nkqhkiG9w0BAQ==\n-----END PRIVATE KEY-----\n";

test("values are read as they are written", () => {
  const cases = [
    ["", {}],
    ["\n\n  \n", {}],
    ["A=1", { A: "1" }],
    ["A=1\n", { A: "1" }],
    ["A=1\nB=2", { A: "1", B: "2" }],
    ["A=1\r\nB=2\r\n", { A: "1", B: "2" }],
    ["\ufeffA=1", { A: "1" }],
    ["\ufeff\r\nA=1", { A: "1" }],
    ["# A=1", {}],
    ["  # A=1\nB=2", { B: "2" }],
    ["A=", { A: "" }],
    ["A=\r\nB=", { A: "", B: "" }],
    ["A=   ", { A: "" }],
    ["  A  =  1  ", { A: "1" }],
    ["\tA\t=\t1", { A: "1" }],
    ["export A=1", { A: "1" }],
    ["export\tA = 1", { A: "1" }],
    ["export=1", { export: "1" }],
    ["exportA=1", { exportA: "1" }],
    ["A=1 # one", { A: "1" }],
    ["A=1\t# one", { A: "1" }],
    ["A= # one", { A: "" }],
    ["A=#1", { A: "#1" }],
    ["A=1#1", { A: "1#1" }],
    ["A=a b c", { A: "a b c" }],
    ["A=b=c", { A: "b=c" }],
    ["A==", { A: "=" }],
    ["A=a\\nb", { A: "a\\nb" }],
    [`A=it's`, { A: "it's" }],
    [`A={"a":"b"}`, { A: '{"a":"b"}' }],
    ["A=$B", { A: "$B" }],
    ["A='1'", { A: "1" }],
    ["A=''", { A: "" }],
    ["A='  1  '", { A: "  1  " }],
    [`A='a"b\`c\\nd'`, { A: 'a"b`c\\nd' }],
    ["A='a # b' # c", { A: "a # b" }],
    ["A='a'#c", { A: "a" }],
    ["A='a\nb'\nC=1", { A: "a\nb", C: "1" }],
    ["A='a\r\nb'\r\nC=1", { A: "a\r\nb", C: "1" }],
    [`A='${PEM}'`, { A: PEM }],
    [`A="1"`, { A: "1" }],
    [`A=""`, { A: "" }],
    [`A="a\\nb\\rc\\td"`, { A: "a\nb\rc\td" }],
    [`A="\\"a\\" \\\\ \\$b"`, { A: '"a" \\ $b' }],
    [`A="\\d\\'\\u0041"`, { A: "\\d\\'\\u0041" }],
    [`A="\\\\n"`, { A: "\\n" }],
    [`A="a\\\\" # b`, { A: "a\\" }],
    [`A="a\nb # c\n"\nD=1`, { A: "a\nb # c\n", D: "1" }],
    [`A="a='b'"`, { A: "a='b'" }],
    ["A=`a'b\"c\\n`", { A: "a'b\"c\\n" }],
    ["A=`a\n#b`\nC=1", { A: "a\n#b", C: "1" }],
    ["1=2", { 1: "2" }],
    ["a.b-c/d=2", { "a.b-c/d": "2" }],
    ["ÅNGSTRÖM=å", { ÅNGSTRÖM: "å" }],
    ["constructor=1", { constructor: "1" }],
  ];
  assert.ok(cases.length >= 40);
  for (const [text, expected] of cases) {
    const { entries, problems } = parseDotenv(text);
    assert.deepEqual(Object.fromEntries(entries.map(({ name, value }) => [name, value])), expected, text);
    assert.deepEqual(problems, [], text);
  }
});

test("each problem has its line, and the other lines are read", () => {
  const cases = [
    ["A", ["1 Line 1 has no = sign."], {}],
    ["A=1\n\nB\nC=3", ["3 Line 3 has no = sign."], { A: "1 1", C: "4 3" }],
    ["A\r\nB\r\n", ["1 Line 1 has no = sign.", "2 Line 2 has no = sign."], {}],
    ["export A", ["1 Line 1 has no = sign."], {}],
    ["=1\nB=2", ["1 Line 1 has no name before the = sign."], { B: "2 2" }],
    ["  = 1", ["1 Line 1 has no name before the = sign."], {}],
    ["export =1", [], { export: "1 1" }],
    ["MY NAME=1\nB=2", ["1 The name on line 1 contains a space."], { B: "2 2" }],
    ["export A B='\n'\nC=2", ["1 The name on line 1 contains a space."], { C: "3 2" }],
    ["A=1\nREGION=a\nREGION=b", ["3 REGION is on line 2 too. The last one counts."], { A: "1 1", REGION: "3 b" }],
    [
      "A=1\nA=2\n\nA=3",
      ["2 A is on line 1 too. The last one counts.", "4 A is on line 2 too. The last one counts."],
      { A: "4 3" },
    ],
    ["A='\n\n'\nB='\n'\nB=1", ["6 B is on line 4 too. The last one counts."], { A: "1 \n\n", B: "6 1" }],
    ["A='1\nB=2", ["1 The quote on line 1 isn't closed."], { B: "2 2" }],
    [`A="1\\"\nB=2`, ["1 The quote on line 1 isn't closed."], { B: "2 2" }],
    ["A=`1", ["1 The quote on line 1 isn't closed."], {}],
    ["A='", ["1 The quote on line 1 isn't closed."], {}],
    [`A="1\nB="2"\nC="3"`, ["1 The quote on line 1 isn't closed."], { B: "2 2", C: "3 3" }],
    ["A='1' 2\nB=2", ["1 The value on line 1 has text after its closing quote."], { B: "2 2" }],
    ["A='it's'\nB=2", ["1 The value on line 1 has text after its closing quote."], { B: "2 2" }],
    ["A='1\n2' x\nB=2", ["1 The value on line 1 has text after its closing quote."], { B: "3 2" }],
  ];
  for (const [text, expected, values] of cases) {
    const { entries, problems } = parseDotenv(text);
    assert.deepEqual(
      problems.map(({ line, message }) => `${line} ${message}`),
      expected,
      text,
    );
    const read = entries.map(({ name, line, value }) => [name, `${line} ${value}`]);
    assert.deepEqual(Object.fromEntries(read), values, text);
  }
});

test("entries are in the order of their lines", () => {
  const { entries } = parseDotenv("B=1\nA=2\nB=3");
  assert.deepEqual(
    entries.map(({ name, line }) => [name, line]),
    [
      ["A", 2],
      ["B", 3],
    ],
  );
});

test("values are quoted only if necessary", () => {
  const cases = [
    ["", "A="],
    ["eu-west-1", "A=eu-west-1"],
    ["https://a.example/b:1", "A=https://a.example/b:1"],
    ["a b", "A='a b'"],
    ["a#b", "A='a#b'"],
    ["$HOME", "A='$HOME'"],
    ["a\\nb", "A='a\\nb'"],
    ["a\nb", "A='a\nb'"],
    ["it's", `A="it's"`],
    [`it's "$5" \\n`, `A="it's \\"\\$5\\" \\\\n"`],
    ["a\r\nb", 'A="a\\r\\nb"'],
  ];
  for (const [value, line] of cases) assert.equal(formatDotenv([{ name: "A", value }]), `${line}\n`);
  assert.equal(formatDotenv([]), "");
});

test("a name that a file cannot express is left out with a comment", () => {
  for (const name of ["", " ", "a b", "a=b", "#a", "a\nB=1", "\ufeffa", "a\u2028b"]) {
    const text = formatDotenv([
      { name, value: "secret" },
      { name: "A", value: "1" },
    ]);
    assert.ok(text.startsWith("# Left out: a .env file can't contain the name "), text);
    assert.ok(!text.includes("secret"), text);
    assert.deepEqual(parseDotenv(text), { entries: [{ name: "A", value: "1", line: 2 }], problems: [] }, text);
  }
});

const hostile = fc.string({
  unit: fc.oneof(fc.constantFrom(..."'\"`\\$#=\n\r\t nrt\ufeff\u2028"), fc.string({ minLength: 1, maxLength: 1 })),
});

test("the variables of a formatted file are read back with the same values", () => {
  const variables = fc.uniqueArray(
    fc.record({ name: fc.oneof(hostile, fc.constantFrom("A", "B", "export", "__proto__")), value: hostile }),
    { selector: ({ name }) => name, maxLength: 6 },
  );
  fc.assert(
    fc.property(variables, (variables) => {
      const text = formatDotenv(variables);
      for (const file of [text, `\ufeff${text}`, `${text}\n# end`]) {
        const { entries, problems } = parseDotenv(file);
        assert.deepEqual(problems, []);
        assert.deepEqual(
          entries.map(({ name, value }) => [name, value]),
          variables.filter(({ name }) => /^[^\s=#][^\s=]*$/.test(name)).map(({ name, value }) => [name, value]),
        );
      }
    }),
    runs(2_000),
  );
});

test("every text is read, with each problem and each name on its line", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const { entries, problems } = parseDotenv(text);
      const lines = text.split("\n");
      for (const { line, message } of problems) assert.ok(line >= 1 && line <= lines.length, message);
      for (const { name, line } of entries) assert.ok(lines[line - 1].includes(name), name);
      assert.equal(new Set(entries.map(({ name }) => name)).size, entries.length);
      looksLikeDotenv(text);
    }),
    runs(2_000),
  );
});

test("a paste is an import only if it has assignments", () => {
  const imports = [
    "A=1\nB=2",
    "A=1\r\nB=2\r\n",
    "# staging\nA=1",
    "A=1\nthis line is wrong\nB=2",
    "export A=1",
    "A='1'",
    'A = "1"',
    `KEY="${PEM}"`,
    "A=\nB=",
    "A=1\nA=2\nB=3",
  ];
  const values = [
    "",
    "eu-west-1",
    "A=1",
    "A=1\n",
    "dGVzdA==\n",
    PEM,
    PEM.split("\n").slice(1, 3).join("\n"),
    '{\n  "a": "b=c",\n  "d": "e=f"\n}',
    '["a=b"]',
    "<a href='x'>\n<b id='y'>",
    "https://a.example/?b=1&c=2",
    "https://a.example/?b=1\nhttps://a.example/?c=2",
    "a=1; b=2",
    "host='a' port='b'",
    "select * from t where a = 1\nand b = 2",
    "several lines\nof text",
    "=\n=",
  ];
  for (const text of imports) assert.ok(looksLikeDotenv(text), text);
  for (const text of values) assert.ok(!looksLikeDotenv(text), text);
});
