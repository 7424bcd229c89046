// The console for everyone, in Chromium: every state in light, dark and forced colours, at every width, and within the page's policy.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { eventually } from "../waiting.mjs";
import {
  act,
  baseUrlField,
  expand,
  nameField,
  review,
  sharedValue,
  showForm,
  showJson,
  useConsole,
} from "./console.mjs";
import { STATES } from "./states.mjs";

const open = useConsole({ before, after });

const axe = await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

const COLOURS = [
  { colorScheme: "light", forcedColors: "none" },
  { colorScheme: "dark", forcedColors: "none" },
  { colorScheme: "light", forcedColors: "active" },
];

/** Sizes of the page in pixels. The last one is a page of 1440 by 900 pixels at a zoom of 200 %. */
const SIZES = [
  [360, 800],
  [768, 1024],
  [1440, 900],
  [2560, 1440],
  [720, 450],
];

/** Returns the violations of axe's rules, of every impact. */
async function findViolations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" ")}`);
}

/**
 * Returns the elements that are wider than their place: the document, and each element that scrolls from side to side. Code and the
 * JSON text may scroll.
 */
function findOverflows(page) {
  return page.evaluate(() =>
    [document.documentElement, ...document.body.querySelectorAll(":not(pre, textarea, input)")]
      .filter((element) => {
        const isScrollable = /auto|scroll/.test(getComputedStyle(element).overflowX);
        return (isScrollable || element === document.documentElement) && element.scrollWidth > element.clientWidth + 1;
      })
      .map((element) => `${element.tagName}.${element.className}: ${element.scrollWidth} of ${element.clientWidth}`),
  );
}

/** Returns the fields and buttons whose end is cut off by an element around them. */
function findCutControls(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("input, select, textarea, button")].flatMap((control) => {
      const { right, width } = control.getBoundingClientRect();
      if (width === 0 || control.closest(".visually-hidden, [style*='clip']") !== null) return [];
      for (let around = control.parentElement; around !== null; around = around.parentElement) {
        const isCutting = getComputedStyle(around).overflowX !== "visible";
        const end = around.getBoundingClientRect().right;
        if (isCutting && right > end + 1) return [`${control.id || control.textContent}: ${right} of ${end}`];
      }
      return [];
    }),
  );
}

/** Fails if an element is wider than its place at one of the sizes. A menu moves some time after a change of the size. */
async function assertFits(page, what) {
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await eventually.deepEqual(() => findOverflows(page), [], `${what}, ${width} px`);
    await eventually.deepEqual(() => findCutControls(page), [], `${what}, ${width} px`);
  }
}

// The confirmed review has nothing that the review does not have.
const CHECKED = STATES.filter(({ name }) => name !== "confirmed-review");
assert.ok(CHECKED.length > 10);
for (const { name, options, reach } of CHECKED) {
  test(`the state "${name}" breaks no rule of axe in any colours, and fits every width`, async (t) => {
    const { page, platform } = await open(t, options);
    await reach(page, platform);
    const found = [];
    for (const colours of COLOURS) {
      await page.emulateMedia(colours);
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const violations = await findViolations(page);
        found.push(...violations.map((violation) => `${Object.values(colours)}, ${width} px, ${violation}`));
      }
    }
    assert.deepEqual(found, []);
    await assertFits(page, name);
  });
}

test("long names run over no edge at any width", async (t) => {
  const { page } = await open(t, { tools: true });
  const long = "Long".repeat(40);
  await act(page, "Development", "Delete");
  await nameField(page).fill(long);
  await baseUrlField(page).fill(`https://${long}.example/${long}`);
  await page.getByLabel("Name of variable 1", { exact: true }).fill(long);
  await sharedValue(page, 2).fill(long);
  await expand(page, "Staging");
  await page.getByLabel("Name of environment 2", { exact: true }).fill(long);
  await page.getByLabel(`Value of variable 1 of ${long}`, { exact: true }).fill(long);
  await assertFits(page, "form");
  const dialog = await review(page);
  await assertFits(page, "review");
  await dialog.getByRole("button", { name: "Keep editing" }).click();
  await page.getByRole("button", { name: `Actions for ${long}` }).click();
  await assertFits(page, "menu");
  await page.keyboard.press("Escape");
  await showJson(page);
  await assertFits(page, "JSON");
});

