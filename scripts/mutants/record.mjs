// The record of mutation tests: one line for each mutant, with the outcome of its last test. A mutant is a copy of the code with one
// small change. The key of a mutant is its file, its function and the change, so that the record stays valid when lines move.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "../run.mjs";

/**
 * The outcomes of a test of a mutant.
 *
 * - `caught`: a test failed, or took much longer than usual.
 * - `missed`: all tests passed.
 * - `unviable`: the mutant does not compile.
 * - `equivalent`: all tests passed, and no test can fail, for the reason that the record contains. A person writes this outcome.
 */
export const OUTCOMES = ["caught", "missed", "unviable", "equivalent"];

/** Returns the path of the record of a language. */
export const findRecord = (language) => join(root, "tests", "mutants", `${language}.tsv`);

/**
 * Returns mutants with their keys. Of the mutants with the same change in one function, each has a number.
 *
 * @template {{ file: string, name: string, change: string }} M
 * @param {M[]} mutants in the order of the source
 * @returns {(M & { key: string })[]}
 */
export function addKeys(mutants) {
  const counts = new Map();
  return mutants.map((mutant) => {
    const key = [mutant.file, mutant.name, mutant.change].map((text) => text.replace(/\s+/g, " ")).join("\t");
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return { ...mutant, key: `${key}\t${count}` };
  });
}

/** Reads a record: the outcome and the reason of each key. */
export async function readRecord(language) {
  const text = await readFile(findRecord(language), "utf8").catch(() => "");
  const rows = text.split("\n").slice(1).filter(Boolean);
  return new Map(
    rows.map((row) => {
      const cells = row.split("\t");
      return [cells.slice(0, 4).join("\t"), { outcome: cells[4], reason: cells[5] ?? "" }];
    }),
  );
}

/** Writes a record. Omits mutants that the code no longer has. */
export async function writeRecord(language, mutants, record) {
  const rows = mutants.flatMap(({ key }) => {
    const entry = record.get(key);
    return entry === undefined ? [] : [[key, entry.outcome, entry.reason].join("\t").trimEnd()];
  });
  const path = findRecord(language);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${["file\tfunction\tchange\tnumber\toutcome\treason", ...rows].join("\n")}\n`);
}

/** Adds outcomes to a record. A mutant that is equivalent stays so until a test catches it. */
export function addOutcomes(record, outcomes) {
  for (const [key, outcome] of outcomes) {
    const before = record.get(key);
    if (outcome === "missed" && before?.outcome === "equivalent") continue;
    record.set(key, { outcome, reason: "" });
  }
}

/** Counts the mutants of each room by their outcomes. `untested` counts those that the record does not have. */
export function summarize(mutants, record, findRoom) {
  const rooms = new Map();
  for (const { key, file } of mutants) {
    const room = findRoom(file);
    const counts = rooms.get(room) ?? { caught: 0, missed: 0, unviable: 0, equivalent: 0, untested: 0 };
    counts[record.get(key)?.outcome ?? "untested"] += 1;
    rooms.set(room, counts);
  }
  return rooms;
}

/** Returns the share of the viable mutants that tests catch. Equivalent mutants do not count. */
export function shareCaught({ caught, missed }) {
  return caught + missed === 0 ? 1 : caught / (caught + missed);
}
