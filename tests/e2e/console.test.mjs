// The demo page in a real browser: what the platform sees of it, and what a person sees of every way to fail.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { build, createServer, preview } from "vite";
import { startPlatform } from "../../www/platform/server.js";
import { launchChromium } from "./chromium.mjs";

const CONFIG = new URL("../../www/vite.config.js", import.meta.url).pathname;
let browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser?.close());

/** Opens the page beside a platform of its own and logs in; both end with the test. */
async function open(t, pageOrigin, { colorScheme = "light", width = 1280 } = {}) {
  const platform = await startPlatform();
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.setDefaultTimeout(10_000);
  t.after(async () => {
    await context.close();
    await platform.stop();
    assert.deepEqual(errors, [], "the page threw");
  });
  await page.goto(`${pageOrigin}?platform=${platform.origin}`);
  await logIn(page);
  await page.getByRole("heading", { name: "Storefront orders" }).waitFor();
  return { page, context, platform };
}

async function logIn(page) {
  await page.getByLabel("Password").fill("lovelace");
  await page.getByRole("button", { name: "Log in" }).click();
}

const name = (page) => page.getByLabel("Name", { exact: true });
const save = (page) => page.getByRole("button", { name: "Save" });
const puts = (platform) => platform.seen.filter(({ method }) => method === "PUT");

