// The status of the save bar, in Chromium: one sentence for each state of an edit and of a save, and the action that helps.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { seed } from "../../www/platform/seed.js";
import { ends, eventually } from "../waiting.mjs";
import {
  act,
  baseUrlField,
  bodies,
  CONNECTION_URL,
  discardButton,
  dropRequests,
  expand,
  isFocused,
  isInactive,
  logIn,
  nameField,
  notices,
  PROXY_PAGE,
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
  undoButton,
  useConsole,
} from "./console.mjs";

const open = useConsole({ before, after });

const action = (page, name) => saveArea(page).getByRole("button", { name });
/** Waits until the status is a text. */
const hasStatus = (page, text) => eventually.equal(() => status(page).innerText(), text);

/** Makes the platform refuse the next update. */
const refuse = (platform, httpStatus, more) => platform.setModes({ refuse: [{ status: httpStatus, ...more }] });

/** A response that rejects the name. */
const NAME_REJECTED = {
  body: { code: "invalid_argument", message: "no", fields: [{ field: "name", message: "is reserved" }] },
};

/** Edits the name, and saves. */
async function editAndSave(page, name = "Storefront EU") {
  await nameField(page).fill(name);
  await save(page);
}

describe("edits", () => {
  test("the status counts the unsaved changes", async (t) => {
    const { page } = await open(t);
    await hasStatus(page, "No unsaved changes");
    for (const button of [reviewButton(page), discardButton(page), undoButton(page)]) {
      assert.equal(await isInactive(button), true);
    }
    await action(page, "No problems found").waitFor();
    await nameField(page).fill("Storefront EU");
    await hasStatus(page, "1 unsaved change");
    await baseUrlField(page).fill("https://eu.storefront.example");
    await hasStatus(page, "2 unsaved changes");
    assert.equal(await isInactive(reviewButton(page)), false);
    await undoButton(page).click();
    await hasStatus(page, "1 unsaved change");
    await nameField(page).fill("Storefront orders");
    await hasStatus(page, "No unsaved changes");
    await nameField(page).fill("Storefront EU");
    await discardButton(page).click();
    await hasStatus(page, "No unsaved changes");
    await notices(page).getByRole("button", { name: "Undo" }).click();
    await hasStatus(page, "1 unsaved change");
    await eventually.equal(() => nameField(page).inputValue(), "Storefront EU");
  });

  test("the status names what a save destroys, while the user edits", async (t) => {
    const { page } = await open(t);
    await act(page, "Staging", "Delete");
    await hasStatus(page, "1 unsaved change · Deletes 1 environment (Staging)");
    await sharedValue(page, 1).fill("eu-north-1");
    await hasStatus(
      page,
      "2 unsaved changes · Deletes 1 environment (Staging) and replaces 5 own values of 2 environments",
    );
    await discardButton(page).click();
    await page.getByRole("button", { name: "Remove variable LOG_LEVEL", exact: true }).click();
    await eventually.match(() => status(page).innerText(), /^1 unsaved change · .*removes 1 variable \(LOG_LEVEL\)/i);
  });

  test("the status counts the errors, and leads to the first one", async (t) => {
    const { page, platform } = await open(t);
    await nameField(page).fill("");
    await baseUrlField(page).fill("shop");
    await sharedValue(page, 1).focus();
    await action(page, /^2 errors$/).waitFor();
    await action(page, "Fix 2 errors to save").click();
    await isFocused(nameField(page));
    await nameField(page).fill("Shop");
    await hasStatus(page, "Not saved.");
    assert.equal(await isInactive(reviewButton(page)), true);
    await action(page, "Fix 1 error to save").click();
    await isFocused(baseUrlField(page));
    await nameField(page).focus();
    await action(page, "1 error").last().click();
    const list = saveArea(page).getByRole("region", { name: "Errors: fix these to save" });
    await list.getByRole("button", { name: /^Base URL: / }).click();
    await isFocused(baseUrlField(page));
    await baseUrlField(page).fill("https://shop.example");
    await hasStatus(page, "2 unsaved changes");
    assert.equal(puts(platform).length, 0);
  });

  test("a new variable has no errors until the user leaves it or reviews the changes", async (t) => {
    const { page, platform } = await open(t);
    const name = page.getByLabel("Name of variable 4", { exact: true });
    const addVariable = async () => {
      await page.getByRole("button", { name: "Add variable", exact: true }).click();
      await isFocused(name);
      await eventually.match(() => status(page).innerText(), /^Unsaved changes/);
      assert.equal(await name.getAttribute("aria-invalid"), "false");
      await eventually.equal(() => page.getByText("Enter a name.").count(), 0);
    };
    // A review that finds no errors does not change this.
    await nameField(page).fill("Storefront EU");
    await saveAll(page);
    await addVariable();
    await page.keyboard.press("Tab");
    await action(page, "Fix 1 error to save").waitFor();
    await discardButton(page).click();
    await addVariable();
    await reviewButton(page).click();
    await action(page, "Fix 1 error to save").waitFor();
    await isFocused(name);
    assert.equal(await name.getAttribute("aria-invalid"), "true");
    assert.deepEqual([await page.getByRole("dialog").count(), puts(platform).length], [0, 1]);
  });
});

