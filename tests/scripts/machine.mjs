// A simulated machine: a folder with a copy of the set-up scripts, and a PATH whose only programs are stubs and `node`.

import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const COPIED = ["scripts", "Cargo.toml", "Cargo.lock", "package-lock.json", "package.json", "deny.toml"];

/**
 * Stubs of the programs on a new machine with Rust and Node. Each is the body of a shell script, in which `$HOME_DIR` is the
 * folder of the machine.
 */
export const RUST_AND_NODE = {
  npm: `case "$1" in --version) echo 10.8.2;; ci) mkdir -p "$HOME_DIR/project/node_modules";; esac`,
  rustup: `case "$1 $2" in
    "target add") mkdir -p "$HOME_DIR/sysroot/lib/rustlib/$3/lib";;
    "toolchain install") touch "$HOME_DIR/old-rust";;
    *) echo "rustup 1.28.2";;
  esac`,
  rustc: `case "$1" in --print) echo "$HOME_DIR/sysroot";; *) echo "rustc 1.95.0 (59807616e 2026-04-14)";; esac`,
  cargo: `case "$1" in
    +*) test -e "$HOME_DIR/old-rust" && echo "cargo 1.88.0";;
    install)
      program=$2; test "$2" = wasm-bindgen-cli && program=wasm-bindgen
      mkdir -p "$6/bin"
      printf '#!/bin/sh\\necho "%s %s"\\n' "$program" "$4" > "$6/bin/$program"
      chmod +x "$6/bin/$program";;
    *) echo "cargo 1.95.0";;
  esac`,
};

/** Stubs of the programs that install browsers with apt-get, with or without sudo. */
export const APT = {
  "apt-get": `case "$1" in
    --version) echo "apt 2.6.1";;
    install) for program in chromium chromedriver firefox-esr; do
      printf '#!/bin/sh\\necho "%s 150.0.1"\\n' "$program" > "$HOME_DIR/bin/$program"
      chmod +x "$HOME_DIR/bin/$program"
    done;;
  esac`,
  dpkg: "",
  sudo: 'shift; "$@"',
};

/** A simulated machine with some stubs. */
export class Machine {
  constructor(programs = RUST_AND_NODE) {
    this.folder = mkdtempSync(join(tmpdir(), "machine-"));
    this.project = join(this.folder, "project");
    mkdirSync(join(this.folder, "bin"));
    for (const name of COPIED) cpSync(join(root, name), join(this.project, name), { recursive: true });
    for (const [name, body] of Object.entries(programs)) this.add(name, body);
  }

  /** Adds a program to PATH. Its calls are recorded. */
  add(name, body, { mode = 0o755 } = {}) {
    const head = `#!/bin/sh\nHOME_DIR='${this.folder}'\necho "${name} $*" >> "$HOME_DIR/calls"\n`;
    writeFileSync(join(this.folder, "bin", name), `${head}PATH="$HOME_DIR/bin:/usr/bin:/bin"\n${body}\n`);
    chmodSync(join(this.folder, "bin", name), mode);
  }

  remove(name) {
    rmSync(join(this.folder, "bin", name));
  }

  /** Runs JavaScript in the project's folder. Returns the exit code, the output, and the calls of stubs. */
  run(script) {
    rmSync(join(this.folder, "calls"), { force: true });
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: this.project,
      encoding: "utf8",
      env: { PATH: join(this.folder, "bin"), HOME: this.folder, XDG_CACHE_HOME: join(this.folder, "cache") },
    });
    const calls = existsSync(join(this.folder, "calls"))
      ? readFileSync(join(this.folder, "calls"), "utf8").trimEnd().split("\n")
      : [];
    // Omits calls that only read a version or a setting.
    return {
      code: status,
      output: stdout + stderr,
      calls: calls.filter((call) => !/^\S+ (\+\S+ )?(--version|-V|--print|-n true)/.test(call)),
    };
  }

  /** Runs set-up. Returns the same as `run`. */
  setup(needs = { tests: true, browsers: true }) {
    return this.run(
      `import { main } from "./scripts/run.mjs"; import { setup } from "./scripts/setup.mjs"; await main(() => setup(${JSON.stringify(needs)}));`,
    );
  }

  /** Returns the path of a program that set-up installs from a crate. */
  tool(crate, version, program) {
    return join(this.folder, "cache", "connection-update", `${crate}-${version}`, "bin", program);
  }

  dispose() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Returns the last line of an output, which is the sentence for the user. */
export function lastLine(output) {
  return output.trimEnd().split("\n").at(-1);
}
