// Typing into the console in Chromium: how long the page's scripts run in each frame, and for each key. The baseline is the
// same typing in a connection of 3 environments.

import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { startPlatform } from "../../www/platform/server.js";
import { launchChromium } from "../e2e/chromium.mjs";
import { scriptPerFrame } from "./trace.mjs";

const CONFIG = fileURLToPath(new URL("../../www/vite.config.js", import.meta.url));
const SENTENCE = "what somebody types into a field";

/** Connections of the local platform, by their number of environments. */
const CONNECTIONS = { 3: "Storefront orders", 300: "Branch point of sale", 5000: "Vending machines" };

/** Pauses between two keys, in milliseconds: quick typing, and so slow that whatever waits for a pause comes after every key. */
const PAUSES = [30, 220];

/** Fields that are typed into. */
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
      await page.getByLabel("Name of variable 8", { exact: true }).waitFor();
    },
  },
};

/**
 * Measures every field with every pause, at every size.
 *
 * @returns {Promise<Record<string, Record<string, { frames: number, median: number, p95: number, perKey: number }>>>} by
 *   case and number of environments; times in nanoseconds
 */
export async function measureFrames() {
  await build({ configFile: CONFIG, logLevel: "warn" });
  const server = await preview({ configFile: CONFIG, preview: { port: 0 }, logLevel: "warn" });
  const browser = await launchChromium();
  const results = {};
  try {
    for (const [name, { field, prepare }] of Object.entries(FIELDS)) {
      for (const pause of PAUSES) {
        const key = `frames, ${name}, ${pause} ms between keys`;
        results[key] = {};
        for (const [size, connection] of Object.entries(CONNECTIONS)) {
          results[key][size] = await measure(browser, server, { connection, field, prepare, pause });
        }
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return results;
}

async function measure(browser, server, { connection, field, prepare, pause }) {
  const platform = await startPlatform();
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${server.resolvedUrls.local[0]}?platform=${platform.origin}`);
    await page.getByLabel("Password").fill("lovelace");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("link", { name: connection, exact: true }).click();
    await page.getByRole("heading", { name: connection, exact: true }).waitFor();
    await prepare?.(page);
    const input = page.getByLabel(field, { exact: true });
    const frames = await scriptPerFrame(page, () => input.pressSequentially(SENTENCE, { delay: pause }));
    const sum = frames.reduce((total, ms) => total + ms, 0);
    return {
      frames: frames.length,
      median: nanoseconds(percentile(frames, 0.5)),
      p95: nanoseconds(percentile(frames, 0.95)),
      perKey: nanoseconds(sum / SENTENCE.length),
    };
  } finally {
    await context.close();
    await platform.stop();
  }
}

const nanoseconds = (ms) => Math.round(ms * 1e6);

/** Returns the value that a share of a list, such as 0.95, does not exceed. */
function percentile(list, share) {
  return list.toSorted((one, other) => one - other)[Math.ceil(list.length * share) - 1];
}
