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

/** How long parsing may take before a place counts as not found, in milliseconds. */
const PARSE_MS = 400;

const VALUES = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

/** The node of a value's place; of several members of one name, the last. */
export function nodeAt(state: EditorState, path: Path): SyntaxNode | undefined {
  const tree = ensureSyntaxTree(state, state.doc.length, PARSE_MS) ?? syntaxTree(state);
  let node = valuesIn(tree.topNode)[0];
  for (const step of path) {
    if (node === undefined) return undefined;
    node = typeof step === "number" ? valuesIn(node)[step] : valuesIn(propertyOf(state, node, step))[0];
  }
  return node;
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
      const from = at.from;
      path.unshift(valuesIn(at.parent).findIndex((item) => item.from === from));
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
      const [value] = valuesIn(property);
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

function valuesIn(node: SyntaxNode | undefined): SyntaxNode[] {
  const values: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (VALUES.has(child.name)) values.push(child);
  }
  return values;
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
