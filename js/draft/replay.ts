/** Translates the undo history of a draft after it has moved onto another stored connection. */

import type { Path } from "../core/core.js";
import { valueAt } from "../core/path.js";
import type { Adoption } from "./adopt.js";
import { type Edit, invertEdit, type SetEdit, type SpliceEdit } from "./edits.js";
import {
  fromKeyPath,
  type ItemKeys,
  indexOfKey,
  type Keys,
  keyAt,
  keysAt,
  replaceKeys,
  spliceKeys,
  toKeyPath,
} from "./identity.js";
import type { Keyed } from "./rekey.js";
import { Tree } from "./tree.js";
import { isEqual, isObject } from "./values.js";

/** A value that edits are applied to, and its keys. */
export class EditableState implements Keyed {
  readonly tree: Tree;
  keys: Keys;

  constructor(tree: Tree, keys: Keys) {
    this.tree = tree;
    this.keys = keys;
  }

  /** The value. Later edits can change it. */
  get value(): unknown {
    return this.tree.current;
  }

  /** @throws {TypeError} if the value of the edit has no parent */
  apply(edit: Edit): void {
    if (edit.kind === "set") {
      this.tree.set(edit.path, edit.after, edit.names);
      const { keys } = edit;
      if (keys !== undefined) this.keys = replaceKeys(this.keys, edit.path, keys.after);
      return;
    }
    const { path, at, removed, added, addedKeys } = edit;
    this.tree.splice(path, at, removed.length, added);
    const length = (valueAt(this.tree.current, path) as unknown[]).length + removed.length - added.length;
    this.keys = spliceKeys(this.keys, path, { at, count: removed.length, added: addedKeys, length });
  }
}

/**
 * Translates entries of the history to a value to which the draft has moved. An entry that cannot be undone there, and all entries
 * before it, are left out.
 *
 * @param from the value after the entries
 * @param to the value to which the draft has moved
 */
export function translateEntries(entries: readonly Edit[][], from: Keyed, to: Keyed, adoption: Adoption): Edit[][] {
  const [before, after] = [from, to].map(({ value, keys }) => new EditableState(new Tree(value), keys));
  const translated: Edit[][] = [];
  for (const entry of entries.slice().reverse()) {
    const edits: Edit[] = [];
    for (const edit of entry.slice().reverse()) {
      const moved = translate(edit, before as EditableState, after as EditableState, adoption);
      if (moved === undefined) return translated.reverse();
      before?.apply(invertEdit(edit));
      after?.apply(invertEdit(moved));
      edits.push(moved);
    }
    translated.push(edits.reverse());
  }
  return translated.reverse();
}

function translate(edit: Edit, from: EditableState, to: EditableState, adoption: Adoption): Edit | undefined {
  const path = fromKeyPath(toKeyPath(edit.path, from.keys), to.keys);
  if (path === undefined) return undefined;
  return edit.kind === "set"
    ? translateSet(edit, path, from, to, adoption)
    : translateSplice(edit, path, from, to, adoption);
}

function translateSet(edit: SetEdit, path: Path, from: EditableState, to: EditableState, adoption: Adoption) {
  const key = path.at(-1);
  const parent = valueAt(to.tree.current, path, path.length - 1);
  // The platform can have stored another kind of value around it.
  const hasPlace = key === undefined || (isObject(parent) && Array.isArray(parent) === (typeof key === "number"));
  if (!hasPlace) return undefined;
  const keyPath = toKeyPath(edit.path, from.keys);
  const after = valueAt(to.tree.current, path);
  if (!isEqual(after, adoption.apply({ value: edit.after, keys: edit.keys?.after }, keyPath))) return undefined;
  const before = adoption.restore({ value: edit.before, keys: edit.keys?.before }, keyPath);
  if (before === undefined) return undefined;
  const keys = (edit.keys || before.keys) && { before: before.keys, after: keysAt(path, to.keys) };
  return { ...edit, path, before: before.value, after, ...(keys && { keys }) };
}

function translateSplice(edit: SpliceEdit, path: Path, from: EditableState, to: EditableState, adoption: Adoption) {
  const { at, removedKeys, addedKeys } = edit;
  const list = valueAt(to.tree.current, path);
  if (!Array.isArray(list)) return undefined;
  const [keysBefore, keys] = [keysAt(edit.path, from.keys), keysAt(path, to.keys)];
  const [first] = addedKeys;
  const start =
    first !== undefined ? indexOfKey(keys, first.key) : at === 0 ? 0 : indexOfKey(keys, keyAt(keysBefore, at - 1)) + 1;
  if (start < 0 || (first === undefined && at > 0 && start === 0) || start + addedKeys.length > list.length)
    return undefined;
  if (addedKeys.some(({ key }, index) => keyAt(keys, start + index) !== key)) return undefined;
  const listPath = toKeyPath(edit.path, from.keys);
  const removed = edit.removed.map((value, index) => {
    const { key, inside } = removedKeys[index] as ItemKeys;
    return { key, restored: adoption.restore({ value, keys: inside }, [...listPath, key]) };
  });
  if (removed.some(({ restored }) => restored === undefined)) return undefined;
  return {
    ...edit,
    path,
    at: start,
    removed: removed.map(({ restored }) => restored?.value),
    removedKeys: removed.map(({ key, restored }): ItemKeys => ({ key, inside: restored?.keys })),
    added: list.slice(start, start + addedKeys.length),
  };
}
