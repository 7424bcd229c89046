// `npm run check:msrv`: the check of the oldest Rust that is promised, which needs nothing but Rust. It is part of `npm run check`.

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
