// The hooks in a real browser: typing into one field of a large connection renders that field, and no other.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createPlatform, LOGIN, ORGANISATION_ID } from "../../www/platform/server.js";
import { countInlined } from "../inlined.mjs";
import { eventually } from "../waiting.mjs";
import { launchChromium } from "./chromium.mjs";

let browser;
let script;
let connection;
before(async () => {
  const entry = fileURLToPath(new URL("./react/app.jsx", import.meta.url));
  const options = { bundle: true, write: false, format: "iife", jsx: "automatic", target: "es2022" };
  const built = await build({ entryPoints: [entry], ...options, define: { "process.env.NODE_ENV": '"production"' } });
  script = built.outputFiles[0].text;
  assert.equal(countInlined(script), 1, "the module is in the page once");
  const { app } = createPlatform();
  const login = await app.request("/login", LOGIN);
  const headers = { cookie: login.headers.getSetCookie()[0].split(";", 1)[0] };
  const base = `/api/connect/v1alpha1/o/${ORGANISATION_ID}/connections`;
  const { items } = await (await app.request(base, { headers })).json();
  const { id } = items.find(({ environments }) => environments === 300);
  connection = await (await app.request(`${base}/${id}`, { headers })).json();
  browser = await launchChromium();
});
after(() => browser?.close());

async function open(t, isStrict) {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  t.after(async () => {
    await page.close();
    assert.deepEqual(errors, []);
  });
  await page.setContent("<!doctype html><div id=root></div>");
  await page.evaluate(
    ([given, strict]) => Object.assign(window, { connection: given, isStrict: strict }),
    [connection, isStrict],
  );
  await page.addScriptTag({ content: script });
  await page.getByLabel("Environment 299").waitFor();
  return page;
}

test("typing into one of 300 fields renders that field alone", async (t) => {
  const page = await open(t, false);
  const before = await page.evaluate(() => ({ ...window.renders }));
  await page.getByLabel("Environment 150").pressSequentially("abcde");
  const now = await page.evaluate(() => ({ ...window.renders }));
  const rendered = Object.keys(now).filter((name) => now[name] !== before[name]);
  assert.deepEqual(rendered, ["150", "bar"]);
  assert.equal(now[150] - before[150], 5);
  await page.getByText("0 issues, dirty").waitFor();
});

test("a field renders when another one makes an issue at it, and undoing leads back", async (t) => {
  const page = await open(t, true);
  const first = await page.getByLabel("Environment 0", { exact: true }).inputValue();
  await page.getByLabel("Environment 299").fill(first);
  await page.getByText("1 issues, dirty").waitFor();
  await eventually.equal(() => page.getByLabel("Environment 299").getAttribute("aria-invalid"), "true");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("0 issues").waitFor();
  await eventually.equal(() => page.getByLabel("Environment 299").getAttribute("aria-invalid"), "false");
});

test("another connection opens another draft", async (t) => {
  const page = await open(t, true);
  await page.getByLabel("Environment 7", { exact: true }).fill("Edited");
  await page.getByText("dirty").waitFor();
  await page.getByRole("button", { name: "Load another" }).click();
  await page.getByText(/^0 issues$/).waitFor();
  await eventually.notEqual(() => page.getByLabel("Environment 7", { exact: true }).inputValue(), "Edited");
});

test("what was typed outlives that the connection is read again", async (t) => {
  const page = await open(t, true);
  await page.getByLabel("Environment 7", { exact: true }).fill("Edited");
  await page.getByRole("button", { name: "Load again" }).click();
  await page.getByText("dirty").waitFor();
  await eventually.equal(() => page.getByLabel("Environment 7", { exact: true }).inputValue(), "Edited");
});
