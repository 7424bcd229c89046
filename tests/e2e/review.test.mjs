// Tests the review of a save, and the auth schemes, in Chromium: what a save changes and destroys, before it starts.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually } from "../waiting.mjs";
import {
  act,
  bodies,
  expand,
  isFocused,
  isInactive,
  nameField,
  puts,
  readStored,
  replaceInJson,
  replaceJson,
  review,
  reviewButton,
  saveAll,
  seedOf,
  sharedValue,
  showJson,
  status,
  store,
  useConsole,
} from "./console.mjs";

const open = useConsole({ before, after });

const SHOP = "Storefront orders";
const labelled = (page, label) => page.getByLabel(label, { exact: true });
/** The value of a variable in an environment, in the table of the connection's variables. */
const cell = (page, variable, environment) => labelled(page, `${variable} in ${environment}`);
const confirmation = (dialog) => dialog.getByRole("group", { name: "Confirm" });
const saveButton = (dialog) => dialog.getByRole("button", { name: "Save changes" });

/** Each request of the review: its title, and one text for each line. A line that is a loss begins with "!". */
const requestsOf = (dialog) =>
  dialog
    .getByRole("list", { name: "Requests" })
    .locator(".review-step")
    .evaluateAll((steps) =>
      steps.map((step) => [
        step.querySelector("h3").textContent,
        ...Array.from(step.querySelectorAll(".review-line"), (line) => {
          if (line.matches(".is-note")) return line.textContent;
          const text = (selector) => line.querySelector(selector)?.textContent;
          const [old, next] = [text("del")?.replace("Before: ", ""), text("ins")?.replace("After: ", "")];
          const values = [old, next].filter((value) => value !== undefined).join(" → ");
          const note = text(".review-note");
          return [
            line.matches(".is-loss") ? "!" : "",
            text(".tag"),
            ` ${text("strong")}`,
            values === "" ? "" : `: ${values}`,
            note === undefined ? "" : ` (${note})`,
          ].join("");
        }),
      ]),
    );
const hasRequests = (dialog, requests) => eventually.deepEqual(() => requestsOf(dialog), requests);

