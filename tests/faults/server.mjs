// A server that fails on purpose: raw sockets on loopback, one way to fail per path, and a count of what came over the wire.

import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { startRefusing } from "../js/stub.mjs";
import { deferred } from "../waiting.mjs";
import { FAULTS } from "./faults.mjs";

const ROOT = new URL("../../", import.meta.url);
const PAGE = `<!doctype html><title>faults</title><link rel="icon" href="data:,"><script type="module">
import * as pkg from "/pkg/index.js";
import { call } from "/tests/faults/call.mjs";
window.unhandled = [];
window.addEventListener("unhandledrejection", ({ reason }) => window.unhandled.push(String(reason)));
window.call = (how) => call(pkg, how);
</script>`;

/** Starts the server, one that redirects lead to, one that resets every connection, and one that refuses them. */
export async function startFaults() {
  const seen = new Map();
  const events = new Map();
  const context = { elsewhere: "", sent: 0 };
  const main = await listen((socket) => serve(socket, { seen, events, context }));
  let elsewhereBytes = 0;
  const elsewhere = await listen((socket) => socket.on("data", (bytes) => (elsewhereBytes += bytes.length)));
  const resetting = await listen((socket) => socket.resetAndDestroy());
  const refusing = await startRefusing();
  context.elsewhere = elsewhere.origin;
  let count = 0;
  return {
    page: `${main.origin}/page`,
    context,
    /**
     * Returns how to call so that the request meets a fault, the requests that have met it there, and what resolves when
     * the connection of such a request is closed.
     */
    meet({ name, port, options, deadline, tellsHead }) {
      const nonce = `${name}-${++count}`;
      const origin = { refusing: refusing.origin, resetting: resetting.origin }[port] ?? main.origin;
      const met = { arrived: deferred(), head: deferred(), closed: deferred() };
      events.set(nonce, met);
      return {
        how: {
          options: { baseUrl: `${origin}/${nonce}`, ...options },
          deadline,
          tellsHead,
          events: `${main.origin}/events/${nonce}`,
        },
        seen: () => seen.get(nonce) ?? [],
        closed: met.closed.promise,
      };
    },
    elsewhereBytes: () => elsewhereBytes,
    stop: () => Promise.all([main, elsewhere, resetting, refusing].map((server) => server.stop())),
  };
}

/** @param {(socket: import("node:net").Socket) => void} connected */
async function listen(connected) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // An error of a connection is not a failure of the test.
    socket.on("error", () => {});
    connected(socket);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      for (const socket of sockets) socket.destroy();
    });
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}

/** Reads one request and responds: with a file of the project, with an event of another request, or as its fault says. */
function serve(socket, { seen, events, context }) {
  let bytes = Buffer.alloc(0);
  let request;
  let isAnswered = false;
  const answer = () => {
    if (isAnswered) return;
    isAnswered = true;
    const { fault, url, nonce } = request;
    if (url.startsWith("/events/")) return void event(socket, url, events);
    if (fault === undefined) return void file(socket, url);
    const { arrived, head, closed } = events.get(nonce);
    socket.on("close", closed.resolve);
    fault.respond({ socket, request, context, tries: seen.get(nonce).length, hasHead: head.promise });
    arrived.resolve();
  };
  socket.on("data", (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    const end = bytes.indexOf("\r\n\r\n");
    if (request === undefined && end >= 0) {
      const [line, ...fields] = bytes.subarray(0, end).toString("latin1").split("\r\n");
      const [method, url] = line.split(" ");
      const headers = Object.fromEntries(fields.map((field) => field.toLowerCase().split(/:\s*/, 2)));
      const [, nonce = ""] = url.split("/");
      const fault = FAULTS.find(({ name }) => nonce.replace(/-\d+$/, "") === name);
      request = { method, url, headers, nonce, fault, length: Number(headers["content-length"] ?? 0), start: end + 4 };
      if (fault !== undefined) seen.set(nonce, [...(seen.get(nonce) ?? []), { method, url, headers }]);
      if (fault?.isEarly) answer();
    }
    if (request === undefined || bytes.length < request.start + request.length) return;
    request.body = bytes.subarray(request.start);
    answer();
  });
}

/** Responds once a request has arrived, or receives that the head of its response is there. */
async function event(socket, url, events) {
  const [, , nonce, name] = url.split("/");
  const { arrived, head } = events.get(nonce);
  if (name === "arrived") await arrived.promise;
  else head.resolve();
  send(socket, "text/plain", Buffer.from(name));
}

async function file(socket, url) {
  const isKnown = /^\/(pkg|tests\/faults)\/[\w.-]+$/.test(url);
  if (isKnown) send(socket, "text/javascript", await readFile(new URL(`.${url}`, ROOT)));
  else send(socket, "text/html", Buffer.from(PAGE));
}

function send(socket, type, content) {
  socket.write(
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${content.length}\r\nconnection: close\r\n\r\n`,
  );
  socket.end(content);
}
