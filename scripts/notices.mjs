// Makes the notices of the package: the license of each crate that is compiled into the module, and of Rust's standard library.
// `cargo-about` makes such a file too, but set-up would have to compile more than 100 crates for it.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { listModuleCrates } from "./crates.mjs";
import { root, runOrThrow } from "./run.mjs";

const INTRODUCTION = `Third-party notices

The WebAssembly module of this package contains the crates below, and parts of the standard library of Rust. Each section lists
crates with their licenses, and then the text. If a crate can be used under the license MIT or Apache-2.0, the text is that of
one of them.
`;

/** Names of the files with licenses and copyrights. */
const LICENSE_FILE = /^(?:un)?licen[cs]e|^copy(?:ing|right)|^notice/i;

/** Returns the text of the notices. Crates that have the same license text share a section. */
export async function makeNotices() {
  const sections = new Map();
  for (const crate of [...(await listModuleCrates()), await describeStandardLibrary()]) {
    const text = await readLicense(crate);
    const title = `${crate.name} ${crate.version} (${crate.license})`;
    sections.set(text, [...(sections.get(text) ?? []), title]);
  }
  const texts = [...sections].map(([text, titles]) => `${"=".repeat(80)}\n${titles.join("\n")}\n\n${text}\n`);
  return [INTRODUCTION, ...texts].join("\n");
}

async function describeStandardLibrary() {
  const version = (await runOrThrow("rustc", ["--version"])).split(" ")[1];
  return { name: "Rust standard library", version, license: "MIT OR Apache-2.0", folder: undefined };
}

/**
 * Returns the license of a crate. Leaves out Apache-2.0 if the crate has the text of an alternative. A crate without a file gets
 * the text of Apache-2.0, which does not name the authors and is the same for all crates.
 */
async function readLicense({ name, license, folder }) {
  const files = folder === undefined ? [] : (await readdir(folder)).filter((file) => LICENSE_FILE.test(file)).sort();
  const canUseApache = /\bApache-2\.0\b/.test(license) && / OR |\//.test(license);
  const alternatives = files.filter((file) => !/apache/i.test(file));
  const chosen = canUseApache && alternatives.length > 0 ? alternatives : files;
  if (chosen.length === 0 && (!canUseApache || license.includes(" AND ")))
    throw new Error(`The crate ${name} (${license}) has no file with a license.`);
  const paths = chosen.length > 0 ? chosen.map((file) => join(folder, file)) : [join(root, "LICENSE-APACHE")];
  const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
  return texts.map((text) => text.replaceAll("\r\n", "\n").replace(/^\n+/, "").trimEnd()).join("\n\n");
}
