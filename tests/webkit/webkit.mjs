// Starts WebKitGTK, which has the engine of Safari, on a separate display.

import { spawn } from "node:child_process";
import { Builder } from "selenium-webdriver";
import { findWebKit } from "../../scripts/toolchain.mjs";
import { findFreePort } from "../free-port.mjs";
import { eventually, LIMIT_MS } from "../waiting.mjs";

/** Starts a program, and returns it with the first match of a pattern in its output. */
export function startProgram(command, args, pattern, options = {}) {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (text) => {
      output += text;
      const match = pattern.exec(output);
      if (match !== null) resolve({ child, match });
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", read);
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`${command} ended with exit code ${code}: ${output}`)));
  });
}

/** Starts WebKitGTK. Returns its driver, with `stop`, which also ends the display. */
export async function launchWebKit() {
  const { driver: program, display } = findWebKit();
  // Xvfb chooses a free display and prints its number.
  const screen = await startProgram(display, ["-displayfd", "1", "-screen", "0", "1280x900x24"], /(\d+)\n/);
  const env = {
    ...process.env,
    DISPLAY: `:${screen.match[1]}`,
    LIBGL_ALWAYS_SOFTWARE: "1",
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    // The sandbox cannot start as root.
    ...(process.getuid() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" }),
  };
  const port = await findFreePort();
  const service = spawn(program, [`--port=${port}`], { env, stdio: "ignore" });
  const end = () => {
    service.kill();
    screen.child.kill();
  };
  try {
    const driver = await connect(`http://127.0.0.1:${port}`);
    await driver.manage().setTimeouts({ script: 3 * LIMIT_MS });
    return { driver, stop: () => driver.quit().finally(end) };
  } catch (error) {
    end();
    throw error;
  }
}

/** Connects to the driver as soon as it listens. */
async function connect(server) {
  const isReady = () =>
    fetch(`${server}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  await eventually.equal(isReady, true, "WebKitWebDriver does not listen");
  const capabilities = { browserName: "MiniBrowser", "webkitgtk:browserOptions": { args: ["--automation"] } };
  return new Builder().usingServer(server).withCapabilities(capabilities).build();
}
