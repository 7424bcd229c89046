/** Reads the state of a field for the adapters of front-end frameworks, and changes the field. */

import type { Issue } from "../core/core.js";
import type { PathLike } from "../core/path.js";
import type { ConnectionDraft } from "../draft/draft.js";
import type { DraftField } from "../draft/types.js";

/** The state of one field of a draft. */
export interface FieldState<Value> {
  /** The value in the draft; `undefined` if there is none. */
  readonly value: Value;
  /** The issues whose path is exactly the path of the field. */
  readonly issues: Issue[];
  /** Those of the issues that are errors. */
  readonly errors: Issue[];
  /** Those of the issues that are warnings. */
  readonly warnings: Issue[];
  /** True if the value differs from the value in `draft.current`. */
  readonly isDirty: boolean;
  /** True if the value was edited or touched. `onBlur` touches it. */
  readonly isTouched: boolean;
}

/** Functions that change one field of a draft. */
export interface FieldActions<Value> {
  /** Sets the value in the draft. */
  readonly set: (value: Value) => void;
  /** Restores the value in `draft.current`. */
  readonly reset: () => void;
  /** Handler of the blur event. It ends the current undo step, and shows the issues of the field that were hidden so far. */
  readonly onBlur: () => void;
}

/** Attributes of an `input` or `textarea` that say if its value is valid, and which element describes the issues. */
export interface InputState {
  /** The value as text. An absent value is an empty text. */
  readonly value: string;
  /** True if the field has an error. Warnings do not make a field invalid. */
  readonly "aria-invalid": boolean;
  /** The id of the element with the messages; `undefined` if there are none. */
  readonly "aria-describedby": string | undefined;
}

const states = new WeakMap<DraftField, FieldState<unknown>>();

/** Returns the state of a field: the same object until one of its members changes. */
export function readField(draft: ConnectionDraft, path: PathLike): FieldState<unknown> {
  const field = draft.field(path);
  let state = states.get(field);
  if (state === undefined) {
    const filter = (wanted: Issue["severity"]) => field.issues.filter(({ severity }) => severity === wanted);
    state = { ...field, errors: filter("error"), warnings: filter("warning") };
    states.set(field, state);
  }
  return state;
}

/** Returns the functions that change a field. */
export function createActions(getDraft: () => ConnectionDraft, getPath: () => PathLike): FieldActions<unknown> {
  return {
    set: (value) => getDraft().set<string>(getPath() as string, value),
    reset: () => getDraft().reset(getPath()),
    onBlur: () => {
      getDraft().checkpoint();
      getDraft().touch(getPath());
    },
  };
}

/** Returns the attributes of the input of a field. */
export function readInput({ value, issues, errors }: FieldState<unknown>, messagesId: string): InputState {
  return {
    value: value === undefined || value === null ? "" : String(value),
    "aria-invalid": errors.length > 0,
    "aria-describedby": issues.length > 0 ? messagesId : undefined,
  };
}

/**
 * Returns a field whose members are read when they are used, for frameworks that track reads.
 *
 * @param more members that only one framework has; they can be getters
 */
export function createLiveField(
  read: () => FieldState<unknown>,
  actions: FieldActions<unknown>,
  more: object,
): FieldState<unknown> & FieldActions<unknown> {
  const field = {
    get value() {
      return read().value;
    },
    set value(value) {
      actions.set(value);
    },
    get issues() {
      return read().issues;
    },
    get errors() {
      return read().errors;
    },
    get warnings() {
      return read().warnings;
    },
    get isDirty() {
      return read().isDirty;
    },
    get isTouched() {
      return read().isTouched;
    },
    ...actions,
  };
  return Object.defineProperties(field, Object.getOwnPropertyDescriptors(more));
}
