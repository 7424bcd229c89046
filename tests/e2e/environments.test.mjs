// Tests the list of environments in Chromium: the keyboard, the order, and what is saved of new and of edited environments.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually } from "../waiting.mjs";
import {
  act,
  bodies,
  descriptionOf,
  environmentNames,
  expand,
  isFocused,
  nameField,
  notices,
  puts,
  readStored,
  redoButton,
  review,
  save,
  saveAll,
  saveArea,
  seedOf,
  sharedValue,
  status,
  store,
  undoButton,
  useConsole,
} from "./console.mjs";

const open = useConsole({ before, after });

const SHOP = ["Production", "Staging", "Development"];
const list = (page) => page.getByRole("grid", { name: "Environments" });
const row = (page, name) => list(page).getByRole("row", { name, exact: true });
/** The control with a label. The name of the checkbox of a row contains all texts of the row, so that only the whole label counts. */
const labelled = (page, label) => page.getByLabel(label, { exact: true });
const section = (page) => page.getByRole("region", { name: /^Environments/ });
const toggle = (page, name) => list(page).getByRole("button", { name: new RegExp(`^(Edit|Collapse) ${name}$`) });
const isExpanded = (page, name) => toggle(page, name).getAttribute("aria-expanded");
const announcement = (page, text) => section(page).getByRole("status").getByText(text, { exact: true });
const hasNames = (page, names) => eventually.deepEqual(() => environmentNames(page), names);
const hasFocusInside = (locator) =>
  eventually.equal(() => locator.evaluate((element) => element.contains(document.activeElement)), true);
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Asserts that the rows that are rendered follow each other without a gap and without an overlap. */
const hasNoGaps = (page) =>
  eventually.deepEqual(async () => {
    const rows = await list(page)
      .getByRole("row")
      .evaluateAll((all) =>
        all
          .map((each) => {
            const { top, bottom } = each.getBoundingClientRect();
            return { name: each.getAttribute("aria-label"), top, bottom };
          })
          .sort((a, b) => a.top - b.top),
      );
    assert.ok(rows.length > 1, "several rows are rendered");
    return rows.slice(1).flatMap(({ name, top }, at) => {
      const distance = Math.round(top - rows[at].bottom);
      return distance === 0 ? [] : [`${distance} px between ${rows[at].name} and ${name}`];
    });
  }, []);

/** Drags a row by mouse to the upper or the lower edge of another one. */
async function drag(page, name, target, edge) {
  await row(page, name).scrollIntoViewIfNeeded();
  const from = await row(page, name).boundingBox();
  await page.mouse.move(from.x + from.width / 2, from.y + 26);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 8, from.y + 30, { steps: 4 });
  const to = await row(page, target).boundingBox();
  await page.mouse.move(to.x + to.width / 2, edge === "top" ? to.y + 4 : to.y + to.height - 4, { steps: 8 });
  await page.locator(".drop-line[data-drop-target]").waitFor({ state: "attached" });
  await page.mouse.up();
}

