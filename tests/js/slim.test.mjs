// `init` of the slim entry: the sources that it accepts, and the errors of the others.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { fixture } from "./fixtures.mjs";

const example = await fixture("page-example");
const path = createRequire(import.meta.url).resolve("connection-update/core.wasm");
const bytes = await readFile(path);
const address = pathToFileURL(path);

/** Responses by path. */
const RESPONSES = {
  "/typed.wasm": { type: "application/wasm", body: bytes },
  "/parameter.wasm": { type: "application/wasm; charset=utf-8", body: bytes },
  "/bytes.wasm": { type: "application/octet-stream", body: bytes },
  "/untyped.wasm": { body: bytes },
  "/text.wasm": { type: "text/plain", body: "text" },
  "/page": { type: "text/html", body: "<!doctype html>" },
  "/page-with-charset": { type: "text/html; charset=utf-8", body: "<!doctype html>" },
};

const server = createServer(({ url }, response) => {
  const { status = 200, type, body } = RESPONSES[url] ?? { status: 404, body: bytes, type: "application/wasm" };
  response.writeHead(status, type && { "content-type": type }).end(body);
});
let origin;
before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

let count = 0;
/** Imports another instance of the entry, which is not started. */
async function importFresh() {
  count += 1;
  return import(`../../pkg/slim.js?init-${count}`);
}

/** Asserts that an instance starts from a source. */
async function assertStarts(source, slim) {
  const fresh = slim ?? (await importFresh());
  await fresh.init(...(source === undefined ? [] : [source]));
  assert.equal(fresh.validate(example).ok, true);
}

for (const [name, getSource] of [
  ["nothing, in Node", () => undefined],
  ["the address of a file", () => address],
  ["the address of a file as text", () => address.href],
  ["an array", () => new Uint8Array(bytes)],
  ["a part of an array", () => Uint8Array.from([0, ...bytes, 0]).subarray(1, bytes.length + 1)],
  ["a view", () => new DataView(new Uint8Array(bytes).buffer)],
  ["a buffer", () => new Uint8Array(bytes).buffer],
  ["a compiled module", () => new WebAssembly.Module(bytes)],
  ["a promise of a compiled module", () => WebAssembly.compile(bytes)],
  ["a response", () => new Response(bytes)],
  ["a promise of a response", () => fetch(`${origin}/typed.wasm`)],
  ["a request", () => new Request(`${origin}/typed.wasm`)],
  ["an address with the type of a module", () => new URL(`${origin}/typed.wasm`)],
  ["an address whose type has a parameter", () => `${origin}/parameter.wasm`],
  ["an address with another type", () => `${origin}/bytes.wasm`],
  ["an address without a type", () => `${origin}/untyped.wasm`],
]) {
  test(`the slim entry starts from ${name}`, () => assertStarts(getSource()));
}

for (const [name, source, error] of [
  [
    "a missing file",
    "/missing.wasm",
    /^core\.wasm is not at (.*\/missing\.wasm): the response is 404\. Pass its address/,
  ],
  ["a page", "/page", /^core\.wasm is not at (.*\/page): the response is a page\. Pass its address to init\(\)\.$/],
  ["a page with a charset", "/page-with-charset", /^core\.wasm is not at (.*): the response is a page\./],
]) {
  test(`the slim entry names the address of ${name}`, async () => {
    const { init } = await importFresh();
    const { message } = await init(`${origin}${source}`).catch((reason) => reason);
    assert.match(message, error);
    assert.equal(error.exec(message)[1], `${origin}${source}`);
  });
}

test("the slim entry rejects bytes that are not a module, as the engine does", async () => {
  const { init } = await importFresh();
  for (const source of [new Uint8Array([1, 2, 3]), `${origin}/text.wasm`]) {
    await assert.rejects(init(source), { name: "CompileError" });
  }
});

test("after a failed start, the next call starts, and later calls return its promise", async () => {
  const fresh = await importFresh();
  const failing = fresh.init(`${origin}/missing.wasm`);
  assert.equal(fresh.init(address), failing);
  await assert.rejects(failing, /the response is 404/);
  const starting = fresh.init(address);
  await assertStarts(undefined, fresh);
  assert.equal(fresh.init(`${origin}/missing.wasm`), starting);
});

test("the slim entry fetches the address of a file if the runtime cannot read files", async (t) => {
  const fetched = [];
  t.mock.method(globalThis, "fetch", async (source) => {
    fetched.push(String(source));
    return new Response(bytes, { headers: { "content-type": "application/wasm" } });
  });
  // A page has no `process`, and an older Node has one without this function.
  const { process } = globalThis;
  const globals = Object.getOwnPropertyDescriptor(globalThis, "process");
  for (const value of [undefined, {}, Object.create(process, { getBuiltinModule: { value: undefined } })]) {
    Object.defineProperty(globalThis, "process", { configurable: true, writable: true, value });
    const slim = await importFresh().finally(() => Object.defineProperty(globalThis, "process", globals));
    await assertStarts(undefined, slim);
  }
  const expected = new URL("../../pkg/core.wasm", import.meta.url).href;
  assert.deepEqual(fetched, [expected, expected, expected]);
});
