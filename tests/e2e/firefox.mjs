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

/** A page in Firefox. Names are whole, or patterns. Elements are waited for. */
export function pageIn(driver) {
  const wait = (work, message) => driver.wait(work, LIMIT_MS, message);
  const find = (name, kinds = "a, input, select, button, [role=button]") =>
    wait(() => driver.executeScript(byName, kinds, String(name)), `nothing is named ${name}`);
  const page = {
    find,
    click: async (name) => (await find(name)).click(),
    /** Replaces the text of a field by typing. */
    fill: async (name, text) => {
      const field = await find(name);
      await field.sendKeys(Key.chord(Key.CONTROL, "a"));
      await field.sendKeys(text === "" ? Key.DELETE : text);
    },
    choose: async (name, option) => {
      const select = await find(name);
      await select.findElement(By.xpath(`./option[normalize-space()="${option}"]`)).click();
    },
    value: async (name) => (await find(name)).getProperty("value"),
    isDisabled: async (name) => !(await (await find(name)).isEnabled()),
    /** Waits until the page shows a text. */
    sees: (text) => wait(() => driver.executeScript(shows, text), `the page never shows: ${text}`),
    /** Returns the text that describes a field. */
    said: async (name) => driver.executeScript(describedBy, await find(name)),
    /** Reviews what saving will do, confirms all that it destroys, and saves. */
    save: async () => {
      await page.click("Review and save");
      await page.sees("Review before saving");
      for (const box of await driver.findElements(By.css("dialog fieldset input[type=checkbox]"))) await box.click();
      await page.click("Save now");
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

/** The visible control of a name; within a dialog, where one is open. Runs in the page. */
function byName(kinds, wanted) {
  const root = document.querySelector("dialog[open]") ?? document;
  const nameOf = (control) =>
    (control.getAttribute("aria-label") ?? control.labels?.[0]?.textContent ?? control.textContent).trim();
  return [...root.querySelectorAll(kinds)].find((control) => nameOf(control) === wanted) ?? null;
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
