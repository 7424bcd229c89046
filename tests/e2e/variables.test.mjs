// Tests the table of variables in Chromium: what is stored of an edit, the import and the export, and the values by environment.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { eventually } from "../waiting.mjs";
import {
  act,
  bodies,
  descriptionOf,
  isFocused,
  paste,
  puts,
  readStored,
  redoButton,
  review,
  reviewButton,
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

const PEM = "-----BEGIN PRIVATE KEY-----\nMIIBVgIBADANBg\nkqhkiG9w0BAQ==\n-----END PRIVATE KEY-----\n";

const section = (page) => page.getByRole("region", { name: "Environment variables" });
const sharedName = (page, number) => page.getByLabel(`Name of variable ${number}`, { exact: true });
/** The cell of a variable in an environment of the table. */
const cell = (page, variable, environment) =>
  section(page).getByLabel(`${variable} in ${environment}`, { exact: true });
const importDialog = (page) => page.getByRole("dialog", { name: "Import a .env file" });
const nameOfEach = (page) =>
  section(page)
    .getByLabel(/^Name of variable \d+$/)
    .evaluateAll((all) => all.map(({ value }) => value));

/** The name, the line and the kind of each change in the preview of an import. */
const previewOf = async (page) => {
  const rows = await importDialog(page).getByRole("row").allInnerTexts();
  return rows.slice(1).map((row) =>
    row
      .split("\t")
      .filter((_, at) => at !== 1)
      .join(" "),
  );
};

/** Drops a file of the disk, as the user would from another window. */
async function dropFile(page, target, file) {
  await target.scrollIntoViewIfNeeded();
  const { x, y } = await target.boundingBox();
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await client.send("Input.dispatchDragEvent", { type, x: x + 20, y: y + 20, data });
  }
}

