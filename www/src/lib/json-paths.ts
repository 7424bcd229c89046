/** Places in JSON text under edit: takes an editor's state, which may not be whole JSON, gives paths and ranges. */

import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";

export type Path = readonly (string | number)[];

/** A range of the text, in UTF-16 units. */
export interface Range {
  from: number;
  to: number;
}

/** How long parsing may take before a place that is further on counts as not found, in milliseconds. */
const PARSE_MS = 400;

const VALUES = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

/** The node of a value's place; of several members of one name, the last. */
export function nodeAt(state: EditorState, path: Path): SyntaxNode | undefined {
  let node = valueIn(syntaxTree(state).topNode, 0);
  for (const step of path) {
    if (node === undefined) return undefined;
    node = typeof step === "number" ? valueIn(node, step) : valueIn(propertyOf(state, node, step), 0);
  }
  return node;
}

/** Parses the whole text, so that every place in it is found; as far as that comes in the time that there is. */
export function parseWhole(state: EditorState): void {
  ensureSyntaxTree(state, state.doc.length, PARSE_MS);
}

/** The numbers that JavaScript would round: what the draft held would not be what is written here. */
export function roundedNumbers(state: EditorState): Range[] {
  const found: Range[] = [];
  // Mostly, no number is long enough to be looked at.
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

/** The range to mark for a place: its value or its name; where there is none, the beginning of what it is missing from. */
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

/** The path of the innermost value or member at a node. */
export function pathOf(state: EditorState, node: SyntaxNode): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.name === "Property") path.unshift(nameOf(state, at) ?? "");
    else if (at.parent?.name === "Array" && VALUES.has(at.name)) {
      let index = 0;
      for (let before = at.prevSibling; before !== null; before = before.prevSibling) {
        if (VALUES.has(before.name)) index++;
      }
      path.unshift(index);
    }
  }
  return path;
}

/** What stands at a place: texts, and objects of texts; what conditions ask for. */
export function valueAt(state: EditorState, path: Path): unknown {
  const node = nodeAt(state, path);
  if (node === undefined) return undefined;
  if (node.name === "String") return textOf(state, node);
  if (node.name !== "Object") return null;
  return Object.fromEntries(
    node.getChildren("Property").map((property) => {
      const value = valueIn(property, 0);
      return [nameOf(state, property) ?? "", value?.name === "String" ? textOf(state, value) : null];
    }),
  );
}

/** The names of an object's members. */
export function namesIn(state: EditorState, object: SyntaxNode): string[] {
  return object.getChildren("Property").flatMap((property) => nameOf(state, property) ?? []);
}

function propertyOf(state: EditorState, object: SyntaxNode, name: string): SyntaxNode | undefined {
  return object.getChildren("Property").findLast((property) => nameOf(state, property) === name);
}

/** The value at an index among those that stand directly in a node. */
function valueIn(node: SyntaxNode | undefined, index: number): SyntaxNode | undefined {
  let left = index;
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (VALUES.has(child.name) && left-- === 0) return child;
  }
  return undefined;
}

function nameOf(state: EditorState, property: SyntaxNode): string | undefined {
  const name = property.getChild("PropertyName");
  return name === null ? undefined : textOf(state, name);
}

/** The text of a JSON string, or nothing while it is not whole. */
function textOf(state: EditorState, node: SyntaxNode): string | undefined {
  try {
    return JSON.parse(state.sliceDoc(node.from, node.to)) as string;
  } catch {
    return undefined;
  }
}
