/**
 * Runs the local platform in the page: takes requests, and returns responses. Stores the session and the changed connections in the
 * tab, so that they survive a reload.
 */

import { createPlatform } from "../../platform/app.js";
import { type Connection, getUlidCount, seed, skipUlids } from "../../platform/seed.js";

/** The latency of a request in milliseconds, unless the modes have a delay. It makes the loading states of the page visible. */
const LATENCY_MS = 150;

/** The members of `Storage` that the platform uses. */
export type TabStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const PREFIX = "connection-update:";
const SESSION = `${PREFIX}session`;
const ULID_COUNT = `${PREFIX}ulids`;
const keyOf = ({ id }: Connection) => `${PREFIX}connection:${id}`;

/**
 * Creates the platform. The result processes a request.
 *
 * @param storage defaults to the session storage of the tab
 */
export function createInPagePlatform(storage = findTabStorage()): (request: Request) => Promise<Response> {
  const { app, getModes } = createPlatform({
    initial: () => restore(storage),
    onStore: (connection) => persist(storage, connection),
    // The page is its only client, and cannot set a cookie on a request.
    sessions: {
      has: () => storage.getItem(SESSION) !== null,
      start: () => storage.setItem(SESSION, "true"),
      end: () => storage.removeItem(SESSION),
      endAll: () => storage.removeItem(SESSION),
    },
    isGuarded: false,
  });
  return async (request) => {
    if (getModes().delayMs === 0) await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    // A request that was cancelled on the way does not arrive.
    request.signal.throwIfAborted();
    return app.fetch(request);
  };
}

/** Returns the connections as stored in the tab, or else as in every start. */
function restore(storage: TabStorage): Connection[] {
  const connections = seed().map((initial) => {
    const text = storage.getItem(keyOf(initial));
    return text === null ? initial : (JSON.parse(text) as Connection);
  });
  skipUlids(Number(storage.getItem(ULID_COUNT)));
  return connections;
}

/** Stores a changed connection in the tab. A connection that exceeds the quota is the initial one after a reload. */
function persist(storage: TabStorage, connection: Connection): void {
  try {
    storage.setItem(ULID_COUNT, `${getUlidCount()}`);
    storage.setItem(keyOf(connection), JSON.stringify(connection));
  } catch {
    storage.removeItem(keyOf(connection));
  }
}

/** Returns the session storage of the tab. If the browser blocks it, returns a storage in memory. */
function findTabStorage(): TabStorage {
  try {
    return sessionStorage;
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    };
  }
}
