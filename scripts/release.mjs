// `npm run release:check`: checks that a tag can be released: the versions, the date in the changelog and the owner of the repository.
// The tag is an argument: `npm run release:check -- v0.1.0`. Without an argument, it is the tag that started the workflow.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, env } from "node:process";
import { fileURLToPath } from "node:url";
import { findOwners, PLACEHOLDER, REPOSITORY } from "./owner.mjs";
import { main, root } from "./run.mjs";

/**
 * @typedef {object} Release
 * @property {Record<string, string>} versions the versions of the package and the crate, by file
 * @property {string} changelog
 * @property {string} owner the owner of the repository in package.json
 */

/** Reads the files that a release depends on. @returns {Promise<Release>} */
export async function readRelease() {
  const read = (file) => readFile(join(root, file), "utf8");
  const { version, repository } = JSON.parse(await read("package.json"));
  const crate = /^version = "(.+)"$/m.exec(await read("Cargo.toml"))?.[1];
  return {
    versions: { "package.json": version, "Cargo.toml": crate },
    changelog: await read("CHANGELOG.md"),
    owner: findOwners(repository.url)[0],
  };
}

/**
 * Returns one sentence for each reason why a tag cannot be released.
 *
 * @param {string} tag
 * @param {Release} release
 * @param {string} [repository] the repository that publishes, as `owner/name`
 */
export function findProblems(tag, { versions, changelog, owner }, repository) {
  const problems = [];
  const mismatches = Object.entries(versions).filter(([, version]) => tag !== `v${version}`);
  if (mismatches.length > 0) {
    const list = mismatches.map(([file, version]) => `${version} in ${file}`).join(" and ");
    problems.push(`The tag is ${tag}, but the version is ${list}: change the version, or tag v${mismatches[0][1]}.`);
  }
  const version = versions["package.json"];
  const date = /^## (\S+) – (.+)$/gm;
  const dates = Object.fromEntries([...changelog.matchAll(date)].map(([, released, text]) => [released, text]));
  if (!/^\d{4}-\d\d-\d\d$/.test(dates[version] ?? "")) {
    problems.push(`CHANGELOG.md has no date for ${version}: write \`## ${version} – <year>-<month>-<day>\`.`);
  }
  if (owner === PLACEHOLDER) {
    problems.push("The owner of the repository is not set: run `npm run release:owner -- <owner>`.");
  } else if (repository !== undefined && repository !== `${owner}/${REPOSITORY}`) {
    problems.push(`The repository is ${repository}, but package.json names ${owner}/${REPOSITORY}.`);
  }
  return problems;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const tag = argv[2] ?? env.GITHUB_REF_NAME;
    if (tag === undefined) throw new Error("There is no tag to check: run `npm run release:check -- v0.1.0`.");
    const release = await readRelease();
    const problems = findProblems(tag, release, env.GITHUB_REPOSITORY);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    console.log(`${tag} can be released: it is the version in ${Object.keys(release.versions).join(" and ")}.`);
  });
}
