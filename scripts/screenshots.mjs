// `npm run screenshots`: takes pictures of the console, which it builds and runs with the local platform.
//
//   npm run screenshots                    takes 12 states, light and dark, 360 and 1440 pixels wide, and the pictures of the README
//   npm run screenshots -- --readme        takes the pictures of the README only
//   npm run screenshots -- --folder=PATH   writes the pictures of the states into a folder; defaults to target/screenshots

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { main, root } from "./run.mjs";
import { setup } from "./setup.mjs";

const { values: options } = parseArgs({
  options: { readme: { type: "boolean", default: false }, folder: { type: "string" } },
});

const STATE_NAMES = [
  "login",
  "list",
  "no-match",
  "form",
  "variables",
  "import",
  "new-environment",
  "review",
  "conflict",
  "json",
  "partly-saved",
  "developer-tools",
];

const SIZES = [
  { width: 360, height: 800 },
  { width: 1440, height: 900 },
];

/** The pictures of the README, by name, with their states. */
const README_PICTURES = [
  { name: "edit", state: "form", colorScheme: "light" },
  { name: "review", state: "confirmed-review", colorScheme: "dark" },
];
const README_SIZE = { width: 1280, height: 860 };

/** Takes the pictures of one state: opens the console, does what leads to the state, and calls `take` with the page. */
async function picture(open, { options: openOptions, reach }, { width, height }, take) {
  const cleanups = [];
  const { page, platform } = await open(
    { after: (cleanup) => cleanups.push(cleanup) },
    { ...openOptions, width, height },
  );
  try {
    await reach(page, platform);
    await take(page);
  } finally {
    for (const cleanup of cleanups) await cleanup();
  }
}

/** Takes the picture of the current view. */
async function save(page, folder, name, colorScheme) {
  const path = join(folder, `${name}.png`);
  await page.emulateMedia({ colorScheme });
  await page.screenshot({ path, animations: "disabled" });
  console.log(path);
}

/** Takes the pictures of all states. */
async function pictureStates(open, states) {
  const folder = resolve(options.folder ?? join(root, "target", "screenshots"));
  await mkdir(folder, { recursive: true });
  for (const name of STATE_NAMES) {
    for (const size of SIZES) {
      await picture(open, states.get(name), size, async (page) => {
        for (const scheme of ["light", "dark"]) await save(page, folder, `${name}-${scheme}-${size.width}`, scheme);
      });
    }
  }
}

/** Takes the pictures of the README. */
async function pictureReadme(open, states) {
  const folder = join(root, "docs", "images");
  await mkdir(folder, { recursive: true });
  for (const { name, state, colorScheme } of README_PICTURES) {
    await picture(open, states.get(state), README_SIZE, (page) => save(page, folder, name, colorScheme));
  }
}

await main(async () => {
  await setup({ tests: true, browsers: true });
  const { useConsole } = await import("../tests/e2e/console.mjs");
  const { STATES } = await import("../tests/e2e/states.mjs");
  const states = new Map(STATES.map((state) => [state.name, state]));
  const [starts, ends] = [[], []];
  const open = useConsole({ before: (start) => starts.push(start), after: (end) => ends.push(end) });
  for (const start of starts) await start();
  try {
    if (!options.readme) await pictureStates(open, states);
    await pictureReadme(open, states);
  } finally {
    for (const end of ends) await end();
  }
});