describe("the bytes of a value", () => {
  for (const [kind, lineBreak] of [
    ["LF", "\n"],
    ["CRLF", "\r\n"],
  ]) {
    test(`a stored PEM with ${kind} keeps its bytes while it is edited, undone, redone and saved`, async (t) => {
      const opened = await open(t);
      const { page, context, platform } = opened;
      const pem = PEM.replaceAll("\n", lineBreak);
      await store(opened, ({ environmentVariables }) => environmentVariables.push({ name: "KEY", value: pem }));
      const field = sharedValue(page, 4);
      await eventually.equal(() => field.inputValue(), PEM);
      await field.press("Control+Home");
      await page.keyboard.type("x");
      await status(page).getByText("1 unsaved change").waitFor();
      await page.keyboard.press("Backspace");
      await status(page).getByText("No unsaved changes").waitFor();

      await field.evaluate((element, at) => element.setSelectionRange(at, at), PEM.indexOf("\n"));
      await page.keyboard.type("!");
      await eventually.equal(() => field.inputValue(), PEM.replace("\n", "!\n"));
      await undoButton(page).click();
      await eventually.equal(() => field.inputValue(), PEM);
      await status(page).getByText("No unsaved changes").waitFor();
      await redoButton(page).click();
      await eventually.equal(() => field.inputValue(), PEM.replace("\n", "!\n"));
      await saveAll(page);

      const [{ environmentVariables }, ...more] = bodies(platform);
      assert.equal(more.length, 0);
      const expected = pem.replace(lineBreak, `!${lineBreak}`);
      assert.equal(environmentVariables[3].value, expected);
      const stored = await readStored(context, platform);
      const values = [stored, ...stored.environments].map(
        ({ environmentVariables: list, variables = list }) => variables.find(({ name }) => name === "KEY").value,
      );
      assert.deepEqual(values, [expected, expected, expected, expected]);
    });
  }

  test("a pasted PEM is stored byte for byte, with each kind of line break", async (t) => {
    const { page, platform } = await open(t);
    const pasted = [PEM, PEM.replaceAll("\n", "\r\n"), "one\r\ntwo\nthree\rfour"];
    for (const [at, text] of pasted.entries()) {
      await sharedValue(page, at + 1).fill("");
      await paste(sharedValue(page, at + 1), text);
      await eventually.equal(() => sharedValue(page, at + 1).inputValue(), text.replace(/\r\n?/g, "\n"));
    }
    await eventually.equal(() => importDialog(page).count(), 0);
    await undoButton(page).click();
    await eventually.notEqual(() => sharedValue(page, 3).inputValue(), "one\ntwo\nthree\nfour");
    await redoButton(page).click();
    await eventually.equal(() => sharedValue(page, 3).inputValue(), "one\ntwo\nthree\nfour");
    await saveAll(page);
    assert.deepEqual(
      bodies(platform)[0].environmentVariables.map(({ value }) => value),
      pasted,
    );
  });

  test("a text that is pasted into a value replaces the selection, and typing continues behind it", async (t) => {
    const { page, platform } = await open(t);
    const field = sharedValue(page, 1);
    await field.fill("begin\nmiddle\nend");
    await field.evaluate((element) => element.setSelectionRange(6, 12));
    await paste(field, "a\r\nb");
    await page.keyboard.type("!");
    await eventually.equal(() => field.inputValue(), "begin\na\nb!\nend");
    await saveAll(page);
    assert.equal(bodies(platform)[0].environmentVariables[0].value, "begin\na\r\nb!\nend");
  });

  test("Enter in a value starts a new line, in a value of an environment too", async (t) => {
    const { page, platform } = await open(t);
    const field = cell(page, "PAGE_SIZE", "Staging");
    await field.press("End");
    await page.keyboard.press("Enter");
    await page.keyboard.type("75");
    await saveAll(page);
    assert.equal(bodies(platform)[0].variables[1].value, "50\n75");
  });

  test("a PEM, JSON or lines of KEY=value in a value are the value, and no import", async (t) => {
    const { page } = await open(t);
    const texts = [PEM, '{\n  "key": "a=b"\n}', "A=1\nB=2"];
    for (const [at, text] of texts.entries()) {
      await sharedValue(page, at + 1).fill("");
      await paste(sharedValue(page, at + 1), text);
      await eventually.equal(() => sharedValue(page, at + 1).inputValue(), text);
    }
    await paste(sharedName(page, 1), '{"key": "a=b"}');
    await eventually.equal(() => sharedName(page, 1).inputValue(), 'REGION{"key": "a=b"}');
    await eventually.equal(() => page.getByRole("dialog").count(), 0);
  });
});

