// Runs the recipes in `docs/recipes` that are parts of an application. `guide.test.mjs` runs their other snippets.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ConnectClient } from "connection-update";
import { build } from "esbuild";
import { JSDOM } from "jsdom";
import { createServer } from "vite";
import { LOGIN, ORGANISATION_ID, startPlatform } from "../../www/platform/server.js";
import { eventually } from "../waiting.mjs";
import { fixture } from "./fixtures.mjs";
import { readSnippets } from "./snippets.mjs";
import { applyPut } from "./stored.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Inside the repository, so that the recipes can import the package by its name. */
const made = join(root, "target", "recipes");
const { current } = await fixture("verbs");

before(async () => {
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
});

/** Writes the files of a recipe into a folder: the snippets in a language, with their names or with a given one. */
async function writeRecipe(page, language, fallback) {
  const folder = join(made, page);
  await mkdir(folder, { recursive: true });
  for (const { file = fallback, code } of await readSnippets(join(root, "docs", "recipes", `${page}.md`), language)) {
    if (file !== undefined) await writeFile(join(folder, file), code);
  }
  return folder;
}

/** Builds a script of a recipe with its modules, and imports it. */
async function load(folder, entry) {
  const outfile = join(folder, "built.mjs");
  const define = { "process.env.NODE_ENV": '"development"' };
  await build({ entryPoints: [join(folder, entry)], outfile, bundle: true, format: "esm", jsx: "automatic", define });
  return import(pathToFileURL(outfile));
}

/**
 * Gives the process the globals of a page, and renders a component in it until the test ends.
 *
 * @param {() => Promise<(element: Element) => () => void>} render returns a function that renders into an element, and returns a
 *   function that removes the component
 */
function openPage(t, render) {
  const options = { url: "http://localhost:5173/connection", pretendToBeVisual: true };
  const { window } = new JSDOM("<div id=root></div>", options);
  // They stay until the next page replaces them, because React runs tasks after a component was removed.
  for (const name of ["window", "document", "location", "navigator", "HTMLElement"]) {
    Object.defineProperty(globalThis, name, { configurable: true, value: name === "window" ? window : window[name] });
  }
  let unmount = () => {};
  t.after(() => {
    unmount();
    window.close();
  });
  return {
    window,
    async mount() {
      unmount = (await render())(window.document.getElementById("root"));
    },
  };
}

/** Types a text into the input with a label, as a person does. */
function type(window, label, text) {
  const labels = [...window.document.querySelectorAll("label")];
  const input = labels.find(({ textContent }) => textContent.trim() === label).querySelector("input");
  Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set.call(input, text);
  input.dispatchEvent(new window.Event("input", { bubbles: true }));
  return input;
}

const textOf = (window) => window.document.body.textContent;
const submit = (window) => window.document.querySelector("form").requestSubmit();

test("TanStack Query reads a connection, and saves the edits of a form", async (t) => {
  const folder = await writeRecipe("tanstack-query", "tsx", "page.tsx");
  await writeFile(
    join(folder, "entry.tsx"),
    `import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
    import { createRoot } from "react-dom/client";
    import { ConnectionPage } from "./page";
    export function render(target, element) {
      const queries = new QueryClient();
      const root = createRoot(element);
      root.render(<QueryClientProvider client={queries}><ConnectionPage target={target} /></QueryClientProvider>);
      return () => {
        root.unmount();
        // Otherwise, its timers run for five minutes.
        queries.clear();
      };
    }`,
  );
  const target = { organisationId: current.organisationId, connectionId: current.id };
  const { window, mount } = openPage(t, async () => {
    const { render } = await load(folder, "entry.tsx");
    return (element) => render(target, element);
  });
  let stored = current;
  const seen = [];
  let failures = 1;
  t.mock.method(globalThis, "fetch", async (request) => {
    seen.push(`${request.method} ${request.url}`);
    if (failures-- > 0) throw new TypeError("fetch failed");
    if (request.method === "PUT") stored = await applyPut(stored, request, () => "new");
    return Response.json(stored);
  });
  await mount();
  const address = `http://localhost:5173/api/connect/v1alpha1/o/${target.organisationId}/connections/${target.connectionId}`;
  await eventually.equal(() => window.document.querySelector("input")?.value, current.name);
  assert.deepEqual(seen, [`GET ${address}`, `GET ${address}`], "a request that broke off is made again");
  type(window, "Name", " ");
  await eventually.match(() => textOf(window), /a name cannot be blank/);
  type(window, "Name", "Shop, Europe");
  submit(window);
  await eventually.match(() => textOf(window), /Saved/);
  assert.equal(stored.name, "Shop, Europe");
  assert.deepEqual(
    seen.slice(2),
    [`GET ${address}`, `PUT ${address}`],
    "the connection is not read again after the save",
  );
  stored = { ...stored, name: "Theirs" };
  type(window, "Name", "Mine");
  submit(window);
  await eventually.match(() => textOf(window), /1 conflict/);
});

