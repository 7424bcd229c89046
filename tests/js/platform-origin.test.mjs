// Checks that a link cannot make the console send a password to another computer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle, importText } from "./bundle.mjs";

const { readPlatformOrigin } = await importText((await bundle("src/api/platform-origin.ts")).text);

const DEFAULT = "http://127.0.0.1:4400";
const read = (url) => readPlatformOrigin(`?platform=${encodeURIComponent(url)}`, DEFAULT);

test("without the parameter, the console uses the default platform", () => {
  assert.equal(readPlatformOrigin("", DEFAULT), DEFAULT);
  assert.equal(readPlatformOrigin("?other=1", DEFAULT), DEFAULT);
});

test("a platform on this computer is used, without the rest of its URL", () => {
  const accepted = {
    "http://127.0.0.1:4401": "http://127.0.0.1:4401",
    "http://localhost:80/a?b#c": "http://localhost",
    "http://[::1]:4400": "http://[::1]:4400",
    "http://ada:lovelace@LOCALHOST:1": "http://localhost:1",
  };
  for (const [url, origin] of Object.entries(accepted)) assert.equal(read(url), origin, url);
  assert.equal(readPlatformOrigin("?platform=http://127.0.0.1:4401", DEFAULT), "http://127.0.0.1:4401");
});

test("any other platform is refused", () => {
  const refused = [
    "",
    "127.0.0.1:4400",
    "//127.0.0.1:4400",
    "https://127.0.0.1:4400",
    "ws://localhost",
    "file:///etc",
    "javascript:alert(1)",
    "data:text/plain,localhost",
    "http://evil.example",
    "http://127.0.0.1@evil.example",
    "http://127.0.0.1:4400@evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://evil.example/localhost",
    "http://evil.example#localhost",
    "http://evil.example\\@localhost",
    "http://0.0.0.0:4400",
    "http://192.168.0.1",
    "http://localhost.",
    "http://",
  ];
  for (const url of refused)
    assert.throws(() => read(url), { name: "ApiError", kind: "refused", message: /isn't on this computer/ }, url);
});
