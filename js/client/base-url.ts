/** Checks the base URL of a client, and resolves it against the page. */

import { defaultBaseUrl, baseUrl as normalizeBaseUrl } from "../core/core.js";

/** The address of the page or of the worker; `undefined` in Node. */
interface Page {
  /** `null` as text if the page has no host. */
  readonly origin: string;
  readonly protocol: string;
  readonly hostname: string;
}

/** Returns the base URL of a client in its normal form. */
export type GetBaseUrl = () => string;

/**
 * Checks a base URL. Returns a function that returns it in its normal form. A path is resolved against the page when the function is
 * called, so that a module of an application can create its client on a server too.
 *
 * @param text the option of the client; `undefined` for the API of the platform
 * @param allowInsecure true to allow `http:` on every host
 * @throws {TypeError} if the URL is refused; the message says what to write. The returned function throws it if there is no page.
 */
export function checkBaseUrl(text: string | undefined, allowInsecure: boolean): GetBaseUrl {
  if (text === undefined) return defaultBaseUrl;
  if (/^\/(?![/\\])/.test(text)) {
    normalizeBaseUrl(`https://page.example${text}`, false);
    return () => {
      const page = getPage();
      if (!page?.protocol?.startsWith("http")) {
        throw new TypeError("options.baseUrl is refused: there is no page to resolve a path; write the whole URL");
      }
      return normalizeBaseUrl(page.origin + text, true);
    };
  }
  const url = normalizeBaseUrl(text, allowInsecure || isHostOfPage(text, getPage()));
  return () => url;
}

function getPage(): Page | undefined {
  return (globalThis as { location?: Page }).location;
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
