// Set-up: takes a machine with Rust (rustup) and Node, and makes it able to build and test. Installs only what is missing.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { firstLine, main, probe, root, run, toolFolder } from "./run.mjs";
import { browserProblems, MSRV, requirePrograms, TOOLS, toolEnvironment, WASM_TARGET } from "./toolchain.mjs";

/** Compiles tools in two fifths of the CPU time. They are slower, but the whole build runs them for less than a second. */
const QUICK_TO_COMPILE = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: "0",
  CARGO_PROFILE_RELEASE_DEBUG: "0",
  CARGO_PROFILE_RELEASE_LTO: "off",
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
  CARGO_TERM_PROGRESS_WHEN: "always",
  CARGO_TERM_PROGRESS_WIDTH: "80",
};

/** Time between two lines of progress. */
const PROGRESS_MS = 15_000;

/**
 * Installs what is missing. Steps that do not depend on each other run side by side.
 *
 * @param {object} [needs]
 * @param {boolean} [needs.tests] Installs what tests and benchmarks import.
 * @param {boolean} [needs.browsers] Installs browsers and their drivers.
 * @param {boolean} [needs.msrv] Installs the oldest Rust that is promised.
 */
export async function setup({ tests = false, browsers = false, msrv = false } = {}) {
  requirePrograms();
  const lanes = [
    [modulesStep(tests ? "all" : "build")],
    [
      { name: `Rust target ${WASM_TARGET}`, isDone: hasTarget, work: installTarget },
      ...(msrv ? [{ name: `Rust ${MSRV}`, isDone: hasOldRust, work: installOldRust }] : []),
      toolStep("wasm-bindgen-cli"),
      toolStep("wasm-pack"),
      ...(browsers ? [toolStep("geckodriver")] : []),
    ],
    browsers ? [{ name: "Chromium, ChromeDriver and Firefox", isDone: hasBrowsers, work: installBrowsers }] : [],
  ];
  const missing = lanes.map((steps) => steps.filter(({ isDone }) => !isDone()));
  if (missing.every((steps) => steps.length === 0)) return;
  console.log(`Set-up installs: ${missing.flatMap((steps) => steps.map(({ name }) => name)).join("; ")}.`);
  const ends = await Promise.allSettled(missing.map(runLane));
  const failure = ends.find(({ status }) => status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

async function runLane(steps) {
  for (const { name, isDone, work } of steps) {
    await timed(name, work);
    if (!isDone()) throw new Error(`Set-up installed ${name}, but it cannot be used: check PATH and run this again.`);
  }
}

/** Runs a step, and shows its progress and its time. */
async function timed(name, work) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  let progress = "";
  console.log(`set-up: ${name}: installing`);
  const ticking = setInterval(() => console.log(`set-up: ${name}: ${progress}${seconds()} so far`), PROGRESS_MS);
  try {
    await work((text) => {
      progress = `${text}, `;
    });
    console.log(`set-up: ${name}: done in ${seconds()}`);
  } finally {
    clearInterval(ticking);
  }
}

/** Runs an installer. If it fails, shows the end of its output and throws the sentence. */
async function install(command, args, sentence, { env = process.env, onOutput } = {}) {
  // A missing target is added by the step that shows it, and not by an update of the whole toolchain.
  const { code, output } = await run(command, args, { env: { RUSTUP_AUTO_INSTALL: "0", ...env }, onOutput });
  if (code !== 0) {
    console.error(output.trimEnd().split("\n").slice(-40).join("\n"));
    throw new Error(sentence);
  }
}

/** Names the lock file and the set of modules that the last complete installation was made from. */
const INSTALLED_MARK = join(root, "node_modules", ".installed");

/**
 * Installs npm modules: those that building and the console need, or all of them.
 *
 * @param {"build" | "all"} set
 */
function modulesStep(set) {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const isMarked = (wanted) =>
    existsSync(INSTALLED_MARK) && readFileSync(INSTALLED_MARK, "utf8") === `${lock} ${wanted}`;
  return {
    name: set === "all" ? "npm modules" : "npm modules for the build",
    isDone: () => isMarked("all") || isMarked(set) || hasEveryModule(),
    async work() {
      // An installation that breaks off must not look complete.
      rmSync(INSTALLED_MARK, { force: true });
      const args = ["ci", "--no-audit", "--no-fund", ...(set === "all" ? [] : ["--workspaces=false"])];
      await install("npm", args, "Set-up cannot install the npm modules: run `npm ci`, which says why.");
      writeFileSync(INSTALLED_MARK, `${lock} ${set}`);
    },
  };
}

/** Returns true if npm has recorded a complete installation of all that the lock file names, as after `npm ci` by hand. */
function hasEveryModule() {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const [installed, locked] = [record, join(root, "package-lock.json")].map(
    (file) => JSON.parse(readFileSync(file, "utf8")).packages,
  );
  return Object.entries(locked).every(
    ([path, { version, optional, link }]) =>
      !path.startsWith("node_modules/") || optional || link || installed[path]?.version === version,
  );
}

function hasTarget() {
  return existsSync(join(firstLine("rustc", ["--print", "sysroot"]) ?? "", "lib", "rustlib", WASM_TARGET, "lib"));
}

async function installTarget() {
  const args = ["target", "add", WASM_TARGET];
  await install("rustup", args, `Set-up cannot add the Rust target: run \`rustup ${args.join(" ")}\`, which says why.`);
}

function hasOldRust() {
  return firstLine("cargo", [`+${MSRV}`, "--version"]) !== undefined;
}

async function installOldRust() {
  const args = ["toolchain", "install", MSRV, "--profile", "minimal"];
  await install(
    "rustup",
    args,
    `Set-up cannot install Rust ${MSRV}: run \`rustup ${args.join(" ")}\`, which says why.`,
  );
}

/** Installs the oldest Rust that is promised, if it is missing, and nothing else. */
export async function setupOldRust() {
  requirePrograms();
  if (!hasOldRust()) await timed(`Rust ${MSRV}`, installOldRust);
}

/** Installs a tool from its crate: prebuilt if `cargo-binstall` is there and finds it, otherwise compiled. */
function toolStep(crate) {
  const { program, version, isLocked } = TOOLS[crate];
  const folder = join(toolFolder, `${crate}-${version}`);
  return {
    name: `${program} ${version}`,
    isDone: () => firstLine(program, ["--version"], toolEnvironment)?.split(" ").includes(version) ?? false,
    async work(progress) {
      if (probe("cargo-binstall", ["-V"]).line !== undefined) {
        progress("looking for a prebuilt one");
        const prebuilt = ["--no-confirm", "--force", "--disable-strategies", "compile", "--root", folder];
        const { code } = await run("cargo-binstall", [...prebuilt, `${crate}@${version}`], { timeoutMs: 120_000 });
        if (code === 0) return;
      }
      progress("starting to compile");
      const wanted = ["install", crate, "--version", version];
      // A program that is there but does not run is replaced.
      const args = [...wanted, "--root", folder, "--force", ...(isLocked ? ["--locked"] : [])];
      const onOutput = (text) => {
        const compiled = cratesCompiled(text);
        if (compiled !== undefined) progress(compiled);
      };
      const sentence = `Set-up cannot compile ${program}: run \`cargo ${wanted.join(" ")}\`, which says why.`;
      await install("cargo", args, sentence, { env: { ...process.env, ...QUICK_TO_COMPILE }, onOutput });
    },
  };
}

/** Returns how far a compilation is, read from the progress bar that cargo prints, or `undefined` if there is none. */
export function cratesCompiled(output) {
  const [, done, total] = [...output.matchAll(/\] (\d+)\/(\d+)/g)].at(-1) ?? [];
  return done === undefined ? undefined : `${done} of ${total} crates compiled`;
}

