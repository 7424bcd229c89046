// `npm run audit`: checks the locked crates and npm modules against known advisories. It prints one line for the crates and
// one for each lock file of npm. It is not part of `npm test`, because an advisory can appear without a change here.

import { join } from "node:path";
import { main, readFirstLine, root, run } from "./run.mjs";

/** The label and the path of each folder that has a `package-lock.json`. */
const NPM_FOLDERS = [
  ["npm modules", root],
  ["npm modules of the documentation", join(root, "docs")],
];

await main(async () => {
  const results = [await auditCrates()];
  for (const [name, folder] of NPM_FOLDERS) results.push(await auditModules(name, folder));
  for (const { hasPassed, line, detail = "" } of results) {
    console.log(`${hasPassed ? "✓" : "✗"} ${line}`);
    if (detail !== "") console.log(detail.trimEnd());
  }
  if (results.some(({ hasPassed }) => !hasPassed)) process.exitCode = 1;
});

/** Checks the crates with `cargo deny`, which reads `deny.toml`. */
async function auditCrates() {
  const makeFailure = (line, detail) => ({ hasPassed: false, line: `crates: ${line}`, detail });
  if (readFirstLine("cargo", ["deny", "--version"]) === undefined) {
    return makeFailure("`cargo-deny` is not installed, run `cargo install --locked cargo-deny`");
  }
  const { code, output } = await run("cargo", ["deny", "check"]);
  if (code === 0) return { hasPassed: true, line: "crates: `cargo deny check` found nothing" };
  if (output.includes("failed to fetch advisory database")) {
    return makeFailure(
      "`cargo deny check` cannot reach the advisory database, run this again with a network connection",
    );
  }
  return makeFailure("`cargo deny check` failed", output);
}

/** Checks the modules in the lock file of a folder with `npm audit`. */
async function auditModules(name, folder) {
  const makeFailure = (line, detail) => ({ hasPassed: false, line: `${name}: ${line}`, detail });
  const { output, stdout } = await run("npm", ["audit", "--json"], { cwd: folder });
  const report = parseJson(stdout);
  if (report?.vulnerabilities === undefined) {
    const reason = report?.message || report?.error?.summary || output.trim().split("\n", 1)[0];
    return makeFailure(`\`npm audit\` got no answer from the registry (${reason})`);
  }
  const found = Object.values(report.vulnerabilities);
  if (found.length === 0) return { hasPassed: true, line: `${name}: \`npm audit\` found nothing` };
  return makeFailure(`\`npm audit\` found ${found.length}`, found.map(describeFinding).join("\n"));
}

/** Returns one line for each cause of a finding: an advisory on the module, or a dependency that has an advisory. */
function describeFinding({ name, severity, via }) {
  const advisories = via.map((cause) =>
    typeof cause === "string" ? `through ${cause}` : `${cause.title}, ${cause.url}`,
  );
  return advisories.map((advisory) => `  ${severity}: ${name}: ${advisory}`).join("\n");
}

/** Returns the value of a JSON text, or `undefined` if it is not JSON. */
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