describe("import", () => {
  const LINES = [
    "# A comment",
    "REGION=us-east-1",
    "PAGE_SIZE=250",
    "export TOKEN='a b' # a remark",
    'CERT="-----BEGIN',
    "MIIB=",
    '-----END"',
    "no assignment",
    "URL=https://x.example/?a=b",
    'QUOTED="a\\nb"',
    "=nothing",
  ].join("\n");

  test("pasted lines of KEY=value are previewed, imported as one edit, and reverted by one undo", async (t) => {
    const { page, platform } = await open(t);
    await sharedValue(page, 3).fill("warn");
    await paste(sharedName(page, 1), LINES);
    const dialog = importDialog(page);
    await eventually.deepEqual(
      () => previewOf(page),
      ["REGION 2 Changed", "PAGE_SIZE 3 Unchanged", "TOKEN 4 New", "CERT 5 New", "URL 9 New", "QUOTED 10 New"],
    );
    await eventually.deepEqual(
      () => dialog.getByRole("list", { name: "Problems" }).getByRole("listitem").allInnerTexts(),
      ["Line 8 has no = sign.", "Line 11 has no name before the = sign."],
    );
    await dialog.getByRole("button", { name: "Import 5 variables" }).click();
    await page.getByText("5 variables imported.").waitFor();
    await eventually.deepEqual(
      () => nameOfEach(page),
      ["REGION", "PAGE_SIZE", "LOG_LEVEL", "TOKEN", "CERT", "URL", "QUOTED"],
    );
    await undoButton(page).click();
    await eventually.deepEqual(() => nameOfEach(page), ["REGION", "PAGE_SIZE", "LOG_LEVEL"]);
    await eventually.equal(() => sharedValue(page, 1).inputValue(), "eu-west-1");
    await eventually.equal(() => sharedValue(page, 3).inputValue(), "warn");
    await redoButton(page).click();
    await saveAll(page);
    assert.deepEqual(
      bodies(platform)[0].environmentVariables.map(({ name, value }) => [name, value]),
      [
        ["REGION", "us-east-1"],
        ["PAGE_SIZE", "250"],
        ["LOG_LEVEL", "warn"],
        ["TOKEN", "a b"],
        ["CERT", "-----BEGIN\nMIIB=\n-----END"],
        ["URL", "https://x.example/?a=b"],
        ["QUOTED", "a\nb"],
      ],
    );
  });

  test("the notice of an import has an undo", async (t) => {
    const { page } = await open(t);
    await paste(sharedName(page, 1), "A=1\nB=2");
    await importDialog(page).getByRole("button", { name: "Import 2 variables" }).click();
    await page.getByRole("region", { name: "Notices" }).getByRole("button", { name: "Undo" }).click();
    await eventually.deepEqual(() => nameOfEach(page), ["REGION", "PAGE_SIZE", "LOG_LEVEL"]);
  });

  test("a cancelled import changes nothing", async (t) => {
    const { page } = await open(t);
    await paste(sharedName(page, 1), LINES);
    await importDialog(page).getByRole("button", { name: "Cancel" }).click();
    await importDialog(page).waitFor({ state: "detached" });
    await eventually.deepEqual(() => nameOfEach(page), ["REGION", "PAGE_SIZE", "LOG_LEVEL"]);
    await status(page).getByText("No unsaved changes").waitFor();
  });

  test("a .env file is chosen or dropped, and the preview follows the text", async (t) => {
    const { page } = await open(t);
    const text = "REGION=eu-west-1\nA=1\n";
    const folder = await mkdtemp(join(tmpdir(), "dotenv-"));
    t.after(() => rm(folder, { recursive: true }));
    const file = join(folder, ".env");
    await writeFile(file, text);
    await section(page).getByRole("button", { name: "Import .env" }).click();
    await importDialog(page).getByText("Nothing to import yet.").waitFor();
    const chooser = page.waitForEvent("filechooser");
    await importDialog(page).getByRole("button", { name: "Choose a file" }).click();
    await (await chooser).setFiles(file);
    await eventually.deepEqual(() => previewOf(page), ["REGION 1 Unchanged", "A 2 New"]);
    const lines = importDialog(page).getByLabel("Lines of KEY=value");
    await lines.fill(`${text}B=2\nC="open`);
    await eventually.deepEqual(() => previewOf(page), ["REGION 1 Unchanged", "A 2 New", "B 3 New"]);
    await importDialog(page).getByText("The quote on line 4 isn't closed.").waitFor();
    await importDialog(page).getByRole("button", { name: "Cancel" }).click();

    await dropFile(page, page.locator(".drop-zone"), file);
    await eventually.deepEqual(() => previewOf(page), ["REGION 1 Unchanged", "A 2 New"]);
    await importDialog(page).getByRole("button", { name: "Import 1 variable" }).click();
    await eventually.deepEqual(() => nameOfEach(page), ["REGION", "PAGE_SIZE", "LOG_LEVEL", "A"]);
  });

  test("a .env file is imported into one environment", async (t) => {
    const { page, platform } = await open(t);
    await act(page, "Staging", "Import .env");
    await importDialog(page).getByLabel("Lines of KEY=value").fill("PAGE_SIZE=75\nFLAG=on");
    await importDialog(page).getByRole("button", { name: "Import 2 variables" }).click();
    await saveAll(page);
    assert.deepEqual(
      bodies(platform).map(({ name, variables }) => [name, variables.map((each) => `${each.name}=${each.value}`)]),
      [["Staging", ["REGION=eu-west-1", "PAGE_SIZE=75", "LOG_LEVEL=info", "FLAG=on"]]],
    );
  });

  test("a preview masks the values until they are shown", async (t) => {
    const { page } = await open(t, { showValues: false });
    await paste(sharedName(page, 1), "SECRET=s3cr3t\nB=2");
    const dialog = importDialog(page);
    await dialog.getByRole("row", { name: /^SECRET/ }).waitFor();
    await eventually.doesNotMatch(() => dialog.getByRole("table").innerText(), /s3cr3t/);
    await dialog.getByRole("button", { name: "Show values" }).click();
    await eventually.match(() => dialog.getByRole("table").innerText(), /s3cr3t/);
  });
});

