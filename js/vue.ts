/**
 * Vue composables that bind components to a draft. A component renders again only when its own part of the draft changes.
 *
 * @module connection-update/vue
 */

import {
  getCurrentInstance,
  getCurrentScope,
  type MaybeRefOrGetter,
  onScopeDispose,
  type ShallowRef,
  shallowRef,
  toValue,
  useId,
  watch,
} from "vue";
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
import type { CheckedPath, PathItem, PathValue } from "./draft/typed-path.js";
import type { DraftOptions, DraftSnapshot } from "./draft/types.js";

export type { FieldActions, FieldState, InputState } from "./adapters/field.js";
export type { List, ListRow } from "./adapters/list.js";
export type { Current } from "./adapters/source.js";

/** A draft, or a ref or getter that returns it. */
export type DraftInput = MaybeRefOrGetter<ConnectionDraft>;

/** The state of one field of a draft, functions to change the field, and attributes of its input. It is reactive. */
export interface Field<Value> extends Omit<FieldState<Value>, "value">, FieldActions<Value> {
  /** The value in the draft. It can be set: `<input v-model="field.value" />`. */
  value: Value;
  /** Attributes of an `input` or `textarea`: `<input v-bind="field.input" />`. */
  readonly input: InputAttributes;
  /** The id for the element that shows the messages of the issues. */
  readonly messagesId: string;
}

/** Attributes of an `input` or `textarea`. */
export interface InputAttributes extends InputState {
  readonly onInput: (event: Event) => void;
  readonly onBlur: () => void;
}

/**
 * Returns a ref of a draft.
 *
 * If `current` changes, the ref gets a new draft. There is one exception: if the new `current` has the same ids, the ref keeps a draft
 * that has edits or conflicts, or that is based on this content already. So a refetch does not lose the edits, and `save` merges the
 * edits with the stored connection. `options` are read when a draft is opened.
 *
 * @example
 * const draft = useConnectionDraft(() => props.connection);
 */
export function useConnectionDraft(
  current: MaybeRefOrGetter<Current>,
  options?: DraftOptions,
): ShallowRef<ConnectionDraft> {
  let source: DraftSource = openDraft(toValue(current), options);
  const draft = shallowRef(source.draft);
  watch(
    () => toValue(current),
    (next) => {
      source = updateSource(source, next, options);
      draft.value = source.draft;
    },
  );
  return draft;
}

/**
 * Returns a ref of the state of a draft. It changes after every edit.
 *
 * @example
 * const state = useDraft(draft); // in a template: state.isDirty
 */
export function useDraft(draft: DraftInput): Readonly<ShallowRef<DraftSnapshot>> {
  return useReading(
    draft,
    () => "",
    (now) => now.getSnapshot(),
  );
}

/**
 * Returns one field of a draft, which is reactive. It changes only if a member of the field changes.
 *
 * @param path an array, a dotted path or a JSON Pointer, or a ref or getter of one. A path that is written as a literal is checked.
 * @example
 * const name = useField(draft, "name"); // <input v-bind="name.input" />
 */
export function useField<const P extends PathLike>(
  draft: DraftInput,
  path: MaybeRefOrGetter<P & CheckedPath<P>>,
): Field<PathValue<P>> {
  const getPath = () => toValue(path as MaybeRefOrGetter<PathLike>);
  const state = useReading(draft, getPath, readField);
  const actions = createActions(() => toValue(draft), getPath);
  // Outside of a component there is no id, and no element that needs one.
  const messagesId = getCurrentInstance() === null ? "" : useId();
  const onInput = ({ target }: Event) => actions.set((target as HTMLInputElement).value);
  const field = createLiveField(() => state.value, actions, {
    get input() {
      return { ...readInput(state.value, messagesId), onInput, onBlur: actions.onBlur };
    },
    messagesId,
  });
  return field as unknown as Field<PathValue<P>>;
}

/**
 * Returns the rows of a list of a draft, with a key for each. They change only if items are added, removed or moved.
 *
 * @example
 * const environments = useList(draft, "environments"); // v-for="row in environments.rows" :key="row.key"
 */
export function useList<const P extends PathLike>(
  draft: DraftInput,
  path: MaybeRefOrGetter<P & CheckedPath<P>>,
): List<P> {
  const getPath = () => toValue(path as MaybeRefOrGetter<PathLike>);
  const reader = new RowReader();
  const rows = useReading(draft, getPath, (now, list) => reader.read(now, list));
  return {
    get rows() {
      return rows.value as unknown as readonly ListRow<P>[];
    },
    insert: (item: PathItem<P>, at?: number) => toValue(draft).insert<string>(getPath() as string, item, at),
  };
}

/** Returns a ref of what `read` returns. It changes if `read` returns another object. */
function useReading<T>(
  draft: DraftInput,
  getPath: () => PathLike,
  read: (draft: ConnectionDraft, path: PathLike) => T,
): ShallowRef<T> {
  const state = shallowRef() as ShallowRef<T>;
  let unsubscribe: (() => void) | undefined;
  watch(
    () => [toValue(draft), getPath()] as const,
    ([now, path]) => {
      const update = () => {
        state.value = read(now, path);
      };
      unsubscribe?.();
      unsubscribe = now.subscribe(update);
      update();
    },
    { immediate: true, flush: "sync" },
  );
  if (getCurrentScope()) onScopeDispose(() => unsubscribe?.());
  return state;
}
