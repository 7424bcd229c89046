// Finds a free port for a program that cannot choose one itself.

import { createServer } from "node:net";

/** Returns a port of the loopback interface that was free a moment ago. */
export async function findFreePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
