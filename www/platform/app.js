// The application of the local platform: takes requests, and returns responses. It simulates the session, the overwrite rules and
// the errors of the remote platform. It stores everything in memory, within limits. Each start begins with the connections of
// `seed.js`. `guards.js` contains the checks that come before the routes. `server.js` serves the application over HTTP; nothing
// here needs Node, so that the application can also run in a page.

import { Hono } from "hono";
import { fail, GUARDS, limitBody } from "./guards.js";
import { parseJson, parseJsonObject } from "./json.js";
import { findDeletedInUse, readModes, takeRefusal } from "./modes.js";
import { ORGANISATION_ID, seed } from "./seed.js";
import { createCookieSessions } from "./sessions.js";
import { update } from "./update.js";
import { updateEnvironment } from "./update-environment.js";

/** The path prefix of the API on the server. */
export const API = "/api/connect/v1alpha1";
export { ORGANISATION_ID };

/** The only user who can log in. */
export const USER = { email: "ada@example.com", password: "lovelace" };

/** The options of a call of `fetch` that logs the user in. */
export const LOGIN = {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(USER),
};

/** The token that a program can send instead of a cookie, as `authorization: Bearer …`. */
export const TOKEN = "local-platform";

/** The session as responses describe it. */
const SESSION = { email: USER.email, organisationId: ORGANISATION_ID };

/** Maximum size of the body of an API request, in bytes. */
const MAX_API_BODY_BYTES = 16 * 1024 * 1024;
/** Maximum size of the body of any other request, in bytes. */
const MAX_BODY_BYTES = 4 * 1024;
/** Maximum number of requests in `seen`. */
const MAX_SEEN = 1_000;
/** Maximum length of all bodies in `seen`, in UTF-16 code units of at most two bytes. At least the last body always fits. */
const MAX_SEEN_LENGTH = 32 * 1024 * 1024;

/** A request that the platform received. @typedef {{ method: string, path: string, headers: Record<string, string>, body: string }} ReceivedRequest */

/**
 * @typedef {object} PlatformOptions
 * @property {() => Date} [now] returns the time of an update
 * @property {boolean} [etags] sends ETags and respects `If-Match`; the remote platform does neither
 * @property {() => import("./seed.js").Connection[]} [initial] returns the initial connections
 * @property {(connection: import("./seed.js").Connection) => void} [onStore] receives each connection that replaces a stored one
 * @property {import("./modes.js").Modes} [modes] the initial modes
 * @property {import("./sessions.js").Sessions} [sessions] the sessions. Defaults to sessions with a cookie
 * @property {boolean} [isGuarded] applies the guards and the limits of bodies. Defaults to true. Without them, every page can use
 *   the platform, so only a platform that receives no requests over HTTP can omit them
 */

/**
 * Creates the application with its routes. In the result, `seen` lists the last API requests that passed the guards; the body of
 * a request without a session is not read, and is "" there. `setModes` replaces all modes; one that is left out gets its
 * default. `getModes` returns the modes, with the remaining counts. `reset` clears the list and restores the initial connections
 * and modes. `endSessions` ends all sessions.
 *
 * @param {PlatformOptions} [options]
 * @throws {TypeError} for an unknown mode or an invalid value; so does `setModes`
 */
