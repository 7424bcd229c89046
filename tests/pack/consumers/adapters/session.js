// Logs in and reads a connection. All addresses are paths, which the development server forwards to the platform.

import { ConnectClient } from "connection-update";

export const client = new ConnectClient({ baseUrl: "/api/connect/v1alpha1" });

/** The number of renders of each row, by its key. */
export const renders = {};
globalThis.renders = renders;

export function countRender(key) {
  renders[key] = (renders[key] ?? 0) + 1;
}

export const NEW_ENVIRONMENT = { name: "Inserted", credentials: { action: [] }, variables: [] };

export async function readConnection() {
  const query = new URLSearchParams(location.search);
  const body = JSON.stringify({ email: query.get("email"), password: query.get("password") });
  await fetch("/login", { method: "POST", headers: { "content-type": "application/json" }, body });
  const target = { organisationId: query.get("organisation"), connectionId: query.get("connection") };
  const read = await client.getConnection(target);
  if (!read.ok) throw read.error;
  return read.connection;
}
