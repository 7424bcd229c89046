// Runs other programs: takes a command, and returns its exit code and its output. `makeEnvironment` puts the project's own
// tools first on PATH.

import { spawn, spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder of installed tools, with one subfolder for each version. All clones of a user share it. */
export const toolFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "connection-update");

/** Returns the environment for commands. Its PATH begins with the npm tools and with some subfolders of `toolFolder`. */
export function makeEnvironment(tools = []) {
  const folders = [join(root, "node_modules", ".bin"), ...tools.map((tool) => join(toolFolder, tool, "bin"))];
  return { ...process.env, PATH: [...folders, process.env.PATH].join(delimiter) };
}

/** Returns the first line that a command prints, or `undefined` if it cannot be run or fails. */
export function readFirstLine(command, args, env = process.env) {
  return probe(command, args, env).line;
}

/**
 * Runs a short command, and blocks until it ends.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ line?: string, problem?: string }} the first line of its output, or why it could not run
 */
export function probe(command, args, env = process.env) {
  const { error, status, stdout } = spawnSync(command, args, { encoding: "utf8", env });
  if (error?.code === "ENOENT") return { problem: "is missing" };
  if (error?.code === "EACCES") return { problem: "is not executable" };
  if (error !== undefined || status !== 0) return { problem: "is broken" };
  return { line: stdout.split("\n", 1)[0] };
}

/**
 * Runs a command.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd]
 * @param {number} [options.timeoutMs]
 * @param {boolean} [options.show] Also prints the output while the command runs.
 * @param {(text: string) => void} [options.onOutput] Called with each part of the output when it arrives.
 * @returns {Promise<{ code: number, output: string, stdout: string }>} `output` is standard output and standard error
 */
export function run(command, args, { env = process.env, show = false, cwd = root, timeoutMs, onOutput } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
    let output = "";
    let stdout = "";
    const collect = (stream, target) =>
      stream.setEncoding("utf8").on("data", (data) => {
        output += data;
        if (target === process.stdout) stdout += data;
        if (show) target.write(data);
        onOutput?.(data);
      });
    collect(child.stdout, process.stdout);
    collect(child.stderr, process.stderr);
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n`, stdout }));
    child.on("close", (code) => resolve({ code: code ?? 1, output, stdout }));
  });
}

/** Runs a command and returns its standard output. If the command fails, prints its output and throws. */
export async function runOrThrow(command, args, options) {
  const { code, output, stdout } = await run(command, args, options);
  if (code !== 0) {
    if (!options?.show) process.stderr.write(output);
    throw new Error(`\`${command} ${args.join(" ")}\` ended with exit code ${code}`);
  }
  return stdout;
}

/** Runs a script's main function. If it throws, prints the message and ends the process with exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
