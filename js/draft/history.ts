/** Records the edits of a draft on an undo stack and a redo stack. */

import { isSamePath } from "../core/path.js";
import { type Edit, invertEdit, type SetEdit } from "./edits.js";

/** The history of a draft. Each entry is a list of edits that are undone together. */
export class History {
  readonly #limit: number;
  /** The number of entries of the undo stack that were there when `mark` was called, and still are. */
  #marked = 0;
  #undoStack: Edit[][] = [];
  #redoStack: Edit[][] = [];
  /** True if the next edit of the same string is merged into the last entry. */
  #isTyping = false;

  /** @param limit maximum number of entries that can be undone */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get canUndo(): boolean {
    return this.#undoStack.length > 0;
  }

  get canRedo(): boolean {
    return this.#redoStack.length > 0;
  }

  /** Records edits as one entry. */
  record(edits: Edit[]): void {
    this.#isTyping = false;
    this.#redoStack = [];
    this.#push(edits);
  }

  /**
   * Records an edit of one value. Merges consecutive edits of one string into one entry. Returns true if the edit starts a new
   * entry.
   */
  recordSet(edit: SetEdit): boolean {
    const last = this.#undoStack[this.#undoStack.length - 1]?.[0];
    const isText = typeof edit.before === "string" && typeof edit.after === "string";
    const continuesLast = this.#isTyping && isText && last?.kind === "set" && isSamePath(last.path, edit.path);
    if (this.#redoStack.length > 0) this.#redoStack = [];
    if (continuesLast) last.after = edit.after;
    else this.#push([edit]);
    this.#isTyping = isText;
    return !continuesLast;
  }

  /** Moves the last entry to the redo stack. Returns the edits that revert the entry; `undefined` if there is none. */
  undo(): Edit[] | undefined {
    const edits = this.#undoStack.pop();
    if (edits === undefined) return undefined;
    this.#marked = Math.min(this.#marked, this.#undoStack.length);
    this.#redoStack.push(edits);
    this.#isTyping = false;
    return edits.slice().reverse().map(invertEdit);
  }

  /** Moves the last undone entry back to the undo stack. Returns its edits; `undefined` if there is none. */
  redo(): Edit[] | undefined {
    const edits = this.#redoStack.pop();
    if (edits === undefined) return undefined;
    this.#undoStack.push(edits);
    this.#isTyping = false;
    return edits;
  }

  /** Ends the last entry: the next edit starts a new entry. */
  checkpoint(): void {
    this.#isTyping = false;
  }

  /** Marks the current entry: `entriesSinceMark` then returns the later entries. Ends the entry. */
  mark(): void {
    this.#marked = this.#undoStack.length;
    this.#isTyping = false;
  }

  /** Returns the entries that were recorded after `mark` and are not undone, in their order. */
  entriesSinceMark(): Edit[][] {
    return this.#undoStack.slice(this.#marked);
  }

  /** Replaces all entries. */
  reset(entries: Edit[][]): void {
    this.clear();
    this.#undoStack = entries;
  }

  clear(): void {
    this.#marked = 0;
    this.#undoStack = [];
    this.#redoStack = [];
    this.#isTyping = false;
  }

  #push(edits: Edit[]): void {
    this.#undoStack.push(edits);
    if (this.#undoStack.length <= this.#limit) return;
    this.#undoStack.shift();
    this.#marked = Math.max(0, this.#marked - 1);
  }
}
