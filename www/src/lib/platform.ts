/** The local platform as the page talks to it: session, list and reading; updates go through the package. */

import { ConnectClient, type Target } from "connection-update";

/** This machine by the name in the address of the page: a browser takes its other names for another site, without cookies. */
const machine = location.hostname === "localhost" ? "localhost" : "127.0.0.1";

/** Where the platform stands; `?platform=` names another port of this machine. */
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

/** What left the page and what came back, as they were on the wire. */
export interface Exchange {
  method: string;
  url: string;
  headers: [string, string][];
  body: string;
  status?: number;
  answer?: string;
  tookMs?: number;
}

/** The session has ended, or there was none. */
export class NotLoggedIn extends Error {}

async function call(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(origin + path, { credentials: "include", ...init });
  } catch (cause) {
    throw new Error(`The platform at ${origin} does not answer. Is it running?`, { cause });
  }
  if (response.ok) return response;
  const { message } = (await response.json().catch(() => ({}))) as { message?: string };
  if (response.status === 401) throw new NotLoggedIn(`Not logged in: ${message}.`);
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

/** Reads a connection as text: parsing it would lose the spelling of what this page does not know. */
export async function readConnection(organisationId: string, connectionId: string): Promise<string> {
  const response = await call(`/api/connect/v1alpha1/o/${organisationId}/connections/${connectionId}`);
  return response.text();
}

/** Where a connection stands. */
export function urlOf({ organisationId, connectionId }: Target): string {
  return `${api}/o/${organisationId}/connections/${connectionId}`;
}

/** Asks the local platform to let its other user edit a connection now. */
export async function letSomeoneElseEdit(connectionId: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  await call("/someone-else", { method: "POST", headers, body: JSON.stringify({ connectionId }) });
}

/** A client that shows every update. */
export function clientThatShows(show: (exchange: Exchange) => void): ConnectClient {
  return new ConnectClient({
    baseUrl: api,
    async fetch(request) {
      const started = performance.now();
      const { method, url, headers } = request;
      if (method !== "PUT") return fetch(request);
      const left: Exchange = { method, url, headers: [...headers], body: await request.clone().text() };
      show(left);
      const response = await fetch(request);
      const answer = await response.clone().text();
      show({ ...left, status: response.status, answer, tookMs: performance.now() - started });
      return response;
    },
  });
}
