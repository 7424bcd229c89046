// Saves in Chromium: what the platform receives, saves of several requests, and what the page shows and focuses during and after.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createServer } from "vite";
import { seed } from "../../www/platform/seed.js";
import { ends, eventually } from "../waiting.mjs";
import {
  act,
  baseUrlField,
  bodies,
  CONFIG,
  change,
  discardButton,
  expand,
  hasFocus,
  isFocused,
  isInactive,
  nameField,
  notices,
  pauseRequests,
  puts,
  replaceJson,
  review,
  reviewButton,
  save,
  saveAll,
  saveArea,
  sharedValue,
  showForm,
  showJson,
  status,
  useConsole,
} from "./console.mjs";

const open = useConsole({ before, after });

const reviewDialog = (page) => page.getByRole("dialog", { name: "Review changes" });
const saveButton = (dialog) => dialog.getByRole("button", { name: "Save changes" });
/** The field of the name of an environment, by its number from 1. The row must be expanded. */
const environmentName = (page, number) => page.getByLabel(`Name of environment ${number}`, { exact: true });
/** Waits until the status is a text. */
const hasStatus = (page, text) => eventually.equal(() => status(page).innerText(), text);
/** The texts of a list of the save bar. */
const listed = (page, name) => saveArea(page).getByRole("list", { name }).getByRole("listitem").allInnerTexts();

/** Renames two environments and the connection: three requests. */
async function editThree(page) {
  await nameField(page).fill("Partly");
  await expand(page, "Production");
  await environmentName(page, 1).fill("Live");
  await expand(page, "Staging");
  await environmentName(page, 2).fill("Stage");
}

