// Replaces the paths of this machine in the module, so that its bytes do not depend on them. Finds paths that remain.

import { homedir } from "node:os";
import { dirname, join, parse } from "node:path";
import { env } from "node:process";
import { listModuleCrates } from "./crates.mjs";
import { root, runOrThrow } from "./run.mjs";
import { WASM_TARGET } from "./toolchain.mjs";

/**
 * Returns the arguments of cargo that replace the paths in the module. They contain flags of rustc, which cargo appends to those
 * in `.cargo/config.toml`.
 */
export async function makeRemapArgs() {
  const sysroot = (await runOrThrow("rustc", ["--print", "sysroot"])).trim();
  const commit = /^commit-hash: (\w+)$/m.exec(await runOrThrow("rustc", ["-vV"]))?.[1];
  // The folder of the registry depends on `CARGO_HOME`, and on the mirror that a configuration of cargo can name.
  const registryFolders = new Set((await listModuleCrates()).map(({ folder }) => dirname(folder)));
  const flags = [
    [root, "."],
    ...[...registryFolders].map((folder) => [folder, "crates"]),
    // The compiled library has this path already. If the component `rust-src` is installed, rustc may find the sources instead.
    [join(sysroot, "lib", "rustlib", "src", "rust"), `/rustc/${commit}`],
  ].map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  return ["--config", `target.${WASM_TARGET}.rustflags=${JSON.stringify(flags)}`];
}

/** Folders of this machine: the project, the home folder, and the folders of cargo and rustup. */
const MACHINE_FOLDERS = [
  root,
  homedir(),
  env.CARGO_HOME || join(homedir(), ".cargo"),
  env.RUSTUP_HOME || join(homedir(), ".rustup"),
].filter((folder) => folder !== parse(folder).root);

/** Returns the folders of this machine, and of `moreFolders`, whose paths the module contains. */
export function findMachinePaths(module, moreFolders = []) {
  return [...MACHINE_FOLDERS, ...moreFolders].filter((folder) => module.includes(folder));
}
