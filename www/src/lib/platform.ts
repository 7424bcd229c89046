/** Calls the local platform to log in and out, and to list and read connections. The package sends the updates. */

import { ConnectClient, type PlanStep, type Target } from "connection-update";
import { readPlatformOrigin } from "./platform-origin.ts";

/** The host name of the page. The platform must have the same host name, so that the browser sends the session cookie. */
const hostName = location.hostname === "localhost" ? "localhost" : "127.0.0.1";

/** Returns the origin of the platform. Throws if the address of the page contains an origin that is not on this computer. */
const getOrigin = () => readPlatformOrigin(location.search, `http://${hostName}:4400`);
const getApiUrl = () => `${getOrigin()}/api/connect/v1alpha1`;

export interface Session {
  email: string;
  organisationId: string;
}

/** An entry of the list of connections. */
export interface Summary {
  id: string;
  name: string;
  protocol: string;
  /** Number of environments. */
  environments: number;
  updatedAt: string;
}

/** An update request and its response. `status`, `response` and `tookMs` are absent until the response arrives. */
export interface Exchange {
  /** Number of update requests that the page sent before this one. */
  index: number;
  /** The title, such as "Update environment Staging". */
  title?: string;
  method: string;
  url: string;
  headers: [string, string][];
  body: string;
  status?: number;
  response?: string;
  tookMs?: number;
}

/** The error of a request that has no valid session. */
export class UnauthenticatedError extends Error {}

async function call(path: string, init?: RequestInit): Promise<Response> {
  const origin = getOrigin();
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
function urlOf({ organisationId, connectionId }: Target): string {
  return `${getApiUrl()}/o/${organisationId}/connections/${connectionId}`;
}

/** Returns the URL of a request of a plan. The id of an environment that is not created yet is replaced by "…". */
export function urlOfStep(
  { organisationId, id }: { organisationId: string; id: string },
  { operation, environment }: Pick<PlanStep, "operation" | "environment">,
): string {
  const url = urlOf({ organisationId, connectionId: id });
  return operation === "UpdateConnection" ? url : `${url}/environments/${environment?.id ?? "…"}`;
}

/** Makes the local platform simulate an edit of a connection by another user. */
export async function simulateConcurrentEdit(connectionId: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  await call("/someone-else", { method: "POST", headers, body: JSON.stringify({ connectionId }) });
}

let exchangeCount = 0;

/** Returns a client that reports updates. It calls `onExchange` when it sends an update and again when the response arrives. */
export function instrumentedClient(onExchange: (exchange: Exchange) => void): ConnectClient {
  return new ConnectClient({
    baseUrl: getApiUrl(),
    async fetch(request) {
      const started = performance.now();
      const { method, url, headers } = request;
      if (method !== "PUT") return fetch(request);
      const sent: Exchange = {
        index: exchangeCount++,
        method,
        url,
        headers: [...headers],
        body: await request.clone().text(),
      };
      onExchange(sent);
      const response = await fetch(request);
      const text = await response.clone().text();
      onExchange({ ...sent, status: response.status, response: text, tookMs: performance.now() - started });
      return response;
    },
  });
}