describe("export", () => {
  const VALUES = { REGION: "eu-west-1", PAGE_SIZE: "250", LOG_LEVEL: "info", KEY: PEM, QUOTE: "it's" };

  test("the variables are downloaded as .env and as JSON, and copied as .env, and import unchanged", async (t) => {
    const opened = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
    const { page } = opened;
    await store(opened, ({ environmentVariables }) =>
      environmentVariables.push({ name: "KEY", value: VALUES.KEY }, { name: "QUOTE", value: VALUES.QUOTE }),
    );
    const select = async (action) => {
      await section(page).getByRole("button", { name: "Export" }).click();
      await page.getByRole("menuitem", { name: action, exact: true }).click();
    };
    const download = async (action) => {
      const started = page.waitForEvent("download");
      await select(action);
      const file = await started;
      return [file.suggestedFilename(), await readFile(await file.path(), "utf8")];
    };
    const [dotenvName, dotenv] = await download("Download .env");
    assert.equal(dotenvName, "variables.env");
    const [jsonName, json] = await download("Download JSON");
    assert.equal(jsonName, "variables.json");
    assert.deepEqual(Object.fromEntries(JSON.parse(json).map(({ name, value }) => [name, value])), VALUES);
    await select("Copy as .env");
    await page.getByText("Variables copied.").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), dotenv);

    await paste(sharedName(page, 1), dotenv);
    await eventually.deepEqual(
      async () => (await previewOf(page)).map((row) => row.replace(/ \d+ /, " ")),
      Object.keys(VALUES).map((name) => `${name} Unchanged`),
    );
  });

  test("the variables of one environment are downloaded with its name", async (t) => {
    const { page } = await open(t);
    const started = page.waitForEvent("download");
    await act(page, "Production", "Download .env");
    const file = await started;
    assert.equal(file.suggestedFilename(), "Production.env");
    assert.equal(
      await readFile(await file.path(), "utf8"),
      "REGION=eu-west-1\nPAGE_SIZE=250\nLOG_LEVEL=warn\nALERTS=on\n",
    );
  });

  test("one value is copied, with its line breaks", async (t) => {
    const opened = await open(t, { permissions: ["clipboard-read", "clipboard-write"], showValues: false });
    const { page } = opened;
    await store(opened, ({ environmentVariables }) => environmentVariables.push({ name: "KEY", value: PEM }));
    await page.getByRole("button", { name: "Copy value of KEY", exact: true }).click();
    await section(page).getByRole("status").getByText("Copied").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), PEM);
  });
});

