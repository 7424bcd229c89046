// Measures cold starts: the time from the import of a validator to its first verdict, in new processes of Node and in new pages
// of Chromium. Each validator is bundled to one script, so that the number of its files has no influence.

import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { launchChromium } from "../e2e/chromium.mjs";
import { LIMIT_MS } from "../waiting.mjs";
import { makeBodyWithOneError } from "./bodies.mjs";

const BENCH_FOLDER = fileURLToPath(new URL(".", import.meta.url));
const CHILD = join(BENCH_FOLDER, "cold-start-child.mjs");

/** The entry whose time the times of all others contain: the import itself. */
export const EMPTY_MODULE = "an empty module";

/**
 * The source of each measured script. It exports `check`, which returns true if a body is valid, or a promise of that. A new entry
 * of the package needs a line here and nothing else.
 */
const ENTRIES = {
  [EMPTY_MODULE]: "export const check = () => false;",
  "connection-update":
    'import { validate } from "connection-update"; export const check = (body) => validate(body).ok;',
  "connection-update/slim": `import { init, validate } from "connection-update/slim";
    export const check = async (body) => {
      await init();
      return validate(body).ok;
    };`,
  "connection-update/validate":
    'import { validate } from "connection-update/validate"; export const check = (body) => validate(body).ok;',
  zod: 'export { check } from "./competitors/zod.mjs";',
  valibot: 'export { check } from "./competitors/valibot.mjs";',
  ajv: 'export { check } from "./competitors/ajv.mjs";',
  typebox: 'export { check } from "./competitors/typebox.mjs";',
};

/**
 * Measures each entry `rounds` times in each engine. All entries run in every round, so that a slow moment of the machine affects
 * all of them.
 *
 * @param {{ rounds: number, inChromium: boolean }} options
 * @returns {Promise<Record<string, Record<string, number>>>} medians in nanoseconds, by engine and entry
 */
export async function measureColdStarts({ rounds, inChromium }) {
  const folder = await mkdtemp(join(tmpdir(), "cold-start-"));
  try {
    const scripts = await bundleEntries(folder);
    const results = { node: await measureRounds(rounds, scripts, measureInNode) };
    if (inChromium) results.chromium = await measureInPages(rounds, scripts, folder);
    return results;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Bundles all entries into a folder, next to the module that the slim entry loads. Returns the names of the scripts by entry. */
async function bundleEntries(folder) {
  await copyFile(fileURLToPath(import.meta.resolve("connection-update/core.wasm")), join(folder, "core.wasm"));
  const options = { bundle: true, minify: true, format: "esm", platform: "browser", target: "es2022" };
  const bundles = Object.entries(ENTRIES).map(async ([entry, contents], index) => {
    const file = `${index}.mjs`;
    await build({ stdin: { contents, resolveDir: BENCH_FOLDER }, outfile: join(folder, file), ...options });
    return [entry, join(folder, file)];
  });
  return Object.fromEntries(await Promise.all(bundles));
}

/**
 * Calls `measure` with each script in every round. Returns the median of its results, by entry. Every other round has the reverse
 * order, so that no entry always follows the same other entry.
 */
async function measureRounds(rounds, scripts, measure) {
  const times = Object.fromEntries(Object.keys(scripts).map((entry) => [entry, []]));
  const forwards = Object.entries(scripts);
  const backwards = forwards.toReversed();
  for (let round = 0; round < rounds; round++) {
    for (const [entry, script] of round % 2 === 0 ? forwards : backwards) {
      const { milliseconds, isValid } = await measure(script);
      if (isValid !== false) throw new Error(`${entry} does not find the error of the body.`);
      times[entry].push(milliseconds);
    }
  }
  const median = (list) => list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)];
  return Object.fromEntries(Object.entries(times).map(([entry, list]) => [entry, Math.round(median(list) * 1e6)]));
}

/** Measures a script in a new process. */
async function measureInNode(script) {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, script]);
  return JSON.parse(stdout);
}

/** Measures all scripts in new pages of Chromium. Each page has a new context, whose caches are empty. */
async function measureInPages(rounds, scripts, folder) {
  const server = await serve(folder);
  const browser = await launchChromium();
  try {
    return await measureRounds(rounds, scripts, async (script) => {
      const context = await browser.newContext();
      try {
        const page = await context.newPage();
        await page.goto(`http://127.0.0.1:${server.address().port}/`);
        return await page.evaluate(measureInPage, {
          script: script.slice(folder.length),
          body: makeBodyWithOneError("S"),
        });
      } finally {
        await context.close();
      }
    });
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

/** Imports a script and checks a body with it. Runs in the page. */
async function measureInPage({ script, body }) {
  // A new page still has work to do, which would be part of the time.
  await new Promise((resolve) => requestIdleCallback(resolve));
  const start = performance.now();
  const { check } = await import(script);
  const isValid = await check(body);
  return { milliseconds: performance.now() - start, isValid };
}

const CONTENT_TYPES = { mjs: "text/javascript", wasm: "application/wasm" };

/** Serves the files of a folder and an empty page. Browsers store none of them. */
async function serve(folder) {
  const server = createServer({ requestTimeout: LIMIT_MS }, async ({ url }, response) => {
    const name = /^\/(\d+\.mjs|core\.wasm)$/.exec(url)?.[1];
    response.writeHead(name === undefined && url !== "/" ? 404 : 200, {
      "content-type": CONTENT_TYPES[name?.split(".")[1]] ?? "text/html",
      "cache-control": "no-store",
      // Pages with these two headers have a clock of 5 µs instead of 100 µs.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(name === undefined ? "<!doctype html>" : await readFile(join(folder, name)));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
