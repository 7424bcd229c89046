/**
 * React hooks that bind components to a draft. A component renders again only when its own part of the draft changes.
 *
 * @module connection-update/react
 */

import { useCallback, useId, useMemo, useState, useSyncExternalStore } from "react";
import {
  createActions,
  type FieldActions,
  type FieldState,
  type InputState,
  readField,
  readInput,
} from "./adapters/field.js";
import { type List, type ListRow, RowReader } from "./adapters/list.js";
import { type Current, openDraft, updateSource } from "./adapters/source.js";
import type { PathLike } from "./core/path.js";
import type { ConnectionDraft } from "./draft/draft.js";
import type { CheckedPath, PathItem, PathOf, PathValue } from "./draft/typed-path.js";
import type { DraftOptions, DraftSnapshot } from "./draft/types.js";

export type { FieldActions, FieldState, InputState } from "./adapters/field.js";
export type { List, ListRow } from "./adapters/list.js";
export type { Current } from "./adapters/source.js";

/** The state of one field of a draft, functions to change the field, and properties of its input. */
export interface Field<Value> extends FieldState<Value>, FieldActions<Value> {
  /** Properties of an `input` or `textarea`: `<input {...field.input} />`. */
  readonly input: InputProps;
  /** The id for the element that shows the messages of the issues. */
  readonly messagesId: string;
}

/** Properties of an `input` or `textarea`. */
export interface InputProps extends InputState {
  readonly onChange: (event: { currentTarget: { value: string } }) => void;
  readonly onBlur: () => void;
}

/** The properties of a component for one field, whose value can be set to any `Value`. */
export interface FieldProps<Value> {
  draft: ConnectionDraft;
  path: PathOf<Value>;
}

/**
 * Returns a draft that lives as long as the component.
 *
 * Each render compares `current` with the previous value. If they are not deeply equal, the hook returns a new draft. There is
 * one exception: if the new `current` has the same ids, the hook keeps a draft that has edits or conflicts, or that is based on this
 * content already. So a refetch does not lose the edits, and `save` merges the edits with the stored connection.
 *
 * The hook reads `options` each time it creates a draft, and at no other time. An edit does not render the component that
 * calls this hook. An edit renders the components that call `useField`, `useList` or `useDraft`.
 *
 * @example
 * const draft = useConnectionDraft(current);
 */
export function useConnectionDraft(current: Current, options?: DraftOptions): ConnectionDraft {
  const [source, setSource] = useState(() => openDraft(current, options));
  const next = updateSource(source, current, options);
  if (next !== source) setSource(next);
  return next.draft;
}

/**
 * Returns the state of a draft. The component renders again after every edit.
 *
 * @example
 * const { isDirty, isSaving, issues } = useDraft(draft);
 */
export function useDraft(draft: ConnectionDraft): DraftSnapshot {
  return useSyncExternalStore(draft.subscribe, draft.getSnapshot, draft.getSnapshot);
}

/**
 * Returns one field of a draft. The component renders again only if a member of the field changes.
 *
 * @param path an array, a dotted path or a JSON Pointer. A path that is written as a literal is checked.
 * @example
 * const name = useField(draft, "environments[0].name");
 * <input {...name.input} />;
 */
export function useField<const P extends PathLike>(
  draft: ConnectionDraft,
  path: P & CheckedPath<P>,
): Field<PathValue<P>> {
  const stablePath = useStablePath(path);
  const read = useCallback(() => readField(draft, stablePath), [draft, stablePath]);
  const state = useSyncExternalStore(draft.subscribe, read, read);
  const actions = useMemo(
    () =>
      createActions(
        () => draft,
        () => stablePath,
      ),
    [draft, stablePath],
  );
  const messagesId = useId();
  return useMemo(() => {
    const onChange: InputProps["onChange"] = ({ currentTarget }) => actions.set(currentTarget.value);
    const input = { ...readInput(state, messagesId), onChange, onBlur: actions.onBlur };
    return { ...state, ...actions, input, messagesId };
  }, [state, actions, messagesId]) as unknown as Field<PathValue<P>>;
}

/**
 * Returns the rows of a list of a draft, with a key for each. The component renders again only if items are added, removed or moved.
 *
 * @example
 * const { rows, insert } = useList(draft, "environments");
 * rows.map((row) => <Environment key={row.key} draft={draft} row={row} />);
 */
export function useList<const P extends PathLike>(draft: ConnectionDraft, path: P & CheckedPath<P>): List<P> {
  const stablePath = useStablePath(path);
  const [reader] = useState(() => new RowReader());
  const read = useCallback(() => reader.read(draft, stablePath), [reader, draft, stablePath]);
  const rows = useSyncExternalStore(draft.subscribe, read, read) as unknown as readonly ListRow<P>[];
  const insert = useCallback(
    (item: PathItem<P>, at?: number) => draft.insert<string>(stablePath as string, item, at),
    [draft, stablePath],
  );
  return useMemo(() => ({ rows, insert }), [rows, insert]);
}

/** Returns the same path as long as its content is the same, because most callers create an array in every render. */
function useStablePath(path: PathLike): PathLike {
  // As JSON, a text differs from an array with the same characters.
  const key = JSON.stringify(path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text identifies the path.
  return useMemo(() => path, [key]);
}
