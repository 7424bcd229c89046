/** Calls the local platform: session, list and reading. Updates go through the package. */

import { ConnectClient, type Target } from "connection-update";

/** The same host name as in the address of the page: a browser sends no cookies to the other name of this machine. */
const machine = location.hostname === "localhost" ? "localhost" : "127.0.0.1";

/** The origin of the platform. `?platform=` sets another one, such as another port of this machine. */
const origin = new URL(new URLSearchParams(location.search).get("platform") ?? `http://${machine}:4400`).origin;
const api = `${origin}/api/connect/v1alpha1`;

export interface Session {
  email: string;
  organisationId: string;
}

export interface Summary {
  id: string;
  name: string;
  protocol: string;
  environments: number;
  updatedAt: string;
}

/** A request and its response, as they were on the wire. */
export interface Exchange {
  method: string;
  url: string;
  headers: [string, string][];
  body: string;
  status?: number;
  response?: string;
  tookMs?: number;
}

/** The request was rejected because the session has expired or was never started. */
export class UnauthenticatedError extends Error {}

async function call(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(origin + path, { credentials: "include", ...init });
  } catch (cause) {
    throw new Error(`The platform at ${origin} does not answer. Is it running?`, { cause });
  }
  if (response.ok) return response;
  const { message } = (await response.json().catch(() => ({}))) as { message?: string };
  if (response.status === 401) throw new UnauthenticatedError(`Not logged in: ${message}.`);
  throw new Error(`The platform says: ${message} (${response.status}).`);
}

export async function logIn(email: string, password: string): Promise<Session> {
  const headers = { "content-type": "application/json" };
  const response = await call("/login", { method: "POST", headers, body: JSON.stringify({ email, password }) });
  return response.json();
}

export async function logOut(): Promise<void> {
  await call("/logout", { method: "POST" });
}

export async function listConnections(organisationId: string): Promise<Summary[]> {
  const response = await call(`/api/connect/v1alpha1/o/${organisationId}/connections`);
  return (await response.json()).items;
}

/** Reads a connection as text, because parsing would round large numbers. */
export async function readConnection(organisationId: string, connectionId: string): Promise<string> {
  const response = await call(`/api/connect/v1alpha1/o/${organisationId}/connections/${connectionId}`);
  return response.text();
}

/** Returns the URL of a connection. */
export function urlOf({ organisationId, connectionId }: Target): string {
  return `${api}/o/${organisationId}/connections/${connectionId}`;
}

/** Makes the other user of the local platform edit a connection now. */
export async function simulateConcurrentEdit(connectionId: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  await call("/someone-else", { method: "POST", headers, body: JSON.stringify({ connectionId }) });
}

/** Returns a client that reports every update, once when it is sent and once with its response. */
export function instrumentedClient(onExchange: (exchange: Exchange) => void): ConnectClient {
  return new ConnectClient({
    baseUrl: api,
    async fetch(request) {
      const started = performance.now();
      const { method, url, headers } = request;
      if (method !== "PUT") return fetch(request);
      const sent: Exchange = { method, url, headers: [...headers], body: await request.clone().text() };
      onExchange(sent);
      const response = await fetch(request);
      const text = await response.clone().text();
      onExchange({ ...sent, status: response.status, response: text, tookMs: performance.now() - started });
      return response;
    },
  });
}
