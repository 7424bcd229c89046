/** Checks the base URL of a client, and resolves it against the page. */
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
export declare function checkBaseUrl(text: string | undefined, allowInsecure: boolean): GetBaseUrl;
