/**
 * React: takes a connection or a draft of one, gives the parts of it that a component shows, and renders for those alone.
 *
 * @module connection-update/react
 */

import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import type { Connection, Issue } from "./core/core.js";
import { ConnectionDraft, type DraftConnection, type DraftOptions, type DraftSnapshot } from "./draft/draft.js";
import { isSame } from "./draft/tree.js";

/** What stands at one step of a path. */
type Step<Value, Segment> = Value extends readonly (infer Item)[]
  ? Segment extends number
    ? Item
    : never
  : Segment extends keyof Value
    ? Value[Segment]
    : undefined;

/** What stands at a place of a value; `undefined` where a member may be absent. Items of lists are taken to be there. */
export type ValueAt<Value, Place extends readonly unknown[]> = Place extends readonly [infer Segment, ...infer Rest]
  ? ValueAt<Step<Value, Segment>, Rest>
  : Value;

/** Every place in a value, as an array of segments. */
export type PlaceIn<Value> = Value extends readonly (infer Item)[]
  ? readonly [number] | readonly [number, ...PlaceIn<Item>]
  : Value extends object
    ? {
        [Key in keyof Value & string]-?: readonly [Key] | readonly [Key, ...PlaceIn<NonNullable<Value[Key]>>];
      }[keyof Value & string]
    : never;

/** Every place in a connection under edit. */
export type DraftPlace = PlaceIn<DraftConnection>;

/** One field of a draft, as a component shows it. */
export interface Field<Value> {
  /** What stands there. */
  readonly value: Value;
  /** What is wrong at this very place. */
  readonly issues: Issue[];
  /** Whether it is not what was there at first. */
  readonly isDirty: boolean;
  /** Puts a value there. */
  readonly set: (value: Value) => void;
  /** Puts back what was there at first. */
  readonly reset: () => void;
  /** For `onBlur`: ends what is undone as one edit, and shows issues that are held back until a place is touched. */
  readonly onBlur: () => void;
}

/**
 * A draft of a connection, which lives as long as the component.
 *
 * Another `current` opens another draft, unless it says the same or something is edited: what a person has typed outlives that
 * the connection is read again, and `save` brings both together. `options` count when a draft is opened. The component does
 * not render when the draft changes: `useField` and `useDraft` do that for those who show something of it.
 */
export function useConnectionDraft(current: Connection | string | Uint8Array, options?: DraftOptions): ConnectionDraft {
  const [held, setHeld] = useState(() => hold(current, new ConnectionDraft(current, options)));
  if (held.current === current) return held.draft;
  const opened = new ConnectionDraft(current, options);
  if (isSame(opened.current, held.said)) {
    // One that is read anew for every render: no other state, or there were no end.
    held.current = current;
    return held.draft;
  }
  const next = hold(current, opened, isOfOne(opened, held.draft) && held.draft.isDirty ? held.draft : opened);
  setHeld(next);
  return next.draft;
}

/** A draft, and the connection that was given last: itself, and what it said. */
function hold(current: Connection | string | Uint8Array, opened: ConnectionDraft, draft = opened) {
  return { current, said: opened.current, draft };
}

/** Whether two drafts are of one connection. */
function isOfOne({ current: one }: ConnectionDraft, { current: other }: ConnectionDraft): boolean {
  return one.id === other.id && one.organisationId === other.organisationId;
}

/** The draft as it is now; renders after every edit. */
export function useDraft(draft: ConnectionDraft): DraftSnapshot {
  return useSyncExternalStore(draft.subscribe, draft.getSnapshot, draft.getSnapshot);
}

/** One field of a draft; renders when its value, its issues or its state change, and at no other time. */
export function useField<const Place extends DraftPlace>(
  draft: ConnectionDraft,
  path: Place,
): Field<ValueAt<DraftConnection, Place>> {
  type Value = ValueAt<DraftConnection, Place>;
  const key = JSON.stringify(path);
  // A path is mostly written anew for every render: what it says counts.
  const place = useMemo(() => JSON.parse(key) as (string | number)[], [key]);
  const read = useCallback(() => draft.field(place), [draft, place]);
  const field = useSyncExternalStore(draft.subscribe, read, read);
  const acts = useMemo(
    () => ({
      set: (value: Value) => draft.set(place, value),
      reset: () => draft.reset(place),
      onBlur: () => {
        draft.checkpoint();
        draft.touch(place);
      },
    }),
    [draft, place],
  );
  return useMemo(() => ({ ...field, ...acts }) as unknown as Field<Value>, [field, acts]);
}
