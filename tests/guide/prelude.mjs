// Runs before a snippet of the guide: sends the requests of the snippet to the local platform, whose origin is in `PLATFORM`, and
// defines the names that `ambient.d.ts` declares.

import { env } from "node:process";
import { API, ORGANISATION_ID, TOKEN } from "../../www/platform/app.js";
import { seed } from "../../www/platform/seed.js";

/** The origin of the platform that clients use by default. */
const DEFAULT_ORIGIN = "https://platform.versori.com";

const send = globalThis.fetch;

/** Sends a request to the local platform instead of the remote one, with the token that the local platform accepts. */
async function fetchLocally(request) {
  const headers = new Headers(request.headers);
  headers.set("authorization", `Bearer ${TOKEN}`);
  const { method, signal, redirect } = request;
  const body = method === "GET" ? undefined : await request.arrayBuffer();
  return send(request.url.replace(DEFAULT_ORIGIN, env.PLATFORM), { method, headers, body, signal, redirect });
}

/** Stands in for the page of the reader. An error that a snippet shows makes the test fail. */
function show(...shown) {
  for (const value of shown) if (value instanceof Error) throw value;
}

const [{ id }] = seed();
const target = { organisationId: ORGANISATION_ID, connectionId: id };
const address = `${DEFAULT_ORIGIN}${API}/o/${ORGANISATION_ID}/connections/${id}`;

Object.assign(globalThis, {
  fetch: fetchLocally,
  target,
  current: await (await fetchLocally(new Request(address))).json(),
  changes: { name: "Storefront orders, Europe" },
  signal: new AbortController().signal,
  request: new Request("http://localhost/", { headers: { cookie: "versori_session=1" } }),
  show,
  logIn: show,
});