describe("requests", () => {
  test("the platform receives the cookie and the bytes of the request preview", async (t) => {
    const { page, context, platform } = await open(t, { tools: true });
    await nameField(page).fill("Storefront EU");
    await baseUrlField(page).fill("https://eu.storefront.example");
    await sharedValue(page, 1).fill("eu-north-1");
    await page.getByTestId("pending").getByText("eu-north-1").waitFor();
    const shown = JSON.parse(await page.getByTestId("pending").textContent());
    await saveAll(page);
    const [put, ...more] = puts(platform);
    assert.deepEqual(more, []);
    const [cookie] = await context.cookies(platform.origin);
    assert.equal(cookie.httpOnly, true);
    assert.equal(put.headers.cookie, `${cookie.name}=${cookie.value}`);
    assert.equal(put.headers["content-type"], "application/json");
    // The body is compact JSON, in the order of the stored connection.
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
    assert.equal(JSON.parse(await page.getByTestId("response").textContent()).name, "Storefront EU");
    await page.getByText("No changes to send.").waitFor();
    await page.getByRole("heading", { level: 1, name: "Storefront EU" }).waitFor();
  });

  test("a double click on the button of the review sends one request", async (t) => {
    const { page, platform } = await open(t);
    await nameField(page).fill("Once");
    const put = await pauseRequests(page);
    await saveButton(await review(page)).dblclick();
    await ends(put.arrived, "the update");
    put.resume();
    await hasStatus(page, "All changes saved");
    assert.equal(puts(platform).length, 1);
  });

  test("a name and a variable of an environment are saved by one request each, and the page shows them after a reload", async (t) => {
    const { page, platform } = await open(t);
    await expand(page, "Staging");
    await environmentName(page, 2).fill("Stage");
    await expand(page, "Production");
    await page.getByLabel("Value of variable 4 of Production", { exact: true }).fill("off");
    const dialog = await review(page);
    const requests = dialog.getByRole("list", { name: "Requests" });
    await requests.getByRole("heading", { name: "1. Update environment Production" }).waitFor();
    await requests.getByRole("heading", { name: "2. Update environment Staging" }).waitFor();
    await saveButton(dialog).click();
    await hasStatus(page, "All changes saved");
    assert.deepEqual(
      puts(platform).map(({ path, body }) => [/\/environments\//.test(path), JSON.parse(body).name]),
      [
        [true, "Production"],
        [true, "Stage"],
      ],
    );
    await page.reload();
    await expand(page, "Stage");
    await expand(page, "Production");
    await eventually.equal(
      () => page.getByLabel("Value of variable 4 of Production", { exact: true }).inputValue(),
      "off",
    );
  });

  test("a save of several requests shows its progress, what is left after a failure, and sends only the rest then", async (t) => {
    const { page, platform } = await open(t);
    await editThree(page);
    platform.setModes({ refuse: [{ status: 403, skip: 1 }], delayMs: 300 });
    const dialog = await review(page);
    await dialog.getByText("Saving sends 3 requests, one after the other:").waitFor();
    await saveButton(dialog).click();
    await dialog.getByText("Saving 2 of 3…").waitFor();
    await eventually.match(
      () => status(page).innerText(),
      /^Partly saved: 1 of 3 requests\. You don't have permission/,
    );
    assert.deepEqual(await listed(page, "Saved requests"), ["Update connection"]);
    assert.deepEqual(await listed(page, "Requests that are left"), [
      "Update environment Production",
      "Update environment Staging",
    ]);
    assert.deepEqual([await environmentName(page, 1).inputValue(), puts(platform).length], ["Live", 2]);
    platform.setModes({ refuse: [{ status: 409 }] });
    await save(page);
    await eventually.match(() => status(page).innerText(), /\(409\)/);
    platform.setModes({ refuse: [{ status: 409, skip: 1 }] });
    await saveArea(page).getByRole("button", { name: "Try again" }).click();
    await eventually.match(() => status(page).innerText(), /^Partly saved: 1 of 2 requests/);
    assert.deepEqual(await listed(page, "Saved requests"), ["Update environment Production"]);
    await saveArea(page).getByRole("button", { name: "Save the rest" }).click();
    await hasStatus(page, "All changes saved");
    await eventually.equal(() => saveArea(page).getByRole("alert").count(), 0);
    assert.deepEqual(
      bodies(platform).map(({ name }) => name),
      ["Partly", "Live", "Live", "Live", "Stage", "Stage"],
    );
  });

  test("environments keep their own values if the user chooses this", async (t) => {
    const { page, platform } = await open(t);
    await sharedValue(page, 2).fill("500");
    const dialog = await review(page);
    const keep = dialog.getByLabel("Keep the environments' own values");
    const confirm = dialog.getByRole("group", { name: "Confirm" });
    await confirm.waitFor();
    await dialog.getByText("Tick the box above to continue.").waitFor();
    assert.equal(await isInactive(saveButton(dialog)), true);
    await keep.check();
    await dialog.getByText("Saving sends 4 requests, one after the other:").waitFor();
    await eventually.equal(() => confirm.count(), 0, "the save destroys nothing");
    await keep.uncheck();
    await dialog.getByText("Saving sends 1 request:").waitFor();
    await keep.check();
    await saveButton(dialog).click();
    await hasStatus(page, "All changes saved");
    assert.equal(puts(platform).length, 4);
    for (const [environment, value] of [
      ["Production", "500"],
      ["Staging", "50"],
      ["Development", "5"],
    ]) {
      const field = page.getByLabel(`PAGE_SIZE in ${environment}`, { exact: true });
      await eventually.equal(() => field.inputValue(), value);
    }
  });

  test("an edit that no request makes is counted and listed, and remains after the save", async (t) => {
    const { page, platform } = await open(t);
    const connection = seed().find(({ name }) => name === "Storefront orders");
    connection.name = "Saved";
    connection.environments[1].credentials.action[0].credential.name = "Other key";
    await showJson(page);
    await replaceJson(page, connection);
    await hasStatus(page, "1 unsaved change · 1 change can't be saved here.");
    const dialog = await review(page);
    await dialog.getByText("1 change can't be saved here:").waitFor();
    const unsaved = dialog.getByRole("list", { name: "Not saved" });
    await eventually.match(
      () => unsaved.innerText(),
      /^Staging: Credential 1 \(to the system\)\. This belongs to the credential/,
    );
    await saveButton(dialog).click();
    await hasStatus(page, "Saved, but 1 change can't be saved here.");
    await notices(page).getByText("Saved, except changes that can't be saved here.").waitFor();
    await eventually.doesNotMatch(() => page.locator("body").innerText(), /All changes saved/);
    assert.deepEqual(
      bodies(platform).map(({ name }) => name),
      ["Saved"],
    );
    await saveArea(page).getByRole("button", { name: "Show" }).click();
    await dialog.getByText("Nothing here can be saved.").waitFor();
    assert.equal(await isInactive(saveButton(dialog)), true);
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    await discardButton(page).click();
    await hasStatus(page, "No unsaved changes");
    assert.equal(puts(platform).length, 1);
  });

  test("300 environments are reviewed and saved", async (t) => {
    const { page, platform } = await open(t);
    await change(page, "Branch point of sale");
    await sharedValue(page, 1).fill("SEK");
    const dialog = await review(page);
    await dialog.getByText("Replaces 600 own values of 300 environments. This can't be undone.").waitFor();
    await dialog.getByRole("group", { name: "Confirm" }).getByRole("checkbox").check();
    await saveButton(dialog).click();
    await hasStatus(page, "All changes saved");
    assert.equal(bodies(platform)[0].environmentVariables[0].value, "SEK");
  });
});

describe("keyboard and focus", () => {
  test("Ctrl+S opens the review from a field, from a row and from the JSON, and never saves by itself", async (t) => {
    const { page, platform } = await open(t);
    const close = async () => {
      await reviewDialog(page).waitFor();
      await page.keyboard.press("Escape");
      await reviewDialog(page).waitFor({ state: "detached" });
    };
    await nameField(page).press("Control+s");
    await eventually.equal(() => reviewDialog(page).count(), 0, "there is nothing to review");
    await nameField(page).fill("By keyboard");
    await nameField(page).press("Control+s");
    await close();
    await isFocused(nameField(page));
    await page.getByRole("button", { name: "Edit Staging", exact: true }).press("Control+s");
    await close();
    await showJson(page);
    await page.getByLabel("JSON text").click();
    await page.keyboard.press("Control+s");
    await close();
    await showForm(page);
    assert.equal(puts(platform).length, 0);
  });

  test("while a save runs, its dialog stays open, the fields are locked and the page is truthful", async (t) => {
    const { page, platform } = await open(t);
    await nameField(page).fill("Slow");
    const put = await pauseRequests(page);
    const dialog = await review(page);
    await saveButton(dialog).click();
    await ends(put.arrived, "the update");
    assert.equal(await isInactive(dialog.getByRole("button", { name: "Saving…" })), true);
    for (const name of ["Close", "Keep editing"]) {
      const button = dialog.getByRole("button", { name });
      assert.equal(await isInactive(button), true);
      await button.click({ force: true });
    }
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    await page.keyboard.press("Control+s");
    await eventually.equal(() => dialog.count(), 1);
    await eventually.equal(() => status(page).innerText(), "Saving…");
    assert.equal(await nameField(page).isDisabled(), true);
    assert.equal(await isInactive(discardButton(page)), true);
    put.resume();
    await dialog.waitFor({ state: "detached" });
    await hasStatus(page, "All changes saved");
    assert.equal(await nameField(page).isDisabled(), false);
    assert.equal(puts(platform).length, 1);
  });

  test("the focus stays in the page after a dialog, a failure, a save and a discard", async (t) => {
    const { page, platform } = await open(t);
    const steps = [
      [
        "the review is closed",
        async () => {
          const dialog = await review(page);
          await dialog.getByRole("button", { name: "Keep editing" }).click();
          await dialog.waitFor({ state: "detached" });
          await isFocused(reviewButton(page));
        },
      ],
      [
        "a save fails",
        async () => {
          platform.setModes({ refuse: [{ status: 403 }] });
          await save(page);
          await eventually.match(() => status(page).innerText(), /permission/);
        },
      ],
      ["a save succeeds", () => saveAll(page)],
      [
        "the changes are discarded",
        async () => {
          await act(page, "Staging", "Delete");
          await hasStatus(page, "1 unsaved change · Deletes 1 environment (Staging)");
          await discardButton(page).click();
          await hasStatus(page, "No unsaved changes");
        },
      ],
      [
        "a retry succeeds",
        async () => {
          await nameField(page).fill("Again");
          platform.setModes({ refuse: [{ status: 409 }] });
          await save(page);
          await saveArea(page).getByRole("button", { name: "Try again" }).click();
          await hasStatus(page, "All changes saved");
        },
      ],
    ];
    await nameField(page).fill("Focus");
    for (const [name, step] of steps) {
      await step();
      await reviewDialog(page).waitFor({ state: "detached" });
      await eventually.equal(() => hasFocus(page), true, name);
    }
  });
});

test("in Vite's development server, the page works the same", async (t) => {
  const server = await createServer({ configFile: CONFIG, server: { port: 0 }, logLevel: "warn" });
  await server.listen();
  t.after(() => server.close());
  const { page, platform } = await open(t, { origin: server.resolvedUrls.local[0] });
  await nameField(page).fill("Served");
  await saveAll(page);
  assert.equal(bodies(platform)[0].name, "Served");
});