export function createPlatform({
  now = () => new Date(),
  etags = false,
  initial = seed,
  onStore,
  modes: initialModes = {},
  sessions = createCookieSessions(),
  isGuarded = true,
} = {}) {
  /** @type {Map<string, import("./seed.js").Connection>} */
  const connections = new Map();
  /** The number of updates of each connection, by its id. @type {Map<string, number>} */
  const updateCounts = new Map();
  /** Returns the current ETag of a connection. @param {string} id */
  const etag = (id) => `"${updateCounts.get(id) ?? 0}"`;
  /** Replaces a stored connection. @param {import("./seed.js").Connection} connection */
  const store = (connection) => {
    connections.set(connection.id, connection);
    updateCounts.set(connection.id, (updateCounts.get(connection.id) ?? 0) + 1);
    onStore?.(connection);
  };
  /** @type {ReceivedRequest[]} */
  const seen = [];
  let modes = readModes(initialModes);
  /** @param {import("./modes.js").Modes} replacement */
  const setModes = (replacement) => {
    modes = readModes(replacement);
  };
  const getModes = () => structuredClone(modes);
  /** Restores the initial connections and modes, and clears the list of received requests. Sessions remain. */
  const reset = () => {
    modes = readModes(initialModes);
    seen.length = 0;
    updateCounts.clear();
    connections.clear();
    for (const connection of initial()) connections.set(connection.id, connection);
  };
  reset();
  const app = new Hono();

  if (isGuarded) app.use(...GUARDS);
  /** @param {number} maxSize @returns {import("hono").MiddlewareHandler} */
  const limit = (maxSize) => (isGuarded ? limitBody(maxSize) : (_, next) => next());
  app.onError((error, context) => {
    console.error(error);
    return fail(context, 500, "internal", "the platform failed");
  });

  /** Returns true if a request has a session or the token. @param {import("hono").Context} context */
  const isLoggedIn = (context) => sessions.has(context) || context.req.header("authorization") === `Bearer ${TOKEN}`;
  /** @type {import("hono").MiddlewareHandler} */
  const requireSession = async (context, next) =>
    isLoggedIn(context) ? next() : fail(context, 401, "unauthenticated", "there is no session");

  app.post("/login", limit(MAX_BODY_BYTES), async (context) => {
    const body = parseJsonObject(await context.req.text());
    if ("problem" in body) return fail(context, 400, "invalid_argument", body.problem);
    if (body.value.email !== USER.email || body.value.password !== USER.password) {
      return fail(context, 401, "unauthenticated", "email or password is wrong");
    }
    sessions.start(context);
    return context.json(SESSION);
  });

  app.get("/session", requireSession, (context) => context.json(SESSION));

  app.post("/logout", limit(MAX_BODY_BYTES), (context) => {
    sessions.end(context);
    return context.body(null, 204);
  });

  // Simulates an edit by another user. The console calls this route after a read and before a save of the connection.
  app.post("/someone-else", requireSession, limit(MAX_BODY_BYTES), async (context) => {
    const body = parseJsonObject(await context.req.text());
    if ("problem" in body) return fail(context, 400, "invalid_argument", body.problem);
    const { connectionId } = body.value;
    const stored = typeof connectionId === "string" ? connections.get(connectionId) : undefined;
    if (stored === undefined) return failNotFound(context, "connection");
    const edited = structuredClone(stored);
    const [variable] = edited.environmentVariables ?? [];
    edited.name = `${edited.name.replace(/ \(by Grace\)$/, "")} (by Grace)`;
    if (variable !== undefined) variable.value = `${variable.value}-grace`;
    edited.updatedAt = now().toISOString();
    store(edited);
    return context.json({ name: edited.name });
  });

  // Reads and replaces the modes.
  app.get("/modes", requireSession, (context) => context.json(modes));
  app.put("/modes", requireSession, limit(MAX_BODY_BYTES), async (context) => {
    const body = parseJsonObject(await context.req.text());
    if ("problem" in body) return fail(context, 400, "invalid_argument", body.problem);
    try {
      setModes(body.value);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return fail(context, 400, "invalid_argument", error.message);
    }
    return context.json(modes);
  });

  /** @param {import("hono").Context} context @param {string} body */
  const record = ({ req }, body) => {
    const headers = Object.fromEntries(req.raw.headers);
    addBounded(seen, { method: req.method, path: req.path, headers, body });
  };

  app.use(`${API}/*`, async (context, next) => {
    context.header("x-request-id", createRequestId());
    if (isLoggedIn(context)) return next();
    record(context, "");
    return requireSession(context, next);
  });
  app.use(`${API}/*`, limit(MAX_API_BODY_BYTES), async (context, next) => {
    record(context, context.req.method === "PUT" ? await context.req.text() : "");
    return next();
  });

  app.use(`${API}/*`, async (context, next) => {
    const refusal = context.req.method === "PUT" ? takeRefusal(modes) : undefined;
    const { delayMs } = modes;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    return refusal === undefined ? next() : failAsSet(context, refusal);
  });

  app.get(`${API}/o/:organisation/connections`, (context) => {
    if (context.req.param("organisation") !== ORGANISATION_ID) return failNotFound(context, "organisation");
    const items = [...connections.values()].map(({ id, name, protocol, environments, updatedAt }) => ({
      id,
      name,
      protocol,
      environments: environments.length,
      updatedAt,
    }));
    return context.json({ items });
  });

  const connectionRoute = `${API}/o/:organisation/connections/:connection`;
  /** @param {string} organisation @param {string} id */
  const findConnection = (organisation, id) => (organisation === ORGANISATION_ID ? connections.get(id) : undefined);

  app.get(connectionRoute, (context) => {
    const connection = findConnection(context.req.param("organisation"), context.req.param("connection"));
    if (connection === undefined) return failNotFound(context, "connection");
    if (etags) context.header("etag", etag(connection.id));
    return context.json(connection);
  });

  // The updates read the body before they find the connection. An update between the two would be lost.
  app.put(connectionRoute, async (context) => {
    const body = parseJson(await context.req.text());
    const stored = findConnection(context.req.param("organisation"), context.req.param("connection"));
    if (stored === undefined) return failNotFound(context, "connection");
    const ifMatch = etags ? context.req.header("if-match") : undefined;
    if (ifMatch !== undefined && ifMatch !== etag(stored.id)) {
      return fail(context, 412, "failed_precondition", "it was changed since");
    }
    if ("problem" in body) return fail(context, 400, "invalid_argument", body.problem);
    const result = update(stored, body.value, now().toISOString(), modes);
    if ("refused" in result) return failRefused(context, result.refused);
    const inUse = findDeletedInUse(modes, stored, result.connection);
    if (inUse !== undefined) {
      const message = `another product uses the environment ${JSON.stringify(inUse.name)}`;
      return fail(context, modes.inUseStatus, "failed_precondition", message);
    }
    store(result.connection);
    if (etags) context.header("etag", etag(stored.id));
    return context.json(result.connection);
  });

  // An environment has no ETag, so `If-Match` is ignored. The ETag of the connection changes.
  app.put(`${connectionRoute}/environments/:environment`, async (context) => {
    const body = parseJson(await context.req.text());
    const stored = findConnection(context.req.param("organisation"), context.req.param("connection"));
    if (stored === undefined) return failNotFound(context, "connection");
    if ("problem" in body) return fail(context, 400, "invalid_argument", body.problem);
    const result = updateEnvironment(stored, context.req.param("environment"), body.value, now().toISOString(), modes);
    if (result === undefined) return failNotFound(context, "environment");
    if ("refused" in result) return failRefused(context, result.refused);
    store(result.connection);
    return context.json(result.environment);
  });

  app.notFound((context) => failNotFound(context, "route"));
  return { app, seen, getModes, setModes, reset, endSessions: sessions.endAll };
}

