/** The part of the address after `#`: names the connection that is shown, or none for the list of all. */

/** Returns the link to a connection. Defaults to the list of all. */
export function hrefFor(connectionId = ""): string {
  return `#/${connectionId}`;
}

/** Returns the id of the connection in the address, or `undefined` for the list. */
export function connectionInHash(): string | undefined {
  return /^#\/([\w-]+)$/.exec(location.hash)?.[1];
}
