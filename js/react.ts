/**
 * React hooks: they bind components to a draft, and render a component only when its own part of the draft changes.
 *
 * @module connection-update/react
 */

import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import type { Connection, Issue } from "./core/core.js";
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

/** The type of the value at a path; includes `undefined` if a member is optional. Items of lists are assumed to exist. */
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

/** Every path into a connection under edit. */
export type DraftPath = PathIn<DraftConnection>;

/** One field of a draft, for a component. */
export interface Field<Value> {
  /** The value. */
  readonly value: Value;
  /** The issues with exactly this path. */
  readonly issues: Issue[];
  /** True if the value is not the one in `current`. */
  readonly isDirty: boolean;
  /** Sets the value. */
  readonly set: (value: Value) => void;
  /** Restores the value in `current`. */
  readonly reset: () => void;
  /** Handles the event of the same name: ends the edit that is undone as one, and shows issues that are hidden until then. */
  readonly onBlur: () => void;
}

/**
 * Returns a draft that lives as long as the component.
 *
 * A new `current` opens a new draft, unless it is deeply equal or the draft has edits. Unsaved edits survive a refetch; `save`
 * merges the two. `options` are read when a draft is opened. The component does not render when the draft changes: `useField`
 * and `useDraft` render the components that show a part of it.
 *
 * @example
 * const draft = useConnectionDraft(current);
 */
export function useConnectionDraft(current: Connection | string | Uint8Array, options?: DraftOptions): ConnectionDraft {
  const [state, setState] = useState(() => createState(current, new ConnectionDraft(current, options)));
  if (state.current === current) return state.draft;
  const opened = new ConnectionDraft(current, options);
  if (isEqual(opened.current, state.value)) {
    // Same content in a new object: setting the state would loop.
    state.current = current;
    return state.draft;
  }
  const hasEditsToKeep = isSameConnection(opened, state.draft) && state.draft.isDirty;
  const next = createState(current, opened, hasEditsToKeep ? state.draft : opened);
  setState(next);
  return next.draft;
}

/** Returns a draft with the connection that was passed last: the object itself, and its value. */
function createState(current: Connection | string | Uint8Array, opened: ConnectionDraft, draft = opened) {
  return { current, value: opened.current, draft };
}

function isSameConnection({ current: one }: ConnectionDraft, { current: other }: ConnectionDraft): boolean {
  return one.id === other.id && one.organisationId === other.organisationId;
}

/**
 * Returns the state of a draft, and renders after every edit.
 *
 * @example
 * const { isDirty, canUndo, issues } = useDraft(draft);
 */
export function useDraft(draft: ConnectionDraft): DraftSnapshot {
  return useSyncExternalStore(draft.subscribe, draft.getSnapshot, draft.getSnapshot);
}

/**
 * Returns one field of a draft. Renders only when its value, its issues or `isDirty` change.
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
  // Most callers pass a new array in every render: its content identifies the path.
  const stablePath = useMemo(() => JSON.parse(key) as (string | number)[], [key]);
  const read = useCallback(() => draft.field(stablePath), [draft, stablePath]);
  const field = useSyncExternalStore(draft.subscribe, read, read);
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
