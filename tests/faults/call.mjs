// Runs one call of the client, in Node or in a browser, and returns its outcome as plain data.

export const TARGET = { organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", connectionId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C01" };
export const BODY = {
  id: TARGET.connectionId,
  organisationId: TARGET.organisationId,
  name: "Shop",
  protocol: "http",
  baseUrl: "https://shop.example.com",
};

/** Longest time that a call may take, in milliseconds: only what never ends meets it. */
const LIMIT_MS = 60_000;

/**
 * Calls `updateConnection`, or another method, and returns the outcome.
 *
 * @param {object} how
 * @param {string} [how.events] URL where the server reports that the request has arrived, and receives that the head is there
 * @param {"arrived" | "head"} [how.deadline] event after which the deadline comes; after a minute if there is none
 * @param {boolean} [how.tellsHead] true if the call reports to the server that the head is there
 */
export async function call(
  { ConnectClient },
  { options = {}, method = "updateConnection", body = BODY, events, deadline, tellsHead = false },
) {
  let hasHead;
  const head = new Promise((resolve) => {
    hasHead = resolve;
  });
  const watching = async (request) => {
    const response = await fetch(request);
    hasHead();
    if (tellsHead) await fetch(`${events}/head`);
    return response;
  };
  const isWatched = tellsHead || deadline === "head";
  const client = new ConnectClient({ timeoutMs: LIMIT_MS, ...(isWatched && { fetch: watching }), ...options });
  const args =
    method === "getConnection" ? [] : [method === "save" ? { base: BODY, changes: { name: "Other" } } : body];
  const { calling, expire } = holdingDeadline(deadline !== undefined, () => client[method](TARGET, ...args));
  if (deadline !== undefined) {
    await Promise.race([deadline === "head" ? head : fetch(`${events}/arrived`), calling]);
    // The client goes on to what comes next.
    await new Promise((resolve) => setTimeout(resolve));
    expire();
  }
  const outcome = await calling;
  if (outcome.ok) return { ok: true, name: outcome.connection.name, drift: outcome.drift.length };
  const { error } = outcome;
  const { kind, status, maybeApplied, applied, requestId, retryAfterMs, message, name } = error;
  const text = [message, JSON.stringify(error), error.stack, String(error)].join("\n");
  return { ok: false, kind, status, maybeApplied, applied, requestId, retryAfterMs, message, name, text };
}

/** Starts a call and takes its deadline away from the clock, so that it comes when `expire` is called. */
function holdingDeadline(isHeld, start) {
  if (!isHeld) return { calling: start() };
  const { setTimeout } = globalThis;
  let expire;
  globalThis.setTimeout = (work, delay, ...given) => {
    if (delay !== LIMIT_MS) return setTimeout(work, delay, ...given);
    expire = work;
    return undefined;
  };
  try {
    const calling = start();
    return { calling, expire };
  } finally {
    globalThis.setTimeout = setTimeout;
  }
}
