import { listConnections, readConnection, type Summary } from "../api/platform.ts";

/** The content of an address. */
export type PageContent =
  | { kind: "list"; summaries: Summary[] }
  | {
      kind: "connection";
      id: string;
      name: string;
      /** The JSON text of the connection, as received. */
      text: string;
    };

/** Loads the connection with an id, or the list of connections without one. */
export async function loadPage(organisationId: string, id: string | undefined): Promise<PageContent> {
  if (id === undefined) return { kind: "list", summaries: await listConnections(organisationId) };
  const text = await readConnection(organisationId, id);
  const { name } = JSON.parse(text) as { name?: unknown };
  return { kind: "connection", id, name: typeof name === "string" && name !== "" ? name : "Connection", text };
}
