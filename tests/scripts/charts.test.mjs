// Tests the published measurements: the images and the figures in README.md show the results that are recorded in docs/images.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { drawChart, THEMES } from "../../scripts/charts/draw.mjs";
import { drawRecord, RECORDS, readRecord, replaceFigures } from "../../scripts/charts/publish.mjs";
import { root } from "../../scripts/run.mjs";

const CHART = {
  title: "A <title>",
  description: "A & B",
  groups: [
    {
      heading: "A group",
      bars: [
        { label: "ours", share: 0.5, text: "1 ms", isOurs: true },
        { label: "<other>", share: 1, text: "2 ms", isOurs: false },
      ],
    },
  ],
  notes: ["A note"],
};

for (const theme of Object.keys(THEMES)) {
  test(`a chart in the theme ${theme} is an image with texts, and needs nothing else`, async () => {
    const svg = await drawChart(CHART, theme);
    assert.match(
      svg,
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*role="img" aria-labelledby="title description"/,
    );
    for (const text of [
      '<title id="title">A &lt;title&gt;</title>',
      '<desc id="description">A &amp; B</desc>',
      ">&lt;other&gt;</text>",
      ">2 ms</text>",
      ">A group</text>",
      ">A note</text>",
    ]) {
      assert.ok(svg.includes(text), text);
    }
    assert.doesNotMatch(svg.replace(/xmlns="[^"]*"/, ""), /<script|https?:|href|url\(|@import|\bon\w+=/);
    const widths = [...svg.matchAll(/<rect [^>]*width="(\d+)" [^>]*fill="(#\w+)"/g)].map(([, width, fill]) => [
      width,
      fill,
    ]);
    assert.deepEqual(widths, [
      ["136", THEMES[theme].ours],
      ["272", THEMES[theme].others],
    ]);
  });
}

test("figures replace the text between the two comments of their record", () => {
  const results = {
    slim: size(2_000),
    competitors: { a: size(1_000), b: size(3_000) },
    assembled: { small: size(4_000), large: size(5_000) },
  };
  const document = "Before\n<!-- size -->\nold\n<!-- /size -->\nAfter\n";
  const [before, start, ...rest] = replaceFigures(document, "size", { results }).split("\n");
  assert.deepEqual([before, start, rest.at(-3), rest.at(-2)], ["Before", "<!-- size -->", "<!-- /size -->", "After"]);
  const figures = rest.slice(0, -3).join(" ");
  assert.match(figures, /`slim` 2\.0 KB\. .*1\.0 KB \(a\) to 3\.0 KB \(b\)\. .*4\.0 KB to 5\.0 KB\.$/);
  assert.throws(() => replaceFigures("", "size", { results }), /There is no `<!-- size -->`/);
});

const size = (gzip) => ({ raw: gzip, gzip, brotli: gzip });

for (const name of Object.keys(RECORDS)) {
  test(`README.md and the images show the recorded results of ${name}`, async () => {
    const record = await readRecord(name);
    assert.deepEqual(Object.keys(record.machine), ["cpu", "cores", "node"]);
    const readme = await readFile(`${root}/README.md`, "utf8");
    assert.equal(
      replaceFigures(readme, name, record),
      readme,
      `run \`npm run ${name === "size" ? name : "bench"} -- --charts\``,
    );
    for (const [file, svg] of Object.entries(await drawRecord(name, record))) {
      assert.equal(await readFile(`${root}/docs/images/${file}`, "utf8"), svg, file);
      assert.ok(readme.includes(`docs/images/${file}`), file);
    }
  });
}
