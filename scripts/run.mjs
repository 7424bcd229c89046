// Runs other programs: takes a command, returns its exit code and its output, with the project's own tools first on PATH.

import { spawn, spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder of compiled tools, one folder per version, shared by all clones of one user. */
export const toolFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "connection-update");

/** Returns the environment of every command, with the folders of tools first on PATH. */
export function environment(tools = []) {
  const folders = [join(root, "node_modules", ".bin"), ...tools.map((tool) => join(toolFolder, tool, "bin"))];
  return { ...process.env, PATH: [...folders, process.env.PATH].join(delimiter) };
}

/** Returns the first line that a command prints, or `undefined` if it cannot be run or fails. */
export function firstLine(command, args, env = process.env) {
  return probe(command, args, env).line;
}

/**
 * Runs a command that should be quick.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ line?: string, problem?: string }} the first line that it printed, or why there is none
 */
export function probe(command, args, env = process.env) {
  const { error, status, stdout } = spawnSync(command, args, { encoding: "utf8", env });
  if (error?.code === "ENOENT") return { problem: "is missing" };
  if (error?.code === "EACCES") return { problem: "is not executable" };
  if (error !== undefined || status !== 0) return { problem: "is broken" };
  return { line: stdout.split("\n", 1)[0] };
}

/**
 * Runs a command and waits for its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd]
 * @param {number} [options.timeoutMs]
 * @param {boolean} [options.show] Passes the output on as it comes. It is collected in any case.
 * @param {(text: string) => void} [options.onOutput] Receives the output as it comes.
 * @returns {Promise<{ code: number, output: string, printed: string }>} `printed` is standard output alone
 */
export function run(command, args, { env = process.env, show = false, cwd = root, timeoutMs, onOutput } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
    let output = "";
    let printed = "";
    const collect = (stream, target) =>
      stream.setEncoding("utf8").on("data", (data) => {
        output += data;
        if (target === process.stdout) printed += data;
        if (show) target.write(data);
        onOutput?.(data);
      });
    collect(child.stdout, process.stdout);
    collect(child.stderr, process.stderr);
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n`, printed }));
    child.on("close", (code) => resolve({ code: code ?? 1, output, printed }));
  });
}

/** Runs a command and returns what it printed. If it fails, shows its output and throws. */
export async function runOrThrow(command, args, options) {
  const { code, output, printed } = await run(command, args, options);
  if (code !== 0) {
    if (!options?.show) process.stderr.write(output);
    throw new Error(`\`${command} ${args.join(" ")}\` ended with exit code ${code}`);
  }
  return printed;
}

/** Runs a script's main function. Prints a failure as one sentence and ends with exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
