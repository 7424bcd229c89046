// Copies the files of the project, to change the copies.

import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root, runOrThrow } from "../run.mjs";

/** Copies the files that git does not ignore to a folder: all of them, or those in `paths`. */
export async function copyFiles(folder, paths = []) {
  const listed = await runOrThrow("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...paths]);
  for (const file of listed.trim().split("\n")) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(root, file), join(folder, file)).catch(ignoreMissing);
  }
}

/** A file that is listed can be deleted in the working copy. */
function ignoreMissing(error) {
  if (error.code !== "ENOENT") throw error;
}
