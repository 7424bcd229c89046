// Chromium as the tests start it: without what needs a display, a sandbox or the network.

import { chromium } from "playwright-core";
import { findChromium } from "../../scripts/toolchain.mjs";
import { LIMIT_MS } from "../waiting.mjs";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
];

/** Starts Chromium. */
export const launchChromium = () => chromium.launch({ executablePath: findChromium(), args: ARGS, timeout: LIMIT_MS });
