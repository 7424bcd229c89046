// Takes the medians of `npm run bench`. Returns their chart, and the sentences about them in README.md.

/** The name of this package in the results. */
const OURS = "connection-update";
/** The results that do not belong to competitors: a part of a validation, a validator with one rule, and the import alone. */
const REFERENCES = ["JSON.parse", "by hand", "an empty module"];

/** The labels of bars whose names in the results say too little or are too long. */
const LABELS = {
  "JSON.parse": "JSON.parse alone",
  "connection-update/slim": "slim entry",
  "connection-update/validate": "validate entry",
};

/**
 * The groups of the chart: a case and a size of the benchmark. `isShort` leaves out all competitors except for the fastest.
 * `sentence` describes the case in README.md.
 */
const PANELS = [
  { heading: "Cold start in Chromium: import to first error", path: ["cold-start", "chromium"] },
  {
    heading: "Validate JSON text with 100 environments",
    path: ["json-valid", "M"],
    sentence: "validating JSON text with 100 environments",
  },
  {
    heading: "Find 10 errors in a value with 100 environments",
    path: ["value-10-errors", "M"],
    sentence: "finding 10 errors in a value of that size",
  },
  ...[
    ["S", "3"],
    ["M", "100"],
    ["L", "2,000"],
  ].map(([size, count]) => ({
    heading: `Validate after an edit, with ${count} environments`,
    path: ["edit", size],
    isShort: true,
    sentence: size === "L" ? "validating again after an edit with 2,000 environments" : undefined,
  })),
];

/** Returns the chart of the recorded medians. Each group has its own scale. */
export function makeSpeedChart(results) {
  // Without Chromium, the results lack the cold start in pages.
  const panels = PANELS.filter(({ path: [name, size] }) => results[name]?.[size] !== undefined);
  const groups = panels.map(({ heading, path: [name, size], isShort }) => {
    const medians = results[name][size];
    const fastest = findFastestCompetitor(medians);
    const shown = Object.entries(medians)
      .filter(([label]) => !isShort || isOurs(label) || label === fastest)
      .sort(([, a], [, b]) => a - b);
    const max = shown.at(-1)[1];
    const bars = shown.map(([label, ns]) => ({
      label: LABELS[label] ?? label,
      share: ns / max,
      text: isOurs(label) ? formatTime(ns) : `${formatTime(ns)} (${formatRatio(ns / medians[OURS])})`,
      isOurs: isOurs(label),
    }));
    return { heading, bars };
  });
  return {
    title: "Time of a call (shorter is better)",
    groups,
    notes: [
      "Medians of one run. Each group has its own scale.",
      "After an edit, others validate everything again; the fastest is shown.",
    ],
  };
}

/** Describes the recorded medians. */
export function describeSpeed(results) {
  const described = PANELS.filter(({ sentence }) => sentence !== undefined);
  const clauses = described.map(({ path: [name, size], sentence }) => {
    const medians = results[name][size];
    const fastest = findFastestCompetitor(medians);
    return `${sentence} takes ${formatTime(medians[OURS])} (${fastest}: ${formatRatio(medians[fastest] / medians[OURS])})`;
  });
  const list = `${clauses.slice(0, -1).join(", ")}, and ${clauses.at(-1)}`;
  return `Beside the fastest other library in each case: ${list}.`;
}

/** Returns true for the name of this package and of its entries. */
const isOurs = (name) => name === OURS || name.startsWith(`${OURS}/`);

function findFastestCompetitor(medians) {
  const competitors = Object.entries(medians).filter(([name]) => !isOurs(name) && !REFERENCES.includes(name));
  return competitors.sort(([, a], [, b]) => a - b)[0][0];
}

const formatTime = (ns) => (ns < 1e6 ? `${formatDigits(ns / 1e3)} µs` : `${formatDigits(ns / 1e6)} ms`);
const formatRatio = (ratio) => `${formatDigits(ratio)}×`;
/** Formats a number: with two digits after the point below 1, with one below 10, and with none from 10. */
const formatDigits = (value) =>
  value < 10 ? value.toFixed(value < 1 ? 2 : 1) : Math.round(value).toLocaleString("en");