describe("built", () => {
  let server;
  let origin;
  before(async () => {
    await build({ configFile: CONFIG, logLevel: "warn", build: { chunkSizeWarningLimit: 1024 } });
    server = await preview({ configFile: CONFIG, preview: { port: 0 }, logLevel: "warn" });
    origin = server.resolvedUrls.local[0];
  });
  after(() => server?.close());

  test("the platform sees the cookie and the very bytes that were validated", async (t) => {
    const { page, context, platform } = await open(t, origin);
    await name(page).fill("Storefront EU");
    await page.getByLabel("Base URL").fill("https://eu.storefront.example");
    await page.getByLabel("Value of variable 1").fill("eu-north-1");
    const shown = JSON.parse(await page.getByTestId("pending").textContent());
    await save(page).click();
    await page.getByText("Saved.").waitFor();

    const [put, ...more] = puts(platform);
    assert.equal(more.length, 0);
    const [cookie] = await context.cookies(platform.origin);
    assert.equal(cookie.httpOnly, true);
    assert.equal(put.headers.cookie, `${cookie.name}=${cookie.value}`);
    assert.equal(put.headers["content-type"], "application/json");
    // The bytes are those that merging made: compact, in the order of the stored connection.
    assert.equal(put.body, JSON.stringify(shown));
    assert.deepEqual(Object.keys(shown), [
      "id",
      "organisationId",
      "name",
      "protocol",
      "baseUrl",
      "environmentVariables",
    ]);
    assert.deepEqual(JSON.parse(await page.getByTestId("sent").textContent()), shown);
    assert.equal(JSON.parse(await page.getByTestId("answer").textContent()).name, "Storefront EU");
    await page.getByRole("heading", { name: "Storefront EU" }).waitFor();
    assert.equal(await save(page).isDisabled(), true);
  });

  test("each issue stands at its field while typing, and nothing leaves", async (t) => {
    const { page, platform } = await open(t, origin);
    const described = async (field) => {
      const id = await field.getAttribute("aria-describedby");
      return id === null ? "" : page.locator(`[id="${id}"]`).textContent();
    };
    const base = page.getByLabel("Base URL");
    await name(page).fill(" ");
    assert.match(await described(name(page)), /a name cannot be blank/);
    assert.equal(await name(page).getAttribute("aria-invalid"), "true");
    await base.fill("shop");
    assert.match(await described(base), /it must begin with `https:\/\/`/);
    await base.fill("http://shop.example");
    assert.match(await described(base), /use https/);
    assert.equal(await base.getAttribute("aria-invalid"), "false");
    await page.getByRole("button", { name: "Add variable" }).click();
    const added = page.getByLabel("Name of variable 4");
    await added.fill("REGION");
    assert.match(await described(added), /has the same `name`/);
    assert.match(await page.getByRole("status").textContent(), /2 errors keep this from being sent/);
    assert.equal(await save(page).isDisabled(), true);
    await page.getByRole("button", { name: "Reset" }).click();
    assert.equal(await described(name(page)), "");
    assert.equal(puts(platform).length, 0);
  });

  test("a 401 asks for a fresh login, keeps the edits and sends them then", async (t) => {
    const { page, platform } = await open(t, origin);
    await name(page).fill("Kept");
    platform.endSessions();
    await save(page).click();
    await page.getByRole("alert").getByText("log in and try again (401)").waitFor();
    assert.equal(await name(page).inputValue(), "Kept");
    await logIn(page);
    await page.getByText("Saved.").waitFor();
    assert.deepEqual(
      puts(platform).map(({ body }) => JSON.parse(body).name),
      ["Kept", "Kept"],
    );
  });

  test("a 400 shows the platform's word at the field that it names", async (t) => {
    const { page } = await open(t, origin);
    await name(page).fill("x".repeat(121));
    await save(page).click();
    await page.getByRole("alert").getByText("The platform refused the body (400)").waitFor();
    const issue = page.getByRole("listitem").filter({ hasText: "is longer than 120 characters" });
    await issue.waitFor();
    assert.equal(await name(page).getAttribute("aria-invalid"), "true");
    await name(page).fill("short");
    assert.equal(await issue.count(), 0);
  });

  test("a dead server is said to be dead, and that the update may have been applied", async (t) => {
    const { page, platform } = await open(t, origin);
    await name(page).fill("Lost");
    await platform.stop();
    await save(page).click();
    const alert = page.getByRole("alert");
    await alert.getByText("The platform could not be reached").waitFor();
    await alert.getByText("may have been applied").waitFor();
    assert.equal(await name(page).inputValue(), "Lost");
  });

  test("a wrong password is said to be wrong, and a bigquery connection has a dataset", async (t) => {
    const { page } = await open(t, origin);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByLabel("Password").fill("byron");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("email or password is wrong").waitFor();
    await logIn(page);
    await page.getByLabel("Connection", { exact: true }).selectOption({ label: "Sales warehouse · 1 environment" });
    await page.getByLabel("Dataset").fill("sales");
    await page.getByText("expected `<project_id>.<dataset_name>`").waitFor();
  });

  test("300 environments are edited and saved", async (t) => {
    const { page, platform } = await open(t, origin);
    await page
      .getByLabel("Connection", { exact: true })
      .selectOption({ label: "Branch point of sale · 300 environments" });
    await page.getByLabel("Value of variable 1").fill("SEK");
    await page
      .getByText("The environment `Aarhus 001` will lose what `CURRENCY`, `BRANCH`, `TILL_COUNT` held.")
      .waitFor();
    await page.getByText("So will 297 more environments.").waitFor();
    await save(page).click();
    await page.getByText("Saved.").waitFor();
    assert.equal(JSON.parse(puts(platform)[0].body).environmentVariables[0].value, "SEK");
  });

  for (const [colorScheme, width] of [
    ["light", 360],
    ["dark", 1280],
  ]) {
    test(`nothing runs over the edge at ${width} px, ${colorScheme}`, async (t) => {
      const { page } = await open(t, origin, { colorScheme, width });
      await name(page).fill(` ${"Long".repeat(40)}`);
      await save(page).click();
      await page.getByTestId("sent").waitFor();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${over} px`);
    });
  }
});

test("in Vite's development server the page works the same", async (t) => {
  const server = await createServer({ configFile: CONFIG, server: { port: 0 }, logLevel: "warn" });
  await server.listen();
  try {
    const { page, platform } = await open(t, server.resolvedUrls.local[0]);
    await name(page).fill("Served");
    await save(page).click();
    await page.getByText("Saved.").waitFor();
    assert.equal(JSON.parse(puts(platform)[0].body).name, "Served");
  } finally {
    await server.close();
  }
});
