// Tests `scripts/release.mjs`: the tags that it accepts, and its message for other tags.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertVersions, readVersions } from "../../scripts/release.mjs";
import { root, run } from "../../scripts/run.mjs";

const versions = await readVersions();
const version = versions["package.json"];

/** Runs the script with a tag as its argument (`args`), or with the tag of a workflow's run (`refName`). */
function checkRelease(args, refName) {
  const env = { ...process.env, GITHUB_REF_NAME: refName };
  if (refName === undefined) delete env.GITHUB_REF_NAME;
  return run(process.execPath, [`${root}/scripts/release.mjs`, ...args], { env });
}

test("package.json and Cargo.toml have one version", () => {
  assert.match(version, /^\d+\.\d+\.\d+/);
  assert.equal(versions["Cargo.toml"], version);
});

test("a tag that equals the version passes, as an argument and as the tag of a workflow's run", async () => {
  for (const [args, refName] of [
    [[`v${version}`], undefined],
    [[], `v${version}`],
    [[`v${version}`], "main"],
  ]) {
    const { code, output } = await checkRelease(args, refName);
    assert.equal(output, `v${version} is the version in package.json and Cargo.toml.\n`);
    assert.equal(code, 0);
  }
});

test("any other tag fails, with a sentence that names the tag and the version", async () => {
  for (const tag of ["v99.0.0", version, `v${version}-rc.1`, "main"]) {
    const { code, output } = await checkRelease([tag]);
    assert.equal(code, 1, tag);
    assert.match(output, new RegExp(`The tag is ${tag}, but the version is ${version} in package.json and`), tag);
  }
});

test("the file whose version differs is named, and no other", () => {
  const mismatch = { "package.json": "1.2.0", "Cargo.toml": "1.1.0" };
  assert.throws(() => assertVersions("v1.2.0", mismatch), {
    message: "The tag is v1.2.0, but the version is 1.1.0 in Cargo.toml: change the version, or tag v1.1.0.",
  });
  assert.throws(() => assertVersions("v1.1.0", mismatch), /1\.2\.0 in package\.json: /);
});

test("without a tag, the sentence says how to give one", async () => {
  const { code, output } = await checkRelease([]);
  assert.equal(code, 1);
  assert.match(output, /There is no tag to check: run `npm run release:check -- v0\.1\.0`\./);
});
