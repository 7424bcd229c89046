// The local platform: an HTTP server on the loopback interface. It simulates the session cookie, the overwrite rules and the
// errors of the remote platform. It stores everything in memory. Each start begins with the connections of `seed.js`.

import { randomUUID } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { cors } from "hono/cors";
import { ORGANISATION_ID, seed } from "./seed.js";
import { update } from "./update.js";

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

const SESSION_COOKIE = "versori_session";

/** A request that the platform received. @typedef {{ method: string, path: string, headers: Record<string, string>, body: string }} ReceivedRequest */

/**
 * Creates the application with its routes. In the result, `seen` lists the received API requests. `reset` clears that list and
 * restores the initial connections. `endSessions` ends all sessions.
 *
 * @param {{ now?: () => Date, etags?: boolean, initial?: () => import("./seed.js").Connection[] }} [options] `now`
 *   returns the time of an update. With `etags`, the platform sends ETags and respects `If-Match`; the remote platform does
 *   neither. `initial` returns the initial connections.
 */
export function createPlatform({ now = () => new Date(), etags = false, initial = seed } = {}) {
  /** @type {Map<string, import("./seed.js").Connection>} */
  const connections = new Map();
  const sessions = new Set();
  /** The number of updates of each connection, by its id. @type {Map<string, number>} */
  const updateCounts = new Map();
  /** Returns the current ETag of a connection. @param {string} id */
  const etag = (id) => `"${updateCounts.get(id) ?? 0}"`;
  /** @type {ReceivedRequest[]} */
  const seen = [];
  /** Restores the initial connections, and clears the list of received requests. Sessions remain. */
  const reset = () => {
    seen.length = 0;
    updateCounts.clear();
    connections.clear();
    for (const connection of initial()) connections.set(connection.id, connection);
  };
  reset();
  const app = new Hono();

  // The console has another port, and so another origin. With cookies, `Access-Control-Allow-Origin` must name that origin.
  const isLocalOrigin = /** @param {string} origin */ (origin) =>
    /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
  app.use(
    cors({
      origin: (origin) => (isLocalOrigin(origin) ? origin : null),
      credentials: true,
      allowHeaders: ["content-type"],
    }),
  );

  app.post("/login", async (context) => {
    const credentials = await context.req.json().catch(() => ({}));
    if (credentials.email !== USER.email || credentials.password !== USER.password) {
      return context.json({ code: "unauthenticated", message: "email or password is wrong" }, 401);
    }
    const session = randomUUID();
    sessions.add(session);
    setCookie(context, SESSION_COOKIE, session, { httpOnly: true, sameSite: "Lax", path: "/" });
    return context.json({ email: USER.email, organisationId: ORGANISATION_ID });
  });

  app.post("/logout", (context) => {
    sessions.delete(getCookie(context, SESSION_COOKIE));
    return context.body(null, 204);
  });

  // Simulates an edit by another user. The console calls this route after a read and before a save of the connection.
  app.post("/someone-else", async (context) => {
    const { connectionId } = await context.req.json().catch(() => ({}));
    const stored = connections.get(connectionId);
    if (stored === undefined) return context.json(notFound("connection"), 404);
    const edited = structuredClone(stored);
    const [variable] = edited.environmentVariables ?? [];
    edited.name = `${edited.name.replace(/ \(by Grace\)$/, "")} (by Grace)`;
    if (variable !== undefined) variable.value = `${variable.value}-grace`;
    edited.updatedAt = now().toISOString();
    connections.set(connectionId, edited);
    updateCounts.set(connectionId, (updateCounts.get(connectionId) ?? 0) + 1);
    return context.json({ name: edited.name });
  });

  app.use(`${API}/*`, async (context, next) => {
    const { method, path } = context.req;
    const text = method === "PUT" ? await context.req.text() : "";
    seen.push({ method, path, headers: Object.fromEntries(context.req.raw.headers), body: text });
    context.header("x-request-id", randomUUID());
    if (!sessions.has(getCookie(context, SESSION_COOKIE))) {
      return context.json({ code: "unauthenticated", message: "there is no session" }, 401);
    }
    await next();
  });

  app.get(`${API}/o/:organisation/connections`, (context) => {
    if (context.req.param("organisation") !== ORGANISATION_ID) return context.json(notFound("organisation"), 404);
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
    if (connection === undefined) return context.json(notFound("connection"), 404);
    if (etags) context.header("etag", etag(connection.id));
    return context.json(connection);
  });

  app.put(connectionRoute, async (context) => {
    const stored = findConnection(context.req.param("organisation"), context.req.param("connection"));
    if (stored === undefined) return context.json(notFound("connection"), 404);
    const ifMatch = etags ? context.req.header("if-match") : undefined;
    if (ifMatch !== undefined && ifMatch !== etag(stored.id)) {
      return context.json({ code: "failed_precondition", message: "it was changed since" }, 412);
    }
    const body = parseJson(await context.req.text());
    if (body === undefined) return context.json({ code: "invalid_argument", message: "the body is not JSON" }, 400);
    const result = update(stored, body, now().toISOString());
    if ("refused" in result) {
      return context.json({ code: "invalid_argument", message: "the body was refused", fields: result.refused }, 400);
    }
    connections.set(stored.id, result.connection);
    updateCounts.set(stored.id, (updateCounts.get(stored.id) ?? 0) + 1);
    if (etags) context.header("etag", etag(stored.id));
    return context.json(result.connection);
  });

  app.notFound((context) => context.json(notFound("route"), 404));
  return { app, seen, reset, endSessions: () => sessions.clear() };
}

/** Returns the body of a 404 response. @param {string} noun */
const notFound = (noun) => ({ code: "not_found", message: `there is no such ${noun}` });

/** Returns the parsed value; `undefined` if the text is not JSON. @param {string} text @returns {unknown} */
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Starts the platform on the loopback interface.
 *
 * @param {{ port?: number, now?: () => Date }} [options] `port` defaults to 0, which selects a free port
 */
export async function startPlatform({ port = 0, now } = {}) {
  const platform = createPlatform(now === undefined ? {} : { now });
  /** @type {import("node:http").Server} */
  const server = await new Promise((resolve, reject) => {
    const started = serve({ fetch: platform.app.fetch, hostname: "127.0.0.1", port }, () =>
      resolve(/** @type {import("node:http").Server} */ (started)),
    );
    started.on("error", reject);
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${address.port}`;
  /** @returns {Promise<void>} */
  const stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { ...platform, origin, baseUrl: origin + API, port: address.port, stop };
}
