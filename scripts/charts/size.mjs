// Takes the sizes of `npm run size`. Returns their chart, and the sentences about them in README.md.

/** The libraries in each bundle of `tests/bench/assembled`. */
const STACKS = {
  large: { name: "zod stack", libraries: "zod, openapi-fetch, jsondiffpatch, immer" },
  small: { name: "valibot stack", libraries: "valibot, ky, microdiff, immer" },
};

/** Returns the chart of the recorded sizes. */
export function makeSizeChart({ competitors, assembled, ...own }) {
  const stacks = Object.fromEntries(Object.entries(assembled).map(([name, size]) => [STACKS[name].name, size]));
  const max = Math.max(...[own, competitors, stacks].flatMap(Object.values).map(({ gzip }) => gzip));
  const makeBars = (sizes, isOurs) =>
    Object.entries(sizes)
      .sort(([, a], [, b]) => b.gzip - a.gzip)
      .map(([label, { gzip }]) => ({ label, share: gzip / max, text: formatSize(gzip), isOurs }));
  const groups = [
    { heading: "connection-update, by entry", bars: makeBars(own, true) },
    { heading: "Validators, with the rules for the shape of a body", bars: makeBars(competitors, false) },
    { heading: "Such a validator, a client and a diff", bars: makeBars(stacks, false) },
  ];
  return {
    title: "Download size in KB (gzip)",
    groups,
    notes: [
      ...Object.values(STACKS).map(({ name, libraries }) => `${name}: ${libraries}`),
      "Bundled and minified by one tool. slim: with its module.",
    ],
  };
}

/** Describes the recorded sizes. */
export function describeSizes({ competitors, assembled, ...own }) {
  const describe = (sizes) => {
    const sorted = Object.entries(sizes).sort(([, a], [, b]) => a.gzip - b.gzip);
    return [sorted[0], sorted.at(-1)].map(([name, { gzip }]) => `${formatSize(gzip)} (${name})`).join(" to ");
  };
  const entries = Object.entries(own).map(([name, { gzip }]) => `\`${name}\` ${formatSize(gzip)}`);
  const stacks = [assembled.small, assembled.large].map(({ gzip }) => formatSize(gzip)).join(" to ");
  return (
    `By entry, in gzip: ${entries.join(", ")}. Validators with the rules for the shape of a body alone have ` +
    `${describe(competitors)}. With a client, a diff and immer, they have ${stacks}.`
  );
}

/** Formats bytes as KB, of 1,000 bytes. */
const formatSize = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
