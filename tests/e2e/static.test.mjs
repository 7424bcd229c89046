// The built demo on a static host: the platform runs in the page, so that no server is needed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPlatform } from "../../www/platform/server.js";
import { eventually, LIMIT_MS } from "../waiting.mjs";
import { launchChromium } from "./chromium.mjs";
import { choose, nameField, saveAll, serveConsole } from "./console.mjs";

let browser;
let server;
let origin;

before(async () => {
  server = await serveConsole();
  origin = server.resolvedUrls.local[0];
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** Opens the page in a tab that ends with the test, logs in, and waits for the list. Returns the page and its requests. */
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
  return { page, requests: requests.filter(({ url }) => !url.startsWith("data:")) };
}

const isInPagePlatform = ({ url }) => url.includes("/assets/in-page-");

test("a user logs in and sees the connections, and the page only loads its files", async (t) => {
  const { requests } = await logIn(t, origin);
  assert.ok(requests.some(isInPagePlatform));
  assert.deepEqual(
    requests.filter(({ method, url }) => method !== "GET" || !url.startsWith(origin)),
    [],
  );
});

test("a page whose address names a server does not load the platform", async (t) => {
  const platform = await startPlatform();
  t.after(() => platform.stop());
  const { requests } = await logIn(t, `${origin}?platform=${platform.origin}`);
  assert.ok(requests.some(({ url }) => url.startsWith(platform.origin)));
  assert.deepEqual(requests.filter(isInPagePlatform), []);
});

test("the page says that it has no server, and keeps the login and a save when it is loaded again", async (t) => {
  const { page } = await logIn(t, origin);
  await page.getByText("the server runs in this page").waitFor();
  await choose(page, "Storefront orders");
  await nameField(page).fill("Saved in the page");
  await saveAll(page);
  await page.reload();
  await page.getByRole("heading", { name: "Saved in the page", level: 1 }).waitFor();
  await eventually.equal(() => page.getByLabel("Password").count(), 0);
});
