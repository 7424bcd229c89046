// Tests `scripts/audit.mjs`: its output and its exit code, with stubs of cargo and npm on PATH.

import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root, run } from "../../scripts/run.mjs";

const folders = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const DENY = { code: 0, text: "advisories ok, bans ok, licenses ok, sources ok" };
const NO_FINDINGS = { code: 0, text: JSON.stringify({ auditReportVersion: 2, vulnerabilities: {} }) };
const FINDINGS = {
  code: 1,
  text: JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      loud: { name: "loud", severity: "high", via: [{ title: "Loud is too loud", url: "https://example.com/loud" }] },
      quiet: { name: "quiet", severity: "low", via: ["loud"] },
    },
  }),
};

/** Runs the audit with stubs that print a text and exit with a code. With `deny: null`, cargo-deny is not installed. */
async function audit({ deny = DENY, modules = NO_FINDINGS, docs = NO_FINDINGS }) {
  const folder = await mkdtemp(join(tmpdir(), "audit-"));
  folders.push(folder);
  const stub = async (name, script) => {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  };
  const reply = ({ code, text }) => `echo '${text}'; exit ${code}`;
  const missingCommand = "echo 'error: no such command: `deny`' >&2; exit 101";
  await stub("cargo", deny === null ? missingCommand : `[ "$*" = "deny --version" ] && exit 0\n${reply(deny)}`);
  await stub("npm", `case "$PWD" in */docs) ${reply(docs)};; *) ${reply(modules)};; esac`);
  const { code, output } = await run(process.execPath, [join(root, "scripts", "audit.mjs")], { env: { PATH: folder } });
  return { code, lines: output.trimEnd().split("\n") };
}

test("without findings, the audit passes with a line for the crates and for each lock file of npm", async () => {
  assert.deepEqual(await audit({}), {
    code: 0,
    lines: [
      "✓ crates: `cargo deny check` found nothing",
      "✓ npm modules: `npm audit` found nothing",
      "✓ npm modules of the documentation: `npm audit` found nothing",
    ],
  });
});

test("a finding of cargo deny fails the audit and is printed, and the npm modules are still checked", async () => {
  const { code, lines } = await audit({ deny: { code: 1, text: "error[vulnerability]: a crate has an advisory" } });
  assert.equal(code, 1);
  assert.deepEqual(lines.slice(0, 2), [
    "✗ crates: `cargo deny check` failed",
    "error[vulnerability]: a crate has an advisory",
  ]);
  assert.equal(lines[2], "✓ npm modules: `npm audit` found nothing");
});

test("findings of npm fail the audit in each of its folders, and are listed with their severity", async () => {
  const listed = ["  high: loud: Loud is too loud, https://example.com/loud", "  low: quiet: through loud"];
  const { code, lines } = await audit({ modules: FINDINGS });
  assert.equal(code, 1);
  assert.deepEqual(lines.slice(1, 4), ["✗ npm modules: `npm audit` found 2", ...listed]);
  const docs = await audit({ docs: FINDINGS });
  assert.equal(docs.code, 1);
  assert.deepEqual(docs.lines.slice(2), ["✗ npm modules of the documentation: `npm audit` found 2", ...listed]);
});

test("without cargo-deny, one sentence names it and the command that installs it", async () => {
  const { code, lines } = await audit({ deny: null });
  assert.equal(code, 1);
  assert.equal(lines[0], "✗ crates: `cargo-deny` is not installed, run `cargo install --locked cargo-deny`");
  assert.equal(lines.length, 3);
});

test("if the advisory database cannot be fetched, the audit prints one sentence", async () => {
  const { code, lines } = await audit({ deny: { code: 1, text: "[ERROR] failed to fetch advisory database at home" } });
  assert.equal(code, 1);
  assert.match(lines[0], /^✗ crates: `cargo deny check` cannot reach the advisory database, /);
  assert.equal(lines.length, 3);
});

test("if the registry gives no report, the audit prints one sentence with the reason", async () => {
  for (const [text, reason] of [
    [JSON.stringify({ message: "request failed", error: { summary: "", detail: "" } }), "request failed"],
    [JSON.stringify({ error: { code: "ENOLOCK", summary: "there is no lock file" } }), "there is no lock file"],
    ["not JSON", "not JSON"],
  ]) {
    const { code, lines } = await audit({ modules: { code: 1, text } });
    assert.equal(code, 1);
    assert.equal(lines[1], `✗ npm modules: \`npm audit\` got no answer from the registry (${reason})`);
    assert.equal(lines.length, 3);
  }
});
