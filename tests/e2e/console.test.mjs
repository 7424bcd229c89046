// The demo page in a real browser: what the platform sees of it, and what a person sees of every way to fail.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build, createServer, preview } from "vite";
import { seed } from "../../www/platform/seed.js";
import { startPlatform } from "../../www/platform/server.js";
import { eventually, LIMIT_MS } from "../waiting.mjs";
import { launchChromium } from "./chromium.mjs";

const CONFIG = fileURLToPath(new URL("../../www/vite.config.js", import.meta.url));
let browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser?.close());

/** Opens the page with a separate platform and logs in. Both end with the test. */
async function open(t, pageOrigin, { colorScheme = "light", width = 1280 } = {}) {
  const platform = await startPlatform();
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  // The page's policy reports here what it blocks: a defect, even if the page continues.
  page.on(
    "console",
    (message) => /Content Security Policy|Trusted/.test(message.text()) && errors.push(message.text()),
  );
  page.setDefaultTimeout(LIMIT_MS);
  t.after(async () => {
    await context.close();
    await platform.stop();
    assert.deepEqual(errors, [], "the page threw, or its policy was broken");
  });
  await page.goto(`${pageOrigin}?platform=${platform.origin}`);
  await logIn(page);
  await choose(page, "Storefront orders");
  return { page, context, platform, errors };
}

/** Opens a connection of the list. */
async function choose(page, name) {
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { name, exact: true }).waitFor();
}

/** Goes back to the list and opens another connection. */
async function change(page, name) {
  await page.getByRole("link", { name: "Connections" }).click();
  await choose(page, name);
}

async function logIn(page) {
  await page.getByLabel("Password").fill("lovelace");
  await page.getByRole("button", { name: "Log in" }).click();
}

const name = (page) => page.getByLabel("Name", { exact: true });
const review = (page) => page.getByRole("button", { name: "Review and save" });

/** Reviews what saving will do, confirms all that it destroys, and saves. */
async function save(page) {
  await review(page).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "Review before saving" }).waitFor();
  await confirm(dialog);
  await dialog.getByRole("button", { name: "Save now" }).click();
}

/** Confirms all that a save destroys. */
async function confirm(dialog) {
  for (const box of await dialog.getByRole("group", { name: "Confirm" }).getByRole("checkbox").all()) await box.check();
}

/** Shows the variables of an environment. */
async function openVariables(page, environment) {
  const row = page.locator(".environment", {
    has: page.getByRole("button", { name: `Remove ${environment}`, exact: true }),
  });
  await row.getByRole("button", { name: /variables?$/ }).click();
}

/** Shows the connection as JSON. */
async function raw(page) {
  await page.getByLabel("JSON", { exact: true }).check();
  await page.getByLabel("Connection as JSON").waitFor();
}

