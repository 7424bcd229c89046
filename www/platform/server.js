// The local platform: an HTTP server on loopback that simulates the remote one, with its session cookie, its overwrite
// rules and its errors. Everything is in memory; each start begins with the seed.

import { randomUUID } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { cors } from "hono/cors";
import { ORGANISATION_ID, seed } from "./seed.js";
import { update } from "./update.js";

/** The path of the API on the server. */
export const API = "/api/connect/v1alpha1";
export { ORGANISATION_ID };

/** The only user who can log in. */
export const USER = { email: "ada@example.com", password: "lovelace" };

const COOKIE = "versori_session";

/** A request that the platform received. @typedef {{ method: string, path: string, headers: Record<string, string>, body: string }} Seen */

/**
 * Creates the application with its routes. `seen` lists the API requests that it has received.
 *
 * @param {{ now?: () => Date, etags?: boolean, initial?: () => import("./seed.js").Connection[] }} [options] `etags`: sends
 *   ETags and respects `If-Match`, which the remote platform does not; `initial`: returns the connections at the start
 */
export function createPlatform({ now = () => new Date(), etags = false, initial = seed } = {}) {
  /** @type {Map<string, import("./seed.js").Connection>} */
  const connections = new Map();
  const sessions = new Set();
  /** @type {Map<string, number>} */
  const writes = new Map();
  /** @param {string} id */
  const etag = (id) => `"${writes.get(id) ?? 0}"`;
  /** @type {Seen[]} */
  const seen = [];
  /** Restores the connections at the start. Sessions remain. */
  const reset = () => {
    seen.length = 0;
    writes.clear();
    connections.clear();
    for (const connection of initial()) connections.set(connection.id, connection);
  };
  reset();
  const app = new Hono();

  // A console on another port of this machine has another origin: cookies need an exact `Access-Control-Allow-Origin`.
  const isLocal = /** @param {string} origin */ (origin) =>
    /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
  app.use(
    cors({ origin: (origin) => (isLocal(origin) ? origin : null), credentials: true, allowHeaders: ["content-type"] }),
  );

  app.post("/login", async (context) => {
    const given = await context.req.json().catch(() => ({}));
    if (given.email !== USER.email || given.password !== USER.password) {
      return context.json({ code: "unauthenticated", message: "email or password is wrong" }, 401);
    }
    const session = randomUUID();
    sessions.add(session);
    setCookie(context, COOKIE, session, { httpOnly: true, sameSite: "Lax", path: "/" });
    return context.json({ email: USER.email, organisationId: ORGANISATION_ID });
  });

  app.post("/logout", (context) => {
    sessions.delete(getCookie(context, COOKIE));
    return context.body(null, 204);
  });

  // Simulates an edit by another user between the time a console reads a connection and the time it saves.
  app.post("/someone-else", async (context) => {
    const { connectionId } = await context.req.json().catch(() => ({}));
    const stored = connections.get(connectionId);
    if (stored === undefined) return context.json(unknown("connection"), 404);
    const edited = structuredClone(stored);
    const [variable] = edited.environmentVariables ?? [];
    edited.name = `${edited.name.replace(/ \(by Grace\)$/, "")} (by Grace)`;
    if (variable !== undefined) variable.value = `${variable.value}-grace`;
    edited.updatedAt = now().toISOString();
    connections.set(connectionId, edited);
    writes.set(connectionId, (writes.get(connectionId) ?? 0) + 1);
    return context.json({ name: edited.name });
  });

  app.use(`${API}/*`, async (context, next) => {
    const { method, path } = context.req;
    const text = method === "PUT" ? await context.req.text() : "";
    seen.push({ method, path, headers: Object.fromEntries(context.req.raw.headers), body: text });
    context.header("x-request-id", randomUUID());
    if (!sessions.has(getCookie(context, COOKIE))) {
      return context.json({ code: "unauthenticated", message: "there is no session" }, 401);
    }
    await next();
  });

  app.get(`${API}/o/:organisation/connections`, (context) => {
    if (context.req.param("organisation") !== ORGANISATION_ID) return context.json(unknown("organisation"), 404);
    const items = [...connections.values()].map(({ id, name, protocol, environments, updatedAt }) => ({
      id,
      name,
      protocol,
      environments: environments.length,
      updatedAt,
    }));
    return context.json({ items });
  });

  const one = `${API}/o/:organisation/connections/:connection`;
  /** @param {string} organisation @param {string} id */
  const find = (organisation, id) => (organisation === ORGANISATION_ID ? connections.get(id) : undefined);

  app.get(one, (context) => {
    const connection = find(context.req.param("organisation"), context.req.param("connection"));
    if (connection === undefined) return context.json(unknown("connection"), 404);
    if (etags) context.header("etag", etag(connection.id));
    return context.json(connection);
  });

  app.put(one, async (context) => {
    const stored = find(context.req.param("organisation"), context.req.param("connection"));
    if (stored === undefined) return context.json(unknown("connection"), 404);
    const wanted = etags ? context.req.header("if-match") : undefined;
    if (wanted !== undefined && wanted !== etag(stored.id)) {
      return context.json({ code: "failed_precondition", message: "it was changed since" }, 412);
    }
    const body = parse(await context.req.text());
    if (body === undefined) return context.json({ code: "invalid_argument", message: "the body is not JSON" }, 400);
    const result = update(stored, body, now().toISOString());
    if ("refused" in result) {
      return context.json({ code: "invalid_argument", message: "the body was refused", fields: result.refused }, 400);
    }
    connections.set(stored.id, result.connection);
    writes.set(stored.id, (writes.get(stored.id) ?? 0) + 1);
    if (etags) context.header("etag", etag(stored.id));
    return context.json(result.connection);
  });

  app.notFound((context) => context.json(unknown("route"), 404));
  return { app, seen, reset, endSessions: () => sessions.clear() };
}

/** @param {string} noun */
const unknown = (noun) => ({ code: "not_found", message: `there is no such ${noun}` });

/** @param {string} text @returns {unknown} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Starts the platform on loopback.
 *
 * @param {{ port?: number, now?: () => Date }} [options] `port` defaults to 0, a free one
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
