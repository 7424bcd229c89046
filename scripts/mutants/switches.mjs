// Puts mutants of Rust code behind a switch: a copy of the code contains all of them, and a variable of the environment selects one.
// So the tests are compiled once, and not once for each mutant. cargo-mutants lists the mutants, and tree-sitter finds the expression
// around an operator.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/**
 * The function that returns the number of the selected mutant. It is added to the root of the crate. With a mutant, the first panic ends
 * the process, so that no other test runs.
 */
export const SWITCH = `
#[doc(hidden)]
#[inline]
pub fn selected_mutant() -> usize {
    static NUMBER: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *NUMBER.get_or_init(|| {
        let number = std::env::var("MUTANT").ok().and_then(|text| text.parse().ok());
        if number.is_some() {
            std::panic::set_hook(Box::new(|_| std::process::exit(101)));
        }
        number.unwrap_or(usize::MAX)
    })
}
`;

const SELECTED = "crate::selected_mutant()";

/** Returns a function that parses Rust. */
export async function makeParser() {
  const { Language, Parser } = await import("web-tree-sitter");
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve("tree-sitter-rust/tree-sitter-rust.wasm");
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(grammar)));
  return (text) => parser.parse(text).rootNode;
}

/**
 * Puts mutants of one file behind the switch.
 *
 * @param {string} text the code of the file
 * @param {{ number: number, genre: string, span: object, replacement: string }[]} mutants
 * @param {(text: string) => object} parse
 * @returns {{ text: string, numbers: number[] }} the code, and the numbers of the mutants that it contains
 */
export function addSwitches(text, mutants, parse) {
  const lines = [0];
  for (const { index } of text.matchAll(/\n/g)) lines.push(index + 1);
  // A column counts characters, and an index counts UTF-16 units.
  const indexOf = ({ line, column }) => {
    const start = lines[line - 1];
    const before = [...text.slice(start, lines[line] ?? text.length)].slice(0, column - 1);
    return start + before.join("").length;
  };
  const root = parse(text);
  /** The expressions with mutants, by their ranges. */
  const places = new Map();
  const numbers = [];
  for (const mutant of mutants) {
    const [start, end] = [indexOf(mutant.span.start), indexOf(mutant.span.end)];
    const found = findPlace(mutant, root, text, start, end);
    if (found === undefined) continue;
    const key = `${found.start} ${found.end}`;
    if (!places.has(key)) places.set(key, { ...found, variants: [] });
    places.get(key).variants.push({ number: mutant.number, code: writeInOneLine(found.code) });
    numbers.push(mutant.number);
  }
  // Those that begin first come first, and of these the outermost. The start of a body is before all expressions in it.
  const isBody = ({ kind }) => Number(kind === "body");
  const sorted = [...places.values()].sort((a, b) => a.start - b.start || isBody(b) - isBody(a) || b.end - a.end);
  return { text: render(text, 0, text.length, sorted), numbers };
}

/** Joins the lines of code, so that switches do not move the lines below. */
function writeInOneLine(code) {
  return code.includes("\n") ? code.replace(/\/\/ .*$/gm, "").replace(/\s*\n\s*/g, " ") : code;
}

/** Returns the range that a mutant replaces, the code of the mutant, and the kind of the range. */
function findPlace({ genre, replacement }, root, text, start, end) {
  const node = root.descendantForIndex(start, Math.max(start, end - 1));
  const range = (found, code, kind = "expression") => ({ start: found.startIndex, end: found.endIndex, code, kind });
  switch (genre) {
    case "FnValue":
      return { start, end: start, code: replacement, kind: "body" };
    case "MatchArmGuard":
      return { start, end, code: replacement, kind: "expression" };
    case "BinaryOperator": {
      const { parent } = node;
      if (!["binary_expression", "compound_assignment_expr"].includes(parent?.type)) return undefined;
      const [left, right] = [parent.child(0), parent.child(parent.childCount - 1)];
      return range(parent, `${text.slice(left.startIndex, start)}${replacement}${text.slice(end, right.endIndex)}`);
    }
    case "UnaryOperator": {
      const { parent } = node;
      if (parent?.type !== "unary_expression") return undefined;
      return range(parent, text.slice(end, parent.endIndex));
    }
    case "MatchArm": {
      let arm = node;
      while (arm !== null && arm.type !== "match_arm") arm = arm.parent;
      const pattern = arm?.childForFieldName("pattern");
      if (pattern === null || pattern === undefined || arm.startIndex !== start) return undefined;
      const condition = pattern.childForFieldName("condition");
      return condition === null
        ? { start: pattern.endIndex, end: pattern.endIndex, code: "", kind: "arm" }
        : range(condition, "false");
    }
    case "StructField": {
      let field = node;
      while (field !== null && !field.type.endsWith("field_initializer")) field = field.parent;
      const parent = field?.parent?.parent;
      if (parent?.type !== "struct_expression" || field.startIndex !== start) return undefined;
      const next = text.slice(field.endIndex).match(/^\s*,/)?.[0].length ?? 0;
      return range(parent, text.slice(parent.startIndex, start) + text.slice(field.endIndex + next, parent.endIndex));
    }
    default:
      return undefined;
  }
}

/** Writes the code between two indexes with the places in it. Comments mark the code of each mutant, so that errors can be mapped. */
function render(text, from, to, places) {
  let out = "";
  let at = from;
  for (let index = 0; index < places.length; ) {
    const place = places[index];
    let next = index + 1;
    while (next < places.length && places[next].start < place.end) next += 1;
    out += text.slice(at, place.start);
    const inner = render(text, place.start, place.end, places.slice(index + 1, next));
    out += write(place, inner);
    at = place.end;
    index = next;
  }
  return out + text.slice(at, to);
}

function write({ kind, variants }, inner) {
  const all = variants.map(({ number }) => number).join(",");
  if (kind === "body") {
    const returns = variants.map(
      ({ number, code }) => `/*[${number}*/ if ${SELECTED} == ${number} { return ${code}; } /*]*/ `,
    );
    return `${returns.join("")}${inner}`;
  }
  if (kind === "arm") {
    const conditions = variants.map(({ number }) => `${SELECTED} != ${number}`);
    return `/*[${all}*/ if ${conditions.join(" && ")} /*]*/${inner}`;
  }
  const arms = variants.map(({ number, code }) => `${number} => (/*[${number}*/ ${code} /*]*/),`);
  return `/*[${all}*/ (match ${SELECTED} { ${arms.join(" ")} _ => (${inner}) }) /*]*/`;
}

/** Returns the numbers of the mutants of the innermost mark around a byte of instrumented code. */
export function findMutantsAt(text, byteIndex) {
  const index = Buffer.from(text).subarray(0, byteIndex).toString().length;
  const open = [];
  for (const { 1: numbers, index: at } of text.matchAll(/\/\*(?:\[([\d,]+)|\])\*\//g)) {
    if (at > index) break;
    if (numbers === undefined) open.pop();
    else open.push(numbers.split(",").map(Number));
  }
  return open.at(-1) ?? [];
}
