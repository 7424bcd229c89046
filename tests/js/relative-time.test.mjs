// Tests the times that the console shows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { importFromConsole } from "./bundle.mjs";

process.env.TZ = "Europe/Berlin";
const { formatRelativeTime, formatExactTime } = await importFromConsole("lib/relative-time.ts");

const INVALID = [undefined, null, "", "yesterday", "5", 5, "2026-13-01T00:00:00Z", "2026-06-22", "22 June 2026"];

test("a time is relative to now", () => {
  const now = new Date("2026-11-26T18:35:00+01:00");
  const cases = [
    ["2026-11-26T18:35:00+01:00", "just now"],
    ["2026-11-26T17:34:01Z", "just now"],
    ["2026-11-26T17:35:30.123Z", "just now"],
    ["2026-11-26T17:34:00Z", "1 minute ago"],
    ["2026-11-26T17:30:00Z", "5 minutes ago"],
    ["2026-11-26T16:35:01Z", "59 minutes ago"],
    ["2026-11-26T16:35:00Z", "1 hour ago"],
    ["2026-11-25T17:35:01Z", "23 hours ago"],
    ["2026-11-25T17:35:00Z", "yesterday"],
    ["2026-11-25T00:00:00+01:00", "yesterday"],
    ["2026-11-24T23:59:59+01:00", "2 days ago"],
    ["2026-11-20T12:00:00Z", "6 days ago"],
    ["2026-11-19T12:00:00Z", "last week"],
    ["2026-11-12T12:00:00Z", "2 weeks ago"],
    ["2026-10-27T12:00:00Z", "4 weeks ago"],
    ["2026-10-26T12:00:00Z", "last month"],
    ["2026-06-22T07:30:00Z", "5 months ago"],
    ["2025-11-27T12:00:00Z", "11 months ago"],
    ["2025-11-26T12:00:00Z", "last year"],
    ["2016-11-26T12:00:00Z", "10 years ago"],
    ["2026-11-26T17:40:00Z", "in 5 minutes"],
    ["2026-11-27T18:35:00Z", "tomorrow"],
    ["2027-01-26T18:35:00Z", "in 2 months"],
  ];
  for (const [iso, expected] of cases) assert.equal(formatRelativeTime(iso, now), expected, iso);
});

test("a day has one midnight, also if the clock changes", () => {
  const now = new Date("2026-03-30T12:00:00+02:00");
  assert.equal(formatRelativeTime("2026-03-29T01:30:00+01:00", now), "yesterday");
  assert.equal(formatRelativeTime("2026-03-28T23:30:00+01:00", now), "2 days ago");
});

test("now is the default", () => {
  assert.equal(formatRelativeTime(new Date().toISOString()), "just now");
});

test("an exact time has the month as a word", () => {
  assert.equal(formatExactTime("2026-06-22T07:30:00Z"), "22 June 2026, 09:30");
  assert.equal(formatExactTime("2026-12-31T23:05:00.5Z"), "1 January 2027, 00:05");
});

test("a time that is missing or invalid is empty", () => {
  for (const iso of INVALID) {
    assert.equal(formatRelativeTime(iso), "");
    assert.equal(formatExactTime(iso), "");
  }
});
