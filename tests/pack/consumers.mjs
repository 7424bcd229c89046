// The consumers of the package. Each is a temporary project in which the tarball is installed.
//
// `folder` is the folder of the project in `consumers`. If `isQuick`, `npm test` runs the consumer. `needs` names programs that the
// installation must provide. `prove` builds or runs a project from `project.mjs`, and asserts the outcome.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { eventually } from "../waiting.mjs";
import { EXPECTED } from "./shared/program.mjs";

/** Returns a proof that runs scripts in a runtime with a command line. */
const makeRuntimeProof =
  (runtime, scripts = ["esm.mjs", "slim.mjs", "commonjs.cjs", "slim.cjs"]) =>
  async (project) => {
    const [command, ...args] = runtime(project);
    for (const script of scripts) {
      const printed = await project.exec(command, [...args, script, project.platform.baseUrl]);
      assert.deepEqual(JSON.parse(printed.trim().split("\n").at(-1)), EXPECTED, script);
    }
    assert.equal(project.platform.takeSaves().length, scripts.length);
  };

/** Returns a proof that builds pages, and opens them from a static server. */
const makePageProof =
  (builds, { entries = ["index.html", "slim.html"], folder = "dist" } = {}) =>
  async (project) => {
    for (const [command, ...args] of builds) await project.exec(command, args);
    for (const entry of entries) {
      const [outFolder, page] = typeof entry === "string" ? [folder, entry] : entry;
      assert.ok((await project.countModules(outFolder)) <= 1, `one module at most in ${outFolder}`);
      await project.assertPage(await project.serve(outFolder), page);
    }
  };

/** A development server listens on a free port, and prints its address. */
export const VITE_SERVER = [["--port", "0", "--strictPort", "--host", "127.0.0.1"], /http:\/\/127\.0\.0\.1:\d+/];

const VITE = {
  async prove(project) {
    const build = (page) => ["vite", "build", "--outDir", `dist/${page}`, "--config", `${page}.config.js`];
    for (const page of ["index", "slim"]) {
      const input = JSON.stringify(`${page}.html`);
      await project.write(
        `${page}.config.js`,
        `export default { build: { rolldownOptions: { input: ${input} }, rollupOptions: { input: ${input} } } };`,
      );
    }
    await makePageProof([build("index"), build("slim")], {
      entries: [
        ["dist/index", "index.html"],
        ["dist/slim", "slim.html"],
      ],
    })(project);
    const devOrigin = await project.start("vite", ...VITE_SERVER);
    for (const page of ["index.html", "slim.html"]) await project.assertPage(devOrigin, page);
  },
};

/** Writes a page that loads one script, for bundlers that do not build HTML. */
async function writePage(project, folder, script) {
  const html = await readFile(new URL("shared/index.html", import.meta.url), "utf8");
  await project.write(`${folder}/index.html`, html.replace("page.js", script));
}

/** Builds and starts a Next project, and asserts the outcome on the server and in the browser. */
async function proveNext(project, flags) {
  await project.exec("next", ["build", ...flags]);
  assert.ok((await project.countModules(".next/static")) <= 1, "one module at most for the browser");
  const origin = await project.start(
    "next",
    ["start", "--port", "0", "--hostname", "127.0.0.1"],
    /http:\/\/127\.0\.0\.1:\d+/,
  );
  await assertRendered(await project.assertPage(origin, ""));
}

/** Builds and starts a Nuxt project, and asserts the outcome on the server and in the browser. */
async function proveNuxt(project) {
  await project.exec("node", ["node_modules/nuxt/bin/nuxt.mjs", "build"]);
  assert.ok((await project.countModules(".output/public")) <= 1, "one module at most for the browser");
  const env = { HOST: "127.0.0.1", PORT: String(await project.freePort()) };
  const origin = await project.start("node", [".output/server/index.mjs"], `http://${env.HOST}:${env.PORT}`, env);
  await assertRendered(await project.assertPage(origin, ""));
}

/** Asserts the parts of a page that a server rendered: the outcome of the program, and the name in a draft. */
async function assertRendered(page) {
  assert.deepEqual(JSON.parse(await page.locator("#server").textContent()), EXPECTED);
  assert.equal(await page.locator("#draft").textContent(), "From a draft");
}

/** Drives the same page in each framework: 300 rows, an insert, a move, undo, and a save through the proxy of Vite. */
async function proveAdapters(project) {
  const platform = await project.startLocalPlatform();
  const env = { PLATFORM: platform.origin };
  await project.exec("vite", ["build", "--ssr", "ssr.js", "--outDir", "dist/ssr"], env);
  const printed = await project.exec(process.execPath, ["dist/ssr/ssr.js"]);
  assert.deepEqual(JSON.parse(printed.trim().split("\n").at(-1)), { react: 3, svelte: 3, vue: 3 });
  await project.exec("vite", ["build", "--outDir", "dist/pages"], env);
  assert.equal(await project.countModules("dist/pages"), 1, "all pages share one module");
  const [args, origin] = VITE_SERVER;
  const built = await project.start("vite", ["preview", "--outDir", "dist/pages", ...args], origin, env);
  for (const name of ["react", "svelte", "vue"])
    await driveList(await project.openPage(built, `${name}.html`), platform);
}

