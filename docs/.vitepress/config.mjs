// The configuration of the documentation site: takes the Markdown pages of `docs`, and returns the settings of VitePress.

import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { argv } from "node:process";
import { createLogger } from "vite";
import { defineConfig } from "vitepress";
import { makeReferenceSidebar, makeSidebar, readPages } from "./sidebar.mjs";

const docsFolder = join(import.meta.dirname, "..");
const demoFolder = join(docsFolder, "..", "www", "dist");
const hasDemo = existsSync(join(demoFolder, "index.html"));

const { name, version, description, repository } = await readJson(join(docsFolder, "..", "package.json"));
/** The address of the repository. */
const repositoryAddress = repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
const pages = await readPages(docsFolder);
const sidebar = makeSidebar(pages);
const reference = await readJson(join(docsFolder, "reference", "navigation.json"));
/** Counts warnings. A build prints nothing else, and a server prints its address. */
const logger = createLogger(argv.includes("build") ? "warn" : "info");

/** The icon of the demo console. It is part of the page, so that it needs no request. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='4' cy='8' r='3' fill='%234f6ef7'/%3E%3Ccircle cx='12' cy='8' r='3' fill='none' stroke='%234f6ef7' stroke-width='2'/%3E%3C/svg%3E";

export default defineConfig({
  title: name,
  titleTemplate: `:title · ${name}`,
  description,
  lang: "en",
  outDir: "site",
  srcExclude: ["site/**"],
  cacheDir: "node_modules/.cache/vitepress",
  head: [["link", { rel: "icon", href: ICON }]],
  markdown: { config: (markdown) => markdown.core.ruler.push("repository-links", leadToRepository) },
  vite: {
    customLogger: logger,
    // The limit is in kB. The largest chunk is the index of the search, which is loaded when the search is opened.
    build: { chunkSizeWarningLimit: 2_048 },
  },
  themeConfig: {
    nav: [
      { text: "Guide", link: findFirstLink("Start"), activeMatch: "^/guide/" },
      ...(findFirstLink("Recipes")
        ? [{ text: "Recipes", link: findFirstLink("Recipes"), activeMatch: "^/recipes/" }]
        : []),
      { text: "Codes", link: "/rules" },
      { text: "Reference", link: "/reference/", activeMatch: "^/reference/" },
      // The demo is not a page of the site: `target` makes the browser load it.
      ...(hasDemo ? [{ text: "Demo", link: "/demo/", target: "_self" }] : []),
      { text: `v${version}`, link: "/changelog" },
      { text: "Repository", link: repositoryAddress },
    ],
    sidebar: { "/reference/": makeReferenceSidebar(reference), "/": sidebar },
    outline: { level: [2, 3] },
    search: { provider: "local", options: { _render: renderForSearch } },
    docFooter: { prev: "Previous", next: "Next" },
    externalLinkIcon: true,
  },
  async buildEnd({ outDir }) {
    if (logger.hasWarned) throw new Error("VitePress reported a warning.");
    if (hasDemo) await cp(demoFolder, join(outDir, "demo"), { recursive: true });
  },
});

/** Returns the address of the first page of a group, or `undefined` if there is no such group. */
function findFirstLink(group) {
  return sidebar.find(({ text }) => text === group)?.items[0].link;
}

/** Makes the links to files outside `docs` lead to the repository. The source of a page has relative links, which work in editors. */
function leadToRepository({ tokens, env }) {
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    const link = token.type === "link_open" ? token.attrGet("href") : null;
    if (link === null || !link.startsWith("../")) continue;
    const path = posix.join("docs", posix.dirname(env.relativePath), link);
    if (!path.startsWith("docs/")) token.attrSet("href", `${repositoryAddress}/blob/main/${path}`);
  }
}

/**
 * Renders a page for the index of the search. The title of a declaration for a framework gets the name of its module,
 * because `useField` and others are in several modules.
 */
function renderForSearch(source, env, markdown) {
  const html = markdown.render(source, env);
  const [, module] = /^reference\/[\w-]+\/(\w+)\/[\w-]+\/\w+\.md$/.exec(env.relativePath) ?? [];
  return module === undefined ? html : html.replace(/(?= *<a class="header-anchor")/, ` (${module})`);
}

async function readJson(file) {
  return JSON.parse(await readFile(file, "utf8"));
}
