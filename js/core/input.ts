/** Converts inputs to JSON. Text and bytes are used as they are; any other value is serialized. */

import { omitValidParts } from "./omit-valid-parts.js";
import { DEFAULT_LIMITS, type ModuleOptions, resolveLimits } from "./options.js";
import { createTooLargeFinding, type Finding, serialize, serializePlainData } from "./serialize.js";
import { byteLength, isBytes } from "./slots.js";
import { toText } from "./text.js";

/** An input, converted to JSON. */
export interface JsonInput {
  /**
   * JSON text or UTF-8 bytes. Each value that cannot be sent is replaced by `null`, so that the other values can be validated.
   * Absent in three cases: the input was not passed, is too large, or is a stored connection with findings.
   */
  json?: string | Uint8Array;
  /** One finding for each problem of the conversion. */
  findings: Finding[];
}

/** Converts an input to JSON. Never throws. */
export function readInput(input: unknown, options: ModuleOptions): JsonInput {
  const limits = resolveLimits(options);
  const { json, findings } = isJson(input) ? { json: input, findings: [] } : serialize(input, limits);
  return json === undefined ? { findings } : enforceSizeLimit(json, findings, limits.maxBytes);
}

/**
 * Converts a body to JSON, without the parts that have no issue. Returns `undefined` if there are no such parts, if the body is not
 * plain data, or if a limit can apply to the whole body: if `options` sets a limit, or if the body can be too large.
 */
export function readReducedInput(body: unknown, options: ModuleOptions): JsonInput | undefined {
  if (isJson(body) || resolveLimits(options) !== DEFAULT_LIMITS) return undefined;
  const { reduced, omittedBytes } = omitValidParts(body);
  const json = reduced === body ? undefined : serializePlainData(reduced, DEFAULT_LIMITS);
  // UTF-8 has at most three bytes for each UTF-16 unit.
  return json === undefined || 3 * json.length + omittedBytes > DEFAULT_LIMITS.maxBytes
    ? undefined
    : { json, findings: [] };
}

/** Converts an input to JSON that shares no memory with the input, so that the caller can change the input afterwards. */
export function copyInput(input: unknown, options: ModuleOptions): JsonInput {
  const { json, findings } = readInput(input, options);
  return json === undefined ? { findings } : { json: copyIfBytes(json), findings };
}

/** Copies bytes, because their owner can change them. Text cannot change, and is returned as it is. */
export function copyIfBytes(json: string | Uint8Array): string | Uint8Array {
  // `slice` does not always copy. In a subclass such as `Buffer`, it returns a view of the same memory.
  return typeof json === "string" ? json : new Uint8Array(json);
}

/**
 * Converts a stored connection to JSON. All findings get the code `invalid-current`. If there are findings, the JSON is
 * omitted, because the other inputs depend on the connection.
 */
export function readStoredConnection(input: unknown, options: ModuleOptions): JsonInput {
  const source = readInput(input, options);
  if (source.findings.length === 0) return source;
  const isLoss = ({ code }: Finding) => code !== "more-issues";
  return { findings: source.findings.map((finding) => (isLoss(finding) ? toInvalidCurrent(finding) : finding)) };
}

function toInvalidCurrent({ code, place }: Finding): Finding {
  const params: Finding["params"] = [
    ["problem", "not-serializable"],
    ["reason", code],
  ];
  return { code: "invalid-current", place, params };
}

/** Returns true if an input is JSON text or bytes. Bytes can come from another realm, such as a frame. */
export function isJson(input: unknown): input is string | Uint8Array {
  return typeof input === "string" || isBytes(input);
}

/** Parses JSON text or UTF-8 bytes. Integers beyond 2⁵³ lose digits, as with `JSON.parse`. */
export function parseJson(json: string | Uint8Array): unknown {
  return JSON.parse(toText(json));
}

/**
 * Replaces an input that is too large with a finding. A text has at least as many bytes of UTF-8 as UTF-16 units. Therefore, a
 * text with too many units is too large. The module measures the bytes of all other texts.
 */
function enforceSizeLimit(json: string | Uint8Array, findings: Finding[], maxBytes: number): JsonInput {
  const bytes = typeof json === "string" ? json.length : byteLength(json);
  return bytes <= maxBytes ? { json, findings } : { findings: [createTooLargeFinding(bytes, maxBytes)] };
}
