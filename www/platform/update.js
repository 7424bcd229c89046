// A second implementation of the contract: takes the stored connection and a body, returns the connection as it is then
// stored, or the refused fields. It does not use the package, so that tests can compare the two.

import { ulid } from "./seed.js";

/** @typedef {import("./seed.js").Connection} Connection */
/** @typedef {import("./seed.js").Environment} Environment */
/** @typedef {{ field: string, message: string }} Refused */
/** @typedef {Record<string, unknown>} Json */

/** @param {unknown} value @returns {value is Json} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const NAME_LIMIT = 120;

/** Collects the refused fields. */
class Check {
  /** @type {Refused[]} */
  refused = [];

  /** @param {string} field @param {string} message */
  refuse(field, message) {
    this.refused.push({ field, message });
  }

  /** @param {Json} object @param {string} prefix @param {string[]} names */
  strings(object, prefix, names) {
    for (const name of names) {
      if (object[name] === undefined) this.refuse(prefix + name, "is required");
      else if (typeof object[name] !== "string") this.refuse(prefix + name, "must be a string");
    }
  }

  /** @param {unknown} list @param {string} field @param {(item: Json, field: string) => void} each */
  list(list, field, each) {
    if (list === undefined) return;
    if (!Array.isArray(list)) return this.refuse(field, "must be an array");
    for (const [index, item] of list.entries()) {
      const path = `${field}[${index}]`;
      if (isObject(item)) each(item, path);
      else this.refuse(path, "must be an object");
    }
  }

  /** @param {unknown} list @param {string} field */
  variables(list, field) {
    const names = new Set();
    this.list(list, field, (variable, path) => {
      this.strings(variable, `${path}.`, ["name", "value"]);
      if (names.has(variable.name)) this.refuse(`${path}.name`, "is a duplicate");
      if (typeof variable.name === "string" && variable.name.trim() === "") this.refuse(`${path}.name`, "is blank");
      names.add(variable.name);
    });
  }

  /** @param {unknown} config @param {string} field */
  scheme(config, field) {
    if (isObject(config)) this.strings(config, `${field}.`, ["schemeType"]);
    else this.refuse(field, "must be an object");
  }
}

/**
 * Applies the body of an Update Connection request.
 *
 * @param {Connection} stored
 * @param {unknown} body
 * @param {string} now
 * @returns {{ connection: Connection } | { refused: Refused[] }}
 */
export function update(stored, body, now) {
  const check = new Check();
  if (!isObject(body)) return { refused: [{ field: "", message: "must be an object" }] };
  check.strings(body, "", ["id", "organisationId", "name", "protocol"]);
  for (const name of /** @type {const} */ (["id", "organisationId", "protocol"])) {
    if (typeof body[name] === "string" && body[name] !== stored[name]) check.refuse(name, "cannot change");
  }
  if (typeof body.name === "string" && body.name.trim() === "") check.refuse("name", "is blank");
  // A limit that the contract does not state. Clients only learn about such limits from the response.
  if (typeof body.name === "string" && body.name.length > NAME_LIMIT) {
    check.refuse("name", `is longer than ${NAME_LIMIT} characters`);
  }
  checkBase(check, stored, body);
  check.list(body.authSchemeConfigs, "authSchemeConfigs", (config, path) => check.scheme(config, path));
  check.variables(body.environmentVariables, "environmentVariables");
  const environments = readEnvironments(check, stored, body.environments, now);
  if (check.refused.length > 0) return { refused: check.refused };

  const connection = structuredClone(stored);
  for (const name of ["name", "baseUrl", "datasetId", "authSchemeConfigs", "environmentVariables"]) {
    if (body[name] !== undefined) Object.assign(connection, { [name]: structuredClone(body[name]) });
  }
  if (environments !== undefined) connection.environments = environments;
  if (connection.environmentVariables !== undefined && body.environmentVariables !== undefined) {
    for (const environment of connection.environments) {
      environment.variables = structuredClone(connection.environmentVariables);
      environment.updatedAt = now;
    }
  }
  connection.updatedAt = now;
  return { connection };
}

/** @param {string} text */
const isHttpUrl = (text) => URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);

/** @param {Check} check @param {Connection} stored @param {Json} body */
function checkBase(check, stored, body) {
  const { baseUrl, datasetId } = body;
  if (baseUrl !== undefined && typeof baseUrl !== "string") check.refuse("baseUrl", "must be a string");
  else if (typeof baseUrl === "string" && !isHttpUrl(baseUrl)) check.refuse("baseUrl", "is not an http or https URL");
  if (datasetId !== undefined && typeof datasetId !== "string") check.refuse("datasetId", "must be a string");
  if (baseUrl === undefined && (stored.protocol === "http" || datasetId === undefined)) {
    check.refuse(stored.protocol === "http" ? "baseUrl" : "datasetId", "is required");
  }
}

/**
 * @param {Check} check
 * @param {Connection} stored
 * @param {unknown} list
 * @param {string} now
 * @returns {Environment[] | undefined}
 */
