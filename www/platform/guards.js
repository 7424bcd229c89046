// Protects the local platform from web pages and from large requests. Each guard is a middleware: it passes a request on, or
// returns an error of the platform. No guard reads a body, except `limitBody`, which stops at its limit.

import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";

/** @typedef {import("hono").Context} Context */
/** @typedef {import("hono").MiddlewareHandler} Middleware */

/** The names of this computer that the platform accepts, as in a URL. */
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const JSON_TYPE = /^application\/json\s*(;|$)/i;
const READING_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * Returns an error of the platform.
 *
 * @param {Context} context
 * @param {import("hono/utils/http-status").ContentfulStatusCode} status
 * @param {string} code
 * @param {string} message
 */
export const fail = (context, status, code, message) => context.json({ code, message }, status);

/** Adds headers to every response: browsers do not store, embed, run or interpret it. */
const addSecurityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: "DENY",
  // The platform has no TLS.
  strictTransportSecurity: false,
});

/** @type {Middleware} */
const forbidStoring = async (context, next) => {
  await next();
  context.header("cache-control", "no-store");
};

/** Prevents DNS rebinding: a page of another site gives its name to this computer, and so becomes same-origin. @type {Middleware} */
const requireLoopbackHost = async (context, next) => {
  // Only a request that did not arrive over HTTP/1.1 has no `Host`.
  const host = context.req.header("host") ?? new URL(context.req.url).host;
  if (!LOOPBACK_HOST.test(host)) return fail(context, 421, "permission_denied", "the host is not this computer");
  return next();
};

/** Allows the console, which has another port and so another origin. With cookies, the header must name that origin. */
const allowLoopbackOrigins = cors({
  origin: (origin) => (LOOPBACK_ORIGIN.test(origin) ? origin : null),
  credentials: true,
  allowHeaders: ["authorization", "content-type"],
  // The headers that the client of the package reads, and that browsers do not show to other origins by default.
  exposeHeaders: ["etag", "retry-after", "x-request-id"],
});

/**
 * Prevents cross-site request forgery. CORS prevents only that a page reads the response. Browsers send `Origin` with every
 * write; other clients may omit it.
 *
 * @type {Middleware}
 */
const requireLoopbackOrigin = async (context, next) => {
  const origin = context.req.header("origin");
  if (!READING_METHODS.includes(context.req.method) && origin !== undefined && !LOOPBACK_ORIGIN.test(origin)) {
    return fail(context, 403, "permission_denied", "the origin is not this computer");
  }
  return next();
};

/** Requires JSON in every write that has a body. Pages cannot send JSON to another origin without a preflight. @type {Middleware} */
const requireJson = async (context, next) => {
  const type = context.req.header("content-type");
  const hasBody =
    context.req.header("transfer-encoding") !== undefined || Number(context.req.header("content-length") ?? 0) !== 0;
  const isAccepted = type === undefined ? !hasBody : JSON_TYPE.test(type);
  if (!READING_METHODS.includes(context.req.method) && !isAccepted) {
    return fail(context, 415, "invalid_argument", "the content type is not application/json");
  }
  return next();
};

/** The guards of every route, in their order. The first ones also see the errors of the later ones. */
export const GUARDS = [
  addSecurityHeaders,
  forbidStoring,
  requireLoopbackHost,
  allowLoopbackOrigins,
  requireLoopbackOrigin,
  requireJson,
];

/**
 * Limits the body to a number of bytes. Compares `Content-Length`, or else reads the body until the limit.
 *
 * @param {number} maxSize
 */
export const limitBody = (maxSize) =>
  bodyLimit({
    maxSize,
    onError: (context) =>
      fail(context, 413, "resource_exhausted", `the body is larger than ${maxSize.toLocaleString("en")} bytes`),
  });

const malformed = new Hono()
  .use(addSecurityHeaders, forbidStoring)
  .all("*", (context) => fail(context, 400, "invalid_argument", "the host or the path is malformed"));

/** Returns the response to a request that no route can receive, because its host and path do not form a URL. */
export const refuseMalformed = () => malformed.request("/");
