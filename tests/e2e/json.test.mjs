// The connection as JSON in Chromium: in sync with the form, with its problems marked in the text.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { seed } from "../../www/platform/seed.js";
import { eventually } from "../waiting.mjs";
import {
  baseUrlField,
  bodies,
  findInJson,
  isInactive,
  nameField,
  puts,
  replaceInJson,
  replaceJson,
  review,
  reviewButton,
  saveAll,
  saveArea,
  sharedValue,
  showForm,
  showJson,
  status,
  useConsole,
} from "./console.mjs";

const open = useConsole({ before, after });

/** The editor of the JSON text. */
const editor = (page) => page.getByTestId("raw");
const textBox = (page) => page.getByLabel("JSON text");
const errorMarks = (page) => editor(page).locator(".cm-lintRange-error");
/** The button that counts the problems, or reports that there are none. */
const problemCount = (page, text) => saveArea(page).getByRole("button", { name: text, exact: true });
const isFormDisabled = (page) => page.getByRole("tab", { name: "Form" }).getAttribute("aria-disabled");
/** A text in a line of the editor. */
const inLine = (page, text) => editor(page).locator(".cm-line").getByText(text, { exact: true }).first();
/** The text that is selected in the editor. */
const selectedText = (page) => editor(page).evaluate(({ shadowRoot }) => shadowRoot.getSelection().toString());
/** The stored connection that the tests open. */
const stored = () => seed().find(({ name }) => name === "Storefront orders");

test("an edit of the form changes the JSON, and an edit of the JSON changes the form", async (t) => {
  const { page, platform } = await open(t);
  await nameField(page).fill("From the form");
  await showJson(page);
  await inLine(page, '"From the form"').waitFor();
  await replaceInJson(page, '"From the form"', '"From the text"');
  await status(page).getByText("1 unsaved change").waitFor();
  await page.getByRole("heading", { level: 1, name: "Storefront orders" }).waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await inLine(page, '"From the form"').waitFor();
  await replaceInJson(page, '"eu-west-1"', '"eu-north-1"');
  await showForm(page);
  await eventually.equal(() => nameField(page).inputValue(), "From the form");
  await eventually.equal(() => sharedValue(page, 1).inputValue(), "eu-north-1");
  await saveAll(page);
  const [{ name, environmentVariables }] = bodies(platform);
  assert.deepEqual([name, environmentVariables[0].value], ["From the form", "eu-north-1"]);
});

test("an issue is marked in the text, and the list of problems leads to it", async (t) => {
  const { page } = await open(t);
  await showJson(page);
  await replaceInJson(page, '"https://orders.storefront.example/api/2026-01"', '"nowhere"');
  await errorMarks(page).getByText('"nowhere"', { exact: true }).waitFor();
  await editor(page).getByText('"protocol"').click();
  await saveArea(page).getByRole("button", { name: "Fix 1 error to save" }).click();
  await eventually.equal(() => selectedText(page), '"nowhere"');
  await editor(page).getByText('"protocol"').click();
  await saveArea(page)
    .getByRole("button", { name: /^1 error/ })
    .click();
  await saveArea(page).getByRole("button", { name: "Base URL: Enter a full URL starting with https://." }).click();
  await eventually.equal(() => selectedText(page), '"nowhere"');
});

test("a syntax error is in the status with its line and column, leads to the text, and prevents a save", async (t) => {
  const { page, platform } = await open(t);
  await showJson(page);
  await replaceInJson(page, '"https://orders.storefront.example/api/2026-01"', '"nowhere');
  await eventually.match(() => status(page).innerText(), /^Invalid JSON on line \d+, column \d+: .+\.$/);
  await problemCount(page, "1 error").waitFor();
  await eventually.equal(() => problemCount(page, "No problems found").count(), 0);
  await errorMarks(page).first().waitFor();
  await eventually.equal(() => isFormDisabled(page), "true");
  await eventually.equal(() => isInactive(reviewButton(page)), true);
  await reviewButton(page).press("Enter");
  await page.keyboard.press("Control+s");
  await eventually.equal(() => page.getByRole("dialog").count(), 0);
  await saveArea(page).getByRole("button", { name: "Show in the text" }).click();
  const isTextFocused = () => textBox(page).evaluate((box) => box.getRootNode().activeElement === box);
  await eventually.equal(isTextFocused, true);
  // While the text is not JSON, undo reverts edits of the text. It changes no edit of the form.
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await status(page).getByText("No unsaved changes").waitFor();
  await eventually.equal(() => isFormDisabled(page), null);
  await replaceInJson(page, '"Storefront orders"', '"Storefront');
  await status(page).getByText("Invalid JSON").waitFor();
  await textBox(page).press("Control+z");
  await showForm(page);
  await eventually.equal(() => nameField(page).inputValue(), "Storefront orders");
  assert.equal(puts(platform).length, 0);
});

