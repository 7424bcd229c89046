/** Saving: takes changes and the connection that they were made on, reads, rebases, writes and checks; gives how it ended. */

import type { Changes, Connection, Effect, Issue } from "../core/core.js";
import { type Options, toKeptSource } from "../core/input.js";
import type { CommonOptions } from "../core/options.js";
import { drift } from "../operations/call.js";
import { merge } from "../operations/merge.js";
import { preview } from "../operations/preview.js";
import { rebase } from "../operations/rebase.js";
import { parse } from "../operations/validate.js";
import type { CallOptions, Target } from "./arguments.js";
import type { ConnectionResult } from "./client.js";
import { ConnectError, type ConnectErrorInit } from "./errors.js";
import { type Exchanged, exchange, type Settings, whyInvalid } from "./exchange.js";

/** What `save` takes. */
export interface SaveOptions extends CallOptions {
  /** Whether to send the ETag that was read as `If-Match`, so that a platform that knows it refuses to overwrite what was written since. */
  ifMatch?: boolean;
}

/** How saving ended. */
export type SaveResult =
  | (Extract<ConnectionResult, { ok: true }> & {
      /** What others changed between the connection that the changes were made on and the one that they were applied to. */
      concurrentChanges: Effect[];
      /** Why it was in doubt, where reading the connection again has shown that the changes are there. */
      recovered?: ConnectError;
    })
  | {
      /** Nothing, or nothing that is certain, came of it. */
      ok: false;
      /** Why, and whether the connection may have been changed all the same. */
      error: ConnectError;
    };

type Answered = Extract<Exchanged, { ok: true }>;

export async function save(
  settings: Settings,
  target: Target,
  edit: { base: unknown; changes: unknown },
  { ifMatch = false, ...call }: SaveOptions,
): Promise<SaveResult> {
  const { verbs } = settings;
  const base = snapshot(edit.base, settings.options);
  const mine = snapshot(edit.changes, settings.options);
  // What could not be sent whatever the platform holds is told before it is asked.
  const early = merge(base, mine, verbs);
  if (!early.ok) return invalid(early.issues);

  const read = await exchange(settings, { target, call });
  if (!read.ok) return read;
  const rebased = rebase(base, mine, read.bytes, verbs);
  if (!rebased.ok) return invalid(rebased.issues);
  const { conflicts } = rebased;
  if (conflicts.length > 0) {
    const count = conflicts.length === 1 ? "1 conflict" : `${conflicts.length} conflicts`;
    const message = `nothing was written: ${count} with what someone else changed`;
    return failed({ kind: "conflict", message, conflicts, maybeApplied: false });
  }
  const merged = merge(read.bytes, rebased.bytes, verbs);
  if (!merged.ok) return invalid(merged.issues);
  const expected = preview(read.bytes, merged.bytes, verbs);
  if (!expected.ok) return invalid(expected.issues);
  const saved = ({ bytes, response }: Answered, recovered?: ConnectError): SaveResult => ({
    ok: true,
    connection: parse(bytes) as Connection,
    bytes,
    issues: merged.issues,
    drift: drift(expected.bytes, bytes, false),
    response,
    concurrentChanges: drift(base, read.bytes, false),
    ...(recovered && { recovered }),
  });
  // What is stored already need not be sent.
  if (isEmpty(rebased.changes)) return saved(read);

  // A weak ETag matches nothing here (RFC 9110, 13.1.1).
  const etag = ifMatch && !read.etag?.startsWith("W/") ? read.etag : undefined;
  const headers = etag === undefined ? {} : { "if-match": etag };
  const body = { json: merged.bytes, findings: [] };
  const written = await exchange(settings, { target, body, headers, call });
  if (written.ok) return saved(written);
  const { error } = written;
  const isOutdated = etag !== undefined && error.status === 412;
  if (!(error.maybeApplied || isOutdated) || error.kind === "aborted") return written;

  const again = await readAgain(settings, target, call);
  if (again?.ok) {
    const isAsExpected = drift(expected.bytes, again.bytes, false).length === 0;
    if (isAsExpected || isContained(rebased.bytes, read.bytes, again.bytes, verbs)) return saved(again, error);
  }
  if (isOutdated) {
    // Browsers may send a request twice: of one that was applied, the second is refused, and was found above.
    const message = "nothing was written: someone else changed the connection after it was read";
    return failed({ ...known(error), kind: "conflict", message, conflicts: [] });
  }
  if (!again?.ok) return failed({ ...known(error), applied: "unknown" });
  const isAsBefore = drift(read.bytes, again.bytes, false).length === 0;
  return failed({ ...known(error), applied: isAsBefore ? "no" : "unknown" });
}

/** Reads the connection after doubt; `undefined` where not even that can be asked for, as `headers` fails by then. */
async function readAgain(settings: Settings, target: Target, call: CallOptions): Promise<Exchanged | undefined> {
  try {
    return await exchange(settings, { target, call });
  } catch {
    return undefined;
  }
}

/** An input as it is now, of which JSON shows all; anything else stays as it is, for a verb to say what is wrong with it. */
function snapshot(input: unknown, options: Options): string {
  const { json, findings } = toKeptSource(input, options);
  return (findings.length === 0 ? json : input) as string;
}

/** Whether a connection has all that changes to an earlier one ask for, whatever others did since. */
function isContained(changes: Uint8Array, before: Uint8Array, now: Uint8Array, verbs: CommonOptions): boolean {
  const left = rebase(before, changes, now, verbs);
  return left.ok && left.conflicts.length === 0 && isEmpty(left.changes);
}

function isEmpty(changes: Changes): boolean {
  return Object.keys(changes).length === 0;
}

/** What is known of a failed exchange, for an error that says more. */
function known(error: ConnectError): ConnectErrorInit {
  const { kind, message, maybeApplied, status, issues, code, requestId, retryAfterMs, cause } = error;
  return { kind, message, maybeApplied, status, issues, code, requestId, retryAfterMs, cause };
}

function invalid(issues: Issue[]): SaveResult {
  return failed({ kind: "invalid", message: whyInvalid(issues), issues, maybeApplied: false });
}

function failed(init: ConnectErrorInit): SaveResult {
  return { ok: false, error: new ConnectError(init) };
}
