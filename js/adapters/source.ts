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
export function openDraft(current: Current, options?: DraftOptions): DraftSource {
  return createSource(current, new ConnectionDraft(current, options));
}

/**
 * Returns the source after a component got a stored connection, which can be the same one. Returns the same source if the content is
 * the same. If the connection has the same ids, keeps a draft that has edits or conflicts: `save` merges the edits with the stored
 * connection. Also keeps a draft that is based on this content already, such as after a save: its rows keep their keys.
 */
export function updateSource(source: DraftSource, current: Current, options?: DraftOptions): DraftSource {
  if (source.current === current) return source;
  const opened = new ConnectionDraft(current, options);
  if (hasContent(opened, source.value)) {
    // Components often create the object in each render. A new source would render them without end.
    source.current = current;
    return source;
  }
  const { draft } = source;
  const isKept =
    isSameConnection(opened, draft) &&
    (draft.isDirty || draft.conflicts.length > 0 || hasContent(opened, draft.current));
  if (isKept) return createSource(current, opened, draft);
  // The comparison has edited the other draft.
  return openDraft(current, options);
}

/** Returns true if the stored connection of a draft has the same content as a value. Edits the draft. */
function hasContent(draft: ConnectionDraft, value: Immutable<Connection>): boolean {
  draft.reset();
  // Replaces nothing if the content is the same.
  draft.replace(value);
  return draft.value === draft.current;
}

function createSource(current: Current, newDraft: ConnectionDraft, draft = newDraft): DraftSource {
  return { current, value: newDraft.current, draft };
}

function isSameConnection({ current: a }: ConnectionDraft, { current: b }: ConnectionDraft): boolean {
  return a.id === b.id && a.organisationId === b.organisationId;
}
