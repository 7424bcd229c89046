// A model of the platform's two writes, made from the contract alone. It takes plain objects, and returns the connection that is
// stored, or the reason of a refusal. It has no code in common with the package or the local platform.

import { isDeepStrictEqual } from "node:util";

export const USAGES = ["action", "trigger"];
const LISTS = ["authSchemeConfigs", "environments", "environmentVariables"];
const READ_ONLY = ["versions", "createdAt", "updatedAt"];
/** The time of everything that the model creates. It does not change the times of what exists. */
const CREATED_AT = "2026-07-01T00:00:00Z";

class Refusal extends Error {}
const refuse = (reason) => {
  throw new Refusal(reason);
};

/** Returns `{ connection }`, or `{ refused }` if a write throws a refusal. */
function attempt(write) {
  try {
    return { connection: write() };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    throw error;
  }
}

/** Returns a copy of an object with other members. `__proto__` is a member like any other. */
const withMembers = (object, members) =>
  Object.fromEntries(new Map([...Object.entries(object), ...Object.entries(members)]));

/** Returns a map from name to value. */
export const toMap = (variables = []) => new Map(variables.map(({ name, value }) => [name, value]));

/** Returns true if two lists of variables differ at most in their order. */
export const haveSameVariables = (one, other) => isDeepStrictEqual(toMap(one), toMap(other));

function checkName(name) {
  if (typeof name !== "string" || name.trim() === "") refuse("a name is blank");
}
function checkUnique(values, what) {
  if (new Set(values).size < values.length) refuse(`two ${what} are equal`);
}
function checkVariables(variables) {
  if (!Array.isArray(variables)) refuse("variables are not a list");
  for (const { name, value } of variables) {
    checkName(name);
    if (typeof value !== "string") refuse("a variable has no value");
  }
  checkUnique(
    variables.map(({ name }) => name),
    "names of variables",
  );
}
function checkScheme(scheme) {
  if (typeof scheme?.schemeType !== "string") refuse("an auth scheme has no type");
}

/** Returns an auth scheme config whose `applicationCredential` is `replace(applicationCredential)`. */
function mapApplicationCredential(scheme, replace) {
  const flow = scheme?.flows?.authorizationCode;
  if (flow?.applicationCredential === undefined) return scheme;
  const authorizationCode = { ...flow, applicationCredential: replace(flow.applicationCredential) };
  return { ...scheme, flows: { ...scheme.flows, authorizationCode } };
}

/** Returns an auth scheme config with the id of its `applicationCredential` alone, as an Update Environment sends it. */
export const withoutSecrets = (scheme) => mapApplicationCredential(scheme, ({ id }) => ({ id }));

const haveSameScheme = (one, other) => isDeepStrictEqual(withoutSecrets(one), withoutSecrets(other));

export const entriesOf = (environment, usage) => environment.credentials?.[usage] ?? [];
const idsOf = (list) => list.map(({ id }) => id);

/** Returns a function that completes the `applicationCredential` of a scheme, because the platform knows the rest by its id. */
function createResolver(connection) {
  const known = new Map();
  const learn = (scheme) =>
    mapApplicationCredential(scheme, (credential) => {
      known.set(credential.id, credential);
      return credential;
    });
  for (const scheme of connection.authSchemeConfigs ?? []) learn(scheme);
  for (const environment of connection.environments) {
    for (const usage of USAGES)
      for (const { authSchemeConfig } of entriesOf(environment, usage)) learn(authSchemeConfig);
  }
  return (scheme) => mapApplicationCredential(scheme, (credential) => known.get(credential.id) ?? credential);
}

/** Refuses a stored environment in a connection's body if it is edited. Members that the body leaves out are unedited. */
function checkUnedited(stored, sent) {
  if (sent.name !== stored.name) refuse(`environment ${stored.name} gets another name`);
  if (sent.variables !== undefined) {
    checkVariables(sent.variables);
    if (!haveSameVariables(sent.variables, stored.variables)) refuse(`environment ${stored.name} gets other variables`);
  }
  for (const usage of USAGES) {
    if (sent.credentials?.[usage] === undefined) continue;
    const entries = entriesOf(stored, usage);
    if (!isDeepStrictEqual(idsOf(sent.credentials[usage]), idsOf(entries))) {
      refuse(`environment ${stored.name} gets other credentials`);
    }
    for (const [at, { authSchemeConfig }] of sent.credentials[usage].entries()) {
      if (authSchemeConfig !== undefined && !haveSameScheme(authSchemeConfig, entries[at].authSchemeConfig)) {
        refuse(`environment ${stored.name} gets another auth scheme`);
      }
    }
  }
}