/**
 * The edits of source files for the test of hot updates: a component inside a draft, the component that opens the draft, and if
 * that component keeps its state.
 */
const HOT_UPDATES = {
  react: { row: "App.jsx", app: "App.jsx", keepsState: true },
  // Vue keeps the state if only the template changes. After a change of the script, it mounts the component again.
  vue: { row: "Row.vue", app: "App.vue", keepsState: true, script: ['ref("")', 'ref("again")'] },
  svelte: { row: "Row.svelte", app: "App.svelte", keepsState: false },
};

/** Edits components of each framework while Vite's development server serves their pages. */
async function proveHotUpdates(project) {
  const platform = await project.startLocalPlatform();
  const [args, pattern] = VITE_SERVER;
  const origin = await project.start("vite", args, pattern, { PLATFORM: platform.origin });
  for (const name of Object.keys(HOT_UPDATES)) await driveHotUpdates(project, origin, name, platform);
}

/** Edits components while a page has an unsaved edit. Expects that the new component edits the draft, without a reload of the page. */
async function driveHotUpdates(project, origin, name, platform) {
  const { row, app, keepsState, script } = HOT_UPDATES[name];
  const page = await project.openPage(origin, `${name}.html`);
  const errors = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  const input = (label) => page.getByLabel(label, { exact: true });
  const button = (label) => page.getByRole("button", { name: label, exact: true });
  const state = (text) => page.locator("output", { hasText: text }).waitFor();
  await input("Environment 1").waitFor();
  const stored = await input("Environment 1").inputValue();
  await page.evaluate(() => {
    globalThis.isSamePage = true;
  });
  await input("Environment 1").fill("Edited");
  await state("dirty");

  await project.edit(row, "Environment ${", "Branch ${");
  await eventually.equal(() => input("Branch 1").inputValue(), "Edited");
  await input("Branch 1").fill("Edited again");
  await input("Branch 2").fill("Edited too");

  await project.edit(app, "Undo", "Go back");
  await button("Go back").waitFor();
  const kept = keepsState ? "Edited again" : stored;
  await eventually.equal(() => input("Branch 1").inputValue(), kept);
  if (script !== undefined) {
    await project.edit(app, ...script);
    await state("clean again");
    await eventually.equal(() => input("Branch 1").inputValue(), stored);
  }

  await input("Branch 1").fill("Edited at last");
  await state("dirty");
  await button("Go back").click();
  await eventually.notEqual(() => input("Branch 1").inputValue(), "Edited at last");
  await input("Branch 1").fill("Edited at last");
  await button("Save").click();
  await state("clean saved");
  assert.ok(platform.takeUpdates().some(({ body }) => body.includes('"Edited at last"')));
  assert.deepEqual([await page.evaluate(() => globalThis.isSamePage), errors], [true, []]);
}

/** Edits and saves a list of 300 environments. Expects that only the edited row renders. */
async function driveList(page, platform) {
  const input = (index) => page.getByLabel(`Environment ${index}`, { exact: true });
  const click = (name) => page.getByRole("button", { name, exact: true }).click();
  const state = (text) => page.locator("output", { hasText: text }).waitFor();
  await input(299).waitFor();
  const first = await input(0).inputValue();
  const rendered = async () => page.evaluate(() => ({ ...globalThis.renders }));
  const before = await rendered();
  await input(150).pressSequentially("abcde");
  await state("dirty");
  const now = await rendered();
  const changed = Object.keys(now).filter((key) => now[key] !== before[key]);
  assert.deepEqual(
    [changed.length, now[changed[0]] - before[changed[0]]],
    [1, 5],
    "one row renders, once for each letter",
  );
  const edited = await input(150).inputValue();

  await click("Insert");
  await eventually.equal(() => input(0).inputValue(), "Inserted");
  await eventually.equal(() => input(151).inputValue(), edited);
  await click("Move");
  await eventually.equal(() => input(2).inputValue(), "Inserted");
  await eventually.equal(() => input(0).inputValue(), first);
  await click("Remove 2");
  await eventually.equal(() => input(150).inputValue(), edited);
  for (let count = 0; count < 3; count++) await click("Undo");
  await eventually.equal(() => input(150).inputValue(), edited);

  const second = await input(1).inputValue();
  const messages = async (index) => {
    const id = await input(index).getAttribute("aria-describedby");
    return id === null ? "" : page.locator(`[id="${id}"]`).innerText();
  };
  await input(1).fill(first);
  await eventually.match(() => messages(1), /has the same `name`/);
  await eventually.equal(() => input(1).getAttribute("aria-invalid"), "true");
  await input(1).fill("");
  await eventually.match(() => messages(1), /a name cannot be blank/);
  await eventually.equal(() => input(1).getAttribute("aria-invalid"), "false", "a warning is not an error");
  await input(1).fill(second);
  await eventually.equal(() => messages(1), "");

  await click("Save");
  await state("clean saved");
  const [put] = platform.takeUpdates();
  assert.match(put.headers.cookie, /versori_session=/);
  assert.ok(put.body.includes(JSON.stringify(edited)));
}

