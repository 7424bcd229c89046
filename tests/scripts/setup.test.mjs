// Tests set-up on simulated machines: what it installs, what it leaves unchanged, and its message if it fails.

import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { describeCompilation } from "../../scripts/setup.mjs";
import { MSRV, TOOLS } from "../../scripts/toolchain.mjs";
import { APT, lastLine, Machine, RUST_AND_NODE } from "./machine.mjs";

const FRESH = { ...RUST_AND_NODE, ...APT };
const machines = [];
after(() => {
  for (const created of machines) created.dispose();
});

function makeMachine(programs) {
  const created = new Machine(programs);
  machines.push(created);
  return created;
}

const startsWith = (start) => (call) => call.startsWith(start);

test("a new machine gets all that tests need, and a second run installs nothing", () => {
  const fresh = makeMachine(FRESH);
  const first = fresh.setup({ tests: true, browsers: true, msrv: true });
  assert.equal(first.code, 0, first.output);
  for (const start of [
    "npm ci --no-audit --no-fund",
    "rustup target add wasm32-unknown-unknown",
    `rustup toolchain install ${MSRV}`,
    "cargo install wasm-bindgen-cli",
    "cargo install wasm-pack",
    "cargo install geckodriver",
    "apt-get install -y chromium chromium-driver firefox-esr",
  ]) {
    assert.equal(first.calls.filter(startsWith(start)).length, 1, start);
  }
  const second = fresh.setup({ tests: true, browsers: true, msrv: true });
  assert.deepEqual([second.code, second.output, second.calls], [0, "", []]);
});

test("a build does not install what only tests need", () => {
  const fresh = makeMachine(FRESH);
  const { code, calls, output } = fresh.setup({});
  assert.equal(code, 0, output);
  assert.deepEqual(calls.map((call) => call.split(" ").slice(0, 3).join(" ")).toSorted(), [
    "cargo install wasm-bindgen-cli",
    "cargo install wasm-pack",
    "npm ci --no-audit",
    "rustup target add",
  ]);
  assert.match(calls.find(startsWith("npm ci")), /--workspaces=false$/);
  const tests = fresh.setup({ tests: true });
  assert.deepEqual(tests.calls, ["npm ci --no-audit --no-fund"]);
});

