// Updates a stored connection with a request body. Returns the updated connection, or the fields that the platform refuses.
// This second implementation of the contract does not use the package, so that tests can compare the package with it.

import { collectApplicationCredentials, restoreApplicationCredential } from "./application-credentials.js";
import { Checker, isBlank, MAX_CONNECTION_LENGTH } from "./checker.js";
import { isEqual, isObject } from "./json.js";
import { nameToStore } from "./modes.js";
import { ulid } from "./seed.js";
import { editEnvironment } from "./update-environment.js";

/** @typedef {import("./seed.js").Connection} Connection */
/** @typedef {import("./seed.js").Environment} Environment */
/** @typedef {import("./checker.js").RefusedField} RefusedField */
/** @typedef {import("./json.js").Json} Json */
/** @typedef {import("./modes.js").Modes} Modes */

/** Maximum length of a name, in UTF-16 code units. */
const MAX_NAME_LENGTH = 120;

/**
 * Applies the body of an Update Connection request.
 *
 * @param {Connection} stored
 * @param {unknown} body
 * @param {string} now the time of the update, as an RFC 3339 timestamp
 * @param {Pick<Modes, "unset" | "editable" | "tidyNames">} [modes]
 * @returns {{ connection: Connection } | { refused: RefusedField[] }}
 */
export function update(stored, body, now, modes = {}) {
  const checker = new Checker();
  if (!isObject(body)) return { refused: [{ field: "", message: "must be an object" }] };
  checker.requireStrings(body, "", ["id", "organisationId", "name", "protocol"]);
  for (const name of /** @type {const} */ (["id", "organisationId", "protocol"])) {
    if (typeof body[name] === "string" && body[name] !== stored[name]) checker.refuse(name, "cannot change");
  }
  if (isBlank(body.name)) checker.refuse("name", "is blank");
  // The contract does not state this limit, so clients learn the limit from the response.
  if (typeof body.name === "string" && body.name.length > MAX_NAME_LENGTH) {
    checker.refuse("name", `is longer than ${MAX_NAME_LENGTH} characters`);
  }
  checkBaseUrlAndDataset(checker, stored, body);
  checker.checkList(body.authSchemeConfigs, "authSchemeConfigs", (config, path) => checker.checkScheme(config, path));
  checker.checkVariables(body.environmentVariables, "environmentVariables");
  const environments = readEnvironments(checker, stored, body.environments, now, modes);
  if (checker.refused.length > 0) return { refused: checker.refused };

  const connection = structuredClone(stored);
  if (modes.unset) {
    delete connection.authSchemeConfigs;
    delete connection.environmentVariables;
    connection.environments = [];
  }
  for (const name of ["name", "baseUrl", "datasetId", "authSchemeConfigs", "environmentVariables"]) {
    if (body[name] !== undefined) Object.assign(connection, { [name]: structuredClone(body[name]) });
  }
  if (body.authSchemeConfigs !== undefined) {
    const known = collectApplicationCredentials([...(stored.authSchemeConfigs ?? []), ...copiedSchemes(stored)]);
    const configs = connection.authSchemeConfigs ?? [];
    connection.authSchemeConfigs = configs.map((config) => restoreApplicationCredential(config, known));
  }
  if (environments !== undefined) connection.environments = environments;
  const copiedLength = JSON.stringify(body.environmentVariables ?? null).length * connection.environments.length;
  if (JSON.stringify(connection).length + copiedLength > MAX_CONNECTION_LENGTH) {
    return { refused: [{ field: "environments", message: "are too large together" }] };
  }
  if (connection.environmentVariables !== undefined && body.environmentVariables !== undefined) {
    for (const environment of connection.environments) {
      environment.variables = structuredClone(connection.environmentVariables);
      environment.updatedAt = now;
    }
  }
  connection.updatedAt = now;
  return { connection };
}

/** Returns the auth schemes of all environments. @param {Connection} connection */
const copiedSchemes = ({ environments }) =>
  environments.flatMap(({ credentials: { action = [], trigger = [] } }) =>
    [...action, ...trigger].map(({ authSchemeConfig }) => authSchemeConfig),
  );

