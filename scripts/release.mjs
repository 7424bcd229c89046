// `npm run release:check`: compares the tag of a release with the versions of the package and the crate.
// The tag is an argument: `npm run release:check -- v0.1.0`. Without an argument, it is the tag that started the workflow.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, env } from "node:process";
import { fileURLToPath } from "node:url";
import { main, root } from "./run.mjs";

/** Returns the versions of the package and the crate, by file. */
export async function readVersions() {
  const read = (file) => readFile(join(root, file), "utf8");
  return {
    "package.json": JSON.parse(await read("package.json")).version,
    "Cargo.toml": /^version = "(.+)"$/m.exec(await read("Cargo.toml"))?.[1],
  };
}

/** Throws an error that names each file whose version differs from the tag. */
export function assertVersions(tag, versions) {
  const mismatches = Object.entries(versions).filter(([, version]) => tag !== `v${version}`);
  if (mismatches.length === 0) return;
  const list = mismatches.map(([file, version]) => `${version} in ${file}`).join(" and ");
  throw new Error(`The tag is ${tag}, but the version is ${list}: change the version, or tag v${mismatches[0][1]}.`);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const tag = argv[2] ?? env.GITHUB_REF_NAME;
    if (tag === undefined) throw new Error("There is no tag to check: run `npm run release:check -- v0.1.0`.");
    const versions = await readVersions();
    assertVersions(tag, versions);
    console.log(`${tag} is the version in ${Object.keys(versions).join(" and ")}.`);
  });
}
