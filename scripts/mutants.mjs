// `npm run test:mutants`: changes the code in small ways, one at a time, and tests that a test fails. Adds the outcomes to
// `tests/mutants`. Begins with the mutants that the record does not have, so that several short runs test everything.
//
// - `rust` or `js`: only this language.
// - `--minutes N`: ends with the next outcomes after N minutes.
// - `--file PREFIX`: only mutants of files whose path begins so.
// - `--missed`: tests again what all tests missed. `--all`: tests everything again.
// - `--tests TEXT`: tests again what was missed in js, only with test files whose names contain the text, for example to try a new one.
// - `--jobs N`: the number of mutants that are tested at a time; by default the number of processors.
// - `--report`: tests nothing, and prints the shares and the missed mutants.

import { dirname } from "node:path";
import { argv } from "node:process";
import { parseArgs } from "node:util";
import { addOutcomes, readRecord, shareCaught, summarize, writeRecord } from "./mutants/record.mjs";
import { main } from "./run.mjs";
import { setup } from "./setup.mjs";

const LANGUAGES = {
  rust: () => import("./mutants/rust.mjs"),
  js: () => import("./mutants/js.mjs"),
};

/** The rooms in which tests must catch 95 % of the viable mutants. In others, it is 90 %. */
const STRICT_ROOMS = ["src/operations", "src/validate", "src/http", "src/connection", "js/client", "js/draft"];

await main(async () => {
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    allowPositionals: true,
    options: {
      minutes: { type: "string", default: "Infinity" },
      file: { type: "string", default: "" },
      jobs: { type: "string" },
      tests: { type: "string", default: "" },
      missed: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      report: { type: "boolean", default: false },
    },
  });
  await setup({ tests: true, mutants: true });
  const end = Date.now() + Number(values.minutes) * 60_000;
  for (const language of positionals.length > 0 ? positionals : Object.keys(LANGUAGES)) {
    if (!(language in LANGUAGES)) throw new Error(`There is no language \`${language}\`: take rust or js.`);
    await testLanguage(language, { ...values, missed: values.missed || values.tests !== "" }, end);
  }
});

async function testLanguage(language, { file, missed, all, report, jobs, tests }, end) {
  const { listMutants, testMutants } = await LANGUAGES[language]();
  const mutants = await listMutants();
  const record = await readRecord(language);
  const isWanted = ({ key, file: path }) =>
    path.startsWith(file) && (all || (missed ? record.get(key)?.outcome === "missed" : !record.has(key)));
  const wanted = report ? [] : mutants.filter(isWanted);
  console.log(`${language}: ${wanted.length} of ${mutants.length} mutants to test`);
  const options = { isThorough: missed, tests, ...(jobs !== undefined && { jobs: Number(jobs) }) };
  let count = 0;
  for await (const outcomes of wanted.length === 0 ? [] : testMutants(wanted, options)) {
    addOutcomes(record, outcomes);
    await writeRecord(language, mutants, record);
    count += outcomes.length;
    console.log(
      `${language}: ${count} tested, ${outcomes.filter(([, outcome]) => outcome === "missed").length} missed`,
    );
    if (Date.now() > end) break;
  }
  printReport(mutants, record, report);
}

function printReport(mutants, record, isComplete) {
  if (isComplete) {
    for (const { key } of mutants) {
      if (record.get(key)?.outcome === "missed") console.log(`missed: ${key.split("\t").join(" | ")}`);
    }
  }
  for (const [room, counts] of summarize(mutants, record, findRoom)) {
    const share = shareCaught(counts);
    const goal = STRICT_ROOMS.includes(room) ? 0.95 : 0.9;
    const { caught, missed, unviable, equivalent, untested } = counts;
    console.log(
      `${share >= goal && untested === 0 ? "✓" : "✗"} ${room}: ${(100 * share).toFixed(1)} % caught of ${caught + missed} ` +
        `(${missed} missed, ${equivalent} equivalent, ${unviable} unviable, ${untested} untested)`,
    );
  }
}

/** Returns the first folder of the sources that a file is in. */
function findRoom(file) {
  return dirname(file).split("/").slice(0, 2).join("/");
}