/** The consumers by the name of their test. */
export const CONSUMERS = {
  "Node, the one that runs this": { folder: "node", isQuick: true, prove: makeRuntimeProof(() => [process.execPath]) },
  "Node 20": { folder: "node-20", needs: ["node"], prove: makeRuntimeProof(({ binPath }) => [binPath("node")]) },
  "Node 22": { folder: "node-22", needs: ["node"], prove: makeRuntimeProof(({ binPath }) => [binPath("node")]) },
  "Node 24": { folder: "node-24", needs: ["node"], prove: makeRuntimeProof(({ binPath }) => [binPath("node")]) },
  Deno: {
    folder: "deno",
    prove: makeRuntimeProof(({ binPath }) => [binPath("deno"), "run", "--allow-all", "--node-modules-dir=manual"]),
  },
  Bun: { folder: "bun", prove: makeRuntimeProof(({ binPath }) => [binPath("bun"), "run"]) },
  "Vite 8, development server and build": { folder: "vite-8", isQuick: true, ...VITE },
  "Vite 7, development server and build": { folder: "vite-7", ...VITE },
  "React, Svelte and Vue with Vite 8": { folder: "adapters", isQuick: true, prove: proveAdapters },
  "React, Svelte and Vue with Vite 8, hot updates": { folder: "adapters", prove: proveHotUpdates },
  "webpack 5": {
    folder: "webpack",
    isQuick: true,
    async prove(project) {
      await writePage(project, "dist/page", "page.js");
      await writePage(project, "dist/slim", "slim-page.js");
      await makePageProof([["webpack"]], {
        entries: [
          ["dist/page", "index.html"],
          ["dist/slim", "index.html"],
        ],
      })(project);
    },
  },
  Rollup: {
    folder: "rollup",
    async prove(project) {
      await writePage(project, "dist", "page.js");
      await makePageProof([["rollup", "--config", "rollup.config.mjs"]], { entries: ["index.html"] })(project);
    },
  },
  esbuild: {
    folder: "esbuild",
    async prove(project) {
      await writePage(project, "dist", "page.js");
      await makePageProof([["esbuild", "page.js", "--bundle", "--format=esm", "--outdir=dist"]], {
        entries: ["index.html"],
      })(project);
    },
  },
  "Parcel 2": {
    folder: "parcel",
    prove: makePageProof([["parcel", "build", "index.html", "--no-cache"]], { entries: ["index.html"] }),
  },
  "Next 16 by Turbopack, server and client": {
    folder: "next",
    isQuick: true,
    prove: (project) => proveNext(project, []),
  },
  "Next 16 by webpack, server and client": { folder: "next", prove: (project) => proveNext(project, ["--webpack"]) },
  // Nuxt 4 needs Node 22.
  "Nuxt 4, server and client": { folder: "nuxt", needs: ["node"], prove: proveNuxt },
  Vitest: {
    folder: "vitest",
    async prove(project) {
      await project.exec("vitest", ["run"], { PLATFORM: project.platform.baseUrl });
      assert.equal(project.platform.takeSaves().length, 1);
    },
  },
  "Jest, as in Node and as in a page": {
    folder: "jest",
    async prove(project) {
      for (const environment of ["node", "jsdom"]) {
        const options = { PLATFORM: project.platform.baseUrl, NODE_OPTIONS: "--experimental-vm-modules" };
        await project.exec("jest", ["--env", environment], options);
      }
      assert.equal(project.platform.takeSaves().length, 1);
    },
  },
  "Workers (workerd)": {
    folder: "workerd",
    async prove(project) {
      const bundle = [
        "worker.js",
        "--bundle",
        "--format=esm",
        "--conditions=workerd",
        "--external:*.wasm",
        "--outdir=dist",
      ];
      await project.exec("esbuild", bundle);
      assert.equal(await project.countModules("dist"), 0, "the module remains a separate file");
      const port = await project.freePort();
      const origin = `http://127.0.0.1:${port}`;
      await project.start("workerd", ["serve", "config.capnp", `--socket-addr=http=127.0.0.1:${port}`], origin);
      const response = await fetch(`${origin}/?platform=${encodeURIComponent(project.platform.baseUrl)}`);
      assert.deepEqual(await response.json(), EXPECTED);
      assert.equal(project.platform.takeSaves().length, 1);
    },
  },
};
