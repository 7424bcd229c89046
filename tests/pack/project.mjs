// Creates a temporary project in which the tarball is installed. The project runs its tools, serves its output and opens its pages.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { promisify } from "node:util";
import { ORGANISATION_ID, seed } from "../../www/platform/seed.js";
import { LOGIN, startPlatform as startDemoPlatform, USER } from "../../www/platform/server.js";
import { findFreePort } from "../free-port.mjs";
import { countInlined } from "../inlined.mjs";
import { json, startStub } from "../js/stub.mjs";
import { EXPECTED } from "./shared/program.mjs";

const execFileAsync = promisify(execFile);
const root = join(import.meta.dirname, "../..");

/** Folders in an example that its tools create. */
const CREATED_FOLDERS = ["node_modules", "dist"];

/** The content security policy of the served pages. It allows only scripts from files, and WebAssembly. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src *; img-src data:";
const CONTENT_TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** Time limit of one command. */
const COMMAND_LIMIT_MS = 240_000;

/** Packs the package into a folder. Returns the path of the tarball, and the paths of the files in it. */
export async function pack(folder) {
  const { stdout } = await execFileAsync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: root,
  });
  const [packed] = JSON.parse(stdout);
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/**
 * Creates a project from copies of folders. The function `install` of the project installs the tarball.
 *
 * @param {import("node:test").TestContext} t after this test, the servers stop and the folder is removed
 * @param {string[]} sources paths of the folders below the root of the repository
 * @param {() => Promise<import("playwright-core").Browser>} startBrowser called when the first page is opened
 * @param {string[]} needs programs that the installation must provide
 */
export async function createProject(t, sources, tarball, startBrowser, needs = []) {
  const folder = await mkdtemp(join(tmpdir(), "connection-update-"));
  /** The clean-up steps. They run in reverse order, and all of them run even if one of them fails. */
  const cleanUp = [() => rm(folder, { recursive: true, maxRetries: 5, retryDelay: 200 })];
  t.after(async () => {
    for (const step of cleanUp.reverse())
      await Promise.resolve()
        .then(step)
        .catch(() => {});
  });
  const filter = (path) => !CREATED_FOLDERS.includes(basename(path));
  for (const source of sources) await cp(join(root, source), folder, { recursive: true, filter });
  const platform = await startPlatform();
  cleanUp.push(platform.stop);
  let localPlatform;

  const binPath = (program) => join(folder, "node_modules", ".bin", program);
  const env = {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: "1",
    NUXT_TELEMETRY_DISABLED: "1",
    CI: "1",
    NO_COLOR: "1",
    NODE_ENV: undefined,
    NODE_TEST_CONTEXT: undefined,
  };
  const toCommand = (program) => (program.includes("/") || program === "npm" ? program : binPath(program));
  const exec = async (program, args, moreEnv = {}) => {
    const command = toCommand(program);
    try {
      const options = { cwd: folder, env: { ...env, ...moreEnv }, timeout: COMMAND_LIMIT_MS, maxBuffer: 64 << 20 };
      return (await execFileAsync(command, args, options)).stdout;
    } catch ({ message, stdout = "", stderr = "" }) {
      throw new Error(`${message}\n${stdout}\n${stderr}`);
    }
  };

  return {
    platform,
    binPath,
    exec,
    write: async (file, content) => {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), content);
    },
    install: async () => {
      const quiet = ["--no-audit", "--no-fund"];
      // Quick consumers have a lock file. The others get the versions that a user would get today.
      const isLocked = (await readdir(folder)).includes("package-lock.json");
      if (isLocked) await exec("npm", ["ci", ...quiet]);
      await exec("npm", ["install", "--no-save", ...(isLocked ? ["--offline"] : []), ...quiet, tarball]);
      const missing = needs.find((program) => !existsSync(binPath(program)));
      if (missing !== undefined) throw new Error(`there is no ${missing} for this system`);
    },
    /** Starts a server, and waits until it responds. Its `origin` is given, or is a pattern that finds it in the output. */
    start: async (program, args, origin, moreEnv = {}) => {
      const child = spawn(toCommand(program), args, {
        cwd: folder,
        env: { ...env, ...moreEnv },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      cleanUp.push(() => process.kill(-child.pid));
      return waitForServer(child, origin);
    },
    /**
     * Starts the platform of the demo, with a connection of 300 environments. `takeUpdates` returns the updates since its last call.
     */
    startLocalPlatform: async () => {
      const local = await startDemoPlatform();
      cleanUp.push(local.stop);
      localPlatform = local;
      return { ...local, takeUpdates: () => local.seen.splice(0).filter(({ method }) => method === "PUT") };
    },
    /** Replaces a text in a file of the project. */
    edit: async (file, text, replacement) => {
      const path = join(folder, file);
      const content = await readFile(path, "utf8");
      assert.ok(content.includes(text), `${file} contains ${text}`);
      await writeFile(path, content.replaceAll(text, replacement));
    },
    /**
     * Opens a page with the first connection of the platform of the demo, in a browser that is logged in. `errors` lists the errors of
     * the page. `editAsSomeoneElse` changes the name of the stored connection.
     */
    openEditor: async (origin) => {
      const context = await (await startBrowser()).newContext();
      cleanUp.push(() => context.close());
      const [{ id: connectionId }] = seed();
      const post = async (path, body) => {
        const { method, headers } = LOGIN;
        const response = await context.request.fetch(`${localPlatform.origin}${path}`, { method, headers, data: body });
        assert.equal(response.status(), 200);
      };
      await post("/login", USER);
      const page = await context.newPage();
      const errors = [];
      page.on("pageerror", ({ message }) => errors.push(message));
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      await page.goto(`${origin}/?${new URLSearchParams({ organisationId: ORGANISATION_ID, connectionId })}`);
      return { page, errors, editAsSomeoneElse: () => post("/someone-else", { connectionId }) };
    },
    /** Opens a page that logs in to the platform of the demo, and edits its connection of 300 environments. */
    openPage: async (origin, path) => {
      const context = await (await startBrowser()).newContext();
      cleanUp.push(() => context.close());
      const page = await context.newPage();
      const { id } = seed().find(({ environments }) => environments.length === 300);
      const query = new URLSearchParams({ ...USER, organisation: ORGANISATION_ID, connection: id });
      localPlatform.reset();
      await page.goto(`${origin}/${path}?${query}`);
      return page;
    },
    /** Serves built files with the content security policy. Returns the origin of the server. */
    serve: async (path) => {
      const server = await startStub((request, response) => sendFile(join(folder, path), request, response));
      cleanUp.push(server.stop);
      return server.origin;
    },
    /** Opens a page of the project. Asserts the outcome of the program, and that it sent the cookie of the browser. */
    assertPage: async (origin, path) => {
      const context = await (await startBrowser()).newContext();
      cleanUp.push(() => context.close());
      await context.addCookies([{ name: "session", value: "of-a-person", url: platform.origin }]);
      const page = await context.newPage();
      const errors = [];
      page.on("pageerror", ({ message }) => errors.push(message));
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      await page.goto(`${origin}/${path}?platform=${encodeURIComponent(platform.baseUrl)}`);
      const outcome = await page
        .waitForFunction(() => document.body.dataset.outcome, undefined, { timeout: 60_000 })
        .catch((error) => assert.fail(`${error.message}\n${errors.join("\n")}`));
      assert.deepEqual(JSON.parse(await outcome.jsonValue()), EXPECTED);
      assert.deepEqual(errors, []);
      assert.ok(platform.takeSaves().length >= 1);
      return page;
    },
    /** Returns the number of copies of the module in a folder. A copy is a file, or text in a script. */
    countModules: async (path) => {
      const files = await readdir(join(folder, path), { recursive: true });
      const scripts = files.filter((file) => /\.[cm]?js$/.test(file));
      const texts = await Promise.all(scripts.map((file) => readFile(join(folder, path, file), "utf8")));
      const inlined = texts.reduce((sum, text) => sum + countInlined(text), 0);
      return files.filter((file) => file.endsWith(".wasm")).length + inlined;
    },
    freePort: findFreePort,
  };
}

