// Tests `scripts/release.mjs`: the tags that it accepts, and its sentences for everything that prevents a release.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { findProblems, readRelease } from "../../scripts/release.mjs";
import { root, run } from "../../scripts/run.mjs";

const READY = {
  versions: { "package.json": "1.2.0", "Cargo.toml": "1.2.0" },
  changelog: "# Changelog\n\n## 1.2.0 – 2026-12-01\n\n- A\n\n## 1.1.0 – 2026-11-01\n",
  owner: "acme",
};

/** Runs the script with a tag as its argument (`args`), or with the tag of a workflow's run (`refName`). */
function checkRelease(args, refName) {
  const env = { ...process.env, GITHUB_REF_NAME: refName, GITHUB_REPOSITORY: undefined };
  if (refName === undefined) delete env.GITHUB_REF_NAME;
  delete env.GITHUB_REPOSITORY;
  return run(process.execPath, [`${root}/scripts/release.mjs`, ...args], { env });
}

test("package.json, Cargo.toml and the documents have one version, and the changelog has its heading", async () => {
  const { versions, changelog } = await readRelease();
  const version = versions["package.json"];
  assert.match(version, /^\d+\.\d+\.\d+/);
  assert.equal(versions["Cargo.toml"], version);
  assert.ok(changelog.includes(`## ${version} – `));
  const texts = await Promise.all(
    ["README.md", "docs/guide/quick-start.md"].map((file) => readFile(`${root}/${file}`, "utf8")),
  );
  const named = [...texts.join("\n").matchAll(/-(\d+\.\d+\.\d+[\w.-]*?)(?=\.tgz|-3556d4)/g)].map(([, text]) => text);
  assert.ok(named.length >= 2);
  assert.deepEqual([...new Set(named)], [version]);
});

test("a tag passes if it is the version, which has a date, in the repository that publishes", () => {
  assert.deepEqual(findProblems("v1.2.0", READY), []);
  assert.deepEqual(findProblems("v1.2.0", READY, "acme/connection-update"), []);
});

test("any other tag fails, with a sentence that names the tag, the version and the file", () => {
  for (const tag of ["v99.0.0", "1.2.0", "v1.2.0-rc.1", "main"]) {
    const [problem, ...others] = findProblems(tag, READY);
    assert.ok(
      problem.startsWith(`The tag is ${tag}, but the version is 1.2.0 in package.json and 1.2.0 in Cargo.toml`),
    );
    assert.deepEqual(others, []);
  }
});

test("the file whose version differs is named, and no other", () => {
  const release = { ...READY, versions: { "package.json": "1.2.0", "Cargo.toml": "1.1.0" } };
  assert.deepEqual(findProblems("v1.2.0", release), [
    "The tag is v1.2.0, but the version is 1.1.0 in Cargo.toml: change the version, or tag v1.1.0.",
  ]);
});

for (const changelog of ["", "## 1.2.0 – unreleased\n", "## 1.2.0\n", "## Unreleased\n\n## 1.1.0 – 2026-11-01\n"]) {
  test(`the changelog needs a date: ${JSON.stringify(changelog)}`, () => {
    assert.deepEqual(findProblems("v1.2.0", { ...READY, changelog }), [
      "CHANGELOG.md has no date for 1.2.0: write `## 1.2.0 – <year>-<month>-<day>`.",
    ]);
  });
}

test("the placeholder of the owner and another repository are refused", () => {
  assert.deepEqual(findProblems("v1.2.0", { ...READY, owner: "OWNER" }, "OWNER/connection-update"), [
    "The owner of the repository is not set: run `npm run release:owner -- <owner>`.",
  ]);
  assert.deepEqual(findProblems("v1.2.0", READY, "fork/connection-update"), [
    "The repository is fork/connection-update, but package.json names acme/connection-update.",
  ]);
});

test("the command reports the problems of this repository, for an argument and for the tag of a workflow's run", async () => {
  const release = await readRelease();
  const tag = `v${release.versions["package.json"]}`;
  for (const [args, refName, checked] of [
    [[tag], undefined, tag],
    [[], tag, tag],
    [["v99.0.0"], tag, "v99.0.0"],
  ]) {
    const problems = findProblems(checked, release);
    const { code, output } = await checkRelease(args, refName);
    assert.equal(code, problems.length > 0 ? 1 : 0);
    const passed = `${tag} can be released: it is the version in package.json and Cargo.toml.`;
    assert.equal(output.trim(), problems.length > 0 ? problems.join("\n") : passed);
  }
});

test("without a tag, the sentence says how to give one", async () => {
  const { code, output } = await checkRelease([]);
  assert.equal(code, 1);
  assert.match(output, /There is no tag to check: run `npm run release:check -- v0\.1\.0`\./);
});
