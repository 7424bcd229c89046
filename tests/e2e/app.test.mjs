// The console around the editor, in Chromium: the login, the list of connections, addresses, and unsaved changes.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually } from "../waiting.mjs";
import {
  CONNECTION_URL,
  choose,
  discardButton,
  hasFocus,
  isFocused,
  LIST_URL,
  listLink,
  logIn,
  nameField,
  PROXY_PAGE,
  pauseRequests,
  replaceJson,
  respond,
  saveAll,
  showJson,
  useConsole,
} from "./console.mjs";

const open = useConsole({ before, after });

const logInButton = (page) => page.getByRole("button", { name: "Log in" });
const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
const links = (page) => page.getByRole("main").getByRole("list").getByRole("link");
const search = (page) => page.getByRole("searchbox", { name: "Search connections" });
const leaveDialog = (page) => page.getByRole("dialog", { name: "Leave without saving?" });

/** Selects "Log out" in the menu of the account. */
async function logOut(page) {
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
}

describe("session", () => {
  test("a wrong password is reported, and the login of the demo is shown", async (t) => {
    const { page } = await open(t, { isLoggedIn: false });
    await page.getByText("Demo login: ada@example.com / lovelace").waitFor();
    await eventually.equal(() => page.title(), "Log in · Connections");
    await page.getByLabel("Password").fill("byron");
    await logInButton(page).click();
    await page.getByRole("alert").getByText("Wrong email or password.").waitFor();
    await logIn(page);
    await heading(page, "Connections").waitFor();
    await eventually.equal(() => page.getByRole("alert").count(), 0);
    assert.equal(await hasFocus(page), true);
  });

  test("a session survives a reload and a direct link, without another login", async (t) => {
    const { page, context } = await open(t);
    await page.reload();
    await heading(page, "Storefront orders").waitFor();
    const tab = await context.newPage();
    await tab.goto(page.url());
    await heading(tab, "Storefront orders").waitFor();
    assert.deepEqual([await logInButton(page).count(), await logInButton(tab).count()], [0, 0]);
  });

  test("a user who opens a connection after the session expired logs in and gets to this connection", async (t) => {
    const { page, platform } = await open(t, { name: null });
    platform.endSessions();
    await links(page).getByText("Sales warehouse").click();
    await heading(page, "Log in").waitFor();
    await logIn(page);
    await heading(page, "Sales warehouse").waitFor();
  });

  test("the menu of the account logs the user out, and the next login continues at the same address", async (t) => {
    const { page, platform } = await open(t);
    await logOut(page);
    await heading(page, "Log in").waitFor();
    await eventually.equal(() => nameField(page).count(), 0);
    await page.reload();
    await heading(page, "Log in").waitFor();
    assert.equal(platform.seen.filter(({ method }) => method === "PUT").length, 0);
    await logIn(page);
    await heading(page, "Storefront orders").waitFor();
  });
});

describe("list", () => {
  test("connections are found by name and by protocol, and an empty result offers to clear the search", async (t) => {
    const { page } = await open(t, { name: null });
    await page.getByText("4 connections", { exact: true }).waitFor();
    await heading(page, "Connections").click();
    await page.keyboard.press("/");
    await isFocused(search(page));
    for (const words of ["house sales", "BIGQUERY"]) {
      await search(page).fill(words);
      await page.getByText("1 of 4 connections").waitFor();
      await eventually.deepEqual(() => links(page).allTextContents(), ["Sales warehouse"]);
    }
    await search(page).fill("zzz/");
    await page.getByText('No connections match "zzz/".').waitFor();
    await page.getByText("Clear search", { exact: true }).click();
    await page.getByText("4 connections", { exact: true }).waitFor();
    await eventually.equal(() => search(page).inputValue(), "");
    await eventually.equal(() => hasFocus(page), true);
  });

  test("a time is relative, and its title is exact", async (t) => {
    const { page } = await open(t, { isLoggedIn: false, timezoneId: "UTC" });
    await page.clock.setFixedTime("2026-11-24T12:00:00Z");
    await logIn(page);
    const shown = page.getByRole("listitem").filter({ hasText: "Storefront orders" }).locator("time");
    await eventually.deepEqual(
      async () => [await shown.innerText(), await shown.getAttribute("title")],
      ["5 months ago", "22 June 2026, 09:30"],
    );
    await choose(page, "Storefront orders");
    const updated = page.locator("time");
    assert.deepEqual(
      [await updated.innerText(), await updated.getAttribute("title")],
      ["5 months ago", "22 June 2026, 09:30"],
    );
  });
});

