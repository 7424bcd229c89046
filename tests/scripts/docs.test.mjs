// Tests the links of the documents, the sidebar of the documentation site, and the checks of the built site. `npm run check` builds the
// site and runs the checks.

import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { test } from "node:test";
import {
  GROUPS,
  makeReferenceSidebar,
  makeSidebar,
  readFrontmatter,
  readPages,
} from "../../docs/.vitepress/sidebar.mjs";
import {
  docsFolder,
  findDeadLinks,
  findExpandedTypes,
  findForeignAddresses,
  MAX_LINE_LENGTH,
  MAX_UNION_MEMBERS,
} from "../../scripts/check-docs.mjs";
import { root, runOrThrow } from "../../scripts/run.mjs";

/** The groups of the tests: one with named pages, and one with the pages of a folder. */
const TEST_GROUPS = [
  { text: "Start", pages: ["guide/start"] },
  { text: "Guide", pages: ["guide/first"], folder: "guide" },
  { text: "Recipes", pages: [], folder: "recipes" },
  { text: "Changelog", pages: ["changelog"] },
];

const page = (path, title = path, order = undefined) => ({ path, title, order });
const PAGES = [page("changelog", "Changelog"), page("guide/first"), page("guide/start")];
const textsOf = (group) => group.items.map(({ text }) => text);

test("the written pages of the documentation are in the groups of the sidebar", async () => {
  const pages = (await readPages(docsFolder)).filter(({ path }) => path !== "reference/index");
  assert.ok(pages.length >= 14);
  const sidebar = makeSidebar([...pages, page("reference/index", "Reference")]);
  const links = new Set(sidebar.flatMap((group) => [group, ...(group.items ?? [])]).map(({ link }) => link));
  for (const { path } of pages) assert.ok(links.has(`/${path}`), path);
});

test("the groups of the sidebar name no page twice", () => {
  const named = GROUPS.flatMap(({ pages }) => pages);
  assert.ok(named.length > 0);
  assert.deepEqual(named, [...new Set(named)]);
});

test("a new page of a folder is in its group, after the named pages and by its order", () => {
  const added = [page("guide/b", "Beta"), page("guide/a", "Alpha"), page("guide/z", "Zeta", 1)];
  const [, guide] = makeSidebar([...PAGES, ...added], TEST_GROUPS);
  assert.deepEqual(textsOf(guide), ["guide/first", "Zeta", "Alpha", "Beta"]);
});

test("a group without pages is not shown, and a page that has the name of its group is a link", () => {
  const sidebar = makeSidebar(PAGES, TEST_GROUPS);
  assert.deepEqual(
    sidebar.map(({ text }) => text),
    ["Start", "Guide", "Changelog"],
  );
  assert.deepEqual(sidebar.at(-1), { text: "Changelog", link: "/changelog" });
});

test("a page in no group, a page without a title and a missing page are reported together", () => {
  const pages = [...PAGES.slice(1), page("other/page"), page("recipes/one", "")];
  assert.throws(() => makeSidebar(pages, TEST_GROUPS), {
    message: [
      "The sidebar is not complete:",
      "docs/recipes/one.md has no title",
      "the group Changelog names docs/changelog.md, which does not exist",
      "docs/other/page.md is in no group: name it in GROUPS of docs/.vitepress/sidebar.mjs",
    ].join("\n"),
  });
});

for (const [text, expected] of [
  ["---\ntitle: A page\norder: 2\n---\n\n# Another\n", { title: "A page", order: 2 }],
  ['---\norder: 10\ntitle: "A: page"\n---\n', { title: "A: page", order: 10 }],
  ["# Only a heading\n\ntitle: not this\n", { title: "Only a heading", order: undefined }],
  ["No heading.\n", { title: undefined, order: undefined }],
]) {
  test(`the title and the order are read from ${JSON.stringify(text)}`, () => {
    assert.deepEqual(readFrontmatter(text), expected);
  });
}

test("each module of the reference is a group, whose kinds are closed", () => {
  const entry = (title, path, children = undefined) => ({ title, path, children });
  const functions = entry("Functions", undefined, [entry("useField", "pkg/vue/functions/useField.md")]);
  const classes = entry("Classes", undefined, [entry("Draft", "pkg/classes/Draft.md")]);
  const sidebar = makeReferenceSidebar([
    entry("pkg", "pkg/index.md", [classes, entry("vue", "pkg/vue/index.md", [functions])]),
  ]);
  const kind = (text, name, link) => ({ text, collapsed: true, items: [{ text: name, link }] });
  assert.deepEqual(sidebar, [
    { text: "Reference", link: "/reference/" },
    { text: "pkg", link: "/reference/pkg/", items: [kind("Classes", "Draft", "/reference/pkg/classes/Draft")] },
    {
      text: "pkg/vue",
      link: "/reference/pkg/vue/",
      items: [kind("Functions", "useField", "/reference/pkg/vue/functions/useField")],
    },
  ]);
});

