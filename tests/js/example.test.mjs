// Runs the example for Node with the built package. `tests/pack/examples.mjs` runs all examples with the packed tarball.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LOGIN, ORGANISATION_ID, startPlatform } from "../../www/platform/server.js";

test("the example reads a connection, prints the effects of an edit, and saves it", async (t) => {
  const platform = await startPlatform();
  t.after(() => platform.stop());
  const login = await fetch(`${platform.origin}/login`, LOGIN);
  const cookie = login.headers.getSetCookie()[0].split(";", 1)[0];
  const list = await fetch(`${platform.baseUrl}/o/${ORGANISATION_ID}/connections`, { headers: { cookie } });
  const [{ id }] = (await list.json()).items;
  // In this folder, the name of the package is the package itself. The example has a `package.json` and installs the package.
  const folder = new URL("../../target/example/", import.meta.url);
  await mkdir(folder, { recursive: true });
  const script = fileURLToPath(new URL("save.mjs", folder));
  await cp(new URL("../../examples/node/save.mjs", import.meta.url), script);
  const run = promisify(execFile);
  const args = [script, platform.baseUrl, ORGANISATION_ID, id];
  const { stdout } = await run(process.execPath, args, { env: { ...process.env, COOKIE: cookie } });
  assert.equal(stdout, '- `name` changes\nsaved as "Storefront orders (checked)"\n');
  await assert.rejects(run(process.execPath, [script]), { code: 2 });
});
