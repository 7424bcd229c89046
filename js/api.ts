/** Exports everything that both the default entry and the slim entry offer. */

export type { CallOptions, EnvironmentTarget, HeadersOption, HeadersRecord, Target } from "./client/arguments.js";
export { ConnectClient, type ConnectClientOptions } from "./client/client.js";
export { ConnectError, isConnectError } from "./client/errors.js";
export type { ConnectionResult, EnvironmentResult, SaveResult } from "./client/results.js";
export type { SaveOptions } from "./client/save.js";
export type { DoneStep, RemainingEdits } from "./client/steps.js";
export { unwrap } from "./client/unwrap.js";
export type { Immutable } from "./core/immutable.js";
export type { ConnectErrorKind, Failure, Messages } from "./core/messages.js";
export type { CommonOptions, Rules } from "./core/options.js";
export type { PathLike } from "./core/path.js";
export type * from "./core/types.js";
export type { Conflict, Effect } from "./core/values.js";
export { ConnectionDraft } from "./draft/draft.js";
export type { DraftSaveError, DraftSaveResult } from "./draft/save.js";
export type { CheckedPath, DraftPath, ItemPath, PathItem, PathOf, PathValue } from "./draft/typed-path.js";
export type {
  DraftConflict,
  DraftConnection,
  DraftField,
  DraftOptions,
  DraftRebaseResult,
  DraftSnapshot,
} from "./draft/types.js";
export type { PlanStep } from "./operations/decode-plan.js";
export { type DiffResult, diff } from "./operations/diff.js";
export { type MergeResult, merge } from "./operations/merge.js";
export { type PlanOptions, type PlanResult, plan } from "./operations/plan.js";
export type { PlanFlags } from "./operations/plan-options.js";
export { type PreviewResult, preview } from "./operations/preview.js";
export { type RebaseResult, rebase } from "./operations/rebase.js";
export {
  type ConnectionUpdateSchema,
  connectionUpdateSchema,
  createConnectionUpdateSchema,
  type JsonSchemaOptions,
  jsonSchema,
  type StandardJsonSchemaOptions,
  type StandardResult,
} from "./operations/schema.js";
export { type ValidateOptions, type ValidationResult, validate } from "./operations/validate.js";