test("links to missing pages and headings are found, also below another base", () => {
  const links = ["/docs/a/b.html#one", "/docs/a/", "#two", "./b.html", "/docs/demo/", "https://example.com/x"];
  const wrong = ["/docs/a/c.html", "/docs/a/b.html#three", "#four", "/a/b.html"];
  const html = [...links, ...wrong].map((link) => `<a class="x" href="${link}">x</a>`).join("");
  const pages = [
    ["a/index.html", `<h1 id="two">x</h1>${html}`],
    ["a/b.html", '<h2 id="one">x</h2>'],
  ];
  assert.deepEqual(
    findDeadLinks(pages, "/docs/"),
    wrong.map((link) => `a/index.html: the link ${link} leads nowhere`),
  );
});

for (const [text, count] of [
  ['<script src="/assets/app.js"></script><a href="https://example.com">x</a>', 0],
  ['<script type="module" src="https://cdn.example/app.js"></script>', 1],
  ['<link rel="stylesheet" href="//fonts.example/inter.css">', 1],
  ["@font-face { src: url(https://fonts.example/inter.woff2) } a { background: url(/a.png) }", 1],
  ["@import 'https://fonts.example/inter.css';", 1],
]) {
  test(`${count} files of other hosts are found in ${text}`, () => {
    assert.equal(findForeignAddresses(["index.html", text]).length, count);
  });
}

test("a long union and a long line of the reference are found, with their place", () => {
  const members = (count) => Array.from({ length: count }, (_, index) => `"${index}"`).join(" | ");
  const text = ["# A", members(MAX_UNION_MEMBERS), members(MAX_UNION_MEMBERS + 2), "x".repeat(MAX_LINE_LENGTH + 1)];
  const found = findExpandedTypes(["a.md", text.join("\n")]);
  assert.deepEqual(
    found.map((problem) => problem.split(": ", 1)[0]),
    ["reference/a.md:3", "reference/a.md:4"],
  );
});

test("every relative link of the documents leads to a file, and to a heading", async () => {
  const documents = (await runOrThrow("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"]))
    .trim()
    .split("\n");
  let count = 0;
  for (const document of documents) {
    for (const [, link] of blankCode(await readFile(join(root, document), "utf8")).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|\/)/.test(link)) continue;
      const [path, hash] = link.split("#");
      const file = path === "" ? document : posix.join(posix.dirname(document), path);
      await assert.doesNotReject(stat(join(root, file)), `${document}: ${link}`);
      count += 1;
      if (hash === undefined) continue;
      const headings = (await readFile(join(root, file), "utf8")).matchAll(/^#+ (.+)$/gm);
      assert.ok([...headings].map(([, text]) => slugOf(text)).includes(hash), `${document}: ${link}`);
    }
  }
  assert.ok(count >= 100, `${count} links`);
});

test("every guarantee has a link to a test", async () => {
  const lines = (await readFile(join(docsFolder, "guarantees.md"), "utf8")).match(/^- .*$/gm);
  assert.ok(lines.length >= 30);
  for (const line of lines) assert.match(line, /\]\(\.\.\/tests\/(?:[\w-]+\/)+[\w-]+\.(?:test\.mjs|rs)\)/, line);
});

test("every path and every npm script in CONTRIBUTING exists", async () => {
  const text = await readFile(join(root, "CONTRIBUTING.md"), "utf8");
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
  const commands = code.flatMap((span) => /^npm run ([\w:]+)/.exec(span)?.[1] ?? []);
  const paths = code.filter(
    (span) => /^[\w.-]+\/[\w./-]+$/.test(span) && !/^(?:pkg|www\/dist|connection-update)(?:\/|$)/.test(span),
  );
  assert.ok(commands.length >= 10 && paths.length >= 25, `${commands.length} commands, ${paths.length} paths`);
  for (const command of commands) assert.ok(command in scripts, command);
  for (const path of paths) await assert.doesNotReject(stat(join(root, path)), path);
});

/** Returns a document without its code. */
const blankCode = (text) => text.replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, "");

/** Returns the id that GitHub and the site give a heading. */
const slugOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .trim()
    .replaceAll(" ", "-");
