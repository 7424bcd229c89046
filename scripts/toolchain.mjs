// Finds the programs that the project uses on this machine, and checks their versions.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeEnvironment, probe, readFirstLine, root } from "./run.mjs";

export const WASM_TARGET = "wasm32-unknown-unknown";

/** The oldest Rust that the crate supports. */
export const MSRV = /^rust-version = "(.+)"$/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))?.[1];

/**
 * The programs that set-up installs from crates. If `isLocked`, cargo uses the lock file of the crate. A program prints its version
 * with `versionArgs`, by default `--version`.
 */
export const TOOLS = {
  "wasm-bindgen-cli": { program: "wasm-bindgen", version: readLockedVersion("wasm-bindgen"), isLocked: false },
  "wasm-pack": { program: "wasm-pack", version: "0.15.1", isLocked: true },
  geckodriver: { program: "geckodriver", version: "0.37.1", isLocked: true },
  "cargo-mutants": {
    program: "cargo-mutants",
    version: "27.1.0",
    isLocked: true,
    versionArgs: ["mutants", "--version"],
  },
  "cargo-nextest": { program: "cargo-nextest", version: "0.9.151", isLocked: true },
};

/** The environment for commands that use these tools: PATH contains the tools. */
export const toolEnvironment = makeEnvironment(
  Object.entries(TOOLS).map(([crate, { version }]) => `${crate}-${version}`),
);

const CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FIREFOX_NAMES = ["firefox-esr", "firefox"];

/** The oldest browsers that the package supports, by major version. */
const OLDEST_BROWSERS = { Chromium: 111, Firefox: 115 };

/** Returns the version of a crate in `Cargo.lock`. */
function readLockedVersion(crate) {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  return new RegExp(`name = "${crate}"\nversion = "([^"]+)"`).exec(lock)?.[1];
}

/** Returns the path or the name of Chromium, or `undefined` if it is not installed. */
export function findChromium() {
  return resolvePath(process.env.CHROMIUM ?? findRunnable(CHROMIUM_NAMES));
}

/** Returns the paths or the names of Firefox and its driver. `browser` is `undefined` if Firefox is not installed. */
export function findFirefox() {
  return { browser: resolvePath(findRunnable(FIREFOX_NAMES)), driver: resolvePath("geckodriver") };
}

/**
 * Returns the paths of the driver of WebKitGTK, which has the engine of Safari, and of the program that is its display. Each is
 * `undefined` if it is not installed.
 */
export function findWebKit() {
  const [driver, display] = ["WebKitWebDriver", "Xvfb"].map((name) => readFirstLine("which", [name]));
  return { driver, display };
}

/** Returns the first name whose program runs. */
function findRunnable(names) {
  return names.find((name) => readFirstLine(name, ["--version"]) !== undefined);
}

function resolvePath(program) {
  return program === undefined ? undefined : (readFirstLine("which", [program]) ?? program);
}

/** Returns the problems with the browsers and ChromeDriver, each as the beginning of a sentence. */
export function findBrowserProblems() {
  const found = {
    Chromium: inspectFirst(process.env.CHROMIUM ? [process.env.CHROMIUM] : CHROMIUM_NAMES),
    ChromeDriver: inspectFirst(["chromedriver"]),
    Firefox: inspectFirst(FIREFOX_NAMES),
  };
  const problems = Object.entries(found).flatMap(([name, { problem, major }]) => {
    if (problem !== undefined) return [`${name} ${problem}`];
    return major < OLDEST_BROWSERS[name]
      ? [`${name} ${major} is too old (${OLDEST_BROWSERS[name]} or later is needed)`]
      : [];
  });
  const { Chromium: browser, ChromeDriver: driver } = found;
  if (problems.length === 0 && browser.major !== driver.major) {
    problems.push(`ChromeDriver ${driver.major} does not fit Chromium ${browser.major}`);
  }
  return problems;
}

/**
 * Returns the major version of the first program that runs. If none of them runs, returns the problem of the first program that
 * is installed.
 */
function inspectFirst(names) {
  const probes = names.map((name) => probe(name, ["--version"]));
  const running = probes.find(({ line }) => line !== undefined);
  if (running !== undefined) return { major: Number(/(\d+)\./.exec(running.line)?.[1]) };
  return probes.find(({ problem }) => problem !== "is missing") ?? { problem: "is missing" };
}

/**
 * Checks the programs that set-up cannot install. Throws an error if one of them is missing, broken or too old. The message
 * names the program, and says what to do.
 */
export function requirePrograms() {
  const node = process.versions.node;
  if (isOlder(node, "20.19")) throw new Error(`Node ${node} is too old: run \`nvm install 22\`, then run this again.`);
  requireProgram("npm", [], "install Node with npm, or run `corepack enable npm`");
  requireProgram("rustup", [], "run `curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh`");
  requireProgram("cargo", [], "run `rustup default stable`");
  const rust = /\d[\d.]*/.exec(requireProgram("rustc", [], "run `rustup default stable`"))?.[0] ?? "0";
  if (isOlder(rust, MSRV)) {
    throw new Error(
      `Rust ${rust} is too old, ${MSRV} or later is needed: run \`rustup update stable\`, then run this again.`,
    );
  }
}

/** Returns the line with the version of a program. If the program does not run, throws an error with the remedy. */
function requireProgram(program, args, remedy) {
  const { line, problem } = probe(program, [...args, "--version"]);
  if (line === undefined) throw new Error(`\`${program}\` ${problem}: ${remedy}, then run this again.`);
  return line;
}

/** Returns true if a version is older than `minimum`. Compares major and minor numbers only. */
function isOlder(version, minimum) {
  const [[major, minor = 0], [oldestMajor, oldestMinor = 0]] = [version, minimum].map((text) =>
    text.split(".").map(Number),
  );
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
