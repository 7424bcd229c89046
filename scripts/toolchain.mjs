// The programs that the project uses: finds them on this machine and compares their versions.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, firstLine, probe, root } from "./run.mjs";

export const WASM_TARGET = "wasm32-unknown-unknown";

/** The oldest Rust that the crate supports. */
export const MSRV = /^rust-version = "(.+)"$/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))?.[1];

/** Tools that are programs of crates. `isLocked`: the crate's own lock file is followed. */
export const TOOLS = {
  "wasm-bindgen-cli": { program: "wasm-bindgen", version: lockedVersion("wasm-bindgen"), isLocked: false },
  "wasm-pack": { program: "wasm-pack", version: "0.15.1", isLocked: true },
  geckodriver: { program: "geckodriver", version: "0.37.1", isLocked: true },
};

/** The environment with the tools on PATH. */
export const toolEnvironment = environment(Object.entries(TOOLS).map(([crate, { version }]) => `${crate}-${version}`));

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FIREFOX = ["firefox-esr", "firefox"];

/** The oldest browsers that the package supports. */
const OLDEST = { Chromium: 111, Firefox: 115 };

/** Returns the version of a crate in `Cargo.lock`. */
function lockedVersion(crate) {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  return new RegExp(`name = "${crate}"\nversion = "([^"]+)"`).exec(lock)?.[1];
}

/** Returns the path or name of an installed Chromium, for tests that drive it. */
export function chromium() {
  return pathOf(process.env.CHROMIUM ?? firstThatRuns(CHROMIUM));
}

/** Returns the paths or names of Firefox and its driver, for tests that drive them. */
export function firefox() {
  return { browser: pathOf(firstThatRuns(FIREFOX)), driver: pathOf("geckodriver") };
}

function firstThatRuns(names) {
  return names.find((name) => firstLine(name, ["--version"]) !== undefined);
}

function pathOf(program) {
  return program === undefined ? undefined : (firstLine("which", [program]) ?? program);
}

/** Returns what is wrong with the browsers and their driver, each as the beginning of a sentence; empty if they can be used. */
export function browserProblems() {
  const found = {
    Chromium: inspect(process.env.CHROMIUM ? [process.env.CHROMIUM] : CHROMIUM),
    ChromeDriver: inspect(["chromedriver"]),
    Firefox: inspect(FIREFOX),
  };
  const problems = Object.entries(found).flatMap(([name, { problem, major }]) => {
    if (problem !== undefined) return [`${name} ${problem}`];
    return major < OLDEST[name] ? [`${name} ${major} is too old (${OLDEST[name]} or later is needed)`] : [];
  });
  const { Chromium: browser, ChromeDriver: driver } = found;
  if (problems.length === 0 && browser.major !== driver.major) {
    problems.push(`ChromeDriver ${driver.major} does not fit Chromium ${browser.major}`);
  }
  return problems;
}

/** Returns the major version of the first of some programs that runs, or the problem of the first that is there. */
function inspect(names) {
  const probes = names.map((name) => probe(name, ["--version"]));
  const running = probes.find(({ line }) => line !== undefined);
  if (running !== undefined) return { major: Number(/(\d+)\./.exec(running.line)?.[1]) };
  return probes.find(({ problem }) => problem !== "is missing") ?? { problem: "is missing" };
}

/** Throws one sentence that names the first program which set-up itself cannot install, and the command that fixes it. */
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

/** Returns the version line of a program, or throws one sentence. */
function requireProgram(program, args, remedy) {
  const { line, problem } = probe(program, [...args, "--version"]);
  if (line === undefined) throw new Error(`\`${program}\` ${problem}: ${remedy}, then run this again.`);
  return line;
}

/** Returns true if a version is before another, compared by major and minor. */
function isOlder(version, than) {
  const [[major, minor = 0], [oldestMajor, oldestMinor = 0]] = [version, than].map((text) =>
    text.split(".").map(Number),
  );
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
