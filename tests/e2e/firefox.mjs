// Starts Firefox for tests, and finds fields and buttons by their accessible names.

import { Builder, By, Key } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/firefox.js";
import { findFirefox } from "../../scripts/toolchain.mjs";
import { LIMIT_MS } from "../waiting.mjs";

/** Starts Firefox; its scripts may take longer than any call. */
export async function launchFirefox() {
  const paths = findFirefox();
  const options = new Options().addArguments("-headless").setBinary(paths.browser);
  const service = new ServiceBuilder(paths.driver);
  const driver = await new Builder()
    .forBrowser("firefox")
    .setFirefoxService(service)
    .setFirefoxOptions(options)
    .build();
  await driver.manage().setTimeouts({ script: 3 * LIMIT_MS });
  return driver;
}

/** The elements that have a name: fields, and what a user can press. */
const NAMED = "a, input, textarea, select, button, [role=menuitem], [role=tab]";

/** A page in Firefox. Names are complete. Elements are waited for. */
export function pageIn(driver) {
  const wait = (work, message) => driver.wait(work, LIMIT_MS, message);
  const find = (name) => wait(() => driver.executeScript(byName, NAMED, name), `nothing is named ${name}`);
  /** Scrolls an element to the middle, because the header or the save bar can cover it elsewhere. */
  const center = (element) => driver.executeScript((target) => target.scrollIntoView({ block: "center" }), element);
  const clickOn = async (element) => {
    await center(element);
    await element.click();
  };
  const page = {
    find,
    clickOn,
    click: async (name) => clickOn(await find(name)),
    /** Replaces the text of a field by typing. */
    fill: async (name, text) => {
      const field = await find(name);
      await field.sendKeys(Key.chord(Key.CONTROL, "a"));
      await field.sendKeys(text === "" ? Key.DELETE : text);
    },
    choose: async (name, option) => {
      const select = await find(name);
      await center(select);
      await select.findElement(By.xpath(`./option[normalize-space()="${option}"]`)).click();
    },
    value: async (name) => (await find(name)).getProperty("value"),
    /** Returns true if a button does nothing, but can have the focus. */
    isInactive: async (name) => (await (await find(name)).getAttribute("aria-disabled")) === "true",
    /** Waits until the page shows a text. */
    sees: (text) => wait(() => driver.executeScript(shows, text), `the page never shows: ${text}`),
    /** Returns the text that describes a field. */
    description: async (name) => driver.executeScript(describedBy, await find(name)),
    /** Opens the review of a save. */
    review: async () => {
      await page.click("Review changes");
      await page.sees("Saving sends");
    },
    /** Reviews what a save does, confirms all losses, and saves. */
    save: async () => {
      await page.review();
      for (const box of await driver.findElements(By.css(".loss-confirm input[type=checkbox]"))) await clickOn(box);
      await page.click("Save changes");
    },
    press: (...keys) =>
      driver
        .actions()
        .sendKeys(...keys)
        .perform(),
    chord: (...keys) =>
      driver
        .switchTo()
        .activeElement()
        .sendKeys(Key.chord(...keys)),
    focused: () => driver.executeScript(() => document.activeElement.getAttribute("aria-label")),
    run: (work, ...given) => driver.executeScript(work, ...given),
  };
  return page;
}

/** The visible control of a name; within a dialog if one is open. Runs in the page. */
function byName(kinds, wanted) {
  const dialogs = document.querySelectorAll(".modal [role=dialog]");
  const root = dialogs[dialogs.length - 1] ?? document;
  const nameOf = (control) =>
    (control.getAttribute("aria-label") ?? control.labels?.[0]?.textContent ?? control.textContent).trim();
  const isVisible = (control) => control.getClientRects().length > 0;
  return [...root.querySelectorAll(kinds)].find((control) => nameOf(control) === wanted && isVisible(control)) ?? null;
}

/** Returns true if a text is visible. Runs in the page. */
function shows(text) {
  return document.body.innerText.includes(text);
}

/** Runs in the page. */
function describedBy(field) {
  const ids = field.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((id) => document.getElementById(id).textContent).join(" ");
}
