/** What both entries offer. */

export type { CallOptions, HeadersOption, HeadersRecord, Target } from "./arguments.js";
export { ConnectClient, type ConnectClientOptions, type Outcome } from "./client.js";
export { type Diff, diff } from "./diff.js";
export {
  ConnectionDraft,
  type DraftConnection,
  type DraftField,
  type DraftOptions,
  type DraftSnapshot,
} from "./draft.js";
export type { PathLike } from "./draft-path.js";
export type { DraftConflict, DraftRebase } from "./draft-rebase.js";
export { ConnectError, type ConnectErrorInit, type ConnectErrorKind, isConnectError } from "./error.js";
export { type Merge, type MergeOptions, merge } from "./merge.js";
export type { VerbOptions } from "./options.js";
export { type Preview, preview } from "./preview.js";
export { type Conflict, type Rebase, rebase } from "./rebase.js";
export type { SaveOptions, SaveOutcome } from "./save.js";
export {
  type ConnectionUpdateSchema,
  connectionUpdateSchema,
  type JsonSchemaOptions,
  jsonSchema,
  type StandardJsonSchemaOptions,
  type StandardResult,
} from "./schema.js";
export type * from "./types.js";
export { type ValidateOptions, type Validation, validate, validateJson } from "./validate.js";