test("modules that were installed by hand are used, unless the lock file has changed since then", () => {
  const created = makeMachine(FRESH);
  const record = join(created.project, "node_modules", ".package-lock.json");
  mkdirSync(dirname(record));
  copyFileSync(join(created.project, "package-lock.json"), record);
  const byHand = created.setup({});
  assert.equal(byHand.code, 0, byHand.output);
  assert.deepEqual(byHand.calls.filter(startsWith("npm")), []);
  const lock = readFileSync(record, "utf8");
  writeFileSync(record, lock.replace(/("node_modules\/vite": \{\s+"version": ")[^"]+/, "$10.0.1"));
  assert.notEqual(readFileSync(record, "utf8"), lock);
  assert.equal(created.setup({}).calls.filter(startsWith("npm ci")).length, 1);
});

test("tools are compiled without optimization", () => {
  const seen = makeMachine({
    ...FRESH,
    cargo: `env | grep CARGO_PROFILE | sort >> "$HOME_DIR/env"\n${FRESH.cargo}`,
  });
  const { code } = seen.run(`
    import { setup } from "./scripts/setup.mjs";
    import { readFileSync } from "node:fs";
    await setup();
    const lines = readFileSync(new URL("../env", "file://${seen.project}/"), "utf8");
    for (const line of ["OPT_LEVEL=0", "DEBUG=0", "LTO=off", "CODEGEN_UNITS=16"]) {
      if (!lines.includes("CARGO_PROFILE_RELEASE_" + line)) throw new Error(line);
    }`);
  assert.equal(code, 0);
});

test("the progress of a compilation is read from what cargo prints", () => {
  const bar = "\r    Building [=====>       ] 41/215: syn, serde_core\r    Building [=====>       ] 42/215: syn";
  assert.equal(describeCompilation(`   Compiling syn v2.0.1\n${bar}`), "42 of 215 crates compiled");
  assert.equal(describeCompilation("   Compiling syn v2.0.1"), undefined);
});

test("a tool is downloaded if `cargo-binstall` finds it, and compiled otherwise", () => {
  const found = makeMachine({
    ...FRESH,
    "cargo-binstall": `case "$1" in -V) echo 1.15.0;; *)
      eval "wanted=\\$$#"; crate=\${wanted%@*}; program=$crate; test $crate = wasm-bindgen-cli && program=wasm-bindgen
      mkdir -p "$6/bin"; printf '#!/bin/sh\\necho "%s %s"\\n' $program "\${wanted#*@}" > "$6/bin/$program"; chmod +x "$6/bin/$program";;
    esac`,
  });
  const { code, calls, output } = found.setup({});
  assert.equal(code, 0, output);
  assert.equal(calls.filter(startsWith("cargo-binstall")).length, 2);
  assert.equal(calls.filter(startsWith("cargo install")).length, 0);

  const none = makeMachine({ ...FRESH, "cargo-binstall": 'test "$1" = -V && echo 1.15.0' });
  const compiled = none.setup({});
  assert.equal(compiled.code, 0, compiled.output);
  assert.equal(compiled.calls.filter(startsWith("cargo-binstall")).length, 2);
  assert.equal(compiled.calls.filter(startsWith("cargo install")).length, 2);
});

test("without apt-get, one sentence names what is missing", () => {
  const { code, output, calls } = makeMachine(RUST_AND_NODE).setup();
  assert.equal(code, 1);
  assert.equal(
    lastLine(output),
    "Chromium is missing, ChromeDriver is missing, Firefox is missing, and there is no `apt-get`: install Chromium, ChromeDriver and Firefox, then run this again.",
  );
  // The other steps still run to their end.
  assert.ok(calls.some(startsWith("cargo install geckodriver")));
});

test("without apt-get, installed browsers are used, whatever their names", () => {
  const version = 'echo "Some Browser 150.0.1"';
  const browsers = { "google-chrome": version, chromedriver: version, firefox: version };
  const { code, output } = makeMachine({ ...RUST_AND_NODE, ...browsers }).setup();
  assert.equal(code, 0, output);
});

test("browsers that are broken, too old or do not match their driver are named with the command that fixes it", () => {
  const outdated = { ...APT, "apt-get": 'echo "apt 2.6.1"' };
  const version = (text) => `echo "Some Browser ${text}"`;
  for (const [browsers, problem] of [
    [{ chromium: version("99.0"), chromedriver: version("99.0"), firefox: version("150.0") }, "Chromium 99 is too old"],
    [{ chromium: version("150.0"), chromedriver: version("150.0"), firefox: version("91.0") }, "Firefox 91 is too old"],
    [
      { chromium: version("150.0"), chromedriver: version("149.0"), firefox: version("150.0") },
      "ChromeDriver 149 does not fit Chromium 150",
    ],
    [{ chromium: version("150.0"), chromedriver: version("150.0"), firefox: "exit 1" }, "Firefox is broken"],
  ]) {
    const { code, output } = makeMachine({ ...RUST_AND_NODE, ...outdated, ...browsers }).setup();
    assert.equal(code, 1);
    assert.ok(lastLine(output).startsWith(problem), lastLine(output));
    assert.match(lastLine(output), /`(sudo )?apt-get install chromium chromium-driver firefox-esr`/);
  }
});

test("a missing or broken program that set-up cannot install is named with the command that fixes it", () => {
  const { rustup: _, ...withoutRustup } = FRESH;
  const { npm: __, ...withoutNpm } = FRESH;
  for (const [programs, sentence] of [
    [withoutRustup, /^`rustup` is missing: run `curl .*rustup.*`, then run this again\.$/],
    [withoutNpm, /^`npm` is missing: .*`corepack enable npm`, then run this again\.$/],
    [{ ...FRESH, cargo: "exit 1" }, /^`cargo` is broken: run `rustup default stable`, then run this again\.$/],
    [{ ...FRESH, rustc: "exit 1" }, /^`rustc` is broken: run `rustup default stable`, then run this again\.$/],
    [
      { ...FRESH, rustc: "echo rustc 1.70.0" },
      /^Rust 1\.70\.0 is too old, 1\.88 or later is needed: run `rustup update stable`, then run this again\.$/,
    ],
  ]) {
    const { code, output, calls } = makeMachine(programs).setup();
    assert.equal(code, 1);
    assert.match(output.trim(), sentence);
    assert.deepEqual(calls, [], "nothing is installed");
  }
  const locked = makeMachine(FRESH);
  locked.add("cargo", FRESH.cargo, { mode: 0o644 });
  assert.match(locked.setup().output.trim(), /^`cargo` is not executable: run `rustup default stable`/);
});

test("an installer that fails ends in one sentence with the command that says why", () => {
  for (const [program, body, sentence] of [
    ["npm", 'test "$1" = --version', "Set-up cannot install the npm modules: run `npm ci`, which says why."],
    [
      "rustup",
      'test "$1" = --version',
      "Set-up cannot add the Rust target: run `rustup target add wasm32-unknown-unknown`, which says why.",
    ],
    [
      "cargo",
      'test "$1" = --version',
      `Set-up cannot compile wasm-bindgen: run \`cargo install wasm-bindgen-cli --version ${TOOLS["wasm-bindgen-cli"].version}\`, which says why.`,
    ],
  ]) {
    const { code, output } = makeMachine({ ...FRESH, [program]: body }).setup({});
    assert.deepEqual([code, lastLine(output)], [1, sentence]);
  }
});

test("an interrupted set-up is completed by the next run", () => {
  const broken = makeMachine({
    ...FRESH,
    npm: 'test "$1" = --version || { mkdir -p "$HOME_DIR/project/node_modules"; exit 130; }',
    "apt-get": 'test "$1" = --version',
  });
  assert.equal(broken.setup().code, 1);
  broken.add("npm", FRESH.npm);
  broken.add("apt-get", FRESH["apt-get"]);
  const { code, output, calls } = broken.setup();
  assert.equal(code, 0, output);
  assert.equal(calls.filter(startsWith("npm ci")).length, 1);
  assert.ok(calls.findIndex(startsWith("dpkg --configure -a")) < calls.findIndex(startsWith("apt-get install")));
  assert.equal(calls.filter(startsWith("cargo install")).length, 0, "completed steps are not repeated");
});

test("an installed tool is replaced if it is broken, not executable or has another version", () => {
  const { version } = TOOLS["wasm-pack"];
  for (const spoil of [
    (file) => writeFileSync(file, "#!/bin/sh\nexit 1\n"),
    (file) => writeFileSync(file, "#!/bin/sh\necho wasm-pack 0.0.1\n"),
    (file) => chmodSync(file, 0o644),
  ]) {
    const spoiled = makeMachine(FRESH);
    assert.equal(spoiled.setup({}).code, 0);
    spoil(spoiled.tool("wasm-pack", version, "wasm-pack"));
    const { code, calls, output } = spoiled.setup({});
    assert.equal(code, 0, output);
    assert.equal(calls.length, 1);
    assert.match(calls[0], /^cargo install wasm-pack .*--force/);
  }
});
