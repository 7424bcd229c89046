/**
 * React: takes a connection or a draft of one, gives the parts of it that a component shows, and renders for those alone.
 *
 * @module connection-update/react
 */
import type { Connection, Issue } from "./core/core.js";
import { ConnectionDraft, type DraftConnection, type DraftOptions, type DraftSnapshot } from "./draft/draft.js";
/** What stands at one step of a path. */
type Step<Value, Segment> = Value extends readonly (infer Item)[] ? Segment extends number ? Item : never : Segment extends keyof Value ? Value[Segment] : undefined;
/** What stands at a place of a value; `undefined` where a member may be absent. Items of lists are taken to be there. */
export type ValueAt<Value, Place extends readonly unknown[]> = Place extends readonly [infer Segment, ...infer Rest] ? ValueAt<Step<Value, Segment>, Rest> : Value;
/** Every place in a value, as an array of segments. */
export type PlaceIn<Value> = Value extends readonly (infer Item)[] ? readonly [number] | readonly [number, ...PlaceIn<Item>] : Value extends object ? {
    [Key in keyof Value & string]-?: readonly [Key] | readonly [Key, ...PlaceIn<NonNullable<Value[Key]>>];
}[keyof Value & string] : never;
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
export declare function useConnectionDraft(current: Connection | string | Uint8Array, options?: DraftOptions): ConnectionDraft;
/** The draft as it is now; renders after every edit. */
export declare function useDraft(draft: ConnectionDraft): DraftSnapshot;
/** One field of a draft; renders when its value, its issues or its state change, and at no other time. */
export declare function useField<const Place extends DraftPlace>(draft: ConnectionDraft, path: Place): Field<ValueAt<DraftConnection, Place>>;
export {};
