// The states of the console that are checked for access and pictured: for each, what a user does to reach it.

import {
  act,
  baseUrlField,
  expand,
  nameField,
  replaceInJson,
  review,
  save,
  sharedValue,
  showJson,
  status,
} from "./console.mjs";

const IMPORTED = ["REGION=eu-west-1", "PAGE_SIZE=500", 'GREETING="Hello # there"', "export TOKEN=abc", "no value here"];

/** Makes edits whose save deletes an environment, overwrites own values, and changes the order. */
async function makeLosses(page) {
  await sharedValue(page, 2).fill("500");
  await act(page, "Development", "Delete");
  await act(page, "Staging", "Move to top");
}

/**
 * Each state has a name, the options for opening the page, and the function `reach`. `name: null` in the options stays at the list.
 */
export const STATES = [
  {
    name: "login",
    options: { name: null },
    async reach(page) {
      await page.getByRole("button", { name: /^Account/ }).click();
      await page.getByRole("menuitem", { name: "Log out" }).click();
      await page.getByRole("heading", { name: "Log in" }).waitFor();
    },
  },
  {
    name: "list",
    options: { name: null },
    reach: (page) => page.getByText("4 connections").waitFor(),
  },
  {
    name: "no-match",
    options: { name: null },
    async reach(page) {
      await page.getByRole("searchbox", { name: "Search connections" }).fill("zzz");
      await page.getByText('No connections match "zzz".').waitFor();
    },
  },
  {
    name: "form",
    options: {},
    async reach(page) {
      await nameField(page).fill("Storefront orders, Europe");
      await baseUrlField(page).fill("orders.storefront.example");
      await page.getByText("Enter a full URL starting with https://.").first().waitFor();
    },
  },
  {
    name: "variables",
    options: {},
    async reach(page) {
      await page.getByRole("button", { name: "Add variable", exact: true }).click();
      await page.getByLabel("Name of variable 4", { exact: true }).fill("REGION");
      await sharedValue(page, 3).fill("debug");
      await page.getByText('"REGION" is already used. Names must be unique.').first().waitFor();
      await sharedValue(page, 3).evaluate((field) => field.scrollIntoView({ block: "center" }));
    },
  },
  {
    name: "import",
    options: {},
    async reach(page) {
      await page.getByRole("button", { name: "Import .env", exact: true }).click();
      await page.getByLabel("Lines of KEY=value").fill(IMPORTED.join("\n"));
      await page.getByRole("table", { name: "Variables to import" }).waitFor();
    },
  },
  {
    name: "new-environment",
    options: {},
    async reach(page) {
      await page.getByRole("button", { name: "Add environment" }).click();
      await page.getByLabel("Name of new environment 4", { exact: true }).fill("Preview");
      const credential = page.getByRole("button", { name: "Add credential to the system" });
      await credential.press("Enter");
      await page.getByLabel("Name of credential 1 to the system", { exact: true }).fill("Preview key");
    },
  },
  {
    name: "menu",
    options: {},
    async reach(page) {
      await page.getByRole("button", { name: "Actions for Production", exact: true }).click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "leave",
    options: {},
    async reach(page) {
      await nameField(page).fill("Unsaved");
      await page.getByRole("navigation").getByRole("link", { name: "Connections" }).click();
      await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
    },
  },
  {
    name: "review",
    options: {},
    async reach(page) {
      await makeLosses(page);
      await review(page);
    },
  },
  {
    name: "confirmed-review",
    options: {},
    async reach(page) {
      await sharedValue(page, 2).fill("500");
      await act(page, "Development", "Delete");
      const dialog = await review(page);
      await dialog.getByRole("group", { name: "Confirm" }).getByRole("checkbox").check();
    },
  },
  {
    name: "conflict",
    options: { tools: true },
    async reach(page) {
      await nameField(page).fill("Mine");
      await baseUrlField(page).fill("https://mine.example");
      await page.getByLabel("Let Grace edit just before I save").check();
      await save(page);
      await page.getByRole("dialog", { name: "Someone else changed this connection" }).waitFor();
    },
  },
  {
    name: "json",
    options: {},
    async reach(page) {
      await showJson(page);
      const url = "https://orders.storefront.example/api/2026-01";
      await replaceInJson(page, url, "orders.storefront.example");
      await page.keyboard.press("Escape");
      await page.getByTestId("raw").locator(".cm-lintRange-error").first().waitFor();
      await page.getByTestId("raw").getByText('"sha256"').click();
      await page.keyboard.press("Control+Space");
      await page.getByTestId("raw").getByRole("option").first().waitFor();
    },
  },
  {
    name: "partly-saved",
    options: {},
    async reach(page, platform) {
      platform.setModes({ refuse: [{ status: 500, skip: 1 }] });
      await nameField(page).fill("Storefront orders, Europe");
      await expand(page, "Staging");
      await page.getByLabel("Name of environment 2", { exact: true }).fill("Stage");
      await save(page);
      await status(page).getByText("Partly saved").waitFor();
    },
  },
  {
    name: "developer-tools",
    options: { tools: true },
    async reach(page) {
      await nameField(page).fill("Storefront orders, Europe");
      await page.getByTestId("pending").getByText("Europe").waitFor();
    },
  },
];