/** Starts a server that accepts every update from any page, and responds with it. */
async function startPlatform() {
  const server = await startStub((request, response) => {
    response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
    response.setHeader("access-control-allow-credentials", "true");
    response.setHeader("access-control-allow-headers", "content-type");
    response.setHeader("access-control-allow-methods", "PUT");
    if (request.method === "OPTIONS") response.writeHead(204).end();
    else json(response, 200, { environments: [], ...JSON.parse(server.seen.at(-1).body) });
  });
  /** Returns the updates since the last call. Asserts that each of them was sent with the session cookie. */
  const takeSaves = () => {
    const saves = server.seen.splice(0).filter(({ method }) => method === "PUT");
    for (const { headers } of saves) assert.equal(headers.cookie, "session=of-a-person");
    return saves;
  };
  return { ...server, takeSaves };
}

/** Waits until a server responds, for a minute at most. Returns its origin. */
async function waitForServer(child, origin) {
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (printed += data));
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const found = typeof origin === "string" ? origin : origin.exec(printed)?.[0];
    if (found !== undefined && (await responds(found))) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The server does not respond:\n${printed}`);
}

/** Returns true if a server responds within some seconds. A server that starts can accept a request and never respond to it. */
async function responds(origin) {
  try {
    await fetch(origin, { signal: AbortSignal.timeout(5_000) });
    return true;
  } catch {
    return false;
  }
}

async function sendFile(folder, request, response) {
  const path = new URL(request.url, "http://localhost").pathname;
  try {
    const content = await readFile(join(folder, path));
    const type = CONTENT_TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "content-security-policy": CONTENT_SECURITY_POLICY }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}
