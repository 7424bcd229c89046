// Conflicts with another user, in Chromium: what the dialog shows, each choice, and what is saved then.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually } from "../waiting.mjs";
import {
  act,
  baseUrlField,
  bodies,
  environmentNames,
  hasFocus,
  joinAsGrace,
  listLink,
  nameField,
  notices,
  puts,
  save,
  saveAll,
  saveArea,
  sharedValue,
  status,
  useConsole,
} from "./console.mjs";

const open = useConsole({ before, after });

const CONFLICTS = "with changes by someone else. Nothing more is saved until you choose.";
const SHOP = "Storefront orders";
const conflictDialog = (page) => page.getByRole("dialog", { name: "Someone else changed this connection" });
const conflict = (page, title) => conflictDialog(page).getByRole("group", { name: title, exact: true });
/** The texts of the three sides of a conflict, by their labels. */
const sides = (page, title) =>
  conflict(page, title).evaluate((group) =>
    Object.fromEntries(
      [...group.querySelectorAll("dt")].map((label) => [label.innerText, label.nextElementSibling.innerText]),
    ),
  );
/** Lets Grace edit just before each save. Uses the keyboard, because the preview above the checkbox grows after an edit. */
async function graceEdits(page, isOn) {
  const box = page.getByLabel("Let Grace edit just before I save");
  await eventually.notEqual(() => box.isChecked(), isOn);
  await box.press("Space");
  await eventually.equal(() => box.isChecked(), isOn);
}
/** Closes the dialog with a button, and waits until another element has the focus. */
async function closeWith(page, button) {
  await conflictDialog(page).getByRole("button", { name: button, exact: true }).click();
  await conflictDialog(page).waitFor({ state: "detached" });
  await eventually.equal(() => hasFocus(page), true);
}

test("each conflict shows three versions and has its own choice, and the save succeeds then", async (t) => {
  const { page, platform } = await open(t, { tools: true });
  await nameField(page).fill("Mine");
  await sharedValue(page, 1).fill("mine");
  await baseUrlField(page).fill("https://mine.example");
  await graceEdits(page, true);
  await save(page);
  await conflictDialog(page)
    .getByText("Nothing is saved yet. Choose which version to keep, then save again.")
    .waitFor();
  assert.equal(puts(platform).length, 0);
  assert.deepEqual(await sides(page, "Name"), {
    Original: "Storefront orders",
    Theirs: "Storefront orders (by Grace)",
    Yours: "Mine",
  });
  assert.deepEqual(await sides(page, "Variable REGION"), {
    Original: "eu-west-1",
    Theirs: "eu-west-1-grace",
    Yours: "mine",
  });
  const proceed = conflictDialog(page).getByRole("button", { name: "Continue" });
  assert.equal(await proceed.getAttribute("aria-disabled"), "true");
  await conflict(page, "Name").getByLabel("Use mine").check();
  await conflictDialog(page).getByText("1 conflict left to choose.").waitFor();
  await conflict(page, "Variable REGION").getByLabel("Use theirs").check();
  await closeWith(page, "Continue");
  await eventually.equal(() => nameField(page).inputValue(), "Mine");
  await eventually.equal(() => sharedValue(page, 1).inputValue(), "eu-west-1-grace");
  await eventually.equal(() => hasFocus(page), true);
  await graceEdits(page, false);
  await saveAll(page);
  const [{ name, baseUrl, environmentVariables }, ...more] = bodies(platform);
  assert.deepEqual([name, baseUrl, environmentVariables, more], ["Mine", "https://mine.example", undefined, []]);
});

