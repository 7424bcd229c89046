// Restores the application credentials of OAuth 2 schemes. A request contains the id of such a credential; a response contains the
// credential. The rest of what a request contains does not count.

import { isObject } from "./json.js";

/** Returns the flow of an OAuth 2 scheme that has an application credential. @param {unknown} config */
function authorizationCodeOf(config) {
  const flow = isObject(config) && isObject(config.flows) ? config.flows.authorizationCode : undefined;
  return isObject(flow) ? flow : undefined;
}

/**
 * Returns the application credentials of auth schemes by their ids.
 *
 * @param {unknown[]} configs
 * @returns {Map<unknown, unknown>}
 */
export function collectApplicationCredentials(configs) {
  const known = new Map();
  for (const config of configs) {
    const credential = authorizationCodeOf(config)?.applicationCredential;
    if (isObject(credential)) known.set(credential.id, credential);
  }
  return known;
}

/**
 * Returns a copy of an auth scheme with the application credential that has the id of the one in the scheme.
 *
 * @template T
 * @param {T} config
 * @param {Map<unknown, unknown>} known
 * @returns {T}
 */
export function restoreApplicationCredential(config, known) {
  const copy = structuredClone(config);
  const flow = authorizationCodeOf(copy);
  if (isObject(flow?.applicationCredential) && known.has(flow.applicationCredential.id)) {
    flow.applicationCredential = structuredClone(known.get(flow.applicationCredential.id));
  }
  return copy;
}