function createEnvironment({ name, credentials = {}, variables = [] }, createId, resolve) {
  checkVariables(variables);
  const createEntry = ({ authSchemeConfig, credential }) => {
    checkScheme(authSchemeConfig);
    if (credential === undefined) refuse("a new entry has no credential");
    const stored = credential.id === undefined ? { ...credential, id: createId(), data: {} } : { id: credential.id };
    return { id: createId(), authSchemeConfig: resolve(authSchemeConfig), credential: stored };
  };
  const id = createId();
  const stored = Object.entries(credentials).map(([usage, list]) => [usage, list.map(createEntry)]);
  return {
    id,
    name,
    credentials: Object.fromEntries(stored),
    variables,
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
  };
}

/**
 * Applies the body of an Update Connection.
 *
 * @param {() => string} createId returns the id of something new
 * @param {{ unsetsMissing?: boolean }} [options] with `unsetsMissing`, the platform unsets the lists that a body lacks, as some
 *   renderings of the page say
 * @returns {{ connection: object } | { refused: string }}
 */
export function applyConnectionUpdate(connection, body, createId, { unsetsMissing = false } = {}) {
  return attempt(() => {
    for (const name of ["id", "organisationId", "protocol"]) {
      if (body[name] !== connection[name]) refuse(`${name} is immutable`);
    }
    checkName(body.name);
    if (connection.protocol === "http" && typeof body.baseUrl !== "string") refuse("baseUrl is missing");
    for (const name of LISTS) if (name in body && !Array.isArray(body[name])) refuse(`${name} is not a list`);
    const members = Object.fromEntries(Object.entries(body).filter(([name]) => !READ_ONLY.includes(name)));
    if (unsetsMissing) for (const name of LISTS) members[name] ??= [];
    const resolve = createResolver(connection);
    for (const scheme of members.authSchemeConfigs ?? []) checkScheme(scheme);
    if (members.authSchemeConfigs) members.authSchemeConfigs = members.authSchemeConfigs.map(resolve);

    const sent = members.environments ?? connection.environments;
    for (const { name } of sent) checkName(name);
    checkUnique(idsOf(sent.filter(({ id }) => id !== undefined)), "ids of environments");
    checkUnique(
      sent.map(({ name }) => name),
      "names of environments",
    );
    let environments = sent.map((environment) => {
      if (environment.id === undefined) return createEnvironment(environment, createId, resolve);
      const stored = connection.environments.find(({ id }) => id === environment.id);
      if (stored === undefined) refuse(`there is no environment ${environment.id}`);
      if (members.environments) checkUnedited(stored, environment);
      return stored;
    });
    if (body.environmentVariables) {
      const variables = body.environmentVariables;
      checkVariables(variables);
      environments = environments.map((environment) => withMembers(environment, { variables }));
    }
    return withMembers(connection, { ...members, environments });
  });
}

/**
 * Applies the body of an Update Environment.
 *
 * @param {{ unsetsMissing?: boolean }} [options] with `unsetsMissing`, the platform unsets credentials that a body lacks.
 *   Variables that a body lacks are always kept: the page of the operation says so.
 * @returns {{ connection: object } | { refused: string }}
 */
