// A recording HTTP server on loopback: responds as scripted, and records the requests byte for byte. And a port that
// refuses every connection.

import { once } from "node:events";
import { createServer } from "node:http";
import { connect, createServer as createSocketServer } from "node:net";

/**
 * Starts a server.
 *
 * @param {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void} respond
 */
export async function startStub(respond) {
  const seen = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(chunks) });
      respond(request, response);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { origin, baseUrl: `${origin}/api`, seen, stop };
}

/**
 * Reserves a port that refuses every connection until `stop`. An outgoing connection uses it, so that no other program can
 * listen there.
 */
export async function startRefusing() {
  const server = createSocketServer((socket) => socket.on("error", () => {}));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect(server.address().port, "127.0.0.1");
  await once(socket, "connect");
  const { localPort: port } = socket;
  const stop = async () => {
    // A reset frees the port at once.
    socket.resetAndDestroy();
    await once(server.close(), "close");
  };
  return { origin: `http://127.0.0.1:${port}`, port, stop };
}

/** Returns a handler that responds with JSON. */
export function json(response, status, value, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof value === "string" ? value : JSON.stringify(value));
}