function hasBrowsers() {
  return browserProblems().length === 0;
}

const BROWSER_PACKAGES = ["chromium", "chromium-driver", "firefox-esr"];

async function installBrowsers(progress) {
  const problem = browserProblems().join(", ");
  const isRoot = process.getuid?.() === 0;
  if (probe("apt-get", ["--version"]).line === undefined) {
    throw new Error(
      `${problem}, and there is no \`apt-get\`: install Chromium, ChromeDriver and Firefox, then run this again.`,
    );
  }
  const command = `${isRoot ? "" : "sudo "}apt-get install ${BROWSER_PACKAGES.join(" ")}`;
  const sentence = `${problem}: run \`${command}\`, then run this again.`;
  if (!isRoot && probe("sudo", ["-n", "true"]).line === undefined) throw new Error(sentence);
  const asRoot = (program, ...args) => {
    const [first, ...rest] = isRoot ? [program, ...args] : ["sudo", "-n", program, ...args];
    return install(first, rest, sentence, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  };
  // Finishes what an installation that broke off has left behind.
  await asRoot("dpkg", "--configure", "-a");
  progress("reading the lists of packages");
  await asRoot("apt-get", "update");
  progress("downloading and unpacking");
  await asRoot("apt-get", "install", "-y", ...BROWSER_PACKAGES);
  const left = browserProblems().join(", ");
  if (left !== "") throw new Error(`${left}, though \`${command}\` ended well: check PATH, then run this again.`);
}

if (argv[1] === fileURLToPath(import.meta.url)) await main(() => setup({ tests: true, browsers: true }));