/** @param {string} text */
const isHttpUrl = (text) => URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);

/** @param {Checker} checker @param {Connection} stored @param {Json} body */
function checkBaseUrlAndDataset(checker, stored, body) {
  const { baseUrl, datasetId } = body;
  if (baseUrl !== undefined && typeof baseUrl !== "string") checker.refuse("baseUrl", "must be a string");
  else if (typeof baseUrl === "string" && baseUrl !== stored.baseUrl && !isHttpUrl(baseUrl))
    checker.refuse("baseUrl", "is not an http or https URL");
  if (datasetId !== undefined && typeof datasetId !== "string") checker.refuse("datasetId", "must be a string");
  if (baseUrl === undefined && (stored.protocol === "http" || datasetId === undefined)) {
    checker.refuse(stored.protocol === "http" ? "baseUrl" : "datasetId", "is required");
  }
}

/**
 * Returns the environments of the connection after the update. Returns `undefined` if the body has no `environments`.
 *
 * @param {Checker} checker
 * @param {Connection} stored
 * @param {unknown} list
 * @param {string} now
 * @param {Pick<Modes, "editable" | "tidyNames">} modes
 * @returns {Environment[] | undefined}
 */
function readEnvironments(checker, stored, list, now, modes) {
  if (list === undefined) return undefined;
  const known = new Map(stored.environments.map((environment) => [environment.id, environment]));
  const names = new Set();
  const ids = new Set();
  /** @type {Environment[]} */
  const environments = [];
  checker.checkList(list, "environments", (sent, path) => {
    checker.requireStrings(sent, `${path}.`, ["name"]);
    const existing = typeof sent.id === "string" ? known.get(sent.id) : undefined;
    const name = typeof sent.name === "string" ? nameToStore(sent.name, existing?.name, modes) : sent.name;
    if (names.has(name)) checker.refuse(`${path}.name`, "is a duplicate");
    names.add(name);
    const isEdit = existing !== undefined && modes.editable;
    if (!isEdit) checker.checkVariables(sent.variables, `${path}.variables`);
    if (sent.id === undefined) {
      environments.push(createEnvironment(checker, sent, path, now, modes));
      return;
    }
    if (existing === undefined) return checker.refuse(`${path}.id`, "is not an environment of this connection");
    if (ids.has(sent.id)) return checker.refuse(`${path}.id`, "is a duplicate");
    ids.add(sent.id);
    if (isEdit) {
      const edited = editEnvironment(checker, existing, sent, `${path}.`, { ...modes, dropEntries: false });
      environments.push(structuredClone(isEqual(edited, existing) ? existing : { ...edited, updatedAt: now }));
      return;
    }
    checkUnedited(checker, existing, sent, path);
    environments.push(structuredClone(existing));
  });
  return environments;
}

/**
 * Refuses edits of a stored environment. This request can only keep, reorder or delete stored environments.
 *
 * @param {Checker} checker @param {Environment} existing @param {Json} sent @param {string} path
 */
function checkUnedited(checker, existing, sent, path) {
  const message = "cannot be edited here; use UpdateEnvironment";
  if (typeof sent.name === "string" && sent.name !== existing.name) checker.refuse(`${path}.name`, message);
  if (Array.isArray(sent.variables) && !isEqual(sortByName(sent.variables), sortByName(existing.variables)))
    checker.refuse(`${path}.variables`, message);
  if (sent.credentials === undefined) return;
  if (!isObject(sent.credentials)) return checker.refuse(`${path}.credentials`, "must be an object");
  for (const use of /** @type {const} */ (["action", "trigger"])) {
    const field = `${path}.credentials.${use}`;
    const stored = existing.credentials[use] ?? [];
    const given = sent.credentials[use];
    if (given === undefined) continue;
    checker.checkList(given, field, (credential, at) => {
      checker.requireStrings(credential, `${at}.`, ["id"]);
      if (credential.authSchemeConfig !== undefined)
        checker.checkScheme(credential.authSchemeConfig, `${at}.authSchemeConfig`);
    });
    if (!Array.isArray(given) || !given.every(isObject)) continue;
    const known = collectApplicationCredentials(stored.map(({ authSchemeConfig }) => authSchemeConfig));
    const reduced = given.map(({ id, authSchemeConfig }, index) => ({
      id,
      authSchemeConfig: restoreApplicationCredential(authSchemeConfig ?? stored[index]?.authSchemeConfig, known),
    }));
    if (
      !isEqual(
        reduced,
        stored.map(({ id, authSchemeConfig }) => ({ id, authSchemeConfig })),
      )
    )
      checker.refuse(field, message);
  }
}

