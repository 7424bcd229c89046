// Tests that mutants of Rust code behind a switch do what cargo-mutants describes, in a program that contains one of each kind.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { addSwitches, findMutantsAt, makeParser, SWITCH } from "../../scripts/mutants/switches.mjs";

/** A program that prints the result of each function. The text before the operators has characters of 1, 2 and 4 bytes. */
const PROGRAM = `fn sum(a: u32, b: u32) -> u32 {
    a + b * 2
}
fn is_even(a: u32) -> bool {
    "é😀".len() > 9 || !(a % 2 == 1)
}
fn classify(a: u32) -> &'static str {
    match a {
        0 => "none",
        1 | 2 => "few",
        a if a > 100 => "many",
        _ => "some",
    }
}
fn count(mut a: u32) -> u32 {
    // A comment is not code, and a mutant can have two lines.
    a += 1;
    a
}
#[derive(Default)]
struct Size {
    width: u32,
    height: u32,
}
fn measure(width: u32) -> Size {
    Size { width, height: width + 1, ..Size::default() }
}
fn main() {
    let Size { width, height } = measure(3);
    println!("{} {} {} {} {} {width} {height}", sum(1, 3), is_even(4), classify(1), classify(200), count(1));
}
`;

/** The mutants: what is replaced, its genre, the replacement, and the output of the program. */
const MUTANTS = [
  ["a + b * 2", "FnValue", "1", "1 true few many 2 3 4"],
  ["+", "BinaryOperator", "-", null],
  ["*", "BinaryOperator", "+", "6 true few many 2 3 4"],
  ["||", "BinaryOperator", "&&", "7 false few many 2 3 4"],
  ["!", "UnaryOperator", "", "7 false few many 2 3 4"],
  ["==", "BinaryOperator", "!=", "7 false few many 2 3 4"],
  ['1 | 2 => "few"', "MatchArm", "", "7 true some many 2 3 4"],
  ['a if a > 100 => "many"', "MatchArm", "", "7 true few some 2 3 4"],
  ["a > 100", "MatchArmGuard", "true", "7 true few many 2 3 4"],
  ["> 100", "BinaryOperator", "<", "7 true few some 2 3 4"],
  ["+=", "BinaryOperator", "-=", "7 true few many 0 3 4"],
  ["a += 1;\n    a", "FnValue", "{\n        // A comment of a mutant.\n        9\n    }", "7 true few many 9 3 4"],
  ["width, height: width", "StructField", "", "7 true few many 2 0 4"],
  ["height: width + 1", "StructField", "", "7 true few many 2 3 0"],
  ["+ 1, ..", "BinaryOperator", "*", "7 true few many 2 3 3"],
];
const UNCHANGED = "7 true few many 2 3 4";

/** Returns a mutant with its place as cargo-mutants gives it: lines and columns from 1, in characters. */
function place([replaced, genre, replacement], number) {
  const at = PROGRAM.indexOf(replaced);
  const ends = { BinaryOperator: " ", StructField: "," };
  const operator = replaced.split(ends[genre] ?? "\0")[0];
  const position = (index) => {
    const lines = PROGRAM.slice(0, index).split("\n");
    return { line: lines.length, column: [...lines.at(-1)].length + 1 };
  };
  return { number, genre, replacement, span: { start: position(at), end: position(at + operator.length) } };
}

const mutants = MUTANTS.map(place);
let folder;
let code;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "switches-"));
  const { text, numbers } = addSwitches(PROGRAM, mutants, await makeParser());
  assert.deepEqual(
    numbers.toSorted((a, b) => a - b),
    [...MUTANTS.keys()],
  );
  code = text;
  await writeFile(join(folder, "program.rs"), code + SWITCH);
  await promisify(execFile)("rustc", ["--edition", "2024", "-A", "warnings", "program.rs"], { cwd: folder });
});
after(() => rm(folder, { recursive: true, force: true }));

/** Runs the program, and returns its output and exit code. */
async function runProgram(mutant) {
  const env = { ...process.env, ...(mutant === undefined ? {} : { MUTANT: String(mutant) }) };
  try {
    const { stdout } = await promisify(execFile)(join(folder, "program"), [], { env });
    return { output: stdout.trim(), code: 0 };
  } catch (error) {
    return { output: error.stdout.trim(), code: error.code };
  }
}

test("without a selected mutant, the program does what it did", async () => {
  for (const mutant of [undefined, MUTANTS.length, "none"]) {
    assert.deepEqual(await runProgram(mutant), { output: UNCHANGED, code: 0 });
  }
});

for (const [number, [replaced, genre, replacement, output]] of MUTANTS.entries()) {
  test(`${genre}: ${JSON.stringify(replaced)} becomes ${JSON.stringify(replacement)}`, async () => {
    // An operation that overflows is a panic, which ends the process.
    const expected = output === null ? { output: "", code: 101 } : { output, code: 0 };
    assert.deepEqual(await runProgram(number), expected);
  });
}

test("switches move no line", () => {
  assert.equal(code.split("\n").length, PROGRAM.split("\n").length);
});

test("an error in the code of a mutant leads to it", () => {
  const byteAt = (text) => Buffer.byteLength(code.slice(0, code.indexOf(text)));
  assert.deepEqual(findMutantsAt(code, byteAt("return 1;")), [0]);
  assert.deepEqual(findMutantsAt(code, byteAt("fn main")), []);
});

test("a mutant of another genre is left to cargo-mutants", async () => {
  const parse = await makeParser();
  const start = { line: 1, column: 1 };
  const other = { number: 0, genre: "Other", replacement: "", span: { start, end: { line: 1, column: 3 } } };
  assert.deepEqual(addSwitches(PROGRAM, [other], parse), { text: PROGRAM, numbers: [] });
});
