/** Converts between paths and ranges of JSON text in a text editor. The text may be incomplete. */

import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";
import type { Path } from "./path.ts";

/** A range of the text, in UTF-16 code units. */
export interface Range {
  from: number;
  to: number;
}

/** Time limit for parsing, in milliseconds. If parsing takes longer, paths in the rest of the text are not found. */
const MAX_PARSE_MS = 400;

const VALUE_NODES = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

/** Returns the syntax node of the value at a path. If an object has duplicate names, the last member counts. */
export function nodeAt(state: EditorState, path: Path): SyntaxNode | undefined {
  let node = valueIn(syntaxTree(state).topNode, 0);
  for (const segment of path) {
    if (node === undefined) return undefined;
    node = typeof segment === "number" ? valueIn(node, segment) : valueIn(propertyOf(state, node, segment), 0);
  }
  return node;
}

/** Parses the whole text within the time limit, so that every path in it can be found. */
export function parseWhole(state: EditorState): void {
  ensureSyntaxTree(state, state.doc.length, MAX_PARSE_MS);
}

/** Returns the ranges of numbers that JavaScript rounds. A draft cannot store such numbers exactly. */
export function findRoundedNumbers(state: EditorState): Range[] {
  const found: Range[] = [];
  // Fast path: rounding needs at least 16 digits or an exponent.
  if (!/[\d.]{16}|\de/i.test(state.doc.toString())) return found;
  syntaxTree(state).iterate({
    enter: ({ name, from, to }) => {
      if (name === "Number" && isRounded(state.sliceDoc(from, to))) found.push({ from, to });
    },
  });
  return found;
}

function isRounded(text: string): boolean {
  const value = Number(text);
  if (/^-?\d+$/.test(text)) return BigInt(text) !== BigInt(value);
  const digits = text
    .replace(/e.*$/i, "")
    .replace(/[-.]/g, "")
    .replace(/^0+|0+$/g, "");
  return !Number.isFinite(value) || digits.length > 15;
}

/** Returns the range of the name or the value at a path. If there is no value, returns the first character of the parent. */
export function rangeAt(state: EditorState, path: Path, part: "name" | "value"): Range {
  const node = nodeAt(state, path);
  if (node === undefined) {
    if (path.length === 0) return { from: 0, to: Math.min(1, state.doc.length) };
    const { from } = rangeAt(state, path.slice(0, -1), "value");
    return { from, to: Math.min(from + 1, state.doc.length) };
  }
  const name = part === "name" ? node.parent?.getChild("PropertyName") : undefined;
  const { from, to } = name ?? node;
  return { from, to };
}

/** Returns the path of the innermost value or member that contains a node. */
export function pathOf(state: EditorState, node: SyntaxNode): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.name === "Property") path.unshift(nameOf(state, at) ?? "");
    else if (at.parent?.name === "Array" && VALUE_NODES.has(at.name)) {
      let index = 0;
      for (let before = at.prevSibling; before !== null; before = before.prevSibling) {
        if (VALUE_NODES.has(before.name)) index++;
      }
      path.unshift(index);
    }
  }
  return path;
}

/**
 * Returns the value at a path, so that conditions of the schema can test it. Conditions test strings and objects of strings, so
 * every other value is returned as `null`. Returns `undefined` if there is no value.
 */
export function valueAt(state: EditorState, path: Path): unknown {
  const node = nodeAt(state, path);
  if (node === undefined) return undefined;
  if (node.name === "String") return stringAt(state, node);
  if (node.name !== "Object") return null;
  return Object.fromEntries(
    node.getChildren("Property").map((property) => {
      const value = valueIn(property, 0);
      return [nameOf(state, property) ?? "", value?.name === "String" ? stringAt(state, value) : null];
    }),
  );
}

/** Returns the names of an object's members. */
export function namesIn(state: EditorState, object: SyntaxNode): string[] {
  return object.getChildren("Property").flatMap((property) => nameOf(state, property) ?? []);
}

function propertyOf(state: EditorState, object: SyntaxNode, name: string): SyntaxNode | undefined {
  return object.getChildren("Property").findLast((property) => nameOf(state, property) === name);
}

/** Returns a child of a node by its index. The index counts the direct children that are values. */
function valueIn(node: SyntaxNode | undefined, index: number): SyntaxNode | undefined {
  let left = index;
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (VALUE_NODES.has(child.name) && left-- === 0) return child;
  }
  return undefined;
}

function nameOf(state: EditorState, property: SyntaxNode): string | undefined {
  const name = property.getChild("PropertyName");
  return name === null ? undefined : stringAt(state, name);
}

/** Returns the value of a JSON string; `undefined` if the string is incomplete. */
function stringAt(state: EditorState, node: SyntaxNode): string | undefined {
  try {
    return JSON.parse(state.sliceDoc(node.from, node.to)) as string;
  } catch {
    return undefined;
  }
}
