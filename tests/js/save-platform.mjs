// A platform of one connection that runs in this process, for tests of saves that need several requests.

import assert from "node:assert/strict";
import { ConnectClient } from "connection-update";
import { seed } from "../../www/platform/seed.js";
import { API, createPlatform, LOGIN, ORGANISATION_ID } from "../../www/platform/server.js";

export const [seeded] = seed();
export const target = { organisationId: ORGANISATION_ID, connectionId: seeded.id };
export const [first, second, third] = seeded.environments;

const applicationCredential = { id: first.id, name: "App", data: { clientId: "1", clientSecret: "********" } };
const oauth = {
  schemeType: "oauth2",
  authorizeUrl: "https://shop.example/authorize",
  tokenUrl: "https://shop.example/token",
  scopes: [],
  flows: { authorizationCode: { applicationCredential } },
};
/** The connection with a third auth scheme, which has the credential of an application. */
export const withApplication = { ...seeded, authSchemeConfigs: [...seeded.authSchemeConfigs, oauth] };

/**
 * Starts a platform of one connection, and returns a client of it.
 *
 * @param options.before is called with each request and its number before the platform processes it; a result is the response
 * @param options.after is called with each response and the number of its request; a result replaces the response
 * @param options.options are more options of the client
 */
export async function start({ before, after, etags, modes, connection = seeded, options } = {}) {
  const { app, setModes } = createPlatform({ etags, modes, initial: () => [structuredClone(connection)] });
  const login = await app.request("/login", LOGIN);
  const headers = { cookie: login.headers.getSetCookie()[0].split(";", 1)[0] };
  const log = [];
  const fetch = async (request) => {
    const { pathname } = new URL(request.url);
    const number = log.push(`${request.method} ${pathname.split("/").at(-1)}`);
    const early = await before?.(request, number);
    if (early !== undefined) return early;
    const response = await app.fetch(request);
    return (await after?.(response, number)) ?? response;
  };
  const url = "http://127.0.0.1:1";
  const client = new ConnectClient({ baseUrl: `${url}${API}`, headers, fetch, ...options });
  const other = new ConnectClient({ baseUrl: `${url}${API}`, headers, fetch: async (request) => app.fetch(request) });
  const read = async () => (await other.getConnection(target)).connection;
  /** Renames an environment as someone else, or changes other members of it. */
  const edit = async ({ id, name }, body) => {
    const edited = await other.updateEnvironment({ ...target, environmentId: id }, { id, name, ...body });
    assert.ok(edited.ok, edited.error?.message);
  };
  return { client, other, log, read, edit, headers, setModes };
}

/** Calls `run` with a function that moves the clock of this process forward by a number of milliseconds. */
export async function withClock(run) {
  const { now } = performance;
  let time = Math.round(now.call(performance));
  performance.now = () => time;
  try {
    return await run((ms) => {
      time += ms;
    });
  } finally {
    performance.now = now;
  }
}

export const GET = `GET ${seeded.id}`;
export const PUT = `PUT ${seeded.id}`;
export const putOf = ({ id }) => `PUT ${id}`;
export const rename = (environment, name) => ({ [environment.id]: { name } });
export const update = (...changes) => ({ environments: { update: Object.assign({}, ...changes) } });
export const environmentOf = (connection, { id }) => connection.environments.find((one) => one.id === id);
export const refusal = (status, body) => Response.json(body, { status });