describe("the review", () => {
  test("it lists each item with its value before and after, request by request", async (t) => {
    const { page, platform } = await open(t);
    await nameField(page).fill("Storefront orders v2");
    await labelled(page, "Base URL").fill("https://orders.storefront.example/api/2026-07");
    await labelled(page, "Name of auth scheme 1").fill("X-Key");
    await labelled(page, "Algorithm of auth scheme 2").selectOption("SHA-512");
    await cell(page, "PAGE_SIZE", "Staging").fill("75");
    await expand(page, "Development");
    await labelled(page, "Name of environment 3").fill("Dev");
    const dialog = await review(page);
    await dialog.getByText("Saving sends 3 requests, one after the other:").waitFor();
    await hasRequests(dialog, [
      [
        "1. Update connection",
        "Changed Name: Storefront orders → Storefront orders v2",
        "Changed Base URL: https://orders.storefront.example/api/2026-01 → https://orders.storefront.example/api/2026-07",
        "Changed Auth scheme 1: Name: X-Shop-Key → X-Key",
        "Changed Auth scheme 2: Algorithm: SHA-256 → SHA-512",
        "3 environments keep an older copy of an auth scheme.",
      ],
      ["2. Update environment Staging", "Changed PAGE_SIZE: 50 → 75"],
      [
        "3. Update environment Development",
        "Changed Name: Development → Dev (Other products may refer to this environment by its name)",
      ],
    ]);
    await eventually.equal(() => confirmation(dialog).count(), 0, "nothing is destroyed");
    await saveButton(dialog).click();
    await status(page).getByText("All changes saved").waitFor();
    assert.equal(puts(platform).length, 3);
  });

  test("a variable that environments merely inherit needs no confirmation", async (t) => {
    const opened = await open(t);
    const { page } = opened;
    await store(opened, () => {});
    await sharedValue(page, 1).fill("eu-north-1");
    const dialog = await review(page);
    await hasRequests(dialog, [
      ["Update connection", "Changed REGION: eu-west-1 → eu-north-1", "3 environments get the new value."],
    ]);
    await eventually.equal(() => confirmation(dialog).count(), 0);
    await eventually.equal(() => dialog.locator(".is-loss").count(), 0);
    await saveButton(dialog).click();
    await status(page).getByText("All changes saved").waitFor();
  });

  test("one confirmation counts all losses, and a save needs it", async (t) => {
    const { page, platform } = await open(t);
    await sharedValue(page, 1).fill("eu-north-1");
    await page.getByRole("button", { name: "Remove variable LOG_LEVEL", exact: true }).click();
    await act(page, "Development", "Delete");
    await page.getByRole("button", { name: "Remove auth scheme 2" }).click();
    const dialog = await review(page);
    await hasRequests(dialog, [
      [
        "Update connection",
        "!Removed Auth scheme 2: HMAC signature X-Shop-Signature",
        "Changed REGION: eu-west-1 → eu-north-1",
        "!Removed LOG_LEVEL: info",
        "!Removed Environment Development (3 variables, 1 credential)",
        "2 environments get these changes.",
        "2 environments keep an older copy of an auth scheme.",
        "!Removed Production: LOG_LEVEL: warn (Own value, removed)",
        "!Removed Production: ALERTS: on (Only set here, removed)",
        "!Replaced Staging: PAGE_SIZE: 50 → 250 (Own value, replaced)",
      ],
    ]);
    await eventually.equal(() => confirmation(dialog).getByRole("checkbox").count(), 1);
    await confirmation(dialog)
      .getByText(
        "Deletes 1 environment (Development), replaces 3 own values of 2 environments, removes 1 variable (LOG_LEVEL) and removes 1 auth scheme. This can't be undone.",
      )
      .waitFor();
    await eventually.equal(() => isInactive(saveButton(dialog)), true);
    await dialog.getByText("Tick the box above to continue.").waitFor();
    await saveButton(dialog).press("Enter");
    assert.equal(puts(platform).length, 0);
    await confirmation(dialog).getByRole("checkbox").check();
    await eventually.equal(() => isInactive(saveButton(dialog)), false);
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    await dialog.waitFor({ state: "detached" });
    assert.equal(puts(platform).length, 0);
    await review(page);
    assert.equal(await confirmation(dialog).getByRole("checkbox").isChecked(), false);
  });

  test("values are masked until they are shown, and user names in URLs too", async (t) => {
    const { page } = await open(t, { showValues: false });
    await sharedValue(page, 1).fill("s3cr3t-region");
    await labelled(page, "Base URL").fill("https://ada:s3cr3t-word@orders.storefront.example/");
    const dialog = await review(page);
    await eventually.doesNotMatch(() => dialog.innerText(), /s3cr3t|eu-west-1|eu-central-1/);
    await eventually.match(() => dialog.innerText(), /Hidden value/);
    await dialog.getByRole("button", { name: "Show values" }).click();
    await eventually.match(() => dialog.innerText(), /s3cr3t-region/);
    await eventually.match(() => dialog.innerText(), /ada:s3cr3t-word@/);
    await dialog.getByRole("button", { name: "Hide values" }).click();
    await eventually.equal(async () => /s3cr3t/.test(await dialog.innerText()), false);
  });

  test("environments keep their own values if the user selects that", async (t) => {
    const { page, platform, context } = await open(t);
    await sharedValue(page, 2).fill("500");
    const dialog = await review(page);
    const keep = dialog.getByLabel("Keep the environments' own values");
    await confirmation(dialog).waitFor();
    await keep.check();
    await dialog.getByText("Saving sends 4 requests, one after the other:").waitFor();
    await eventually.equal(() => confirmation(dialog).count(), 0);
    await dialog.getByText("Keeps its own value of PAGE_SIZE").first().waitFor();
    await keep.uncheck();
    await dialog.getByText("Saving sends 1 request:").waitFor();
    await confirmation(dialog).waitFor();
    await keep.check();
    await saveButton(dialog).click();
    await status(page).getByText("All changes saved").waitFor();
    assert.equal(puts(platform).length, 4);
    const stored = await readStored(context, platform);
    assert.deepEqual(
      stored.environments.map(({ variables }) => variables.find(({ name }) => name === "PAGE_SIZE").value),
      ["500", "50", "5"],
    );
    for (const [environment, value] of [
      ["Production", "500"],
      ["Staging", "50"],
      ["Development", "5"],
    ]) {
      await eventually.equal(() => cell(page, "PAGE_SIZE", environment).inputValue(), value);
    }
  });

  test("a new order is one line with the names", async (t) => {
    const { page } = await open(t);
    await act(page, "Development", "Move to top");
    const dialog = await review(page);
    await hasRequests(dialog, [
      [
        "Update connection",
        "Moved Order of environments: Production, Staging, Development → Development, Production, Staging",
      ],
    ]);
    await eventually.equal(() => confirmation(dialog).count(), 0);
  });

  test("among 300 environments the review counts the losses, and lists the first ones", async (t) => {
    const { page, platform } = await open(t, { name: "Branch point of sale" });
    await sharedValue(page, 1).fill("SEK");
    const dialog = await review(page);
    await confirmation(dialog)
      .getByText("Replaces 600 own values of 300 environments. This can't be undone.")
      .waitFor();
    await dialog.getByText("300 environments get the new value.").waitFor();
    await dialog.getByText("Aarhus 001: BRANCH", { exact: true }).waitFor();
    await dialog.getByText(/^And \d+ changes more\.$/).waitFor();
    await page.keyboard.press("Escape");
    await saveAll(page);
    assert.equal(bodies(platform)[0].environmentVariables[0].value, "SEK");
  });

  test("an edit that the server already has leaves nothing to save", async (t) => {
    const { page, platform } = await open(t);
    await nameField(page).fill("Edited");
    await nameField(page).fill(SHOP);
    await status(page).getByText("No unsaved changes").waitFor();
    await eventually.equal(() => isInactive(reviewButton(page)), true);
    await reviewButton(page).press("Enter");
    await eventually.equal(() => page.getByRole("dialog").count(), 0);
    assert.equal(puts(platform).length, 0);
  });

  test("an edit that no request makes is listed with its reason, and stays when the rest is saved", async (t) => {
    const { page, platform } = await open(t);
    await showJson(page);
    const whole = structuredClone(seedOf(SHOP));
    whole.name = "Saved";
    whole.environments[1].credentials.action[0].credential.name = "Other key";
    await replaceJson(page, whole);
    const dialog = await review(page);
    await dialog.getByText("1 change can't be saved here:").waitFor();
    const left = dialog.getByRole("list", { name: "Not saved" });
    await eventually.match(() => left.innerText(), /^Staging: /);
    await eventually.match(() => left.innerText(), /Edit the credential instead\./);
    await saveButton(dialog).click();
    await status(page).getByText("Saved, but 1 change can't be saved here.").waitFor();
    assert.deepEqual(
      bodies(platform).map(({ name }) => name),
      ["Saved"],
    );
    await review(page);
    await dialog.getByText("Nothing here can be saved.").waitFor();
    await eventually.equal(() => isInactive(saveButton(dialog)), true);
    await left.waitFor();
  });

  test("an edit that the connection does not allow is an error before any review", async (t) => {
    const { page, platform } = await open(t);
    await showJson(page);
    await replaceInJson(page, '"http"', '"bigquery"');
    await page.getByRole("button", { name: /^Fix \d errors? to save$/ }).waitFor();
    await eventually.equal(() => isInactive(reviewButton(page)), true);
    assert.equal(puts(platform).length, 0);
  });

  for (const width of [360, 1440]) {
    test(`long names wrap, and the buttons stay in view, at ${width} px`, async (t) => {
      const { page } = await open(t, { width, height: 700 });
      const long = "LongNameWithoutSpaces".repeat(5);
      await nameField(page).fill(long);
      await page.getByRole("button", { name: "Remove variable LOG_LEVEL", exact: true }).click();
      await labelled(page, "Name of variable 1").fill(`${long}_VARIABLE`);
      await sharedValue(page, 1).fill("value".repeat(200));
      await labelled(page, "Name of auth scheme 1").fill(`X-${long}`);
      await expand(page, "Staging");
      await labelled(page, "Name of environment 2").fill(`${long} stage`);
      const dialog = await review(page);
      const overflow = () =>
        dialog.evaluate((element) =>
          [element, ...element.querySelectorAll("*")]
            .filter((each) => {
              const { overflowX } = getComputedStyle(each);
              const isScroller = overflowX === "auto" || overflowX === "scroll";
              return isScroller && each.scrollWidth > each.clientWidth;
            })
            .map(({ className, scrollWidth, clientWidth }) => `${className}: ${scrollWidth} > ${clientWidth}`),
        );
      await eventually.deepEqual(overflow, []);
      const body = dialog.locator(".dialog-body");
      const isInView = () =>
        saveButton(dialog).evaluate((button) => {
          const { top, bottom, left, right } = button.getBoundingClientRect();
          return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
        });
      assert.ok(await body.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight), "it scrolls");
      for (const end of ["top", "bottom"]) {
        await body.evaluate((element, at) => element.scrollTo(0, at === "top" ? 0 : element.scrollHeight), end);
        await eventually.equal(isInView, true);
      }
      const pageOverflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await eventually.equal(async () => (await pageOverflow()) <= 0, true);
    });
  }

  test("Escape closes the review, and the focus goes back to its button", async (t) => {
    const { page } = await open(t);
    await nameField(page).fill("Edited");
    await reviewButton(page).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Review changes" });
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await isFocused(reviewButton(page));
    await eventually.equal(() => nameField(page).inputValue(), "Edited");
  });
});

