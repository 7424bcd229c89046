// Set-up: installs what building and testing need, on a machine with Rust (by rustup) and Node. Skips what is there already.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, probe, readFirstLine, root, run, toolFolder } from "./run.mjs";
import {
  findBrowserProblems,
  findWebKit,
  MSRV,
  requirePrograms,
  TOOLS,
  toolEnvironment,
  WASM_TARGET,
} from "./toolchain.mjs";

/**
 * Environment variables that turn off optimization when tools are compiled. Compilation then takes two fifths of the CPU time.
 * The tools are slower, but a build runs them for less than a second.
 */
const FAST_COMPILE_ENV = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: "0",
  CARGO_PROFILE_RELEASE_DEBUG: "0",
  CARGO_PROFILE_RELEASE_LTO: "off",
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
  CARGO_TERM_PROGRESS_WHEN: "always",
  CARGO_TERM_PROGRESS_WIDTH: "80",
};

/** Time between two lines that show the progress of a step. */
const PROGRESS_INTERVAL_MS = 15_000;

/**
 * Installs what is missing. A lane is a list of steps that run one after the other. The lanes run in parallel.
 *
 * @param {object} [needs]
 * @param {boolean} [needs.tests] Also installs the npm modules of tests and benchmarks.
 * @param {boolean} [needs.browsers] Also installs browsers and their drivers.
 * @param {boolean} [needs.msrv] Also installs the oldest supported Rust.
 * @param {boolean} [needs.webkit] Also installs WebKitGTK.
 * @param {boolean} [needs.mutants] Also installs the programs that test mutants.
 */
export async function setup({ tests = false, browsers = false, msrv = false, mutants = false, webkit = false } = {}) {
  requirePrograms();
  const lanes = [
    [makeModulesStep(tests ? "all" : "build")],
    [
      { name: `Rust target ${WASM_TARGET}`, isDone: hasWasmTarget, work: installWasmTarget },
      ...(msrv ? [{ name: `Rust ${MSRV}`, isDone: hasOldestRust, work: installOldestRust }] : []),
      makeToolStep("wasm-bindgen-cli"),
      makeToolStep("wasm-pack"),
      ...(browsers ? [makeToolStep("geckodriver")] : []),
      ...(mutants ? [makeToolStep("cargo-mutants"), makeToolStep("cargo-nextest")] : []),
    ],
    [
      ...(browsers ? [{ name: "Chromium, ChromeDriver and Firefox", isDone: hasBrowsers, work: installBrowsers }] : []),
      ...(webkit ? [{ name: "WebKitGTK and Xvfb", isDone: hasWebKit, work: installWebKit }] : []),
    ],
  ];
  const missing = lanes.map((steps) => steps.filter(({ isDone }) => !isDone()));
  if (missing.every((steps) => steps.length === 0)) return;
  console.log(`Set-up installs: ${missing.flatMap((steps) => steps.map(({ name }) => name)).join("; ")}.`);
  const outcomes = await Promise.allSettled(missing.map(runLane));
  const failure = outcomes.find(({ status }) => status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

async function runLane(steps) {
  for (const { name, isDone, work } of steps) {
    await runTimed(name, work);
    if (!isDone()) throw new Error(`Set-up installed ${name}, but it cannot be used: check PATH and run this again.`);
  }
}

/** Runs a step. Prints its progress while it runs, and then how long it took. */
async function runTimed(name, work) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  let progress = "";
  console.log(`set-up: ${name}: installing`);
  const progressTimer = setInterval(
    () => console.log(`set-up: ${name}: ${progress}${seconds()} so far`),
    PROGRESS_INTERVAL_MS,
  );
  try {
    await work((text) => {
      progress = `${text}, `;
    });
    console.log(`set-up: ${name}: done in ${seconds()}`);
  } finally {
    clearInterval(progressTimer);
  }
}

/** Runs an installer. If it fails, prints the end of its output, and throws an error with `sentence`. */
async function runInstaller(command, args, sentence, { env = process.env, onOutput } = {}) {
  // Prevents rustup from installing a toolchain by itself: `installWasmTarget` adds the missing target, and shows its progress.
  const { code, output } = await run(command, args, { env: { RUSTUP_AUTO_INSTALL: "0", ...env }, onOutput });
  if (code !== 0) {
    console.error(output.trimEnd().split("\n").slice(-40).join("\n"));
    throw new Error(sentence);
  }
}

/** File that records the last complete installation: the hash of the lock file, and the set of modules. */
const INSTALLED_MARKER = join(root, "node_modules", ".installed");

/**
 * Returns the step that installs npm modules: all of them, or only those that the build and the console need.
 *
 * @param {"build" | "all"} set
 */
function makeModulesStep(set) {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const hasInstallMarker = (wanted) =>
    existsSync(INSTALLED_MARKER) && readFileSync(INSTALLED_MARKER, "utf8") === `${lock} ${wanted}`;
  return {
    name: set === "all" ? "npm modules" : "npm modules for the build",
    isDone: () => hasInstallMarker("all") || hasInstallMarker(set) || hasEveryModule(),
    async work() {
      // An interrupted installation must not look complete.
      rmSync(INSTALLED_MARKER, { force: true });
      const args = ["ci", "--no-audit", "--no-fund", ...(set === "all" ? [] : ["--workspaces=false"])];
      await runInstaller("npm", args, "Set-up cannot install the npm modules: run `npm ci`, which says why.");
      writeFileSync(INSTALLED_MARKER, `${lock} ${set}`);
    },
  };
}

/**
 * Returns true if npm has recorded that every module of the lock file is installed. npm records this after every `npm ci`, also
 * if a user has run it.
 */
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

function hasWasmTarget() {
  return existsSync(join(readFirstLine("rustc", ["--print", "sysroot"]) ?? "", "lib", "rustlib", WASM_TARGET, "lib"));
}

async function installWasmTarget() {
  const args = ["target", "add", WASM_TARGET];
  await runInstaller(
    "rustup",
    args,
    `Set-up cannot add the Rust target: run \`rustup ${args.join(" ")}\`, which says why.`,
  );
}

function hasOldestRust() {
  return readFirstLine("cargo", [`+${MSRV}`, "--version"]) !== undefined;
}

async function installOldestRust() {
  const args = ["toolchain", "install", MSRV, "--profile", "minimal"];
  await runInstaller(
    "rustup",
    args,
    `Set-up cannot install Rust ${MSRV}: run \`rustup ${args.join(" ")}\`, which says why.`,
  );
}

/** Installs only the oldest supported Rust, if it is missing. */
export async function setUpOldestRust() {
  requirePrograms();
  if (!hasOldestRust()) await runTimed(`Rust ${MSRV}`, installOldestRust);
}

/**
 * Returns the step that installs a tool from its crate. The step downloads a prebuilt program if `cargo-binstall` finds one. If
 * not, the step compiles the crate.
 */
function makeToolStep(crate) {
  const { program, version, isLocked, versionArgs = ["--version"] } = TOOLS[crate];
  const folder = join(toolFolder, `${crate}-${version}`);
  return {
    name: `${program} ${version}`,
    isDone: () => readFirstLine(program, versionArgs, toolEnvironment)?.split(" ").includes(version) ?? false,
    async work(progress) {
      if (probe("cargo-binstall", ["-V"]).line !== undefined) {
        progress("looking for a prebuilt program");
        const prebuiltOnlyArgs = ["--no-confirm", "--force", "--disable-strategies", "compile", "--root", folder];
        const { code } = await run("cargo-binstall", [...prebuiltOnlyArgs, `${crate}@${version}`], {
          timeoutMs: 120_000,
        });
        if (code === 0) return;
      }
      progress("starting to compile");
      const installArgs = ["install", crate, "--version", version];
      // With `--force`, cargo replaces a program that is there but does not run.
      const args = [...installArgs, "--root", folder, "--force", ...(isLocked ? ["--locked"] : [])];
      const onOutput = (text) => {
        const description = describeCompilation(text);
        if (description !== undefined) progress(description);
      };
      const sentence = `Set-up cannot compile ${program}: run \`cargo ${installArgs.join(" ")}\`, which says why.`;
      await runInstaller("cargo", args, sentence, { env: { ...process.env, ...FAST_COMPILE_ENV }, onOutput });
    },
  };
}

/** Describes the progress of a compilation from the progress bar in cargo's output. Returns `undefined` without a bar. */
export function describeCompilation(output) {
  const [, done, total] = [...output.matchAll(/\] (\d+)\/(\d+)/g)].at(-1) ?? [];
  return done === undefined ? undefined : `${done} of ${total} crates compiled`;
}