/** Types over one value of the JSON. */
async function replace(page, value, text) {
  await page.getByTestId("raw").getByText(value, { exact: true }).first().click();
  await page.keyboard.press("End");
  const line = await page.getByTestId("raw").locator(".cm-line", { hasText: value }).first().innerText();
  const after = line.length - line.lastIndexOf(value) - value.length;
  for (let n = 0; n < after; n++) await page.keyboard.press("ArrowLeft");
  for (let n = 0; n < value.length; n++) await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.insertText(text);
}
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
    await page.getByTestId("pending").getByText("eu-north-1").waitFor();
    const shown = JSON.parse(await page.getByTestId("pending").textContent());
    await save(page);
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
    await eventually.equal(() => review(page).isDisabled(), true);
  });

  test("each issue stands at its field while typing, and nothing leaves", async (t) => {
    const { page, platform } = await open(t, origin);
    const described = async (field) => {
      const ids = (await field.getAttribute("aria-describedby"))?.split(" ") ?? [];
      return (await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).textContent()))).join(" ");
    };
    const base = page.getByLabel("Base URL");
    await name(page).fill(" ");
    await eventually.match(() => described(name(page)), /a name cannot be blank/);
    await eventually.equal(() => name(page).getAttribute("aria-invalid"), "true");
    await base.fill("shop");
    await eventually.match(() => described(base), /it must begin with https:\/\//);
    await base.fill("http://shop.example");
    await eventually.match(() => described(base), /use https/);
    await eventually.equal(() => base.getAttribute("aria-invalid"), "false");
    await page.getByRole("button", { name: "Add variable" }).click();
    const added = page.getByLabel("Name of variable 4");
    await added.fill("REGION");
    await eventually.match(() => described(added), /has the same name/);
    await page.getByText("2 errors keep this from being sent.").waitFor();
    await eventually.equal(() => review(page).isDisabled(), true);
    await page.getByRole("button", { name: "Reset" }).click();
    await eventually.equal(() => described(name(page)), "");
    assert.equal(puts(platform).length, 0);
  });

  test("a 401 asks for a fresh login, keeps the edits and sends them then", async (t) => {
    const { page, platform } = await open(t, origin);
    await name(page).fill("Kept");
    platform.endSessions();
    await save(page);
    await page.getByRole("alert").getByText("log in and try again (401)").waitFor();
    await page.getByRole("region", { name: "Issues" }).getByText("Nothing is wrong.").waitFor();
    await eventually.equal(() => name(page).inputValue(), "Kept");
    await logIn(page);
    await page.getByText("Saved.").waitFor();
    assert.deepEqual(
      puts(platform).map(({ body }) => JSON.parse(body).name),
      ["Kept"],
    );
  });

  test("a 400 shows the platform's word at the field that it names", async (t) => {
    const { page } = await open(t, origin);
    await name(page).fill("x".repeat(121));
    await save(page);
    await page.getByRole("alert").getByText("The platform refused the body (400)").waitFor();
    const issue = page.getByRole("listitem").filter({ hasText: "is longer than 120 characters" });
    await page.getByRole("region", { name: "Issues" }).getByText("is longer than 120 characters").waitFor();
    await eventually.equal(() => issue.count(), 2, "at its field and in the list");
    await eventually.equal(() => name(page).getAttribute("aria-invalid"), "true");
    await name(page).fill("short");
    await eventually.equal(() => issue.count(), 0);
  });

  test("what the platform refuses is shown wherever it stands", async (t) => {
    const { page } = await open(t, origin);
    const places = [
      "authSchemeConfigs[0].name",
      "authSchemeConfigs[0].schemeType",
      "authSchemeConfigs[1].in",
      "authSchemeConfigs[1].digestInputs[0]",
      "environmentVariables",
      "environments[1].credentials.action[0].id",
      "protocol",
    ];
    const fields = places.map((field) => ({ field, message: `${field} is not welcome` }));
    await page.route("**/connections/*", (route) => {
      if (route.request().method() !== "PUT") return route.fallback();
      const headers = {
        "access-control-allow-origin": new URL(origin).origin,
        "access-control-allow-credentials": "true",
      };
      return route.fulfill({ status: 400, headers, json: { code: "refused", message: "no", fields } });
    });
    await name(page).fill("Refused");
    await save(page);
    const list = page.getByRole("region", { name: "Issues" });
    for (const place of places) {
      await list.getByText(`${place} is not welcome`).waitFor();
      const shown = page.locator(".issue", { hasText: `${place} is not welcome` });
      await eventually.equal(() => shown.count(), 2, `${place}: at its field and in the list`);
    }
    await eventually.equal(() => page.getByLabel("Name of scheme 1").getAttribute("aria-invalid"), "true");
    await eventually.equal(() => page.getByLabel("Where scheme 2 is sent").getAttribute("aria-invalid"), "true");
    await list.getByRole("button", { name: /^protocol/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === "field:protocol");
    // An edit fixes the value that it edits, and nothing else.
    await page.getByLabel("Name of scheme 1").fill("X-Other");
    await list.getByText("authSchemeConfigs[0].name is not welcome").waitFor({ state: "detached" });
    for (const place of places.slice(1)) await list.getByText(`${place} is not welcome`).waitFor();
    await raw(page);
    await page.getByTestId("raw").locator(".cm-lintRange-error", { hasText: '"http"' }).waitFor();
  });

  test("a dead server is said to be dead, and that the update may have been applied", async (t) => {
    const { page, platform } = await open(t, origin);
    await name(page).fill("Lost");
    await platform.stop();
    await save(page);
    const alert = page.getByRole("alert");
    await alert
      .getByText("No connection to the platform could be made")
      .or(alert.getByText("The platform could not be reached"))
      .waitFor();
    await eventually.equal(() => name(page).inputValue(), "Lost");
  });

  test("a wrong password is said to be wrong, and a bigquery connection has a dataset", async (t) => {
    const { page } = await open(t, origin);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByLabel("Password").fill("byron");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Wrong email or password.").waitFor();
    await logIn(page);
    await change(page, "Sales warehouse");
    await page.getByLabel("Dataset").fill("sales");
    await page.getByText("expected <project_id>.<dataset_name>", { exact: true }).waitFor();
  });

  test("connections are found by name, and each has an address of its own", async (t) => {
    const { page } = await open(t, origin);
    const shown = page.url();
    await page.goBack();
    const links = page.locator(".connections").getByRole("link");
    await page.getByText("4 connections").waitFor();
    await page.getByLabel("Find by name").fill("house sales");
    await page.getByText("1 of 4 connections").waitFor();
    await eventually.deepEqual(() => links.allTextContents(), ["Sales warehouse"]);
    await choose(page, "Sales warehouse");
    await page.goto(shown);
    await page.getByRole("heading", { name: "Storefront orders" }).waitFor();
    await page.reload();
    await logIn(page);
    await page.getByRole("heading", { name: "Storefront orders" }).waitFor();
    await page.goto(shown.replace(/#.*/, "#/01J9ZK8Q4T7W3X5Y6Z8A9B0C1D"));
    await page.getByRole("alert").getByText("doesn't exist or was deleted").waitFor();
    await eventually.equal(() => name(page).count(), 0, "no other connection stands under its address");
  });

  test("nobody leaves edits behind without knowing", async (t) => {
    const { page } = await open(t, origin);
    const shown = page.url();
    const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
    await name(page).fill("Kept");
    for (const leave of [
      () => page.getByRole("link", { name: "Connections" }).click(),
      () => page.goBack(),
      () => page.getByRole("button", { name: "Log out" }).click(),
    ]) {
      await leave();
      await dialog.getByRole("button", { name: "Keep editing" }).click();
      await dialog.waitFor({ state: "detached" });
      await eventually.equal(() => name(page).inputValue(), "Kept");
      assert.equal(page.url(), shown);
    }
    const asked = page.waitForEvent("dialog");
    const reloaded = page.reload();
    const question = await asked;
    assert.equal(question.type(), "beforeunload");
    await question.accept();
    await reloaded;
    await logIn(page);
    await name(page).fill("Gone");
    await page.getByRole("link", { name: "Connections" }).click();
    await dialog.getByRole("button", { name: "Discard edits" }).click();
    await choose(page, "Storefront orders");
    await eventually.equal(() => name(page).inputValue(), "Storefront orders");
    await name(page).fill("Gone too");
    await page.goBack();
    await dialog.getByRole("button", { name: "Discard edits" }).click();
    await page.getByText("4 connections").waitFor();
  });

  test("300 environments are edited and saved", async (t) => {
    const { page, platform } = await open(t, origin);
    await change(page, "Branch point of sale");
    await page.getByLabel("Value of variable 1").fill("SEK");
    await review(page).click();
    await page.getByText("The environment Aarhus 001 loses its own values of 2 variables.").waitFor();
    await page.getByText("And 295 environments more.").waitFor();
    await eventually.equal(() => page.getByRole("button", { name: "Save now" }).isDisabled(), true);
    await page.getByRole("button", { name: "Back" }).click();
    await save(page);
    await page.getByText("Saved.").waitFor();
    assert.equal(JSON.parse(puts(platform)[0].body).environmentVariables[0].value, "SEK");
  });

  test("a review names what will be destroyed, has it confirmed, and masks secrets", async (t) => {
    const { page, platform } = await open(t, origin);
    await page.getByLabel("Value of variable 1").fill("s3cr3t-region");
    await page.getByRole("button", { name: "Remove Development" }).click();
    await page.getByRole("button", { name: "Add environment" }).click();
    await page.getByLabel("Name of new environment 3").fill("Preview");
    await review(page).click();
    const dialog = page.getByRole("dialog");
    const text = await dialog.innerText();
    assert.match(text, /The environment Development is deleted/);
    assert.match(text, /The environment Production loses its own values of 2 variables/);
    assert.match(text, /The environment Preview is created/);
    assert.ok(text.indexOf("is deleted") < text.indexOf("is created"), "what is destroyed comes first");
    await dialog.getByText("Now and then, side by side").click();
    const sides = (name) => dialog.getByRole("row", { name }).first().innerText();
    const [now1, then1] = (await sides(/^variable REGION/)).split("\t").slice(1);
    assert.match(now1, /^•••• /);
    assert.match(then1, /^•••• /);
    assert.notEqual(now1, then1, "that a secret changes is seen");
    await eventually.equal(() => sides(/^environment Development/), "environment Development\tDevelopment\tnothing");
    await eventually.match(() => sides(/^environment Preview/), /\tnothing\t/);
    await dialog.getByText("stay as they are").waitFor();
    await dialog.getByText(/^The requests?$/).click();
    await dialog.getByText(/^Rules that apply/).click();
    await dialog.getByText("deletes-environment").waitFor();
    await eventually.match(() => dialog.innerText(), /PUT http:\/\/127\.0\.0\.1:\d+\/api\/connect\/v1alpha1\/o\//);
    assert.ok(!(await dialog.innerText()).includes("s3cr3t-region"));
    const now = dialog.getByRole("button", { name: "Save now" });
    await eventually.equal(() => now.isDisabled(), true);
    await eventually.equal(() => dialog.getByRole("group", { name: "Confirm" }).getByRole("checkbox").count(), 2);
    await confirm(dialog);
    await now.click();
    await page.getByText("Saved.").waitFor();
    const [put] = puts(platform);
    assert.deepEqual(
      JSON.parse(put.body).environments.map((environment) => environment.name),
      ["Production", "Staging", "Preview"],
    );
    await page.getByLabel("Name of environment 3").waitFor();
  });

  test("environments are put in order from the keyboard, and keep the focus", async (t) => {
    const { page, platform } = await open(t, origin);
    await page.getByRole("button", { name: "Move Development up" }).press("Enter");
    await page.getByText("Development is now number 2 of 3").waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Move Development up");
    await page.keyboard.press("Enter");
    await page.getByText("Development is now number 1 of 3").waitFor();
    await page.keyboard.press("Control+z");
    await save(page);
    await page.getByText("Saved.").waitFor();
    assert.deepEqual(
      JSON.parse(puts(platform)[0].body).environments.map((environment) => environment.name),
      ["Production", "Development", "Staging"],
    );
  });

  test("an environment goes a long way by one key, and keeps the focus", async (t) => {
    const { page, platform } = await open(t, origin);
    await change(page, "Branch point of sale");
    await page.getByRole("button", { name: "Remove Aarhus 001", exact: true }).focus();
    await page.keyboard.press("Alt+End");
    await page.getByText("Aarhus 001 is now number 300 of 300").waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Move Aarhus 001 up");
    await page.keyboard.press("Alt+ArrowUp");
    await page.getByText("Aarhus 001 is now number 299 of 300").waitFor();
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByText("Aarhus 001 is now number 300 of 300").waitFor();
    await save(page);
    await page.getByText("Saved.").waitFor();
    assert.equal(JSON.parse(puts(platform)[0].body).environments.at(-1).name, "Aarhus 001");
  });

  test("environments are put in order by mouse", async (t) => {
    const { page } = await open(t, origin);
    const row = (index) => page.locator(".environment").nth(index);
    await row(2).locator(".grip").dragTo(row(0));
    await page.getByText("Development is now number 1 of 3").waitFor();
    const names = await page
      .getByLabel(/^Name of environment/)
      .evaluateAll((inputs) => inputs.map(({ value }) => value));
    assert.deepEqual(names, ["Development", "Production", "Staging"]);
  });

  test("lines of KEY=value are pasted, and undone as one edit", async (t) => {
    const { page } = await open(t, origin);
    await page.getByLabel("Name of variable 1").evaluate((input) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", "REGION=us\nexport NEW='a b'\n# a remark\nURL=https://x.example/?a=b");
      input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await eventually.equal(() => page.getByLabel("Value of variable 1").inputValue(), "us");
    await eventually.equal(() => page.getByLabel("Value of variable 4").inputValue(), "a b");
    await eventually.equal(() => page.getByLabel("Value of variable 5").inputValue(), "https://x.example/?a=b");
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually.equal(() => page.getByLabel("Value of variable 1").inputValue(), "eu-west-1");
    await eventually.equal(() => page.getByLabel("Name of variable 4").count(), 0);
  });

  test("a thousand variables are pasted, typed into, and led to", async (t) => {
    const { page } = await open(t, origin);
    await page.getByLabel("Name of variable 1").evaluate((input) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", Array.from({ length: 1_000 }, (_, n) => `KEY_${n}=${n}`).join("\n"));
      input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await page.getByLabel("Name of variable 4").waitFor();
    const inPage = await page.getByLabel(/^Value of variable/).count();
    assert.ok(inPage < 100, `${inPage} rows are in the page`);
    const field = page.getByLabel("Value of variable 2", { exact: true });
    const sentence = "what somebody types into a field of a list that is as long as this";
    const before = await field.inputValue();
    await field.press("End");
    await field.pressSequentially(sentence);
    await eventually.equal(() => field.inputValue(), before + sentence);
    await page.getByRole("button", { name: "Add variable" }).click();
    await page.waitForFunction(() => document.activeElement?.id === "field:environmentVariables/1003/name");
    await page.keyboard.type("KEY_7");
    await page.locator(".variables").evaluate((list) => list.scrollTo(0, 0));
    await page.getByLabel("Name of variable 1004").waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^environmentVariables\[1003\]\.name/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === "field:environmentVariables/1003/name");
  });

  test("an issue in the list leads to its field", async (t) => {
    const { page } = await open(t, origin);
    await page.getByLabel("Name of scheme 1").fill("");
    await page.getByLabel("Base URL").fill("nowhere");
    await page.getByRole("button", { name: /^baseUrl/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === "field:baseUrl");
  });

  test("an issue leads to its own environment, out of sight though it is, and never to another", async (t) => {
    const { page } = await open(t, origin);
    await change(page, "Branch point of sale");
    await page.getByRole("button", { name: "Add environment" }).click();
    await page.getByLabel("Name of new environment 301").fill("Aarhus 001");
    await page.locator(".environments").evaluate((list) => list.scrollTo(0, 0));
    await page.getByLabel("Name of new environment 301").waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^environments\[300\]\.name/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === "field:environments/300/name");
  });

  test("JSON of any shape leaves the forms standing", async (t) => {
    const { page } = await open(t, origin);
    const stored = seed().find(({ name }) => name === "Storefront orders");
    for (const [member, text] of [
      ["environments", "null"],
      ["environments", '[null, "x", { "id": 7, "name": {}, "credentials": { "action": {} } }]'],
      ["environmentVariables", '"x"'],
      ["environmentVariables", '[{ "name": {} }, 7]'],
      ["authSchemeConfigs", '[null, { "schemeType": {} }]'],
    ]) {
      await raw(page);
      const whole = { ...stored, [member]: JSON.parse(text) };
      await page.getByLabel("Connection as JSON").click();
      await page.keyboard.press("Control+a");
      await page.keyboard.insertText(JSON.stringify(whole));
      await page.getByLabel("Form", { exact: true }).check();
      await page.getByRole("heading", { name: "Auth schemes" }).waitFor();
      await page.getByRole("button", { name: "Add environment" }).waitFor();
      if (text.endsWith("7]")) await page.getByLabel("Name of variable 2").fill("B");
    }
    await page.getByRole("button", { name: "Add variable" }).click();
    await page.getByLabel("Name of variable 1").fill("A");
  });

  test("what no request edits is listed with its reason, and stays when the rest is saved", async (t) => {
    const { page, platform } = await open(t, origin);
    await raw(page);
    const whole = structuredClone(seed().find(({ name }) => name === "Storefront orders"));
    whole.name = "Saved";
    whole.environments.find(({ name }) => name === "Staging").credentials.action[0].credential.name = "Other key";
    await page.getByLabel("Connection as JSON").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(JSON.stringify(whole));
    await review(page).click();
    const dialog = page.getByRole("dialog", { name: "Review before saving" });
    const unsaved = await dialog.getByRole("region", { name: "Not saved" }).innerText();
    for (const part of [
      /1 edit can't be saved/,
      /Staging: environments\[1\]/,
      /needs its secrets/,
      /UpdateCredential/,
    ]) {
      assert.match(unsaved, part);
    }
    await dialog.getByRole("button", { name: "Save now" }).click();
    await page.getByText("Saved. 1 edit can't be saved here, and is still in the form.").waitFor();
    assert.deepEqual(
      puts(platform).map(({ body }) => JSON.parse(body).name),
      ["Saved"],
    );
    // The edit is still in the draft, so that it can be reviewed again.
    await review(page).click();
    await dialog.getByText("These changes can't be saved here.").waitFor();
    await eventually.equal(() => dialog.getByRole("button", { name: "Save now" }).isDisabled(), true);
    await eventually.match(() => dialog.getByRole("region", { name: "Not saved" }).innerText(), /needs its secrets/);
  });

  test("an environment's name and variable are edited, saved, and there when the page is loaded again", async (t) => {
    const { page, platform } = await open(t, origin);
    await page.getByLabel("Name of environment 2").fill("Stage");
    await openVariables(page, "Production");
    await page.getByLabel("Value of variable 4 of Production").fill("off");
    await review(page).click();
    const dialog = page.getByRole("dialog");
    const requests = dialog.getByRole("list", { name: "Requests" });
    await requests.getByRole("heading", { name: "1. Update environment Production" }).waitFor();
    await requests.getByRole("heading", { name: "2. Update environment Staging" }).waitFor();
    await eventually.match(() => requests.innerText(), /Staging → Stage/);
    await eventually.match(() => requests.innerText(), /ALERTS •••• \(1\) → •••• \(2\)/);
    await dialog.getByRole("button", { name: "Save now" }).click();
    await page.getByText("Saved.").waitFor();
    assert.deepEqual(
      puts(platform).map(({ path, body }) => [/environments/.test(path), JSON.parse(body).name]),
      [
        [true, "Production"],
        [true, "Stage"],
      ],
    );
    await page.reload();
    await logIn(page);
    await eventually.equal(() => page.getByLabel("Name of environment 2").inputValue(), "Stage");
    await openVariables(page, "Production");
    await eventually.equal(() => page.getByLabel("Value of variable 4 of Production").inputValue(), "off");
  });

  test("a field that the platform refuses in an environment is marked in its row", async (t) => {
    const { page, platform } = await open(t, origin);
    await page.getByLabel("Name of environment 2").fill("Stage");
    await openVariables(page, "Stage");
    await page.getByLabel("Value of variable 2 of Stage").fill("75");
    // The link of the issue opens the variables again.
    await openVariables(page, "Stage");
    const fields = [
      { field: "name", message: "is reserved" },
      { field: "variables[1].value", message: "is too large" },
    ];
    platform.setModes({ refuse: [{ status: 400, body: { code: "invalid_argument", message: "no", fields } }] });
    await save(page);
    const list = page.getByRole("region", { name: "Issues" });
    await list.getByRole("button", { name: "environments[1].name is reserved" }).click();
    await page.waitForFunction(() => document.activeElement?.id === "field:environments/1/name");
    await eventually.equal(() => page.getByLabel("Name of environment 2").getAttribute("aria-invalid"), "true");
    await list.getByRole("button", { name: "environments[1].variables[1].value is too large" }).click();
    await page.waitForFunction(() => document.activeElement?.id === "field:environments/1/variables/1/value");
    await eventually.equal(() => page.getByLabel("Value of variable 2 of Stage").getAttribute("aria-invalid"), "true");
    await page.getByLabel("Name of environment 2").fill("Stage 2");
    await eventually.equal(() => page.getByLabel("Name of environment 2").getAttribute("aria-invalid"), "false");
    await save(page);
    await page.getByText("Saved.").waitFor();
  });

  test("a part of a save fails, and the next save sends the rest", async (t) => {
    const { page, platform } = await open(t, origin);
    await name(page).fill("Partly");
    await page.getByLabel("Name of environment 1").fill("Live");
    await page.getByLabel("Name of environment 2").fill("Stage");
    platform.setModes({ refuse: [{ status: 500, skip: 1 }], delayMs: 300 });
    await review(page).click();
    await page.getByRole("dialog").getByRole("button", { name: "Save now" }).click();
    await page.getByRole("dialog").getByText("Saving 2 of 3…").waitFor();
    const alert = page.getByRole("alert");
    await alert.getByText("1 of 3 requests was saved:").waitFor();
    await eventually.deepEqual(
      () => alert.getByRole("listitem").allInnerTexts(),
      ["Update connection", "Update environment Production", "Update environment Staging"],
    );
    await eventually.equal(() => page.getByLabel("Name of environment 1").inputValue(), "Live");
    assert.equal(platform.seen.filter(({ method }) => method === "PUT").length, 2);
    await alert.getByRole("button", { name: "Save again" }).click();
    await page.getByText("Saved.").waitFor();
    await eventually.equal(() => alert.count(), 0);
    assert.deepEqual(
      puts(platform).map(({ body }) => JSON.parse(body).name),
      ["Partly", "Live", "Live", "Stage"],
    );
  });

  test("environments keep their own values if that is chosen", async (t) => {
    const { page, platform } = await open(t, origin);
    await page.getByLabel("Value of variable 2", { exact: true }).fill("500");
    await review(page).click();
    const dialog = page.getByRole("dialog");
    const keep = dialog.getByLabel("Keep the environments' own values");
    await dialog.getByText("3 environments lose their own values").waitFor();
    await keep.check();
    await dialog.getByText("Saving sends 4 requests, one after the other:").waitFor();
    await eventually.equal(() => dialog.getByRole("group", { name: "Confirm" }).count(), 0, "no value is lost");
    await keep.uncheck();
    await dialog.getByText("Saving sends 1 request:").waitFor();
    await keep.check();
    await dialog.getByRole("button", { name: "Save now" }).click();
    await page.getByText("Saved.").waitFor();
    assert.equal(puts(platform).length, 4);
    for (const [environment, value] of [
      ["Production", "500"],
      ["Staging", "50"],
      ["Development", "5"],
    ]) {
      await openVariables(page, environment);
      await eventually.equal(() => page.getByLabel(`Value of variable 2 of ${environment}`).inputValue(), value);
    }
  });

  test("an edit that the stored connection does not allow is listed at once, and keeps the draft from being sent", async (t) => {
    const { page, platform } = await open(t, origin);
    await raw(page);
    await replace(page, '"http"', '"bigquery"');
    await page.getByRole("region", { name: "Issues" }).getByRole("button", { name: "protocol" }).first().waitFor();
    await eventually.equal(() => review(page).isDisabled(), true);
    assert.equal(puts(platform).length, 0);
  });

  test("auth schemes have the fields of their type", async (t) => {
    const { page, platform } = await open(t, origin);
    await page.getByLabel("Type of scheme 1").selectOption("oauth2");
    await page.getByLabel("Authorize URL of scheme 1").fill("https://id.example/authorize");
    await page.getByLabel("Token URL of scheme 1").fill("https://id.example/token");
    await page.getByRole("button", { name: "Add scope to scheme 1" }).click();
    await page.getByLabel("Name of scope 1 of scheme 1").fill("orders:read");
    await page.getByLabel("Description of scope 1 of scheme 1").fill("Reads orders");
    await page.getByRole("button", { name: "Add scope to scheme 1" }).click();
    await page.getByRole("button", { name: "Remove scope 2 of scheme 1" }).click();
    await page.getByLabel("Client credentials of scheme 1").uncheck();
    await page.getByText("clientCredentials, authorizationCode").first().waitFor();
    await page.getByLabel("Authorization code of scheme 1").check();
    await page.getByLabel("Id of the application credential of scheme 1").fill("01JB2K6V8N0000000000000AAA");
    await page.getByLabel("The url of scheme 2").check();
    await page.getByRole("button", { name: "Swap the order of scheme 2" }).click();
    // What a scheme was stays at hand while its type is tried.
    await page.getByLabel("Type of scheme 1").selectOption("none");
    await page.getByLabel("Type of scheme 1").selectOption("oauth2");
    await save(page);
    await page.getByText("Saved.").waitFor();
    const [oauth2, hmac] = JSON.parse(puts(platform)[0].body).authSchemeConfigs;
    assert.deepEqual(oauth2, {
      schemeType: "oauth2",
      authorizeUrl: "https://id.example/authorize",
      tokenUrl: "https://id.example/token",
      scopes: [{ name: "orders:read", description: "Reads orders" }],
      flows: { authorizationCode: { applicationCredential: { id: "01JB2K6V8N0000000000000AAA" } } },
    });
    assert.deepEqual(hmac.digestInputs, ["url", "body"]);
  });

  test("what is edited is marked, to be seen and to be heard, and redone as it was undone", async (t) => {
    const { page } = await open(t, origin);
    const edited = page.getByText("(edited)");
    await eventually.equal(() => edited.count(), 0);
    await name(page).fill("Edited");
    await page.getByLabel("Value of variable 1").fill("edited");
    await page.getByLabel("Algorithm of scheme 2").selectOption("sha512");
    await eventually.equal(() => edited.count(), 3);
    const shadow = (field) => field.evaluate((input) => getComputedStyle(input).boxShadow);
    await eventually.notEqual(() => shadow(page.getByLabel("Value of variable 1")), "none");
    await eventually.equal(() => shadow(page.getByLabel("Value of variable 2")), "none");
    for (let n = 0; n < 3; n++) await page.getByRole("button", { name: "Undo" }).click();
    await eventually.equal(() => edited.count(), 0);
    for (let n = 0; n < 3; n++) await page.getByRole("button", { name: "Redo" }).click();
    await eventually.equal(() => edited.count(), 3);
    await eventually.equal(() => page.getByLabel("Value of variable 1").inputValue(), "edited");
  });

  test("what cannot be edited here says why, and a new name is selected by mouse", async (t) => {
    const { page } = await open(t, origin);
    await eventually.equal(() => page.getByLabel("Protocol").isEditable(), false);
    await page.getByText("It can never change.").waitFor();
    const environments = page.getByRole("region", { name: "Environments" });
    await eventually.equal(() => environments.getByRole("textbox").count(), 3);
    await page.getByRole("button", { name: "Add environment" }).click();
    const added = page.getByLabel("Name of new environment 4");
    await added.fill("Preview");
    await added.dblclick();
    await eventually.deepEqual(() => added.evaluate((input) => [input.selectionStart, input.selectionEnd]), [0, 7]);
  });

  test("the policy of the page lets no text become script", async (t) => {
    const { page, errors } = await open(t, origin);
    const refused = await page.evaluate(() =>
      [
        () => (document.createElement("div").innerHTML = "<b>x</b>"),
        () => window.trustedTypes.createPolicy("own", { createHTML: (text) => text }),
      ].map((attempt) => {
        try {
          attempt();
          return "done";
        } catch (error) {
          return error.name;
        }
      }),
    );
    assert.ok(!refused.includes("done"), refused.join());
    errors.length = 0;
  });

  test("nothing moves when an issue comes or a measurement is made", async (t) => {
    const { page } = await open(t, origin);
    const top = async (locator) => (await locator.boundingBox()).y;
    const below = page.getByRole("heading", { name: "Environment variables" });
    const before = await top(below);
    await name(page).fill("");
    await page.getByLabel("Base URL").fill("nowhere");
    await page.getByText("it must begin with").first().waitFor();
    assert.equal(await top(below), before);
    await page.getByRole("button", { name: "Reset" }).click();
    const measure = page.getByRole("button", { name: /Measur/ });
    const height = (await page.getByRole("region", { name: "One keystroke" }).boundingBox()).height;
    await measure.click();
    await page.getByRole("button", { name: "Measure again" }).waitFor();
    assert.equal((await page.getByRole("region", { name: "One keystroke" }).boundingBox()).height, height);
  });

  test("when someone else edits the same, each conflict is chosen, and the save goes through then", async (t) => {
    const { page, platform } = await open(t, origin);
    await name(page).fill("Mine");
    await page.getByLabel("Value of variable 1").fill("mine");
    await page.getByLabel("Base URL").fill("https://mine.example");
    await page.getByLabel("Someone else edits").check();
    await save(page);
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("heading", { name: "Someone else changed this connection" }).waitFor();
    assert.equal(puts(platform).length, 0, "nothing is written over");
    await eventually.match(() => dialog.innerText(), /eu-west-1-grace/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await dialog.getByRole("heading", { name: "Someone else changed this connection" }).waitFor();
    const choose = (conflict, choice) => dialog.getByRole("group", { name: conflict }).getByLabel(choice).check();
    await choose(/name/, "Use mine");
    await choose(/REGION/, "Use theirs");
    await dialog.getByRole("button", { name: "Continue" }).click();
    await eventually.equal(() => name(page).inputValue(), "Mine");
    await eventually.equal(() => page.getByLabel("Value of variable 1").inputValue(), "eu-west-1-grace");
    await page.getByLabel("Someone else edits").uncheck();
    await save(page);
    await page.getByText("Saved.").waitFor();
    const body = JSON.parse(puts(platform)[0].body);
    assert.deepEqual([body.name, body.baseUrl], ["Mine", "https://mine.example"]);
  });

  test("a removal of what someone else changes is a conflict, and is saved if it is chosen", async (t) => {
    const { page, platform } = await open(t, origin);
    await page.getByRole("button", { name: "Remove variable REGION", exact: true }).click();
    await page.getByLabel("Name of environment 2").fill("Stage");
    await page.getByLabel("Someone else edits").check();
    await save(page);
    const dialog = page.getByRole("dialog", { name: "Someone else changed this connection" });
    const sides = dialog.getByRole("group", { name: /REGION/ }).locator("dd");
    await eventually.deepEqual(() => sides.allInnerTexts(), ["eu-west-1", "eu-west-1-grace", "Removed"]);
    await dialog.getByRole("button", { name: "Use all mine" }).click();
    await eventually.equal(() => page.getByLabel("Name of variable 1", { exact: true }).inputValue(), "PAGE_SIZE");
    await page.getByLabel("Someone else edits").uncheck();
    await save(page);
    await page.getByText("Saved.").waitFor();
    const [first, second] = puts(platform).map(({ body }) => JSON.parse(body));
    assert.deepEqual(
      first.environmentVariables.map((variable) => variable.name),
      ["PAGE_SIZE", "LOG_LEVEL"],
    );
    assert.equal(second.name, "Stage");
  });

  test("a connection that drops is read again, and told: applied, or not", async (t) => {
    const { page } = await open(t, origin);
    await page.route("**/connections/*", (route) =>
      route.request().method() === "PUT" ? route.abort() : route.fallback(),
    );
    await name(page).fill("Lost on the way");
    await save(page);
    const alert = page.getByRole("alert");
    await alert.getByText("It was not there when the connection was read again").waitFor();
    await eventually.match(() => alert.innerText(), /may have been applied all the same/);
    await page.unroute("**/connections/*");
    await page.route("**/connections/*", async (route) => {
      if (route.request().method() !== "PUT") return route.fallback();
      await route.fetch();
      await route.abort();
    });
    await save(page);
    await page.getByText("Saved.").waitFor();
  });

  for (const isApplied of [true, false]) {
    test(`where nothing can be read, reading again tells later: ${isApplied ? "applied" : "not"}`, async (t) => {
      const { page } = await open(t, origin);
      let isDown = false;
      await page.route("**/connections/*", async (route) => {
        if (route.request().method() === "PUT") {
          if (isApplied) await route.fetch();
          isDown = true;
          return route.abort();
        }
        return isDown ? route.abort() : route.fallback();
      });
      await name(page).fill("In doubt");
      await save(page);
      const alert = page.getByRole("alert");
      await alert.getByText("Whether it was applied is not known").waitFor();
      await page.unroute("**/connections/*");
      await alert.getByRole("button", { name: "Read it again" }).click();
      await page.getByText(isApplied ? "It was applied after all: saved." : "It was not applied.").waitFor();
      await eventually.equal(() => alert.count(), 0);
      await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Saving");
      await eventually.equal(() => name(page).inputValue(), "In doubt");
      await eventually.equal(() => review(page).isDisabled(), isApplied);
    });
  }

  test("a platform that never answers is given up, and the connection is read again", async (t) => {
    const { page } = await open(t, origin);
    await page.clock.install();
    await page.route("**/connections/*", (route) =>
      route.request().method() === "PUT" ? undefined : route.fallback(),
    );
    await name(page).fill("Waited for");
    const left = page.waitForRequest((request) => request.method() === "PUT");
    await save(page);
    await left;
    await page.clock.fastForward(31_000);
    const alert = page.getByRole("alert");
    await alert.getByText("It was not there when the connection was read again").waitFor();
    await eventually.match(() => alert.innerText(), /took longer than 30000 ms/);
    await page.unroute("**/connections/*");
    await save(page);
    await page.getByText("Saved.").waitFor();
  });

  test("the connection as JSON is in step with the form, both ways", async (t) => {
    const { page, platform } = await open(t, origin);
    await name(page).fill("From the form");
    await raw(page);
    await page.getByTestId("raw").getByText('"From the form"').waitFor();
    await replace(page, '"From the form"', '"From the text"');
    await page.getByText("Not saved yet.").waitFor();
    await page.getByTestId("pending").getByText("From the text").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByTestId("raw").getByText('"From the form"').waitFor();
    await replace(page, '"eu-west-1"', '"eu-north-1"');
    await page.getByTestId("pending").getByText("eu-north-1").waitFor();
    await page.getByLabel("Form", { exact: true }).check();
    await eventually.equal(() => name(page).inputValue(), "From the form");
    await eventually.equal(() => page.getByLabel("Value of variable 1").inputValue(), "eu-north-1");
    await save(page);
    await page.getByText("Saved.").waitFor();
    const { name: sent, environmentVariables } = JSON.parse(puts(platform)[0].body);
    assert.deepEqual([sent, environmentVariables[0].value], ["From the form", "eu-north-1"]);
  });

  test("what is wrong in the JSON is marked where it stands, and text that is no JSON changes nothing", async (t) => {
    const { page } = await open(t, origin);
    await raw(page);
    const marked = page.getByTestId("raw").locator(".cm-lintRange-error");
    await replace(page, '"https://orders.storefront.example/api/2026-01"', '"nowhere"');
    await marked.getByText('"nowhere"', { exact: true }).waitFor();
    await page.getByText("1 error keeps this from being sent.").waitFor();
    await page.getByTestId("raw").getByText('"protocol"').click();
    await page.getByRole("button", { name: /^baseUrl/ }).click();
    assert.equal(
      await page.evaluate(() => document.activeElement.shadowRoot?.getSelection?.().toString()),
      '"nowhere"',
    );
    await replace(page, '"nowhere"', '"nowhere');
    await page.getByText("This cannot be read as a JSON object yet").waitFor();
    await marked.first().waitFor();
    await eventually.equal(() => review(page).isDisabled(), true);
    await eventually.equal(() => page.getByLabel("Form", { exact: true }).isDisabled(), true);
    // While the text is not JSON, the editor undoes its own edits. No edit of the form is lost.
    await page.getByLabel("Connection as JSON").press("Control+z");
    await page.getByLabel("Form", { exact: true }).check();
    await eventually.equal(() => page.getByLabel("Base URL").inputValue(), "nowhere");
  });

  test("what was typed into the JSON is there at once for whatever is done next", async (t) => {
    const { page } = await open(t, origin);
    await raw(page);
    // The pause after which the draft takes the text over never ends.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    await replace(page, '"Storefront orders"', '"Typed"');
    // Now, not later.
    assert.equal(await page.getByText("Not saved yet.").count(), 0, "the draft has not taken the text over yet");
    await page.getByLabel("Form", { exact: true }).check();
    await eventually.equal(() => name(page).inputValue(), "Typed");
    await raw(page);
    await replace(page, '"Typed"', '"Typed again"');
    await page.keyboard.press("Control+z");
    await page.getByTestId("raw").getByText('"Typed"').waitFor();
    await page.keyboard.press("Control+Shift+z");
    await page.getByTestId("raw").getByText('"Typed again"').waitFor();
    await replace(page, '"Typed again"', '"Typed last"');
    await review(page).click();
    await page.getByRole("dialog").getByText("The request", { exact: true }).click();
    await eventually.match(() => page.getByTestId("review-request").textContent(), /Typed last/);
  });

  test("text that could be read in two ways, or not without loss, is not taken over", async (t) => {
    const { page } = await open(t, origin);
    for (const [odd, message] of [
      ['"name": "Twice"', "occurs twice"],
      ['"later": 12345678901234567890', "would round this number"],
    ]) {
      await raw(page);
      await replace(page, '"Storefront orders"', `"Storefront orders", ${odd}`);
      await page.getByText("This cannot be read as a JSON object yet").waitFor();
      await page.getByTestId("raw").locator(".cm-lintRange-error").first().hover();
      await page.getByTestId("raw").getByText(message).waitFor();
      await eventually.equal(() => review(page).isDisabled(), true);
      await page.getByRole("button", { name: "Reset" }).click();
      await page.getByLabel("Form", { exact: true }).check();
      await eventually.equal(() => name(page).inputValue(), "Storefront orders");
    }
  });

  test("the JSON is completed and explained from the schema", async (t) => {
    const { page } = await open(t, origin);
    await raw(page);
    const editor = page.getByTestId("raw");
    await editor.getByText('"http"', { exact: true }).click();
    await page.keyboard.press("Control+Space");
    const options = editor.getByRole("option");
    await options.getByText('"bigquery"').waitFor();
    await eventually.deepEqual(() => options.allInnerTexts(), ['"http"', '"bigquery"']);
    await page.keyboard.press("Escape");
    await editor.getByText('"header"').first().click();
    await page.keyboard.press("Control+Space");
    await options.getByText('"cookie"').click();
    await editor.getByText('"cookie"').waitFor();
    await editor.getByText('"protocol"').click();
    await page.keyboard.press("Home");
    await page.keyboard.press("Control+Space");
    // What is there already, and what belongs to responses, is not offered.
    await options.getByText('"datasetId"').waitFor();
    await eventually.equal(() => options.count(), 1);
    await page.keyboard.press("Escape");
    await editor.getByText('"algorithm"').hover();
    await editor.getByText('one of "sha1", "sha256", "sha512"').waitFor();
  });

  test("among 5,000 environments, typing edits what it should, and few of them are in the page", async (t) => {
    const { page, platform } = await open(t, origin);
    await change(page, "Vending machines");
    await page.getByRole("button", { name: "Add environment" }).click();
    await page.waitForFunction(() => document.activeElement?.id === "field:environments/5000/name");
    const sentence = "what somebody types into a field";
    for (const label of ["Value of variable 1", "Name of new environment 5001"]) {
      const field = page.getByLabel(label);
      const before = await field.inputValue();
      await field.press("End");
      await field.pressSequentially(sentence);
      await eventually.equal(() => field.inputValue(), before + sentence);
      const inPage = await page.locator(".environment").count();
      assert.ok(inPage > 0 && inPage < 100, `${inPage} environments are in the page`);
    }
    await save(page);
    await page.getByText("Saved.").waitFor();
    const { environments, environmentVariables } = JSON.parse(puts(platform)[0].body);
    assert.deepEqual(
      [environments.length, environments.at(-1).name, environmentVariables[0].value],
      [5_001, sentence, `EUR${sentence}`],
    );
  });

  test("a keystroke is measured beside zod and ajv, at every size", async (t) => {
    const { page } = await open(t, origin);
    await page.getByRole("button", { name: "Measure" }).click();
    await page.getByRole("button", { name: "Measure again" }).waitFor();
    const rows = await page.getByRole("table").getByRole("row").allInnerTexts();
    assert.deepEqual(
      rows.map((row) => row.split("\t")[0]),
      ["Environments", "3", "300", "5,000"],
    );
    for (const row of rows.slice(1)) assert.match(row, /^[\d,]+\t[\d.]+ µs(\t[\d.]+ [µm]s\s+\([\d.,]+×\)\s*){2}$/);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`nothing serious stands in the way of anyone, ${colorScheme}`, async (t) => {
      const { page } = await open(t, origin, { colorScheme });
      await name(page).fill("");
      await page.getByRole("button", { name: "Add environment" }).click();
      const axe = await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
      const find = async () => {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run({ selectors: false }));
        return violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      };
      assert.deepEqual(await find(), []);
      await page.getByRole("link", { name: "Connections" }).click();
      await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
      assert.deepEqual(await find(), []);
      await page.getByRole("button", { name: "Keep editing" }).click();
      await raw(page);
      assert.deepEqual(await find(), []);
      await page.getByLabel("Form", { exact: true }).check();
      await page.getByRole("button", { name: "Reset" }).click();
      await page.getByLabel("Value of variable 1").fill("other");
      await review(page).click();
      for (const fold of await page.getByRole("dialog").locator("summary").all()) await fold.click();
      assert.deepEqual(await find(), []);
      await page.getByRole("button", { name: "Back" }).click();
      await page.getByLabel("Someone else edits").check();
      await save(page);
      await page.getByRole("heading", { name: "Someone else changed this connection" }).waitFor();
      assert.deepEqual(await find(), []);
      await page.getByRole("button", { name: "Use all theirs" }).click();
      await page.getByText("Their version is kept. There is nothing left to save.").waitFor();
      await page.getByRole("button", { name: "Measure" }).click();
      await page.getByRole("button", { name: "Measure again" }).waitFor();
      assert.deepEqual(await find(), []);
      await page.getByRole("link", { name: "Connections" }).click();
      await page.getByText("4 connections").waitFor();
      assert.deepEqual(await find(), []);
    });
  }

  for (const [colorScheme, width] of [
    ["light", 360],
    ["dark", 360],
    ["light", 768],
    ["dark", 1440],
  ]) {
    test(`nothing runs over the edge at ${width} px, ${colorScheme}`, async (t) => {
      const { page } = await open(t, origin, { colorScheme, width });
      await name(page).fill(` ${"Long".repeat(40)}`);
      await save(page);
      await page.getByTestId("sent").waitFor();
      await page.getByText("The platform refused the body (400).").waitFor();
      const over = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok((await over()) <= 0, `${await over()} px`);
      await page.getByRole("button", { name: "Measure" }).click();
      await page.getByRole("button", { name: "Measure again" }).waitFor();
      assert.ok((await over()) <= 0, `${await over()} px, measured`);
      await name(page).fill("Short");
      await review(page).click();
      await page.getByText("Now and then, side by side").click();
      const inside = () => page.getByRole("dialog").evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
      assert.ok((await inside()) <= 0, `${await inside()} px, reviewed`);
      await page.getByRole("dialog").getByRole("button", { name: "Back" }).click();
      await raw(page);
      assert.ok((await over()) <= 0, `${await over()} px, as JSON`);
      await page.getByRole("link", { name: "Connections" }).click();
      await page.getByRole("button", { name: "Discard edits" }).click();
      await page.getByText("4 connections").waitFor();
      assert.ok((await over()) <= 0, `${await over()} px`);
    });
  }
});

test("in Vite's development server the page works the same", async (t) => {
  const server = await createServer({ configFile: CONFIG, server: { port: 0 }, logLevel: "warn" });
  await server.listen();
  try {
    const { page, platform } = await open(t, server.resolvedUrls.local[0]);
    await name(page).fill("Served");
    await save(page);
    await page.getByText("Saved.").waitFor();
    assert.equal(JSON.parse(puts(platform)[0].body).name, "Served");
  } finally {
    await server.close();
  }
});
