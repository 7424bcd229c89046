// Applies the two PUT requests to a stored connection, without any check. For tests that need a platform of a few lines.

/** Returns the id of the environment in the address of a request; `undefined` if the request is for the connection. */
export const environmentIdOf = ({ url }) => /\/environments\/([^/?]+)$/.exec(url)?.[1];

/**
 * Applies a PUT request to a connection, in place. Returns the value of the response.
 *
 * @param createId returns the id of a new environment from its index in the body
 */
export async function applyPut(stored, request, createId) {
  const body = await request.json();
  const id = environmentIdOf(request);
  if (id !== undefined) {
    const environment = stored.environments.find((one) => one.id === id);
    const { credentials = {}, ...members } = body;
    Object.assign(environment, members);
    for (const [usage, entries] of Object.entries(credentials)) {
      const known = new Map(environment.credentials[usage].map((entry) => [entry.id, entry]));
      environment.credentials[usage] = entries.map((entry) => ({ ...known.get(entry.id), ...entry }));
    }
    return environment;
  }
  const { environments, environmentVariables, ...fields } = body;
  Object.assign(stored, fields);
  if (environments !== undefined) {
    const known = new Map(stored.environments.map((one) => [one.id, one]));
    stored.environments = environments.map((one, at) => known.get(one.id) ?? { id: createId(at), ...one });
  }
  if (environmentVariables !== undefined) {
    stored.environmentVariables = environmentVariables;
    for (const environment of stored.environments) environment.variables = structuredClone(environmentVariables);
  }
  return stored;
}