describe("saves", () => {
  test("the status follows a save until the next edit", async (t) => {
    const { page } = await open(t);
    const put = await pauseRequests(page);
    await editAndSave(page);
    await ends(put.arrived, "the update");
    await eventually.equal(() => status(page).innerText(), "Saving…");
    put.resume();
    await hasStatus(page, "All changes saved");
    await notices(page).getByText("All changes saved.").waitFor();
    await action(page, "No problems found").waitFor();
    assert.equal(await isInactive(reviewButton(page)), true);
    await nameField(page).fill("Storefront US");
    await hasStatus(page, "1 unsaved change");
  });

  test("a rejected field is named, has the message until it is edited, and can be saved again", async (t) => {
    const { page, platform } = await open(t);
    refuse(platform, 400, NAME_REJECTED);
    await editAndSave(page);
    await hasStatus(page, "The server rejected 1 field: Name.");
    assert.equal(await nameField(page).getAttribute("aria-invalid"), "true");
    await page.getByText("The server rejected this: is reserved.").waitFor();
    await action(page, "1 error").click();
    const list = saveArea(page).getByRole("region", { name: "Rejected by the server" });
    await list.getByText("The server rejected this: is reserved.").waitFor();
    await action(page, "Go to field").click();
    await isFocused(nameField(page));
    assert.equal(await isInactive(reviewButton(page)), false);
    await nameField(page).fill("Storefront US");
    await hasStatus(page, "1 unsaved change");
    await eventually.equal(() => page.getByText("is reserved").count(), 0);
    assert.equal(await nameField(page).getAttribute("aria-invalid"), "false");
    await nameField(page).fill("Storefront EU");
    refuse(platform, 400, NAME_REJECTED);
    await save(page);
    await hasStatus(page, "The server rejected 1 field: Name.");
    await saveAll(page);
    assert.deepEqual(
      bodies(platform).map(({ name }) => name),
      ["Storefront EU", "Storefront EU", "Storefront EU"],
    );
  });

  test("several rejected fields are named by their labels, and each has its message", async (t) => {
    const { page, platform } = await open(t);
    const places = [
      ["authSchemeConfigs[0].name", "is wrong"],
      ["authSchemeConfigs[1].digestInputs[0]", "is odd"],
      ["environmentVariables", "are wrong"],
      ["protocol", "is old"],
    ];
    const fields = places.map(([field, message]) => ({ field, message }));
    refuse(platform, 400, { body: { code: "invalid_argument", message: "no", fields } });
    await editAndSave(page);
    await eventually.match(
      () => status(page).innerText(),
      /^The server rejected 4 fields: .*Auth scheme 1.*\band 1 more\.$/,
    );
    const form = page.getByRole("tabpanel", { name: "Form" });
    for (const [field, message] of places) {
      await eventually.equal(() => form.getByText(`The server rejected this: ${message}.`).count(), 1, field);
    }
    await action(page, /^4 errors/).click();
    const list = saveArea(page).getByRole("region", { name: "Rejected by the server" });
    await list.getByRole("button", { name: /is old/ }).click();
    await eventually.equal(() => page.evaluate(() => document.activeElement.id), "field:protocol");
    // An edit removes the message of the edited value, and no other message.
    await page.getByLabel("Name of auth scheme 1", { exact: true }).fill("X-Other");
    await list.getByText("is wrong").waitFor({ state: "detached" });
    await eventually.equal(() => list.getByRole("button").count(), 3);
  });

  test("a rejected field of an environment is marked in its row, and the status leads to it", async (t) => {
    const { page, platform } = await open(t);
    await expand(page, "Staging");
    await page.getByLabel("Name of environment 2", { exact: true }).fill("Stage");
    await page.getByLabel("Value of variable 2 of Stage", { exact: true }).fill("75");
    await page.getByRole("button", { name: "Collapse Stage", exact: true }).click();
    const fields = [
      { field: "name", message: "is reserved" },
      { field: "variables[1].value", message: "is too large" },
    ];
    refuse(platform, 400, { body: { code: "invalid_argument", message: "no", fields } });
    await save(page);
    await hasStatus(page, "The server rejected 2 fields: Stage: name, Stage: PAGE_SIZE.");
    await action(page, "Go to field").click();
    const name = page.getByLabel("Name of environment 2", { exact: true });
    await isFocused(name);
    assert.equal(await name.getAttribute("aria-invalid"), "true");
    const value = page.getByLabel("Value of variable 2 of Stage", { exact: true });
    assert.equal(await value.getAttribute("aria-invalid"), "true");
    await name.fill("Stage 2");
    await eventually.equal(() => name.getAttribute("aria-invalid"), "false");
    await saveAll(page);
    assert.equal(puts(platform).length, 2);
  });

  test("an expired session opens a login in place, and the save is finished after it", async (t) => {
    const { page, platform } = await open(t);
    await nameField(page).fill("Kept");
    platform.endSessions();
    await save(page);
    await hasStatus(page, "Your session expired. Your changes are still here.");
    await eventually.equal(() => nameField(page).inputValue(), "Kept");
    await action(page, "Log in to save").click();
    const dialog = page.getByRole("dialog", { name: "Your session expired" });
    await isFocused(dialog.getByLabel("Password"));
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await hasStatus(page, "Your session expired. Your changes are still here.");
    await action(page, "Log in to save").click();
    await dialog.getByLabel("Password").fill("byron");
    await dialog.getByRole("button", { name: "Log in" }).click();
    await dialog.getByText("Wrong email or password.").waitFor();
    await logIn(page);
    await hasStatus(page, "All changes saved");
    assert.deepEqual(
      bodies(platform).map(({ name }) => name),
      ["Kept"],
    );
  });

  test("a refusal is explained by its status, and the next save succeeds", async (t) => {
    const { page, platform } = await open(t);
    for (const { httpStatus, text, button, more } of [
      { httpStatus: 403, text: "You don't have permission to change this connection." },
      { httpStatus: 404, text: "This connection doesn't exist or was deleted." },
      {
        httpStatus: 409,
        text: "The server refused the changes, because something in them is in use or has changed (409).",
        button: "Try again",
      },
      {
        httpStatus: 412,
        text: "The server refused the changes, because something in them is in use or has changed (412).",
        button: "Try again",
      },
      {
        httpStatus: 503,
        more: { retryAfter: 1 },
        text: "The server is unavailable. Your changes are still here.",
        button: "Try again",
      },
    ]) {
      refuse(platform, httpStatus, more);
      const edited = `Status ${httpStatus}`;
      await editAndSave(page, edited);
      await hasStatus(page, text);
      await eventually.equal(() => nameField(page).inputValue(), edited);
      if (button === undefined) await save(page);
      else await saveArea(page).getByRole("button", { name: button, exact: true }).click();
      await hasStatus(page, "All changes saved");
      assert.deepEqual(
        bodies(platform)
          .slice(-2)
          .map(({ name }) => name),
        [edited, edited],
      );
    }
  });

  test("too many requests: the status counts down, and the retry is inactive until then", async (t) => {
    const { page, platform } = await open(t);
    await page.clock.install();
    refuse(platform, 429, { retryAfter: 30 });
    await editAndSave(page);
    await hasStatus(page, "Too many requests.");
    const retry = action(page, /^Try again in \d+ seconds$/);
    await retry.waitFor();
    assert.equal(await isInactive(retry), true);
    await retry.click({ force: true });
    await page.clock.fastForward(20_000);
    await eventually.match(() => retry.innerText(), /^Try again in (\d|10) seconds$/);
    assert.equal(puts(platform).length, 1);
    await page.clock.fastForward(11_000);
    await action(page, "Try again").click();
    await hasStatus(page, "All changes saved");
    assert.equal(puts(platform).length, 2);
  });

  for (const [name, response] of [
    ["JSON", {}],
    ["the page of a proxy", { body: PROXY_PAGE }],
  ]) {
    test(`a failure of the server with ${name} is one message without text of the response`, async (t) => {
      const { page, platform } = await open(t);
      const httpStatus = response.body === undefined ? 500 : 502;
      refuse(platform, httpStatus, response);
      await editAndSave(page);
      // The platform may have applied the update before it failed, so that the console reads the connection again.
      await hasStatus(page, "We checked: your changes aren't saved so far. The first attempt could still arrive.");
      await eventually.doesNotMatch(() => page.locator("body").innerText(), /upstream|set to refuse|<h1>/);
      await action(page, "Check again").click();
      await hasStatus(page, "We checked: your changes aren't saved so far. · 1 unsaved change");
      await saveAll(page);
      assert.equal(puts(platform).length, 2);
    });
  }
});

