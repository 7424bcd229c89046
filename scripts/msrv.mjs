// `npm run check:msrv`: compiles the crate with the oldest supported Rust. It needs only Rust and Node, and no build.
// `npm run check` includes this check.

import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, runOrThrow } from "./run.mjs";
import { setUpOldestRust } from "./setup.mjs";
import { MSRV } from "./toolchain.mjs";

/** The arguments of cargo that compile the crate with the oldest supported Rust. */
export const MSRV_ARGS = [`+${MSRV}`, "check", "--all-features"];

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setUpOldestRust();
    await runOrThrow("cargo", MSRV_ARGS, { show: true });
    console.log(`Rust ${MSRV} compiles the crate.`);
  });
}
