// Starts, finds and ends the sessions of the local platform. A cookie contains the id of a session.

import { deleteCookie, getCookie, setCookie } from "hono/cookie";

/** @typedef {import("hono").Context} Context */

/**
 * The sessions of a platform.
 *
 * @typedef {object} Sessions
 * @property {(context: Context) => boolean} has returns true if a request has a session
 * @property {(context: Context) => void} start starts a session
 * @property {(context: Context) => void} end ends the session of a request, if it has one
 * @property {() => void} endAll ends all sessions
 */

/** Maximum number of sessions. The next login ends the oldest session. */
const MAX_SESSIONS = 100;

const COOKIE = "versori_session";
/** @type {import("hono/utils/cookie").CookieOptions} */
const COOKIE_OPTIONS = { httpOnly: true, sameSite: "Lax", path: "/" };

/** Creates sessions that a cookie identifies. @returns {Sessions} */
export function createCookieSessions() {
  /** @type {Set<string>} */
  const ids = new Set();
  /** @param {Context} context */
  const idOf = (context) => getCookie(context, COOKIE) ?? "";
  return {
    has: (context) => ids.has(idOf(context)),
    start(context) {
      const id = crypto.randomUUID();
      ids.add(id);
      for (const oldest of ids) {
        if (ids.size <= MAX_SESSIONS) break;
        ids.delete(oldest);
      }
      setCookie(context, COOKIE, id, COOKIE_OPTIONS);
    },
    end(context) {
      ids.delete(idOf(context));
      deleteCookie(context, COOKIE, COOKIE_OPTIONS);
    },
    endAll: () => ids.clear(),
  };
}