describe("addresses", () => {
  test("the page names what it shows in its title and in the breadcrumb", async (t) => {
    const { page } = await open(t, { name: null });
    await eventually.equal(() => page.title(), "Connections");
    await choose(page, "Storefront orders");
    await eventually.equal(() => page.title(), "Storefront orders · Connections");
    const current = page.getByRole("navigation", { name: "Breadcrumb" }).locator("[aria-current=page]");
    await eventually.equal(() => current.innerText(), "Storefront orders");
    await nameField(page).fill("Storefront EU");
    await saveAll(page);
    await eventually.equal(() => page.title(), "Storefront EU · Connections");
    await eventually.equal(() => current.innerText(), "Storefront EU");
    await listLink(page).click();
    await heading(page, "Connections").waitFor();
    await links(page).getByText("Storefront EU").waitFor();
    await eventually.equal(() => current.count(), 0);
  });

  test("the page is busy and shows a skeleton while it loads", async (t) => {
    const { page } = await open(t);
    const main = page.getByRole("main");
    await eventually.equal(() => main.getAttribute("aria-busy"), "false");
    const list = await pauseRequests(page, LIST_URL, "GET");
    await listLink(page).click();
    await page.getByRole("status").getByText("Loading connections").waitFor();
    assert.equal(await main.getAttribute("aria-busy"), "true");
    list.resume();
    await heading(page, "Connections").waitFor();
    assert.equal(await main.getAttribute("aria-busy"), "false");
    const connection = await pauseRequests(page, CONNECTION_URL, "GET");
    await links(page).getByText("Sales warehouse").click();
    await page.getByRole("status").getByText("Loading connection", { exact: true }).waitFor();
    assert.equal(await main.getAttribute("aria-busy"), "true");
    connection.resume();
    await heading(page, "Sales warehouse").waitFor();
    assert.equal(await main.getAttribute("aria-busy"), "false");
  });

  for (const [name, fail, message] of [
    [
      "a failure of a proxy",
      (page, url) => respond(page, url, { status: 500, contentType: "text/html", body: PROXY_PAGE }),
      "The server failed (500).",
    ],
    [
      "a page in the place of JSON",
      (page, url) => respond(page, url, { status: 200, contentType: "text/html", body: PROXY_PAGE }),
      "The server sent an unexpected response (200).",
    ],
    [
      "a lost network",
      (page, url) => page.route(url, (route) => route.abort("connectionreset")),
      "Can't reach the server.",
    ],
  ]) {
    test(`${name} is reported, and "Try again" works at the same address`, async (t) => {
      const { page } = await open(t, { name: null });
      for (const [url, go, title] of [
        [CONNECTION_URL, () => links(page).getByText("Sales warehouse").click(), "Sales warehouse"],
        [LIST_URL, () => listLink(page).click(), "Connections"],
      ]) {
        await fail(page, url);
        await go();
        const alert = page.getByRole("alert");
        await alert.getByText(message).waitFor();
        await eventually.doesNotMatch(() => page.getByRole("main").innerText(), /upstream|undefined/);
        const address = page.url();
        await alert.getByRole("button", { name: "Try again" }).click();
        await alert.getByText(message).waitFor();
        await page.unroute(url);
        await alert.getByRole("button", { name: "Try again" }).click();
        await heading(page, title).waitFor();
        assert.equal(page.url(), address);
        await eventually.equal(() => hasFocus(page), true);
      }
    });
  }

  test("an unknown connection is reported with a link to all connections", async (t) => {
    const { page } = await open(t);
    await page.goto(page.url().replace(/#.*/, "#/01J9ZK8Q4T7W3X5Y6Z8A9B0C1D"));
    const alert = page.getByRole("alert");
    await alert.getByText("This connection doesn't exist or was deleted.").waitFor();
    await eventually.equal(() => nameField(page).count(), 0, "the page does not show another connection");
    await page.reload();
    await alert.getByText("This connection doesn't exist or was deleted.").waitFor();
    await alert.getByRole("link", { name: "All connections" }).click();
    await heading(page, "Connections").waitFor();
  });
});

describe("unsaved changes", () => {
  test("a user who leaves with unsaved changes must confirm, and can stay", async (t) => {
    const { page } = await open(t);
    const shown = page.url();
    await nameField(page).fill("Kept");
    for (const leave of [() => listLink(page).click(), () => page.goBack(), () => logOut(page)]) {
      await leave();
      await leaveDialog(page).getByText("Your unsaved changes will be lost.").waitFor();
      await leaveDialog(page).getByRole("button", { name: "Keep editing" }).click();
      await leaveDialog(page).waitFor({ state: "detached" });
      await eventually.equal(() => nameField(page).inputValue(), "Kept");
      await eventually.equal(() => page.url(), shown);
      await eventually.equal(() => hasFocus(page), true);
    }
    await listLink(page).click();
    await leaveDialog(page).waitFor();
    await page.keyboard.press("Escape");
    await leaveDialog(page).waitFor({ state: "detached" });
    await eventually.equal(() => nameField(page).inputValue(), "Kept");
    // An edit that is taken back needs no confirmation.
    await discardButton(page).click();
    await listLink(page).click();
    await heading(page, "Connections").waitFor();
  });

  test("text that is not JSON is an unsaved change, too", async (t) => {
    const { page } = await open(t);
    await showJson(page);
    await replaceJson(page, '{"name": ');
    await page
      .getByText(/^Invalid JSON on line 1/)
      .first()
      .waitFor();
    await listLink(page).click();
    await leaveDialog(page).getByRole("button", { name: "Keep editing" }).click();
    await leaveDialog(page).waitFor({ state: "detached" });
    await page.getByTestId("raw").getByText('"name"').waitFor();
    await listLink(page).click();
    await leaveDialog(page).getByRole("button", { name: "Discard changes" }).click();
    await heading(page, "Connections").waitFor();
  });

  test("the browser warns before a reload that would lose edits", async (t) => {
    const { page } = await open(t);
    await nameField(page).fill("Gone");
    const warning = page.waitForEvent("dialog");
    const reloaded = page.reload();
    const dialog = await warning;
    assert.equal(dialog.type(), "beforeunload");
    await dialog.accept();
    await reloaded;
    await eventually.equal(() => nameField(page).inputValue(), "Storefront orders");
  });

  test("a user who discards the changes gets to the wanted page, and back and forward still work", async (t) => {
    const { page } = await open(t);
    const discard = () => leaveDialog(page).getByRole("button", { name: "Discard changes" }).click();
    await nameField(page).fill("Gone");
    await listLink(page).click();
    await discard();
    await heading(page, "Connections").waitFor();
    await page.goBack();
    await heading(page, "Storefront orders").waitFor();
    await eventually.equal(() => nameField(page).inputValue(), "Storefront orders");
    await page.goForward();
    await heading(page, "Connections").waitFor();
    await page.goBack();
    await heading(page, "Storefront orders").waitFor();
    await nameField(page).fill("Gone too");
    await page.goBack();
    await discard();
    await heading(page, "Connections").waitFor();
    await page.goForward();
    await heading(page, "Storefront orders").waitFor();
    await eventually.equal(() => nameField(page).inputValue(), "Storefront orders");
    await nameField(page).fill("Logged out");
    await logOut(page);
    await discard();
    await heading(page, "Log in").waitFor();
    await logIn(page);
    await heading(page, "Storefront orders").waitFor();
    await eventually.equal(() => nameField(page).inputValue(), "Storefront orders");
  });
});
