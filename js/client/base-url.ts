/** Resolves the base URL of a client against the page, and checks it. */

import { defaultBaseUrl, baseUrl as normalizeBaseUrl } from "../core/core.js";

/** The address of the page or of the worker; `undefined` in Node. */
interface Page {
  /** `null` as text if the page has no host. */
  readonly origin: string;
  readonly protocol: string;
  readonly hostname: string;
}

/**
 * Returns the base URL in its normal form. A path is resolved against the page.
 *
 * @param text the option of the client; `undefined` for the API of the platform
 * @param allowInsecure true to allow `http:` on every host
 * @throws {TypeError} if the URL is refused; the message says what to write
 */
export function resolveBaseUrl(text: string | undefined, allowInsecure: boolean): string {
  if (text === undefined) return defaultBaseUrl();
  const { location: page } = globalThis as { location?: Page };
  if (/^\/(?![/\\])/.test(text)) {
    if (!page?.protocol?.startsWith("http")) {
      throw new TypeError("options.baseUrl is refused: there is no page to resolve a path; write the whole URL");
    }
    return normalizeBaseUrl(page.origin + text, true);
  }
  return normalizeBaseUrl(text, allowInsecure || isHostOfPage(text, page));
}

/** Returns true if a page was loaded with `http:` from the host of a URL. HTTPS would then protect nothing. */
function isHostOfPage(text: string, page: Page | undefined): boolean {
  if (page?.protocol !== "http:") return false;
  try {
    return new URL(text).hostname === page.hostname;
  } catch {
    return false;
  }
}
