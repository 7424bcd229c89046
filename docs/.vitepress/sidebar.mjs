// Makes the sidebar of the documentation site: takes the pages of `docs`, and returns them in groups. Titles come from the
// pages themselves.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The groups of pages, in their order. A group has the named pages first, and then the other pages of its folder by `order` and
 * `title` in their frontmatter. A group without pages is not shown.
 */
export const GROUPS = [
  { text: "Start", pages: ["guide/quick-start"] },
  {
    text: "Guide",
    pages: ["guide/merging", "guide/saving", "guide/drafts", "guide/errors", "guide/rules", "guide/languages"],
    folder: "guide",
  },
  { text: "Frameworks", pages: ["guide/react", "guide/vue", "guide/svelte", "guide/other-frameworks"] },
  { text: "Recipes", pages: [], folder: "recipes" },
  { text: "Codes", pages: ["rules"] },
  { text: "Deployment", pages: ["guide/deployment"] },
  { text: "Rust", pages: ["guide/rust"] },
  { text: "Reference", pages: ["reference/index"] },
  { text: "Project", pages: ["architecture", "guarantees"] },
  { text: "Changelog", pages: ["changelog"] },
];

/** Files that belong to no group: installed and built files, pages of single declarations, and the first page of the site. */
const WITHOUT_GROUP = /^(node_modules|site|\.vitepress|reference\/.+)\/|^index\.md$/;

/**
 * Reads the pages in a folder and its subfolders.
 *
 * @param {string} folder
 * @returns {Promise<{ path: string, title?: string, order?: number }[]>} `path` has no extension
 */
export async function readPages(folder) {
  const files = (await readdir(folder, { recursive: true })).map((file) => file.replaceAll("\\", "/"));
  const pages = files.filter((file) => file.endsWith(".md") && !WITHOUT_GROUP.test(file)).sort();
  return Promise.all(
    pages.map(async (file) => ({
      path: file.slice(0, -".md".length),
      ...readFrontmatter(await readFile(join(folder, file), "utf8")),
    })),
  );
}

/** Returns `title` and `order` of a page. Without a title, the first heading is the title. */
export function readFrontmatter(text) {
  const block = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? "";
  const readValue = (name) => new RegExp(`^${name}: *(.*?) *$`, "m").exec(block)?.[1].replace(/^(["'])(.*)\1$/, "$2");
  const order = readValue("order");
  return {
    title: readValue("title") ?? /^# (.+)$/m.exec(text)?.[1],
    order: order === undefined ? undefined : Number(order),
  };
}

/**
 * Returns the sidebar.
 *
 * @param {Awaited<ReturnType<typeof readPages>>} pages
 * @throws {Error} if a page is in no group or has no title, or if a group names a page that does not exist
 */
export function makeSidebar(pages, groups = GROUPS) {
  const rest = new Map(pages.map((page) => [page.path, page]));
  const problems = pages.filter(({ title }) => !title).map(({ path }) => `docs/${path}.md has no title`);
  const take = (path) => {
    const page = rest.get(path);
    rest.delete(path);
    return page;
  };
  // Named pages of all groups are taken first, so that a folder can be divided among groups.
  const named = groups.map((group) =>
    group.pages.flatMap((path) => {
      const page = take(path);
      if (page === undefined) problems.push(`the group ${group.text} names docs/${path}.md, which does not exist`);
      return page ?? [];
    }),
  );
  const sidebar = groups.map(({ text, folder }, index) => {
    const others = folder === undefined ? [] : [...rest.values()].filter(({ path }) => path.startsWith(`${folder}/`));
    for (const { path } of others) rest.delete(path);
    const items = [...named[index], ...others.sort(byOrder)].map(({ path, title }) => ({
      text: title,
      link: `/${path.replace(/(^|\/)index$/, "$1")}`,
    }));
    return { text, items };
  });
  for (const path of rest.keys()) {
    problems.push(`docs/${path}.md is in no group: name it in GROUPS of docs/.vitepress/sidebar.mjs`);
  }
  if (problems.length > 0) throw new Error(`The sidebar is not complete:\n${problems.join("\n")}`);
  return sidebar.filter(({ items }) => items.length > 0).map(shorten);
}

function byOrder(a, b) {
  const [first, second] = [a.order ?? Number.POSITIVE_INFINITY, b.order ?? Number.POSITIVE_INFINITY];
  return first === second ? a.title.localeCompare(b.title, "en") : first - second;
}

/** Returns a link instead of a group whose only page has the name of the group. */
function shorten(group) {
  const [page] = group.items;
  return group.items.length === 1 && page.text === group.text ? page : group;
}

/**
 * Returns the sidebar of the reference: a group for each module, which contains its declarations by kind.
 *
 * @param {Entry[]} entries the entries that the plugin of TypeDoc writes
 * @typedef {{ title: string, path?: string, children?: Entry[] }} Entry
 */
export function makeReferenceSidebar(entries) {
  return [{ text: "Reference", link: "/reference/" }, ...entries.flatMap(makeModules)];
}

const isModule = ({ path }) => path?.endsWith("/index.md") ?? false;

/** Returns the group of a module, and the groups of the modules in it, which are entries of the package too. */
function makeModules({ path, children }) {
  const name = path.replace(/\/index\.md$/, "");
  const items = children.filter((child) => !isModule(child)).map(makeReferenceItem);
  return [{ text: name, link: `/reference/${name}/`, items }, ...children.filter(isModule).flatMap(makeModules)];
}

/** Returns a declaration, or a kind with its declarations, which is closed at first. */
function makeReferenceItem({ title, path, children }) {
  if (children === undefined) return { text: title, link: `/reference/${path.replace(/\.md$/, "")}` };
  return { text: title, collapsed: true, items: children.map(makeReferenceItem) };
}