test("on a phone, the field that gets the focus is on the screen after a credential is added", async (t) => {
  const { page } = await open(t, { width: 360, height: 800 });
  await page.getByRole("button", { name: "Add environment" }).click();
  await page.getByLabel("Name of new environment 4", { exact: true }).fill("Preview");
  await page.getByRole("button", { name: "Add credential to the system" }).press("Enter");
  await page.getByLabel("Name of credential 1 to the system", { exact: true }).waitFor();
  const isOnScreen = () =>
    page.evaluate(() => {
      const { id } = document.activeElement;
      const { top, bottom } = document.activeElement.getBoundingClientRect();
      return id.endsWith(":scheme-0") && top > 0 && bottom < innerHeight;
    });
  await eventually.equal(isOnScreen, true);
  // The list measures the row again.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.equal(await isOnScreen(), true);
});

test("in forced colours, borders show what colours show otherwise", async (t) => {
  const { page } = await open(t, { forcedColors: "active" });
  const styleOf = (locator, ...names) =>
    locator.evaluate((element, list) => list.map((name) => getComputedStyle(element)[name]), names);
  const widths = ["borderTopWidth", "borderInlineStartWidth"];

  const [chosen, other] = [page.getByRole("tab", { name: "Form" }), page.getByRole("tab", { name: "JSON" })];
  assert.deepEqual(await styleOf(chosen, "borderTopStyle", "borderTopWidth"), ["solid", "2px"]);
  assert.deepEqual(await styleOf(other, "borderTopWidth"), ["0px"]);

  assert.deepEqual(await styleOf(nameField(page), ...widths), ["1px", "1px"]);
  await nameField(page).fill("Edited");
  await eventually.deepEqual(() => styleOf(nameField(page), ...widths), ["1px", "4px"]);
  const dot = page.locator("label", { hasText: /^Name$/ }).locator(".edited-dot");
  assert.deepEqual(await styleOf(dot, "borderTopStyle", "borderTopWidth"), ["solid", "4px"]);
  await nameField(page).fill("");
  await eventually.deepEqual(() => styleOf(nameField(page), "borderTopWidth", "borderBottomWidth"), ["2px", "2px"]);
  await nameField(page).fill("Edited");

  await sharedValue(page, 2).fill("500");
  await act(page, "Development", "Delete");
  const dialog = await review(page);
  const lines = dialog.getByRole("listitem");
  const loss = lines.filter({ hasText: "Development" }).last();
  assert.deepEqual(await styleOf(loss, "borderInlineStartStyle", "borderInlineStartWidth"), ["solid", "4px"]);
  const change = lines.filter({ hasText: "Edited" }).last();
  assert.deepEqual(await styleOf(change, "borderInlineStartWidth"), ["0px"]);
  const confirm = dialog.getByRole("group", { name: "Confirm" });
  assert.deepEqual(await styleOf(confirm, "borderTopStyle", "borderTopWidth"), ["solid", "2px"]);
});

test("in forced colours, an error in the JSON is underlined", async (t) => {
  const { page } = await open(t, { forcedColors: "active" });
  await baseUrlField(page).fill("nowhere");
  await showJson(page);
  const mark = page.getByTestId("raw").locator(".cm-lintRange-error").first();
  await mark.waitFor();
  await eventually.deepEqual(
    () =>
      mark.evaluate((element) => {
        const { textDecorationLine, textDecorationStyle } = getComputedStyle(element);
        return [textDecorationLine, textDecorationStyle];
      }),
    ["underline", "wavy"],
  );
  await showForm(page);
});

test("the policy of the page prevents text from becoming a script", async (t) => {
  const { page, errors } = await open(t);
  const outcomes = await page.evaluate(() =>
    [
      () => {
        document.createElement("div").innerHTML = "<b>x</b>";
      },
      () => window.trustedTypes.createPolicy("own", { createHTML: (text) => text }),
    ].map((attempt) => {
      try {
        attempt();
        return "done";
      } catch (error) {
        return error.name;
      }
    }),
  );
  assert.equal(outcomes.length, 2);
  assert.ok(!outcomes.includes("done"), outcomes.join());
  // The attempts above are reported, and nothing else is.
  assert.ok(errors.length > 0);
  errors.length = 0;
});

test("the speed test has a row for 3, 300 and 5,000 environments, and its size does not change", async (t) => {
  const { page } = await open(t, { tools: true });
  const panel = page.getByRole("region", { name: "Validation speed" });
  const { height } = await panel.boundingBox();
  await panel.getByRole("button", { name: "Run test" }).click();
  await panel.getByRole("button", { name: "Run test again" }).waitFor();
  const rows = await panel.getByRole("row").allInnerTexts();
  assert.deepEqual(
    rows.map((row) => row.split("\t")[0]),
    ["Environments", "3", "300", "5,000"],
  );
  for (const row of rows.slice(1)) assert.match(row, /^[\d,]+\t[\d.]+ µs(\t[\d.]+ [µm]s\s+\([\d.,]+×\)\s*){2}$/);
  assert.equal((await panel.boundingBox()).height, height);
});
