// Measures typing into the console in Chromium: how long the page's scripts run in each frame, and for each key. Connections
// of three sizes are compared.

import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { startPlatform } from "../../www/platform/server.js";
import { launchChromium } from "../e2e/chromium.mjs";
import { measureScriptPerFrame } from "./trace.mjs";

const CONFIG = fileURLToPath(new URL("../../www/vite.config.js", import.meta.url));
const TYPED_TEXT = "what somebody types into a field";

/** Names of connections on the local platform, by their number of environments. */
const CONNECTIONS = { 3: "Storefront orders", 300: "Branch point of sale", 5000: "Vending machines" };

/**
 * Pauses between two keys, in milliseconds. The first is quick typing. The second is so long that work which waits for a pause in
 * typing runs after every key.
 */
const PAUSES_MS = [30, 220];

/** Fields to type into. `prepare` changes the form before that. */
const FIELDS = {
  "a variable": { field: "Value of variable 1" },
  "a new environment": {
    field: /^Name of new environment/,
    async prepare(page) {
      await page.getByRole("button", { name: "Add environment" }).click();
      await page.waitForFunction(() => /environments.*name$/.test(document.activeElement?.id));
    },
  },
  "one of 1,000 variables": {
    field: "Value of variable 1",
    async prepare(page) {
      await page.getByLabel("Name of variable 1", { exact: true }).evaluate((input) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text", Array.from({ length: 1_000 }, (_, n) => `KEY_${n}=${n}`).join("\n"));
        input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      });
      await page.getByRole("button", { name: /^Import [\d,]+ variables$/ }).click();
      await page.getByLabel("Name of variable 8", { exact: true }).waitFor();
    },
  },
};

/**
 * Measures every field with every pause, at every size. Times are in nanoseconds.
 *
 * @returns {Promise<Record<string, Record<string, { frames: number, median: number, p95: number, perKey: number }>>>} results
 *   by case and number of environments
 */
export async function measureFrames() {
  await build({ configFile: CONFIG, logLevel: "warn" });
  const server = await preview({ configFile: CONFIG, preview: { port: 0 }, logLevel: "warn" });
  const browser = await launchChromium();
  const results = {};
  try {
    for (const [name, { field, prepare }] of Object.entries(FIELDS)) {
      for (const pause of PAUSES_MS) {
        const key = `frames, ${name}, ${pause} ms between keys`;
        results[key] = {};
        for (const [size, connection] of Object.entries(CONNECTIONS)) {
          results[key][size] = await measureTyping(browser, server, { connection, field, prepare, pause });
        }
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return results;
}

async function measureTyping(browser, server, { connection, field, prepare, pause }) {
  const platform = await startPlatform();
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${server.resolvedUrls.local[0]}?platform=${platform.origin}`);
    await page.getByLabel("Password").fill("lovelace");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("link", { name: connection, exact: true }).click();
    await page.getByRole("heading", { name: connection, exact: true, level: 1 }).waitFor();
    await prepare?.(page);
    const input = page.getByLabel(field, { exact: true });
    const frames = await measureScriptPerFrame(page, () => input.pressSequentially(TYPED_TEXT, { delay: pause }));
    const sum = frames.reduce((total, ms) => total + ms, 0);
    return {
      frames: frames.length,
      median: toNanoseconds(findPercentile(frames, 0.5)),
      p95: toNanoseconds(findPercentile(frames, 0.95)),
      perKey: toNanoseconds(sum / TYPED_TEXT.length),
    };
  } finally {
    await context.close();
    await platform.stop();
  }
}

/** Converts from milliseconds. */
const toNanoseconds = (ms) => Math.round(ms * 1e6);

/** Returns the smallest item such that a share of the list, such as 0.95, is not greater. */
function findPercentile(list, share) {
  return list.toSorted((one, other) => one - other)[Math.ceil(list.length * share) - 1];
}
