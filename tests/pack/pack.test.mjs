// Tests the tarball that npm would publish: its files, and that every kind of consumer runs it without configuration.
// By default, only the quick consumers are tested. CONSUMERS=all tests all of them, and skips a consumer that cannot be installed
// on this machine.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { seed } from "../../www/platform/seed.js";
import { launchChromium } from "../e2e/chromium.mjs";
import { CONSUMERS } from "./consumers.mjs";
import { countLines, EXAMPLES, MAX_LINES } from "./examples.mjs";
import { listPublishedFiles, readReviewedFiles } from "./golden.mjs";
import { createProject, pack } from "./project.mjs";

/** Time limit of one project. A project that never ends fails with its name. */
const PROJECT_LIMIT_MS = 900_000;

let folder;
let packed;
let launchedBrowser;
const startBrowser = () => {
  launchedBrowser ??= launchChromium();
  return launchedBrowser;
};
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "connection-update-"));
  packed = await pack(folder);
});
after(async () => {
  await (await launchedBrowser)?.close();
  await rm(folder, { recursive: true });
});

test("the tarball contains exactly the files of the reviewed list", async () => {
  const advice = "review the list: `node tests/pack/golden.mjs --update`, then `git diff`";
  const reviewed = await readReviewedFiles();
  assert.ok(reviewed.includes("pkg/index.js") && reviewed.includes("LICENSE-MIT"));
  assert.deepEqual(await listPublishedFiles(), reviewed, advice);
  assert.deepEqual(packed.files.toSorted(), reviewed, advice);
});

for (const [name, { folder: source, isQuick = false, needs, prove }] of Object.entries(CONSUMERS)) {
  if (!isQuick && process.env.CONSUMERS !== "all") continue;
  test(name, { timeout: PROJECT_LIMIT_MS }, async (t) => {
    const sources = ["tests/pack/shared", `tests/pack/consumers/${source}`];
    const project = await createProject(t, sources, packed.tarball, startBrowser, needs);
    try {
      await project.install();
    } catch (error) {
      if (isQuick) throw error;
      t.skip(`it cannot be installed on this machine: ${error.message.split("\n", 1)[0]}`);
      return;
    }
    await prove(project);
  });
}

test("the README of the examples has the address of a connection of the local platform", async () => {
  const readme = await readFile(new URL("../../examples/README.md", import.meta.url), "utf8");
  const address = new URLSearchParams(/^\?organisationId=.+$/m.exec(readme)[0]);
  const [{ id, organisationId }] = seed();
  assert.deepEqual(Object.fromEntries(address), { organisationId, connectionId: id });
});

for (const [name, { folder, prove }] of Object.entries(EXAMPLES)) {
  test(`the example for ${name} has at most ${MAX_LINES} lines`, async () => {
    const lines = await countLines(folder);
    assert.ok(lines > 0 && lines <= MAX_LINES, `it has ${lines}`);
  });
  if (process.env.CONSUMERS !== "all") continue;
  test(`the example for ${name} runs`, { timeout: PROJECT_LIMIT_MS }, async (t) => {
    const project = await createProject(t, [`examples/${folder}`], packed.tarball, startBrowser);
    await project.install();
    await prove(project);
  });
}
