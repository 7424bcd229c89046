// A platform of one connection, for tests that edit a draft during a save.

import { ConnectClient } from "connection-update";
import { ulid } from "./edits.mjs";
import { applyPut, environmentIdOf } from "./stored.mjs";

/**
 * Returns a client of a platform of one connection, and the requests that it has received.
 *
 * @param tidy changes the stored connection after each write
 * @param before is called before the response to a write; it can return another response
 */
export function platform(stored, { tidy = () => {}, before = () => {} } = {}) {
  const writes = [];
  let count = 0;
  const fetch = async (request) => {
    if (request.method === "GET") return Response.json(stored);
    const copy = request.clone();
    const body = await copy.json();
    writes.push([environmentIdOf(request) ?? "connection", body]);
    const refusal = await before(body);
    if (refusal !== undefined) return refusal;
    const answer = await applyPut(stored, request, () => ulid(900 + ++count));
    tidy(stored);
    return Response.json(answer);
  };
  return { client: new ConnectClient({ fetch }), writes, stored };
}