/**
 * Creates a new environment with new ids.
 *
 * @param {Checker} checker
 * @param {Json} sent
 * @param {string} path
 * @param {string} now
 * @param {Pick<Modes, "tidyNames">} modes
 * @returns {Environment}
 */
function createEnvironment(checker, sent, path, now, modes) {
  /** @type {import("./seed.js").Credentials} */
  const credentials = {};
  if (sent.credentials !== undefined && !isObject(sent.credentials))
    checker.refuse(`${path}.credentials`, "must be an object");
  for (const use of /** @type {const} */ (["action", "trigger"])) {
    const given = isObject(sent.credentials) ? sent.credentials[use] : undefined;
    if (given === undefined) continue;
    /** @type {import("./seed.js").EnvironmentCredential[]} */
    const created = [];
    checker.checkList(given, `${path}.credentials.${use}`, (credential, at) => {
      if (credential.authSchemeConfig !== undefined)
        checker.checkScheme(credential.authSchemeConfig, `${at}.authSchemeConfig`);
      if (credential.credential !== undefined && !isObject(credential.credential)) {
        checker.refuse(`${at}.credential`, "must be an object");
      }
      const sentCredential = isObject(credential.credential) ? credential.credential : {};
      if (sentCredential.id === undefined) checkNewCredential(checker, sentCredential, `${at}.credential`);
      else if (typeof sentCredential.id !== "string") checker.refuse(`${at}.credential.id`, "must be a string");
      created.push({
        id: ulid(),
        authSchemeConfig: /** @type {import("./seed.js").AuthSchemeConfig} */ (
          structuredClone(credential.authSchemeConfig)
        ),
        credential: {
          id: typeof sentCredential.id === "string" ? sentCredential.id : ulid(),
          type: typeof sentCredential.type === "string" ? sentCredential.type : "none",
          name: typeof sentCredential.name === "string" ? sentCredential.name : "",
          data: redact(sentCredential.data),
          createdAt: now,
          updatedAt: now,
        },
      });
    });
    credentials[use] = created;
  }
  const variables = Array.isArray(sent.variables) ? structuredClone(sent.variables) : [];
  const name = typeof sent.name === "string" ? nameToStore(sent.name, undefined, modes) : "";
  return { id: ulid(), name, credentials, variables, createdAt: now, updatedAt: now };
}

/** @param {Checker} checker @param {Json} credential @param {string} path */
function checkNewCredential(checker, { name, type, data }, path) {
  for (const [member, value] of Object.entries({ name, type })) {
    if (value !== undefined && typeof value !== "string") checker.refuse(`${path}.${member}`, "must be a string");
  }
  if (data !== undefined && !isObject(data)) checker.refuse(`${path}.data`, "must be an object");
}

/** Sorts variables by name, because their order has no meaning. @param {unknown[]} variables */
function sortByName(variables) {
  /** @param {unknown} variable */
  const nameOf = (variable) => (isObject(variable) && typeof variable.name === "string" ? variable.name : "");
  return variables.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

/** Returns credential data with masked secrets, because responses never contain secrets. @param {unknown} data */
function redact(data) {
  const visible = new Set(["username", "clientId", "authorizeUrl", "tokenUrl", "scopes"]);
  const entries = isObject(data) ? Object.entries(data) : [];
  return Object.fromEntries(entries.map(([key, value]) => [key, visible.has(key) ? value : "********"]));
}
