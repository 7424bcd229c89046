// Running other programs: takes a command, gives its exit and its output, with the project's own tools first on PATH.

import { spawn, spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where compiled tools are kept, one folder per version, shared by all clones of one user. */
export const toolFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "connection-update");

/** The environment of every command, with the folders of tools first on PATH. */
export function environment(tools = []) {
  const folders = [join(root, "node_modules", ".bin"), ...tools.map((tool) => join(toolFolder, tool, "bin"))];
  return { ...process.env, PATH: [...folders, process.env.PATH].join(delimiter) };
}

/** The first line that a command prints, or nothing where it cannot be run. */
export function firstLine(command, args, env = process.env) {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", env });
  return status === 0 ? stdout.split("\n", 1)[0] : undefined;
}

/**
 * Runs a command and waits for its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, show?: boolean, cwd?: string, timeoutMs?: number }} [options] `show` passes the
 *   output on while it comes; it is gathered in any case
 * @returns {Promise<{ code: number, output: string, printed: string }>} all that came out, and what of it is the result
 */
export function run(command, args, { env = process.env, show = false, cwd = root, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
    let output = "";
    let printed = "";
    const take = (stream, target) =>
      stream.setEncoding("utf8").on("data", (data) => {
        output += data;
        if (target === process.stdout) printed += data;
        if (show) target.write(data);
      });
    take(child.stdout, process.stdout);
    take(child.stderr, process.stderr);
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n`, printed }));
    child.on("close", (code) => resolve({ code: code ?? 1, output, printed }));
  });
}

/** Runs a command that must succeed, and gives what it prints; otherwise shows its output and throws. */
export async function must(command, args, options) {
  const { code, output, printed } = await run(command, args, options);
  if (code !== 0) {
    if (!options?.show) process.stderr.write(output);
    throw new Error(`\`${command} ${args.join(" ")}\` ended with exit code ${code}`);
  }
  return printed;
}

/** Runs a script's main function; a failure is one clear sentence and exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
