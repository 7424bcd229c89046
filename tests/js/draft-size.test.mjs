// The limits of a draft: an edit that exceeds its size by one byte is reported, and all issues are counted if there are too many.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import { fixture } from "./fixtures.mjs";
import { expectAsFromScratch } from "./scratch.mjs";
import { platform } from "./stored-platform.mjs";

const { current } = await fixture("verbs");
/** A connection with texts that have more bytes than UTF-16 units, and with a list that the contract does not have. */
const STORED = { ...current, later: [], note: "é€".repeat(200) };

const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
const codes = (draft) => draft.issues.map(({ code }) => code);
const isTooLarge = (draft) => codes(draft).includes("too-large");
const repeat = (count, edit) => (draft) => {
  for (let at = 0; at < count; at++) edit(draft, at);
};

/** Edits that make the connection larger. */
const EDITS = {
  "a longer text": (draft) => draft.set("name", "x".repeat(100)),
  "a text of control characters": (draft) => draft.set("name", "\u0001".repeat(100)),
  "a text with halves of surrogate pairs": (draft) => draft.set("name", "\ud800".repeat(100)),
  "texts with long names": repeat(9, (draft, at) => draft.set([`${"long".repeat(30)}${at}`], "")),
  "a text with a name of control characters": (draft) => draft.set(["\u0001".repeat(100)], ""),
  "empty texts": repeat(9, (draft, at) => draft.set([`m${at}`], "")),
  "a number with a long name": (draft) => draft.set(["long".repeat(30)], 7),
  numbers: repeat(9, (draft, at) => draft.set([`m${at}`], 7)),
  "nulls instead of numbers": (draft) => {
    draft.set("later", [7, 7, 7, 7, 7, 7, 7, 7]);
    for (let at = 0; at < 8; at++) draft.set(["later", at], null);
  },
  "an object": (draft) => draft.set("settings", { deep: [{ name: "A" }] }),
  "items one by one": repeat(20, (draft) => draft.insert("later", 7)),
  "items without a form in JSON": repeat(20, (draft) => draft.insert("later", undefined)),
  "items at once": (draft) => draft.replace({ ...draft.value, later: Array.from({ length: 20 }, () => "x") }),
  "a variable": (draft) => draft.insert("environmentVariables", { name: "C", value: "x".repeat(50) }),
  "an environment": (draft) => draft.insert("environments", { name: "New", credentials: {}, variables: [] }, 0),
  "members at once": (draft) => draft.replace({ ...draft.value, one: "x".repeat(50), two: 2, name: "Long name" }),
  "the whole connection": (draft) => draft.set([], { ...STORED, name: "x".repeat(100) }),
  "a text after a value that contains itself": (draft) => {
    const cycle = {};
    cycle.itself = cycle;
    draft.set("cycle", cycle);
    draft.undo();
    draft.set("name", "x".repeat(100));
  },
  "an edit that is made again": (draft) => {
    draft.set("one", { name: "x".repeat(50) });
    draft.undo();
    draft.redo();
  },
};

for (const [name, edit] of Object.entries(EDITS)) {
  test(`a draft is too large from the first byte on: ${name}`, () => {
    const edited = new ConnectionDraft(STORED);
    edit(edited);
    const size = encode(edited.value).length;
    for (const stored of [encode(STORED), JSON.stringify(STORED)]) {
      for (const maxBytes of [size, size - 1]) {
        const draft = new ConnectionDraft(stored, { maxBytes });
        edit(draft);
        expectAsFromScratch(draft, { maxBytes }, `${maxBytes} of ${size} bytes`);
        assert.equal(isTooLarge(draft), maxBytes < size);
        while (draft.undo());
        assert.equal(isTooLarge(draft), false);
        expectAsFromScratch(draft, { maxBytes });
      }
    }
  });
}

/** Expects that a draft becomes too large as soon as `left` more bytes than now are used. */
function expectLeft(draft, maxBytes, left) {
  assert.equal(encode(draft.value).length + left, maxBytes);
  let used = -1;
  while (used < left + 6) {
    draft.insert("later", 7);
    used += 2;
    if (used >= left - 1) assert.equal(isTooLarge(draft), used > left, `${used} of ${left} bytes`);
  }
}

test("after a rebase, the edits that are left count for the size", () => {
  const latest = { ...STORED, baseUrl: "https://latest.example" };
  const maxBytes = encode({ ...latest, name: "x".repeat(100) }).length;
  const draft = new ConnectionDraft(encode(STORED), { maxBytes });
  draft.set("name", "x".repeat(80));
  assert.equal(draft.rebase(encode(latest)).ok, true);
  expectLeft(draft, maxBytes, 20);
});

test("after a save, the edits that were made during the save count for the size", async () => {
  const maxBytes = encode({ ...STORED, name: "x".repeat(100) }).length;
  const draft = new ConnectionDraft(encode(STORED), { maxBytes });
  const { client } = platform(structuredClone(STORED), {
    before: () => draft.set("name", "x".repeat(80)),
  });
  draft.set("baseUrl", current.baseUrl.replace("https", "HTTPS"));
  const saved = await draft.save(client);
  assert.equal(saved.ok, true, saved.error?.message);
  assert.deepEqual([draft.value.name.length, isTooLarge(draft)], [80, false]);
  expectLeft(draft, maxBytes, 20);
});

for (const form of ["a value", "a text whose size is first estimated as too large"]) {
  test(`with more issues than are listed, an edit counts all of them again: ${form}`, () => {
    const stored = { ...current, environmentVariables: Array.from({ length: 10_002 }, () => 7) };
    const text = JSON.stringify(stored);
    const draft =
      form === "a value" ? new ConnectionDraft(stored) : new ConnectionDraft(text, { maxBytes: 2 * text.length });
    draft.set("environmentVariables[0]", { name: "A", value: "" });
    const { code, message } = draft.issues.at(-1);
    assert.deepEqual([code, message], ["more-issues", "1 more issues are not listed"]);
  });
}