describe("masked values", () => {
  const maskOf = (field) =>
    field.evaluate((element) => getComputedStyle(element).getPropertyValue("-webkit-text-security"));

  test("values are dots until they have the focus or are shown, and a reload keeps the choice", async (t) => {
    const { page } = await open(t, { showValues: false });
    const fields = [sharedValue(page, 1), cell(page, "REGION", "Production")];
    for (const field of fields) {
      await eventually.equal(() => maskOf(field), "disc");
      await field.focus();
      await eventually.equal(() => maskOf(field), "none");
      await sharedName(page, 1).focus();
      await eventually.equal(() => maskOf(field), "disc");
    }
    await section(page).getByRole("button", { name: "Show values" }).click();
    for (const field of fields) await eventually.equal(() => maskOf(field), "none");
    await page.reload();
    for (const field of fields) await eventually.equal(() => maskOf(field), "none");
    await section(page).getByRole("button", { name: "Hide values" }).click();
    for (const field of fields) await eventually.equal(() => maskOf(field), "disc");
    await page.reload();
    for (const field of fields) await eventually.equal(() => maskOf(field), "disc");
  });

  test("the search finds names, and values only while they are shown", async (t) => {
    const { page } = await open(t, { showValues: false });
    const search = section(page).getByRole("searchbox", { name: "Search variables" });
    await search.fill("size page");
    await eventually.deepEqual(() => nameOfEach(page), ["PAGE_SIZE"]);
    await sharedValue(page, 2).fill("100");
    await sharedName(page, 2).fill("LIMIT");
    await eventually.equal(() => sharedName(page, 2).inputValue(), "LIMIT");
    await page.getByRole("button", { name: "Add variable", exact: true }).click();
    await isFocused(sharedName(page, 4));
    await undoButton(page).click();
    await search.fill("eu-west");
    await section(page).getByText('No variables match "eu-west".').waitFor();
    await section(page).getByRole("button", { name: "Show values" }).click();
    await eventually.deepEqual(() => nameOfEach(page), ["REGION"]);
    await section(page).getByRole("button", { name: "Clear search" }).click();
    await eventually.deepEqual(() => nameOfEach(page), ["REGION", "LIMIT", "LOG_LEVEL"]);
    await eventually.equal(() => sharedValue(page, 2).inputValue(), "100");
  });
});

