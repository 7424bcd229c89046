// `npm run reproducible`: builds the package in two copies of the project, each in another folder and with another `CARGO_HOME`.
// Reports if the modules have the same bytes, and if they contain a path of this machine. It is not part of `npm test`, because
// it downloads the crates again and compiles everything twice.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findMachinePaths } from "./machine-paths.mjs";
import { main, root, runOrThrow } from "./run.mjs";
import { setup } from "./setup.mjs";

/** The `CARGO_HOME` of this machine. */
const cargoHome = process.env.CARGO_HOME || join(homedir(), ".cargo");

await main(async () => {
  await setup();
  const folder = await realpath(await mkdtemp(join(tmpdir(), "connection-update-")));
  try {
    const [one, other] = await Promise.all([
      buildModule(join(folder, "one"), cargoHome),
      buildModule(join(folder, "other", "folder"), await makeCargoHome(join(folder, "cargo-home"))),
    ]);
    if (!one.equals(other))
      throw new Error(`The two modules differ: they have ${one.length} and ${other.length} bytes.`);
    const paths = findMachinePaths(one, [folder]);
    if (paths.length > 0) throw new Error(`The two modules are equal, but contain a path below ${paths.join(", ")}.`);
    const hash = createHash("sha256").update(one).digest("hex");
    console.log(`core.wasm is reproducible: two builds have the same ${one.length} bytes (SHA-256 ${hash}).`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Creates a `CARGO_HOME` without crates. Its configuration is that of this machine, which can name a mirror of the registry. */
async function makeCargoHome(folder) {
  await mkdir(folder, { recursive: true });
  for (const file of ["config.toml", "config"]) {
    if (existsSync(join(cargoHome, file))) await cp(join(cargoHome, file), join(folder, file));
  }
  return folder;
}

/** Copies the project into a folder, with changes that are not committed. Builds the copy, and returns its module. */
async function buildModule(folder, CARGO_HOME) {
  const listArgs = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = (await runOrThrow("git", listArgs)).split("\0").filter((file) => !["", "node_modules"].includes(file));
  // git also lists deleted files.
  for (const file of files.filter((file) => existsSync(join(root, file)))) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  await symlink(await realpath(join(root, "node_modules")), join(folder, "node_modules"));
  const program = 'import { buildPackage } from "./scripts/build.mjs"; await buildPackage();';
  const env = { ...process.env, CARGO_HOME };
  await runOrThrow(process.execPath, ["--input-type=module", "--eval", program], { cwd: folder, env });
  return readFile(join(folder, "pkg", "core.wasm"));
}
