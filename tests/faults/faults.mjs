// Ways for a server to fail, and the outcome that the client must return for each. `puts` is the number of requests that may
// arrive: browsers send again by themselves when a connection drops, so that those have a range.

const CONNECTION = JSON.stringify({
  id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C01",
  organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C02",
  name: "Shop",
  protocol: "http",
  baseUrl: "https://shop.example.com",
  environments: [],
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-02T00:00:00Z",
});
const JSON_TYPE = { "content-type": "application/json" };
const head = (status, headers = {}) =>
  [
    `HTTP/1.1 ${status} Status`,
    ...Object.entries({ "x-request-id": "r-1", connection: "close", ...headers }).map((field) => field.join(": ")),
    "\r\n",
  ].join("\r\n");
const answer =
  (status, body = "", headers = JSON_TYPE) =>
  ({ socket }) =>
    socket.end(head(status, { "content-length": Buffer.byteLength(body), ...headers }) + body);
const raw =
  (...parts) =>
  ({ socket }) => {
    for (const part of parts) socket.write(part);
    socket.end();
  };

const http = (status, maybeApplied) => ({ kind: "http", status, maybeApplied });
const decode = (status = 200) => ({ kind: "decode", status, maybeApplied: true });
const network = (status) => ({ kind: "network", status, maybeApplied: true });
const timeout = (status) => ({ kind: "timeout", status, maybeApplied: true });
/** A connection that ends without a response: some engines send the request again. */
const DROPPED = [1, 3];

const redirect = (status) => ({
  name: `redirect-${status}`,
  respond: ({ socket, context }) =>
    socket.end(head(status, { location: `${context.elsewhere}/stolen`, "content-length": 0 })),
  // Browsers show a redirect that is not followed without its status.
  expect: { kind: "http", maybeApplied: true },
  words: /redirect/,
});

/**
 * @typedef {object} Fault
 * @property {string} name
 * @property {(met: { socket: import("node:net").Socket, request: any, context: any, tries: number, hasHead: Promise<void> }) => void} [respond]
 * @property {boolean} [isEarly] whether it comes before the body was read
 * @property {"refusing" | "resetting"} [port] where the connection itself fails
 * @property {object} expect
 * @property {RegExp} [words] what the message says
 * @property {[number, number]} [puts] how many requests may arrive; defaults to one
 * @property {"arrived" | "head"} [deadline] event after which the deadline comes; see `call`
 * @property {boolean} [tellsHead] true if `respond` waits until the client has the head
 * @property {Partial<Fault>} [inNode] what is different in Node
 */

