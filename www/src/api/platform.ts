/**
 * Calls the platform: the session, the list of connections, a connection, and the modes of the local platform. The package sends the
 * updates. A call that fails throws an `ApiError`.
 */

import { ConnectClient, type Messages, type PlanStep, type Target } from "connection-update";
import type { CurrentModes, Modes } from "../../platform/modes.js";
import { ApiError, createStatusError, createUnexpectedError, createUnreachableError } from "./error.ts";
import { getApiUrl, getOrigin, send } from "./transport.ts";

export { ApiError, type ApiErrorKind } from "./error.ts";
export { isInPage } from "./transport.ts";
export type { CurrentModes, Modes };

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

const NO_CONNECTION = "This connection doesn't exist or was deleted.";

/** Options of a call. */
interface CallOptions {
  method?: "GET" | "POST" | "PUT";
  /** The value to send as JSON. */
  body?: unknown;
  /** The message of the error for status 404. */
  missingMessage?: string;
}

/** Sends a request. Returns the body of a successful response, which is JSON text, or "" for status 204. */
async function call(
  url: string,
  { method = "GET", body, missingMessage = "The server can't find this (404)." }: CallOptions = {},
): Promise<string> {
  const content =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const request = new Request(url, { method, credentials: "include", ...content });
  let response: Response;
  let text: string;
  try {
    response = await send(request);
    text = await response.text();
  } catch (cause) {
    throw createUnreachableError(cause);
  }
  if (!response.ok) throw createStatusError(response, missingMessage);
  const isJson = /^application\/(.+\+)?json\b/i.test(response.headers.get("content-type") ?? "");
  if (response.status !== 204 && !isJson) throw createUnexpectedError(response.status);
  return text;
}

/** Parses a response. `isExpected` checks the members that the page needs. */
function parse<T>(text: string, isExpected: (value: Partial<T>) => boolean): T {
  let value: T | null;
  try {
    value = JSON.parse(text);
  } catch {
    throw createUnexpectedError(200);
  }
  if (typeof value !== "object" || value === null || !isExpected(value)) throw createUnexpectedError(200);
  return value;
}

const parseSession = (text: string) =>
  parse<Session>(text, ({ email, organisationId }) => typeof email === "string" && typeof organisationId === "string");

/** Returns true if a call failed because there is no session. */
const isExpired = (error: unknown) => error instanceof ApiError && error.kind === "expired";

/** Returns the current session; `undefined` if no user is logged in. */
export async function readSession(): Promise<Session | undefined> {
  try {
    return parseSession(await call(`${getOrigin()}/session`));
  } catch (error) {
    if (isExpired(error)) return undefined;
    throw error;
  }
}

/** Starts a session. The error for a wrong email or password has the kind `refused`. */
export async function logIn(email: string, password: string): Promise<Session> {
  try {
    return parseSession(await call(`${getOrigin()}/login`, { method: "POST", body: { email, password } }));
  } catch (error) {
    if (isExpired(error)) throw new ApiError("refused", "Wrong email or password.", { status: 401 });
    throw error;
  }
}

export async function logOut(): Promise<void> {
  await call(`${getOrigin()}/logout`, { method: "POST" });
}

/** Returns the URL of the connections of an organisation. */
const urlOfList = (organisationId: string) => `${getApiUrl()}/o/${encodeURIComponent(organisationId)}/connections`;

/** Returns the URL of a connection. */
const urlOf = ({ organisationId, connectionId }: Target) =>
  `${urlOfList(organisationId)}/${encodeURIComponent(connectionId)}`;

export async function listConnections(organisationId: string): Promise<Summary[]> {
  const text = await call(urlOfList(organisationId));
  return parse<{ items: Summary[] }>(text, ({ items }) => Array.isArray(items)).items;
}

/** Reads a connection as text, because parsing would round large numbers. */
export function readConnection(organisationId: string, connectionId: string): Promise<string> {
  return call(urlOf({ organisationId, connectionId }), { missingMessage: NO_CONNECTION });
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
  const body = { connectionId };
  await call(`${getOrigin()}/someone-else`, { method: "POST", body, missingMessage: NO_CONNECTION });
}

/** Reads all modes of the local platform, with the remaining counts. */
export async function readModes(): Promise<CurrentModes> {
  return parse<CurrentModes>(await call(`${getOrigin()}/modes`), ({ refuse }) => Array.isArray(refuse));
}

/** Replaces the modes of the local platform. A mode that is left out gets its default. */
export async function writeModes(modes: Modes): Promise<void> {
  await call(`${getOrigin()}/modes`, { method: "PUT", body: modes });
}

let exchangeCount = 0;

/**
 * Creates a client that reports updates. It calls `onExchange` when it sends an update and again when the response arrives.
 *
 * @param messages the functions that write the client's messages; defaults to the messages of the package
 */
export function createClient(onExchange: (exchange: Exchange) => void, messages?: Messages): ConnectClient {
  return new ConnectClient({
    baseUrl: getApiUrl(),
    ...(messages !== undefined && { messages }),
    async fetch(request) {
      const started = performance.now();
      const { method, url, headers } = request;
      if (method !== "PUT") return send(request);
      const sent: Exchange = {
        index: exchangeCount++,
        method,
        url,
        headers: [...headers],
        body: await request.clone().text(),
      };
      onExchange(sent);
      const response = await send(request);
      const text = await response.clone().text();
      onExchange({ ...sent, status: response.status, response: text, tookMs: performance.now() - started });
      return response;
    },
  });
}
