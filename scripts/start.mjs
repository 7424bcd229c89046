// `npm start`: sets up, builds, runs one update against the local platform and prints each step, then serves the console.
// `npm start -- --once` stops after the update.

import { argv } from "node:process";
import { main, root } from "./run.mjs";
import { setup } from "./setup.mjs";

/** The port at which the console looks for the platform. If it is in use, the platform takes another port. */
const PLATFORM_PORT = 4400;
const CONSOLE_PORT = 5173;

await main(async () => {
  await setup();
  // These imports are not at the top of the file, because set-up may first have to install the modules that they need.
  const { buildPackage } = await import("./build.mjs");
  console.log("Building the package: wasm-pack, wasm-opt, entries and types.");
  await buildPackage();
  const { startPlatform } = await import("../www/platform/server.js");
  const platform = await startPlatform();
  console.log(`The local platform runs at ${platform.origin}.\n`);
  await updateOnce(platform);
  await platform.stop();
  if (argv.includes("--once")) return;
  // Starts a new platform, so that its data is the initial data again.
  await serveConsole(await startPlatform({ port: PLATFORM_PORT }).catch(() => startPlatform()));
});

/**
 * Runs one update and prints each step: the issues, the body, the status, and how the connection has changed.
 *
 * @param {{ origin: string, baseUrl: string }} platform
 */
async function updateOnce({ origin, baseUrl }) {
  const { ConnectClient, merge } = await import("connection-update");
  const { LOGIN, ORGANISATION_ID, USER } = await import("../www/platform/server.js");

  const login = await fetch(`${origin}/login`, LOGIN);
  const headers = { cookie: login.headers.getSetCookie()[0].split(";", 1)[0] };
  console.log(`1. Logged in as ${USER.email}: ${login.status}`);

  const base = `${baseUrl}/o/${ORGANISATION_ID}/connections`;
  const { items } = await (await fetch(base, { headers })).json();
  const current = await (await fetch(`${base}/${items[0].id}`, { headers })).text();
  console.log(`2. Read the connection "${items[0].name}": ${current.length} characters`);

  const invalidChanges = { name: " ", baseUrl: "orders.storefront.example", environmentVariables: null };
  const refused = merge(current, invalidChanges);
  console.log(`3. An invalid edit, ${JSON.stringify(invalidChanges)}, gives ${refused.issues.length} issues:`);
  for (const { severity, field, message } of refused.issues) console.log(`   ${severity} at ${field}: ${message}`);

  const changes = {
    baseUrl: "https://orders.storefront.example/api/2026-07",
    environmentVariables: { set: { PAGE_SIZE: "100" }, remove: ["LOG_LEVEL"] },
  };
  const merged = merge(current, changes);
  if (!merged.ok) throw new Error(`The update is refused: ${merged.issues[0].message}.`);
  console.log(`4. A valid edit, ${JSON.stringify(changes)}, gives the body of ${merged.bytes.length} bytes:`);
  console.log(indent(JSON.stringify(merged.body, null, 2)));

  const target = { organisationId: ORGANISATION_ID, connectionId: items[0].id };
  const outcome = await new ConnectClient({ baseUrl, headers }).updateConnection(target, merged.bytes);
  if (!outcome.ok) throw new Error(`The update failed: ${outcome.error.message}.`);
  console.log(`5. Sent it with PUT: ${outcome.response.status}`);

  console.log("6. The connection has changed:");
  const before = JSON.parse(current);
  const variables = (list) => list.map(({ name, value }) => `${name}=${value}`).join(" ");
  const lines = [
    ["base URL", before.baseUrl, outcome.connection.baseUrl],
    ["variables", variables(before.environmentVariables), variables(outcome.connection.environmentVariables)],
    ...before.environments.map((environment, index) => [
      `variables of ${environment.name}`,
      variables(environment.variables),
      variables(outcome.connection.environments[index].variables),
    ]),
    ["last change", before.updatedAt, outcome.connection.updatedAt],
  ];
  for (const [label, old, updated] of lines) {
    console.log(`   ${label}: ${old}\n${" ".repeat(label.length + 3)}→ ${updated}`);
  }
}

function indent(text) {
  return text.replaceAll(/^/gm, "   ");
}

/** Serves the console until the process ends. */
async function serveConsole({ port, baseUrl }) {
  const { createServer } = await import("vite");
  const server = await createServer({
    root: `${root}/www`,
    configFile: `${root}/www/vite.config.js`,
    server: { port: CONSOLE_PORT },
    logLevel: "warn",
  });
  await server.listen();
  const page = new URL(server.resolvedUrls.local[0]);
  if (port !== PLATFORM_PORT) page.searchParams.set("platform", `http://127.0.0.1:${port}`);
  console.log(
    `\nThe demo console is at ${page}\nLog in as ada@example.com with the password lovelace.\n` +
      `The local platform is at ${baseUrl}, for the first example in README.md. Ctrl+C ends both.`,
  );
}
