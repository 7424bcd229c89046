/** Decodes unsupported edits. */
import type { NamedEnvironment, UnsupportedEdit } from "../core/core.js";
import { type Messages } from "../core/messages.js";
/** Unsupported edits, which refer to their environments by index. */
export interface IndexedEdits {
    environments: NamedEnvironment[];
    edits: (Omit<UnsupportedEdit, "environment"> & {
        environment?: number;
    })[];
}
/** Decodes unsupported edits. The edits of one environment share the object of the environment. */
export declare function decodeUnsupported({ environments, edits }: IndexedEdits, messages: Messages | undefined): UnsupportedEdit[];