test("a user can cancel, and the status keeps the conflicts until they are resolved", async (t) => {
  const { page, platform } = await open(t, { tools: true });
  await nameField(page).fill("Mine");
  await sharedValue(page, 1).fill("mine");
  await graceEdits(page, true);
  await save(page);
  for (const cancel of [() => closeWith(page, "Cancel"), () => page.keyboard.press("Escape")]) {
    await conflictDialog(page).waitFor();
    await cancel();
    await conflictDialog(page).waitFor({ state: "detached" });
    await eventually.equal(() => status(page).innerText(), `2 conflicts ${CONFLICTS}`);
    await eventually.doesNotMatch(() => saveArea(page).innerText(), /No problems found|All changes saved/);
    await eventually.equal(() => hasFocus(page), true);
    await saveArea(page).getByRole("button", { name: "Resolve" }).click();
  }
  await page.keyboard.press("Escape");
  await conflictDialog(page).waitFor({ state: "detached" });
  // The edits are not lost without a confirmation, although the form shows the versions of the other user.
  await listLink(page).click();
  await page
    .getByRole("dialog", { name: "Leave without saving?" })
    .getByRole("button", { name: "Keep editing" })
    .click();
  // Ctrl+S opens the conflicts too, because they prevent a review.
  await nameField(page).press("Control+s");
  await closeWith(page, "Use all mine");
  await eventually.equal(() => nameField(page).inputValue(), "Mine");
  await eventually.equal(() => sharedValue(page, 1).inputValue(), "mine");
  assert.equal(puts(platform).length, 0);
  await graceEdits(page, false);
  await saveAll(page);
  assert.deepEqual([bodies(platform)[0].name, bodies(platform)[0].environmentVariables[0].value], ["Mine", "mine"]);
});

test("all versions of the others can be used, and undo opens the conflicts again", async (t) => {
  const { page, platform } = await open(t, { tools: true });
  await nameField(page).fill("Mine");
  await sharedValue(page, 1).fill("mine");
  await graceEdits(page, true);
  await save(page);
  await closeWith(page, "Use all theirs");
  await eventually.equal(() => nameField(page).inputValue(), "Storefront orders (by Grace)");
  await eventually.equal(() => sharedValue(page, 1).inputValue(), "eu-west-1-grace");
  const notice = notices(page).filter({ hasText: "Their version of 2 values is kept." });
  await notice.getByRole("button", { name: "Undo" }).click();
  await conflictDialog(page).waitFor();
  assert.equal((await sides(page, "Name")).Yours, "Mine");
  await closeWith(page, "Use all mine");
  await eventually.equal(() => nameField(page).inputValue(), "Mine");
  await graceEdits(page, false);
  await saveAll(page);
  assert.equal(bodies(platform)[0].environmentVariables[0].value, "mine");
});

test("a removal of what the other user changed is a conflict, and can be saved", async (t) => {
  const { page, platform } = await open(t, { tools: true });
  await page.getByRole("button", { name: "Remove variable REGION", exact: true }).click();
  await page.getByLabel("PAGE_SIZE in Staging", { exact: true }).fill("75");
  await graceEdits(page, true);
  await save(page);
  await conflict(page, "Variable REGION").getByText("They changed this, and you removed it.").waitFor();
  assert.deepEqual(await sides(page, "Variable REGION"), {
    Original: "eu-west-1",
    Theirs: "eu-west-1-grace",
    Yours: "Removed",
  });
  await closeWith(page, "Use all mine");
  await eventually.equal(() => page.getByLabel("Name of variable 1", { exact: true }).inputValue(), "PAGE_SIZE");
  await graceEdits(page, false);
  await saveAll(page);
  const [first, second] = bodies(platform);
  assert.deepEqual(
    first.environmentVariables.map(({ name }) => name),
    ["PAGE_SIZE", "LOG_LEVEL"],
  );
  assert.equal(second.name, "Staging");
});

test("an order that both users changed is a conflict with names, not with ids", async (t) => {
  const { page, platform } = await open(t);
  await act(page, "Development", "Move to top");
  const grace = await joinAsGrace(platform);
  await grace.update(SHOP, ({ environments: [production, ...others] }) => ({
    environments: [...others, production].map(({ id, name }) => ({ id, name })),
  }));
  await save(page);
  await conflict(page, "Order of environments").getByText("You both changed the order.").waitFor();
  assert.deepEqual(await sides(page, "Order of environments"), {
    Original: "1. Production\n2. Staging\n3. Development",
    Theirs: "1. Staging\n2. Development\n3. Production",
    Yours: "1. Development\n2. Production\n3. Staging",
  });
  await eventually.doesNotMatch(() => conflictDialog(page).innerText(), /01JB2K6V8N/);
  await closeWith(page, "Use all mine");
  await eventually.deepEqual(() => environmentNames(page), ["Development", "Production", "Staging"]);
  await saveAll(page);
  const { environments } = await grace.read(SHOP);
  assert.deepEqual(
    environments.map(({ name }) => name),
    ["Development", "Production", "Staging"],
  );
});

