/** What both entries offer. */
export type { CallOptions, HeadersOption, HeadersRecord, Target } from "./client/arguments.js";
export { ConnectClient, type ConnectClientOptions, type Outcome } from "./client/client.js";
export { ConnectError, type ConnectErrorInit, type ConnectErrorKind, isConnectError } from "./client/errors.js";
export type { SaveOptions, SaveOutcome } from "./client/save.js";
export type { Rules, VerbOptions } from "./core/options.js";
export type { PathLike } from "./core/path.js";
export type * from "./core/types.js";
export { ConnectionDraft, type DraftConnection, type DraftField, type DraftOptions, type DraftSnapshot, } from "./draft/draft.js";
export type { DraftConflict, DraftRebase } from "./draft/rebase.js";
export { type Diff, diff } from "./operations/diff.js";
export { type Merge, type MergeOptions, merge } from "./operations/merge.js";
export { type Preview, preview } from "./operations/preview.js";
export { type Conflict, type Rebase, rebase } from "./operations/rebase.js";
export { type ConnectionUpdateSchema, connectionUpdateSchema, type JsonSchemaOptions, jsonSchema, type StandardJsonSchemaOptions, type StandardResult, } from "./operations/schema.js";
export { type ValidateOptions, type Validation, validate, validateJson } from "./operations/validate.js";
