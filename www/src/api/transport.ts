/** Sends requests to the platform, which runs in the page or is a server on this computer. */

import { readPlatformOrigin } from "./platform-origin.ts";

/**
 * True if the platform runs in the page. This is the default of the built page, so that any static host can serve the demo. In the
 * development server, and if the address has the parameter `platform`, the platform is a server.
 */
export const isInPage = !import.meta.env.DEV && !new URLSearchParams(location.search).has("platform");

/** The host name of the page. The server must have the same host name, so that the browser sends the session cookie. */
const hostName = location.hostname === "localhost" ? "localhost" : "127.0.0.1";

/**
 * Returns the origin of the platform.
 *
 * @throws {ApiError} if the address of the page contains an origin that is not on this computer
 */
export const getOrigin = () =>
  isInPage ? location.origin : readPlatformOrigin(location.search, `http://${hostName}:4400`);

/** Returns the base URL of the API. Throws like `getOrigin`. */
export const getApiUrl = () => `${getOrigin()}/api/connect/v1alpha1`;

/** The platform in the page, after the first request. */
let inPagePlatform: ((request: Request) => Promise<Response>) | undefined;

/** Sends a request to the platform. Rejects if there is no response. */
export async function send(request: Request): Promise<Response> {
  if (!isInPage) return fetch(request);
  // A static import would load the platform in every page.
  const { createInPagePlatform } = await import("./in-page.ts");
  inPagePlatform ??= createInPagePlatform();
  return inPagePlatform(request);
}
