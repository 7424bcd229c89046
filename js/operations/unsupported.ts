/** Decodes unsupported edits. */

import type { NamedEnvironment, UnsupportedEdit } from "../core/core.js";
import { type Messages, writeMessages } from "../core/messages.js";

/** Unsupported edits, which refer to their environments by index. */
export interface IndexedEdits {
  environments: NamedEnvironment[];
  edits: (Omit<UnsupportedEdit, "environment"> & { environment?: number })[];
}

/** Decodes unsupported edits. The edits of one environment share the object of the environment. */
export function decodeUnsupported(
  { environments, edits }: IndexedEdits,
  messages: Messages | undefined,
): UnsupportedEdit[] {
  const decoded = edits.map(({ path, environment, ...edit }) => ({
    path,
    ...(environment !== undefined && { environment: environments[environment] as NamedEnvironment }),
    ...edit,
  }));
  return writeMessages(decoded, messages?.unsupported);
}
