// The built demo on a static host: the platform runs in the page, so that no server is needed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { startPlatform } from "../../www/platform/server.js";
import { LIMIT_MS } from "../waiting.mjs";
import { launchChromium } from "./chromium.mjs";

const CONFIG = fileURLToPath(new URL("../../www/vite.config.js", import.meta.url));
let browser;
let server;
let origin;

before(async () => {
  await build({ configFile: CONFIG, logLevel: "warn" });
  server = await preview({ configFile: CONFIG, preview: { port: 0 }, logLevel: "warn" });
  origin = server.resolvedUrls.local[0];
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** Opens the page in a tab that ends with the test, logs in, and waits for the list. Returns the requests of the page. */
async function logIn(t, url) {
  const page = await browser.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  const requests = [];
  page.on("request", (request) => requests.push({ method: request.method(), url: request.url() }));
  const errors = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  // The page's policy reports here what it blocks.
  page.on(
    "console",
    (message) => /Content Security Policy|Trusted/.test(message.text()) && errors.push(message.text()),
  );
  t.after(async () => {
    await page.close();
    assert.deepEqual(errors, []);
  });
  await page.goto(url);
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password").fill("lovelace");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("link", { name: "Storefront orders" }).waitFor();
  return requests.filter(({ url }) => !url.startsWith("data:"));
}

const isInPagePlatform = ({ url }) => url.includes("/assets/in-page-");

test("a user logs in and sees the connections, and the page only loads its files", async (t) => {
  const requests = await logIn(t, origin);
  assert.ok(requests.some(isInPagePlatform));
  assert.deepEqual(
    requests.filter(({ method, url }) => method !== "GET" || !url.startsWith(origin)),
    [],
  );
});

test("a page whose address names a server does not load the platform", async (t) => {
  const platform = await startPlatform();
  t.after(() => platform.stop());
  const requests = await logIn(t, `${origin}?platform=${platform.origin}`);
  assert.ok(requests.some(({ url }) => url.startsWith(platform.origin)));
  assert.deepEqual(requests.filter(isInPagePlatform), []);
});
