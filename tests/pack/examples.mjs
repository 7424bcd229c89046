// The applications in `examples`. Each is built and run as its reader would, with the tarball and the local platform.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ORGANISATION_ID, seed } from "../../www/platform/seed.js";
import { LOGIN } from "../../www/platform/server.js";
import { deferred, eventually } from "../waiting.mjs";
import { VITE_SERVER } from "./consumers.mjs";

/** Greatest number of lines of an example. Blank lines do not count. */
export const MAX_LINES = 60;

/** Files of an example whose lines do not count: every project of its kind has them. */
const UNCOUNTED_FILES = ["package.json", "package-lock.json", "tsconfig.json", "index.html", "vite.config.js"];

/** Returns the number of lines in the sources of an example. */
export async function countLines(folder) {
  const path = join(import.meta.dirname, "../../examples", folder);
  const isSource = (file) => !/^(node_modules|dist)\b/.test(file) && !UNCOUNTED_FILES.includes(file);
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(path.length + 1));
  const texts = await Promise.all(files.filter(isSource).map((file) => readFile(join(path, file), "utf8")));
  return texts.reduce((sum, text) => sum + text.split("\n").filter((line) => line.trim() !== "").length, 0);
}

/**
 * Builds a page, which includes the check of its types, and uses all of it in a browser.
 *
 * @param refetches true if the page reads the connection again when it becomes visible
 */
async function provePage(project, { refetches = false } = {}) {
  const platform = await project.startLocalPlatform();
  await project.exec("npm", ["run", "build"]);
  assert.equal(await project.countModules("dist"), 1);
  const [args, pattern] = VITE_SERVER;
  const origin = await project.start("npm", ["start", "--", ...args], pattern, { PLATFORM: platform.origin });
  const editor = await project.openEditor(origin);
  await editFields(editor, platform);
  await editListAndSave(editor, platform);
  await resolveConflicts(editor, platform, refetches ? readAgain : async () => {});
  assert.deepEqual(editor.errors, []);

  const developed = await project.start("npm", ["run", "dev", "--", ...args], pattern, { PLATFORM: platform.origin });
  const { page, errors } = await project.openEditor(developed);
  await eventually.equal(() => elementsOf(page).name.inputValue(), "Mine (by Grace)");
  assert.deepEqual(errors, []);
}

/** Asserts that axe finds no barrier in the page as it is now. */
async function assertAccessible(page) {
  await page.evaluate(await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8"));
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
    [],
  );
}

/** Finds the elements of the page as a person does: by their labels and roles. */
const elementsOf = (page) => ({
  name: page.getByLabel("Name", { exact: true }),
  environment: (number) => page.getByLabel(`Environment ${number}`, { exact: true }),
  button: (name) => page.getByRole("button", { name, exact: true }),
  alert: page.getByRole("alert"),
  status: () => page.locator("output").innerText(),
  effects: () => page.getByRole("list", { name: "Effects" }).getByRole("listitem").allInnerTexts(),
});

/** Returns the text that describes an input: the messages of its issues. */
async function readMessages(page, input) {
  const id = await input.getAttribute("aria-describedby");
  return id === null ? "" : page.locator(`[id="${id}"]`).innerText();
}

/** Makes mistakes and corrects them. An error prevents a save, and a warning does not make the field invalid. */
async function editFields({ page }, platform) {
  const { name, environment, button, alert, status } = elementsOf(page);
  await eventually.equal(() => name.inputValue(), "Storefront orders");
  assert.deepEqual([await status(), await button("Save").isDisabled()], ["Saved", true]);

  await environment(2).fill("Production");
  await eventually.match(() => readMessages(page, environment(2)), /^error: .*the same `name`/);
  await eventually.equal(() => environment(2).getAttribute("aria-invalid"), "true");
  await button("Save").click();
  await alert.waitFor();
  assert.deepEqual(platform.takeUpdates(), []);
  await assertAccessible(page);
  await environment(2).fill("Staging");
  await eventually.equal(() => readMessages(page, environment(2)), "");
  await eventually.equal(() => environment(2).getAttribute("aria-invalid"), "false");

  await name.fill("Shop ");
  await eventually.match(() => readMessages(page, name), /^warning: /);
  await eventually.equal(() => name.getAttribute("aria-invalid"), "false");
  await name.fill("Shop");
  await eventually.equal(() => readMessages(page, name), "");
}

