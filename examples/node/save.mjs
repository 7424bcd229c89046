// Reads a connection, edits it, prints the effects of the edit, and saves the connection. The environment variable `COOKIE`
// contains the session cookie:
// COOKIE="versori_session=…" npm start -- <base url> <organisation> <connection>

import { argv, env, exit } from "node:process";
import { ConnectClient, ConnectionDraft } from "connection-update";

const [, , baseUrl, organisationId, connectionId] = argv;
if (connectionId === undefined || env.COOKIE === undefined) {
  console.error("usage: COOKIE=… npm start -- <base url> <organisation> <connection>");
  exit(2);
}

const client = new ConnectClient({ baseUrl, headers: { cookie: env.COOKIE }, timeoutMs: 10_000 });
const read = await client.getConnection({ organisationId, connectionId });
if (!read.ok) {
  console.error(`cannot be read: ${read.error.message}`);
  exit(1);
}

// Creates the draft from bytes, because parsing would round numbers that JavaScript cannot represent.
const draft = new ConnectionDraft(read.bytes);
draft.set("name", `${read.connection.name} (checked)`);
for (const issue of draft.issues) console.log(`${issue.severity} ${issue.field}: ${issue.message}`);
for (const effect of draft.effects) console.log(`${effect.destructive ? "!" : "-"} ${effect.summary}`);

const saved = await draft.save(client);
if (saved.ok) console.log(`saved as "${saved.connection.name}"`);
else if (saved.error.kind === "conflict") console.log(`${saved.error.conflicts.length} conflicts, nothing was written`);
else console.log(`not saved: ${saved.error.message}`);
draft.dispose();
