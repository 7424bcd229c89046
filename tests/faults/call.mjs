// One call of the client, in Node or in a browser: tells how it ended, in plain words.

export const TARGET = { organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", connectionId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C01" };
export const BODY = {
  id: TARGET.connectionId,
  organisationId: TARGET.organisationId,
  name: "Shop",
  protocol: "http",
  baseUrl: "https://shop.example.com",
};

/** Calls `updateConnection`, or another method, and tells the outcome and the time that it took. */
export async function call({ ConnectClient }, { options = {}, method = "updateConnection", body = BODY }) {
  const client = new ConnectClient({ timeoutMs: 5_000, ...options });
  const args =
    method === "getConnection" ? [] : [method === "save" ? { base: BODY, changes: { name: "Other" } } : body];
  const started = performance.now();
  const outcome = await client[method](TARGET, ...args);
  const ms = performance.now() - started;
  if (outcome.ok) return { ok: true, name: outcome.connection.name, drift: outcome.drift.length, ms };
  const { error } = outcome;
  const { kind, status, maybeApplied, applied, requestId, retryAfterMs, message, name } = error;
  const text = [message, JSON.stringify(error), error.stack, String(error)].join("\n");
  return { ok: false, kind, status, maybeApplied, applied, requestId, retryAfterMs, message, name, text, ms };
}