test("invalid JSON is never reported as free of problems", async (t) => {
  const { page } = await open(t);
  await showJson(page);
  for (const [text, message] of [
    ["", "Enter the connection as JSON."],
    ["{", "Invalid JSON on line 1, column 2: the text ends too early."],
    ['{ "name": x }', "Invalid JSON on line 1, column 11: expected a value."],
    ["{}\n}", "Invalid JSON on line 2, column 1: remove the text after the value."],
    ["[]", "Line 1, column 1: The connection must be a JSON object."],
    ['"x"', "Line 1, column 1: The connection must be a JSON object."],
    ["null", "Line 1, column 1: The connection must be a JSON object."],
  ]) {
    await replaceJson(page, text === "" ? " " : text);
    await eventually.equal(() => status(page).innerText(), message, text);
    await problemCount(page, "1 error").waitFor();
    await eventually.equal(() => problemCount(page, "No problems found").count(), 0);
    assert.equal(await isInactive(reviewButton(page)), true);
    assert.equal(await isFormDisabled(page), "true");
  }
  await page.getByRole("button", { name: "Discard changes" }).click();
  await status(page).getByText("No unsaved changes").waitFor();
  await inLine(page, '"Storefront orders"').waitFor();
});

test("an empty object has an error for each required field, and cannot be saved", async (t) => {
  const { page } = await open(t, { tools: true });
  await showJson(page);
  await replaceJson(page, "{}");
  await eventually.match(
    () =>
      saveArea(page)
        .getByRole("button", { name: /^Fix \d+ errors to save$/ })
        .innerText(),
    /./,
  );
  await eventually.equal(() => isInactive(reviewButton(page)), true);
  const preview = page.getByRole("region", { name: "Request preview" });
  await preview.getByText("Nothing can be sent while there are errors.").waitFor();
  await eventually.equal(() => problemCount(page, "No problems found").count(), 0);
  await showForm(page);
  await eventually.equal(() => nameField(page).inputValue(), "");
});

test("text that the form would change is not applied, and the reason is in the status and in the text", async (t) => {
  const { page } = await open(t);
  for (const [addition, message] of [
    ['"name": "Twice"', '"name" is here twice. Remove one of them.'],
    ['"later": 12345678901234567890', "This number has more digits than the form can keep."],
  ]) {
    await showJson(page);
    await replaceInJson(page, '"Storefront orders"', `"Storefront orders", ${addition}`);
    await eventually.match(() => status(page).innerText(), /^Line \d+, column \d+: /);
    await status(page).getByText(message).waitFor();
    await errorMarks(page).first().hover();
    await editor(page).locator(".cm-tooltip").getByText(message).first().waitFor();
    await eventually.equal(() => isInactive(reviewButton(page)), true);
    await page.getByRole("button", { name: "Discard changes" }).click();
    await showForm(page);
    await eventually.equal(() => nameField(page).inputValue(), "Storefront orders");
  }
});

