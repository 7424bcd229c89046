/** What both entries offer. */

export type * from "./types.js";
export { ConnectClient, type CallOptions, type ConnectClientOptions, type HeadersOption, type Outcome, type Target } from "./client.js";
export { ConnectError, type ConnectErrorInit, type ConnectErrorKind, isConnectError } from "./error.js";
export { merge, type Merge, type MergeOptions } from "./merge.js";
export type { VerbOptions } from "./options.js";
export { validate, validateJson, type ValidateOptions, type Validation } from "./validate.js";