export function applyEnvironmentUpdate(connection, environmentId, body, { unsetsMissing = false } = {}) {
  return attempt(() => {
    const stored = connection.environments.find(({ id }) => id === environmentId);
    if (stored === undefined) refuse(`there is no environment ${environmentId}`);
    if (body.id !== environmentId) refuse("the ids of path and body differ");
    checkName(body.name);
    checkUnique(
      connection.environments.map((environment) => (environment === stored ? body.name : environment.name)),
      "names of environments",
    );
    if ("variables" in body) checkVariables(body.variables);
    const resolve = createResolver(connection);
    const credentials = { ...stored.credentials };
    for (const usage of USAGES) {
      const entries = new Map(entriesOf(stored, usage).map((entry) => [entry.id, entry]));
      const sent = body.credentials?.[usage];
      if (sent === undefined) {
        if (unsetsMissing && credentials[usage] !== undefined) credentials[usage] = [];
        continue;
      }
      if (!isDeepStrictEqual(idsOf(sent).sort(), [...entries.keys()].sort())) {
        refuse(`environment ${stored.name} gets or loses entries`);
      }
      credentials[usage] = sent.map(({ id, authSchemeConfig }) => {
        const entry = entries.get(id);
        if (authSchemeConfig === undefined) return entry;
        checkScheme(authSchemeConfig);
        if (authSchemeConfig.schemeType !== entry.authSchemeConfig.schemeType) refuse("a scheme gets another type");
        return withMembers(entry, { authSchemeConfig: resolve(authSchemeConfig) });
      });
    }
    const { name, variables = stored.variables } = body;
    const members = { name, ...(stored.credentials && { credentials }), ...(variables && { variables }) };
    const environment = withMembers(stored, members);
    return withMembers(connection, {
      environments: connection.environments.map((other) => (other === stored ? environment : other)),
    });
  });
}

/** Returns the body of a step. For an environment that an earlier step created, makes it from what is stored and planned. */
export function completeStep({ body, environment }, connection, planned) {
  if (body !== undefined) return body;
  const byName = ({ name }) => name === environment.name;
  const { id, name, credentials } = connection.environments.find(byName);
  const { variables } = planned.environments.find(byName);
  const entries = Object.entries(credentials).map(([usage, list]) => [
    usage,
    list.map(({ id, authSchemeConfig }) => ({ id, authSchemeConfig: withoutSecrets(authSchemeConfig) })),
  ]);
  return { id, name, credentials: Object.fromEntries(entries), variables };
}

/** Applies one step of a plan. `planned` is the connection of the plan. */
export function applyStep(connection, step, planned, createId, options) {
  const body = completeStep(step, connection, planned);
  return step.operation === "UpdateConnection"
    ? applyConnectionUpdate(connection, body, createId, options)
    : applyEnvironmentUpdate(connection, step.environment.id ?? body.id, body, options);
}

/**
 * Applies the steps of a plan in their order. Returns the connections before the first step and after each step.
 *
 * @throws {Error} if the platform refuses a step
 */
export function applyPlan(current, { steps, connection: planned }, createId, options) {
  const states = [current];
  for (const [at, step] of steps.entries()) {
    const { connection, refused } = applyStep(states.at(-1), step, planned, createId, options);
    if (refused !== undefined) throw new Error(`step ${at + 1} is refused: ${refused}`);
    states.push(connection);
  }
  return states;
}

const sortVariables = (variables = []) => [...variables].sort((one, other) => (one.name < other.name ? -1 : 1));

/**
 * Returns a connection in the form that two connections are compared in. Variables are sorted by name, absent lists are empty,
 * an `applicationCredential` is its id, and environments that `known` does not contain lack what the platform sets.
 */
export function toComparable(connection, known) {
  const environments = connection.environments.map((environment) => {
    const isKnown = known.has(environment.id);
    const usages = USAGES.map((usage) => [
      usage,
      entriesOf(environment, usage).map((entry) => {
        const authSchemeConfig = withoutSecrets(entry.authSchemeConfig);
        return isKnown ? withMembers(entry, { authSchemeConfig }) : { authSchemeConfig };
      }),
    ]);
    const members = { credentials: Object.fromEntries(usages), variables: sortVariables(environment.variables) };
    return isKnown ? withMembers(environment, members) : { name: environment.name, ...members };
  });
  return withMembers(connection, {
    environments,
    authSchemeConfigs: (connection.authSchemeConfigs ?? []).map(withoutSecrets),
    environmentVariables: sortVariables(connection.environmentVariables),
  });
}
