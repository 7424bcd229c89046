// Tests the edits of a text area on strings with any line breaks.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { importFromConsole } from "./bundle.mjs";
import { assertOften, runs } from "./runs.mjs";

const { applyShownEdit, replaceShownRange, toShown } = await importFromConsole("lib/line-breaks.ts");

test("a text area shows each line break as a line feed", () => {
  const cases = [
    ["", ""],
    ["a", "a"],
    ["a\nb", "a\nb"],
    ["a\r\nb", "a\nb"],
    ["a\rb", "a\nb"],
    ["\r\n\r\n", "\n\n"],
    ["\n\r", "\n\n"],
    ["\r\r\n\n", "\n\n\n"],
  ];
  for (const [raw, shown] of cases) assert.equal(toShown(raw), shown, JSON.stringify(raw));
});

test("a range of the shown text is replaced, and no other line break changes", () => {
  const cases = [
    ["a\r\nb\r\nc", 2, 3, "x", "a\r\nx\r\nc"],
    ["a\r\nb", 1, 2, "", "ab"],
    ["a\r\nb", 2, 2, "x", "a\r\nxb"],
    ["a\r\nb", 1, 1, "x", "ax\r\nb"],
    ["a\rb\nc", 0, 5, "x", "x"],
    ["", 0, 0, "a\r\nb", "a\r\nb"],
    // Two line breaks do not become one.
    ["\ra\n", 1, 2, "", "\r\n\n"],
    ["\r", 1, 1, "\n", "\r\n\n"],
    ["\n", 0, 0, "a\r", "a\r\n\n"],
  ];
  for (const [raw, from, to, insert, expected] of cases) {
    assert.equal(replaceShownRange(raw, from, to, insert), expected, JSON.stringify([raw, from, to, insert]));
  }
});

test("an edit in the text area changes only the part that differs", () => {
  const cases = [
    ["a\nb", "a\nbc", "a\nbc"],
    ["a\r\nb", "a\nb", "a\r\nb"],
    ["a\r\nb", "a\nbc", "a\r\nbc"],
    ["a\r\nb\r\nc", "a\nx\nc", "a\r\nx\r\nc"],
    ["a\r\nb", "ab", "ab"],
    ["a\r\nb\nc", "a\nbc", "a\r\nbc"],
    ["a\r\nb", "", ""],
    // New line breaks are of the kind that the string begins with.
    ["a\r\nb", "a\nb\nc", "a\r\nb\r\nc"],
    ["a\rb", "a\nb\nc", "a\rb\rc"],
    ["a\nb\r\nc", "a\nx\ny\r\nc".replace("\r", ""), "a\nx\ny\r\nc"],
    ["a", "a\nb", "a\nb"],
  ];
  for (const [raw, shown, expected] of cases) {
    assert.equal(applyShownEdit(raw, shown), expected, JSON.stringify([raw, shown]));
  }
});

/** A string of few different letters and of all kinds of line breaks, so that the ends of two strings are often alike. */
const text = fc.string({ unit: fc.constantFrom("a", "b", "\r\n", "\r", "\n"), maxLength: 12 });

/** Replaces a random range of the shown text. Returns the shown text before and after, and the range. */
function replaceRandomRange(raw, from, length, inserted) {
  const before = toShown(raw);
  const start = from % (before.length + 1);
  const end = start + (length % (before.length - start + 1));
  return { before, start, end, shown: before.slice(0, start) + toShown(inserted) + before.slice(end) };
}

/** Returns the strings between the line breaks, and the line breaks. */
const split = (raw) => raw.split(/(\r\n|\r|\n)/);

test("for random edits, the edited text is shown, and everything outside the smallest edit is byte for byte as before", () => {
  const counts = { unchanged: 0, mixed: 0, edited: 0 };
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), text, (raw, from, length, inserted) => {
      const { before, shown } = replaceRandomRange(raw, from, length, inserted);
      const result = applyShownEdit(raw, shown);

      assert.equal(toShown(result), shown);
      if (shown === before) {
        counts.unchanged++;
        assert.equal(result, raw);
        return;
      }
      // The longest common start and, behind it, the longest common end are outside of the smallest edit.
      const [old, next] = [split(raw).flatMap(toUnits), split(result).flatMap(toUnits)];
      let head = 0;
      while (head < Math.min(before.length, shown.length) && before[head] === shown[head]) head++;
      let tail = 0;
      const limit = Math.min(before.length, shown.length) - head;
      while (tail < limit && before.at(-1 - tail) === shown.at(-1 - tail)) tail++;
      // A lone CR at the end of the start becomes CRLF if a line feed follows it now.
      const isJoined = old[head - 1] === "\r" && next[head - 1] === "\r\n" && /^\n/.test(next[head]);
      const kept = isJoined ? head - 1 : head;
      assert.equal(next.slice(0, kept).join(""), old.slice(0, kept).join(""));
      assert.equal(next.slice(next.length - tail).join(""), old.slice(old.length - tail).join(""));
      counts.edited++;
      if (new Set(raw.match(/\r\n|\r|\n/g)).size > 1) counts.mixed++;
    }),
    runs(5_000),
  );
  assertOften(counts, 100);
});

/** Splits a string between line breaks into its characters. A line break is one unit, as the text area shows it. */
function toUnits(part) {
  return /^[\r\n]/.test(part) ? [part] : [...part];
}

test("a replaced range shows the new text, and nothing else changes unless two line breaks would become one", () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), text, (raw, from, length, inserted) => {
      const { start, end, shown } = replaceRandomRange(raw, from, length, inserted);
      const result = replaceShownRange(raw, start, end, inserted);
      assert.equal(toShown(result), shown);
      const units = split(raw).flatMap(toUnits);
      const joined = units.slice(0, start).join("") + inserted + units.slice(end).join("");
      if (toShown(joined) === shown) assert.equal(result, joined);
    }),
    runs(5_000),
  );
});
