// Publishes the results of `npm run size` or `npm run bench`: records them in docs/images with the machine and the date, draws them,
// and writes their figures into README.md. The images and the figures are made only from the record.

import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { root } from "../run.mjs";
import { drawChart, THEMES } from "./draw.mjs";
import { describeSizes, makeSizeChart } from "./size.mjs";
import { describeSpeed, makeSpeedChart } from "./speed.mjs";

/** The functions that make the chart and the sentences of each record. */
export const RECORDS = {
  size: { makeChart: makeSizeChart, describe: describeSizes },
  speed: { makeChart: makeSpeedChart, describe: describeSpeed },
};

const imagesFolder = join(root, "docs", "images");
const readmePath = join(root, "README.md");
/** Maximum length of a line in README.md. */
const MAX_LINE_LENGTH = 130;

/**
 * @typedef {object} Measurements
 * @property {string} date as `2026-01-31`
 * @property {{ cpu: string, cores: number, node: string }} machine
 * @property {object} results the JSON that the command prints
 */

/**
 * Records results, and writes everything that is made from them.
 *
 * @param {keyof typeof RECORDS} name
 * @param {object} results
 */
export async function publish(name, results) {
  const machine = {
    cpu: cpus()[0]?.model.replace(/\s+/g, " ").trim() ?? "unknown",
    cores: availableParallelism(),
    node: process.versions.node,
  };
  const measurements = { date: new Date().toISOString().slice(0, 10), machine, results };
  await writeFile(join(imagesFolder, `${name}.json`), `${JSON.stringify(measurements, undefined, 2)}\n`);
  for (const [file, svg] of Object.entries(await drawRecord(name, measurements))) {
    await writeFile(join(imagesFolder, file), svg);
  }
  const readme = await readFile(readmePath, "utf8");
  await writeFile(readmePath, replaceFigures(readme, name, measurements));
  console.log(`docs/images/${name}.json, its images and the figures in README.md are written.`);
}

/** Reads the recorded measurements. */
export async function readRecord(name) {
  return JSON.parse(await readFile(join(imagesFolder, `${name}.json`), "utf8"));
}

/** Returns the images of measurements, by file name. */
export async function drawRecord(name, { date, machine: { cpu, cores, node }, results }) {
  const chart = RECORDS[name].makeChart(results);
  const notes = [...chart.notes, `${cpu}, ${cores} cores, Node ${node}, ${date}`];
  const bars = chart.groups.map(
    ({ heading, bars }) => `${heading}: ${bars.map(({ label, text }) => `${label} ${text}`).join(", ")}.`,
  );
  const description = [...bars, ...notes.map((note) => note.replace(/\.?$/, "."))].join(" ");
  const images = {};
  for (const theme of Object.keys(THEMES)) {
    const file = theme === "light" ? `${name}.svg` : `${name}-${theme}.svg`;
    images[file] = await drawChart({ ...chart, notes, description }, theme);
  }
  return images;
}

/**
 * Writes the figures of measurements between two comments of a document, such as `<!-- size -->` and `<!-- /size -->`. Throws an
 * error if the document does not contain the comments.
 */
export function replaceFigures(document, name, { results }) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`There is no \`${start}\` with \`${end}\` after it.`);
  const text = wrap(RECORDS[name].describe(results));
  return `${document.slice(0, from + start.length)}\n${text}\n${document.slice(to)}`;
}

/** Breaks a text into lines. */
function wrap(text) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== "" && line.length + 1 + word.length > MAX_LINE_LENGTH) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}
