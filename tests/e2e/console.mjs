// Opens the console in Chromium with a separate platform, and does what users do in it.

import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { ORGANISATION_ID, seed } from "../../www/platform/seed.js";
import { LOGIN, startPlatform } from "../../www/platform/server.js";
import { deferred, eventually, LIMIT_MS } from "../waiting.mjs";
import { launchChromium } from "./chromium.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const CONFIG = join(ROOT, "www", "vite.config.js");

/** The sources of the built page. */
const SOURCES = ["www/src", "www/platform", "www/index.html", "www/vite.config.js", "pkg", "tests/bench/competitors"];

/** Returns the time of the last change of a file, or of the files in a folder. */
function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Builds the page if a source has changed since the last build. */
export async function buildConsole() {
  const built = statSync(join(ROOT, "www", "dist", "index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.some((path) => newest(join(ROOT, path)) >= built)) {
    await build({ configFile: CONFIG, logLevel: "error" });
  }
}

/** Serves the built page. Builds it first if a source has changed since the last build. */
export async function serveConsole() {
  await buildConsole();
  return preview({ configFile: CONFIG, preview: { port: 0 }, logLevel: "warn" });
}

/** Starts a browser and the server of the built page before the tests of a file, and ends them after the tests. */
export function useConsole({ before, after }) {
  const shared = {};
  before(async () => {
    shared.server = await serveConsole();
    shared.origin = shared.server.resolvedUrls.local[0];
    shared.browser = await launchChromium();
  });
  after(async () => {
    await shared.browser?.close();
    await shared.server?.close();
  });
  /**
   * Opens the page with a separate platform and a session. Both end with the test, which fails if the page threw an error or broke its
   * policy. `name` is the connection to open; `null` stays at the list. If `isLoggedIn` is false, stays at the login.
   */
  return async function open(t, options = {}) {
    const {
      name = "Storefront orders",
      isLoggedIn = true,
      showValues = true,
      tools = false,
      width = 1280,
      height = 900,
      origin = shared.origin,
      ...rest
    } = options;
    const platform = await startPlatform();
    const context = await shared.browser.newContext({ viewport: { width, height }, ...rest });
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
    await page.addInitScript(
      ([values, developer]) => {
        // The page keeps what the user chooses after this.
        localStorage["connection-console:show-values"] ??= String(values);
        localStorage["connection-console:developer-tools"] ??= String(developer);
      },
      [showValues, tools],
    );
    // The cookie reaches the page as one of an earlier visit. Only the tests of the login need the form.
    if (isLoggedIn)
      await context.request.post(`${platform.origin}/login`, { headers: LOGIN.headers, data: LOGIN.body });
    await page.goto(`${origin}?platform=${platform.origin}`);
    if (isLoggedIn) {
      // The list must be there before a test changes the platform.
      await page.getByRole("heading", { name: "Connections", level: 1 }).waitFor();
      if (name !== null) await choose(page, name);
    }
    return { page, context, platform, errors, origin };
  };
}

export async function logIn(page) {
  await page.getByLabel("Password").fill("lovelace");
  await page.getByRole("button", { name: "Log in", exact: true }).click();
}

/** Opens a connection of the list. */
export async function choose(page, name) {
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
}

/** Goes back to the list and opens another connection. */
export async function change(page, name) {
  await listLink(page).click();
  await choose(page, name);
}

/** The link of the breadcrumb to the list. */
export const listLink = (page) => page.getByRole("navigation").getByRole("link", { name: "Connections" });
export const nameField = (page) => page.getByLabel("Name", { exact: true });
export const baseUrlField = (page) => page.getByLabel("Base URL", { exact: true });
/** The value of a shared variable, by its number from 1. */
export const sharedValue = (page, number) => page.getByLabel(`Value of variable ${number}`, { exact: true });
export const reviewButton = (page) => page.getByRole("button", { name: "Review changes" });
export const discardButton = (page) => page.getByRole("button", { name: "Discard changes" });
/** The notices at the edge of the page. */
export const notices = (page) => page.getByRole("region", { name: "Notices" });
/** The text of the status in the save bar. */
export const status = (page) => page.locator("#save-area").getByRole("status");
/** The save bar with the details above it. */
export const saveArea = (page) => page.getByRole("region", { name: "Saving" });
/** Returns true if a button does nothing, but can have the focus. */
export const isInactive = async (button) => (await button.getAttribute("aria-disabled")) === "true";

/** Opens the review of a save. */
export async function review(page) {
  await reviewButton(page).click();
  const dialog = page.getByRole("dialog", { name: "Review changes" });
  await dialog.waitFor();
  return dialog;
}

/** Reviews what a save does, confirms all losses, and saves. */
export async function save(page) {
  const dialog = await review(page);
  const confirm = dialog.getByRole("group", { name: "Confirm" }).getByRole("checkbox");
  if ((await confirm.count()) > 0) await confirm.check();
  await dialog.getByRole("button", { name: "Save changes" }).click();
}

/** Saves, and waits until everything is saved. */
export async function saveAll(page) {
  await save(page);
  await status(page).getByText("All changes saved").waitFor();
}

/** Expands the row of an environment. */
export async function expand(page, environment) {
  await page.getByRole("button", { name: `Edit ${environment}`, exact: true }).click();
}

/** Selects an action in the menu of an environment, such as "Delete". */
export async function act(page, environment, action) {
  await page.getByRole("button", { name: `Actions for ${environment}`, exact: true }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

/** The names of the environments that are rendered, from top to bottom. */
export const environmentNames = (page) =>
  page
    .getByRole("grid", { name: "Environments" })
    .getByRole("row")
    .evaluateAll((rows) =>
      rows
        .map((row) => [row.getBoundingClientRect().top, row.getAttribute("aria-label")])
        .sort(([a], [b]) => a - b)
        .map(([, label]) => label),
    );

/** Shows the connection as JSON. */
export async function showJson(page) {
  await page.getByRole("tab", { name: "JSON" }).click();
  await page.getByLabel("JSON text").waitFor();
}

export async function showForm(page) {
  await page.getByRole("tab", { name: "Form" }).click();
  await nameField(page).waitFor();
}

/** Replaces the whole JSON text. */
export async function replaceJson(page, value) {
  await page.getByLabel("JSON text").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(typeof value === "string" ? value : JSON.stringify(value));
}

/** Selects the first occurrence of a text in the JSON with the search of the editor, which also finds lines that are not rendered. */
export async function findInJson(page, text) {
  const box = page.getByLabel("JSON text");
  await box.focus();
  await box.press("Control+Home");
  await box.press("Control+f");
  const find = page.getByTestId("raw").getByRole("textbox", { name: "Find" });
  await find.fill(text);
  // The search reads its field when a key is released.
  await find.press("End");
  await find.press("Enter");
  await find.press("Escape");
  await find.waitFor({ state: "detached" });
}

/** Replaces the first occurrence of a text in the JSON. */
export async function replaceInJson(page, text, replacement) {
  await findInJson(page, text);
  await page.keyboard.insertText(replacement);
}

/** Pastes a text into a field, as the clipboard would. */
export function paste(field, text) {
  return field.evaluate((element, pasted) => {
    element.focus();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", pasted);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    if (element.dispatchEvent(event)) document.execCommand("insertText", false, pasted);
  }, text);
}

/** The update requests that the platform received. */
export const puts = (platform) => platform.seen.filter(({ method }) => method === "PUT");
/** The parsed bodies of these requests. */
export const bodies = (platform) => puts(platform).map(({ body }) => JSON.parse(body));

/** Returns true if the keyboard has a place in the page: an element has the focus, and it is not the body. */
export const hasFocus = (page) => page.evaluate(() => ![null, document.body].includes(document.activeElement));

/** Waits until a locator's element has the focus. */
export const isFocused = (locator) =>
  eventually.equal(() => locator.evaluate((element) => element === document.activeElement), true);

/** Matches the requests of one connection, and of its environments. */
export const CONNECTION_URL = /\/connections\/\w+/;
/** Matches the request of the list. */
export const LIST_URL = /\/connections$/;

/** Lets the platform process a request, or not, and then ends it without a response. `method` limits this to some requests. */
export async function dropRequests(page, { method = "PUT", isProcessed = false } = {}) {
  await page.route(CONNECTION_URL, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    if (isProcessed) await route.fetch();
    await route.abort();
  });
}

/** Makes requests wait. Returns a function that lets them continue, and a promise that resolves when the first one waits. */
export async function pauseRequests(page, url = CONNECTION_URL, method = "PUT") {
  const [gate, arrival] = [deferred(), deferred()];
  await page.route(url, async (route) => {
    if (route.request().method() === method) {
      arrival.resolve();
      await gate.promise;
    }
    await route.fallback();
  });
  return { resume: gate.resolve, arrived: arrival.promise };
}

/** Responds to requests in the place of the platform. `response` is as for `route.fulfill`. */
export async function respond(page, url, response) {
  const headers = {
    "access-control-allow-origin": new URL(page.url()).origin,
    "access-control-allow-credentials": "true",
  };
  await page.route(url, (route) => route.fulfill({ headers, ...response }));
}

/** The page of a proxy that cannot reach the platform. */
export const PROXY_PAGE = "<html><body><h1>upstream-07 failed</h1></body></html>";

/** Opens a session of another user. Returns functions that read and update a connection of the platform in this session. */
export async function joinAsGrace({ origin, baseUrl }) {
  const { headers } = await fetch(`${origin}/login`, LOGIN);
  const cookie = headers.getSetCookie()[0].split(";")[0];
  const call = async (path, options) => {
    const response = await fetch(`${baseUrl}/o/${ORGANISATION_ID}/connections${path}`, {
      ...options,
      headers: { cookie, "content-type": "application/json" },
    });
    assert.equal(response.status, 200, await response.clone().text());
    return response.json();
  };
  const read = async (name) => {
    const { items } = await call("");
    return call(`/${items.find((item) => item.name === name).id}`);
  };
  return {
    read,
    /** Updates a connection. `change` gets the stored connection, and returns the members to send. */
    async update(name, change) {
      const { id, organisationId, protocol, baseUrl, ...stored } = await read(name);
      const body = { id, organisationId, protocol, baseUrl, name, ...change(stored) };
      return call(`/${id}`, { method: "PUT", body: JSON.stringify(body) });
    },
    /** Updates an environment. `change` gets the stored environment, and returns the members to send. */
    async updateEnvironment(name, environment, change) {
      const { id, environments } = await read(name);
      const stored = environments.find((candidate) => candidate.name === environment);
      const body = { id: stored.id, name: stored.name, ...change(stored) };
      return call(`/${id}/environments/${stored.id}`, { method: "PUT", body: JSON.stringify(body) });
    },
  };
}

/** Returns the initial connection of the platform with a name. */
export const seedOf = (name) => seed().find((connection) => connection.name === name);

/** Reads a connection from the platform. */
export async function readStored(context, platform, name = "Storefront orders") {
  const response = await context.request.get(addressOf(platform, name));
  return response.json();
}

/** Stores a connection as another client would, and loads the page again. `edit` changes the members of the request. */
export async function store({ page, context, platform }, edit, name = "Storefront orders") {
  const { id, organisationId, protocol, baseUrl, environmentVariables } = await readStored(context, platform, name);
  const data = { id, organisationId, name, protocol, baseUrl, environmentVariables };
  edit(data);
  const response = await context.request.put(addressOf(platform, name), { data });
  assert.ok(response.ok(), await response.text());
  platform.seen.length = 0;
  await page.reload();
  await page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
}

const addressOf = (platform, name) => `${platform.baseUrl}/o/${ORGANISATION_ID}/connections/${seedOf(name).id}`;

/** The texts of the issues and hints that describe a field. */
export async function descriptionOf(field) {
  return field.evaluate((element) =>
    (element.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join(" ")
      .trim(),
  );
}

/** The button of the save bar that reverts the last edit. */
export const undoButton = (page) => saveArea(page).getByRole("button", { name: "Undo" });
export const redoButton = (page) => saveArea(page).getByRole("button", { name: "Redo" });
