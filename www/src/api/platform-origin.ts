/** Reads the origin of the platform from the address of the page. */

import { ApiError } from "./error.ts";

/** The host names of this computer, as in a parsed URL. */
const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Returns the origin of the parameter `platform`. Accepts only HTTP URLs of this computer, so that a link to the console cannot
 * send the password to another server.
 *
 * @param search the query of the address, such as `?platform=http://127.0.0.1:4401`
 * @param defaultOrigin the result if the parameter is absent
 * @throws {ApiError} for any other value
 */
export function readPlatformOrigin(search: string, defaultOrigin: string): string {
  const given = new URLSearchParams(search).get("platform");
  if (given === null) return defaultOrigin;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === "http:" && LOOPBACK_NAMES.includes(url.hostname)) return url.origin;
  throw new ApiError(
    "refused",
    "The server in this page's address isn't on this computer. Remove “platform” from the address.",
  );
}
