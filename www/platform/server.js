// Serves the local platform over HTTP, on the loopback interface.

import { once } from "node:events";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { API, createPlatform } from "./app.js";
import { refuseMalformed } from "./guards.js";

export { API, createPlatform, LOGIN, ORGANISATION_ID, TOKEN, USER } from "./app.js";

/**
 * Starts the platform on the loopback interface.
 *
 * @param {import("./app.js").PlatformOptions & { port?: number }} [options] `port` defaults to 0, which selects a free port
 */
export async function startPlatform({ port = 0, ...options } = {}) {
  const platform = createPlatform(options);
  const server = createServer(getRequestListener(platform.app.fetch, { errorHandler: refuseMalformed }));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
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
