// Tests `scripts/owner.mjs`: one command changes the owner in every address, and all addresses have the same owner.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { findOwners, readFilesWithOwner, setOwner } from "../../scripts/owner.mjs";
import { root } from "../../scripts/run.mjs";

const ADDRESSES = [
  "https://github.com/acme/connection-update/blob/main/README.md",
  "git+https://github.com/acme/connection-update.git",
  "https://acme.github.io/connection-update/reference/",
  "https://raw.githubusercontent.com/acme/connection-update/main/docs/images/size.svg",
];

test("the owner in each form of an address is found and replaced, and no other name", () => {
  const text = ADDRESSES.join("\n");
  assert.deepEqual(findOwners(text), ["acme", "acme", "acme", "acme"]);
  assert.equal(setOwner("a.md", text, "example"), text.replaceAll("acme", "example"));
  const others = "https://github.com/acme/other https://acme.example/connection-update https://acme.github.io/other";
  assert.deepEqual(findOwners(others), []);
  assert.equal(setOwner("a.md", others, "example"), others);
});

test("with an owner, the CI badge has the status, and each `srcset` has an absolute address", async () => {
  const readme = await readFile(`${root}/README.md`, "utf8");
  const named = setOwner("README.md", readme, "example");
  assert.ok(named.includes("https://github.com/example/connection-update/actions/workflows/ci.yml/badge.svg"));
  const addresses = [...named.matchAll(/srcset="([^"]*)"/g)].map(([, address]) => address);
  assert.ok(addresses.length >= 2);
  for (const address of addresses) {
    assert.match(
      address,
      /^https:\/\/raw\.githubusercontent\.com\/example\/connection-update\/main\/docs\/images\/[\w-]+\.svg$/,
    );
  }
  assert.equal(setOwner("README.md", named, "example"), named);
});

test("all addresses of the repository have the owner that package.json names", async () => {
  const files = await readFilesWithOwner();
  for (const file of ["package.json", "Cargo.toml", "README.md"]) assert.ok(files.has(file), file);
  const { repository } = JSON.parse(files.get("package.json"));
  const [owner] = findOwners(repository.url);
  for (const [file, text] of files) {
    assert.deepEqual([...new Set(findOwners(text))], [owner], file);
    assert.doesNotMatch(file, /^(src|js)\//, "an address in the code would not be replaced in what is built");
  }
});

test("the manifests have addresses of the repository and the site", async () => {
  const { repository, homepage, bugs } = JSON.parse(await readFile(`${root}/package.json`, "utf8"));
  const cargo = await readFile(`${root}/Cargo.toml`, "utf8");
  const [owner] = findOwners(repository.url);
  const address = `https://github.com/${owner}/connection-update`;
  const site = `https://${owner}.github.io/connection-update/`;
  assert.deepEqual(repository, { type: "git", url: `git+${address}.git` });
  assert.deepEqual([homepage, bugs], [site, `${address}/issues`]);
  const readField = (name) => new RegExp(`^${name} = "(.*)"$`, "m").exec(cargo)?.[1];
  assert.deepEqual([readField("repository"), readField("homepage")], [address, site]);
  assert.equal(readField("documentation"), "https://docs.rs/connection-update");
});

test("README has no image that is missing, and loads no other one from the repository before the release", async () => {
  const readme = await readFile(`${root}/README.md`, "utf8");
  const images = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    (match) => match[1] ?? match[2],
  );
  assert.ok(images.length >= 9);
  const [owner] = findOwners(readme);
  for (const image of images) {
    const file = image.replace(/^https:\/\/raw\.githubusercontent\.com\/[\w-]+\/[\w-]+\/main\//, "");
    if (!file.startsWith("https://")) await assert.doesNotReject(readFile(`${root}/${file}`), image);
    else assert.ok(owner !== "OWNER" || file.startsWith("https://img.shields.io/badge/"), image);
  }
});
