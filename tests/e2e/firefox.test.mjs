// The console in Firefox: the main flows of an edit, from the login to the requests that the platform receives.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { By, Key } from "selenium-webdriver";
import { startPlatform } from "../../www/platform/server.js";
import { eventually, LIMIT_MS } from "../waiting.mjs";
import { serveConsole } from "./console.mjs";
import { launchFirefox, pageIn } from "./firefox.mjs";

let driver;
let server;
let page;
before(async () => {
  server = await serveConsole();
  driver = await launchFirefox();
  page = pageIn(driver);
});
after(async () => {
  await driver?.quit();
  await server?.close();
});

/** Opens the page with a separate platform, which ends with the test, logs in, and opens a connection. */
async function open(t, { through = async (origin) => origin, tools = false, showValues = true } = {}) {
  const platform = await startPlatform();
  t.after(() => platform.stop());
  const origin = server.resolvedUrls.local[0];
  await driver.get(origin);
  await page.run(
    (values, developer) => {
      localStorage.setItem("connection-console:show-values", String(values));
      localStorage.setItem("connection-console:developer-tools", String(developer));
    },
    showValues,
    tools,
  );
  await driver.get(`${origin}?platform=${await through(platform.origin)}`);
  await logIn();
  await page.click("Storefront orders");
  await page.sees("Environment variables");
  return platform;
}

async function logIn() {
  await page.fill("Password", "lovelace");
  await page.click("Log in");
}

/** Selects an action in the menu of an environment, such as "Delete". */
async function act(environment, action) {
  await page.click(`Actions for ${environment}`);
  await page.click(action);
}

/** Puts a text into the clipboard, as a user does. */
async function copy(text) {
  const source = await page.run((value) => {
    const area = Object.assign(document.createElement("textarea"), { value });
    document.body.append(area);
    return area;
  }, text);
  await source.sendKeys(Key.chord(Key.CONTROL, "a"));
  await source.sendKeys(Key.chord(Key.CONTROL, "c"));
  await page.run((area) => area.remove(), source);
}

/** Types a character into a field, and deletes it. */
async function typeAndDelete(field) {
  await field.sendKeys("x");
  await field.sendKeys(Key.BACK_SPACE);
}

/** The names of the environments, from top to bottom. */
const environmentNames = () =>
  page.run(() =>
    [...document.querySelectorAll("[role=grid] [role=row]")]
      .map((row) => [row.getBoundingClientRect().top, row.getAttribute("aria-label")])
      .sort(([a], [b]) => a - b)
      .map(([, label]) => label),
  );

const puts = (platform) => platform.seen.filter(({ method }) => method === "PUT");
const sent = (platform) => puts(platform).map(({ body }) => JSON.parse(body));

test("the platform receives the cookie and the very bytes that the page shows", async (t) => {
  const platform = await open(t, { tools: true });
  await page.fill("Name", "Storefront EU");
  await page.fill("Value of variable 1", "eu-north-1");
  await page.save();
  await page.sees("All changes saved");
  const [put, ...more] = puts(platform);
  assert.equal(more.length, 0);
  const shown = await page.run(() => document.querySelector("[data-testid=sent]").textContent);
  assert.equal(put.body, JSON.stringify(JSON.parse(shown)));
  assert.match(put.headers.cookie, /^versori_session=\S+$/);
  const { name, environmentVariables } = JSON.parse(put.body);
  assert.deepEqual([name, environmentVariables[0].value], ["Storefront EU", "eu-north-1"]);
});

test("a review has each loss, and nothing is saved before the losses are confirmed", async (t) => {
  const platform = await open(t, { showValues: false });
  await page.fill("Value of variable 2", "s3cr3t-size");
  await act("Development", "Delete");
  await page.review();
  await page.sees("Deletes 1 environment (Development)");
  await page.sees("Tick the box above to continue.");
  assert.equal(await page.isInactive("Save changes"), true);
  assert.ok(!(await page.run(() => document.querySelector("[role=dialog]").innerText)).includes("s3cr3t"));
  await page.click("Keep editing");
  await eventually.equal(() => page.run(() => document.querySelectorAll("[role=dialog]").length), 0);
  assert.equal(puts(platform).length, 0);
  await page.save();
  await page.sees("All changes saved");
  const [{ environments, environmentVariables }] = sent(platform);
  assert.deepEqual(
    environments.map(({ name }) => name),
    ["Production", "Staging"],
  );
  assert.equal(environmentVariables[1].value, "s3cr3t-size");
});

