// The base URL of a client: a URL, or a path on the host of the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient } from "connection-update";

const target = { organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", connectionId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C01" };

/** Returns the address to which a client sends a request, on a page with an address. */
async function addressOf(t, options, page) {
  if (page !== undefined) {
    Object.defineProperty(globalThis, "location", { value: new URL(page), configurable: true });
    t.after(() => delete globalThis.location);
  }
  const seen = [];
  const fetch = async ({ url }) => {
    seen.push(url);
    return new Response(null, { status: 404 });
  };
  await new ConnectClient({ fetch, ...options }).getConnection(target);
  return seen[0].replace(/\/o\/.*/, "");
}

const PAGES = [
  ["https://console.example/app/", { baseUrl: "/api/v1/" }, "https://console.example/api/v1"],
  ["http://localhost:5173/", { baseUrl: "/api" }, "http://localhost:5173/api"],
  ["http://192.168.1.5:5173/a?b#c", { baseUrl: "/api" }, "http://192.168.1.5:5173/api"],
  ["http://192.168.1.5:5173/", { baseUrl: "http://192.168.1.5:8080/api" }, "http://192.168.1.5:8080/api"],
  ["https://console.example/", { baseUrl: "http://api:8080", allowInsecure: true }, "http://api:8080"],
  [undefined, { baseUrl: "http://api:8080/", allowInsecure: true }, "http://api:8080"],
];
for (const [page, options, address] of PAGES) {
  test(`${options.baseUrl} on ${page ?? "no page"} is ${address}`, async (t) => {
    assert.equal(await addressOf(t, options, page), address);
  });
}

const NO_PAGE = /there is no page to resolve a path; write the whole URL$/;
test("a client with a path cannot be used where `location` has no protocol", async (t) => {
  globalThis.location = {};
  t.after(() => delete globalThis.location);
  await assert.rejects(addressOf(t, { baseUrl: "/api" }), NO_PAGE);
});

for (const page of [undefined, "about:blank", "file:///tmp/index.html"]) {
  test(`a client with a path can be created on ${page ?? "no page"}, but not used`, async (t) => {
    const isRefused = (error) => error instanceof TypeError && NO_PAGE.test(error.message);
    await assert.rejects(addressOf(t, { baseUrl: "/api" }, page), isRefused);
  });
}

const REFUSED = [
  ["https://console.example/", { baseUrl: "//evil.example/api" }, /it must begin with `https:\/\/`, or with `\/`/],
  ["https://console.example/", { baseUrl: "/\\evil.example/api" }, /refused/],
  ["https://console.example/", { baseUrl: "api" }, /or with `\/` for a path on the host of the page$/],
  ["https://console.example/", { baseUrl: "/a/../b" }, /its path contains/],
  ["https://console.example/", { baseUrl: "/api?x" }, /a query or a fragment/],
  ["https://console.example/", { baseUrl: "http://console.example" }, /`allowInsecure: true` allows it$/],
  ["http://console.example/", { baseUrl: "http://other.example" }, /`allowInsecure: true` allows it$/],
  [undefined, { baseUrl: "http://u@api", allowInsecure: true }, /a user or password/],
];
for (const [page, options, message] of REFUSED) {
  test(`${options.baseUrl} on ${page ?? "no page"} is refused`, async (t) => {
    await assert.rejects(
      addressOf(t, options, page),
      (error) => error instanceof TypeError && message.test(error.message),
    );
  });
}
