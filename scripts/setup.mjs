// Set-up: takes a machine with Rust (rustup) and Node, gives one that can build and test. Installs only what is missing.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { environment, firstLine, main, root, run, toolFolder } from "./run.mjs";

const WASM_TARGET = "wasm32-unknown-unknown";

/** Tools that are programs of crates. `locked`: whether the crate's own lock file is followed. */
const TOOLS = {
  "wasm-bindgen-cli": { program: "wasm-bindgen", version: lockedVersion("wasm-bindgen"), locked: false, minutes: 4 },
  "wasm-pack": { program: "wasm-pack", version: "0.15.1", locked: true, minutes: 3 },
  geckodriver: { program: "geckodriver", version: "0.37.1", locked: true, minutes: 3 },
};

/** The environment in which the tools are found. */
export const toolEnvironment = environment(Object.entries(TOOLS).map(([crate, { version }]) => `${crate}-${version}`));

/** The oldest Rust that the crate promises to compile with. */
export const MSRV = /^rust-version = "(.+)"$/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))?.[1];

/** The browsers as programs: the first that answers is taken. */
const CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FIREFOX = ["firefox-esr", "firefox"];

/** The path or name of an installed Chromium, for tests that drive it. */
export function chromium() {
  return pathOf(process.env.CHROMIUM ?? CHROMIUM.find((name) => firstLine(name, ["--version"]) !== undefined));
}

/** The paths or names of Firefox and its driver, for tests that drive them. */
export function firefox() {
  const browser = FIREFOX.find((name) => firstLine(name, ["--version"]) !== undefined);
  return { browser: pathOf(browser), driver: pathOf("geckodriver") };
}

function pathOf(program) {
  return program === undefined ? undefined : (firstLine("which", [program]) ?? program);
}

/**
 * Installs what is missing.
 *
 * @param {{ browsers?: boolean, msrv?: boolean }} needs whether tests in browsers will run, and the check of the oldest Rust
 */
export async function setUp({ browsers = false, msrv = false } = {}) {
  const steps = [
    { name: "npm modules", isDone: hasModules, work: installModules },
    { name: `Rust target ${WASM_TARGET}`, isDone: hasTarget, work: installTarget },
    ...(msrv ? [{ name: `Rust ${MSRV}`, isDone: hasOldRust, work: installOldRust }] : []),
    toolStep("wasm-bindgen-cli"),
    toolStep("wasm-pack"),
    ...(browsers
      ? [
          toolStep("geckodriver"),
          { name: "Chromium, ChromeDriver and Firefox", isDone: hasBrowsers, work: installBrowsers },
        ]
      : []),
  ];
  expectPrograms();
  if (steps.every(({ isDone }) => isDone())) return;
  for (const [index, { name, isDone, work }] of steps.entries()) {
    const head = `set-up ${index + 1} of ${steps.length}: ${name}`;
    if (isDone()) {
      console.log(`${head}: is there`);
    } else {
      await timed(head, work);
      if (!isDone())
        throw new Error(`Set-up installed ${name}, but it cannot be found: check PATH and run this again.`);
    }
  }
}

function expectPrograms() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Error("Set-up needs Node 20.19 or later.");
  for (const program of ["cargo", "rustup"]) {
    if (firstLine(program, ["--version"]) === undefined) {
      throw new Error(`Set-up needs \`${program}\` on PATH: install Rust with rustup, then run this again.`);
    }
  }
}

/** Does a step and shows for how long it has been at it. */
async function timed(head, work) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  console.log(`${head}: installing`);
  const ticking = setInterval(() => console.log(`${head}: ${seconds()} so far`), 30_000);
  try {
    await work((detail) => console.log(`${head}: ${detail}`));
    console.log(`${head}: done in ${seconds()}`);
  } finally {
    clearInterval(ticking);
  }
}

