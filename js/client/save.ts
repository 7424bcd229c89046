/** Saves changes: reads the connection, rebases the changes onto it, sends the result and checks the response. */

import type { Changes, Connection, Issue } from "../core/core.js";
import { copyInput, parseJson } from "../core/input.js";
import type { CommonOptions, ModuleOptions } from "../core/options.js";
import { findDrift } from "../operations/call.js";
import { merge } from "../operations/merge.js";
import { preview } from "../operations/preview.js";
import { rebase } from "../operations/rebase.js";
import type { CallOptions, Target } from "./arguments.js";
import { ConnectError, type ConnectErrorInit } from "./errors.js";
import { type ExchangeResult, exchange, type Settings, summarizeErrors } from "./exchange.js";
import type { SaveResult } from "./results.js";

/** Options of `save`. */
export interface SaveOptions extends CallOptions {
  /**
   * Sends `If-Match` with the ETag of the connection that `save` read. A platform that supports `If-Match` then refuses the PUT
   * if someone else changed the connection after the read.
   *
   * @defaultValue `false`
   */
  ifMatch?: boolean;
}

type ExchangeSuccess = Extract<ExchangeResult, { ok: true }>;

/** Saves `edit.changes`, which are changes to `edit.base`. */
export async function save(
  settings: Settings,
  target: Target,
  edit: { base: unknown; changes: unknown },
  { ifMatch = false, ...call }: SaveOptions,
): Promise<SaveResult> {
  const { common } = settings;
  const base = copyToJson(edit.base, settings.options);
  const mine = copyToJson(edit.changes, settings.options);
  // Some errors do not depend on the latest connection. They are reported before that connection is read.
  const preliminary = merge(base, mine, common);
  if (!preliminary.ok) return failInvalid(preliminary.issues);

  const latest = await exchange(settings, { target, call });
  if (!latest.ok) return latest;
  const rebased = rebase(base, mine, latest.bytes, common);
  if (!rebased.ok) return failInvalid(rebased.issues);
  const { conflicts } = rebased;
  if (conflicts.length > 0) {
    const count = conflicts.length === 1 ? "1 conflict" : `${conflicts.length} conflicts`;
    const message = `nothing was written: ${count} with what someone else changed`;
    return fail({ kind: "conflict", message, conflicts, maybeApplied: false });
  }
  const merged = merge(latest.bytes, rebased.bytes, common);
  if (!merged.ok) return failInvalid(merged.issues);
  const expected = preview(latest.bytes, merged.bytes, common);
  if (!expected.ok) return failInvalid(expected.issues);
  const succeed = ({ bytes, response }: ExchangeSuccess, recovered?: ConnectError): SaveResult => ({
    ok: true,
    connection: parseJson(bytes) as Connection,
    bytes,
    issues: merged.issues,
    drift: findDrift(expected.bytes, bytes, false),
    response,
    concurrentChanges: findDrift(base, latest.bytes, false),
    ...(recovered && { recovered }),
  });
  // Nothing is sent if the latest connection already contains all changes.
  if (isEmpty(rebased.changes)) return succeed(latest);

  // A weak ETag is not sent, because `If-Match` never matches a weak ETag (RFC 9110, 13.1.1).
  const etag = ifMatch && !latest.etag?.startsWith("W/") ? latest.etag : undefined;
  const headers = etag === undefined ? {} : { "if-match": etag };
  const body = { json: merged.bytes, findings: [] };
  const putResult = await exchange(settings, { target, body, current: latest.bytes, headers, call });
  if (putResult.ok) return succeed(putResult);
  const { error } = putResult;
  const isOutdated = etag !== undefined && error.status === 412;
  if (!(error.maybeApplied || isOutdated) || error.kind === "aborted") return putResult;

  const reread = await readAgain(settings, target, call);
  if (reread?.ok) {
    const isAsExpected = findDrift(expected.bytes, reread.bytes, false).length === 0;
    if (isAsExpected || containsChanges(rebased.bytes, latest.bytes, reread.bytes, common))
      return succeed(reread, error);
  }
  if (isOutdated) {
    // A browser can send a request twice. The platform then applies the first request and refuses the second request. In that
    // case, the code above has found the changes in the connection, and has returned.
    const message = "nothing was written: someone else changed the connection after it was read";
    return fail({ ...copyErrorInit(error), kind: "conflict", message, conflicts: [] });
  }
  if (!reread?.ok) return fail({ ...copyErrorInit(error), applied: "unknown" });
  const isAsBefore = findDrift(latest.bytes, reread.bytes, false).length === 0;
  return fail({ ...copyErrorInit(error), applied: isAsBefore ? "no" : "unknown" });
}

/** Reads the connection again. Returns `undefined` if the `headers` function now returns invalid headers. */
async function readAgain(settings: Settings, target: Target, call: CallOptions): Promise<ExchangeResult | undefined> {
  try {
    return await exchange(settings, { target, call });
  } catch {
    return undefined;
  }
}

/** Copies an input to JSON. Returns the input itself if JSON cannot represent it, so that `merge` reports the problem. */
function copyToJson(input: unknown, options: ModuleOptions): string {
  const { json, findings } = copyInput(input, options);
  return (findings.length === 0 ? json : input) as string;
}

/** Returns true if the connection `now` contains all `changes` to the connection `before`. Other changes are ignored. */
function containsChanges(changes: Uint8Array, before: Uint8Array, now: Uint8Array, common: CommonOptions): boolean {
  const remaining = rebase(before, changes, now, common);
  return remaining.ok && remaining.conflicts.length === 0 && isEmpty(remaining.changes);
}

function isEmpty(changes: Changes): boolean {
  return Object.keys(changes).length === 0;
}

/** Returns the members of an error, to create a copy with additional members. */
function copyErrorInit(error: ConnectError): ConnectErrorInit {
  const { kind, message, maybeApplied, status, issues, code, requestId, retryAfterMs, cause } = error;
  return { kind, message, maybeApplied, status, issues, code, requestId, retryAfterMs, cause };
}

function failInvalid(issues: Issue[]): SaveResult {
  return fail({ kind: "invalid", message: summarizeErrors(issues), issues, maybeApplied: false });
}

function fail(init: ConnectErrorInit): SaveResult {
  return { ok: false, error: new ConnectError(init) };
}