test("react-hook-form shows errors at their fields, and submits a valid body", async (t) => {
  const folder = await writeRecipe("forms", "tsx", "form.tsx");
  await writeFile(
    join(folder, "entry.tsx"),
    `import { createRoot } from "react-dom/client";
    import { HookForm } from "./form";
    export function render(props, element) {
      const root = createRoot(element);
      root.render(<HookForm {...props} />);
      return () => root.unmount();
    }`,
  );
  const submitted = [];
  const { window, mount } = openPage(t, async () => {
    const { render } = await load(folder, "entry.tsx");
    return (element) => render({ current, onSave: (values) => submitted.push(values) }, element);
  });
  await mount();
  await eventually.equal(() => window.document.querySelector("input")?.value, current.name);
  const input = type(window, "Base URL", "shop");
  await eventually.match(() => textOf(window), /not an absolute http or https URL/);
  assert.equal(input.getAttribute("aria-invalid"), "true");
  type(window, "Base URL", "https://shop.example/v2");
  await eventually.equal(() => input.getAttribute("aria-invalid"), "false");
  submit(window);
  await eventually.equal(() => submitted[0]?.baseUrl, "https://shop.example/v2");
});

test("with MSW, the same test passes in Node, jsdom and happy-dom", async () => {
  const folder = await writeRecipe("msw", "ts");
  const environments = ["node", "jsdom", "happy-dom"];
  const projects = environments.map((name) => ({ extends: true, test: { name, environment: name } }));
  await writeFile(
    join(folder, "vitest.config.mjs"),
    `export default { test: { projects: ${JSON.stringify(projects)} } };`,
  );
  const program = join(root, "node_modules", "vitest", "vitest.mjs");
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, [program, "run", "--root", folder, "--reporter=json"], { env });
  let [printed, errors] = ["", ""];
  child.stdout.on("data", (text) => (printed += text));
  child.stderr.on("data", (text) => (errors += text));
  const [code] = await once(child, "close");
  assert.equal(code, 0, `${printed}${errors}`);
  const report = JSON.parse(printed.slice(printed.indexOf("{")));
  assert.deepEqual([report.numPassedTests, report.numFailedTests], [2 * environments.length, 0]);
});

test("Vite forwards requests with their cookie", async (t) => {
  const folder = await writeRecipe("vite-proxy", "js");
  const platform = await startPlatform();
  process.env.PLATFORM = platform.origin;
  const server = await createServer({
    root: folder,
    configFile: join(folder, "vite.config.js"),
    server: { port: 0, host: "127.0.0.1", hmr: false, ws: false },
    logLevel: "error",
  });
  t.after(async () => {
    await server.close();
    await platform.stop();
    delete process.env.PLATFORM;
  });
  await server.listen();
  const origin = `http://127.0.0.1:${server.httpServer.address().port}`;
  const login = await fetch(`${platform.origin}/login`, LOGIN);
  const cookie = login.headers.getSetCookie()[0].split(";", 1)[0];
  const list = await fetch(`${origin}/api/connect/v1alpha1/o/${ORGANISATION_ID}/connections`, { headers: { cookie } });
  const [{ id }] = (await list.json()).items;
  const target = { organisationId: ORGANISATION_ID, connectionId: id };
  const client = (headers) => new ConnectClient({ baseUrl: `${origin}/api/connect/v1alpha1`, headers });
  assert.equal((await client({ cookie }).getConnection(target)).ok, true);
  assert.equal((await client({}).getConnection(target)).error.status, 401);
});

test("behind a route, the package is in a file that is loaded later", async () => {
  const folder = await writeRecipe("lazy-loading", "tsx");
  const { outputs } = (
    await build({
      entryPoints: [join(folder, "main.tsx")],
      outdir: join(folder, "dist"),
      bundle: true,
      splitting: true,
      format: "esm",
      jsx: "automatic",
      packages: "external",
      alias: { "connection-update": join(root, "pkg", "index.js") },
      metafile: true,
      minify: true,
    })
  ).metafile;
  const [main, later] = [/main\.js$/, /editor-\w+\.js$/].map((name) =>
    Object.entries(outputs).find(([file]) => name.test(file)),
  );
  assert.ok(main[1].bytes < 2_000, `${main[1].bytes} bytes are loaded at first`);
  assert.ok(later[1].bytes > 100_000);
  assert.deepEqual(
    main[1].imports.filter(({ kind }) => kind === "dynamic-import").map(({ path }) => path),
    [later[0]],
  );
  const { createElement } = await import("react");
  const { renderToString } = await import("react-dom/server");
  const { default: Editor } = await import(pathToFileURL(join(process.cwd(), later[0])));
  assert.equal(renderToString(createElement(Editor)), "<p>Ready</p>");
});
