// Updates one environment of a stored connection with a request body. Returns the updated connection and its environment, or
// the fields that the platform refuses. Independent of the package, like `update.js`.

import { collectApplicationCredentials, restoreApplicationCredential } from "./application-credentials.js";
import { Checker, isBlank, MAX_CONNECTION_LENGTH } from "./checker.js";
import { isObject } from "./json.js";
import { nameToStore } from "./modes.js";

/** @typedef {import("./checker.js").RefusedField} RefusedField */
/** @typedef {import("./json.js").Json} Json */
/** @typedef {import("./modes.js").Modes} Modes */
/** @typedef {import("./seed.js").AuthSchemeConfig} AuthSchemeConfig */
/** @typedef {import("./seed.js").Connection} Connection */
/** @typedef {import("./seed.js").Credentials} Credentials */
/** @typedef {import("./seed.js").Environment} Environment */
/** @typedef {import("./seed.js").EnvironmentCredential} EnvironmentCredential */

/**
 * Applies the body of an Update Environment request. Returns `undefined` if the connection has no such environment. The
 * connection shares its other environments with the stored one.
 *
 * @param {Connection} stored
 * @param {string} environmentId
 * @param {unknown} body
 * @param {string} now the time of the update, as an RFC 3339 timestamp
 * @param {Pick<Modes, "dropEntries" | "tidyNames">} [modes]
 * @returns {{ connection: Connection, environment: Environment } | { refused: RefusedField[] } | undefined}
 */
export function updateEnvironment(stored, environmentId, body, now, modes = {}) {
  const existing = stored.environments.find(({ id }) => id === environmentId);
  if (existing === undefined) return undefined;
  if (!isObject(body)) return { refused: [{ field: "", message: "must be an object" }] };
  const checker = new Checker();
  checker.requireStrings(body, "", ["id", "name"]);
  if (typeof body.id === "string" && body.id !== environmentId) checker.refuse("id", "cannot change");
  const edited = editEnvironment(checker, existing, body, "", modes);
  if (stored.environments.some((other) => other !== existing && other.name === edited.name)) {
    checker.refuse("name", "is a duplicate");
  }
  if (checker.refused.length > 0) return { refused: checker.refused };

  const environment = structuredClone({ ...edited, updatedAt: now });
  const environments = stored.environments.map((other) => (other === existing ? environment : other));
  const connection = { ...stored, environments, updatedAt: now };
  if (JSON.stringify(connection).length > MAX_CONNECTION_LENGTH) {
    return { refused: [{ field: "", message: "makes the connection too large" }] };
  }
  return { connection, environment };
}

/**
 * Returns an environment with the edits of a body: its name, variables, order of credentials, and members of auth schemes. Members
 * that the body leaves out are kept. The result can share values with both arguments. Environments with the same name are accepted.
 *
 * @param {Checker} checker
 * @param {Environment} existing
 * @param {Json} sent
 * @param {string} prefix the start of the fields that are refused, such as "environments[0]."
 * @param {Pick<Modes, "dropEntries" | "tidyNames">} modes
 * @returns {Environment}
 */
export function editEnvironment(checker, existing, sent, prefix, modes) {
  if (sent.name !== existing.name && isBlank(sent.name)) checker.refuse(`${prefix}name`, "is blank");
  checker.checkVariables(sent.variables, `${prefix}variables`);
  const { dropEntries = false } = modes;
  return {
    ...existing,
    name: typeof sent.name === "string" ? nameToStore(sent.name, existing.name, modes) : existing.name,
    credentials: editCredentials(checker, existing.credentials, sent.credentials, `${prefix}credentials`, dropEntries),
    variables: Array.isArray(sent.variables) ? sent.variables : existing.variables,
  };
}

/**
 * @param {Checker} checker
 * @param {Credentials} stored
 * @param {unknown} sent
 * @param {string} field
 * @param {boolean} dropEntries
 * @returns {Credentials}
 */
function editCredentials(checker, stored, sent, field, dropEntries) {
  if (sent !== undefined && !isObject(sent)) checker.refuse(field, "must be an object");
  const edited = dropEntries ? {} : { ...stored };
  for (const use of /** @type {const} */ (["action", "trigger"])) {
    const list = isObject(sent) ? sent[use] : undefined;
    if (list !== undefined) edited[use] = editEntries(checker, stored[use] ?? [], list, `${field}.${use}`, dropEntries);
  }
  return edited;
}

/**
 * Returns a list of credentials in the order of the body. The contract does not state if an entry that the body leaves out is
 * deleted: it is kept, after the others, unless `dropEntries`.
 *
 * @param {Checker} checker
 * @param {EnvironmentCredential[]} stored
 * @param {unknown} list
 * @param {string} field
 * @param {boolean} dropEntries
 */
function editEntries(checker, stored, list, field, dropEntries) {
  const known = new Map(stored.map((entry) => [entry.id, entry]));
  const rest = new Map(known);
  /** @type {EnvironmentCredential[]} */
  const edited = [];
  checker.checkList(list, field, (sent, path) => {
    checker.requireStrings(sent, `${path}.`, ["id"]);
    const entry = typeof sent.id === "string" ? known.get(sent.id) : undefined;
    const scheme = editScheme(checker, entry?.authSchemeConfig, sent.authSchemeConfig, `${path}.authSchemeConfig`);
    if (typeof sent.id !== "string") return;
    if (entry === undefined) return checker.refuse(`${path}.id`, "is not in this list of the environment");
    if (!rest.delete(sent.id)) return checker.refuse(`${path}.id`, "is a duplicate");
    edited.push(scheme === undefined ? entry : { ...entry, authSchemeConfig: scheme });
  });
  return dropEntries ? edited : [...edited, ...rest.values()];
}

/**
 * Returns the auth scheme that the body sends, or the stored scheme if the body leaves it out or it is refused.
 *
 * @param {Checker} checker
 * @param {AuthSchemeConfig | undefined} stored
 * @param {unknown} sent
 * @param {string} field
 * @returns {AuthSchemeConfig | undefined}
 */
function editScheme(checker, stored, sent, field) {
  if (sent === undefined) return stored;
  checker.checkScheme(sent, field);
  if (!isObject(sent) || typeof sent.schemeType !== "string") return stored;
  if (stored !== undefined && sent.schemeType !== stored.schemeType) {
    checker.refuse(`${field}.schemeType`, "cannot change");
  }
  const known = collectApplicationCredentials([stored]);
  return restoreApplicationCredential(/** @type {AuthSchemeConfig} */ (sent), known);
}
