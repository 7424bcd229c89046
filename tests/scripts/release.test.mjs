// The check of a release: which tags it accepts, and its message for the others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertVersions, declaredVersions } from "../../scripts/release.mjs";
import { root, run } from "../../scripts/run.mjs";

const versions = await declaredVersions();
const version = versions["package.json"];

/** Runs the script with a tag as its argument, or as that of a workflow's run. */
function check(args, refName) {
  const env = { ...process.env, GITHUB_REF_NAME: refName };
  if (refName === undefined) delete env.GITHUB_REF_NAME;
  return run(process.execPath, [`${root}/scripts/release.mjs`, ...args], { env });
}

test("package.json and Cargo.toml have one version", () => {
  assert.match(version, /^\d+\.\d+\.\d+/);
  assert.equal(versions["Cargo.toml"], version);
});

test("a tag that is the version passes, as an argument and as that of a workflow's run", async () => {
  for (const [args, refName] of [
    [[`v${version}`], undefined],
    [[], `v${version}`],
    [[`v${version}`], "main"],
  ]) {
    const { code, output } = await check(args, refName);
    assert.equal(output, `v${version} is the version in package.json and Cargo.toml.\n`);
    assert.equal(code, 0);
  }
});

test("any other tag fails, with a sentence that names the tag and the version", async () => {
  for (const tag of ["v99.0.0", version, `v${version}-rc.1`, "main"]) {
    const { code, output } = await check([tag]);
    assert.equal(code, 1, tag);
    assert.match(output, new RegExp(`The tag is ${tag}, but the version is ${version} in package.json and`), tag);
  }
});

test("the file whose version differs is named, and no other", () => {
  const one = { "package.json": "1.2.0", "Cargo.toml": "1.1.0" };
  assert.throws(() => assertVersions("v1.2.0", one), {
    message: "The tag is v1.2.0, but the version is 1.1.0 in Cargo.toml: change the version, or tag v1.1.0.",
  });
  assert.throws(() => assertVersions("v1.1.0", one), /1\.2\.0 in package\.json: /);
});

test("without a tag, the sentence says how to give one", async () => {
  const { code, output } = await check([]);
  assert.equal(code, 1);
  assert.match(output, /There is no tag to check: run `npm run release:check -- v0\.1\.0`\./);
});