describe("network", () => {
  test("a user who is offline keeps the edits, and can try again when the network is back", async (t) => {
    const { page, context, platform } = await open(t);
    await nameField(page).fill("Kept");
    const dialog = await review(page);
    await context.setOffline(true);
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await hasStatus(page, "You're offline. Your changes are still here.");
    assert.equal(puts(platform).length, 0);
    await context.setOffline(false);
    await hasStatus(page, "You're back online. Your changes are still here.");
    await action(page, "Try again").click();
    await hasStatus(page, "All changes saved");
    assert.deepEqual(
      bodies(platform).map(({ name }) => name),
      ["Kept"],
    );
  });

  test("a server that is down is reported, and the edits remain", async (t) => {
    const { page, platform } = await open(t);
    await nameField(page).fill("Kept");
    await platform.stop();
    await save(page);
    await eventually.match(() => status(page).innerText(), /^(We couldn't find out|Can't reach the server)/);
    await eventually.equal(() => nameField(page).inputValue(), "Kept");
  });

  test("a lost response is checked at once: the changes are saved, or they are not so far", async (t) => {
    const { page, platform } = await open(t);
    await dropRequests(page);
    await editAndSave(page);
    await hasStatus(page, "We checked: your changes aren't saved so far. The first attempt could still arrive.");
    assert.equal(puts(platform).length, 0);
    await page.unroute(CONNECTION_URL);
    await dropRequests(page, { isProcessed: true });
    await save(page);
    await hasStatus(page, "All changes saved");
    assert.equal(puts(platform).length, 1);
  });

  for (const isProcessed of [true, false]) {
    test(`an unknown outcome is checked later: ${isProcessed ? "applied" : "not applied"}`, async (t) => {
      const { page } = await open(t);
      let isDown = false;
      await page.route(CONNECTION_URL, async (route) => {
        if (route.request().method() === "PUT") {
          if (isProcessed) await route.fetch();
          isDown = true;
        }
        return isDown ? route.abort() : route.fallback();
      });
      await editAndSave(page, "In doubt");
      await hasStatus(page, "We couldn't find out if your changes were saved.");
      await page.unroute(CONNECTION_URL);
      await action(page, "Check again").click();
      await hasStatus(
        page,
        isProcessed
          ? "Your changes were saved after all."
          : "We checked: your changes aren't saved so far. · 1 unsaved change",
      );
      await eventually.equal(() => nameField(page).inputValue(), "In doubt");
      assert.equal(await isInactive(reviewButton(page)), isProcessed);
    });
  }

  test("a server that does not respond in 30 seconds is given up", async (t) => {
    const { page } = await open(t);
    await page.clock.install();
    const put = await pauseRequests(page);
    await editAndSave(page, "Waited for");
    await ends(put.arrived, "the update");
    await page.clock.fastForward(31_000);
    await hasStatus(page, "We checked: your changes aren't saved so far. The first attempt could still arrive.");
    await page.unroute(CONNECTION_URL);
    await saveAll(page);
  });
});

