// `npm run screenshots`: builds the console, runs it with the local platform, and takes the pictures of the README.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { main, root } from "./run.mjs";
import { setup } from "./setup.mjs";

const imageFolder = join(root, "docs", "images");

/** The pictures. `act` does what a user does before the picture is taken. */
const PICTURES = [
  {
    name: "edit",
    colorScheme: "light",
    viewport: { width: 1280, height: 860 },
    async act(page) {
      await page.getByLabel("Name", { exact: true }).fill("Storefront orders, Europe");
      await page.getByLabel("Base URL").fill("orders.storefront.example");
      await page.getByRole("button", { name: "Add variable" }).click();
      await page.getByLabel("Name of variable 4").fill("REGION");
    },
  },
  {
    name: "review",
    colorScheme: "dark",
    viewport: { width: 1280, height: 860 },
    async act(page) {
      await page.getByLabel("Value of variable 1").fill("eu-north-1");
      await page.getByRole("button", { name: "Remove Development" }).click();
      await page.getByRole("button", { name: "Move Staging up" }).click();
      await page.getByRole("button", { name: "Review and save" }).click();
      await page.getByRole("dialog").getByRole("group", { name: "Confirm" }).getByRole("checkbox").first().check();
    },
  },
  {
    name: "json",
    colorScheme: "light",
    viewport: { width: 1280, height: 860 },
    async act(page) {
      await page.getByLabel("Base URL").fill("http://orders.storefront.example");
      await page.getByLabel("JSON", { exact: true }).check();
      await page.getByTestId("raw").getByText('"sha256"').click();
      await page.getByTestId("raw").locator(".cm-lintRange").first().waitFor();
      await page.keyboard.press("Control+Space");
      await page.getByTestId("raw").getByRole("option").first().waitFor();
    },
  },
];

await main(async () => {
  await setup({ tests: true, browsers: true });
  const { build, preview } = await import("vite");
  const { launchChromium } = await import("../tests/e2e/chromium.mjs");
  const { startPlatform } = await import("../www/platform/server.js");
  const configFile = join(root, "www", "vite.config.js");
  await build({ configFile, logLevel: "warn" });
  await mkdir(imageFolder, { recursive: true });
  const server = await preview({ configFile, preview: { port: 0 }, logLevel: "warn" });
  const browser = await launchChromium();
  for (const { name, colorScheme, viewport, act } of PICTURES) {
    const platform = await startPlatform();
    const page = await browser.newPage({ colorScheme, viewport });
    await page.goto(`${server.resolvedUrls.local[0]}?platform=${platform.origin}`);
    await page.getByLabel("Password").fill("lovelace");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("link", { name: "Storefront orders" }).click();
    await page.getByRole("heading", { name: "Storefront orders" }).waitFor();
    await act(page);
    // The console updates the preview of the request after a short pause.
    await page.waitForTimeout(500);
    const path = join(imageFolder, `${name}.png`);
    await page.screenshot({ path });
    console.log(path);
    await page.close();
    await platform.stop();
  }
  await browser.close();
  await server.close();
});
