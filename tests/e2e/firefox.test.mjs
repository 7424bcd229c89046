// The demo page in Firefox: the flows of a person who edits, from the login to what the platform sees.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Key } from "selenium-webdriver";
import { build, preview } from "vite";
import { startPlatform } from "../../www/platform/server.js";
import { eventually, LIMIT_MS } from "../waiting.mjs";
import { launchFirefox, pageIn } from "./firefox.mjs";

const CONFIG = fileURLToPath(new URL("../../www/vite.config.js", import.meta.url));
let driver;
let server;
let page;
before(async () => {
  await build({ configFile: CONFIG, logLevel: "warn" });
  server = await preview({ configFile: CONFIG, preview: { port: 0 }, logLevel: "warn" });
  driver = await launchFirefox();
  page = pageIn(driver);
});
after(async () => {
  await driver?.quit();
  await server?.close();
});

/** Opens the page with a separate platform, which ends with the test, and logs in. */
async function open(t, { through = async (origin) => origin } = {}) {
  const platform = await startPlatform();
  t.after(() => platform.stop());
  await driver.get(`${server.resolvedUrls.local[0]}?platform=${await through(platform.origin)}`);
  await logIn();
  await page.click("Storefront orders");
  await page.sees("Environment variables");
  return platform;
}

async function logIn() {
  await page.fill("Password", "lovelace");
  await page.click("Log in");
}

const puts = (platform) => platform.seen.filter(({ method }) => method === "PUT");

test("the platform sees the cookie and the very bytes that were shown", async (t) => {
  const platform = await open(t);
  await page.fill("Name", "Storefront EU");
  await page.fill("Value of variable 1", "eu-north-1");
  await page.click("Remove Development");
  await page.click("Add environment");
  await page.fill("Name of new environment 3", "Preview");
  await page.click("Review and save");
  await page.sees("The environment Development is deleted.");
  await page.sees("The environment Preview is created.");
  await eventually.equal(() => page.isDisabled("Save now"), true, "what is destroyed is confirmed first");
  await page.click("Back");
  await page.save();
  await page.sees("Saved.");
  const [put, ...more] = puts(platform);
  // The new environment has no variables. The second request removes those that the first request gave it.
  assert.deepEqual(
    more.map(({ body }) => [JSON.parse(body).name, JSON.parse(body).variables]),
    [["Preview", []]],
  );
  const shown = await page.run(() => document.querySelector("[data-testid=sent]").textContent);
  assert.equal(put.body, JSON.stringify(JSON.parse(shown)));
  assert.match(put.headers.cookie, /^versori_session=\S+$/);
  const sent = JSON.parse(put.body);
  assert.equal(sent.name, "Storefront EU");
  assert.deepEqual(
    sent.environments.map(({ name }) => name),
    ["Production", "Staging", "Preview"],
  );
});

