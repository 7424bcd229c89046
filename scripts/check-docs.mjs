// Checks the built documentation site: takes docs/site and docs/reference, and returns the problems that a reader would meet. The
// build itself reports dead links between pages, pages in no group, and warnings.

import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { readPages } from "../docs/.vitepress/sidebar.mjs";
import { root } from "./run.mjs";

export const docsFolder = join(root, "docs");

/** The most members of a union, and the most characters, in a line of the reference. A longer line is a type that was expanded. */
export const MAX_UNION_MEMBERS = 40;
export const MAX_LINE_LENGTH = 1_000;

/** Words that the search must find: the text, and the page. */
const SEARCHES = [
  ["resolve conflicts", "/guide/saving.html"],
  ["useConnectionDraft", "/reference/connection-update/react/functions/useConnectionDraft.html"],
  ["surrounding-whitespace", "/rules.html"],
];

/**
 * Checks the site.
 *
 * @param {object} [options]
 * @param {string} [options.base] the path for which the site was built
 * @returns {Promise<{ name: string, problems: string[] }[]>}
 */
export async function checkSite({ base = "/" } = {}) {
  const site = await readFiles(join(docsFolder, "site"), /\.(html|css)$/);
  const reference = await readFiles(join(docsFolder, "reference"), /\.md$/);
  const pages = [...site].filter(([path]) => path.endsWith(".html") && !path.startsWith("demo/"));
  const written = await readPages(docsFolder);
  return [
    { name: "every link of the site leads to a page and a heading", problems: findDeadLinks(pages, base) },
    {
      name: "every page of the site is in the sidebar, and leads to another",
      problems: findHiddenPages(site, written, base),
    },
    { name: "the site loads nothing from another host", problems: [...site].flatMap(findForeignAddresses) },
    { name: "no page of the reference has an expanded type", problems: [...reference].flatMap(findExpandedTypes) },
    { name: "the search finds pages of the guide and names of the API", problems: await findMissingResults(base) },
  ];
}

/** Returns the texts of the files in a folder and its subfolders, by path. */
async function readFiles(folder, pattern) {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => pattern.test(path));
  if (paths.length === 0) throw new Error(`There are no files in ${folder}.`);
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), "utf8")])));
}

/** Returns the links of pages that lead to no page, or to an id that their page does not have. */
export function findDeadLinks(pages, base) {
  const idsByPath = new Map(
    pages.map(([path, html]) => [
      path,
      new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => unescapeHtml(id))),
    ]),
  );
  return pages.flatMap(([path, html]) => {
    const links = new Set([...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)].map(([, link]) => unescapeHtml(link)));
    return [...links]
      .filter((link) => !/^[a-z]+:/i.test(link) && link !== `${base}demo/`)
      .filter((link) => {
        const [target, hash] = link.split("#");
        const ids = idsByPath.get(target === "" ? path : findFile(target, path, base));
        return ids === undefined || (hash && !ids.has(decodeURIComponent(hash)));
      })
      .map((link) => `${path}: the link ${link} leads nowhere`);
  });
}

/** Returns the path of the file that a link leads to. */
function findFile(link, from, base) {
  if (link.startsWith("/") && !link.startsWith(base)) return undefined;
  const path = link.startsWith("/") ? link.slice(base.length) : posix.join(posix.dirname(from), link);
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

function unescapeHtml(text) {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Returns the pages that the sidebar does not show, and those without a link to the previous or the next page. */
function findHiddenPages(site, written, base) {
  return written.flatMap(({ path }) => {
    const html = site.get(`${path}.html`);
    if (html === undefined) return [`${path}: the page is not built`];
    const link = `${base}${path.replace(/(^|\/)index$/, "$1")}${path.endsWith("index") ? "" : ".html"}`;
    const sidebar = /<aside class="VPSidebar[\s\S]*?<\/aside>/.exec(html)?.[0] ?? "";
    return [
      ...(sidebar.includes(`href="${link}"`) ? [] : [`${path}: the sidebar does not show this page`]),
      ...(/class="[^"]*\bpager-link\b/.test(html) ? [] : [`${path}: there is no previous and no next page`]),
    ];
  });
}

/** Returns the addresses of other hosts from which a page or a style sheet would load a file. Links to other hosts are allowed. */
export function findForeignAddresses([path, text]) {
  const loads = /(?:\ssrc(?:set)?="|<link\s[^>]*?href="|url\(["']?|@import\s*["'])((?:https?:)?\/\/[^"')\s]+)/g;
  return [...text.matchAll(loads)].map(([, address]) => `${path}: ${address} would be loaded from another host`);
}

/** Returns the lines of a page of the reference that show an expanded type. */
export function findExpandedTypes([path, text]) {
  return text.split("\n").flatMap((line, index) => {
    const members = line.split("|").length - 1;
    if (members <= MAX_UNION_MEMBERS && line.length <= MAX_LINE_LENGTH) return [];
    return [`reference/${path}:${index + 1}: a type of ${line.length} characters is expanded, give it a name`];
  });
}

/** Returns the texts for which the index of the search does not list the page. */
async function findMissingResults(base) {
  const chunks = join(docsFolder, "site", "assets", "chunks");
  const file = (await readdir(chunks)).find((name) => name.startsWith("@localSearchIndex"));
  if (file === undefined) return ["there is no index of the search"];
  const importFile = (path) => import(pathToFileURL(path));
  const { default: index } = await importFile(join(chunks, file));
  const { default: MiniSearch } = await importFile(join(docsFolder, "node_modules/minisearch/dist/es/index.js"));
  const search = MiniSearch.loadJSON(index, {
    fields: ["title", "titles", "text"],
    storeFields: ["title", "titles"],
    searchOptions: { prefix: true, boost: { title: 4, text: 2, titles: 1 } },
  });
  return SEARCHES.flatMap(([text, page]) => {
    const found = search.search(text).map(({ id }) => id.replace(/#.*/, ""));
    const link = `${base}${page.slice(1)}`;
    return found.slice(0, 10).includes(link) ? [] : [`the search for \`${text}\` does not find ${link}`];
  });
}
