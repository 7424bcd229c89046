// Parses the modes of the local platform. A mode makes the platform behave in another way where the contract is not certain, or
// makes requests slow or refused. All modes are off by default.

import { isObject } from "./json.js";

/** @typedef {import("./json.js").Json} Json */
/** @typedef {import("./seed.js").Connection} Connection */

/** The longest delay, in milliseconds. */
const MAX_DELAY_MS = 60_000;

/**
 * A refusal of the next writes, without any effect.
 *
 * @typedef {object} Refusal
 * @property {number} status the HTTP status, from 400 to 599
 * @property {unknown} [body] the body of the response: a string is sent as HTML, any other value as JSON. Defaults to an error of
 *   the platform
 * @property {number} [skip] number of writes that are processed before. Defaults to 0
 * @property {number} [times] number of writes that are refused. Defaults to 1
 * @property {number} [retryAfter] number of seconds in the header `Retry-After`. Defaults to a response without the header
 */

/**
 * The modes that differ from their defaults. A write is a PUT of a connection or of an environment.
 *
 * @typedef {object} Modes
 * @property {boolean} [unset] Update Connection unsets each list that the body leaves out: `authSchemeConfigs` and
 *   `environmentVariables` become absent, and `environments` becomes empty. Without this mode, the lists are kept
 * @property {boolean} [editable] Update Connection accepts edits of stored environments, as far as Update Environment does. Without
 *   this mode, it refuses them
 * @property {boolean} [dropEntries] Update Environment deletes each entry of credentials that the body leaves out, also if the body
 *   leaves out the whole usage or all `credentials`. Without this mode, the entries are kept
 * @property {boolean} [tidyNames] the names of new and of renamed environments are trimmed
 * @property {string[]} [inUse] ids of environments that another product uses. Update Connection does not delete them
 * @property {409 | 412} [inUseStatus] the status of the refusal to delete an environment in use. Defaults to 412
 * @property {Refusal[]} [refuse] refusals of the next writes, one after the other
 * @property {number} [conflict] number of next writes that are refused with 409. They begin after `refuse`. Defaults to 0
 * @property {number} [delayMs] delay of each API request before it is processed, in milliseconds, at most 60,000. Defaults to 0
 */

/** A refusal, with its defaults. @typedef {Refusal & Required<Pick<Refusal, "skip" | "times">>} CurrentRefusal */
/** All modes, with their defaults. @typedef {Required<Omit<Modes, "refuse">> & { refuse: CurrentRefusal[] }} CurrentModes */

/** @param {unknown} value */
const isBoolean = (value) => typeof value === "boolean";
/** @param {number} least @param {number} most @returns {(value: unknown) => boolean} */
const isIntegerBetween = (least, most) => (value) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
const isCount = isIntegerBetween(0, Number.MAX_SAFE_INTEGER);

/** The members of an object: the default of each, a predicate, and a description of the valid values. @typedef {Record<string, [unknown, (value: unknown) => boolean, string]>} Members */

/** @type {Members} */
const REFUSAL = {
  status: [undefined, isIntegerBetween(400, 599), "an integer from 400 to 599"],
  body: [undefined, () => true, "any value"],
  skip: [0, isCount, "a number of requests"],
  times: [1, isIntegerBetween(1, Number.MAX_SAFE_INTEGER), "a number of requests, at least 1"],
  retryAfter: [undefined, (value) => value === undefined || isCount(value), "a number of seconds"],
};

/** @type {Members} */
const MODES = {
  unset: [false, isBoolean, "a boolean"],
  editable: [false, isBoolean, "a boolean"],
  dropEntries: [false, isBoolean, "a boolean"],
  tidyNames: [false, isBoolean, "a boolean"],
  inUse: [[], (value) => Array.isArray(value) && value.every((id) => typeof id === "string"), "an array of ids"],
  inUseStatus: [412, (value) => value === 409 || value === 412, "409 or 412"],
  refuse: [[], Array.isArray, "an array of refusals"],
  conflict: [0, isCount, "a number of requests"],
  delayMs: [0, isIntegerBetween(0, MAX_DELAY_MS), `an integer from 0 to ${MAX_DELAY_MS}`],
};

/**
 * Returns all modes. A mode that is left out gets its default. Throws a `TypeError` for an unknown mode or an invalid value.
 *
 * @param {unknown} modes
 * @returns {CurrentModes}
 */
export function readModes(modes) {
  const read = readMembers(modes, "modes", MODES);
  const list = /** @type {unknown[]} */ (read.refuse);
  const refuse = list.map((refusal, index) => readMembers(refusal, `modes.refuse[${index}]`, REFUSAL));
  return /** @type {CurrentModes} */ (/** @type {unknown} */ ({ ...read, refuse }));
}

/** @param {unknown} object @param {string} path @param {Members} members @returns {Json} */
function readMembers(object, path, members) {
  if (!isObject(object)) throw new TypeError(`${path}: expected an object`);
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(members, name)) throw new TypeError(`${path}: unknown member ${JSON.stringify(name)}`);
  }
  /** @type {Json} */
  const read = {};
  for (const [name, [missing, isValid, expected]] of Object.entries(members)) {
    const value = object[name] === undefined ? missing : object[name];
    if (!isValid(value)) throw new TypeError(`${path}.${name}: expected ${expected}`);
    if (value !== undefined) read[name] = structuredClone(value);
  }
  return read;
}

/**
 * Returns the refusal of the next write, and counts the write in the modes. Returns `undefined` if the write is not refused.
 *
 * @param {CurrentModes} modes
 * @returns {{ status: number, body: unknown, retryAfter?: number } | undefined}
 */
export function takeRefusal(modes) {
  const [refusal] = modes.refuse;
  if (refusal === undefined) {
    if (modes.conflict === 0) return undefined;
    modes.conflict -= 1;
    return { status: 409, body: { code: "aborted", message: "another update is in progress" } };
  }
  if (refusal.skip > 0) {
    refusal.skip -= 1;
    return undefined;
  }
  refusal.times -= 1;
  if (refusal.times === 0) modes.refuse.shift();
  const { status, retryAfter } = refusal;
  const { body = { code: codeOf(status), message: "the platform is set to refuse this request" } } = refusal;
  return { status, body, ...(retryAfter !== undefined && { retryAfter }) };
}

/** @type {Record<number, string>} */
const CODES = {
  400: "invalid_argument",
  401: "unauthenticated",
  403: "permission_denied",
  404: "not_found",
  409: "aborted",
  412: "failed_precondition",
  413: "resource_exhausted",
  429: "resource_exhausted",
  500: "internal",
  503: "unavailable",
};

/** Returns the code of the platform's error with an HTTP status. @param {number} status */
const codeOf = (status) => CODES[status] ?? "unknown";

/**
 * Returns the first environment in use that an update would delete.
 *
 * @param {CurrentModes} modes @param {Connection} stored @param {Connection} updated
 */
export function findDeletedInUse({ inUse }, stored, updated) {
  if (inUse.length === 0) return undefined;
  const ids = new Set(inUse);
  const staying = new Set(updated.environments.map(({ id }) => id));
  return stored.environments.find(({ id }) => ids.has(id) && !staying.has(id));
}

/**
 * Returns the name of an environment as the platform stores it.
 *
 * @param {string} sent @param {string | undefined} stored the stored name, unless the environment is new
 * @param {{ tidyNames?: boolean }} modes
 */
export const nameToStore = (sent, stored, { tidyNames = false }) => (tidyNames && sent !== stored ? sent.trim() : sent);