describe("auth schemes", () => {
  test("a scheme has the fields of its type, and a type that is selected again has its values", async (t) => {
    const { page, platform } = await open(t);
    const scheme = "auth scheme 1";
    await labelled(page, `Type of ${scheme}`).selectOption("OAuth 2.0");
    await labelled(page, `Authorize URL of ${scheme}`).fill("https://id.example/authorize");
    await labelled(page, `Token URL of ${scheme}`).fill("https://id.example/token");
    const addScope = page.getByRole("button", { name: `Add scope to ${scheme}` });
    await addScope.click();
    await isFocused(labelled(page, `Name of scope 1 of ${scheme}`));
    await page.keyboard.type("orders:read");
    await labelled(page, `Description of scope 1 of ${scheme}`).fill("Reads orders");
    await addScope.click();
    await labelled(page, `Name of scope 2 of ${scheme}`).waitFor();
    await page.getByRole("button", { name: `Remove scope 2 of ${scheme}` }).press("Enter");
    await isFocused(page.getByRole("button", { name: `Remove scope 1 of ${scheme}` }));
    const clientCredentials = page.getByLabel(`Client credentials of ${scheme}`);
    await clientCredentials.uncheck();
    await page.getByText("Select at least one flow.").waitFor();
    await page.getByLabel(`Authorization code of ${scheme}`).check();
    await labelled(page, `Application credential ID of ${scheme}`).fill("01JB2K6V8N0000000000000AAA");
    await page.getByLabel("URL in the signature of auth scheme 2").check();
    await page.getByText("Signed content of auth scheme 2: Body, then URL").waitFor();
    await page.getByRole("button", { name: "Swap the order of auth scheme 2" }).click();
    await page.getByText("Signed content of auth scheme 2: URL, then Body").waitFor();
    for (const type of ["None", "API key", "OAuth 2.0"]) {
      await labelled(page, `Type of ${scheme}`).selectOption(type);
    }
    await eventually.equal(() => labelled(page, `Name of scope 1 of ${scheme}`).inputValue(), "orders:read");
    await saveAll(page);
    const [oauth2, hmac] = bodies(platform)[0].authSchemeConfigs;
    assert.deepEqual(oauth2, {
      schemeType: "oauth2",
      authorizeUrl: "https://id.example/authorize",
      tokenUrl: "https://id.example/token",
      scopes: [{ name: "orders:read", description: "Reads orders" }],
      flows: { authorizationCode: { applicationCredential: { id: "01JB2K6V8N0000000000000AAA" } } },
    });
    assert.deepEqual(hmac.digestInputs, ["url", "body"]);
  });

  test("a signature without a name, or of nothing, is reported", async (t) => {
    const { page } = await open(t);
    const scheme = "auth scheme 3";
    await page.getByRole("button", { name: "Add auth scheme" }).click();
    await isFocused(labelled(page, `Type of ${scheme}`));
    await labelled(page, `Type of ${scheme}`).selectOption("HMAC signature");
    const missing = page.getByText("Enter the name of the header, parameter or cookie.");
    await missing.waitFor();
    await labelled(page, `Name of ${scheme}`).fill("X-Signature");
    await missing.waitFor({ state: "detached" });
    await page.getByLabel(`Body in the signature of ${scheme}`).uncheck();
    await page.getByText(`Signed content of ${scheme}: nothing yet`).waitFor();
    await page.getByText("Choose what is signed. A signature of nothing protects nothing.").waitFor();
  });

  test("a removed scheme is a loss, and the focus stays among the schemes", async (t) => {
    const { page } = await open(t);
    await page.getByRole("button", { name: "Remove auth scheme 1" }).press("Enter");
    await isFocused(page.getByRole("button", { name: "Remove auth scheme 1" }));
    await page.getByText("Auth scheme 1 removed.").waitFor();
    const dialog = await review(page);
    await hasRequests(dialog, [
      [
        "Update connection",
        "!Removed Auth scheme 1: API key X-Shop-Key",
        "3 environments keep an older copy of an auth scheme.",
      ],
    ]);
    await confirmation(dialog).getByText("Removes 1 auth scheme. This can't be undone.").waitFor();
  });
});