function readEnvironments(check, stored, list, now) {
  if (list === undefined) return undefined;
  const known = new Map(stored.environments.map((environment) => [environment.id, environment]));
  const names = new Set();
  const ids = new Set();
  /** @type {Environment[]} */
  const environments = [];
  check.list(list, "environments", (sent, path) => {
    check.strings(sent, `${path}.`, ["name"]);
    if (names.has(sent.name)) check.refuse(`${path}.name`, "is a duplicate");
    names.add(sent.name);
    check.variables(sent.variables, `${path}.variables`);
    if (sent.id === undefined) {
      environments.push(create(check, sent, path, now));
      return;
    }
    const existing = typeof sent.id === "string" ? known.get(sent.id) : undefined;
    if (existing === undefined) return check.refuse(`${path}.id`, "is not an environment of this connection");
    if (ids.has(sent.id)) return check.refuse(`${path}.id`, "is a duplicate");
    ids.add(sent.id);
    checkUnedited(check, existing, sent, path);
    environments.push(structuredClone(existing));
  });
  return environments;
}

/** @param {Check} check @param {Environment} existing @param {Json} sent @param {string} path */
function checkUnedited(check, existing, sent, path) {
  const edited = "cannot be edited here; use UpdateEnvironment";
  if (typeof sent.name === "string" && sent.name !== existing.name) check.refuse(`${path}.name`, edited);
  if (Array.isArray(sent.variables) && !same(sent.variables, existing.variables))
    check.refuse(`${path}.variables`, edited);
  if (sent.credentials === undefined) return;
  if (!isObject(sent.credentials)) return check.refuse(`${path}.credentials`, "must be an object");
  for (const use of /** @type {const} */ (["action", "trigger"])) {
    const field = `${path}.credentials.${use}`;
    const stored = existing.credentials[use] ?? [];
    const given = sent.credentials[use];
    if (given === undefined) continue;
    check.list(given, field, (credential, at) => {
      check.strings(credential, `${at}.`, ["id"]);
      if (credential.authSchemeConfig !== undefined)
        check.scheme(credential.authSchemeConfig, `${at}.authSchemeConfig`);
    });
    if (!Array.isArray(given) || !given.every(isObject)) continue;
    const reduced = given.map(({ id, authSchemeConfig }, index) => ({
      id,
      authSchemeConfig: authSchemeConfig ?? stored[index]?.authSchemeConfig,
    }));
    if (
      !same(
        reduced,
        stored.map(({ id, authSchemeConfig }) => ({ id, authSchemeConfig })),
      )
    )
      check.refuse(field, edited);
  }
}

/**
 * @param {Check} check
 * @param {Json} sent
 * @param {string} path
 * @param {string} now
 * @returns {Environment}
 */
function create(check, sent, path, now) {
  /** @type {import("./seed.js").Credentials} */
  const credentials = {};
  if (sent.credentials !== undefined && !isObject(sent.credentials))
    check.refuse(`${path}.credentials`, "must be an object");
  for (const use of /** @type {const} */ (["action", "trigger"])) {
    const given = isObject(sent.credentials) ? sent.credentials[use] : undefined;
    if (given === undefined) continue;
    /** @type {import("./seed.js").EnvironmentCredential[]} */
    const created = [];
    check.list(given, `${path}.credentials.${use}`, (credential, at) => {
      if (credential.authSchemeConfig !== undefined)
        check.scheme(credential.authSchemeConfig, `${at}.authSchemeConfig`);
      if (credential.credential !== undefined && !isObject(credential.credential)) {
        check.refuse(`${at}.credential`, "must be an object");
      }
      const sentCredential = isObject(credential.credential) ? credential.credential : {};
      created.push({
        id: ulid(),
        authSchemeConfig: /** @type {import("./seed.js").AuthSchemeConfig} */ (
          structuredClone(credential.authSchemeConfig)
        ),
        credential: {
          id: typeof sentCredential.id === "string" ? sentCredential.id : ulid(),
          type: typeof sentCredential.type === "string" ? sentCredential.type : "none",
          name: typeof sentCredential.name === "string" ? sentCredential.name : "",
          data: redacted(sentCredential.data),
          createdAt: now,
          updatedAt: now,
        },
      });
    });
    credentials[use] = created;
  }
  const variables = Array.isArray(sent.variables) ? structuredClone(sent.variables) : [];
  return { id: ulid(), name: String(sent.name), credentials, variables, createdAt: now, updatedAt: now };
}

/** Returns credential data with secrets masked, as in responses. @param {unknown} data */
function redacted(data) {
  const visible = new Set(["username", "clientId", "authorizeUrl", "tokenUrl", "scopes"]);
  const entries = isObject(data) ? Object.entries(data) : [];
  return Object.fromEntries(entries.map(([key, value]) => [key, visible.has(key) ? value : "********"]));
}

/** Returns true if two JSON values are equal, in any order of members. @param {unknown} a @param {unknown} b @returns {boolean} */
function same(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
  }
  return a === b;
}