describe("the keyboard", () => {
  test("300 environments are one Tab stop, and Tab inside a row goes through its controls", async (t) => {
    const { page } = await open(t, { name: "Branch point of sale" });
    await page.getByRole("button", { name: "Add environment" }).focus();
    await press(page, "Tab");
    await isFocused(row(page, "Aarhus 001"));
    await press(page, "ArrowDown", "ArrowDown");
    await isFocused(row(page, "Cork 003"));
    await press(page, "ArrowUp");
    await isFocused(row(page, "Bilbao 002"));
    await press(page, "End");
    await isFocused(row(page, "Lyon 300"));
    await press(page, "Home");
    await isFocused(row(page, "Aarhus 001"));
    for (const [role, name] of [
      ["button", "Drag Aarhus 001"],
      ["checkbox", "Select Aarhus 001"],
      ["button", "Edit Aarhus 001"],
      ["button", "Actions for Aarhus 001"],
    ]) {
      await press(page, "Tab");
      await isFocused(row(page, "Aarhus 001").getByRole(role, { name, exact: true }));
    }
    await press(page, "Tab");
    await isFocused(page.getByLabel("Type of auth scheme 1"));
    await press(page, "Shift+Tab");
    await hasFocusInside(row(page, "Aarhus 001"));
    const inPage = await list(page).getByRole("row").count();
    assert.ok(inPage > 3 && inPage < 60, `${inPage} rows are in the page`);
  });

  test("Enter expands and collapses a row, and Space selects it", async (t) => {
    const { page } = await open(t);
    await row(page, "Staging").focus();
    await press(page, "Enter");
    await eventually.equal(() => isExpanded(page, "Staging"), "true");
    await labelled(page, "Name of environment 2").waitFor();
    await isFocused(row(page, "Staging"));
    await press(page, "Enter");
    await eventually.equal(() => isExpanded(page, "Staging"), "false");
    await labelled(page, "Name of environment 2").waitFor({ state: "detached" });
    await toggle(page, "Staging").press("Enter");
    await eventually.equal(() => isExpanded(page, "Staging"), "true");
    await row(page, "Staging").focus();
    await press(page, "Space");
    await eventually.equal(() => row(page, "Staging").getAttribute("aria-selected"), "true");
    await section(page).getByText("1 selected").waitFor();
    await press(page, "Escape");
    await eventually.equal(() => row(page, "Staging").getAttribute("aria-selected"), "false");
  });

  test("the fields of a row keep the arrow keys, Home, End, Space and Enter", async (t) => {
    const { page } = await open(t);
    await expand(page, "Production");
    const value = labelled(page, "Value of variable 1 of Production");
    await value.fill("one\ntwo");
    const caret = () => value.evaluate((element) => element.selectionStart);
    await press(page, "Home");
    await eventually.equal(caret, 4);
    await press(page, "ArrowUp");
    await eventually.equal(caret, 0);
    await press(page, "ArrowDown", "End", "Space", "Enter");
    await page.keyboard.type("x");
    await isFocused(value);
    await eventually.equal(() => value.inputValue(), "one\ntwo \nx");
    assert.equal(await isExpanded(page, "Production"), "true");
    assert.equal(await row(page, "Production").getAttribute("aria-selected"), "false");
    const name = labelled(page, "Name of environment 1");
    await name.focus();
    await press(page, "End", "ArrowLeft");
    await page.keyboard.type("-");
    await isFocused(name);
    await eventually.equal(() => name.inputValue(), "Productio-n");
  });
});