/** Runs an installer; where it fails, shows how it ended and throws the sentence. */
async function install(command, args, sentence, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) {
    console.error(output.trimEnd().split("\n").slice(-40).join("\n"));
    throw new Error(sentence);
  }
}

const LOCK_MARK = join(root, "node_modules", ".installed-lock");

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function hasModules() {
  return existsSync(LOCK_MARK) && readFileSync(LOCK_MARK, "utf8") === lockHash();
}

async function installModules() {
  await install(
    "npm",
    ["ci", "--no-audit", "--no-fund"],
    "Set-up cannot install the npm modules: `npm ci` says why above.",
  );
  writeFileSync(LOCK_MARK, lockHash());
}

function hasTarget() {
  return existsSync(join(firstLine("rustc", ["--print", "sysroot"]) ?? "", "lib", "rustlib", WASM_TARGET));
}

async function installTarget() {
  await install(
    "rustup",
    ["target", "add", WASM_TARGET],
    `Set-up cannot add the Rust target: run \`rustup target add ${WASM_TARGET}\`.`,
  );
}

function hasOldRust() {
  return firstLine("cargo", [`+${MSRV}`, "--version"]) !== undefined;
}

async function installOldRust() {
  const args = ["toolchain", "install", MSRV, "--profile", "minimal"];
  await install(
    "rustup",
    args,
    `Set-up cannot install the oldest Rust that is promised: run \`rustup ${args.join(" ")}\`.`,
  );
}

/** Installs the oldest Rust that is promised, if it is missing, and nothing else. */
export async function setUpOldRust() {
  expectPrograms();
  if (!hasOldRust()) await timed(`set-up: Rust ${MSRV}`, installOldRust);
}

/** The version of a crate in `Cargo.lock`. */
function lockedVersion(crate) {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  return new RegExp(`name = "${crate}"\nversion = "([^"]+)"`).exec(lock)?.[1];
}

function toolStep(crate) {
  const { program, version, locked, minutes } = TOOLS[crate];
  return {
    name: `${program} ${version}`,
    isDone: () => firstLine(program, ["--version"], toolEnvironment)?.split(" ").includes(version) ?? false,
    async work(say) {
      const folder = join(toolFolder, `${crate}-${version}`);
      if (firstLine("cargo-binstall", ["-V"]) !== undefined) {
        say("looking for a prebuilt one");
        const prebuilt = ["--no-confirm", "--disable-strategies", "compile", "--root", folder, `${crate}@${version}`];
        if ((await run("cargo-binstall", prebuilt, { timeoutMs: 120_000 })).code === 0) return;
      }
      say(`compiling it, about ${minutes} minutes on two cores`);
      const args = ["install", crate, "--version", version, "--root", folder, ...(locked ? ["--locked"] : [])];
      await install(
        "cargo",
        args,
        `Set-up cannot compile ${program}: run \`cargo install ${crate} --version ${version}\`.`,
      );
    },
  };
}

function hasBrowsers() {
  const answers = (name) => firstLine(name, ["--version"]) !== undefined;
  return chromium() !== undefined && answers("chromedriver") && FIREFOX.some(answers);
}

async function installBrowsers() {
  const sentence =
    "Set-up cannot install browsers on this system: install Chromium, ChromeDriver and Firefox, then run this again.";
  const isRoot = process.getuid?.() === 0;
  if (firstLine("apt-get", ["--version"]) === undefined) throw new Error(sentence);
  if (!isRoot && firstLine("sudo", ["-n", "true"]) === undefined) throw new Error(sentence);
  const apt = (...args) => {
    const [command, ...rest] = isRoot ? ["apt-get", ...args] : ["sudo", "-n", "apt-get", ...args];
    return install(command, rest, sentence, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  };
  await apt("update");
  await apt("install", "-y", "chromium", "chromium-driver", "firefox-esr");
}

if (argv[1] === fileURLToPath(import.meta.url)) await main(() => setUp({ browsers: true }));
