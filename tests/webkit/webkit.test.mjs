// The module, the built package and the console in WebKitGTK, which has the engine of Safari.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { toolEnvironment } from "../../scripts/toolchain.mjs";
import { startPlatform } from "../../www/platform/server.js";
import { serveConsole } from "../e2e/console.mjs";
import { pageIn } from "../e2e/firefox.mjs";
import { differences, FAULTS } from "../faults/faults.mjs";
import { startFaults } from "../faults/server.mjs";
import { findFreePort } from "../free-port.mjs";
import { LIMIT_MS } from "../waiting.mjs";
import { launchWebKit, startProgram } from "./webkit.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let webkit;
before(async () => {
  webkit = await launchWebKit();
});
after(() => webkit?.stop());

test("the module passes its own tests", async (t) => {
  const address = `127.0.0.1:${await findFreePort()}`;
  const env = {
    ...toolEnvironment,
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: "wasm-bindgen-test-runner",
    // Serves a page with the tests, and starts no browser.
    NO_HEADLESS: "1",
    WASM_BINDGEN_TEST_ADDRESS: address,
    WASM_BINDGEN_USE_BROWSER: "1",
  };
  const args = ["test", "--target", "wasm32-unknown-unknown", "--test", "wasm"];
  const { child } = await startProgram("cargo", args, new RegExp(address), { cwd: ROOT, env, detached: true });
  t.after(() => process.kill(-child.pid));
  await webkit.driver.get(`http://${address}`);
  const read = () => webkit.driver.executeScript(() => document.getElementById("output")?.textContent ?? "");
  const isDone = async () => /^test result: /m.test(await read());
  await webkit.driver.wait(isDone, 10 * LIMIT_MS);
  const output = await read();
  const [, passed, failed] = /^test result: .* (\d+) passed; (\d+) failed/m.exec(output);
  assert.deepEqual([Number(passed) > 10, failed], [true, "0"], output);
});

test("the package's client ends every call as in other browsers", async (t) => {
  const server = await startFaults();
  t.after(() => server.stop());
  await webkit.driver.get(server.page);
  const script = "const done = arguments[arguments.length - 1]; Promise.resolve(eval(arguments[0])).then(done)";
  const ask = (expression) => webkit.driver.executeAsyncScript(script, expression);
  await webkit.driver.wait(() => ask("window.call !== undefined"), LIMIT_MS);
  for (const fault of FAULTS) {
    await t.test(`a server that does this: ${fault.name}`, async () => {
      const { how } = server.meet(fault);
      // WebKitGTK does not report that a body ended too early.
      assert.deepEqual(differences({ ...fault, ...fault.inWebKit }, await ask(`call(${JSON.stringify(how)})`)), []);
    });
  }
  assert.deepEqual(await ask("window.unhandled"), []);
});

test("a user logs in, edits, reviews and saves in the console", async (t) => {
  const server = await serveConsole();
  const platform = await startPlatform();
  t.after(async () => {
    await platform.stop();
    await server.close();
  });
  const page = pageIn(webkit.driver);
  await webkit.driver.get(`${server.resolvedUrls.local[0]}?platform=${platform.origin}`);
  await page.fill("Password", "lovelace");
  await page.click("Log in");
  await page.click("Storefront orders");
  await page.fill("Name", "");
  await page.sees("Enter a name.");
  await page.fill("Name", "Storefront EU");
  await page.fill("Value of variable 1", "eu-north-1");
  await page.save();
  await page.sees("All changes saved");
  const [{ body, headers }] = platform.seen.filter(({ method }) => method === "PUT");
  assert.match(headers.cookie, /session/);
  const { name, environmentVariables } = JSON.parse(body);
  assert.deepEqual([name, environmentVariables[0].value], ["Storefront EU", "eu-north-1"]);
});