describe("search, filter and selection", () => {
  test("a search and a filter show the environments that match, and move nothing", async (t) => {
    const { page } = await open(t);
    const search = section(page).getByRole("searchbox", { name: "Search environments" });
    const filter = section(page).getByLabel("Filter environments");
    await search.fill("d");
    await hasNames(page, ["Production", "Development"]);
    await section(page).getByText("2 of 3 environments").waitFor();
    await row(page, "Development").focus();
    await press(page, "Alt+ArrowUp");
    await search.fill("zzz");
    await section(page).getByText("No environments match the search and the filter.").waitFor();
    await search.fill("");
    await hasNames(page, SHOP);

    await expand(page, "Staging");
    await labelled(page, "Name of environment 2").fill("Stage");
    await section(page).getByRole("button", { name: "Add environment" }).click();
    await isFocused(labelled(page, "Name of new environment 4"));
    await filter.selectOption("Edited");
    await hasNames(page, ["Stage", "New environment"]);
    await filter.selectOption("New");
    await hasNames(page, ["New environment"]);
    await expandAgain(page);
    await labelled(page, "Name of new environment 4").fill("Production");
    await labelled(page, "Name of new environment 4").blur();
    await filter.selectOption("With problems");
    await hasNames(page, ["Production"]);
    await filter.selectOption("All");
    await hasNames(page, ["Production", "Stage", "Development", "Production"]);
  });

  /** Expands the row of the new environment if a filter collapsed it. */
  async function expandAgain(page) {
    if ((await isExpanded(page, "New environment")) === "false") await expand(page, "New environment");
  }

  test("several environments are selected by keyboard and deleted, and one undo restores them", async (t) => {
    const { page, platform } = await open(t);
    await row(page, "Production").focus();
    await press(page, "Space", "ArrowDown", "Space");
    await section(page).getByText("2 selected").waitFor();
    await section(page).getByRole("button", { name: "Delete" }).click();
    await page.getByText("2 environments will be deleted when you save.").waitFor();
    await hasNames(page, ["Development"]);
    await isFocused(row(page, "Development"));
    await undoButton(page).click();
    await hasNames(page, SHOP);
    await status(page).getByText("No unsaved changes").waitFor();
    await redoButton(page).click();
    await saveAll(page);
    assert.deepEqual(
      bodies(platform)[0].environments.map(({ name }) => name),
      ["Development"],
    );
  });

  test("environments are selected by mouse and moved to the top as one edit", async (t) => {
    const { page, platform } = await open(t);
    for (const name of ["Staging", "Development"])
      await row(page, name)
        .getByText(/variables/)
        .click();
    // A click on a row expands it while nothing is selected.
    await eventually.equal(() => isExpanded(page, "Staging"), "true");
    await toggle(page, "Staging").click();
    await toggle(page, "Development").click();
    for (const name of ["Development", "Staging"]) await row(page, name).locator(".selection-box").click();
    await section(page).getByText("2 selected").waitFor();
    await section(page).getByRole("button", { name: "Move to top" }).click();
    await hasNames(page, ["Staging", "Development", "Production"]);
    await announcement(page, "2 environments moved to number 1").waitFor();
    await undoButton(page).click();
    await hasNames(page, SHOP);
    await redoButton(page).click();
    await section(page).getByRole("button", { name: "Clear selection" }).click();
    await saveAll(page);
    assert.deepEqual(
      bodies(platform)[0].environments.map(({ name }) => name),
      ["Staging", "Development", "Production"],
    );
  });

  test("all environments are selected by one key and deleted, and the focus stays in the page", async (t) => {
    const { page } = await open(t);
    await row(page, "Production").focus();
    await press(page, "Control+a");
    await section(page).getByText("3 selected").waitFor();
    await section(page).getByRole("button", { name: "Delete" }).click();
    await isFocused(page.getByRole("button", { name: "Add environment" }));
    await section(page).getByText("No environments yet. Add one.").waitFor();
  });
});

