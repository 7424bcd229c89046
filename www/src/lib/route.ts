/** Reads and writes the part of the address after `#`: the id of the shown connection, or no id if the list is shown. */

/** Returns the link to a connection. Without an id, returns the link to the list. */
export function hrefFor(connectionId = ""): string {
  return `#/${connectionId}`;
}

/** Returns the id of the connection in the address; `undefined` for the list. */
export function readHash(): string | undefined {
  return /^#\/([\w-]+)$/.exec(location.hash)?.[1];
}
