/** What the address of the page shows: one connection, or all of them. */

/** The part of the address after `#` that shows a connection; all of them unless told. */
export function addressOf(connectionId = ""): string {
  return `#/${connectionId}`;
}

/** The connection that the address shows; `undefined` where it shows all. */
export function shownConnection(): string | undefined {
  return /^#\/([\w-]+)$/.exec(location.hash)?.[1];
}
