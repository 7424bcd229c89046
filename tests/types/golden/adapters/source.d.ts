/** Opens the draft of a component, and keeps it while the stored connection is read again. */
import type { Connection } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import { ConnectionDraft } from "../draft/draft.js";
import type { DraftOptions } from "../draft/types.js";
/** A stored connection: a value, JSON text or UTF-8 bytes. */
export type Current = Immutable<Connection> | string | Uint8Array;
/** The draft of a component, with the stored connection that it was last given. */
export interface DraftSource {
    /** The stored connection as it was passed. */
    current: Current;
    /** The parsed stored connection. */
    readonly value: Immutable<Connection>;
    readonly draft: ConnectionDraft;
}
/** Opens a draft. */
export declare function openDraft(current: Current, options?: DraftOptions): DraftSource;
/**
 * Returns the source after a component got a stored connection, which can be the same one. Returns the same source if the content is
 * the same. If the connection has the same ids, keeps a draft that has edits or conflicts: `save` merges the edits with the stored
 * connection. Also keeps a draft that is based on this content already, such as after a save: its rows keep their keys.
 */
export declare function updateSource(source: DraftSource, current: Current, options?: DraftOptions): DraftSource;