describe("values by environment", () => {
  const tagsOf = (page, variable) =>
    section(page)
      .getByRole("group", { name: variable, exact: true })
      .locator(".environment-value")
      .evaluateAll((cells) => cells.map((each) => /Own value|Not set/.exec(each.textContent)?.[0] ?? ""));

  test("own values are distinguished from shared ones, and from variables that are not set", async (t) => {
    const { page, platform } = await open(t);
    await eventually.deepEqual(() => tagsOf(page, "REGION"), ["", "", "Own value"]);
    await eventually.deepEqual(() => tagsOf(page, "PAGE_SIZE"), ["", "Own value", "Own value"]);
    await eventually.deepEqual(() => tagsOf(page, "LOG_LEVEL"), ["Own value", "", "Own value"]);
    await cell(page, "PAGE_SIZE", "Staging").fill("250");
    await eventually.deepEqual(() => tagsOf(page, "PAGE_SIZE"), ["", "", "Own value"]);

    await page.getByRole("button", { name: "Add variable", exact: true }).click();
    await isFocused(sharedName(page, 4));
    await page.keyboard.type("TIMEOUT");
    await sharedValue(page, 4).fill("30");
    await eventually.deepEqual(() => tagsOf(page, "TIMEOUT"), ["Not set", "Not set", "Not set"]);
    await undoButton(page).click();
    await page.getByRole("button", { name: "Set TIMEOUT in Staging" }).waitFor({ state: "visible" });
    await redoButton(page).click();
    await page.getByRole("button", { name: "Set TIMEOUT in Staging" }).click();
    await isFocused(cell(page, "TIMEOUT", "Staging"));
    await eventually.equal(() => cell(page, "TIMEOUT", "Staging").inputValue(), "30");
    await cell(page, "TIMEOUT", "Staging").fill("5");
    await eventually.deepEqual(() => tagsOf(page, "TIMEOUT"), ["Not set", "Own value", "Not set"]);
    assert.equal(puts(platform).length, 0);
  });

  test("a shared value counts the own values that it replaces, while it is typed", async (t) => {
    const { page } = await open(t);
    const row = section(page).getByRole("group", { name: "PAGE_SIZE", exact: true });
    await eventually.equal(() => row.getByText(/^Replaces/).count(), 0);
    await sharedValue(page, 2).fill("500");
    await row.getByText("Replaces 2 own values").waitFor();
    await sharedValue(page, 2).fill("50");
    await row.getByText("Replaces 1 own value", { exact: true }).waitFor();
    await sharedValue(page, 2).fill("250");
    await eventually.equal(() => row.getByText(/^Replaces/).count(), 0);
  });

  test("an edit of one environment's value sends the request of this environment only", async (t) => {
    const { page, context, platform } = await open(t);
    await cell(page, "PAGE_SIZE", "Staging").fill("75");
    const dialog = await review(page);
    await eventually.deepEqual(
      () => dialog.getByRole("list", { name: "Requests" }).getByRole("heading").allInnerTexts(),
      ["Update environment Staging"],
    );
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await status(page).getByText("All changes saved").waitFor();
    const { environments } = seedOf("Storefront orders");
    assert.deepEqual(
      puts(platform).map(({ path }) => path.split("/").at(-1)),
      [environments[1].id],
    );
    const stored = await readStored(context, platform);
    assert.deepEqual(
      stored.environments.map(({ variables }) => variables[1].value),
      ["250", "75", "5"],
    );
    await page.reload();
    await eventually.equal(() => cell(page, "PAGE_SIZE", "Staging").inputValue(), "75");
  });

  test("up to 4 of 300 environments are chosen for the table, and found by a search", async (t) => {
    const { page } = await open(t, { name: "Branch point of sale" });
    const picker = page.getByRole("dialog", { name: "Environments shown" });
    const heads = () => section(page).locator(".variable-heads > span").allInnerTexts();
    await eventually.deepEqual(heads, ["Name", "Shared value", "", "Aarhus 001", "Bilbao 002", "Cork 003"]);
    await section(page).getByRole("button", { name: "Environments shown" }).click();
    const options = picker.getByRole("option");
    await eventually.equal(async () => (await options.count()) > 5, true);
    assert.ok((await options.count()) < 60, `${await options.count()} options are in the page`);
    await picker.getByRole("searchbox").fill("lyon 299");
    await picker.getByText('No environments match "lyon 299".').waitFor();
    await picker.getByRole("searchbox").fill("300");
    await picker.getByRole("option", { name: "Lyon 300" }).click();
    await eventually.deepEqual(
      async () => (await heads()).slice(3),
      ["Aarhus 001", "Bilbao 002", "Cork 003", "Lyon 300"],
    );
    await picker.getByRole("searchbox").fill("299");
    await eventually.equal(() => picker.getByRole("option").getAttribute("aria-disabled"), "true");
    await picker.getByRole("searchbox").fill("bilbao 002");
    await picker.getByRole("option", { name: "Bilbao 002" }).click();
    await picker.getByRole("searchbox").fill("299");
    await picker.getByRole("option").click();
    await eventually.deepEqual(
      async () => (await heads()).slice(3),
      ["Aarhus 001", "Cork 003", "Kraków 299", "Lyon 300"],
    );
    await page.keyboard.press("Escape");
    await picker.waitFor({ state: "detached" });
    await isFocused(section(page).getByRole("button", { name: "Environments shown" }));
    await eventually.equal(() => cell(page, "CURRENCY", "Lyon 300").inputValue(), "EUR");
  });
});