/** @type {Fault[]} */
export const FAULTS = [
  { name: "refused", port: "refusing", expect: { kind: "network" }, puts: [0, 0] },
  { name: "reset-at-once", port: "resetting", expect: network(), puts: [0, 0] },
  {
    name: "reset-before-body",
    isEarly: true,
    respond: ({ socket }) => socket.resetAndDestroy(),
    expect: network(),
    puts: DROPPED,
  },
  { name: "reset-after-body", respond: ({ socket }) => socket.resetAndDestroy(), expect: network(), puts: DROPPED },
  { name: "end-after-body", respond: ({ socket }) => socket.end(), expect: network(), puts: DROPPED },
  { name: "stall-before-headers", respond: () => {}, expect: timeout(), deadline: "arrived" },
  {
    name: "stall-in-headers",
    respond: ({ socket }) => socket.write("HTTP/1.1 200 OK\r\ncontent-ty"),
    expect: timeout(),
    deadline: "arrived",
  },
  {
    name: "stall-in-body",
    respond: ({ socket }) => socket.write(`${head(200, { ...JSON_TYPE, "content-length": 1_000 })}{"id":`),
    expect: timeout(200),
    deadline: "head",
  },
  {
    name: "stall-in-refusal",
    respond: ({ socket }) => socket.write(`${head(400, { ...JSON_TYPE, "content-length": 1_000 })}{"code":`),
    expect: { kind: "timeout", status: 400, maybeApplied: false },
    deadline: "head",
  },
  {
    name: "slow-drip",
    respond: ({ socket }) => {
      socket.write(head(200, { ...JSON_TYPE, "content-length": 1_000_000 }));
      const drip = setInterval(() => socket.write(" "), 20);
      socket.on("close", () => clearInterval(drip));
    },
    expect: timeout(200),
    deadline: "head",
  },
  {
    name: "slow-but-whole",
    respond: ({ socket }) => {
      socket.write(head(200, { ...JSON_TYPE, "content-length": CONNECTION.length }));
      let at = 0;
      const drip = setInterval(() => {
        socket.write(CONNECTION.slice(at, at + 20));
        at += 20;
        if (at >= CONNECTION.length) {
          clearInterval(drip);
          socket.end();
        }
      }, 10);
    },
    expect: { ok: true },
  },
  {
    name: "chunked",
    respond: raw(
      head(200, { ...JSON_TYPE, "transfer-encoding": "chunked" }),
      `7\r\n${CONNECTION.slice(0, 7)}\r\n`,
      `${(CONNECTION.length - 7).toString(16)}\r\n${CONNECTION.slice(7)}\r\n0\r\n\r\n`,
    ),
    expect: { ok: true },
  },
  {
    name: "early-hints",
    respond: raw("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n", head(200, JSON_TYPE), CONNECTION),
    expect: { ok: true },
  },
  {
    name: "truncated",
    respond: raw(head(200, { ...JSON_TYPE, "content-length": CONNECTION.length }), CONNECTION.slice(0, 40)),
    expect: network(200),
    words: /broke off/,
    inWebKit: { expect: decode(), words: /cannot be read as JSON/ },
  },
  {
    name: "truncated-chunks",
    respond: raw(head(200, { ...JSON_TYPE, "transfer-encoding": "chunked" }), `7\r\n${CONNECTION.slice(0, 7)}\r\n`),
    // Node takes the end of the connection for the end of the body.
    expect: { ...network(200), kind: ["network", "decode"] },
  },
  {
    name: "reset-in-body",
    respond: async ({ socket, hasHead }) => {
      socket.write(head(200, { ...JSON_TYPE, "content-length": CONNECTION.length }) + CONNECTION.slice(0, 40));
      await hasHead;
      socket.resetAndDestroy();
    },
    tellsHead: true,
    expect: network(200),
    words: /broke off/,
  },
  {
    name: "truncated-refusal",
    respond: raw(head(400, { ...JSON_TYPE, "content-length": 1_000 }), '{"code":'),
    expect: http(400, false),
  },
  {
    name: "length-too-short",
    respond: raw(head(200, { ...JSON_TYPE, "content-length": 40 }), CONNECTION),
    expect: decode(),
    words: /cannot be read as JSON/,
  },
  {
    name: "wrong-type",
    respond: answer(200, CONNECTION, { "content-type": "image/png" }),
    expect: decode(),
    words: /not JSON/,
  },
  {
    name: "bad-utf8",
    respond: ({ socket }) =>
      socket.end(Buffer.concat([Buffer.from(`${head(200, JSON_TYPE)}{"id":"`), Buffer.from([0xff, 0xfe, 0x22, 0x7d])])),
    expect: decode(),
    words: /cannot be read as JSON/,
  },
  {
    name: "broken-gzip",
    respond: raw(head(200, { ...JSON_TYPE, "content-encoding": "gzip" }), "this is not gzip"),
    expect: network(200),
    inWebKit: { expect: decode() },
    // Node never reports it, so that only the deadline ends it.
    inNode: { expect: { ...network(200), kind: ["network", "timeout"] }, deadline: "head" },
  },
  { name: "no-content", respond: answer(204, "", {}), expect: decode(204), words: /empty body/ },
  { name: "empty", respond: answer(200), expect: decode(), words: /empty body/ },
  {
    name: "html-200",
    respond: answer(200, "<html>", { "content-type": "text/html" }),
    expect: decode(),
    words: /not JSON/,
  },
  { name: "html-502", respond: answer(502, "<html>", { "content-type": "text/html" }), expect: http(502, true) },
  { name: "another-json", respond: answer(200, "[1]"), expect: decode(), words: /without a connection/ },
  { name: "deep", respond: answer(200, `{"id":"c","x":${"[".repeat(5_000)}${"]".repeat(5_000)}}`), expect: decode() },
  {
    name: "gibibyte",
    respond: ({ socket, context }) => {
      context.sent = 0;
      const chunk = Buffer.alloc(2 ** 20, " ");
      socket.write(head(200, { ...JSON_TYPE, "content-length": 2 ** 30 }));
      const pour = () => {
        while (!socket.destroyed && context.sent < 2 ** 30) {
          context.sent += chunk.length;
          if (!socket.write(chunk)) return;
        }
      };
      socket.on("drain", pour);
      pour();
    },
    expect: decode(),
    words: /more than 16777216 bytes/,
  },
  {
    name: "gibibyte-refusal",
    respond: ({ socket }) => {
      const chunk = Buffer.alloc(2 ** 20, " ");
      socket.write(head(422, { ...JSON_TYPE, "content-length": 2 ** 30 }));
      const pour = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on("drain", pour);
      pour();
    },
    expect: http(422, false),
  },
  ...[301, 302, 303, 307, 308].map(redirect),
  {
    name: "redirect-to-nowhere",
    respond: answer(302),
    expect: { kind: "http", maybeApplied: true },
    words: /redirect/,
  },
  {
    name: "not-http",
    respond: raw("220 smtp ready\r\n\r\n"),
    expect: { kind: "network", maybeApplied: true },
    puts: DROPPED,
  },
  {
    name: "endless-headers",
    respond: raw(`HTTP/1.1 200 OK\r\n${`x-filler: ${"y".repeat(1_000)}\r\n`.repeat(600)}\r\n${CONNECTION}`),
    expect: network(),
    puts: DROPPED,
  },
  {
    name: "asked-to-wait",
    respond: answer(429, "{}", { ...JSON_TYPE, "retry-after": "2" }),
    expect: { ...http(429, false), retryAfterMs: 2_000 },
  },
  {
    name: "asked-to-wait-long",
    respond: answer(503, "{}", { ...JSON_TYPE, "retry-after": "999999999999" }),
    expect: { ...http(503, false), retryAfterMs: 60_000 },
  },
  {
    name: "asked-to-wait-oddly",
    respond: answer(503, "{}", { ...JSON_TYPE, "retry-after": "soon" }),
    expect: { ...http(503, true), retryAfterMs: undefined },
  },
  { name: "unavailable", respond: answer(503, "{}"), expect: http(503, true) },
  { name: "failed", respond: answer(500), expect: http(500, true) },
  { name: "no-session", respond: answer(401, "{}"), expect: http(401, false) },
  { name: "lost-patience", respond: answer(408, "{}"), expect: http(408, true) },
];

/** Compares the outcome of a call with the expected one of a fault. Returns the differences. */
export function differences(fault, outcome) {
  const wrong = Object.entries({ ok: false, ...fault.expect })
    .filter(([key, value]) => ![value].flat().includes(outcome[key] ?? undefined))
    .map(([key, value]) => `${key} is ${outcome[key]}, not ${value}`);
  if (fault.words && !fault.words.test(outcome.message)) wrong.push(`says ${outcome.message}`);
  // Some headers are lost where a connection ends, and where a browser hides a redirect.
  if (outcome.status && outcome.requestId !== "r-1" && !fault.name.startsWith("redirect"))
    wrong.push("has no request id");
  return wrong;
}