test("each issue stands at its field while typing, leads there from the list, and nothing leaves", async (t) => {
  const platform = await open(t);
  await page.fill("Base URL", "shop");
  await eventually.match(() => page.said("Base URL"), /it must begin with https:\/\//);
  await page.fill("Name", " ");
  await eventually.match(() => page.said("Name"), /a name cannot be blank/);
  await page.sees("2 errors keep this from being sent.");
  await eventually.equal(() => page.isDisabled("Review and save"), true);
  await page.run(() =>
    [...document.querySelectorAll("button.link")].find((one) => one.textContent.startsWith("baseUrl")).click(),
  );
  await eventually.equal(() => page.run(() => document.activeElement.id), "field:baseUrl");
  await page.click("Undo");
  await page.click("Reset");
  await eventually.equal(() => page.said("Name"), "");
  assert.equal(puts(platform).length, 0);
});

test("a 401 asks for a fresh login, keeps the edits and sends them then", async (t) => {
  const platform = await open(t);
  await page.fill("Name", "Kept");
  platform.endSessions();
  await page.save();
  await page.sees("log in and try again (401)");
  await eventually.equal(() => page.value("Name"), "Kept");
  await logIn();
  await page.sees("Saved.");
  assert.deepEqual(
    puts(platform).map(({ body }) => JSON.parse(body).name),
    ["Kept"],
  );
});

test("a 400 shows the platform's word at the field that it names", async (t) => {
  await open(t);
  await page.fill("Name", "x".repeat(121));
  await page.save();
  await page.sees("The platform refused the body (400)");
  await eventually.match(() => page.said("Name"), /is longer than 120 characters/);
  await page.fill("Name", "short");
  await eventually.equal(() => page.said("Name"), "(edited)");
});

test("when someone else edits the same, the conflict is chosen, and the save goes through then", async (t) => {
  const platform = await open(t);
  await page.fill("Name", "Mine");
  await page.fill("Base URL", "https://mine.example");
  await page.click("Someone else edits, just before I save");
  await page.save();
  await page.sees("Someone else changed this connection");
  assert.equal(puts(platform).length, 0, "nothing is written over");
  await page.click("Use mine");
  await page.click("Continue");
  await eventually.equal(() => page.value("Name"), "Mine");
  await page.click("Someone else edits, just before I save");
  await page.save();
  await page.sees("Saved.");
  const { name, baseUrl } = JSON.parse(puts(platform)[0].body);
  assert.deepEqual([name, baseUrl], ["Mine", "https://mine.example"]);
});

test("a connection that drops is read again, and told: applied, or not", async (t) => {
  const line = await startLine(t);
  await open(t, { through: line.to });
  await page.fill("Name", "Lost on the way");
  line.drop = "before";
  await page.save();
  await page.sees("It was not there when the connection was read again");
  line.drop = "after";
  await page.save();
  await page.sees("Saved.");
});

test("a dead server is said to be dead, and the edits stay", async (t) => {
  const platform = await open(t);
  await page.fill("Name", "Kept");
  await platform.stop();
  await page.save();
  await page.sees("he platform could");
  await eventually.equal(() => page.value("Name"), "Kept");
});

test("environments are put in order from the keyboard, and keep the focus", async (t) => {
  await open(t);
  const up = await page.find("Move Development up");
  await up.sendKeys(Key.ENTER);
  await page.sees("Staging");
  await driver.wait(async () => (await page.focused()) === "Move Development up", LIMIT_MS);
  await page.press(Key.ENTER);
  await driver.wait(async () => (await page.focused()) === "Move Development down", LIMIT_MS);
  await page.chord(Key.CONTROL, "z");
  const names = await page.run(() => [...document.querySelectorAll(".environment input")].map((one) => one.value));
  assert.deepEqual(names, ["Production", "Development", "Staging"]);
});

test("lines of KEY=value are pasted, and undone as one edit", async (t) => {
  await open(t);
  // By way of the clipboard, as a person does.
  const source = await page.run(() => {
    const area = Object.assign(document.createElement("textarea"), { value: "REGION=us\nNEW=a" });
    document.body.append(area);
    return area;
  });
  await source.sendKeys(Key.chord(Key.CONTROL, "a"));
  await source.sendKeys(Key.chord(Key.CONTROL, "c"));
  await (await page.find("Name of variable 1")).sendKeys(Key.chord(Key.CONTROL, "v"));
  await eventually.equal(() => page.value("Value of variable 1"), "us");
  await eventually.equal(() => page.value("Value of variable 4"), "a");
  await page.click("Undo");
  await eventually.equal(() => page.value("Value of variable 1"), "eu-west-1");
});

test("the connection as JSON is in step with the form, and marks what is wrong", async (t) => {
  await open(t);
  await page.click("JSON");
  const inEditor = (selector) =>
    page.run(
      (css) =>
        [...(document.querySelector("[data-testid=raw]")?.shadowRoot?.querySelectorAll(css) ?? [])].map(
          (one) => one.innerText,
        ),
      selector,
    );
  await driver.wait(async () => (await inEditor(".cm-line")).length > 5, LIMIT_MS);
  await page.run(() => document.querySelector("[data-testid=raw]").shadowRoot.querySelector(".cm-content").focus());
  const text = (await inEditor(".cm-content"))[0];
  assert.match(text, /"name": "Storefront orders"/);
  // From the first line to the end of the name on the fourth.
  await page.press(
    Key.ARROW_DOWN,
    Key.ARROW_DOWN,
    Key.ARROW_DOWN,
    Key.END,
    Key.ARROW_LEFT,
    Key.ARROW_LEFT,
    " from text",
  );
  await page.sees("Not saved yet.");
  await page.press(Key.ARROW_DOWN, Key.END, Key.ARROW_LEFT, Key.ARROW_LEFT, "x");
  await driver.wait(async () => (await inEditor(".cm-lintRange-error")).includes('"httpx"'), LIMIT_MS);
  await page.sees("2 errors keep this from being sent.");
  await page.press(Key.BACK_SPACE);
  await page.sees("Not saved yet.");
  await page.click("Form");
  await eventually.equal(() => page.value("Name"), "Storefront orders from text");
});

test("a review shows each difference side by side, masks secrets, and names the rules that apply", async (t) => {
  await open(t);
  await page.fill("Value of variable 1", "s3cr3t-region");
  await page.click("Move Staging up");
  await page.click("Review and save");
  await page.sees("Review before saving");
  await page.run(() => {
    for (const fold of document.querySelectorAll("dialog summary")) fold.click();
  });
  await page.sees("order of environments");
  await page.sees("overwritten-variables");
  const rows = await page.run(() =>
    [...document.querySelectorAll("dialog tbody tr")].map((row) => [...row.cells].map((cell) => cell.innerText)),
  );
  const [, now, next] = rows.find(([place]) => place === "variable REGION");
  assert.match(now, /^•••• /);
  assert.notEqual(now, next);
  const order = rows.find(([place]) => place === "order of environments");
  assert.deepEqual(order.slice(1), ["Production, Staging, Development", "Staging, Production, Development"]);
  assert.ok(!(await page.run(() => document.querySelector("dialog").innerText)).includes("s3cr3t"));
});

test("auth schemes have the fields of their type, and what is edited is undone and redone", async (t) => {
  const platform = await open(t);
  await page.choose("Type of scheme 1", "oauth2");
  await page.fill("Authorize URL of scheme 1", "https://id.example/authorize");
  await page.fill("Token URL of scheme 1", "https://id.example/token");
  await page.click("Add scope to scheme 1");
  await page.fill("Name of scope 1 of scheme 1", "orders:read");
  await page.choose("Algorithm of scheme 2", "sha512");
  await page.click("The url of scheme 2");
  await page.click("Undo");
  await page.click("Redo");
  await eventually.match(() => page.said("Algorithm of scheme 2"), /\(edited\)/);
  await page.save();
  await page.sees("Saved.");
  const [oauth2, hmac] = JSON.parse(puts(platform)[0].body).authSchemeConfigs;
  assert.deepEqual([oauth2.scopes, oauth2.flows], [[{ name: "orders:read" }], { clientCredentials: {} }]);
  assert.deepEqual([hmac.algorithm, hmac.digestInputs], ["sha512", ["body", "url"]]);
});

test("what cannot be edited here says why, and a bigquery connection has a dataset", async (t) => {
  await open(t);
  await eventually.match(() => page.said("Protocol"), /It can never change/);
  await page.sees("Add, edit, reorder or delete environments.");
  await page.click("Connections");
  await page.fill("Find by name", "house sales");
  await page.sees("1 of 4 connections");
  await page.click("Sales warehouse");
  await page.fill("Dataset", "sales");
  await page.sees("expected <project_id>.<dataset_name>");
  await page.click("Connections");
  await page.sees("Leave without saving?");
  await page.click("Discard edits");
  await page.sees("4 connections");
});

test("where nothing can be read, reading again tells later that it was applied", async (t) => {
  const line = await startLine(t);
  await open(t, { through: line.to });
  await page.fill("Name", "In doubt");
  line.drop = "after, and all else";
  await page.save();
  await page.sees("may have been applied all the same");
  await page.sees("Whether it was applied is not known");
  line.drop = undefined;
  await page.click("Read it again");
  await page.sees("It was applied after all: saved.");
  await eventually.equal(() => page.value("Name"), "In doubt");
});

test("a keystroke is measured beside zod and ajv, at every size, and the policy of the page holds", async (t) => {
  await open(t);
  await page.run(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ blockedURI }) => window.violations.push(blockedURI));
  });
  await page.click("Measure");
  await driver.wait(async () => (await page.run(() => document.querySelectorAll("table").length)) > 0, LIMIT_MS);
  await driver.wait(async () => !(await page.run(() => document.body.innerText.includes("–"))), LIMIT_MS);
  const cells = await page.run(() => [...document.querySelectorAll("tbody td")].map((cell) => cell.innerText));
  assert.equal(cells.length, 9);
  for (const cell of cells) assert.match(cell, /^[\d.]+ [µm]s/);
  assert.deepEqual(await page.run(() => window.violations), []);
});

/** A line to a platform, of which a PUT can be cut before or after it arrives. */
async function startLine(t) {
  const line = { drop: undefined, to: undefined };
  let target;
  const proxy = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const isCut = request.method === "PUT" && line.drop !== undefined;
    if (line.isDown && line.drop !== undefined) return request.socket.destroy();
    // From then on, nothing comes through.
    line.isDown = isCut && line.drop.endsWith("all else");
    if (isCut && line.drop === "before") return request.socket.destroy();
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
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  line.to = async (origin) => {
    target = origin;
    return `http://127.0.0.1:${proxy.address().port}`;
  };
  return line;
}