test("auth schemes that both users changed are a conflict in words", async (t) => {
  const { page, platform } = await open(t);
  await page.getByLabel("Name of auth scheme 1", { exact: true }).fill("X-Mine");
  const grace = await joinAsGrace(platform);
  await grace.update(SHOP, ({ authSchemeConfigs: [apiKey, ...others] }) => ({
    authSchemeConfigs: [{ ...apiKey, name: "X-Grace" }, ...others],
  }));
  await save(page);
  await conflictDialog(page).waitFor();
  const text = await conflictDialog(page).innerText();
  for (const part of ["X-Shop-Key", "X-Grace", "X-Mine"]) assert.match(text, new RegExp(part));
  assert.doesNotMatch(text, /[{}"]|schemeType/);
  await closeWith(page, "Use all mine");
  await saveAll(page);
  assert.equal((await grace.read(SHOP)).authSchemeConfigs[0].name, "X-Mine");
});

test("an environment that the other user deleted or changed is a conflict with its name", async (t) => {
  const { page, platform } = await open(t);
  await page.getByLabel("PAGE_SIZE in Staging", { exact: true }).fill("75");
  await act(page, "Development", "Delete");
  const grace = await joinAsGrace(platform);
  await grace.updateEnvironment(SHOP, "Development", ({ variables: [, ...others] }) => ({
    variables: [{ name: "REGION", value: "grace" }, ...others],
  }));
  await grace.update(SHOP, ({ environments }) => ({
    environments: environments.filter(({ name }) => name !== "Staging").map(({ id, name }) => ({ id, name })),
  }));
  await save(page);
  await conflict(page, "Environment Staging").getByText("They deleted this environment, and you changed it.").waitFor();
  await conflict(page, "Environment Development")
    .getByText("They changed this environment, and you deleted it.")
    .waitFor();
  await eventually.doesNotMatch(() => conflictDialog(page).innerText(), /01JB2K6V8N|\{|\[/);
  await conflict(page, "Environment Staging").getByLabel("Use theirs").check();
  await conflict(page, "Environment Development").getByLabel("Use mine").check();
  await closeWith(page, "Continue");
  await eventually.deepEqual(() => environmentNames(page), ["Production"]);
  await saveAll(page);
  const { environments } = await grace.read(SHOP);
  assert.deepEqual(
    environments.map(({ name }) => name),
    ["Production"],
  );
});

test("changes of the other user that are not in conflict are kept, and named after the save", async (t) => {
  const { page, platform } = await open(t);
  await nameField(page).fill("Mine");
  const grace = await joinAsGrace(platform);
  await grace.update(SHOP, () => ({ baseUrl: "https://grace.example" }));
  await saveAll(page);
  const details = saveArea(page);
  await details.getByText("Someone else changed this connection while you edited it:").waitFor();
  await details.getByText("https://grace.example").waitFor();
  await eventually.equal(() => baseUrlField(page).inputValue(), "https://grace.example");
  const { baseUrl, name } = await grace.read("Mine");
  assert.deepEqual([baseUrl, name], ["https://grace.example", "Mine"]);
});

test("the difference is named if the server stores something different", async (t) => {
  const { page, platform } = await open(t);
  platform.setModes({ tidyNames: true });
  await page.getByRole("button", { name: "Edit Staging", exact: true }).click();
  await page.getByLabel("Name of environment 2", { exact: true }).fill("Stage ");
  await saveAll(page);
  await saveArea(page).getByText("The server saved something different:").waitFor();
  await saveArea(page).getByRole("listitem").getByText("name is different").waitFor();
  await eventually.equal(() => page.getByLabel("Name of environment 2", { exact: true }).inputValue(), "Stage");
});

test("values stay masked in the dialog until the user shows them", async (t) => {
  const { page } = await open(t, { tools: true, showValues: false });
  await sharedValue(page, 1).fill("mine");
  await graceEdits(page, true);
  await save(page);
  await conflictDialog(page).waitFor();
  await eventually.doesNotMatch(() => conflictDialog(page).innerText(), /eu-west-1|^mine$/m);
  await conflictDialog(page).getByRole("button", { name: "Show values" }).click();
  await eventually.equal(async () => (await sides(page, "Variable REGION")).Theirs, "eu-west-1-grace");
});