test("each issue is at its field while typing, the list leads to it, and nothing is sent", async (t) => {
  const platform = await open(t);
  await page.fill("Base URL", "shop");
  await eventually.match(() => page.description("Base URL"), /Enter a full URL starting with https:\/\//);
  await page.fill("Name", " ");
  await eventually.match(() => page.description("Name"), /Enter a name\./);
  await page.click("2 errors");
  await page.click("Base URL: Enter a full URL starting with https://.");
  await eventually.equal(() => page.run(() => document.activeElement.id), "field:baseUrl");
  await page.click("Fix 2 errors to save");
  await eventually.equal(() => page.run(() => document.activeElement.id), "field:name");
  assert.equal(await page.isInactive("Review changes"), true);
  await page.click("Discard changes");
  await eventually.equal(() => page.description("Name"), "");
  assert.equal(puts(platform).length, 0);
});

test("after a 401, a login in the page keeps the edits and sends them", async (t) => {
  const platform = await open(t);
  await page.fill("Name", "Kept");
  platform.endSessions();
  await page.save();
  await page.sees("Your session expired. Your changes are still here.");
  await eventually.equal(() => page.value("Name"), "Kept");
  await page.click("Log in to save");
  await page.sees("Log in to finish saving.");
  await logIn();
  await page.sees("All changes saved");
  assert.deepEqual(
    sent(platform).map(({ name }) => name),
    ["Kept"],
  );
});

test("after a 400, the message of the server is at the field that it names", async (t) => {
  await open(t);
  await page.fill("Name", "x".repeat(121));
  await page.save();
  await page.sees("The server rejected 1 field: Name.");
  await eventually.match(() => page.description("Name"), /is longer than 120 characters/);
  await page.click("Go to field");
  await eventually.equal(() => page.run(() => document.activeElement.id), "field:name");
  await page.fill("Name", "short");
  await eventually.equal(() => page.description("Name"), "(edited)");
});

test("if someone else changed the same fields, a version is chosen for each conflict, and is saved", async (t) => {
  const platform = await open(t, { tools: true });
  await page.fill("Name", "Mine");
  await page.fill("Base URL", "https://mine.example");
  await page.click("Let Grace edit just before I save");
  await page.save();
  await page.sees("Someone else changed this connection");
  assert.equal(puts(platform).length, 0);
  assert.equal(await page.isInactive("Continue"), true);
  const choices = await driver.findElements(By.css(".conflict-choices label:nth-child(2) input"));
  assert.ok(choices.length > 0);
  for (const choice of choices) await page.clickOn(choice);
  await page.click("Continue");
  await eventually.equal(() => page.value("Name"), "Mine");
  await page.click("Let Grace edit just before I save");
  await page.save();
  await page.sees("All changes saved");
  const [{ name, baseUrl }] = sent(platform);
  assert.deepEqual([name, baseUrl], ["Mine", "https://mine.example"]);
});

test("after a dropped connection, the status is what was found out: saved, or not", async (t) => {
  const proxy = await startProxy(t);
  await open(t, { through: proxy.to });
  await page.fill("Name", "Lost");
  proxy.drop = "before";
  await page.save();
  await page.sees("We checked: your changes aren't saved so far.");
  proxy.drop = "after";
  await page.save();
  await page.sees("All changes saved");
});

test("if nothing can be read after a save, a later check finds out that it was applied", async (t) => {
  const proxy = await startProxy(t);
  await open(t, { through: proxy.to });
  await page.fill("Name", "In doubt");
  proxy.drop = "after, and all else";
  await page.save();
  await page.sees("We couldn't find out if your changes were saved.");
  proxy.drop = undefined;
  await page.click("Check again");
  await page.sees("Your changes were saved after all.");
  await eventually.equal(() => page.value("Name"), "In doubt");
});

test("if the server is gone, the edits stay", async (t) => {
  const platform = await open(t);
  await page.fill("Name", "Kept");
  await platform.stop();
  await page.save();
  await page.sees("Can't reach the server. Your changes are still here.");
  await eventually.equal(() => page.value("Name"), "Kept");
});

test("a PEM in a value is the same byte for byte after typing and saving", async (t) => {
  const platform = await open(t);
  const lines = ["-----BEGIN CERTIFICATE-----", "MIIB", "  two spaces, and a tab\t", "-----END CERTIFICATE-----", ""];
  const [unix, windows] = [lines.join("\n"), lines.join("\r\n")];
  await copy(unix);
  const field = await page.find("Value of variable 1");
  await field.sendKeys(Key.chord(Key.CONTROL, "a"));
  await field.sendKeys(Key.chord(Key.CONTROL, "v"));
  await eventually.equal(() => page.value("Value of variable 1"), unix);
  await typeAndDelete(field);
  // The value of another variable has the line breaks of Windows.
  await page.click("Import .env");
  await page.fill("Lines of KEY=value", `WINDOWS="${windows.replaceAll("\r\n", "\\r\\n")}"`);
  await page.click("Import 1 variable");
  await eventually.equal(() => page.value("Value of variable 4"), unix);
  await typeAndDelete(await page.find("Value of variable 4"));
  await page.save();
  await page.sees("All changes saved");
  const [{ environmentVariables }] = sent(platform);
  assert.deepEqual([environmentVariables[0].value, environmentVariables[3].value], [unix, windows]);
});

test("pasted lines of KEY=value are imported, and undone as one edit", async (t) => {
  await open(t);
  await copy("REGION=us\nNEW=a");
  await (await page.find("Name of variable 1")).sendKeys(Key.chord(Key.CONTROL, "v"));
  await page.sees("Import a .env file");
  await page.click("Import 2 variables");
  await eventually.equal(() => page.value("Value of variable 1"), "us");
  await eventually.equal(() => page.value("Value of variable 4"), "a");
  await page.click("Undo");
  await eventually.equal(() => page.value("Value of variable 1"), "eu-west-1");
});

test("Alt with an arrow moves an environment, which keeps the focus", async (t) => {
  await open(t);
  const row = await driver.findElement(By.css("[role=row][aria-label=Development]"));
  await row.sendKeys(Key.chord(Key.ALT, Key.ARROW_UP));
  await eventually.deepEqual(environmentNames, ["Production", "Development", "Staging"]);
  await eventually.equal(page.focused, "Development");
  await page.chord(Key.ALT, Key.ARROW_UP);
  await eventually.deepEqual(environmentNames, ["Development", "Production", "Staging"]);
  await eventually.equal(page.focused, "Development");
  await page.chord(Key.CONTROL, "z");
  await eventually.deepEqual(environmentNames, ["Production", "Development", "Staging"]);
});

test("a text in an expanded environment is selected by mouse, and moves no environment", async (t) => {
  await open(t);
  await page.click("Edit Staging");
  const field = await page.find("Name of environment 2");
  const { width } = await field.getRect();
  await driver
    .actions()
    .move({ origin: field, x: Math.round(80 - width / 2) })
    .press()
    .move({ origin: field, x: Math.round(6 - width / 2) })
    .release()
    .perform();
  const selection = () => page.run((input) => input.value.slice(input.selectionStart, input.selectionEnd), field);
  await eventually.equal(selection, "Staging");
  await page.press("Stage");
  await eventually.equal(() => page.value("Name of environment 2"), "Stage");
  assert.deepEqual(await environmentNames(), ["Production", "Stage", "Development"]);
});

test("the JSON is in sync with the form, and an issue is marked in it", async (t) => {
  await open(t);
  await page.click("JSON");
  const inEditor = (selector) =>
    page.run(
      (css) =>
        [...(document.querySelector("[data-testid=raw]")?.shadowRoot?.querySelectorAll(css) ?? [])].map(
          (element) => element.innerText,
        ),
      selector,
    );
  await driver.wait(async () => (await inEditor(".cm-line")).length > 5, LIMIT_MS);
  await page.run(() => document.querySelector("[data-testid=raw]").shadowRoot.querySelector(".cm-content").focus());
  const [text] = await inEditor(".cm-content");
  assert.match(text, /"name": "Storefront orders"/);
  // From the first line to the end of the name on the fourth.
  const toName = [Key.ARROW_DOWN, Key.ARROW_DOWN, Key.ARROW_DOWN, Key.END, Key.ARROW_LEFT, Key.ARROW_LEFT];
  await page.press(...toName, " from text");
  await page.sees("1 unsaved change");
  await page.press(Key.ARROW_DOWN, Key.END, Key.ARROW_LEFT, Key.ARROW_LEFT, "x");
  await driver.wait(async () => (await inEditor(".cm-lintRange-error")).includes('"httpx"'), LIMIT_MS);
  await page.sees("Not saved.");
  await page.press(Key.BACK_SPACE);
  await page.sees("1 unsaved change");
  await page.click("Form");
  await eventually.equal(() => page.value("Name"), "Storefront orders from text");
});

test("auth schemes have the fields of their type, and an edit is undone and redone", async (t) => {
  const platform = await open(t);
  await page.choose("Type of auth scheme 1", "OAuth 2.0");
  await page.fill("Authorize URL of auth scheme 1", "https://id.example/authorize");
  await page.fill("Token URL of auth scheme 1", "https://id.example/token");
  await page.click("Add scope to auth scheme 1");
  await page.fill("Name of scope 1 of auth scheme 1", "orders:read");
  await page.choose("Algorithm of auth scheme 2", "SHA-512");
  await page.click("URL in the signature of auth scheme 2");
  await page.sees("Signed content of auth scheme 2: Body, then URL");
  await page.click("Undo");
  await page.sees("Signed content of auth scheme 2: Body");
  await page.click("Redo");
  await page.sees("Signed content of auth scheme 2: Body, then URL");
  await eventually.match(() => page.description("Algorithm of auth scheme 2"), /\(edited\)/);
  await page.save();
  await page.sees("All changes saved");
  const [oauth2, hmac] = sent(platform)[0].authSchemeConfigs;
  assert.deepEqual([oauth2.scopes, oauth2.flows], [[{ name: "orders:read" }], { clientCredentials: {} }]);
  assert.deepEqual([hmac.algorithm, hmac.digestInputs], ["sha512", ["body", "url"]]);
});

test("a field that cannot be edited has a reason, and a BigQuery connection has a dataset", async (t) => {
  await open(t);
  await eventually.match(() => page.description("Protocol"), /Set at creation\. Can't be changed\./);
  await page.click("Connections");
  await page.fill("Search connections", "house sales");
  await page.sees("1 of 4 connections");
  await page.click("Sales warehouse");
  await page.fill("Dataset", "sales");
  await page.sees("Enter the project and the dataset, such as my-project.orders.");
  await page.click("Connections");
  await page.sees("Leave without saving?");
  await page.click("Discard changes");
  await page.sees("4 connections");
});

test("the speed test fills every cell, and breaks no policy of the page", async (t) => {
  await open(t, { tools: true });
  await page.run(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ blockedURI }) => window.violations.push(blockedURI));
  });
  await page.click("Run test");
  await page.find("Run test again");
  const cells = await page.run(() => [...document.querySelectorAll(".tools tbody td")].map((cell) => cell.innerText));
  assert.equal(cells.length, 9);
  for (const cell of cells) assert.match(cell, /^[\d.]+ [µm]s/);
  assert.deepEqual(await page.run(() => window.violations), []);
});

/** Starts a proxy of a platform. It can drop a PUT before or after the platform receives it. */
async function startProxy(t) {
  const proxy = { drop: undefined, to: undefined };
  let target;
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const isCut = request.method === "PUT" && proxy.drop !== undefined;
    if (proxy.isDown && proxy.drop !== undefined) return request.socket.destroy();
    // From then on, nothing comes through.
    proxy.isDown = isCut && proxy.drop.endsWith("all else");
    if (isCut && proxy.drop === "before") return request.socket.destroy();
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const answer = await fetch(target + request.url, { method: request.method, headers, body });
    if (isCut) return request.socket.destroy();
    const passed = [...answer.headers].filter(
      ([name]) => !/^(content-(length|encoding)|transfer-encoding|connection)$/.test(name),
    );
    for (const [name, value] of passed) response.appendHeader(name, value);
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  proxy.to = async (origin) => {
    target = origin;
    return `http://127.0.0.1:${server.address().port}`;
  };
  return proxy;
}
