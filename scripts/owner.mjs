// `npm run release:owner -- acme`: writes the owner of the repository into every address of the repository and of its site.
// Before the first release, the owner is `OWNER`, and `npm run release:check` fails.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, root, runOrThrow } from "./run.mjs";

/** The name of the owner until it is known. */
export const PLACEHOLDER = "OWNER";
/** The name of the repository. */
export const REPOSITORY = "connection-update";

/** Matches the owner in an address of the repository or of its site, with the text before it. */
const OWNERS = new RegExp(
  `((?:github|raw\\.githubusercontent)\\.com/)([\\w-]+)(?=/${REPOSITORY}\\b)|(https://)([\\w-]+)(?=\\.github\\.io/${REPOSITORY}\\b)`,
  "g",
);
/** The names of users and organisations of GitHub. */
const VALID_OWNER = /^[a-z\d](?:-?[a-z\d]){0,38}$/i;
/** Files that can contain an address. */
const TEXT_FILES = /(?:^|\/)[^/]+\.(?:md|json|toml|yml|mjs|js|ts|tsx|rs|html)$/;
/** Files whose addresses are examples. */
const EXAMPLES = /^tests\/scripts\/(?:owner|release)\.test\.mjs$|package-lock\.json$/;

/** The image of the CI badge until the owner is known, because there is no status to show. */
const STATIC_CI_BADGE = "https://img.shields.io/badge/CI-GitHub_Actions-3556d4";

/** Returns the owners in the addresses of a text, in order. */
export function findOwners(text) {
  return [...text.matchAll(OWNERS)].map((match) => match[2] ?? match[4]);
}

/**
 * Returns a text with the owner in each address.
 *
 * In README.md, the CI badge then shows the status, and the addresses in `srcset` become absolute. npm and crates.io complete other
 * addresses by themselves, but not these.
 *
 * @param {string} file path below the root of the repository
 */
export function setOwner(file, text, owner) {
  const named = text.replace(OWNERS, (_, hosted, _owner, site) => `${hosted ?? site}${owner}`);
  if (file !== "README.md") return named;
  const repository = `${owner}/${REPOSITORY}`;
  return named
    .replace(STATIC_CI_BADGE, `https://github.com/${repository}/actions/workflows/ci.yml/badge.svg`)
    .replaceAll('srcset="docs/', `srcset="https://raw.githubusercontent.com/${repository}/main/docs/`);
}

/** Returns the texts of all files that contain the owner, by path below the root. */
export async function readFilesWithOwner() {
  const files = (await runOrThrow("git", ["ls-files"])).split("\n");
  const texts = new Map();
  for (const file of files.filter((path) => TEXT_FILES.test(path) && !EXAMPLES.test(path))) {
    const text = await readFile(join(root, file), "utf8").catch(() => "");
    if (findOwners(text).length > 0) texts.set(file, text);
  }
  return texts;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const owner = argv[2];
    if (owner === undefined || !VALID_OWNER.test(owner)) {
      throw new Error("Name the user or the organisation on GitHub: `npm run release:owner -- acme`.");
    }
    for (const [file, text] of await readFilesWithOwner()) {
      await writeFile(join(root, file), setOwner(file, text, owner));
      console.log(`${file}: ${findOwners(text).length} addresses`);
    }
  });
}