/** Returns a random id. Does not use `crypto.randomUUID`, because a page that was loaded over plain HTTP does not have it. */
const createRequestId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Returns a 404 response. @param {import("hono").Context} context @param {string} noun */
const failNotFound = (context, noun) => fail(context, 404, "not_found", `there is no such ${noun}`);

/** Returns a 400 response with the refused fields. @param {import("hono").Context} context @param {import("./checker.js").RefusedField[]} fields */
const failRefused = (context, fields) =>
  context.json({ code: "invalid_argument", message: "the body was refused", fields }, 400);

/**
 * Returns the response of a refusal by the modes.
 *
 * @param {import("hono").Context} context @param {{ status: number, body: unknown, retryAfter?: number }} refusal
 */
function failAsSet(context, refusal) {
  if (refusal.retryAfter !== undefined) context.header("retry-after", `${refusal.retryAfter}`);
  const status = /** @type {import("hono/utils/http-status").ContentfulStatusCode} */ (refusal.status);
  return typeof refusal.body === "string" ? context.html(refusal.body, status) : context.json(refusal.body, status);
}

/** Adds a request to a list. Removes the oldest requests that exceed the limits. @param {ReceivedRequest[]} list @param {ReceivedRequest} request */
function addBounded(list, request) {
  list.push(request);
  let length = 0;
  const last = list.findLastIndex(({ body }, index) => {
    length += body.length;
    return length > MAX_SEEN_LENGTH || index < list.length - MAX_SEEN;
  });
  list.splice(0, last + 1);
}
