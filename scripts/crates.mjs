// Lists the crates that are compiled into the module, with the folders of their sources.

import { dirname } from "node:path";
import { runOrThrow } from "./run.mjs";
import { toolEnvironment as env, WASM_TARGET } from "./toolchain.mjs";

/**
 * Returns the crates of the registry that are compiled into the module, in the order of their names. Leaves out procedural
 * macros, build scripts and their dependencies, which run only while the module is compiled.
 *
 * @returns {Promise<{ name: string, version: string, license: string, folder: string }[]>}
 */
export async function listModuleCrates() {
  const options = ["--target", WASM_TARGET, "--edges", "normal,no-proc-macro", "--prefix", "none"];
  const tree = await runOrThrow("cargo", ["tree", ...options, "--format", "{p}"], { env });
  const compiled = new Set(tree.split("\n").map((line) => line.split(" ", 2).join(" ")));
  const metadataOptions = ["--filter-platform", WASM_TARGET, "--format-version", "1"];
  const metadata = JSON.parse(await runOrThrow("cargo", ["metadata", ...metadataOptions], { env }));
  return metadata.packages
    .filter(({ name, version, source }) => source !== null && compiled.has(`${name} v${version}`))
    .map(({ name, version, license, manifest_path }) => ({ name, version, license, folder: dirname(manifest_path) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