function hasBrowsers() {
  return findBrowserProblems().length === 0;
}

const BROWSER_PACKAGES = ["chromium", "chromium-driver", "firefox-esr"];

const installBrowsers = (progress) =>
  installPackages("Chromium, ChromeDriver and Firefox", BROWSER_PACKAGES, findBrowserProblems, progress);

function hasWebKit() {
  return findWebKitProblems().length === 0;
}

function findWebKitProblems() {
  const { driver, display } = findWebKit();
  return [...(driver ? [] : ["WebKitWebDriver is missing"]), ...(display ? [] : ["Xvfb is missing"])];
}

const installWebKit = (progress) =>
  installPackages("WebKitGTK and Xvfb", ["webkit2gtk-driver", "xvfb"], findWebKitProblems, progress);

/** Installs packages of Debian. Throws an error with the remedy if it cannot, or if there are still problems afterwards. */
async function installPackages(names, packages, findProblems, progress) {
  const problem = findProblems().join(", ");
  const isRoot = process.getuid?.() === 0;
  if (probe("apt-get", ["--version"]).line === undefined) {
    throw new Error(`${problem}, and there is no \`apt-get\`: install ${names}, then run this again.`);
  }
  const command = `${isRoot ? "" : "sudo "}apt-get install ${packages.join(" ")}`;
  const sentence = `${problem}: run \`${command}\`, then run this again.`;
  if (!isRoot && probe("sudo", ["-n", "true"]).line === undefined) throw new Error(sentence);
  const runAsRoot = (program, ...args) => {
    const [first, ...rest] = isRoot ? [program, ...args] : ["sudo", "-n", program, ...args];
    return runInstaller(first, rest, sentence, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  };
  // Completes an earlier installation that was interrupted.
  await runAsRoot("dpkg", "--configure", "-a");
  progress("reading the lists of packages");
  await runAsRoot("apt-get", "update");
  progress("downloading and unpacking");
  await runAsRoot("apt-get", "install", "-y", ...packages);
  const remaining = findProblems().join(", ");
  if (remaining !== "")
    throw new Error(`${remaining}, though \`${command}\` ended well: check PATH, then run this again.`);
}

if (argv[1] === fileURLToPath(import.meta.url)) await main(() => setup({ tests: true, browsers: true }));
