// Names the files of the package, for the scripts that make or measure them.

import { join } from "node:path";
import { root } from "./run.mjs";

/** The files that an application loads for each entry of the package. */
export const ENTRY_FILES = {
  default: ["index.js", "is-valid.js"],
  slim: ["slim.js", "is-valid.js", "core.wasm"],
  validate: ["validate.js", "is-valid.js"],
};

/** Returns the file of the compiled crate that a module such as `core.wasm` is made from. It contains the names of all functions. */
export const compiledCrate = (module) => join(root, "target", "compiled", module);
