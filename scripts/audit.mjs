// `npm run audit`: known advisories against the locked crates and npm modules, one line for each of them.
// It is not part of `npm test`: an advisory can appear while nothing here has changed.

import { join } from "node:path";
import { firstLine, main, root, run } from "./run.mjs";

/** The folders that have a lock file of npm. */
const MODULES = [
  ["npm modules", root],
  ["npm modules of the documentation", join(root, "docs")],
];

await main(async () => {
  const results = [await auditCrates()];
  for (const [name, folder] of MODULES) results.push(await auditModules(name, folder));
  for (const { isGood, line, detail = "" } of results) {
    console.log(`${isGood ? "✓" : "✗"} ${line}`);
    if (detail !== "") console.log(detail.trimEnd());
  }
  if (results.some(({ isGood }) => !isGood)) process.exitCode = 1;
});

/** Runs every check of `deny.toml`. */
async function auditCrates() {
  const failed = (line, detail) => ({ isGood: false, line: `crates: ${line}`, detail });
  if (firstLine("cargo", ["deny", "--version"]) === undefined) {
    return failed("`cargo-deny` is not installed, run `cargo install --locked cargo-deny`");
  }
  const { code, output } = await run("cargo", ["deny", "check"]);
  if (code === 0) return { isGood: true, line: "crates: `cargo deny check` found nothing" };
  if (output.includes("failed to fetch advisory database")) {
    return failed("`cargo deny check` cannot reach the advisory database, run this again with a network connection");
  }
  return failed("`cargo deny check` failed", output);
}

/** Asks the registry for the advisories on the modules that a folder's lock file names. */
async function auditModules(name, folder) {
  const failed = (line, detail) => ({ isGood: false, line: `${name}: ${line}`, detail });
  const { output, printed } = await run("npm", ["audit", "--json"], { cwd: folder });
  const report = parse(printed);
  if (report?.vulnerabilities === undefined) {
    const reason = report?.message || report?.error?.summary || output.trim().split("\n", 1)[0];
    return failed(`\`npm audit\` got no answer from the registry (${reason})`);
  }
  const found = Object.values(report.vulnerabilities);
  if (found.length === 0) return { isGood: true, line: `${name}: \`npm audit\` found nothing` };
  return failed(`\`npm audit\` found ${found.length}`, found.map(describe).join("\n"));
}

/** Returns a line for each advisory on a module, or for each module through which one reaches it. */
function describe({ name, severity, via }) {
  const advisories = via.map((cause) =>
    typeof cause === "string" ? `through ${cause}` : `${cause.title}, ${cause.url}`,
  );
  return advisories.map((advisory) => `  ${severity}: ${name}: ${advisory}`).join("\n");
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