test("text is applied before the next action, however soon it comes", async (t) => {
  const { page } = await open(t);
  await showJson(page);
  // The delay between the last keystroke and the application of the text never ends.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await replaceInJson(page, '"Storefront orders"', '"Typed"');
  await eventually.equal(() => status(page).innerText(), "No unsaved changes");
  await page.getByRole("tab", { name: "Form" }).click();
  await eventually.equal(() => nameField(page).inputValue(), "Typed");
  await showJson(page);
  await replaceInJson(page, '"Typed"', '"Typed again"');
  await page.keyboard.press("Control+z");
  await inLine(page, '"Typed"').waitFor();
  await page.keyboard.press("Control+Shift+z");
  await inLine(page, '"Typed again"').waitFor();
  await replaceInJson(page, '"Typed again"', '"Typed last"');
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog", { name: "Review changes" });
  await dialog.getByText("Typed last").waitFor();
});

test("keys and values are completed and explained from the schema", async (t) => {
  const { page } = await open(t);
  await showJson(page);
  const text = editor(page);
  await text.getByText('"http"', { exact: true }).click();
  await page.keyboard.press("Control+Space");
  const options = text.getByRole("option");
  await options.getByText('"bigquery"').waitFor();
  await eventually.deepEqual(() => options.allInnerTexts(), ['"http"', '"bigquery"']);
  await page.keyboard.press("Escape");
  await text.getByText('"header"').first().click();
  await page.keyboard.press("Control+Space");
  await options.getByText('"cookie"').click();
  await text.getByText('"cookie"').waitFor();
  await text.getByText('"protocol"').click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+Space");
  // Members that the object has, and read-only members, are not offered.
  await options.getByText('"datasetId"').waitFor();
  await eventually.equal(() => options.count(), 1);
  await page.keyboard.press("Escape");
  const hint = text.locator(".cm-about");
  await text.getByText('"algorithm"').hover();
  await hint.getByText('one of "sha1", "sha256", "sha512"').waitFor();
  await findInJson(page, '"versions"');
  await text.getByText('"versions"').first().hover();
  await hint.getByText("Read-only: ignored when saving.").waitFor();
});

test("Ctrl+F finds text in lines that are not rendered", async (t) => {
  const { page } = await open(t, { name: "Branch point of sale" });
  await showJson(page);
  const { environments } = seed().find(({ name }) => name === "Branch point of sale");
  const { name: last } = environments.at(-1);
  await eventually.equal(() => editor(page).getByText(`"${last}"`, { exact: true }).count(), 0);
  await textBox(page).press("Control+f");
  const find = editor(page).getByRole("textbox", { name: "Find" });
  await find.pressSequentially(`"${last}"`);
  await find.press("Enter");
  const match = editor(page).locator(".cm-searchMatch-selected", { hasText: last });
  await match.waitFor();
  const isVisible = () =>
    match.evaluate((element) => {
      const { left, top } = element.getBoundingClientRect();
      return (
        element
          .getRootNode()
          .elementFromPoint(left + 2, top + 2)
          ?.closest(".cm-searchMatch") === element
      );
    });
  await eventually.equal(isVisible, true, "the save bar does not cover the match");
  await page.keyboard.press("Escape");
  await eventually.equal(() => selectedText(page), `"${last}"`);
});

test("a changed protocol is an error at once", async (t) => {
  const { page } = await open(t);
  await showJson(page);
  await replaceInJson(page, '"http"', '"bigquery"');
  await errorMarks(page).first().waitFor();
  await saveArea(page)
    .getByRole("button", { name: /^Fix \d errors? to save$/ })
    .waitFor();
  await saveArea(page)
    .getByRole("button", { name: /^\d errors?/, expanded: false })
    .click();
  await saveArea(page).getByText("Protocol can't be changed after creation.").waitFor();
  await eventually.equal(() => isInactive(reviewButton(page)), true);
});

test("an environment ID that the connection does not have is an error at once", async (t) => {
  const { page } = await open(t);
  const { environments } = stored();
  await showJson(page);
  const unknown = '"01JB2K6V8N0000000000000000"';
  await replaceInJson(page, `"${environments[0].id}"`, unknown);
  await errorMarks(page).getByText(unknown).waitFor();
  await saveArea(page).getByRole("button", { name: "Fix 1 error to save" }).click();
  await eventually.equal(() => selectedText(page), unknown);
  await saveArea(page)
    .getByRole("button", { name: /^1 error/ })
    .click();
  await saveArea(page).getByText("No environment has this ID. To add one, leave the ID out.").waitFor();
});