describe("rows", () => {
  test("a new row is quiet until it is left, and a review shows what is missing", async (t) => {
    const { page, platform } = await open(t);
    const add = page.getByRole("button", { name: "Add variable", exact: true });
    await add.click();
    await isFocused(sharedName(page, 4));
    await saveArea(page).getByText("Not saved").waitFor({ state: "detached" });
    assert.equal(await sharedName(page, 4).getAttribute("aria-invalid"), "false");
    assert.equal(await descriptionOf(sharedName(page, 4)), "(edited)");
    await page.keyboard.press("Tab");
    await eventually.match(() => descriptionOf(sharedName(page, 4)), /Enter a name\./);
    await add.click();
    await add.click();
    await isFocused(sharedName(page, 6));
    await eventually.equal(
      () =>
        section(page)
          .getByText(/already used/)
          .count(),
      0,
    );
    assert.equal(await sharedName(page, 6).getAttribute("aria-invalid"), "false");

    await undoButton(page).click();
    await undoButton(page).click();
    await undoButton(page).click();
    await eventually.equal(() => sharedName(page, 4).count(), 0);
    await add.click();
    await isFocused(sharedName(page, 4));
    await reviewButton(page).click();
    await eventually.equal(() => sharedName(page, 4).getAttribute("aria-invalid"), "true");
    await isFocused(sharedName(page, 4));
    await status(page).getByText("Not saved.").waitFor();
    await saveArea(page).getByRole("button", { name: "Fix 1 error to save" }).waitFor();
    await eventually.equal(() => page.getByRole("dialog").count(), 0);
    assert.equal(puts(platform).length, 0);
  });

  test("the focus stays in the table when a row is removed", async (t) => {
    const { page } = await open(t);
    const remove = (name) => page.getByRole("button", { name: `Remove variable ${name}`, exact: true });
    await remove("REGION").press("Enter");
    await page.getByText("REGION removed.").waitFor();
    await isFocused(remove("PAGE_SIZE"));
    await remove("LOG_LEVEL").press("Enter");
    await isFocused(remove("PAGE_SIZE"));
    await page.keyboard.press("Enter");
    await isFocused(page.getByRole("button", { name: "Add variable", exact: true }));
    await section(page).getByText("No variables yet. Add one or paste a .env file.").waitFor();
  });

  test("among 1,000 pasted variables few rows are in the page, typing works, and a problem leads to its row", async (t) => {
    const { page } = await open(t);
    await paste(sharedName(page, 1), Array.from({ length: 1_000 }, (_, n) => `KEY_${n}=${n}`).join("\n"));
    await importDialog(page).getByText("And 800 variables more.").waitFor();
    await importDialog(page).getByRole("button", { name: "Import 1,000 variables" }).click();
    await sharedName(page, 4).waitFor();
    const inPage = await section(page)
      .getByLabel(/^Value of variable/)
      .count();
    assert.ok(inPage > 3 && inPage < 100, `${inPage} rows are in the page`);
    const sentence = "a text that is typed into a long list";
    await sharedValue(page, 2).press("End");
    await page.keyboard.type(sentence);
    await eventually.equal(() => sharedValue(page, 2).inputValue(), `250${sentence}`);

    await page.getByRole("button", { name: "Add variable", exact: true }).click();
    await isFocused(sharedName(page, 1_004));
    await page.keyboard.type("KEY_7");
    await page.keyboard.press("Tab");
    await saveArea(page).getByRole("button", { name: "Fix 1 error to save" }).waitFor();
    await page.locator(".variables-scroll").evaluate((list) => list.scrollTo(0, 0));
    await sharedName(page, 1_004).waitFor({ state: "detached" });
    await saveArea(page)
      .getByRole("button", { name: /1 error/ })
      .last()
      .click();
    await saveArea(page)
      .getByRole("button", { name: /already used/ })
      .click();
    await isFocused(sharedName(page, 1_004));
  });

  test("names that occur twice are reported at the second one, and each row edits its own value", async (t) => {
    const { page } = await open(t);
    await page.getByRole("button", { name: "Add variable", exact: true }).click();
    await isFocused(sharedName(page, 4));
    await page.keyboard.type("REGION");
    await sharedValue(page, 4).fill("second");
    await eventually.match(
      () => descriptionOf(sharedName(page, 4)),
      /"REGION" is already used\. Names must be unique\./,
    );
    await eventually.equal(() => sharedName(page, 1).getAttribute("aria-invalid"), "false");
    await eventually.equal(() => sharedValue(page, 1).inputValue(), "eu-west-1");
    const ids = await page.locator("[id]").evaluateAll((all) => all.map(({ id }) => id));
    assert.deepEqual(
      ids.filter((id, at) => ids.indexOf(id) !== at),
      [],
      "each id is unique in the page",
    );
  });
});
