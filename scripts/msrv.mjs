// `npm run check:msrv`: compiles the crate with the oldest supported Rust. Needs nothing but Rust. Part of `npm run check`.

import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, runOrThrow } from "./run.mjs";
import { setupOldRust } from "./setup.mjs";
import { MSRV } from "./toolchain.mjs";

/** The arguments of cargo that compile the crate with the oldest Rust. */
export const MSRV_ARGS = [`+${MSRV}`, "check", "--all-features"];

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setupOldRust();
    await runOrThrow("cargo", MSRV_ARGS, { show: true });
    console.log(`Rust ${MSRV} compiles the crate.`);
  });
}