test("an environment that is renamed in the JSON is a change, and is saved", async (t) => {
  const { page, platform } = await open(t);
  await showJson(page);
  await replaceInJson(page, '"Staging"', '"Stage"');
  await status(page).getByText("1 unsaved change").waitFor();
  const dialog = await review(page);
  await dialog.getByRole("insertion").getByText("Stage").waitFor();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await status(page).getByText("All changes saved").waitFor();
  assert.deepEqual(
    puts(platform).map(({ path, body }) => [/\/environments\//.test(path), JSON.parse(body).name]),
    [[true, "Stage"]],
  );
  await showForm(page);
  await page.getByRole("button", { name: "Edit Stage", exact: true }).waitFor();
});

test("JSON of any shape can be edited as a form", async (t) => {
  const { page } = await open(t);
  for (const [member, value] of [
    ["environments", null],
    ["environments", "x"],
    ["environments", [null, "x", { id: 7, name: {}, credentials: { action: {} } }]],
    ["environments", [{ name: 3, variables: { a: 1 }, credentials: null }]],
    ["environmentVariables", "x"],
    ["environmentVariables", [{ name: {} }, 7]],
    ["authSchemeConfigs", [null, { schemeType: {} }]],
    ["authSchemeConfigs", [{ schemeType: "hmac", digestInputs: { 0: null } }]],
    ["name", { first: ["x"] }],
  ]) {
    await showJson(page);
    await replaceJson(page, { ...stored(), [member]: value });
    await page.getByRole("tab", { name: "Form" }).click();
    await page.getByRole("heading", { name: "Auth schemes" }).waitFor();
    await page.getByRole("button", { name: "Add environment" }).waitFor();
    if (Array.isArray(value) && member === "environments") {
      const collapsed = page.getByRole("grid", { name: "Environments" }).getByRole("button", { expanded: false });
      const edit = collapsed.and(page.getByRole("button", { name: /^Edit / }));
      await edit.first().waitFor();
      // The last row can open between the two calls. The press then has no target.
      while ((await edit.count()) > 0)
        await edit
          .first()
          .press("Enter", { timeout: 1_000 })
          .catch(() => {});
      await page.getByRole("grid", { name: "Environments" }).getByRole("group").first().waitFor();
    }
    if (Array.isArray(value) && value[1] === 7) await page.getByLabel("Name of variable 2", { exact: true }).fill("B");
    await eventually.equal(() => page.getByText("This can't be shown as a form.").count(), 0);
  }
  await nameField(page).fill("A");
  await eventually.equal(() => nameField(page).inputValue(), "A");
  await page.getByRole("button", { name: "Add variable", exact: true }).click();
  await page.getByLabel("Name of variable 4", { exact: true }).fill("C");
  await eventually.equal(() => baseUrlField(page).inputValue(), stored().baseUrl);
});

test("JSON that cannot be a form leads back to the JSON, and the form returns with the next edit", async (t) => {
  const { page } = await open(t);
  await showJson(page);
  await replaceJson(page, { ...stored(), environmentVariables: [["x"]] });
  await page.getByRole("tab", { name: "Form" }).click();
  const message = page.getByText("This can't be shown as a form. Switch to JSON.");
  await message.waitFor();
  await showJson(page);
  await page.getByRole("tab", { name: "Form" }).click();
  await message.waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await eventually.equal(() => nameField(page).inputValue(), "Storefront orders");
  await eventually.equal(() => message.count(), 0);
});

test("a field that the server rejects is marked in the text, and can be sent again", async (t) => {
  const { page } = await open(t);
  await showJson(page);
  await replaceInJson(page, '"Storefront orders"', JSON.stringify("x".repeat(121)));
  const dialog = await review(page);
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await status(page).getByText("The server rejected 1 field: Name.").waitFor();
  await saveArea(page).getByRole("button", { name: "Go to field" }).click();
  await eventually.equal(() => selectedText(page), `"${"x".repeat(121)}"`);
  await errorMarks(page).getByText("xxx").waitFor();
  assert.equal(await isInactive(reviewButton(page)), false);
});