describe("the order", () => {
  test("Alt with an arrow, Home or End moves a row, announces it and keeps the focus", async (t) => {
    const { page, platform } = await open(t);
    await row(page, "Development").focus();
    await press(page, "Alt+ArrowUp");
    await announcement(page, "Development is now number 2 of 3").waitFor();
    await isFocused(row(page, "Development"));
    await press(page, "Alt+Home");
    await announcement(page, "Development is now number 1 of 3").waitFor();
    await press(page, "Alt+End");
    await announcement(page, "Development is now number 3 of 3").waitFor();
    await press(page, "Alt+ArrowUp");
    await announcement(page, "Development is now number 2 of 3").waitFor();
    await isFocused(row(page, "Development"));
    await press(page, "Control+z", "Control+z", "Control+z");
    await hasNames(page, ["Production", "Development", "Staging"]);
    await saveAll(page);
    assert.deepEqual(
      bodies(platform)[0].environments.map(({ name }) => name),
      ["Production", "Development", "Staging"],
    );
  });

  test("Alt with an arrow moves the row of a field that has the focus, and the field keeps the focus", async (t) => {
    const { page } = await open(t);
    await expand(page, "Development");
    const value = labelled(page, "Value of variable 2 of Development");
    await value.fill("first\nsecond");
    await press(page, "Alt+ArrowUp");
    await hasNames(page, ["Production", "Development", "Staging"]);
    await isFocused(value);
    await press(page, "Alt+ArrowUp");
    await hasNames(page, ["Development", "Production", "Staging"]);
    await isFocused(value);
    await page.keyboard.type("!");
    await eventually.match(() => value.inputValue(), /!/);
    await hasNoGaps(page);
  });

  test("the menu moves a row, and offers only the moves that are possible", async (t) => {
    const { page } = await open(t);
    const itemsOf = async (name) => {
      await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
      const items = page.getByRole("menuitem", { name: /^Move/ });
      await items.first().waitFor();
      const enabled = await items.evaluateAll((all) =>
        all.filter((item) => item.getAttribute("aria-disabled") !== "true").map(({ textContent }) => textContent),
      );
      await press(page, "Escape");
      return enabled;
    };
    assert.deepEqual(await itemsOf("Production"), ["Move down", "Move to bottom"]);
    assert.deepEqual(await itemsOf("Development"), ["Move up", "Move to top"]);
    await act(page, "Production", "Move to bottom");
    await hasNames(page, ["Staging", "Development", "Production"]);
    await announcement(page, "Production is now number 3 of 3").waitFor();
    await hasFocusInside(row(page, "Production"));
    await act(page, "Production", "Move up");
    await hasNames(page, ["Staging", "Production", "Development"]);
    await act(page, "Staging", "Move down");
    await hasNames(page, ["Production", "Staging", "Development"]);
    await act(page, "Development", "Move to top");
    await hasNames(page, ["Development", "Production", "Staging"]);
  });

  test("a row is dragged by mouse to a drop line, by its title too", async (t) => {
    const { page, platform } = await open(t);
    await drag(page, "Development", "Production", "top");
    await hasNames(page, ["Development", "Production", "Staging"]);
    await announcement(page, "Development is now number 1 of 3").waitFor();
    await drag(page, "Development", "Staging", "bottom");
    await hasNames(page, ["Production", "Staging", "Development"]);
    await status(page).getByText("No unsaved changes").waitFor();
    await drag(page, "Staging", "Production", "top");
    await hasNames(page, ["Staging", "Production", "Development"]);
    await hasNoGaps(page);
    await saveAll(page);
    assert.deepEqual(
      bodies(platform)[0].environments.map(({ name }) => name),
      ["Staging", "Production", "Development"],
    );
  });

  test("a row is dragged by keyboard, and the drag can be cancelled", async (t) => {
    const { page } = await open(t);
    await row(page, "Development").focus();
    await press(page, "Tab", "Enter");
    await isFocused(page.getByRole("button", { name: "Insert after Development" }));
    await press(page, "Escape");
    await hasFocusInside(row(page, "Development"));
    await row(page, "Development").focus();
    await press(page, "Tab", "Enter");
    await isFocused(page.getByRole("button", { name: "Insert after Development" }));
    await press(page, "ArrowUp", "ArrowUp", "ArrowUp");
    await isFocused(page.getByRole("button", { name: "Insert before Production" }));
    await press(page, "Enter");
    await hasNames(page, ["Development", "Production", "Staging"]);
    await hasFocusInside(list(page));
  });

  test("a tall row that moves, and new rows that move twice, leave no gap and no overlap", async (t) => {
    const { page } = await open(t, { height: 4_000 });
    await expand(page, "Production");
    await hasNoGaps(page);
    await act(page, "Production", "Move down");
    await hasNames(page, ["Staging", "Production", "Development"]);
    await hasNoGaps(page);
    await drag(page, "Development", "Staging", "top");
    await hasNames(page, ["Development", "Staging", "Production"]);
    await hasNoGaps(page);
    for (const name of ["Preview", "Canary"]) {
      await page.getByRole("button", { name: "Add environment" }).click();
      await page
        .getByLabel(/^Name of new environment/)
        .last()
        .fill(name);
      await hasNoGaps(page);
      await row(page, name).focus();
      for (let n = 0; n < 2; n++) {
        await press(page, "Alt+ArrowUp");
        await hasNoGaps(page);
      }
    }
    await hasNames(page, ["Development", "Preview", "Canary", "Staging", "Production"]);
    // A row with problems is taller.
    await labelled(page, "Name of new environment 3").fill(" ");
    await labelled(page, "Name of new environment 3").blur();
    await list(page).getByText("Enter a name.").waitFor();
    await hasNoGaps(page);
    await toggle(page, "Production").click();
    await hasNoGaps(page);
    await undoButton(page).click();
    await undoButton(page).click();
    await hasNoGaps(page);
  });

  test("a move across 300 environments shows the row at its new position, with the focus", async (t) => {
    const { page, platform } = await open(t, { name: "Branch point of sale" });
    await page.getByRole("button", { name: "Actions for Aarhus 001", exact: true }).focus();
    await press(page, "Alt+End");
    await announcement(page, "Aarhus 001 is now number 300 of 300").waitFor();
    await hasFocusInside(row(page, "Aarhus 001"));
    await press(page, "Alt+ArrowUp");
    await announcement(page, "Aarhus 001 is now number 299 of 300").waitFor();
    await press(page, "Alt+ArrowDown");
    await announcement(page, "Aarhus 001 is now number 300 of 300").waitFor();
    await hasFocusInside(row(page, "Aarhus 001"));
    await hasNoGaps(page);
    await saveAll(page);
    assert.equal(bodies(platform)[0].environments.at(-1).name, "Aarhus 001");
  });
});

