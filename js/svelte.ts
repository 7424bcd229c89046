/**
 * Svelte bindings of components to a draft, for runes and as stores. An effect runs again only when its own part of the draft changes.
 *
 * @module connection-update/svelte
 */

import { createSubscriber } from "svelte/reactivity";
import type { Readable } from "svelte/store";
import {
  createActions,
  createLiveField,
  type FieldActions,
  type FieldState,
  type InputState,
  readField,
  readInput,
} from "./adapters/field.js";
import { type List, type ListRow, RowReader } from "./adapters/list.js";
import { type Current, type DraftSource, openDraft, updateSource } from "./adapters/source.js";
import type { PathLike } from "./core/path.js";
import type { ConnectionDraft } from "./draft/draft.js";
import type { CheckedPath, PathItem, PathOf, PathValue } from "./draft/typed-path.js";
import type { DraftOptions, DraftSnapshot } from "./draft/types.js";

export type { FieldActions, FieldState, InputState } from "./adapters/field.js";
export type { List, ListRow } from "./adapters/list.js";
export type { Current } from "./adapters/source.js";

/** A draft, or a function that returns it, such as one that reads a rune. */
export type DraftInput = ConnectionDraft | (() => ConnectionDraft);

/** The state of one field of a draft, functions to change the field, and attributes of its input. It is reactive, and also a store. */
export interface Field<Value>
  extends Omit<FieldState<Value>, "value">,
    FieldActions<Value>,
    Readable<FieldState<Value>> {
  /** The value in the draft. It can be set: `<input bind:value={field.value} />`. */
  value: Value;
  /** Attributes of an `input` or `textarea`: `<input {...field.input} />`. */
  readonly input: InputAttributes;
  /** The id for the element that shows the messages of the issues. It is made from the path. */
  readonly messagesId: string;
}

/** Attributes of an `input` or `textarea`. */
export interface InputAttributes extends InputState {
  readonly oninput: (event: Event) => void;
  readonly onblur: () => void;
}

/** The properties of a component for one field, whose value can be set to any `Value`. */
export interface FieldProps<Value> {
  draft: ConnectionDraft;
  path: PathOf<Value>;
}

/**
 * Returns the draft of a component as `current`, which is reactive.
 *
 * If the stored connection changes, `current` is a new draft. There is one exception: if the connection has the same ids, `current`
 * stays a draft that has edits or conflicts, or that is based on this content already. So a refetch does not lose the edits, and
 * `save` merges the edits with the stored connection. `options` are read when a draft is opened.
 *
 * @param getCurrent returns the stored connection, which can be a rune
 * @example
 * const draft = useConnectionDraft(() => data.connection);
 * const name = useField(() => draft.current, "name");
 */
export function useConnectionDraft(
  getCurrent: () => Current,
  options?: DraftOptions,
): { readonly current: ConnectionDraft } {
  let source: DraftSource | undefined;
  return {
    get current() {
      const current = getCurrent();
      source = source === undefined ? openDraft(current, options) : updateSource(source, current, options);
      return source.draft;
    },
  };
}

/**
 * Returns the state of a draft as `current`, which is reactive, and as a store. It changes after every edit.
 *
 * @example
 * const state = useDraft(draft);
 * <button disabled={!state.current.isDirty}>Save</button>
 */
export function useDraft(draft: DraftInput): Readable<DraftSnapshot> & { readonly current: DraftSnapshot } {
  const reading = createReading(draft, () => toDraft(draft).getSnapshot());
  return {
    get current() {
      return reading.read();
    },
    subscribe: reading.subscribe,
  };
}

/**
 * Returns one field of a draft, which is reactive, and also a store. It changes only if a member of the field changes.
 *
 * @param path an array, a dotted path or a JSON Pointer, or a function that returns one. A path that is written as a literal is checked.
 * @example
 * const name = useField(draft, "name");
 * <input {...name.input} />
 */
export function useField<const P extends PathLike>(
  draft: DraftInput,
  path: (P & CheckedPath<P>) | (() => P & CheckedPath<P>),
): Field<PathValue<P>> {
  const getPath = toGetter(path);
  const reading = createReading(draft, () => readField(toDraft(draft), getPath()));
  const actions = createActions(() => toDraft(draft), getPath);
  const getMessagesId = () => {
    const path = getPath();
    return `messages-${typeof path === "string" ? path : path.join("-")}`;
  };
  const oninput = ({ target }: Event) => actions.set((target as HTMLInputElement).value);
  const field = createLiveField(reading.read, actions, {
    get input() {
      return { ...readInput(reading.read(), getMessagesId()), oninput, onblur: actions.onBlur };
    },
    get messagesId() {
      return getMessagesId();
    },
    subscribe: reading.subscribe,
  });
  return field as unknown as Field<PathValue<P>>;
}

/**
 * Returns the rows of a list of a draft, with a key for each: reactive, and also a store. They change only if items are added, removed
 * or moved.
 *
 * @example
 * const environments = useList(draft, "environments");
 * {#each environments.rows as row (row.key)}<Environment {draft} {row} />{/each}
 */
export function useList<const P extends PathLike>(
  draft: DraftInput,
  path: (P & CheckedPath<P>) | (() => P & CheckedPath<P>),
): List<P> & Readable<readonly ListRow<P>[]> {
  const getPath = toGetter(path);
  const reader = new RowReader();
  const reading = createReading(draft, () => reader.read(toDraft(draft), getPath()));
  const list = {
    get rows() {
      return reading.read();
    },
    insert: (item: PathItem<P>, at?: number) => toDraft(draft).insert<string>(getPath() as string, item, at),
    subscribe: reading.subscribe,
  };
  return list as unknown as List<P> & Readable<readonly ListRow<P>[]>;
}

function toDraft(draft: DraftInput): ConnectionDraft {
  return typeof draft === "function" ? draft() : draft;
}

function toGetter(path: unknown): () => PathLike {
  return typeof path === "function" ? (path as () => PathLike) : () => path as PathLike;
}

interface Reading<T> extends Readable<T> {
  /** Returns what was read. In an effect or a template, it runs again when another object is read. */
  read(): T;
}

function createReading<T>(draft: DraftInput, get: () => T): Reading<T> {
  const watchDraft = (now: ConnectionDraft, onChange: (value: T) => void): (() => void) => {
    let last = get();
    return now.subscribe(() => {
      const next = get();
      if (next === last) return;
      last = next;
      onChange(next);
    });
  };
  const subscribers = new WeakMap<ConnectionDraft, () => void>();
  return {
    read() {
      const now = toDraft(draft);
      let subscriber = subscribers.get(now);
      if (subscriber === undefined) {
        subscriber = createSubscriber((update) => watchDraft(now, update));
        subscribers.set(now, subscriber);
      }
      subscriber();
      return get();
    },
    subscribe(run: (value: T) => void) {
      run(get());
      return watchDraft(toDraft(draft), run);
    },
  };
}