/** Inserts, moves and removes environments, reads the effects, and saves. */
async function editListAndSave({ page }, platform) {
  const { environment, button, status, effects } = elementsOf(page);
  await button("Add environment").click();
  await eventually.equal(() => environment(4).inputValue(), "New");
  await button("Move environment 4 up").click();
  await eventually.equal(() => environment(3).inputValue(), "New");
  await eventually.equal(() => environment(4).inputValue(), "Development");
  await button("Remove environment 4").click();
  await eventually.equal(() => environment(4).count(), 0);
  await eventually.equal(status, "Unsaved changes");
  await eventually.deepEqual(
    async () => (await effects()).toSorted(),
    ["`name` changes", "the environment `Development` is deleted", "the environment `New` is created"],
  );

  const { promise: isReleased, resolve: release } = deferred();
  await page.route("**/api/**", async (route) => {
    await isReleased;
    await route.continue();
  });
  await button("Save").click();
  await eventually.equal(status, "Saving…");
  release();
  await eventually.equal(status, "Saved");
  await page.unroute("**/api/**");
  await eventually.deepEqual(effects, []);
  const [put, ...others] = platform.takeUpdates();
  assert.deepEqual(others, []);
  assert.match(put.headers.cookie, /versori_session=/);
  const body = JSON.parse(put.body);
  const [{ environments }] = seed();
  assert.equal(body.name, "Shop");
  assert.deepEqual(
    body.environments.map(({ id, name }) => [id, name]),
    [
      [environments[0].id, "Production"],
      [environments[1].id, "Staging"],
      [undefined, "New"],
    ],
  );
}

/** Lets a page read the connection again, as if it became visible. */
async function readAgain(page) {
  const read = page.waitForResponse((response) => response.request().method() === "GET");
  await page.evaluate(() => globalThis.dispatchEvent(new Event("visibilitychange")));
  await (await read).finished();
}

/**
 * Edits a name that someone else also edits, twice: once its own name wins, and once the name of the other. Calls `beforeChoice`
 * while there is a conflict.
 */
async function resolveConflicts({ page, editAsSomeoneElse }, platform, beforeChoice) {
  const { name, button, alert, status } = elementsOf(page);
  const conflict = page.getByRole("group").filter({ has: button("Use mine") });
  const saveInConflict = async (text, theirs) => {
    await name.fill(text);
    await editAsSomeoneElse();
    await button("Save").click();
    await eventually.match(() => conflict.innerText(), /both sides changed `name`/);
    await eventually.match(() => alert.innerText(), /1 conflict/);
    await eventually.deepEqual(
      async () => [await name.inputValue(), await status(), await button("Save").isDisabled()],
      [theirs, "Unsaved changes", true],
    );
    await beforeChoice(page);
    assert.deepEqual(platform.takeUpdates(), []);
  };
  await saveInConflict("Mine", "Shop (by Grace)");
  await assertAccessible(page);
  await button("Use mine").click();
  await eventually.equal(() => name.inputValue(), "Mine");
  await eventually.equal(() => conflict.count(), 0);
  await button("Save").click();
  await eventually.equal(status, "Saved");
  await eventually.equal(() => alert.count(), 0);
  assert.deepEqual(
    platform.takeUpdates().map(({ body }) => JSON.parse(body).name),
    ["Mine"],
  );

  await saveInConflict("Mine again", "Mine (by Grace)");
  await button("Use theirs").click();
  await eventually.equal(() => conflict.count(), 0);
  await eventually.equal(status, "Saved");
  assert.equal(await name.inputValue(), "Mine (by Grace)");
}

/** Runs the program, and expects that it saves. */
async function proveNode(project) {
  const platform = await project.startLocalPlatform();
  const login = await fetch(`${platform.origin}/login`, LOGIN);
  const cookie = login.headers.getSetCookie()[0].split(";", 1)[0];
  const args = ["start", "--silent", "--", platform.baseUrl, ORGANISATION_ID, seed()[0].id];
  const printed = await project.exec("npm", args, { COOKIE: cookie });
  assert.equal(printed, '- `name` changes\nsaved as "Storefront orders (checked)"\n');
  const [put, ...others] = platform.takeUpdates();
  assert.deepEqual([others, put.headers.cookie], [[], cookie]);
  assert.equal(JSON.parse(put.body).name, "Storefront orders (checked)");
}

/** The examples by the name of their framework. */
export const EXAMPLES = {
  "React with TanStack Query": { folder: "react", prove: (project) => provePage(project, { refetches: true }) },
  Vue: { folder: "vue", prove: provePage },
  Svelte: { folder: "svelte", prove: provePage },
  Node: { folder: "node", prove: proveNode },
};