/** Edits the name of a stored credential, which no request of the console changes. */
async function editCredentialName(page) {
  const connection = seed().find(({ name }) => name === "Storefront orders");
  connection.environments[1].credentials.action[0].credential.name = "Other key";
  await showJson(page);
  await replaceJson(page, connection);
}

/** The states in which something is not saved. `enter` gets the page into the state, and `text` is then in the save bar. */
const UNSAVED_STATES = [
  {
    name: "an error",
    enter: async ({ page }) => {
      await nameField(page).fill("");
      await nameField(page).blur();
    },
    text: "Fix 1 error to save",
  },
  {
    name: "text that is not JSON",
    enter: async ({ page }) => {
      await showJson(page);
      await replaceJson(page, "{");
    },
    text: "Invalid JSON on line 1",
  },
  { name: "an edit that no request makes", enter: ({ page }) => editCredentialName(page), text: "can't be saved here" },
  {
    name: "a save without an edit that no request makes",
    enter: async ({ page }) => {
      await editCredentialName(page);
      await showForm(page);
      await editAndSave(page);
    },
    text: "Saved, but 1 change can't be saved here.",
  },
  ...[400, 403, 404, 409, 412, 429, 500, 502].map((httpStatus) => ({
    name: `status ${httpStatus}`,
    enter: async ({ page, platform }) => {
      refuse(platform, httpStatus, httpStatus === 400 ? NAME_REJECTED : { retryAfter: 9 });
      await editAndSave(page);
    },
    text: {
      400: "rejected",
      403: "permission",
      404: "doesn't exist",
      409: "(409)",
      412: "(412)",
      429: "Too many",
      500: "We checked",
      502: "We checked",
    }[httpStatus],
  })),
  {
    name: "status 401",
    enter: async ({ page, platform }) => {
      refuse(platform, 401);
      await editAndSave(page);
    },
    text: "Your session expired",
  },
  {
    name: "a part of a save",
    enter: async ({ page, platform }) => {
      await page.getByLabel("PAGE_SIZE in Staging", { exact: true }).fill("75");
      refuse(platform, 403, { skip: 1 });
      await editAndSave(page);
    },
    text: "Partly saved: 1 of 2 requests.",
  },
  {
    name: "a lost response",
    enter: async ({ page }) => {
      await dropRequests(page);
      await editAndSave(page);
      await saveArea(page).getByText("We checked").waitFor();
      await page.unroute(CONNECTION_URL);
    },
    text: "We checked",
  },
  {
    name: "no network",
    enter: async ({ page, context }) => {
      await nameField(page).fill("Storefront EU");
      const dialog = await review(page);
      await context.setOffline(true);
      await dialog.getByRole("button", { name: "Save changes" }).click();
      await saveArea(page).getByText("You're offline").waitFor();
      await context.setOffline(false);
    },
    text: "You're back online",
  },
];

test("while something is not saved, the save bar never says that all is saved or that there are no problems", async (t) => {
  const opened = await open(t);
  const { page, platform } = opened;
  assert.ok(UNSAVED_STATES.length > 10);
  for (const { name, enter, text } of UNSAVED_STATES) {
    await t.test(name, async () => {
      platform.reset();
      await page.reload();
      await nameField(page).waitFor();
      await enter(opened);
      await saveArea(page).getByText(text).first().waitFor();
      await eventually.doesNotMatch(() => saveArea(page).innerText(), /No problems found|All changes saved/);
    });
  }
});