describe("many environments", () => {
  test("among 300 environments a name is edited by keyboard and saved by one request", async (t) => {
    const { page, platform } = await open(t, { name: "Branch point of sale" });
    await page.getByRole("button", { name: "Add environment" }).focus();
    await press(page, "Tab", "End", "Enter");
    const name = labelled(page, "Name of environment 300");
    await name.waitFor();
    await press(page, "Tab", "Tab", "Tab", "Tab", "Tab");
    await isFocused(name);
    await press(page, "End");
    await page.keyboard.type(" Part-Dieu");
    await isFocused(name);
    await saveAll(page);
    assert.deepEqual(
      puts(platform).map(({ path, body }) => [/\/environments\//.test(path), JSON.parse(body).name]),
      [[true, "Lyon 300 Part-Dieu"]],
    );
  });

  test("among 5,000 environments typing edits the right fields, and few rows are in the page", async (t) => {
    const { page, platform } = await open(t, { name: "Vending machines" });
    await page.getByRole("button", { name: "Add environment" }).click();
    const name = labelled(page, "Name of new environment 5001");
    await isFocused(name);
    await page.keyboard.type("The last one");
    await eventually.equal(() => name.inputValue(), "The last one");
    await sharedValue(page, 1).press("End");
    await page.keyboard.type(" and more");
    await eventually.equal(() => sharedValue(page, 1).inputValue(), "EUR and more");
    const inPage = await list(page).getByRole("row").count();
    assert.ok(inPage > 3 && inPage < 60, `${inPage} rows are in the page`);
    await hasNoGaps(page);
    await saveAll(page);
    const [{ environments, environmentVariables }] = bodies(platform);
    assert.deepEqual(
      [environments.length, environments.at(-1).name, environmentVariables[0].value],
      [5_001, "The last one", "EUR and more"],
    );
  });
});

test("the rows take the width of the list at once, not when React Aria measures it", async (t) => {
  const { page } = await open(t);
  await expand(page, "Staging");
  // The page renders nothing while this function runs.
  const widths = await list(page).evaluate((element) =>
    [1000, 300, 700].map((width) => {
      element.parentElement.style.width = `${width}px`;
      const rows = [...element.querySelectorAll("[role=row]")].map((each) => each.offsetWidth);
      return { outer: element.offsetWidth, inner: element.clientWidth, content: element.scrollWidth, rows };
    }),
  );
  assert.deepEqual(
    widths.map(({ outer }) => outer),
    [1000, 300, 700],
  );
  for (const { inner, content, rows } of widths) assert.deepEqual([content, ...rows], new Array(4).fill(inner));
});

describe("a new environment", () => {
  test("it begins with the shared variables, and is saved with a stored and a new credential", async (t) => {
    const { page, platform, context } = await open(t);
    await sharedValue(page, 3).fill("warn");
    await page.getByRole("button", { name: "Add environment" }).click();
    await isFocused(labelled(page, "Name of new environment 4"));
    await page.keyboard.type("Preview");
    await labelled(page, "Value of variable 1 of Preview").fill("eu-north-1");
    await page.getByRole("button", { name: "Add variable to Preview" }).click();
    await labelled(page, "Name of variable 4 of Preview").fill("FLAG");
    await labelled(page, "Value of variable 4 of Preview").fill("on");
    const first = "credential 1 to the system";
    await page.getByRole("button", { name: "Add credential to the system" }).click();
    await isFocused(labelled(page, `Auth scheme of ${first}`));
    await labelled(page, `Source of ${first}`).selectOption("Shop API key (Production)");
    const second = "credential 1 from the system";
    await page.getByRole("button", { name: "Add credential from the system" }).click();
    await labelled(page, `Auth scheme of ${second}`).selectOption("HMAC signature X-Shop-Signature");
    await labelled(page, `Name of ${second}`).fill("Preview secret");
    await labelled(page, `Secret of ${second}`).fill("s3cr3t");
    await save(page);
    await status(page).getByText("All changes saved").waitFor();

    const { environments, authSchemeConfigs } = seedOf("Storefront orders");
    const sent = bodies(platform).find((body) => body.environments !== undefined).environments;
    assert.deepEqual(
      sent.slice(0, 3).map(({ id, name }) => [id, name]),
      environments.map(({ id, name }) => [id, name]),
    );
    assert.deepEqual(sent[3].credentials, {
      action: [
        {
          authSchemeConfig: authSchemeConfigs[0],
          credential: { id: environments[0].credentials.action[0].credential.id },
        },
      ],
      trigger: [
        {
          authSchemeConfig: authSchemeConfigs[1],
          credential: { name: "Preview secret", type: "string", data: { value: "s3cr3t" } },
        },
      ],
    });
    assert.equal(sent[3].name, "Preview");
    const stored = (await readStored(context, platform)).environments[3];
    assert.equal(stored.name, "Preview");
    await row(page, "Preview").waitFor();
    await eventually.equal(() => row(page, "Preview").getByText("New", { exact: true }).count(), 0);
  });

  test("without edits of the shared variables, its own variables are saved with it", async (t) => {
    const { page, platform, context } = await open(t);
    await page.getByRole("button", { name: "Add environment" }).click();
    await labelled(page, "Name of new environment 4").fill("Preview");
    await labelled(page, "Value of variable 2 of Preview").fill("10");
    await page.getByRole("button", { name: "Remove variable LOG_LEVEL of Preview" }).click();
    await page.getByRole("button", { name: "Add credential to the system" }).click();
    await labelled(page, "Source of credential 1 to the system").selectOption("Shop API key (Production)");
    await saveAll(page);
    const expected = [
      ["REGION", "eu-west-1"],
      ["PAGE_SIZE", "10"],
    ];
    const pairs = ({ variables }) => variables.map(({ name, value }) => [name, value]);
    assert.deepEqual(pairs(bodies(platform)[0].environments[3]), expected);
    assert.deepEqual(pairs((await readStored(context, platform)).environments[3]), expected);
  });

  test("it is quiet until its name is left blank", async (t) => {
    const { page } = await open(t);
    await page.getByRole("button", { name: "Add environment" }).press("Enter");
    const name = labelled(page, "Name of new environment 4");
    await isFocused(name);
    assert.equal(await descriptionOf(name), "(edited)");
    await press(page, "Tab");
    await eventually.match(() => descriptionOf(name), /Enter a name\./);
  });
});

describe("a stored environment", () => {
  test("a deleted environment comes back by the undo of its notice", async (t) => {
    const { page } = await open(t);
    await act(page, "Staging", "Delete");
    await page.getByText("Staging will be deleted when you save.").waitFor();
    await hasNames(page, ["Production", "Development"]);
    await isFocused(row(page, "Development"));
    await notices(page).getByRole("button", { name: "Undo" }).click();
    await hasNames(page, SHOP);
    await status(page).getByText("No unsaved changes").waitFor();
    await eventually.notEqual(() => page.evaluate(() => document.activeElement.tagName), "BODY");
  });

  test("its name and its variables are saved by its own request, and are there after a reload", async (t) => {
    const { page, platform } = await open(t);
    await expand(page, "Staging");
    await labelled(page, "Name of environment 2").fill("Stage");
    await expand(page, "Production");
    await labelled(page, "Value of variable 4 of Production").fill("off");
    await page.getByRole("button", { name: "Remove variable REGION of Production" }).click();
    await row(page, "Stage").getByText("Edited", { exact: true }).waitFor();
    await save(page);
    await status(page).getByText("All changes saved").waitFor();
    const { environments } = seedOf("Storefront orders");
    assert.deepEqual(
      puts(platform).map(({ path, body }) => [path.split("/").at(-1), JSON.parse(body).name]),
      [
        [environments[0].id, "Production"],
        [environments[1].id, "Stage"],
      ],
    );
    await page.reload();
    await hasNames(page, ["Production", "Stage", "Development"]);
    await expand(page, "Production");
    await eventually.equal(() => labelled(page, "Name of variable 1 of Production").inputValue(), "PAGE_SIZE");
    await eventually.equal(() => labelled(page, "Value of variable 3 of Production").inputValue(), "off");
  });

  test("the order of its credentials and the members of their auth schemes are saved, and there after a reload", async (t) => {
    const opened = await open(t);
    const { page, platform, context } = opened;
    const shop = seedOf("Storefront orders");
    const [key] = shop.environments[0].credentials.action;
    await store(opened, (body) => {
      delete body.environmentVariables;
      body.environments = [
        ...shop.environments.map(({ id, name }) => ({ id, name })),
        {
          name: "Twice",
          variables: [],
          credentials: {
            action: [
              { authSchemeConfig: key.authSchemeConfig, credential: { id: key.credential.id, name: "First key" } },
              {
                credential: { name: "Second key", type: "string", data: { value: "x" } },
                authSchemeConfig: { schemeType: "api-key", name: "X-Second", in: "query" },
              },
            ],
          },
        },
      ];
    });
    await expand(page, "Twice");
    const order = () => page.getByRole("list", { name: "To the system, Twice" }).locator("strong").allInnerTexts();
    await eventually.deepEqual(order, ["First key", "Second key"]);
    await page.getByRole("button", { name: "Move Second key up" }).press("Enter");
    await eventually.deepEqual(order, ["Second key", "First key"]);
    await isFocused(page.getByRole("button", { name: "Move Second key up" }));
    await page.getByRole("button", { name: "Edit how First key of Twice is sent" }).click();
    await labelled(page, "Name of First key of Twice").fill("X-First");
    await labelled(page, "Send First key of Twice in").selectOption("Cookie");
    await saveAll(page);
    const [{ credentials }, ...more] = bodies(platform);
    assert.equal(more.length, 0);
    assert.deepEqual(
      credentials.action.map(({ authSchemeConfig }) => authSchemeConfig),
      [
        { schemeType: "api-key", name: "X-Second", in: "query" },
        { schemeType: "api-key", name: "X-First", in: "cookie" },
      ],
    );
    await page.reload();
    await expand(page, "Twice");
    await eventually.deepEqual(order, ["Second key", "First key"]);
    const stored = (await readStored(context, platform)).environments[3].credentials.action;
    assert.deepEqual(
      stored.map(({ authSchemeConfig: { name } }) => name),
      ["X-Second", "X-First"],
    );
  });

  test("a field that the server rejects leads to its row, which expands", async (t) => {
    const { page, platform } = await open(t, { name: "Branch point of sale" });
    const search = section(page).getByRole("searchbox");
    await search.fill("lyon 300");
    await expand(page, "Lyon 300");
    const name = labelled(page, "Name of environment 300");
    const value = labelled(page, "Value of variable 4 of Lyon");
    // The row stays while its name is edited, although the search no longer matches.
    await name.fill("Lyon");
    await value.fill("9");
    await toggle(page, "Lyon").click();
    await search.fill("aarhus");
    platform.setModes({
      refuse: [
        {
          status: 400,
          body: {
            code: "invalid_argument",
            message: "no",
            fields: [
              { field: "name", message: "is reserved" },
              { field: "variables[3].value", message: "is too large" },
            ],
          },
        },
      ],
    });
    await save(page);
    await saveArea(page).getByRole("button", { name: "Go to field" }).click();
    await isFocused(name);
    assert.equal(await isExpanded(page, "Lyon"), "true");
    await eventually.equal(() => name.getAttribute("aria-invalid"), "true");
    await saveArea(page).getByRole("button", { name: "2 errors" }).click();
    await saveArea(page)
      .getByRole("button", { name: /is too large/ })
      .click();
    await isFocused(labelled(page, "Value of variable 4 of Lyon"));
    await eventually.equal(() => labelled(page, "Value of variable 4 of Lyon").getAttribute("aria-invalid"), "true");
    await name.fill("Lyon 2");
    await eventually.equal(() => name.getAttribute("aria-invalid"), "false");
    await saveAll(page);
    assert.equal(bodies(platform).at(-1).name, "Lyon 2");
  });

  test("a text in an expanded row is selected by mouse, and no drag begins", async (t) => {
    const { page } = await open(t);
    await expand(page, "Staging");
    const name = labelled(page, "Name of environment 2");
    await name.dblclick();
    const selection = () => name.evaluate(({ selectionStart, selectionEnd }) => [selectionStart, selectionEnd]);
    await eventually.deepEqual(selection, [0, 7]);
    assert.equal(await isExpanded(page, "Staging"), "true");
    const { x, y, height } = await name.boundingBox();
    await page.mouse.move(x + 12, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + 300, y + height / 2, { steps: 8 });
    await eventually.deepEqual(selection, [0, 7]);
    await eventually.equal(() => page.locator(".environment[data-dragging], .drop-line[data-drop-target]").count(), 0);
    await page.mouse.up();
    await hasNames(page, SHOP);
    await page.keyboard.type("Stage");
    await hasNames(page, ["Production", "Stage", "Development"]);
  });

  test("an issue leads to its own environment, although its name is used by another one", async (t) => {
    const { page } = await open(t, { name: "Branch point of sale" });
    await page.getByRole("button", { name: "Add environment" }).click();
    const added = labelled(page, "Name of new environment 301");
    await isFocused(added);
    await page.keyboard.type("Aarhus 001");
    await press(page, "Tab");
    await list(page).evaluate((element) => element.scrollTo(0, 0));
    await row(page, "Bilbao 002").focus();
    await added.waitFor({ state: "detached" });
    await saveArea(page).getByRole("button", { name: "Fix 1 error to save" }).click();
    await isFocused(added);
    await nameField(page).focus();
    await saveArea(page).getByRole("button", { name: "Fix 1 error to save" }).press("Enter");
    await isFocused(added);
  });
});

test("the focus never falls to the page", async (t) => {
  const { page } = await open(t);
  const stays = (what) => eventually.notEqual(() => page.evaluate(() => document.activeElement.tagName), "BODY", what);
  await act(page, "Development", "Move to top");
  await stays("after a move");
  await act(page, "Development", "Delete");
  await stays("after a deletion");
  await page.getByRole("button", { name: "Add environment" }).click();
  await stays("after an addition");
  await page.keyboard.type("Preview");
  await act(page, "Preview", "Delete");
  await stays("after the deletion of a new environment");
  await toggle(page, "Staging").click();
  await page.getByRole("button", { name: "Remove variable LOG_LEVEL of Staging" }).press("Enter");
  await stays("after the removal of a variable");
  await toggle(page, "Staging").press("Enter");
  await stays("after collapsing");
  await row(page, "Staging").focus();
  await press(page, "Space");
  await section(page).getByRole("button", { name: "Delete" }).press("Enter");
  await stays("after the deletion of the selection");
  await nameField(page).focus();
  await review(page);
  await press(page, "Escape");
  await stays("after the review");
});
