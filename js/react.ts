/**
 * React hooks that bind components to a draft. A component renders again only when its own part of the draft changes.
 *
 * @module connection-update/react
 */

import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import type { Connection, Issue } from "./core/core.js";
import type { Immutable } from "./core/immutable.js";
import { ConnectionDraft } from "./draft/draft.js";
import type { DraftConnection, DraftOptions, DraftSnapshot } from "./draft/types.js";
import { isEqual } from "./draft/values.js";

/** The type of a member of an object or an item of a list. */
type MemberOf<Value, Segment> = Value extends readonly (infer Item)[]
  ? Segment extends number
    ? Item
    : never
  : Segment extends keyof Value
    ? Value[Segment]
    : undefined;

/** The type of the value at a path. It includes `undefined` if a member is optional. List items are assumed to exist. */
export type ValueAt<Value, Segments extends readonly unknown[]> = Segments extends readonly [
  infer Segment,
  ...infer Rest,
]
  ? ValueAt<MemberOf<Value, Segment>, Rest>
  : Value;

/** Every path into a value, as an array of segments. */
export type PathIn<Value> = Value extends readonly (infer Item)[]
  ? readonly [number] | readonly [number, ...PathIn<Item>]
  : Value extends object
    ? {
        [Key in keyof Value & string]-?: readonly [Key] | readonly [Key, ...PathIn<NonNullable<Value[Key]>>];
      }[keyof Value & string]
    : never;

/** Every path into a connection that is being edited. */
export type DraftPath = PathIn<DraftConnection>;

/** The state of one field of a draft, and functions to change the field. */
export interface Field<Value> {
  /** The value in the draft. */
  readonly value: Value;
  /** The issues whose path is exactly the path of the field. */
  readonly issues: Issue[];
  /** True if the value differs from the value in `draft.current`. */
  readonly isDirty: boolean;
  /** Sets the value in the draft. */
  readonly set: (value: Value) => void;
  /** Restores the value in `draft.current`. */
  readonly reset: () => void;
  /** Handler of the blur event. It ends the current undo step, and shows the issues of the field that were hidden so far. */
  readonly onBlur: () => void;
}

/**
 * Returns a draft that lives as long as the component.
 *
 * Each render compares `current` with the previous value. If they are not deeply equal, the hook returns a new draft. There is
 * one exception: the hook keeps a draft that has edits if the new `current` has the same ids. So a refetch does not lose the
 * edits, and `save` merges the edits with the stored connection.
 *
 * The hook reads `options` each time it creates a draft, and at no other time. An edit does not render the component that
 * calls this hook. An edit renders the components that call `useField` or `useDraft`.
 *
 * @example
 * const draft = useConnectionDraft(current);
 */
export function useConnectionDraft(
  current: Immutable<Connection> | string | Uint8Array,
  options?: DraftOptions,
): ConnectionDraft {
  const [state, setState] = useState(() => createState(current, new ConnectionDraft(current, options)));
  if (state.current === current) return state.draft;
  const newDraft = new ConnectionDraft(current, options);
  if (isEqual(newDraft.current, state.value)) {
    // `current` is a new object with the same content. Setting the state would render again. A component that creates the
    // object in each render would then render without end.
    state.current = current;
    return state.draft;
  }
  const hasEditsToKeep = isSameConnection(newDraft, state.draft) && state.draft.isDirty;
  const next = createState(current, newDraft, hasEditsToKeep ? state.draft : newDraft);
  setState(next);
  return next.draft;
}

/** Returns the state of the hook: `current` as it was passed, its parsed value, and the draft to return. */
function createState(
  current: Immutable<Connection> | string | Uint8Array,
  newDraft: ConnectionDraft,
  draft = newDraft,
) {
  return { current, value: newDraft.current, draft };
}

function isSameConnection({ current: a }: ConnectionDraft, { current: b }: ConnectionDraft): boolean {
  return a.id === b.id && a.organisationId === b.organisationId;
}

/**
 * Returns the state of a draft. The component renders again after every edit.
 *
 * @example
 * const { isDirty, canUndo, issues } = useDraft(draft);
 */
export function useDraft(draft: ConnectionDraft): DraftSnapshot {
  return useSyncExternalStore(draft.subscribe, draft.getSnapshot, draft.getSnapshot);
}

/**
 * Returns one field of a draft. The component renders again only if the value, the issues or `isDirty` of the field change.
 *
 * @example
 * const { value, issues, set, onBlur } = useField(draft, ["environments", 0, "name"]);
 */
export function useField<const Segments extends DraftPath>(
  draft: ConnectionDraft,
  path: Segments,
): Field<ValueAt<DraftConnection, Segments>> {
  type Value = ValueAt<DraftConnection, Segments>;
  const key = JSON.stringify(path);
  // Most callers pass a new array in every render. The JSON of the path stays the same, so it identifies the path.
  const stablePath = useMemo(() => JSON.parse(key) as (string | number)[], [key]);
  const getField = useCallback(() => draft.field(stablePath), [draft, stablePath]);
  const field = useSyncExternalStore(draft.subscribe, getField, getField);
  const actions = useMemo(
    () => ({
      set: (value: Value) => draft.set(stablePath, value),
      reset: () => draft.reset(stablePath),
      onBlur: () => {
        draft.checkpoint();
        draft.touch(stablePath);
      },
    }),
    [draft, stablePath],
  );
  return useMemo(() => ({ ...field, ...actions }) as unknown as Field<Value>, [field, actions]);
}
