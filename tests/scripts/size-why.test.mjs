// Tests `npm run size -- --why`: the room of a function, and that the rows account for every byte of the built package.

import assert from "node:assert/strict";
import { test } from "node:test";
import { measurePackage } from "../../scripts/size.mjs";
import { findRoomOfFunction, listScriptParts, makeRows } from "../../scripts/size-why/rooms.mjs";
import { explainSizes } from "../../scripts/size-why/why.mjs";

/** The largest share of a file that may be of unknown origin. */
const MAX_UNKNOWN_SHARE = 0.01;

for (const [name, expected, isExported = false] of [
  ["connection_update::json::reader::Reader::new::h41bd17fc9b69abc5", { room: "json", file: "reader" }],
  ["connection_update::url::scheme_of::{{closure}}::h1", { room: "url", file: "mod" }],
  ["<&mut connection_update::json::serialize::S as serde_core::ser::T>::f::h1", { room: "json", file: "serialize" }],
  ["core::ptr::drop_in_place<connection_update::json::value::Value>::h1", { room: "std, core, alloc" }],
  ["<&str as core[c5930c85a12de822]::fmt::Display>::fmt", { room: "std, core, alloc" }],
  ["<u32>::_fmt", { room: "std, core, alloc" }],
  ["memcmp", { room: "std, core, alloc" }],
  ["gloo_net::http::request::RequestBuilder::header::h1", { room: "gloo-net" }],
  ["serde_core::ser::Serializer::f", { room: "serde" }],
  ["buildRequest multivalue shim", { room: "wasm", file: "buildRequest, called by js" }, true],
  ["__wbindgen_malloc", { room: "wasm-bindgen" }, true],
  ["F64 -> Externref externref shim", { room: "wasm-bindgen" }],
  ["", { room: "unknown" }],
]) {
  test(`the room of ${JSON.stringify(name)} is ${expected.room}`, () => {
    assert.deepEqual(findRoomOfFunction({ name, isExported }), expected);
  });
}

test("the parts of a script follow each other, and its end is a part too", () => {
  const script = Buffer.from("var a=1;var b=2;export{a};\n");
  const inputs = { "js/core/a.ts": { bytesInOutput: 8 }, "target/glue/is-valid.js": { bytesInOutput: 8 } };
  const parts = listScriptParts(script, inputs).map(({ bytes, ...part }) => ({ ...part, text: bytes.toString() }));
  assert.deepEqual(parts, [
    { room: "js/core", file: "a", text: "var a=1;" },
    { room: "is-valid.js, generated", text: "var b=2;" },
    { room: "exports", text: "export{a};\n" },
  ]);
});

test("rows are sorted by size, and their estimates add up to the gzip size", () => {
  const parts = ["short", "a longer text", "short", ""].map((text, n) => ({
    room: `room ${n % 2}`,
    bytes: Buffer.from(text),
  }));
  const rows = makeRows(parts, 101);
  assert.deepEqual(
    rows.map(({ room, raw }) => [room, raw]),
    [
      ["room 1", 13],
      ["room 0", 10],
    ],
  );
  assert.equal(rows[0].gzip + rows[1].gzip, 101);
});

test("the rows add up to the sizes of the built files, and at most 1 % is unknown", async () => {
  const sizes = await measurePackage();
  const explained = await explainSizes();
  assert.deepEqual(Object.keys(explained).sort(), [...Object.keys(sizes), "modules"].sort());
  for (const [entry, files] of Object.entries(explained)) {
    const total = { raw: 0, gzip: 0 };
    for (const [file, { raw, gzip, rows }] of Object.entries(files)) {
      assert.equal(sum(rows, "raw"), raw, file);
      assert.equal(sum(rows, "gzip"), gzip, file);
      const unknown = rows.filter(({ room }) => room === "unknown");
      assert.ok(sum(unknown, "raw") <= MAX_UNKNOWN_SHARE * raw, file);
      total.raw += raw;
      total.gzip += gzip;
    }
    if (entry !== "modules") assert.deepEqual(total, { raw: sizes[entry].raw, gzip: sizes[entry].gzip }, entry);
  }
});

const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
